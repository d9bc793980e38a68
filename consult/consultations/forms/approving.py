"""What an approver types."""

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from consult.web.forms import SeenForm


class SendBackForm(SeenForm):
    """A word to the author."""

    word = TextAreaField(
        _l("What has to change"), [InputRequired(_l("Enter what has to change.")), Length(max=2000)]
    )
