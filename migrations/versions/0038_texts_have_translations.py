"""Texts of organisations, consultations and response summaries have translations beside their originals.

Nothing that was there changes: the version before goes on reading and writing the originals (docs/decisions/0040). This
migration stands before 0034, which waits until no process of the version before runs. A database in which 0034 was
carried out before this migration was written gets the same from 0040.
"""

from collections.abc import Sequence

from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TRANSLATED = (
    "consultations", "questions", "documents", "extensions", "corrections", "organisations", "policies", "summaries",
    "holding_notices",
)  # fmt: skip
WITH_LANGUAGE = ("consultations", "organisations")

LOCK = f"LOCK TABLE {', '.join(TRANSLATED)} IN ACCESS EXCLUSIVE MODE"
"""All at once, the consultation first, as the application locks them: no one who waits holds one of them."""

OTHER_WAYS_OF_READING = ("plain_language_summary", "sign_language_video")
WITH_OTHER_WAYS = ("consultations", "summaries")


def upgrade() -> None:
    op.execute(LOCK)
    for table in TRANSLATED:
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN IF NOT EXISTS translations jsonb NOT NULL DEFAULT '{{}}'::jsonb"
        )
    for table in WITH_LANGUAGE:
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN IF NOT EXISTS original_language text NOT NULL DEFAULT ''"
        )
    for table in WITH_OTHER_WAYS:
        for column in OTHER_WAYS_OF_READING:
            op.execute(f"ALTER TABLE {table} ADD COLUMN IF NOT EXISTS {column} text NOT NULL DEFAULT ''")


def downgrade() -> None:
    op.execute(LOCK)
    for table in TRANSLATED:
        op.execute(f"ALTER TABLE {table} DROP COLUMN IF EXISTS translations")
    for table in WITH_LANGUAGE:
        op.execute(f"ALTER TABLE {table} DROP COLUMN IF EXISTS original_language")
    for table in WITH_OTHER_WAYS:
        for column in OTHER_WAYS_OF_READING:
            op.execute(f"ALTER TABLE {table} DROP COLUMN IF EXISTS {column}")
