"""What the clock told of a consultation is marked on it, so that what is due is found by an index."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TOLD = {"told_opened_at": "opened", "told_closing_at": "closing_soon", "told_closed_at": "closed"}
OPEN_OR_CLOSED = {"ix_consultations_to_open": ("opens_at", "told_opened_at"),
                  "ix_consultations_to_close": ("closes_at", "told_closed_at")}  # fmt: skip


def upgrade() -> None:
    for column in TOLD:
        op.add_column("consultations", sa.Column(column, postgresql.TIMESTAMP(timezone=True), nullable=True))
    for column, name in TOLD.items():
        op.execute(
            f"UPDATE consultations c SET {column} = told.at FROM (SELECT consultation_id, max(at) AS at FROM events"
            f" WHERE name = 'consultations.{name}' GROUP BY consultation_id) told WHERE told.consultation_id = c.id"
        )
    for index, (column, told) in OPEN_OR_CLOSED.items():
        where = sa.text(f"state = 'announced' AND {told} IS NULL")
        op.create_index(index, "consultations", [column], postgresql_where=where)


def downgrade() -> None:
    for index in OPEN_OR_CLOSED:
        op.drop_index(index, "consultations")
    for column in TOLD:
        op.drop_column("consultations", column)
