"""What the public reads as the name and the description of an attachment.

The version before writes neither: the public copy then has a neutral name and the description of the submitter.
"""

from collections.abc import Sequence

from alembic import op

revision = "0071"
down_revision = "0069"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.execute(
        "ALTER TABLE attachments ADD COLUMN IF NOT EXISTS shown_name text, "
        "ADD COLUMN IF NOT EXISTS shown_description text"
    )


def downgrade() -> None:
    op.execute(
        "ALTER TABLE attachments DROP COLUMN IF EXISTS shown_name, DROP COLUMN IF EXISTS shown_description"
    )
