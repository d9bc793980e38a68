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


@pytest.mark.parametrize(
    ("passage", "proposal", "is_wording"),
    [
        ("The lot is kept for two years.", "The lot is kept for three years.", True),
        (
            "Samples are taken by people who have been trained for two days.",
            "Samples are taken by people.",
            True,
        ),
        ("样品由授权取样员采集。", "样品由授权取样员在装运前采集。", True),
        ("4.2 Number", "five, for a lot of primary samples", False),
        ("Kind Maximum mass Wheat 20 000 Beans 30 000 Maize 40 000", "30 000", False),
        (
            "Samples are taken by people of the lot.",
            "Replace the picture of samples with one of the lot.",
            False,
        ),
        ("", "New text", False),
    ],
)
def test_a_proposal_is_a_redline_where_it_is_another_wording(
    passage: str, proposal: str, is_wording: bool
) -> None:
    assert redline.of_proposal(passage, proposal) == (redline.ops(passage, proposal) if is_wording else [])
