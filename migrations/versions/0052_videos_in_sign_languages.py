"""Consultations and response summaries have a video for each sign language.

The address that they had stays in its column: it is that of the video for readers of every language. The version before
reads and writes that column alone, so both work on the same rows. This migration stands before 0034, which waits until
no process of that version runs. A database that went past its place before it was written gets the same from 0053.
"""

from collections.abc import Sequence

from alembic import op

revision = "0052"
down_revision = "0049"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TABLES = ("consultations", "summaries")


def upgrade() -> None:
    for table in TABLES:
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN IF NOT EXISTS sign_language_videos jsonb NOT NULL DEFAULT '{{}}'::jsonb"
        )


def downgrade() -> None:
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} DROP COLUMN IF EXISTS sign_language_videos")
