"""What a response shows: the public comments with their responses, as a table and in parts; and who sent them.

Comments come from submissions.queries.public. Their passages and questions are joined, so that a table of very many
comments is one stream in one order.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import Select, and_, case, func, literal, or_, select

from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.core.database import as_one_statement, db
from consult.core.events import Event
from consult.drafts import queries as drafts
from consult.responses.lifecycle import Disposition
from consult.responses.queries import responses_being_written
from consult.submissions import queries as submissions
from consult.submissions.models import Attribution, Subject
from consult.summaries.lifecycle import State
from consult.summaries.models import PublishedResponse, ResponseSummary
from consult.summaries.queries.public_responses import kept_responses

_RESPONSE = {
    "disposition": "disposition",
    "text": "response",
    "change": "change",
    "issue_reference": "issue_reference",
    "issue_title": "issue_title",
    "has_own_words": "has_own_words",
    "has_own_change": "has_own_change",
    "duplicate_of": "duplicate_of",
}


@dataclass(frozen=True)
class CommentWithResponse(submissions.PublicComment):
    """A public comment with its response, where it has one, and with what it is about."""

    disposition: Disposition | None
    response: str | None
    change: str | None
    issue_reference: str | None
    issue_title: str | None
    has_own_words: bool | None
    has_own_change: bool | None
    duplicate_of: str | None
    """The reference of the comment that it repeats, where the public may read that one."""
    line: int | None
    """Of the passage."""
    block_text: str | None
    question_position: int | None
    question_text: str | None
    despite: str
    """Why the response was published despite objections to moderation decisions."""
    adopted_text: str
    """The address of the adopted text."""
    text_language: str
    """Of the version that it was written on; "" where it is not on a passage."""
    place_as_read: str
    """Its passage as that version has it."""


@dataclass(frozen=True)
class Respondent(submissions.PublicSubmitter):
    """Who is named with a public comment."""

    reference: str


@dataclass(frozen=True)
class Source:
    """Which responses are read with the public comments: those of an edition, or (for staff) those being written."""

    consultation: Consultation
    summary: ResponseSummary | None = None


def with_responses(source: Source) -> Any:
    """Select and columns of the comments that the public may read, with their responses: (select, comment, response).

    The select has the fields of CommentWithResponse in their order.

    A comment without a response is among them, with empty columns; but what was published after an edition is no part
    of it.
    """
    comment = submissions.public(source.consultation.id).subquery("comment")
    published_at = None
    if source.summary is not None and source.summary.state == State.PUBLISHED:
        told = kept_responses().where(PublishedResponse.summary_id == source.summary.id)
        published_at = source.summary.published_at
    else:
        told = responses_being_written(source.consultation.id)
    response = told.subquery("response")
    block, question = drafts.block_columns(), consultations.question_columns()
    rows = (
        select(
            comment,
            *(response.c[name].label(label) for name, label in _RESPONSE.items()),
            block.line,
            block.text.label("block_text"),
            question.position.label("question_position"),
            question.text.label("question_text"),
            literal(source.summary.despite if source.summary is not None else "").label("despite"),
            literal(source.summary.adopted_text if source.summary is not None else "").label("adopted_text"),
            case(
                (comment.c.subject == Subject.CLAUSE, drafts.language_of(comment.c.version_id)), else_=""
            ).label("text_language"),
            comment.c.place.label("place_as_read"),
        )
        .select_from(comment)
        .outerjoin(response, response.c.comment_id == comment.c.id)
        .outerjoin(question.rows, question.id == comment.c.question_id)
        .outerjoin(
            block.rows, and_(block.version_id == comment.c.version_id, block.key == comment.c.block_key)
        )
    )
    if published_at is not None:
        rows = rows.where(comment.c.posted_at <= published_at)
    return rows, comment.c, response.c


def state_of(consultation_id: int) -> str:
    """A value that differs once anything was done about a consultation: each action records an event."""
    newest = select(func.count(), func.max(Event.id)).where(Event.consultation_id == consultation_id)
    return ".".join(str(part) for part in db.session.execute(newest).one())


def disposition_table(source: Source, limit: int | None = None) -> Iterator[CommentWithResponse]:
    """The public comments with their responses, ordered by passage, then type, then who; streamed."""
    rows, comment, _response = with_responses(source)
    order = (
        case((comment.subject == Subject.GENERAL, 0), (comment.subject == Subject.CLAUSE, 1), else_=2),
        comment.place_order,
        comment.place,
        comment.type,
        comment.organisation,
        comment.name,
        comment.id,
    )
    if limit is None:
        as_one_statement()
        rows = rows.execution_options(yield_per=500)
    return _read(rows.order_by(*order).limit(limit))


def _read(rows: Select[Any]) -> Iterator[CommentWithResponse]:
    return map(CommentWithResponse.of, db.session.execute(rows))


def with_own_words(source: Source, limit: int) -> Sequence[CommentWithResponse]:
    """Public comments that have a response in words of their own, in the order of the text."""
    rows, comment, response = with_responses(source)
    rows = rows.where(response.has_own_words, response.disposition != Disposition.DUPLICATE)
    return list(_read(rows.order_by(comment.place_order, comment.id).limit(limit)))


def changed_singly(source: Source, limit: int) -> Sequence[CommentWithResponse]:
    """Public comments that led to a change of their own, in the order of the text."""
    rows, comment, response = with_responses(source)
    rows = rows.where(response.has_own_change, response.disposition != Disposition.DUPLICATE)
    return list(_read(rows.order_by(comment.place_order, comment.id).limit(limit)))


def not_taken_singly(
    source: Source, kinds: Collection[Disposition], issues: Collection[str], limit: int
) -> Sequence[CommentWithResponse]:
    """Public comments that were not taken up, but for those whose reason is that of one of `issues`."""
    rows, comment, response = with_responses(source)
    is_single = or_(response.has_own_words, response.issue_reference.not_in(issues))
    rows = rows.where(response.disposition.in_(kinds), is_single)
    return list(_read(rows.order_by(comment.place_order, comment.id).limit(limit)))


def texts_by_issue(source: Source) -> dict[str, list[str]]:
    """Issue → the words of the passages that its public comments are about."""
    rows, _comment, response = with_responses(source)
    found = rows.where(response.issue_reference != "").subquery().c
    texts = select(found.issue_reference, found.block_text).where(found.block_text.is_not(None))
    result: dict[str, list[str]] = {}
    for reference, text in db.session.execute(texts.distinct()):
        result.setdefault(reference, []).append(text)
    return result


def references_by_issue(source: Source, limit: int) -> dict[str, list[str]]:
    """Issue → the references of its public comments, at most `limit` of each."""
    rows, _comment, response = with_responses(source)
    found = rows.where(response.issue_reference != "").subquery()
    numbered = select(
        found.c.issue_reference,
        found.c.reference,
        found.c.number,
        func.row_number()
        .over(partition_by=found.c.issue_reference, order_by=(found.c.place_order, found.c.id))
        .label("place"),
    ).subquery()
    result: dict[str, list[str]] = {}
    for row in db.session.execute(
        select(numbered)
        .where(numbered.c.place <= limit)
        .order_by(numbered.c.issue_reference, numbered.c.place)
    ):
        result.setdefault(row.issue_reference, []).append(f"{row.reference}/{row.number}")
    return result


def respondents(source: Source, limit: int) -> Sequence[Respondent]:
    """Who is named with a public comment, each submission once, by category and name."""
    rows, _comment, _response = with_responses(source)
    found = rows.subquery().c
    rows = (
        select(*(found[one.name] for one in fields(Respondent)))
        .where(found.attribution != Attribution.ANONYMOUS_TO_PUBLIC)
        .distinct()
        .order_by(found.category, found.organisation, found.name, found.reference)
    )
    return [Respondent(*row) for row in db.session.execute(rows.limit(limit))]
