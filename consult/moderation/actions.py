"""What moderators decide, and what submitters say to it. What the public sees is written by submissions.actions.

Each decision is a row that the database lets nobody change. Locks are taken in the order of
submissions.actions.holding: comments by id, then the consultation.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from consult.accounts.models import User
from consult.core import clock, markup
from consult.core.actions import action
from consult.core.database import db
from consult.core.errors import Conflict, NotPermitted, NotPossible
from consult.core.events import record
from consult.core.permissions import may
from consult.core.words import N_
from consult.moderation import policy, queries, reasons, screening, similarity
from consult.moderation.lifecycle import LIFECYCLE
from consult.moderation.models import (
    Band,
    Claim,
    Contest,
    ContestState,
    Decision,
    Note,
    Reason,
    Redaction,
    Screening,
)
from consult.moderation.spans import Span, hidden
from consult.stakeholders.countries import COUNTRIES
from consult.submissions import actions as submissions
from consult.submissions.lifecycle import AWAITING, VISIBLE, Moderation
from consult.submissions.models import Attribution, Comment, Submission

LOOKING = timedelta(minutes=5)
"""How long a claim lasts after the last look."""
KEEPING = timedelta(hours=24)
"""How long a comment is kept for whoever took it up."""
LONGEST_EXPLANATION = 2000
LONGEST_CONTEST = 4000


@dataclass(frozen=True)
class Seen:
    """What a moderator had before them: the edition of the comment and the latest decision (its id, 0 for none)."""

    edition: int
    decision: int


class Overtaken(Conflict):
    """Somebody decided, or the submitter changed the comment, after the page was opened; `decision` says what."""

    def __init__(self, message: str, decision: Decision | None) -> None:
        super().__init__(message)
        self.decision = decision


# -- looking ----------------------------------------------------------------------------------------------------------


@action
def claim(comment: Comment, *, by: User) -> bool:
    """Say that `by` looks at a waiting comment, for some minutes; False where a colleague does already."""
    return _claim(comment, by, LOOKING, from_others=False)


def _claim(comment: Comment, by: User, time: timedelta, *, from_others: bool) -> bool:
    if comment.moderation not in AWAITING:
        return False
    now = clock.now()
    new = insert(Claim).values(comment_id=comment.id, user_id=by.id, until=now + time)
    free = (Claim.user_id == by.id) | (Claim.until <= now)
    made = new.on_conflict_do_update(
        index_elements=["comment_id"],
        set_={
            "user_id": by.id,
            "until": db.func.greatest(new.excluded.until, Claim.until)
            if not from_others
            else new.excluded.until,
        },
        where=None if from_others else free,
    )
    return db.session.execute(made.returning(Claim.comment_id)).first() is not None


@action
def take_up(comment: Comment, *, by: User) -> None:
    """Keep a waiting comment for oneself for a day, also from a colleague who looks at it. Raises NotPossible."""
    _lock(comment, "take_up", by)
    if comment.moderation not in AWAITING:
        raise NotPossible(N_("This comment does not wait any more."))
    if LIFECYCLE.allows("take_up", comment.moderation):
        submissions.set_in_review(comment)
    _claim(comment, by, KEEPING, from_others=True)
    _record("taken_up", comment, by)


@action
def release(comment: Comment, *, by: User) -> None:
    """Let others have it; nothing where it was not claimed by `by`."""
    db.session.execute(delete(Claim).where(Claim.comment_id == comment.id, Claim.user_id == by.id))


# -- deciding ---------------------------------------------------------------------------------------------------------


@action
def publish(comment: Comment, *, by: User, explanation: str = "", seen: Seen | None = None) -> Decision:
    """Show the whole comment; what was hidden of it is shown again.

    Raises NotPermitted, NotPossible where it is no move or the submitter wants nothing published, Overtaken.
    """
    _lock(comment, "publish", by, seen)
    after = _after("publish", comment)
    for redaction in queries.redactions(comment):
        redaction.lifted_at = clock.now()
    return _decide(comment, "publish", after, by, explanation=explanation)


@action
def redact(
    comment: Comment, spans: Iterable[Span], *, by: User, explanation: str = "", seen: Seen | None = None
) -> Decision:
    """Publish with some characters hidden, in addition to those that are hidden already.

    Raises as publish, and NotPossible for no span, one outside the text, or a reason that does not fit.
    """
    _lock(comment, "redact", by, seen)
    after = _after("redact", comment)
    texts = queries.texts(comment)
    known = queries.spans(queries.redactions(comment))
    new = sorted(set(spans) - set(known))
    if not new:
        raise NotPossible(N_("Choose or type the words to hide."))
    for span in new:
        if not 0 <= span.start < span.end <= len(texts[span.field.value]):
            raise NotPossible(N_("These words are not in the text."))
        _check_reason("redact", span.reason, explanation)
    return _decide(comment, "redact", after, by, reason=new[0].reason, explanation=explanation, spans=new)


@action
def lift(redaction: Redaction, *, by: User, explanation: str = "", seen: Seen | None = None) -> Decision:
    """Show hidden words again; with the last of them the whole comment is public. Raises as publish."""
    comment = db.session.get_one(Comment, redaction.comment_id)
    _lock(comment, "redact", by, seen)
    db.session.refresh(redaction)
    is_hidden = comment.moderation == Moderation.PUBLISHED_REDACTED and redaction.edition == comment.edition
    if not is_hidden or redaction.lifted_at is not None:
        raise NotPossible(N_("These words are not hidden."))
    redaction.lifted_at = clock.now()
    db.session.flush()
    left = queries.redactions(comment)
    after = Moderation.PUBLISHED_REDACTED if left else Moderation.PUBLISHED
    reason = left[0].reason if left else None
    return _decide(comment, "lift", after, by, reason=reason, explanation=explanation)


@action
def withhold(
    comment: Comment, reason: Reason, *, by: User, explanation: str = "", seen: Seen | None = None
) -> Decision:
    """Keep a waiting comment from the public, with the reason. Raises as redact."""
    _lock(comment, "withhold", by, seen)
    _check_reason("withhold", reason, explanation)
    after = _after("withhold", comment)
    return _decide(comment, "withhold", after, by, reason=reason, explanation=explanation)


@action
def remove(
    comment: Comment, reason: Reason, *, by: User, explanation: str = "", seen: Seen | None = None
) -> Decision:
    """Take a published comment off the public pages, with the reason. Raises as redact."""
    _lock(comment, "remove", by, seen)
    _check_reason("remove", reason, explanation)
    after = _after("remove", comment)
    return _decide(comment, "remove", after, by, reason=reason, explanation=explanation)


@action
def decide_all(
    submission: Submission,
    verb: str,
    *,
    reason: Reason | None = None,
    by: User,
    explanation: str = "",
    shown: Collection[tuple[int, int]] | None = None,
) -> list[Decision]:
    """`verb` ("publish", "withhold", "remove") for every comment of a submission that it touches (see queries.touched).

    `shown`: the (number, edition) of those that the moderator saw before pressing; raises Conflict, and touches none,
    where they are others now. The submitter gets one letter for all of them.
    """
    _permit(policy.decide_all, by, submission)
    comments = submissions.lock_all(queries.comments_of(submission))
    touched = queries.touched(verb, comments)
    if shown is not None and {(one.number, one.edition) for one in touched} != set(shown):
        raise Conflict(
            N_("Something changed since the page was opened. Nothing was done; please look again.")
        )
    if not touched:
        raise NotPossible(N_("There is no comment that this would touch."))
    made: list[Decision] = []
    for comment in touched:
        after = _after(verb, comment)
        if reason is not None or verb != "publish":
            _check_reason(verb, reason, explanation)
        others = len(touched) - 1 if comment is touched[0] else None
        made.append(
            _decide(
                comment, verb, after, by, reason=reason, explanation=explanation, others=others, told=not made
            )
        )
    return made


def _lock(comment: Comment, verb: str, by: User, seen: Seen | None = None) -> None:
    """Have the comment for oneself, and see that nobody was faster."""
    _permit(policy.decide, by, comment)
    submissions.lock_all([comment])
    if seen is None:
        return
    last = queries.last_decision(comment)
    if comment.edition != seen.edition:
        raise Overtaken(N_("The submitter has changed this comment since you opened it."), None)
    if last is not None and last.id != seen.decision:
        raise Overtaken(N_("A colleague has decided on this comment since you opened it."), last)
    if comment.moderation == Moderation.WITHDRAWN:
        raise Overtaken(N_("The submitter has withdrawn this comment."), None)


def _permit(predicate: Any, by: User, thing: Any) -> None:
    if not predicate(by, thing):
        raise NotPermitted(
            N_("Nobody decides on what is their own, or on another organisation's consultation.")
        )


def _after(verb: str, comment: Comment) -> Moderation:
    """The state that `verb` leads to; raises NotPossible where the moment or the submitter's choice forbids it."""
    if comment.moderation is None:
        raise NotPossible(N_("This comment was not submitted yet."))
    after = LIFECYCLE.after(verb, comment.moderation)
    if after in VISIBLE and comment.submission.attribution == Attribution.CONFIDENTIAL:
        raise NotPossible(N_("The submitter asked that nothing of this be published."))
    return after


def _check_reason(verb: str, reason: Reason | None, explanation: str) -> None:
    if reason is None or verb not in reasons.WORDS[reason].verbs:
        raise NotPossible(N_("Choose a reason from the list."))
    if reason == Reason.OTHER_EXPLAINED and not explanation.strip():
        raise NotPossible(N_("Explain this reason."))


_PARTICIPLES = {
    "publish": "published",
    "redact": "redacted",
    "lift": "lifted",
    "withhold": "withheld",
    "remove": "removed",
}


def _decide(
    comment: Comment,
    verb: str,
    after: Moderation,
    by: User,
    *,
    reason: Reason | None = None,
    explanation: str = "",
    spans: Sequence[Span] = (),
    others: int | None = None,
    told: bool = True,
) -> Decision:
    """Write the decision, its redactions, and what follows from both."""
    assert comment.moderation is not None  # noqa: S101 -- see _after
    explanation = markup.plain(explanation)[:LONGEST_EXPLANATION]
    made = Decision(
        comment_id=comment.id,
        consultation_id=comment.consultation_id,
        edition=comment.edition,
        verb=verb,
        from_state=comment.moderation,
        to_state=after,
        reason=reason,
        explanation=explanation,
        decided_at=clock.now(),
        decided_by_id=by.id,
    )
    db.session.add(made)
    db.session.flush()
    for span in spans:
        row = Redaction(
            comment_id=comment.id, edition=comment.edition, field=span.field, start=span.start, end=span.end,
            reason=span.reason, decision_id=made.id,
        )  # fmt: skip
        db.session.add(row)
    db.session.flush()
    code = reason.value if reason else ""
    if after in VISIBLE:
        covered = hidden(queries.spans(queries.redactions(comment)))
        submissions.show(comment, state=after, hidden=covered, reason=code)
    else:
        submissions.hide(comment, state=after, reason=code)
    db.session.execute(delete(Claim).where(Claim.comment_id == comment.id))
    data: dict[str, Any] = {
        "reason": code,
        "reason_label": reasons.sentence(code),
        "explanation": explanation,
    }
    if others:
        data["others"] = others
    _record(_PARTICIPLES[verb] if told else f"{_PARTICIPLES[verb]}_too", comment, by, **data)
    return made


def _record(name: str, comment: Comment, by: User | None, **data: Any) -> None:
    submission = comment.submission
    record(
        f"moderation.{name}",
        f"{submission.reference}/{comment.number}",
        by=by.id if by else None,
        organisation=submission.consultation.organisation_id,
        consultation=comment.consultation_id,
        comment=comment.id,
        **data,
    )


# -- words ------------------------------------------------------------------------------------------------------------


@action
def note(comment: Comment, text: str, *, by: User) -> Note:
    """A word to the colleagues. Raises NotPossible for none."""
    _permit(policy.note, by, comment)
    words = markup.plain(text)[:LONGEST_EXPLANATION]
    if not words:
        raise NotPossible(N_("Write a note."))
    made = Note(comment_id=comment.id, text=words, noted_at=clock.now(), noted_by_id=by.id)
    db.session.add(made)
    db.session.flush()
    _record("noted", comment, by)
    return made


@action
def contest(comment: Comment, text: str, *, by: User | None = None) -> Contest:
    """The submitter objects to the latest decision. Whoever holds the sheet may; the caller makes sure of that.

    Raises NotPossible for no words, where nothing was decided against the comment, or while an objection is open.
    """
    submissions.lock_all([comment])
    words = markup.plain(text)
    if not words:
        raise NotPossible(N_("Write why you object."))
    if len(words) > LONGEST_CONTEST:
        raise NotPossible(N_("This is longer than %(most)s characters."), most=LONGEST_CONTEST)
    last = queries.last_decision(comment)
    if last is None or not policy.is_contestable(comment):
        raise NotPossible(N_("There is no decision on this comment to object to."))
    if queries.open_contest(comment) is not None:
        raise NotPossible(N_("Your objection is with us already; somebody will look again."))
    made = Contest(
        comment_id=comment.id,
        decision_id=last.id,
        text=words,
        state=ContestState.OPEN,
        contested_at=clock.now(),
        answer="",
    )
    db.session.add(made)
    db.session.flush()
    _record("contested", comment, by, contest=made.id)
    return made


@action
def settle(contest: Contest, *, upheld: bool, answer: str, by: User) -> None:
    """Look again, and answer: the decision stands, or it changed.

    Where it is to change and nobody has decided since, the whole comment is published with it. Raises NotPermitted for
    who decided (where there is another moderator), NotPossible for no answer, Conflict once it is settled.
    """
    comment = contest.comment
    if not policy.settle(by, contest):
        raise NotPermitted(N_("Somebody other than who decided looks again."))
    submissions.lock_all([comment])
    db.session.refresh(contest, ["state"])
    words = markup.plain(answer)[:LONGEST_EXPLANATION]
    if contest.state != ContestState.OPEN:
        raise Conflict(N_("A colleague has settled this objection meanwhile."))
    if not words:
        raise NotPossible(N_("Write an answer to the submitter."))
    last = queries.last_decision(comment)
    if (
        not upheld
        and last is not None
        and last.id == contest.decision_id
        and may("moderation.publish", by, comment)
    ):
        publish(comment, by=by, explanation=words)
    contest.state = ContestState.UPHELD if upheld else ContestState.CHANGED
    contest.answer, contest.settled_at, contest.settled_by_id = words, clock.now(), by.id
    db.session.flush()
    _record("settled", comment, by, contest=contest.id, outcome=contest.state.value, answer=words)


# -- screening --------------------------------------------------------------------------------------------------------


@action
def screen(comment: Comment) -> None:
    """Notice what can be noticed in the current edition of a comment, and remember its words for likeness."""
    screen_all([comment])


@action
def screen_all(comments: Sequence[Comment]) -> None:
    """Screen comments of one consultation; what was screened in its current edition stays as it is."""
    editions = {one.id: one.edition for one in comments}
    rows = db.session.execute(
        select(Screening.comment_id, Screening.edition).where(Screening.comment_id.in_(editions))
    )
    done = {identifier for identifier, edition in rows if editions[identifier] == edition}
    todo = [one for one in comments if one.id not in done]
    if not todo:
        return
    db.session.execute(delete(Band).where(Band.comment_id.in_([one.id for one in todo])))
    bands = [
        {"comment_id": one.id, "band": band, "consultation_id": one.consultation_id, "hash": value}
        for one in todo
        for band, value in enumerate(similarity.bands(queries.said(one)))
    ]
    if bands:
        db.session.execute(insert(Band).on_conflict_do_nothing(), bands)
    originals = queries.originals(todo)
    near = queries.alike_each(todo)
    found = [_screened(one, originals.get((one.version_id, one.block_key), ""), near[one.id]) for one in todo]
    new = insert(Screening)
    db.session.execute(
        new.on_conflict_do_update(
            index_elements=["comment_id"],
            set_={name: new.excluded[name] for name in ("edition", "signals", "screened_at")},
        ),
        found,
    )


def _screened(comment: Comment, original: str, near: Sequence[queries.Alike]) -> dict[str, Any]:
    sender = comment.submission
    country = COUNTRIES.get(sender.country)
    signals = screening.signals(
        queries.texts(comment),
        region=country.alpha2 if country else "",
        original=original,
        names=(sender.name, sender.organisation),
    )
    summary = screening.summary(signals) | ({"alike": len(near)} if near else {})
    return {
        "comment_id": comment.id,
        "edition": comment.edition,
        "signals": {
            "signals": [signal.plain() for signal in signals],
            "alike": [{"comment": one.id, "likeness": round(one.likeness, 3)} for one in near],
            "summary": summary,
        },
        "screened_at": clock.now(),
    }
