"""Drafts that others published, read whole."""

import re
import zipfile
from collections import Counter
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from lxml import html as lxml_html

from consult.core import markup
from consult.documents import reading
from consult.documents.blocks import Kind, ParsedDraft, Source, Unreadable
from tests.documents import word_counts

pytestmark = pytest.mark.realdata


def _read(*paths: Path) -> ParsedDraft:
    return reading.parse([Source(path.name, path.read_bytes()) for path in paths])


def _shown(parsed: ParsedDraft) -> str:
    return "".join(str(markup.document(block.html)) + block.title for block in parsed.blocks)


def _is_usable(parsed: ParsedDraft) -> None:
    keys = [block.key for block in parsed.blocks]
    assert len(set(keys)) == len(keys)
    assert all(re.fullmatch(r"[a-z0-9][a-z0-9._-]*", key) for key in keys)
    targets = set(re.findall(r'href="#([^"]+)"', _shown(parsed)))
    assert targets <= set(keys)


@pytest.mark.parametrize("edition", ["public-draft", "final"])
def test_a_federal_standard_in_fifteen_files(realdata: Path, edition: str) -> None:
    parsed = _read(*sorted((realdata / "fips201" / edition).glob("*.md")))
    assert parsed.counts()["heading"] >= 130
    assert all(block.text for block in parsed.blocks if block.kind is Kind.FIGURE)
    assert "clearpage" not in _shown(parsed)
    assert not re.search(r"(?<!\{)\{:|(?<!\{)\{#", _shown(parsed))
    _is_usable(parsed)


def test_its_clauses_keep_their_anchors_from_draft_to_final_text(realdata: Path) -> None:
    before, after = (
        _read(*sorted((realdata / "fips201" / e).glob("*.md"))) for e in ("public-draft", "final")
    )
    first, second = ({b.key for b in parsed.blocks if b.kind is Kind.HEADING} for parsed in (before, after))
    assert len(first & second) >= 0.9 * len(first)


def test_a_standard_of_four_volumes_shows_its_template_tags_and_no_front_matter(realdata: Path) -> None:
    files = sorted((realdata / "sp800-63-4" / "en").glob("*.md"))
    parsed = _read(*files)
    assert parsed.counts()["heading"] > 200
    in_words = sum(
        len(re.findall(r"(?<!\]\()(?<!/)\{\{.*?\}\}|\{%.*?%\}", path.read_text())) for path in files
    )
    assert len(re.findall(r"\{\{.*?\}\}|\{%.*?%\}", _shown(parsed))) == in_words
    assert not re.search(r"navTitle|permalink|navOrder", _shown(parsed))
    assert [remark.code for remark in parsed.remarks].count("front_matter") == sum(
        path.read_text().startswith("---") for path in files
    )
    _is_usable(parsed)


def test_a_table_of_word(realdata: Path) -> None:
    parsed = _read(next((realdata / "sp800-63-4").glob("*.docx")))
    tables = [block for block in parsed.blocks if block.kind is Kind.TABLE]
    assert tables
    assert all(table.html.count("<tr") > 1 for table in tables)
    assert "◆" in tables[0].html
    assert parsed.remarks == ()


@pytest.mark.parametrize(
    ("file", "language", "direction"),
    [
        ("arb", "ar", "rtl"), ("cmn_hans", "zh", "ltr"), ("rus", "ru", "ltr"), ("heb", "he", "rtl"), ("urd", "ur", "rtl"),
        ("fra", "fr", "ltr"), ("spa", "es", "ltr"), ("hin", "hi", "ltr"),
    ],
)  # fmt: skip
def test_a_declaration_in_many_scripts(realdata: Path, file: str, language: str, direction: str) -> None:
    parsed = _read(realdata / "udhr" / f"{file}.html")
    assert (parsed.language, parsed.direction) == (language, direction)
    assert parsed.counts()["heading"] >= 30
    _is_usable(parsed)


def _letters(page: Any) -> str:
    """All words that a browser shows of a page, without blanks."""
    etree.strip_elements(page, "title", "script", "style", with_tail=False)
    return "".join(page.text_content().split())


def test_every_letter_and_every_block_of_a_page_is_in_the_draft(realdata: Path) -> None:
    pages = sorted((realdata / "udhr").glob("*.html"))
    assert len(pages) == 16
    for path in pages:
        parsed, page = _read(path), lxml_html.fromstring(path.read_text())
        assert "".join("".join(block.text.split()) for block in parsed.blocks) == _letters(page)
        assert parsed.counts() == {
            "heading": len(page.xpath("//h1 | //h2 | //h3")),
            "paragraph": len(page.xpath("//p[not(ancestor::li)]")),
            "list_item": len(page.xpath("//li")),
        }


def test_every_cell_of_a_table_of_word_is_in_the_draft(realdata: Path) -> None:
    path = next((realdata / "sp800-63-4").glob("*.docx"))
    with zipfile.ZipFile(path) as archive:
        raw = archive.read("word/document.xml").decode()
    (table,) = [block for block in _read(path).blocks if block.kind is Kind.TABLE]
    assert table.html.count("<td") + table.html.count("<th") == len(re.findall(r"<w:tc[ >]", raw))
    words = "".join(re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>", raw))
    assert len("".join(table.text.split())) == len("".join(unescape(words).split()))


def test_a_form_with_nothing_but_headers_of_pages_is_refused(realdata: Path) -> None:
    with pytest.raises(Unreadable, match="has no text"):
        _read(next((realdata / "iso_commenter").glob("*.docx")))


@pytest.mark.parametrize(
    ("file", "language", "headings"),
    [
        ("arb", "ar", 32), ("cmn_hans", "zh", 32), ("eng", "en", 32), ("fra", "fr", 32), ("rus", "ru", 32), ("spa", "es", 32),
        ("heb", "he", 31), ("hin", "hi", 31), ("kor", "ko", 31), ("tha", "th", 31), ("urd", "ur", 31), ("jpn", "ja", 30), ("kat", "ka", 30),
        ("amh", "am", 30), ("pes_1", "fa", 32),
    ],
)  # fmt: skip
def test_a_declaration_as_plain_text_keeps_every_word_and_has_its_articles(
    realdata: Path, file: str, language: str, headings: int
) -> None:
    root = lxml_html.document_fromstring((realdata / "udhr" / f"{file}.html").read_text("utf-8"))
    lines = [" ".join(e.text_content().split()) for e in root.iter("h1", "h2", "h3", "h4", "p", "li")]
    text = "\n\n".join(lines) + "\n"
    parsed = reading.parse([Source("a.txt", text.encode())])
    assert (parsed.language, parsed.counts()["heading"]) == (language, headings)
    assert word_counts.of_import(parsed) == Counter(word_counts.words(text))


@pytest.mark.parametrize(
    "file", ["v3_eu_COM_2013_0619_EN-8", "v3_uk_asp-2017-1-enacted-data.akn", "v3_us_Title9-Chap3-eng"]
)
def test_acts_in_akoma_ntoso_keep_every_letter(realdata: Path, file: str) -> None:
    path = realdata / "akoma_ntoso" / f"{file}.xml"
    parsed = _read(path)
    root = etree.fromstring(path.read_bytes())
    for element in list(root.iter("{*}meta", "{*}toc")):
        element.getparent().remove(element)  # metadata is no text; the table of contents is told
    given = "".join("".join(root.itertext()).split())
    words = "".join(
        f"{block.number}{block.title or block.text}"
        if block.kind is Kind.HEADING
        else f"{block.number}{block.text}"
        for block in parsed.blocks
    )
    letters, found = (Counter(filter(str.isalnum, part)) for part in (given, "".join(words.split())))
    assert letters - found == Counter()
    assert parsed.language == "en"
    _is_usable(parsed)
