"""Decisions that keep words from the public, done again after a restore as the journal tells them (core.journal).

Only what hides is done again. What was published after the restored moment waits: moderators decide on it again.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from consult.accounts import queries as accounts
from consult.core.actions import action
from consult.core.database import among, db
from consult.core.journal import Line, latest
from consult.moderation import queries
from consult.moderation.actions.deciding import add_redactions
from consult.moderation.models import Decision, Field, Reason
from consult.moderation.spans import Span, hidden
from consult.submissions import actions as submissions
from consult.submissions import queries as submitted
from consult.submissions.lifecycle import REFUSED, VISIBLE, Moderation
from consult.submissions.models import Comment

EXPLANATION = "Decided before the database was restored."
"""Of a decision whose own explanation was lost."""

_VERBS = {
    Moderation.WITHHELD: "withhold",
    Moderation.REMOVED: "remove",
    Moderation.PUBLISHED_REDACTED: "redact",
}


@action
def decide_again(lines: Sequence[Line]) -> int:
    """The last decision on each comment, where it hides what is public now and this database does not know it."""
    return sum(_decide_again(line) for line in _of_this_edition(lines))


def _of_this_edition(lines: Sequence[Line]) -> list[Line]:
    """Of each comment the last decision on the edition that this database has, or on an earlier one: what was decided
    on a later edition, which is not here, says nothing of the words that are."""
    rows = select(Comment.id, Comment.edition).where(
        among(Comment.id, sorted({line["comment"] for line in lines}))
    )
    here = {row.id: row.edition for row in db.session.execute(rows)}
    return latest([line for line in lines if line["edition"] <= here.get(line["comment"], 0)], "comment")


def _decide_again(line: Line) -> bool:
    comment = submitted.comment_by_id(line["comment"])
    if comment is None or comment.moderation in {None, Moderation.WITHDRAWN} or _is_known(line):
        return False
    submissions.lock_all([comment])
    after, reason = Moderation(line["state"]), line["reason"]
    if after in REFUSED:
        _write(line, comment, after)
        submissions.hide(comment, state=after, reason=reason)
        return True
    if after == Moderation.PUBLISHED_REDACTED and comment.moderation in VISIBLE:
        _redact(line, comment)
        return True
    return False


def _is_known(line: Line) -> bool:
    """Whether the database has this decision or a later one on the comment."""
    when = datetime.fromisoformat(line["when"])
    later = select(Decision.id).where(Decision.comment_id == line["comment"], Decision.decided_at >= when)
    return db.session.execute(later.limit(1)).first() is not None


def _redact(line: Line, comment: Comment) -> None:
    """Hide the same characters; of another edition they would be others, and the whole waits for a moderator."""
    if comment.edition != line["edition"]:
        submissions.hide(comment, state=Moderation.RECEIVED)
        return
    made = _write(line, comment, Moderation.PUBLISHED_REDACTED)
    known = set(queries.spans(queries.redactions(comment)))
    spans = {Span(Field(f), start, end, Reason(why)) for f, start, end, why in line["hidden"]}
    add_redactions(comment, sorted(spans - known), made)
    covered = hidden(queries.spans(queries.redactions(comment)))
    submissions.publish(comment, state=Moderation.PUBLISHED_REDACTED, hidden=covered, reason=line["reason"])


def _write(line: Line, comment: Comment, after: Moderation) -> Decision:
    assert comment.moderation is not None  # noqa: S101 -- see _decide_again
    made = Decision(
        comment_id=comment.id,
        consultation_id=comment.consultation_id,
        edition=comment.edition,
        verb=_VERBS[after],
        from_state=comment.moderation,
        to_state=after,
        reason=Reason(line["reason"]) if line["reason"] else None,
        explanation=EXPLANATION,
        decided_at=datetime.fromisoformat(line["when"]),
        decided_by_id=line["by"] if accounts.find(line["by"]) is not None else None,
    )
    db.session.add(made)
    db.session.flush()
    return made
