"""What is read of the migrations without Alembic is what Alembic reads."""

from itertools import takewhile

from alembic.script import ScriptDirectory

from consult.core.revisions import FOLDER, revisions


def test_the_migrations_are_those_that_alembic_finds() -> None:
    newest_first = list(ScriptDirectory(FOLDER).walk_revisions())
    ends = list(takewhile(lambda one: hasattr(one.module, "ENDS"), newest_first))
    assert revisions() == (
        newest_first[0].revision,
        {one.revision for one in newest_first},
        {one.revision for one in newest_first[: len(ends) + 1]},
    )


BEFORE = "0054"
"""The last migration of the version before this one (docs/migrations.md)."""

LATER: dict[str, str] = {}
"""Migrations without ENDS that may follow one with it, and why."""


def test_what_this_version_needs_stands_before_what_ends_the_version_before() -> None:
    new = []
    for one in ScriptDirectory(FOLDER).walk_revisions():
        if one.revision == BEFORE:
            break
        new.insert(0, one)
    first = next((one for one in new if hasattr(one.module, "ENDS")), None)
    after = new[new.index(first) :] if first else []
    misplaced = [
        one.revision for one in after if not hasattr(one.module, "ENDS") and one.revision not in LATER
    ]
    assert misplaced == [], (
        f"{', '.join(misplaced)}: `flask db upgrade` stops before {first.revision if first else ''}, and this version needs"
        f" what they make. Insert them there: the first has down_revision {first.down_revision if first else ''!r}, and"
        f" {first.revision if first else ''} has down_revision {misplaced[-1]!r}. docs/migrations.md says what else they need."
    )
