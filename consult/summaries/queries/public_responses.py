"""The responses that editions published: rows that never change. The public reads them, and only for comments it may
read."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.dialects.postgresql import distinct_on

from consult.core.database import db
from consult.responses.lifecycle import Disposition
from consult.responses.queries import KnownConsultation, ResponseWords, ids_in_scope, response_words
from consult.submissions import queries as submissions
from consult.summaries.models import PublishedResponse, ResponseSummary


@dataclass(frozen=True)
class PublicResponse:
    """The published response to one comment."""

    disposition: Disposition
    text: str
    change: str
    issue_title: str
    issue_ref: str
    duplicate_of: str = ""
    """The reference of the comment it repeats, where the public may read that one."""
    languages: tuple[str, ...] = ()
    """Of its text, its change and the title of its issue, where they are Words: what is kept of it differs by them."""


def in_language(
    responses: Mapping[int, PublicResponse], consultation: KnownConsultation, language: str
) -> dict[int, PublicResponse]:
    """Responses with their texts as a reader of `language` gets them (see responses.queries.response_words)."""
    texts = [text for one in responses.values() for text in (one.text, one.change, one.issue_title)]
    words = response_words(consultation, language, texts)
    return {key: _in(one, words) for key, one in responses.items()}


def _in(response: PublicResponse, words: ResponseWords) -> PublicResponse:
    text, change, title = map(words.of, (response.text, response.change, response.issue_title))
    languages = (text.language, change.language, title.language)
    return replace(response, text=text, change=change, issue_title=title, languages=languages)


def published_responses(comment_ids: Collection[int]) -> dict[int, PublicResponse]:
    """The published responses to these comments: of each the newest edition's, and only where the public reads it."""
    if not comment_ids:
        return {}
    rows = db.session.execute(
        kept_responses()
        .join(ResponseSummary, ResponseSummary.id == PublishedResponse.summary_id)
        .where(PublishedResponse.comment_id.in_(submissions.public_comment_ids(comment_ids)))
        .order_by(PublishedResponse.comment_id, ResponseSummary.edition.desc())
        .ext(distinct_on(PublishedResponse.comment_id))
    )
    return {row.comment_id: _told(row) for row in rows}


def has_published_responses(consultation_id: int) -> bool:
    """Whether any edition of the consultation published a response."""
    rows = select(PublishedResponse.comment_id).join(
        ResponseSummary, ResponseSummary.id == PublishedResponse.summary_id
    )
    found = db.session.execute(rows.where(ResponseSummary.consultation_id == consultation_id).limit(1))
    return found.first() is not None


def responses_of_submission(submission_id: int) -> dict[int, PublicResponse]:
    """The published responses to the comments of one submission, confidential ones too: for the submitter."""
    rows = db.session.execute(
        kept_responses()
        .join(ResponseSummary, ResponseSummary.id == PublishedResponse.summary_id)
        .where(PublishedResponse.comment_id.in_(ids_in_scope(submission_id)))
        .order_by(PublishedResponse.comment_id, ResponseSummary.edition.desc())
        .ext(distinct_on(PublishedResponse.comment_id))
    )
    return {row.comment_id: _told(row) for row in rows}


def _told(row: Any) -> PublicResponse:
    return PublicResponse(
        row.disposition, row.text, row.change, row.issue_title, row.issue_reference, row.duplicate_of or ""
    )


def kept_responses() -> Select[*tuple[Any, ...]]:
    """The responses of all editions, as each published them."""
    original = submissions.comment_references()
    return (
        select(
            PublishedResponse.comment_id,
            PublishedResponse.disposition,
            PublishedResponse.text,
            PublishedResponse.change,
            PublishedResponse.issue_reference,
            PublishedResponse.issue_title,
            PublishedResponse.has_own_words,
            PublishedResponse.has_own_change,
            original.public_reference.label("duplicate_of"),
        )
        .select_from(PublishedResponse)
        .outerjoin(original.rows, original.comment_id == PublishedResponse.duplicate_of_id)
    )
