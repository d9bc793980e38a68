"""Tables of Word as HTML: merged cells, rows that are shifted, tracked rows."""

from collections.abc import Callable, Iterator
from typing import Any

from docx.oxml.ns import qn

from consult.core.translatable import N_
from consult.documents.blocks import MOST_CELLS, NonBlockKind, Unreadable, WarningRecorder
from consult.documents.formulas.mathml import name_of
from consult.documents.word.runs import TRACKED, deletions_in
from consult.documents.word.styles import is_on, whole

_WIDEST = 63
"""Columns of a table that Word knows at most."""


class Tables:
    """Makes tables; `read` gives the HTML of what stands in a cell, `pass_over` takes note of what is not read."""

    def __init__(
        self,
        read: Callable[[Any], str],
        pass_over: Callable[[Any], None],
        tell: WarningRecorder,
    ) -> None:
        self.read, self.pass_over, self.tell = read, pass_over, tell
        self.cells = 0

    def html(self, element: Any) -> str:
        """A table. Raises Unreadable where the tables of the document have too many cells."""
        rows: list[list[dict[str, Any]]] = []
        above: dict[int, dict[str, Any]] = {}
        for row in _those(element, "tr"):
            if self._is_deleted(row):
                self.pass_over(row)
            else:
                is_head = is_on(row.find(qn("w:trPr")), "w:tblHeader") or not rows
                rows.append(self._row(row, "th" if is_head else "td", above))
        return "<table>" + "".join(f"<tr>{''.join(map(_cell, cells))}</tr>" for cells in rows) + "</table>"

    def _is_deleted(self, row: Any) -> bool:
        properties = row.find(qn("w:trPr"))
        changes = [qn("w:del"), qn("w:ins")] if properties is not None else []
        is_deleted = bool(changes) and properties.find(qn("w:del")) is not None
        if any(properties.find(change) is not None for change in changes):
            self.tell("tracked", TRACKED, "", {NonBlockKind.DELETION: deletions_in(row) if is_deleted else 0})
        return is_deleted

    def _row(self, row: Any, tag: str, above: dict[int, dict[str, Any]]) -> list[dict[str, Any]]:
        """The cells of a row; `above`: cells of the rows before that reach down, by their first column."""
        cells: list[dict[str, Any]] = []
        column = 0
        skipped = min(max(whole(row, "w:trPr", "w:gridBefore") or 0, 0), _WIDEST)
        if skipped:
            cells.append({"html": "", "columns": skipped, "rows": 1, "tag": "td"})
            column = skipped
        for cell in _those(row, "tc"):
            self._one_more()
            width = min(max(whole(cell, "w:tcPr", "w:gridSpan") or 1, 1), _WIDEST)
            merge, beside = (cell.find(f"{qn('w:tcPr')}/{qn(name)}") for name in ("w:vMerge", "w:hMerge"))
            if _goes_on(merge) and column in above:
                above[column]["rows"] += 1
            elif _goes_on(beside) and cells:
                cells[-1]["columns"] += width
            else:
                made = {"html": self.read(cell), "columns": width, "rows": 1, "tag": tag}
                cells.append(made)
                above.pop(column, None)
                if merge is not None:
                    above[column] = made
            column += width
        return cells

    def _one_more(self) -> None:
        self.cells += 1
        if self.cells > MOST_CELLS:
            raise Unreadable(N_("The tables have too many cells. Import the text in parts."))


def _goes_on(merge: Any) -> bool:
    """Whether a cell is part of the one before it."""
    return merge is not None and merge.get(qn("w:val")) != "restart"


def _those(parent: Any, name: str) -> Iterator[Any]:
    """The rows of a table or the cells of a row, also those in controls or tags of their own."""
    for child in parent:
        if name_of(child) == name:
            yield child
        elif name_of(child) in {"sdt", "sdtContent", "customXml", "ins", "moveTo"}:
            yield from _those(child, name)


def _cell(cell: dict[str, Any]) -> str:
    spans = "".join(
        f' {name}="{cell[key]}"'
        for name, key in (("colspan", "columns"), ("rowspan", "rows"))
        if cell[key] > 1
    )
    return f"<{cell['tag']}{spans}>{cell['html']}</{cell['tag']}>"
