"""What happened to a comment since it came in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select

from consult.accounts.queries import people
from consult.core.database import db
from consult.core.events import Event
from consult.moderation.models import Decision, PendingDecision
from consult.moderation.queries.decisions import decisions, reasons_for
from consult.moderation.queries.moves import moves
from consult.moderation.queries.objections import objections
from consult.moderation.queries.pending_decisions import ended
from consult.screening import queries as screenings
from consult.submissions import queries as submissions
from consult.submissions.models import Comment


@dataclass(frozen=True)
class HistoryLine:
    """One line of a comment's history. `what` is the name of a decision's verb, or received, amended, screened,
    objected, settled, moved, undone, lapsed, language_changed, language_corrected: then `words` has the language."""

    at: datetime
    what: str
    who: str = ""
    reasons: Sequence[str] = ()
    words: str = ""
    verb: str = ""
    """What would have been done, of a decision that did not take effect."""


def history(comment: Comment) -> list[HistoryLine]:
    """What happened to a comment since it came in, the latest first."""
    made = decisions(comment)
    reasons = reasons_for(made)
    found = [_decided(one, reasons[one.id]) for one in made]
    found += [_undone(one) for one in ended(comment)]
    found += [
        HistoryLine(one.filed_at, "received" if one.edition == 1 else "amended")
        for one in submissions.editions(comment)
    ]
    for one in objections(comment):
        found.append(HistoryLine(one.contested_at, "objected", words=one.text))
        if one.settled_at is not None:
            found.append(HistoryLine(one.settled_at, "settled", words=one.answer))
    found += [
        HistoryLine(one.at, one.what, one.who, words=one.language) for one in _language_changes(comment)
    ]
    found += [
        HistoryLine(one.moved_at, "moved", one.moved_by.name, words=one.reason) for one in moves(comment)
    ]
    noticed_ = screenings.screening_of(comment)
    if noticed_ is not None:
        found.append(
            HistoryLine(noticed_.screened_at, "screened", words=str(len(noticed_.signals["signals"])))
        )
    return sorted(found, key=lambda one: one.at, reverse=True)


def _decided(one: Decision, reasons: Sequence[str]) -> HistoryLine:
    by = one.decided_by.name if one.decided_by else ""
    return HistoryLine(one.decided_at, one.verb, by, reasons, one.explanation)


class _LanguageChange(NamedTuple):
    """The submitter or a moderator had a comment be in another language."""

    at: datetime
    what: str
    who: str
    language: str


def _language_changes(comment: Comment) -> Iterator[_LanguageChange]:
    names = {f"submissions.{_CHANGED}": _CHANGED, f"moderation.{_CORRECTED}": _CORRECTED}
    rows = select(Event.at, Event.name, Event.actor_id, Event.data["language"].astext).where(
        Event.subject == f"{comment.submission.reference}/{comment.number}", Event.name.in_(names)
    )
    found = db.session.execute(rows.order_by(Event.id)).all()
    if not found:
        return
    moderators = {one.id: one.name for one in people(rows.with_only_columns(Event.actor_id))}
    for at, name, actor, language in found:
        yield _LanguageChange(at, names[name], moderators.get(actor or 0, ""), language)


_CHANGED, _CORRECTED = "language_changed", "language_corrected"


def _undone(one: PendingDecision) -> HistoryLine:
    """A decision that never took effect."""
    assert one.ended_at is not None  # noqa: S101 -- the table has a check for it
    who = one.ended_by or one.decided_by
    reasons = [one.reason] if one.reason else []
    return HistoryLine(one.ended_at, str(one.outcome), who.name, reasons, one.why, one.verb)
