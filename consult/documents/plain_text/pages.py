"""The header and footer lines of a plain text that was printed page by page.

What is left out is told with its lines; what only looks like a header or a footer stays, and is told too. A line is
left out where it stands at the same end of most pages, the same each time but for a number that counts up with them.
The layout of RFCs and Internet-Drafts is that of RFC 7994 and RFC 2223: pages end with "[Page 7]" and a form feed, and
the next one begins with one line of header.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from consult.core.translatable import N_
from consult.documents.blocks import DocumentWarning
from consult.documents.plain_text import headings
from consult.documents.plain_text.lines import Line, tell

_FOOTER = re.compile(r"\s\[Page [0-9ivxlc]{1,6}\]$")
_HEADER = re.compile(r"(?:RFC [0-9]{1,5}|Internet-Draft)\s{2,}\S", re.IGNORECASE)
_WORD = r"(?:page|pg\.?|p\.|página|pág\.?|pagina|seite|стр\.|страница|صفحة|صفحه|ገጽ|第)"
_OF = r"(?:\s*(?:/|of|de|sur|von|из|من|از)\s*\d{1,4})"
_NAMED = re.compile(
    rf"(?P<before>(?:.*\s)?{_WORD}\s*|[-–—\s]*(?=\d+\s*(?:/|of)))(?P<page>\d{{1,4}})(?P<after>{_OF}?\s*[页頁]?[-–—\s]*)$",
    re.IGNORECASE,
)
"""A line that says that it has the number of a page: "Page 3", "3 of 7", "第 3 页"."""
_BARE = re.compile(
    r"(?P<before>[-–—\s]*)(?P<page>\d{1,4})(?P<after>[-–—\s]*)$"
    r"|(?P<first>\d{1,4})(?P<words>\s+\D+)$|(?P<beside>\D+\s{2,})(?P<last>\d{1,4})$"
)
"""A line with a number that may be that of a page: alone, before words, or far behind words."""
_LONGEST = 200
"""Characters of a header or footer."""
_FEWEST, _FEWEST_NAMED = 3, 2
"""Pages that have the same header or footer, at least."""
_SENTENCE_ENDS = tuple(".:;!?。：；！？؟؛።፤")
_GAP = 6
"""Lines between the footer of a page and the header of the next one, at most."""


class _Place(NamedTuple):
    """A line at an end of a page: its place among the lines, and which page that is."""

    at: int
    page: int


def without_pages(text: str, name: str, remarks: list[DocumentWarning]) -> list[Line]:
    """The lines of a text, line ends of Unix, without its headers and footers; empty ones have the text ""."""
    raw = text.split("\n")
    lines = [Line(at, _clean(line)) for at, line in enumerate(raw, 1)]
    breaks = [at for at, line in enumerate(raw) if "\f" in line]
    bottoms = _places(_before(lines, end) for end in ([*breaks, len(lines)] if breaks else []))
    first = next((at for at, line in enumerate(lines) if line.text), 0)
    tops = _places([first, *(_after(lines, begin) for begin in breaks)])
    footers = _footers_of_rfcs(lines, {place.at for place in bottoms})
    below = {at for at in (_after(lines, footer) for footer in footers) if at is not None}
    headers = {at for at in below if _HEADER.match(lines[at].text)}
    headings = _headings(lines, {place.at for place in bottoms})
    headings |= _headings(lines, {place.at for place in tops[1:]} | below)
    found = footers | headers | _running(lines, bottoms) | (_running(lines, tops) - {first})
    removed = found - headings
    message = N_("Header and footer lines of printed pages were left out.")
    tell(remarks, "pages", message, name, [lines[at] for at in sorted(removed)], are_left_out=True)
    doubtful = (
        (_repeated(lines, bottoms) | _repeated(lines, tops[1:]) | _like_footers_of_rfcs(lines))
        - removed
        - headings
    )
    message = N_("These lines look like headers or footers of printed pages. They were kept in the text.")
    tell(remarks, "page_lines", message, name, [lines[at] for at in sorted(doubtful)], are_left_out=False)
    return _closed(lines, removed, set(breaks))


def _places(ends: Iterable[int | None]) -> list[_Place]:
    """The lines at one end of the pages, in their order; each line once, and none for a page that has no words."""
    pages: dict[int, int] = {}
    for page, at in enumerate(ends):
        if at is not None:
            pages.setdefault(at, page)
    return [_Place(at, page) for at, page in pages.items()]


def _like_footers_of_rfcs(lines: Sequence[Line]) -> set[int]:
    return {at for at, line in enumerate(lines) if _FOOTER.search(line.text)}


def _footers_of_rfcs(lines: Sequence[Line], bottoms: set[int]) -> set[int]:
    """Lines that end as the footers of RFCs do, before a form feed, the header of the next page or the end."""
    found = _like_footers_of_rfcs(lines)
    after = {at: _after(lines, at) for at in found}
    last = max((at for at, line in enumerate(lines) if line.text), default=0)
    return {
        at
        for at in found
        if at in bottoms
        or at == last
        or ((next_ := after[at]) is not None and _HEADER.match(lines[next_].text))
    }


def _running(lines: Sequence[Line], places: Sequence[_Place]) -> set[int]:
    """Of lines at one end of the pages those that stand at this end of most pages, but for the number of the page.

    Sentences are none of them: a text may well say "None." at the end of each clause.
    """
    groups: dict[tuple[str, int | None], list[_Place]] = {}
    fewest: dict[tuple[str, int | None], int] = {}
    for place in places:
        words, number, is_named = _without_number(lines[place.at].text)
        if len(words) <= _LONGEST and (is_named or not words.endswith(_SENTENCE_ENDS)):
            key = words, None if number is None else number - place.page
            groups.setdefault(key, []).append(place)
            fewest[key] = _FEWEST_NAMED if is_named else _FEWEST
    return {
        place.at
        for key, group in groups.items()
        if len(group) >= fewest[key] and len(group) * 2 > len(places)
        for place in group
    }


def _without_number(text: str) -> tuple[str, int | None, bool]:
    """The words of a line without the number of a page; the number, if there may be one; whether the line says so."""
    text = text.strip()[: _LONGEST + 1]
    named, bare = _NAMED.match(text), _BARE.match(text)
    if named:
        return " ".join(f"{named['before']}#{named['after']}".split()), int(named["page"]), True
    if bare is None:
        return " ".join(text.split()), None, False
    number = bare["page"] or bare["first"] or bare["last"]
    words = "".join(bare[name] or "" for name in ("before", "after", "words", "beside"))
    return " ".join(words.split()), int(number), False


def _repeated(lines: Sequence[Line], places: Sequence[_Place]) -> set[int]:
    """Lines at one end of the pages that are the same on most of them but for their digits, or are a number alone."""
    alike = Counter(_shape(lines[place.at].text) for place in places)
    return {
        place.at
        for place in places
        if re.fullmatch(r"[-–—\s]*\d{1,4}[-–—\s]*", lines[place.at].text)
        or _NAMED.match(lines[place.at].text[: _LONGEST + 1])
        or 1 < len(places) < 2 * alike[_shape(lines[place.at].text)]
    }


def _headings(lines: Sequence[Line], ends: set[int]) -> set[int]:
    """Of the lines at one end of the pages, those that are headings: their number is another one on another page.

    The same number on each page makes no heading, nor does one without any sign before a line that comes again: that
    is the number of the page.
    """
    labels: dict[str, set[str]] = {}
    found: dict[int, str] = {}
    for at in ends:
        text = lines[at].text.strip()
        numbered = headings.numbered(text)
        heading = headings.named(text) or (numbered if numbered and "." in text.split()[0] else None)
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
            if at in breaks and kept and kept[-1].text and not _goes_on(kept[-1], lines[at]):
                kept.append(Line(lines[at].number, ""))
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
    return before.indent == after.indent and not before.text.endswith(_SENTENCE_ENDS) and first.islower()
