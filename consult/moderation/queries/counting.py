"""The numbers beside the filters of the moderators' queue: of the same comments that its lines show."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import CompoundSelect, Select, Subquery, func, literal, literal_column, select, true

from consult.moderation.models import ObjectionState
from consult.moderation.queries.conflicts import ME
from consult.moderation.queries.filtering import (
    COMMENTS,
    IS_UNDECIDED,
    IS_WAITING_OR_AMENDED,
    QUARANTINES,
    SAID,
    SUBMISSIONS,
    UNCONFIRMED_FOR_STATES,
    CommentColumns,
    Filters,
    Shape,
)
from consult.moderation.queries.listing import CLAIMS, NOW, OBJECTIONS
from consult.moderation.queries.scopes import Scope, ids_of
from consult.moderation.queries.waiting import FOUND, SAID_TO_DECIDE, TO_DECIDE, oldest
from consult.submissions.models import CommentType

SAMPLED = 300
"""The oldest waiting comments among which signals, types and what is searched for are counted: an exact count of
100,000 helps no one."""


@dataclass(frozen=True)
class Counts:
    """How much there is behind each filter, with the other filters as they are. Hashable: what shows it is kept under
    it."""

    waiting: int = 0
    """All, where nothing narrows the list; otherwise at most SAMPLED, and `is_more` tells that there are more."""
    is_more: bool = False
    mine: int = 0
    with_objections: int = 0
    objections_on_files: int = 0
    """Objections to decisions on files, where nothing but a consultation narrows the list."""
    signals: int = 0
    """Of the oldest SAMPLED that wait."""
    quarantined: int = 0
    """Likewise, in quarantine."""
    is_sampled: bool = False
    """Whether more wait than `signals` and `types` were counted among."""
    types: Mapping[CommentType, int] = field(default_factory=dict, hash=False)
    """As `signals`, of any type."""
    languages: Mapping[str, int] = field(default_factory=dict, hash=False)
    """As `signals`, in any language."""
    mine_in: Mapping[int, int] = field(default_factory=dict, hash=False)
    with_objections_in: Mapping[int, int] = field(default_factory=dict, hash=False)
    """Consultation id → the same of each consultation, with objections to decisions on files."""
    oldest_at: datetime | None = None

    @property
    def objections(self) -> int:
        """All of both kinds."""
        return self.with_objections + self.objections_on_files


def counted(
    filters: Filters,
    scopes: Sequence[Scope],
    sampled: Sequence[Any],
    of_any: Sequence[Any],
    beside: Sequence[Any],
    on_files: Iterable[Any],
) -> Counts:
    """The numbers beside `filters`: how someone looks at the queue changes none of them. Of the rows of `by_kind`, with
    these filters and without those for a type and a language, of `claims_and_objections` and of `count_objections`."""
    ids = set(ids_of(scopes, filters))
    looked_at = sum(row.number for row in sampled)
    waiting = sum(one.waiting for one in scopes if one.id in ids)
    is_whole = filters.shape == Shape(False, 0)
    mine_in = _numbers((row.consultation_id, row.number) for row in beside if row.is_mine)
    on_comments = [(row.consultation_id, row.number) for row in beside if not row.is_mine]
    of_files = [(row.consultation_id, row.number) for row in on_files] if is_whole else []
    return Counts(
        waiting=waiting if is_whole else min(looked_at, SAMPLED),
        is_more=not is_whole and looked_at > SAMPLED,
        mine=sum(mine_in.get(one, 0) for one in ids),
        with_objections=sum(number for one, number in on_comments if one in ids),
        objections_on_files=sum(number for one, number in of_files if one in ids),
        signals=sum(row.signals for row in sampled),
        quarantined=sum(row.quarantined for row in sampled),
        is_sampled=sum(row.number for row in of_any) > SAMPLED,
        types=_numbers((row.type, row.number) for row in of_any if filters.language in {"", row.language}),
        languages=_numbers((row.language, row.number) for row in of_any if filters.type in {"", row.type}),
        mine_in=mine_in,
        with_objections_in=_numbers([*on_comments, *of_files]),
        oldest_at=min((row.oldest for row in sampled), default=None),
    )


def _numbers(of: Iterable[tuple[Any, int]]) -> dict[Any, int]:
    found: dict[Any, int] = {}
    for value, number in of:
        found[value] = found.get(value, 0) + number
    return found


def by_kind(wanted: Subquery, shape: Shape) -> Select[Any]:
    """Type, language, number, how many with signals, and the oldest, of the oldest that wait in the consultations
    `wanted`: SAMPLED and one more."""
    names = ("id", "submission_id", "type", "language", "filed_at", "edition")
    columns = [COMMENTS.c[name] for name in names]
    head = oldest(wanted, SAMPLED + 1, columns, shape)
    sampled = (
        select(*(head.c[name] for name in names))
        .select_from(wanted.join(head, true()))
        .order_by(head.c.filed_at, head.c.id)
        .limit(literal_column(str(SAMPLED + 1)))
        .subquery("sampled")
    )
    is_quarantined = QUARANTINES.c.submission_id.is_not(None)
    is_noticed = FOUND.comment_id.is_not(None) | SUBMISSIONS.c.id.is_not(None) | is_quarantined
    return (
        select(
            sampled.c.type,
            sampled.c.language,
            func.count().label("number"),
            func.count().filter(is_noticed).label("signals"),
            func.count().filter(is_quarantined).label("quarantined"),
            func.min(sampled.c.filed_at).label("oldest"),
        )
        .select_from(_with_what_was_noticed(sampled))
        .group_by(sampled.c.type, sampled.c.language)
    )


def _with_what_was_noticed(sampled: Subquery) -> Any:
    # by the index of those that declare it, which are few
    return (
        sampled.outerjoin(SUBMISSIONS, (SUBMISSIONS.c.id == sampled.c.submission_id) & UNCONFIRMED_FOR_STATES)
        .outerjoin(QUARANTINES, QUARANTINES.c.submission_id == sampled.c.submission_id)
        .outerjoin(
            FOUND.rows,
            (FOUND.comment_id == sampled.c.id) & (FOUND.edition == sampled.c.edition) & FOUND.has_signals,
        )
    )


def claims_and_objections(ids: Select[int], shape: Shape) -> CompoundSelect[Any]:
    """How many wait that the account ME has claimed, and how many objections, in each of the consultations `ids`."""
    kept = TO_DECIDE.join(CLAIMS, COMMENTS.c.id == CLAIMS.c.comment_id)
    objected = OBJECTIONS.join(COMMENTS, COMMENTS.c.id == OBJECTIONS.c.comment_id)
    is_mine = (CLAIMS.c.user_id == ME) & (CLAIMS.c.until > NOW)
    mine = _each(kept, ids, True, shape, SAID_TO_DECIDE).where(is_mine, IS_WAITING_OR_AMENDED, IS_UNDECIDED)
    is_open = OBJECTIONS.c.state == ObjectionState.OPEN
    return mine.union_all(_each(objected, ids, False, shape).where(is_open))


def _each(
    joined: Any, ids: Select[int], is_mine: bool, shape: Shape, said: CommentColumns = SAID
) -> Select[Any]:
    rows = select(
        literal(is_mine, literal_execute=True).label("is_mine"),
        COMMENTS.c.consultation_id,
        func.count().label("number"),
    )
    found = shape.of(rows.select_from(joined), said).where(COMMENTS.c.consultation_id.in_(ids))
    return found.group_by(COMMENTS.c.consultation_id)
