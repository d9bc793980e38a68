"""A draft submission that was begun by a link in an email knows to which address the link was sent.

The version before does not write it: the address then has to be confirmed once more.
"""

from collections.abc import Sequence

from alembic import op

revision = "0087"
down_revision = "0086"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.execute("ALTER TABLE draft_submissions ADD COLUMN IF NOT EXISTS confirmed_email text NOT NULL DEFAULT ''")


def downgrade() -> None:
    op.execute("ALTER TABLE draft_submissions DROP COLUMN IF EXISTS confirmed_email")
