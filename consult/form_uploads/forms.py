"""What someone says of an uploaded form: the file, what its columns hold, what a row becomes."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import RadioField, SelectField, StringField, TextAreaField, TimeField, ValidationError
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from consult.comment_forms.fields import SAYS, Field
from consult.comment_forms.recognition import Column
from consult.comment_forms.submitters import Submitter
from consult.consultations.forms.dates import Day
from consult.consultations.models import Consultation
from consult.core import clock
from consult.core.markup import LONGEST_COMMENT
from consult.core.translatable import N_
from consult.documents.tables.table import column_name
from consult.draft_submissions.forms.access_code import LONGEST_CODE
from consult.draft_submissions.forms.commenting import TOO_LONG
from consult.form_uploads import labels
from consult.form_uploads.row_choices import AT, WHOLE
from consult.organisations.forms import offered_languages
from consult.stakeholders.countries import offered as offered_countries
from consult.stakeholders.forms import category_choices
from consult.stakeholders.models import Category
from consult.submissions.labels import TYPES
from consult.submissions.rules import QUOTED_TWICE
from consult.web.forms import Form, Hidden, SeenForm, SeveralFieldsForm, choices
from consult.web.page_language import locale_code
from consult.web.text_languages import isolated

CHOOSE_FILE = N_("Choose a file.")
NO_COMMENTS = N_("Choose the column that holds the comments or the proposed changes.")


class UploadForm(Form):
    """Upload a filled form."""

    file = FileField(_l("Filled comment form"))

    def validate_file(self, field: FileField) -> None:
        """A file was chosen."""
        if not getattr(field.data, "filename", ""):
            raise ValidationError(_(CHOOSE_FILE))


_MINUTE = "%Y-%m-%d %H:%M"


class ReceiptForm(Form):
    """How and when a form reached the organisation, and in which language it is."""

    channel = SelectField(_l("How it reached you"), choices=choices(labels.CHANNELS))
    received_day = Day(_l("Date of receipt"), [InputRequired(_l("Enter the date of receipt."))])
    received_time = TimeField(_l("Time of receipt"), [InputRequired(_l("Enter the time of receipt."))])
    shown_moment = Hidden()
    """The moment with which the page began because none was known; "" where one was."""
    language = SelectField(_l("Language of the comments"))

    def __init__(
        self,
        consultation: Consultation,
        *,
        received_at: datetime | None = None,
        language: str = "",
        channel: str = "",
        data: Mapping[str, Any] = MappingProxyType({}),
        **more: Any,
    ) -> None:
        """What was said before of the receipt; else it was received now, in the language of the draft. `data`: what is
        known for the other fields; `more`: as every form takes it."""
        self.zone = ZoneInfo(consultation.timezone)
        self.opens_at = consultation.opens_at
        likely = [consultation.version.language] if consultation.version is not None else []
        languages = list(dict.fromkeys([*likely, *consultation.languages])) or ["en"]
        at = (received_at or clock.now()).astimezone(self.zone)
        known = {
            "received_day": at.date(), "received_time": at.time(), "language": language or languages[0],
            "channel": channel or None, "shown_moment": "" if received_at else f"{at:{_MINUTE}}",
        }  # fmt: skip
        super().__init__(data={**known, **data}, **more)
        self.language.choices = offered_languages(languages)

    def validate_received_time(self, field: TimeField) -> None:
        """Neither in the future nor before the opening, nor the time of the page on a day that is not that of the page.
        A day that was refused makes no moment: of the year 1 there may be none."""
        if self.received_day.errors or not self.received_day.data or not field.data:
            return
        if self.received_at > clock.now():
            raise ValidationError(_l("The date of receipt is in the future."))
        if self.opens_at is not None and self.received_at < self.opens_at:
            raise ValidationError(_l("The consultation was not open yet on this date."))
        shown_day, _blank, shown_time = self.shown_moment.data.partition(" ")
        if field.data.strftime("%H:%M") == shown_time and self.received_day.data.isoformat() != shown_day:
            field.data = field.raw_data = self.shown_moment.raw_data = (
                None  # asked once: it may be that of the page
            )
            self.shown_moment.data = ""
            raise ValidationError(
                _l("Enter the time of receipt. The time on the page was that of another day.")
            )

    @property
    def received_at(self) -> datetime:
        """The moment of receipt."""
        return datetime.combine(self.received_day.data, self.received_time.data, self.zone).astimezone(UTC)


class StaffUploadForm(ReceiptForm, UploadForm):
    """Upload a form that reached the organisation."""


class ReceiptChangeForm(SeveralFieldsForm, ReceiptForm):
    """Correct how and when a form reached the organisation."""


class SubmitterForm(SeveralFieldsForm):
    """For whom rows speak that an officer enters."""

    organisation = StringField(_l("Organisation or authority"), [Length(max=200)])
    name = StringField(_l("Name of a person"), [Length(max=120)])
    category = SelectField(_l("Category"), [InputRequired(_l("Choose a category."))])
    category_other = StringField(_l("Category, if “Other”"), [Length(max=120)])
    country = SelectField(_l("Country"))
    place = Hidden()
    """The key of the place of the row in its file: its position changes when the columns are read again."""

    def __init__(self, known: Submitter, own: Mapping[Category, Mapping[str, str]], **more: Any) -> None:
        """`known`: what the rows say; `own`: subcategories that the organisation offers beside the default ones, as
        stakeholders.queries.offered has them; `more`: as every form takes it."""
        category = f"{known.category}.{known.subcategory}".rstrip(".")
        super().__init__(
            data={
                "organisation": known.organisation, "name": known.name, "country": known.country,
                "category": category if known.organisation or known.name else None,
                "category_other": known.category_other,
            },
            **more,
        )  # fmt: skip
        self.category.choices = category_choices(own, may_be_unstated=True)
        self.country.choices = choices(offered_countries(locale_code()), nothing=_l("Not stated"))

    def validate_organisation(self, field: StringField) -> None:
        """Someone is named."""
        if not field.data and not self.name.data:
            raise ValidationError(_l("Enter the name of the organisation or of the person."))


def _heading_of(column: Column) -> str:
    """The heading of a column, else the letter that spreadsheets give it."""
    if column.heading:
        heading: str = isolated(column.heading)
        return heading
    words: str = _("Column: %(column)s", column=column_name(column.number))
    return words


class ColumnsForm(SeenForm):
    """What each column of a table holds: a field `column-NUMBER` for each, from 0."""

    @classmethod
    def of(cls, columns: Sequence[Column], chosen: Sequence[str], **more: Any) -> "ColumnsForm":
        """The form for these columns, with what is `chosen` for each at first; `more`: as every form takes it."""
        words = [(field.value, _(label)) for field, label in labels.FIELDS.items()]
        fields = {
            f"column-{number}": SelectField(_heading_of(column), choices=choices(words), default=first)
            for number, (column, first) in enumerate(zip(columns, chosen, strict=True))
        }
        made: ColumnsForm = type("ColumnsOfTable", (cls,), fields)(**more)
        return made

    @property
    def columns(self) -> list[Any]:
        """The fields of the columns, in their order."""
        return [one for one in self if one.name.startswith("column-")]

    def fields_said(self) -> list[Field]:
        """What was chosen for each column."""
        return [Field(one.data) for one in self.columns]

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Some column says something."""
        if not super().validate(*args, **kwargs):
            return False
        if not set(self.fields_said()) & set(SAYS):
            self.form_errors.append(_(NO_COMMENTS))
        return not self.form_errors


class RowForm(SeenForm):
    """What a row becomes: where it belongs and what it says."""

    passage = SelectField(_l("Passage"), validate_choice=False)
    quote_mark = RadioField(_l("Place of the quotation"), validate_choice=False)
    """Which of several places with the same words the row quotes (quotations.places); offered where it asks for that.
    """
    type = RadioField(
        _l("Type of comment"), [InputRequired(_l("Choose the comment type."))], choices=choices(TYPES)
    )
    comment = TextAreaField(_l("Comment"), [Optional(), Length(max=LONGEST_COMMENT, message=TOO_LONG)])
    proposal = TextAreaField(
        _l("Proposed wording"), [Optional(), Length(max=LONGEST_COMMENT, message=TOO_LONG)]
    )
    rationale = TextAreaField(_l("Reasons"), [Optional(), Length(max=LONGEST_COMMENT, message=TOO_LONG)])
    code = StringField(
        _l("Access code of your draft submission"),
        [Optional(), Length(max=LONGEST_CODE)],
        render_kw={"autocomplete": "off"},
    )
    """In a browser that has lost its access."""
    seen = Hidden()
    place = Hidden()
    """As in SubmitterForm."""

    def offer(self, passages: Sequence[SelectChoice]) -> None:
        """Offer these passages."""
        self.passage.choices = [*choices({}, nothing=_l("Choose a passage")), *passages]

    def offer_places(self, places: Sequence[tuple[str, str]]) -> None:
        """Offer these places of the quotation: mark and words of each. None of them is chosen where the field has
        another mark."""
        self.quote_mark.choices = [SelectChoice(mark, words, {"dir": "auto"}) for mark, words in places]
        if self.quote_mark.data not in {mark for mark, _words in places}:
            self.quote_mark.data = ""

    def validate_quote_mark(self, field: RadioField) -> None:
        """One of those offered, where any are."""
        if field.choices and not field.data:
            raise ValidationError(_(QUOTED_TWICE))

    def validate_passage(self, field: SelectField) -> None:
        """One of those offered."""
        if not field.data or field.data not in {one.value for one in field.choices}:
            raise ValidationError(_l("Choose the passage, or the whole draft."))

    def validate_comment(self, field: TextAreaField) -> None:
        """A row says something."""
        if not field.data and not self.proposal.data:
            raise ValidationError(_l("Enter a comment or a proposed change."))

    @property
    def block_key(self) -> str:
        """The key of the passage, "" for the whole draft."""
        return str(self.passage.data).removeprefix(AT) if self.passage.data != WHOLE else ""
