"""From Markdown to HTML: CommonMark with tables, footnotes and definition lists, and the kramdown habits of drafts.

What precedes the library works line by line and looks at each character a fixed number of times: expressions here
never give back what they took (possessive quantifiers), or stop at the end of a line.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from consult.core.translatable import N_
from consult.documents.blocks import MOST_REMARKS, DocumentWarning, Kind
from consult.documents.formulas import tex
from consult.documents.html import writing
from consult.documents.markdown import front_matter
from consult.documents.markdown.extensions import with_extensions

_OPENS = re.compile(r"\{[%{]")
_ATTRIBUTE = r"(?:#[^{}\s#]++|\.[\w-]++|[\w:-]++=(?:\"[^\"{}\n]*+\"|'[^'{}\n]*+'|[^\s\"'{}=]++)|-(?=[ \t}]))"
"""One of `#id`, `.class`, `key="value"` of kramdown and Pandoc; "-" for no number."""
ATTRIBUTES = re.compile(
    rf"(?<!\{{)\{{:(?![ \t]*+\}})(?:/\w*+|:?\w[\w:-]*+)?(?:[ \t]*+{_ATTRIBUTE})*+[ \t]*+/?\}}"
)
"""What kramdown says of how the paragraph or the image before it looks; any other words in braces are text."""
_BLOCK_ID = re.compile(
    r"^\{:?[ \t]*+#([^{}\s]++)(?:[ \t]++" + _ATTRIBUTE + r")*+[ \t]*+\}[ \t]*+$", re.MULTILINE
)
_INLINE_ID = re.compile(r"(?<!\{)\{:?[ \t]*+#([^{}\s]++)(?:[ \t]++" + _ATTRIBUTE + r")*+[ \t]*+\}")
_NAME = re.compile(r'(?<!\{)\{:[ \t]*+name="([^"{}\s]++)"[ \t]*+\}')
"""The name of an entry, as kramdown writes it behind its link; other places link to it."""
_INLINE_CODE = re.compile(
    r"(`[^`\n]++`|(?<![\\$])\$\$[^$]++\$\$|(?<![\\$\w])\$(?![\s$])[^$`\n]*+(?<![\s\\])\$(?![\w$]))"
)
"""Code, and formulas between dollar signs: braces in them are their own."""
_FENCES = ("```", "~~~")
_IN_ADDRESS = re.compile(r"""(?:\]\(|(?:src|href)=["'])[^()"'\s]*+\Z""")
_LONGEST_ADDRESS = 200
_TAG = N_("A template tag of a website is shown as written, because its content is not in the file.")
_TAG_IN_ADDRESS = N_(
    "A template tag of a website is part of a link, which does not work outside that website."
)
_TYPESETTER = re.compile(r"[ \t]*+\{=\w++\}[ \t]*+$")
"""What follows a fence around code for one typesetting program only, in the way of Pandoc."""
_OF_PANDOC = N_("Pandoc markup that is not supported is shown as written.")
_PANDOC = re.compile(
    r"(?<=\S)[ \t]\{(?:-|\.unnumbered)\}(?=[ \t]*+$)|(?<![~\\])~[^\s~]{1,40}~(?!~)|(?<![\^\\\[])\^[^\s^\]]{1,40}\^"
    r"|(?<=\n\n):[ \t]++Table\b[^\n]{0,200}|\[[^\]\[\n]{1,200}\]\{\.[\w-]{1,40}\}",
    re.MULTILINE,
)
"""No number for a heading, words below and above the line, the caption of a table, the class of some words."""
_OWN = re.compile(rf"\b(?:{'|'.join(writing.OWN_ATTRIBUTES)})(?=\s*=)", re.IGNORECASE)
"""Attributes of our own; in HTML that someone wrote they mean nothing."""
_SHOWN = {"heading_open", "paragraph_open", "list_item_open", "table_open", "blockquote_open", "dd_open"}
"""Tokens that a warning can be tied to."""


def _reader(name: str, remarks: list[DocumentWarning]) -> MarkdownIt:
    """A reader for one file: it compiles its rules when it is first used, so threads must not share one."""

    def formula(source: str, about: dict[str, bool]) -> str:
        made = tex.to_html(source, is_display=about["display_mode"])
        if not made:
            where = f"{name}: {' '.join(source.split())}"[:200]
            remarks.append(DocumentWarning("formulas", tex.UNREAD, where, left_out={Kind.FORMULA: 1}))
            return writing.remark(len(remarks) - 1) + tex.unread(source)
        return made

    def unused_note(first: Token, label: str) -> None:
        message = N_("No reference to this footnote was found. Its text is shown where it is in the file.")
        remarks.append(DocumentWarning("note", message, f"{name}: [^{label}]"[:200]))
        if first.type in _SHOWN:
            first.attrJoin("data-remark", str(len(remarks) - 1))

    made = MarkdownIt("commonmark", {"html": True, "maxNesting": 40}).enable(["table", "strikethrough"])
    return with_extensions(made, formula, unused_note)


def _body(text: str, name: str, remarks: list[DocumentWarning]) -> str:
    """The text with empty lines for its front matter, so that lines keep the numbers that they have in the file."""
    front = front_matter.split(text, name)
    if front.says_more:
        remarks.append(
            DocumentWarning(
                "front_matter",
                N_("The front matter at the beginning of the file was left out."),
                f"{name}, lines 1–{front.lines}",
            )
        )
    return "\n" * front.lines + front.body


def to_html(text: str, name: str, remarks: list[DocumentWarning]) -> str:
    """The HTML of one file, line ends of Unix; what was left out is told in `remarks`.

    Footnotes are kept apart per file by its `name`."""
    first_remark = len(remarks)
    text = _body(text, name, remarks)
    lines = [1] * (len(remarks) - first_remark)  # the front matter
    text, dropped = _without_typesetting(text)
    for line, words in dropped:
        lines.append(line)
        sentence = N_("Code for a typesetting program was left out.")
        where = f"{name}, line {line}: {words[:60]}"
        remarks.append(DocumentWarning("raw", sentence, where, left_out={Kind.CODE: 1}))
    line_ends = [place for place, letter in enumerate(text) if letter == "\n"]
    parts, at = [], 0
    for is_code, piece in _pieces(text):
        kept, tags = (piece, []) if is_code else _without_habits(piece)
        found = [("template", place, words, message) for place, words, message in tags]
        if not is_code:
            found += [("pandoc", one.start(), one[0].strip(), _OF_PANDOC) for one in _PANDOC.finditer(piece)]
        for code, place, words, message in sorted(found, key=lambda one: one[1]):
            lines.append(bisect_left(line_ends, at + place) + 1)
            remarks.append(DocumentWarning(code, message, f"{name}, line {lines[-1]}: {words[:60]}"))
        parts.append(kept)
        at += len(piece)
    return _rendered("".join(parts), name, dict(enumerate(lines, start=first_remark)), remarks)


def _rendered(text: str, name: str, lines: Mapping[int, int], remarks: list[DocumentWarning]) -> str:
    """The HTML of a text; what stands at the line of a warning, or next to it, has the number of that in `data-remark`.
    Formulas that cannot be read and footnotes to which nothing refers are told in `remarks`.

    `lines`: number of the warning → line, from 1.
    """
    reader, names = _reader(name, remarks), {"docId": _slug(name)}
    tokens = reader.parse(text, names)
    places = [
        (token.map[0], token.map[1], token)
        for token in tokens
        if token.type in _SHOWN and token.map and not token.hidden
    ]
    for piece in (one for token in tokens for one in (token, *(token.children or ()))):
        if piece.type in {"html_block", "html_inline"}:
            piece.content = _OWN.sub(r"\g<0>-foreign", piece.content)
    places.sort(
        key=lambda place: place[0]
    )  # footnotes stand last; what is in another begins with it or later
    begins = [begin for begin, _end, _token in places]
    for number, line in lines.items():
        if number >= MOST_REMARKS or not places:
            break
        at = bisect_left(begins, line) - 1  # the last that begins at the line or before it
        is_in_it = at >= 0 and places[at][1] >= line
        place = places[at if is_in_it else min(at + 1, len(places) - 1)]
        place[2].attrJoin("data-remark", str(number))
    rendered: str = reader.renderer.render(tokens, reader.options, names)
    return rendered


# -- code between fences ---------------------------------------------------------------------------------------------


def _fenced(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The first and last lines of all code between fences; a fence that is never closed opens nothing."""
    closing = {
        fence: [number for number, line in enumerate(lines) if line.rstrip() == fence] for fence in _FENCES
    }
    number = 0
    while number < len(lines):
        ends = closing.get(lines[number][:3], [])
        place = bisect_left(ends, number + 1)
        if place < len(ends):
            yield number, ends[place]
            number = ends[place]
        number += 1


def _without_typesetting(text: str) -> tuple[str, list[tuple[int, str]]]:
    """The text without code for one typesetting program only, and (line, first words) of each piece of that."""
    lines = text.split("\n")
    kept: list[str] = []
    dropped: list[tuple[int, str]] = []
    at = 0
    for first, last in _fenced(lines):
        is_marked = last + 1 < len(lines) and _says_latex(lines[last + 1])
        is_plain = not lines[first][3:].strip()
        if (is_plain and is_marked) or _TYPESETTER.match(lines[first], 3):
            end = last + 1 + (is_plain and is_marked)
            kept += [*lines[at:first], *[""] * (end - first)]  # the lines after it keep their numbers
            at = end
            dropped.append((first + 1, lines[first + 1].strip() if last > first + 1 else ""))
    return "\n".join([*kept, *lines[at:]]), dropped


def _says_latex(line: str) -> bool:
    """Whether it is kramdown's note that the code before it is for LaTeX."""
    line = line.rstrip()
    return line.startswith("{:") and line.endswith("}") and "latex" in line and "}" not in line[:-1]


def _pieces(text: str) -> Iterator[tuple[bool, str]]:
    """The text in its order, as code (True) and as all else."""
    lines = text.split("\n")
    at = 0
    for first, last in _fenced(lines):
        yield from _inline("".join(f"{line}\n" for line in lines[at:first]))
        code = "\n".join(lines[first : last + 1])
        yield True, code if last + 1 == len(lines) else f"{code}\n"
        at = last + 1
    yield from _inline("\n".join(lines[at:]))


def _inline(text: str) -> Iterator[tuple[bool, str]]:
    for number, piece in enumerate(_INLINE_CODE.split(text)):
        yield number % 2 == 1, piece


# -- habits of websites ----------------------------------------------------------------------------------------------


def _templates(text: str) -> Iterator[tuple[int, int]]:
    """Where template tags begin and end; of a kind that is not closed any longer none is looked for again."""
    at, closed = 0, {"{%": "%}", "{{": "}}"}
    while closed and (found := _OPENS.search(text, at)):
        at = found.end()
        mark = closed.get(found[0])
        end = text.find(mark, at) if mark else -1
        if end >= 0:
            at = end + 2
            yield found.start(), at
        else:
            closed.pop(found[0], None)


def _without_habits(text: str) -> tuple[str, list[tuple[int, str, str]]]:
    """A piece of text that is no code, its ids as anchors; and where each template tag begins in it, with its words and
    what is said of it. Tags stay as they are written, for no one here knows what they stand for."""
    tags = []
    for first, last in _templates(text):
        is_in_address = _IN_ADDRESS.search(text, max(first - _LONGEST_ADDRESS, 0), first) is not None
        tags.append((first, text[first:last], _TAG_IN_ADDRESS if is_in_address else _TAG))
    text = "\n".join(_heading_with_id(line) if line.startswith("#") else line for line in text.split("\n"))
    text = _BLOCK_ID.sub(lambda m: f'<a id="{m[1]}"></a>\n', text)
    for said in (_INLINE_ID, _NAME):
        text = said.sub(lambda m: f'<a id="{m[1]}"></a>', text)
    return ATTRIBUTES.sub("", text), tags


def _heading_with_id(line: str) -> str:
    """`## Lots {#lots}` as a heading with an anchor in it."""
    head, mark, rest = line.rstrip().rpartition("{#")
    identifier = rest[:-1].split()
    is_known = all(re.fullmatch(_ATTRIBUTE, one) or one == "-" for one in identifier[1:])
    if (
        not mark
        or not rest.endswith("}")
        or "}" in rest[:-1]
        or not identifier
        or rest[0].isspace()
        or not is_known
    ):
        return line
    return f'{head.rstrip()} <a id="{identifier[0]}"></a>'


def _slug(name: str) -> str:
    return re.sub(r"\W+", "-", name)
