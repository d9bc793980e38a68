"""The access code of a draft or a submission: typed to open it, or sent by email."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import StringField, ValidationError
from wtforms.validators import InputRequired, Length

from consult.accounts.forms import Email
from consult.accounts.models import User
from consult.draft_submissions.models import AnySubmission
from consult.submissions.references import read_code
from consult.web.forms import Form

LONGEST_CODE = 100
"""Characters of a code as it is typed, with blanks between its digits."""


class ResumeForm(Form):
    """The code that opens a draft or a submission."""

    code = StringField(
        _l("Access code"),
        [InputRequired(_l("Enter the access code.")), Length(max=LONGEST_CODE)],
        render_kw={"autocomplete": "off", "inputmode": "numeric", "spellcheck": "false"},
    )

    def validate_code(self, field: StringField) -> None:
        """24 digits, in any script, with any blanks."""
        if not read_code(field.data or ""):
            raise ValidationError(_l("An access code has 24 digits. Check the digits."))


class MailCodeForm(Form):
    """Where to mail the code: first the address in the details, else that of the account."""

    email = Email(_l("Email address"))

    def __init__(self, found: AnySubmission, account: User | None = None, **kwargs: Any) -> None:
        """`found`: whose code it is; `account`: of the person who asks."""
        self.known = found.email or (account.email if account is not None else "")
        super().__init__(data={"email": self.known}, **kwargs)
