"""Files that are still arriving are found by the time at which they began."""

from collections.abc import Sequence

from alembic import op

revision = "0069"
down_revision = "0066"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

INDEX = "CREATE INDEX IF NOT EXISTS ix_attachments_receiving ON attachments (uploaded_at) WHERE state = 'receiving'"


def upgrade() -> None:
    op.execute(INDEX)


def downgrade() -> None:
    op.execute("DROP INDEX IF EXISTS ix_attachments_receiving")
