"""HTML out of a flat row of blocks: what readers of formats with structure hand over, so that its order stays
that of the file."""

import re
from collections.abc import Iterable
from html import escape
from typing import NamedTuple

REMARK = "remark"
"""The tag of an empty element that marks where a warning belongs; its attribute data-remark has numbers of warnings."""

OWN_ATTRIBUTES = ("data-number", "data-remark", "data-tex")
"""What HTML of our own making says by attributes: a number as printed, warnings, a formula that could not be read."""
MARK = re.compile(rf'<{REMARK} data-remark="[0-9 ]+"></{REMARK}>')


def remark(*numbers: int | None) -> str:
    """Marks the place of warnings by their numbers in the list of warnings; None stands for one that is not kept."""
    kept = " ".join(str(number) for number in numbers if number is not None)
    return f'<{REMARK} data-remark="{kept}"></{REMARK}>' if kept else ""


class Item(NamedTuple):
    """An item of a list: its `depth` from 1, its number as printed or "", its inner HTML."""

    depth: int
    number: str
    html: str


def heading(level: int, number: str, html: str, anchors: Iterable[str] = ()) -> str:
    """A heading; `number` as printed, or ""; one without words of its own shows its number."""
    shown = f' data-number="{escape(number)}"' if number else ""
    level = min(max(level, 1), 6)
    return f"<h{level}{shown}>{marks(anchors)}{html or escape(number, quote=False)}</h{level}>"


def marks(anchors: Iterable[str]) -> str:
    """Places that links lead to."""
    return "".join(f'<a id="{escape(anchor)}"></a>' for anchor in anchors if anchor)


def footnotes(notes: Iterable[tuple[str, str, str]]) -> str:
    """Footnotes: (id, number as printed, inner HTML) of each."""
    made = "".join(
        f'<li id="{escape(identifier)}" data-number="{escape(number)}">{html}</li>'
        for identifier, number, html in notes
    )
    return f'<section class="footnotes"><ol>{made}</ol></section>' if made else ""


def joined(blocks: Iterable[str | Item]) -> str:
    """The HTML of blocks in their order; items that follow one another are one list, deeper ones inside."""
    out: list[str] = []
    depth = 0
    for block in blocks:
        target = block.depth if isinstance(block, Item) else 0
        if target and target <= depth:
            out.append("</li></ul>" * (depth - target) + "</li>")
        elif depth > target:
            out.append("</li></ul>" * (depth - target))
        if isinstance(block, Item):
            out.append("<ul>" if target > depth else "")
            out.append("<li><ul>" * max(target - depth - 1, 0))
            number = f' data-number="{escape(block.number)}"' if block.number else ""
            out.append(f"<li{number}>{block.html}")
        else:
            out.append(block)
        depth = target
    return "".join([*out, "</li></ul>" * depth])
