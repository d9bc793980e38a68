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
