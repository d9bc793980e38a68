"""Akoma Ntoso: acts, bills and other documents as clauses, items, notes; what is left out is told with its line."""

import re
from dataclasses import replace

import pytest

from consult.documents import comparing, counting, reading, sandbox
from consult.documents.blocks import Kind, ParsedDraft, Source, Unreadable
from tests.documents import papers

ACT = """<?xml version="1.0" encoding="UTF-8"?>
<akomaNtoso xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0"><act name="act">
<meta><identification source="#s"><FRBRWork><FRBRalias value="Alias"/></FRBRWork><FRBRExpression><FRBRlanguage language="fra"/>
</FRBRExpression></identification><notes source="#s"><note eId="n9"><p>A note from below.</p></note></notes></meta>
<preface><p class="title"><docTitle>Act on seed</docTitle></p><p><docNumber>7 of 2027</docNumber></p></preface>
<preamble><formula name="f"><p>The assembly,</p></formula><citations><citation><p>Having regard to the treaty,</p></citation></citations>
<recitals><recital eId="rec_1"><num>(1)</num><p>Seed matters.</p></recital><recital eId="rec_2"><num>(2)</num><p>It moves.</p></recital></recitals></preamble>
<body><part eId="part_1"><num>Part I</num><heading>General</heading>
<chapter><num>CHAPTER 1.</num><heading>Scope</heading><subheading>Of all of it</subheading>
<article eId="art_1"><num>Article 1</num><heading>Purpose</heading><paragraph eId="art_1__para_1"><num>1.</num><content>
<p>A <b>lot</b> is
 uniform<authorialNote marker="a"><p>Within <i>tolerance</i>.</p></authorialNote>, see <ref href="#art_2">Article 2</ref>.</p></content></paragraph>
<paragraph><num>2.</num><intro><p>It is:</p></intro><point><num>(a)</num><content><p>clean;</p></content></point>
<point><num>(b)</num><content><p>dry<noteRef href="#n9" marker="9"/>;</p></content></point><wrapUp><p>and labelled.</p></wrapUp></paragraph></article>
<article eId="art_2"><num>Article 2</num><content><blockList><listIntroduction>Members shall:</listIntroduction>
<item><num>–</num><p>sample,</p></item><item><num>–</num><p>seal.</p></item></blockList>
<table><caption>Table 1. Lots</caption><tr><th><p>Species</p></th><th><p>kg</p></th></tr><tr><td colspan="2"><p>Wheat</p></td></tr></table>
<p>Replace <mod><quotedText startQuote="“" endQuote="”">ten</quotedText> by <quotedStructure startQuote="«" endQuote="»"><paragraph><num>3.</num>
<content><p>New words.</p></content></paragraph></quotedStructure></mod></p></content></article></chapter></part></body>
<conclusions><p>Done at Sea.</p></conclusions>
<attachments><attachment><heading>Annex: forms</heading><doc name="annex"><mainBody><p>None.</p></mainBody></doc></attachment></attachments>
</act></akomaNtoso>"""
BLOCKS = [
    ("heading", 1, "", "Act on seed"), ("paragraph", 0, "", "7 of 2027"), ("paragraph", 0, "", "The assembly,"),
    ("paragraph", 0, "", "Having regard to the treaty,"), ("list_item", 1, "(1)", "Seed matters."), ("list_item", 1, "(2)", "It moves."),
    ("heading", 2, "Part I", "General"), ("heading", 3, "CHAPTER 1", "Scope"), ("paragraph", 0, "", "Of all of it"),
    ("heading", 4, "Article 1", "Purpose"), ("list_item", 1, "1.", "A lot is uniforma, see Article 2."),
    ("list_item", 1, "2.", "It is:"), ("list_item", 2, "(a)", "clean;"), ("list_item", 2, "(b)", "dry9;"),
    ("list_item", 1, "", "and labelled."), ("heading", 4, "Article 2", ""), ("paragraph", 0, "", "Members shall:"),
    ("list_item", 1, "–", "sample,"), ("list_item", 1, "–", "seal."), ("table", 0, "Table 1", "Lots"),
    ("paragraph", 0, "", "Replace “ten” by"), ("quotation", 0, "", "«3. New words.»"), ("paragraph", 0, "", "Done at Sea."),
    ("heading", 2, "", "Annex: forms"), ("paragraph", 0, "", "None."),
    ("footnote", 0, "a", "Within tolerance."), ("footnote", 0, "9", "A note from below."),
]  # fmt: skip


def _read(text: str) -> ParsedDraft:
    return reading.parse([Source("a.xml", text.encode())])


def _shape(parsed: ParsedDraft) -> list[tuple[str, int, str, str]]:
    return [
        (b.kind.value, b.level, b.number, b.title if b.kind in {Kind.HEADING, Kind.TABLE} else b.text)
        for b in parsed.blocks
    ]


def _prefixed(text: str) -> str:
    """The same with the prefix akn: before every name."""
    text = re.sub(r"<(/?)([A-Za-z])", r"<\1akn:\2", text)
    return text.replace('xmlns="', 'xmlns:akn="')


def test_an_act_is_read_in_its_order_with_its_numbers() -> None:
    parsed = _read(ACT)
    assert _shape(parsed) == BLOCKS
    assert (parsed.language, parsed.title, parsed.remarks) == ("fr", "Act on seed", ())
    by_text = {block.text: block for block in parsed.blocks}
    assert by_text["A lot is uniforma, see Article 2."].key == "art_1__para_1"
    assert "<strong>lot</strong>" in by_text["A lot is uniforma, see Article 2."].html
    assert 'href="#art_2"' in by_text["A lot is uniforma, see Article 2."].html
    assert 'colspan="2"' in next(block.html for block in parsed.blocks if block.kind is Kind.TABLE)


@pytest.mark.parametrize(
    "text",
    [
        _prefixed(ACT), ACT.replace("docs.oasis-open.org/legaldocml/ns/akn/3.0", "www.akomantoso.org/2.0").replace("eId=", "id="),
        ACT.replace("<act ", "<bill ").replace("</act>", "</bill>"), ACT.replace("<act ", "<statement ").replace("</act>", "</statement>"),
    ],
    ids=["prefix", "2.0", "bill", "statement"],
)  # fmt: skip
def test_prefixes_versions_and_kinds_of_documents_make_no_difference(text: str) -> None:
    assert _shape(_read(text)) == BLOCKS


@pytest.mark.parametrize("name", ["doc", "amendment", "debateReport", "judgment", "portion"])
def test_other_kinds_of_documents_are_read_by_what_they_hold(name: str) -> None:
    text = f"<akomaNtoso><{name}><meta/><preface><longTitle><p>On seed</p></longTitle></preface><{name}Body><section><num>1</num><heading>Scope</heading><content><p>Seed.</p></content></section><hcontainer name='x'><content><p>More.</p></content></hcontainer></{name}Body></{name}></akomaNtoso>"
    shape = [one[1:] for one in _shape(_read(text))]
    assert shape == [(1, "", "On seed"), (2, "1", "Scope"), (0, "", "Seed."), (0, "", "More.")]


def test_what_is_left_out_is_told_with_its_line() -> None:
    body = "<toc>\n<tocItem>1</tocItem></toc>\n<p>E = <foreign><m>mc</m></foreign></p>\n<p>A <del>B</del> <ins>C</ins></p>\n<componentRef src='x.xml'/><p><img src='x.png' alt='A sampler'/></p>"
    parsed = _read(f"<akomaNtoso><doc><mainBody>{body}</mainBody></doc></akomaNtoso>")
    assert [block.text for block in parsed.blocks] == ["E =", "A C", "A sampler"]
    assert [(r.code, r.where) for r in parsed.remarks if r.code in {"left_out", "missing"}] == [
        ("left_out", "a.xml, line 1"), ("left_out", "a.xml, line 3"), ("left_out", "a.xml, line 4"), ("left_out", "a.xml, line 5"), ("missing", "x.png"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "blocks"),
    [
        ("<section><subheading>Of all</subheading><content><p>Seed.</p></content></section>", [("paragraph", "", "Of all"), ("paragraph", "", "Seed.")]),
        ("<section><num>1</num><heading>A</heading><subheading>B</subheading><subheading>C</subheading></section>", [("heading", "1", "A"), ("paragraph", "", "B"), ("paragraph", "", "C")]),
        ("<hcontainer><subheading>Of all</subheading><content><p>Seed.</p></content></hcontainer>", [("paragraph", "", "Of all"), ("paragraph", "", "Seed.")]),
        ("<paragraph><num>1</num><subheading>Of all</subheading><content><p>Seed.</p></content></paragraph>", [("list_item", "1", "Of all Seed.")]),
        ("<blockList><heading>A</heading><subheading>B</subheading><item><num>a)</num><heading>C</heading><subheading>D</subheading><p>Seed.</p></item></blockList>", [("paragraph", "", "A"), ("paragraph", "", "B"), ("list_item", "a)", "C D Seed.")]),
        ("<blockList><item><num>a)</num><p>Seed.</p></item><item><heading>A</heading><p>Bag.</p></item><item>Jar<subheading>B</subheading></item></blockList>", [("list_item", "a)", "Seed."), ("list_item", "", "A Bag."), ("list_item", "", "Jar B")]),
        ("<attachment><subheading>Forms</subheading><doc><mainBody><p>None.</p></mainBody></doc></attachment>", [("paragraph", "", "Forms"), ("paragraph", "", "None.")]),
        ("<amendmentBody><num>8.</num><p>Seed.</p></amendmentBody>", [("paragraph", "", "8."), ("paragraph", "", "Seed.")]),
        ("<table><tr><td><heading>A</heading><subheading>B</subheading><p>Seed.</p></td></tr></table>", [("table", "", "A B Seed.")]),
    ],
    ids=["clause without a heading", "two of them", "container", "item", "list", "items without numbers", "attachment", "number alone", "cell"],
)  # fmt: skip
def test_headings_and_subheadings_are_kept_and_apart_wherever_they_stand(
    body: str, blocks: list[tuple[str, str, str]]
) -> None:
    source = Source("a.xml", f"<akomaNtoso><doc><mainBody>{body}</mainBody></doc></akomaNtoso>".encode())
    parsed = replace(reading.parse([source]), in_file=counting.in_files([source]))
    assert [
        (b.kind.value, b.number, b.title if b.kind is Kind.HEADING else b.text) for b in parsed.blocks
    ] == blocks
    assert [row.kind for row in comparing.compared(parsed, {}) if row.missing or row.beyond] == []


def test_a_picture_beside_it_is_kept() -> None:
    text = "<akomaNtoso><doc><mainBody><p><img src='media/x.png' alt='A sampler'/></p></mainBody></doc></akomaNtoso>"
    parsed = reading.parse([Source("a.xml", text.encode()), Source("x.png", papers.picture())])
    assert [figure.alt for figure in parsed.figures] == ["A sampler"]


def test_the_sandbox_reads_it_too() -> None:
    source = Source("a.xml", ACT.encode("utf-16"))
    counted = replace(reading.parse([source]), in_file=counting.in_files([source]))
    assert sandbox.parse([source]) == counted


@pytest.mark.parametrize(
    ("text", "sentence", "line"),
    [
        ("<akomaNtoso>\n<doc></akomaNtoso>", "The XML of this file is damaged.", 2),
        ("<akomaNtoso>\n&undefined;</akomaNtoso>", "The XML of this file is damaged.", 2),
        ('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><akomaNtoso>&x;</akomaNtoso>', "This is an XML document, but not Akoma Ntoso", 0),
        ('<akomaNtoso><!-- <!DOCTYPE --></akomaNtoso>', "The file does not have the structure of a document.", 0),
        ("<akomaNtoso><doc/></akomaNtoso>", "The file has no text.", 0),
        ("<akomaNtoso>" + "<container><p>A</p>" * 100 + "</container>" * 100 + "</akomaNtoso>", "The text is nested too deeply", 0),
        ("<akomaNtoso>" + "<container>" * 5000 + "</container>" * 5000 + "</akomaNtoso>", "The XML of this file is damaged.", 1),
    ],
    ids=range(7),
)  # fmt: skip
def test_what_cannot_be_read_gets_a_sentence(text: str, sentence: str, line: int) -> None:
    with pytest.raises(Unreadable) as trouble:
        reading.parse([Source("a.xml", text.encode())])
    assert trouble.value.message.startswith(sentence)
    assert trouble.value.line == line
