"""What the response summary says before actions of packages below it (see agenda.PRECONDITIONS)."""

from collections.abc import Sequence

from consult.consultations.models import Consultation
from consult.core.declarations import listed_in
from consult.core.preconditions import UnmetPrecondition
from consult.core.translatable import N_
from consult.summaries import queries
from consult.summaries.lifecycle import EDITABLE, State


@listed_in("PRECONDITIONS")
def before_responding(consultation: Consultation) -> Sequence[UnmetPrecondition]:
    """Responses do not change while a summary waits, is approved, or is the newest published."""
    summary = queries.latest(consultation.id)
    if summary is None or summary.state in EDITABLE:
        return ()
    if summary.state == State.PUBLISHED:
        return (
            UnmetPrecondition(N_("The response is published. Create a new version to change responses.")),
        )
    return (
        UnmetPrecondition(
            N_("The summary awaits approval or publication. Send it back to change responses.")
        ),
    )
