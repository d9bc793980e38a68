"""The content of the file and of the import: counted apart, compared, and explained by warnings or not."""

from dataclasses import replace
from typing import Any

import pytest

from consult.documents import comparing, counting, reading
from consult.documents.blocks import (
    MOST_REMARKS,
    Block,
    DocumentWarning,
    Kind,
    NonBlockKind,
    ParsedDraft,
    Source,
    from_json,
    from_plain,
)
from tests.documents import open_documents, papers, words
from tests.documents.test_akoma_ntoso import ACT
from tests.documents.test_formulas import FRACTION, math, r

MARKDOWN = [
    Source("1.md", papers.FIRST.encode()),
    Source("2.md", papers.SECOND.encode()),
    Source("sampler.png", papers.picture()),
]

OF_OPEN_DOCUMENT = {
    "heading": 3, "paragraph": 5, "list_item": 6, "table": 1, "figure": 1, "footnote": 1, "embedded": 1,
    "review_comment": 1, "deletion": 1,
}  # fmt: skip
TEXT = b"""SAMPLING OF SEED

1. Scope

This draft is about lots of seed and what is in
them.

2. Method

a) divide the lot
b) seal the bags

- mark
"""
FORMULAS = [
    Source(
        "a.md", b"# 1 A\n\nIt is $a+b$.\n\n$$\nx=1\n$$\n\n$$y=2$$ (3)\n\n- $z$\n\n| a |\n|---|\n| $q$ |\n"
    ),
    Source(
        "a.html",
        b"<html lang=en><h1>1 A</h1><p>It is \\(a+b\\) so</p><p>$$x=1$$</p><p><math><mi>x</mi></math> (3)</p>"
        b"<math><mi>z</mi></math> (4)<table><tr><td>\\[q=1\\]</td><td>(5)</td></tr></table><p>(6)</p>",
    ),
    words.file(
        words.paragraph("1 Dose", "Heading1")
        + "".join(
            f"<w:p>{inner}</w:p>"
            for inner in (math(r("x")), math(FRACTION) + words.run("(3)"), words.run("It is ") + math(r("y")))
        )
    ),
]


def _parsed(
    *kinds: Kind, in_file: dict[str, int] | None, remarks: tuple[DocumentWarning, ...] = ()
) -> ParsedDraft:
    """A draft of one block of each kind, from a file with these counts."""
    insides = {Kind.TABLE: "<table><tr><td>A</td></tr></table>", Kind.CODE: "<pre>A</pre>"}
    blocks = tuple(
        Block(f"b{number}", kind, 0, "", "", insides.get(kind, "A"), "A", number)
        for number, kind in enumerate(kinds, start=1)
    )
    return ParsedDraft("A", "en", "ltr", blocks, (), remarks, "0" * 64, in_file)


def _counted(source: list[Source]) -> dict[str, int]:
    """How many things of each kind are in the import of a source, its letters apart."""
    counts = comparing.counted(reading.parse(source).blocks)
    return {kind: count for kind, count in counts.items() if count and kind != NonBlockKind.LETTER}


def _told(parsed: ParsedDraft, **corrected: int) -> list[tuple[Any, ...]]:
    rows = comparing.compared(parsed, corrected)
    return [
        (row.kind.value, row.in_file, row.in_import, [(why.code, why.number) for why in row.reasons], row.missing, row.beyond)
        for row in rows
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("files", "counts"),
    [
        (MARKDOWN, {"heading": 4, "paragraph": 4, "list_item": 2, "table": 1, "note": 1, "figure": 1, "footnote": 1}),
        ([Source("a.html", papers.HTML.encode())], {"heading": 3, "paragraph": 1, "list_item": 3, "table": 1, "figure": 1, "embedded": 1}),
        ([Source("a.docx", papers.word())], {"heading": 4, "paragraph": 4, "list_item": 1, "table": 1, "figure": 1, "footnote": 1, "formula": 1, "deletion": 1}),
        ([open_documents.package()], OF_OPEN_DOCUMENT),
        ([open_documents.flat()], OF_OPEN_DOCUMENT),
        ([Source("a.xml", ACT.encode())], {"heading": 6, "table": 1, "figure": 0, "embedded": 0, "deletion": 0, "footnote": 2, "quotation": 1, "letter": 282}),
        ([Source("a.txt", TEXT)], {"letter": 95}),
    ],
    ids=["Markdown", "HTML", "Word", "OpenDocument", "flat OpenDocument", "Akoma Ntoso", "plain text"],
)  # fmt: skip
def test_each_format_is_counted_from_its_source(files: list[Source], counts: dict[str, int]) -> None:
    assert counting.in_files(files) == counts


def test_a_format_that_no_one_counts_is_not_counted() -> None:
    assert counting.in_files([Source("a.unknown", b"%PDF-1.7")]) is None
    assert counting.in_files([Source("a.md", b"# A"), Source("b.txt", b"B")]) is None
    assert counting.in_files([Source("a.docx", b"no archive")]) is None


@pytest.mark.parametrize(
    "source",
    [
        *FORMULAS,
        open_documents.package(),
        Source("a.docx", papers.word()),
        Source("a.xml", ACT.encode()),
        Source("a.txt", TEXT),
    ],
    ids=lambda source: source.name,
)
def test_nothing_of_a_whole_import_is_not_explained(source: Source) -> None:
    parsed = replace(reading.parse([source]), in_file=counting.in_files([source]))
    assert [row for row in comparing.compared(parsed, {}) if row.missing or row.beyond] == []
    if source in FORMULAS:
        assert parsed.in_file is not None
        assert parsed.in_file["formula"] == sum(block.html.count("<math") for block in parsed.blocks)


@pytest.mark.parametrize(
    "source",
    [
        Source("a.xml", ACT.replace("<p>Wheat</p>", "").encode()),
        Source("a.txt", TEXT.replace(b"seal the", b"")),
        open_documents.package(
            open_documents.TEXT.replace('<text:h text:outline-level="2">Size</text:h>', "")
        ),
    ],
    ids=lambda source: source.name,
)
def test_what_is_lost_on_the_way_is_not_explained(source: Source) -> None:
    whole = {
        "a.xml": Source("a.xml", ACT.encode()), "a.txt": Source("a.txt", TEXT), "a.odt": open_documents.package(),
    }[source.name]  # fmt: skip
    lossy = replace(reading.parse([source]), in_file=counting.in_files([whole]))
    assert [row.kind for row in comparing.compared(lossy, {}) if row.missing] != []


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        (b"# A\n\n> quoted\n\n> NOTE: noted\n\n```\ncode\n```\n", {"heading": 1, "quotation": 1, "note": 1, "code": 1}),
        (b"- a\n  - b\n  - c\n- d\n\n1. e\n", {"list_item": 5}),
        (b"term\n: meaning\n\nwords\n{: .wide}\n\n{: .alone}\n", {"paragraph": 2}),
        (b"---\ntitle: T\n---\nwords\n\n| a |\n|---|\n| b |\n", {"paragraph": 1, "table": 1}),
    ],
)  # fmt: skip
def test_markdown_is_counted_as_it_is_read(text: bytes, counts: dict[str, int]) -> None:
    source = [Source("a.md", text)]
    assert counting.in_files(source) == counts
    assert _counted(source) == counts


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("loose <b>words</b><p>p</p>more", {"paragraph": 3}),
        (
            "<div><div><p>p</p></div><ul><li>a<ol><li>b</li></ol></li></ul></div>",
            {"paragraph": 1, "list_item": 2},
        ),
        ("<table><tr><td><table><tr><td>a</td></tr></table></td></tr></table>", {"table": 2}),
        ("<script>x</script><style>p{}</style><nav><p>menu</p></nav><p>p</p>", {"paragraph": 1}),
        (
            "<dl><dt>a</dt><dd>b</dd><dd>c</dd><dt>d</dt></dl><dl>e<dt>f</dt><dd></dd></dl>",
            {"paragraph": 5},
        ),
        ("<ul>Stray<p>A</p><li>B<ol>also</ol></li>late</ul>", {"paragraph": 4, "list_item": 1}),
        (
            "<figure><table><tr><td>a</td></tr></table><figcaption>b</figcaption></figure>",
            {"table": 1, "paragraph": 1},
        ),
        (
            "<div class='footnotes'><p>a</p><ol><li>b</li></ol></div><p>c</p>",
            {"paragraph": 2, "footnote": 1},
        ),
    ],
)
def test_html_is_counted_as_it_is_read(text: str, counts: dict[str, int]) -> None:
    source = [Source("a.html", f"<html><body>{text}</body></html>".encode())]
    assert counting.in_files(source) == counts
    assert _counted(source) == counts


def test_what_no_remark_explains_is_told_apart() -> None:
    parsed = _parsed(Kind.TABLE, Kind.PARAGRAPH, Kind.PARAGRAPH, in_file={"table": 3, "paragraph": 1})
    assert _told(parsed) == [("paragraph", 1, 2, [], 0, 1), ("table", 3, 1, [], 2, 0)]
    assert [row.left_out for row in comparing.compared(parsed, {})] == [0, 2]


def test_a_remark_explains_one_thing_and_that_once() -> None:
    remark = DocumentWarning("formulas", "Left out.", "a.html: x", "b1", {"formula": 1})
    parsed = _parsed(Kind.PARAGRAPH, in_file={"paragraph": 1, "formula": 2, "embedded": 1}, remarks=(remark,))
    assert _told(parsed) == [
        ("paragraph", 1, 1, [], 0, 0), ("formula", 2, 0, [("formulas", 1)], 1, 0), ("embedded", 1, 0, [], 1, 0),
    ]  # fmt: skip


@pytest.mark.parametrize("where", ["1 Scope", ""], ids=["of a clause", "of the whole file"])
def test_a_remark_explains_as_many_things_as_it_left_out_and_no_more(where: str) -> None:
    remarks = tuple(
        DocumentWarning("tracked", "Deletions were dropped.", where, "", {"deletion": n}) for n in (2, 1)
    )
    aside = DocumentWarning("aside", "Links were left out.", where)
    parsed = _parsed(
        Kind.PARAGRAPH, in_file={"paragraph": 11, "deletion": 5, "table": 1}, remarks=(*remarks, aside)
    )
    assert _told(parsed) == [
        ("paragraph", 11, 1, [], 10, 0), ("table", 1, 0, [], 1, 0), ("deletion", 5, 0, [("tracked", 3)], 2, 0),
    ]  # fmt: skip


def test_an_older_remark_about_many_things_explains_them_all() -> None:
    remark = DocumentWarning("tracked", "Deletions were dropped.", "1 Scope", "b1", None)
    parsed = _parsed(Kind.PARAGRAPH, in_file={"paragraph": 1, "deletion": 3}, remarks=(remark,))
    assert _told(parsed)[1] == ("deletion", 3, 0, [("tracked", 3)], 0, 0)


def test_where_letters_are_counted_kinds_that_were_not_have_no_number() -> None:
    parsed = _parsed(Kind.PARAGRAPH, Kind.TABLE, in_file={"table": 0, "letter": 5})
    assert _told(parsed) == [
        ("paragraph", None, 1, [], 0, 0), ("table", 0, 1, [], 0, 1), ("letter", 5, 2, [], 3, 0),
    ]  # fmt: skip


def test_an_older_remark_about_the_whole_file_explains_all_of_its_kind() -> None:
    remark = DocumentWarning("formulas", "Formulas were read as plain characters.", "", "", None)
    parsed = _parsed(Kind.PARAGRAPH, in_file={"paragraph": 1, "formula": 12}, remarks=(remark,))
    assert _told(parsed)[1] == ("formula", 12, 0, [("formulas", 12)], 0, 0)


def test_a_remark_about_something_else_explains_nothing() -> None:
    remark = DocumentWarning("link", "This link leads nowhere.", "#a", "b1")
    parsed = _parsed(Kind.PARAGRAPH, in_file={"paragraph": 2}, remarks=(remark,))
    assert _told(parsed) == [("paragraph", 2, 1, [], 1, 0)]


def test_what_an_officer_corrected_needs_no_other_explanation() -> None:
    parsed = _parsed(Kind.HEADING, Kind.PARAGRAPH, in_file={"paragraph": 2})
    assert _told(parsed) == [("heading", 0, 1, [], 0, 1), ("paragraph", 2, 1, [], 1, 0)]
    assert _told(parsed, heading=1, paragraph=-1) == [
        ("heading", 0, 1, [], 0, 0), ("paragraph", 2, 1, [], 0, 0),
    ]  # fmt: skip


def test_files_that_are_not_counted_are_told_without_differences() -> None:
    assert _told(_parsed(Kind.TABLE, in_file=None)) == [("table", None, 1, [], 0, 0)]


def test_pictures_and_formulas_count_where_a_reader_gets_them() -> None:
    html = '<img src="figure:0123456789abcdef.png"><img src="figure:missing"><math><mi>x</mi></math>'
    block = Block("b1", Kind.PARAGRAPH, 0, "", "", html, "A", 1)
    counts = comparing.counted([block])
    assert (counts[Kind.PARAGRAPH], counts[Kind.FIGURE], counts[Kind.FORMULA]) == (1, 1, 1)


def _places(source: Source) -> list[tuple[str, str]]:
    parsed = reading.parse([source])
    words = {block.key: block.title or block.text for block in parsed.blocks}
    return [(one.code, words.get(one.block, "")) for one in parsed.remarks if one.code != "language"]


def test_remarks_on_markdown_know_the_block_that_they_are_about() -> None:
    text = (
        "---\nlang: en\n---\n# One\n\nfirst {{ x }}\n\n{% include y %}\n\nsecond\n\n- item\n- other {{ z }}\n\n"
        "```{=latex}\n\\newpage\n```\n\n## Two\n\n[to](#nowhere)\n\n![](a.png)\n"
    )
    assert sorted(_places(Source("a.md", text.encode()))) == [
        ("alt", "?"), ("assigned", "One"), ("link", "to"), ("missing", "?"), ("raw", "other {{ z }}"),
        ("template", "first {{ x }}"), ("template", "other {{ z }}"), ("template", "{% include y %}"), ("title", "One"),
    ]  # fmt: skip


def test_remarks_on_headings_and_what_is_left_out_know_their_block() -> None:
    text = "<h1>1 A</h1><h3>1.1.1 B</h3><p>words</p><iframe src='x'></iframe><p>after</p><h2>1.4 C</h2><h2>1.4 D</h2>"
    assert sorted(_places(Source("a.html", text.encode()))) == [
        ("duplicate", "D"), ("gap", "C"), ("left_out", "after"), ("level", "B"),
    ]  # fmt: skip


LINE = '<draw:line draw:name="L"/>'
OBJECT = '<draw:frame draw:name="F"><draw:object xlink:href="./O"/></draw:frame>'
FOREIGN = "<foreign><x>1</x></foreign>"
DELETED = "<w:del><w:r><w:delText>old</w:delText></w:r></w:del>"


def _act(body: str) -> Source:
    text = f'<akomaNtoso><doc name="a"><mainBody><p>before</p>{body}</mainBody></doc></akomaNtoso>'
    return Source("a.xml", text.encode())


@pytest.mark.parametrize(
    ("source", "code", "words"),
    [
        (Source("a.txt", TEXT), "heading", "Scope"),
        (Source("a.md", b"# 1 A\n\nbefore\n\nIt is $\\unheardof{x}$.\n"), "formulas", r"It is \unheardof{x}."),
        (Source("a.html", b"<p>before</p><p>It is \\(\\unheardof{x}\\)</p>"), "formulas", r"It is \(\unheardof{x}\)"),
        (Source("a.html", b"<p>before</p><p>A <input value='x'> b</p>"), "form", "A x b"),
        (Source("a.html", b"<p>before</p><ul><li>a</li><iframe src='x'></iframe><li>b</li></ul>"), "left_out", "b"),
        (Source("a.html", b"<p>before</p><p>last</p><iframe src='x'></iframe>"), "left_out", "last"),
        (words.file(words.paragraph("before") + f"<w:p>{DELETED}{words.run('new')}</w:p>"), "tracked", "new"),
        (_act(f"<p>here {FOREIGN}</p><p>after</p>"), "left_out", "here"),
        (_act(f"{FOREIGN}<p>after</p>"), "left_out", "after"),
        (_act(f"<p>last</p>{FOREIGN}"), "left_out", "last"),
        (_act(f"<p>last<authorialNote marker='1'><p>n</p></authorialNote></p>{FOREIGN}"), "left_out", "last1"),
        (open_documents.package(f"<text:p>before</text:p><text:p>here{OBJECT}</text:p>"), "left_out", "here[F]"),
        (open_documents.package(f"<text:p>{LINE}</text:p><text:p>after</text:p>"), "left_out", "after"),
        (open_documents.package(f"<text:p>last</text:p><text:p>{LINE}</text:p>"), "left_out", "last"),
    ],
)  # fmt: skip
def test_remarks_of_every_format_know_their_block(source: Source, code: str, words: str) -> None:
    parsed = reading.parse([source])
    assert (code, words) in _places(source)
    assert not any("data-remark" in block.html or "<remark" in block.html for block in parsed.blocks)


def test_a_figure_in_a_heading_without_words_is_kept() -> None:
    frame = '<draw:frame><draw:image xlink:href="Pictures/a.png"/></draw:frame>'
    source = open_documents.package(f"<text:h>{frame}</text:h><text:p>A</text:p>")
    assert _counted([source]) == counting.in_files([source]) == {"figure": 1, "paragraph": 1}


def test_a_link_that_is_lost_twice_is_told_twice() -> None:
    text = b"[a](#nowhere) [b](#nowhere)\n\n[c](#nowhere)\n"
    assert _places(Source("a.md", text)) == [("link", "a b"), ("link", "c")]


def test_remarks_beyond_the_most_are_counted() -> None:
    text = "\n\n".join(f"words {{{{ x{number} }}}}" for number in range(MOST_REMARKS + 20))
    parsed = reading.parse([Source("a.md", text.encode()), Source("b.md", b"[a](#nowhere)\n")])
    assert (len(parsed.remarks), parsed.more_remarks) == (MOST_REMARKS, 23)
    assert from_json(parsed.to_json()) == parsed


def test_many_lost_links_leave_other_remarks_their_place() -> None:
    links = "\n\n".join(f"[a](#nowhere{number})" for number in range(MOST_REMARKS + 20))
    parsed = reading.parse([Source("a.md", f"# 1 A\n\nfrom a@example.org\n\n{links}\n\n# 1 B\n".encode())])
    assert {"address", "duplicate"} <= {remark.code for remark in parsed.remarks}
    assert (len(parsed.remarks), parsed.more_remarks) == (MOST_REMARKS, 23)


def test_what_was_kept_before_there_were_counts_is_read() -> None:
    parsed = reading.parse(MARKDOWN)
    plain = parsed.to_plain()
    for added in ("in_file", "more_remarks", "remark_blocks"):
        del plain[added]
    for remark in plain["remarks"]:
        del remark["left_out"]
    assert set(plain["remarks"][0]) == {"code", "message", "where"}
    old = from_plain(plain)
    assert (old.blocks, old.in_file, old.more_remarks) == (parsed.blocks, None, 0)
    assert {(remark.block, remark.left_out) for remark in old.remarks} == {("", None)}
