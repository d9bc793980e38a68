"""Decisions that take effect a little later and can be undone until then: no one outside has seen anything before.

What takes words from the public takes effect at once. A row of pending_decisions is all there is of the others until
their time has come; a worker then does what `deciding` does at once, or says why not.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from sqlalchemy import delete, select, update

from consult.accounts import queries as accounts
from consult.accounts.models import User
from consult.core import clock
from consult.core.actions import action
from consult.core.database import db
from consult.core.declarations import listed_in
from consult.core.errors import DomainError, NotPossible
from consult.core.stale_check import NoPage
from consult.core.translatable import N_
from consult.moderation import policy, queries, undo_period
from consult.moderation.actions.checks import RequestedDecision, after_of, check, check_reason
from consult.moderation.actions.deciding import fulfil, stored_explanation
from consult.moderation.actions.deciding_several import decide_each
from consult.moderation.actions.locks import (
    PENDING,
    ReviewToken,
    StaleReview,
    compare,
    compare_with,
    lock_comment,
    permit,
    record_event,
    record_events,
)
from consult.moderation.models import (
    Claim,
    Decision,
    Field,
    Outcome,
    PendingAttachmentDecision,
    PendingDecision,
    Reason,
)
from consult.moderation.spans import Span
from consult.submissions import actions as submissions
from consult.submissions.lifecycle import VISIBLE
from consult.submissions.models import Comment


def takes_effect_at_once(comment: Comment, verb: str) -> bool:
    """Whether no one can undo it: what takes words from the public, and everything where there is no time to undo."""
    hides = verb in {"redact", "remove"} and comment.moderation in VISIBLE
    marks_amendment = verb == "redact" and comment.amendment_waits_since is not None
    return not undo_period.time() or hides or marks_amendment


@action
def make_decision(
    comment: Comment, requested: RequestedDecision, *, by: User, seen: ReviewToken | NoPage | None
) -> Decision | PendingDecision:
    """Decide on a comment: from the time on that `grace` tells, or at once. Raises as the verb does (see deciding)."""
    lock_comment(comment, by, seen)
    if takes_effect_at_once(comment, requested.verb):
        return fulfil(comment, requested, by)
    check(comment, requested)
    return _wait([comment], requested, by, secrets.token_urlsafe(12))[0]


@dataclass
class DecisionsOutcome:
    """The outcome of one decision for many comments."""

    done: list[Comment] = field(default_factory=list)
    refused: list[tuple[Comment, DomainError]] = field(default_factory=list)
    """Those that were not decided, and why."""
    is_pending: bool = False
    """Whether it takes effect later."""


@action
def make_decisions(
    comments: Sequence[Comment],
    requested: RequestedDecision,
    *,
    by: User,
    seen: Mapping[int, ReviewToken] | NoPage,
) -> DecisionsOutcome:
    """One decision (publish or withhold) for comments of one or several submissions, at most jobs.MANY.

    `seen`: what of each was before the moderator, by its id. What cannot be decided, or is no more what was seen, is
    left out and named; the others are decided.
    """
    made = DecisionsOutcome()
    submissions.lock_all(comments)
    why_not = refusals(comments, requested.verb, by=by)
    last = queries.last_decisions(comments)
    for comment in comments:
        before = seen if isinstance(seen, NoPage) else seen.get(comment.id)
        try:
            compare_with(comment, before, last.get(comment.id))
            if comment.id in why_not:
                raise why_not[comment.id]
            if requested.verb == "withhold":
                check_reason(requested.verb, requested.reason, requested.explanation)
        except DomainError as trouble:
            made.refused.append((comment, trouble))
        else:
            made.done.append(comment)
    made.is_pending = bool(undo_period.time() and made.done)
    if made.is_pending:
        _wait(made.done, requested, by, secrets.token_urlsafe(12))
    else:
        _fulfil_all([(one, requested) for one in made.done], by)
    return made


def refusals(comments: Sequence[Comment], verb: str, *, by: User) -> dict[int, DomainError]:
    """Comment id → why `make_decisions` would leave it out now; only those that it would."""
    found: dict[int, DomainError] = {}
    pending = queries.pending_among(comments)
    hidden = queries.with_hidden_words(comments) if verb == "publish" else set()
    for comment in comments:
        try:
            permit(policy.decide, by, comment)
            if comment.id in pending:
                raise StaleReview(PENDING, None)
            after_of(verb, comment)
            if comment.id in hidden:
                raise NotPossible(N_("Words of this comment are redacted. Decide on this comment alone."))
        except DomainError as trouble:
            found[comment.id] = trouble
    return found


def _wait(
    comments: Sequence[Comment], requested: RequestedDecision, by: User, together: str
) -> list[PendingDecision]:
    now, last = clock.now(), queries.last_decisions(comments)
    rows = [
        PendingDecision(
            together=together, comment_id=one.id, consultation_id=one.consultation_id, edition=one.last_edition,
            last_decision=last[one.id].id if one.id in last else 0, verb=requested.verb, reason=requested.reason,
            explanation=stored_explanation(requested.explanation), why="", redactions=list(requested.redactions),
            spans=[[span.field.value, span.start, span.end, span.reason.value] for span in requested.spans],
            decided_at=now, decided_by_id=by.id, takes_effect_at=now + undo_period.time(),
        )
        for one in comments
    ]  # fmt: skip
    _tell_each("planned", comments, by, verb=requested.verb)
    db.session.add_all(rows)
    db.session.execute(delete(Claim).where(Claim.comment_id.in_([one.id for one in comments])))
    db.session.flush()
    return rows


def _tell_each(name: str, comments: Sequence[Comment], by: User, **data: str) -> None:
    """Record that the same happened to each comment, in one statement for each consultation."""
    order = sorted(comments, key=lambda one: (one.consultation_id, one.id))
    for _consultation, some in groupby(order, key=lambda one: one.consultation_id):
        record_events(name, list(some), by, **data)


TOO_LATE = N_("It is too late to undo this decision: it has taken effect or was undone already.")


@action
def undo(together: str, *, by: User) -> Sequence[Comment]:
    """Undo what was decided by one press and waits to take effect; the comments. Raises NotFound, NotPermitted,
    and NotPossible once it has taken effect or was undone."""
    rows, comments = _held(together)
    if not rows:
        raise NotPossible(TOO_LATE)
    for comment in comments:
        permit(policy.decide, by, comment)
    for row in rows:
        row.ended_by_id = by.id
        _end(row, Outcome.UNDONE)
    _tell_each("undone", comments, by)
    db.session.flush()
    return comments


@action
def take_effect(together: str) -> None:
    """Do what was decided by one press, where it still waits; what is no more as it was seen lapses, and is told.

    Raises DomainError where one of them cannot be done; then nothing is, see `lapse`.
    """
    rows, comments = _held(together)
    if not rows:
        return
    by = accounts.get(rows[0].decided_by_id)
    fitting = []
    for row, comment in zip(rows, comments, strict=True):
        requested = _requested(row)
        try:
            permit(policy.decide, by, comment)
            compare(comment, ReviewToken(row.edition, row.last_decision))
            check(comment, requested)
        except DomainError as trouble:
            _lapse(row, comment, by, trouble)
        else:
            _end(row, Outcome.MADE)
            fitting.append((comment, requested))
    db.session.flush()
    _fulfil_all(fitting, by)


@action
def lapse(together: str, why: DomainError) -> None:
    """End what was decided by one press and still waits, because it can never take effect; it is told."""
    rows, comments = _held(together)
    for row, comment in zip(rows, comments, strict=True):
        _lapse(row, comment, accounts.get(row.decided_by_id), why)
    db.session.flush()


def _lapse(row: PendingDecision, comment: Comment, by: User, why: DomainError) -> None:
    row.why = str(why)
    _end(row, Outcome.LAPSED)
    record_event("lapsed", comment, by, verb=row.verb)


def _held(together: str) -> tuple[list[PendingDecision], list[Comment]]:
    """What still waits of one press, and its comments, both locked: comments by id first, as everywhere."""
    comments = {row.comment_id: row.comment for row in queries.made_together(together)}
    submissions.lock_all(list(comments.values()))
    waiting = (
        select(PendingDecision)
        .where(PendingDecision.together == together, PendingDecision.outcome.is_(None))
        .order_by(PendingDecision.comment_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    rows = list(db.session.execute(waiting).scalars())
    return rows, [comments[row.comment_id] for row in rows]


def _end(row: PendingDecision, outcome: Outcome) -> None:
    row.outcome, row.ended_at = outcome, clock.now()


def _requested(row: PendingDecision) -> RequestedDecision:
    spans = tuple(Span(Field(name), start, end, Reason(why)) for name, start, end, why in row.spans)
    return RequestedDecision(row.verb, row.reason, row.explanation, spans, tuple(row.redactions))


def _fulfil_all(wanted: Sequence[tuple[Comment, RequestedDecision]], by: User) -> None:
    """What was decided for each: together for the comments of one submission, so that its submitter gets one email."""
    order = sorted(wanted, key=lambda one: (one[0].consultation_id, one[0].submission_id, one[0].number))
    for _submission, some in groupby(order, key=lambda one: one[0].submission_id):
        pairs = list(some)
        requested = pairs[0][1]
        alone = queries.with_hidden_words([one for one, _ in pairs]) if requested.verb == "publish" else set()
        plain = [
            one
            for one, _ in pairs
            if one.id not in alone and check(one, requested).after == after_of(requested.verb, one)
        ]
        if len(pairs) == 1 or len(plain) < len(pairs):
            for one, wanted_ in pairs:
                fulfil(one, wanted_, by)
        else:
            decide_each(plain, requested, by=by, others=len(plain) - 1)


RESTORED = N_("The database was restored before the decision took effect.")


@listed_in("AFTER_RESTORE")
@action
def end_all_pending() -> int:
    """After a restore nothing takes effect that waited at the restored moment: it may have been undone since."""
    return lapse_all(PendingDecision)


def lapse_all(kind: type[PendingDecision] | type[PendingAttachmentDecision]) -> int:
    """End all decisions of a kind that wait, after a restore; how many there were."""
    ended = (
        update(kind)
        .where(kind.outcome.is_(None))
        .values({"outcome": Outcome.LAPSED, "ended_at": clock.now(), "why": RESTORED})
        .returning(kind.id)
    )
    return len(db.session.execute(ended).scalars().all())
