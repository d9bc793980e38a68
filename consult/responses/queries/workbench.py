"""Comments that get a response, as the workbench filters them, and the responses being written."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Select, Text, cast, func, literal, select, tuple_
from sqlalchemy.orm import aliased, joinedload

from consult.comment_translations import queries as translations
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.core.database import db, table
from consult.core.paging import Page, page_of
from consult.drafts import queries as drafts
from consult.responses.models import CommentResponse, Issue
from consult.responses.queries.scope import (
    CHANGE,
    DISPOSITION,
    HAS_RESPONSE,
    IS_AWAITED,
    IS_DUE,
    WORDS,
    in_scope,
)
from consult.submissions import queries as submissions
from consult.submissions.models import Comment, CommentType, Subject, Submission


@dataclass(frozen=True)
class Filters:
    """Which comments the workbench shows."""

    part: str = ""
    state: str = ""
    type: CommentType | None = None
    issue: str = ""
    words: str = ""
    language: str = ""
    translation: str = ""
    """"missing": in another language than `reader` and not translated into it; "outdated": with an outdated
    translation into any language."""
    reader: str = ""
    """The language of who reads the page, without script and country."""
    reads_redacted: bool = False
    """Whether words that a redaction hides are found too."""
    only: int | None = None
    """The id of the one comment to show."""


def comments_to_respond_to(
    consultation: Consultation, filters: Filters, after: str = "", size: int = 20
) -> Page[Any]:
    """Comments in the order of the text, each with its response and what it inherits of its issue."""
    original = submissions.comment_references()
    rows = _filtered(
        consultation,
        filters,
        Comment,
        Submission,
        CommentResponse,
        Issue,
        DISPOSITION.label("disposition"),
        WORDS.label("words"),
        CHANGE.label("change"),
        HAS_RESPONSE.label("has_response"),
        original.reference.label("duplicate_of"),
    )
    rows = rows.outerjoin(original.rows, original.comment_id == CommentResponse.duplicate_of_id)
    return page_of(
        rows,
        by=[Comment.place_order, Comment.id],
        values=lambda row: [row.Comment.place_order, row.Comment.id],
        after=after,
        size=size,
    )


def next_without_response(consultation: Consultation, filters: Filters, after: Comment) -> str:
    """The reference of the next comment of these filters without a response, from the start again; "" for none."""
    wanted = replace(filters, state="without_response")
    key = tuple_(Comment.place_order, Comment.id)
    is_before = key <= tuple_(literal(after.place_order), literal(after.id))
    rows = _filtered(consultation, wanted, Submission.reference, Comment.number)
    found = db.session.execute(
        rows.where(Comment.id != after.id).order_by(is_before, Comment.place_order, Comment.id).limit(1)
    ).one_or_none()
    return f"{found.reference}/{found.number}" if found is not None else ""


def ids_to_respond_to(consultation: Consultation, filters: Filters, limit: int) -> list[int]:
    """Ids of every comment the workbench would show, at most `limit`."""
    return list(
        db.session.execute(
            _filtered(consultation, filters, Comment.id)
            .order_by(Comment.place_order, Comment.id)
            .limit(limit)
        ).scalars()
    )


def _filtered(consultation: Consultation, filters: Filters, *columns: Any) -> Select[Any]:
    rows = in_scope(consultation.id, *columns)
    for condition in _conditions(consultation, filters):
        rows = rows.where(condition)
    return rows


def _conditions(consultation: Consultation, filters: Filters) -> list[Any]:
    found = [*_of_part(consultation, filters.part), *_in_state(consultation, filters.state)]
    if filters.only is not None:
        found.append(Comment.id == filters.only)
    if filters.type is not None:
        found.append(Comment.type == filters.type)
    if filters.issue == "none":
        found.append(CommentResponse.issue_id.is_(None))
    elif filters.issue:
        found.append(Issue.reference == filters.issue)
    if filters.language:
        found.append(Comment.language == filters.language)
    if filters.translation == "missing":
        found.append(translations.is_missing(Comment, filters.reader))
    if filters.translation == "outdated":
        found.append(translations.is_outdated(Comment))
    if filters.words:
        has_read = filters.reads_redacted
        translated = translations.ids_with if has_read else _in_current
        found.append(
            submissions.with_words(consultation.id, filters.words, translated, reads_redacted=has_read)
        )
    return found


def _in_current(typed: str) -> Select[int]:
    return translations.ids_with_current(typed, aliased(Comment))


_QUESTION = re.compile(r"question-([0-9]{1,5})")


def _of_part(consultation: Consultation, part: str) -> list[Any]:
    """That a comment is on this part of the draft (see counting.Part)."""
    kind, _colon, key = part.partition(":")
    if kind == "general":
        return [Comment.subject == Subject.GENERAL]
    if kind == "clause":
        under = drafts.keys_in(consultation.version_id, key)
        if consultation.has_language_versions:
            under = drafts.keys_in(table(Comment).c.version_id, key).correlate(table(Comment))
        return [Comment.subject == Subject.CLAUSE, Comment.block_key.in_(under)]
    if asked_for := _QUESTION.fullmatch(kind):
        asked = consultations.question_ids(consultation.id, int(asked_for[1]))
        return [Comment.question_id.in_(asked)]
    return []


def _in_state(consultation: Consultation, state: str) -> list[Any]:
    """That the response to a comment is in this state (see labels.FILTER_STATES)."""
    if state == "without_response":
        return [func.coalesce(HAS_RESPONSE, False).is_(False), IS_DUE]
    if state == "with_response":
        written = select(CommentResponse.comment_id).where(CommentResponse.consultation_id == consultation.id)
        return [HAS_RESPONSE, Comment.id.in_(written)]  # the few responses of a beginning, not all comments
    if state == "changed":
        return [CommentResponse.responded_at < Comment.filed_at]
    return [IS_AWAITED] if state == "awaiting" else []


def comments(consultation: Consultation, ids: Collection[int]) -> Sequence[Comment]:
    """Comments of the consultation that are that get a response, of these ids, in the order of the text."""
    rows = (
        in_scope(consultation.id, Comment)
        .where(Comment.id.in_(ids))
        .options(joinedload(Comment.submission))
        .order_by(Comment.place_order, Comment.id)
    )
    return db.session.execute(rows).scalars().all()


def by_references(consultation: Consultation, references: Collection[str]) -> Sequence[Comment]:
    """Comments that get a response by their public references ("K7R-4M2-XP9/2"); unknown ones are left out."""
    wanted = {reference.strip().upper() for reference in references}
    name = Submission.reference + "/" + cast(Comment.number, Text)
    rows = (
        in_scope(consultation.id, Comment)
        .where(name.in_(wanted))
        .options(joinedload(Comment.submission))
        .order_by(Comment.place_order, Comment.id)
    )
    return db.session.execute(rows).scalars().all()


def responses_to(comment_ids: Collection[int]) -> dict[int, CommentResponse]:
    """The responses there are to these comments, by the comment's id."""
    rows = (
        select(CommentResponse)
        .where(CommentResponse.comment_id.in_(comment_ids))
        .options(joinedload(CommentResponse.issue))
        .execution_options(populate_existing=True)
    )
    return {found.comment_id: found for found in db.session.execute(rows).scalars()}
