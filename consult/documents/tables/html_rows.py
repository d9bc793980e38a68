"""Rows of a table of HTML, as the reader of Word makes it: every cell in its column, merged cells in all they cover."""

from collections.abc import Iterator
from typing import Any

from lxml import html

from consult.core.mathml import with_formulas_as_words
from consult.documents.tables.table import MOST_COLUMNS, TableRow


def of(element: Any) -> tuple[TableRow, ...]:
    """The rows of the element `table` that have words."""
    down: dict[int, tuple[int, str]] = {}
    """Column → how many further rows the cell above covers, and its words."""
    rows = []
    for number, row in enumerate(_rows(element), 1):
        cells: list[str] = []
        continued: list[int] = []
        for cell in [*row, None]:
            while len(cells) in down and len(cells) < MOST_COLUMNS:
                left, words = down.pop(len(cells))
                if left > 1:
                    down[len(cells)] = (left - 1, words)
                continued.append(len(cells))
                cells.append(words)
            if cell is None:
                break
            words = _words(cell)
            width, height = (_span(cell, name) for name in ("colspan", "rowspan"))
            for at in range(min(width, MOST_COLUMNS - len(cells))):
                if at:
                    continued.append(len(cells))
                if height > 1:
                    down[len(cells)] = (height - 1, words)
                cells.append(words)
        if any(cells):
            rows.append(TableRow(number, tuple(cells), tuple(continued)))
    return tuple(rows)


def _rows(element: Any) -> Iterator[list[Any]]:
    for row in element.iter("tr"):
        if next(row.iterancestors("table")) is element:
            yield [cell for cell in row if cell.tag in {"td", "th"}]


def _span(cell: Any, name: str) -> int:
    said = cell.get(name, "1")
    return max(int(said), 1) if said.isdecimal() else 1


def _words(cell: Any) -> str:
    """The words of a cell, with formulas as words, a line for each line."""
    inner = with_formulas_as_words(html.tostring(cell, encoding="unicode", with_tail=False))
    cell = html.fromstring(inner) if inner else cell
    for one in cell.iter("br", "p", "li", "tr"):
        one.tail = f"\n{one.tail or ''}"
    for one in cell.iter("td", "th"):
        if one is not cell:
            one.tail = f"\t{one.tail or ''}"
    for one in cell.iter("img"):
        one.tail = f"{one.get('alt') or ''}{one.tail or ''}"
    lines = ("".join(cell.itertext())).split("\n")
    return "\n".join(line.rstrip() for line in lines).strip()
