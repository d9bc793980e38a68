"""An edition of a comment says where the words begin that it quotes: an amendment can be on another cell with the same
words.

The version before neither writes nor reads the column: of what it keeps the place is not known, as before.
"""

from collections.abc import Sequence

from alembic import op

revision = "0095"
down_revision = "0094"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.execute("ALTER TABLE comment_editions ADD COLUMN IF NOT EXISTS quote_start bigint")


def downgrade() -> None:
    op.execute("ALTER TABLE comment_editions DROP COLUMN IF EXISTS quote_start")
