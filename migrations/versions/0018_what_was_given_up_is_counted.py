"""What was given up is counted by an index; deliveries that were handled are found by their age."""

from collections.abc import Sequence

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    with op.get_context().autocommit_block():
        op.create_index(
            "ix_letters_given_up", "letters", ["id"], postgresql_where="postage = 'given_up'",
            postgresql_concurrently=True, if_not_exists=True,
        )  # fmt: skip
        op.create_index(
            "ix_deliveries_done_at", "deliveries", ["done_at"], postgresql_where="done_at IS NOT NULL",
            postgresql_concurrently=True, if_not_exists=True,
        )  # fmt: skip


def downgrade() -> None:
    op.drop_index("ix_deliveries_done_at", "deliveries")
    op.drop_index("ix_letters_given_up", "letters")
