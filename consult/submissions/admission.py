"""Whether a submission that reached us at a moment is taken, and how it counts: the published rule, as a function.

Open is the half-open interval from the opening to the deadline. For the grace minutes of the rule on late
comments a submission still counts as in time after it; what comes later is kept and marked, or refused where the rule
says so.
"""

from datetime import datetime
from enum import StrEnum

from consult.consultations.lifecycle import Phase, State, phase
from consult.consultations.models import Mode
from consult.core.translatable import N_
from consult.organisations.rules import LateCommentsRule


class Admission(StrEnum):
    """How what reached us at a moment is treated."""

    TOO_EARLY = "too_early"
    IN_TIME = "in_time"
    IN_GRACE = "in_grace"
    LATE = "late"
    REFUSED = "refused"
    OVER = "over"
    NOT_ASKED = "not_asked"


TAKEN = frozenset({Admission.IN_TIME, Admission.IN_GRACE, Admission.LATE})
"""It is received."""

PROMPT = frozenset({Admission.IN_TIME, Admission.IN_GRACE})
"""It counts as in time; until then a submission can be amended and withdrawn."""


def unchangeable(how: Admission) -> str:
    """Why what was submitted cannot be changed any more, marked for translation; "" where it can."""
    if how in PROMPT:
        return ""
    if how in {Admission.LATE, Admission.REFUSED}:
        return N_("The deadline has passed. Submissions can no longer be changed.")
    return N_("This consultation has ended. Submissions can no longer be changed.")


def admission(
    state: State,
    mode: Mode,
    opens_at: datetime | None,
    closes_at: datetime | None,
    rule: LateCommentsRule,
    at: datetime,
) -> Admission:
    """How a submission that reached us at `at` is treated, by the rule on late comments."""
    found = phase(state, opens_at, closes_at, at)
    if mode == Mode.INFORM:
        return Admission.NOT_ASKED
    if found in {Phase.PREPARING, Phase.ANNOUNCED}:
        return Admission.TOO_EARLY
    if found == Phase.OPEN:
        return Admission.IN_TIME
    if found != Phase.CLOSED or closes_at is None:
        return Admission.OVER
    if at < closes_at + rule.grace:
        return Admission.IN_GRACE
    return Admission.LATE if rule.accept else Admission.REFUSED
