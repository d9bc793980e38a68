"""From files to blocks: Markdown, HTML, Word; what is left out, and what cannot be read."""

import re
import zipfile
from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consult.core import markup
from consult.documents import counting, reading, sandbox
from consult.documents.blocks import Block, Kind, ParsedDraft, Source, Unreadable, from_json
from tests.documents import papers

MARKDOWN = [
    Source("1-scope.md", papers.FIRST.encode()),
    Source("2-instruments.md", papers.SECOND.encode()),
    Source("sampler.png", papers.picture()),
]


def _headings(parsed: ParsedDraft) -> list[tuple[int, str, str]]:
    return [(b.level, b.number, b.title) for b in parsed.blocks if b.kind is Kind.HEADING]


def _of(parsed: ParsedDraft, kind: Kind) -> list[Block]:
    return [block for block in parsed.blocks if block.kind is kind]


def test_several_markdown_files_make_one_draft() -> None:
    parsed = reading.parse(MARKDOWN)
    assert _headings(parsed) == [
        (1, "1", "Scope"), (1, "2", "Sampling"), (2, "2.1", "Maximum lot size"), (1, "3", "Instruments"),
    ]  # fmt: skip
    assert parsed.counts() == {
        "heading": 4, "paragraph": 4, "list_item": 2, "table": 1, "note": 1, "figure": 1, "footnote": 1,
    }  # fmt: skip
    assert [block.line for block in parsed.blocks if block.line] == list(range(1, 11))
    assert (parsed.language, parsed.direction) == ("en", "ltr")


def test_markdown_says_its_language_at_its_head() -> None:
    parsed = reading.parse(
        [Source("draft.md", "---\nlang: ar\ntitle: المسودة\n---\n# 1 النطاق\n\nكلمات".encode())]
    )
    assert (parsed.language, parsed.direction) == ("ar", "rtl")


@pytest.mark.parametrize(
    ("stated", "language", "told"),
    [("FR", "fr", []), ("ar-u-nu-latn", "ar", []), ("xx", "en", ["xx"]), ("german", "en", ["german"])],
)
def test_a_language_is_kept_by_its_usual_code_and_one_that_is_not_known_is_told(
    stated: str, language: str, told: list[str]
) -> None:
    parsed = reading.parse([Source("draft.md", f"---\nlang: {stated}\n---\n# 1 Scope\n\nWords".encode())])
    assert parsed.language == language
    remarks = [one for one in parsed.remarks if one.code == "language"]
    assert [one.where for one in remarks] == told
    assert all("not known" in one.message for one in remarks)


def test_remarks_count_the_lines_of_the_file() -> None:
    text = "---\nlang: en\n---\n# Scope\n\n```{=latex}\n\\newpage\n```\n\n{% include x %}\n"
    remarks = reading.parse([Source("draft.md", text.encode())]).remarks
    assert [one.where for one in remarks if one.code == "template"] == ["draft.md, line 10: {% include x %}"]


@pytest.mark.parametrize(
    ("words", "language", "direction"),
    [
        ("Scope of the draft", "en", "ltr"), ("היקף הטיוטה", "he", "rtl"), ("نطاق المسودة", "ar", "rtl"),
        ("Область применения", "ru", "ltr"), ("本标准规定 (ISO)", "zh", "ltr"), ("この規格は", "ja", "ltr"), ("42", "en", "ltr"),
        ("Ce projet fixe la méthode de prélèvement.", "fr", "ltr"), ("این پیش‌نویس روش نمونه‌برداری را تعیین می‌کند.", "fa", "rtl"),
        ("本標準規定種子批次之抽樣方法。", "zh-Hant", "ltr"), ("มาตรฐานนี้กำหนดวิธีการสุ่มตัวอย่าง", "th", "ltr"),
    ],
)  # fmt: skip
def test_where_nothing_says_the_language_it_is_guessed_and_told(
    words: str, language: str, direction: str
) -> None:
    source = Source("draft.md", f"# 1\n\n{words}".encode())
    parsed = reading.parse([source])
    assert (parsed.language, parsed.direction) == (language, direction)
    assert [one.where for one in parsed.remarks if one.code == "language"] == [language]
    assert "language" not in {one.code for one in reading.parse([source], language=language).remarks}


def test_a_term_stands_on_a_line_of_its_own() -> None:
    parsed = reading.parse([Source("draft.md", b"# 1 Terms\n\nlot\n: a quantity of seed\n")])
    (term,) = _of(parsed, Kind.PARAGRAPH)
    assert (term.html, term.text) == ("<strong>lot</strong><br>a quantity of seed", "lot a quantity of seed")


def test_a_source_does_not_take_the_ids_of_the_pages_that_show_it() -> None:
    source = (
        b'<h1 id="main">Scope</h1><p id="csrf_token">Seed.</p><p id="own">See <a href="#main">it</a>.</p>'
    )
    blocks = reading.parse([Source("draft.html", source)]).blocks
    assert [block.key for block in blocks] == ["s-1", "s-1.p1", "own"]
    assert 'href="#s-1"' in blocks[2].html


def test_anchors_of_the_source_are_kept_and_links_lead_to_them() -> None:
    parsed = reading.parse(MARKDOWN)
    by_title = {block.title: block.key for block in _of(parsed, Kind.HEADING)}
    assert by_title["Maximum lot size"] == "lot-size"
    assert by_title["Scope"] == "s-1"
    assert any('href="#lot-size"' in block.html for block in parsed.blocks)
    note = _of(parsed, Kind.FOOTNOTE)[0]
    assert f'href="#{note.key}"' in next(
        b.html for b in parsed.blocks if b.text.startswith("A lot shall not")
    )
    keys = [block.key for block in parsed.blocks]
    assert len(set(keys)) == len(keys)


def test_links_lead_to_entries_that_kramdown_names() -> None:
    text = "# 1 Scope\n\nSee [[A]](list.md#ref-a).\n"
    entries = '# 2 References\n\n[[A]](list.md#ref-a){:name="ref-a"} Act of 2002.\n'
    parsed = reading.parse([Source("1.md", text.encode()), Source("list.md", entries.encode())])
    assert [remark.code for remark in parsed.remarks if remark.code == "link"] == []
    scope, entry = (block for block in parsed.blocks if block.kind is Kind.PARAGRAPH)
    assert (scope.text, entry.text) == ("See [A].", "[A] Act of 2002.")
    assert f'href="#{entry.key}"' in scope.html


def test_a_citation_does_not_change_the_address_of_its_paragraph() -> None:
    parsed = reading.parse(MARKDOWN)
    assert next(b.key for b in parsed.blocks if b.text.startswith("A lot shall not")) == "lot-size.p1"


def test_pictures_are_made_again_and_keep_their_words() -> None:
    parsed = reading.parse(MARKDOWN)
    assert [figure.alt for figure in parsed.figures] == ["A stick sampler, half open"]
    assert parsed.figures[0].media_type == "image/png"
    assert f"figure:{parsed.figures[0].name}" in _of(parsed, Kind.FIGURE)[0].html


def test_a_missing_picture_is_told_and_its_words_are_shown() -> None:
    parsed = reading.parse(MARKDOWN[:2])
    assert "missing" in {remark.code for remark in parsed.remarks}
    assert "A stick sampler, half open" in _of(parsed, Kind.FIGURE)[0].html


@pytest.mark.parametrize(
    "source", [MARKDOWN[1], Source("draft.html", papers.HTML.encode())], ids=["markdown", "html"]
)
def test_scripts_handlers_and_frames_never_reach_a_reader(source: Source) -> None:
    shown = "".join(str(markup.document(block.html)) for block in reading.parse([source]).blocks)
    for hostile in (
        "<script",
        "onclick",
        "onmouseover",
        "onerror",
        "javascript:",
        "<iframe",
        "<style",
        "alert(1)",
    ):
        assert hostile not in shown


def test_html_is_read_with_its_language_lists_and_captions() -> None:
    parsed = reading.parse([Source("draft.html", papers.HTML.encode())])
    assert (parsed.language, parsed.title) == ("fr", "Prélèvement")
    assert _headings(parsed)[1:] == [(2, "1", "Portée"), (2, "2", "Méthode")]
    assert [(b.number, b.level, b.text) for b in _of(parsed, Kind.LIST_ITEM)] == [
        ("1.", 1, "diviser"), ("2.", 1, "marquer"), ("", 2, "à l'encre"),
    ]  # fmt: skip
    table = _of(parsed, Kind.TABLE)[0]
    assert (table.number, table.title, "colspan" in table.html) == ("Table 1", "Lots", True)
    assert next(b.key for b in parsed.blocks if b.text.startswith("Ce projet")) == "portee"


def test_a_word_draft_has_words_own_numbers_its_table_footnote_and_picture() -> None:
    parsed = reading.parse([Source("draft.docx", papers.word())])
    assert _headings(parsed) == [
        (1, "1", "Scope"), (1, "2", "Sampling"), (2, "2.1", "Maximum lot size"), (2, "2.2", "Instruments"),
    ]  # fmt: skip
    assert "A lot weighs at most 25 tonnes." in [block.text for block in parsed.blocks]
    assert "Tracked changes were accepted: insertions were kept, deletions were left out." in [
        r.message for r in parsed.remarks
    ]
    assert [block.text for block in _of(parsed, Kind.FOOTNOTE)] == ["Seed for sowing only."]
    assert "Accuracy: ✓±α�" in [block.text for block in parsed.blocks]
    assert not any("....." in block.text for block in parsed.blocks)
    assert "It weighs m=V·ρ" in [block.text for block in parsed.blocks]
    assert {remark.code: remark.where for remark in parsed.remarks} == {
        "tracked": "2.1 Maximum lot size", "sign": "2.2 Instruments",
    }  # fmt: skip
    assert 'colspan="2"' in _of(parsed, Kind.TABLE)[0].html
    assert [block.text for block in _of(parsed, Kind.LIST_ITEM)] == ["divide the lot"]
    assert [figure.alt for figure in parsed.figures] == ["A stick sampler, half open"]


def test_tags_of_a_website_stay_and_code_of_a_typesetter_is_left_out_and_both_are_told() -> None:
    text = '# Scope\n\n{% include x.html %}Read {{ page.title }} on.\n\n~~~\n\\clearpage\n~~~\n{:latex-literal="true"}\n\n```\nkept\n```\n'
    parsed = reading.parse([Source("a.md", text.encode())])
    assert [(b.kind.value, b.text) for b in parsed.blocks[1:]] == [
        ("paragraph", "{% include x.html %}Read {{ page.title }} on."),
        ("code", "kept"),
    ]
    assert [remark.code for remark in parsed.remarks if remark.code in {"raw", "template"}].count(
        "template"
    ) == 2
    assert "raw" in {remark.code for remark in parsed.remarks}


def test_headings_without_numbers_get_some_and_odd_numbers_are_told() -> None:
    plain = reading.parse([Source("a.md", b"# Draft\n\n## Scope\n\nx\n\n## Terms\n\n### Lot\n\ny")])
    assert _headings(plain) == [(1, "", "Draft"), (2, "1", "Scope"), (2, "2", "Terms"), (3, "2.1", "Lot")]
    odd = reading.parse([Source("a.md", b"# 1 A\n\nx\n\n# 3 B\n\n### 3.1.1 C\n\n# 3 D\n\ny")])
    assert {"gap", "level", "duplicate"} <= {remark.code for remark in odd.remarks}


def test_what_was_read_survives_its_own_json() -> None:
    parsed = reading.parse(MARKDOWN)
    assert from_json(parsed.to_json()) == parsed


def test_the_sandbox_reads_the_same() -> None:
    counted = replace(reading.parse(MARKDOWN), in_file=counting.in_files(MARKDOWN))
    assert sandbox.parse(MARKDOWN) == counted


_PIECES = st.lists(
    st.one_of(
        st.text(max_size=30),
        st.sampled_from(
            [
                "# ", "## 2.1 ", "- ", "1. ", "> ", "| a | b |\n|---|---|\n", "[^1]", "[^1]: ", "{#s-1}", "{% x %}", "```\n", "\n\n",
                "<table>", "<td colspan=9>", "</table>", "<h2 id='x'>", "<ul><li>", "<script>", "<img src=x onerror=y>", "<a href='#x'>",
                "<svg onload=x>", "&lt;script&gt;", "<math>", "<p dir=rtl>", "المادة 1", "第一条",
            ]
        ),
    ),
    max_size=25,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(pieces=_PIECES, suffix=st.sampled_from(["md", "html"]))
def test_whatever_a_file_holds_it_is_read_clean_with_addresses_of_its_own_or_refused_with_a_sentence(
    pieces: list[str], suffix: str
) -> None:
    try:
        parsed = reading.parse([Source(f"a.{suffix}", "".join(pieces).encode("utf-8", "replace"))])
    except Unreadable as sentence:
        assert str(sentence)
        return
    keys = [block.key for block in parsed.blocks]
    assert len(set(keys)) == len(keys)
    assert all(keys)
    shown = "".join(str(markup.document(block.html)) for block in parsed.blocks)
    assert not re.search(r"<(script|svg|iframe|annotation|style)|<[^>]+\son\w+=", shown, re.IGNORECASE)
    assert from_json(parsed.to_json()) == parsed


def _zip(**files: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name.replace("__", "/"), data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("a.md", b"", "The file is empty."),
        ("a.md", b"\xff\xfe\x00", "This is not a text file."),
        ("a.md", "# Título\n".encode("latin-1"), "a.md, line 1: The file is not in UTF-8"),
        ("a.md", b"<script>x()</script>", "The file has no text."),
        ("a.docx", b"not a zip", "This is not a Word document"),
        ("a.docx", b"PK\x03\x04 broken", "The file is damaged"),
        ("a.docx", _zip(word__other=b"x"), "not a Word document"),
        ("a.docx", _zip(**{"word__document.xml": b"x" * 90_000_000}), "unpacked file is too large"),
        ("a.html", b"<div>" * 300 + b"deep" + b"</div>" * 300, "nested too deeply"),
        ("a.png", papers.picture(), "Choose a file"),
    ],
)
def test_a_file_that_cannot_be_read_gets_a_sentence(name: str, data: bytes, sentence: str) -> None:
    with pytest.raises(Unreadable) as trouble:
        sandbox.parse([Source(name, data)])
    assert sentence in str(trouble.value)


def test_what_is_wrong_is_a_sentence_that_can_be_translated_and_where_is_not_in_it() -> None:
    with pytest.raises(Unreadable) as trouble:
        sandbox.parse([Source("a.md", "One.\n\n# Título\n".encode("latin-1"))])
    found = trouble.value
    assert (found.message, found.file, found.line) == (
        "The file is not in UTF-8. Save it in UTF-8 and upload it again.", "a.md", 3,
    )  # fmt: skip


def test_several_word_files_are_not_one_draft() -> None:
    word = papers.word()
    with pytest.raises(Unreadable) as trouble:
        reading.parse([Source("a.docx", word), Source("b.docx", word)])
    assert "Only Markdown and plain text" in str(trouble.value)
