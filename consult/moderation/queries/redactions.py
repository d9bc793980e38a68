"""What words of a comment are hidden, and were in an earlier edition."""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import or_, select, tuple_

from consult.core.database import db
from consult.core.errors import NotFound
from consult.moderation.models import Decision, Reason, Redaction
from consult.moderation.spans import Span, is_whole, of_words
from consult.submissions import queries as submissions
from consult.submissions.models import Comment


def redactions(comment: Comment) -> Sequence[Redaction]:
    """What of its current edition is hidden, in the order of the text."""
    rows = (
        select(Redaction)
        .where(
            Redaction.comment_id == comment.id,
            Redaction.edition == comment.edition,
            Redaction.lifted_at.is_(None),
        )
        .order_by(Redaction.field, Redaction.start, Redaction.id)
    )
    return db.session.execute(rows).scalars().all()


def spans_of_all(comments: Sequence[Comment]) -> dict[int, list[Span]]:
    """Comment id → what of the edition to decide on is hidden, in one statement; only those of which something is."""
    editions = [(one.id, one.edition_to_decide) for one in comments]
    rows = select(Redaction).where(
        tuple_(Redaction.comment_id, Redaction.edition).in_(editions), Redaction.lifted_at.is_(None)
    )
    found: dict[int, list[Redaction]] = {}
    for row in db.session.execute(rows.order_by(Redaction.field, Redaction.start, Redaction.id)).scalars():
        found.setdefault(row.comment_id, []).append(row)
    return {comment_id: spans(hiding) for comment_id, hiding in found.items()}


def redaction(comment: Comment, identifier: int) -> Redaction:
    """One redaction of a comment. Raises NotFound for another's."""
    found = db.session.get(Redaction, identifier)
    if found is None or found.comment_id != comment.id:
        raise NotFound
    return found


def spans(rows: Iterable[Redaction]) -> list[Span]:
    """Redactions as places in the text."""
    return [Span(row.field, row.start, row.end, row.reason) for row in rows]


def with_hidden_words(comments: Sequence[Comment]) -> set[int]:
    """The ids of those of which words are hidden, or were in an earlier edition: each is decided on alone."""
    return {*spans_of_all(comments), *hidden_before(comments)}


def hidden_again(comment: Comment) -> list[Span]:
    """Where words that were hidden in an earlier edition of a comment, for good, stand in what it says now."""
    rows = select(Redaction).where(
        Redaction.comment_id == comment.id, Redaction.edition < comment.edition, Redaction.lifted_at.is_(None)
    )
    found: set[Span] = set()
    texts: dict[int, dict[str, str]] = {}
    for row in db.session.execute(rows.order_by(Redaction.id)).scalars():
        if row.edition not in texts:
            texts[row.edition] = submissions.texts_of(comment, row.edition) or {}
        words = texts[row.edition].get(row.field.value, "")[row.start : row.end]
        found |= {one for one in of_words(words, row.reason, comment.texts) if is_whole(one, comment.texts)}
    return sorted(found)


def last_explanation(comment: Comment, reason: Reason) -> str:
    """What the submitter was told last beyond `reason`, of a comment or of words of it; "" where it was never given."""
    hiding = select(Redaction.decision_id).where(
        Redaction.comment_id == comment.id, Redaction.reason == reason
    )
    rows = select(Decision.explanation).where(
        Decision.comment_id == comment.id,
        Decision.explanation != "",
        or_(Decision.reason == reason, Decision.id.in_(hiding)),
    )
    return db.session.execute(rows.order_by(Decision.id.desc()).limit(1)).scalar_one_or_none() or ""


def hidden_before(comments: Collection[Comment]) -> set[int]:
    """The ids of those of which an earlier edition had words hidden when its submitter amended it."""
    editions = {one.id: one.edition_to_decide for one in comments}
    rows = select(Redaction.comment_id, Redaction.edition).where(
        Redaction.comment_id.in_(editions), Redaction.lifted_at.is_(None)
    )
    return {row.comment_id for row in db.session.execute(rows) if row.edition < editions[row.comment_id]}
