"""The pages of moderation, on one blueprint: the queue, one comment, a whole submission, objections,
names."""

from consult.moderation.views import (
    attachment_objections,
    attachments,
    confirmation,
    deciding,
    listing,
    moving,
    objections,
    redacting_files,
    restoring_words,
    reviewing,
    several,
    undoing,
)
from consult.moderation.views import name_requests as names
from consult.moderation.views import submission_decisions as wholes
from consult.moderation.views.blueprint import bp

__all__ = [
    "attachment_objections",
    "attachments",
    "bp",
    "confirmation",
    "deciding",
    "listing",
    "moving",
    "names",
    "objections",
    "redacting_files",
    "restoring_words",
    "reviewing",
    "several",
    "undoing",
    "wholes",
]
