"""How many, and their outcome."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ARRAY, BigInteger, ColumnElement, and_, func, literal, or_, select, text

from consult.consultations import queries as consultations
from consult.core.database import db
from consult.core.declarations import listed_in
from consult.submissions import tallies
from consult.submissions.lifecycle import AWAITING, Moderation
from consult.submissions.models import Comment, Submission


@dataclass(frozen=True)
class Totals:
    """The outcome of everything that was received."""

    received: int
    pending: int
    published: int
    published_redacted: int
    withheld: int
    removed: int
    withdrawn: int
    reasons: dict[str, int]
    """Withheld and removed comments by the code of the reason."""
    submissions: int
    submissions_withdrawn: int
    late: int
    stakeholders: int

    @property
    def visible(self) -> int:
        """Comments that the public can read."""
        return self.published + self.published_redacted

    @property
    def adds_up(self) -> bool:
        """Whether every comment received is in exactly one of the groups, and every refusal has a reason."""
        parts = self.pending + self.visible + self.withheld + self.removed + self.withdrawn
        return parts == self.received and sum(self.reasons.values()) == self.withheld + self.removed


def totals(consultation_id: int) -> Totals:
    """The totals of a consultation, out of the stored counts, in one statement."""
    found = tallies.of(consultation_id, "comments", "moderation", "reason", "submissions")
    states, sent = found["moderation"], found["submissions"]
    return Totals(
        received=found["comments"].get("received", 0),
        pending=sum(states.get(state, 0) for state in AWAITING),
        published=states.get(Moderation.PUBLISHED, 0),
        published_redacted=states.get(Moderation.PUBLISHED_REDACTED, 0),
        withheld=states.get(Moderation.WITHHELD, 0),
        removed=states.get(Moderation.REMOVED, 0),
        withdrawn=states.get(Moderation.WITHDRAWN, 0),
        reasons=found["reason"],
        submissions=sent.get("received", 0),
        submissions_withdrawn=sent.get("withdrawn", 0),
        late=sent.get("late", 0),
        stakeholders=sent.get("stakeholders", 0),
    )


@listed_in("HOOKS")
def counts(consultation_id: int) -> tuple[int, int]:
    """Published comments and their stakeholders: for the head of a consultation's pages."""
    found = totals(consultation_id)
    return found.visible, found.stakeholders


def earlier_comments(submission: Submission) -> dict[Moderation, int]:
    """The outcome of comments of other submissions of the same account, over the consultations of the organisation."""
    if submission.user_id is None:
        return {}
    theirs = consultations.ids_of_organisations([submission.consultation.organisation_id])
    rows = db.session.execute(
        select(Comment.moderation, func.count())
        .join(Submission, Submission.id == Comment.submission_id)
        .where(
            Submission.user_id == submission.user_id,
            Submission.id != submission.id,
            Submission.consultation_id.in_(theirs),
            Comment.moderation.is_not(None),
        )
        .group_by(Comment.moderation)
    )
    return {row[0]: row[1] for row in rows}


# Written out as the partial indexes have them, so that they are used.
_IS_WAITING = text("comments.moderation IN ('received', 'in_review')")
_IS_REFUSED = text("comments.moderation IN ('withheld', 'removed_after_publication')")


def waiting_since_before(consultation_id: int, moment: datetime) -> int:
    """How many comments, and amendments of published ones, wait for a moderator since before a moment."""
    rows = (
        select(func.count())
        .select_from(Comment)
        .where(
            Comment.consultation_id == consultation_id,
            or_(and_(_IS_WAITING, Comment.filed_at < moment), Comment.amendment_waits_since < moment),
        )
    )
    return db.session.execute(rows).scalar_one()


def oldest_waiting(consultation_ids: Sequence[int]) -> dict[int, datetime]:
    """Consultation id → since when the comment or amendment waits that has waited longest; only where one does."""

    def first(at: Any, *waits: ColumnElement[bool]) -> Any:
        oldest = select(at).where(Comment.consultation_id == asked.c.id, *waits).order_by(at).limit(1)
        return oldest.correlate(asked).scalar_subquery()

    asked = select(func.unnest(literal(list(consultation_ids), ARRAY(BigInteger))).label("id")).subquery()
    oldest = func.least(
        first(Comment.filed_at, Comment.moderation.in_(AWAITING)),
        first(Comment.amendment_waits_since, Comment.amendment_waits_since.is_not(None)),
    )
    rows = db.session.execute(select(asked.c.id, oldest))
    return {identifier: at for identifier, at in rows if at is not None}


def refused(consultation_id: int) -> dict[tuple[Moderation, str], int]:
    """How many comments are withheld, and how many removed, for each reason (its code)."""
    rows = db.session.execute(
        select(Comment.moderation, Comment.reason, func.count())
        .where(Comment.consultation_id == consultation_id, _IS_REFUSED)
        .group_by(Comment.moderation, Comment.reason)
    )
    return {(state, reason): number for state, reason, number in rows}
