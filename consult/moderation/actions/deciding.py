"""Decisions: each is a row that the database lets nobody change, and what the public sees follows from it."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import delete

from consult.accounts.models import User
from consult.core import clock, markup
from consult.core.actions import action
from consult.core.database import db
from consult.core.errors import Conflict, NotPossible
from consult.core.seen import NO_PAGE, NoPage
from consult.core.words import N_
from consult.moderation import policy, queries, reasons
from consult.moderation.actions.holding import LONGEST_EXPLANATION, Seen, hold, permit, tell
from consult.moderation.lifecycle import LIFECYCLE
from consult.moderation.models import Claim, Decision, Reason, Redaction
from consult.moderation.spans import Span, hidden
from consult.submissions import actions as submissions
from consult.submissions.lifecycle import VISIBLE, Moderation
from consult.submissions.models import Attribution, Comment, Submission


@action
def publish(comment: Comment, *, by: User, seen: Seen | NoPage | None, explanation: str = "") -> Decision:
    """Show the comment. What is hidden of it stays hidden: only `lift` shows that.

    Raises NotPermitted, NotPossible where it is no move or the submitter wants nothing published, Overtaken.
    """
    hold(comment, by, seen)
    after = _after("publish", comment)
    hidden_ = queries.redactions(comment)
    if hidden_:
        after = _after("redact", comment)
    reason = hidden_[0].reason if hidden_ else None
    return _decide(comment, "publish", after, by, reason=reason, explanation=explanation)


@action
def redact(
    comment: Comment, spans: Iterable[Span], *, by: User, seen: Seen | NoPage | None, explanation: str = ""
) -> Decision:
    """Publish with some characters hidden, in addition to those that are hidden already.

    Raises as publish, and NotPossible for no span, one outside the text, or a reason that does not fit.
    """
    hold(comment, by, seen)
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
def lift(
    comment: Comment,
    redactions: Collection[int],
    *,
    by: User,
    seen: Seen | NoPage | None,
    explanation: str = "",
) -> Decision:
    """Show hidden words of a published comment again: those of the redactions with these ids.

    With the last of them the whole comment is public. Raises as publish, and NotPossible for none, or for words that
    are not hidden.
    """
    hold(comment, by, seen)
    after = _after("lift", comment)
    standing = {one.id: one for one in queries.redactions(comment)}
    if not redactions:
        raise NotPossible(N_("Choose the words to show again."))
    if not set(redactions) <= set(standing):
        raise NotPossible(N_("These words are not hidden."))
    for identifier in redactions:
        standing[identifier].lifted_at = clock.now()
    db.session.flush()
    left = queries.redactions(comment)
    after = Moderation.PUBLISHED_REDACTED if left else after
    reason = left[0].reason if left else None
    return _decide(comment, "lift", after, by, reason=reason, explanation=explanation)


@action
def withhold(
    comment: Comment, reason: Reason, *, by: User, seen: Seen | NoPage | None, explanation: str = ""
) -> Decision:
    """Keep a waiting comment from the public, with the reason. Raises as redact."""
    return _keep_from_public("withhold", comment, reason, by, explanation, seen)


@action
def remove(
    comment: Comment, reason: Reason, *, by: User, seen: Seen | NoPage | None, explanation: str = ""
) -> Decision:
    """Take a published comment off the public pages, with the reason. Raises as redact."""
    return _keep_from_public("remove", comment, reason, by, explanation, seen)


def _keep_from_public(
    verb: str, comment: Comment, reason: Reason, by: User, explanation: str, seen: Seen | NoPage | None
) -> Decision:
    hold(comment, by, seen)
    _check_reason(verb, reason, explanation)
    return _decide(comment, verb, _after(verb, comment), by, reason=reason, explanation=explanation)


@action
def decide_all(
    submission: Submission,
    verb: str,
    *,
    reason: Reason | None = None,
    by: User,
    explanation: str = "",
    shown: Collection[tuple[int, int]] | NoPage,
) -> list[Decision]:
    """`verb` ("publish", "withhold", "remove") for every comment of a submission that it touches (see queries.touched).

    `shown`: the (number, edition) of those that the moderator saw before pressing; raises Conflict, and touches none,
    where they are others now. The submitter gets one letter for all of them.
    """
    permit(policy.decide_all, by, submission)
    comments = submissions.lock_all(queries.comments_of(submission))
    touched = queries.touched(verb, comments)
    if shown is not NO_PAGE and {(one.number, one.edition) for one in touched} != set(shown):
        raise Conflict(
            N_("Something changed since the page was opened. Nothing was done; please look again.")
        )
    if not touched:
        raise NotPossible(N_("There is no comment that this would touch."))
    made: list[Decision] = []
    for comment in touched:
        after = _after(verb, comment)
        if verb == "publish" and queries.redactions(comment):
            raise NotPossible(N_("Words of this comment are hidden; decide on it alone."))
        if reason is not None or verb != "publish":
            _check_reason(verb, reason, explanation)
        others = len(touched) - 1 if comment is touched[0] else None
        made.append(
            _decide(
                comment, verb, after, by, reason=reason, explanation=explanation, others=others, told=not made
            )
        )
    return made


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
    tell(_PARTICIPLES[verb] if told else f"{_PARTICIPLES[verb]}_too", comment, by, **data)
    return made
