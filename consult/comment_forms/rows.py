"""Rows of a comment form as comments, and the rows that are none, each with the reason. Rows read = comments + left
out; rows of our own form that are blank are not read."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple, Self

from consult.comment_forms import row_keys
from consult.comment_forms.cell_words import is_category, type_of
from consult.comment_forms.fields import SAYS, WHERE, WHO, Field
from consult.comment_forms.known_forms import NATIONAL_BODIES
from consult.comment_forms.recognition import RecognisedForm, RecognisedTable
from consult.core.markup import LONGEST_COMMENT
from consult.core.translatable import N_
from consult.documents.tables.letters import STRUCK
from consult.documents.tables.table import TableRow
from consult.submissions.models import CommentType
from consult.submissions.rules import LONGEST_WORDS

EMPTY = N_("The row has no comment and no proposed change.")
HEADINGS = N_("The row repeats the headings of the columns.")
ACROSS = N_("The row is a heading across the table.")
TOO_LONG = N_("The comment is longer than 20,000 characters. Divide it into several rows.")
LONG_NAME = N_("The name of the organisation or person, or the email address, is too long.")
NOT_A_TYPE = N_("The type of comment was not understood.")
FORMULA = N_(
    "A cell of this row has a formula without a value. Open the file with the program that it was made with, save it "
    "and upload it again."
)
NO_TYPE = N_("The row does not say the type of comment.")
UNKNOWN_COUNTRY = N_("The country of this row is not known.")
ERROR = N_(
    "A cell of this row has an error in place of words, such as #NAME?. Correct it in the file and upload the file "
    "again, or enter the words here."
)
MERGED = N_("The comment stands in a merged cell and counts once, for the row above.")
HIDDEN = N_("This row is hidden in your file.")
DATE = N_("The clause was stored as a date, so its number may be wrong.")
SHIFTED = N_(
    "The words of this row may stand in wrong columns: its organisation is a category, or its clause is longer than "
    "200 characters."
)
DAMAGED_KEY = N_("The key of this row is damaged, so it is not certain which passage the row means.")
_LONGEST_CLAUSE = 200

_NAMES = {Field.ORGANISATION: "organisation", Field.NAME: "name", Field.EMAIL: "email"}


@dataclass(frozen=True)
class FormRow:
    """A comment as a row says it. `row`: the number of the row in its table; `own`: the number that its writer gave it.
    `where`: what it says of the passage, by field."""

    table: str
    row: int
    own: str
    who: dict[Field, str]
    where: dict[Field, str]
    type: CommentType
    quote: str
    comment: str
    proposal: str
    rationale: str
    other: str = ""
    """What the record has no field for: a type that was not understood, whether the comment must be satisfied."""
    notes: tuple[str, ...] = field(default=())
    row_key: str = ""
    """Of a row of a form that this site made (row_keys): the same however often the form is uploaded, whatever the row
    says by then. "" for any other row."""
    is_number: bool = False
    """Whether the clause was stored as a number, which has no zeros at its end. Not stored with the row: it counts
    where the row is placed."""
    quoted: str = ""
    """The words that the comment of a row quotes which this site wrote, of an export of comments: one with a key or
    with the place of these words; "" of any other row: what stands there may be the whole passage."""
    quote_place: str = ""
    """What the row says of the place of its quotation (quotations.places.in_form)."""
    quote_mark: str = ""
    """The mark of this place (quotations.places), as the key of the row has it or a person chose it."""

    @property
    def reference(self) -> str:
        """Clause, paragraph, document and quoted words, and what the record has no place for, in one line."""
        named = [
            *(self.where.get(one, "") for one in (Field.CLAUSE, Field.ELEMENT, Field.DOCUMENT)),
            self.quote,
            self.quote_place,
            self.other.removeprefix(f"{Field.TYPE}: "),
        ]
        return ", ".join(" ".join(words.split()) for words in named if words)

    @property
    def named(self) -> list[str]:
        """Who comments, as it is written."""
        return [self.who[one] for one in WHO if self.who.get(one)]

    @property
    def page(self) -> str:
        """The page that it names, "" for none."""
        return self.where.get(Field.PAGE, "")

    @property
    def line(self) -> str:
        """The line that it names, "" for none."""
        return self.where.get(Field.LINE, "")


class RowNumbering(NamedTuple):
    """How the writer of a form numbered and placed a row: what is kept of it beside the comment (models.CommentRow)."""

    row: int
    own_number: str
    reference: str
    page: str
    line: str

    @classmethod
    def of(cls, row: FormRow) -> Self:
        """Of a row as it is read."""
        return cls(row.row, row.own, row.reference, row.page, row.line)

    @property
    def shown_number(self) -> str:
        """The number by which its writer finds it: the one that they gave it, else that of the row in its table."""
        return self.own_number or str(self.row)


@dataclass(frozen=True)
class LeftOutRow:
    """A row that becomes no comment, and why."""

    table: str
    row: int
    own: str
    reason: str
    words: str
    said: FormRow | None = None
    """The row as a comment, for a person who takes it in all the same; None where it was not read just now."""


def read(form: RecognisedForm) -> tuple[list[FormRow], list[LeftOutRow]]:
    """The comments of a form, and what is left out."""
    rows, left_out = [], []
    for table in form.tables:
        for one in _of(table, form.form):
            if isinstance(one, LeftOutRow):
                left_out.append(one)
            else:
                rows.append(one)
    keys = row_keys.each_once(one.row_key for one in rows)
    return [replace(one, row_key=key) for one, key in zip(rows, keys, strict=True)], left_out


def _of(table: RecognisedTable, form: str) -> Iterator[FormRow | LeftOutRow]:
    headings = [" ".join(one.split()).casefold() for one in table.headings]
    above: TableRow | None = None
    for row in table.rows:
        shared = _shared(table, row, above)
        above = row
        values = _with_key_apart(_values(table, row, shared if _has_own_place(table, row) else ()))
        own = values.get(Field.ROW, "")
        why_empty = _why_empty(table, row, is_merged=bool(shared))
        if why_empty == EMPTY and _is_blank(values):
            continue
        reason = _why_not(row, values, headings, len(table.columns), why_empty=why_empty)
        if reason:
            words = " · ".join(
                " ".join(one.split()) for at, one in enumerate(row.cells) if one and at not in row.continued
            )
            yield LeftOutRow(
                table.name, row.number, own, reason, words[:200], _comment(table, row, values, form)
            )
        else:
            yield _comment(table, row, values, form)


def blank_rows(form: RecognisedForm) -> Iterator[FormRow]:
    """The rows of our own form in which no one has written, with their keys: `read` passes them over."""
    for table in form.tables:
        for row in table.rows:
            values = _with_key_apart(_values(table, row))
            if _is_blank(values):
                yield _comment(table, row, values, form.form)


def _is_blank(values: dict[Field, str]) -> bool:
    """Whether no one has written into a row of our own form, which has one for each passage."""
    return bool(values.get(Field.KEY)) and not any(
        values.get(one) for one in (*SAYS, Field.TYPE, Field.QUOTE)
    )


def _with_key_apart(values: dict[Field, str]) -> dict[Field, str]:
    """The values of a row with the key that this site gave it by itself: it has a column of its own, or stands behind
    the number or the clause."""
    found = ""
    for one in (Field.KEY, Field.ROW, Field.CLAUSE):
        if one in values:
            words, key = row_keys.taken(values[one], is_alone=one is Field.KEY)
            values, found = {**values, one: words}, found or key
    return {one: words for one, words in {**values, Field.KEY: found}.items() if words}


def _damaged_key(table: RecognisedTable, row: TableRow, values: Mapping[Field, str]) -> str:
    """The key of a row that cannot be read, where the row has no other; "" for none."""
    if values.get(Field.KEY):
        return ""
    found = [
        row_keys.damaged(_words_at(row, column), is_alone=one is Field.KEY)
        for column, one in table.columns
        if one in {Field.KEY, Field.ROW, Field.CLAUSE}
    ]
    return next(filter(None, found), "")


def _shared(table: RecognisedTable, row: TableRow, above: TableRow | None) -> tuple[int, ...]:
    """The columns with comments whose cell is merged with that of the row above, where the row has no words of its own
    in any such column."""
    says = [column for column, one in table.columns if one in SAYS]
    if above is None or any(_words_at(row, column) and column not in row.continued for column in says):
        return ()
    return tuple(
        column for column in says
        if column in row.continued and _words_at(row, column) == _words_at(above, column) != ""
    )  # fmt: skip


def _words_at(row: TableRow, column: int) -> str:
    return row.cells[column] if column < len(row.cells) else ""


def _has_own_place(table: RecognisedTable, row: TableRow) -> bool:
    """Whether a row says by itself where it belongs."""
    return any(
        one in WHERE and _words_at(row, column) and column not in row.continued
        for column, one in table.columns
    )


def _values(table: RecognisedTable, row: TableRow, shared: Sequence[int] = ()) -> dict[Field, str]:
    """Field → words. Two columns of one field are joined; a merged cell counts once where it says something, and for
    all its rows where it says who or where. `shared`: columns with merged comments that count for this row too, as it
    is about another place."""
    values: dict[Field, list[str]] = {}
    for column, one in table.columns:
        words = _words_at(row, column)
        if words and (one not in SAYS or column not in row.continued or column in shared):
            values.setdefault(one, []).append(words)
    return {
        one: ("\n\n" if one in SAYS else ", ").join(dict.fromkeys(words)) for one, words in values.items()
    }


def _why_empty(table: RecognisedTable, row: TableRow, *, is_merged: bool) -> str:
    """Why a row without words says nothing."""
    if _has_errors(table, row):
        return ERROR
    if _has_formulas(table, row):
        return FORMULA
    if _has_struck(table, row):
        return STRUCK
    return MERGED if is_merged else EMPTY


def _has_struck(table: RecognisedTable, row: TableRow) -> bool:
    """Whether words of a cell that counts were struck through."""
    return any(column in row.struck for column, _field in table.columns)


def _has_errors(table: RecognisedTable, row: TableRow) -> bool:
    """Whether a cell that counts has an error in place of words."""
    return any(column in row.errors for column, _field in table.columns)


def _has_formulas(table: RecognisedTable, row: TableRow) -> bool:
    """Whether a cell that counts has a formula of which the file does not say the value."""
    return any(column in row.formulas for column, _field in table.columns)


def _why_not(
    row: TableRow, values: dict[Field, str], headings: Sequence[str], columns: int, *, why_empty: str
) -> str:
    """Why a row is no comment, "" where it is one. `why_empty`: where it has no words."""
    said = [" ".join(one.split()).casefold() for one in row.cells]
    if [one for one in said if one] and all(
        one == heading for one, heading in zip(said, headings, strict=False) if one
    ):
        return HEADINGS
    own = [at for at, one in enumerate(row.cells) if one and at not in row.continued]
    if len(own) == 1 and len(row.continued) >= max(columns - 1, 2):
        return ACROSS
    if not any(values.get(one, "").strip(" \n-–—./") for one in SAYS):
        return why_empty
    if any(len(values.get(one, "")) > LONGEST_COMMENT for one in SAYS):
        return TOO_LONG
    if any(len(values.get(one, "")) > LONGEST_WORDS[name] for one, name in _NAMES.items()):
        return LONG_NAME
    return ""


def _comment(table: RecognisedTable, row: TableRow, values: dict[Field, str], form: str) -> FormRow:
    kind, is_known = type_of(values.get(Field.TYPE, ""))
    notes = _notes(table, row, values, is_known=is_known)
    kept = (Field.MUST_BE_SATISFIED,) if is_known else (Field.TYPE, Field.MUST_BE_SATISFIED)
    other = ", ".join(f"{one}: {values[one]}" for one in kept if values.get(one))
    comment, proposal, rationale = (values.get(one, "") for one in SAYS)
    if not comment and rationale:
        comment, rationale = rationale, ""
    key, quote = values.get(Field.KEY, ""), values.get(Field.QUOTE, "")
    is_of_export = row_keys.mark_in(key or _damaged_key(table, row, values)) or values.get(Field.QUOTE_PLACE)
    return FormRow(
        table.name, row.number, values.get(Field.ROW, "") or _number_in(values.get(Field.ORGANISATION, ""), form),
        {one: values[one] for one in WHO if one in values},
        {one: values[one] for one in WHERE if one in values},
        kind, quote, comment, proposal, rationale, other, tuple(notes),
        row_keys.without_place(key),
        any(column in row.numbers for column, one in table.columns if one is Field.CLAUSE),
        quoted=quote if is_of_export else "",
        quote_place=values.get(Field.QUOTE_PLACE, ""),
        quote_mark=row_keys.place_in(key),
    )  # fmt: skip


def _notes(
    table: RecognisedTable, row: TableRow, values: Mapping[Field, str], *, is_known: bool
) -> list[str]:
    """What is told of how a row was read. `is_known`: whether its type was understood."""
    notes = []
    if not is_known:
        notes.append(NOT_A_TYPE)
    elif not values.get(Field.TYPE):
        notes.append(NO_TYPE)
    if _has_formulas(table, row):
        notes.append(FORMULA)
    if _has_errors(table, row):
        notes.append(ERROR)
    if _has_struck(table, row):
        notes.append(STRUCK)
    if row.is_hidden:
        notes.append(HIDDEN)
    if any(column in row.dates for column, one in table.columns if one in {Field.CLAUSE, Field.ELEMENT}):
        notes.append(DATE)
    if len(values.get(Field.CLAUSE, "")) > _LONGEST_CLAUSE or is_category(values.get(Field.ORGANISATION, "")):
        notes.append(SHIFTED)
    if _damaged_key(table, row, values):
        notes.append(DAMAGED_KEY)
    return notes


_NUMBERED = re.compile(r"(?P<body>[A-Z*]{2,10})[\s-]*(?P<number>\d{1,4}(?:-\d{1,4})?)")
_NUMBERED_FOR_CERTAIN = re.compile(r"(?P<body>[A-Z]{2})-(?P<number>\d{3,4})")


def _numbered(organisation: str, form: str) -> re.Match[str] | None:
    """A body with the number of its comment behind it: "DE-002" in any form, "DE 2" and "ANSI 2" in those of ISO alone:
    elsewhere "TC 34" and "IEEE 802" are names."""
    pattern = _NUMBERED if form in NATIONAL_BODIES else _NUMBERED_FOR_CERTAIN
    return pattern.fullmatch(" ".join(organisation.split()))


def _number_in(organisation: str, form: str) -> str:
    """The number of a row that has it behind the body: "DE-002"; "" where there is none."""
    return organisation.strip() if _numbered(organisation, form) else ""


def body_of(organisation: str, form: str) -> str:
    """The body in front of such a number: "DE" of "DE-002"; anything else as it is."""
    found = _numbered(organisation, form)
    return found["body"] if found else " ".join(organisation.split())
