"""Rows that a worker works on carry the id of the request that wrote them; deliveries given up are counted by an index."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TABLES = ("account_requests", "deliveries", "jobs", "letters", "uploads")
INDEX = "ix_deliveries_given_up"


def upgrade() -> None:
    present = sa.inspect(op.get_bind())
    for table in TABLES:
        if all(column["name"] != "request_id" for column in present.get_columns(table)):
            op.add_column(table, sa.Column("request_id", sa.Text(), server_default="", nullable=False))
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = 0")  # an index waits for the transactions that began before it
        op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {INDEX}")  # half-built by an earlier start
        op.execute(f"CREATE INDEX CONCURRENTLY {INDEX} ON deliveries (id) WHERE given_up_at IS NOT NULL")
        op.execute("SET lock_timeout = '500ms'")


def downgrade() -> None:
    op.execute(f"DROP INDEX {INDEX}")
    for table in TABLES:
        op.drop_column(table, "request_id")
