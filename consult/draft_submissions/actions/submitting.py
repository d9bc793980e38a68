"""Submitting a draft; and sending what was typed into a submission later: an addition or an amendment."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, exists

from consult.core.actions import action
from consult.core.database import db, table
from consult.core.errors import NotPossible
from consult.core.stale_check import NoPage, compare
from consult.core.translatable import N_
from consult.draft_submissions import queries
from consult.draft_submissions.actions.locks import AlreadySubmitted, lock
from consult.draft_submissions.actions.unfinished import Begun, forget_typed
from consult.draft_submissions.models import DraftComment, DraftSubmission, UnfinishedComment
from consult.submissions import actions as submissions
from consult.submissions.models import SAID, Attribution, Comment, Route, Submission
from consult.submissions.rules import WHO, NewComment

DRAFT = ("changed_at",)
"""What tells one state of a draft from another, for `core.seen`: whatever is said on it again changes the moment."""

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
    (its mark by DRAFT), NotPossible where a comment is not complete, and as submissions.file.
    """
    consultation = draft.consultation
    try:
        lock(draft)
    except AlreadySubmitted as done:
        return done.submission.reference
    comments = queries.comments_of(draft)
    has_unfinished = db.session.execute(_DELETE, {"draft": draft.id}).scalar_one()
    made = submissions.file(
        consultation, key=draft.key, user_id=draft.user_id, who={name: getattr(draft, name) for name in WHO},
        comments=[_complete(one) for one in sorted(comments, key=lambda one: one.number)], attribution=attribution,
        policies=policies, route=Route.WEB, received_at=received_at, sent_again_at=sent_again_at,
        begun_at=draft.begun_at, last_number=draft.last_number,
    )  # fmt: skip
    compare(seen, draft, *DRAFT)  # where it is taken at all: nothing is written before the end
    if has_unfinished:
        raise NotPossible(NOT_COMPLETE)
    return made.reference


_DRAFTS = table(DraftSubmission)
_DELETE = (
    delete(_DRAFTS)
    .where(_DRAFTS.c.id == bindparam("draft"))
    .returning(exists().where(UnfinishedComment.draft_id == bindparam("draft")))
)
"""Deletes a draft, with its comments, before it is filed under its key; tells whether any was not complete."""


def _complete(one: DraftComment) -> NewComment:
    return NewComment(
        **{name: getattr(one, name) for name in (*SAID, "key", "number", "subject", "block_key", "question")},
        version_id=one.version_id, language=one.language, said_from=one.said_from, is_typed=one.is_typed,
    )  # fmt: skip


@action
def send_addition(submission: Submission, *, key: str, begun: Begun | None, **said: Any) -> Comment:
    """Add a comment to a submission (submissions.add_comment), and forget what its page kept while it was typed."""
    added = submissions.add_comment(submission, key=key, **said)
    forget_typed(submission, key, begun=begun)
    return added


@action
def send_amendment(changed: Comment, /, *, key: str, begun: Begun | None, **said: Any) -> None:
    """Change a comment that was filed (submissions.change_comment), and forget what its page kept meanwhile."""
    submissions.change_comment(changed, key=key, **said)
    forget_typed(changed.submission, key, changed, begun)
