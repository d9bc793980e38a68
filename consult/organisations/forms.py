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
    Role.OFFICER: _l("Officer: prepares consultations and responses"),
    Role.APPROVER: _l("Approver: approves what other members prepared"),
    Role.MODERATOR: _l("Moderator: decides which comments are published"),
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
        description=_l(
            "Use a to z, 0 to 9 and hyphens. The short address is part of the address of every page of "
            "the organisation."
        ),
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
        _l("Languages for comments"), [InputRequired(_l("Choose at least one language."))]
    )
    timezone = SelectField(_l("Time zone for dates"), choices=TIME_ZONES)
    timing_profile = SelectField(_l("Default timing profile"))
    response_days = IntegerField(
        _l("Days from the deadline until the response is due"),
        [NumberRange(1, 730, _l("Enter a number of days from 1 to 730."))],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.languages.choices = choices(languages())
        self.timing_profile.choices = choices({key: profile.label for key, profile in PROFILES.items()})


class InviteForm(Form):
    """Invite someone."""

    email = Email(_l("Email address of the new member"))
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

    text = TextAreaField(
        _l("Text of the rule"), [InputRequired(_l("Enter the text of the rule.")), Length(max=20000)]
    )
    late = RadioField(
        _l("Submissions after the deadline"),
        choices=choices(
            [
                ("accept", _l("Accept and mark as late")),
                ("refuse", _l("Refuse; submitters keep their draft submissions for some days")),
            ]
        ),
        validators=[Optional()],
    )
    grace_minutes = _whole(
        _l("Grace period in minutes"),
        0,
        1440,
        _l("Submissions received within this time after the deadline are not late."),
    )
    target_days = _whole(
        _l("Days to decide on a comment"),
        1,
        60,
        _l("Moderators see this target. The practice report checks it."),
    )
    choices = SelectMultipleField(
        _l("Attribution choices"),
        [InputRequired(_l("Choose at least one attribution."))],
        choices=choices(
            [
                ("attributed", _l("Name")),
                ("organisation_only", _l("Organisation only")),
                ("anonymous_to_public", _l("No name")),
                ("confidential", _l("Confidential")),
            ]
        ),
    )
    unpublished_name_months = _whole(
        _l("Months from the deadline until unpublished names are deleted"),
        1,
        120,
        _l("Applies to names that submitters chose not to publish."),
    )
    email_months = _whole(
        _l("Months from the deadline until email addresses are deleted"), 1, 120,
        _l("Choose a time after the response: without addresses, submitters cannot be notified."),
    )  # fmt: skip
    unsent_days = _whole(
        _l("Days from the deadline until draft submissions are deleted"),
        1,
        365,
        _l("Each change of a draft submission starts the count again."),
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
