"""The moderators' queue: its lines, fifty a page."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    TIMESTAMP,
    BigInteger,
    ColumnElement,
    Select,
    Subquery,
    any_,
    bindparam,
    case,
    func,
    literal,
    null,
    select,
    true,
    tuple_,
    union_all,
)
from sqlalchemy.sql.expression import SQLColumnExpression
from sqlalchemy.sql.selectable import LateralFromClause

from consult.accounts.models import User
from consult.consultations.lifecycle import PUBLIC
from consult.core import clock
from consult.core.database import db, table
from consult.core.paging import Page, decode, encode, fit
from consult.moderation.models import Claim, Decision, Objection, ObjectionState
from consult.moderation.queries.conflicts import IDS, ModeratorInterests, own
from consult.moderation.queries.filtering import (
    CLAIMS_STATES,
    COMMENTS,
    CONSULTATIONS,
    EDITIONS,
    IS_AMENDED,
    IS_UNDECIDED,
    IS_WAITING,
    IS_WAITING_OR_AMENDED,
    PENDING,
    SUBMISSIONS,
    Filters,
    Shape,
)
from consult.organisations.models import Organisation, Role
from consult.organisations.queries import organisation_ids
from consult.screening.queries import HAS_SIGNALS, SCREENINGS
from consult.stakeholders.models import SPEAKS_FOR_COUNTRIES, SPEAKS_FOR_OTHERS
from consult.submissions.labels import CONFIRMED, NOT_CONFIRMED
from consult.submissions.lifecycle import Moderation
from consult.submissions.models import Comment, CommentType, Tally

PAGE = 50

LATELY = timedelta(days=14)
"""How far back "decided lately" goes."""

INSTANT = TIMESTAMP(timezone=True)
_AT, _KEY = bindparam("at", type_=INSTANT), bindparam("key", type_=BigInteger)
NOW = bindparam("now", type_=INSTANT)
ME = bindparam("me", type_=BigInteger)
_TALLIES, _ORGANISATIONS = table(Tally), table(Organisation)
CLAIMS, CONTESTS, _DECISIONS, _USERS = (table(model) for model in (Claim, Objection, Decision, User))


@dataclass(frozen=True)
class Scope:
    """A consultation that someone moderates, and how many of its comments wait."""

    id: int
    slug: str
    title: str
    accent: str
    waiting: int


class Item(NamedTuple):
    """One line of the queue."""

    id: int
    reference: str
    number: int
    name: str
    organisation: str
    attribution: str
    place: str
    subject: str
    type: CommentType
    words: str
    at: datetime
    moderation: Moderation
    reason: str
    summary: Mapping[str, int]
    is_late: bool
    is_sent_again: bool
    """Whether it, or its latest change, was sent again after an outage."""
    is_own: bool
    is_confirmed: bool
    address: str
    """Whether the email address of its submitter is confirmed, in words (submissions.labels); "" where it has none."""
    claimed_by_id: int | None
    claimed_by: str
    proposal: str
    """How the place should read; "" where the comment is about no place."""
    version_id: int | None
    block_key: str
    is_amendment: bool
    """Whether it is the amended version of a published comment."""
    contest: int | None = None

    @property
    def path(self) -> str:
        """Its public reference."""
        return f"{self.reference}/{self.number}"


def scope(user: Any) -> list[Scope]:
    """The announced consultations that `user` moderates, those with most waiting first."""
    ids = organisation_ids(user, Role.MODERATOR)
    if not ids:
        return []
    rows = db.session.execute(_scope(), {"ids": ids})
    found = [Scope(row.id, row.slug, row.title, row.accent, int(row.waiting) - row.pending) for row in rows]
    return sorted(found, key=lambda one: (-one.waiting, one.id))


@cache
def _scope() -> Any:
    waiting = func.coalesce(func.sum(_TALLIES.c.count), 0)
    pending = (
        select(func.count())
        .select_from(PENDING.join(COMMENTS, COMMENTS.c.id == PENDING.c.comment_id))
        .where(
            PENDING.c.consultation_id == CONSULTATIONS.c.id,
            PENDING.c.outcome.is_(None),
            IS_WAITING_OR_AMENDED,
        )
        .scalar_subquery()
    )
    return (
        select(
            CONSULTATIONS.c.id,
            CONSULTATIONS.c.slug,
            CONSULTATIONS.c.title,
            _ORGANISATIONS.c.accent,
            waiting.label("waiting"),
            pending.label("pending"),
        )
        .join(_ORGANISATIONS, _ORGANISATIONS.c.id == CONSULTATIONS.c.organisation_id)
        .outerjoin(
            _TALLIES,
            (_TALLIES.c.consultation_id == CONSULTATIONS.c.id)
            & _TALLIES.c.axis.in_(["moderation", "amendments"])
            & _TALLIES.c.value.in_(["received", "in_review", "waiting"]),
        )
        .where(CONSULTATIONS.c.organisation_id == any_(IDS), CONSULTATIONS.c.state.in_(PUBLIC))
        .group_by(CONSULTATIONS.c.id, _ORGANISATIONS.c.accent)
    )


def ids_of(scopes: Iterable[Scope], filters: Filters) -> list[int]:
    """The ids of the consultations that the filters leave."""
    return [one.id for one in scopes if filters.consultation in {"", one.slug}]


def queue(user: Any, filters: Filters, after: str = "", scopes: Sequence[Scope] | None = None) -> Page[Item]:
    """Fifty lines of the queue after a cursor: oldest first; decided ones newest first."""
    ids = ids_of(scopes if scopes is not None else scope(user), filters)
    if not ids:
        return Page([])
    start = decode(after, 2) if after else None
    if start is not None and not fit(start, datetime, int):
        start = None
    build = {"contested": _contested, "decided": _decided, "mine": _mine}.get(filters.show, _waiting)
    rows = build(filters.show, filters.shape, start is not None)
    at, key = start if start is not None else (None, None)
    now = clock.now()
    values = filters.values() | {"ids": ids, "at": at, "key": key, "me": user.id}
    values |= {"now": now, "since": now - LATELY}
    found = list(db.session.execute(rows, values))
    mine = own(user)
    items = [_item(row, mine) for row in found[:PAGE]]
    last = encode([found[PAGE - 1].at, found[PAGE - 1].key]) if len(found) > PAGE else ""
    return Page(items, last, start is None)


def place_of(comment: Comment) -> str:
    """The cursor of a waiting comment: what comes after it in the queue."""
    return encode([comment.amendment_waits_since or comment.filed_at, comment.id])


def _item(row: Any, mine: ModeratorInterests) -> Item:
    """A row of `_lines`, its columns in their order."""
    (
        key, _submission_id, number, place, subject, kind, words, _filed_at, moderation, reason, changed_again_at,
        version_id, block_key, proposal, is_amendment, _edition, at, _key, contest, reference, name, organisation,
        attribution, capacity, confirmed_at, is_late, sent_again_at, user_id, email, email_confirmed_at, summary,
        claimed_by_id, claimed_by,
    ) = row  # fmt: skip
    is_own = mine.has(user_id, organisation, email)
    is_known = user_id is not None or email_confirmed_at is not None
    address = (CONFIRMED if is_known else NOT_CONFIRMED) if user_id is not None or email else ""
    is_confirmed = confirmed_at is not None and capacity in SPEAKS_FOR_OTHERS
    is_sent_again = (changed_again_at or sent_again_at) is not None
    summary = summary or {}
    if capacity in SPEAKS_FOR_COUNTRIES and not is_confirmed:
        summary = {**summary, "claim": 1}
    return Item(
        key, reference, number, name, organisation, attribution or "", place, subject, kind, words, at, moderation,
        reason, summary, is_late, is_sent_again, is_own, is_confirmed, address, claimed_by_id, claimed_by or "",
        proposal, version_id, block_key, is_amendment, contest,
    )  # fmt: skip


_WORDS = func.left(COMMENTS.c.comment, 140).label("words")

_PROPOSAL = case((COMMENTS.c.block_key != "", COMMENTS.c.proposal), else_="").label("proposal")

_OF_AMENDMENT = literal(False).label("is_amendment")

_EDITION = COMMENTS.c.edition

_HEAD = (
    COMMENTS.c.id,
    COMMENTS.c.submission_id,
    COMMENTS.c.number,
    COMMENTS.c.place,
    COMMENTS.c.subject,
    COMMENTS.c.type,
    _WORDS,
    COMMENTS.c.filed_at,
    COMMENTS.c.moderation,
    COMMENTS.c.reason,
    COMMENTS.c.sent_again_at,
    COMMENTS.c.version_id,
    COMMENTS.c.block_key,
    _PROPOSAL,
    _OF_AMENDMENT,
    _EDITION,
)

_PROPOSAL_AMENDED = case((COMMENTS.c.block_key != "", EDITIONS.c.proposal), else_="")

_HEAD_OF_AMENDMENT: Mapping[Any, Any] = {
    COMMENTS.c.type: EDITIONS.c.type,
    _WORDS: func.left(EDITIONS.c.comment, 140),
    COMMENTS.c.filed_at: COMMENTS.c.amendment_waits_since,
    COMMENTS.c.moderation: literal(Moderation.RECEIVED, COMMENTS.c.moderation.type),
    COMMENTS.c.reason: literal(""),
    _PROPOSAL: _PROPOSAL_AMENDED,
    _OF_AMENDMENT: literal(True),
    _EDITION: COMMENTS.c.amendment_edition,
}
"""What of _HEAD is another where an amendment waits."""

_AMENDMENTS = COMMENTS.join(
    EDITIONS,
    (EDITIONS.c.comment_id == COMMENTS.c.id) & (EDITIONS.c.edition == COMMENTS.c.amendment_edition),
)


def oldest(
    wanted: Subquery,
    limit: int,
    columns: Sequence[Any],
    shape: Shape,
    *,
    after_cursor: bool = False,
    is_noticed: bool = False,
) -> LateralFromClause:
    """The oldest that wait in each consultation of `wanted`, comments and amendments of published ones, with
    these columns of _HEAD; by the index of each."""
    comments = select(*columns).where(IS_WAITING)
    amended = (_HEAD_OF_AMENDMENT.get(column, column).label(column.key) for column in columns)
    amendments = select(*amended).select_from(_AMENDMENTS).where(IS_AMENDED)
    parts = []
    for found, filed_at, said in (
        (comments, COMMENTS.c.filed_at, COMMENTS.c),
        (amendments, COMMENTS.c.amendment_waits_since, EDITIONS.c),
    ):
        part = shape.of(found.where(COMMENTS.c.consultation_id == wanted.c.id, IS_UNDECIDED), said)
        if after_cursor:
            part = part.where(_after(filed_at, COMMENTS.c.id))
        if is_noticed:
            part = part.where(_is_noticed(said.edition))
        part = part.order_by(filed_at, COMMENTS.c.id).limit(limit).correlate(wanted)
        parts.append(part.subquery().select())
    both = union_all(*parts).subquery("both")
    return both.select().order_by(both.c.filed_at, both.c.id).limit(limit).lateral("head")


def _is_noticed(edition: Any) -> ColumnElement[bool]:
    """That something was noticed in an edition of a comment, or that its submitter claims to comment for states."""
    screened = select(SCREENINGS.c.comment_id).where(
        SCREENINGS.c.comment_id == COMMENTS.c.id, SCREENINGS.c.edition == edition, HAS_SIGNALS
    )
    claiming = select(SUBMISSIONS.c.id).where(SUBMISSIONS.c.id == COMMENTS.c.submission_id, CLAIMS_STATES)
    return screened.exists() | claiming.exists()


def _lines(
    head: Any, at: SQLColumnExpression[Any], key: SQLColumnExpression[Any], contest: Any
) -> Select[Any]:
    """The columns of an Item; `head` has those of the comment."""
    return select(
        *(head[column.key] for column in _HEAD),
        at.label("at"),
        key.label("key"),
        contest.label("contest"),
        SUBMISSIONS.c.reference,
        SUBMISSIONS.c.name,
        SUBMISSIONS.c.organisation,
        SUBMISSIONS.c.attribution,
        SUBMISSIONS.c.capacity,
        SUBMISSIONS.c.confirmed_at,
        SUBMISSIONS.c.is_late,
        SUBMISSIONS.c.sent_again_at.label("submission_sent_again_at"),
        SUBMISSIONS.c.user_id,
        SUBMISSIONS.c.email,
        SUBMISSIONS.c.email_confirmed_at,
        SCREENINGS.c.signals["summary"].label("summary"),
        CLAIMS.c.user_id.label("claimed_by_id"),
        _USERS.c.name.label("claimed_by"),
    )


def _around(head: Any, base: Any) -> Any:
    """Who sent it, what was noticed, and who looks at it now."""
    return (
        base.join(SUBMISSIONS, SUBMISSIONS.c.id == head["submission_id"])
        .outerjoin(
            SCREENINGS,
            (SCREENINGS.c.comment_id == head["id"]) & (SCREENINGS.c.edition == head["edition"]),
        )
        .outerjoin(CLAIMS, (CLAIMS.c.comment_id == head["id"]) & (CLAIMS.c.until > NOW))
        .outerjoin(_USERS, _USERS.c.id == CLAIMS.c.user_id)
    )


_HEAD_OF_COMMENT: dict[str, Any] = {column.key: column for column in _HEAD}

_WAITS_AMENDED = COMMENTS.c.amendment_waits_since.is_not(None)

TO_DECIDE = COMMENTS.outerjoin(
    EDITIONS,
    _WAITS_AMENDED
    & (EDITIONS.c.comment_id == COMMENTS.c.id)
    & (EDITIONS.c.edition == COMMENTS.c.amendment_edition),
)
"""Comments, each with the amendment of it that waits, where one does."""

_HEAD_TO_DECIDE: dict[str, Any] = {
    column.key: case((_WAITS_AMENDED, _HEAD_OF_AMENDMENT[column]), else_=column)
    if column in _HEAD_OF_AMENDMENT
    else column
    for column in _HEAD
}


class Said(NamedTuple):
    """What a comment says, as columns, for filters."""

    type: Any
    comment: Any
    proposal: Any
    rationale: Any


SAID_TO_DECIDE = Said(
    *(case((_WAITS_AMENDED, EDITIONS.c[name]), else_=COMMENTS.c[name]) for name in Said._fields)
)
"""What is to be decided on: the words of the amendment that waits, else of the comment."""


def _after(at: Any, key: Any) -> Any:
    return tuple_(at, key) > tuple_(_AT, _KEY)


@cache
def _waiting(show: str, shape: Shape, has_start: bool) -> Select[Any]:
    """The oldest of each consultation by its own index, then the oldest of all. Made once for each way to look."""
    wanted = select(func.unnest(IDS).label("id")).subquery("wanted")
    head = oldest(wanted, PAGE + 1, _HEAD, shape, after_cursor=has_start, is_noticed=show == "signals")
    rows = _lines(head.c, head.c.filed_at, head.c.id, null()).select_from(
        _around(head.c, wanted.join(head, true()))
    )
    return rows.order_by(head.c.filed_at, head.c.id).limit(PAGE + 1)


@cache
def _mine(_show: str, shape: Shape, has_start: bool) -> Select[Any]:
    at = _HEAD_TO_DECIDE["filed_at"]
    rows = _lines(_HEAD_TO_DECIDE, at, COMMENTS.c.id, null()).select_from(_around(_HEAD_TO_DECIDE, TO_DECIDE))
    rows = rows.where(CLAIMS.c.user_id == ME, COMMENTS.c.consultation_id == any_(IDS))
    found = rows.where(IS_WAITING_OR_AMENDED, IS_UNDECIDED)
    return _page(found, at, COMMENTS.c.id, shape, has_start, SAID_TO_DECIDE)


@cache
def _contested(_show: str, shape: Shape, has_start: bool) -> Select[Any]:
    joined = CONTESTS.join(COMMENTS, COMMENTS.c.id == CONTESTS.c.comment_id)
    rows = _lines(_HEAD_OF_COMMENT, CONTESTS.c.contested_at, CONTESTS.c.id, CONTESTS.c.id).select_from(
        _around(_HEAD_OF_COMMENT, joined)
    )
    rows = rows.where(CONTESTS.c.state == ObjectionState.OPEN, COMMENTS.c.consultation_id == any_(IDS))
    return _page(rows, CONTESTS.c.contested_at, CONTESTS.c.id, shape, has_start)


def _page(
    rows: Select[Any], at: Any, key: Any, shape: Shape, has_start: bool, said: Any = COMMENTS.c
) -> Select[Any]:
    rows = shape.of(rows, said)
    if has_start:
        rows = rows.where(_after(at, key))
    return rows.order_by(at, key).limit(PAGE + 1)


@cache
def _decided(_show: str, shape: Shape, has_start: bool) -> Select[Any]:
    wanted = select(func.unnest(IDS).label("id")).subquery("wanted")
    heads = select(_DECISIONS.c.id, _DECISIONS.c.comment_id, _DECISIONS.c.decided_at).where(
        _DECISIONS.c.consultation_id == wanted.c.id,
        _DECISIONS.c.decided_at > bindparam("since", type_=INSTANT),
    )
    if has_start:
        heads = heads.where(tuple_(_DECISIONS.c.decided_at, _DECISIONS.c.id) < tuple_(_AT, _KEY))
    if shape != Shape(False, 0):
        heads = shape.of(heads.join(COMMENTS, COMMENTS.c.id == _DECISIONS.c.comment_id))
    newest = (_DECISIONS.c.decided_at.desc(), _DECISIONS.c.id.desc())
    head = heads.order_by(*newest).limit(PAGE + 1).lateral("head")
    joined = wanted.join(head, true()).join(COMMENTS, COMMENTS.c.id == head.c.comment_id)
    rows = _lines(_HEAD_OF_COMMENT, head.c.decided_at, head.c.id, null()).select_from(
        _around(_HEAD_OF_COMMENT, joined)
    )
    return rows.order_by(head.c.decided_at.desc(), head.c.id.desc()).limit(PAGE + 1)
