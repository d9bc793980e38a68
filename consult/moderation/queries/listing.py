"""The moderators' queue: its lines and the numbers beside its filters."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ARRAY,
    TIMESTAMP,
    BigInteger,
    ColumnElement,
    Select,
    Subquery,
    any_,
    bindparam,
    func,
    literal,
    null,
    or_,
    select,
    text,
    true,
    tuple_,
    union_all,
)
from sqlalchemy.sql.expression import SQLColumnExpression
from sqlalchemy.sql.selectable import LateralFromClause

from consult.accounts.models import User
from consult.consultations.lifecycle import PUBLIC
from consult.consultations.models import Consultation
from consult.core import clock
from consult.core.database import db, table
from consult.core.paging import Page, decode, encode, fit
from consult.moderation.models import Claim, Contest, ContestState, Decision, Screening
from consult.moderation.queries.owning import IDS, Own, own
from consult.organisations.models import Organisation, Role
from consult.organisations.queries import organisation_ids
from consult.stakeholders.models import SPEAKS_FOR_COUNTRIES, SPEAKS_FOR_OTHERS
from consult.submissions.labels import CONFIRMED, NOT_CONFIRMED
from consult.submissions.lifecycle import Moderation
from consult.submissions.models import Comment, CommentEdition, CommentType, Submission, Tally

PAGE = 50

SAMPLED = 300
"""The oldest waiting comments among which signals and types are counted: an exact count of 100,000 helps nobody."""

LATELY = timedelta(days=14)
"""How far back "decided lately" goes."""

_IS_WAITING = text("comments.moderation IN ('received', 'in_review')")
"""Written out as the index has it, so that it is used under every plan."""

_IS_AMENDED = text("comments.amendment_waits_since IS NOT NULL")
"""That an amendment waits, while the published edition stays; likewise."""

_INSTANT = TIMESTAMP(timezone=True)
_AT, _KEY = bindparam("at", type_=_INSTANT), bindparam("key", type_=BigInteger)
_NOW = bindparam("now", type_=_INSTANT)
_COMMENTS, _SUBMISSIONS, _TALLIES, _CONSULTATIONS, _ORGANISATIONS = (
    table(model) for model in (Comment, Submission, Tally, Consultation, Organisation)
)
_CLAIMS, _SCREENINGS, _CONTESTS, _DECISIONS, _USERS, _EDITIONS = (
    table(model) for model in (Claim, Screening, Contest, Decision, User, CommentEdition)
)
_TYPE = bindparam("type", type_=_COMMENTS.c.type.type)
_CLAIMS_STATES = _SUBMISSIONS.c.capacity.in_(sorted(SPEAKS_FOR_COUNTRIES)) & _SUBMISSIONS.c.confirmed_at.is_(
    None
)
_IS_NOTICED = text("screenings.signals -> 'summary' <> '{}'")


@dataclass(frozen=True)
class Filters:
    """What of the queue is shown: waiting, mine, signals, contested, decided; of one consultation, of one type."""

    show: str = "waiting"
    consultation: str = ""
    type: str = ""


@dataclass(frozen=True)
class Scope:
    """A consultation that somebody moderates, and how many of its comments wait."""

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
    """Whether the e-mail address of its sender is confirmed, in words (submissions.labels); "" where it has none."""
    claimed_by_id: int | None
    claimed_by: str
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
    return [Scope(row.id, row.slug, row.title, row.accent, int(row.waiting)) for row in rows]


@cache
def _scope() -> Any:
    waiting = func.coalesce(func.sum(_TALLIES.c.count), 0)
    return (
        select(
            _CONSULTATIONS.c.id,
            _CONSULTATIONS.c.slug,
            _CONSULTATIONS.c.title,
            _ORGANISATIONS.c.accent,
            waiting.label("waiting"),
        )
        .join(_ORGANISATIONS, _ORGANISATIONS.c.id == _CONSULTATIONS.c.organisation_id)
        .outerjoin(
            _TALLIES,
            (_TALLIES.c.consultation_id == _CONSULTATIONS.c.id)
            & _TALLIES.c.axis.in_(["moderation", "amendments"])
            & _TALLIES.c.value.in_(["received", "in_review", "waiting"]),
        )
        .where(_CONSULTATIONS.c.organisation_id == any_(IDS), _CONSULTATIONS.c.state.in_(PUBLIC))
        .group_by(_CONSULTATIONS.c.id, _ORGANISATIONS.c.accent)
        .order_by(waiting.desc(), _CONSULTATIONS.c.id)
    )


def _ids(scopes: Iterable[Scope], filters: Filters) -> list[int]:
    return [one.id for one in scopes if filters.consultation in {"", one.slug}]


def queue(user: Any, filters: Filters, after: str = "", scopes: Sequence[Scope] | None = None) -> Page[Item]:
    """Fifty lines of the queue after a cursor: oldest first; decided ones newest first."""
    ids = _ids(scopes if scopes is not None else scope(user), filters)
    if not ids:
        return Page([])
    start = decode(after, 2) if after else None
    if start is not None and not fit(start, datetime, int):
        start = None
    build = {"contested": _contested, "decided": _decided, "mine": _mine}.get(filters.show, _waiting)
    rows = build(filters.show, bool(filters.type), start is not None)
    at, key = start if start is not None else (None, None)
    now = clock.now()
    values = {"ids": ids, "type": filters.type or None, "at": at, "key": key, "me": user.id}
    values |= {"now": now, "since": now - LATELY}
    found = list(db.session.execute(rows, values))
    mine = own(user)
    items = [_item(row, mine) for row in found[:PAGE]]
    last = encode([found[PAGE - 1].at, found[PAGE - 1].key]) if len(found) > PAGE else ""
    return Page(items, last, start is None)


def place_of(comment: Comment) -> str:
    """The cursor of a waiting comment: what comes after it in the queue."""
    return encode([comment.amendment_waits_since or comment.filed_at, comment.id])


def _item(row: Any, mine: Own) -> Item:
    """A row of `_lines`, its columns in their order."""
    (
        key, _submission_id, number, place, subject, kind, words, _filed_at, moderation, reason, changed_again_at,
        at, _key, contest, reference, name, organisation, attribution, capacity, confirmed_at, is_late, sent_again_at,
        user_id, email, email_confirmed_at, summary, claimed_by_id, claimed_by,
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
        contest,
    )  # fmt: skip


_WORDS = func.left(_COMMENTS.c.comment, 140).label("words")

_HEAD = (
    _COMMENTS.c.id,
    _COMMENTS.c.submission_id,
    _COMMENTS.c.number,
    _COMMENTS.c.place,
    _COMMENTS.c.subject,
    _COMMENTS.c.type,
    _WORDS,
    _COMMENTS.c.filed_at,
    _COMMENTS.c.moderation,
    _COMMENTS.c.reason,
    _COMMENTS.c.sent_again_at,
)

_HEAD_OF_AMENDMENT: Mapping[Any, Any] = {
    _COMMENTS.c.type: _EDITIONS.c.type,
    _WORDS: func.left(_EDITIONS.c.comment, 140),
    _COMMENTS.c.filed_at: _COMMENTS.c.amendment_waits_since,
    _COMMENTS.c.moderation: literal(Moderation.RECEIVED, _COMMENTS.c.moderation.type),
    _COMMENTS.c.reason: literal(""),
}
"""What of _HEAD is another where an amendment waits."""

_AMENDMENTS = _COMMENTS.join(
    _EDITIONS,
    (_EDITIONS.c.comment_id == _COMMENTS.c.id) & (_EDITIONS.c.edition == _COMMENTS.c.amendment_edition),
)


def _lines(
    head: Any, at: SQLColumnExpression[Any], key: SQLColumnExpression[Any], contest: Any
) -> Select[Any]:
    """The columns of an Item; `head` has those of the comment."""
    return select(
        *(head[column.key] for column in _HEAD),
        at.label("at"),
        key.label("key"),
        contest.label("contest"),
        _SUBMISSIONS.c.reference,
        _SUBMISSIONS.c.name,
        _SUBMISSIONS.c.organisation,
        _SUBMISSIONS.c.attribution,
        _SUBMISSIONS.c.capacity,
        _SUBMISSIONS.c.confirmed_at,
        _SUBMISSIONS.c.is_late,
        _SUBMISSIONS.c.sent_again_at.label("submission_sent_again_at"),
        _SUBMISSIONS.c.user_id,
        _SUBMISSIONS.c.email,
        _SUBMISSIONS.c.email_confirmed_at,
        _SCREENINGS.c.signals["summary"].label("summary"),
        _CLAIMS.c.user_id.label("claimed_by_id"),
        _USERS.c.name.label("claimed_by"),
    )


def _around(head: Any, base: Any) -> Any:
    """Who sent it, what was noticed, and who looks at it now."""
    return (
        base.join(_SUBMISSIONS, _SUBMISSIONS.c.id == head["submission_id"])
        .outerjoin(_SCREENINGS, _SCREENINGS.c.comment_id == head["id"])
        .outerjoin(_CLAIMS, (_CLAIMS.c.comment_id == head["id"]) & (_CLAIMS.c.until > _NOW))
        .outerjoin(_USERS, _USERS.c.id == _CLAIMS.c.user_id)
    )


_HEAD_OF_COMMENT: dict[str, Any] = {
    **{column.key: column for column in _HEAD if column is not _WORDS},
    "words": _WORDS,
}


def _after(at: Any, key: Any) -> Any:
    return tuple_(at, key) > tuple_(_AT, _KEY)


@cache
def _waiting(show: str, has_type: bool, has_start: bool) -> Select[Any]:
    """The oldest of each consultation by its own index, then the oldest of all. Made once for each way to look."""
    wanted = select(func.unnest(IDS).label("id")).subquery("wanted")
    head = _oldest(wanted, PAGE + 1, _HEAD, show=show, has_type=has_type, has_start=has_start)
    rows = _lines(head.c, head.c.filed_at, head.c.id, null()).select_from(
        _around(head.c, wanted.join(head, true()))
    )
    return rows.order_by(head.c.filed_at, head.c.id).limit(PAGE + 1)


def _oldest(
    wanted: Subquery,
    limit: int,
    columns: Sequence[Any],
    *,
    show: str = "",
    has_type: bool = False,
    has_start: bool = False,
) -> LateralFromClause:
    """The oldest that wait in each consultation of `wanted`, comments and amendments: these columns of _HEAD."""
    comments = select(*columns).where(_IS_WAITING)
    amended = (_HEAD_OF_AMENDMENT.get(column, column).label(column.key) for column in columns)
    amendments = select(*amended).select_from(_AMENDMENTS).where(_IS_AMENDED)
    parts = []
    for found, filed_at, kind in (
        (comments, _COMMENTS.c.filed_at, _COMMENTS.c.type),
        (amendments, _COMMENTS.c.amendment_waits_since, _EDITIONS.c.type),
    ):
        part = found.where(_COMMENTS.c.consultation_id == wanted.c.id)
        if has_start:
            part = part.where(_after(filed_at, _COMMENTS.c.id))
        if has_type:
            part = part.where(kind == _TYPE)
        if show == "signals":
            part = part.where(_is_noticed())
        part = part.order_by(filed_at, _COMMENTS.c.id).limit(limit).correlate(wanted)
        parts.append(part.subquery().select())
    both = union_all(*parts).subquery("both")
    return both.select().order_by(both.c.filed_at, both.c.id).limit(limit).lateral("head")


def _is_noticed() -> ColumnElement[bool]:
    """That something was noticed in a comment, or that its sender claims to speak for states."""
    screened = select(_SCREENINGS.c.comment_id).where(_SCREENINGS.c.comment_id == _COMMENTS.c.id, _IS_NOTICED)
    claiming = select(_SUBMISSIONS.c.id).where(_SUBMISSIONS.c.id == _COMMENTS.c.submission_id, _CLAIMS_STATES)
    return screened.exists() | claiming.exists()


@cache
def _mine(_show: str, has_type: bool, has_start: bool) -> Select[Any]:
    rows = _lines(_HEAD_OF_COMMENT, _COMMENTS.c.filed_at, _COMMENTS.c.id, null()).select_from(
        _around(_HEAD_OF_COMMENT, _COMMENTS)
    )
    rows = rows.where(
        _CLAIMS.c.user_id == bindparam("me", type_=BigInteger), _COMMENTS.c.consultation_id == any_(IDS)
    )
    return _page(
        rows.where(or_(_IS_WAITING, _IS_AMENDED)), _COMMENTS.c.filed_at, _COMMENTS.c.id, has_type, has_start
    )


@cache
def _contested(_show: str, has_type: bool, has_start: bool) -> Select[Any]:
    joined = _CONTESTS.join(_COMMENTS, _COMMENTS.c.id == _CONTESTS.c.comment_id)
    rows = _lines(_HEAD_OF_COMMENT, _CONTESTS.c.contested_at, _CONTESTS.c.id, _CONTESTS.c.id).select_from(
        _around(_HEAD_OF_COMMENT, joined)
    )
    rows = rows.where(_CONTESTS.c.state == ContestState.OPEN, _COMMENTS.c.consultation_id == any_(IDS))
    return _page(rows, _CONTESTS.c.contested_at, _CONTESTS.c.id, has_type, has_start)


def _page(rows: Select[Any], at: Any, key: Any, has_type: bool, has_start: bool) -> Select[Any]:
    if has_type:
        rows = rows.where(_COMMENTS.c.type == _TYPE)
    if has_start:
        rows = rows.where(_after(at, key))
    return rows.order_by(at, key).limit(PAGE + 1)


@cache
def _decided(_show: str, has_type: bool, has_start: bool) -> Select[Any]:
    wanted = select(func.unnest(IDS).label("id")).subquery("wanted")
    heads = select(_DECISIONS.c.id, _DECISIONS.c.comment_id, _DECISIONS.c.decided_at).where(
        _DECISIONS.c.consultation_id == wanted.c.id,
        _DECISIONS.c.decided_at > bindparam("since", type_=_INSTANT),
    )
    if has_start:
        heads = heads.where(tuple_(_DECISIONS.c.decided_at, _DECISIONS.c.id) < tuple_(_AT, _KEY))
    if has_type:
        heads = heads.join(_COMMENTS, _COMMENTS.c.id == _DECISIONS.c.comment_id).where(
            _COMMENTS.c.type == _TYPE
        )
    newest = (_DECISIONS.c.decided_at.desc(), _DECISIONS.c.id.desc())
    head = heads.order_by(*newest).limit(PAGE + 1).lateral("head")
    joined = wanted.join(head, true()).join(_COMMENTS, _COMMENTS.c.id == head.c.comment_id)
    rows = _lines(_HEAD_OF_COMMENT, head.c.decided_at, head.c.id, null()).select_from(
        _around(_HEAD_OF_COMMENT, joined)
    )
    return rows.order_by(head.c.decided_at.desc(), head.c.id.desc()).limit(PAGE + 1)


@dataclass(frozen=True)
class Counts:
    """The numbers beside the filters. `signals` and `types` are of the oldest SAMPLED that wait; `is_sampled` tells
    that there are more."""

    waiting: int = 0
    mine: int = 0
    contested: int = 0
    signals: int = 0
    types: Mapping[CommentType, int] = field(default_factory=dict)
    is_sampled: bool = False
    oldest_at: datetime | None = None


def counts(user: Any, scopes: Sequence[Scope] | None = None) -> Counts:
    """How much there is behind each filter, over all consultations of `user`."""
    scopes = scope(user) if scopes is None else scopes
    ids = [one.id for one in scopes]
    if not ids:
        return Counts()
    waiting_in = [one.id for one in scopes if one.waiting]
    rows = db.session.execute(
        _counts(), {"ids": ids, "some": waiting_in, "now": clock.now(), "me": user.id}
    ).all()
    by_type = [row for row in rows if row.type is not None]
    others = next(row for row in rows if row.type is None)
    waiting = sum(one.waiting for one in scopes)
    return Counts(
        waiting=waiting,
        mine=others.mine,
        contested=others.contested,
        signals=sum(row.signals for row in by_type),
        types={row.type: row.number for row in by_type},
        is_sampled=waiting > SAMPLED,
        oldest_at=min((row.oldest for row in by_type), default=None),
    )


@cache
def _counts() -> Any:
    mine = (
        select(func.count())
        .select_from(_CLAIMS)
        .join(_COMMENTS, _COMMENTS.c.id == _CLAIMS.c.comment_id)
        .where(
            _CLAIMS.c.user_id == bindparam("me", type_=BigInteger),
            _CLAIMS.c.until > _NOW,
            _COMMENTS.c.consultation_id == any_(IDS),
            or_(_IS_WAITING, _IS_AMENDED),
        )
    )
    contested = (
        select(func.count())
        .select_from(_CONTESTS)
        .join(_COMMENTS, _COMMENTS.c.id == _CONTESTS.c.comment_id)
        .where(_CONTESTS.c.state == ContestState.OPEN, _COMMENTS.c.consultation_id == any_(IDS))
    )
    wanted = select(func.unnest(bindparam("some", type_=ARRAY(BigInteger))).label("id")).subquery("wanted")
    columns = (_COMMENTS.c.id, _COMMENTS.c.submission_id, _COMMENTS.c.type, _COMMENTS.c.filed_at)
    head = _oldest(wanted, SAMPLED, columns)
    sampled = (
        select(head.c.id, head.c.submission_id, head.c.type, head.c.filed_at)
        .select_from(wanted.join(head, true()))
        .order_by(head.c.filed_at, head.c.id)
        .limit(SAMPLED)
        .subquery("sampled")
    )
    by_type = (
        select(
            sampled.c.type,
            func.count().label("number"),
            func.count().filter(_SCREENINGS.c.comment_id.is_not(None) | _CLAIMS_STATES).label("signals"),
            func.min(sampled.c.filed_at).label("oldest"),
            null().label("mine"),
            null().label("contested"),
        )
        .select_from(
            sampled.join(_SUBMISSIONS, _SUBMISSIONS.c.id == sampled.c.submission_id).outerjoin(
                _SCREENINGS, (_SCREENINGS.c.comment_id == sampled.c.id) & _IS_NOTICED
            )
        )
        .group_by(sampled.c.type)
    )
    others = select(null(), null(), null(), null(), mine.scalar_subquery(), contested.scalar_subquery())
    return by_type.union_all(others)
