"""Stored counts of a consultation, kept in the transaction that changes what they count.

Axes: "comments" (received) and "submissions" (received, late, withdrawn, stakeholders: submissions with a visible
comment); "moderation" (by state, over every comment received) and "reason" (by code, over withheld and removed ones);
"amendments" (waiting: amendments of published comments, which wait beside the published edition);
and over visible comments "block", "clause", "type", "category", "country", "language" and "day". A comment counts under
the country that it shows, "" for none; "cell" counts, per country and category, the submissions shown without a name,
to know whether there are enough of them for one more to show its country. It is no number for readers.

Anyone who changes counts locks the row of the consultation (see actions), and one statement changes them in one order:
no one waits for each other in a circle.
"""

import logging
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from types import MappingProxyType
from typing import Any, NamedTuple

from sqlalchemy import (
    ARRAY,
    CTE,
    BigInteger,
    Text,
    any_,
    bindparam,
    func,
    literal_column,
    or_,
    select,
    text,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import Insert, insert

from consult.consultations.actions import bump_page_version
from consult.consultations.lifecycle import PUBLIC
from consult.consultations.models import Consultation
from consult.core import clock, queue
from consult.core.actions import action
from consult.core.database import db, table
from consult.core.declarations import listed_in
from consult.core.events import Event, last_of
from consult.drafts.models import Block
from consult.submissions.lifecycle import VISIBLE
from consult.submissions.models import Attribution, Comment, Submission, Tally

log = logging.getLogger(__name__)

Counts = dict[str, dict[str, int]]
Key = tuple[str, str]

SMALL = 5
"""Fewer than so many submissions shown without a name of one country and category, and the country is not shown."""


def cell(country: str, category: str) -> str:
    """Where a submission shown without a name is counted: among those that it can be told apart from by nothing."""
    return f"{country} {category}"


def of(consultation_id: int, *axes: str) -> Counts:
    """The stored counts along `axes` (all, without any), in one statement; every asked axis is there."""
    values = {"consultation": consultation_id, "axes": list(axes)}
    found: Counts = {axis: {} for axis in axes}
    for axis, counts in db.session.execute(_SOME if axes else _ALL, values):
        found[axis] = counts
    return found


def of_each(consultation_ids: Sequence[int], *axes: str) -> dict[int, Counts]:
    """The same of several consultations, by their id; every asked axis of each is there."""
    found: dict[int, Counts] = {key: {axis: {} for axis in axes} for key in consultation_ids}
    rows = (
        select(_STORED.consultation_id, _STORED.axis, func.json_object_agg(_STORED.value, _STORED.count))
        .where(_STORED.consultation_id.in_(consultation_ids), _STORED.axis.in_(axes), _STORED.count != 0)
        .group_by(_STORED.consultation_id, _STORED.axis)
    )
    for key, axis, counts in db.session.execute(rows):
        found[key][axis] = counts
    return found


AXES = ("block", "clause", "type", "category", "country", "language", "day")
"""The axes over visible comments that readers are told."""


@dataclass(frozen=True)
class PublicCounts:
    """The stored counts of what the public can read, which change only with a new stamp; no one may change them."""

    visible: int
    stakeholders: int
    by: Mapping[str, Mapping[str, int]]
    """Axis (of AXES) → value → visible comments."""


def public(consultation_id: int) -> PublicCounts:
    """The stored counts of visible comments, in one statement."""
    found = of(consultation_id, *AXES, "moderation", "submissions")
    return PublicCounts(
        sum(found["moderation"].get(state, 0) for state in VISIBLE),
        found["submissions"].get("stakeholders", 0),
        MappingProxyType({axis: MappingProxyType(found[axis]) for axis in AXES}),
    )


_STORED = table(Tally).c
_ALL = (
    select(_STORED.axis, func.json_object_agg(_STORED.value, _STORED.count))
    .where(_STORED.consultation_id == bindparam("consultation"), _STORED.count != 0)
    .group_by(_STORED.axis)
)
"""One row for each axis: a draft of a hundred clauses has hundreds of counts, and every row costs its reader."""
_SOME = _ALL.where(_STORED.axis == any_(bindparam("axes", type_=ARRAY(Text))))


def adding(done: CTE | None = None, *after: CTE) -> Insert:
    """The statement that changes counts, or a part of another one: where `done` gives a row, and after the parts
    `after`, for the rows are hot. Values: `changes_of`."""
    new = (
        func.unnest(
            bindparam("axes", type_=ARRAY(Text)),
            bindparam("axis_values", type_=ARRAY(Text)),
            bindparam("changes", type_=ARRAY(BigInteger)),
        )
        .table_valued("axis", "value", "change")
        .render_derived(name="new")
    )
    rows = select(bindparam("consultation", type_=BigInteger), new.c.axis, new.c.value, new.c.change)
    if done is not None:
        rows = rows.select_from(new.join(done, true()))
    for part in after:
        rows = rows.where(select(func.count()).select_from(part).scalar_subquery() >= literal_column("0"))
    added = insert(table(Tally)).from_select(
        ["consultation_id", "axis", "value", "count"], rows.order_by(new.c.axis, new.c.value)
    )
    return added.on_conflict_do_update(
        index_elements=["consultation_id", "axis", "value"],
        set_={"count": _STORED.count + added.excluded.count},
    )


_ADD = adding()


def changes_of(consultation_id: int, changes: Mapping[Key, int]) -> dict[str, Any]:
    """The values of a statement with `adding`, in the one order in which counts are changed."""
    rows = sorted((axis, value, change) for (axis, value), change in changes.items() if change)
    axes, values, counts = zip(*rows, strict=True) if rows else ((), (), ())
    return {
        "consultation": consultation_id, "axes": list(axes), "axis_values": list(values), "changes": list(counts),
    }  # fmt: skip


def add(consultation_id: int, changes: Mapping[Key, int]) -> None:
    """Change counts inside the running action; the last thing it does, for the rows are hot."""
    if any(changes.values()):
        db.session.execute(_ADD, changes_of(consultation_id, changes))


class Facts(NamedTuple):
    """What a comment counts under while it is visible."""

    block_key: str
    clause: str
    type: str
    category: str
    country: str
    attribution: str
    shows_country: bool
    language: str
    others: int
    """Visible comments of the same submission beside it."""


def facts(comment_id: int) -> Facts:
    """The facts of one comment, in one statement."""
    other = (
        select(func.count())
        .where(
            Comment.submission_id == Submission.id, Comment.id != comment_id, Comment.moderation.in_(VISIBLE)
        )
        .correlate(Submission)
        .scalar_subquery()
    )
    row = db.session.execute(
        select(
            Comment.block_key,
            func.coalesce(Block.clause, ""),
            Comment.type,
            Submission.category,
            Submission.country,
            Submission.attribution,
            Submission.shows_country,
            Comment.language,
            other,
        )
        .join(Submission, Submission.id == Comment.submission_id)
        .outerjoin(Block, (Block.version_id == Comment.version_id) & (Block.key == Comment.block_key))
        .where(Comment.id == comment_id)
    ).one()
    block_key, clause, kind, category, country, attribution, shows_country, language, others = row
    return Facts(
        block_key,
        clause,
        kind,
        category,
        country,
        attribution,
        bool(shows_country),
        language,
        others,
    )


def visible(of_comment: Facts, posted_at: datetime) -> Counter[Key]:
    """What a comment with these facts adds to the counts while the public can read it."""
    is_anonymous = of_comment.attribution == Attribution.ANONYMOUS_TO_PUBLIC
    counts: Counter[Key] = Counter(
        {
            ("type", of_comment.type): 1,
            ("category", of_comment.category): 1,
            ("country", "" if is_anonymous and not of_comment.shows_country else of_comment.country): 1,
            ("language", of_comment.language): 1,
            ("day", posted_at.astimezone(UTC).date().isoformat()): 1,
        }
    )
    if of_comment.block_key:
        counts["block", of_comment.block_key] = 1
    if of_comment.clause:
        counts["clause", of_comment.clause] = 1
    if not of_comment.others:
        counts["submissions", "stakeholders"] = 1
        if is_anonymous:
            counts["cell", cell(of_comment.country, of_comment.category)] = 1
    return counts


_TRUTH = """
    WITH shown AS (
        SELECT c.submission_id, c.block_key, coalesce(b.clause, '') AS clause, c.type, c.language,
               to_char(c.posted_at AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day, s.category, s.country, s.attribution,
               s.shows_country
        FROM comments c JOIN submissions s ON s.id = c.submission_id
        LEFT JOIN blocks b ON b.version_id = c.version_id AND b.key = c.block_key
        WHERE c.consultation_id = :consultation {of_comments} AND c.moderation IN ('published', 'published_redacted')
    ), filed AS (
        SELECT moderation, reason FROM comments c
        WHERE consultation_id = :consultation {of_comments} AND moderation IS NOT NULL
    ), sent AS (
        SELECT state, is_late FROM submissions c
        WHERE consultation_id = :consultation {of_submissions} AND reference IS NOT NULL
    )
    SELECT 'comments', 'received', count(*) FROM filed
    UNION ALL SELECT 'moderation', moderation, count(*) FROM filed GROUP BY 2
    UNION ALL SELECT 'reason', reason, count(*) FROM filed
        WHERE moderation IN ('withheld', 'removed_after_publication') GROUP BY 2
    UNION ALL SELECT 'amendments', 'waiting', count(*) FROM comments c
        WHERE consultation_id = :consultation {of_comments} AND amendment_waits_since IS NOT NULL
    UNION ALL SELECT 'submissions', 'received', count(*) FROM sent
    UNION ALL SELECT 'submissions', 'late', count(*) FROM sent WHERE is_late
    UNION ALL SELECT 'submissions', 'withdrawn', count(*) FROM sent WHERE state = 'withdrawn'
    UNION ALL SELECT 'submissions', 'stakeholders', count(DISTINCT submission_id) FROM shown
    UNION ALL SELECT 'cell', country || ' ' || coalesce(category, ''), count(DISTINCT submission_id) FROM shown
        WHERE attribution = 'anonymous_to_public' GROUP BY 2
    UNION ALL SELECT 'block', block_key, count(*) FROM shown WHERE block_key <> '' GROUP BY 2
    UNION ALL SELECT 'clause', clause, count(*) FROM shown WHERE clause <> '' GROUP BY 2
    UNION ALL SELECT 'type', type, count(*) FROM shown GROUP BY 2
    UNION ALL SELECT 'category', coalesce(category, ''), count(*) FROM shown GROUP BY 2
    UNION ALL SELECT 'country',
        CASE WHEN attribution <> 'anonymous_to_public' OR shows_country THEN country ELSE '' END, count(*)
        FROM shown GROUP BY 2
    UNION ALL SELECT 'language', language, count(*) FROM shown GROUP BY 2
    UNION ALL SELECT 'day', day, count(*) FROM shown GROUP BY 2
    """

_ALL_ROWS = text(_TRUTH.format(of_comments="", of_submissions=""))
_ROWS_OF = text(
    _TRUTH.format(
        of_comments="AND c.submission_id = ANY(:submissions)", of_submissions="AND c.id = ANY(:submissions)"
    )
)


def counted(consultation_id: int, submissions: Sequence[int] | None = None) -> Counts:
    """The same counts from the rows themselves; with `submissions` (ids), what these contribute to them."""
    found: Counts = {}
    values = {"consultation": consultation_id, "submissions": list(submissions or ())}
    if submissions is None:
        rows = db.session.execute(_ALL_ROWS, {"consultation": consultation_id})
    else:
        rows = db.session.execute(_ROWS_OF, values)
    for axis, value, count in rows:
        if count:
            found.setdefault(axis, {})[value] = count
    return found


def difference(before: Counts, after: Counts) -> dict[Key, int]:
    """What has to be added to `before` to have `after`."""
    keys = {(axis, value) for counts in (before, after) for axis in counts for value in counts[axis]}
    changes = {
        (axis, value): after.get(axis, {}).get(value, 0) - before.get(axis, {}).get(value, 0)
        for axis, value in keys
    }
    return {key: change for key, change in changes.items() if change}


@contextmanager
def following(consultation_id: int, submissions: Sequence[int]) -> Iterator[None]:
    """Keep the counts with whatever is done inside to comments of these submissions (ids): two statements for all.

    The caller has locked the row of the consultation and the comments.
    """
    before = counted(consultation_id, submissions)
    yield
    db.session.flush()
    add(consultation_id, difference(before, counted(consultation_id, submissions)))


@action
def recount(consultation_id: int) -> bool:
    """Put the stored counts right from the rows; False where they were right already."""
    db.session.execute(
        select(Consultation.id)
        .where(Consultation.id == consultation_id)
        .with_for_update(key_share=True)  # FOR NO KEY UPDATE: no one submits or decides meanwhile
    )
    wrong = difference(of(consultation_id), counted(consultation_id))
    if wrong:
        log.error(
            "the counts of consultation %s were wrong by %s; they are right now", consultation_id, wrong
        )
        bump_page_version(consultation_id)  # pages were kept with the wrong ones
        add(consultation_id, wrong)
    return bool(wrong)


AT_ONCE = 500
"""Consultations that one run of the check looks at, at most."""

PERIOD = timedelta(days=1)
"""The counts of a consultation are compared once in it, at most."""

MARGIN = timedelta(hours=1)
"""An event may be committed later than it happened, by less than this."""


@listed_in("PERIODIC_JOBS")
def check() -> None:
    """Compare the stored counts of consultations with their rows, and repair them. Periodic.

    Counts change with what happens: a consultation without an event since it was compared is not compared again, so
    finished ones cost nothing. Those that were compared longest ago come first. `flask submissions recount` compares
    whatever one asks for.
    """
    now = clock.now()
    has_changed = last_of(Consultation.id, Event.at) > Consultation.counted_at - MARGIN
    rows = (
        select(Consultation.id)
        .where(
            Consultation.state.in_(PUBLIC),
            or_(Consultation.counted_at.is_(None), (Consultation.counted_at <= now - PERIOD) & has_changed),
        )
        .order_by(Consultation.counted_at.nulls_first(), Consultation.id)
        .limit(AT_ONCE)
    )
    ids = db.session.execute(rows).scalars().all()
    queue.in_batches(*(partial(_check, consultation_id) for consultation_id in ids))


def _check(consultation_id: int) -> bool:
    if of(consultation_id) != counted(consultation_id):
        db.session.rollback()
        recount(consultation_id)
    _mark(consultation_id)
    return False


@action
def _mark(consultation_id: int) -> None:
    found = update(Consultation).where(Consultation.id == consultation_id)
    db.session.execute(found.values(counted_at=clock.now()).execution_options(synchronize_session=False))
