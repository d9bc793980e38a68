"""Whether a quote stands in its passage."""

from types import SimpleNamespace

import pytest

from consult.quotations import quoting

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
