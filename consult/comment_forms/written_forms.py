"""A form as it is written into a file: its head, its columns and its rows. Pure; `writing` makes the files."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from consult.comment_forms.fields import Field
from consult.comment_forms.layouts import KEY_HEADING, TO_FILL, Layout

LONGEST_CELL = 32_767
"""Units of UTF-16 that a cell of a workbook can hold."""
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What no file of Word or Excel can hold."""
REPLACEMENT = "\ufffd"


@dataclass(frozen=True)
class WrittenRow:
    """A row: its values, and its key (row_keys)."""

    values: Mapping[Field, str]
    key: str


@dataclass(frozen=True)
class Head:
    """What stands above the rows, in the language of the form. `facts`: pairs of a label and words; `steps`: how the
    form is filled in; `address`: where it is uploaded, "" where it is not; `notes`: what is different in this file."""

    title: str
    name: str
    facts: tuple[tuple[str, str], ...]
    steps: tuple[str, ...]
    steps_title: str
    rows_title: str
    address: str
    language: str
    direction: str
    notes: tuple[str, ...] = ()


class LongCell(Exception):
    """A cell is longer than a workbook can hold; `row`: the number of its row, from 1."""

    def __init__(self, row: int) -> None:
        super().__init__(f"row {row}")
        self.row = row


def table(
    layout: Layout, rows: Sequence[WrittenRow], key_heading: str = KEY_HEADING
) -> tuple[dict[str, Any], tuple[int, ...]]:
    """The table as the writers take it, and the numbers of the rows in which characters were replaced that no such
    file can hold. `key_heading`: the heading of the column of the keys."""
    needed = {field for row in rows for field, words in row.values.items() if words}
    columns = layout.with_columns_for(needed).columns
    cells: list[list[str]] = []
    replaced = []
    for number, row in enumerate(rows, 1):
        plain = [_NO_XML.sub(REPLACEMENT, words) for words in _cells(columns, row.values)]
        if any(REPLACEMENT in words for words in plain) and plain != _cells(columns, row.values):
            replaced.append(number)
        cells.append(plain)
    types = [at for at, one in enumerate(columns) if one.field is Field.TYPE]
    behind = [
        at for wanted in (Field.ROW, Field.CLAUSE) for at, one in enumerate(columns) if one.field is wanted
    ]
    made = {
        "headings": [one.heading for one in columns],
        "widths": [one.width for one in columns],
        "to_fill": [at for at, one in enumerate(columns) if one.field in TO_FILL],
        "rows": cells,
        "keys": [row.key for row in rows],
        "key_heading": key_heading,
        "key_column": behind[0] if behind else 0,
        "type_column": types[0] if types else None,
        "types": list(layout.types.values()),
    }
    return made, tuple(replaced)


def _cells(columns: Sequence[Any], values: Mapping[Field, str]) -> list[str]:
    """Each value in the first column of its field."""
    left = dict(values)
    return [left.pop(one.field, "") for one in columns]


def check_cells(made: Mapping[str, Any]) -> None:
    """Raises LongCell for a row that a workbook cannot hold."""
    for number, row in enumerate(made["rows"], 1):
        if any(len(words.encode("utf-16-le")) // 2 > LONGEST_CELL for words in row):
            raise LongCell(number)


def plain_head(head: Head) -> dict[str, Any]:
    """The head as JSON, without what no file can hold."""

    def clean(value: Any) -> Any:
        if isinstance(value, str):
            return _NO_XML.sub(REPLACEMENT, value)
        return [clean(one) for one in value] if isinstance(value, (list, tuple)) else value

    return {name: clean(value) for name, value in asdict(head).items()}
