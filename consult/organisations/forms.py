"""What administrators type about their organisation."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import current_app
from flask_babel import lazy_gettext as _l
from wtforms import (
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from consult.accounts.forms import Email, TimeZone
from consult.organisations.form_kinds import FORM_KINDS
from consult.organisations.models import ACCENTS, Role
from consult.organisations.rules import RULES, ConsultationRule, PolicyKind
from consult.organisations.rules.fields import Kind, WholeNumber, YesOrNo
from consult.organisations.timing_profiles import PROFILES
from consult.organisations.translatable_texts import PROFILE
from consult.web.forms import Form, SeenForm, SeveralFieldsForm, choices, https_field
from consult.web.page_language import by_language_name, is_language, language_name

LANGUAGES = (
    "ar", "zh", "en", "fr", "ru", "es",
    "bn", "cs", "de", "el", "fa", "he", "hi", "id", "it", "ja", "ko", "nl", "pl", "pt", "sv", "sw", "th", "tr",
    "uk", "ur", "vi",
)  # fmt: skip
"""Of drafts and comments, the six of the United Nations first; those of the interface are always among them."""
ROLE_WORDS = {
    Role.OFFICER: _l("Officer: prepares consultations and responses"),
    Role.APPROVER: _l("Approver: approves what other members prepared"),
    Role.MODERATOR: _l("Moderator: decides which comments are published"),
    Role.ADMINISTRATOR: _l("Administrator: members, profile and rules"),
}


COLOURS = {
    # Translators: a colour.
    "petrol": _l("Petrol"),
    # Translators: a colour.
    "plum": _l("Plum"),
    # Translators: a colour.
    "forest": _l("Forest"),
    # Translators: a colour.
    "brick": _l("Brick"),
    # Translators: a colour.
    "navy": _l("Navy"),
    # Translators: a colour.
    "ochre": _l("Ochre"),
    # Translators: a colour.
    "teal": _l("Teal"),
    # Translators: a colour.
    "violet": _l("Violet"),
    # Translators: a colour.
    "olive": _l("Olive"),
    # Translators: a colour.
    "rust": _l("Rust"),
    # Translators: a colour.
    "slate": _l("Slate"),
    # Translators: a colour.
    "rose": _l("Rose"),
}
"""Names of the accents of organisations."""


def languages() -> list[tuple[str, str]]:
    """(code, name) of the languages of drafts and comments, in the reader's own and in its order."""
    return by_language_name([*LANGUAGES, *current_app.config["LANGUAGES"]])


def offered_languages(first: Iterable[str | None]) -> list[SelectChoice]:
    """The same as choices of a field, `first` these, which may be others; what is no language is left out."""
    codes = dict.fromkeys([*filter(is_language, filter(None, first)), *(code for code, _name in languages())])
    return choices((code, language_name(code)) for code in codes)


class CreateForm(Form):
    """A new organisation."""

    name = StringField(_l(PROFILE["name"][0]), [InputRequired(_l("Enter the name.")), Length(max=200)])
    slug = StringField(
        _l("Short address"),
        [InputRequired(_l("Enter a short address.")), Length(max=40)],
        description=_l(
            "Use a to z, 0 to 9 and hyphens. The short address is part of the address of every page of "
            "the organisation."
        ),
    )
    language = SelectField(
        _l("Language of the name and of other texts"), description=_l("You can add translations later.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.language.choices = choices(languages())


class ProfileForm(SeveralFieldsForm):
    """How the organisation presents itself, and what its consultations start with."""

    name = StringField(_l(PROFILE["name"][0]), [InputRequired(_l("Enter the name.")), Length(max=200)])
    short_name = StringField(_l("Short name"), [Length(max=40)])
    description = TextAreaField(_l("What the organisation does"), [Length(max=2000)])
    website = https_field(_l("Website"))
    contact_email = Email(_l("Contact for consultations"))
    accent = SelectField(_l("Accent colour"), choices=choices((name, COLOURS[name]) for name in ACCENTS))
    languages = SelectMultipleField(
        _l("Languages for comments"), [InputRequired(_l("Choose at least one language."))]
    )
    timezone = TimeZone(_l("Time zone for dates"))
    timing_profile = SelectField(_l("Default timing profile"))
    response_days = IntegerField(
        _l("Days from the deadline until the response is due"),
        [NumberRange(1, 730, _l("Enter a number of days from 1 to 730."))],
    )
    comment_form = SelectField(
        _l("Form for comments written offline"),
        description=_l(
            "People can download this form with the clauses of the draft, and their own comments in it."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.languages.choices = choices(languages())
        self.comment_form.choices = choices((code, _l(name)) for code, name in FORM_KINDS.items())
        self.timing_profile.choices = choices({key: profile.label for key, profile in PROFILES.items()})


class InviteForm(Form):
    """Invite someone."""

    email = Email(_l("Email address of the new member"))
    roles = SelectMultipleField(
        _l("Roles"),
        [InputRequired(_l("Choose at least one role."))],
        choices=choices(ROLE_WORDS.items()),
    )
    language = SelectField(_l("Language of the invitation"), [Optional()])

    def __init__(self, *args: Any, own: str, **kwargs: Any) -> None:
        """`own`: the language of the person who invites."""
        super().__init__(*args, **kwargs)
        known = _l("Language of their account; without an account: %(language)s", language=language_name(own))
        offered = by_language_name(current_app.config["LANGUAGES"])
        self.language.choices = choices(offered, nothing=known)


def _field_of(kind: Kind) -> Any:
    """The field in which a field of a rule is typed or chosen; its words are marked where the rule is declared."""
    label, hint = _l(kind.label), _l(kind.hint) if kind.hint else ""
    if isinstance(kind, WholeNumber):
        wrong = _l("Enter a whole number from %(least)s to %(most)s.", least=kind.least, most=kind.most)
        checks = [InputRequired(wrong), NumberRange(kind.least, kind.most, wrong)]
        return IntegerField(label, checks, description=hint)
    if isinstance(kind, YesOrNo):
        offered = choices([("yes", _l(kind.yes)), ("no", _l(kind.no))])
        return RadioField(label, [InputRequired(_l("Choose one."))], choices=offered, description=hint)
    offered = choices((member.value, _l(words)) for member, words in kind.options.items())
    return SelectMultipleField(
        label, [InputRequired(_l("Choose at least one."))], choices=offered, description=hint
    )


class PolicyForm(SeenForm):
    """The next version of a published rule of one kind; the fields of all rules are added below."""

    text = TextAreaField(
        _l("Text of the rule"), [InputRequired(_l("Enter the text of the rule.")), Length(max=20000)]
    )

    def __init__(
        self, kind: PolicyKind, settings: Mapping[str, Any], *, text: str, seen: str, **more: Any
    ) -> None:
        """`settings` and `text`: those of the version in force, whose mark is `seen`; fields that are not of this kind
        stay away."""
        self.rule_class = RULES[kind]
        now = {
            name: _shown(value) for name, value in self.rule_class.read_or_default(settings).stored().items()
        }
        super().__init__(data={**now, "text": text, "seen": seen}, **more)
        self.names = tuple(now)
        for name in set(_FIELDS) - set(now):
            del self[name]

    def rule(self) -> ConsultationRule:
        """The rule as it was typed."""
        typed = {name: self[name].data for name in self.names}
        kinds = self.rule_class.kinds()
        return self.rule_class.read(
            {
                name: data == "yes" if isinstance(kinds[name], YesOrNo) else data
                for name, data in typed.items()
            }
        )


def _shown(value: Any) -> Any:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value


_FIELDS = {name: kind for rule in RULES.values() for name, kind in rule.kinds().items()}
"""Every field of every rule."""

for _name, _kind in _FIELDS.items():
    setattr(PolicyForm, _name, _field_of(_kind))
