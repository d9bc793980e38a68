"""What is read of the migrations without Alembic is what Alembic reads, and which of them one command carries out."""

from itertools import takewhile

from alembic.script import Script, ScriptDirectory

from consult.core.revisions import FOLDER, in_one_command, revisions
from consult.web.schema import Schema, compare

CHAIN = [*ScriptDirectory(FOLDER).walk_revisions()][::-1]
ORDER = [one.revision for one in CHAIN]


def _ends(one: Script) -> bool:
    return hasattr(one.module, "ENDS")


def _repeats(one: Script) -> bool:
    return hasattr(one.module, "AGAIN")


def test_the_migrations_are_those_that_alembic_finds() -> None:
    unneeded = list(takewhile(lambda one: _ends(one) or _repeats(one), reversed(CHAIN)))
    assert revisions() == (
        ORDER[-1],
        {*ORDER},
        {*ORDER[-len(unneeded) - 1 :]},
        {one.revision for one in CHAIN if _ends(one)},
        {one.revision for one in CHAIN if _repeats(one)},
    )


def test_what_is_made_again_was_made_before() -> None:
    for one in filter(_repeats, CHAIN):
        assert {*one.module.AGAIN} <= {*ORDER[: ORDER.index(one.revision)]}
        assert not _ends(one)


def _commands(stands_at: str, newest: str) -> list[str]:
    """Where a database stands after each `flask db upgrade`, until it stands at `newest`."""
    found: list[str] = []
    while following := ORDER[ORDER.index(stands_at) + 1 : ORDER.index(newest) + 1]:
        stands_at = following[in_one_command(stands_at, following) - 1]
        found.append(stands_at)
    return found


FROM_BEFORE_0_1 = {
    # the version before 0.1.0 ends at one of these two; the others are states in which it was developed
    "0032 0033 0035 0037 0038 0039 0043 0044 0049 0052 0050": ["0055", "0054"],
    "0055": ["0054"],  # had everything in its place, so nothing of it is made by the same command
    "0034 0036 0040 0045 0046 0048": ["0053", "0054"],  # may have passed 0050
    "0053": ["0054"],
    "0054": [],
}
"""Migrations at which a database may stand → where each command brings it."""


def test_the_first_command_makes_what_0_1_needs_and_the_second_the_rest() -> None:
    starts = {start: commands for some, commands in FROM_BEFORE_0_1.items() for start in some.split()}
    assert {start: _commands(start, "0054") for start in starts} == starts
    assert {*starts} == {*ORDER[ORDER.index("0032") : ORDER.index("0054") + 1]}


BEFORE = "0054"
"""The last migration of the version before this one (docs/migrations.md)."""

LATER: dict[str, str] = {}
"""Migrations with neither ENDS nor AGAIN that may follow one with ENDS, and why."""


def test_this_version_is_ready_after_the_first_command_and_remains_so() -> None:
    for first in _commands(BEFORE, ORDER[-1])[:1]:
        assert {compare(one) for one in ORDER[ORDER.index(first) :]} == {Schema.CURRENT}


def test_what_this_version_needs_stands_before_what_ends_the_version_before() -> None:
    new = CHAIN[ORDER.index(BEFORE) + 1 :]
    first = next(filter(_ends, new), None)
    after = new[new.index(first) :] if first else []
    misplaced = [
        one.revision for one in after if not _ends(one) and not _repeats(one) and one.revision not in LATER
    ]
    assert misplaced == [], (
        f"{', '.join(misplaced)}: `flask db upgrade` stops before {first.revision if first else ''}, and this version needs"
        f" what they make. Insert them there: the first has down_revision {first.down_revision if first else ''!r}, and"
        f" {first.revision if first else ''} has down_revision {misplaced[-1]!r}. docs/migrations.md says what else they need."
    )
