"""Comments: their structure, and what became of them."""

from dataclasses import dataclass

from sqlalchemy import exists, func, select

from consult.core.database import db
from consult.practices.facts.sampling import SAMPLE, scaled
from consult.submissions import queries as submissions
from consult.submissions.models import Comment, CommentVersion


@dataclass(frozen=True)
class Commented:
    """Comments: their structure, and what became of them."""

    comments: int = 0
    anchored: int = 0
    proposing: int = 0
    reasoned: int = 0
    changed: int = 0
    originals: int = 0
    published: int = 0
    redacted: int = 0
    withheld: int = 0
    removed: int = 0
    withdrawn: int = 0
    waiting: int = 0
    reasons: int = 0
    adds_up: bool = True


def commented_on(consultation_id: int) -> Commented:
    """Of the comments that were filed: their structure, whether the original is kept; and of all, the totals. The
    structure is counted in one statement, over the same first rows."""
    first = (
        select(Comment.id, Comment.block_key, Comment.proposal, Comment.rationale, Comment.edition)
        .where(Comment.consultation_id == consultation_id, Comment.filed_at.is_not(None))
        .order_by(Comment.id)
        .limit(SAMPLE)
        .subquery()
    )
    kept = exists().where(CommentVersion.comment_id == first.c.id, CommentVersion.edition == first.c.edition)
    row = db.session.execute(
        select(
            func.count(),
            func.count().filter(first.c.block_key != ""),
            func.count().filter(first.c.proposal != ""),
            func.count().filter(first.c.rationale != ""),
            func.count().filter(first.c.edition > 1),
            func.count().filter(kept),
        ).select_from(first)
    ).one()
    totals = submissions.totals(consultation_id)
    return Commented(
        comments=totals.received,
        anchored=scaled(row[1], row[0], totals.received),
        proposing=scaled(row[2], row[0], totals.received),
        reasoned=scaled(row[3], row[0], totals.received),
        changed=scaled(row[4], row[0], totals.received),
        originals=totals.received if row[5] == row[0] else scaled(row[5], row[0], totals.received),
        published=totals.visible,
        redacted=totals.published_redacted,
        withheld=totals.withheld,
        removed=totals.removed,
        withdrawn=totals.withdrawn,
        waiting=totals.pending,
        reasons=sum(totals.reasons.values()),
        adds_up=totals.adds_up,
    )
