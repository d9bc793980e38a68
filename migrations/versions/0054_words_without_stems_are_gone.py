"""The words by which the version before searched are removed, with their indexes and triggers (see 0050)."""

from collections.abc import Sequence

from alembic import context, op

revision = "0054"
down_revision = "0053"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

ENDS = "0050"

_TRIGGERS = {"store_comment_words": "comments", "store_words_of_submission": "submissions"}
_FUNCTIONS = ("store_comment_words()", "store_words_of_submission()", "store_words_of(comments)")
_INDEXES = {
    "ix_comments_words": "comments USING gin (to_tsvector('simple'::regconfig, coalesce(shown_text, '')))"
    " WHERE moderation IN ('published', 'published_redacted')",
    "ix_comments_words_sent": "comments USING gin (to_tsvector('simple'::regconfig, comment || ' ' || proposal))",
    "ix_submissions_words_of_who": "submissions"
    " USING gin (to_tsvector('simple'::regconfig, name || ' ' || organisation))",
}
_INDEXES_OF_TABLE = {
    "ix_comment_words_found": "comment_words USING gin (words, facets)",
    "ix_comment_words_posted": "comment_words (consultation_id, posted_at, comment_id)",
    "ix_comment_words_place": "comment_words (consultation_id, place_order, comment_id)",
}


def upgrade() -> None:
    op.execute("LOCK TABLE comments, submissions IN ACCESS EXCLUSIVE MODE")
    for name, table in _TRIGGERS.items():
        op.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
    for function in _FUNCTIONS:
        op.execute(f"DROP FUNCTION IF EXISTS {function}")
    op.execute("DROP TABLE IF EXISTS comment_words")
    for name in _INDEXES:
        op.execute(f"DROP INDEX IF EXISTS {name}")


def downgrade() -> None:
    words, facets = (context.script.get_revision(one).module for one in ("0012", "0016"))
    op.execute(words._TABLE)
    op.execute("ALTER TABLE comment_words ADD COLUMN IF NOT EXISTS facets text[] NOT NULL DEFAULT '{}'")
    for statement in (facets._STORE, facets._OF_COMMENT, facets._OF_SUBMISSION, *facets._TRIGGERS):
        op.execute(statement)
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = 0")  # an index waits for the transactions that began before it
        words._fill()
        facets._fill()
        for name, what in (_INDEXES | _INDEXES_OF_TABLE).items():
            op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")  # half-built by an earlier start
            op.execute(f"CREATE INDEX CONCURRENTLY {name} ON {what}")
        op.execute("SET lock_timeout = '500ms'")
