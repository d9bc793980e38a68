"""The consultation rules."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.organisations.rules import LateCommentsRule, ModerationRule, PolicyKind


@dataclass(frozen=True)
class Rules:
    """The consultation rules."""

    readable_since: Mapping[PolicyKind, datetime | None] = field(default_factory=dict)
    """Kind → since when the public can read it (None: not yet)."""
    late_is_accepted: bool = LateCommentsRule.accept
    grace: timedelta = timedelta()
    target_days: int = ModerationRule.target_days
    """Days within which a comment is moderated."""


def rules_of(consultation: Consultation) -> Rules:
    """The consultation rules; before approval those in force at the organisation."""
    found = consultations.rules_and_dates(consultation)
    stored = {kind: rule.settings for kind, rule in found.items()}
    late = LateCommentsRule.read_or_default(stored.get(PolicyKind.LATE))
    return Rules(
        readable_since={kind: rule.published_at for kind, rule in found.items()},
        late_is_accepted=late.accept,
        grace=late.grace,
        target_days=ModerationRule.read_or_default(stored.get(PolicyKind.MODERATION)).target_days,
    )
