"""The pages of moderation, on one blueprint: the queue, one comment in three panes, a whole submission, objections."""

from consult.moderation.views import (
    claims,
    contests,
    deciding,
    lifting,
    listing,
    reviewing,
    several,
    undoing,
    wholes,
)
from consult.moderation.views.blueprint import bp

__all__ = [
    "bp",
    "claims",
    "contests",
    "deciding",
    "lifting",
    "listing",
    "reviewing",
    "several",
    "undoing",
    "wholes",
]
