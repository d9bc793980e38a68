"""A table for export, declared once: each column with its name, its meaning and its value."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import Enum
from typing import Any

from consult.core.translatable import N_, name_of_language

Cell = str | int
"""What a cell holds; "" for nothing."""

Nested = Sequence[Mapping[str, Any]]
"""Objects in a cell: only formats that have them write such a column."""


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
    workbook, in characters."""

    name: str
    label: str
    meaning: str
    value: Callable[[Any, Wording], Cell | Nested]
    width: int = 20
    language: str = ""
    """That of which `label` and `meaning` speak, as `%(language)s`."""
    is_nested: bool = False
    """Whether its cells are objects."""

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

    def of(self, part: Callable[[Any], Any]) -> "Column":
        """The same column of a table whose rows hold what it is about as a part; empty where there is none."""

        def value(row: Any, wording: Wording) -> Cell | Nested:
            found = part(row)
            return "" if found is None else self.value(found, wording)

        return replace(self, value=value)


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

    def cells(self, row: Any, wording: Wording) -> list[Any]:
        """The cells of a row, in the order of the columns."""
        return [column.value(row, wording) for column in self.columns]

    def dictionary(self, wording: Wording) -> list[tuple[str, str]]:
        """(label, meaning) of the columns and of the terms, translated; at last the note, under no label."""
        entries: list[Column | Term] = [*self.columns, *self.terms]
        rows = [(one.called(wording), one.explained(wording)) for one in entries]
        return [*rows, ("", wording.translate(self.note))] if self.note else rows
