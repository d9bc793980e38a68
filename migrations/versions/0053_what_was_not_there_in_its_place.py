"""What 0049, 0050 and 0052 make, in a database that went past their places before they were written; in any other,
nothing."""

from collections.abc import Sequence

from alembic import context, op
from sqlalchemy import text

revision = "0053"
down_revision = "0048"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

AGAIN = ("0049", "0052", "0050")
"""The migrations that make it in their place (docs/migrations.md)."""

_IS_SEARCHED = text(
    "SELECT EXISTS (SELECT FROM pg_index WHERE indisvalid AND indexrelid = to_regclass(:last))"
).bindparams(last="ix_comment_translations_searched")
"""Whether the last index that 0050 builds is there."""


def upgrade() -> None:
    for revision in AGAIN:
        if revision != "0050" or not op.get_bind().execute(_IS_SEARCHED).scalar_one():
            context.script.get_revision(revision).module.upgrade()  # makes only what is missing


def downgrade() -> None:
    pass
