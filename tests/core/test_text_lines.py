"""Cells of tables keep the paragraphs and lists of what people wrote."""

from markupsafe import Markup

from consult.core import markup
from consult.core.text_lines import in_lines, lines_of


def test_words_for_a_table_keep_their_paragraphs() -> None:
    assert (
        lines_of(Markup("<p>One &amp; two<br>and a half</p><ul><li>three</li><li>four</li></ul>"))
        == "One & two\nand a half\n- three\n- four"
    )
    typed = "Before:\n\n- one\n- two\n  1. first\n  2. second\n\nThen:\n\n3. three\n4. four\n\n   more"
    assert lines_of(markup.comment(typed)) == (
        "Before:\n- one\n- two\n  1. first\n  2. second\nThen:\n3. three\n4. four\nmore"
    )
    assert lines_of(None) == ""


def test_a_term_stands_above_what_it_means() -> None:
    assert (
        in_lines("lot seed of one kind", "<strong>lot</strong><br>seed of one kind")
        == "lot\nseed of one kind"
    )
    assert in_lines("lot One. Two.", "<p><strong>lot</strong></p><p>One.</p><p>Two.</p>") == "lot\nOne.\nTwo."
    assert in_lines("only words", "<p>only <em>words</em></p>") == "only words"
