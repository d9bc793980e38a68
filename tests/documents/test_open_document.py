"""OpenDocument texts: what is read, what is left out and told, and what cannot be read."""

import base64
from dataclasses import replace

import pytest

from consult.documents import counting, reading, sandbox
from consult.documents.blocks import Kind, Source, Unreadable
from tests.documents import open_documents, papers
from tests.documents.open_documents import content, flat, package


def test_a_draft_is_read_with_its_numbers_lists_table_note_and_picture() -> None:
    parsed = reading.parse([package()])
    assert [(b.kind.value, b.level, b.number, b.title or b.text) for b in parsed.blocks] == [
        ("paragraph", 0, "", "Sampling of seed"),
        ("heading", 1, "1", "Scope"),
        ("paragraph", 0, "", "A lot is uniform and has 103 bags.1"),
        ("heading", 2, "1.1", "Size"),
        ("paragraph", 0, "", "At most 25 tonnes."),
        ("heading", 1, "2", "Method"),
        ("list_item", 1, "a)", "divide the lot"),
        ("list_item", 2, "(i)", "in halves"),
        ("list_item", 2, "(ii)", "in quarters"),
        ("list_item", 1, "b)", "mark each with ink"),
        ("list_item", 1, "", "a bullet"),
        ("list_item", 1, "c)", "seal it"),
        ("table", 0, "", "Species Maximum Wheat and rye"),
        ("figure", 0, "", "A stick sampler"),
        ("paragraph", 0, "", "See the scope.[Formula 1]"),
        ("paragraph", 0, "", "In a box."),
        ("footnote", 0, "1", "With a tolerance."),
    ]
    assert (parsed.language, parsed.direction) == ("fr-CH", "ltr")
    by_text = {block.text: block.html for block in parsed.blocks}
    assert "<em><strong>uniform</strong></em>" in by_text["A lot is uniform and has 103 bags.1"].replace(
        "<strong><em>uniform</em></strong>", "<em><strong>uniform</strong></em>"
    )
    assert "10<sup>3</sup>" in by_text["A lot is uniform and has 103 bags.1"]
    assert 'href="#scope"' in by_text["See the scope.[Formula 1]"]
    assert "<th>Species</th>" in by_text["Species Maximum Wheat and rye"]
    assert 'colspan="2"' in by_text["Species Maximum Wheat and rye"]
    assert [figure.alt for figure in parsed.figures] == ["A stick sampler"]


def test_what_is_left_out_is_told_with_its_place() -> None:
    told = {(remark.code, remark.where) for remark in reading.parse([package()]).remarks}
    assert told == {
        ("tracked", "a.odt"), ("comments", "a.odt"), ("pages", "a.odt: Draft of May"), ("contents", "a.odt: 1 Scope 2"),
        ("boxes", "2 Method: Box 1"), ("left_out", "2 Method: Formula 1"),
    }  # fmt: skip


def test_one_file_of_xml_reads_the_same_but_for_its_pictures() -> None:
    one, other = reading.parse([flat()]), reading.parse([package()])
    assert [b for b in one.blocks if b.kind is not Kind.FIGURE] == [
        b for b in other.blocks if b.kind is not Kind.FIGURE
    ]
    assert {r.code for r in one.remarks} - {r.code for r in other.remarks} == {"missing"}


def test_a_picture_inside_a_file_of_xml_is_kept() -> None:
    data = base64.b64encode(papers.picture()).decode()
    frame = f"<draw:frame><draw:image><office:binary-data>{data}</office:binary-data></draw:image><svg:title>A sampler</svg:title></draw:frame>"
    parsed = reading.parse([flat(f"<text:p>{frame}</text:p>")])
    assert [figure.alt for figure in parsed.figures] == ["A sampler"]


def test_a_picture_is_found_in_any_folder_of_the_file() -> None:
    frame = '<draw:frame><draw:image xlink:href="./media/b.png"/><svg:desc>A sampler</svg:desc></draw:frame>'
    source = package(f"<text:p>{frame}</text:p>", **{"media/b.png": papers.picture()})
    assert [figure.alt for figure in reading.parse([source]).figures] == ["A sampler"]


def test_the_sandbox_reads_it_too() -> None:
    for source in (package(), flat()):
        counted = replace(reading.parse([source]), in_file=counting.in_files([source]))
        assert sandbox.parse([source]) == counted


@pytest.mark.parametrize(
    ("words", "language", "direction"),
    [("المادة الأولى", "ar-EG", "rtl"), ("この規格は", "ja-JP", "ltr"), ("Le projet", "fr-CH", "ltr")],
)
def test_the_language_is_that_of_the_script_of_the_text(words: str, language: str, direction: str) -> None:
    parsed = reading.parse([package(f"<text:p>{words}</text:p>")])
    assert (parsed.language, parsed.direction) == (language, direction)


def test_headings_in_a_list_have_its_numbers_and_start_again_where_they_say() -> None:
    text = (
        '<text:list text:style-name="L1"><text:list-item><text:h text:outline-level="1">Scope</text:h></text:list-item></text:list>'
        '<text:h text:outline-level="1" text:restart-numbering="true" text:start-value="7">Terms</text:h>'
        '<text:h text:outline-level="1" text:is-list-header="true">Annex</text:h>'
        '<text:h text:outline-level="1"><text:number>9.</text:number>Printed</text:h>'
    )
    parsed = reading.parse([package(text)])
    assert [(b.number, b.title) for b in parsed.blocks] == [
        ("a)", "Scope"),
        ("7", "Terms"),
        ("", "Annex"),
        ("9", "Printed"),
    ]


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        (package(manifest="<manifest><encryption-data/></manifest>"), "This file is protected by a password."),
        (package(content="<broken"), "The file is damaged"),
        (package(content=f"<office:document-content {open_documents.SPACES}/>"), "The file is damaged"),
        (package(content='<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'), "not have the structure of a document"),
        (Source("a.fodt", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><office:document/>'), "is not"),
        (package("<text:section>" * 100 + "<text:p>A</text:p>" + "</text:section>" * 100), "nested too deeply"),
        (package("<text:list><text:list-item>" * 100 + "<text:p>A</text:p>" + "</text:list-item></text:list>" * 100), "nested too deeply"),
        (package(air=b"\0" * 200_000_000), "unpacked file is too large"),
        (package(content=content("<text:p/>" * 1_500_001)), "unpacked file is too large"),
        (package("<table:table><table:table-row>" + '<table:table-cell table:number-columns-repeated="999999"/>' * 4000 + "</table:table-row></table:table>"), "too many cells"),
    ],
    ids=range(10),
)  # fmt: skip
def test_what_cannot_be_read_gets_a_sentence(source: Source, sentence: str) -> None:
    with pytest.raises(Unreadable) as trouble:
        reading.parse([source])
    assert sentence in trouble.value.message


@pytest.mark.parametrize(
    "hidden",
    [
        '<text:p text:style-name="Below">secret</text:p>',
        '<text:p><text:span text:style-name="Below">secret</text:span></text:p>',
        '<text:p>secret<text:hidden-paragraph text:is-hidden="true"/></text:p>',
        '<text:p><text:hidden-text text:is-hidden="true">secret</text:hidden-text></text:p>',
        '<text:section text:display="none"><text:p>secret</text:p></text:section>',
        '<text:section text:display="condition" text:is-hidden="true"><text:p>secret</text:p></text:section>',
    ],
)
def test_hidden_text_is_left_out_and_told(hidden: str) -> None:
    styles = open_documents.STYLES.replace(
        "</office:styles>",
        '<style:style style:name="Hidden"><style:text-properties text:display="none"/></style:style>'
        '<style:style style:name="Below" style:parent-style-name="Hidden"/></office:styles>',
    )
    parsed = reading.parse([package(f"<text:p>Seen.</text:p>{hidden}<text:p>Also.</text:p>", styles=styles)])
    assert [block.text for block in parsed.blocks] == ["Seen.", "Also."]
    assert [r.where for r in parsed.remarks if r.code == "hidden"] == ["a.odt: secret"]


def test_how_a_word_is_read_stands_in_brackets() -> None:
    ruby = "<text:ruby><text:ruby-base>漢</text:ruby-base><text:ruby-text>kan</text:ruby-text></text:ruby>"
    assert [block.text for block in reading.parse([package(f"<text:p>{ruby}</text:p>")]).blocks] == [
        "漢(kan)"
    ]
