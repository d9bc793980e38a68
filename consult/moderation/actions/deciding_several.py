"""One decision for several comments of one submission, in few statements and with one email."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, insert

from consult.accounts.models import User
from consult.core import clock
from consult.core.actions import action
from consult.core.database import db
from consult.moderation import queries
from consult.moderation.actions.checks import RequestedDecision, after_of, check_reason
from consult.moderation.actions.deciding import (
    PARTICIPLES,
    facts,
    journal_decision,
    stored_explanation,
    withhold_amendment,
)
from consult.moderation.actions.locks import record_event, record_events
from consult.moderation.models import Claim, Decision, Reason
from consult.moderation.spans import hidden
from consult.submissions import actions as submissions
from consult.submissions.lifecycle import VISIBLE, Moderation
from consult.submissions.models import Comment


@action
def decide_each(
    comments: Sequence[Comment], requested: RequestedDecision, *, by: User, others: int | None = None
) -> list[Decision]:
    """Do what was `requested` with each of these comments of one submission, locked by the caller, in a constant number
    of statements.

    The submitter gets one email, which says how many `others` it is about; None for no email. Raises NotPossible.
    """
    verb = requested.verb
    if requested.reason is not None or verb != "publish":
        check_reason(verb, requested.reason, requested.explanation)
    amended = [one for one in comments if one.amendment_waits_since is not None]
    withheld = amended if verb == "withhold" else []
    plain = [one for one in comments if one not in withheld]
    made = [withhold_amendment(one, requested, by) for one in withheld]
    if verb == "publish":
        for one in amended:
            submissions.take_amendment(one)
    if plain:
        made += _write_each(plain, requested, by)
    _tell_once(plain, withheld, requested, by, others)
    return made


def _write_each(comments: Sequence[Comment], requested: RequestedDecision, by: User) -> list[Decision]:
    """Write the same decision on each, and what follows from it; the submitter is not told yet."""
    afters = {comment.id: after_of(requested.verb, comment) for comment in comments}
    code = requested.reason.value if requested.reason else ""
    made = _write_decisions(
        comments, requested.verb, afters, by, requested.reason, stored_explanation(requested.explanation)
    )
    spans = queries.spans_of_all(comments)
    for decision in made:
        journal_decision(decision, spans.get(decision.comment_id, ()))
    if all(after in VISIBLE for after in afters.values()):
        shown = {
            one: submissions.Publication(after, hidden(spans.get(one, ()))) for one, after in afters.items()
        }
        submissions.publish_all(comments, shown, reason=code)
    else:
        submissions.hide_all(comments, state=afters[comments[0].id], reason=code)
    db.session.execute(delete(Claim).where(Claim.comment_id.in_(afters)))
    return made


def _tell_once(
    plain: Sequence[Comment],
    withheld: Sequence[Comment],
    requested: RequestedDecision,
    by: User,
    others: int | None,
) -> None:
    """One email about all of them; `withheld` are those of which an amendment is withheld (see decide_each)."""
    comments, words = [*plain, *withheld], stored_explanation(requested.explanation)
    rest = comments
    if others is not None:
        first, rest = comments[0], comments[1:]
        data: dict[str, Any] = facts(requested.reason, words, others)
        if any(one.moderation in VISIBLE for one in withheld):
            data["has_amendments" if plain else "is_amendment"] = True
        record_event(PARTICIPLES[requested.verb], first, by, **data)
    record_events(f"{PARTICIPLES[requested.verb]}_too", rest, by, **facts(requested.reason, words))


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
