"""The pages of moderation, on one blueprint: the queue, one comment, a whole submission, objections,
names."""

from consult.moderation.views import (
    claims,
    contests,
    deciding,
    lifting,
    listing,
    names,
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
    "names",
    "reviewing",
    "several",
    "undoing",
    "wholes",
]
