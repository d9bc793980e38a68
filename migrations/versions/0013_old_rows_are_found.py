"""When its counts were last compared is marked on a consultation, and on a job how far it goes item by item; indexes find
what is kept no longer."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

OLD = (
    ("ix_sessions_expires_at", "sessions", "expires_at", ""),
    ("ix_tokens_expires_at", "tokens", "expires_at", ""),
    ("ix_imports_started_at", "imports", "started_at", ""),
    ("ix_subscriptions_unconfirmed", "subscriptions", "asked_at", "confirmed_at IS NULL"),
)


def upgrade() -> None:
    with op.get_context().autocommit_block():  # no one waits while these are made; stopped, it can be done again
        for index, table, column, where in OLD:
            op.drop_index(index, table, if_exists=True, postgresql_concurrently=True)
            condition = sa.text(where) if where else None
            op.create_index(index, table, [column], postgresql_where=condition, postgresql_concurrently=True)
    op.add_column("consultations", sa.Column("counted_at", postgresql.TIMESTAMP(timezone=True), nullable=True))
    op.add_column("jobs", sa.Column("careful_until", sa.BigInteger(), server_default="0", nullable=False))


def downgrade() -> None:
    for index, table, _column, _where in OLD:
        op.drop_index(index, table)
    op.drop_column("jobs", "careful_until")
    op.drop_column("consultations", "counted_at")
