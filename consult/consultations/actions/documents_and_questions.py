"""Supporting documents, and questions to stakeholders."""

import secrets
from typing import Any, BinaryIO

from sqlalchemy import func, select, update

from consult.accounts.models import User
from consult.consultations import queries
from consult.consultations.actions.events import record_event
from consult.consultations.actions.preparing import require_editable
from consult.consultations.models import AuthoredQuestion, Consultation, Document, DocumentRole, Question
from consult.core import clock, storage
from consult.core.actions import action
from consult.core.database import db
from consult.core.errors import NotFound, NotPossible
from consult.core.stale_check import NoPage, compare
from consult.core.translatable import N_
from consult.questions.definitions import LONGEST_LINE, MOST_LINES, Condition, Definition, QuestionContent
from consult.questions.types import type_of


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
def add_question(consultation: Consultation, asked: AuthoredQuestion, *, by: User) -> Question:
    """Add a question to stakeholders. A second call changes nothing. Raises NotPossible where its type needs more."""
    require_editable(consultation)
    _check(asked)
    for known in queries.questions(consultation):
        if AuthoredQuestion.of(known) == asked:
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
    asked: AuthoredQuestion,
    *,
    by: User,
    seen: str | NoPage,
) -> None:
    """Change what a question asks; where its options move, the conditions of later questions move along. Raises
    StaleForm where it differs from what was `seen` (its mark by Asked), NotPossible where another question is asked
    only after an answer that nothing could give any more."""
    require_editable(consultation)
    if db.session.get(Question, question.id, populate_existing=True) is None:
        raise NotPossible(N_("Another person removed this question. Your change was not saved."))
    _check(asked)
    if not seen or AuthoredQuestion.of(question) != asked:
        compare(seen, question, *AuthoredQuestion._fields)
    before = question.content
    asked.write(question)
    _move_conditions(consultation, question, before)
    record_event("question_changed", consultation, by)


@action
def remove_question(consultation: Consultation, question: Question, *, by: User) -> None:
    """Remove a question; those after it move up. Raises NotPossible where another is asked only after its answer."""
    require_editable(consultation)
    following = [one for one in queries.questions(consultation) if _follows(one, question)]
    if following:
        raise NotPossible(_DEPENDS, number=following[0].position)
    _take_out(consultation, question)
    record_event("question_removed", consultation, by)


@action
def move(consultation: Consultation, thing: Document | Question, *, up: bool, by: User) -> None:
    """Put a document or question before the one above it, or after the one below; at the end it stays. Raises
    NotPossible where a question would come before the one whose answer it follows."""
    require_editable(consultation)
    kind: Any = type(thing)
    beside = kind.position < thing.position if up else kind.position > thing.position
    nearest = kind.position.desc() if up else kind.position
    rows = select(kind).where(kind.consultation_id == consultation.id, beside).order_by(nearest).limit(1)
    other = db.session.execute(rows).scalar_one_or_none()
    if other is not None:
        pair: tuple[Any, Any] = (thing, other) if up else (other, thing)
        above, below = pair
        if isinstance(thing, Question) and _follows(above, below):
            raise NotPossible(_DEPENDS, number=above.position)
        thing.position, other.position = other.position, thing.position
        record_event("reordered", consultation, by)


_DEPENDS = N_("Question %(number)s is asked only after an answer to the other question. Change that first.")


def _follows(one: Question, cause: Question) -> bool:
    """Whether a question is asked only after certain answers to the other one."""
    condition = one.definition.condition
    return condition is not None and condition.question == cause.id


_LOSES_ANSWER = N_(
    "Question %(number)s is asked only after an answer that your change removes. Change question %(number)s first. "
    "Your change was not saved."
)


def _move_conditions(consultation: Consultation, cause: Question, before: QuestionContent) -> None:
    """Have the conditions on a question name the same options as `before` its change. Raises NotPossible where one of
    these options is gone."""
    following = [one for one in queries.questions(consultation) if _follows(one, cause)]
    codes = _codes_now(before, cause.content) if following else {}
    for one in following:
        condition = one.definition.condition
        present = [codes.get(code) for code in condition.codes] if condition is not None else []
        if not all(present):
            raise NotPossible(_LOSES_ANSWER, number=one.position)
        moved = Condition(cause.id, tuple(code for code in present if code))
        if moved != condition:
            one.definition = one.definition.having(condition=moved)


def _codes_now(before: QuestionContent, after: QuestionContent) -> dict[str, str]:
    """The code of each option before a change → its code after it: that of the option with the same text; where only
    texts were changed, the same code. An option that is gone has none."""
    old, new = (type_of(one.type).options(one) for one in (before, after))
    if not type_of(after.type).can_be_cause:
        return {}
    texts = {one.code: one.text for one in new}
    codes = {one.text: one.code for one in reversed(new)}
    are_only_reworded = [one.code for one in old] == list(texts)
    known = {one.text for one in old}
    found = {}
    for one in old:
        if texts.get(one.code) == one.text:
            found[one.code] = one.code
        elif one.text in codes:
            found[one.code] = codes[one.text]
        elif are_only_reworded and texts[one.code] not in known:
            found[one.code] = one.code
    return found


def _check(asked: AuthoredQuestion) -> None:
    """Raise NotPossible where a question lacks what its type needs, or has too many options."""
    content = Question(position=0, **asked._asdict()).content
    listed = (*content.options, *content.rows)
    if max(len(content.options), len(content.rows)) > MOST_LINES or any(
        len(one) > LONGEST_LINE for one in listed
    ):
        raise NotPossible(
            N_("Enter at most %(most)s options or rows, each of at most %(number)s characters."),
            most=MOST_LINES,
            number=LONGEST_LINE,
        )
    type_of(asked.type).check_definition(content)


@action
def copy_questions(consultation: Consultation, source: Consultation, *, by: User) -> int:
    """Add the questions of another consultation of the same organisation, with their translations, after those that
    there are; how many. A passage that they are about is not copied. A second call adds none that is there."""
    require_editable(consultation)
    if source.organisation_id != consultation.organisation_id:
        raise NotFound
    copies: dict[int, int] = {}
    known = {_same(one): one.id for one in queries.questions(consultation)}
    count = 0
    for one in queries.questions(source):
        asked = AuthoredQuestion.of(one)
        copied = known.get(_same(one))
        if copied is not None:
            copies[one.id] = copied
            continue
        condition = one.definition.condition
        if condition is not None:
            cause = copies.get(condition.question)
            condition = Condition(cause, condition.codes) if cause is not None else None
        definition = one.definition.having(block_key="", condition=condition)
        made = add_question(consultation, asked._replace(definition=definition), by=by)
        made.translations = one.translations
        copies[one.id] = made.id
        count += 1
    return count


def _same(question: Question) -> AuthoredQuestion:
    """What makes a question the same in two consultations: its texts, and what can be answered to it."""
    of = question.definition
    answered = Definition(has_other=of.has_other, least=of.least, most=of.most)
    return AuthoredQuestion.of(question)._replace(definition=answered)


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
