"""In which language a proposed wording is taken to be."""

import pytest

from consult.submissions.proposal_language import proposal_language

FRENCH = "Les laboratoires des pays chauds peuvent demander des lots plus petits que les autres laboratoires."


@pytest.mark.parametrize(
    ("words", "comment", "text", "language"),
    [
        (FRENCH, "fr", "fr", "fr"),
        (FRENCH, "fr", "en", "fr"),
        ("A lot does not exceed 20 000 kilograms of seeds of any crop.", "fr", "en", "en"),
        ("20 000 kilograms", "fr", "en", "en"),
        ("الدفعة", "ar", "en", "ar"),
        ("lot", "ar", "en", "en"),
        (FRENCH, "fr", "", "fr"),
        ("Lots", "en-GB", "en", "en"),
    ],
)
def test_a_proposed_wording_is_in_the_language_of_the_text_unless_its_words_are_in_that_of_the_comment(
    words: str, comment: str, text: str, language: str
) -> None:
    assert proposal_language(words, comment, text) == language
