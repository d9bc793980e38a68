"""An entry that was submitted keeps the mark of what its form said: who presses the same form twice is told apart from
who typed something else meanwhile.

The version before neither writes nor reads the column: of what it submits the mark is not known.
"""

from collections.abc import Sequence

from alembic import op

revision = "0096"
down_revision = "0095"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.execute("ALTER TABLE staff_entries ADD COLUMN IF NOT EXISTS submitted_mark text")


def downgrade() -> None:
    op.execute("ALTER TABLE staff_entries DROP COLUMN IF EXISTS submitted_mark")
