"""No cell of a table is calculated, whatever stands before its sign; nothing else of a cell is changed."""

import csv
import io
import re
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from consult.core.tables import formulas
from consult.core.tables.csv_format import csv_lines
from consult.core.tables.formulas import escape_formula

QUOTES = "\"'`´‘’‚‛“”„‟«»‹›＂＇|¦｜‖ǀ"
BLANKS = "\u115f\u1160\u3164\uffa0\u2800"
"""Letters by their kind, and yet no one sees them."""
INVISIBLE = (
    "\ufeff\u200b\u200c\u200d\u2060\u00ad\u180e\u034f\u061c"  # widths of none, soft hyphens, joiners, marks of Arabic
    "\u200e\u200f\u202a\u202e\u2066\u2069"  # directions
    "\u0000\u0007\u001f\u007f\u0085 \u00a0\u2003\u3000\u2028\u2029\t\n\r\v\f"  # controls and blanks
    "\u0301\u20dd\ufe0f\U000e0001\U000e0020\U000e0100\ue000\ufff9"  # marks on other letters, tags, variants, private
)
SIGNS = "=+-@＝＋－＠﹢﹣﹦﹫−⁺⁼₊₌"


HARMLESS = re.compile(
    r" *[-+] [^\W\d_][^][()!|=@\"'{}#&<>^*\\;\t\r\n（）！＝＠＂［］]*(?<![ ,:?’‘“”«»/%–—-])(?:\".*)?"
)
"""An item of a list: nothing in it calls a function or another program, or names another file; the quotation mark that
ends our cell makes what another program reads behind it no formula, for it follows words."""


def calculates(cell: str) -> bool:
    """Whether a program would calculate `cell`: it leaves away what it does not print, and marks around the cell; an
    apostrophe at the very beginning makes it text."""
    if cell.startswith("'") or HARMLESS.fullmatch(cell):
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
    ((back,),) = csv.reader(io.StringIO(csv_lines([[cell]]), newline=""))
    return str(back)


def split(cell: str, delimiter: str, quoting: int) -> list[str]:
    """The cells of a row with `cell` in it, for a program that splits at another sign."""
    written = csv_lines([["Lots", cell, "end"]])
    rows = csv.reader(io.StringIO(written, newline=""), delimiter=delimiter, quoting=quoting)  # type: ignore[arg-type]
    return [one for row in rows for one in row]


SEPARATORS = ";|\t\r\n"

_CELLS = st.lists(
    st.text(SEPARATORS + "=-aZ09é,\"' ", max_size=6) | st.none() | st.integers(), min_size=2, max_size=4
)


@given(_CELLS)
@example(["a,b", 'say "x"', "a\rb", "", None])
@settings(max_examples=300, deadline=None)
def test_cells_are_quoted_as_the_csv_module_does(cells: list[str | int | None]) -> None:
    expected = io.StringIO(newline="")
    csv.writer(expected).writerow([escape_formula(one) if isinstance(one, str) else one for one in cells])
    assert csv_lines([cells]) == expected.getvalue()


@given(st.text(SEPARATORS + "=-+@aZ09é\u0661,\"'\u200b ", max_size=8))
@example("a\n=1")
@example("\u0661=1")
@settings(max_examples=300, deadline=None)
def test_what_is_taken_for_plain_has_nothing_to_neutralise(text: str) -> None:
    found = escape_formula(text)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(formulas, "_is_plain", lambda _text: False)
        assert escape_formula(text) == found


@given(st.text(INVISIBLE + QUOTES + BLANKS, max_size=6), st.sampled_from(SIGNS), st.text(max_size=8))
@example("", "=", "1+1")
@example("\ufeff", "=", 'HYPERLINK("http://elsewhere.example","x")')
@example("\u202e|", "@", "SUM(1)")
@settings(max_examples=200, deadline=None)
def test_a_sign_after_what_is_not_seen_is_neutralised(before: str, sign: str, after: str) -> None:
    cell = before + sign + after
    found = told(cell)
    assert (found[0], found.replace("'", "")) == ("'", cell.replace("'", ""))
    if not set(cell) & set(SEPARATORS):
        assert found == f"'{cell}"


@given(st.text(max_size=12) | st.text(SEPARATORS + '=-@＋ "a1,\u200b\ufeff', max_size=12))
@example("x;=1+1")
@example('x;"=1+1')
@example("Lots:\n- one\n- two")
@example("x; |\t=1")
@settings(max_examples=300, deadline=None)
def test_every_cell_is_read_and_never_calculated_and_keeps_its_words(cell: str) -> None:
    found = told(cell)
    assert found.replace("'", "") == cell.replace("'", "")
    assert not calculates(found)
    ways = [(one, quoting) for one in ";|\t" for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_NONE)]
    others = [one for delimiter, quoting in ways for one in split(cell, delimiter, quoting)]
    assert [one for one in others if calculates(one)] == []


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("x;=1+1", "x;'=1+1"),
        ('x; "=1+1";y', 'x;\' "=1+1";y'),
        ("a\n- b(1)\n-c\n- 5\n- =b", "a\n'- b(1)\n'-c\n'- 5\n'- =b"),
        ("a\n- SUM (1)\n- cmd|' /C calc'!A0", "a\n'- SUM (1)\n'- cmd|' /C calc'!A0"),
        ("a\n- [b]c!A1\n- HYPERLINK（1）", "a\n'- [b]c!A1\n'- HYPERLINK（1）"),
        ("a;- b\t- c", "a;'- b\t'- c"),
        ("a\n- b;c\n- b|c", "a\n'- b;c\n'- b|c"),
        ("a\n- b-", "a\n'- b-"),
        ("a\n- b 'c", "a\n'- b 'c"),
        ("- one\n- two", "'- one\n- two"),
        ("\n- one", "'\n- one"),
        ("a\t@b", "a\t'@b"),
        ("a|=b", "a|'=b"),
        ("a;;=b", "a;;'=b"),
        ("a;|=b", "a;'|'=b"),
    ],
)
def test_where_other_programs_begin_a_cell_a_sign_is_neutralised_too(cell: str, found: str) -> None:
    assert told(cell) == found


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
        "a; b = 1",
        "see 1; 2\nand 3 - 4",
        "a\n- b\n- c",
        "Lots:\n\n- seeds of maize, 3.1\n  - tested twice: on day 7/14\r\n+ तिल के बीज",
    ],
)
def test_what_is_no_formula_stays_as_it_is(cell: str) -> None:
    assert told(cell) == cell


def test_the_signs_of_formulas_are_all_that_unicode_takes_for_them() -> None:
    everything = (chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000)
    alike = {one for one in everything if unicodedata.normalize("NFKC", one)[:1] in set("=+-@\u2212")}
    assert alike == formulas._SIGNS


def test_every_letter_that_unicode_does_not_show_is_left_away_before_the_sign() -> None:
    everything = (chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000)
    hidden = [
        one for one in everything if not one.isprintable() or one.isspace() or unicodedata.combining(one)
    ]
    assert len(hidden) > 900_000
    assert [escape_formula(f"{one}=1") for one in "\t\r\n|"] == ["'\t'=1", "'\r'=1", "'\n'=1", "'|'=1"]
    others = [one for one in hidden if one not in "\t\r\n"]
    assert escape_formula(";".join(f"{one}=1" for one in others)) == ";".join(f"'{one}=1" for one in others)
    assert [escape_formula(f"{one}=1") for one in others[:20_000]] == [f"'{one}=1" for one in others[:20_000]]


def test_numbers_stay_numbers() -> None:
    assert csv_lines([[-5, 3.5, None, "-5"]]) == "-5,3.5,,'-5\r\n"
