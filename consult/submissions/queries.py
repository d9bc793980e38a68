"""Reading submissions and comments. `public` is the one query through which the public reads comments."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, bindparam, case, cast, func, or_, select, text, type_coerce
from sqlalchemy.dialects.postgresql import ARRAY, array
from sqlalchemy.orm import aliased, joinedload
from sqlalchemy.types import NullType, Text

from consult.accounts.models import User
from consult.consultations.models import Consultation, Rule
from consult.core.database import db, table
from consult.core.errors import NotFound
from consult.core.events import Event
from consult.drafts import queries as drafts
from consult.drafts.models import Block
from consult.organisations.models import Policy, PolicyKind
from consult.stakeholders.countries import name_of
from consult.stakeholders.models import Category
from consult.stakeholders.taxonomy import CATEGORIES
from consult.submissions import labels, references, tallies
from consult.submissions.lifecycle import AWAITING, VISIBLE, Moderation, State
from consult.submissions.models import (
    Attribution,
    Comment,
    CommentEdition,
    CommentType,
    Subject,
    Submission,
    Tally,
)

PublicRow = Row[*tuple[Any, ...]]
"""A row of `public`."""

# -- one submission and its comments ---------------------------------------------------------------------------------

MOST = 2**31
"""No comment has such a number; greater ones the database would not even compare."""

_SHEETS = select(Submission).options(
    joinedload(Submission.consultation).joinedload(Consultation.organisation),
    joinedload(Submission.consultation).joinedload(Consultation.version),
)
_BY_KEY = _SHEETS.where(Submission.key == bindparam("key"))


def by_reference(reference: str) -> Submission:
    """The submission with this public reference. Raises NotFound."""
    return _one(Submission.reference == reference.upper())


def by_key(key: str) -> Submission | None:
    """The sheet that the form with this key began, or None."""
    return db.session.execute(_BY_KEY, {"key": key}).scalar_one_or_none() if key else None


def by_code(code: str) -> Submission | None:
    """The sheet that a resume code opens (see references.read_code), or None."""
    if not code:
        return None
    hashes = references.code_hashes(code)
    return db.session.execute(_SHEETS.where(Submission.code_hash.in_(hashes))).scalar_one_or_none()


def by_id(identifier: int) -> Submission | None:
    """The submission with this id, or None."""
    return db.session.get(Submission, identifier)


def of_user(user: Any, consultation_id: int) -> Submission | None:
    """The latest sheet of a person with an account on a consultation, one not sent yet before all others."""
    if user is None:
        return None
    rows = _SHEETS.where(Submission.user_id == user.id, Submission.consultation_id == consultation_id)
    latest = rows.order_by(Submission.state != State.COMPOSING, Submission.id.desc()).limit(1)
    return db.session.execute(latest).scalar_one_or_none()


def _one(condition: Any) -> Submission:
    found = db.session.execute(_SHEETS.where(condition)).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found


def comment(reference: str, number: int) -> Comment:
    """One submitted comment by its public reference. Raises NotFound."""
    found = db.session.execute(
        select(Comment)
        .join(Comment.submission)
        .where(
            Submission.reference == reference.upper(),
            Comment.number == min(number, MOST),
            Comment.filed_at.is_not(None),
        )
        .options(
            joinedload(Comment.submission)
            .joinedload(Submission.consultation)
            .joinedload(Consultation.organisation),
            joinedload(Comment.question),
        )
    ).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found


def numbered(submission: Submission, number: int) -> Comment:
    """One comment of a submission, sent or not. Raises NotFound."""
    found = db.session.execute(
        select(Comment).where(Comment.submission_id == submission.id, Comment.number == min(number, MOST))
    ).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found


def keyed(submission: Submission, key: str) -> Comment | None:
    """The comment that a form with this key added, or None."""
    return db.session.execute(
        select(Comment).where(Comment.submission_id == submission.id, Comment.key == key)
    ).scalar_one_or_none()


def comments_of(submission: Submission) -> Sequence[Comment]:
    """The comments of a submission: places of the text in reading order, then the whole, then questions."""
    rows = (
        select(Comment)
        .where(Comment.submission_id == submission.id)
        .options(joinedload(Comment.question))
        .order_by(
            case({Subject.CLAUSE: 0, Subject.GENERAL: 1}, value=Comment.subject, else_=2),
            Comment.place_order,
            Comment.number,
        )
    )
    return db.session.execute(rows).scalars().all()


def editions(comment_: Comment) -> Sequence[CommentEdition]:
    """Everything a comment has said since it was submitted, the earliest first."""
    rows = select(CommentEdition).where(CommentEdition.comment_id == comment_.id)
    return db.session.execute(rows.order_by(CommentEdition.edition)).scalars().all()


def originals(comments: Sequence[Comment]) -> dict[int, str]:
    """Comment id → the words of the block it is about, in the version it was written on."""
    wanted = [c for c in comments if c.subject == Subject.CLAUSE and c.proposal]
    if not wanted:
        return {}
    rows = db.session.execute(
        select(Comment.id, Block.text, Block.title)
        .join(Block, (Block.version_id == Comment.version_id) & (Block.key == Comment.block_key))
        .where(Comment.id.in_([c.id for c in wanted]))
    )
    return {row.id: row.text or row.title for row in rows}


@dataclass(frozen=True)
class Neighbours:
    """The keys of the blocks before and after one, "" at the ends."""

    before: str
    after: str


def neighbours(version_id: int, position: int) -> Neighbours:
    """The blocks beside a position of a version."""
    rows = db.session.execute(
        select(Block.position, Block.key).where(
            Block.version_id == version_id, Block.position.in_([position - 1, position + 1])
        )
    )
    found = {row.position: row.key for row in rows}
    return Neighbours(found.get(position - 1, ""), found.get(position + 1, ""))


def late_rule(consultation_id: int) -> Mapping[str, Any]:
    """The settings of the consultation's rule on late comments."""
    found = db.session.execute(
        select(Policy.settings)
        .join(Rule, Rule.policy_id == Policy.id)
        .where(Rule.consultation_id == consultation_id, Rule.kind == PolicyKind.LATE)
    ).scalar_one_or_none()
    return found or {}


@dataclass(frozen=True)
class Place:
    """A block of the text as a comment refers to it."""

    key: str
    words: str
    order: int
    text: str


_ABOVE = aliased(Block)
_PLACES = (
    select(
        Block.key,
        Block.kind,
        Block.number,
        Block.title,
        Block.line,
        Block.position,
        Block.text,
        _ABOVE.number.label("heading_number"),
        _ABOVE.title.label("heading_title"),
    )
    .outerjoin(_ABOVE, (_ABOVE.version_id == Block.version_id) & (_ABOVE.key == Block.clause))
    .where(Block.version_id == bindparam("version"), Block.key.in_(bindparam("keys", expanding=True)))
)


def places(version_id: int | None, keys: Sequence[str]) -> dict[str, Place]:
    """Block key → place, for those keys that are in the version."""
    wanted = sorted(set(keys) - {""})
    if not wanted or version_id is None:
        return {}
    found = {}
    for row in db.session.execute(_PLACES, {"version": version_id, "keys": wanted}):
        above = _Heading(row.heading_number, row.heading_title) if row.heading_title is not None else None
        words = drafts.place(above, row)  # type: ignore[arg-type]
        found[row.key] = Place(row.key, words, row.position, row.text or row.title)
    return found


def printed(version_id: int | None, keys: Sequence[str]) -> dict[str, Row[*tuple[Any, ...]]]:
    """Block key → what a page prints of the block, for those keys that are in the version (see quoting)."""
    if not keys or version_id is None:
        return {}
    rows = select(Block.key, Block.line, Block.number, Block.title, Block.html, Block.text)
    found = db.session.execute(rows.where(Block.version_id == version_id, Block.key.in_(sorted(set(keys)))))
    return {row.key: row for row in found}


@dataclass(frozen=True)
class _Heading:
    number: str
    title: str


# -- what the public may see -----------------------------------------------------------------------------------------


_COMMENTS, _SUBMISSIONS, _TALLIES, _BLOCKS = (table(model) for model in (Comment, Submission, Tally, Block))
_COMMENT, _SENT, _TALLY, _BLOCK = _COMMENTS.c, _SUBMISSIONS.c, _TALLIES.c, _BLOCKS.c


_IS_VISIBLE = _COMMENT.moderation.in_(
    bindparam(
        "visible", sorted(VISIBLE), expanding=True, literal_execute=True, type_=_COMMENT.moderation.type
    )
)
"""That the public may read a comment, in the very words of the partial indexes."""

_NAMED = _SENT.attribution == Attribution.ATTRIBUTED
_WITH_ORGANISATION = _SENT.attribution.in_([Attribution.ATTRIBUTED, Attribution.ORGANISATION_ONLY])
_ENOUGH = (
    select(_TALLY.count)
    .where(
        _TALLY.consultation_id == _SENT.consultation_id,
        _TALLY.axis == "anonymous",
        _TALLY.value == _SENT.country,
    )
    .correlate(_SUBMISSIONS)
    .scalar_subquery()
)

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
    case(
        (_WITH_ORGANISATION, _SENT.country),
        (_ENOUGH >= tallies.SMALL, _SENT.country),
        else_="",
    ).label("country"),
    case((_WITH_ORGANISATION, _SENT.capacity), else_=None).label("capacity"),
    type_coerce(case((_WITH_ORGANISATION, _SENT.on_behalf_of), else_=_NOBODY), _AS_IT_COMES).label("on_behalf_of"),
)  # fmt: skip
"""Who, as far as they chose to be seen; the database itself leaves the rest out."""


_SIMPLE = text("'simple'::regconfig")

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
        _COMMENT.posted_at,
        _SENT.received_at,
        _SENT.is_late,
        *_WHO,
    )
    .join_from(_COMMENTS, _SUBMISSIONS, _SENT.id == _COMMENT.submission_id)
    .where(_IS_VISIBLE, _SENT.attribution != Attribution.CONFIDENTIAL)
)
"""Built once: 31 columns take as long to put together as to fetch."""


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
    comment_ids: Sequence[int] | None = None,
    search: str = "",
) -> Select[*tuple[Any, ...]]:
    """Rows of the comments that the public may read, with everything it may see of them and nothing else.

    Columns: those of Comment named below (what it says only as shown_*), reference, received_at and is_late of its
    submission, and who: attribution, and as far as that allows name, organisation, category, subcategory,
    category_other, country, capacity, on_behalf_of. Not ordered: sort by what the page sorts by.
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
        rows = rows.where(_COMMENT.subject == subject)
    if question_id is not None:
        rows = rows.where(_COMMENT.question_id == question_id)
    if type is not None:
        rows = rows.where(_COMMENT.type == type)
    if category:
        rows = rows.where(_SENT.category == category)
    if country:  # by what is shown, not by what is known
        rows = rows.where(_SENT.country == country, or_(_WITH_ORGANISATION, _ENOUGH >= tallies.SMALL))
    if language:
        rows = rows.where(_COMMENT.language == language)
    if moderation is not None:
        rows = rows.where(_COMMENT.moderation == moderation)
    if submission_id is not None:
        rows = rows.where(_COMMENT.submission_id == submission_id)
    if comment_ids is not None:
        rows = rows.where(_COMMENT.id.in_(comment_ids))
    if search:
        words = func.to_tsvector(
            _SIMPLE, func.coalesce(_COMMENT.shown_text, text("''"))
        )  # as ix_comments_words
        rows = rows.where(words.op("@@")(func.websearch_to_tsquery(_SIMPLE, search)))
    return rows


def _unchanged(words: str) -> str:
    return words


def public_name(
    row: Any, language: str = "en", say: Callable[[str], str] = _unchanged
) -> tuple[str, list[str]]:
    """The name a comment is shown under, and what is shown beside it: organisation, category, country.

    `row` has the columns of who (of `public`, masked already, or a Submission's, masked here); `say` translates.
    """
    if row.attribution == Attribution.ATTRIBUTED:
        name = row.name or row.organisation
        organisation = row.organisation if row.name else ""
    elif row.attribution == Attribution.ORGANISATION_ONLY:
        name, organisation = row.organisation, ""
    else:
        name, organisation = "", ""
    name = name or say(labels.ANONYMOUS)  # also where the name was forgotten before an objection was upheld
    category = say(CATEGORIES[row.category]) if row.category else ""
    countries = list(row.on_behalf_of or []) if row.attribution in _OPEN else []
    where = ", ".join(name_of(code, language) for code in countries or [row.country] if code)
    return name, [words for words in (organisation, category, where) if words]


_OPEN = frozenset({Attribution.ATTRIBUTED, Attribution.ORGANISATION_ONLY})


@dataclass(frozen=True)
class PublicSubmission:
    """What the public may see of a submission: `who` (for `public_name`) only while a comment of it is shown."""

    reference: str
    consultation: Consultation
    state: State
    received_at: datetime
    is_late: bool
    withdrawn_at: datetime | None
    who: PublicRow | None
    comments: Sequence[PublicRow]
    moderation: dict[Moderation, int]
    """How many of its comments are in which state; they add up to what was received."""


def public_submission(reference: str) -> PublicSubmission:
    """One submission for the public. Raises NotFound, also for one that is not to be published at all."""
    submission = by_reference(reference)
    if submission.state == State.COMPOSING or submission.attribution == Attribution.CONFIDENTIAL:
        raise NotFound
    rows = db.session.execute(
        public(submission.consultation_id, submission_id=submission.id).order_by(Comment.number)
    ).all()
    states = db.session.execute(
        select(Comment.moderation, func.count())
        .where(Comment.submission_id == submission.id, Comment.moderation.is_not(None))
        .group_by(Comment.moderation)
    )
    assert submission.received_at is not None and submission.reference is not None  # noqa: S101, PT018 -- CHECKed
    return PublicSubmission(
        reference=submission.reference,
        consultation=submission.consultation,
        state=submission.state,
        received_at=submission.received_at,
        is_late=submission.is_late,
        withdrawn_at=submission.withdrawn_at,
        who=rows[0] if rows else None,
        comments=rows,
        moderation={state: count for state, count in states if state is not None},
    )


@dataclass(frozen=True)
class Seen:
    """Somebody as the public would see them; for `public_name`."""

    attribution: Attribution
    name: str
    organisation: str
    category: Category | None
    country: str
    on_behalf_of: Sequence[str]


def seen_as(submission: Submission, attribution: Attribution) -> Seen:
    """Who would be seen if the sheet were published so; without a name, the country only where there are enough."""
    country = submission.country
    if attribution not in _OPEN and country:
        count = tallies.of(submission.consultation_id, "anonymous")["anonymous"].get(country, 0)
        country = country if count + 1 >= tallies.SMALL else ""
    return Seen(
        attribution,
        submission.name,
        submission.organisation,
        submission.category,
        country,
        submission.on_behalf_of,
    )


# -- counts ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Totals:
    """What became of everything that was received."""

    received: int
    pending: int
    published: int
    published_redacted: int
    withheld: int
    removed: int
    withdrawn: int
    reasons: dict[str, int]
    """Withheld and removed comments by the code of the reason."""
    submissions: int
    submissions_withdrawn: int
    late: int
    stakeholders: int

    @property
    def visible(self) -> int:
        """Comments that the public can read."""
        return self.published + self.published_redacted

    @property
    def adds_up(self) -> bool:
        """Whether every comment received is in exactly one of the groups, and every refusal has a reason."""
        parts = self.pending + self.visible + self.withheld + self.removed + self.withdrawn
        return parts == self.received and sum(self.reasons.values()) == self.withheld + self.removed


def totals(consultation_id: int) -> Totals:
    """The totals of a consultation, out of the stored counts, in one statement."""
    found = tallies.of(consultation_id, "comments", "moderation", "reason", "submissions")
    states, sent = found["moderation"], found["submissions"]
    return Totals(
        received=found["comments"].get("received", 0),
        pending=sum(states.get(state, 0) for state in AWAITING),
        published=states.get(Moderation.PUBLISHED, 0),
        published_redacted=states.get(Moderation.PUBLISHED_REDACTED, 0),
        withheld=states.get(Moderation.WITHHELD, 0),
        removed=states.get(Moderation.REMOVED, 0),
        withdrawn=states.get(Moderation.WITHDRAWN, 0),
        reasons=found["reason"],
        submissions=sent.get("received", 0),
        submissions_withdrawn=sent.get("withdrawn", 0),
        late=sent.get("late", 0),
        stakeholders=sent.get("stakeholders", 0),
    )


def counts(consultation_id: int) -> tuple[int, int]:
    """Published comments and their stakeholders: for the head of a consultation's pages."""
    found = totals(consultation_id)
    return found.visible, found.stakeholders


# -- for jobs --------------------------------------------------------------------------------------------------------


def address(submission: Submission) -> tuple[str, str, str] | None:
    """(e-mail, language, zone) to send a receipt to, or None where none was left."""
    if submission.user_id is not None:
        user = db.session.get_one(User, submission.user_id)
        return user.email, user.language, user.timezone
    zone = submission.consultation.timezone
    return (submission.email, submission.language, zone) if submission.email else None


def submitted_in(event_id: int) -> Submission | None:
    """The submission that an event of this room is about, or None when it is gone."""
    event = db.session.get(Event, event_id)
    return by_id(event.data["submission"]) if event is not None else None


def unsent_days(settings: Mapping[str, Any] | None) -> timedelta:
    """How long after the closing a sheet that was never sent is kept."""
    return timedelta(days=int((settings or {}).get("unsent_days", 7)))


def unpublished_name_months(settings: Mapping[str, Any] | None) -> int:
    """How many months after the closing names that were not published are kept."""
    return int((settings or {}).get("unpublished_name_months", 12))


def email_months(settings: Mapping[str, Any] | None) -> int:
    """How many months after the closing e-mail addresses are kept."""
    return int((settings or {}).get("email_months", 6))
