"""The words of the passages of fixed texts, stored and indexed in a narrow table, so that a search finds consultations
by them.

What was fixed before is added version by version, each its own transaction; started again, it goes on. The version before
writes nothing into the table: what it fixes meanwhile is found once it is announced or corrected by this one.
"""

import json
from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_TABLE = """
CREATE TABLE IF NOT EXISTS block_words (
    block_id bigint NOT NULL CONSTRAINT pk_block_words PRIMARY KEY
        CONSTRAINT fk_block_words_block_id_blocks REFERENCES blocks (id) ON DELETE CASCADE,
    version_id bigint NOT NULL,
    words tsvector NOT NULL
)
"""
_APOSTROPHES = "\u2018\u2019\u201a\u201b\u02bc\u02bb\u02b9\u02bd`\u00b4\u05f3"
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u058a\u05be"
_DIGITS = "٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹"
_FROM = _APOSTROPHES + _DASHES + _DIGITS + "\u0649\u0629\u06cc\u06a9"
_TO = "'" * len(_APOSTROPHES) + "-" * len(_DASHES) + "01234567890123456789" + "\u064a\u0647\u064a\u0643"
_DROPPED = (
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]"
)
_DICTIONARIES = {
    "ar": "arabic", "da": "danish", "de": "german", "en": "english", "es": "spanish", "fi": "finnish", "fr": "french",
    "hu": "hungarian", "it": "italian", "nl": "dutch", "no": "norwegian", "pt": "portuguese", "ro": "romanian",
    "ru": "russian", "sv": "swedish", "tr": "turkish",
}  # fmt: skip
_FILL = sa.text("""
WITH raw AS (
    SELECT blocks.id, blocks.version_id, left(versions.language, 2) AS tag,
        left(concat_ws(' ', nullif(blocks.title, blocks.text), blocks.text), 100000) AS words
    FROM blocks JOIN versions ON versions.id = blocks.version_id
    WHERE blocks.version_id = :version
        AND NOT EXISTS (SELECT FROM block_words WHERE block_words.block_id = blocks.id)
), plain AS (
    SELECT id, version_id, tag, CASE
        WHEN octet_length(words) = length(words) THEN lower(translate(words, '`', ''''))
        ELSE lower(regexp_replace(
            translate(normalize(translate(words, :before, :after), NFKD), :before, :after), :dropped, '', 'g'
        ))
    END AS words
    FROM raw
), apart AS (
    SELECT id, version_id, tag, regexp_replace(replace(words, '-', ' '), :signs, :alone, 'g') AS words FROM plain
)
INSERT INTO block_words (block_id, version_id, words)
SELECT id, version_id, to_tsvector('simple', words)
    || to_tsvector(CAST(coalesce(CAST(:dictionaries AS jsonb) ->> tag, 'simple') AS regconfig), words)
FROM apart
""").bindparams(
    sa.bindparam("before", _FROM, sa.Text()),
    sa.bindparam("after", _TO, sa.Text()),
    sa.bindparam("dropped", _DROPPED, sa.Text()),
    sa.bindparam("signs", "([\u3040-\u30ff\u3400-\u9fff])", sa.Text()),
    sa.bindparam("alone", r" \1 ", sa.Text()),
    sa.bindparam("dictionaries", json.dumps(_DICTIONARIES), sa.Text()),
)
"""What drafts.words.store does to one version, as it was when this was written."""
_NEXT = sa.text("SELECT min(id) FROM versions WHERE frozen_at IS NOT NULL AND id > :last")
_INDEXES = {
    "ix_block_words_words": "block_words USING gin (words)",
    "ix_block_words_version_id": "block_words (version_id)",
}


def upgrade() -> None:
    op.execute(_TABLE)
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = 0")  # an index waits for the transactions that began before it
        connection, last = op.get_bind(), 0
        while (last := connection.execute(_NEXT, {"last": last}).scalar_one()) is not None:
            connection.execute(_FILL, {"version": last})
        for name, what in _INDEXES.items():
            op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")  # half-built by an earlier start
            op.execute(f"CREATE INDEX CONCURRENTLY {name} ON {what}")
        op.execute("ANALYZE block_words")
        op.execute("SET lock_timeout = '500ms'")


def downgrade() -> None:
    op.drop_table("block_words")
