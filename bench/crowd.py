"""A crowd: up to some millions of published comments on one consultation, made by the database itself.

Words come from a list of 5,000 with falling frequencies, as in texts that people write. Some are put where a search
has to work for them: COMMON is in every comment, FREQUENT in one of twenty, RARE in one of 20,000, EARLY only in the
oldest fifth (so that no page of the newest holds it), and ABSENT in none.
"""

from typing import Any

from sqlalchemy import text

from consult.core import clock
from consult.core.database import db

COMMON, FREQUENT, RARE, EARLY, ABSENT = "standard", "moisture", "quarantine", "campaign", "xylophone"
PHRASE = "standard shall"
"""Two words that are in every comment, next to each other in one of four."""

_AT_ONCE = 10_000
_UNBOUNDED = text("SET LOCAL statement_timeout = 0")
"""Half a minute, what a statement of an action may take, is little for so many rows on a busy machine."""

_SUBMISSIONS = text("""
INSERT INTO submissions (key, consultation_id, state, reference, code_hash, route, name, organisation, category,
  subcategory, category_other, country, capacity, on_behalf_of, email, language, attribution, consent_policies,
  consented_at, begun_at, changed_at, received_at, is_late, last_number)
SELECT 'crowd-' || number, :consultation, 'submitted', 'C' || number, 'crowd-' || number, 'web', 'Person ' || n,
  'Organisation ' || n % 400, (CAST(:categories AS text[]))[1 + n % :kinds], '', '',
  (CAST(:countries AS text[]))[1 + n % cardinality(CAST(:countries AS text[]))], 'organisation', '{}', '', 'en',
  CASE n % 8 WHEN 0 THEN 'organisation_only' WHEN 1 THEN 'anonymous_to_public' ELSE 'attributed' END, '{}',
  at, at, at, at, false, 5
FROM (SELECT n, CAST(:offset AS bigint) + n AS number,
        CAST(:now AS timestamptz) - interval '40 days' * (1 - n::float8 / :count) AS at
      FROM generate_series(CAST(:first AS bigint), CAST(:last AS bigint)) AS n) AS numbered
RETURNING id, received_at
""")

_COMMENTS = text("""
WITH said AS MATERIALIZED (
  SELECT s.id AS submission, s.received_at AS at, nth, :first + (row_number() OVER ()) AS n,
    (SELECT string_agg('word' || floor(5000 * power(random(), 3) + 0 * g * (s.id + nth)), ' ')
     FROM generate_series(1, :words) AS g) AS words
  FROM submissions AS s, generate_series(1, 5) AS nth
  WHERE s.consultation_id = :consultation AND s.key = ANY(CAST(:keys AS text[]))
), worded AS MATERIALIZED (
  SELECT *, concat_ws(' ', words, CASE WHEN n % 4 = 0 THEN 'the standard shall' ELSE 'shall say, the standard' END,
    CASE WHEN n % 20 = 0 THEN CAST(:frequent AS text) END, CASE WHEN n % 20000 = 7 THEN CAST(:rare AS text) END,
    CASE WHEN n < 0.2 * :count THEN CAST(:early AS text) END) AS said
  FROM said
), placed AS MATERIALIZED (
  SELECT *, row_number() OVER (ORDER BY position) - 1 AS at_place FROM blocks
  WHERE version_id = :version AND kind <> 'heading' AND line IS NOT NULL
)
INSERT INTO comments (submission_id, consultation_id, number, key, subject, block_key, place, place_order, version_id,
  quote, type, comment, proposal, rationale, language, edition, filed_at, reason, moderation, posted_at, shown_comment,
  shown_proposal, shown_text)
SELECT submission, :consultation, nth, 'c-' || nth, 'clause', b.key, 'line ' || b.line, b.position,
  b.version_id, '', (CAST(:types AS text[]))[1 + (n + n / 20) % cardinality(CAST(:types AS text[]))],
  said, '', '', 'en', 1, at, '',
  'published', at + interval '1 second' * nth, '<p>' || said || '</p>', NULL, said
FROM worded JOIN placed AS b ON b.at_place = worded.n % :places
""")


def fill(consultation_id: int, version_id: int, comments: int, offset: int = 0, words: int = 45) -> None:
    """Add `comments` published comments of `words` words, five to a submission. Commits as it goes.

    `offset`: so many submissions were added to other consultations before.
    """
    from consult.stakeholders.countries import COUNTRIES  # noqa: PLC0415
    from consult.stakeholders.models import Category  # noqa: PLC0415
    from consult.submissions.models import CommentType  # noqa: PLC0415

    places = _scalar(
        "SELECT count(*) FROM blocks WHERE version_id = :version AND line IS NOT NULL AND kind <> 'heading'",
        version=version_id,
    )
    shared = {"consultation": consultation_id, "count": comments, "offset": offset, "words": words}
    for first in range(0, comments, _AT_ONCE):
        sheets = (first // 5 + 1, min(first + _AT_ONCE, comments) // 5)
        db.session.execute(_UNBOUNDED)
        db.session.execute(
            _SUBMISSIONS,
            shared | {
                "now": clock.now(), "first": sheets[0], "last": sheets[1], "count": comments // 5,
                "categories": list(Category), "kinds": len(Category), "countries": list(COUNTRIES),
            },
        )  # fmt: skip
        db.session.execute(
            _COMMENTS,
            shared | {
                "first": first, "version": version_id, "places": places, "types": list(CommentType),
                "frequent": FREQUENT, "rare": RARE, "early": EARLY,
                "keys": [f"crowd-{offset + n}" for n in range(sheets[0], sheets[1] + 1)],
            },
        )  # fmt: skip
        db.session.commit()


def _scalar(statement: str, **values: Any) -> Any:
    return db.session.execute(text(statement), values).scalar_one()
