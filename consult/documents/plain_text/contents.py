"""The table of contents in a plain text: it is left out, for the clauses make one, and told with its lines."""

import re
from collections.abc import Sequence

from consult.core.translatable import N_
from consult.documents.blocks import DocumentWarning
from consult.documents.plain_text.lines import Line, tell

_CONTENTS = re.compile(
    r"(?:[0-9]{1,2}\.?\s+)?(?:table of contents|contents|table des matières|sommaire|índice|índice general|contenido"
    r"|содержание|оглавление|目\s*[录錄次]|المحتويات|جدول المحتويات|قائمة المحتويات|الفهرس|فهرس|فهرست|فهرست مطالب"
    r"|ማውጫ)\s*[:：]?$",
    re.IGNORECASE,
)
_PAGE = re.compile(r"(?<=[\s.…·])[0-9ivxlc٠-٩۰-۹]{1,5}$", re.IGNORECASE)
_LEADERS = " .…·\t"
_FEWEST_DOTS = 3
_FEWEST_ENTRIES = 3


def without_contents(lines: list[Line], name: str, remarks: list[DocumentWarning]) -> list[Line]:
    """The lines of the file `name` without its table of contents, which is told."""
    last = {_entry(line.text): at for at, line in enumerate(lines) if line.text}
    for at, line in enumerate(lines):
        is_titled = _CONTENTS.match(line.text.strip()) is not None
        if not is_titled and not _leads_to_page(line.text):
            continue
        end, entries = _end_of_contents(lines, at + is_titled, last, line.indent if is_titled else None)
        if entries >= _FEWEST_ENTRIES:
            tell(
                remarks,
                "contents",
                N_("The table of contents in the file was left out. It is generated from the clauses."),
                name,
                [one for one in lines[at:end] if one.text],
                are_left_out=True,
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
