"""Decisions: each is a row that the database lets no one change, and what the public sees follows from it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import delete

from consult.accounts.models import User
from consult.core import clock, journal, markup
from consult.core.actions import action
from consult.core.database import db
from consult.core.stale_check import NoPage
from consult.moderation import queries, reasons
from consult.moderation.actions.checks import CheckedDecision, RequestedDecision, check, decides_on_amendment
from consult.moderation.actions.locks import LONGEST_EXPLANATION, ReviewToken, lock_comment, record_event
from consult.moderation.models import Claim, Decision, Reason, Redaction
from consult.moderation.spans import Span, hidden
from consult.submissions import actions as submissions
from consult.submissions.lifecycle import VISIBLE, Moderation
from consult.submissions.models import Comment

DECIDED = journal.ErasureKind("moderation.decided")


@action
def publish(
    comment: Comment, *, by: User, seen: ReviewToken | NoPage | None, explanation: str = ""
) -> Decision:
    """Show the comment, or the amendment of it in the place of the earlier edition. What is hidden of it stays hidden:
    only `restore_words` shows that.

    Raises NotPermitted, NotPossible where it is no move or the submitter wants nothing published, StaleForm.
    """
    return decide(comment, RequestedDecision("publish", explanation=explanation), by=by, seen=seen)


@action
def redact(
    comment: Comment,
    spans: Iterable[Span],
    *,
    by: User,
    seen: ReviewToken | NoPage | None,
    explanation: str = "",
) -> Decision:
    """Publish with some characters hidden, in addition to those that are hidden already. An amendment that waits takes
    the place of the earlier edition.

    Raises as publish, and NotPossible for no span, one outside the text, or a reason that does not fit.
    """
    requested = RequestedDecision("redact", explanation=explanation, spans=tuple(spans))
    return decide(comment, requested, by=by, seen=seen)


@action
def restore_words(
    comment: Comment,
    redactions: Collection[int],
    *,
    by: User,
    seen: ReviewToken | NoPage | None,
    explanation: str = "",
) -> Decision:
    """Show hidden words of a published comment again: those of the redactions with these ids.

    With the last of them the whole comment is public. Raises as publish, and NotPossible for none, or for words that
    are not hidden.
    """
    requested = RequestedDecision("restore_words", explanation=explanation, redactions=tuple(redactions))
    return decide(comment, requested, by=by, seen=seen)


@action
def withhold(
    comment: Comment, reason: Reason, *, by: User, seen: ReviewToken | NoPage | None, explanation: str = ""
) -> Decision:
    """Keep a waiting comment from the public, with the reason; of an amendment that waits, the published edition stays.
    Raises as redact."""
    return decide(comment, RequestedDecision("withhold", reason, explanation), by=by, seen=seen)


@action
def remove(
    comment: Comment, reason: Reason, *, by: User, seen: ReviewToken | NoPage | None, explanation: str = ""
) -> Decision:
    """Take a published comment off the public pages, with the reason. Raises as redact."""
    return decide(comment, RequestedDecision("remove", reason, explanation), by=by, seen=seen)


@action
def decide(
    comment: Comment, requested: RequestedDecision, *, by: User, seen: ReviewToken | NoPage | None
) -> Decision:
    """Do what was `requested`, at once. Raises as the verb does."""
    lock_comment(comment, by, seen)
    return fulfil(comment, requested, by)


def fulfil(comment: Comment, requested: RequestedDecision, by: User) -> Decision:
    """`decide` for a comment that is locked already. Of an amendment that waits, publishing puts it in the place of the
    earlier edition, and withholding leaves that where it is."""
    is_new = decides_on_amendment(comment, requested)
    if is_new and requested.verb == "withhold":
        made = withhold_amendment(comment, requested, by)
        stays = {"is_amendment": True} if comment.moderation in VISIBLE else {}
        record_event("withheld", comment, by, **facts(made.reason, made.explanation), **stays)
        return made
    if is_new:
        submissions.take_amendment(comment)
        requested = replace(requested, edition=None)
    requested = _hiding_again(comment, requested)
    checked = check(comment, requested)
    standing = {one.id: one for one in queries.redactions(comment)} if requested.redactions else {}
    for identifier in requested.redactions:
        standing[identifier].lifted_at = clock.now()
    db.session.flush()
    return _write(comment, requested, checked, by)


def _hiding_again(comment: Comment, requested: RequestedDecision) -> RequestedDecision:
    """A requested decision to publish or redact, with the words that were hidden before and stand in this edition
    again: what was hidden stays so until someone restores it."""
    if requested.verb not in {"publish", "redact"} or comment.moderation in VISIBLE:
        return requested
    known = queries.spans(queries.redactions(comment))
    again = [one for one in queries.hidden_again(comment) if not _is_covered(one, [*known, *requested.spans])]
    return replace(requested, verb="redact", again=tuple(again)) if again else requested


def _is_covered(span: Span, by: Sequence[Span]) -> bool:
    return any(one.field == span.field and one.start <= span.start and span.end <= one.end for one in by)


def withhold_amendment(comment: Comment, requested: RequestedDecision, by: User) -> Decision:
    """Write the decision and leave the earlier edition where it is; the submitter is not told yet."""
    checked, words = check(comment, requested), stored_explanation(requested.explanation)
    made = Decision(
        comment_id=comment.id, consultation_id=comment.consultation_id, edition=comment.amendment_edition,
        verb=requested.verb, from_state=Moderation.RECEIVED, to_state=checked.after, reason=checked.reason,
        explanation=words, decided_at=clock.now(), decided_by_id=by.id,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    submissions.withhold_amendment(comment)
    db.session.execute(delete(Claim).where(Claim.comment_id == comment.id))
    return made


def stored_explanation(explanation: str) -> str:
    """An explanation as it is stored and sent."""
    return markup.plain(explanation)[:LONGEST_EXPLANATION]


def facts(
    reason: Reason | None, explanation: str, others: int = 0, standing: Sequence[Reason] = ()
) -> dict[str, Any]:
    """What is told of a decision; `others` is how many more comments it is about, `standing` are all reasons that stand
    against the comment after it, where there are more than the decision's own."""
    code = reason.value if reason else ""
    every = list(dict.fromkeys([*([reason] if reason else []), *standing]))
    found: dict[str, Any] = {
        "reason": code,
        "reason_label": reasons.sentence(code),
        "reason_labels": [reasons.sentence(one.value) for one in every],
        "explanation": explanation,
    }
    return found | ({"others": others} if others else {})


PARTICIPLES = {
    "publish": "published",
    "redact": "redacted",
    "restore_words": "words_restored",
    "withhold": "withheld",
    "remove": "removed",
}


def add_redactions(comment: Comment, spans: Iterable[Span], decision: Decision) -> None:
    """Write that these characters of a comment are hidden since a decision."""
    for span in spans:
        row = Redaction(
            comment_id=comment.id, edition=comment.edition, field=span.field, start=span.start, end=span.end,
            reason=span.reason, decision_id=decision.id,
        )  # fmt: skip
        db.session.add(row)
    db.session.flush()


def _write(comment: Comment, requested: RequestedDecision, checked: CheckedDecision, by: User) -> Decision:
    """Write the decision, its redactions, and what follows from both."""
    assert comment.moderation is not None  # noqa: S101 -- see _after
    after, reason, explanation = checked.after, checked.reason, stored_explanation(requested.explanation)
    if reason == Reason.OTHER_EXPLAINED and not explanation.strip():
        explanation = queries.last_explanation(comment, reason)  # of words that were hidden before
    made = Decision(
        comment_id=comment.id,
        consultation_id=comment.consultation_id,
        edition=comment.edition,
        verb=requested.verb,
        from_state=comment.moderation,
        to_state=after,
        reason=reason,
        explanation=explanation,
        decided_at=clock.now(),
        decided_by_id=by.id,
    )
    db.session.add(made)
    db.session.flush()
    add_redactions(comment, checked.spans, made)
    code = reason.value if reason else ""
    journal_decision(made, queries.spans(queries.redactions(comment)))
    if after in VISIBLE:
        covered = hidden(queries.spans(queries.redactions(comment)))
        submissions.publish(comment, state=after, hidden=covered, reason=code)
    else:
        submissions.hide(comment, state=after, reason=code)
    db.session.execute(delete(Claim).where(Claim.comment_id == comment.id))
    standing = queries.reasons_told(comment)
    record_event(PARTICIPLES[requested.verb], comment, by, **facts(reason, explanation, standing=standing))
    return made


def journal_decision(made: Decision, spans: Iterable[Span]) -> None:
    """What a restore has to do again, so that nothing becomes public that this decision hides."""
    journal.erased(
        DECIDED, comment=made.comment_id, edition=made.edition, state=made.to_state.value,
        reason=made.reason.value if made.reason else "", when=made.decided_at.isoformat(), by=made.decided_by_id,
        hidden=[[one.field.value, one.start, one.end, one.reason.value] for one in spans],
    )  # fmt: skip
