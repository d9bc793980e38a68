"""The words of published comments, stored and indexed in a table of their own, so that a search computes none of them.

A generated column of `comments` would rewrite that table while no one can read it, and every search would then read
its wide rows. The new table is filled by a trigger at each write, also at those of the version before; what was there
is added in batches, each its own transaction, which holds the comments of its batch for the fraction of a second that
it takes. The indexes are built without a lock that readers or writers would wait for. Started again, it goes on.
`ix_comments_words`, by which the version before searches, stays for now.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

AT_ONCE = 5000

_TABLE = """
CREATE TABLE IF NOT EXISTS comment_words (
    comment_id bigint NOT NULL CONSTRAINT pk_comment_words PRIMARY KEY
        CONSTRAINT fk_comment_words_comment_id_comments REFERENCES comments (id) ON DELETE CASCADE,
    consultation_id bigint NOT NULL,
    posted_at timestamptz NOT NULL,
    place_order bigint NOT NULL,
    words tsvector NOT NULL
)
"""
_FUNCTION = """
CREATE OR REPLACE FUNCTION store_comment_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.moderation IN ('published', 'published_redacted') AND NEW.posted_at IS NOT NULL THEN
        INSERT INTO comment_words (comment_id, consultation_id, posted_at, place_order, words)
        VALUES (NEW.id, NEW.consultation_id, NEW.posted_at, NEW.place_order,
                to_tsvector('simple'::regconfig, coalesce(NEW.shown_text, '')))
        ON CONFLICT (comment_id) DO UPDATE SET consultation_id = EXCLUDED.consultation_id,
            posted_at = EXCLUDED.posted_at, place_order = EXCLUDED.place_order, words = EXCLUDED.words;
    ELSIF TG_OP = 'UPDATE' THEN
        DELETE FROM comment_words WHERE comment_id = NEW.id;
    END IF;
    RETURN NULL;
END $$
"""
_TRIGGER = """
CREATE OR REPLACE TRIGGER store_comment_words
AFTER INSERT OR UPDATE OF moderation, shown_text, posted_at, place_order, consultation_id ON comments
FOR EACH ROW EXECUTE FUNCTION store_comment_words()
"""
_FILL = sa.text("""
WITH chosen AS MATERIALIZED (
    SELECT id, consultation_id, posted_at, place_order, shown_text, moderation FROM comments
    WHERE id > :last ORDER BY id LIMIT :most FOR SHARE
), filled AS (
    INSERT INTO comment_words (comment_id, consultation_id, posted_at, place_order, words)
    SELECT id, consultation_id, posted_at, place_order, to_tsvector('simple'::regconfig, coalesce(shown_text, ''))
    FROM chosen WHERE moderation IN ('published', 'published_redacted') AND posted_at IS NOT NULL
        AND NOT EXISTS (SELECT FROM comment_words WHERE comment_id = chosen.id)
    ON CONFLICT (comment_id) DO NOTHING
)
SELECT max(id) FROM chosen
""")
_PUBLISHED = "moderation IN ('published', 'published_redacted')"
_INDEXES = {
    "ix_comment_words_words": "comment_words USING gin (words)",
    "ix_comment_words_posted": "comment_words (consultation_id, posted_at, comment_id)",
    "ix_comment_words_place": "comment_words (consultation_id, place_order, comment_id)",
    "ix_comments_type": f"comments (consultation_id, type, posted_at, id) WHERE {_PUBLISHED}",
    "ix_comments_elsewhere": "comments (consultation_id, subject, posted_at, id)"
    f" WHERE {_PUBLISHED} AND subject <> 'clause'",
}
"""Name → what it is on. The last two: without them what few comments have is looked for by walking through all."""


def upgrade() -> None:
    op.execute(_TABLE)
    op.execute(_FUNCTION)
    op.execute(_TRIGGER)
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = 0")  # an index waits for the transactions that began before it
        _fill()
        for name, what in _INDEXES.items():
            op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")  # half-built by an earlier start
            op.execute(f"CREATE INDEX CONCURRENTLY {name} ON {what}")
        op.execute("ANALYZE comment_words")
        op.execute("SET lock_timeout = '500ms'")


def _fill() -> None:
    connection, last = op.get_bind(), 0
    while (reached := connection.execute(_FILL, {"last": last, "most": AT_ONCE}).scalar_one()) is not None:
        last = reached


def downgrade() -> None:
    op.execute("DROP TRIGGER store_comment_words ON comments")
    op.execute("DROP FUNCTION store_comment_words()")
    op.drop_table("comment_words")
    op.drop_index("ix_comments_type", "comments")
    op.drop_index("ix_comments_elsewhere", "comments")
