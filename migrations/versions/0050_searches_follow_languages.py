"""Searches find comments, consultations and organisations by the stems of their languages (docs/decisions/0046).

`searched_words` folds words and makes the `tsvector` that searches ask: each word as it is written, and without a place
its stem. `comment_stems` holds that of each public comment with its current translations by people; it takes the place
of `comment_words`, by which the version before goes on to search. Triggers keep both tables, also for the version
before; 0054 removes the other one with its indexes once no process of that version runs.

Comments that are there are added in batches, each its own transaction, which holds the comments of its batch for the
fraction of a second that it takes. Indexes are built without a lock that anyone waits for. Started again, it goes on.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0052"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

AT_ONCE = 5000

_APOSTROPHES = "\u2018\u2019\u201a\u201b\u02bc\u02bb\u02b9\u02bd`\u00b4\u05f3"
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u058a\u05be"
_DIGITS = "٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹"
_FROM = _APOSTROPHES + _DASHES + _DIGITS + "\u0649\u0629\u06cc\u06a9"
_TO = "''" * len(_APOSTROPHES) + "-" * len(_DASHES) + "01234567890123456789" + "\u064a\u0647\u064a\u0643"
"""Within quotation marks of SQL."""
_DROPPED = (
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]"
)
_SIGNS = "([\u3040-\u30ff\u3400-\u9fff])"
_ARTICLE = (
    "(?<![\u0621-\u064a])[\u0648\u0641]?(\u0628\u0627\u0644|\u0643\u0627\u0644|\u0627\u0644|\u0644\u0644)"
    "([\u0621-\u064a]{3,})"
)
_PLURAL = "([\u0621-\u064a]{3,})(\u0648\u0646|\u064a\u0646|\u0627\u062a)(?![\u0621-\u064a])"
_DICTIONARIES = {
    "ar": "arabic", "da": "danish", "de": "german", "en": "english", "es": "spanish", "fi": "finnish", "fr": "french",
    "hu": "hungarian", "it": "italian", "nl": "dutch", "no": "norwegian", "pt": "portuguese", "ro": "romanian",
    "ru": "russian", "sv": "swedish", "tr": "turkish",
}  # fmt: skip
_CASES = "\n        ".join(
    f"WHEN '{code}' THEN 'pg_catalog.{name}'::regconfig" for code, name in _DICTIONARIES.items()
)
_SEARCHED = f"""
CREATE OR REPLACE FUNCTION searched_words(language text, words text) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    plain text := left(words, 100000);
    dictionary regconfig := CASE left(language, 2)
        {_CASES}
    END;
BEGIN
    IF octet_length(plain) = length(plain) THEN
        plain := lower(translate(plain, '`-', ''' '));
    ELSE
        plain := lower(regexp_replace(
            translate(normalize(translate(plain, '{_FROM}', '{_TO}'), NFKD), '{_FROM}', '{_TO}'), '{_DROPPED}', '', 'g'
        ));
        plain := regexp_replace(replace(plain, '-', ' '), '{_SIGNS}', ' \\1 ', 'g');
    END IF;
    IF dictionary IS NULL THEN
        RETURN to_tsvector('pg_catalog.simple'::regconfig, plain);
    END IF;
    IF left(language, 2) = 'ar' THEN
        RETURN to_tsvector('pg_catalog.simple'::regconfig, plain) || strip(to_tsvector(dictionary, plain)) || strip(
            to_tsvector('pg_catalog.simple'::regconfig, regexp_replace(
                regexp_replace(plain, '{_ARTICLE}', '\\2', 'g'), '{_PLURAL}', '\\1', 'g'
            ))
        );
    END IF;
    RETURN to_tsvector('pg_catalog.simple'::regconfig, plain) || strip(to_tsvector(dictionary, plain));
END $$
"""
"""It names nothing but what PostgreSQL has: indexes are made of it, and a restore builds these without a search_path. A
change of it needs these indexes to be built again."""
_DIGEST = r"""
CREATE OR REPLACE FUNCTION public_digest(c comments) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    said text := '[' || to_json(coalesce(c.shown_comment, '')) || ', ' || to_json(coalesce(c.shown_proposal, ''))
        || ', ' || to_json(coalesce(c.shown_rationale, '')) || ']';
BEGIN
    IF octet_length(said) <> length(said) OR strpos(said, chr(127)) > 0 THEN
        said := (
            SELECT string_agg(CASE
                WHEN ascii(letter) BETWEEN 32 AND 126 THEN letter
                WHEN ascii(letter) < 65536 THEN '\u' || lpad(to_hex(ascii(letter)), 4, '0')
                ELSE '\u' || to_hex(55232 + ascii(letter) / 1024) || '\u' || to_hex(56320 + ascii(letter) % 1024)
            END, '' ORDER BY place)
            FROM regexp_split_to_table(said, '') WITH ORDINALITY AS letters (letter, place)
        );
    END IF;
    RETURN encode(sha256(convert_to(said, 'UTF8')), 'hex');
END $$
"""
"""comment_translations.source.digest: of what the public reads, as the JSON that Python writes."""
_WORDS = """
CREATE OR REPLACE FUNCTION public_words(c comments) RETURNS tsvector LANGUAGE plpgsql STABLE AS $$
DECLARE
    found tsvector := searched_words(c.language, coalesce(c.shown_text, ''));
    more tsvector;
BEGIN
    IF c.has_translation THEN
        FOR more IN
            SELECT searched_words(t.language, concat_ws(E'\\n', t.comment, t.proposal, t.rationale))
            FROM comment_translations t
            WHERE t.comment_id = c.id AND NOT t.is_machine AND t.source_digest = public_digest(c)
            ORDER BY t.language
        LOOP
            IF pg_column_size(found) + pg_column_size(more) < 1000000 THEN
                found := found || more;
            END IF;
        END LOOP;
    END IF;
    RETURN found;
END $$
"""
"""Of a translation only while it translates what the public reads. A `tsvector` holds a megabyte."""
_STORE = """
CREATE OR REPLACE FUNCTION store_stems_of(c comments) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF c.moderation IN ('published', 'published_redacted') AND c.posted_at IS NOT NULL AND EXISTS (
        SELECT FROM submissions WHERE id = c.submission_id AND attribution <> 'confidential'
    ) THEN
        INSERT INTO comment_stems (comment_id, consultation_id, posted_at, place_order, words, facets)
        VALUES (c.id, c.consultation_id, c.posted_at, c.place_order, public_words(c), public_facets(c))
        ON CONFLICT (comment_id) DO UPDATE SET consultation_id = EXCLUDED.consultation_id,
            posted_at = EXCLUDED.posted_at, place_order = EXCLUDED.place_order, words = EXCLUDED.words,
            facets = EXCLUDED.facets;
    ELSE
        DELETE FROM comment_stems WHERE comment_id = c.id;
    END IF;
END $$
"""
_OF_COMMENT = """
CREATE OR REPLACE FUNCTION store_comment_stems() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM store_stems_of(NEW);
    RETURN NULL;
END $$
"""
_OF_SUBMISSION = """
CREATE OR REPLACE FUNCTION store_stems_of_submission() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM store_stems_of(c) FROM comments c
    WHERE submission_id = NEW.id AND moderation IN ('published', 'published_redacted');
    RETURN NULL;
END $$
"""
_OF_TRANSLATION = """
CREATE OR REPLACE FUNCTION store_stems_of_translation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM store_stems_of(c) FROM comments c
    WHERE id IN (OLD.comment_id, NEW.comment_id) AND moderation IN ('published', 'published_redacted');
    RETURN NULL;
END $$
"""
_NAMES = """
CREATE OR REPLACE FUNCTION name_words(originals text, original text, translations jsonb, names text[])
RETURNS tsvector LANGUAGE plpgsql STABLE AS $$
DECLARE
    found tsvector := searched_words(originals, original);
    more tsvector;
BEGIN
    FOR more IN
        SELECT searched_words(code, string_agg(texts -> name ->> 'text', E'\\n' ORDER BY name))
        FROM jsonb_each(translations) AS t (code, texts), unnest(names) AS name
        WHERE texts -> name ->> 'text' IS NOT NULL GROUP BY code ORDER BY code
    LOOP
        IF pg_column_size(found) + pg_column_size(more) < 1000000 THEN
            found := found || more;
        END IF;
    END LOOP;
    RETURN found;
END $$
"""
"""The words of texts in their language, and of the translations of the texts with these names."""
_OF_CONSULTATION = (
    """
CREATE OR REPLACE FUNCTION consultation_words(c consultations) RETURNS tsvector LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN name_words(
        c.original_language,
        concat_ws(E'\\n', c.title, c.denomination, left(c.purpose, 2000), c.plain_language_summary,
            array_to_string(c.topics, E'\\n')),
        c.translations,
        ARRAY['title', 'denomination', 'purpose', 'plain_language_summary', 'topics']
    );
END $$
""",
    """
CREATE OR REPLACE FUNCTION store_consultation_stems() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO consultation_stems (consultation_id, words) VALUES (NEW.id, consultation_words(NEW))
    ON CONFLICT (consultation_id) DO UPDATE SET words = EXCLUDED.words;
    RETURN NULL;
END $$
""",
)
_OF_ORGANISATION = (
    """
CREATE OR REPLACE FUNCTION organisation_words(o organisations) RETURNS tsvector LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN name_words(
        o.original_language, concat_ws(E'\\n', o.name, o.short_name), o.translations, ARRAY['name', 'short_name']
    );
END $$
""",
    """
CREATE OR REPLACE FUNCTION store_organisation_stems() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO organisation_stems (organisation_id, words) VALUES (NEW.id, organisation_words(NEW))
    ON CONFLICT (organisation_id) DO UPDATE SET words = EXCLUDED.words;
    RETURN NULL;
END $$
""",
)
_TABLES = (
    """
CREATE TABLE IF NOT EXISTS comment_stems (
    comment_id bigint NOT NULL CONSTRAINT pk_comment_stems PRIMARY KEY
        CONSTRAINT fk_comment_stems_comment_id_comments REFERENCES comments (id) ON DELETE CASCADE,
    consultation_id bigint NOT NULL,
    posted_at timestamptz NOT NULL,
    place_order bigint NOT NULL,
    words tsvector NOT NULL,
    facets text[] NOT NULL
)
""",
    """
CREATE TABLE IF NOT EXISTS consultation_stems (
    consultation_id bigint NOT NULL CONSTRAINT pk_consultation_stems PRIMARY KEY
        CONSTRAINT fk_consultation_stems_consultation_id_consultations REFERENCES consultations (id) ON DELETE CASCADE,
    words tsvector NOT NULL
)
""",
    """
CREATE TABLE IF NOT EXISTS organisation_stems (
    organisation_id bigint NOT NULL CONSTRAINT pk_organisation_stems PRIMARY KEY
        CONSTRAINT fk_organisation_stems_organisation_id_organisations REFERENCES organisations (id) ON DELETE CASCADE,
    words tsvector NOT NULL
)
""",
)
_IS_PUBLIC = "moderation IN ('published', 'published_redacted')"
_TRIGGERS = {
    "store_comment_stems_first": "AFTER INSERT ON comments FOR EACH ROW"
    f" WHEN (NEW.{_IS_PUBLIC}) EXECUTE FUNCTION store_comment_stems()",
    "store_comment_stems": "AFTER UPDATE OF moderation, shown_text, shown_comment, shown_proposal, shown_rationale,"
    " language, has_translation, posted_at, place_order, consultation_id, type, subject, block_key, version_id,"
    f" submission_id ON comments FOR EACH ROW WHEN (OLD.{_IS_PUBLIC} OR NEW.{_IS_PUBLIC})"
    " EXECUTE FUNCTION store_comment_stems()",
    "store_stems_of_submission": "AFTER UPDATE OF category, country, attribution, shows_country ON submissions"
    " FOR EACH ROW WHEN ((OLD.category, OLD.country, OLD.attribution, OLD.shows_country)"
    " IS DISTINCT FROM (NEW.category, NEW.country, NEW.attribution, NEW.shows_country))"
    " EXECUTE FUNCTION store_stems_of_submission()",
    "store_stems_of_translation": "AFTER INSERT OR UPDATE OR DELETE ON comment_translations FOR EACH ROW"
    " EXECUTE FUNCTION store_stems_of_translation()",
    "store_consultation_stems": "AFTER INSERT OR UPDATE OF title, denomination, purpose, plain_language_summary,"
    " topics, original_language, translations ON consultations FOR EACH ROW"
    " EXECUTE FUNCTION store_consultation_stems()",
    "store_organisation_stems": "AFTER INSERT OR UPDATE OF name, short_name, original_language, translations"
    " ON organisations FOR EACH ROW EXECUTE FUNCTION store_organisation_stems()",
}
_LOCK = (
    "LOCK TABLE comments, submissions, comment_translations, organisations, consultations"
    " IN SHARE ROW EXCLUSIVE MODE"
)
_FILL = sa.text("""
WITH chosen AS MATERIALIZED (
    SELECT c, c.id, c.moderation, c.posted_at, c.submission_id FROM comments c
    WHERE id > :last ORDER BY id LIMIT :most FOR SHARE
), filled AS (
    INSERT INTO comment_stems (comment_id, consultation_id, posted_at, place_order, words, facets)
    SELECT id, (c).consultation_id, posted_at, (c).place_order, public_words(c), public_facets(c)
    FROM chosen WHERE moderation IN ('published', 'published_redacted') AND posted_at IS NOT NULL
        AND EXISTS (SELECT FROM submissions s WHERE s.id = chosen.submission_id AND s.attribution <> 'confidential')
        AND NOT EXISTS (SELECT FROM comment_stems WHERE comment_id = chosen.id)
    ON CONFLICT (comment_id) DO NOTHING
)
SELECT max(id) FROM chosen
""")
_FILL_NAMES = (
    "INSERT INTO consultation_stems SELECT id, consultation_words(c) FROM consultations c ON CONFLICT DO NOTHING",
    "INSERT INTO organisation_stems SELECT id, organisation_words(o) FROM organisations o ON CONFLICT DO NOTHING",
)
_INDEXES = {
    "ix_comment_stems_found": "comment_stems USING gin (words, facets)",
    "ix_comment_stems_posted": "comment_stems (consultation_id, posted_at, comment_id)",
    "ix_comment_stems_place": "comment_stems (consultation_id, place_order, comment_id)",
    "ix_comments_searched": "comments USING gin (searched_words(language, (comment || ' ') || proposal))",
    "ix_submissions_searched": "submissions USING gin (searched_words('', (name || ' ') || organisation))",
    "ix_comment_translations_searched": "comment_translations"
    " USING gin (searched_words(language, (comment || ' ') || proposal)) WHERE NOT is_machine",
}


def upgrade() -> None:
    for statement in (_LOCK, *_TABLES, _SEARCHED, _DIGEST, _WORDS, _STORE, _OF_COMMENT, _OF_SUBMISSION):
        op.execute(statement)
    for statement in (_OF_TRANSLATION, _NAMES, *_OF_CONSULTATION, *_OF_ORGANISATION):
        op.execute(statement)
    for name, when in _TRIGGERS.items():
        op.execute(f"CREATE OR REPLACE TRIGGER {name} {when}")
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = 0")  # an index waits for the transactions that began before it
        _fill()
        for statement in _FILL_NAMES:
            op.execute(statement)
        for name, what in _INDEXES.items():
            op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")  # half-built by an earlier start
            op.execute(f"CREATE INDEX CONCURRENTLY {name} ON {what}")
        for table in ("comment_stems", "comments", "submissions", "comment_translations"):
            op.execute(f"ANALYZE {table}")  # how frequent which words are
        op.execute("SET lock_timeout = '500ms'")


def _fill() -> None:
    connection, last = op.get_bind(), 0
    while (reached := connection.execute(_FILL, {"last": last, "most": AT_ONCE}).scalar_one()) is not None:
        last = reached


def downgrade() -> None:
    op.execute(_LOCK)
    for index in ("ix_comments_searched", "ix_submissions_searched", "ix_comment_translations_searched"):
        op.execute(f"DROP INDEX {index}")
    for name, when in _TRIGGERS.items():
        op.execute(f"DROP TRIGGER {name} ON {when.partition(' ON ')[2].split()[0]}")
    for function in (
        "store_organisation_stems()", "organisation_words(organisations)", "store_consultation_stems()",
        "consultation_words(consultations)", "name_words(text, text, jsonb, text[])",
        "store_stems_of_translation()", "store_stems_of_submission()", "store_comment_stems()",
        "store_stems_of(comments)", "public_words(comments)", "public_digest(comments)", "searched_words(text, text)",
    ):  # fmt: skip
        op.execute(f"DROP FUNCTION {function}")
    for table in ("organisation_stems", "consultation_stems", "comment_stems"):
        op.execute(f"DROP TABLE {table}")
