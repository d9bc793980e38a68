"""Remarks say how many things of each kind they left out, in every format; what is lost besides is not explained."""

from dataclasses import replace
from typing import Any

import pytest

from consult.documents import comparing, counting, reading
from consult.documents.blocks import COUNTED, Kind, NonBlockKind, ParsedDraft, Source
from tests.documents import open_documents, papers, words

DELETED = "<w:del><w:r><w:delText>old</w:delText></w:r></w:del>"
OBJECT = '<w:r><w:object><o:OLEObject ProgID="Excel.Sheet.12"/></w:object></w:r>'
PICTURE = '<w:r><w:pict><v:shape alt="A sampler"><v:imagedata r:id="x1"/></v:shape></w:pict></w:r>'
FRAME = '<draw:frame draw:name="F"><draw:object/></draw:frame>'
CHANGED = "<text:changed-region><text:deletion><text:p>old</text:p></text:deletion></text:changed-region>"


def _drawing(inner: str) -> str:
    data = f"<a:graphic><a:graphicData>{inner}</a:graphicData></a:graphic>"
    return f"<w:r><w:drawing><wp:inline>{data}</wp:inline></w:drawing></w:r>"


def _word(*inners: str) -> Source:
    paragraphs = "".join(f"<w:p>{inner}</w:p>" for inner in inners)
    return words.file(paragraphs, related={"x1": ("image", papers.picture())})


def _box(inner: str) -> str:
    return f"<w:r><w:pict><v:textbox><w:txbxContent>{inner}</w:txbxContent></v:textbox></w:pict></w:r>"


def _html(body: str) -> Source:
    return Source("a.html", f"<html lang='en'><p>Seed.</p>{body}</html>".encode())


def _read(source: Source) -> ParsedDraft:
    return replace(reading.parse([source]), in_file=counting.in_files([source]))


def _left_out(parsed: ParsedDraft) -> dict[str, dict[str, int]]:
    """What warnings say they left out, by their codes."""
    found: dict[str, dict[str, int]] = {}
    for remark in parsed.remarks:
        for kind, number in (remark.left_out or {}).items():
            of_code = found.setdefault(remark.code, {})
            of_code[kind] = of_code.get(kind, 0) + number
    return found


def _not_explained(parsed: ParsedDraft) -> list[tuple[str, int, int]]:
    rows = comparing.compared(parsed, {})
    return [(row.kind.value, row.missing, row.beyond) for row in rows if row.missing or row.beyond]


ROW = f"<w:tr><w:tc><w:p>{words.run('A')}</w:p></w:tc></w:tr>"
DELETED_ROW = f"<w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p>{DELETED}{PICTURE}</w:p></w:tc></w:tr>"
COMMENT = '<w:r><w:commentReference w:id="1"/></w:r>'
HIDDEN = '<text:hidden-text text:is-hidden="true">secret</text:hidden-text>'


@pytest.mark.parametrize(
    ("source", "left_out"),
    [
        (_word(DELETED + words.run("A") + DELETED, DELETED), {"tracked": {"deletion": 3}}),
        (words.file(words.paragraph("A") + f"<w:tbl>{ROW}{DELETED_ROW}</w:tbl>"), {"tracked": {"deletion": 1}}),
        (_word(words.run("A") + COMMENT + COMMENT, f"<w:del>{COMMENT}</w:del>"), {"comments": {"review_comment": 2}}),
        (_word(words.run("A"), OBJECT + OBJECT), {"object": {"embedded": 2}}),
        (_word(words.run("A"), OBJECT.replace("Excel.Sheet.12", "Equation.3")), {"formulas": {"embedded": 1}}),
        (_word(words.run("A") + _drawing("<c:chart/>") * 2 + _drawing("<dgm:relIds/>")), {"chart": {"figure": 2}, "diagram": {"figure": 1}}),
        (_word(words.run("A") + '<w:r><w:footnoteReference w:id="7"/></w:r>' * 2), {"note": {"footnote": 1}}),
        (_word(words.run("A") + words.run("secret", "<w:vanish/>"), words.run("secret", "<w:vanish/>")), {}),
        (open_documents.package(f"<text:p>A{FRAME}{FRAME}</text:p>"), {"left_out": {"embedded": 2}}),
        (open_documents.package(f"<text:tracked-changes>{CHANGED * 2}</text:tracked-changes><text:p>A</text:p>"), {"tracked": {"deletion": 2}}),
        (open_documents.package("<text:p>A<office:annotation/><office:annotation/></text:p>"), {"comments": {"review_comment": 2}}),
        (open_documents.package(f"<text:p>A{HIDDEN}</text:p><text:p>{HIDDEN}</text:p>"), {}),
        (_html("<nav><p>a</p><ul><li>b</ul></nav><noscript><p>c</p></noscript><ul><li>d<nav>e</nav></ul>"), {}),
        (_html("<div hidden><p>a</p><ul><li>b</ul><img src='x'></div><p><i style='display:none'>c</i></p>"), {}),
        (_html("<object><img src='x'></object><p><video>No video</video></p><canvas></canvas><p>A<svg><text>b</text></svg></p>"), {"left_out": {"embedded": 3, "figure": 1}}),
        (_html("<p><img src='x'></p><table><tr><td><img src='y'><img src='x'></td></tr></table>"), {"missing": {"figure": 3}}),
        (_html("<p><math></math></p><p>A <math><mspace/></math></p><blockquote></blockquote><p><input value='B'></p>"), {}),
        (Source("a.md", b"A\n\n```{=latex}\n\\x\n```\n\n```\ncode\n```\n"), {"raw": {"code": 1}}),
        (Source("a.xml", b"<akomaNtoso><doc><mainBody><p>A <del>b</del><del>c</del></p><foreign/></mainBody></doc></akomaNtoso>"), {"left_out": {"deletion": 2, "embedded": 1}}),
        (Source("a.txt", b"Contents\n\n1. Scope\n2. Terms\n3. Method\n\n1. Scope\n\nSeed.\n\n2. Terms\n\nLot.\n\n3. Method\n\n   o  bag\n"), {"contents": {"letter": 24}}),
    ],
)  # fmt: skip
def test_what_is_left_out_is_counted_and_explains_itself_alone(
    source: Source, left_out: dict[str, dict[str, int]]
) -> None:
    parsed = _read(source)
    assert _left_out(parsed) == left_out
    assert _not_explained(parsed) == []
    assert parsed.in_file is not None
    kinds = (
        set(parsed.in_file) if NonBlockKind.LETTER in parsed.in_file else {*COUNTED} - {NonBlockKind.LETTER}
    )
    worse = replace(parsed, in_file={kind: parsed.in_file.get(kind, 0) + 1 for kind in kinds})
    assert {missing for _kind, missing, _beyond in _not_explained(worse)} == {1}


@pytest.mark.parametrize(
    ("source", "shape"),
    [
        (Source("a.md", b"A\n\n$$\\unheardof{x}$$\n\n$$\\unheardof{y}$$ (3)\n"), [("formula", "", r"\unheardof{x}"), ("formula", "(3)", r"\unheardof{y}")]),
        (_html(r"<p>\[\unheardof{x}\]</p>\[\unheardof{y}\]"), [("formula", "", r"\[\unheardof{x}\]"), ("formula", "", r"\[\unheardof{y}\]")]),
        (_html(r"<table><tr><td>\[\unheardof=1\]</td><td>(5)</td></tr></table>"), [("formula", "(5)", r"\[\unheardof=1\]")]),
        (Source("a.md", b"A\n\n> $$\\unheardof{x}$$\n\n- $\\unheardof{y}$\n\n# $\\unheardof{z}$\n"), [("quotation", "", r"\unheardof{x}"), ("list_item", "", r"\unheardof{y}"), ("heading", "", r"\unheardof{z}")]),
    ],
    ids=["Markdown", "HTML", "beside its number", "in other blocks"],
)  # fmt: skip
def test_a_formula_in_tex_that_cannot_be_read_is_counted_and_explained(
    source: Source, shape: list[tuple[str, str, str]]
) -> None:
    parsed = _read(source)
    assert [
        (b.kind.value, "" if b.kind is Kind.HEADING else b.number, b.text) for b in parsed.blocks[1:]
    ] == shape
    assert _left_out(parsed) == {"formulas": {"formula": len(shape)}}
    assert _not_explained(parsed) == []


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("> $$x=1$$", [("quotation", "", "x=1")]), ("# $x+1$", [("heading", "", "x+1")]),
        ("$$x=1$$ (3)", [("formula", "(3)", "x=1")]), ("$$x=1$$ (energy law)", [("paragraph", "", "(energy law) x=1")]),
    ],
)  # fmt: skip
def test_a_formula_alone_in_a_block_is_counted_as_that_block(
    text: str, shape: list[tuple[str, str, str]]
) -> None:
    parsed = _read(Source("a.md", f"# 1 A\n\n{text}\n".encode()))
    assert [(block.kind.value, block.number, block.text) for block in parsed.blocks[1:]] == shape
    assert _not_explained(parsed) == []


def test_a_footnote_to_which_nothing_refers_keeps_its_words_and_is_told() -> None:
    text = "# 1 A\n\nSeed.[^b]\n\n[^a]: First.\n\n[^b]: Second.\n\n[^b]: Third.\n\n    And more.\n\nLast.\n"
    parsed = _read(Source("a.md", text.encode()))
    assert [(block.kind.value, block.text) for block in parsed.blocks[1:]] == [
        ("paragraph", "Seed.[1]"), ("paragraph", "First."), ("paragraph", "Second."), ("paragraph", "Last."), ("footnote", "Third. And more."),
    ]  # fmt: skip
    told = {remark.where: remark.block for remark in parsed.remarks if remark.code == "note"}
    assert told == {"a.md: [^a]": "s-1.p2", "a.md: [^b]": "s-1.p3"}
    assert _not_explained(parsed) == []


def test_a_picture_in_a_text_box_of_word_is_kept() -> None:
    box = _box(f"<w:p>{words.run('in it')}</w:p><w:p>{PICTURE}</w:p><w:p>{OBJECT}</w:p>")
    parsed = _read(_word(words.run("A") + box))
    assert [block.text for block in parsed.blocks] == ["A", "in it", "A sampler"]
    assert _left_out(parsed) == {"object": {"embedded": 1}}
    assert _not_explained(parsed) == []


def test_notes_of_word_are_counted_with_what_is_in_them() -> None:
    note = (
        f'<w:footnotes {words.NAMES}><w:footnote w:id="2"><w:p>{words.run("N")}{DELETED}{COMMENT}</w:p></w:footnote>'
        '<w:footnote w:id="3"/></w:footnotes>'
    ).encode()
    cited = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    gone = f"<w:del>{cited.replace('2', '3')}</w:del>"
    body = f"<w:p>{words.run('A')}{cited}{gone}</w:p>"
    parsed = _read(words.file(body, related={"x2": ("footnotes", note)}))
    assert _left_out(parsed) == {"tracked": {"deletion": 1}, "comments": {"review_comment": 1}}
    assert _not_explained(parsed) == []


def test_every_kind_of_block_is_counted() -> None:
    assert {*Kind, *NonBlockKind} == set(COUNTED.values())
    assert len(COUNTED) == len(Kind) + len(NonBlockKind)


def _plain(parsed: ParsedDraft) -> Any:
    return [remark["left_out"] for remark in parsed.to_plain()["remarks"]]


def test_what_remarks_left_out_is_kept_with_them() -> None:
    parsed = _read(_html("<iframe></iframe>"))
    assert _plain(parsed) == [{"embedded": 1}]
