"""The one sanitiser, and the only place where text is declared safe.

Size and nesting are limited first; then markdown-it (HTML off) divides what people write into paragraphs and makes
links of addresses, of what staff write it reads all marks; and nh3 cleans the result with an allow-list. Cleaned
once, when it is written; the column kind `columns.CleanHtml` hands it to templates as what it is, so that no template
ever says `safe`.

Threads share nothing here that changes: each has its own readers (see `_Readers`).
"""

import re
import threading
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape
from html.parser import HTMLParser

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline import linkify as link_at_scheme
from markupsafe import Markup, escape

from consult.core import redaction_marks
from consult.core.mathml import each_formula, with_formulas_as_words

METHOD = 5
"""The number of this way of rendering. Raise it when the same words give other HTML: what is stored is made again."""

LONGEST_SEARCH = 200
"""Characters that a search reads of its words."""

LONGEST_COMMENT = 20_000
"""Characters in one answer or comment."""

_COMMENT_TAGS = {"p", "br", "a"}
_PROSE_TAGS = _COMMENT_TAGS | {
    "em", "strong", "ul", "ol", "li", "blockquote", "code", "pre", "h2", "h3", "h4", "table", "thead", "tbody", "tr",
    "th", "td", "hr",
}  # fmt: skip
_DOCUMENT_TAGS = _PROSE_TAGS | {
    "sup", "sub", "s", "u", "span", "caption", "colgroup", "col", "tfoot", "dl", "dt", "dd", "q", "cite", "abbr",
    "img", "bdi", "bdo", "small", "var", "kbd", "samp", "ins", "del",
}  # fmt: skip
_MATH_TAGS = {
    "math", "mrow", "mi", "mn", "mo", "ms", "mtext", "mspace", "mfrac", "msqrt", "mroot", "msub", "msup", "msubsup",
    "munder", "mover", "munderover", "mmultiscripts", "mprescripts", "mtable", "mtr", "mtd", "mphantom", "merror",
}  # fmt: skip
"""MathML Core, without what holds other languages, links, or looks of its own."""
_MATH_ATTRIBUTES = {
    "math": {"display", "alttext", "dir"},
    "mi": {"mathvariant"},
    "mo": {"form", "fence", "separator", "stretchy", "symmetric", "largeop", "movablelimits"},
    "mfrac": {"linethickness"},
    "munder": {"accentunder"},
    "mover": {"accent"},
    "munderover": {"accent", "accentunder"},
    "mspace": {"width"},
    "mtable": {"displaystyle"},
    "mtd": {"columnspan", "rowspan"},
}
_DOCUMENT_ATTRIBUTES = {
    **_MATH_ATTRIBUTES,
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


MOST_ADDRESSES = 300
"""Places of one text at which an address with a scheme is looked for: each look reads the paragraph up to there, so a
text made of nothing but beginnings of addresses would take time that grows with the square of its length."""


_MARKS = [
    "autolink", "backticks", "blockquote", "code", "emphasis", "entity", "escape", "fence", "heading", "hr",
    "html_block", "html_inline", "image", "lheading", "link", "list", "reference",
]  # fmt: skip
"""markdown-it's rules that read signs as marks. In a comment a sign is a sign: "a*b*c" is a product, "1)" a number."""


class _Reader(MarkdownIt):
    """Words as people write them, without HTML and pictures; addresses become links and read as they were typed."""

    def __init__(self, without: list[str], also: list[str]) -> None:
        """`without` and `also` are names of markdown-it's rules."""
        super().__init__("commonmark", {"html": False, "linkify": True, "maxNesting": 20})
        self.disable(without).enable([*also, "linkify"])
        self.inline.ruler.at("linkify", _link_at_scheme)
        assert self.linkify is not None  # noqa: S101 -- linkify-it-py is installed
        self.linkify.set({"fuzzy_email": False})
        self.linkify.tlds(["int"], True)  # that of international organisations is not among its usual ones
        for scheme in ("ftp:", "//"):  # no link of ours may lead there
            self.linkify.add(scheme, None)

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802 -- its name
        """The address as it was typed: nothing of a comment is decoded or spelt differently."""
        return link

    def normalizeLink(self, url: str) -> str:  # noqa: N802 -- its name
        """An address of which a piece is hidden stays as it is, for `validateLink`."""
        return url if _MARK.search(url) else super().normalizeLink(url)

    def validateLink(self, url: str) -> bool:  # noqa: N802 -- its name
        """No link of an address of which a piece is hidden: it stays words, so that the gap is seen. Nor of one
        that takes its scheme from the page."""
        return not url.startswith("//") and not _MARK.search(url) and super().validateLink(url)


def _link_at_scheme(state: StateInline, silent: bool) -> bool:
    looks = state.env["looks"] = state.env.get("looks", 0) + 1
    return looks <= MOST_ADDRESSES and link_at_scheme(state, silent)


class _Readers(threading.local):
    """The readers of one thread. In what staff write words that are indented, as in what is pasted from elsewhere, are
    words and no code; code stands between fences.

    They compile their rules when they are first used, and a second thread would meanwhile read with half of them."""

    def __init__(self) -> None:
        self.of_comments = _Reader(_MARKS, [])
        self.of_prose = _Reader(["image", "code"], ["table"])


_readers = _Readers()

_CONTROLS = {code for code in range(32) if code not in (9, 10)} | set(range(0x7F, 0xA0))
_OVERRIDES = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_STRIP: dict[int, None] = dict.fromkeys(_CONTROLS | set(_PRIVATE) | {0xFEFF, 0xFFFE, 0xFFFF})
_COMBINING = re.compile(r"([̀-ͯ᪰-᫿᷀-᷿⃐-⃿︠-︯]{6})[̀-ͯ᪰-᫿᷀-᷿⃐-⃿︠-︯]+")


def keeps(tag: str) -> bool:
    """Whether elements of this name stay in the text of a draft."""
    return tag in _DOCUMENT_TAGS or tag in _MATH_TAGS


def plain(text: str) -> str:
    """What a person typed, fit to be kept: line ends unified, NFC, no controls, no towers of accents.

    Direction overrides are dropped (they make text read as what it is not); isolates too, for pages isolate
    every foreign text themselves. Joiners stay: scripts need them. Text that shows nothing is "".
    """
    if text.isascii() and text.isprintable():  # one line of plain letters, as names and keys are
        return text.strip()
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _COMBINING.sub(r"\1", text.translate(_STRIP).translate(_OVERRIDES)).strip()
    return "" if all(map(_is_invisible, text)) else text


def _is_invisible(character: str) -> bool:
    """Whether a character by itself shows nothing: blanks, marks of direction, joiners, fillers."""
    return character in _FILLERS or unicodedata.category(character) in _SHOWS_NOTHING


_FILLERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
_SHOWS_NOTHING = frozenset({"Zs", "Zl", "Zp", "Cc", "Cf", "Mn"})


def line(text: str) -> str:
    """`plain`, on one line."""
    return " ".join(plain(text).split())


@dataclass(frozen=True)
class RedactedSpan:
    """Characters `start` to `end` (half-open, of the text as `plain` returned it) not to be shown, and the code of the
    reason."""

    start: int
    end: int
    reason: str


def comment(text: str, hidden: Sequence[RedactedSpan] = ()) -> Markup:
    """A comment as HTML, with every sign as it was typed: paragraphs, and links of addresses; `hidden` spans never
    reach it.

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
        marks[mark] = redaction_marks.in_html(span.reason)
        at = span.end
    html = _clean(_readers.of_comments.render("".join(pieces) + text[at:], {}), _COMMENT_TAGS)
    for mark, shown in marks.items():
        html = html.replace(mark, shown)
    return Markup(html)  # noqa: S704 -- cleaned above


def prose(text: str) -> Markup:
    """What staff write (responses, summaries, rules), in Markdown; headings stand below the page's own."""
    html = _clean(_readers.of_prose.render(plain(text), {}), _PROSE_TAGS | {"h1"})
    return Markup(re.sub(r"<(/?)h[12]>", r"<\1h3>", html))  # noqa: S704 -- cleaned above


def document(html: str, figures: str = "") -> Markup:
    """The inner HTML of a block of a draft standard, cleaned; pictures "figure:NAME" come from `figures` + NAME.

    Formulas are MathML and hold nothing but MathML. HTML in them would be legal, and is how browsers and sanitisers
    have been brought to read the same text as two different trees.
    """
    clean = _clean_document(html)
    if "<math" in clean:
        clean = _clean_document(each_formula(clean, _clean_formula))
    clean = _WITHOUT_FILE.sub(_its_words, clean)
    clean = clean.replace('src="figure:', f'src="{escape(figures)}')
    return Markup(clean)  # noqa: S704 -- cleaned above


_WITHOUT_FILE = re.compile(r'<img(?: [a-z]++="[^"]*+")*? src="figure:missing"(?: [a-z]++="[^"]*+")*+>')
"""A picture inside running text or a table, whose file was not uploaded; as the sanitiser writes it."""
_ALT = re.compile(r' alt="([^"]*+)"')


def _its_words(picture: re.Match[str]) -> str:
    """The alternative text of a picture, as HTML."""
    alt = _ALT.search(picture[0])
    return str(escape(unescape(alt[1]))) if alt else ""


def _clean_document(html: str) -> str:
    return nh3.clean(
        html,
        tags=_DOCUMENT_TAGS | _MATH_TAGS,
        attributes=_DOCUMENT_ATTRIBUTES,
        url_schemes={"http", "https", "mailto", "figure"},
        link_rel="nofollow noopener",
        strip_comments=True,
    )


def _clean_formula(html: str) -> str:
    return nh3.clean(html, tags=_MATH_TAGS, attributes=_MATH_ATTRIBUTES, url_schemes=set(), link_rel=None)


def joined(parts: Sequence[Markup]) -> Markup:
    """Parts that are clean already, each on a line of its own; Markup.join would look at every one again.

    Raises TypeError for a part that no one declared clean.
    """
    if not all(isinstance(part, Markup) for part in parts):
        raise TypeError("only clean parts can be joined")
    return Markup("\n".join(parts))  # noqa: S704 -- clean, see above


def text_of(html: str) -> str:
    """The words of `html` without any markup, on one line."""
    return line(unescape(nh3.clean(with_formulas_as_words(html), tags=set())))


_REFERENCE = re.compile(r"\b[0-9A-Z]{3}-[0-9A-Z]{3}-[0-9A-Z]{3}(?:/[0-9]+)?\b", re.ASCII)


def unbroken(html: Markup) -> Markup:
    """Clean HTML without attributes of its own making, as a heading is, with every reference of a submission kept on
    one line. Raises TypeError for what no one declared clean."""
    if not isinstance(html, Markup):
        raise TypeError("only clean HTML can be wrapped")
    return Markup(_REFERENCE.sub(r'<span class="reference">\g<0></span>', str(html)))  # noqa: S704 -- clean, see above


_SCHEMES = {"http", "https", "mailto"}
_REL = "nofollow ugc noopener"


def _clean(html: str, tags: set[str]) -> str:
    return nh3.clean(
        html, tags=tags, attributes={"a": {"href"}, "ol": {"start"}}, url_schemes=_SCHEMES, link_rel=_REL
    ).strip()


def is_harmless(html: str) -> bool:
    """Whether bleach, a second sanitiser with a parser of its own, finds nothing in this HTML of people to take away.

    For checks of what is stored; not for text that no one cleaned yet: nested lists cost bleach dearly.
    """
    import bleach

    allowed = {"a": ["href", "rel"], "ol": ["start"], "span": ["class", "data-reason"]}
    cleaned = bleach.clean(html, tags=_PROSE_TAGS | {"span"}, attributes=allowed, protocols=_SCHEMES)
    return _Parts(cleaned).found == _Parts(html).found


class _Parts(HTMLParser):
    """The elements, attributes and words of HTML in their order, however they are written."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[object] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, sorted(attrs, key=str)))

    def handle_endtag(self, tag: str) -> None:
        self.found.append(f"/{tag}")

    def handle_data(self, data: str) -> None:
        self.found += data

    def handle_comment(self, data: str) -> None:
        self.found.append(("comment", data))
