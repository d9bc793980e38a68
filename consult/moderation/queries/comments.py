"""One comment or submission in moderation, with all that belongs to it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, tuple_
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import joinedload

from consult.accounts.models import User
from consult.core import clock
from consult.core.database import db
from consult.core.errors import NotFound
from consult.moderation.models import (
    Claim,
    Confirmation,
    Decision,
    Note,
    Objection,
    ObjectionState,
    PendingDecision,
    Reason,
    Redaction,
)
from consult.moderation.queries.pending import ended, pending_among
from consult.moderation.spans import Span, is_whole, of_words
from consult.organisations.models import Role
from consult.organisations.queries import organisation_ids
from consult.screening import queries as screenings
from consult.stakeholders import facts
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


def claiming(reference: str, user: Any) -> Submission:
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


def contest(identifier: int, user: Any) -> Objection:
    """An objection to a decision on a comment that `user` moderates. Raises NotFound."""
    found = db.session.execute(
        select(Objection)
        .where(Objection.id == identifier)
        .options(joinedload(Objection.comment).options(submissions.WITH_SUBMISSION_AND_CONSULTATION))
    ).scalar_one_or_none()
    if found is None or found.comment.submission.consultation.organisation_id not in _moderated(user):
        raise NotFound
    edition = decision(found.decision_id).edition
    submissions.read_to_decide([found.comment], withheld_edition=edition)
    return found


def _moderated(user: Any) -> list[int]:
    return organisation_ids(user, Role.MODERATOR)


def decision(identifier: int) -> Decision:
    """One decision."""
    return db.session.get_one(Decision, identifier, options=[joinedload(Decision.decided_by)])


def decisions(comment: Comment) -> Sequence[Decision]:
    """Every decision on a comment, the first one first."""
    rows = (
        select(Decision)
        .where(Decision.comment_id == comment.id)
        .options(joinedload(Decision.decided_by))
        .order_by(Decision.id)
    )
    return db.session.execute(rows).scalars().all()


def last_decision(comment: Comment) -> Decision | None:
    """The latest decision on a comment, or None."""
    rows = (
        select(Decision)
        .where(Decision.comment_id == comment.id)
        .options(joinedload(Decision.decided_by))
        .order_by(Decision.id.desc())
        .limit(1)
    )
    return db.session.execute(rows).scalar_one_or_none()


def last_decisions(comments: Sequence[Comment]) -> dict[int, Decision]:
    """Comment id → the latest decision on it, in one statement; only those that have one."""
    rows = (
        select(Decision)
        .where(Decision.comment_id.in_([one.id for one in comments]))
        .ext(distinct_on(Decision.comment_id))
        .order_by(Decision.comment_id, Decision.id.desc())
    )
    return {row.comment_id: row for row in db.session.execute(rows).scalars()}


def decision_since(submission: Submission, at: datetime) -> Decision | None:
    """The latest decision on a comment of a submission since a moment, or None."""
    rows = (
        select(Decision)
        .where(Decision.comment_id.in_(submissions.ids_of(submission.id)), Decision.decided_at >= at)
        .order_by(Decision.id.desc())
        .limit(1)
    )
    return db.session.execute(rows).scalar_one_or_none()


def redactions(comment: Comment) -> Sequence[Redaction]:
    """What of its current edition is hidden, in the order of the text."""
    rows = (
        select(Redaction)
        .where(
            Redaction.comment_id == comment.id,
            Redaction.edition == comment.edition,
            Redaction.lifted_at.is_(None),
        )
        .order_by(Redaction.field, Redaction.start, Redaction.id)
    )
    return db.session.execute(rows).scalars().all()


def spans_of_all(comments: Sequence[Comment]) -> dict[int, list[Span]]:
    """Comment id → what of the edition to decide on is hidden, in one statement; only those of which something is."""
    editions = [(one.id, one.edition_to_decide) for one in comments]
    rows = select(Redaction).where(
        tuple_(Redaction.comment_id, Redaction.edition).in_(editions), Redaction.lifted_at.is_(None)
    )
    found: dict[int, list[Redaction]] = {}
    for row in db.session.execute(rows.order_by(Redaction.field, Redaction.start, Redaction.id)).scalars():
        found.setdefault(row.comment_id, []).append(row)
    return {comment_id: spans(hiding) for comment_id, hiding in found.items()}


def redaction(comment: Comment, identifier: int) -> Redaction:
    """One redaction of a comment. Raises NotFound for another's."""
    found = db.session.get(Redaction, identifier)
    if found is None or found.comment_id != comment.id:
        raise NotFound
    return found


def spans(rows: Iterable[Redaction]) -> list[Span]:
    """Redactions as places in the text."""
    return [Span(row.field, row.start, row.end, row.reason) for row in rows]


def claim(comment: Comment) -> Claim | None:
    """Who looks at it now, or None."""
    rows = (
        select(Claim)
        .where(Claim.comment_id == comment.id, Claim.until > clock.now())
        .options(joinedload(Claim.user))
    )
    return db.session.execute(rows).scalar_one_or_none()


def looked_at_by_others(comments: Collection[Comment], user: User) -> dict[int, str]:
    """Comment id → the name of the moderator, other than `user`, who looks at it now; only those at which one does."""
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


def contests(comment: Comment) -> Sequence[Objection]:
    """Objections of its submitter, the first one first."""
    rows = select(Objection).where(Objection.comment_id == comment.id).order_by(Objection.id)
    return db.session.execute(rows).scalars().all()


@dataclass(frozen=True)
class Happening:
    """One line of a comment's history. `what` is the name of a decision's verb, or received, amended, screened,
    contested, settled, undone, lapsed."""

    at: datetime
    what: str
    who: str = ""
    reasons: Sequence[str] = ()
    words: str = ""
    verb: str = ""
    """What would have been done, of a decision that did not take effect."""


def history(comment: Comment) -> list[Happening]:
    """What happened to a comment since it came in, the latest first."""
    made = decisions(comment)
    reasons = reasons_for(made)
    found = [
        Happening(
            one.decided_at,
            one.verb,
            one.decided_by.name if one.decided_by else "",
            reasons[one.id],
            one.explanation,
        )
        for one in made
    ]
    found += [_undone(one) for one in ended(comment)]
    found += [
        Happening(one.filed_at, "received" if one.edition == 1 else "amended")
        for one in submissions.editions(comment)
    ]
    for one in contests(comment):
        found.append(Happening(one.contested_at, "contested", words=one.text))
        if one.settled_at is not None:
            found.append(Happening(one.settled_at, "settled", words=one.answer))
    noticed_ = screenings.screening_of(comment)
    if noticed_ is not None:
        found.append(Happening(noticed_.screened_at, "screened", words=str(len(noticed_.signals["signals"]))))
    return sorted(found, key=lambda one: one.at, reverse=True)


def reasons_for(made: Sequence[Decision]) -> dict[int, list[Reason]]:
    """Decision's id → every reason for which it was made: that of the decision, then those of the words it hid."""
    found = {one.id: [one.reason] if one.reason else [] for one in made}
    rows = select(Redaction.decision_id, Redaction.reason).where(Redaction.decision_id.in_(found))
    for decision_id, reason in db.session.execute(rows.order_by(Redaction.id)):
        if reason not in found[decision_id]:
            found[decision_id].append(reason)
    return found


def _undone(one: PendingDecision) -> Happening:
    """A decision that never took effect."""
    assert one.ended_at is not None  # noqa: S101 -- the table has a check for it
    who = one.ended_by or one.decided_by
    reasons = [one.reason] if one.reason else []
    return Happening(one.ended_at, str(one.outcome), who.name, reasons, one.why, one.verb)


def open_contests(consultation_id: int) -> Sequence[Objection]:
    """The objections of a consultation that no one has answered yet, the oldest first."""
    comments = submissions.comment_keys([consultation_id])
    rows = (
        select(Objection)
        .join(comments.rows, comments.id == Objection.comment_id)
        .where(Objection.state == ObjectionState.OPEN)
        .options(joinedload(Objection.comment).options(submissions.WITH_SUBMISSION))
        .order_by(Objection.contested_at, Objection.id)
    )
    return db.session.execute(rows).scalars().all()


def objection_counts(consultation_ids: Sequence[int]) -> dict[int, int]:
    """Consultation id → how many objections no one has answered yet; only of those with one."""
    comments = submissions.comment_keys(consultation_ids)
    rows = (
        select(comments.consultation_id, func.count())
        .select_from(Objection)
        .join(comments.rows, comments.id == Objection.comment_id)
        .where(Objection.state == ObjectionState.OPEN)
        .group_by(comments.consultation_id)
    )
    return {row[0]: row[1] for row in db.session.execute(rows)}


def open_contest(comment: Comment) -> Objection | None:
    """The objection that is not settled yet, or None."""
    return next((one for one in contests(comment) if one.state == ObjectionState.OPEN), None)


def comments_of(submission: Submission) -> Sequence[Comment]:
    """The submitted comments of a submission, by number, as they are to be decided on."""
    found = submissions.filed(submission)
    submissions.read_to_decide(found)
    return found


def touched(verb: str, comments: Sequence[Comment]) -> list[Comment]:
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
    seen = noticed(waiting)
    return [one for one in waiting if one.id in seen and not set(seen[one.id]) - {"alike"}]


def noticed(comments: Collection[Comment]) -> dict[int, Mapping[str, int]]:
    """Comment id → how many signals of each group in its current edition; that it claims to comment for states, and
    that words of an earlier edition were hidden."""
    editions = {one.id: one.edition_to_decide for one in comments}
    found = screenings.summaries(editions)
    claims = {one.id for one in comments if facts.claims_states(one.submission)}
    hidden = hidden_before(comments)
    now = {one.id: {"claim": one.id in claims, "hidden_before": one.id in hidden} for one in comments}
    return {
        key: {**summary, **{name: 1 for name, is_so in now[key].items() if is_so}}
        for key, summary in found.items()
    }


def with_hidden_words(comments: Sequence[Comment]) -> set[int]:
    """The ids of those of which words are hidden, or were in an earlier edition: each is decided on alone."""
    return {*spans_of_all(comments), *hidden_before(comments)}


def hidden_again(comment: Comment) -> list[Span]:
    """Where words that were hidden in an earlier edition of a comment, for good, stand in what it says now."""
    rows = select(Redaction).where(
        Redaction.comment_id == comment.id, Redaction.edition < comment.edition, Redaction.lifted_at.is_(None)
    )
    found: set[Span] = set()
    texts: dict[int, dict[str, str]] = {}
    for row in db.session.execute(rows.order_by(Redaction.id)).scalars():
        if row.edition not in texts:
            texts[row.edition] = submissions.texts_of(comment, row.edition) or {}
        words = texts[row.edition].get(row.field.value, "")[row.start : row.end]
        found |= {one for one in of_words(words, row.reason, comment.texts) if is_whole(one, comment.texts)}
    return sorted(found)


def hidden_before(comments: Collection[Comment]) -> set[int]:
    """The ids of those of which an earlier edition had words hidden when its submitter amended it."""
    editions = {one.id: one.edition_to_decide for one in comments}
    rows = select(Redaction.comment_id, Redaction.edition).where(
        Redaction.comment_id.in_(editions), Redaction.lifted_at.is_(None)
    )
    return {row.comment_id for row in db.session.execute(rows) if row.edition < editions[row.comment_id]}
