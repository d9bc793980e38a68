"""Where quoted words stand in the text of their passage."""

from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.quotations import selectors


def _block(text: str = "", html: str = "", *, line: int = 0, number: str = "", title: str = "") -> Any:
    return SimpleNamespace(text=text, html=html or text, line=line, number=number, title=title)


TEXT = "The lot is marked. A lot that is not marked is no lot."


@pytest.mark.parametrize(
    ("quote", "prefix", "start"),
    [
        ("lot", "", 4),
        ("lot", "marked. A ", 21),
        ("a lot that", "", None),
        ("lot", "is no ", 50),
        ("A  lot", "", 19),
    ],
)
def test_what_stands_before_tells_which_place_is_meant(quote: str, prefix: str, start: int | None) -> None:
    assert selectors.begins_at(quote, prefix, _block(TEXT)) == start


def test_a_selector_has_the_words_around_the_quotation() -> None:
    found = selectors.selector("marked", 40, _block(TEXT))
    assert found is not None
    assert found.as_json == [
        {"type": "TextQuoteSelector", "exact": "marked", "prefix": "The lot is marked. A lot that is not "[-32:],
         "suffix": " is no lot."},
        {"type": "TextPositionSelector", "start": 37, "end": 43},
    ]  # fmt: skip
    assert selectors.selector("absent", None, _block(TEXT)) is None


def test_what_a_page_prints_beside_the_words_is_not_in_the_selector() -> None:
    item = _block("the sampler", line=12, number="a)")
    for quote in ("12a) the sampler", "a) the sampler", "12the sampler"):
        found = selectors.selector(quote, None, item)
        assert found is not None
        assert (found.exact, found.start) == ("the sampler", 0)
    noted = _block("A lot is marked.", "A lot<sup>3</sup> is marked.")
    found = selectors.selector("A lot3 is", None, noted)
    assert found is not None
    assert (found.exact, found.end) == ("A lot is", 8)
    heading = selectors.selector("3.1 Lots", None, _block(number="3.1", title="Lots"))
    assert heading is not None
    assert (heading.exact, heading.start) == ("Lots", 0)


@given(st.text(st.sampled_from("ab \u00adع"), max_size=60), st.integers(0, 59), st.integers(1, 30))
def test_the_place_of_any_words_of_a_text_is_found_again(text: str, start: int, length: int) -> None:
    block, words = _block(text), text[start : start + length]
    at = start + len(words) - len(words.lstrip(" \u00ad"))
    words = words.strip(" \u00ad")
    if not words:
        return
    began = selectors.begins_at(words, text[:at], block)
    assert began == at
    found = selectors.selector(words, began, block)
    assert found is not None
    assert (found.start, found.exact) == (at, words)
    assert text[found.start : found.end] == found.exact
