"""The one sanitiser, and the only place where text is declared safe.

Size and nesting are limited first; then markdown-it (HTML off) where people write, nh3 with an allow-list, and at
last bleach, only to make links of addresses in nh3's small clean output. Cleaned once, when it is written; the
column kind `CleanHtml` hands it to templates as what it is, so that no template ever says `safe`.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any

import bleach
import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup, escape
from sqlalchemy import Text
from sqlalchemy.types import TypeDecorator

LONGEST_COMMENT = 20_000
"""Characters in one answer or comment (trust.md, finding 1)."""

_COMMENT_TAGS = {"p", "br", "em", "strong", "ul", "ol", "li", "a", "blockquote", "code", "pre"}
_PROSE_TAGS = _COMMENT_TAGS | {"h2", "h3", "h4", "table", "thead", "tbody", "tr", "th", "td", "hr"}
_DOCUMENT_TAGS = _PROSE_TAGS | {
    "sup", "sub", "s", "u", "span", "caption", "colgroup", "col", "tfoot", "dl", "dt", "dd", "q", "cite", "abbr",
    "img", "bdi", "bdo", "small", "var", "kbd", "samp", "ins", "del",
}  # fmt: skip
_DOCUMENT_ATTRIBUTES = {
    "*": {"lang", "dir"},
    "a": {"href", "title"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "ol": {"start", "type"},
    "img": {"src", "alt", "width", "height"},
    "abbr": {"title"},
    "code": {"class"},
}

_PRIVATE = range(0xE000, 0xF8FF)
_MARK = re.compile(f"[{chr(_PRIVATE.start)}-{chr(_PRIVATE.stop)}]")
"""What stands for hidden words while the rest is being made HTML; `plain` leaves none in what people type."""


class _Comments(MarkdownIt):
    """Makes no link of an address of which a piece is hidden: it stays words, so that the gap is seen."""

    def normalizeLink(self, url: str) -> str:  # noqa: N802 -- its name
        return url if _MARK.search(url) else super().normalizeLink(url)

    def validateLink(self, url: str) -> bool:  # noqa: N802 -- its name
        return not _MARK.search(url) and super().validateLink(url)


_markdown = _Comments("commonmark", {"html": False, "linkify": False, "maxNesting": 20}).disable(
    ["image", "heading"]
)
_prose = (
    MarkdownIt("commonmark", {"html": False, "linkify": False, "maxNesting": 20})
    .enable("table")
    .disable("image")
)

_CONTROLS = {code for code in range(32) if code not in (9, 10)} | set(range(0x7F, 0xA0))
_OVERRIDES = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_STRIP: dict[int, None] = dict.fromkeys(_CONTROLS | set(_PRIVATE) | {0xFEFF, 0xFFFE, 0xFFFF})
_COMBINING = re.compile(r"([̀-ͯ᪰-᫿᷀-᷿⃐-⃿︠-︯]{6})[̀-ͯ᪰-᫿᷀-᷿⃐-⃿︠-︯]+")


def plain(text: str) -> str:
    """What a person typed, fit to be kept: line ends unified, NFC, no controls, no towers of accents.

    Direction overrides are dropped (they make text read as what it is not); isolates too, for pages isolate
    every foreign text themselves. Joiners stay: scripts need them.
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _COMBINING.sub(r"\1", text.translate(_STRIP).translate(_OVERRIDES)).strip()


def line(text: str) -> str:
    """`plain`, on one line."""
    return " ".join(plain(text).split())


class CleanHtml(TypeDecorator[Markup]):
    """A column of HTML that this module has cleaned; read back as Markup."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> str | None:
        """Only what this module declared clean may be written."""
        if value is not None and not isinstance(value, Markup):
            raise TypeError("only consult.core.markup makes text that goes into a CleanHtml column")
        return None if value is None else str(value)

    def process_result_value(self, value: Any, dialect: Any) -> Markup | None:
        """It was clean when it was written."""
        return None if value is None else Markup(value)  # noqa: S704 -- cleaned on the way in


@dataclass(frozen=True)
class Hidden:
    """Characters `start` to `end` (half-open, of the text as `plain` returned it) not to be shown, and the words
    in their place."""

    start: int
    end: int
    label: str
    reason: str


def comment(text: str, hidden: Sequence[Hidden] = ()) -> Markup:
    """A comment as HTML: paragraphs, lists, emphasis, links; `hidden` spans never reach it.

    Raises ValueError for overlapping spans or a text longer than LONGEST_COMMENT.
    """
    text = plain(text)
    if len(text) > LONGEST_COMMENT:
        raise ValueError("too long")
    pieces, marks, at = [], {}, 0
    for number, span in enumerate(sorted(hidden, key=lambda s: s.start)):
        if span.start < at or span.end <= span.start or span.end > len(text):
            raise ValueError("redactions overlap or lie outside the text")
        mark = chr(_PRIVATE.start + number)
        pieces += [text[at : span.start], mark]
        marks[mark] = (
            f'<span class="redacted" data-reason="{escape(span.reason)}">[{escape(span.label)}]</span>'
        )
        at = span.end
    html = _linked(_clean(_markdown.render("".join(pieces) + text[at:], {}), _COMMENT_TAGS))
    for mark, shown in marks.items():
        html = html.replace(mark, shown)
    return Markup(html)  # noqa: S704 -- cleaned above


def prose(text: str) -> Markup:
    """What staff write (answers, summaries, policies): comments' markup, headings below the page's own, tables."""
    html = _clean(_prose.render(plain(text), {}), _PROSE_TAGS | {"h1"})
    html = re.sub(r"<(/?)h[12]>", r"<\1h3>", html)
    return Markup(_linked(html))  # noqa: S704 -- cleaned above


def document(html: str, figures: str = "") -> Markup:
    """The inner HTML of a block of a draft standard, cleaned; pictures "figure:NAME" come from `figures` + NAME."""
    clean = nh3.clean(
        html,
        tags=_DOCUMENT_TAGS,
        attributes=_DOCUMENT_ATTRIBUTES,
        url_schemes={"http", "https", "mailto", "figure"},
        link_rel="nofollow noopener",
        strip_comments=True,
    )
    clean = clean.replace('src="figure:', f'src="{escape(figures)}')
    return Markup(clean)  # noqa: S704 -- cleaned above


def joined(parts: Sequence[Markup]) -> Markup:
    """Parts that are clean already, each on a line of its own; Markup.join would look at every one again.

    Raises TypeError for a part that nobody declared clean.
    """
    if not all(isinstance(part, Markup) for part in parts):
        raise TypeError("only clean parts can be joined")
    return Markup("\n".join(parts))  # noqa: S704 -- clean, see above


def text_of(html: str) -> str:
    """The words of `html` without any markup, on one line."""
    return line(unescape(nh3.clean(html, tags=set())))


def lines_of(html: str | None) -> str:
    """The words of `html` without any markup, one line for each of its blocks: for cells of tables."""
    if not html:
        return ""
    broken = re.sub(r"<(?:br|/p|/li|/h\d|/blockquote|/tr)[^>]*>", r"\g<0>\n", str(html))
    lines = unescape(nh3.clean(broken, tags=set())).splitlines()
    return "\n".join(line.strip() for line in lines if line.strip())


def _clean(html: str, tags: set[str]) -> str:
    return nh3.clean(
        html,
        tags=tags,
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow ugc noopener",
    )


def _own(attributes: Any, new: bool = False) -> Any:  # noqa: ARG001 -- the linker passes it
    href = str(attributes.get((None, "href"), ""))
    if href.startswith("//") or _MARK.search(href):
        return None
    attributes[(None, "rel")] = "nofollow ugc noopener"
    return attributes


_linker = bleach.linkifier.Linker(callbacks=[_own], skip_tags={"pre", "code"}, parse_email=False)


def _linked(html: str) -> str:
    return _linker.linkify(html).strip() if "." in html else html.strip()
