"""What 0044 and 0049 make, in a database that went past their place before they were written; in any other, nothing."""

from collections.abc import Sequence

from alembic import context

revision = "0045"
down_revision = "0040"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    for revision in ("0044", "0049"):
        context.script.get_revision(revision).module.upgrade()  # makes only what is missing


def downgrade() -> None:
    pass
