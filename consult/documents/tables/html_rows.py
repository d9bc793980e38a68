"""Rows of a table of HTML, as the reader of Word makes it: every cell in its column, merged cells in all they cover."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from consult.documents.formulas.as_text import readable
from consult.documents.tables import letters
from consult.documents.tables.table import MOST_COLUMNS, TableRow


def of(element: Any) -> tuple[TableRow, ...]:
    """The rows of the element `table` that have words."""
    down: dict[int, tuple[int, str]] = {}
    """Column → how many further rows the cell above covers, and its words."""
    rows = []
    for number, row in enumerate(_rows(element), 1):
        cells: list[str] = []
        continued: list[int] = []
        struck: list[int] = []
        for cell in [*row, None]:
            while len(cells) in down and len(cells) < MOST_COLUMNS:
                left, words = down.pop(len(cells))
                if left > 1:
                    down[len(cells)] = (left - 1, words)
                continued.append(len(cells))
                cells.append(words)
            if cell is None:
                break
            words, is_struck = _words(cell)
            if is_struck:
                struck.append(len(cells))
            width, height = (_span(cell, name) for name in ("colspan", "rowspan"))
            for at in range(min(width, MOST_COLUMNS - len(cells))):
                if at:
                    continued.append(len(cells))
                if height > 1:
                    down[len(cells)] = (height - 1, words)
                cells.append(words)
        if any(cells) or struck:
            rows.append(TableRow(number, tuple(cells), tuple(continued), struck=tuple(struck)))
    return tuple(rows)


def _rows(element: Any) -> Iterator[list[Any]]:
    for row in element.iter("tr"):
        if next(row.iterancestors("table")) is element:
            yield [cell for cell in row if cell.tag in {"td", "th"}]


def _span(cell: Any, name: str) -> int:
    said = cell.get(name, "1")
    return max(int(said), 1) if said.isdecimal() else 1


def _words(cell: Any) -> tuple[str, bool]:
    """The words of a cell, with formulas as words, a line for each line; whether struck words were left out."""
    cell = deepcopy(cell)
    is_struck = False
    for one in list(cell.iter("s", "strike", "del")):
        is_struck = is_struck or bool("".join(one.itertext()).strip())
        _replace(one, "")
    for one in list(cell.iter("math")):
        _replace(one, one.get("alttext") or readable(one))
    for tag, change in (("sup", letters.raised), ("sub", letters.lowered)):
        for one in list(cell.iter(tag)):
            _replace(one, change("".join(one.itertext())))
    for one in cell.iter("br", "p", "li", "tr"):
        one.tail = f"\n{one.tail or ''}"
    for one in cell.iter("td", "th"):
        if one is not cell:
            one.tail = f"\t{one.tail or ''}"
    for one in cell.iter("img"):
        one.tail = f"{one.get('alt') or ''}{one.tail or ''}"
    lines = ("".join(cell.itertext())).split("\n")
    return "\n".join(line.rstrip() for line in lines).strip(), is_struck


def _replace(element: Any, words: str) -> None:
    """Put words in the place of an element; where it has none, of the blanks on both sides one is left."""
    above, before = element.getparent(), element.getprevious()
    if above is None:  # it was in another that is gone
        return
    said, tail = (before.tail if before is not None else above.text) or "", element.tail or ""
    if not words:
        said, tail = letters.without(said, tail)
    said = f"{said}{words}{tail}"
    above.remove(element)
    if before is not None:
        before.tail = said
    else:
        above.text = said
