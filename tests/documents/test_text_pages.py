"""Headers and footers of a plain text that was printed: only those that run over its pages are left out."""

from collections import Counter

import pytest

from consult.documents import reading
from consult.documents.blocks import DocumentWarning, NonBlockKind, ParsedDraft, Source
from tests.documents import word_counts

CLAUSES = ("Bags", "Lots", "Jars", "Tins")


def _read(text: str) -> ParsedDraft:
    return reading.parse([Source("a.txt", text.encode())])


def _pages(page: str, clauses: tuple[str, ...] = CLAUSES) -> str:
    """Pages of a text; in each "#" is its number, "%" the number of all and "@" its clause."""
    many = str(len(clauses))
    return "\f".join(
        page.replace("#", str(at)).replace("%", many).replace("@", clause)
        for at, clause in enumerate(clauses, 1)
    )


def _remark(parsed: ParsedDraft, code: str) -> list[DocumentWarning]:
    return [remark for remark in parsed.remarks if remark.code == code]


@pytest.mark.parametrize(
    "page",
    [
        "@\n\nWords of it.\n\nStep # is done.\n", "@\n\nWords of it.\n\nSee table #\n", "@\n\nWords of it.\n\nNone.\n",
        "# bag of @.\n\nWords of it.\n", "7\n\n@\n\nWords of it.\n", "@\n\nWords of it\n\nwhich weigh #0\n",
    ],
    ids=["sentence", "reference", "the same sentence", "amount", "the same number", "number that does not count up"],
)  # fmt: skip
def test_lines_of_the_text_at_the_ends_of_pages_stay_though_they_are_alike(page: str) -> None:
    text = _pages(page)
    parsed = _read(text)
    assert word_counts.of_import(parsed) == Counter(word_counts.words(text))
    assert _remark(parsed, "pages") == []


def test_what_only_looks_like_a_footer_is_told_and_stays() -> None:
    parsed = _read("\f".join(["Bags are many.\n", "12\n\nlots of seed.\n", "More of it.\n\nSee table 1\n"]))
    assert "12" in [block.text for block in parsed.blocks]
    (remark,) = _remark(parsed, "page_lines")
    assert (remark.where, remark.left_out) == ("a.txt, lines 2", {})
    (remark,) = _remark(_read(_pages("@\n\nWords of it.\n\nSee table #\n")), "page_lines")
    assert remark.where == "a.txt, lines 5, 10, 15, 20"


def test_a_page_begins_a_paragraph_or_a_heading_unless_the_words_go_on() -> None:
    parsed = _read("1. Scope\n\nSee table 1\n\f2. Terms\n\nA lot is\n\funiform and\n\n\flarge.\n")
    assert [block.title or block.text for block in parsed.blocks] == [
        "Scope", "See table 1", "Terms", "A lot is uniform and large.",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("page", "left"),
    [
        ("@\n\nWords of @.\n\nPage # of %\n", ["Page"] * 4 + ["of"] * 4), ("@\n\nWords of @.\n\n- # -\n", []),
        ("@\n\nWords of @.\n\n#/%\n", []), ("@\n\nWords of @.\n\nSeed, draft        #\n", ["Seed", "draft"] * 4),
        ("Rules on seed\n\n@\n\nWords of @.\n", ["Rules", "on", "seed"] * 3), ("# Rules on seed\n\n@\n\nWords of @.\n", ["Rules", "on", "seed"] * 3),
        ("@\n\nWords of @.\n\nстр. #\n", ["стр"] * 4), ("@\n\nWords of @.\n\n第 # 页\n", ["第", "页"] * 4),
    ],
    ids=["Page 1 of 4", "- 1 -", "1/4", "far behind words", "header", "before a header", "Russian", "Chinese"],
)  # fmt: skip
def test_headers_and_footers_that_run_over_the_pages_are_left_out_with_their_letters(
    page: str, left: list[str]
) -> None:
    text = _pages(page)
    parsed = _read(text)
    left_out = word_counts.left_out(parsed, text)
    assert Counter({word: n for word, n in left_out.items() if not word.isdigit()}) == Counter(left)
    assert word_counts.of_import(parsed) + left_out == Counter(word_counts.words(text))
    (remark,) = _remark(parsed, "pages")
    assert remark.left_out == {NonBlockKind.LETTER: sum(map(len, left))}
    assert _remark(parsed, "page_lines") == []


def test_two_pages_are_enough_where_a_line_says_that_it_numbers_them() -> None:
    parsed = _read(_pages("@\n\nWords of it.\n\nPage #\n", CLAUSES[:2]))
    assert [remark.where for remark in _remark(parsed, "pages")] == ["a.txt, lines 5, 10"]
    parsed = _read(_pages("@\n\nWords of it.\n\n- # -\n", CLAUSES[:2]))
    assert _remark(parsed, "pages") == []


def test_a_reference_to_a_page_is_no_footer_of_an_rfc() -> None:
    text = "1. Scope\n\nAs told in the book [Page 3]\nwhich is old.\n\nMore [Page 4]\n\nAnd more.\n"
    parsed = _read(text)
    assert word_counts.of_import(parsed) == Counter(word_counts.words(text))
    assert [remark.where for remark in _remark(parsed, "page_lines")] == ["a.txt, lines 3, 6"]


def test_many_lines_are_told_in_several_remarks_and_their_letters_are_counted_once() -> None:
    parsed = _read(_pages("@\n\nWords of it.\n\nSeed        #\n", CLAUSES * 60))
    remarks = _remark(parsed, "pages")
    assert len(remarks) > 1
    assert [remark.left_out for remark in remarks] == [
        {NonBlockKind.LETTER: 4 * 240},
        *[{}] * (len(remarks) - 1),
    ]
