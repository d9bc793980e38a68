"""The column of 0037, in a database that went past its place before 0037 was written; in any other, nothing."""

from collections.abc import Sequence

from alembic import context

revision = "0038"
down_revision = "0036"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

ENDS = "0037"
"""The migration that makes the column, and removes it on the way back."""


def upgrade() -> None:
    context.script.get_revision(ENDS).module.make_column()


def downgrade() -> None:
    pass
