"""References, codes, redlines."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.core import redline
from consult.submissions import quoting, references


def test_references_are_short_and_have_no_look_alikes() -> None:
    references.wire("a secret of the tests")
    made = {references.reference() for _ in range(200)}
    assert len(made) == 200
    assert {len(one) for one in made} == {11}
    assert set("".join(made)) & set("IOQZ01") == set()


def test_codes_follow_from_the_key_and_the_secret_and_survive_a_new_secret() -> None:
    references.wire("the first secret")
    code = references.code_of("a-key")
    kept = references.code_hash(code)
    assert (len(code), code.isdigit(), references.code_of("a-key")) == (24, True, code)
    references.wire("the second secret", ("the first secret",))
    assert references.code_of("a-key") != code
    assert references.code_of("a-key", kept) == code
    assert kept in references.code_hashes(code)


def test_codes_are_read_in_any_script() -> None:
    code = "123456789012345678901234"
    for typed in (
        "1234 5678 9012 3456 7890 1234",
        "١٢٣٤ ٥٦٧٨ ٩٠١٢ ٣٤٥٦ ٧٨٩٠ ١٢٣٤",
        "१२३४-५६७८-९०१२-३४५६-७८९०-१२३४",
        "１２３４５６７８９０１２３４５６７８９０１２３４",
    ):
        assert references.read_code(typed) == code
    assert [references.read_code(typed) for typed in ("", "1234", code + "5", "abc")] == ["", "", "", ""]
    assert references.spaced(code) == "1234 5678 9012 3456 7890 1234"


def test_a_redline_reads_word_by_word() -> None:
    assert redline.ops("A lot weighs 30 000 kg.", "A lot weighs 25 000 kg.") == [
        ("equal", "A lot weighs "),
        ("delete", "30"),
        ("insert", "25"),
        ("equal", " 000 kg."),
    ]
    assert redline.ops("by hand", "by hand") == [("equal", "by hand")]
    assert redline.ops("", "new") == [("insert", "new")]
    assert redline.ops("取样方法", "取样程序") == [("equal", "取样"), ("delete", "方法"), ("insert", "程序")]


TEXT = st.text(alphabet="ab é水, .\n", max_size=40)


@given(before=TEXT, after=TEXT)
def test_a_redline_holds_both_texts_whole(before: str, after: str) -> None:
    steps = redline.ops(before, after)
    assert "".join(words for kind, words in steps if kind != "insert") == before
    assert "".join(words for kind, words in steps if kind != "delete") == after


PRINTED = SimpleNamespace(
    line=42,
    number="a)",
    title="",
    html="<p>Lots of 10<sup>2</sup> bags<sup>1</sup> &amp; more</p><p>are <em>divided</em>.</p>",
    text="Lots of 102 bags1 & more are divided.",
)
TITLED = SimpleNamespace(line=0, number="2.1", title="Maximum lot size", html="", text="Maximum lot size")
CHOSEN = (
    "Lots of 10", "bags1 & more", "bags & more", "more are divided", "more\nare  divided.", "a) Lots of 102 bags1",
    "42 a) Lots of", "42\na)\tLots of", "• Lots of", "di\u00advid\u200bed",
)  # fmt: skip


@pytest.mark.parametrize("quote", CHOSEN)
def test_what_a_page_prints_of_a_place_can_be_quoted(quote: str) -> None:
    assert quoting.stands_in(quote, PRINTED)


@pytest.mark.parametrize("quote", ["lots of", "bags, more", "Call Ann", "divided. Call Ann", "b) Lots of"])
def test_other_words_and_other_letters_are_no_quote(quote: str) -> None:
    assert not quoting.stands_in(quote, PRINTED)


def test_a_title_is_quoted_with_its_number_or_without() -> None:
    assert [quoting.stands_in(quote, TITLED) for quote in ("2.1 Maximum lot", "lot size", "2.2 Maximum")] == [
        True,
        True,
        False,
    ]
