"""How much a PDF that is read as a draft may hold, and why one is refused. Pure data."""

from consult.core.translatable import N_

MOST_PAGES = 200
MOST_LINES = 400
"""Lines of text of one page that are kept."""
LONGEST_LINE = 1000
"""Characters of such a line."""

TOO_MANY_PAGES = N_(
    "The PDF has more than 200 pages. Import it in parts, or import the draft as Word (.docx) or OpenDocument (.odt)."
)
TOO_LARGE = N_(
    "The images of the pages are too large together. Import the PDF in parts, or import the draft as Word (.docx) or "
    "OpenDocument (.odt)."
)
