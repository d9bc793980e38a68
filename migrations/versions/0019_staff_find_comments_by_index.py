"""Indexes for those who answer comments: the words of all that was sent, the names of who sent it, and the order of the
text. Built without a lock that anyone waits for; what is still being written is in none of them."""

from collections.abc import Sequence

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

INDEXES = {
    "ix_comments_words_sent": "comments USING gin (to_tsvector('simple'::regconfig, comment || ' ' || proposal))"
    " WHERE moderation IS NOT NULL",
    "ix_submissions_words_of_who": "submissions USING gin (to_tsvector('simple'::regconfig, name || ' ' || organisation))"
    " WHERE state <> 'composing'",
    "ix_comments_sent": "comments (consultation_id, place_order, id) WHERE moderation IS NOT NULL",
}


def upgrade() -> None:
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = 0")  # an index waits for the transactions that began before it
        for name, what in INDEXES.items():
            op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")  # half-built by an earlier start
            op.execute(f"CREATE INDEX CONCURRENTLY {name} ON {what}")
        op.execute("ANALYZE comments")  # how frequent which words are
        op.execute("ANALYZE submissions")
        op.execute("SET lock_timeout = '500ms'")


def downgrade() -> None:
    for name in INDEXES:
        op.execute(f"DROP INDEX {name}")
