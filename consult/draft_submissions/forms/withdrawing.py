"""The withdrawal of a submission."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField
from wtforms.validators import InputRequired

from consult.web.forms import Form


class WithdrawalForm(Form):
    """Withdraw it."""

    confirm = BooleanField(_l("Yes, withdraw"), [InputRequired(_l("Select the box to withdraw."))])
