"""A response summary says in which language it is written, a translation which part of a comment it translates, and a
version the title of its draft in its own language.

The version before writes none of these: it reads every summary as one in the language of the consultation's texts, of a
translation that it writes no parts are known, and a version that it saves is shown with the title of its draft. This
migration stands before 0034, which waits until no process of that version runs. A database that went past its place
before it was written gets the same from 0045 and 0053.
"""

from collections.abc import Sequence

from alembic import op

revision = "0049"
down_revision = "0044"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.execute("ALTER TABLE summaries ADD COLUMN IF NOT EXISTS written_in text NOT NULL DEFAULT ''")
    op.execute(
        "ALTER TABLE comment_translations ADD COLUMN IF NOT EXISTS source_digests jsonb NOT NULL DEFAULT '[]'::jsonb"
    )
    op.execute("ALTER TABLE versions ADD COLUMN IF NOT EXISTS title text NOT NULL DEFAULT ''")


def downgrade() -> None:
    op.execute("ALTER TABLE versions DROP COLUMN IF EXISTS title")
    op.execute("ALTER TABLE comment_translations DROP COLUMN IF EXISTS source_digests")
    op.execute("ALTER TABLE summaries DROP COLUMN IF EXISTS written_in")
