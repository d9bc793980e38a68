"""Comments and submissions as moderators find them, and what is to be known before they decide."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from consult.accounts.models import User
from consult.core import clock
from consult.core.database import db
from consult.core.errors import NotFound
from consult.moderation.models import (
    Claim,
    Confirmation,
    Note,
)
from consult.moderation.queries.pending_decisions import pending_among
from consult.moderation.queries.redactions import hidden_before
from consult.organisations.models import Role
from consult.organisations.queries import organisation_ids
from consult.screening import queries as screenings
from consult.screening.signals import QUARANTINE, REDACTED_BEFORE, REPRESENTATION
from consult.stakeholders import descriptions
from consult.submissions import queries as submissions
from consult.submissions.lifecycle import VISIBLE
from consult.submissions.models import Attribution, Comment, Submission


def comment(reference: str, number: int, user: Any) -> Comment:
    """A submitted comment of a consultation that `user` moderates, as it is to be decided on. Raises NotFound."""
    found = submissions.comment(reference, number)
    if found.submission.consultation.organisation_id not in _moderated(user):
        raise NotFound
    submissions.read_to_decide([found])
    return found


def chosen(references: Sequence[str], user: Any) -> list[Comment]:
    """The submitted comments with these public references ("K7R-4M2-XP9/2") that `user` moderates, in this order, as
    they are to be decided on."""
    found = submissions.by_references(references, _moderated(user))
    submissions.read_to_decide(found)
    return found


def submission(reference: str, user: Any) -> Submission:
    """A submission to a consultation that `user` moderates. Raises NotFound."""
    found = submissions.by_reference(reference)
    if found.consultation.organisation_id not in _moderated(user):
        raise NotFound
    return found


def submission_of_ours(reference: str, user: Any) -> Submission:
    """A submission to a consultation of an organisation in which `user` is an officer or moderator. Raises NotFound."""
    found = submissions.by_reference(reference)
    ours = {*_moderated(user), *organisation_ids(user, Role.OFFICER)}
    if found.consultation.organisation_id not in ours:
        raise NotFound
    return found


def confirmations(submission: Submission) -> Sequence[Confirmation]:
    """Who confirmed for whom its submitter comments, and who withdrew that, the latest first."""
    rows = (
        select(Confirmation)
        .where(Confirmation.submission_id == submission.id)
        .options(joinedload(Confirmation.decided_by))
        .order_by(Confirmation.id.desc())
    )
    return db.session.execute(rows).scalars().all()


def _moderated(user: Any) -> list[int]:
    return organisation_ids(user, Role.MODERATOR)


def claim(comment: Comment) -> Claim | None:
    """Who has claimed it, and until when; None where no one has."""
    rows = (
        select(Claim)
        .where(Claim.comment_id == comment.id, Claim.until > clock.now())
        .options(joinedload(Claim.user))
    )
    return db.session.execute(rows).scalar_one_or_none()


def claimed_by_others(comments: Collection[Comment], user: User) -> dict[int, str]:
    """Comment id → the name of the moderator, other than `user`, who has claimed it; only those that one has."""
    rows = (
        select(Claim)
        .where(Claim.comment_id.in_([one.id for one in comments]), Claim.until > clock.now())
        .where(Claim.user_id != user.id)
        .options(joinedload(Claim.user))
    )
    return {row.comment_id: row.user.name for row in db.session.execute(rows).scalars()}


def notes(comment: Comment) -> Sequence[Note]:
    """Words between moderators, the first one first."""
    rows = (
        select(Note).where(Note.comment_id == comment.id).options(joinedload(Note.noted_by)).order_by(Note.id)
    )
    return db.session.execute(rows).scalars().all()


def comments_of(submission: Submission) -> Sequence[Comment]:
    """The submitted comments of a submission, by number, as they are to be decided on."""
    found = submissions.filed(submission)
    submissions.read_to_decide(found)
    return found


def affected_comments(verb: str, comments: Sequence[Comment]) -> list[Comment]:
    """Which comments of a submission a verb for all of them touches: publishing those that wait and in which nothing
    was noticed (none where nothing is to be published), withholding those that wait, removing those that are public;
    none on which a decision is about to take effect."""
    pending = pending_among(comments)
    comments = [one for one in comments if one.id not in pending]
    if verb == "remove":
        return [one for one in comments if one.as_published in VISIBLE]
    waiting = [one for one in comments if one.waits]
    if verb != "publish":
        return waiting
    if waiting and waiting[0].submission.attribution == Attribution.CONFIDENTIAL:
        return []
    seen = signal_counts(waiting)
    return [one for one in waiting if one.id in seen and not set(seen[one.id]) - {"alike"}]


def signal_counts(comments: Collection[Comment]) -> dict[int, Mapping[str, int]]:
    """Comment id → how many signals of each group in its current edition; that it declares to comment for states, and
    that words of an earlier edition were hidden."""
    editions = {one.id: one.edition_to_decide for one in comments}
    found = screenings.summaries(editions)
    declared = {one.id for one in comments if descriptions.is_unconfirmed_for_states(one.submission)}
    hidden = hidden_before(comments)
    quarantined = submissions.quarantined({one.submission_id for one in comments})
    now = {
        one.id: {
            REPRESENTATION.group.code: one.id in declared,
            QUARANTINE.group.code: one.submission_id in quarantined,
            REDACTED_BEFORE.group.code: one.id in hidden,
        }
        for one in comments
    }
    return {
        key: {**summary, **{name: 1 for name, is_so in now[key].items() if is_so}}
        for key, summary in found.items()
    }
