"""What the migrations between 0035 and 0034 make, in a database in which 0034 was carried out before they were written."""

from collections.abc import Sequence

from alembic import context

revision = "0041"
down_revision = "0036"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

BETWEEN = ("0038",)


def upgrade() -> None:
    for revision in BETWEEN:  # each makes only what is missing
        context.script.get_revision(revision).module.upgrade()


def downgrade() -> None:
    """They take away what they made themselves."""
