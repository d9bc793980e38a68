"""What moderation reads.

Whose a submission is, the queue, one comment or submission with all that belongs to it, what is alike, and what
submitters and the public are told. Everybody else imports from here.
"""

from consult.moderation.queries.comments import (
    Happening,
    before,
    claim,
    comment,
    comments_of,
    comments_of_event,
    contest,
    contests,
    decision,
    decisions,
    history,
    last_decision,
    notes,
    noticed,
    open_contest,
    originals,
    redaction,
    redactions,
    screening,
    spans,
    submission,
    texts,
    touched,
)
from consult.moderation.queries.likeness import Alike, alike, alike_each, said
from consult.moderation.queries.listing import Counts, Filters, Item, Scope, counts, place_of, queue, scope
from consult.moderation.queries.outcomes import Sent, reasons_of, sent
from consult.moderation.queries.owning import has_another_moderator, is_own, own

__all__ = [
    "Alike",
    "Counts",
    "Filters",
    "Happening",
    "Item",
    "Scope",
    "Sent",
    "alike",
    "alike_each",
    "before",
    "claim",
    "comment",
    "comments_of",
    "comments_of_event",
    "contest",
    "contests",
    "counts",
    "decision",
    "decisions",
    "has_another_moderator",
    "history",
    "is_own",
    "last_decision",
    "notes",
    "noticed",
    "open_contest",
    "originals",
    "own",
    "place_of",
    "queue",
    "reasons_of",
    "redaction",
    "redactions",
    "said",
    "scope",
    "screening",
    "sent",
    "spans",
    "submission",
    "texts",
    "touched",
]
