"""Subcategories that an organisation added have translations, and stored languages are tags that there are.

Before languages were checked, a draft or a comment could be in "FR" or "xx". "FR" becomes "fr"; what is no language
becomes "und", the tag for one that no one knows, and "" where that stands for the same. Each table is changed in
batches, each its own transaction; started again, the migration goes on. The version before reads and writes the same
columns and does not know the new one.
"""

import re
from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from babel import Locale
from babel.core import get_global

revision = "0062"
down_revision = "0054"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

AT_ONCE = 5000

UNKNOWN = "und"

COLUMNS = (
    ("versions", "language", UNKNOWN),
    ("documents", "language", UNKNOWN),
    ("submissions", "language", UNKNOWN),
    ("draft_submissions", "language", UNKNOWN),
    ("comments", "language", UNKNOWN),
    ("comments", "amendment_language", UNKNOWN),
    ("draft_comments", "language", UNKNOWN),
    ("organisations", "original_language", ""),
    ("consultations", "original_language", ""),
    ("uploads", "language", ""),
)
"""(table, column, what stands for a language that no one knows)."""

_COUNTS = """
WITH gone AS (DELETE FROM tallies WHERE axis = 'language' AND value = :old RETURNING *)
INSERT INTO tallies (consultation_id, axis, value, count) SELECT consultation_id, axis, :new, count FROM gone
ON CONFLICT (consultation_id, axis, value) DO UPDATE SET count = tallies.count + EXCLUDED.count
"""


def upgrade() -> None:
    op.execute(
        "ALTER TABLE subcategories ADD COLUMN IF NOT EXISTS translations jsonb NOT NULL DEFAULT '{}'::jsonb"
    )
    with op.get_context().autocommit_block():
        connection = op.get_bind()
        for table, column, unknown in COLUMNS:
            for old in _stored(f"SELECT DISTINCT {column} FROM {table} WHERE {column} <> ''"):
                one = {"old": old, "new": tag(old) or unknown, "most": AT_ONCE}
                rows = f"SELECT id FROM {table} WHERE {column} = :old ORDER BY id LIMIT :most FOR UPDATE"
                change = sa.text(f"UPDATE {table} SET {column} = :new WHERE id IN ({rows})")
                while connection.execute(change, one).rowcount:
                    pass
        for old in _stored("SELECT DISTINCT value FROM tallies WHERE axis = 'language'"):
            connection.execute(sa.text(_COUNTS), {"old": old, "new": tag(old) or UNKNOWN})


def downgrade() -> None:
    """Tags stay: the version before can read them."""
    op.execute("ALTER TABLE subcategories DROP COLUMN IF EXISTS translations")


def _stored(statement: str) -> list[str]:
    """The values that are no tags, or not written as tags are."""
    found = op.get_bind().execute(sa.text(statement)).scalars()
    return [code for code in found if code and code != UNKNOWN and tag(code) != code]


def tag(code: str) -> str:
    """The one form of a language with its script and region, as this version stores it; "" for what is none."""
    language, *more = code.strip().replace("_", "-").lower().split("-")
    if more and re.fullmatch("[a-z]{3}", more[0]):  # a language within another
        language = more.pop(0)
    language = str(get_global("language_aliases").get(language, language)).partition("_")[0]
    known = Locale("en")
    if language not in known.languages or language in {"und", "mul", "zxx"}:
        return ""
    parts = [language]
    for names, shape, write in (
        (known.scripts, "[a-z]{4}", str.title),
        (known.territories, "[a-z]{2}|[0-9]{3}", str.upper),
        (known.variants, "[a-z0-9]{5,8}|[0-9][a-z0-9]{3}", str.lower),
    ):
        if more and re.fullmatch(shape, more[0]) and (write(more[0]) in names or more[0].upper() in names):
            parts.append(write(more.pop(0)))
    return "-".join(parts)
