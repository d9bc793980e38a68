"""What officers type about responses and issues."""

from collections.abc import Iterable, Sequence
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

from consult.core.stale_check import form_version
from consult.responses.actions import LONGEST_LINE
from consult.responses.labels import DISPOSITIONS
from consult.responses.lifecycle import GIVEN, Disposition
from consult.responses.models import Issue
from consult.web.addresses import number_in
from consult.web.forms import Hidden, KeyedForm, SeenForm, SeveralFieldsForm, choices

LONGEST_RESPONSE = 20_000
RESPONSE_FIELDS = ("disposition", "text", "change", "duplicate_of", "issue", "new_issue")
"""What is said to several comments at once."""
MOST_AT_ONCE = 500
"""Comments that one response may be given to at once."""
OUT = "-"
"""The choice that takes comments out of their issue."""


def _dispositions(without: Sequence[Disposition] = ()) -> dict[Disposition, str]:
    return {kind: DISPOSITIONS[kind].label for kind in GIVEN if kind not in without}


class ResponseForm(SeenForm):
    """The response to one comment, or the same to several; the chosen comments come beside it, with the marks of the
    responses that were seen."""

    disposition = SelectField(_l("Disposition"))
    text = TextAreaField(_l("Response"), [Length(max=LONGEST_RESPONSE)])
    change = TextAreaField(_l("Change to the draft"), [Length(max=4000)])
    duplicate_of = StringField(
        _l("Duplicate of"),
        [Length(max=40)],
        description=_l("Only for duplicates: the reference of the first comment."),
    )
    issue = SelectField(_l("Issue"))
    new_issue = StringField(_l("Create an issue"), [Length(max=LONGEST_LINE)])
    everything = BooleanField()
    confirmed = Hidden()

    def __init__(self, *args: Any, issues: Sequence[Issue], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.disposition.choices = choices(_dispositions(), nothing=_l("Of the issue, or none yet"))
        known = [(issue.reference, f"{issue.position}. {issue.title}") for issue in issues]
        self.issue.choices = choices([(OUT, _l("No issue")), *known], nothing=_l("Leave unchanged"))

    def validate_disposition(self, field: SelectField) -> None:
        """There is something to do."""
        if not field.data and not self.issue.data and not self.new_issue.data:
            raise ValidationError(_l("Choose a disposition, or an issue with a response."))

    def validate_duplicate_of(self, field: StringField) -> None:
        """A duplicate names the first one."""
        if self.disposition.data == Disposition.DUPLICATE and not field.data:
            raise ValidationError(_l("Enter the reference of the comment that it repeats."))

    def validate_new_issue(self, field: StringField) -> None:
        """One issue at a time."""
        if field.data and self.issue.data:
            raise ValidationError(_l("Choose an issue or create one, not both."))
        if field.data and self.disposition.data == Disposition.DUPLICATE:
            raise ValidationError(_l("An issue cannot be a duplicate. Add the comments to the first issue."))

    def asked(self, references: Iterable[str]) -> str:
        """The mark of what the page that asks once more shows: this response, and the comments that get it."""
        said = {name: [bool(self[name].raw_data), self[name].data or ""] for name in RESPONSE_FIELDS}
        return form_version(
            SimpleNamespace(comments=sorted(references), **said), "comments", *RESPONSE_FIELDS
        )

    @property
    def only_moves(self) -> bool:
        """Whether comments are only put into an issue or taken out of one, their own responses staying."""
        return not (self.disposition.data or self.text.data or self.change.data)


class OpenIssueForm(KeyedForm):
    """Begin an issue."""

    title = StringField(
        _l("Title of the new issue"),
        [InputRequired(_l("Enter a title for the issue.")), Length(max=LONGEST_LINE)],
    )


class IssueForm(SeveralFieldsForm):
    """An issue and its response, which holds for its comments that have none of their own."""

    title = StringField(
        _l("Title"), [InputRequired(_l("Enter a title for the issue.")), Length(max=LONGEST_LINE)]
    )
    views = TextAreaField(
        _l("Views, by stakeholder group"),
        [Length(max=LONGEST_RESPONSE)],
        description=_l("By stakeholder group, including minority views. Do not count votes."),
    )
    disposition = SelectField(_l("Disposition"))
    response = TextAreaField(_l("Response and reasons"), [Length(max=LONGEST_RESPONSE)], name="answer")
    """Its name in the page is that of earlier versions, whose pages may still be open."""
    change = TextAreaField(_l("Change to the draft"), [Length(max=4000)])
    changed_place = StringField(
        _l("Place in the next version"),
        [Length(max=LONGEST_LINE)],
        description=_l("For example: 3.1, line 42."),
    )
    position = StringField(_l("Position among the issues"), [Length(max=6)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.disposition.choices = choices(_dispositions([Disposition.DUPLICATE]), nothing=_l("None yet"))

    def validate_position(self, field: StringField) -> None:
        """A number from 1."""
        if field.data and not number_in(field.data):
            raise ValidationError(_l("Enter a number of 1 or more."))

    def words(self) -> dict[str, Any]:
        """Fields of the issue."""
        names = ("title", "views", "disposition", "response", "change", "changed_place")
        return {
            name: self[name].data or None if name == "disposition" else self[name].data or ""
            for name in names
        }
