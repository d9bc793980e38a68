"""When responses may change: one action on a consultation at a time, while nothing speaks against it."""

from consult.consultations.models import Consultation
from consult.core.database import lock
from consult.core.preconditions import Blocked
from consult.responses import queries


def lock_responses(consultation: Consultation) -> None:
    """Lock the row of the consultation until the action ends. Raise NotPossible where responses cannot change now.

    The same row is locked while the summary is proposed or published, so nothing changes in between.
    """
    lock(consultation)
    trouble = queries.obstacle(consultation)
    if trouble is not None:
        raise Blocked([trouble])
