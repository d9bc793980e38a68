"""Where a block is, in words that stay readable in every language."""

from types import SimpleNamespace
from typing import Any

import pytest

from consult.drafts.blocks import Kind
from consult.drafts.places import place, said_place

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
    assert (place(above, here), said_place(kept, french.__getitem__), said_place(kept, str)) == (
        kept,
        said,
        kept,
    )
