"""An index of submissions whose submitters claim to comment for states, where no one has confirmed that: the moderation
queue looks for them among what waits. Built without a lock that anyone waits for."""

from collections.abc import Sequence

from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

INDEX = "ix_submissions_claiming_states"


def upgrade() -> None:
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = 0")  # an index waits for the transactions that began before it
        op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {INDEX}")  # half-built by an earlier start
        op.execute(
            f"CREATE INDEX CONCURRENTLY {INDEX} ON submissions (id)"
            " WHERE capacity IN ('official_position', 'on_behalf') AND confirmed_at IS NULL"
        )
        op.execute("SET lock_timeout = '5s'")


def downgrade() -> None:
    op.execute(f"DROP INDEX {INDEX}")
