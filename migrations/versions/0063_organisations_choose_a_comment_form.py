"""An organisation chooses the kind of comment form in which people can write offline.

The version before writes none; its organisations have a plain table.
"""

from collections.abc import Sequence

from alembic import op

revision = "0063"
down_revision = "0059"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.execute("ALTER TABLE organisations ADD COLUMN IF NOT EXISTS comment_form text NOT NULL DEFAULT 'table'")


def downgrade() -> None:
    op.execute("ALTER TABLE organisations DROP COLUMN IF EXISTS comment_form")
