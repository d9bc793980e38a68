"""Submitting a draft; and sending what was typed into a submission later: an addition or an amendment."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from types import SimpleNamespace
from typing import Any, NamedTuple, Protocol

from sqlalchemy import BindParameter, bindparam, delete, exists, select

from consult.attachments import queries as attachments
from consult.consultations.models import Question
from consult.core.actions import action
from consult.core.database import table
from consult.core.errors import NotPossible
from consult.core.kept_statements import KeptStatement
from consult.core.stale_check import NoPage, compare
from consult.core.translatable import N_
from consult.draft_submissions import queries
from consult.draft_submissions.actions.answering import NOT_ANSWERED, new_answers
from consult.draft_submissions.actions.locks import filed_instead
from consult.draft_submissions.actions.unfinished import UnfinishedMark, forget_typed
from consult.draft_submissions.models import DraftComment, DraftSubmission, UnfinishedComment
from consult.questions import answering
from consult.questions.answering import Reading
from consult.submissions import actions as submissions
from consult.submissions.models import SAID, TEXTS_FROM, Attribution, Cause, Comment, Route, Submission
from consult.submissions.rules import WHO, NewComment

DRAFT_SUBMISSION = ("changed_at",)
"""What tells one state of a draft submission from another, for `core.stale_check`: whatever is said on it again
changes the moment."""

NOT_COMPLETE = N_("A comment is not complete. Complete it or remove it. Nothing was submitted.")
NOT_SAVED = N_("A comment was typed and not saved. Open it and save or remove it. Nothing was submitted.")
"""Why a draft is not submitted."""


class KnownDraftSubmission(Protocol):
    """A draft submission, or what is known of it."""

    @property
    def id(self) -> Any:
        """The number of the draft submission."""

    @property
    def key(self) -> Any:
        """The key of the form that began it."""

    @property
    def consultation_id(self) -> Any:
        """The number of its consultation."""


@action
def submit(
    draft: KnownDraftSubmission,
    *,
    attribution: Attribution,
    policies: Mapping[str, int],
    received_at: datetime,
    seen: str | NoPage,
    sent_again_at: datetime | None = None,
    quarantine: Cause | None = None,
) -> str:
    """Submit a draft that reached us complete at `received_at`: file it and delete it here. Again changes nothing.
    Returns the reference of the submission.

    `quarantine`: why a moderator is to look at it first.
    `sent_again_at` is when it came again, where an outage had kept it from being taken when it first reached us.

    Raises NotTaken by the published rule (the draft stays), StaleForm where the draft is not the one that was `seen`
    (its mark by DRAFT_SUBMISSION), NotPossible where a comment or an answer is not complete, and as
    submissions.actions.file.
    """
    locked = {"draft": draft.id, "consultation": draft.consultation_id}
    terms = next(iter(_LOCKED.rows(locked)), None)
    if terms is None:
        return filed_instead(draft.key).reference
    answers = queries.NO_QUESTIONS
    if terms.asks:
        answers = queries.answers_to_submit(draft.id, draft.consultation_id)
    taken = _take(draft.id)
    words = {one.question.id: one.comment for one in reversed(taken.comments) if one.question is not None}
    read = answering.read(answers.contents, answers.given(words))
    asked = [one for one in taken.comments if one.question is None or _is_asked(read, one.question.id)]
    comments = _numbered(asked, taken.last_number)
    unasked = {file for question, file in answers.files.items() if not _is_asked(read, question)}
    reference = submissions.file(
        draft.consultation_id, key=draft.key, user_id=taken.user_id,
        who={name: getattr(taken, name) for name in WHO}, comments=comments, answers=new_answers(read),
        attachments=[one for one in taken.attachments or () if one not in unasked],
        attribution=attribution, policies=policies, route=Route.WEB, received_at=received_at,
        sent_again_at=sent_again_at, begun_at=taken.begun_at, last_number=taken.last_number, terms=terms,
        confirmed_email=taken.confirmed_email,
    )  # fmt: skip
    compare(seen, taken, *DRAFT_SUBMISSION)  # where it is taken at all: nothing is committed before the end
    _require_complete(taken, read)
    if quarantine is not None:
        submissions.quarantine(reference, quarantine)
    return reference


def _numbered(comments: Sequence[NewComment], last_number: int) -> list[NewComment]:
    """Comments with the numbers that their writer saw, and after them the texts of answers."""
    own = [one for one in comments if (one.number or 0) <= TEXTS_FROM]
    texts = [one for one in comments if (one.number or 0) > TEXTS_FROM]
    latest = max([last_number, *(one.number or 0 for one in own)])
    return [*own, *(replace(one, number=at) for at, one in enumerate(texts, latest + 1))]


def _require_complete(taken: Any, read: Mapping[int, Reading]) -> None:
    """Raise NotPossible where a comment or an answer is not complete."""
    if taken.is_unfinished:
        raise NotPossible(NOT_COMPLETE)
    if any(one.is_autosaved for one in taken.comments):
        raise NotPossible(NOT_SAVED)
    if any(one.problem is not None for one in read.values()):
        raise NotPossible(NOT_ANSWERED)


def _is_asked(read: Mapping[int, Reading], question_id: int) -> bool:
    return question_id not in read or read[question_id].is_asked


_DRAFTS, _COMMENTS, _QUESTIONS = table(DraftSubmission), table(DraftComment), table(Question)
_LOCKED = KeptStatement(
    submissions.sharing(
        select(_DRAFTS.c.id).where(_DRAFTS.c.id == bindparam("draft")).with_for_update().cte("draft")
    ).add_columns(exists().where(_QUESTIONS.c.consultation_id == bindparam("consultation")).label("asks"))
)
"""Locks a draft and then shares its consultation: the terms of that, and whether it asks questions, which are the same
since before its first draft; or no row where the draft is gone."""

_OWN = (*sorted(WHO), "user_id", "confirmed_email", "begun_at", "changed_at", "last_number")
_BESIDE = ("is_unfinished", "attachments")
"""What is known of a draft besides: whether anything typed is not complete, and the ids of its files."""
_SAID = (
    *SAID,
    "key",
    "number",
    "subject",
    "block_key",
    "version_id",
    "language",
    "said_from",
    "is_autosaved",
)


def _taking() -> Any:
    """The statement that deletes a draft and reads it with its comments by their numbers: a row for each, or one row
    without a number. What is deleted with the draft is still read, as it was before the statement."""
    of: BindParameter[int] = bindparam("draft")
    gone = (
        delete(_DRAFTS)
        .where(_DRAFTS.c.id == of)
        .returning(
            _DRAFTS.c.id,
            exists().where(UnfinishedComment.draft_id == of).label("is_unfinished"),
            attachments.ids_of_draft(of).label("attachments"),
            *(_DRAFTS.c[name] for name in _OWN),
        )
        .cte("gone")
    )
    columns: list[Any] = [
        *(gone.c[name].label(f"own_{name}") for name in (*_OWN, *_BESIDE)),
        *(_COMMENTS.c[name] for name in _SAID),
        _COMMENTS.c.question_id,
        _QUESTIONS.c.consultation_id.label("asked_in"),
    ]
    rows = select(*columns).select_from(gone).outerjoin(_COMMENTS, _COMMENTS.c.draft_id == gone.c.id)
    return rows.outerjoin(_QUESTIONS, _QUESTIONS.c.id == _COMMENTS.c.question_id).order_by(_COMMENTS.c.number)


_TAKE = KeptStatement(_taking())


class _AskedQuestion(NamedTuple):
    """A question that a comment answers."""

    id: int
    consultation_id: int


def _take(draft_id: int) -> Any:
    """Delete a locked draft, before it is filed under its key. Returns what it said by _OWN, its `comments`
    and `attachments`, and whether any `is_unfinished`."""
    rows = _TAKE.rows({"draft": draft_id})
    comments = [
        NewComment(
            question=_AskedQuestion(row.question_id, row.asked_in) if row.asked_in is not None else None,
            **dict(zip(_SAID, row[_FIRST:], strict=False)),
        )
        for row in rows
        if row.number is not None
    ]
    own = dict(zip((*_OWN, *_BESIDE), rows[0], strict=False))
    return SimpleNamespace(comments=comments, **own)


_FIRST = len(_OWN) + len(_BESIDE)
"""Where the columns of a comment begin in a row."""


@action
def send_addition(
    submission: Submission, new: NewComment, *, begun: UnfinishedMark | None, **times: datetime | None
) -> Comment:
    """Add a comment to a submission (submissions.actions.add_comment), and forget what its page kept while it was
    typed."""
    added = submissions.add_comment(submission, new, **times)
    forget_typed(submission, new.key, begun=begun)
    return added


@action
def send_amendment(changed: Comment, /, *, key: str, begun: UnfinishedMark | None, **said: Any) -> None:
    """Change a comment that was filed (submissions.actions.change_comment), and forget what its page kept meanwhile."""
    submissions.change_comment(changed, key=key, **said)
    forget_typed(changed.submission, key, changed, begun)
