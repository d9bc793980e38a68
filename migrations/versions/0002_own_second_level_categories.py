"""Second-level categories of an organisation's own: kept by their words, and no longer offered when it says so."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.drop_column("subcategories", "key")
    op.add_column(
        "subcategories", sa.Column("is_offered", sa.Boolean(), server_default=sa.true(), nullable=False)
    )
    op.create_unique_constraint(
        op.f("uq_subcategories_organisation_id_category_label"),
        "subcategories",
        ["organisation_id", "category", "label"],
    )


def downgrade() -> None:
    op.drop_constraint(op.f("uq_subcategories_organisation_id_category_label"), "subcategories")
    op.drop_column("subcategories", "is_offered")
    op.add_column("subcategories", sa.Column("key", sa.Text(), server_default="", nullable=False))
    op.alter_column("subcategories", "key", server_default=None)
