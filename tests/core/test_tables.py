"""No cell of a table is calculated, whatever stands before its sign; nothing else of a cell is changed."""

import csv
import io
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from consult.core import tables

QUOTES = "\"'`´‘’‚‛“”„‟«»‹›＂＇|¦｜‖ǀ"
BLANKS = "\u115f\u1160\u3164\uffa0\u2800"
"""Letters by their kind, and yet nobody sees them."""
INVISIBLE = (
    "\ufeff\u200b\u200c\u200d\u2060\u00ad\u180e\u034f\u061c"  # widths of none, soft hyphens, joiners, marks of Arabic
    "\u200e\u200f\u202a\u202e\u2066\u2069"  # directions
    "\u0000\u0007\u001f\u007f\u0085 \u00a0\u2003\u3000\u2028\u2029\t\n\r\v\f"  # controls and blanks
    "\u0301\u20dd\ufe0f\U000e0001\U000e0020\U000e0100\ue000\ufff9"  # marks on other letters, tags, variants, private
)
SIGNS = "=+-@＝＋－＠﹢﹣﹦﹫−⁺⁼₊₌"


def calculates(cell: str) -> bool:
    """Whether a program would calculate `cell`: it leaves away what it does not print, and marks around the cell; an
    apostrophe at the very beginning makes it text."""
    if cell.startswith("'") and cell[:2] != "''":
        return False
    for letter in cell:
        if not letter.isprintable() or letter.isspace() or unicodedata.combining(letter):
            continue
        if letter in QUOTES + BLANKS or unicodedata.category(letter)[0] == "M":
            continue
        return letter in SIGNS
    return False


def told(cell: str) -> str:
    """`cell` as it comes out of a CSV file again."""
    ((back,),) = csv.reader(io.StringIO(tables.csv_lines([[cell]]), newline=""))
    return str(back)


@given(st.text(INVISIBLE + QUOTES + BLANKS, max_size=6), st.sampled_from(SIGNS), st.text(max_size=8))
@example("", "=", "1+1")
@example("\ufeff", "=", 'HYPERLINK("http://elsewhere.example","x")')
@example("\u202e|", "@", "SUM(1)")
@settings(max_examples=200, deadline=None)
def test_a_sign_after_what_is_not_seen_is_neutralised(before: str, sign: str, after: str) -> None:
    cell = before + sign + after
    assert told(cell) == f"'{cell}"


@given(st.text(max_size=12))
@settings(max_examples=200, deadline=None)
def test_every_cell_is_read_and_never_calculated_and_keeps_its_words(cell: str) -> None:
    found = told(cell)
    assert found in {cell, f"'{cell}"}
    assert not calculates(found)


@pytest.mark.parametrize(
    "cell",
    [
        "",
        "Lots",
        "3.1, a)",
        "“Lots” = sub-lots",
        "e=mc²",
        "x-ray",
        "'quoted'",
        "| a | b |",
        "1 − 1",
        "（注）",
        "́a",
        "٣=3",
        "名=字",
    ],
)
def test_what_is_no_formula_stays_as_it_is(cell: str) -> None:
    assert told(cell) == cell


def test_every_letter_that_unicode_does_not_show_is_left_away_before_the_sign() -> None:
    everything = (chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000)
    hidden = [
        one for one in everything if not one.isprintable() or one.isspace() or unicodedata.combining(one)
    ]
    assert len(hidden) > 900_000
    assert [one for one in hidden if tables.neutral(f"{one}=1") != f"'{one}=1"] == []


def test_numbers_stay_numbers() -> None:
    assert tables.csv_lines([[-5, 3.5, None, "-5"]]) == "-5,3.5,,'-5\r\n"
