"""The words of what is shown of comments, without the entities of HTML ("R&D", not "R&amp;D")."""

from collections.abc import Callable, Sequence
from html import escape, unescape

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

AT_ONCE = 1000

_AFTER = sa.text(
    "SELECT id, shown_text, shown_rationale IS NOT NULL AS has_rationale FROM comments"
    " WHERE id > :last AND shown_text ~ '[&<>]' ORDER BY id LIMIT :most"
)
_REWRITE = sa.text("UPDATE comments SET shown_text = :text WHERE id = :id")


def upgrade() -> None:
    _rewrite(unescape)


def downgrade() -> None:
    _rewrite(lambda words: escape(words, quote=False))


def _rewrite(put: Callable[[str], str]) -> None:
    """Put the comment (the first line) and its reasons (the last) again; a proposal between them was plain already."""
    connection, last = op.get_bind(), 0
    while rows := connection.execute(_AFTER, {"last": last, "most": AT_ONCE}).all():
        for row in rows:
            lines = row.shown_text.split("\n")
            for number in {0, len(lines) - 1} if row.has_rationale else {0}:
                lines[number] = put(lines[number])
            connection.execute(_REWRITE, {"id": row.id, "text": "\n".join(lines)})
        last = rows[-1].id
