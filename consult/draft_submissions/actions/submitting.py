"""Submitting a draft; and sending what was typed into a submission later: an addition or an amendment."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, bindparam, delete, exists, select

from consult.consultations.models import Question
from consult.core.actions import action
from consult.core.database import db, table
from consult.core.errors import NotPossible
from consult.core.stale_check import NoPage, compare
from consult.core.translatable import N_
from consult.draft_submissions.actions.locks import AlreadySubmitted, lock
from consult.draft_submissions.actions.unfinished import Begun, forget_typed
from consult.draft_submissions.models import DraftComment, DraftSubmission, UnfinishedComment
from consult.submissions import actions as submissions
from consult.submissions.models import SAID, Attribution, Comment, Route, Submission
from consult.submissions.rules import WHO, NewComment

DRAFT = ("changed_at",)
"""What tells one state of a draft from another, for `core.stale_check`: whatever is said on it again changes the
moment."""

NOT_COMPLETE = N_("A comment is not complete. Complete it or remove it. Nothing was submitted.")
"""Why a draft is not submitted."""


@action
def submit(
    draft: DraftSubmission,
    *,
    attribution: Attribution,
    policies: Mapping[str, int],
    received_at: datetime,
    seen: str | NoPage,
    sent_again_at: datetime | None = None,
) -> str:
    """Submit a draft that reached us complete at `received_at`: file it and delete it here. Again changes nothing.
    Returns the reference of the submission.

    `sent_again_at` is when it came again, where an outage had kept it from being taken when it first reached us.

    Raises NotTaken by the published rule (the draft stays), StaleForm where the draft is not the one that was `seen`
    (its mark by DRAFT), NotPossible where a comment is not complete, and as submissions.actions.file.
    """
    consultation = draft.consultation
    try:
        lock(draft)
    except AlreadySubmitted as done:
        return done.submission.reference
    comments, has_unfinished = _take(draft)
    made = submissions.file(
        consultation, key=draft.key, user_id=draft.user_id, who={name: getattr(draft, name) for name in WHO},
        comments=comments, attribution=attribution,
        policies=policies, route=Route.WEB, received_at=received_at, sent_again_at=sent_again_at,
        begun_at=draft.begun_at, last_number=draft.last_number,
    )  # fmt: skip
    compare(seen, draft, *DRAFT)  # where it is taken at all: nothing is written before the end
    if has_unfinished:
        raise NotPossible(NOT_COMPLETE)
    return made.reference


_DRAFTS, _COMMENTS = table(DraftSubmission), table(DraftComment)
_TAKEN = (
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
    """The statement that deletes a draft and reads its comments by their numbers: a row with `is_unfinished` for each,
    or one row without a number. What is deleted with the draft is still read, as it was before the statement."""
    of: BindParameter[int] = bindparam("draft")
    gone = (
        delete(_DRAFTS)
        .where(_DRAFTS.c.id == of)
        .returning(_DRAFTS.c.id, exists().where(UnfinishedComment.draft_id == of).label("is_unfinished"))
        .cte("gone")
    )
    columns: list[Any] = [gone.c.is_unfinished, *(_COMMENTS.c[name] for name in _TAKEN), Question]
    rows = select(*columns).select_from(gone).outerjoin(_COMMENTS, _COMMENTS.c.draft_id == gone.c.id)
    return rows.outerjoin(Question, Question.id == _COMMENTS.c.question_id).order_by(_COMMENTS.c.number)


_TAKE = _taking()


def _take(draft: DraftSubmission) -> tuple[list[NewComment], bool]:
    """Delete a locked draft, before it is filed under its key. Returns its comments, and whether any is unfinished."""
    rows = db.session.execute(_TAKE, {"draft": draft.id}).all()
    comments = [
        NewComment(question=row.Question, **{name: getattr(row, name) for name in _TAKEN})
        for row in rows
        if row.number is not None
    ]
    return comments, rows[0].is_unfinished


@action
def send_addition(submission: Submission, *, key: str, begun: Begun | None, **said: Any) -> Comment:
    """Add a comment to a submission (submissions.actions.add_comment), and forget what its page kept while it was
    typed."""
    added = submissions.add_comment(submission, key=key, **said)
    forget_typed(submission, key, begun=begun)
    return added


@action
def send_amendment(changed: Comment, /, *, key: str, begun: Begun | None, **said: Any) -> None:
    """Change a comment that was filed (submissions.actions.change_comment), and forget what its page kept meanwhile."""
    submissions.change_comment(changed, key=key, **said)
    forget_typed(changed.submission, key, changed, begun)
