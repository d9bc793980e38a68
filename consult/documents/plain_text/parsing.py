"""From plain text to HTML: headings by what drafts call them, paragraphs of broken lines, lists, drawings kept
as they are.

A plain text marks nothing, so every heading is a guess, and each guess has a warning with its line
(docs/decisions/0025).
"""

import textwrap
from collections.abc import Iterator, Sequence
from html import escape
from typing import NamedTuple

from consult.core.translatable import N_
from consult.documents.blocks import DocumentWarning
from consult.documents.html import writing
from consult.documents.plain_text import headings, layout
from consult.documents.plain_text.contents import without_contents
from consult.documents.plain_text.layout import LineRelation
from consult.documents.plain_text.levels import FoundHeading, levels
from consult.documents.plain_text.lines import Line
from consult.documents.plain_text.pages import without_pages
from consult.documents.plain_text.recognition import Recognition

MOST_GUESSES = 300
"""Guesses that are told one by one; of more than these the last ones are told together."""
_DEEPEST_LIST = 20


def to_html(text: str, name: str, remarks: list[DocumentWarning]) -> str:
    """The HTML of one file, line ends of Unix; guesses and what was left out are told in `remarks`."""
    lines = without_contents(without_pages(text, name, remarks), name, remarks)
    return _Reader(lines, name, remarks).html()


class _Item(NamedTuple):
    """An item of a list: where its mark stands, its number, and its HTML."""

    indent: int
    number: str
    parts: list[str]


class _Reader:
    def __init__(self, lines: Sequence[Line], name: str, remarks: list[DocumentWarning]) -> None:
        self.lines, self.name, self.remarks = lines, name, remarks
        self.recognition = Recognition(lines)
        self.parts: list[str | FoundHeading] = []
        self.items: list[_Item] = []
        self.drawn = -2

    def html(self) -> str:
        title = self.recognition.title()
        for at, block in layout.blocks(self.lines):
            if title is not None and block[0].number == title.number:
                self._close_list()
                self.parts.append(title)
            elif layout.is_drawn(block, self.recognition.body):
                self._drawing(at, block)
            else:
                self._block(at, block)
        self._close_list()
        found = [part for part in self.parts if isinstance(part, FoundHeading)]
        if found == [title]:  # a title alone divides nothing
            found = []
        numbers = iter(list(self._told(found)))
        depths = iter(levels(found, by_depth=self.recognition.is_rfc))
        return "".join(
            part
            if isinstance(part, str)
            else _heading(part, next(depths), next(numbers, None))
            if found
            else f"<p>{escape(part.title, quote=False)}</p>"
            for part in self.parts
        )

    # -- blocks ------------------------------------------------------------------------------------------------------

    def _block(self, at: int, block: list[Line]) -> None:
        here = 0
        while here < len(block):
            found = self.recognition.found(at, block, here)
            if found is not None:
                heading, taken = found
                self._close_list()
                self.parts.append(heading)
                here += taken
                if not heading.has_text:
                    continue
            here = self._words(block, here)

    def _words(self, block: Sequence[Line], here: int) -> int:
        """A paragraph or an item of a list from line `here` on; where the next one begins."""
        mark = layout.marker(block[here].text.lstrip())
        pieces = [mark[1] if mark else block[here].text.strip()]
        end = here + 1
        while end < len(block):
            what = self.recognition.what(block[end], block[end - 1])
            if mark and what is LineRelation.OWN_LINE and block[end].indent > block[here].indent:
                what = LineRelation.JOINED
            if what is LineRelation.NEW or self._begins(block[end], what, is_in_list=mark is not None):
                break
            words = block[end].text.strip()
            pieces += ["\n" if what is LineRelation.OWN_LINE else layout.between(pieces[-1], words), words]
            end += 1
        shown = escape("".join(pieces), quote=False).replace("\n", "<br>")
        if mark:
            self.items.append(_Item(block[here].indent, mark[0], [shown]))
        elif self.items and block[here].indent > self.items[-1].indent:
            self.items[-1].parts.append(shown)
        else:
            self._close_list()
            self.parts.append(f"<p>{shown}</p>")
        return end

    @staticmethod
    def _begins(line: Line, what: LineRelation, *, is_in_list: bool) -> bool:
        """Whether a line that could go on a paragraph begins an item or a heading all the same."""
        text = line.text.lstrip()
        if layout.marker(text):
            return is_in_list or what is LineRelation.OWN_LINE
        found = headings.named(text)
        return found is not None and what is LineRelation.OWN_LINE

    def _drawing(self, at: int, block: Sequence[Line]) -> None:
        shown = escape(textwrap.dedent("\n".join(line.text for line in block)), quote=False)
        last = self.parts[-1] if self.parts and not self.items else None
        if isinstance(last, str) and last.endswith("</pre>") and self.drawn == at - 1:
            self.parts[-1] = f"{last.removesuffix('</pre>')}\n\n{shown}</pre>"
        else:
            self._close_list()
            self.parts.append(f"<pre>{shown}</pre>")
        self.drawn = at + len(block)

    # -- lists and warnings -------------------------------------------------------------------------------------------

    def _close_list(self) -> None:
        """Write the items that were read as a list, deeper ones inside."""
        out, indents = "", list[int]()
        for item in self.items:
            while indents and indents[-1] > item.indent:
                indents.pop()
                out += "</li></ul>"
            if indents and (indents[-1] == item.indent or len(indents) == _DEEPEST_LIST):
                out += "</li>"
            else:
                indents.append(item.indent)
                out += "<ul>"
            number = f' data-number="{escape(item.number)}"' if item.number else ""
            out += f"<li{number}>{'<br>'.join(item.parts)}"
        if out:
            self.parts.append(out + "</li></ul>" * len(indents))
        self.items = []

    def _told(self, found: Sequence[FoundHeading]) -> Iterator[int]:
        """Tells the guesses; the numbers of their warnings."""
        if not found:
            message = N_(
                "No heading was found in this plain text. No line is numbered or named like a heading."
            )
            self.remarks.append(DocumentWarning("no_headings", message, self.name))
        message = N_("This line was read as a heading. If it is not a heading, change it to text below.")
        for one in found[:MOST_GUESSES]:
            place = f"{self.name}, line {one.number}: {one.label} {one.title}".rstrip()
            self.remarks.append(DocumentWarning("heading", message, place[:200]))
            yield len(self.remarks) - 1
        if len(found) > MOST_GUESSES:
            message = N_("More lines were read as headings. There are too many to list.")
            self.remarks.append(
                DocumentWarning("heading", message, f"{self.name}: {len(found) - MOST_GUESSES}")
            )


def _heading(found: FoundHeading, level: int, remark: int | None) -> str:
    number = f' data-number="{escape(found.label)}"' if found.label else ""
    return f"<h{level}{number}>{writing.remark(remark)}{escape(found.title or found.label, quote=False)}</h{level}>"
