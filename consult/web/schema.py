"""Whether the tables in the database are those that this release works with.

A release's migrations leave everything in place that the release before needs. So a release goes on working while the
next one's migrations have run already, and not before its own have. It does not need those that only end what the
release before needs (ENDS; see migrations/env.py): they run once no process of that release is left.
"""

from enum import Enum
from functools import cache
from itertools import takewhile
from pathlib import Path

from alembic.script import ScriptDirectory
from flask import Flask


class Schema(Enum):
    """How the database stands to this release."""

    CURRENT = "current"
    NEWER = "newer than this release"
    BEHIND = "not current"


def newest_migration(app: Flask) -> str:
    """The newest migration that this release knows."""
    return _known(app.extensions["migrate"].directory)[0]


def compare(app: Flask, found: str | None) -> Schema:
    """How a database whose last migration is `found` (None or "": none ran) stands to this release.

    What this release does not know, and whose number is above all that it knows, is a later release's.
    """
    newest, known, enough = _known(app.extensions["migrate"].directory)
    if found == newest or found in enough:
        return Schema.CURRENT
    return Schema.NEWER if found and found not in known and found > newest else Schema.BEHIND


@cache
def _known(folder: str) -> tuple[str, frozenset[str], frozenset[str]]:
    """The newest migration, all of them, and those after which only such follow as this release does not need."""
    scripts = ScriptDirectory(Path(folder))
    newest_first = list(scripts.walk_revisions())
    ends = list(takewhile(lambda one: hasattr(one.module, "ENDS"), newest_first))
    enough = newest_first[: len(ends) + 1]
    return (
        str(scripts.get_current_head()),
        frozenset(one.revision for one in newest_first),
        frozenset(one.revision for one in enough),
    )
