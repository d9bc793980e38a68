"""Reading tables in an isolated process, and strict checks of its result (see core/isolated_calls.py)."""

import tempfile
from collections.abc import Iterable
from typing import Any, BinaryIO

from consult.core import isolated_calls
from consult.core.isolation import MEASURES, TOO_LONG, TOO_MUCH, Limits
from consult.core.translatable import N_
from consult.documents import results
from consult.documents.blocks import Source, Unreadable
from consult.documents.tables.table import (
    MOST_COLUMNS,
    MOST_IN_CELL,
    MOST_ROWS,
    MOST_TABLES,
    Table,
    TableFile,
    TableRow,
)

LIMITS = Limits(seconds=20, memory=1536 * 1024 * 1024, files=128)
PATIENCE = 60.0
"""Seconds on the clock: a machine under load gives a process its processor time late."""
MOST_BYTES = 100 * 1024 * 1024
"""Of a result."""

_WHY = {
    TOO_LONG: N_("Reading the file took too long. Upload the table with the comments alone."),
    TOO_MUCH: N_(
        "Reading the file needs too much memory. Delete the empty rows and columns after the table, and save it again."
    ),
}


def read(
    name: str, file: BinaryIO, *, measures: Iterable[str] = MEASURES, limits: Limits = LIMITS
) -> TableFile:
    """The tables of an open file called `name`. Raises Unreadable, also where reading had to be ended."""
    told = isolated_calls.call(
        "consult.documents.tables.reader_process:read", {"name": name}, [file], limits,
        output=MOST_BYTES, patience=PATIENCE, measures=measures,
    )  # fmt: skip
    why = _WHY.get(told.status, N_("The file could not be read. It may not have the structure of a table."))
    return results.checked(told, unpacked, Unreadable(why))


def parse(file: Source, *, limits: Limits = LIMITS) -> TableFile:
    """`read` of a file that is in memory."""
    with tempfile.TemporaryFile() as handle:
        handle.write(file.data)
        handle.seek(0)
        return read(file.name, handle, limits=limits)


def unpacked(told: bytes) -> TableFile:
    """A result, where every part of it is what the reader writes. Raises ValueError for anything else."""
    plain = _exactly(results.loaded(told), {"tables", "page_headings", "remarks"})
    return TableFile(
        tuple(map(_table, results.listed(plain["tables"], MOST_TABLES))),
        tuple(_rows(one) for one in results.listed(plain["page_headings"], MOST_TABLES)),
        tuple(results.text(one, 500) for one in results.listed(plain["remarks"], MOST_TABLES)),
    )


def _table(plain: Any) -> Table:
    _exactly(plain, {"name", "rows"})
    return Table(results.text(plain["name"], 500), _rows(plain["rows"]))


def _rows(plain: Any) -> tuple[TableRow, ...]:
    return tuple(map(_row, results.listed(plain, MOST_ROWS)))


def _row(plain: Any) -> TableRow:
    if isinstance(plain, dict):
        for name in (
            "formulas",
            "numbers",
            "errors",
            "struck",
        ):  # tables that were stored before these were read
            plain.setdefault(name, [])
        plain.setdefault("is_hidden", False)
    _exactly(
        plain,
        {"number", "cells", "continued", "dates", "formulas", "numbers", "errors", "struck", "is_hidden"},
    )
    if plain["is_hidden"] not in (True, False):
        raise ValueError("not what the reader writes")
    return TableRow(
        results.number(plain["number"], 10_000_000),
        tuple(results.text(one, MOST_IN_CELL) for one in results.listed(plain["cells"], MOST_COLUMNS)),
        *(
            tuple(results.number(one, MOST_COLUMNS) for one in results.listed(plain[name], MOST_COLUMNS))
            for name in ("continued", "dates", "formulas", "numbers", "errors", "struck")
        ),
        is_hidden=bool(plain["is_hidden"]),
    )


def _exactly(plain: Any, names: set[str]) -> dict[str, Any]:
    if not isinstance(plain, dict) or set(plain) != names:
        raise ValueError("not what the reader writes")
    return plain
