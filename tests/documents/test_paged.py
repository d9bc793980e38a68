"""A PDF as a draft: images of its pages, each with its text; and what is refused."""

from pathlib import Path

import pytest

from consult.documents import reading, sandbox
from consult.documents.attached import pdf_text
from consult.documents.blocks import Source, Unreadable
from consult.documents.paged import page_texts
from consult.documents.paged import sandbox as paged
from consult.documents.paged.blocks import is_page, number_of
from tests import paged as made
from tests.attachments import making

WORDS = ["1 Scope", "The lot is sampled at random, and kept for a year.", "A & B < C"]


def test_a_pdf_becomes_a_heading_and_an_image_for_each_page() -> None:
    found = sandbox.parse([Source("draft.pdf", made.pdf([WORDS, []], labels="r"))])
    assert (found.title, found.language, found.direction) == ("Sampling of seed lots", "en", "ltr")
    assert [(one.key, one.title, is_page(one), number_of(one.key)) for one in found.blocks] == [
        ("page-1", "Page i", False, 0), ("page-1.p1", "Page i", True, 1),
        ("page-2", "Page ii", False, 0), ("page-2.p1", "Page ii", True, 2),
    ]  # fmt: skip
    first, second = found.blocks[1], found.blocks[3]
    assert first.text == " ".join(WORDS)
    assert first.html.endswith(f"<ol><li>{WORDS[0]}</li><li>{WORDS[1]}</li><li>A &amp; B &lt; C</li></ol>")
    assert first.html.startswith(
        f'<img src="figure:{found.figures[0].name}" alt="Page i" width="500" height="700">'
    )
    assert second.text == "Page ii"
    assert [(one.code, one.where, one.block) for one in found.remarks] == [
        ("pdf", "draft.pdf", ""),
        ("scan", "Page ii", "page-2.p1"),
    ]


@pytest.mark.realdata
def test_blanks_between_words_are_kept_where_their_boxes_are_empty(realdata: Path) -> None:
    letter = next((realdata / "fedramp_comment_letter").glob("*.pdf"))
    lines = page_texts.read(letter.read_bytes(), letter.name, "en").lines[0]
    assert lines[:5] == (
        "FedRAMP",
        "Comments on Draft NIST SP",
        "800-53 Revision 5",
        "Submitted by: Matt Goodrich - FedRAMP Director, GSA",
        "Via: sec-cert@nist.gov",
    )


def test_lines_are_those_of_boxes_and_blanks_those_of_characters() -> None:
    assert pdf_text.with_blanks("ab\r\nc d", "a\r\nb c d") == "ab\r\nc d"
    assert pdf_text.with_blanks("abc\r\nd", "a b c d ") == "a b c\r\nd "
    assert pdf_text.with_blanks("ab", "a c") == "ab"  # other letters: nothing is taken over


def test_pages_are_called_in_the_language_of_the_draft() -> None:
    assert made.parsed(language="ar").blocks[0].title == "الصفحة 1"
    assert made.parsed(language="zh-Hant").blocks[0].title == "第 1 页"


REFUSED = [
    (made.pdf([[]], owner="o", user="u"), "This file is protected by a password."),
    (made.pdf([["x"]])[:400], "The file is damaged."),
    (making.pdf(OpenAction=lambda _document: {"/S": "/JavaScript", "/JS": "app.alert(1)"}), "The file contains a script"),
    (made.pdf([[]] * 201), "The PDF has more than 200 pages."),
]  # fmt: skip


@pytest.mark.parametrize(("data", "sentence"), REFUSED, ids=["locked", "damaged", "active", "long"])
def test_a_pdf_that_cannot_be_read_is_refused(data: bytes, sentence: str) -> None:
    with pytest.raises(Unreadable) as trouble:
        page_texts.read(data, "draft.pdf", None)
    assert (trouble.value.message.startswith(sentence), trouble.value.file) == (True, "draft.pdf")


def test_the_sandbox_refuses_it_too_and_a_pdf_with_another_file() -> None:
    with pytest.raises(Unreadable, match="protected by a password"):
        sandbox.parse([Source("draft.pdf", REFUSED[0][0])])
    with pytest.raises(Unreadable, match="A PDF is a draft by itself"):
        reading.parse([Source("a.md", b"# 1 Scope\n\nSeed.\n"), Source("b.pdf", made.pdf([[]]))])


@pytest.mark.parametrize(
    "told",
    [
        b"", b"{}", b'{"title":"","language":"en","labels":[],"lines":[]}',
        b'{"title":"","language":"en","labels":["1"],"lines":[]}',
        b'{"title":"","language":"<b>","labels":["1"],"lines":[[]]}',
        b'{"title":"","language":"en","labels":["1"],"lines":["x"]}',
    ],
)  # fmt: skip
def test_what_no_reader_writes_is_taken_from_none(told: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 -- any will do
        paged.unpacked(told)
