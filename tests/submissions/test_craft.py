"""References, codes, redlines."""

from hypothesis import given
from hypothesis import strategies as st

from consult.core import redline
from consult.submissions import references


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
