"""What writes forms in the process that has nothing to lose. All code is loaded with this module."""

from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

from consult.comment_forms.writing import docx_file, xlsx_file


def write(
    files: Sequence[BinaryIO],  # noqa: ARG001 -- as every such function; there are none
    kind: str,
    head: dict[str, Any],
    table: dict[str, Any],
) -> Iterator[bytes]:
    """The form as a file of this kind."""
    yield (docx_file if kind == "docx" else xlsx_file).write(head, table)


def _load_all() -> None:
    """Use once what libraries load at their first use: later there is nothing to load from any longer."""
    head = {
        "title": "A", "name": "A", "facts": [["A", "B"]], "steps": ["A"], "steps_title": "A", "rows_title": "B",
        "address": "https://a.example/", "language": "en", "direction": "ltr", "notes": ["A"],
    }  # fmt: skip
    table = {
        "headings": ["A", "B"], "widths": [10, 10], "to_fill": [1], "rows": [["A", "ب\n=1"]], "keys": ["k"],
        "key_heading": "K", "key_column": 0, "type_column": 1, "types": ["a"],
    }  # fmt: skip
    for writer in (docx_file, xlsx_file):
        writer.write(head, table)


_load_all()
