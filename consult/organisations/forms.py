"""What administrators type about their organisation."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    URLField,
)
from wtforms.validators import URL, InputRequired, Length, NumberRange, Optional

from consult.accounts.forms import TIME_ZONES, Email
from consult.organisations.default_policies import DEFAULTS
from consult.organisations.models import ACCENTS, PolicyKind, Role
from consult.organisations.timing import PROFILES
from consult.web.forms import Form, SeenForm, choices
from consult.web.pages import language_name

LANGUAGES = (
    "ar", "zh", "en", "fr", "ru", "es",
    "bn", "cs", "de", "el", "fa", "he", "hi", "id", "it", "ja", "ko", "nl", "pl", "pt", "sv", "sw", "th", "tr",
    "uk", "ur", "vi",
)  # fmt: skip
"""Of drafts and comments: the six of the United Nations first."""
ROLE_WORDS = {
    Role.OFFICER: _l("Officer: prepares consultations and answers"),
    Role.APPROVER: _l("Approver: approves what others prepared"),
    Role.MODERATOR: _l("Moderator: decides what is published"),
    Role.ADMINISTRATOR: _l("Administrator: members, profile and rules"),
}


def languages() -> list[tuple[str, str]]:
    """(code, name) of the languages of drafts and comments, in the reader's own."""
    return [(code, language_name(code)) for code in LANGUAGES]


class FoundForm(Form):
    """A new organisation."""

    name = StringField(_l("Name"), [InputRequired(_l("Enter the name.")), Length(max=200)])
    slug = StringField(
        _l("Short address"),
        [InputRequired(_l("Enter a short address.")), Length(max=40)],
        description=_l("Small letters, digits, hyphens: it is part of the address of its pages."),
    )


class ProfileForm(SeenForm):
    """How the organisation presents itself, and what its consultations start with."""

    name = StringField(_l("Name"), [InputRequired(_l("Enter the name.")), Length(max=200)])
    short_name = StringField(_l("Short name"), [Length(max=40)])
    description = TextAreaField(_l("What the organisation does"), [Length(max=2000)])
    website = URLField(
        _l("Website"),
        [Optional(), Length(max=500), URL(message=_l("Enter an address that begins with https://."))],
    )
    contact_email = Email(_l("Contact for consultations"))
    accent = SelectField(_l("Accent colour"), choices=choices((name, name.capitalize()) for name in ACCENTS))
    languages = SelectMultipleField(
        _l("Languages in which comments are read"), [InputRequired(_l("Choose at least one language."))]
    )
    timezone = SelectField(_l("Time zone of its dates"), choices=TIME_ZONES)
    timing_profile = SelectField(_l("Default timing profile"))
    response_days = IntegerField(
        _l("Days after closing by which a response is promised"),
        [NumberRange(1, 730, _l("Enter a number of days from 1 to 730."))],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.languages.choices = choices(languages())
        self.timing_profile.choices = choices({key: profile.label for key, profile in PROFILES.items()})


class InviteForm(Form):
    """Invite somebody."""

    email = Email(_l("E-mail address of the new member"))
    roles = SelectMultipleField(
        _l("Roles"),
        [InputRequired(_l("Choose at least one role."))],
        choices=choices(ROLE_WORDS.items()),
    )


def _whole(label: Any, least: int, most: int, hint: Any) -> IntegerField:
    wrong = _l("Enter a whole number from %(least)s to %(most)s.", least=least, most=most)
    return IntegerField(label, [InputRequired(wrong), NumberRange(least, most, wrong)], description=hint)


SETTINGS: dict[PolicyKind, tuple[str, ...]] = {
    PolicyKind.LATE: ("late", "grace_minutes"),
    PolicyKind.MODERATION: ("target_days",),
    PolicyKind.ATTRIBUTION: ("choices",),
    PolicyKind.RETENTION: ("unpublished_name_months", "email_months", "unsent_days"),
}
"""Kind of rule → what the machine does by it, beside its text: fields of PolicyForm."""


class PolicyForm(SeenForm):
    """The next version of a published rule of one kind."""

    text = TextAreaField(_l("Text"), [InputRequired(_l("Enter the text of the rule.")), Length(max=20000)])
    late = RadioField(
        _l("Submissions after the closing moment"),
        choices=choices(
            [
                ("accept", _l("are accepted and marked as late")),
                ("refuse", _l("are refused; their writers keep their sheets for some days")),
            ]
        ),
        validators=[Optional()],
    )
    grace_minutes = _whole(
        _l("Minutes of grace"),
        0,
        1440,
        _l("So long after the closing moment a submission counts as in time."),
    )
    target_days = _whole(
        _l("Days within which a comment is decided on"),
        1,
        60,
        _l("Moderators and the practice report are told by it."),
    )
    choices = SelectMultipleField(
        _l("How people can choose to be shown"),
        [InputRequired(_l("Choose at least one."))],
        choices=choices(
            [
                ("attributed", _l("with their name")),
                ("organisation_only", _l("with their organisation only")),
                ("anonymous_to_public", _l("without any name")),
                ("confidential", _l("not published")),
            ]
        ),
    )
    unpublished_name_months = _whole(
        _l("Months after closing that unpublished names are kept"), 1, 120, _l("Then they are deleted.")
    )
    email_months = _whole(
        _l("Months after closing that e-mail addresses are kept"), 1, 120,
        _l("At least until the response: without them nobody can be told."),
    )  # fmt: skip
    unsent_days = _whole(
        _l("Days after closing that unsent sheets are kept"),
        1,
        365,
        _l("Counted anew from their last change."),
    )

    def __init__(
        self, kind: PolicyKind, settings: Mapping[str, Any], *, text: str, seen: str, **more: Any
    ) -> None:
        """`settings` and `text`: those of the version in force, whose mark is `seen`; fields that are not of this kind
        stay away."""
        late = "accept" if settings.get("accept", True) else "refuse"
        super().__init__(
            data={**DEFAULTS[kind][1], **settings, "late": late, "text": text, "seen": seen}, **more
        )
        self.names = SETTINGS.get(kind, ())
        for name in {name for names in SETTINGS.values() for name in names} - set(self.names):
            del self[name]

    def settings(self) -> dict[str, Any]:
        """What the machine is to do."""
        said = {name: self[name].data for name in self.names}
        if "late" in said:
            said["accept"] = said.pop("late") != "refuse"
        return said
