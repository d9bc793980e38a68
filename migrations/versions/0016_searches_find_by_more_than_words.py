"""What the filters of a search ask for, stored beside the words of published comments and indexed together with them.

A search with filters asked the index for the words alone, and then read the comment and the submission of everything
found. `facets` holds what a filter may ask for and the public may know, a text each: "type:editorial",
"category:industry", "country:KEN" only where the comment shows its country, "clause:…" and "block:…" or "subject:…".
Triggers on `comments` and on `submissions` keep it, also for the version before. Rows that were there are filled in
batches, each its own transaction; started again, it goes on. The index of words alone goes once the new one, which
serves the version before as well, is there.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

AT_ONCE = 5000

_FACETS = """
CREATE OR REPLACE FUNCTION public_facets(c comments) RETURNS text[] LANGUAGE sql STABLE AS $$
    SELECT array_remove(ARRAY[
        'type:' || c.type,
        'category:' || s.category,
        'country:' || CASE WHEN s.attribution IN ('attributed', 'organisation_only') OR s.shows_country
            THEN nullif(s.country, '') END,
        CASE WHEN c.block_key = '' THEN 'subject:' || c.subject ELSE 'block:' || c.block_key END,
        'clause:' || nullif((SELECT clause FROM blocks b WHERE b.version_id = c.version_id AND b.key = c.block_key), '')
    ], NULL)
    FROM submissions s WHERE s.id = c.submission_id
$$
"""
"""In the conditions of submissions.queries.public_comments: a country is a facet only where the public sees it."""
_STORE = """
CREATE OR REPLACE FUNCTION store_words_of(c comments) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF c.moderation IN ('published', 'published_redacted') AND c.posted_at IS NOT NULL AND EXISTS (
        SELECT FROM submissions WHERE id = c.submission_id AND attribution <> 'confidential'
    ) THEN
        INSERT INTO comment_words (comment_id, consultation_id, posted_at, place_order, words, facets)
        VALUES (c.id, c.consultation_id, c.posted_at, c.place_order,
                to_tsvector('simple'::regconfig, coalesce(c.shown_text, '')), public_facets(c))
        ON CONFLICT (comment_id) DO UPDATE SET consultation_id = EXCLUDED.consultation_id,
            posted_at = EXCLUDED.posted_at, place_order = EXCLUDED.place_order, words = EXCLUDED.words,
            facets = EXCLUDED.facets;
    ELSE
        DELETE FROM comment_words WHERE comment_id = c.id;
    END IF;
END $$
"""
_OF_COMMENT = """
CREATE OR REPLACE FUNCTION store_comment_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' OR NEW.moderation IN ('published', 'published_redacted') THEN
        PERFORM store_words_of(NEW);
    END IF;
    RETURN NULL;
END $$
"""
_OF_SUBMISSION = """
CREATE OR REPLACE FUNCTION store_words_of_submission() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM store_words_of(c) FROM comments c
    WHERE submission_id = NEW.id AND moderation IN ('published', 'published_redacted');
    RETURN NULL;
END $$
"""
_TRIGGERS = (
    """
CREATE OR REPLACE TRIGGER store_comment_words
AFTER INSERT OR UPDATE OF moderation, shown_text, posted_at, place_order, consultation_id, type, subject, block_key,
    version_id, submission_id ON comments
FOR EACH ROW EXECUTE FUNCTION store_comment_words()
""",
    """
CREATE OR REPLACE TRIGGER store_words_of_submission
AFTER UPDATE OF category, country, attribution, shows_country ON submissions
FOR EACH ROW WHEN ((OLD.category, OLD.country, OLD.attribution, OLD.shows_country)
    IS DISTINCT FROM (NEW.category, NEW.country, NEW.attribution, NEW.shows_country))
EXECUTE FUNCTION store_words_of_submission()
""",
)
_FILL = sa.text("""
WITH chosen AS MATERIALIZED (
    SELECT comment_id FROM comment_words WHERE comment_id > :last ORDER BY comment_id LIMIT :most
), filled AS (
    UPDATE comment_words w SET facets = public_facets(c) FROM chosen JOIN comments c ON c.id = chosen.comment_id
    WHERE w.comment_id = chosen.comment_id AND w.facets = '{}'
)
SELECT max(comment_id) FROM chosen
""")
"""Who changes a row at the same time has given it facets, and is left alone."""


def upgrade() -> None:
    op.execute("ALTER TABLE comment_words ADD COLUMN IF NOT EXISTS facets text[] NOT NULL DEFAULT '{}'")
    for function in (_FACETS, _STORE, _OF_COMMENT, _OF_SUBMISSION):
        op.execute(function)
    for trigger in _TRIGGERS:
        op.execute(trigger)
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = 0")  # an index waits for the transactions that began before it
        _fill()
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_comment_words_found")  # half-built by an earlier start
        op.execute("CREATE INDEX CONCURRENTLY ix_comment_words_found ON comment_words USING gin (words, facets)")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_comment_words_words")
        op.execute("VACUUM (ANALYZE) comment_words")
        op.execute("SET lock_timeout = '500ms'")


def _fill() -> None:
    connection, last = op.get_bind(), 0
    while (reached := connection.execute(_FILL, {"last": last, "most": AT_ONCE}).scalar_one()) is not None:
        last = reached


_BEFORE = """
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


def downgrade() -> None:
    op.execute(_BEFORE)
    op.execute("DROP TRIGGER store_words_of_submission ON submissions")
    for function in ("store_words_of_submission()", "store_words_of(comments)", "public_facets(comments)"):
        op.execute(f"DROP FUNCTION {function}")
    op.drop_column("comment_words", "facets")
    op.create_index("ix_comment_words_words", "comment_words", ["words"], postgresql_using="gin")
