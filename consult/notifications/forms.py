"""What someone types to follow."""

from email_validator import EmailNotValidError, validate_email
from flask_babel import lazy_gettext as _l
from wtforms import EmailField, ValidationError
from wtforms.validators import InputRequired, Length

from consult.web.forms import Form


class FollowForm(Form):
    """An address to be told at."""

    email = EmailField(
        _l("Email address"),
        [InputRequired(_l("Enter an email address.")), Length(max=254)],
        render_kw={"autocomplete": "email"},
    )

    def validate_email(self, field: EmailField) -> None:
        """An address that mail could reach."""
        try:
            validate_email(field.data or "", check_deliverability=False)
        except EmailNotValidError:
            raise ValidationError(_l("Enter an email address in the form name@example.org.")) from None
