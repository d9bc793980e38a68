"""What people type about their accounts."""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from babel.core import get_global
from email_validator import EmailNotValidError, validate_email
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from wtforms import (
    EmailField,
    HiddenField,
    PasswordField,
    RadioField,
    SelectField,
    StringField,
    ValidationError,
)
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from consult.accounts import passwords
from consult.core import clock
from consult.core.sorting import order_of
from consult.web import form_after_sign_in
from consult.web.formats import bracketed
from consult.web.forms import Form, Hidden, choices
from consult.web.moments import city_of
from consult.web.request_sizes import ADDRESS

UTC = "UTC"
REGIONS = ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
"""Of zones that are named after a city; the others are abbreviations, offsets and names of countries."""

TIME_ZONES = [
    *sorted(
        zone
        for zone in available_timezones() - get_global("zone_aliases").keys()
        if zone.startswith(tuple(f"{region}/" for region in REGIONS))
    ),
    UTC,
]
"""The zones that are offered: those named after a city, each once, under the name that it has today."""


@lru_cache(maxsize=32)
def _cities(language: str) -> list[tuple[str, str]]:
    """(zone, city) of the zones that are offered, as `language` calls the cities and in the order of its letters; UTC
    first."""
    named = [(zone, city_of(zone, language)) for zone in TIME_ZONES if zone != UTC]
    return [(UTC, UTC), *sorted(named, key=lambda one: order_of(one[1], language))]


_zone = lru_cache(maxsize=1024)(ZoneInfo)


def zone_choices(now: datetime, language: str, also: Iterable[str] = ()) -> list[SelectChoice]:
    """The zones that are offered, by their cities, and those of `also`, each with its offset `now`: "Paris
    (UTC+01:00)"."""
    pattern = str(bracketed("{0}", "UTC{1}"))
    named = [*_cities(language), *((zone, zone) for zone in also)]
    return [
        SelectChoice(
            zone,
            city if zone == UTC else pattern.format(city, now.astimezone(_zone(zone)).isoformat()[-6:]),
        )
        for zone, city in named
    ]


class TimeZone(SelectField):  # type: ignore[misc]
    """A time zone of the IANA database: one of those that are offered, or the one that is stored."""

    def __init__(self, label: object, **kwargs: object) -> None:
        super().__init__(label, choices=(), **kwargs)

    def process_data(self, value: object) -> None:
        """Offer the stored zone too, whatever it is called."""
        super().process_data(value)
        self._offer(value)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take any zone that there is: the form may have offered the stored one."""
        super().process_formdata(valuelist)
        self._offer(self.data)

    def _offer(self, zone: object) -> None:
        is_other = isinstance(zone, str) and zone not in TIME_ZONES and zone in available_timezones()
        also = [str(zone)] if is_other else []
        self.choices = zone_choices(clock.now(), str(get_locale() or "en"), also)


class Email(EmailField):  # type: ignore[misc]
    """An address that mail could reach."""

    def __init__(self, label: object = None, **kwargs: object) -> None:
        validators = [InputRequired(_l("Enter an email address.")), Length(max=254)]
        super().__init__(label or _l("Email address"), validators, **kwargs)

    def pre_validate(self, form: Form) -> None:
        """The form name@example.org; whether mail arrives is found out by writing to it."""
        if self.data:
            try:
                validate_email(self.data, check_deliverability=False, test_environment=True)
            except EmailNotValidError:
                raise ValidationError(_l("Enter an email address in the form name@example.org.")) from None


class OptionalEmail(Email):
    """An address that mail could reach, or none."""

    def __init__(self, label: object, **kwargs: object) -> None:
        EmailField.__init__(self, label, [Optional(), Length(max=254)], **kwargs)


def _name() -> StringField:
    return StringField(
        _l("Your name"),
        [InputRequired(_l("Enter your name.")), Length(max=120)],
        render_kw={"autocomplete": "name"},
    )


def _password(
    label: object, autocomplete: str, missing: object = _l("Enter your password.")
) -> PasswordField:
    return PasswordField(
        label,
        [InputRequired(missing), Length(max=1000)],
        render_kw={"autocomplete": autocomplete},
    )


class _NewPassword(Form):
    password = _password(_l("New password"), "new-password", _l("Enter a new password."))

    def context(self) -> tuple[str, ...]:
        """What the password must not simply repeat."""
        return ()

    def validate_password(self, field: PasswordField) -> None:
        """Long enough, and not among the first that anyone would try."""
        trouble = passwords.trouble_with(field.data or "", *self.context())
        if trouble:
            raise ValidationError(_l(trouble))


class SignUpForm(_NewPassword):
    """Begin an account."""

    name = _name()
    email = Email(render_kw={"autocomplete": "email"})
    password = _password(_l("Password"), "new-password", _l("Enter a password."))

    def context(self) -> tuple[str, ...]:
        """Name and address."""
        return (self.name.data or "", self.email.data or "")


class ConfirmForm(Form):
    """Confirm an address with the password that was just chosen."""

    password = _password(_l("Password"), "current-password")


class ConfirmWithNewPasswordForm(_NewPassword):
    """Confirm an address with a name and a password that are chosen now."""

    name = _name()
    password = _password(_l("Password"), "new-password", _l("Enter a password."))

    def context(self) -> tuple[str, ...]:
        """The name; the address is not typed here."""
        return (self.name.data or "",)


class SignInForm(Form):
    """Sign in; `kept` is what was typed before the session ended (see web.form_after_sign_in)."""

    email = Email(render_kw={"autocomplete": "username"})
    password = _password(_l("Password"), "current-password")
    kept = HiddenField(validators=[Length(max=form_after_sign_in.LONGEST)])
    next = HiddenField(validators=[Length(max=ADDRESS)])


def _code(label: object, missing: object = _l("Enter the code from your authenticator app.")) -> StringField:
    return StringField(
        label,
        [InputRequired(missing), Length(max=40)],
        render_kw={"autocomplete": "one-time-code"},
    )


class CodeForm(Form):
    """A code of the second step of signing in."""

    code = _code(_l("Code from your authenticator app, or a recovery code"))
    kept = HiddenField(validators=[Length(max=form_after_sign_in.LONGEST)])
    next = HiddenField(validators=[Length(max=ADDRESS)])


class FirstCodeForm(Form):
    """A code of the authenticator that is being set up, before there are recovery codes; its signed key goes along."""

    offer = Hidden()
    code = _code(_l("Code from your authenticator app"))


class EmailForm(Form):
    """An address, for an email with a link."""

    email = Email(render_kw={"autocomplete": "email"})


class ResetForm(_NewPassword):
    """Choose a new password by an emailed link."""


class ProfileForm(Form):
    """Name, language, zone."""

    name = _name()
    language = SelectField(_l("Language for pages and emails"))
    timezone = TimeZone(_l("Time zone"))


class PasswordForm(_NewPassword):
    """Change the password, by the present one."""

    present = _password(_l("Current password"), "current-password", _l("Enter your current password."))
    password = _password(_l("New password"), "new-password", _l("Enter a new password."))


class NewEmailForm(Form):
    """Change the address, by the password."""

    email = Email(_l("New email address"), render_kw={"autocomplete": "email"})
    present = _password(_l("Current password"), "current-password", _l("Enter your current password."))


class PresentForm(Form):
    """Say the password and a code before what weakens the account."""

    present = _password(_l("Current password"), "current-password", _l("Enter your current password."))
    code = _code(_l("Code from your authenticator app, or a recovery code"))


class OtherAuthenticatorForm(Form):
    """A first code of the authenticator that takes the place of the present one, whose signed key goes along; the
    password, and a code of the present one."""

    offer = Hidden()
    new_code = _code(
        _l("Code from the new authenticator app"), _l("Enter the code from the new authenticator app.")
    )
    present = _password(_l("Current password"), "current-password", _l("Enter your current password."))
    code = _code(
        _l("Code from the current authenticator app, or a recovery code"),
        _l("Enter the code from the current authenticator app, or a recovery code."),
    )


def _code_where_needed() -> StringField:
    return StringField(
        _l("Code from your authenticator app, or a recovery code"),
        [Length(max=40)],
        render_kw={"autocomplete": "one-time-code"},
    )


class FreshForm(Form):
    """Say the password, and a code where the account has two-factor authentication, before what concerns the whole
    account."""

    present = _password(_l("Current password"), "current-password", _l("Enter your current password."))
    code = _code_where_needed()

    def __init__(self, *args: Any, needs_code: bool = False, **values: Any) -> None:
        super().__init__(*args, **values)
        self.needs_code = needs_code

    def validate_code(self, field: StringField) -> None:
        """Needed where there are codes."""
        if self.needs_code and not field.data:
            raise ValidationError(_l("Enter the code from your authenticator app."))


class DeletionForm(FreshForm):
    """Delete an account: what becomes of names, and that it is meant."""

    names = RadioField(
        _l("Names on your published comments"),
        [InputRequired(_l("Choose whether to keep or remove the names."))],
        choices=choices(
            {
                "keep": _l("Keep the names, as I chose when I submitted the comments"),
                "remove": _l("Replace the names with “Name removed”"),
            }.items()
        ),
    )
    address = StringField(
        _l("Your email address, to confirm that this is the account to delete"),
        [InputRequired(_l("Enter the email address of this account.")), Length(max=254)],
    )
    present = _password(
        _l("Current password"), "current-password", _l("Enter your current password.")
    )  # last, as on the page
    code = _code_where_needed()

    def __init__(self, *args: Any, address: str, **values: Any) -> None:
        super().__init__(*args, **values)
        self.expected = address

    def validate_address(self, field: StringField) -> None:
        """That of the account, in capitals or not."""
        if (field.data or "").casefold() != self.expected.casefold():
            raise ValidationError(_l("This is not the email address of this account."))
