"""The part of a page that a comment is on, where the draft is images of pages.

The version before neither writes nor reads it: what it files is on the whole page.
"""

from collections.abc import Sequence

from alembic import op

revision = "0074"
down_revision = "0073"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_TABLES = ("draft_comments", "comments", "comment_editions")


def upgrade() -> None:
    for table in _TABLES:
        op.execute(f"ALTER TABLE {table} ADD COLUMN IF NOT EXISTS page_part text DEFAULT '' NOT NULL")


def downgrade() -> None:
    for table in _TABLES:
        op.execute(f"ALTER TABLE {table} DROP COLUMN IF EXISTS page_part")
