"""The cell or the row that a quotation is, in words of the page's language."""

from flask_babel import gettext as _

from consult.quotations.quotable import Cell, cell_words

_SHORT = 40
"""Characters of a heading in a list of choices."""


def cell_shown(cell: Cell, is_plain: bool = False) -> str:
    """Its words; `is_plain`: short, and without elements, for a list of choices."""
    words = cell_words(cell, _, _SHORT if is_plain else 0)
    return str(words) if is_plain else words
