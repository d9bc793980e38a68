"""Corrections of an import are kept one by one, so that they can be withdrawn and do not undo each other."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0022"
down_revision = "0021"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TABLE = "import_changes"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("import_id", sa.BigInteger(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("before", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("after", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("made_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.BigInteger(), nullable=True),
        sa.Column("takes_back_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["import_id"], ["imports.id"], name=f"fk_{TABLE}_import_id_imports", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["made_by_id"], ["users.id"], name=f"fk_{TABLE}_made_by_id_users"),
        sa.ForeignKeyConstraint(
            ["takes_back_id"], [f"{TABLE}.id"], name=f"fk_{TABLE}_takes_back_id_{TABLE}", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=f"pk_{TABLE}"),
        sa.UniqueConstraint("takes_back_id", name=f"uq_{TABLE}_takes_back_id"),
    )
    op.create_index("ix_import_changes_import_id", TABLE, ["import_id", "id"])


def downgrade() -> None:
    op.drop_table(TABLE)
