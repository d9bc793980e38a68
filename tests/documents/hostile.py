"""Files that are built to cost more than they weigh: each by its name, made for a size."""

import struct
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO

import docx

from consult.documents.blocks import Source
from tests.documents import open_documents

_BODY = "<w:body>{}</w:body>"
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def markdown(text: str) -> Source:
    """A Markdown file."""
    return Source("a.md", text.encode())


def plain_text(text: str) -> Source:
    """A plain-text file."""
    return Source("a.txt", text.encode())


def act(text: str) -> Source:
    """A file of Akoma Ntoso with this in its body."""
    return Source("a.xml", f"<akomaNtoso><act><body>{text}</body></act></akomaNtoso>".encode())


def page(text: str) -> Source:
    """An HTML file."""
    return Source("a.html", f"<html lang='en'><body>{text}</body></html>".encode())


def word(body: str = "", **parts: str | bytes) -> Source:
    """A Word file with this body; `parts` replaces parts by their name without folder and ending."""
    out, made = BytesIO(), BytesIO()
    docx.Document().save(made)
    with zipfile.ZipFile(made) as plain, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for info in plain.infolist():
            data: str | bytes = plain.read(info)
            name = info.filename.rpartition("/")[2].removesuffix(".xml")
            if info.filename == "word/document.xml" and body:
                data = f"<w:document {_W}>{_BODY.format(body)}</w:document>"
            archive.writestr(
                info.filename, parts.pop(name, data) if info.filename.startswith("word/") else data
            )
        for name, data in parts.items():
            archive.writestr(name, data)
    return Source("a.docx", out.getvalue())


def paragraphs(number: int, properties: str = "", words: str = "A") -> str:
    """So many paragraphs of Word."""
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>" * number


def _styles(count: int, based_on: Callable[[int], int]) -> str:
    made = "".join(
        f'<w:style w:type="paragraph" w:styleId="s{number}"><w:name w:val="s{number}"/>'
        f'<w:basedOn w:val="s{based_on(number)}"/></w:style>'
        for number in range(count)
    )
    return f"<w:styles {_W}>{made}</w:styles>"


def _lists(
    pattern: str = "%1", start: str = "1", levels: str = "0", kind: str = "decimal", styles: int = 0
) -> str:
    level = f'<w:lvl w:ilvl="{levels}"><w:start w:val="{start}"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{pattern}"/></w:lvl>'
    more = "".join(f'<w:lvl w:ilvl="1"><w:pStyle w:val="s{number}"/></w:lvl>' for number in range(styles))
    abstract = f'<w:abstractNum w:abstractNumId="1">{level}{more}</w:abstractNum>'
    return (
        f'<w:numbering {_W}>{abstract}<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num></w:numbering>'
    )


_IN_LIST = '<w:numPr><w:ilvl w:val="{}"/><w:numId w:val="1"/></w:numPr>'
_IN_LAST_STYLE = '<w:pStyle w:val="s{}"/>'


def word_of_many_styles(n: int) -> Source:
    return word(
        paragraphs(n, _IN_LAST_STYLE.format(n - 1)), styles=_styles(n, lambda number: max(number - 1, 0))
    )


def word_of_styles_in_a_circle(n: int) -> Source:
    return word(paragraphs(n, _IN_LAST_STYLE.format(0)), styles=_styles(2, lambda number: 1 - number))


def word_of_deep_levels(n: int) -> Source:
    return word(paragraphs(10, _IN_LIST.format(n * 1000)), numbering=_lists(levels=str(n * 1000)))


def word_of_long_numbers(n: int) -> Source:
    return word(paragraphs(n, _IN_LIST.format(0)), numbering=_lists(pattern="%1" * n * 10))


def word_of_great_numbers(n: int) -> Source:
    lists = _lists(start=str(n * 100_000), kind="lowerRoman")
    return word(paragraphs(10, _IN_LIST.format(0)), numbering=lists)


def word_of_many_levels_with_styles(n: int) -> Source:
    properties = _IN_LAST_STYLE.format(n - 1)
    numbered = (
        _styles(n, lambda number: max(number - 1, 0))
        .replace("</w:name>", "")
        .replace(
            '<w:basedOn w:val="s', '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr><w:basedOn w:val="s'
        )
    )
    return word(paragraphs(n, properties), styles=numbered, numbering=_lists(styles=n))


def word_of_many_footnotes(n: int) -> Source:
    return word(
        "<w:p>"
        + "".join(f'<w:r><w:footnoteReference w:id="{number}"/></w:r>' for number in range(n))
        + "</w:p>"
    )


def word_of_nested_tables(n: int) -> Source:
    depth = 60
    opening, closing = "<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>"
    return word(opening * depth + paragraphs(n) + closing * depth)


def word_of_a_wide_table(n: int) -> Source:
    return word("<w:tbl><w:tr>" + f"<w:tc>{paragraphs(1)}</w:tc>" * n * 10 + "</w:tr></w:tbl>")


def word_of_many_runs(n: int) -> Source:
    return word("<w:p>" + "<w:r><w:t>A</w:t></w:r>" * n * 10 + "</w:p>")


def word_of_deep_runs(n: int) -> Source:
    depth = 200
    return word(
        "<w:p>" + "<w:ins>" * depth + "<w:r><w:t>A</w:t></w:r>" * n * 5 + "</w:ins>" * depth + "</w:p>"
    )


def word_of_many_attributes(n: int) -> Source:
    return word("<w:p " + " ".join(f'a{number}="1"' for number in range(n * 10)) + ">A</w:p>")


def word_with_many_namespaces(n: int) -> Source:
    return word("<w:p " + " ".join(f'xmlns:a{number}="a"' for number in range(n * 5)) + ">A</w:p>")


_M = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'


def word_of_many_formulas(n: int) -> Source:
    formula = "<m:oMath><m:sSup><m:e><m:r><m:t>x</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup></m:oMath>"
    return word(f"<w:p {_M}>" + formula * n * 2 + "</w:p>")


def word_of_a_deep_formula(n: int) -> Source:
    depth = 60
    opening, closing = "<m:rad><m:e>" * depth, "</m:e></m:rad>" * depth
    return word(
        f"<w:p {_M}><m:oMath>{opening}" + "<m:r><m:t>x</m:t></m:r>" * n * 5 + f"{closing}</m:oMath></w:p>"
    )


def word_of_open_fields(n: int) -> Source:
    return word("<w:p>" + '<w:r><w:fldChar w:fldCharType="begin"/></w:r>' * n * 5 + "</w:p>" + paragraphs(n))


def word_of_fields_in_fields(n: int) -> Source:
    marks = ["begin", "separate", "end"]
    begin, between, end = (f'<w:r><w:fldChar w:fldCharType="{mark}"/></w:r>' for mark in marks)
    return word("<w:p>" + (begin + between) * n + "<w:r><w:t>A</w:t></w:r>" + end * n + "</w:p>")


def word_of_boxes_in_boxes(n: int) -> Source:
    depth = 40
    opening, closing = "<w:p><w:r><w:pict><w:txbxContent>", "</w:txbxContent></w:pict></w:r></w:p>"
    return word(opening * depth + paragraphs(n) + closing * depth)


def word_of_comments(n: int) -> Source:
    return word("<w:p>" + "<w:r><w:commentReference/></w:r>" * n * 10 + "<w:r><w:t>A</w:t></w:r></w:p>")


def word_of_much_air(n: int) -> Source:
    return word(air=b"\0" * n * 50_000)


def word_that_lies(n: int) -> Source:
    """The directory says that the entry is small."""
    source = word(lie=b"\0" * n * 50_000)
    data = bytearray(source.data)
    at = data.rfind(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 10)
    return Source("a.docx", bytes(data))


def word_of_laughs(n: int) -> Source:
    levels = "".join(f'<!ENTITY l{number} "{f"&l{number - 1};" * 10}">' for number in range(1, 10))
    entities = f'<!DOCTYPE w [<!ENTITY l0 "{"ha" * n}">{levels}]>'
    body = _BODY.format("<w:p><w:r><w:t>&l9;</w:t></w:r></w:p>")
    return word(document=f'<?xml version="1.0"?>{entities}<w:document {_W}>{body}</w:document>')


def word_that_reads_a_file(_n: int) -> Source:
    entities = '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    body = _BODY.format("<w:p><w:r><w:t>&x;</w:t></w:r></w:p>")
    return word(document=f'<?xml version="1.0"?>{entities}<w:document {_W}>{body}</w:document>')


def picture_bomb(side: int) -> bytes:
    """A PNG of side × side pixels in a few kilobytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    pressed = zlib.compressobj(9)
    row = b"\0" * (side // 8 + 2)
    data = b"".join(pressed.compress(row) for _row in range(side)) + pressed.flush()
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


MARKDOWN: dict[str, Callable[[int], str]] = {
    "open front matter": lambda n: "---\n" + "\n" * n * 100,
    "open template tags": lambda n: "{% " * n * 100,
    "open braces": lambda n: "{{ " * n * 100,
    "closed template tags": lambda n: "".join(f"{{% {number} %}}\n" for number in range(n * 10)),
    "headings of spaces": lambda n: "# a" + " " * n * 100 + "b",
    "headings with open ids": lambda n: "# a {#b " * n * 50,
    "open ids": lambda n: "{#a\n" * n * 100,
    "open ids on a line": lambda n: "{#a" * n * 100,
    "long ids": lambda n: "{#" + "a" * n * 100,
    "open attributes": lambda n: "{:a/" * n * 100,
    "open fences": lambda n: "```x\n" * n * 50,
    "other open fences": lambda n: "~~~ {=a}\n" * n * 50,
    "notes of latex": lambda n: "```\n```\n{:" + "latex" * n * 50 + "\n",
    "quotations in quotations": lambda n: ">" * n * 20 + "a",
    "lists in lists": lambda n: "".join(f"{'  ' * number}- a\n" for number in range(n // 5)),
    "emphasis": lambda n: "*a **a " * n * 10,
    "brackets": lambda n: "[" * n * 20,
    "links in links": lambda n: "[a](" * n * 20,
    "pictures in pictures": lambda n: "![" * n * 20,
    "backticks": lambda n: "".join("`" * number + " " for number in range(n // 2)),
    "references": lambda n: "".join(f"[a{number}]: b\n" for number in range(n * 5)) + "[a1]" * n,
    "footnotes": lambda n: "".join(f"[^{number}]\n\n[^{number}]: a\n\n" for number in range(n)),
    "the same footnote": lambda n: "[^1]" * n * 5 + "\n\n[^1]: a\n",
    "inline footnotes": lambda n: "^[" * n * 5,
    "tables": lambda n: "|a" * n + "|\n" + "|-" * n + "|\n" + "|b\n" * n,
    "definitions": lambda n: "a\n: b\n\n" * n,
    "tags": lambda n: "<a " * n * 20,
    "comments": lambda n: "<!-- " * n * 20,
    "headings alike": lambda n: "# 1 A\n\n" * n * 2,
    "entities": lambda n: "&#" * n * 50,
    "strikes": lambda n: "~~a " * n * 20,
    "underscores": lambda n: "_" * n * 20,
    "autolinks": lambda n: "<http://a" * n * 10,
    "hard breaks": lambda n: ("a" + " " * 50 + "\n") * n,
    "angle brackets": lambda n: "[a](<" * n * 10,
    "titles": lambda n: '[a](b "' * n * 10,
    "dollars": lambda n: "$a " * n * 20,
    "open formulas": lambda n: "$$a " * n * 20,
    "formulas": lambda n: "$a^2$ " * n * 2,
    "formulas in braces": lambda n: "$" + "{" * n * 20 + "$",
    "a long formula": lambda n: "$$" + "a+" * n * 5 + "$$",
}

HTML: dict[str, Callable[[int], str]] = {
    "headings alike": lambda n: "<h2>1 A</h2>" * n * 2,
    "ids alike": lambda n: '<p id="a">A</p>' * n * 2,
    "footnotes": lambda n: '<section class="footnotes"><ol>' + "<li>A</li>" * n * 2 + "</ol></section>",
    "footnotes in footnotes": lambda n: '<div class="footnotes">' + "<ul><li>A" * 80 + "B" * n + "</div>",
    "tables in tables": lambda n: "<figure>" + "<table><tr><td>" * 60 + "A" * n * 10,
    "cells": lambda n: "<table><tr>" + "<td>A" * n * 10 + "</table>",
    "lists with tails": lambda n: "<ul><li>" + "<ul><li>A</ul>b" * n * 5,
    "lists in lists": lambda n: "<ul><li>A" * n,
    "divisions": lambda n: "<div>" * n * 10 + "A",
    "bold": lambda n: "<b>" * n * 10 + "A",
    "links": lambda n: "<a href=x>" * n * 10 + "A",
    "attributes": lambda n: "<p " + " ".join(f"a{number}=1" for number in range(n * 10)) + ">A</p>",
    "definitions": lambda n: "<dl>" + "<dt>A" * n * 5 + "<dd>B" * n * 5 + "</dl>",
    "tags without end": lambda n: "<p title='" + "<br" * n * 50 + "'>A</p>",
    "spaces": lambda n: "<p>NOTE" + "&nbsp;" * n * 50 + "A</p>",
    "numbers": lambda n: f"<h2>{'1.' * n * 50}x A</h2><h2>{'1' * n * 50} B</h2>",
    "great numbers": lambda n: (
        f"<ol start='{'9' * n}'><li>A</ol><h2 data-number='{'9' * n * 10}'>A</h2><h2 data-number='1'>B</h2>"
    ),
    "odd numbers": lambda n: (
        "<ol start='²'><li>A</ol><h2 data-number='²'>A</h2><h2 data-number='1'>B</h2>" + "A" * n
    ),
    "lost links": lambda n: "".join(f'<p><a href="#x{number}">A</a></p>' for number in range(n * 2)),
    "pictures": lambda n: "".join(f'<p><img src="{number}.png"></p>' for number in range(n * 2)),
    "entities": lambda n: "&amp" * n * 50,
    "captions": lambda n: f"<table><caption>Table {'1-' * n * 50}</caption><tr><td>A</table>",
    "loose text": lambda n: "A<i>B</i>" * n * 5,
    "forms": lambda n: "<form><select><option>" * n,
    "scripts": lambda n: "<p>" + "<script></script>A" * n * 10,
    "formulas": lambda n: "<p>" + "<math><mi>x</mi></math>A" * n * 5,
    "formulas in formulas": lambda n: "<math><msup>" * n * 5 + "<mi>x",
    "fractions": lambda n: "<p>A<math>" + "<mfrac>" * 60 + "<mi>x</mi>" * n * 5,
    "TeX": lambda n: "<p>" + r"\(x^2\) and " * n * 2,
    "open TeX": lambda n: "<p>" + r"\(x^2 " * n * 20,
    "addresses of pictures": lambda n: f"<img src='data:image/png;base64,{'A' * n * 100}'>" * 3,
    "terms": lambda n: "<dl>" + "<dt>A" * n * 5,
    "words astray": lambda n: "<ul>" + "A<li>B</li>" * n * 2,
    "tables astray": lambda n: "<table>A" * n * 2,
}

TEXT: dict[str, Callable[[int], str]] = {
    "headings": lambda n: "Article 1. Scope\n\n" * n * 2,
    "articles on one line": lambda n: "Article 1. " * n * 20 + "\n",
    "numbers on one line": lambda n: "1.1 " * n * 20 + "\n",
    "numbered lines": lambda n: "".join(f"{number}. A\n" for number in range(n * 5)),
    "numbers alone": lambda n: "1. A\n\n" * n * 5,
    "one long word": lambda n: "A" * n * 500 + "\n",
    "spaces": lambda n: (" " * n * 10 + "A\n") * 20,
    "tabs": lambda n: "\t" * n * 20 + "A\n",
    "broken lines": lambda n: "a lot which is\n" * n * 20,
    "form feeds": lambda n: "A\n\f" * n * 10,
    "pages": lambda n: f"A 2027 [Page 1]\n\f\nRFC 1  B\n\n{'c' * 9}\n" * n * 3,
    "empty lines": lambda n: "A\n" + "\n" * n * 100 + "\fB\n",
    "contents": lambda n: "Contents\n" + "".join(f"1.{number} A ... {number}\n" for number in range(n * 5)),
    "contents that never end": lambda n: "Contents\n" * n * 5,
    "dots": lambda n: "." * n * 100 + "\n" + ". " * n * 50 + "x\n",
    "letters of lists": lambda n: "".join(f"{' ' * (number % 40)}a) b\n" for number in range(n * 5)),
    "bullets on one line": lambda n: "- " * n * 50 + "\n",
    "drawings": lambda n: "+--+ | a | --->\n" * n * 5,
    "drawings apart": lambda n: "+--+\n\n" * n * 5,
    "signs of Han": lambda n: "第一条" * n * 20 + "\n" + "第" + "一" * n * 50,
    "signs that combine": lambda n: "a" + "\u0301" * n * 50 + "\n",
    "rules": lambda n: "A\n---\n" * n * 5,
    "capitals": lambda n: "SCOPE\n\n" * n * 5,
    "signs of Markdown": lambda n: "---\na: b\n" + "c: d\n" * n * 20 + "---\n",
    "values of front matter": lambda n: "---\na: b\n" + " c\n" * n * 50 + "---\n",
    "quotation marks of front matter": lambda n: "---\na: '" + "b\n '" * n * 20 + "\n---\n",
}

ACT: dict[str, Callable[[int], str]] = {
    "sections": lambda n: "<section><num>1</num><content><p>A</p></content></section>" * n * 5,
    "sections in sections": lambda n: "<section><num>1</num>" * 70 + "<p>A</p>" * n * 5 + "</section>" * 70,
    "points in points": lambda n: "<point><num>1</num>" * 70 + "<p>A</p>" * n * 2 + "</point>" * 70,
    "notes": lambda n: "<p>" + "<authorialNote><p>A</p></authorialNote>" * n * 3 + "</p>",
    "notes in notes": lambda n: (
        "<p>" + ("<authorialNote><p>A" * 50 + "</p></authorialNote>" * 50) * (n // 20) + "</p>"
    ),
    "one note for all": lambda n: (
        "<note eId='a'><p>A</p></note><p>" + "<noteRef href='#a'/>" * n * 5 + "</p>"
    ),
    "many notes for all": lambda n: "".join(
        f"<note eId='a{x}'><p>A</p></note><p><noteRef href='#a{x}'/></p>" for x in range(n)
    ),
    "tables in tables": lambda n: "<table><tr><td>" * 20 + "A" * n * 10 + "</td></tr></table>" * 20,
    "rows": lambda n: "<table>" + "<tr><td>A</td></tr>" * n * 5 + "</table>",
    "words": lambda n: "<p>" + "A <b>B</b> " * n * 10 + "</p>",
    "quoted structures": lambda n: "<p>" + "<quotedStructure><p>A</p></quotedStructure>" * n * 3 + "</p>",
    "quotations in quotations": lambda n: (
        "<p>" + "<quotedStructure><p>" * 30 + "A" * n + "</p></quotedStructure>" * 30 + "</p>"
    ),
    "paragraphs of items": lambda n: "<point><num>1</num>" + "<p>A</p>" * n * 5 + "</point>",
    "empty containers": lambda n: "<container eId='a'><p/></container>" * n * 5 + "<p>A</p>",
    "titles": lambda n: "<preface>" + "<p><docTitle>A</docTitle></p>" * n * 2 + "</preface>",
    "long titles": lambda n: "<preface><longTitle>" + "<p>A</p>" * n * 2 + "</longTitle></preface>",
}


def open_document_of_styles_in_a_circle(n: int) -> Source:
    styles = "".join(
        f'<style:style style:name="s{x}" style:parent-style-name="s{(x + 1) % n}"/>' for x in range(n)
    )
    words = "".join(f'<text:p text:style-name="s{x}">A</text:p>' for x in range(n))
    whole = open_documents.content(words).replace(
        "<office:automatic-styles>", f"<office:automatic-styles>{styles}"
    )
    return open_documents.package(content=whole)


def open_document_of_lists(n: int) -> Source:
    opened, closed = "<text:list><text:list-item>", "</text:list-item></text:list>"
    return open_documents.package((opened * 20 + "<text:p>A</text:p>" * n + closed * 20) * 3)


def open_document_of_spaces(n: int) -> Source:
    return open_documents.package('<text:p>A<text:s text:c="999999999"/></text:p>' * n)


def open_document_of_repeated_rows(n: int) -> Source:
    row = '<table:table-row table:number-rows-repeated="999999999"><table:table-cell/></table:table-row>'
    return open_documents.package("<text:p>A</text:p><table:table>" + row * n + "</table:table>")


def open_document_of_notes(n: int) -> Source:
    note = "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>A</text:p></text:note-body></text:note>"
    return open_documents.package(f"<text:p>{note * n}</text:p>")


def open_document_of_boxes(n: int) -> Source:
    opened, closed = "<draw:frame><draw:text-box><text:p>", "</text:p></draw:text-box></draw:frame>"
    return open_documents.package(f"<text:p>{(opened * 20 + 'A' + closed * 20) * (n // 10)}</text:p>")


def open_document_of_spans(n: int) -> Source:
    return open_documents.package(
        "<text:p>" + ("<text:span>" * 60 + "A" + "</text:span>" * 60) * n + "</text:p>"
    )


def open_document_of_headings(n: int) -> Source:
    return open_documents.package('<text:h text:outline-level="999999999">A</text:h>' * n * 3)


OPEN_DOCUMENT: dict[str, Callable[[int], Source]] = {
    name.removeprefix("open_document_").replace("_", " "): made
    for name, made in list(globals().items())
    if name.startswith("open_document_")
}

WORD: dict[str, Callable[[int], Source]] = {
    name.removeprefix("word_").replace("_", " "): made
    for name, made in list(globals().items())
    if name.startswith("word_")
}


def _made(kind: Callable[[str], Source], text: Callable[[int], str]) -> Callable[[int], Source]:
    return lambda size: kind(text(size))


FILES: dict[str, Callable[[int], Source]] = {
    **{f"Markdown: {name}": _made(markdown, text) for name, text in MARKDOWN.items()},
    **{f"HTML: {name}": _made(page, text) for name, text in HTML.items()},
    **{f"Text: {name}": _made(plain_text, text) for name, text in TEXT.items()},
    **{f"Akoma Ntoso: {name}": _made(act, text) for name, text in ACT.items()},
    **{f"Word: {name}": made for name, made in WORD.items()},
    **{f"OpenDocument: {name}": made for name, made in OPEN_DOCUMENT.items()},
}
"""Every hostile file by its name."""


def with_picture(data: bytes, times: int) -> list[Source]:
    """A page that shows one picture many times."""
    return [page('<p><img src="a.png" alt="A"></p>' * times), Source("a.png", data)]
