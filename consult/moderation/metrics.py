"""Metrics of moderation, looked up for Prometheus."""

from collections.abc import Iterable

from prometheus_client.core import Metric
from sqlalchemy import func as sql
from sqlalchemy import lateral, select, text, true

from consult.consultations.models import Consultation
from consult.core.database import db
from consult.core.declarations import listed_in
from consult.core.metric_queries import age, count
from consult.core.metrics import gauge
from consult.submissions.models import Comment

_WAITS = text("comments.moderation IN ('received', 'in_review')")
"""In the words of the index ix_comments_awaiting."""


@listed_in("METRICS")
def backlog() -> Iterable[Metric]:
    """Comments that wait for a moderator."""
    first = select(Comment.filed_at).where(Comment.consultation_id == Consultation.id, _WAITS)
    firsts = lateral(first.order_by(Comment.filed_at).limit(1).correlate(Consultation), "firsts")
    oldest = select(sql.min(firsts.c.filed_at)).select_from(Consultation).join(firsts, true())
    yield gauge(
        "moderation_waiting",
        "Comments that no moderator has decided on.",
        count(select(Comment).where(_WAITS)),
    )
    says = "How long the first of them waits."
    yield gauge("moderation_oldest_seconds", says, age(db.session.execute(oldest).scalar_one()))
