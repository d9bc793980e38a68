"""Why the responses of a consultation cannot change now."""

from consult.consultations.lifecycle import PUBLIC, State
from consult.consultations.models import Consultation
from consult.core.preconditions import GuardedAction, UnmetPrecondition, unmet_preconditions
from consult.core.translatable import N_

RESPONDING = GuardedAction("responses.respond")


def obstacle(consultation: Consultation) -> UnmetPrecondition | None:
    """The first thing that speaks against changing responses now: the consultation is not public, or a package above
    objects (the preconditions of RESPONDING); None where they can change."""
    if consultation.state not in PUBLIC or consultation.state == State.WITHDRAWN:
        return UnmetPrecondition(
            N_("There are no comments to respond to: the consultation is not announced, or it was withdrawn.")
        )
    return next((one for one in unmet_preconditions(RESPONDING, consultation) if one.blocking), None)
