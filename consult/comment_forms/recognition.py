"""Which form a file is, and which column holds what. Says by which headings it was recognised."""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, zip_longest
from typing import NamedTuple

from consult.comment_forms.category_words import are_categories
from consult.comment_forms.clause_references import plain
from consult.comment_forms.fields import SAYS, Field
from consult.comment_forms.heading_words import HEADINGS, TEXT_OF_DRAFT
from consult.comment_forms.known_forms import BY_CODE, FORMS, TABLE, Form
from consult.core.translatable import N_, shortened
from consult.documents.tables.table import Table, TableFile, TableRow, column_name

_FIRST_ROWS = 30
"""Rows of a table in which column headings are looked for: forms have instructions above them."""
_ENOUGH = 0.6
"""Of the headings of a form, so many are there at least."""

NOT_RECOGNISED = N_("No column with comments was found. Choose what each column holds.")
# Translators: column is the heading of a column in someone's file, columns are all headings there.
NO_SUCH_COLUMN = N_("The file has no column “%(column)s”. Its columns are: %(columns)s.")
NOT_THIS_FORM = N_("The file does not have the columns of this form.")


@dataclass(frozen=True)
class RecognisedTable:
    """Rows of comments, and which field each column holds; `heading` is the number of the row of headings, 0 where the
    headings stand elsewhere."""

    columns: tuple[tuple[int, Field], ...]
    rows: tuple[TableRow, ...]
    headings: tuple[str, ...]
    heading: int
    name: str = ""


@dataclass(frozen=True)
class RecognisedForm:
    """A file whose rows can be read. `form`: the code of a form, or TABLE; `because`: the headings that showed it;
    `unused`: columns that have words and hold nothing of a comment, by their headings, else by their letters."""

    form: str
    tables: tuple[RecognisedTable, ...]
    because: tuple[str, ...]
    unused: tuple[str, ...]


class Column(NamedTuple):
    """A column as a person is asked what it holds: `guess` is what its heading says, None for nothing known; `number`:
    its place in the table, from 0. The heading is "" of one that has words and no heading."""

    heading: str
    samples: tuple[str, ...]
    guess: Field | None
    number: int


Mapped = Mapping[str, Field] | Sequence[tuple[Column, Field]]
"""What a person says that columns hold: by their headings, or of each column by itself."""


class NotRecognised(Exception):
    """No table of comments: a marked sentence with its values, and the headings that were found, to be mapped."""

    def __init__(self, message: str, headings: Sequence[str], **values: str) -> None:
        super().__init__(message % values if values else message)
        self.message, self.values, self.headings = message, values, tuple(headings)


def recognise(
    file: TableFile, *, form: str = "", columns: Mapped | None = None, organisation: str = ""
) -> RecognisedForm:
    """The form of a file, where `form` is not said: the known form of which most headings are there, else a table whose
    headings tell enough. `columns`: what a person said that the columns hold;
    `organisation`: the heading of the column that says who comments. Raises NotRecognised."""
    candidates = list(_candidates(file))
    known_by = {_normal(organisation): Field.ORGANISATION} if organisation else {}
    if organisation and not any(
        _normal(organisation) in map(_normal, cells) for _table, _at, cells in candidates
    ):
        widest = _widest(candidates)
        raise NotRecognised(NO_SUCH_COLUMN, widest, column=organisation, columns=", ".join(widest))
    if columns:
        said: list[tuple[str | Column, Field]] = [
            *(columns.items() if isinstance(columns, Mapping) else columns)
        ]
        if organisation:
            said.append((organisation, Field.ORGANISATION))
        return _as_mapped(candidates, said, form or TABLE)
    wanted = [BY_CODE[form]] if form in BY_CODE else [] if form == TABLE else FORMS
    scored = [(_score(one, known), known) for known in wanted for _table, _at, one in candidates]
    best, known = max(scored, key=lambda pair: pair[0], default=(0.0, None))
    if known is not None and best >= _ENOUGH:
        return _made(known.code, candidates, _known(known, known_by))
    if form and form != TABLE:
        raise NotRecognised(NOT_THIS_FORM, _widest(candidates))
    return _made(TABLE, candidates, known_by)


def _known(form: Form, besides: Mapping[str, Field]) -> dict[str, Field]:
    """The headings of a form; where another column says who comments, its own such column does not."""
    return {
        _normal(heading): Field.IGNORED if besides and field is Field.ORGANISATION else field
        for heading, field in form.columns
    } | dict(besides)


def _candidates(file: TableFile) -> Iterator[tuple[Table, int, tuple[str, ...]]]:
    """Each table with each of its first rows, or a heading of its pages, as its headings. The position in the rows
    after which its comments begin."""
    for table in file.tables or [Table("", ())]:
        width = max((len(row.cells) for row in table.rows), default=0)
        for heading in file.page_headings:
            for row in heading:
                if len(row.cells) >= width:
                    yield table, 0, row.cells
        before: TableRow | None = None
        for at, row in enumerate(table.rows[:_FIRST_ROWS], 1):
            yield table, at, row.cells
            if before is not None and _continues_headings(row):
                pairs = zip_longest(before.cells, row.cells, fillvalue="")
                yield table, at, tuple(below or above for above, below in pairs)
            before = row


def _continues_headings(row: TableRow) -> bool:
    """Whether a row has headings for parts of the columns above it, and nothing else: "Comment" and "Reason" below
    "Comments"."""
    own = [_normal(one) for at, one in enumerate(row.cells) if one and at not in row.continued]
    return len(own) > 1 and all(one in _GENERAL for one in own)


def _normal(heading: str) -> str:
    """A heading for comparing: without what stands in brackets, marks of notes, and hyphens inside words."""
    words = re.sub(r"\([^()]*\)", " ", heading)
    words = re.sub(r"(?<=[^\W\d_])-\s*(?=[^\W\d_A-Z])", "", words)
    words = re.sub(r"(?<=[^\W\d_])\d\b", "", words)
    return " ".join(re.findall(r"[^\W_]+|[#№]", plain(words)))


def _score(cells: Sequence[str], form: Form) -> float:
    """The share of the headings of a form that are among these; 0 where one is missing that it needs."""
    said = {_normal(one) for one in cells if one}
    known = [_normal(heading) for heading, _field in form.columns]
    if not {_normal(one) for one in form.needed} <= said:
        return 0.0
    return sum(one in said for one in known) / len(known)


_GENERAL = {
    **{
        _normal(one): field
        for form in reversed(FORMS)
        for one, field in form.columns
        if field is not Field.NAME
    },
    **{_normal(one): field for field, words in HEADINGS.items() for one in words.split("|")},
}


_OF_DRAFT = frozenset(_normal(one) for one in TEXT_OF_DRAFT.split("|"))


def _field(heading: str, known: Mapping[str, Field]) -> Field | None:
    said = _normal(heading)
    if said in known or said in _GENERAL:
        return known.get(said) or _GENERAL[said]
    begins = [one for one in (*known, *_GENERAL) if len(one) > 5 and said.startswith(f"{one} ")]
    longest = max(begins, key=len, default="")
    return known.get(longest) or _GENERAL.get(longest)


def _made(
    code: str, candidates: Sequence[tuple[Table, int, tuple[str, ...]]], known: Mapping[str, Field]
) -> RecognisedForm:
    """For each table the headings that tell most; a table without any continues the one before it, if it is as wide."""
    tables: list[RecognisedTable] = []
    for table in dict.fromkeys(id(one) for one, _at, _cells in candidates):
        own = [(one, at, cells) for one, at, cells in candidates if id(one) == table]
        best = max(own, key=lambda one: (_worth(one[2], known), -one[1]))
        if _worth(best[2], known) >= 2 and _says_something(best[2], known):
            tables.append(_recognised(best, known))
        elif tables and max((len(row.cells) for row in best[0].rows), default=0) <= len(tables[-1].headings):
            last = tables[-1]
            tables.append(RecognisedTable(last.columns, best[0].rows, last.headings, 0, best[0].name))
    if not tables:
        raise NotRecognised(NOT_RECOGNISED, _widest(candidates))
    return _form_of(code, tables)


def _worth(cells: Sequence[str], known: Mapping[str, Field]) -> int:
    """How many fields these headings name; long cells are no headings."""
    fields = {_field(one, known) for one in cells if one and len(one) < 120}
    return len(fields - {None, Field.IGNORED})


def _says_something(cells: Sequence[str], known: Mapping[str, Field]) -> bool:
    return any(_field(one, known) in SAYS for one in cells if one and len(one) < 120)


def _recognised(found: tuple[Table, int, tuple[str, ...]], known: Mapping[str, Field]) -> RecognisedTable:
    table, at, cells = found
    columns = _with_clause([(column, _field(one, known)) for column, one in enumerate(cells) if one])
    columns = _with_categories(columns, table.rows[at:])
    return RecognisedTable(
        tuple((column, field) for column, field in columns if field is not None and field is not Field.IGNORED),
        table.rows[at:], cells, table.rows[at - 1].number if at else 0, table.name,
    )  # fmt: skip


def _with_clause(columns: Sequence[tuple[int, Field | None]]) -> list[tuple[int, Field | None]]:
    """Columns with their fields; where none names the clause, one called "Paragraph" or "Table" does."""
    if any(field is Field.CLAUSE for _column, field in columns):
        return list(columns)
    return [(column, Field.CLAUSE if field is Field.ELEMENT else field) for column, field in columns]


def _with_categories(
    columns: Sequence[tuple[int, Field | None]], rows: Sequence[TableRow]
) -> list[tuple[int, Field | None]]:
    """Columns with their fields; one called "Type" whose cells say the categories of stakeholders holds these, or
    nothing where another column holds them."""
    has_other = any(field is Field.CATEGORY for _column, field in columns)
    found: list[tuple[int, Field | None]] = []
    for column, field in columns:
        cells = [row.cells[column] for row in rows if column < len(row.cells)] if field is Field.TYPE else []
        is_other = are_categories(cells)
        found.append((column, (None if has_other else Field.CATEGORY) if is_other else field))
    return found


def _as_mapped(
    candidates: Sequence[tuple[Table, int, tuple[str, ...]]],
    columns: Sequence[tuple[str | Column, Field]],
    code: str,
) -> RecognisedForm:
    """The tables that have all columns that were named, by their headings as they are printed."""
    tables = []
    seen: set[int] = set()
    for table, at, cells in candidates:
        matched = _matched(cells, columns) if id(table) not in seen else None
        if matched is not None:
            seen.add(id(table))
            chosen = sorted(
                (column, field) for column, field in matched.items() if field is not Field.IGNORED
            )
            number = table.rows[at - 1].number if at else 0
            tables.append(RecognisedTable(tuple(chosen), table.rows[at:], cells, number, table.name))
    if not tables:
        widest = _widest(candidates)
        known = {_normal(one) for one in widest}
        named = [one if isinstance(one, str) else one.heading for one, _field in columns]
        missing = next((one for one in named if one and _normal(one) not in known), named[0])
        raise NotRecognised(NO_SUCH_COLUMN, widest, column=missing, columns=", ".join(widest))
    if not any(field in SAYS for table in tables for _column, field in table.columns):
        raise NotRecognised(NOT_RECOGNISED, tables[0].headings)
    return _form_of(code, tables)


def _matched(cells: Sequence[str], columns: Sequence[tuple[str | Column, Field]]) -> dict[int, Field] | None:
    """The number of a column in these headings → its field; None where one that was named is not there. Columns with
    the same heading are told apart by their order; a heading alone names all that have it. A column without a heading
    is known by its number."""
    headings = [" ".join(one.split()) for one in cells]
    found: dict[int, Field] = {}
    for column, field in columns:
        heading = " ".join(column.split()) if isinstance(column, str) else column.heading
        free = [(at, one) for at, one in enumerate(headings) if one and at not in found]
        like = _normal(heading) or heading
        same = [at for at, one in free if one == heading] or [
            at for at, one in free if (_normal(one) or one) == like
        ]
        if not isinstance(column, str):
            same = same[:1] if heading else [column.number]
        if not same:
            return None
        found |= dict.fromkeys(same, field)
    return found


def _form_of(code: str, tables: Sequence[RecognisedTable]) -> RecognisedForm:
    because: dict[str, None] = {}
    unused: dict[str, None] = {}
    for table in tables:
        used = {column for column, _field in table.columns}
        with_words = {
            at for row in table.rows for at, one in enumerate(row.cells) if one and at not in row.continued
        }
        names = [" ".join(one.split()) for one in table.headings]
        because |= dict.fromkeys(one for at, one in enumerate(names) if one and at in used)
        of_draft = {at for at, one in enumerate(names) if _normal(one) in _OF_DRAFT}
        unused |= dict.fromkeys(
            (names[at] if at < len(names) else "") or column_name(at)
            for at in sorted(with_words - used - of_draft)
        )
    return RecognisedForm(code, tuple(tables), tuple(because), tuple(unused))


_Candidate = tuple[Table, int, tuple[str, ...]]


def _most_telling(candidates: Sequence[_Candidate]) -> _Candidate | None:
    """The row that names most, else the first that has words in most columns: rows below may have more, in columns
    without a heading. None where there is no row."""
    worths = [_worth(cells, {}) for _table, _at, cells in candidates]
    best = [one for one, worth in zip(candidates, worths, strict=True) if worth == max(worths)]
    most = max((sum(map(bool, cells)) for _table, _at, cells in best), default=0)
    return next((one for one in best if 3 * sum(map(bool, one[2])) >= 2 * most), None)


def _widest(candidates: Sequence[_Candidate]) -> tuple[str, ...]:
    """The headings of the row that names most, else of the first."""
    best = _most_telling(candidates)
    return tuple(" ".join(one.split()) for one in best[2] if one) if best is not None else ()


_SAMPLES = 3
_LONGEST_SAMPLE = 120


def columns_of(file: TableFile) -> list[Column]:
    """The columns of the table whose headings tell most, with words of its first rows; at the end those that have words
    and no heading."""
    best = _most_telling(list(_candidates(file)))
    if best is None:
        return []
    table, at, cells = best
    found: list[Column] = []
    for column in range(max([len(cells), *(len(row.cells) for row in table.rows)])):
        heading = " ".join(cells[column].split()) if column < len(cells) else ""
        values = (
            row.cells[column]
            for row in table.rows[at:]
            if column < len(row.cells) and column not in row.continued
        )
        samples = tuple(
            shortened(one, _LONGEST_SAMPLE) for one in islice(filter(str.strip, values), _SAMPLES)
        )
        if heading or samples:
            guess = _field(heading, {}) if heading and len(heading) < 120 else None
            found.append(Column(heading, samples, guess, column))
    guesses = _with_categories(_with_clause([(one.number, one.guess) for one in found]), table.rows[at:])
    guessed = [one._replace(guess=guess) for one, (_number, guess) in zip(found, guesses, strict=True)]
    return sorted(guessed, key=lambda one: not one.heading)


def headings_mark(columns: Sequence[Column]) -> str:
    """The same for files with the same headings in the same order, and nothing of their words; columns without a
    heading do not count."""
    words = [_normal(one.heading) or one.heading for one in columns if one.heading]
    return hashlib.sha256("\n".join(words).encode()).hexdigest()
