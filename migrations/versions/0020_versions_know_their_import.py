"""A version knows the import it was accepted from, so that the address of the upload leads to it."""

from collections.abc import Sequence

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.execute("ALTER TABLE versions ADD COLUMN IF NOT EXISTS import_reference text")  # stopped, it can be done again
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = 0")  # an index waits for the transactions that began before it
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS uq_versions_import_reference")  # half-built by an earlier start
        op.execute("CREATE UNIQUE INDEX CONCURRENTLY uq_versions_import_reference ON versions (import_reference)")
        op.execute("SET lock_timeout = '500ms'")


def downgrade() -> None:
    op.drop_column("versions", "import_reference")
