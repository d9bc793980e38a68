"""The words of published responses rendered again from their sections and numbers, which an edition keeps."""

from markupsafe import Markup
from sqlalchemy import select

from consult.consultations.actions import bump_page_version
from consult.core.actions import action
from consult.core.database import db, lock
from consult.core.markup import is_harmless, text_of
from consult.core.rendering import RenderingBatch
from consult.summaries import composition
from consult.summaries.lifecycle import State
from consult.summaries.models import ResponseSummary


def look_at_responses(after: int, most: int) -> RenderingBatch:
    """The published editions behind the id `after`, `most` at most (see rendering.Source)."""
    rows = select(ResponseSummary).where(ResponseSummary.id > after, ResponseSummary.state == State.PUBLISHED)
    found = db.session.execute(rows.order_by(ResponseSummary.id).limit(most)).scalars().all()
    return RenderingBatch(
        found[-1].id if found else after,
        len(found),
        [one.id for one in found if one.body != _body(one)],
        [one.id for one in found if not is_harmless(one.body or "")],
    )


@action
def render_response_again(identifier: int) -> bool:
    """Render the words of one published edition again; True where they were others than they should be."""
    summary = lock(db.session.get_one(ResponseSummary, identifier))
    before, now = summary.body, _body(summary)
    if before == now:
        return False
    bump_page_version(summary.consultation_id)
    summary.body = now
    return text_of(before or "") != text_of(now)


def _body(summary: ResponseSummary) -> Markup:
    return composition.body(summary.sections, summary.figures)
