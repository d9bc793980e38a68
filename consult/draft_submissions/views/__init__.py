"""Taking part, on one blueprint: who you are, the sheet, its comments, the last look; then what was sent, and amending.

What was typed is never lost: whatever goes wrong, the same page comes back with every word.
"""

from consult.draft_submissions.views import (
    addresses,
    amending,
    beginning,
    comments,
    reviewing,
    sent,
    sheet,
    unfinished,
)
from consult.draft_submissions.views.blueprint import bp

__all__ = ["addresses", "amending", "beginning", "bp", "comments", "reviewing", "sent", "sheet", "unfinished"]
