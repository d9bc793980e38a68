"""The part of a page that a comment is on: typed, kept, read again, and said in words."""

import pytest

from consult.core.errors import NotPossible
from consult.drafts import page_parts
from consult.drafts.page_parts import Box, PagePart


@pytest.mark.parametrize(
    ("line", "sides", "kept", "words"),
    [
        ("14", ("", "", "", ""), "line=14", "line 14"),
        (" ١٤ – ١٦ ", ("", "", "", ""), "line=14-16", "line 14–16"),
        ("", ("", "20", "", "24.96"), "xywh=percent:0,20,100,5", "20–25 % from the top"),
        ("3", ("10,5", "20 %", "60", "25"), "line=3&xywh=percent:10.5,20,49.5,5",
         "line 3, 20–25 % from the top, 10–60 % from the left"),
        ("", ("", "٤٠", "", ""), "xywh=percent:0,40,100,60", "40–100 % from the top"),
        ("", ("", "", "", ""), "", ""),
    ],
)  # fmt: skip
def test_what_is_typed_is_kept_and_said(line: str, sides: tuple[str, ...], kept: str, words: str) -> None:
    part = PagePart(page_parts.lines(line), page_parts.box_of(*sides))
    assert str(part) == kept
    assert page_parts.read(kept) == part
    assert page_parts.cleaned(kept) == kept
    assert page_parts.in_words(part, lambda word: word) == words


@pytest.mark.parametrize("line", ["0", "-1", "16-14", "fourteen", "1 4", "123456"])
def test_what_is_no_line_is_refused(line: str) -> None:
    with pytest.raises(NotPossible):
        page_parts.lines(line)
    assert page_parts.of_line(line) == ""


@pytest.mark.parametrize(
    "sides",
    [
        ("", "30", "", "20"),
        ("", "101", "", ""),
        ("x", "", "", ""),
        ("", "-1", "", ""),
        ("50", "", "50.3", ""),
    ],
)
def test_what_is_no_rectangle_is_refused(sides: tuple[str, ...]) -> None:
    with pytest.raises(NotPossible):
        page_parts.box_of(*sides)


@pytest.mark.parametrize(
    "kept",
    ["xywh=percent:60,0,50,10", "xywh=percent:0,0,0,0", "line=14&", "&line=14", "line=1xywh=percent:0,0,9,9",
     "xywh=1,2,3,4", "xywh=percent:0,0,100,1000", "line=14" * 20],
)  # fmt: skip
def test_what_is_no_part_is_never_kept_and_shows_nothing(kept: str) -> None:
    assert page_parts.read(kept) == page_parts.WHOLE_PAGE
    with pytest.raises(NotPossible):
        page_parts.cleaned(kept)


def test_a_rectangle_has_the_selector_of_web_annotation() -> None:
    assert PagePart("", Box(10, 20, 30.5, 5)).selector == "xywh=percent:10,20,30.5,5"
