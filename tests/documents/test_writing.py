"""A draft as a Word file and as a PDF: what stands in it, and with the numbers of its lines."""

import re
import zipfile
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from consult.documents import reading
from consult.documents.blocks import Kind, ParsedDraft, Source
from consult.documents.writing import content, sandbox
from consult.documents.writing.sandbox import Frame, NoFont

DRAFT = """---
title: Sampling
---
# 1 Scope {#scope}

Each lot has a **number**, see [the list](https://seed.example/list)[^a] and $m = \\frac{a}{b}$.

1. first item
2. =1+1

| Seed | Mass |
|---|---|
| Maize | 5.10 |

> Quoted words.

[^a]: A footnote.
"""


def _blocks(parsed: ParsedDraft) -> list[dict[str, Any]]:
    return [
        {"kind": one.kind.value, "level": one.level, "number": one.number, "title": one.title, "line": one.line,
         "html": one.html} for one in parsed.blocks
    ]  # fmt: skip


def _frame(parsed: ParsedDraft) -> Frame:
    return Frame(
        parsed.title or "Draft", "World Seed", (("Version", "Third draft"),), "https://consult.example/a",
        "Contents", "Figure", ": ", parsed.language or "en", parsed.direction,
    )  # fmt: skip


@pytest.fixture(scope="module")
def parsed() -> ParsedDraft:
    return reading.parse([Source("draft.md", DRAFT.encode())])


def test_a_word_file_has_each_block_with_its_line_and_is_read_again_as_the_draft(parsed: ParsedDraft) -> None:
    made = sandbox.write("docx", _frame(parsed), _blocks(parsed), {})
    again = reading.parse([Source("draft.docx", made)])
    headings = [one.title for one in again.blocks if one.kind is Kind.HEADING]
    assert headings[-1] == "Scope"
    words = " ".join(one.text for one in again.blocks)
    for said in (
        "Each lot has a number, see the list",
        "first item",
        "=1+1",
        "Quoted words.",
        "A footnote.",
        "5.10",
    ):
        assert said in words, said
    document = zipfile.ZipFile(BytesIO(made)).read("word/document.xml").decode()
    numbers = [int(one) for one in re.findall(r'<w:sz w:val="15"/>.{0,60}?<w:t[^>]*>(\d+)</w:t>', document)]
    assert numbers == [one.line for one in parsed.blocks if one.line]
    assert all(sign in document for sign in ("<m:f>", "w:tblHeader", 'w:val="Heading1"', "w:hyperlink"))


def test_pictures_are_in_both_kinds_of_file_with_what_they_show(parsed: ParsedDraft) -> None:
    out = BytesIO()
    Image.new("RGB", (40, 20), "red").save(out, "PNG")
    name = "0123456789abcdef.png"
    html = f'<p><img src="/drafts/D/versions/1/figures/{name}" alt="A red field"></p>'
    block = {"kind": "figure", "level": 0, "number": "Figure 1", "title": "Field", "line": 1, "html": html}
    pictures = {name: out.getvalue()}
    assert b"/Subtype/Image" in sandbox.write("pdf", _frame(parsed), [block], pictures).replace(b" ", b"")
    with zipfile.ZipFile(BytesIO(sandbox.write("docx", _frame(parsed), [block], pictures))) as package:
        assert any(one.startswith("word/media/") for one in package.namelist())
        assert 'descr="A red field"' in package.read("word/document.xml").decode()


def test_a_pdf_is_tagged_and_has_an_outline(parsed: ParsedDraft) -> None:
    made = sandbox.write("pdf", _frame(parsed), _blocks(parsed), {})
    assert made.startswith(b"%PDF-")
    assert all(sign in made for sign in (b"/MarkInfo", b"/StructTreeRoot", b"/Outlines", b"pdfuaid"))


@pytest.mark.parametrize(
    "text", ["Пункт 1. Партия семян.", "第一条 种子批", "المادة 1. دفعة البذور", "Lote de semillas ñ"]
)
def test_a_pdf_is_made_in_each_language(text: str) -> None:
    parsed = reading.parse([Source("draft.md", f"# 1 {text}\n\n{text}\n".encode())])
    assert sandbox.write("pdf", _frame(parsed), _blocks(parsed), {}).startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("language", "font", "said"),
    [
        ("zh", "CJKsc", "zh"),
        ("zh-Hant", "CJKtc", "zh"),
        ("zh-TW", "CJKtc", "zh-TW"),
        ("zh-Hant-HK", "CJKhk", "zh-HK"),
        ("ja", "CJKjp", "ja"),
        ("ko", "CJKkr", "ko"),
        ("pt-BR", "CJKsc", "pt-BR"),
    ],
)
def test_a_pdf_has_the_shapes_of_its_readers_and_names_their_country(
    parsed: ParsedDraft, language: str, font: str, said: str
) -> None:
    block = {**_blocks(parsed)[0], "html": "<p>直角</p>"}
    made = sandbox.write("pdf", replace(_frame(parsed), language=language, title="直"), [block], {})
    assert set(re.findall(rb"NotoSans(CJK[a-z]+)", made)) == {font.encode()}
    assert f"/Lang({said})".encode() in made.replace(b"/Lang (", b"/Lang(")


def test_where_no_font_has_the_letters_it_is_said_and_no_boxes_are_printed(parsed: ParsedDraft) -> None:
    block = {
        "kind": "paragraph",
        "level": 0,
        "number": "",
        "title": "",
        "line": 1,
        "html": "\U00012000 \U000e0fff",
    }
    with pytest.raises(NoFont):
        sandbox.write("pdf", _frame(parsed), [{**block, "html": "\U0010fffd"}], {})


def test_merged_cells_and_markup_of_their_own_do_not_leave_the_table() -> None:
    [table] = content.of(
        '<table><thead><tr><th rowspan="2">A</th><th colspan="2">B</th></tr></thead>'
        "<tbody><tr><td>#let x</td><td>$y$</td></tr></tbody></table>"
    )
    assert (table["columns"], table["heads"], content.words(table)) == (3, 1, "A B #let x $y$")
    block = {"kind": "table", "level": 0, "number": "", "title": "", "line": 1,
             "html": '<table><tr><th rowspan="9">A</th><th>B</th></tr><tr><td>#panic("x")</td></tr></table>'}  # fmt: skip
    frame = Frame("*T* #x", "O", (), "", "C", "F", ": ", "en", "ltr")
    for kind in sandbox.KINDS:
        assert sandbox.write(kind, frame, [block], {})
