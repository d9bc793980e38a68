"""The part of a page that a comment is on: lines that were typed, a rectangle, or both. Pure.

It is kept as a fragment of an address: "line=14&xywh=percent:10,20,30.5,5" is line 14, and a rectangle whose left side
is 10 % and whose upper side is 20 % away from those of the page, as Media Fragments of W3C have it. What is left and
right on an image stays so in every language.
"""

import re
import unicodedata
from collections.abc import Callable
from typing import NamedTuple

from consult.core.errors import NotPossible
from consult.core.translatable import N_
from consult.drafts.passage_labels import LINE, UNDER_HEADING

# Translators: first and last are numbers: "20–25 % from the top" of a page.
_FROM_TOP = N_("%(first)s–%(last)s %% from the top")
# Translators: first and last are numbers: "0–50 % from the left" of a page.
_FROM_LEFT = N_("%(first)s–%(last)s %% from the left")

LONGEST = 80
"""Characters of a fragment."""
SMALLEST = 0.5
"""Width and height of a rectangle, in hundredths of those of the page."""

NO_LINE = N_("Enter the number of a line, for example 14, or of several lines, for example 14-16.")
NO_SHARE = N_("Enter a number from 0 to 100.")
NO_RECTANGLE = N_("The part of the page ends before it begins. Enter a larger number in the second field.")
NO_PAGE = N_("This passage is not the image of a page, so a comment cannot be on a part of it.")

_LINES = re.compile(r"([1-9][0-9]{0,4})(?:-([1-9][0-9]{0,4}))?")
_NUMBER = r"(?:100|[1-9]?[0-9](?:\.[1-9])?)"
_PART = re.compile(
    rf"(?:line=(?P<line>[1-9][0-9]{{0,4}}(?:-[1-9][0-9]{{0,4}})?))?"
    rf"(?P<and>&)?(?:xywh=percent:(?P<box>{_NUMBER}(?:,{_NUMBER}){{3}}))?"
)


class Box(NamedTuple):
    """A rectangle on a page, in hundredths of the width and the height of the page."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Where it ends."""
        return round(self.left + self.width, 1)

    @property
    def bottom(self) -> float:
        """Where it ends."""
        return round(self.top + self.height, 1)


class PagePart(NamedTuple):
    """A part of a page: `line` is "" for none, `box` None."""

    line: str = ""
    box: Box | None = None

    @property
    def selector(self) -> str:
        """The rectangle as the value of a FragmentSelector of W3C Web Annotation, "" for none."""
        return f"xywh=percent:{','.join(map(_short, self.box))}" if self.box is not None else ""

    def __str__(self) -> str:
        return "&".join(filter(None, (f"line={self.line}" if self.line else "", self.selector)))


WHOLE_PAGE = PagePart()


def read(kept: str) -> PagePart:
    """A fragment read back; the whole page for anything that is none."""
    found = _PART.fullmatch(kept[:LONGEST])
    if not kept or found is None or bool(found["and"]) != bool(found["line"] and found["box"]):
        return WHOLE_PAGE
    box = Box(*map(float, found["box"].split(","))) if found["box"] else None
    is_wrong = box is not None and (
        box.right > 100 or box.bottom > 100 or min(box.width, box.height) < SMALLEST
    )
    return WHOLE_PAGE if is_wrong else PagePart(found["line"] or "", box)


def cleaned(kept: str) -> str:
    """A fragment as it is kept, "" for none. Raises NotPossible for what is no fragment."""
    part = str(read(kept))
    if kept and part != kept:
        raise NotPossible(NO_RECTANGLE)
    return part


def lines(typed: str) -> str:
    """Lines as they are kept: "14" or "14-16". Raises NotPossible for what is no line."""
    plain = re.sub(r"\s*[-–—]\s*", "-", _digits(typed).strip())
    found = _LINES.fullmatch(plain)
    if plain and (found is None or (found[2] and int(found[2]) < int(found[1]))):
        raise NotPossible(NO_LINE)
    return plain


def of_line(words: str) -> str:
    """The part that is these lines, as it is kept; "" for words that are no lines: a form may say anything there."""
    try:
        return str(PagePart(lines(words)))
    except NotPossible:
        return ""


def share(typed: str, otherwise: float) -> float:
    """A number of hundredths; `otherwise` where none was typed. Raises NotPossible for what is none."""
    plain = _digits(typed).replace("٫", ".").replace(",", ".").strip(" %٪")
    if not plain:
        return otherwise
    if not re.fullmatch(r"[0-9]{1,3}(?:\.[0-9]{1,9})?", plain) or float(plain) > 100:
        raise NotPossible(NO_SHARE)
    return float(plain)


def box_of(left: str, top: str, right: str, bottom: str) -> Box | None:
    """The rectangle between typed hundredths, each from its edge of the page where it was not typed; None for none at
    all. Raises NotPossible where it ends before it begins."""
    if not any(one.strip() for one in (left, top, right, bottom)):
        return None
    x, y, across, down = share(left, 0), share(top, 0), share(right, 100), share(bottom, 100)
    x, y, across, down = (round(one, 1) for one in (x, y, across, down))
    if across - x < SMALLEST or down - y < SMALLEST:
        raise NotPossible(NO_RECTANGLE)
    return Box(x, y, round(across - x, 1), round(down - y, 1))


def in_words(part: PagePart, say: Callable[[str], str]) -> str:
    """A part in words, into which `say` translates: "line 14, 20–25 % from the top"; "" for the whole page."""
    found = [say(LINE) % {"line": part.line.replace("-", "–")}] if part.line else []
    if part.box is not None:
        box = part.box
        sides = [(_FROM_TOP, box.top, box.bottom)]
        if (box.left, box.right) != (0, 100):
            sides.append((_FROM_LEFT, box.left, box.right))
        found += [say(words) % {"first": round(first), "last": round(last)} for words, first, last in sides]
    whole = ""
    for one in found:
        whole = say(UNDER_HEADING) % {"clause": whole, "place": one} if whole else one
    return whole


def _digits(typed: str) -> str:
    """What was typed, with digits of ASCII."""
    return "".join(str(unicodedata.decimal(one)) if one.isdecimal() else one for one in typed)


def _short(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
