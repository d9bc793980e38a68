"""What the migrations between 0035 and 0034 make, in a database that went past their place before they were written; in
any other, nothing."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import context, op

revision = "0040"
down_revision = "0036"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

ENDS = "0037"
"""The first of them; on the way back each removes what it made."""

BETWEEN = {
    "0037": ["summaries.adopted_text"],
    "0038": ["holding_notices.translations", "organisations.original_language", "summaries.sign_language_video"],
    "0039": ["versions.translates_id", "consultations.has_language_versions", "version_pairs.position"],
    "0043": ["comments.has_translation", "comment_translations.made_at"],
}
"""Each with what tells that it was carried out."""


def upgrade() -> None:
    for revision, made in BETWEEN.items():
        if not _has(made):  # else it would lock tables that are in use, to make nothing
            context.script.get_revision(revision).module.upgrade()


def _has(columns: list[str]) -> bool:
    if op.get_context().as_sql:
        return False
    known = sa.text(
        "SELECT table_name || '.' || column_name FROM information_schema.columns WHERE table_schema = current_schema()"
    )
    return set(columns) <= set(op.get_bind().execute(known).scalars())


def downgrade() -> None:
    pass
