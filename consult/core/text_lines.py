"""The words of clean HTML in lines, for cells of tables and for text without markup."""

import re
from html import unescape
from html.parser import HTMLParser

from consult.core.mathml import with_formulas_as_words


def lines_of(html: str | None) -> str:
    """The words of `html` without any markup, one line for each of its blocks, items of lists with their signs or
    numbers: for cells of tables."""
    if not html:
        return ""
    plain = _of_paragraphs(str(html))
    return _Lines(with_formulas_as_words(str(html))).text if plain is None else plain


_PARAGRAPHS = re.compile(r"(?:<p>[^<]*</p>\s*)+")


def _of_paragraphs(html: str) -> str | None:
    """The same of HTML that has only paragraphs and no markup in them, as most comments, in a twentieth of the time;
    None for all other."""
    if html.startswith("<p>") and html.find("<", 3) == len(html) - 4 and html.endswith("</p>"):
        text = html[3:-4]
    elif _PARAGRAPHS.fullmatch(html) is not None:
        text = html.replace("<p>", "").replace("</p>", "\n")
    else:
        return None
    text = (unescape(text) if "&" in text else text).strip()
    return (
        "\n".join([words for line in text.split("\n") if (words := line.strip())]) if "\n" in text else text
    )


_LINE_END = re.compile(r"<br\b[^>]*>|</p>", re.IGNORECASE)


def in_lines(text: str, html: str) -> str:
    """`text`, which is the words of clean `html` on one line, in the lines of it: a term stands above what it means."""
    if not _LINE_END.search(html):
        return text
    lines = [lines_of(one).split() for one in _LINE_END.split(html)]
    words = [" ".join(one) for one in lines if one]
    return "\n".join(words) if len(words) > 1 and " ".join(words) == text else text


class _Lines(HTMLParser):
    """The words of clean HTML in lines."""

    _BLOCKS = frozenset(
        {"p", "br", "li", "ul", "ol", "h1", "h2", "h3", "h4", "blockquote", "pre", "tr", "hr"}
    )

    def __init__(self, html: str) -> None:
        super().__init__()
        self._lines = [""]
        self._indent = ""
        self._next: list[int | None] = []
        """Of each list that is open, the number of its next item; None where they have none."""
        self._after_sign = False
        self.feed(html)
        self.close()

    @property
    def text(self) -> str:
        """The lines that have words."""
        return "\n".join(line.rstrip() for line in self._lines if line.strip())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"ul", "ol"}:
            start = dict(attrs).get("start") or "1"
            self._next.append(int(start) if start.isdecimal() else 1)
            if tag == "ul":
                self._next[-1] = None
        if tag in self._BLOCKS and not self._after_sign:
            self._lines.append("")
        if tag == "li":
            number = self._next[-1] if self._next else None
            sign = "-" if number is None else f"{number}."
            if number is not None:
                self._next[-1] = number + 1
            self._lines[-1] = f"{'  ' * max(len(self._next) - 1, 0)}{sign} "
            self._after_sign = True

    def handle_endtag(self, tag: str) -> None:
        if tag in {"ul", "ol"} and self._next:
            self._next.pop()
        if tag in self._BLOCKS:
            self._lines.append("")
            self._after_sign = False

    def handle_data(self, data: str) -> None:
        if not data.strip() and (self._after_sign or not self._lines[-1]):
            return
        first, *more = data.split("\n")
        self._add(first)
        for line in more:
            self._lines.append("")
            self._add(line)

    def _add(self, words: str) -> None:
        self._lines[-1] += words if self._lines[-1].strip() else words.lstrip()
        self._after_sign = self._after_sign and not words.strip()
