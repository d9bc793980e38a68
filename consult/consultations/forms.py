"""What officers and approvers type about a consultation."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from flask_babel import format_number, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from consult.accounts.forms import Email, TimeZone
from consult.consultations import period_checks
from consult.consultations.labels import DOCUMENT_ROLES, FAMILIES, LEGAL_EFFECTS, MODES, SHORTENINGS
from consult.consultations.models import (
    Consultation,
    DocumentRole,
    Family,
    LegalEffect,
    Mode,
    Shortening,
)
from consult.core.errors import NotPossible
from consult.core.markup import line
from consult.core.multilingual import entries
from consult.drafts.models import LONGEST_TITLE
from consult.organisations.forms import languages
from consult.organisations.timing_profiles import PROFILES
from consult.web.errors import say
from consult.web.forms import Form, HiddenNumber, SeenForm, choices, https_field
from consult.web.sign_language_forms import VideosForm

DOCUMENT_KINDS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "csv": "text/csv",
    "txt": "text/plain",
    "md": "text/markdown",
    "png": "image/png",
    "jpg": "image/jpeg",
    "zip": "application/zip",
}
"""Files that can be supporting documents; always handed out as downloads."""

MOST_TOPICS = 12
"""Topics of a consultation."""


class Day(DateField):  # type: ignore[misc]
    """A date near the present: a date far from it is a typing error."""

    def pre_validate(self, form: Form) -> None:
        """Between 2000 and 2100."""
        if self.data and not 2000 <= self.data.year <= 2100:
            raise ValidationError(_l("Enter a date between the years 2000 and 2100."))


class BeginForm(Form):
    """Create a consultation."""

    title = StringField(_l("Title"), [InputRequired(_l("Enter a title.")), Length(max=LONGEST_TITLE)])
    language = SelectField(
        _l("Language of the title and of other texts"), description=_l("You can add translations later.")
    )
    version = SelectField(
        _l("Draft version"), description=_l("You can import a draft first, or choose a version later.")
    )

    def __init__(self, *args: Any, versions: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.language.choices = choices(languages())
        self.version.choices = choices(versions, nothing=_l("Choose later"))


class StepForm(SeenForm):
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

    def __init__(self, *args: Any, versions: list[tuple[str, str]], **kwargs: Any) -> None:
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
    plain_language_summary = TextAreaField(
        _l("Summary in plain language"),
        [Length(max=4000)],
        description=_l("Short sentences and everyday words, for readers who find other texts hard to read."),
    )
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


class DocumentForm(Form):
    """Step: a supporting document."""

    role = SelectField(_l("Kind of document"), choices=choices(DOCUMENT_ROLES))
    title = StringField(_l("Title"), [InputRequired(_l("Enter a title.")), Length(max=LONGEST_TITLE)])
    language = SelectField(_l("Language"))
    file = FileField(_l("File"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.language.choices = choices(languages())

    def validate_file(self, field: FileField) -> None:
        """A file of a kind that readers can open."""
        name = getattr(field.data, "filename", "") or ""
        if not name:
            raise ValidationError(_l("Choose a file."))
        if name.rsplit(".", 1)[-1].lower() not in DOCUMENT_KINDS:
            raise ValidationError(_l("Choose a PDF, Word, Excel, OpenDocument, text, image or ZIP file."))

    def document(self) -> dict[str, Any]:
        """Arguments of actions.add_document."""
        name = line(self.file.data.filename.replace("\\", "/").rsplit("/", 1)[-1])[-120:]
        return {
            "role": DocumentRole(self.role.data),
            "title": self.title.data,
            "language": self.language.data,
            "file_name": name,
            "media_type": DOCUMENT_KINDS[name.rsplit(".", 1)[-1].lower()],
            "file": self.file.data.stream,
        }


class DatesForm(StepForm):
    """Step: when, in the organisation's zone, against its timing profile."""

    FIELDS = (
        "timezone", "opens_at", "closes_at", "timing_profile", "shortening", "shortening_reason", "response_due_on",
    )  # fmt: skip

    timezone = TimeZone(_l("Time zone"))
    opens_day = Day(_l("Opening date"), [InputRequired(_l("Enter the opening date."))])
    opens_time = TimeField(_l("Opening time"), [InputRequired(_l("Enter the opening time."))])
    closes_day = Day(_l("Deadline: date"), [InputRequired(_l("Enter the date of the deadline."))])
    closes_time = TimeField(_l("Deadline: time"), [InputRequired(_l("Enter the time of the deadline."))])
    timing_profile = SelectField(_l("Timing profile"))
    shortening = SelectField(
        _l("Reason for a shorter period"),
        choices=choices(SHORTENINGS, nothing=_l("The period is not shorter")),
    )
    shortening_reason = TextAreaField(_l("Justification, as it will be published"), [Length(max=2000)])
    response_due_on = Day(_l("Response due"), [Optional()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.timing_profile.choices = choices({key: profile.label for key, profile in PROFILES.items()})

    def validate_shortening_reason(self, field: TextAreaField) -> None:
        """A shortening has a reason."""
        if self.shortening.data and not field.data:
            raise ValidationError(_l("Enter a reason. It will be published."))

    def moments(self) -> tuple[datetime, datetime] | None:
        """Opening time and deadline as instants; None, with an error at the field, where one is not an instant."""
        found = []
        for day, time in ((self.opens_day, self.opens_time), (self.closes_day, self.closes_time)):
            try:
                found.append(period_checks.moment_in(day.data, time.data, self.timezone.data))
            except NotPossible as trouble:
                time.errors = [*time.errors, say(trouble)]
        if len(found) == 2 and found[1] <= found[0]:
            self.closes_day.errors = [
                *self.closes_day.errors,
                _l("Choose a deadline after the opening time."),
            ]
            return None
        if self.response_due_on.data and self.response_due_on.data < self.closes_day.data:
            self.response_due_on.errors = [
                *self.response_due_on.errors, _l("Choose a date after the deadline.")
            ]  # fmt: skip
            return None
        return (found[0], found[1]) if len(found) == 2 else None

    def changes(self, opens_at: datetime, closes_at: datetime) -> dict[str, Any]:
        """Fields of the consultation."""
        due = self.response_due_on.data
        return {
            "timezone": self.timezone.data,
            "opens_at": opens_at,
            "closes_at": closes_at,
            "timing_profile": self.timing_profile.data,
            "shortening": Shortening(self.shortening.data) if self.shortening.data else None,
            "shortening_reason": (self.shortening_reason.data or "") if self.shortening.data else "",
            "response_due_on": period_checks.end_of(due, self.timezone.data) if due else None,
        }


def dates_shown(consultation: Consultation) -> dict[str, Any]:
    """What the dates form shows of a consultation."""
    place = ZoneInfo(consultation.timezone)
    shown: dict[str, Any] = {
        "timezone": consultation.timezone,
        "timing_profile": consultation.timing_profile,
        "shortening": consultation.shortening or "",
        "shortening_reason": consultation.shortening_reason,
        "opens_time": datetime(2000, 1, 1, 9, 0).time(),  # noqa: DTZ001 -- a time of day, nothing more
        "closes_time": datetime(2000, 1, 1, 18, 0).time(),  # noqa: DTZ001
    }
    for name, at in (("opens", consultation.opens_at), ("closes", consultation.closes_at)):
        if at is not None:
            shown |= {f"{name}_day": at.astimezone(place).date(), f"{name}_time": at.astimezone(place).time()}
    if consultation.response_due_on is not None:
        shown["response_due_on"] = consultation.response_due_on.astimezone(place).date()
    return shown


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


class SendBackForm(SeenForm):
    """A word to the author."""

    word = TextAreaField(
        _l("What has to change"), [InputRequired(_l("Enter what has to change.")), Length(max=2000)]
    )


class ExtensionForm(SeenForm):
    """A later deadline."""

    closes_day = Day(_l("Deadline: date"), [InputRequired(_l("Enter the date of the deadline."))])
    closes_time = TimeField(_l("Deadline: time"), [InputRequired(_l("Enter the time of the deadline."))])
    reason = TextAreaField(
        _l("Reason, as it will be published"), [InputRequired(_l("Enter a reason.")), Length(max=2000)]
    )

    languages: Sequence[str] = ()
    """Those in which the reason can be written as well, each with a field of `extension_form`."""

    def translations(self) -> dict[str, str]:
        """Language → the reason in it, of those that were filled in."""
        return {
            code: text for code in self.languages if (text := (self[f"reason-{code}"].data or "").strip())
        }


def extension_form(languages: Sequence[tuple[str, str]], **more: Any) -> ExtensionForm:
    """With a field for the reason in each of these `languages` (code, name)."""

    class Reasons(ExtensionForm):
        """As many reasons as there are languages."""

    Reasons.languages = [code for code, _name in languages]
    for code, name in languages:
        label = _("Reason in another language: %(language)s", language=name)
        setattr(Reasons, f"reason-{code}", TextAreaField(label, [Length(max=2000)]))
    return Reasons(**more)


class WithdrawalForm(SeenForm):
    """An end without a response."""

    reason = TextAreaField(
        _l("Reason, as it will be published"), [InputRequired(_l("Enter a reason.")), Length(max=2000)]
    )


class LanguagePublicationForm(Form):
    """A language version that becomes public after the announcement."""

    is_official = BooleanField(_l("Official language version"))


class CorrectionForm(Form):
    """Passages to correct; `version` is the number of the version that was shown."""

    version = HiddenNumber()

    def passages(self) -> list[TextAreaField]:
        """The fields of the passages, in order."""
        return [field for field in self if field.name.startswith("words_")]


def correction_form(words: Sequence[str], version: int) -> CorrectionForm:
    """A form for passages that read `words` now."""

    class Passages(CorrectionForm):
        """As many passages as there are."""

    for number in range(len(words)):
        needed = [InputRequired(_l("Enter the corrected text.")), Length(max=20000)]
        setattr(Passages, f"words_{number}", TextAreaField(_l("Corrected text"), needed))
    Passages.notice = TextAreaField(
        _l("Correction notice for readers"),
        [InputRequired(_l("Enter what is corrected.")), Length(max=2000)],
    )
    return Passages(version=version, **{f"words_{number}": text for number, text in enumerate(words)})
