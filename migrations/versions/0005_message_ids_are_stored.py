"""Emails have a random Message-ID, stored before they are sent."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("letters", sa.Column("message_id", sa.Text(), server_default="", nullable=False))
    op.create_index(
        "uq_letters_message_id",
        "letters",
        ["message_id"],
        unique=True,
        postgresql_where=sa.text("message_id <> ''"),
    )


def downgrade() -> None:
    op.drop_index("uq_letters_message_id", "letters")
    op.drop_column("letters", "message_id")
