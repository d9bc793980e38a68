"""The steps of the preparation; documents, questions and dates have modules of their own."""

from collections.abc import Sequence
from typing import Any, ClassVar

from flask_babel import format_number, ngettext
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length, NumberRange

from consult.accounts.forms import Email
from consult.consultations.labels import FAMILIES, LEGAL_EFFECTS, MODES
from consult.consultations.models import Family, LegalEffect, Mode
from consult.core.multilingual import entries
from consult.drafts.models import LONGEST_TITLE
from consult.organisations.forms import languages
from consult.web.forms import Form, SeveralFieldsForm, choices, https_field, plain_language_field
from consult.web.sign_language_forms import VideosForm

MOST_TOPICS = 12
"""Topics of a consultation."""


class BeginForm(Form):
    """Create a consultation."""

    title = StringField(_l("Title"), [InputRequired(_l("Enter a title.")), Length(max=LONGEST_TITLE)])
    language = SelectField(
        _l("Language of the title and of other texts"), description=_l("You can add translations later.")
    )
    version = SelectField(
        _l("Draft version"), description=_l("You can import a draft first, or choose a version later.")
    )

    def __init__(self, *args: Any, versions: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.language.choices = choices(languages())
        self.version.choices = choices(versions, nothing=_l("Choose later"))


class StepForm(SeveralFieldsForm):
    """A step of the preparation that changes FIELDS of the consultation."""

    FIELDS: ClassVar[tuple[str, ...]]

    @property
    def attests_scope(self) -> bool:
        """Whether it confirms that the text can still change."""
        return False


QUESTIONS_ONLY = "questions"
"""The choice of no draft version."""


class DraftForm(StepForm):
    """Step: which version, or none where the consultation asks questions only."""

    FIELDS = ("is_questionnaire", "version_id")

    version = RadioField(_l("Draft version"), [InputRequired(_l("Choose a draft version."))])

    def __init__(self, *args: Any, versions: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        none = (QUESTIONS_ONLY, _l("No draft: the consultation asks questions only"))
        self.version.choices = choices([*versions, none])


class PurposeForm(StepForm, VideosForm):
    """Step: what it is for, and what can still change (practices A1 and A5)."""

    FIELDS = (
        "title", "purpose", "plain_language_summary", "sign_language_video", "sign_language_videos", "can_change",
        "cannot_change", "target_groups", "use_of_input",
    )  # fmt: skip

    title = StringField(_l("Title"), [InputRequired(_l("Enter a title.")), Length(max=LONGEST_TITLE)])
    purpose = TextAreaField(
        _l("Purpose of this consultation"),
        [Length(max=4000)],
        description=_l("Two or three sentences for readers who do not know the subject."),
    )
    plain_language_summary = plain_language_field()
    sign_language_video = https_field(
        _l("Video in sign language"),
        _l(
            "The address of a video that explains the consultation to readers of every language, for example in "
            "International Sign."
        ),
    )
    can_change = TextAreaField(_l("What can change"), [Length(max=4000)])
    cannot_change = TextAreaField(
        _l("What cannot change"),
        [Length(max=4000)],
        description=_l("Matters that are already decided, with reasons."),
    )
    scope = BooleanField(_l("I confirm that comments can still change the draft as described here."))
    target_groups = TextAreaField(
        _l("Target groups and how they are reached"),
        [Length(max=4000)],
        description=_l(
            "Groups among governments, industry, civil society and academia, and how you inform them."
        ),
    )
    use_of_input = TextAreaField(
        _l("How comments will be used"),
        [Length(max=4000)],
        description=_l("Who reads the comments, who decides, and when."),
    )

    @property
    def attests_scope(self) -> bool:
        """Whether it confirms that the text can still change."""
        return bool(self.scope.data)

    def changes(self) -> dict[str, Any]:
        """Fields of the consultation."""
        videos = "sign_language_videos"
        typed = {name: self[name].data or "" for name in self.FIELDS if name != videos}
        return {**typed, videos: self.videos()}


class InstrumentForm(StepForm):
    """Step: what kind of instrument, and which form of engagement (practices A2 and A3)."""

    FIELDS = (
        "mode", "family", "denomination", "legal_effect", "stage", "round", "topics", "languages",
        "relation_to_instruments",
    )  # fmt: skip

    mode = RadioField(
        _l("Form of engagement"), [InputRequired(_l("Choose a form of engagement."))], choices=choices(MODES)
    )
    family = SelectField(_l("Instrument family"), choices=choices(FAMILIES, nothing=_l("Choose")))
    denomination = StringField(
        _l("Your organisation's name for this kind of instrument"),
        [Length(max=120)],
        description=_l("For example: Recommendation, Draft International Standard."),
    )
    legal_effect = SelectField(_l("Legal effect"), choices=choices(LEGAL_EFFECTS, nothing=_l("Choose")))
    stage = StringField(
        _l("Stage of the procedure"), [Length(max=120)], description=_l("In the terms of your organisation.")
    )
    round = IntegerField(_l("Consultation round"), [NumberRange(1, 20, _l("Enter a number from 1 to 20."))])
    topics = StringField(_l("Topics"), [Length(max=300)], description=_l("Keywords, separated by commas."))
    languages = SelectMultipleField(_l("Working languages for comments"))
    relation_to_instruments = TextAreaField(
        _l("Relation to existing international instruments"),
        [Length(max=4000)],
        description=_l("Instruments that the draft builds on, and where it differs from them."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.languages.choices = choices(languages())

    def validate_topics(self, field: StringField) -> None:
        """No more than a page can list."""
        if len(entries(field.data or "")) > MOST_TOPICS:
            raise ValidationError(
                ngettext(
                    "Enter at most %(most)s topic.",
                    "Enter at most %(most)s topics.",
                    MOST_TOPICS,
                    most=format_number(MOST_TOPICS),
                )
            )

    def changes(self) -> dict[str, Any]:
        """Fields of the consultation."""
        return {
            "mode": Mode(self.mode.data),
            "family": Family(self.family.data) if self.family.data else None,
            "denomination": self.denomination.data or "",
            "legal_effect": LegalEffect(self.legal_effect.data) if self.legal_effect.data else None,
            "stage": self.stage.data or "",
            "round": self.round.data,
            "topics": list(entries(self.topics.data or "")),
            "languages": self.languages.data or ["en"],
            "relation_to_instruments": self.relation_to_instruments.data or "",
        }


class ContactForm(StepForm):
    """Step: who answers questions (practice A6)."""

    FIELDS = ("contact_name", "contact_unit", "contact_email")

    contact_name = StringField(
        _l("Contact person or team"), [InputRequired(_l("Enter a name.")), Length(max=120)]
    )
    contact_unit = StringField(_l("Unit responsible"), [Length(max=200)])
    contact_email = Email(_l("Email address"))

    def changes(self) -> dict[str, Any]:
        """Fields of the consultation."""
        return {name: self[name].data or "" for name in self.FIELDS}
