"""Names and titles inside of sentences do not turn them round."""

import re

from markupsafe import Markup

from consult.core.bidi import FSI, PDI, as_text, filled, in_html, in_text, with_isolated_numbers


def test_what_is_put_into_a_sentence_of_a_page_is_escaped_and_isolated() -> None:
    said = filled("%(name)s answered %(number)s <times>", name="مريم & co", number=3)
    assert said == Markup("<bdi>مريم &amp; co</bdi> answered 3 &lt;times&gt;")
    assert as_text(said) == f"{FSI}مريم & co{PDI} answered 3 <times>"


def test_what_is_isolated_already_stays_as_it_is() -> None:
    assert filled("On %(place)s", place=in_html("A & B")) == "On <bdi>A &amp; B</bdi>"


def test_text_that_runs_as_the_sentence_does_carries_no_invisible_signs() -> None:
    assert [in_text("Scope 5"), in_text("النطاق 5", True), in_text("5.2", True)] == [
        "Scope 5",
        "النطاق 5",
        "5.2",
    ]
    assert [in_text("النطاق 5"), in_text("Scope 5", True)] == [f"{FSI}النطاق 5{PDI}", f"{FSI}Scope 5{PDI}"]


def test_public_numbers_keep_their_order_in_a_message_that_runs_from_right_to_left() -> None:
    said = with_isolated_numbers(
        "نُشر <التعليق>: 783-57H-G5G/2. WHO-2026-001، a2@example.org؛ 3 من 4 - حتى 10:30"
    )
    numbers = ["783-57H-G5G/2", "WHO-2026-001", "a2@example.org"]
    assert re.findall('<bdi dir="ltr">(.*?)</bdi>', said) == numbers
    assert said.startswith('نُشر &lt;التعليق&gt;: <bdi dir="ltr">783-57H-G5G/2</bdi>. ')
    assert with_isolated_numbers(in_html("A-2")) == "<bdi>A-2</bdi>"
