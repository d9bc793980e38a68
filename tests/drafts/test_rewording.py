"""New words for a passage whose markup stays."""

import pytest

from consult.drafts.rewording import reword, words_of


@pytest.mark.parametrize(
    ("html", "words", "then"),
    [
        ("A <em>seed</em> lot.", "A seed lots.", "A <em>seed</em> lots."),
        ("At most 10 000 kg per m<sup>2</sup>.", "At most 25 000 kg per m2.", "At most 25 000 kg per m<sup>2</sup>."),
        ('See <a href="#x">Table 1</a> there.', "See Table 2 there.", 'See <a href="#x">Table 2</a> there.'),
        ("It is is wrong.", "It is wrong.", "It is wrong."),
        ("Seal it.", "Seal and mark it.", "Seal and mark it."),
        ("lot of seed", "A lot of seed", "A lot of seed"),
        ("a & b", "a & c < d", "a &amp; c &lt; d"),
        ("Remove this end", "Remove this", "Remove this "),
        (
            "<table><tr><td>Wheat</td><td>30 000</td></tr><tr><td>Rye</td><td>25 000</td></tr></table>",
            "Wheat 30 000 Rye 20 000",
            "<table><tr><td>Wheat</td><td>30 000</td></tr><tr><td>Rye</td><td>20 000</td></tr></table>",
        ),
        ("", "New words", "New words"),
    ],
)  # fmt: skip
def test_only_the_words_that_differ_are_exchanged(html: str, words: str, then: str) -> None:
    assert reword(html, words) == then
    assert words_of(then) == words


def test_cells_are_words_apart() -> None:
    assert words_of("<table><tr><td>Wheat</td><td>30</td></tr></table>") == "Wheat 30"


def test_the_blank_behind_a_word_that_only_gets_shorter_stays() -> None:
    before = "It applies to agricultural, <em>vegetable</em> and tree seed."
    after = "It applies to agricultural seed."
    assert words_of(reword(before, after)) == after
