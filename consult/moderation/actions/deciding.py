"""Decisions: each is a row that the database lets nobody change, and what the public sees follows from it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, insert

from consult.accounts.models import User
from consult.core import clock, journal, markup
from consult.core.actions import action
from consult.core.database import db
from consult.core.errors import NotPossible
from consult.core.seen import NoPage
from consult.core.words import N_
from consult.moderation import queries, reasons
from consult.moderation.actions.holding import LONGEST_EXPLANATION, Seen, hold, tell, tell_all
from consult.moderation.lifecycle import LIFECYCLE
from consult.moderation.models import Claim, Decision, Reason, Redaction
from consult.moderation.spans import Span, hidden
from consult.submissions import actions as submissions
from consult.submissions.lifecycle import VISIBLE, Moderation
from consult.submissions.models import Attribution, Comment


@action
def publish(comment: Comment, *, by: User, seen: Seen | NoPage | None, explanation: str = "") -> Decision:
    """Show the comment, or the amendment of it in the place of the earlier edition. What is hidden of it stays hidden:
    only `lift` shows that.

    Raises NotPermitted, NotPossible where it is no move or the submitter wants nothing published, Overtaken.
    """
    hold(comment, by, seen)
    if comment.amendment_waits_since is not None or comment.moderation in VISIBLE:
        submissions.take_amendment(comment)
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
    """Publish with some characters hidden, in addition to those that are hidden already. An amendment that waits takes
    the place of the earlier edition.

    Raises as publish, and NotPossible for no span, one outside the text, or a reason that does not fit.
    """
    hold(comment, by, seen)
    if comment.amendment_waits_since is not None:
        submissions.take_amendment(comment)
    after = _after("redact", comment)
    texts = queries.texts(comment)
    known = queries.spans(queries.redactions(comment))
    new = sorted(set(spans) - set(known))
    if not new:
        raise NotPossible(N_("Choose or type the words to hide."))
    for span in new:
        if not 0 <= span.start < span.end <= len(texts[span.field.value]):
            raise NotPossible(N_("These words are not in the text."))
        check_reason("redact", span.reason, explanation)
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
    """Keep a waiting comment from the public, with the reason; of an amendment that waits, the published edition stays.
    Raises as redact."""
    hold(comment, by, seen)
    check_reason("withhold", reason, explanation)
    if comment.amendment_waits_since is not None:
        return _withhold_amendment(comment, reason, by, explanation)
    after = _after("withhold", comment)
    return _decide(comment, "withhold", after, by, reason=reason, explanation=explanation)


def _withhold_amendment(comment: Comment, reason: Reason, by: User, explanation: str) -> Decision:
    words = markup.plain(explanation)[:LONGEST_EXPLANATION]
    made = Decision(
        comment_id=comment.id, consultation_id=comment.consultation_id, edition=comment.amendment_edition,
        verb="withhold", from_state=Moderation.RECEIVED, to_state=Moderation.WITHHELD, reason=reason,
        explanation=words, decided_at=clock.now(), decided_by_id=by.id,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    submissions.withhold_amendment(comment)
    db.session.execute(delete(Claim).where(Claim.comment_id == comment.id))
    tell("withheld", comment, by, **facts(reason, words), is_amendment=True)
    return made


@action
def remove(
    comment: Comment, reason: Reason, *, by: User, seen: Seen | NoPage | None, explanation: str = ""
) -> Decision:
    """Take a published comment off the public pages, with the reason. Raises as redact."""
    hold(comment, by, seen)
    check_reason("remove", reason, explanation)
    return _decide(comment, "remove", _after("remove", comment), by, reason=reason, explanation=explanation)


@action
def decide_each(
    comments: Sequence[Comment],
    verb: str,
    *,
    reason: Reason | None = None,
    by: User,
    explanation: str = "",
    others: int | None = None,
) -> list[Decision]:
    """`verb` for each of these comments of one submission, which the caller holds, in a constant number of statements.

    The submitter gets one letter, which says how many `others` it is about; None for no letter. Raises NotPossible.
    """
    if reason is not None or verb != "publish":
        check_reason(verb, reason, explanation)
    amended = [one for one in comments if one.amendment_waits_since is not None]
    if verb == "withhold" and amended and reason is not None:
        made = [_withhold_amendment(one, reason, by, explanation) for one in amended]
        left = [one for one in comments if one not in amended]
        if left:
            made += decide_each(left, verb, reason=reason, by=by, explanation=explanation, others=others)
        return made
    if verb == "publish":
        for one in amended:
            submissions.take_amendment(one)
    afters = {comment.id: _after(verb, comment) for comment in comments}
    words, code = markup.plain(explanation)[:LONGEST_EXPLANATION], reason.value if reason else ""
    made = _write_decisions(comments, verb, afters, by, reason, words)
    spans = queries.spans_of_all(comments)
    for decision in made:
        _journal(decision, spans.get(decision.comment_id, ()))
    if all(after in VISIBLE for after in afters.values()):
        shown = {one: submissions.Showing(after, hidden(spans.get(one, ()))) for one, after in afters.items()}
        submissions.show_all(comments, shown, reason=code)
    else:
        submissions.hide_all(comments, state=afters[comments[0].id], reason=code)
    db.session.execute(delete(Claim).where(Claim.comment_id.in_(afters)))
    told = 0 if others is None else 1
    for comment in comments[:told]:
        tell(PARTICIPLES[verb], comment, by, **facts(reason, words, others or 0))
    tell_all(f"{PARTICIPLES[verb]}_too", comments[told:], by, **facts(reason, words))
    return made


def facts(
    reason: Reason | None, explanation: str, others: int = 0, standing: Sequence[Reason] = ()
) -> dict[str, Any]:
    """What is told of a decision; `others` is how many more comments it is about, `standing` are all reasons that stand
    against the comment after it, where there are more than the decision's own."""
    code = reason.value if reason else ""
    every = list(dict.fromkeys([*([reason] if reason else []), *standing]))
    told: dict[str, Any] = {
        "reason": code,
        "reason_label": reasons.sentence(code),
        "reason_labels": [reasons.sentence(one.value) for one in every],
        "explanation": explanation,
    }
    return told | ({"others": others} if others else {})


def _write_decisions(
    comments: Sequence[Comment],
    verb: str,
    afters: Mapping[int, Moderation],
    by: User,
    reason: Reason | None,
    explanation: str,
) -> list[Decision]:
    rows = [
        {
            "comment_id": comment.id, "consultation_id": comment.consultation_id, "edition": comment.edition,
            "verb": verb, "from_state": comment.moderation, "to_state": afters[comment.id], "reason": reason,
            "explanation": explanation, "decided_at": clock.now(), "decided_by_id": by.id,
        }
        for comment in comments
    ]  # fmt: skip
    made = insert(Decision).returning(Decision, sort_by_parameter_order=True)
    return list(db.session.execute(made, rows).scalars())


def _after(verb: str, comment: Comment) -> Moderation:
    """The state that `verb` leads to; raises NotPossible where the moment or the submitter's choice forbids it."""
    if comment.moderation is None:
        raise NotPossible(N_("This comment was not submitted yet."))
    after = LIFECYCLE.after(verb, comment.moderation)
    if after in VISIBLE and comment.submission.attribution == Attribution.CONFIDENTIAL:
        raise NotPossible(N_("The submitter asked that nothing of this be published."))
    return after


def check_reason(verb: str, reason: Reason | None, explanation: str) -> None:
    """Raises NotPossible for a reason that does not fit the verb, or is not explained where it has to be."""
    if reason is None or verb not in reasons.WORDS[reason].verbs:
        raise NotPossible(N_("Choose a reason from the list."))
    if reason == Reason.OTHER_EXPLAINED and not explanation.strip():
        raise NotPossible(N_("Explain this reason."))


PARTICIPLES = {
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
    _journal(made, queries.spans(queries.redactions(comment)))
    if after in VISIBLE:
        covered = hidden(queries.spans(queries.redactions(comment)))
        submissions.show(comment, state=after, hidden=covered, reason=code)
    else:
        submissions.hide(comment, state=after, reason=code)
    db.session.execute(delete(Claim).where(Claim.comment_id == comment.id))
    standing = queries.reasons_told(comment)
    tell(PARTICIPLES[verb], comment, by, **facts(reason, explanation, standing=standing))
    return made


def _journal(made: Decision, spans: Iterable[Span]) -> None:
    """What a restore has to do again, so that nothing becomes public that this decision hides."""
    journal.erased(
        "moderation.decided", comment=made.comment_id, edition=made.edition, state=made.to_state.value,
        reason=made.reason.value if made.reason else "", when=made.decided_at.isoformat(), by=made.decided_by_id,
        hidden=[[one.field.value, one.start, one.end, one.reason.value] for one in spans],
    )  # fmt: skip
