"""An edition of the response summary links to the text that was adopted.

The version before writes none. This migration stands before 0034, which waits until no process of that version runs.
A database that went past its place before it was written gets the column from 0040.
"""

from collections.abc import Sequence

from alembic import op

revision = "0037"
down_revision = "0035"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.execute("ALTER TABLE summaries ADD COLUMN IF NOT EXISTS adopted_text text NOT NULL DEFAULT ''")


def downgrade() -> None:
    op.execute("ALTER TABLE summaries DROP COLUMN IF EXISTS adopted_text")
