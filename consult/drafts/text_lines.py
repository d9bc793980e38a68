"""The lines of a plain text: without the header and footer of printed pages and without its table of contents.

What is left out is told with its lines, so that nothing disappears unseen. The layout of RFCs and
Internet-Drafts is that of
RFC 7994 and RFC 2223: pages end with "[Page 7]" and a form feed, and the next one begins with one line of header.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from consult.core.words import N_
from consult.drafts import text_headings
from consult.drafts.blocks import Remark

_FOOTER = re.compile(r"\s\[Page [0-9ivxlc]{1,6}\]$")
_HEADER = re.compile(r"(?:RFC [0-9]{1,5}|Internet-Draft)\s{2,}\S")
_PAGE_NUMBER = re.compile(
    r"[-–—\s]*(?:Page\s+)?[0-9]{1,4}(?:\s*(?:/|of)\s*[0-9]{1,4})?[-–—\s]*$", re.IGNORECASE
)
_CONTENTS = re.compile(
    r"(?:[0-9]{1,2}\.?\s+)?(?:table of contents|contents|table des matières|sommaire|índice|índice general|contenido"
    r"|содержание|оглавление|目\s*[录錄次]|المحتويات|جدول المحتويات|قائمة المحتويات|الفهرس|فهرس)\s*[:：]?$",
    re.IGNORECASE,
)
_PAGE = re.compile(r"(?<=[\s.…·])[0-9ivxlc٠-٩]{1,5}$", re.IGNORECASE)
_LEADERS = " .…·\t"
_FEWEST_DOTS = 3
_FEWEST_ENTRIES = 3
_PARAGRAPH_ENDS = tuple(".:;!?。：；！？؟؛")
_LONGEST_PLACE = 800
_GAP = 6
"""Lines between the footer of a page and the header of the next one, at most."""


class Line(NamedTuple):
    """A line: its `number` in the file, and its `text` without spaces at its end, tabs as eight columns."""

    number: int
    text: str

    @property
    def indent(self) -> int:
        """Columns before its first letter."""
        return len(self.text) - len(self.text.lstrip())


def of(text: str, name: str, remarks: list[Remark]) -> list[Line]:
    """The lines of a text with line ends of Unix that are its own; empty ones have the text ""."""
    raw = text.split("\n")
    kept = _without_pages(raw, name, remarks)
    return _without_contents(kept, name, remarks)


def _without_pages(raw: Sequence[str], name: str, remarks: list[Remark]) -> list[Line]:
    lines = [Line(at, _clean(line)) for at, line in enumerate(raw, 1)]
    breaks = [at for at, line in enumerate(raw) if "\f" in line]
    footers = {at for at, line in enumerate(lines) if _FOOTER.search(line.text)}
    ends = [*breaks, len(lines)] if breaks else []
    candidates = {at for at in (_before(lines, page) for page in ends) if at is not None}
    tops = {at for at in (_after(lines, page) for page in [*breaks, *footers]) if at is not None}
    alike = Counter(_shape(lines[at].text) for at in candidates - footers)
    footers |= {
        at
        for at in candidates
        if _PAGE_NUMBER.match(lines[at].text)
        or (alike[_shape(lines[at].text)] > 1 and alike[_shape(lines[at].text)] * 2 > len(ends))
    }
    heads = Counter(_shape(lines[at].text) for at in tops)
    headers = {
        at
        for at in tops
        if _HEADER.match(lines[at].text)
        or _PAGE_NUMBER.match(lines[at].text)
        or (heads[_shape(lines[at].text)] > 1 and heads[_shape(lines[at].text)] * 2 > len(tops))
    }
    removed = (footers | headers) - _headings(lines, candidates) - _headings(lines, tops)
    _tell(
        remarks,
        "pages",
        N_("Header and footer lines of printed pages were left out."),
        name,
        sorted(lines[at].number for at in removed),
    )
    return _closed(lines, removed, set(breaks))


def _headings(lines: Sequence[Line], ends: set[int]) -> set[int]:
    """Of the lines at one end of the pages, those that are headings: their number is another one on another page.

    The same number on each page makes no heading, nor does one without any sign before a line that comes again: that
    is the number of the page.
    """
    labels: dict[str, set[str]] = {}
    found: dict[int, str] = {}
    for at in ends:
        text = lines[at].text.strip()
        numbered = text_headings.numbered(text)
        heading = text_headings.named(text) or (numbered if numbered and "." in text.split()[0] else None)
        if heading is not None and not _FOOTER.search(text):
            found[at] = heading.label
            labels.setdefault(_shape(text), set()).add(heading.label)
    return {at for at in found if len(labels[_shape(lines[at].text)]) > 1}


def _clean(line: str) -> str:
    return line.replace("\f", "").expandtabs(8).rstrip()


def _shape(text: str) -> str:
    """A line without what differs from page to page."""
    return " ".join(re.sub(r"\d+", "0", text).split())


def _before(lines: Sequence[Line], page: int) -> int | None:
    """The last line with words on the page that ends at line `page`."""
    return next((at for at in range(page - 1, max(page - _GAP, -1), -1) if lines[at].text), None)


def _after(lines: Sequence[Line], page: int) -> int | None:
    """The first line with words after the end of a page in line `page`."""
    first = page if lines[page].text and not _FOOTER.search(lines[page].text) else page + 1
    return next((at for at in range(first, min(page + _GAP, len(lines))) if lines[at].text), None)


def _closed(lines: Sequence[Line], removed: set[int], breaks: set[int]) -> list[Line]:
    """The lines that are not removed; a paragraph that goes on from one page to the next is whole again."""
    kept: list[Line] = []
    at = 0
    while at < len(lines):
        if lines[at].text and at not in removed:
            kept.append(lines[at])
            at += 1
            continue
        first = at
        while at < len(lines) and (not lines[at].text or at in removed):
            at += 1
        is_page = any(one in removed or one in breaks for one in range(first, min(at + 1, len(lines))))
        goes_on = is_page and kept and at < len(lines) and _goes_on(kept[-1], lines[at])
        if not goes_on:
            gap = 1 if is_page else at - first
            kept += [Line(lines[first].number + one, "") for one in range(gap)]
    return kept


def _goes_on(before: Line, after: Line) -> bool:
    first = after.text.lstrip()[:1]
    return before.indent == after.indent and not before.text.endswith(_PARAGRAPH_ENDS) and first.islower()


# -- table of contents -------------------------------------------------------------------------------------------------


def _without_contents(lines: list[Line], name: str, remarks: list[Remark]) -> list[Line]:
    last = {_entry(line.text): at for at, line in enumerate(lines) if line.text}
    for at, line in enumerate(lines):
        is_titled = _CONTENTS.match(line.text.strip()) is not None
        if not is_titled and not _leads_to_page(line.text):
            continue
        end, entries = _end_of_contents(lines, at + is_titled, last, line.indent if is_titled else None)
        if entries >= _FEWEST_ENTRIES:
            _tell(
                remarks,
                "contents",
                N_("The table of contents in the file was left out: the clauses make one."),
                name,
                [one.number for one in lines[at:end] if one.text],
            )
            return [*lines[:at], *lines[end:]]
        if is_titled:
            break
    return lines


def _end_of_contents(
    lines: Sequence[Line], at: int, last: dict[str, int], title_indent: int | None
) -> tuple[int, int]:
    """Where a table of contents that begins at line `at` ends, and how many entries it has.

    An entry leads to a page, or its words come again further down; what is indented below the title of the table and
    followed by an entry belongs to it too. Where words of an entry come again, the text itself begins.
    """
    entries, end = 0, at
    seen: set[str] = set()
    for here in range(at, len(lines)):
        text = lines[here].text
        if not text:
            continue
        entry = _entry(text)
        is_entry = _leads_to_page(text) or (last[entry] > here and entry not in seen)
        follows = here + 1 < len(lines) and _leads_to_page(lines[here + 1].text)
        is_part = title_indent is not None and lines[here].indent > title_indent and follows
        if not is_entry and not is_part:
            break
        seen.add(entry)
        entries += is_entry
        end = here + 1
    return end, entries


def _entry(text: str) -> str:
    """The words of a line without the page that it leads to."""
    page = _PAGE.search(text)
    return " ".join((text[: page.start()] if page else text).rstrip(_LEADERS).split()).casefold()


def _leads_to_page(text: str) -> bool:
    """Whether a line ends with dots and a number, as entries of a table of contents do."""
    page = _PAGE.search(text)
    before = text[: page.start()] if page else ""
    dots = before[len(before.rstrip(_LEADERS)) :]
    return sum(dots.count(dot) for dot in ".…·") + dots.count("…") >= _FEWEST_DOTS


# -- telling -----------------------------------------------------------------------------------------------------------


def _tell(remarks: list[Remark], code: str, message: str, name: str, numbers: Sequence[int]) -> None:
    """A remark on lines, or several where they are many."""
    place = ""
    for piece in _ranges(numbers):
        if place and len(place) + len(piece) > _LONGEST_PLACE:
            remarks.append(Remark(code, message, f"{name}, lines {place}"))
            place = ""
        place = f"{place}, {piece}" if place else piece
    if place:
        remarks.append(Remark(code, message, f"{name}, lines {place}"))


def _ranges(numbers: Iterable[int]) -> list[str]:
    """["3–5", "9"] of 3, 4, 5, 9."""
    found: list[list[int]] = []
    for number in numbers:
        if found and number == found[-1][1] + 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return [str(first) if first == last else f"{first}–{last}" for first, last in found]
