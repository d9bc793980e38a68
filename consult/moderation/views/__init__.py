"""The pages of moderation, on one blueprint: the queue, one comment, a whole submission, objections,
names."""

from consult.moderation.views import claims, deciding, listing, objections, reviewing, several, undoing
from consult.moderation.views import name_requests as names
from consult.moderation.views import restoring_words as lifting
from consult.moderation.views import submission_decisions as wholes
from consult.moderation.views.blueprint import bp

__all__ = [
    "bp",
    "claims",
    "deciding",
    "lifting",
    "listing",
    "names",
    "objections",
    "reviewing",
    "several",
    "undoing",
    "wholes",
]
