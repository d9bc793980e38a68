"""Cells of tables keep the paragraphs and lists of what people wrote."""

from hypothesis import example, given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from consult.core import markup
from consult.core.text_lines import in_lines, lines_of


def test_words_for_a_table_keep_their_paragraphs() -> None:
    assert (
        lines_of(Markup("<p>One &amp; two<br>and a half</p><ul><li>three</li><li>four</li></ul>"))
        == "One & two\nand a half\n- three\n- four"
    )
    typed = "Before:\n\n- one\n- two\n  1. first\n  2. second\n\nThen:\n\n3. three\n4. four\n\n   more"
    assert lines_of(markup.prose(typed)) == (
        "Before:\n- one\n- two\n  1. first\n  2. second\nThen:\n3. three\n4. four\nmore"
    )
    assert lines_of(None) == ""


_PIECES = [
    "a",
    "é",
    " ",
    "\n",
    "\r",
    "\u00a0",
    "\u2028",
    "&amp;",
    "&lt;",
    "&nbsp;",
    "&#10;",
    "&notit;",
    "&am",
    "p;",
]


@given(
    st.lists(
        st.tuples(st.lists(st.sampled_from(_PIECES), max_size=6), st.sampled_from(["", "\n", " \n"])),
        min_size=1,
    )
)
@example([(["a", "\n", " ", "a"], "")])
@settings(max_examples=300, deadline=None)
def test_mere_paragraphs_are_read_as_all_other_html(told: list[tuple[list[str], str]]) -> None:
    html = "".join(f"<p>{''.join(words)}</p>{between}" for words, between in told)
    # what is not displayed keeps the second from being mere paragraphs
    assert lines_of(html) == lines_of(f"{html}<em></em>")


def test_a_term_stands_above_what_it_means() -> None:
    assert (
        in_lines("lot seed of one kind", "<strong>lot</strong><br>seed of one kind")
        == "lot\nseed of one kind"
    )
    assert in_lines("lot One. Two.", "<p><strong>lot</strong></p><p>One.</p><p>Two.</p>") == "lot\nOne.\nTwo."
    assert in_lines("only words", "<p>only <em>words</em></p>") == "only words"
