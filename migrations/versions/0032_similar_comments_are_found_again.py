"""Which way similar comments were found in: those found in an earlier way are looked for again."""

from collections.abc import Sequence

from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

INDEX = "ix_screenings_method"


def upgrade() -> None:
    op.execute("ALTER TABLE screenings ADD COLUMN IF NOT EXISTS method bigint NOT NULL DEFAULT 1")
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = 0")  # an index waits for the transactions that began before it
        op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {INDEX}")  # half-built by an earlier start
        op.execute(f"CREATE INDEX CONCURRENTLY {INDEX} ON screenings (method)")
        op.execute("SET lock_timeout = '500ms'")


def downgrade() -> None:
    op.drop_index(INDEX, table_name="screenings")
    op.drop_column("screenings", "method")
