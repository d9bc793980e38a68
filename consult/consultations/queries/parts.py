"""What belongs to a consultation: questions, documents, extensions, corrections, versions of its text."""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, FromClause, Select, select
from sqlalchemy.orm import joinedload

from consult.consultations.models import (
    AuthoredQuestion,
    Consultation,
    Correction,
    Document,
    Extension,
    Question,
)
from consult.consultations.queries.rows import ConsultationRow
from consult.core.database import db, one_found
from consult.core.declarations import listed_in
from consult.core.multilingual import best_column
from consult.drafts import queries as drafts
from consult.drafts.models import Version
from consult.questions.definitions import QuestionContent, lines


def questions(consultation: Consultation | ConsultationRow) -> Sequence[Question]:
    """The questions to stakeholders, in order."""
    rows = select(Question).where(Question.consultation_id == consultation.id).order_by(Question.position)
    return db.session.execute(rows).scalars().all()


def with_questions(consultation: Consultation) -> Sequence[Consultation]:
    """The other consultations of its organisation that ask questions, the newest first."""
    asks = (
        select(Question.id)
        .where(Question.consultation_id == Consultation.id)
        .correlate(Consultation)
        .exists()
    )
    rows = select(Consultation).where(
        Consultation.organisation_id == consultation.organisation_id, Consultation.id != consultation.id, asks
    )
    return db.session.execute(rows.order_by(Consultation.id.desc()).limit(MOST_SOURCES)).scalars().all()


MOST_SOURCES = 200
"""So many consultations are offered to copy questions from."""


def question_contents(consultation_id: int) -> dict[int, QuestionContent]:
    """The questions of a consultation as their types read answers by them, by their ids, in order."""
    rows = select(Question).where(Question.consultation_id == consultation_id).order_by(Question.position)
    return {one.id: one.content for one in db.session.execute(rows).scalars()}


def question_rows(consultation: Consultation) -> list[list[Any]]:
    """What is stored of the questions, in order, whatever the session has cached."""
    columns = (Question.id, *(getattr(Question, name) for name in AuthoredQuestion._fields))
    rows = select(*columns).where(Question.consultation_id == consultation.id).order_by(Question.position)
    return [list(row) for row in db.session.execute(rows)]


def document_rows(consultation: Consultation) -> list[list[Any]]:
    """What is stored of the supporting documents, in order, whatever the session has cached."""
    columns = (Document.reference, Document.role, Document.title, Document.language, Document.storage_key)
    rows = select(*columns).where(Document.consultation_id == consultation.id).order_by(Document.position)
    return [list(row) for row in db.session.execute(rows)]


class QuestionColumns(NamedTuple):
    """Questions of all consultations, to be joined by the id."""

    rows: FromClause
    id: ColumnElement[int]
    consultation_id: ColumnElement[int]
    position: ColumnElement[int]
    text: ColumnElement[str]


def question_columns() -> QuestionColumns:
    """The questions of all consultations with all that their types need, for statements of packages above."""
    columns = (Question.id, Question.consultation_id, Question.position, Question.text)
    content = (Question.type, Question.definition, Question.options, Question.rows, Question.unit)
    rows = select(*columns, *content).subquery("question_columns")
    return QuestionColumns(rows, rows.c.id, rows.c.consultation_id, rows.c.position, rows.c.text)


def content_of(row: Any) -> QuestionContent:
    """What the type of a question reads answers by, of a row with all of `question_columns`."""
    return QuestionContent(
        row.id, row.position, row.type, row.definition, lines(row.options), lines(row.rows), row.unit
    )


def asked(identifiers: Collection[int], language: str) -> dict[int, tuple[int, str]]:
    """The number of questions, and their texts for a reader of `language`, by their ids."""
    if not identifiers:
        return {}
    text = best_column(Question.text, Question.translations, "text", language).label("text")
    rows = select(Question.id, Question.position, text).where(Question.id.in_(identifiers))
    return {row.id: (row.position, row.text) for row in db.session.execute(rows)}


def asking(consultation_ids: Collection[int]) -> set[int]:
    """Those of the consultations that ask questions, by their ids."""
    rows = select(Question.consultation_id).where(Question.consultation_id.in_(consultation_ids)).distinct()
    return set(db.session.execute(rows).scalars())


def question_ids(consultation_id: int, position: int) -> Select[int]:
    """The id of a question by its number, for statements of packages above."""
    return select(Question.id).where(
        Question.consultation_id == consultation_id, Question.position == position
    )


def question(consultation: Consultation, position: int) -> Question:
    """One question by its number. Raises NotFound."""
    rows = select(Question).where(Question.consultation_id == consultation.id, Question.position == position)
    return one_found(rows)


def existing_question(identifier: int) -> Question:
    """The question with this id, of a row that points to it."""
    return db.session.get_one(Question, identifier)


def documents(consultation: Consultation) -> Sequence[Document]:
    """Supporting documents, in order."""
    rows = select(Document).where(Document.consultation_id == consultation.id).order_by(Document.position)
    return db.session.execute(rows).scalars().all()


def document(consultation: Consultation, reference: str) -> Document:
    """One supporting document. Raises NotFound."""
    rows = select(Document).where(
        Document.consultation_id == consultation.id, Document.reference == reference
    )
    return one_found(rows)


def extensions(consultation: Consultation) -> Sequence[Extension]:
    """Extensions, in order; the first one's closed_at is the deadline first announced."""
    rows = select(Extension).where(Extension.consultation_id == consultation.id).order_by(Extension.id)
    return db.session.execute(rows).scalars().all()


@listed_in("HOOKS")
def notice_languages(version_ids: Sequence[int]) -> dict[int, str]:
    """Id of a corrected version → the language of its notice: that of the consultation's texts."""
    rows = (
        select(Correction.to_version_id, Consultation.original_language)
        .join(Consultation, Consultation.id == Correction.consultation_id)
        .where(Correction.to_version_id.in_(version_ids))
    )
    return (
        {row.to_version_id: row.original_language for row in db.session.execute(rows)} if version_ids else {}
    )


def corrections(consultation: Consultation | ConsultationRow) -> Sequence[Correction]:
    """Corrections of the text, in order, each with its two versions."""
    rows = (
        select(Correction)
        .where(Correction.consultation_id == consultation.id)
        .options(joinedload(Correction.from_version), joinedload(Correction.to_version))
        .order_by(Correction.id)
    )
    return db.session.execute(rows).scalars().all()


def versions(consultation: Consultation) -> Sequence[Version]:
    """Every frozen version of this consultation, the first one first."""
    earlier = [one.from_version_id for one in corrections(consultation)]
    return drafts.frozen([*earlier, *([consultation.version_id] if consultation.version_id else [])])
