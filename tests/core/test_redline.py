"""Changes of a text are shown in whole words, in every script."""

import pytest

from consult.core import redline


@pytest.mark.parametrize(
    ("before", "after", "same"),
    [
        ("لهم حقًا", "لهم حقوقًا", "لهم "),  # the mark of the ending stays with its word
        ("نمی‌خواهم متن", "می‌خواهم متن", " متن"),  # so does what joins two parts of one
        ("Большо\u0301й за\u0301мок", "Большо\u0301й замо\u0301к", "Большо\u0301й "),  # stress
        ("नया क़ानून", "नया क़ानूनी", "नया "),
        ("データがある", "データか\u3099ある", "データある"),  # a sign and its mark
    ],
)
def test_marks_stay_with_the_word_before_them(before: str, after: str, same: str) -> None:
    steps = redline.ops(before, after)
    assert "".join(words for kind, words in steps if kind != "insert") == before
    assert "".join(words for kind, words in steps if kind != "delete") == after
    assert "".join(words for kind, words in steps if kind == "equal") == same
