"""Where a block is, in words that stay readable in every language."""

from types import SimpleNamespace
from typing import Any

import pytest

from consult.core.bidi import FSI, PDI, as_text
from consult.documents.blocks import Kind
from consult.drafts.passage_labels import (
    UNDER_HEADING,
    passage_in_html,
    passage_label,
    said_passage,
)

ABOVE = SimpleNamespace(number="3.1", title="Maximum lot size")


def block(kind: Kind = Kind.PARAGRAPH, number: str = "", title: str = "", line: int = 42) -> Any:
    return SimpleNamespace(kind=kind, number=number, title=title, line=line)


@pytest.mark.parametrize(
    ("above", "here", "kept", "said"),
    [
        (ABOVE, block(), "3.1 Maximum lot size, line 42", "3.1 Maximum lot size, ligne 42"),
        (None, block(), "line 42", "ligne 42"),
        (ABOVE, block(Kind.HEADING, "3.1", "Maximum lot size"), "3.1 Maximum lot size", "3.1 Maximum lot size"),
        (ABOVE, block(Kind.TABLE, "Table 2"), "3.1 Maximum lot size, Table 2", "3.1 Maximum lot size, Table 2"),
        (ABOVE, block(Kind.FORMULA, "(3)"), "3.1 Maximum lot size, formula (3)", "3.1 Maximum lot size, formule (3)"),
        (None, block(Kind.FORMULA, "(3)"), "formula (3)", "formule (3)"),
        (ABOVE, block(Kind.FORMULA), "3.1 Maximum lot size, line 42", "3.1 Maximum lot size, ligne 42"),
        (ABOVE, block(Kind.TABLE), "3.1 Maximum lot size, line 42", "3.1 Maximum lot size, ligne 42"),
    ],
)  # fmt: skip
def test_a_place_is_kept_in_english_and_said_in_the_readers_language(
    above: Any, here: Any, kept: str, said: str
) -> None:
    french = {"line %(line)s": "ligne %(line)s", "formula %(number)s": "formule %(number)s"}
    french |= {UNDER_HEADING: UNDER_HEADING}
    assert (passage_label(above, here), said_passage(kept, french.__getitem__), said_passage(kept, str)) == (
        kept,
        said,
        kept,
    )


@pytest.mark.parametrize(
    ("kept", "in_html", "in_text"),
    [
        ("5.2 Scope, line 12", "<bdi>5.2 Scope</bdi>, line 12", "5.2 Scope, line 12"),
        ("5.2 النطاق, line 12", "<bdi>5.2 النطاق</bdi>, line 12", f"{FSI}5.2 النطاق{PDI}, line 12"),
        ("النطاق, line 12", "<bdi>النطاق</bdi>, line 12", f"{FSI}النطاق{PDI}, line 12"),
        ("Annex A <Salt & water>", "<bdi>Annex A &lt;Salt &amp; water&gt;</bdi>", "Annex A <Salt & water>"),
        ("2030 agenda, line 3", "<bdi>2030 agenda</bdi>, line 3", "2030 agenda, line 3"),
        ("line 12", "line 12", "line 12"),
        ("", "", ""),
    ],
)  # fmt: skip
def test_only_the_heading_of_a_place_is_isolated(kept: str, in_html: str, in_text: str) -> None:
    label = passage_in_html(kept, str)
    assert (str(label), as_text(label)) == (in_html, in_text)


def test_a_line_is_set_off_as_the_language_does() -> None:
    arabic = {"line %(line)s": "السطر %(line)s", "%(clause)s, %(place)s": "%(clause)s، %(place)s"}
    assert said_passage("5.2 Scope, line 12", arabic.__getitem__) == "5.2 Scope، السطر 12"
    label = passage_in_html("5.2 Scope, line 12", arabic.__getitem__)
    assert str(label) == "<bdi>5.2 Scope</bdi>، السطر 12"


def test_an_english_heading_is_isolated_with_its_number_in_arabic_text() -> None:
    assert as_text(passage_in_html("5.2 Scope", str), is_right_to_left=True) == f"{FSI}5.2 Scope{PDI}"
