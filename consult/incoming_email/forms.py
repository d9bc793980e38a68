"""What an officer says of an email that becomes no submission: why it is closed."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.validators import InputRequired

from consult.incoming_email.labels import REASONS
from consult.staff_entries.forms import ButtonOfPage
from consult.web.forms import choices


class CloseForm(ButtonOfPage):
    """Why an email is closed."""

    reason = RadioField(_l("Reason"), [InputRequired(_l("Choose a reason."))], choices=choices(REASONS))
