"""The row of a form that a comment came in, as its writer numbered and placed it, in words for its writer and for
staff. They are not moderated: the public never sees them."""

import re

from flask_babel import format_number
from flask_babel import gettext as _

from consult.comment_forms.rows import RowNumbering
from consult.core.translatable import shortened
from consult.documents.tables.table import HIDDEN_COLUMN
from consult.web.formats import comma

_LONGEST = 300
"""Characters of a reference: some forms quote whole passages."""


def number_in_words(own: str, row: int) -> str:
    """How a row is named: by the number that its writer gave it, else by that of the row in its table. Both may be
    the same number in one file, so that each says which it is."""
    if own:
        words: str = _("No. %(number)s", number=own)
        return words
    of_file: str = _("Row %(number)s of the file", number=format_number(row))
    return of_file


def of_file(note: str) -> str:
    """A note on how a file was read, in the language of the reader."""
    hidden = _HIDDEN_COLUMN.fullmatch(note)
    words: str = _(HIDDEN_COLUMN, column=hidden[1]) if hidden is not None else _(note)
    return words


_HIDDEN_COLUMN = re.compile(re.escape(HIDDEN_COLUMN).replace(re.escape("%(column)s"), "([A-Z]{1,3})"))


def in_words(row: RowNumbering) -> str:
    """The row, what it says of its place and its type as it is written in the form, page and line."""
    parts = [
        _("No. %(number)s of the form", number=row.own_number)
        if row.own_number
        else number_in_words("", row.row),
        # Translators: words is a reference to a clause, and other words of its row, as someone wrote them.
        _("as written: %(words)s", words=shortened(row.reference, _LONGEST)) if row.reference else "",
        _("page %(number)s", number=row.page) if row.page else "",
        _("line %(line)s", line=row.line) if row.line else "",
    ]
    return comma().join(part for part in parts if part)
