"""First decisions, and how long they took."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from consult.moderation import queries as moderation
from consult.practices.facts.sampling import SAMPLE


@dataclass(frozen=True)
class ModerationFacts:
    """First decisions, and how long they took."""

    decided: int = 0
    decided_in_time: int = 0
    overdue: int = 0


def moderated_in(consultation_id: int, now: datetime, target_days: int) -> ModerationFacts:
    """First decisions within the target, and what waits longer than it at the moment `now`."""
    found = moderation.timeliness(consultation_id, now, timedelta(days=target_days), SAMPLE)
    return ModerationFacts(found.decided, found.in_time, found.overdue)
