"""What the public may see of comments and of who sent them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import Row, Select, bindparam, case, cast, func, literal, or_, select, type_coerce
from sqlalchemy.dialects.postgresql import ARRAY, array
from sqlalchemy.types import NullType, Text

from consult.consultations.models import Consultation
from consult.core.database import db, table
from consult.core.errors import NotFound
from consult.core.translatable import N_, listed
from consult.drafts.models import Block
from consult.stakeholders import facts
from consult.stakeholders.countries import name_of
from consult.stakeholders.models import Capacity, Category
from consult.stakeholders.taxonomy import CATEGORIES
from consult.submissions import labels
from consult.submissions.lifecycle import VISIBLE, Moderation, State
from consult.submissions.models import Attribution, Comment, CommentType, Subject, Submission
from consult.submissions.queries import searching
from consult.submissions.queries.finding import by_reference

PublicRow = Row[*tuple[Any, ...]]
"""A row of `public`."""

_COMMENTS, _SUBMISSIONS, _BLOCKS = (table(model) for model in (Comment, Submission, Block))
_COMMENT, _SENT, _BLOCK = _COMMENTS.c, _SUBMISSIONS.c, _BLOCKS.c

_IS_VISIBLE = _COMMENT.moderation.in_(
    bindparam(
        "visible", sorted(VISIBLE), expanding=True, literal_execute=True, type_=_COMMENT.moderation.type
    )
)
"""That the public may read a comment, in the very words of the partial indexes."""

_NAMED = _SENT.attribution == Attribution.ATTRIBUTED
_WITH_ORGANISATION = _SENT.attribution.in_([Attribution.ATTRIBUTED, Attribution.ORGANISATION_ONLY])
_SHOWS_COUNTRY = or_(_WITH_ORGANISATION, _SENT.shows_country)
"""A name and a country go together; without a name it was decided when the submission was published."""

_NOBODY = cast(array([]), ARRAY(Text()))
_AS_IT_COMES = NullType()
"""The driver makes lists of arrays already; SQLAlchemy would go over each element again."""

_WHO = (
    _SENT.attribution,
    case((_NAMED, _SENT.name), else_="").label("name"),
    case((_WITH_ORGANISATION, _SENT.organisation), else_="").label("organisation"),
    _SENT.category,
    case((_WITH_ORGANISATION, _SENT.subcategory), else_="").label("subcategory"),
    case((_WITH_ORGANISATION, _SENT.category_other), else_="").label("category_other"),
    case((_SHOWS_COUNTRY, _SENT.country), else_="").label("country"),
    case((_WITH_ORGANISATION, _SENT.capacity), else_=None).label("capacity"),
    (_WITH_ORGANISATION & _SENT.confirmed_at.is_not(None)).label("is_confirmed"),
    type_coerce(case((_WITH_ORGANISATION, _SENT.on_behalf_of), else_=_NOBODY), _AS_IT_COMES).label("on_behalf_of"),
)  # fmt: skip
"""Who, as far as they chose to be seen; the database itself leaves the rest out."""

_PUBLIC: Select[*tuple[Any, ...]] = (
    select(
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
        _COMMENT.type,
        _COMMENT.language,
        _COMMENT.shown_comment,
        _COMMENT.shown_proposal,
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
        *_WHO,
    )
    .join_from(_COMMENTS, _SUBMISSIONS, _SENT.id == _COMMENT.submission_id)
    .where(_IS_VISIBLE, _SENT.attribution != Attribution.CONFIDENTIAL)
)
"""Built once: 32 columns take as long to put together as to fetch."""


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
    """Rows of the comments that the public may read, with everything it may see of them and nothing else.

    Columns: those of Comment named below (what it says only as shown_*), reference, received_at, sent_again_at and
    is_late of its submission, and who: attribution, and as far as that allows name, organisation, category,
    subcategory, category_other, country, capacity, is_confirmed, on_behalf_of. Not ordered: sort by what the
    page sorts by.
    """
    rows = _PUBLIC.where(_COMMENT.consultation_id == consultation_id)
    if block_key:
        rows = rows.where(_COMMENT.block_key == block_key)
    if clause:
        under = (
            select(_BLOCK.key)
            .where(_BLOCK.version_id == _COMMENT.version_id, _BLOCK.clause == clause)
            .correlate(_COMMENTS)
        )
        rows = rows.where(_COMMENT.block_key.in_(under))
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


def _unchanged(words: str) -> str:
    return words


def public_name(
    row: Any, language: str = "en", say: Callable[[str], str] = _unchanged
) -> tuple[str, list[str]]:
    """The name a comment is shown under, and what is shown beside it: organisation, category, country, claim.

    What no one has checked says so.

    `row` has the columns of who (of `public`, masked already, or a Submission's, masked here); `say` translates.
    """
    beside: list[str] = []
    name = row.name if row.attribution == Attribution.ATTRIBUTED else ""
    name = say(labels.NAME_REMOVED) if name == labels.NAME_REMOVED else name
    if name and row.organisation:
        beside.append(facts.organisation(row, say))
    elif row.attribution in _OPEN and row.organisation:
        name = row.organisation
        beside += [] if facts.is_confirmed(row) else [say(NOT_CHECKED)]
    name = name or say(labels.ANONYMOUS)  # also where the name was forgotten before an objection was upheld
    beside.append(say(CATEGORIES[row.category]) if row.category else "")
    if row.attribution in _OPEN:
        countries = list(row.on_behalf_of or []) or [row.country]
        claim = facts.claim(row, say)
    else:
        countries, claim = [row.country], ""
    beside += [listed([name_of(code, language) for code in countries if code], language), claim]
    return name, [words for words in beside if words]


NOT_CHECKED = N_("name not verified")
_OPEN = frozenset({Attribution.ATTRIBUTED, Attribution.ORGANISATION_ONLY})


@dataclass(frozen=True)
class PublicSubmission:
    """What the public may see of a submission: `who` (for `public_name`) only while a comment of it is shown."""

    reference: str
    consultation: Consultation
    state: State
    received_at: datetime
    sent_again_at: datetime | None
    is_late: bool
    withdrawn_at: datetime | None
    who: PublicRow | None
    comments: Sequence[PublicRow]
    moderation: dict[Moderation, int]
    """How many of its comments are in which state; they add up to what was received."""


def public_submission(reference: str) -> PublicSubmission:
    """One submission for the public. Raises NotFound, also for one that is not to be published at all."""
    submission = by_reference(reference)
    if submission.attribution == Attribution.CONFIDENTIAL:
        raise NotFound
    rows = db.session.execute(
        public(submission.consultation_id, submission_id=submission.id).order_by(Comment.number)
    ).all()
    states = db.session.execute(
        select(Comment.moderation, func.count())
        .where(Comment.submission_id == submission.id)
        .group_by(Comment.moderation)
    )
    return PublicSubmission(
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


@dataclass(frozen=True)
class Seen:
    """Someone as the public would see them: what `public` has of who, and nothing else."""

    attribution: Attribution
    name: str
    organisation: str
    category: Category | None
    subcategory: str
    category_other: str
    country: str
    capacity: Capacity | None
    is_confirmed: bool
    on_behalf_of: Sequence[str]


class Described(Protocol):
    """Who a submission, or a draft of one, says that it is from."""

    name: str
    organisation: str
    subcategory: str
    category_other: str
    country: str
    on_behalf_of: list[str]

    @property
    def category(self) -> Category | None:
        """The first level of the taxonomy."""

    @property
    def capacity(self) -> Capacity | None:
        """For whom they speak."""

    @property
    def is_confirmed(self) -> bool:
        """Whether that was confirmed."""


def seen_as(submission: Described, attribution: Attribution) -> Seen:
    """Who would be seen if it were published so.

    Without a name it says no country: whether that will be shown depends on what others send, which no one learns here.
    """
    is_open = attribution in _OPEN
    return Seen(
        attribution=attribution,
        name=submission.name if attribution == Attribution.ATTRIBUTED else "",
        organisation=submission.organisation if is_open else "",
        category=submission.category,
        subcategory=submission.subcategory if is_open else "",
        category_other=submission.category_other if is_open else "",
        country=submission.country if is_open else "",
        capacity=submission.capacity if is_open else None,
        is_confirmed=is_open and submission.is_confirmed,
        on_behalf_of=submission.on_behalf_of if is_open else [],
    )
