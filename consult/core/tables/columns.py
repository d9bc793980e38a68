"""A table for export, declared once: each column with its name, its meaning and its value."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import Enum
from itertools import chain, islice
from typing import Any

from consult.core.translatable import N_, name_of_language

Cell = str | int
"""What a cell holds; "" for nothing."""

Nested = Sequence[Mapping[str, Any]]
"""Objects in a cell: only formats that have them write such a column."""

Part = Callable[[Any], Any]
"""What finds something in a row, or in what was found in it."""

AT_ONCE = 1000
"""Rows whose cells are made together."""


def _as_it_is(cell: Any) -> Any:
    return cell


def _unchanged(message: str, _language: str = "") -> str:
    return message


@dataclass(frozen=True)
class Wording:
    """How values are written: in words for people, or in codes for programs.

    `translate` gives marked words in the reader's language, whose code is `language`: in every file names of countries,
    questions, and the words of the data dictionary. `say_in` gives them in another language.
    """

    language: str = "en"
    translate: Callable[[str], str] = _unchanged
    is_in_words: bool = False
    say_in: Callable[[str, str], str] = _unchanged

    def say(self, message: str) -> str:
        """Marked words: translated for people; as they are for programs, which may look for them."""
        return self.translate(message) if self.is_in_words else message

    def code(self, value: Enum | None, words: Mapping[Any, str]) -> str:
        """A member of an enum: its marked words from `words`, or its value; "" for none."""
        if not value:
            return ""
        return self.translate(words[value]) if self.is_in_words else str(value.value)

    def moment(self, at: datetime | None) -> str:
        """A moment in UTC: as spreadsheets read it, or as ISO 8601; "" for none."""
        if at is None:
            return ""
        utc = at.astimezone(UTC)
        return f"{utc:%Y-%m-%d %H:%M:%S}" if self.is_in_words else utc.isoformat(timespec="seconds")

    def yes_or_no(self, value: bool) -> str:
        """Either of these words."""
        return self.say(N_("yes") if value else N_("no"))


@dataclass(frozen=True)
class Column:
    """One column. `label` and `meaning` are marked words; `value` makes the cell of a row; `width` is its width in a
    workbook, in characters.

    With `made_of`, `value` is given what that finds in a row instead of the row, once for all rows in which it is the
    same: many rows have the same type, country or date.
    """

    name: str
    label: str
    meaning: str
    value: Callable[[Any, Wording], Cell | Nested]
    width: int = 20
    language: str = ""
    """That of which `label` and `meaning` speak, as `%(language)s`."""
    is_nested: bool = False
    """Whether its cells are objects."""
    made_of: Part | None = None
    parts: tuple[Part, ...] = ()
    """What leads from a row of the table to what the column is about, step by step."""

    def called(self, wording: Wording) -> str:
        """The label in the reader's language."""
        return self._filled(self.label, wording)

    def explained(self, wording: Wording) -> str:
        """The meaning in the reader's language."""
        return self._filled(self.meaning, wording)

    def _filled(self, words: str, wording: Wording) -> str:
        said = wording.translate(words)
        return (
            said % {"language": name_of_language(self.language, wording.language)} if self.language else said
        )

    def of(self, part: Part) -> "Column":
        """The same column of a table whose rows hold what it is about as a part; empty where there is none."""
        return replace(self, parts=(part, *self.parts))


class _Cells:
    """The cells of a column in one file, as `finish` makes them ready for it."""

    def __init__(self, column: Column, wording: Wording, finish: Callable[[Any], Any]) -> None:
        self._column = column
        self._wording = wording
        self._finish = finish
        self._known: dict[Any, Any] = {}
        """What the column makes its cells of → the cell, of the rows before."""

    def of(self, rows: "_Rows") -> list[Any]:
        """The cells of some rows of the table, in the order of the rows."""
        found, has_gaps = rows.along(self._column.parts)
        made_of = self._column.made_of
        if made_of is None:
            value, wording, finish = self._column.value, self._wording, self._finish
            return [finish("" if one is _NoPart else value(one, wording)) for one in found]
        keys = (
            [one if one is _NoPart else made_of(one) for one in found]
            if has_gaps
            else list(map(made_of, found))
        )
        known = self._known
        if len(known) > AT_ONCE:
            known.clear()
        for key in set(keys).difference(known):
            known[key] = self._made(key)
        return list(map(known.__getitem__, keys))

    def _made(self, one: Any) -> Any:
        return self._finish("" if one is _NoPart else self._column.value(one, self._wording))


class _NoPart:
    """Stands itself in place of a part that a row does not have."""


class _Rows:
    """Some rows of a table. What is on the way to several columns is looked for once."""

    def __init__(self, rows: list[Any]) -> None:
        self._found: dict[tuple[Part, ...], tuple[list[Any], bool]] = {(): (rows, False)}

    def along(self, parts: tuple[Part, ...]) -> tuple[list[Any], bool]:
        """What these steps find in each row, _NoPart where they find nothing; and whether that is so in one."""
        known = self._found.get(parts)
        if known is None:
            *before, last = parts
            above, _has_gaps = self.along(tuple(before))
            found = [one if one is _NoPart else last(one) for one in above]
            found = [_NoPart if one is None else one for one in found]
            known = self._found[parts] = found, any(one is _NoPart for one in found)
        return known


@dataclass(frozen=True)
class Term:
    """A code that cells hold, with what it is called and means; marked words."""

    code: str
    label: str
    meaning: str

    def called(self, wording: Wording) -> str:
        """The label in the reader's language."""
        return wording.translate(self.label)

    def explained(self, wording: Wording) -> str:
        """The meaning in the reader's language."""
        return wording.translate(self.meaning)


@dataclass(frozen=True)
class Table:
    """What is exported: the columns are an allow-list, nothing else is ever in a file.

    `title` names the table, `terms` are explained in the data dictionary beside the columns, `terms_label` heads both
    ("Column or disposition"), and `note` says what the table leaves out; marked words.
    """

    title: str
    columns: Sequence[Column]
    terms: Sequence[Term] = ()
    terms_label: str = N_("Column")
    note: str = ""

    @property
    def names(self) -> list[str]:
        """The names of the columns, in order."""
        return [column.name for column in self.columns]

    @property
    def version(self) -> str:
        """Differs where another release writes other columns of the same data."""
        return ",".join(self.names)

    def having(self, columns: Sequence[Column]) -> "Table":
        """The same with more columns at its end."""
        return replace(self, columns=[*self.columns, *columns]) if columns else self

    @property
    def flat(self) -> "Table":
        """The same without columns whose cells are objects."""
        return replace(self, columns=[one for one in self.columns if not one.is_nested])

    def in_batches(
        self, rows: Iterable[Any], wording: Wording, finish: Callable[[Any], Any] = _as_it_is
    ) -> Iterator[Iterator[tuple[Any, ...]]]:
        """The cells of the rows in the order of the columns, some rows at a time, column by column: so most cells cost
        no call of a function. `finish` makes of a cell what a format writes."""
        remaining, columns = iter(rows), [_Cells(one, wording, finish) for one in self.columns]
        while some := list(islice(remaining, AT_ONCE)):
            these = _Rows(some)
            yield zip(*(one.of(these) for one in columns), strict=True)

    def cells(
        self, rows: Iterable[Any], wording: Wording, finish: Callable[[Any], Any] = _as_it_is
    ) -> Iterator[tuple[Any, ...]]:
        """The cells of each row in the order of the columns, made as `in_batches` makes them."""
        return chain.from_iterable(self.in_batches(rows, wording, finish))

    def dictionary(self, wording: Wording) -> list[tuple[str, str]]:
        """(label, meaning) of the columns and of the terms, translated; at last the note, under no label."""
        entries: list[Column | Term] = [*self.columns, *self.terms]
        rows = [(one.called(wording), one.explained(wording)) for one in entries]
        return [*rows, ("", wording.translate(self.note))] if self.note else rows
