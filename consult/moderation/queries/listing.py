"""The moderators' queue: its lines, fifty a page."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    any_,
    bindparam,
    func,
    literal_column,
    null,
    select,
    true,
    tuple_,
)
from sqlalchemy.sql.expression import SQLColumnExpression

from consult.accounts.models import User
from consult.core import clock
from consult.core.database import table
from consult.core.kept_statements import KeptStatement
from consult.core.paging import Page, decode, encode, fit
from consult.drafts import queries as drafts
from consult.moderation.models import Claim, Decision, Objection, ObjectionState
from consult.moderation.queries.conflicts import IDS, ME, own
from consult.moderation.queries.filtering import (
    COMMENTS,
    IS_UNDECIDED,
    IS_WAITING_OR_AMENDED,
    QUARANTINES,
    SAID,
    SUBMISSIONS,
    CommentColumns,
    Filters,
    Shape,
)
from consult.moderation.queries.scopes import Scope, ids_of, scope
from consult.moderation.queries.waiting import (
    AT,
    FOUND,
    HEAD,
    HEAD_TO_DECIDE,
    INSTANT,
    KEY,
    SAID_TO_DECIDE,
    TO_DECIDE,
    is_after,
    oldest,
)
from consult.screening.signals import QUARANTINE, REPRESENTATION
from consult.stakeholders.models import SPEAKS_FOR_COUNTRIES, SPEAKS_FOR_OTHERS, Capacity
from consult.submissions.labels import CONFIRMED, NOT_CONFIRMED
from consult.submissions.lifecycle import Moderation
from consult.submissions.models import Comment, CommentType, ProposalKind
from consult.submissions.proposals import is_of_quotation

PAGE = 50

RECENT_PERIOD = timedelta(days=14)
"""How far back "decided lately" goes."""

NOW = bindparam("now", type_=INSTANT)

CLAIMS, OBJECTIONS, _DECISIONS, _USERS = (table(model) for model in (Claim, Objection, Decision, User))

_BLOCKS = drafts.block_words()

_LIMIT: ColumnElement[int] = literal_column(str(PAGE + 1))
"""Written out, for every statement: with a parameter in its place PostgreSQL expects a tenth of all that waits."""


class Item(NamedTuple):
    """One line of the queue: the columns of `_lines` in their order, and what is added to them. What follows from
    them is worked out where it is asked for: of a line that is cached nothing is."""

    id: int
    number: int
    place: str
    subject: str
    type: CommentType
    words: str
    moderation: Moderation
    reason: str
    changed_again_at: datetime | None
    """When its latest change was sent again after an outage."""
    block_key: str
    proposal: str
    """How the passage should read; of a comment on the whole draft, the proposed change."""
    proposal_kind: ProposalKind
    quote: str
    is_amendment: bool
    """Whether it is the amended version of a published comment."""
    language: str
    at: datetime
    key: int
    objection: int | None
    reference: str
    name: str
    organisation: str
    attribution: str
    capacity: Capacity
    confirmed_at: datetime | None
    is_late: bool
    sent_again_at: datetime | None
    user_id: int | None
    email: str
    email_confirmed_at: datetime | None
    consultation_id: int
    signals: str | None
    """The summary of what was noticed as it is stored, in JSON; None where the comment was not looked at yet."""
    claimed_by_id: int | None
    claimed_by: str | None
    passage: str | None
    """The words of its passage, where something is proposed."""
    text_language: str | None
    """The language of these, and so of `proposal`."""
    is_quarantined: bool
    """Whether it is in quarantine: a moderator looks first whether a person made it."""
    is_own: bool = False
    place_language: str = ""
    """The language of `place`; "" for that of the version on which the comment was written."""

    @property
    def path(self) -> str:
        """The public reference of the comment."""
        return f"{self.reference}/{self.number}"

    @property
    def original(self) -> str:
        """How its passage reads, or the words of it that the proposal is for; "" where nothing is proposed."""
        return self.quote if is_of_quotation(self.proposal_kind) else self.passage or ""

    @property
    def is_sent_again(self) -> bool:
        """Whether it, or its latest change, was sent again after an outage."""
        return (self.changed_again_at or self.sent_again_at) is not None

    @property
    def is_confirmed(self) -> bool:
        """Whether it is confirmed for whom its submitter speaks."""
        return self.confirmed_at is not None and self.capacity in SPEAKS_FOR_OTHERS

    @property
    def is_unconfirmed_for_states(self) -> bool:
        """Whether its submitter declares to comment for states, and that is not confirmed."""
        return self.capacity in SPEAKS_FOR_COUNTRIES and not self.is_confirmed

    @property
    def address(self) -> str:
        """Whether the email address of its submitter is confirmed, in words (submissions.labels); "" where it has
        none."""
        if self.user_id is None and not self.email:
            return ""
        return CONFIRMED if self.user_id is not None or self.email_confirmed_at is not None else NOT_CONFIRMED

    @property
    def summary(self) -> Mapping[str, int]:
        """How many signals of each group were noticed."""
        found = json.loads(self.signals) if self.signals else {}
        if self.is_unconfirmed_for_states:
            found = {**found, REPRESENTATION.group.code: 1}
        return {**found, QUARANTINE.group.code: 1} if self.is_quarantined else found


def queue(user: Any, filters: Filters, after: str = "", scopes: Sequence[Scope] | None = None) -> Page[Item]:
    """Fifty lines of the queue after a cursor: oldest first; decided ones newest first."""
    ids = ids_of(scopes if scopes is not None else scope(user), filters)
    if not ids:
        return Page([])
    start = decode(after, 2) if after else None
    if start is not None and not fit(start, datetime, int):
        start = None
    build = {"objections": _with_objections, "decided": _decided, "mine": _mine}.get(filters.show, _waiting)
    statement = build(filters.show, filters.shape, start is not None)
    at, key = start if start is not None else (None, None)
    now = clock.now()
    values = filters.values() | {"ids": ids, "at": at, "key": key, "me": user.id}
    values |= {"now": now, "since": now - RECENT_PERIOD}
    found = statement.rows(values)
    mine = own(user)
    items = [
        one._replace(is_own=True) if mine.has(one.user_id, one.organisation, one.email) else one
        for one in found[:PAGE]
    ]
    last = encode([found[PAGE - 1].at, found[PAGE - 1].key]) if len(found) > PAGE else ""
    return Page(items, last, start is None)


def queue_cursor(comment: Comment) -> str:
    """The cursor of a waiting comment: what comes after it in the queue."""
    return encode([comment.amendment_waits_since or comment.filed_at, comment.id])


_FOR_JOINING = {
    COMMENTS.c.submission_id, COMMENTS.c.filed_at, COMMENTS.c.version_id, COMMENTS.c.edition,
}  # fmt: skip
"""What of HEAD a line does not show."""


def _lines(
    head: Any, at: SQLColumnExpression[Any], key: SQLColumnExpression[Any], objection: Any
) -> Select[Any]:
    """The columns of an Item; `head` has those of the comment."""
    return select(
        *(head[column.key] for column in HEAD if column not in _FOR_JOINING),
        at.label("at"),
        key.label("key"),
        objection.label("objection"),
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
        SUBMISSIONS.c.consultation_id,
        FOUND.summary.label("signals"),
        CLAIMS.c.user_id.label("claimed_by_id"),
        _USERS.c.name.label("claimed_by"),
        _BLOCKS.words.label("original"),
        _BLOCKS.language.label("text_language"),
        QUARANTINES.c.submission_id.is_not(None).label("is_quarantined"),
    )


def _around(head: Any, base: Any) -> Any:
    """Who sent it, what was noticed, who looks at it now, and where a wording is proposed, what its place says."""
    return (
        base.join(SUBMISSIONS, SUBMISSIONS.c.id == head["submission_id"])
        .outerjoin(QUARANTINES, QUARANTINES.c.submission_id == head["submission_id"])
        .outerjoin(
            FOUND.rows,
            (FOUND.comment_id == head["id"]) & (FOUND.edition == head["edition"]),
        )
        .outerjoin(CLAIMS, (CLAIMS.c.comment_id == head["id"]) & (CLAIMS.c.until > NOW))
        .outerjoin(_USERS, _USERS.c.id == CLAIMS.c.user_id)
        .outerjoin(
            _BLOCKS.rows,
            (_BLOCKS.version_id == head["version_id"])
            & (_BLOCKS.key == head["block_key"])
            & (
                (head["proposal"] != literal_column("''"))
                | (
                    head["proposal_kind"].in_(
                        (literal_column("'delete'"), literal_column("'delete_quotation'"))
                    )
                )
            ),
        )
    )


def _wanted() -> Subquery:
    """The consultations IDS. Of an array that it does not know yet PostgreSQL expects ten, of one that it knows as many
    as there are, and so would plan the statement again for each page of someone with fewer. A range lets it expect one
    of either."""
    each = select(func.unnest(IDS).label("id")).subquery("each")
    return (
        select(each.c.id)
        .where(each.c.id.between(literal_column("1"), literal_column(str(2**63 - 1))))
        .subquery("wanted")
    )


_HEAD_OF_COMMENT: dict[str, Any] = {column.key: column for column in HEAD}


@cache
def _waiting(show: str, shape: Shape, has_start: bool) -> KeptStatement:
    """The oldest of each consultation by its own index, then the oldest of all. Made once for each way to look."""
    wanted = _wanted()
    of_each = oldest(
        wanted, PAGE + 1, HEAD, shape,
        after_cursor=has_start, is_noticed=show == "signals", is_quarantined=show == "quarantine",
    )  # fmt: skip
    first = select(of_each).select_from(wanted.join(of_each, true()))
    head = first.order_by(of_each.c.filed_at, of_each.c.id).limit(_LIMIT).subquery("first")
    rows = _lines(head.c, head.c.filed_at, head.c.id, null()).select_from(_around(head.c, head))
    return KeptStatement(rows.order_by(head.c.filed_at, head.c.id), Item)


@cache
def _mine(_show: str, shape: Shape, has_start: bool) -> KeptStatement:
    at = HEAD_TO_DECIDE["filed_at"]
    rows = _lines(HEAD_TO_DECIDE, at, COMMENTS.c.id, null()).select_from(_around(HEAD_TO_DECIDE, TO_DECIDE))
    rows = rows.where(CLAIMS.c.user_id == ME, COMMENTS.c.consultation_id == any_(IDS))
    found = rows.where(IS_WAITING_OR_AMENDED, IS_UNDECIDED)
    return _page(found, at, COMMENTS.c.id, shape, has_start, SAID_TO_DECIDE)


@cache
def _with_objections(_show: str, shape: Shape, has_start: bool) -> KeptStatement:
    joined = OBJECTIONS.join(COMMENTS, COMMENTS.c.id == OBJECTIONS.c.comment_id)
    rows = _lines(_HEAD_OF_COMMENT, OBJECTIONS.c.contested_at, OBJECTIONS.c.id, OBJECTIONS.c.id).select_from(
        _around(_HEAD_OF_COMMENT, joined)
    )
    rows = rows.where(OBJECTIONS.c.state == ObjectionState.OPEN, COMMENTS.c.consultation_id == any_(IDS))
    return _page(rows, OBJECTIONS.c.contested_at, OBJECTIONS.c.id, shape, has_start)


def _page(
    rows: Select[Any], at: Any, key: Any, shape: Shape, has_start: bool, said: CommentColumns = SAID
) -> KeptStatement:
    rows = shape.of(rows, said)
    if has_start:
        rows = rows.where(is_after(at, key))
    return KeptStatement(rows.order_by(at, key).limit(_LIMIT), Item)


@cache
def _decided(_show: str, shape: Shape, has_start: bool) -> KeptStatement:
    wanted = _wanted()
    heads = select(_DECISIONS.c.id, _DECISIONS.c.comment_id, _DECISIONS.c.decided_at).where(
        _DECISIONS.c.consultation_id == wanted.c.id,
        _DECISIONS.c.decided_at > bindparam("since", type_=INSTANT),
    )
    if has_start:
        heads = heads.where(tuple_(_DECISIONS.c.decided_at, _DECISIONS.c.id) < tuple_(AT, KEY))
    if shape != Shape(False, 0):
        heads = shape.of(heads.join(COMMENTS, COMMENTS.c.id == _DECISIONS.c.comment_id))
    newest = (_DECISIONS.c.decided_at.desc(), _DECISIONS.c.id.desc())
    head = heads.order_by(*newest).limit(_LIMIT).lateral("head")
    joined = wanted.join(head, true()).join(COMMENTS, COMMENTS.c.id == head.c.comment_id)
    rows = _lines(_HEAD_OF_COMMENT, head.c.decided_at, head.c.id, null()).select_from(
        _around(_HEAD_OF_COMMENT, joined)
    )
    return KeptStatement(rows.order_by(head.c.decided_at.desc(), head.c.id.desc()).limit(_LIMIT), Item)
