"""What the migrations between 0035 and 0034 make, in a database that went past their place before they were written; in
any other, nothing."""

from collections.abc import Sequence

from alembic import context

revision = "0040"
down_revision = "0036"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

ENDS = "0037"
"""The first of them; on the way back each removes what it made."""

BETWEEN = ("0037", "0038", "0039", "0043")


def upgrade() -> None:
    for revision in BETWEEN:  # each makes only what is missing
        context.script.get_revision(revision).module.upgrade()


def downgrade() -> None:
    pass
