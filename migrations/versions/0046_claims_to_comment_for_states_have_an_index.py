"""The index that 0055 builds, in a database that went past its place before it was written; in any other, nothing."""

from collections.abc import Sequence

from alembic import context

revision = "0046"
down_revision = "0045"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

AGAIN = ("0055",)
"""The migration that makes it in its place (docs/migrations.md)."""


def upgrade() -> None:
    for revision in AGAIN:
        context.script.get_revision(revision).module.upgrade()  # makes only what is missing


def downgrade() -> None:
    pass
