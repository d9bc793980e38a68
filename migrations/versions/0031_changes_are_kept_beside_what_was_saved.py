"""What is typed in several pages into one comment is kept for each of them, beside what was saved.

The version before this one keeps one change of a comment. Where it meets two, which takes two pages within the minutes
in which both versions run, it answers with an error and changes nothing.
"""

from collections.abc import Sequence

from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TABLE = "unfinished_comments"


def upgrade() -> None:
    op.execute("ALTER TABLE comments ADD COLUMN IF NOT EXISTS said_from text")
    op.execute(f"ALTER TABLE {TABLE} ADD COLUMN IF NOT EXISTS seen text NOT NULL DEFAULT ''")
    op.execute(f"ALTER TABLE {TABLE} DROP CONSTRAINT IF EXISTS uq_{TABLE}_comment_id")
    op.execute(f"CREATE INDEX IF NOT EXISTS ix_{TABLE}_comment_id ON {TABLE} (comment_id)")


def downgrade() -> None:
    op.drop_index(f"ix_{TABLE}_comment_id", table_name=TABLE)
    op.execute(
        f"UPDATE {TABLE} SET comment_id = NULL WHERE id NOT IN"
        f" (SELECT max(id) FROM {TABLE} WHERE comment_id IS NOT NULL GROUP BY comment_id)"
    )
    op.create_unique_constraint(f"uq_{TABLE}_comment_id", TABLE, ["comment_id"])
    op.drop_column(TABLE, "seen")
    op.drop_column("comments", "said_from")
