"""Whether the tables in the database are those that this release works with.

A release's migrations leave everything in place that the release before needs. So a release goes on working while the
next one's migrations have run already, and not before its own have. It does not need those that only end what the
release before needs (ENDS; see migrations/env.py): they run once no process of that release is left.
"""

from enum import Enum

from consult.core import health
from consult.core.revisions import revisions


class Schema(Enum):
    """How the database stands to this release."""

    CURRENT = "current"
    NEWER = "newer than this release"
    BEHIND = "not current"


def compare(found: str | None) -> Schema:
    """How a database whose last migration is `found` (None or "": none ran) stands to this release.

    What this release does not know, and whose number is above all that it knows, is a later release's.
    """
    ours = revisions()
    if found in ours.enough:
        return Schema.CURRENT
    return Schema.NEWER if found and found not in ours.all and found > ours.newest else Schema.BEHIND


def is_not_made(error: Exception) -> bool:
    """Whether a statement failed for what the migrations of this release have yet to make: they run, or are to run."""
    return health.names_what_is_not_there(error) and compare(health.revision_if_any()) is Schema.BEHIND
