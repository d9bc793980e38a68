"""The order in which several files of Markdown or plain text make one draft, and what says so."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import PurePosixPath
from typing import NamedTuple

from consult.core.translatable import N_
from consult.documents import heading_numbers
from consult.documents.blocks import DocumentWarning

_BY_NAV_ORDER = N_("The files are in the order of navOrder in their front matter.")
_BY_CHAPTER = N_(
    "The files are in the order of the numbers in their first headings or of “section” in their front matter."
)
_BY_NAME = N_("The files are in the order of their names, because they contain no other order.")
_WITHOUT = N_(
    "These files do not state their order. Each is placed after the file before it by name. Check that the "
    "order is right."
)
_WITHOUT_NAV_ORDER = N_(
    "These files have no navOrder, unlike others. They are placed by the numbers of their chapters."
)
_SAME = N_("These files have the same navOrder. They are in the order of their chapters or names.")

Chapter = tuple[tuple[int, int, str], ...]
"""The number of a chapter as what can be compared: letters, as of annexes, stand behind figures."""


class Part(NamedTuple):
    """A file: its `name`, the values of its front matter, and its `body` behind that."""

    name: str
    front: Mapping[str, str]
    body: str


def in_order(parts: Sequence[Part], remarks: list[DocumentWarning]) -> list[int]:
    """The places of the parts in the sequence, in the order of the draft; `remarks` are told what decided it.

    `navOrder` in the front matter decides, where it is there. A file without it stands where the number of its chapter
    belongs, and one without that behind the file before it by name.
    """
    if len(parts) == 1:
        return [0]
    by_name = sorted(range(len(parts)), key=lambda at: _natural(parts[at].name))
    chapters = _chapters(parts)
    nav = {at: Decimal(order) for at, part in enumerate(parts) if (order := _nav_order(part))}
    rank = {at: place for place, at in enumerate(by_name)}
    placed = sorted(nav, key=lambda at: (nav[at], chapters.get(at, ()), rank[at]))
    for at in sorted((at for at in chapters if at not in nav), key=lambda at: (chapters[at], rank[at])):
        placed.insert(_place(placed, at, chapters), at)
    for place, at in enumerate(by_name):
        if at not in placed:
            before = placed.index(by_name[place - 1]) + 1 if place else 0
            placed.insert(before, at)
    _tell(parts, by_name, nav, chapters, remarks)
    return placed


def _place(placed: Sequence[int], at: int, chapters: Mapping[int, Chapter]) -> int:
    """Where a file belongs by its chapter: behind the last one that is before it, or else before all chapters."""
    known = [place for place, other in enumerate(placed) if other in chapters]
    before = [place for place in known if chapters[placed[place]] < chapters[at]]
    return before[-1] + 1 if before else next(iter(known), len(placed))


def _tell(
    parts: Sequence[Part],
    by_name: Sequence[int],
    nav: Mapping[int, Decimal],
    chapters: Mapping[int, Chapter],
    remarks: list[DocumentWarning],
) -> None:
    def tell(message: str, which: Sequence[int] = ()) -> None:
        remarks.append(DocumentWarning("order", message, ", ".join(parts[at].name for at in which)[:200]))

    tell(_BY_NAV_ORDER if nav else _BY_CHAPTER if chapters else _BY_NAME)
    times = Counter(nav.values())
    same = [at for at in by_name if at in nav and times[nav[at]] > 1]
    elsewhere = [at for at in by_name if nav and at not in nav and at in chapters]
    without = [at for at in by_name if at not in nav and at not in chapters]
    if same:
        tell(_SAME, same)
    if elsewhere:
        tell(_WITHOUT_NAV_ORDER, elsewhere)
    if without and (nav or chapters):
        tell(_WITHOUT, without)


def _nav_order(part: Part) -> str:
    order = part.front.get("navOrder", "")
    return order if re.fullmatch(r"[0-9]{1,6}(?:\.[0-9]{1,6})?", order) else ""


def _natural(name: str) -> tuple[tuple[int, int, str], ...]:
    """What sorts names as people do: "sec2" before "sec10"."""
    return tuple(_comparable(piece) for piece in re.findall(r"[0-9]{1,18}|[^0-9]+", name.casefold()))


def _comparable(piece: str) -> tuple[int, int, str]:
    return (0, int(piece), "") if re.fullmatch("[0-9]+", piece) else (1, 0, piece)


def _chapters(parts: Sequence[Part]) -> dict[int, Chapter]:
    """The numbers of the chapters with which files begin; none where two are the same: then they say no order."""
    found: dict[int, Chapter] = {}
    for at, part in enumerate(parts):
        number = part.front.get("section", "") or heading_numbers.split(_first_heading(part))[0]
        pieces = number.rpartition(" ")[2].rstrip(".").upper().split(".")
        if all(re.fullmatch("[0-9]{1,9}|[A-Z]", piece) for piece in pieces):
            found[at] = tuple(map(_comparable, pieces))
    return found if len(set(found.values())) == len(found) else {}


def _first_heading(part: Part) -> str:
    """The words of the first heading of Markdown, or the first line of a plain text."""
    if PurePosixPath(part.name).suffix.lower() == ".txt":
        return next((line.strip() for line in part.body.split("\n") if line.strip()), "")
    found = re.search(
        r"^ {0,3}#{1,6}[ \t]++([^\n]++)|^([^\s#>*-][^\n]*+)\n(?:=+|-{2,})[ \t]*$", part.body, re.MULTILINE
    )
    return (found[1] or found[2]).strip() if found else ""
