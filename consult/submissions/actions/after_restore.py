"""Erasures done again after a restore, as the journal tells them (core.journal). Doing one twice is as once."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select, update

from consult.consultations.models import Consultation
from consult.core.actions import action
from consult.core.database import among, db
from consult.core.events import record
from consult.core.journal import Line, ids, latest
from consult.submissions.actions.forgetting import NO_ADDRESS, kept_organisation
from consult.submissions.actions.pending_amendments import take_amendment
from consult.submissions.actions.publishing import hide, lock_all
from consult.submissions.actions.withdrawing import withdraw_after_restore, withdraw_comment_after_restore
from consult.submissions.lifecycle import VISIBLE, Moderation, State
from consult.submissions.models import Comment, Submission


@action
def forget_addresses_again(lines: Sequence[Line]) -> int:
    """Addresses that were forgotten leave again."""
    known = among(Submission.id, ids(lines)) & (Submission.email != "")
    return _told(update(Submission).where(known).values(NO_ADDRESS), "addresses")


@action
def forget_names_again(lines: Sequence[Line]) -> int:
    """Names that were forgotten leave again, with the tie to an account."""
    named = or_(Submission.name != "", Submission.user_id.is_not(None))
    changed = update(Submission).where(among(Submission.id, ids(lines)), named)
    return _told(changed.values(name="", organisation=kept_organisation(), user_id=None), "names")


def _told(change: Any, what: str) -> int:
    """Make the change, and record for each consultation how many it concerned."""
    counts = Counter(db.session.execute(change.returning(Submission.consultation_id)).scalars())
    rows = select(Consultation).where(Consultation.id.in_(counts))
    for one in db.session.execute(rows).scalars():
        record(
            "submissions.forgotten", one.slug, organisation=one.organisation_id, consultation=one.id,
            **{what: counts[one.id]},
        )  # fmt: skip
    return counts.total()


@action
def withdraw_again(lines: Sequence[Line]) -> int:
    """Submissions that were withdrawn are withdrawn again, closed or not."""
    rows = select(Submission).where(among(Submission.id, ids(lines)), Submission.state == State.SUBMITTED)
    return _each(db.session.execute(rows.order_by(Submission.id)).scalars(), withdraw_after_restore)


@action
def withdraw_comments_again(lines: Sequence[Line]) -> int:
    """Comments that were withdrawn are withdrawn again, closed or not."""
    rows = select(Comment).where(among(Comment.id, ids(lines)), Comment.moderation != Moderation.WITHDRAWN)
    return _each(db.session.execute(rows.order_by(Comment.id)).scalars(), withdraw_comment_after_restore)


def _each(things: Iterable[Any], do: Any) -> int:
    found = list(things)
    for one in found:
        do(one)
    return len(found)


@action
def hide_amended_again(lines: Sequence[Line]) -> int:
    """Words that their submitter had replaced are not public: the comment waits for a moderator again."""
    done = 0
    for line in latest(lines, "comment"):
        comment = db.session.get(Comment, line["comment"])
        if comment is None or comment.moderation not in VISIBLE or comment.edition >= line["edition"]:
            continue
        if comment.posted_at is None or comment.posted_at < datetime.fromisoformat(line["at"]):
            lock_all([comment])
            if comment.amendment_edition is not None:
                take_amendment(comment)
            else:
                hide(comment, state=Moderation.RECEIVED)
            done += 1
    return done
