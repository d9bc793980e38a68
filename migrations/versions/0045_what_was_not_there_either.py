"""What 0044 and 0049 make, in a database that went past their place before they were written; in any other, nothing."""

from collections.abc import Sequence

from alembic import context

revision = "0045"
down_revision = "0040"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

AGAIN = ("0044", "0049")
"""The migrations that make it in their place (docs/migrations.md)."""


def upgrade() -> None:
    for revision in AGAIN:
        context.script.get_revision(revision).module.upgrade()  # makes only what is missing


def downgrade() -> None:
    pass
