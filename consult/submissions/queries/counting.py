"""How many, and what became of them."""

from dataclasses import dataclass

from consult.submissions import tallies
from consult.submissions.lifecycle import AWAITING, Moderation


@dataclass(frozen=True)
class Totals:
    """What became of everything that was received."""

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


def counts(consultation_id: int) -> tuple[int, int]:
    """Published comments and their stakeholders: for the head of a consultation's pages."""
    found = totals(consultation_id)
    return found.visible, found.stakeholders
