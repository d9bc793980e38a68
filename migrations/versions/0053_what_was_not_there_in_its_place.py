"""What 0052 makes, in a database that went past its place before it was written; in any other, nothing."""

from collections.abc import Sequence

from alembic import context

revision = "0053"
down_revision = "0051"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    context.script.get_revision("0052").module.upgrade()  # makes only what is missing


def downgrade() -> None:
    pass
