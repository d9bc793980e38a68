"""The lines of text on a page of a PDF."""

import re

import pypdfium2

_ZERO_WIDTH = re.compile("\u200b*( +)\u200b*")
"""A blank between spaces without width, as some programs write it for each blank."""


def lines_of(page: pypdfium2.PdfPage) -> list[str]:
    """The lines of a page, from top to bottom as the document has them.

    PDFium has two texts of a page. In the text by boxes, blanks whose box is empty are missing; the text by characters
    ends a line in the middle of a word where letters stand close, as in Arabic. Lines are those of the first, blanks
    those of the second; where their letters differ, the first is all there is.
    """
    text = page.get_textpage()
    by_boxes = text.get_text_bounded()
    return with_blanks(by_boxes, _ZERO_WIDTH.sub(r"\1", text.get_text_range())).splitlines()


def with_blanks(by_boxes: str, by_characters: str) -> str:
    """The lines of one text of a page with the blanks of another."""
    letters, gaps = _taken_apart(by_boxes)
    same, others = _taken_apart(by_characters)
    if letters != same:
        return by_boxes
    found = [gaps[0]]
    for letter, gap, other in zip(letters, gaps[1:], others[1:], strict=True):
        has_line_end = "\n" in gap or "\n" in other
        found += [letter, gap if gap or has_line_end else other]
    return "".join(found)


def _taken_apart(text: str) -> tuple[list[str], list[str]]:
    """The letters of a text; and the blanks and line ends before the first, between them and after the last."""
    letters: list[str] = []
    gaps = [""]
    for one in text:
        if one.isspace():
            gaps[-1] += one
        else:
            letters.append(one)
            gaps.append("")
    return letters, gaps
