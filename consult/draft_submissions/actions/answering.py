"""Answers to questions: saved as they are typed, and, of a submission that was filed, sent until the deadline."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from types import SimpleNamespace
from typing import Any, BinaryIO, NamedTuple

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from consult.attachments import queries as attachments
from consult.attachments.limits import limits
from consult.consultations import queries as consultations
from consult.consultations.models import Question
from consult.core import clock, markup, stale_check
from consult.core.actions import action
from consult.core.database import db, table
from consult.core.errors import NotFound, NotPossible
from consult.core.translatable import N_
from consult.draft_submissions import queries
from consult.draft_submissions.actions.commenting import add_comment, change_comment
from consult.draft_submissions.actions.locks import lock
from consult.draft_submissions.models import DraftAnswer, DraftComment, DraftSubmission
from consult.questions import answering
from consult.questions.answering import NOTHING, Reading, TypedAnswer
from consult.questions.types import Results, type_of
from consult.submissions import actions as submissions
from consult.submissions import queries as submitted
from consult.submissions.models import CommentType, Subject, Submission
from consult.submissions.rules import NewAnswer, NewComment

NOT_ANSWERED = N_("A question is not answered, or its answer is not complete. Nothing was submitted.")
"""Why a draft is not submitted."""


def mark_of(given: Mapping[int, TypedAnswer], question_ids: Sequence[int]) -> str:
    """The mark (core.stale_check) of what was typed in answer to these questions."""
    return stale_check.form_version(_said(given, question_ids), "said")


def _said(given: Mapping[int, TypedAnswer], question_ids: Sequence[int]) -> SimpleNamespace:
    said = []
    for question in question_ids:
        one = given.get(question, NOTHING)
        typed = sorted((part, some) for part, some in one.typed.items() if any(some))
        said.append([question, typed, markup.plain(one.text)])
    return SimpleNamespace(said=said)


class NewFile(NamedTuple):
    """A file that was sent in answer to a question."""

    question_id: int
    name: str
    stream: BinaryIO


class FileRefused(NotPossible):
    """A file that was sent in answer to a question is not taken; the question is told."""

    def __init__(self, question_id: int, why: NotPossible) -> None:
        super().__init__(why.message, **why.values)
        self.question_id = question_id


@action
def save_answers(draft: DraftSubmission, given: Mapping[int, TypedAnswer], *, key: str, seen: str) -> None:
    """Save what was typed in answer to questions (by their ids), whatever is missing or wrong.

    `key` is that of the page; `seen` the mark (mark_of) of what they said when it was opened. Raises StaleForm where
    another page has saved something else since; NotFound for a question of another consultation; AlreadySubmitted.
    """
    lock(draft)
    questions = {one.id: one for one in consultations.questions(draft.consultation)}
    if set(given) - set(questions):
        raise NotFound
    _require_unchanged(draft, given, key, seen)
    for identifier, one in given.items():
        _save(draft, questions[identifier], one, key)
    draft.changed_at = clock.now()


def _require_unchanged(draft: DraftSubmission, given: Mapping[int, TypedAnswer], key: str, seen: str) -> None:
    order = list(given)
    now = mark_of(queries.given_on(draft.id), order)
    savers = set(queries.answer_savers(draft.id, order).values())
    if now in {seen, mark_of(given, order)} or savers == {key}:
        return
    raise stale_check.StaleForm(stale_check.CHANGED)


def is_file(question: Question) -> bool:
    """Whether a question is answered with a file."""
    return type_of(question.type).results is Results.FILES


def _save(draft: DraftSubmission, question: Question, given: TypedAnswer, key: str) -> None:
    if is_file(question):
        return  # the attachment says it
    typed = {part: some for part, some in given.typed.items() if any(some)}
    text = markup.plain(given.text)
    if len(text) > markup.LONGEST_COMMENT:
        typed[queries.TEXT] = [given.text]
        text = ""
    _save_text(draft, question, text, key)
    row = {"draft_id": draft.id, "question_id": question.id, "typed": typed, "said_from": key}
    added = insert(table(DraftAnswer)).values(row)
    db.session.execute(
        added.on_conflict_do_update(
            index_elements=["draft_id", "question_id"], set_={"typed": typed, "said_from": key}
        )
    )


def _save_text(draft: DraftSubmission, question: Question, text: str, key: str) -> None:
    """The text of an answer is a comment about its question: added, changed or removed."""
    present = queries.text_of_answer(draft.id, question.id)
    words = {"type": CommentType.GENERAL, "comment": text, "proposal": "", "rationale": ""}
    if present is None:
        if text:
            own = f"{key}:{question.id}"
            add_comment(draft, key=own, subject=Subject.QUESTION, question=question, **words)  # type: ignore[arg-type]
    elif not text:
        db.session.execute(delete(DraftComment).where(DraftComment.id == present.id))
        db.session.expunge(present)
    elif present.comment != text:
        change_comment(present, quote="", key=present.key, **words)  # type: ignore[arg-type]


def readings(consultation_id: int, given: Mapping[int, TypedAnswer]) -> dict[int, Reading]:
    """What was typed in answer to each question of a consultation, as its type reads it."""
    contents = consultations.question_contents(consultation_id)
    return answering.read(list(contents.values()), given) if contents else {}


def new_answers(read: Mapping[int, Reading]) -> list[NewAnswer]:
    """The answers among what was typed, to be filed."""
    return [NewAnswer(question_id=key, value=one.value) for key, one in read.items() if one.value is not None]


@action
def send_answers(
    submission: Submission,
    given: Mapping[int, TypedAnswer],
    *,
    key: str,
    seen: str,
    following: Collection[int] = (),
    files: Sequence[NewFile] = (),
    received_at: datetime | None = None,
    sent_again_at: datetime | None = None,
) -> None:
    """Answer questions of a submission differently, until the deadline; all others keep their answers. What is not
    asked any more has no answer. What is asked from now on, wherever it stands, is answered with them.

    `key` and `seen` as for `save_answers`; `following`: those that were not on the page when it was opened, as they
    follow from what was answered there; `files`: with which some of them are answered. Raises NotPossible where an
    answer is not complete and after the deadline, FileRefused where a file is not taken, StaleForm where another page
    has sent something else since.
    """
    submissions.lock_submission(submission)
    before = given_on_sent(submission)
    on_page = [one for one in given if one not in following or one in before]
    stale_check.compare(seen, _said(before, on_page), "said")
    after = readings(submission.consultation_id, {**before, **given})
    if set(given) - set(after):
        raise NotFound
    _require_complete(
        after, [*given, *answering.newly_open(readings(submission.consultation_id, before), after)]
    )
    values = {one.question_id: one.value for one in submitted.answers_of(submission.id)}
    wanted = {one.question_id: one for one in new_answers(after)}
    changed = [one for one in wanted.values() if values.get(one.question_id) != one.value]
    times = {"received_at": received_at, "sent_again_at": sent_again_at}
    submissions.change_answers(submission, changed, set(values) - set(wanted), **times)
    for one in files:  # the consultation is locked for a change by now: a file before leaves public pages
        _send_file(submission, one, times)
    for identifier, reading in after.items():
        _send_text(submission, identifier, reading, key, times)


def _require_complete(read: Mapping[int, Reading], needed: Sequence[int]) -> None:
    """Raise NotPossible where the answer to a question that is `needed` is not complete."""
    for one in needed:
        problem = read[one].problem
        if problem is not None:
            raise problem


def _send_file(submission: Submission, new: NewFile, times: dict[str, datetime | None]) -> None:
    named: dict[str, Any] = {"description": "", "limits": limits(submission.consultation_id), **times}
    try:
        submissions.attach_file(submission, new.name, new.stream, question_id=new.question_id, **named)
    except NotPossible as trouble:
        raise FileRefused(new.question_id, trouble) from trouble


def _send_text(
    submission: Submission, question_id: int, reading: Reading, key: str, times: dict[str, datetime | None]
) -> None:
    present = submitted.texts_of_answers(submission.id).get(question_id)
    text = markup.plain(reading.text)
    words = {"type": CommentType.GENERAL, "comment": text, "proposal": "", "rationale": "", "quote": ""}
    if present is None:
        if text:
            question = consultations.existing_question(question_id)
            about = {"key": f"{key}:{question_id}", "subject": Subject.QUESTION, "question": question}
            submissions.add_comment(submission, NewComment(**about, **words), **times)  # type: ignore[arg-type]
    elif not text:
        submissions.withdraw_comment(present, **times)
    elif submitted.last_said(present).comment != text:
        submissions.change_comment(present, key=key, **words, **times)  # type: ignore[arg-type]


def given_on_sent(submission: Submission) -> dict[int, TypedAnswer]:
    """The answers of a submission as they were typed last."""
    contents = consultations.question_contents(submission.consultation_id)
    comments = submitted.texts_of_answers(submission.id)
    texts = {key: submitted.last_said(one).comment for key, one in comments.items()}
    values = {one.question_id: one.value for one in submitted.answers_of(submission.id)}
    if any("files" in value for value in values.values()):
        with_file = attachments.answered_by_files(submission.id)
        values = {key: value for key, value in values.items() if "files" not in value or key in with_file}
    return {
        key: TypedAnswer(type_of(content.type).typed(values.get(key, {})), texts.get(key, ""))
        for key, content in contents.items()
        if key in values or key in texts
    }
