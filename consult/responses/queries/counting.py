"""How far the responses have come, in all and by clause; how many of each kind."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, case, func, select, union

from consult.comment_translations import queries as translations
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.core.database import db
from consult.drafts import queries as drafts
from consult.responses.lifecycle import Disposition
from consult.responses.models import CommentResponse, Issue
from consult.responses.queries.scope import DISPOSITION, HAS_RESPONSE, IN_SCOPE, IS_AWAITED, IS_DUE, in_scope
from consult.submissions import queries as submissions
from consult.submissions import tallies
from consult.submissions.lifecycle import AWAITING, VISIBLE, Moderation
from consult.submissions.models import Comment, Subject, Submission


@dataclass(frozen=True)
class Part:
    """How far the comments on one clause, on the whole, or on one question have a response."""

    key: str
    """"general", "question-2", "clause:<key of the heading>"."""
    number: str
    title: str
    level: int
    comments: int
    with_response: int
    language: str = ""
    """Of a clause that is in another language only, that language."""


@dataclass(frozen=True)
class Progress:
    """How many comments are that get a response, how many are, and what is missing."""

    comments: int = 0
    with_response: int = 0
    without_disposition: int = 0
    without_reason: int = 0
    awaiting_moderation: int = 0
    changed_since: int = 0
    texts_of_answers: int = 0
    """Those that need no response, and have none."""
    parts: list[Part] = field(default_factory=list)

    @property
    def is_complete(self) -> bool:
        """Whether every comment has its disposition, with words where words are due (practices H1, H2)."""
        return self.with_response == self.comments


def progress(consultation_id: int) -> Progress:
    """How far the responses of a consultation have come, in all and by clause."""
    consultation = consultations.by_id(consultation_id)
    block, question = drafts.block_columns(), consultations.question_columns()
    clause = case((Comment.subject == Subject.CLAUSE, func.coalesce(block.clause, "")), else_="")
    rows = db.session.execute(
        in_scope(
            consultation_id,
            Comment.subject,
            clause.label("clause"),
            question.position.label("question"),
            func.min(question.text).label("asked"),
            func.count().filter(IS_DUE).label("comments"),
            func.count().filter(HAS_RESPONSE).label("with_response"),
            func.count().filter(DISPOSITION.is_(None), IS_DUE).label("without_disposition"),
            func.count().filter(~IS_DUE).label("texts"),
            func.count().filter(IS_AWAITED).label("awaiting"),
            func.count().filter(CommentResponse.responded_at < Comment.filed_at).label("changed"),
        )
        .outerjoin(
            block.rows,
            and_(block.version_id == _version_of(consultation), block.key == Comment.block_key),
        )
        .outerjoin(question.rows, question.id == Comment.question_id)
        .group_by(Comment.subject, clause, question.position)
    ).all()
    comments, with_response = sum(r.comments for r in rows), sum(r.with_response for r in rows)
    without = sum(r.without_disposition for r in rows)
    return Progress(
        comments,
        with_response,
        without,
        comments - with_response - without,
        sum(r.awaiting for r in rows),
        sum(r.changed for r in rows),
        sum(r.texts for r in rows),
        _parts(consultation, rows),
    )


def _version_of(consultation: Consultation) -> Any:
    """The version in which the passage of a comment is looked up: with language versions, that of the comment."""
    return Comment.version_id if consultation.has_language_versions else consultation.version_id


def _parts(consultation: Consultation, rows: Sequence[Row[Any]]) -> list[Part]:
    by = {(r.subject, r.clause, r.question): r for r in rows}
    parts = []
    general = by.get((Subject.GENERAL, "", None))
    if general is not None:
        parts.append(Part("general", "", "", 1, general.comments, general.with_response))
    parts += [
        Part(f"question-{r.question}", str(r.question), r.asked, 1, r.comments, r.with_response)
        for r in sorted((r for r in rows if r.question is not None), key=lambda r: r.question)
    ]
    found = {r.clause: r for r in rows if r.subject == Subject.CLAUSE}
    if "" in found:
        parts.append(Part("clause:", "", "", 1, found[""].comments, found[""].with_response))
    if consultation.version_id is None:
        return parts
    for version_id, language in [(consultation.version_id, ""), *_other_texts(consultation)]:
        keys = [key for key in found if key and f"clause:{key}" not in {one.key for one in parts}]
        parts += [
            Part(
                f"clause:{h.key}", h.number, h.title, h.level, found[h.key].comments, found[h.key].with_response,
                language,
            )
            for h in (drafts.blocks_with(version_id, keys) if keys else ())
        ]  # fmt: skip
    return parts


def languages_of_comments(consultation: Consultation) -> set[str]:
    """The languages in which comments are taken, those of published ones, by the stored counts, and those of others
    that get a response."""
    published = tallies.of(consultation.id, "language")["language"]
    # a statement for each of the two indexes of comments that are not published
    others = union(
        *(
            in_scope(consultation.id, Comment.language).where(one)
            for one in (Comment.moderation.in_(AWAITING), Comment.moderation == Moderation.WITHHELD)
        )
    )
    return {*consultation.languages, *published, *db.session.execute(others).scalars()}


@dataclass(frozen=True)
class TranslationCounts:
    """How many comments that get a response have an outdated translation, and how many published ones have none."""

    outdated: int = 0
    missing: int = 0


def translation_counts(
    consultation_ids: Sequence[int], language: str, published: Mapping[int, int]
) -> dict[int, TranslationCounts]:
    """Consultation id → its counts for readers of `language`, one without script and country. `published`: of the
    consultations of which the missing ones are told, the number of published comments in other languages. That is a
    stored count, so that only comments with translations are read."""
    outdated = _number_of_each(
        IN_SCOPE,
        Comment.consultation_id.in_(consultation_ids),
        Comment.id.in_(translations.ids_translated_by_people()),
        translations.is_outdated(Comment),
    )
    translated = published and _number_of_each(
        Comment.moderation.in_(VISIBLE),
        Comment.consultation_id.in_(published),
        Comment.id.in_(translations.ids_translated_into(language)),
        translations.is_translated(Comment, language),
    )
    return {
        key: TranslationCounts(outdated.get(key, 0), max(0, published.get(key, 0) - translated.get(key, 0)))
        for key in consultation_ids
    }


def _number_of_each(*conditions: ColumnElement[bool]) -> dict[int, int]:
    """Consultation id → how many of its comments meet the conditions; only where there are some."""
    rows = (
        select(Comment.consultation_id, func.count())
        .join(Submission, Submission.id == Comment.submission_id)
        .where(*conditions)
        .group_by(Comment.consultation_id)
    )
    return {row[0]: row[1] for row in db.session.execute(rows)}


def _other_texts(consultation: Consultation) -> list[tuple[int, str]]:
    """(id, language) of every language version; no statement where there are none."""
    return [(one.version_id, one.version.language) for one in consultations.language_versions(consultation)]


def disposition_counts(consultation_id: int) -> dict[Disposition, int]:
    """How many comments have each disposition as of now, `withdrawn` by itself."""
    rows = db.session.execute(
        in_scope(consultation_id, DISPOSITION.label("kind"), func.count())
        .where(DISPOSITION.is_not(None))
        .group_by(DISPOSITION)
    )
    found = {Disposition(kind): count for kind, count in rows}
    withdrawn = submissions.totals(consultation_id).withdrawn
    if withdrawn:
        found[Disposition.WITHDRAWN] = withdrawn
    return {kind: found[kind] for kind in Disposition if kind in found}


def response_counts(consultation_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Consultation id → how many comments get a response, and how many have one; only where there are comments."""
    if not consultation_ids:
        return {}
    rows = db.session.execute(
        select(Comment.consultation_id, func.count().filter(IS_DUE), func.count().filter(HAS_RESPONSE))
        .select_from(Comment)
        .join(Submission, Submission.id == Comment.submission_id)
        .outerjoin(CommentResponse, CommentResponse.comment_id == Comment.id)
        .outerjoin(Issue, Issue.id == CommentResponse.issue_id)
        .where(Comment.consultation_id.in_(consultation_ids), IN_SCOPE)
        .group_by(Comment.consultation_id)
    )
    return {row[0]: (row[1], row[2]) for row in rows}


@dataclass(frozen=True)
class OwnChanges:
    """How many comments on one part of the draft led to a change of their own."""

    subject: Subject
    question: int | None
    clause: str
    changes: int


def own_changes(consultation_id: int) -> Sequence[OwnChanges]:
    """By part of the draft, how many comments led to a change of their own."""
    version = _version_of(consultations.by_id(consultation_id))
    block, question = drafts.block_columns(), consultations.question_columns()
    clause = case((Comment.subject == Subject.CLAUSE, func.coalesce(block.clause, "")), else_="")
    rows = (
        in_scope(consultation_id, Comment.subject, question.position.label("question"), clause.label("clause"),
                  func.count().label("changes"))
        .outerjoin(block.rows, and_(block.version_id == version, block.key == Comment.block_key))
        .outerjoin(question.rows, question.id == Comment.question_id)
        .where(CommentResponse.change != "", DISPOSITION != Disposition.DUPLICATE)
        .group_by(Comment.subject, question.position, clause)
    )  # fmt: skip
    return [OwnChanges(*row) for row in db.session.execute(rows)]
