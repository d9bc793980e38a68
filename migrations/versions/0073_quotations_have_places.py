"""Where a quotation begins in its passage, of comments and of the comments of draft submissions; and an index that finds
the quotations of a consultation.

The version before does not write it: the first place that has the words then counts.
"""

from collections.abc import Sequence

from alembic import op

revision = "0073"
down_revision = "0072"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

INDEX = "ix_comments_quoted"


def upgrade() -> None:
    op.execute("LOCK TABLE draft_comments, comments IN ACCESS EXCLUSIVE MODE")
    for table in ("draft_comments", "comments"):
        op.execute(f"ALTER TABLE {table} ADD COLUMN IF NOT EXISTS quote_start bigint")
    with op.get_context().autocommit_block():
        op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {INDEX}")
        op.execute(
            f"CREATE INDEX CONCURRENTLY {INDEX} ON comments (consultation_id, id) WHERE quote <> ''"
            " AND moderation IN ('published', 'published_redacted')"
        )


def downgrade() -> None:
    op.drop_index(INDEX, table_name="comments")
    op.execute("LOCK TABLE draft_comments, comments IN ACCESS EXCLUSIVE MODE")
    for table in ("draft_comments", "comments"):
        op.execute(f"ALTER TABLE {table} DROP COLUMN IF EXISTS quote_start")
