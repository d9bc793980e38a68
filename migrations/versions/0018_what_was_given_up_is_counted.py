"""What was given up is counted by an index; deliveries that were handled are found by their age."""

from collections.abc import Sequence

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


INDEXES = {
    "ix_letters_given_up": "letters (id) WHERE postage = 'given_up'",
    "ix_deliveries_done_at": "deliveries (done_at) WHERE done_at IS NOT NULL",
}


def upgrade() -> None:
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = 0")  # an index waits for the transactions that began before it
        for name, what in INDEXES.items():
            op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")  # half-built by an earlier start
            op.execute(f"CREATE INDEX CONCURRENTLY {name} ON {what}")
        op.execute("SET lock_timeout = '500ms'")


def downgrade() -> None:
    for name in INDEXES:
        op.execute(f"DROP INDEX {name}")
