"""What pages do with the HTML of passages: wide formulas, pictures."""

import re

from markupsafe import Markup

from consult.core.mathml import longest_formula

PAPER = 40
"""Characters of a formula, as it reads in a line of text, that surely fit beside each other on a sheet of paper."""


def formula_width(html: str) -> str:
    """The class of a passage by its longest formula: "" where it fits on paper, "formula-wide" where it fits in letters
    of two thirds, "formula-wider" of half their size; "formula-widest" where only its words do."""
    times = longest_formula(html) / PAPER
    if times <= 1:
        return ""
    return "formula-wide" if times <= 1.5 else "formula-wider" if times <= 2 else "formula-widest"


def with_late_pictures(html: Markup) -> Markup:
    """A figure whose pictures the browser fetches when they come near. `html` is clean: an attribute of it may hold
    "<img ", and what is put in there has no quotes that would end it."""
    return Markup(str(html).replace("<img ", "<img loading=lazy "))  # noqa: S704 -- clean before


_PICTURE = re.compile(r'<img(?: [a-z]++="[^"]*+")*+>')


def picture_and_rest(html: Markup) -> tuple[Markup, Markup]:
    """The picture with which clean HTML begins, "" where it begins with none, and what follows."""
    found = _PICTURE.match(str(html))
    end = found.end() if found else 0
    return Markup(str(html)[:end]), Markup(str(html)[end:])  # noqa: S704 -- clean before
