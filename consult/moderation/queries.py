"""Reading the queue, one comment in moderation, what is alike, and what the public is told of it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache, lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ARRAY,
    TIMESTAMP,
    BigInteger,
    Select,
    any_,
    bindparam,
    func,
    literal,
    null,
    select,
    text,
    true,
    tuple_,
)
from sqlalchemy.orm import aliased, joinedload
from sqlalchemy.sql.expression import SQLColumnExpression

from consult.accounts.models import User
from consult.consultations.lifecycle import PUBLIC
from consult.consultations.models import Consultation
from consult.core import clock
from consult.core.database import db
from consult.core.errors import NotFound
from consult.core.events import Event
from consult.core.paging import Page, decode, encode
from consult.drafts.models import Block
from consult.moderation import similarity
from consult.moderation.models import (
    Band,
    Claim,
    Contest,
    ContestState,
    Decision,
    Note,
    Redaction,
    Screening,
)
from consult.moderation.spans import Span
from consult.organisations.models import Membership, Organisation, Role
from consult.organisations.queries import organisation_ids
from consult.stakeholders.models import Stakeholder
from consult.submissions.lifecycle import AWAITING, VISIBLE, Moderation
from consult.submissions.lifecycle import State as SubmissionState
from consult.submissions.models import Attribution, Comment, CommentEdition, CommentType, Submission, Tally

PAGE = 50
SAMPLED = 300
"""The oldest waiting comments among which signals and types are counted: an exact count of 100,000 helps nobody."""
LATELY = timedelta(days=14)
"""How far back "decided lately" goes."""
ALIKE_SHOWN = 30

_IS_WAITING = text("comments.moderation IN ('received', 'in_review')")
"""Written out as the index has it, so that it is used under every plan."""
_IS_REFUSED = text("comments.moderation IN ('withheld', 'removed_after_publication')")
_INSTANT = TIMESTAMP(timezone=True)
_IDS = bindparam("ids", type_=ARRAY(BigInteger))
_AT, _KEY = bindparam("at", type_=_INSTANT), bindparam("key", type_=BigInteger)
_NOW = bindparam("now", type_=_INSTANT)
_TYPE = bindparam("type", type_=Comment.type.type)
_IS_NOTICED = text("screenings.signals -> 'summary' <> '{}'")


# -- whose it is ------------------------------------------------------------------------------------------------------

_MAIL = (
    "gmail.com googlemail.com outlook.com hotmail.com live.com msn.com yahoo.com icloud.com me.com aol.com proton.me "
    "protonmail.com gmx.net gmx.com gmx.de web.de mail.com mail.ru yandex.ru yandex.com qq.com 163.com 126.com zoho.com"
)
_SHARED = frozenset(f"{_MAIL} example.org example.com example.net localhost".split())
"""Domains of mail that many share: the same one says nothing."""


@dataclass(frozen=True)
class Own:
    """What makes a submission a person's own: their account, and names and mail domains of their organisations."""

    user_id: int | None
    names: frozenset[str] = frozenset()
    domains: frozenset[str] = frozenset()

    def has(self, user_id: int | None, organisation: str, email: str) -> bool:
        """Whether a submission of this account, organisation and address is theirs."""
        if user_id is not None and user_id == self.user_id:
            return True
        named = _plain(organisation)
        return (bool(named) and named in self.names) or _domain(email) in self.domains


@lru_cache(maxsize=4096)
def _plain(name: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in name.casefold()).split())


def _domain(address: str) -> str:
    """The host of a mail or web address that says whose it is; "" for those that many share."""
    host = address.rsplit("@", maxsplit=1)[-1].rsplit("//", maxsplit=1)[-1].split("/", maxsplit=1)[0]
    host = host.strip().casefold().removeprefix("www.").split(":")[0]
    return "" if host in _SHARED else host


def own(user: Any) -> Own:
    """What is a person's own; read once a transaction."""
    if user is None:
        return Own(None)
    memo: dict[int, Own] = db.session.info.setdefault("own", {})
    if user.id not in memo:
        ids = organisation_ids(user)
        rows = db.session.execute(_OWN, {"ids": ids, "user": user.id}).all()
        names = {_plain(name) for row in rows for name in row[:2]}
        domains = {_domain(address) for row in rows for address in row[2:] if address} | {_domain(user.email)}
        memo[user.id] = Own(user.id, frozenset(names - {""}), frozenset(domains - {""}))
    return memo[user.id]


_OWN = (
    select(Organisation.name, Organisation.short_name, Organisation.website, Organisation.contact_email)
    .where(Organisation.id == any_(_IDS))
    .union_all(
        select(Stakeholder.organisation, literal(""), literal(""), literal("")).where(
            Stakeholder.user_id == bindparam("user", type_=BigInteger)
        )
    )
)


def is_own(user: Any, submission: Submission) -> bool:
    """Whether a submission is the person's own, or of an organisation of theirs."""
    return own(user).has(submission.user_id, submission.organisation, submission.email)


def has_another_moderator(comment: Comment, user: Any) -> bool:
    """Whether somebody else could decide on a comment in the place of `user`."""
    others = (
        select(User)
        .join(Membership, Membership.user_id == User.id)
        .where(
            Membership.organisation_id == comment.submission.consultation.organisation_id,
            Membership.role == Role.MODERATOR,
            User.id != user.id,
            User.disabled_at.is_(None),
        )
    )
    return any(not is_own(other, comment.submission) for other in db.session.execute(others).scalars())


# -- the queue --------------------------------------------------------------------------------------------------------


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
    is_own: bool
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
    waiting = func.coalesce(func.sum(Tally.count), 0)
    return (
        select(
            Consultation.id,
            Consultation.slug,
            Consultation.title,
            Organisation.accent,
            waiting.label("waiting"),
        )
        .join(Organisation, Organisation.id == Consultation.organisation_id)
        .outerjoin(
            Tally,
            (Tally.consultation_id == Consultation.id)
            & (Tally.axis == "moderation")
            & Tally.value.in_(["received", "in_review"]),
        )
        .where(Consultation.organisation_id == any_(_IDS), Consultation.state.in_(PUBLIC))
        .group_by(Consultation.id, Organisation.accent)
        .order_by(waiting.desc(), Consultation.id)
    )


def _ids(scopes: Iterable[Scope], filters: Filters) -> list[int]:
    return [one.id for one in scopes if filters.consultation in {"", one.slug}]


def queue(user: Any, filters: Filters, after: str = "", scopes: Sequence[Scope] | None = None) -> Page[Item]:
    """Fifty lines of the queue after a cursor: oldest first; decided ones newest first."""
    ids = _ids(scopes if scopes is not None else scope(user), filters)
    if not ids:
        return Page([])
    start = decode(after, 2) if after else None
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
    return encode([comment.filed_at, comment.id])


def _item(row: Any, mine: Own) -> Item:
    """A row of `_lines`, its columns in their order."""
    (
        key, _submission_id, number, place, subject, kind, words, _filed_at, moderation, reason, at, _key, contest,
        reference, name, organisation, attribution, is_late, user_id, email, summary, claimed_by_id, claimed_by,
    ) = row  # fmt: skip
    is_own = mine.has(user_id, organisation, email)
    return Item(
        key, reference, number, name, organisation, attribution or "", place, subject, kind, words, at, moderation,
        reason, summary or {}, is_late, is_own, claimed_by_id, claimed_by or "", contest,
    )  # fmt: skip


_WORDS = func.left(Comment.comment, 140).label("words")
_HEAD = (
    Comment.id,
    Comment.submission_id,
    Comment.number,
    Comment.place,
    Comment.subject,
    Comment.type,
    _WORDS,
    Comment.filed_at,
    Comment.moderation,
    Comment.reason,
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
        Submission.reference,
        Submission.name,
        Submission.organisation,
        Submission.attribution,
        Submission.is_late,
        Submission.user_id,
        Submission.email,
        Screening.signals["summary"].label("summary"),
        Claim.user_id.label("claimed_by_id"),
        User.name.label("claimed_by"),
    )


def _around(head: Any, base: Any) -> Any:
    """Who sent it, what was noticed, and who looks at it now."""
    return (
        base.join(Submission, Submission.id == head["submission_id"])
        .outerjoin(Screening, Screening.comment_id == head["id"])
        .outerjoin(Claim, (Claim.comment_id == head["id"]) & (Claim.until > _NOW))
        .outerjoin(User, User.id == Claim.user_id)
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
    wanted = select(func.unnest(_IDS).label("id")).subquery("wanted")
    heads = select(*_HEAD).where(Comment.consultation_id == wanted.c.id, _IS_WAITING)
    if has_start:
        heads = heads.where(_after(Comment.filed_at, Comment.id))
    if has_type:
        heads = heads.where(Comment.type == _TYPE)
    if show == "signals":
        heads = heads.where(
            select(Screening.comment_id).where(Screening.comment_id == Comment.id, _IS_NOTICED).exists()
        )
    head = heads.order_by(Comment.filed_at, Comment.id).limit(PAGE + 1).lateral("head")
    rows = _lines(head.c, head.c.filed_at, head.c.id, null()).select_from(
        _around(head.c, wanted.join(head, true()))
    )
    return rows.order_by(head.c.filed_at, head.c.id).limit(PAGE + 1)


@cache
def _mine(_show: str, has_type: bool, has_start: bool) -> Select[Any]:
    rows = _lines(_HEAD_OF_COMMENT, Comment.filed_at, Comment.id, null()).select_from(
        _around(_HEAD_OF_COMMENT, _table(Comment))
    )
    rows = rows.where(
        Claim.user_id == bindparam("me", type_=BigInteger), Comment.consultation_id == any_(_IDS)
    )
    return _page(rows.where(_IS_WAITING), Comment.filed_at, Comment.id, has_type, has_start)


@cache
def _contested(_show: str, has_type: bool, has_start: bool) -> Select[Any]:
    joined = _table(Contest).join(Comment, Comment.id == Contest.comment_id)
    rows = _lines(_HEAD_OF_COMMENT, Contest.contested_at, Contest.id, Contest.id).select_from(
        _around(_HEAD_OF_COMMENT, joined)
    )
    rows = rows.where(Contest.state == ContestState.OPEN, Comment.consultation_id == any_(_IDS))
    return _page(rows, Contest.contested_at, Contest.id, has_type, has_start)


def _page(rows: Select[Any], at: Any, key: Any, has_type: bool, has_start: bool) -> Select[Any]:
    if has_type:
        rows = rows.where(Comment.type == _TYPE)
    if has_start:
        rows = rows.where(_after(at, key))
    return rows.order_by(at, key).limit(PAGE + 1)


@cache
def _decided(_show: str, has_type: bool, has_start: bool) -> Select[Any]:
    wanted = select(func.unnest(_IDS).label("id")).subquery("wanted")
    heads = select(Decision.id, Decision.comment_id, Decision.decided_at).where(
        Decision.consultation_id == wanted.c.id, Decision.decided_at > bindparam("since", type_=_INSTANT)
    )
    if has_start:
        heads = heads.where(tuple_(Decision.decided_at, Decision.id) < tuple_(_AT, _KEY))
    if has_type:
        heads = heads.join(Comment, Comment.id == Decision.comment_id).where(Comment.type == _TYPE)
    newest = (Decision.decided_at.desc(), Decision.id.desc())
    head = heads.order_by(*newest).limit(PAGE + 1).lateral("head")
    joined = wanted.join(head, true()).join(Comment, Comment.id == head.c.comment_id)
    rows = _lines(_HEAD_OF_COMMENT, head.c.decided_at, head.c.id, null()).select_from(
        _around(_HEAD_OF_COMMENT, joined)
    )
    return rows.order_by(head.c.decided_at.desc(), head.c.id.desc()).limit(PAGE + 1)


def _table(model: Any) -> Any:
    return model.__table__


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
        .select_from(Claim)
        .join(Comment, Comment.id == Claim.comment_id)
        .where(
            Claim.user_id == bindparam("me", type_=BigInteger),
            Claim.until > _NOW,
            Comment.consultation_id == any_(_IDS),
            _IS_WAITING,
        )
    )
    contested = (
        select(func.count())
        .select_from(Contest)
        .join(Comment, Comment.id == Contest.comment_id)
        .where(Contest.state == ContestState.OPEN, Comment.consultation_id == any_(_IDS))
    )
    wanted = select(func.unnest(bindparam("some", type_=ARRAY(BigInteger))).label("id")).subquery("wanted")
    head = (
        select(Comment.id, Comment.type, Comment.filed_at)
        .where(Comment.consultation_id == wanted.c.id, _IS_WAITING)
        .order_by(Comment.filed_at, Comment.id)
        .limit(SAMPLED)
        .lateral("head")
    )
    sampled = (
        select(head.c.id, head.c.type, head.c.filed_at)
        .select_from(wanted.join(head, true()))
        .order_by(head.c.filed_at, head.c.id)
        .limit(SAMPLED)
        .subquery("sampled")
    )
    by_type = (
        select(
            sampled.c.type,
            func.count().label("number"),
            func.count(Screening.comment_id).label("signals"),
            func.min(sampled.c.filed_at).label("oldest"),
            null().label("mine"),
            null().label("contested"),
        )
        .select_from(sampled.outerjoin(Screening, (Screening.comment_id == sampled.c.id) & _IS_NOTICED))
        .group_by(sampled.c.type)
    )
    others = select(null(), null(), null(), null(), mine.scalar_subquery(), contested.scalar_subquery())
    return by_type.union_all(others)


# -- one comment ------------------------------------------------------------------------------------------------------


def comment(reference: str, number: int, user: Any) -> Comment:
    """A submitted comment of a consultation that `user` moderates. Raises NotFound."""
    found = db.session.execute(
        select(Comment)
        .join(Submission, Submission.id == Comment.submission_id)
        .where(Submission.reference == reference, Comment.number == number, Comment.moderation.is_not(None))
        .options(
            joinedload(Comment.submission)
            .joinedload(Submission.consultation)
            .joinedload(Consultation.organisation),
            joinedload(Comment.question),
        )
    ).scalar_one_or_none()
    if found is None or found.submission.consultation.organisation_id not in _moderated(user):
        raise NotFound
    return found


def submission(reference: str, user: Any) -> Submission:
    """A submission to a consultation that `user` moderates. Raises NotFound."""
    found = db.session.execute(
        select(Submission)
        .where(Submission.reference == reference, Submission.state != SubmissionState.COMPOSING)
        .options(joinedload(Submission.consultation).joinedload(Consultation.organisation))
    ).scalar_one_or_none()
    if found is None or found.consultation.organisation_id not in _moderated(user):
        raise NotFound
    return found


def contest(identifier: int, user: Any) -> Contest:
    """An objection to a decision on a comment that `user` moderates. Raises NotFound."""
    found = db.session.execute(
        select(Contest)
        .where(Contest.id == identifier)
        .options(
            joinedload(Contest.comment)
            .joinedload(Comment.submission)
            .joinedload(Submission.consultation)
            .joinedload(Consultation.organisation)
        )
    ).scalar_one_or_none()
    if found is None or found.comment.submission.consultation.organisation_id not in _moderated(user):
        raise NotFound
    return found


def _moderated(user: Any) -> list[int]:
    return organisation_ids(user, Role.MODERATOR)


def decision(identifier: int) -> Decision:
    """One decision."""
    return db.session.get_one(Decision, identifier, options=[joinedload(Decision.decided_by)])


def decisions(comment: Comment) -> Sequence[Decision]:
    """Every decision on a comment, the first one first."""
    rows = (
        select(Decision)
        .where(Decision.comment_id == comment.id)
        .options(joinedload(Decision.decided_by))
        .order_by(Decision.id)
    )
    return db.session.execute(rows).scalars().all()


def last_decision(comment: Comment) -> Decision | None:
    """The latest decision on a comment, or None."""
    rows = (
        select(Decision)
        .where(Decision.comment_id == comment.id)
        .options(joinedload(Decision.decided_by))
        .order_by(Decision.id.desc())
        .limit(1)
    )
    return db.session.execute(rows).scalar_one_or_none()


def redactions(comment: Comment) -> Sequence[Redaction]:
    """What of its current edition is hidden, in the order of the text."""
    rows = (
        select(Redaction)
        .where(
            Redaction.comment_id == comment.id,
            Redaction.edition == comment.edition,
            Redaction.lifted_at.is_(None),
        )
        .order_by(Redaction.field, Redaction.start, Redaction.id)
    )
    return db.session.execute(rows).scalars().all()


def redaction(comment: Comment, identifier: int) -> Redaction:
    """One redaction of a comment. Raises NotFound for another's."""
    found = db.session.get(Redaction, identifier)
    if found is None or found.comment_id != comment.id:
        raise NotFound
    return found


def spans(rows: Iterable[Redaction]) -> list[Span]:
    """Redactions as places in the text."""
    return [Span(row.field, row.start, row.end, row.reason) for row in rows]


def screening(comment: Comment) -> Screening | None:
    """What was noticed about its current edition, or None when nobody looked yet."""
    found = db.session.get(Screening, comment.id)
    return found if found is not None and found.edition == comment.edition else None


def claim(comment: Comment) -> Claim | None:
    """Who looks at it now, or None."""
    rows = (
        select(Claim)
        .where(Claim.comment_id == comment.id, Claim.until > clock.now())
        .options(joinedload(Claim.user))
    )
    return db.session.execute(rows).scalar_one_or_none()


def notes(comment: Comment) -> Sequence[Note]:
    """Words between moderators, the first one first."""
    rows = (
        select(Note).where(Note.comment_id == comment.id).options(joinedload(Note.noted_by)).order_by(Note.id)
    )
    return db.session.execute(rows).scalars().all()


def contests(comment: Comment) -> Sequence[Contest]:
    """Objections of its submitter, the first one first."""
    rows = select(Contest).where(Contest.comment_id == comment.id).order_by(Contest.id)
    return db.session.execute(rows).scalars().all()


@dataclass(frozen=True)
class Happening:
    """One line of a comment's history. `what` is the name of a decision's verb, or received, amended, screened,
    contested, settled."""

    at: datetime
    what: str
    who: str = ""
    reason: str = ""
    words: str = ""


def history(comment: Comment) -> list[Happening]:
    """What happened to a comment since it came in, the latest first."""
    found = [
        Happening(
            one.decided_at,
            one.verb,
            one.decided_by.name if one.decided_by else "",
            one.reason or "",
            one.explanation,
        )
        for one in decisions(comment)
    ]
    editions = db.session.execute(
        select(CommentEdition.edition, CommentEdition.filed_at).where(CommentEdition.comment_id == comment.id)
    )
    found += [Happening(at, "received" if edition == 1 else "amended") for edition, at in editions]
    for one in contests(comment):
        found.append(Happening(one.contested_at, "contested", words=one.text))
        if one.settled_at is not None:
            found.append(Happening(one.settled_at, "settled", words=one.answer))
    noticed_ = screening(comment)
    if noticed_ is not None:
        found.append(Happening(noticed_.screened_at, "screened", words=str(len(noticed_.signals["signals"]))))
    return sorted(found, key=lambda one: one.at, reverse=True)


def open_contest(comment: Comment) -> Contest | None:
    """The objection that is not settled yet, or None."""
    return next((one for one in contests(comment) if one.state == ContestState.OPEN), None)


def texts(comment: Comment) -> dict[str, str]:
    """The parts of a comment that can be hidden, as they are stored."""
    return {"comment": comment.comment, "proposal": comment.proposal, "rationale": comment.rationale}


def before(submission: Submission) -> dict[Moderation, int]:
    """What was decided of earlier comments of the same account, over the consultations of the same organisation."""
    if submission.user_id is None:
        return {}
    rows = db.session.execute(
        select(Comment.moderation, func.count())
        .join(Submission, Submission.id == Comment.submission_id)
        .join(Consultation, Consultation.id == Submission.consultation_id)
        .where(
            Submission.user_id == submission.user_id,
            Submission.id != submission.id,
            Consultation.organisation_id == submission.consultation.organisation_id,
            Comment.moderation.is_not(None),
        )
        .group_by(Comment.moderation)
    )
    return {row[0]: row[1] for row in rows if row[0] is not None}


def comments_of(submission: Submission) -> Sequence[Comment]:
    """The submitted comments of a submission, by number."""
    rows = (
        select(Comment)
        .where(Comment.submission_id == submission.id, Comment.moderation.is_not(None))
        .order_by(Comment.number)
    )
    return db.session.execute(rows).scalars().all()


def comments_of_event(event_id: int) -> Sequence[Comment]:
    """The submitted comments of the submission that an event is about; none where it is gone."""
    event = db.session.get(Event, event_id)
    if event is None:
        return []
    found = db.session.execute(
        select(Submission).where(Submission.reference == event.subject.split("/")[0])
    ).scalar_one_or_none()
    return comments_of(found) if found is not None else []


def touched(verb: str, comments: Sequence[Comment]) -> list[Comment]:
    """Which comments of a submission a verb for all of them touches: publishing those that wait and in which nothing
    was noticed (none where nothing is to be published), withholding those that wait, removing those that are public."""
    if verb == "remove":
        return [one for one in comments if one.moderation in VISIBLE]
    waiting = [one for one in comments if one.moderation in AWAITING]
    if verb != "publish":
        return waiting
    if waiting and waiting[0].submission.attribution == Attribution.CONFIDENTIAL:
        return []
    seen = noticed(waiting)
    return [one for one in waiting if one.id in seen and not set(seen[one.id]) - {"alike"}]


def noticed(comments: Collection[Comment]) -> dict[int, Mapping[str, int]]:
    """Comment id → how many signals of each group in its current edition."""
    editions = {one.id: one.edition for one in comments}
    rows = db.session.execute(
        select(Screening.comment_id, Screening.edition, Screening.signals["summary"].label("summary")).where(
            Screening.comment_id.in_(editions)
        )
    )
    return {row.comment_id: row.summary or {} for row in rows if row.edition == editions[row.comment_id]}


def originals(comments: Collection[Comment]) -> dict[tuple[int | None, str], str]:
    """(version id, block key) → the draft's own words that comments are about."""
    keys = {
        (one.version_id, one.block_key) for one in comments if one.block_key and one.version_id is not None
    }
    if not keys:
        return {}
    rows = db.session.execute(
        select(Block.version_id, Block.key, Block.text).where(tuple_(Block.version_id, Block.key).in_(keys))
    )
    return {(row.version_id, row.key): row.text for row in rows}


# -- for the submitter ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sent:
    """What was decided against a comment, as its submitter reads it, and the latest objection to it."""

    comment: Comment
    decision: Decision
    contest: Contest | None


def sent(submission: Submission) -> list[Sent]:
    """The decisions in force against the comments of a submission, and those that its submitter objected to."""
    comments = {one.id: one for one in comments_of(submission)}
    latest: dict[int, Decision] = {}
    for row in db.session.execute(
        select(Decision).where(Decision.comment_id.in_(comments)).order_by(Decision.id)
    ).scalars():
        latest[row.comment_id] = row
    objections: dict[int, Contest] = {}
    for one in db.session.execute(
        select(Contest).where(Contest.comment_id.in_(comments)).order_by(Contest.id)
    ).scalars():
        objections[one.comment_id] = one
    return [
        Sent(comment, latest[key], objections.get(key))
        for key, comment in comments.items()
        if key in latest
        and (key in objections or (comment.reason and latest[key].edition == comment.edition))
    ]


# -- what is alike ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Alike:
    """Another comment of the consultation that says nearly the same."""

    id: int
    reference: str
    number: int
    likeness: float
    moderation: Moderation
    is_same_submitter: bool
    words: str

    @property
    def path(self) -> str:
        """Its public reference."""
        return f"{self.reference}/{self.number}"


def said(comment: Any) -> str:
    """All words of a comment, to compare it by."""
    return "\n".join(part for part in (comment.comment, comment.proposal, comment.rationale) if part)


def alike(comment: Comment) -> list[Alike]:
    """Comments of the consultation that are alike, those of the same submitter first, then by likeness."""
    return alike_each([comment])[comment.id]


def alike_each(comments: Sequence[Comment]) -> dict[int, list[Alike]]:
    """`alike` for several comments of one consultation, in two statements."""
    found: dict[int, list[Alike]] = {one.id: [] for one in comments}
    candidates = _candidates(list(found))
    others = {other for ids in candidates.values() for other in ids}
    if not others:
        return found
    rows = {
        row.id: row
        for row in db.session.execute(
            select(
                Comment.id,
                Comment.number,
                Comment.comment,
                Comment.proposal,
                Comment.rationale,
                Comment.moderation,
                Comment.submission_id,
                Submission.reference,
                Submission.user_id,
                Submission.email,
            )
            .join(Submission, Submission.id == Comment.submission_id)
            .where(Comment.id.in_(others), Comment.moderation.is_not(None))
        )
    }
    for one in comments:
        near = [_alike(one, rows[other]) for other in candidates.get(one.id, ()) if other in rows]
        kept = [pair for pair in near if pair.likeness]
        found[one.id] = sorted(kept, key=lambda pair: (not pair.is_same_submitter, -pair.likeness, pair.id))
    return found


def _alike(one: Comment, row: Any) -> Alike:
    sender = one.submission
    is_same = row.submission_id == one.submission_id or (
        sender.user_id is not None and row.user_id == sender.user_id
    )
    is_same = is_same or (bool(sender.email) and row.email.lower() == sender.email.lower())
    likeness = similarity.likeness(said(one), said(row))
    words = row.comment[:140]
    return Alike(row.id, row.reference, row.number, likeness, row.moderation, is_same, words)


def _candidates(ids: Sequence[int]) -> dict[int, list[int]]:
    """Comment id → others that share most bands with it; of a big campaign only some."""
    mine, other = aliased(Band), aliased(Band)
    bucket = (
        select(other.comment_id)
        .where(
            other.consultation_id == mine.consultation_id,
            other.band == mine.band,
            other.hash == mine.hash,
            other.comment_id != mine.comment_id,
        )
        .limit(ALIKE_SHOWN)
        .lateral("bucket")
    )
    shared = (
        select(mine.comment_id, bucket.c.comment_id.label("other"), func.count().label("shared"))
        .select_from(mine)
        .join(bucket, true())
        .where(mine.comment_id.in_(ids))
        .group_by(mine.comment_id, bucket.c.comment_id)
        .order_by(mine.comment_id, func.count().desc(), bucket.c.comment_id)
    )
    found: dict[int, list[int]] = {}
    for row in db.session.execute(shared):
        near = found.setdefault(row.comment_id, [])
        if len(near) < ALIKE_SHOWN:
            near.append(row.other)
    return found


# -- what the public is told ------------------------------------------------------------------------------------------


def reasons_of(consultation_id: int) -> dict[str, int]:
    """How often each reason was used, by what it was used for: "withheld/abusive", "removed/copyright",
    "redacted/personal_data" (comments with hidden words, each counted once a reason)."""
    refused = db.session.execute(
        select(Comment.moderation, Comment.reason, func.count())
        .where(Comment.consultation_id == consultation_id, _IS_REFUSED)
        .group_by(Comment.moderation, Comment.reason)
    )
    names = {Moderation.WITHHELD: "withheld", Moderation.REMOVED: "removed"}
    found = {f"{names[state]}/{reason}": number for state, reason, number in refused if state in names}
    hidden = db.session.execute(
        select(Redaction.reason, func.count(Comment.id.distinct()))
        .join(Comment, (Comment.id == Redaction.comment_id) & (Comment.edition == Redaction.edition))
        .where(
            Comment.consultation_id == consultation_id,
            Redaction.lifted_at.is_(None),
            text("comments.moderation IN ('published', 'published_redacted')"),
        )
        .group_by(Redaction.reason)
    )
    return found | {f"redacted/{reason.value}": number for reason, number in hidden}
