"""What officers and approvers type about answers, issues, the summary and a later response."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length

from consult.consultations import timing
from consult.consultations.forms import Day
from consult.core.seen import mark
from consult.responses import form_versions as marks
from consult.responses.actions import LONGEST_LINE, LONGEST_REASON
from consult.responses.labels import DISPOSITIONS, SECTIONS
from consult.responses.lifecycle import GIVEN, Disposition
from consult.responses.models import Issue, Summary
from consult.web.addresses import number_in
from consult.web.forms import Form, Hidden, SeenForm, choices

LONGEST_ANSWER = 20_000
ANSWERED = ("disposition", "text", "change", "duplicate_of", "issue", "new_issue")
"""What is said to several comments at once."""
MOST_AT_ONCE = 500
"""Comments that one answer may be given to at once."""
OUT = "-"
"""The choice that takes comments out of their issue."""


def _dispositions(without: Sequence[Disposition] = ()) -> dict[Disposition, str]:
    return {kind: DISPOSITIONS[kind].label for kind in GIVEN if kind not in without}


class AnswerForm(SeenForm):
    """The answer to one comment, or the same to several; the chosen comments come beside it, with the marks of the
    answers that were seen."""

    disposition = SelectField(_l("Disposition"))
    text = TextAreaField(_l("Answer"), [Length(max=LONGEST_ANSWER)])
    change = TextAreaField(_l("What changes in the text"), [Length(max=4000)])
    duplicate_of = StringField(
        _l("Duplicate of"),
        [Length(max=40)],
        description=_l("Only for duplicates: the reference of the first one."),
    )
    issue = SelectField(_l("Issue"))
    new_issue = StringField(_l("Or begin an issue"), [Length(max=LONGEST_LINE)])
    everything = BooleanField()
    confirmed = Hidden()

    def __init__(self, *args: Any, issues: Sequence[Issue], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.disposition.choices = choices(_dispositions(), nothing=_l("The issue's, or none yet"))
        known = [(issue.reference, f"{issue.position}. {issue.title}") for issue in issues]
        self.issue.choices = choices([(OUT, _l("In no issue")), *known], nothing=_l("Leave as it is"))

    def validate_disposition(self, field: SelectField) -> None:
        """There is something to do."""
        if not field.data and not self.issue.data and not self.new_issue.data:
            raise ValidationError(_l("Choose a disposition, or an issue whose answer holds."))

    def validate_duplicate_of(self, field: StringField) -> None:
        """A duplicate names the first one."""
        if self.disposition.data == Disposition.DUPLICATE and not field.data:
            raise ValidationError(_l("Enter the reference of the comment that it repeats."))

    def validate_new_issue(self, field: StringField) -> None:
        """One issue at a time."""
        if field.data and self.issue.data:
            raise ValidationError(_l("Choose an issue or begin one, not both."))
        if field.data and self.disposition.data == Disposition.DUPLICATE:
            raise ValidationError(
                _l("An issue is no duplicate. Put the comments into the issue of the first one.")
            )

    def asked(self, references: Iterable[str]) -> str:
        """The mark of what the page that asks once more shows: this answer, and the comments that get it."""
        said = {name: [bool(self[name].raw_data), self[name].data or ""] for name in ANSWERED}
        return mark(SimpleNamespace(comments=sorted(references), **said), "comments", *ANSWERED)

    @property
    def only_moves(self) -> bool:
        """Whether comments are only put into an issue or taken out of one, their own answers staying."""
        return not (self.disposition.data or self.text.data or self.change.data)


class OpenIssueForm(Form):
    """Begin an issue."""

    title = StringField(
        _l("New issue"), [InputRequired(_l("Give the issue a title.")), Length(max=LONGEST_LINE)]
    )


class IssueForm(SeenForm):
    """An issue and its answer, which holds for its comments that have none of their own."""

    title = StringField(_l("Title"), [InputRequired(_l("Give the issue a title.")), Length(max=LONGEST_LINE)])
    views = TextAreaField(
        _l("What was said, by whom"),
        [Length(max=LONGEST_ANSWER)],
        description=_l("By group of stakeholders, the views of minorities too. Not a count of votes."),
    )
    disposition = SelectField(_l("Disposition"))
    answer = TextAreaField(_l("Answer and reasons"), [Length(max=LONGEST_ANSWER)])
    change = TextAreaField(_l("What changes in the text"), [Length(max=4000)])
    changed_place = StringField(
        _l("Where"), [Length(max=LONGEST_LINE)], description=_l('In the next version: "3.1, line 42".')
    )
    position = StringField(_l("Place among the issues"), [Length(max=6)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.disposition.choices = choices(_dispositions([Disposition.DUPLICATE]), nothing=_l("None yet"))

    def validate_position(self, field: StringField) -> None:
        """A number from 1."""
        if field.data and not number_in(field.data):
            raise ValidationError(_l("Enter a number from 1."))

    def words(self) -> dict[str, Any]:
        """Fields of the issue."""
        names = ("title", "views", "disposition", "answer", "change", "changed_place")
        return {
            name: self[name].data or None if name == "disposition" else self[name].data or ""
            for name in names
        }


class SummaryForm(SeenForm):
    """The officer's words of the nine sections."""


for _key, _title in SECTIONS.items():
    setattr(SummaryForm, f"section_{_key}", TextAreaField(_l(_title), [Length(max=60_000)]))


def summary_words(form: SummaryForm) -> dict[str, str]:
    """Section → words."""
    return {key: form[f"section_{key}"].data or "" for key in SECTIONS}


def summary_shown(summary: Summary) -> dict[str, str]:
    """What the form shows of a summary before anybody types."""
    words = {f"section_{key}": summary.sections.get(key, "") for key in SECTIONS}
    return words | {"seen": seen(summary)}


def seen(summary: Summary) -> str:
    """The mark of the summary, which travels with what is typed, approved, published."""
    return mark(summary, *marks.SUMMARY)


class SendBackForm(Form):
    """A word to the writers."""

    word = TextAreaField(
        _l("What should change"), [InputRequired(_l("Say what should change.")), Length(max=2000)]
    )


class PublishForm(SeenForm):
    """Publish a summary; where objections are open, with the reason why it does not wait for them."""

    objections = Hidden()
    despite = TextAreaField(
        _l("Why the response does not wait for the open objections"),
        [Length(max=LONGEST_REASON)],
        description=_l("It is printed in the response, for everybody to read."),
    )


class HoldForm(Form):
    """The response comes later."""

    expected_on = Day(_l("Response expected by"), [InputRequired(_l("Enter the day."))])
    reason = TextAreaField(
        _l("Why it comes later"), [InputRequired(_l("Give the reason; it is published.")), Length(max=4000)]
    )

    def moment(self, zone: str) -> datetime:
        """The end of that day in `zone`."""
        return timing.end_of(self.expected_on.data, zone)
