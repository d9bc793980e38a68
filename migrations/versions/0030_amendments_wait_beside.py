"""An amendment of a published comment waits for a moderator beside the published edition, which stays."""

from collections.abc import Sequence

from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

INDEX = "ix_comments_amendments"


def upgrade() -> None:
    for column in ("amendment_edition bigint", "amendment_waits_since timestamptz"):
        op.execute(f"ALTER TABLE comments ADD COLUMN IF NOT EXISTS {column}")  # stopped, it can be done again
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = 0")  # an index waits for the transactions that began before it
        op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {INDEX}")  # half-built by an earlier start
        op.execute(
            f"CREATE INDEX CONCURRENTLY {INDEX} ON comments (consultation_id, amendment_waits_since, id)"
            " WHERE amendment_waits_since IS NOT NULL"
        )
        op.execute("SET lock_timeout = '500ms'")


def downgrade() -> None:
    op.drop_index(INDEX, table_name="comments")
    op.drop_column("comments", "amendment_waits_since")
    op.drop_column("comments", "amendment_edition")
