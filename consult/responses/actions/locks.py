"""What all verbs of answering keep to: when answers may change, one consultation at a time, what is recorded."""

from consult.accounts.models import User
from consult.consultations.models import Consultation
from consult.core.database import lock
from consult.core.errors import NotPossible
from consult.core.events import record
from consult.responses import queries


def tell(what: str, consultation: Consultation, by: User, subject: str = "", **data: object) -> None:
    """Record what happened, of the consultation or of `subject`."""
    record(
        f"responses.{what}",
        subject or consultation.slug,
        by=by.id,
        organisation=consultation.organisation_id,
        consultation=consultation.id,
        **data,
    )


def answerable(consultation: Consultation) -> None:
    """Raise NotPossible where answers cannot change now.

    The row is held until the end of the action, so that nothing changes while somebody proposes or publishes.
    """
    lock(consultation)
    why_not = queries.obstacle(consultation)
    if why_not:
        raise NotPossible(why_not)
