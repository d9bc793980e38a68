"""The kinds of form that this site writes: how wide their columns are, and how they say the type of a comment. Their
headings are those of `known_forms`; those of the plain table are in the language of the form. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from consult.comment_forms.fields import Field
from consult.comment_forms.known_forms import BY_CODE
from consult.core.translatable import N_
from consult.organisations.form_kinds import PLAIN
from consult.submissions.labels import TYPES
from consult.submissions.models import CommentType

_PLAIN_COLUMNS: Sequence[tuple[str, Field]] = (
    ("#", Field.ROW), (N_("Clause"), Field.CLAUSE), (N_("Line"), Field.LINE), (N_("Text of the draft"), Field.IGNORED),
    (N_("Comment type"), Field.TYPE), (N_("Comment"), Field.COMMENT), (N_("Proposed wording"), Field.PROPOSAL),
    (N_("Reasons"), Field.RATIONALE),
)  # fmt: skip
KEY_HEADING = N_("Row key")
"""Of the column with the keys of the rows, which is hidden; heading_words has it in each language."""
_MORE: Sequence[tuple[str, Field]] = (
    ("Type of comment", Field.TYPE), ("Existing text", Field.QUOTE), ("Rationale", Field.RATIONALE),
    ("Place of the existing text", Field.QUOTE_PLACE),
)  # fmt: skip
"""Columns that a form does not have, and gets at its end where a comment needs them."""

_TYPE_CODES: Mapping[str, Mapping[CommentType, str]] = {
    "iso-2012-03": {CommentType.GENERAL: "ge", CommentType.TECHNICAL: "te", CommentType.EDITORIAL: "ed"},
    "iso-13b": {CommentType.GENERAL: "ge", CommentType.TECHNICAL: "te", CommentType.EDITORIAL: "ed"},
}
_WIDTHS: Mapping[Field, int] = {
    Field.ROW: 13, Field.ORGANISATION: 14, Field.NAME: 14, Field.CATEGORY: 14, Field.DOCUMENT: 16, Field.PAGE: 8,
    Field.LINE: 12, Field.CLAUSE: 22, Field.ELEMENT: 28, Field.TYPE: 15, Field.QUOTE: 32, Field.QUOTE_PLACE: 30,
    Field.COMMENT: 44, Field.PROPOSAL: 44, Field.RATIONALE: 30, Field.MUST_BE_SATISFIED: 10, Field.OBSERVATIONS: 22,
    Field.IGNORED: 38,
}  # fmt: skip
"""Characters of a column."""
TO_FILL = frozenset(
    {
        Field.ORGANISATION,
        Field.NAME,
        Field.CATEGORY,
        Field.TYPE,
        Field.COMMENT,
        Field.PROPOSAL,
        Field.RATIONALE,
    }
)
"""What a person fills in; all else is there already, or is for the secretariat."""


@dataclass(frozen=True)
class Column:
    """A column of a form that is written."""

    heading: str
    field: Field

    @property
    def width(self) -> int:
        """In characters."""
        return _WIDTHS.get(self.field, 16)


@dataclass(frozen=True)
class Layout:
    """A kind of form in one language. `types`: what its cells say for each type of comment."""

    code: str
    columns: tuple[Column, ...]
    types: Mapping[CommentType, str]

    def has(self, field: Field) -> bool:
        """Whether it has a column for this."""
        return any(one.field is field for one in self.columns)

    def with_columns_for(self, needed: set[Field]) -> "Layout":
        """The same with the columns at its end that rows need and it does not have. The plain table has a column for
        the text of the draft only where a row has it."""
        drops = {Field.IGNORED} - needed if self.code == PLAIN else set()
        kept = tuple(one for one in self.columns if one.field not in drops)
        more = [Column(heading, field) for heading, field in _MORE if field in needed and not self.has(field)]
        return Layout(self.code, (*kept, *more), self.types)


def layout(code: str, say: Callable[[str], str] = str) -> Layout:
    """The kind of form with this code (see known_forms too); `say` translates into the language of the form."""
    known = BY_CODE.get(code)
    if known is None:
        columns = tuple(Column(say(heading), field) for heading, field in _PLAIN_COLUMNS)
        return Layout(PLAIN, columns, {one: say(words) for one, words in TYPES.items()})
    codes = _TYPE_CODES.get(code, {})
    types = {one: codes.get(one, str(words)) for one, words in TYPES.items()}
    return Layout(code, tuple(Column(heading, field) for heading, field in known.columns), types)
