"""The migrations of this release, read from the heads of their files: a web process does without Alembic."""

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).resolve().parent.parent.parent / "migrations"
"""Where the migrations are."""

_ASSIGNMENT = re.compile(r'^(revision|down_revision|ENDS)\b[^=\n]*= *(?:["\'](\w+)["\'])?', re.MULTILINE)


class Revisions(NamedTuple):
    """`newest` follows all others ("" where there is none). `enough` are those after which only such follow as this
    release does not need: they have ENDS (see migrations/env.py)."""

    newest: str
    all: frozenset[str]
    enough: frozenset[str]


@cache
def revisions() -> Revisions:
    """The migrations of this release, which are one line from the first to the newest."""
    found = [dict(_ASSIGNMENT.findall(path.read_text())) for path in (FOLDER / "versions").glob("*.py")]
    before = {one["revision"]: one["down_revision"] for one in found}
    ends = {one["revision"] for one in found if "ENDS" in one}
    newest = next(iter(before.keys() - before.values()), "")
    enough = {newest}
    last = newest
    while last in ends:
        last = before[last]
        enough.add(last)
    return Revisions(newest, frozenset(before), frozenset(enough))
