"""Tables as JSON for programs: the data dictionary, then the rows as objects, in codes."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from consult.core.tables.columns import Column, Table, Term, Wording


def write(table: Table, rows: Iterable[Any], path: Path, *, title: str, wording: Wording) -> None:
    """Write one object: "title"; "columns" and "terms" (name or code → label and meaning); "note"; "rows"."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(_pieces(table, rows, title, wording))


def _pieces(table: Table, rows: Iterable[Any], title: str, wording: Wording) -> Iterator[str]:
    def explained(one: Column | Term) -> dict[str, str]:
        return {"label": one.called(wording), "meaning": one.explained(wording)}

    head = {
        "title": title,
        "columns": {column.name: explained(column) for column in table.columns},
        "terms": {term.code: explained(term) for term in table.terms},
        "note": wording.translate(table.note) if table.note else "",
    }
    yield _written(head).removesuffix("}") + ', "rows": ['
    separator = "\n"
    for cells in table.cells(rows, wording):
        yield separator + _written(dict(zip(table.names, cells, strict=True)))
        separator = ",\n"
    yield "\n]}\n"


def _written(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
