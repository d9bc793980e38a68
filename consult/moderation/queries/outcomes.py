"""The outcome of a comment: for the submitter, and for the public."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from consult.core.database import db
from consult.moderation.models import Decision, Objection, Reason, Redaction
from consult.submissions import queries as submissions
from consult.submissions.lifecycle import REFUSED, VISIBLE, Moderation
from consult.submissions.models import Comment, Submission


@dataclass(frozen=True)
class DecisionForSubmitter:
    """What was decided against a comment, as its submitter reads it, and the latest objection to it."""

    comment: Comment
    decision: Decision
    reasons: Sequence[Reason]
    """Every reason that stands against it, of this decision and of earlier ones whose words are still hidden."""
    explanations: Sequence[str]
    """What those decisions say beyond their reasons."""
    objection: Objection | None

    @property
    def is_of_amendment(self) -> bool:
        """Whether it is about an amended version, beside which the earlier one is public."""
        return self.decision.edition == self.comment.amendment_edition and self.comment.moderation in VISIBLE


def sent(submission: Submission) -> list[DecisionForSubmitter]:
    """The decisions in force against the comments of a submission, and those that its submitter objected to."""
    comments = {one.id: one for one in submissions.filed(submission)}
    latest: dict[int, Decision] = {}
    explained: dict[int, dict[int, str]] = {}
    for row in db.session.execute(
        select(Decision).where(Decision.comment_id.in_(comments)).order_by(Decision.id)
    ).scalars():
        latest[row.comment_id] = row
        explained.setdefault(row.comment_id, {})[row.id] = row.explanation
    standing = reasons_in_force(comments.values())
    for key, decision in latest.items():
        if (
            comments[key].amendment_waits_since is None
            and decision.edition == comments[key].amendment_edition
        ):
            standing[key] = [(decision.reason, [decision.id])] if decision.reason else []
    objections: dict[int, Objection] = {}
    for one in db.session.execute(
        select(Objection).where(Objection.comment_id.in_(comments)).order_by(Objection.id)
    ).scalars():
        objections[one.comment_id] = one
    return [
        DecisionForSubmitter(
            comment,
            latest[key],
            [reason for reason, _by in standing[key]],
            _explanations(latest[key], standing[key], explained[key]),
            objections.get(key),
        )
        for key, comment in comments.items()
        if key in latest
        and (
            key in objections
            or (comment.reason and latest[key].edition == comment.edition)
            or (comment.amendment_waits_since is None and latest[key].edition == comment.amendment_edition)
        )
    ]


def _explanations(
    latest: Decision, standing: Sequence[tuple[Reason, Collection[int]]], explained: dict[int, str]
) -> list[str]:
    """The explanations of the decisions that stand, the earliest first, each once."""
    made_by = {identifier for _reason, by in standing for identifier in by} | {latest.id}
    said = [explained[identifier] for identifier in sorted(made_by) if explained.get(identifier)]
    return list(dict.fromkeys(said))


def reasons_in_force(comments: Collection[Comment]) -> dict[int, list[tuple[Reason, list[int]]]]:
    """Comment id → every reason that stands against it, each once, with the ids of the decisions that hid words for it:
    the reason for which it is refused, or those for which words of it are hidden."""
    found: dict[int, dict[Reason, list[int]]] = {one.id: {} for one in comments}
    hidden = {one.id: one.edition for one in comments if one.moderation == Moderation.PUBLISHED_REDACTED}
    for one in comments:
        if one.moderation in REFUSED and one.reason:
            found[one.id][Reason(one.reason)] = []
    rows = select(Redaction).where(Redaction.comment_id.in_(hidden), Redaction.lifted_at.is_(None))
    for row in db.session.execute(rows.order_by(Redaction.id)).scalars() if hidden else ():
        if row.edition == hidden[row.comment_id]:
            found[row.comment_id].setdefault(row.reason, []).append(row.decision_id)
    return {key: list(reasons.items()) for key, reasons in found.items()}


def reasons_told(comment: Comment) -> list[Reason]:
    """Every reason that stands against one comment."""
    return [reason for reason, _by in reasons_in_force([comment])[comment.id]]


def reasons_of(consultation_id: int) -> dict[str, int]:
    """How often each reason was used, by what it was used for: "withheld/abusive", "removed/copyright",
    "redacted/personal_data" (comments with hidden words, each counted once a reason)."""
    refused = submissions.refused(consultation_id)
    names = {Moderation.WITHHELD: "withheld", Moderation.REMOVED: "removed"}
    found = {
        f"{names[state]}/{reason}": number for (state, reason), number in refused.items() if state in names
    }
    comments = submissions.comment_keys([consultation_id], only_visible=True)
    hidden = db.session.execute(
        select(Redaction.reason, func.count(comments.id.distinct()))
        .join(comments.rows, (comments.id == Redaction.comment_id) & (comments.edition == Redaction.edition))
        .where(Redaction.lifted_at.is_(None))
        .group_by(Redaction.reason)
    )
    return found | {f"redacted/{reason.value}": number for reason, number in hidden}
