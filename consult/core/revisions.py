"""The migrations of this release, read from the heads of their files: a web process does without Alembic."""

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).resolve().parent.parent.parent / "migrations"
"""Where the migrations are."""

_ASSIGNMENT = re.compile(
    r'^(revision|down_revision|ENDS|AGAIN)\b[^=\n]*= *(?:["\'](\w+)["\'])?', re.MULTILINE
)


class Revisions(NamedTuple):
    """`newest` follows all others ("" where there is none). `enough` are those after which only such follow as this
    release does not need: they have ENDS or AGAIN (docs/migrations.md)."""

    newest: str
    all: frozenset[str]
    enough: frozenset[str]
    ends: frozenset[str]
    """Those with ENDS: with them the version before could not work."""
    again: frozenset[str]
    """Those with AGAIN: they make what others make before them, in a database that is past the place of these."""


@cache
def revisions() -> Revisions:
    """The migrations of this release, which are one line from the first to the newest."""
    found = [dict(_ASSIGNMENT.findall(path.read_text())) for path in (FOLDER / "versions").glob("*.py")]
    before = {one["revision"]: one["down_revision"] for one in found}
    ends, again = ({one["revision"] for one in found if constant in one} for constant in ("ENDS", "AGAIN"))
    newest = next(iter(before.keys() - before.values()), "")
    enough = {newest}
    last = newest
    while last in ends | again:
        last = before[last]
        enough.add(last)
    return Revisions(newest, *map(frozenset, (before, enough, ends, again)))


def in_one_command(stands_at: str, following: Sequence[str]) -> int:
    """How many of the `following` migrations one `flask db upgrade` carries out: those before the first with ENDS that
    comes after one that makes something, since the version before may still be running.

    Those with AGAIN make nothing in a database that stands before the first of them that it has not passed: it had the
    others in their places. One that stands at ENDS or AGAIN may have passed a place before it was filled.
    """
    ours = revisions()
    make_nothing = ours.ends if stands_at in ours.ends | ours.again else ours.ends | ours.again
    for count, one in enumerate(following):
        if one in ours.ends and not make_nothing.issuperset(following[:count]):
            return count
    return len(following)
