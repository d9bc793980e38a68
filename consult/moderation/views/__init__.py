"""The pages of moderation, on one blueprint: the queue, one comment, a whole submission, objections,
names."""

from consult.moderation.views import claims, deciding, listing, reviewing, several, undoing
from consult.moderation.views import name_requests as names
from consult.moderation.views import objections as contests
from consult.moderation.views import restoring_words as lifting
from consult.moderation.views import submission_decisions as wholes
from consult.moderation.views.blueprint import bp

__all__ = [
    "bp",
    "claims",
    "contests",
    "deciding",
    "lifting",
    "listing",
    "names",
    "reviewing",
    "several",
    "undoing",
    "wholes",
]
