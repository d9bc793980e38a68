"""Supporting documents, and questions to stakeholders."""

import secrets
from typing import Any, BinaryIO

from sqlalchemy import func, select, update

from consult.accounts.models import User
from consult.consultations import queries
from consult.consultations.actions.shared import record_event, require_editable
from consult.consultations.models import Asked, Consultation, Document, DocumentRole, Question
from consult.core import clock, storage
from consult.core.actions import action
from consult.core.database import db
from consult.core.errors import NotPossible
from consult.core.stale_check import NoPage, compare
from consult.core.translatable import N_


@action
def add_document(
    consultation: Consultation, *, role: DocumentRole, title: str, language: str, file_name: str, media_type: str,
    file: BinaryIO, by: User,
) -> Document:  # fmt: skip
    """Add a supporting document; the file is stored. A second call changes nothing."""
    require_editable(consultation)
    key = storage.put_file(file)
    for known in queries.documents(consultation):
        if (known.storage_key, known.title, known.role, known.language) == (key, title, role, language):
            return known
    document = Document(
        reference=secrets.token_urlsafe(9),
        consultation_id=consultation.id,
        position=_next(Document, consultation),
        role=role,
        title=title,
        language=language,
        file_name=file_name,
        media_type=media_type,
        size=file.seek(0, 2),
        storage_key=key,
        added_at=clock.now(),
    )
    db.session.add(document)
    record_event("document_added", consultation, by)
    db.session.flush()
    return document


@action
def remove_document(consultation: Consultation, document: Document, *, by: User) -> None:
    """Remove a supporting document."""
    require_editable(consultation)
    _take_out(consultation, document)
    record_event("document_removed", consultation, by)


@action
def add_question(consultation: Consultation, asked: Asked, *, by: User) -> Question:
    """Add a question to stakeholders. A second call changes nothing."""
    require_editable(consultation)
    for known in queries.questions(consultation):
        if Asked.of(known) == asked:
            return known
    question = Question(
        consultation_id=consultation.id, position=_next(Question, consultation), **asked._asdict()
    )
    db.session.add(question)
    record_event("question_added", consultation, by)
    db.session.flush()
    return question


@action
def change_question(
    consultation: Consultation,
    question: Question,
    asked: Asked,
    *,
    by: User,
    seen: str | NoPage,
) -> None:
    """Change what a question asks. Raises StaleForm where it differs from what was `seen` (its mark by Asked)."""
    require_editable(consultation)
    if db.session.get(Question, question.id, populate_existing=True) is None:
        raise NotPossible(N_("Another person removed this question. Your change was not saved."))
    if not seen or Asked.of(question) != asked:
        compare(seen, question, *Asked._fields)
    asked.write(question)
    record_event("question_changed", consultation, by)


@action
def remove_question(consultation: Consultation, question: Question, *, by: User) -> None:
    """Remove a question; those after it move up."""
    require_editable(consultation)
    _take_out(consultation, question)
    record_event("question_removed", consultation, by)


@action
def move(consultation: Consultation, thing: Document | Question, *, up: bool, by: User) -> None:
    """Put a document or question before the one above it, or after the one below; at the end it stays."""
    require_editable(consultation)
    kind: Any = type(thing)
    beside = kind.position < thing.position if up else kind.position > thing.position
    nearest = kind.position.desc() if up else kind.position
    rows = select(kind).where(kind.consultation_id == consultation.id, beside).order_by(nearest).limit(1)
    other = db.session.execute(rows).scalar_one_or_none()
    if other is not None:
        thing.position, other.position = other.position, thing.position
        record_event("reordered", consultation, by)


def _take_out(consultation: Consultation, thing: Document | Question) -> None:
    kind, position = type(thing), thing.position
    db.session.delete(thing)
    db.session.flush()
    db.session.execute(
        update(kind)
        .where(kind.consultation_id == consultation.id, kind.position > position)
        .values(position=kind.position - 1)
    )
    db.session.expire_all()


def _next(kind: type[Document] | type[Question], consultation: Consultation) -> int:
    last = select(func.max(kind.position)).where(kind.consultation_id == consultation.id)
    return int(db.session.execute(last).scalar_one() or 0) + 1
