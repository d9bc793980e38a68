"""Tables as CSV: UTF-8 with a byte order mark, so that spreadsheets read its letters, and no cell that they would
run."""

import csv
import io
import unicodedata
from collections.abc import Iterable
from typing import Any

BOM = "\ufeff"

_SIGNS = frozenset("=+-@\u2212")
"""With these a formula begins; also in their wide, small, raised and lowered forms."""

_BREAKS = frozenset("\t\r\n")
"""At the beginning of a cell these lead some programs into the next one."""

_SKIPPED = frozenset("\"'`´‘’‚‛“”„‟«»‹›＂＇|¦｜‖ǀ\u115f\u1160\u3164\uffa0\u2800")
"""Quotation marks and bars, which programs take for marks around a cell, and blanks that count as letters."""


def neutral(text: str) -> str:
    """`text`, with an apostrophe before it where a spreadsheet would calculate instead of reading."""
    return f"'{text}" if text[:1] in _BREAKS or _begins_formula(text) else text


def _begins_formula(text: str) -> bool:
    """Whether a sign of a formula is the first that counts: what is not seen, quotation marks and bars do not."""
    first = next((letter for letter in text if not _is_skipped(letter)), "")
    return unicodedata.normalize("NFKC", first)[:1] in _SIGNS


def _is_skipped(letter: str) -> bool:
    return letter in _SKIPPED or unicodedata.category(letter)[0] in "CMZ"


def csv_lines(rows: Iterable[Iterable[Any]]) -> str:
    """These rows as CSV."""
    buffer = io.StringIO()
    csv.writer(buffer).writerows(
        [neutral(value) if isinstance(value, str) else value for value in values] for values in rows
    )
    return buffer.getvalue()
