"""A comment and a withdrawal say when they first arrived and were sent again, where an outage came in between."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

COLUMNS = (
    ("comments", "first_arrived_at"),
    ("comments", "sent_again_at"),
    ("comment_editions", "first_arrived_at"),
    ("submissions", "withdrawal_arrived_at"),
)


def upgrade() -> None:
    for table, name in COLUMNS:
        op.add_column(table, sa.Column(name, sa.TIMESTAMP(timezone=True), nullable=True))


def downgrade() -> None:
    for table, name in COLUMNS:
        op.drop_column(table, name)
