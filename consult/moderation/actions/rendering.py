"""Published comments rendered again from what was submitted and what of it is hidden; nothing is decided."""

from sqlalchemy import select

from consult.comment_translations import actions as translations
from consult.comment_translations.source import source
from consult.core.actions import action
from consult.core.database import db
from consult.core.markup import is_harmless
from consult.core.rendering import RenderingBatch
from consult.moderation import queries
from consult.moderation.actions.locks import record_event
from consult.moderation.models import Redaction
from consult.moderation.spans import Span, hidden
from consult.submissions import actions as submissions
from consult.submissions import queries as submitted
from consult.submissions.lifecycle import VISIBLE
from consult.submissions.models import Comment
from consult.submissions.public_words import PublicWords, public_words


def look_at_comments(after: int, most: int) -> RenderingBatch:
    """The published comments behind the id `after`, `most` at most (see rendering.Source)."""
    rows = db.session.execute(
        select(
            Comment.id, Comment.edition, Comment.comment, Comment.proposal, Comment.rationale,
            Comment.shown_comment, Comment.shown_rationale, Comment.shown_proposal, Comment.shown_text,
        )
        .where(Comment.id > after, Comment.moderation.in_(VISIBLE))
        .order_by(Comment.id)
        .limit(most)
    ).all()  # fmt: skip
    spans = _spans([row.id for row in rows])
    differing, doubtful = [], []
    for row in rows:
        covered = hidden(spans.get((row.id, row.edition), ()))
        stored = PublicWords(row.shown_comment, row.shown_rationale, row.shown_proposal, row.shown_text)
        if public_words(row.comment, row.proposal, row.rationale, covered) != stored:
            differing.append(row.id)
        if not all(is_harmless(html) for html in stored[:2] if html):
            doubtful.append(row.id)
    return RenderingBatch(rows[-1].id if rows else after, len(rows), differing, doubtful)


def _spans(comments: list[int]) -> dict[tuple[int, int], list[Span]]:
    """(id, edition) of these comments → what of it is hidden."""
    rows = db.session.execute(
        select(
            Redaction.comment_id, Redaction.edition, Redaction.field, Redaction.start, Redaction.end, Redaction.reason
        ).where(Redaction.comment_id.in_(comments), Redaction.lifted_at.is_(None))
    )  # fmt: skip
    found: dict[tuple[int, int], list[Span]] = {}
    for comment, edition, field, start, end, reason in rows:
        found.setdefault((comment, edition), []).append(Span(field, start, end, reason))
    return found


@action
def render_comment_again(identifier: int) -> bool:
    """Render one published comment again; True, and an event, where its words were others than they should be."""
    comment = submitted.existing_comment(identifier)
    submissions.lock_all([comment])
    covered = hidden(queries.spans(queries.redactions(comment)))
    before = source(comment).digest
    if not submissions.render_published_again(comment, covered):
        translations.follow_rendering(comment, before)
        return False
    record_event("rendered_again", comment, None)
    return True
