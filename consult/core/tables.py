"""Tables as CSV: UTF-8 with a byte order mark, so that spreadsheets read its letters, and no cell that they would
run."""

import csv
import io
from collections.abc import Iterable
from typing import Any

BOM = "\ufeff"

_DANGEROUS = frozenset("=+-@\t\r\n＝＋－＠﹢﹣﹦﹫")


def neutral(text: str) -> str:
    """`text`, with an apostrophe before it where a spreadsheet would calculate instead of reading."""
    return f"'{text}" if text.lstrip()[:1] in _DANGEROUS or text[:1] in _DANGEROUS else text


def csv_lines(rows: Iterable[Iterable[Any]]) -> str:
    """These rows as CSV."""
    buffer = io.StringIO()
    csv.writer(buffer).writerows(
        [neutral(value) if isinstance(value, str) else value for value in values] for values in rows
    )
    return buffer.getvalue()
