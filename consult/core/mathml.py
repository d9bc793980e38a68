"""Formulas in well-formed HTML: where they are, and how they read in a line of text.

Written without regular expressions over the whole, so that it looks at each sign once.
"""

import re
from collections.abc import Callable
from html import unescape


def each_formula(html: str, change: Callable[[str], str]) -> str:
    """HTML with `change` done to every `<math>…</math>`."""
    parts, at = [], 0
    while (start := html.find("<math", at)) >= 0 and (end := html.find("</math>", start)) >= 0:
        end += len("</math>")
        parts += [html[at:start], change(html[start:end])]
        at = end
    return "".join([*parts, html[at:]])


def with_formulas_as_words(html: str) -> str:
    """HTML in which every formula stands as it reads in a line of text: its `alttext`, or else its letters."""
    return each_formula(html, _said)


def without_formulas(html: str) -> str:
    """HTML from which formulas are gone."""
    return each_formula(html, lambda _formula: "")


def longest_formula(html: str) -> int:
    """Characters of the longest formula in HTML, as it reads in a line of text; 0 where there is none."""
    found = [0]

    def measure(formula: str) -> str:
        found.append(len(unescape(_said(formula))))
        return ""

    each_formula(html, measure)
    return max(found)


def _said(formula: str) -> str:
    head, _end, rest = formula.partition(">")
    words = re.search(r"""\salttext=(?:"([^"]*)"|'([^']*)')""", head)
    return words[1] or words[2] or "" if words else re.sub(r"<[^>]*>", "", rest)
