"""Comments and amendments that wait for a moderator, as columns: an amendment in the place of what is public."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
    TIMESTAMP,
    BigInteger,
    ColumnElement,
    Integer,
    Subquery,
    Text,
    bindparam,
    case,
    func,
    literal,
    literal_column,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.sql.selectable import LateralFromClause

from consult.moderation.queries.filtering import (
    COMMENTS,
    EDITIONS,
    IS_AMENDED,
    IS_QUARANTINED,
    IS_UNDECIDED,
    IS_WAITING,
    SAID,
    SAID_AMENDED,
    SUBMISSIONS,
    UNCONFIRMED_FOR_STATES,
    CommentColumns,
    Shape,
)
from consult.screening import queries as screening
from consult.submissions.lifecycle import Moderation

INSTANT = TIMESTAMP(timezone=True)

FOUND = screening.findings()

AT, KEY = bindparam("at", type_=INSTANT), bindparam("key", type_=BigInteger)

_NOTHING: ColumnElement[str] = literal_column("''", Text)

_WORDS_SHOWN: ColumnElement[int] = literal_column("140", Integer)
"""Characters of a comment in a line of the queue."""

_WORDS = func.left(COMMENTS.c.comment, _WORDS_SHOWN).label("words")

_OF_AMENDMENT = literal(False).label("is_amendment")

_EDITION = COMMENTS.c.edition

HEAD = (
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
    COMMENTS.c.proposal,
    COMMENTS.c.proposal_kind,
    COMMENTS.c.quote,
    _OF_AMENDMENT,
    _EDITION,
    COMMENTS.c.language,
)

_HEAD_OF_AMENDMENT: Mapping[Any, Any] = {
    COMMENTS.c.type: EDITIONS.c.type,
    _WORDS: func.left(EDITIONS.c.comment, _WORDS_SHOWN),
    COMMENTS.c.filed_at: COMMENTS.c.amendment_waits_since,
    COMMENTS.c.moderation: literal(Moderation.RECEIVED, COMMENTS.c.moderation.type),
    COMMENTS.c.reason: literal(""),
    COMMENTS.c.proposal: EDITIONS.c.proposal,
    COMMENTS.c.proposal_kind: EDITIONS.c.proposal_kind,
    COMMENTS.c.quote: EDITIONS.c.quote,
    _OF_AMENDMENT: literal(True),
    _EDITION: COMMENTS.c.amendment_edition,
    COMMENTS.c.language: SAID_AMENDED.language,
}
"""What of HEAD is another where an amendment waits."""

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
    is_quarantined: bool = False,
) -> LateralFromClause:
    """The oldest that wait in each consultation of `wanted`, comments and amendments of published ones, with
    these columns of HEAD; by the index of each."""
    comments = select(*columns).where(IS_WAITING)
    amended = (_HEAD_OF_AMENDMENT.get(column, column).label(column.key) for column in columns)
    amendments = select(*amended).select_from(_AMENDMENTS).where(IS_AMENDED)
    # written out: with a parameter in its place PostgreSQL expects a tenth of all that waits
    most: ColumnElement[int] = literal_column(str(limit))
    parts = []
    for found, filed_at, said in (
        (comments, COMMENTS.c.filed_at, SAID),
        (amendments, COMMENTS.c.amendment_waits_since, SAID_AMENDED),
    ):
        mine = found.where(COMMENTS.c.consultation_id == wanted.c.id, IS_UNDECIDED)
        part = shape.of(mine, said, waits=said is SAID)
        if after_cursor:
            part = part.where(is_after(filed_at, COMMENTS.c.id))
        if is_noticed:
            part = part.where(_is_noticed(said.edition))
        part = part.where(IS_QUARANTINED) if is_quarantined else part
        parts.append(part.order_by(filed_at, COMMENTS.c.id).limit(most).correlate(wanted))
    both = union_all(*parts).order_by(literal_column("filed_at"), literal_column("id"))
    return both.limit(most).lateral("head")


def _is_noticed(edition: Any) -> ColumnElement[bool]:
    """That something was noticed in an edition of a comment, or that its submitter declares to comment for states,
    or that it is in quarantine."""
    screened = select(FOUND.comment_id).where(
        FOUND.comment_id == COMMENTS.c.id, FOUND.edition == edition, FOUND.has_signals
    )
    declaring = select(SUBMISSIONS.c.id).where(
        SUBMISSIONS.c.id == COMMENTS.c.submission_id, UNCONFIRMED_FOR_STATES
    )
    return screened.exists() | declaring.exists() | IS_QUARANTINED


_WAITS_AMENDED = COMMENTS.c.amendment_waits_since.is_not(None)

TO_DECIDE = COMMENTS.outerjoin(
    EDITIONS,
    _WAITS_AMENDED
    & (EDITIONS.c.comment_id == COMMENTS.c.id)
    & (EDITIONS.c.edition == COMMENTS.c.amendment_edition),
)
"""Comments, each with the amendment of it that waits, where one does."""

HEAD_TO_DECIDE: dict[str, Any] = {
    column.key: case((_WAITS_AMENDED, _HEAD_OF_AMENDMENT[column]), else_=column)
    if column in _HEAD_OF_AMENDMENT
    else column
    for column in HEAD
}


_PARTS: dict[str, Any] = {
    name: case((_WAITS_AMENDED, getattr(SAID_AMENDED, name)), else_=getattr(SAID, name))
    for name in CommentColumns._fields[:-1]
}

SAID_TO_DECIDE = CommentColumns(**_PARTS, is_amended=_WAITS_AMENDED)
"""What is to be decided on: the words of the amendment that waits, else of the comment."""


def is_after(at: Any, key: Any) -> Any:
    """That a row comes after the one at which a page ended (the parameters AT and KEY)."""
    return tuple_(at, key) > tuple_(AT, KEY)
