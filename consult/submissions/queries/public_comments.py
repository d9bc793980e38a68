"""What the public may read of comments and submissions: the one query through which it reads comments."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any, Self

from markupsafe import Markup
from sqlalchemy import (
    ColumnElement,
    Select,
    bindparam,
    case,
    cast,
    func,
    literal,
    literal_column,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.dialects.postgresql import ARRAY, array
from sqlalchemy.types import NullType, Text

from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.core.database import db, table
from consult.core.errors import NotFound
from consult.drafts import queries as drafts
from consult.submissions.lifecycle import VISIBLE, Moderation, State
from consult.submissions.models import Attribution, Comment, CommentType, ProposalKind, Subject, Submission
from consult.submissions.queries import searching
from consult.submissions.queries.lookup import by_reference
from consult.submissions.queries.public_submitters import PublicSubmitter


@dataclass(frozen=True)
class PublicComment(PublicSubmitter):
    """A comment as the public may read it, with who sent it as far as they chose to be seen."""

    id: int
    number: int
    reference: str
    """Of its submission."""
    subject: Subject
    block_key: str
    place: str
    place_order: int
    version_id: int | None
    question_id: int | None
    quote: str
    quote_start: int | None
    page_part: str
    type: CommentType
    language: str
    shown_comment: Markup
    shown_proposal: str | None
    proposal_kind: ProposalKind
    shown_rationale: Markup | None
    shown_text: str | None
    moderation: Moderation
    reason: str
    edition: int
    has_amendment: bool
    """Whether an edited version of it waits for a moderator."""
    posted_at: datetime
    received_at: datetime
    """Of its submission."""
    sent_again_at: datetime | None
    """When it, or its submission, was sent again and taken after an outage."""
    is_late: bool
    has_translation: bool
    """Whether there is a translation of it; whether the public may read that is known from its words."""

    @classmethod
    def of(cls, row: Iterable[Any]) -> Self:
        """One out of a row of `public`, whose columns are its fields in their order.

        All fields at once: the `__init__` of a frozen dataclass sets them one by one, which takes four times as long,
        and a page has fifty comments.
        """
        made, values = object.__new__(cls), dict(zip(cls.__dataclass_fields__, row, strict=True))
        values["on_behalf_of"] = tuple(values["on_behalf_of"])
        object.__setattr__(made, "__dict__", values)
        return made

    @property
    def values(self) -> tuple[object, ...]:
        """All fields, to cache what is made of it under: hashed and compared much faster than the object."""
        return tuple(self.__dict__.values())


_COMMENTS, _SUBMISSIONS = table(Comment), table(Submission)
_COMMENT, _SENT = _COMMENTS.c, _SUBMISSIONS.c


def _constant(value: StrEnum) -> ColumnElement[Any]:
    """A state that is a part of the statement: the server is sent it once, and plans with it."""
    return literal_column(f"'{value}'")


_IS_VISIBLE = _COMMENT.moderation.in_([_constant(one) for one in sorted(VISIBLE)])
"""That the public may read a comment, in the very words of the partial indexes."""

_NAMED = _SENT.attribution == _constant(Attribution.ATTRIBUTED)
_WITH_ORGANISATION = _SENT.attribution.in_(
    [_constant(one) for one in (Attribution.ATTRIBUTED, Attribution.ORGANISATION_ONLY)]
)
_SHOWS_COUNTRY = or_(_WITH_ORGANISATION, _SENT.shows_country)
"""A name and a country go together; without a name it was decided when the submission was published."""

_NOTHING: ColumnElement[str] = literal_column("''", Text())
_NOBODY = cast(array([]), ARRAY(Text()))
_AS_IT_COMES = NullType()
"""The driver makes lists of arrays already; SQLAlchemy would go over each element again."""

_WHO = (
    _SENT.attribution,
    case((_NAMED, _SENT.name), else_=_NOTHING).label("name"),
    case((_WITH_ORGANISATION, _SENT.organisation), else_=_NOTHING).label("organisation"),
    _SENT.category,
    case((_WITH_ORGANISATION, _SENT.subcategory), else_=_NOTHING).label("subcategory"),
    case((_WITH_ORGANISATION, _SENT.category_other), else_=_NOTHING).label("category_other"),
    case((_SHOWS_COUNTRY, _SENT.country), else_=_NOTHING).label("country"),
    case((_WITH_ORGANISATION, _SENT.capacity), else_=None).label("capacity"),
    (_WITH_ORGANISATION & _SENT.confirmed_at.is_not(None)).label("is_confirmed"),
    type_coerce(case((_WITH_ORGANISATION, _SENT.on_behalf_of), else_=_NOBODY), _AS_IT_COMES).label("on_behalf_of"),
)  # fmt: skip
"""Who, as far as they chose to be seen; the database itself leaves the rest out."""

_PUBLIC: Select[*tuple[Any, ...]] = (
    select(
        *_WHO,
        _COMMENT.id,
        _COMMENT.number,
        _SENT.reference,
        _COMMENT.subject,
        _COMMENT.block_key,
        _COMMENT.place,
        _COMMENT.place_order,
        _COMMENT.version_id,
        _COMMENT.question_id,
        _COMMENT.quote,
        _COMMENT.quote_start,
        _COMMENT.page_part,
        _COMMENT.type,
        _COMMENT.language,
        _COMMENT.shown_comment,
        _COMMENT.shown_proposal,
        _COMMENT.proposal_kind,
        _COMMENT.shown_rationale,
        _COMMENT.shown_text,
        _COMMENT.moderation,
        _COMMENT.reason,
        _COMMENT.edition,
        _COMMENT.amendment_waits_since.is_not(None).label("has_amendment"),
        _COMMENT.posted_at,
        _SENT.received_at,
        func.coalesce(_COMMENT.sent_again_at, _SENT.sent_again_at).label("sent_again_at"),
        _SENT.is_late,
        _COMMENT.has_translation,
    )
    .join_from(_COMMENTS, _SUBMISSIONS, _SENT.id == _COMMENT.submission_id)
    .where(_IS_VISIBLE, _SENT.attribution != _constant(Attribution.CONFIDENTIAL))
)
"""The fields of PublicComment in their order. Built once: so many columns take as long to put together as to fetch."""


def public(
    consultation_id: int,
    *,
    block_key: str = "",
    clause: str = "",
    subject: Subject | None = None,
    question_id: int | None = None,
    type: CommentType | None = None,  # noqa: A002 -- the word of the field
    category: str = "",
    country: str = "",
    language: str = "",
    moderation: Moderation | None = None,
    submission_id: int | None = None,
    search: str = "",
) -> Select[*tuple[Any, ...]]:
    """The comments that the public may read, with everything it may see of them and nothing else: the fields of
    PublicComment, to be narrowed, joined and counted; `public_comments` reads them. Not ordered: sort by what the page
    sorts by.
    """
    rows = _PUBLIC.where(_COMMENT.consultation_id == consultation_id)
    if block_key:
        rows = rows.where(_COMMENT.block_key == block_key)
    if clause:
        rows = rows.where(_is_in(clause))
    if subject is not None:
        rows = rows.where(_COMMENT.subject == literal(subject, _COMMENT.subject.type, literal_execute=True))
    if question_id is not None:
        rows = rows.where(_COMMENT.question_id == question_id)
    if type is not None:
        rows = rows.where(_COMMENT.type == type)
    if category:
        rows = rows.where(_SENT.category == category)
    if country:  # by what is shown, not by what is known
        rows = rows.where(_SENT.country == country, _SHOWS_COUNTRY)
    if language:
        rows = rows.where(_COMMENT.language == language)
    if moderation is not None:
        rows = rows.where(_COMMENT.moderation == moderation)
    if submission_id is not None:
        rows = rows.where(_COMMENT.submission_id == submission_id)
    if search:
        rows = rows.where(_COMMENT.id.in_(searching.ids_with(consultation_id, search)))
    return rows


def _is_in(clause: str | ColumnElement[str]) -> ColumnElement[bool]:
    return _COMMENT.block_key.in_(drafts.keys_in(_COMMENT.version_id, clause).correlate(_COMMENTS))


def newest(
    consultation_id: int,
    size: int,
    *,
    block_key: str = "",
    clause: str = "",
    type: CommentType | None = None,  # noqa: A002 -- the word of the field
) -> list[PublicComment]:
    """The newest comments, `size` at most, on a block, or in a clause where it is named; of one type, or of all: what
    `public` finds of them, by a statement that is built once."""
    values = {"consultation": consultation_id, "place": clause or block_key, "type": type}
    found = db.session.execute(_newest(size, bool(clause), type is not None), values)
    return list(map(PublicComment.of, found.all()))


@cache
def _newest(size: int, is_clause: bool, has_type: bool) -> Select[*tuple[Any, ...]]:
    place = bindparam("place", type_=Text())
    rows = _PUBLIC.where(
        _COMMENT.consultation_id == bindparam("consultation"),
        _is_in(place) if is_clause else _COMMENT.block_key == place,
    )
    if has_type:
        rows = rows.where(_COMMENT.type == bindparam("type", type_=_COMMENT.type.type))
    return rows.order_by(_COMMENT.posted_at.desc(), _COMMENT.id.desc()).limit(literal_column(str(size)))


def shown_from(rows: Select[*tuple[Any, ...]], countries: Collection[str]) -> Select[*tuple[Any, ...]]:
    """Those of `rows` (of `public`) that show one of these countries, not those of which it is only known."""
    known = _SENT.country.in_(countries)  # what is shown is known as well, and PostgreSQL knows how many
    return rows.where(rows.selected_columns.country.in_(countries), known)


def public_comments(rows: Select[*tuple[Any, ...]]) -> Iterator[PublicComment]:
    """The comments that a select made of `public` finds."""
    return map(PublicComment.of, db.session.execute(rows))


@dataclass(frozen=True)
class PublicSubmission:
    """What the public may see of a submission: `who` (for `public_name`) only while a comment of it is shown."""

    id: int
    reference: str
    consultation: Consultation
    state: State
    received_at: datetime
    sent_again_at: datetime | None
    is_late: bool
    withdrawn_at: datetime | None
    who: PublicSubmitter | None
    comments: Sequence[PublicComment]
    moderation: dict[Moderation, int]
    """How many of its comments are in which state; they add up to what was received."""


def public_slug_of(reference: str) -> str:
    """The slug of the public consultation of a submission that was sent. Raises NotFound."""
    slugs = consultations.public_slugs().subquery("public_slugs")
    found = db.session.execute(
        select(slugs.c.slug)
        .join(Submission, Submission.consultation_id == slugs.c.id)
        .where(Submission.reference == reference.upper())
    ).scalar_one_or_none()
    if found is None:
        raise NotFound
    return str(found)


def public_submission(reference: str) -> PublicSubmission:
    """One submission for the public. Raises NotFound, also for one that is not to be published at all."""
    submission = by_reference(reference)
    if submission.attribution == Attribution.CONFIDENTIAL:
        raise NotFound
    rows = list(
        public_comments(
            public(submission.consultation_id, submission_id=submission.id).order_by(Comment.number)
        )
    )
    states = db.session.execute(
        select(Comment.moderation, func.count())
        .where(Comment.submission_id == submission.id)
        .group_by(Comment.moderation)
    )
    return PublicSubmission(
        id=submission.id,
        reference=submission.reference,
        consultation=submission.consultation,
        state=submission.state,
        received_at=submission.received_at,
        sent_again_at=submission.sent_again_at,
        is_late=submission.is_late,
        withdrawn_at=submission.withdrawn_at,
        who=rows[0] if rows else None,
        comments=rows,
        moderation=dict(states.all()),
    )
