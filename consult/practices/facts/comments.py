"""Comments: their structure, and their outcome."""

from dataclasses import dataclass

from consult.practices.facts.sampling import SAMPLE, scaled
from consult.submissions import queries as submissions


@dataclass(frozen=True)
class CommentFacts:
    """Comments: their structure, and their outcome."""

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


def commented_on(consultation_id: int) -> CommentFacts:
    """Of the first comments that were filed: their structure, and whether the original is kept; and of all, the
    totals."""
    first = submissions.first_comments(consultation_id, SAMPLE)
    totals = submissions.totals(consultation_id)

    def of_all(part: int) -> int:
        return scaled(part, first.comments, totals.received)

    return CommentFacts(
        comments=totals.received,
        anchored=of_all(first.anchored),
        proposing=of_all(first.proposing),
        reasoned=of_all(first.reasoned),
        changed=of_all(first.changed),
        originals=totals.received if first.originals == first.comments else of_all(first.originals),
        published=totals.visible,
        redacted=totals.published_redacted,
        withheld=totals.withheld,
        removed=totals.removed,
        withdrawn=totals.withdrawn,
        waiting=totals.pending,
        reasons=sum(totals.reasons.values()),
        adds_up=totals.adds_up,
    )
