"""Published names are removed on request, and people delete their accounts."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0026"
down_revision = "0025"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TABLE = "name_requests"


def upgrade() -> None:
    instant = postgresql.TIMESTAMP(timezone=True)
    op.create_table(
        TABLE,
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("submission_id", sa.BigInteger(), nullable=False),
        sa.Column("comment_id", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("with_organisation", sa.Boolean(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("asked_at", instant, nullable=False),
        sa.Column("settled_at", instant, nullable=True),
        sa.Column("settled_by_id", sa.BigInteger(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.CheckConstraint("state IN ('open', 'removed', 'kept')", name="namerequeststate"),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=f"fk_{TABLE}_submission_id_submissions"
        ),
        sa.ForeignKeyConstraint(["comment_id"], ["comments.id"], name=f"fk_{TABLE}_comment_id_comments"),
        sa.ForeignKeyConstraint(["settled_by_id"], ["users.id"], name=f"fk_{TABLE}_settled_by_id_users"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{TABLE}"),
        sa.UniqueConstraint("key", name=f"uq_{TABLE}_key"),
    )
    op.create_index(f"ix_{TABLE}_submission_id", TABLE, ["submission_id"])
    op.create_index(f"ix_{TABLE}_open", TABLE, ["asked_at"], postgresql_where="state = 'open'")
    op.create_index(
        f"uq_{TABLE}_own", TABLE, ["submission_id"], unique=True, postgresql_where="state = 'open' AND comment_id IS NULL"
    )
    op.add_column("users", sa.Column("deleted_at", instant, nullable=True))


def downgrade() -> None:
    op.drop_column("users", "deleted_at")
    op.drop_table(TABLE)
