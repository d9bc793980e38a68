"""How events of responses, and of the summary of them, are recorded: named "responses.<what happened>"."""

from consult.accounts.models import User
from consult.consultations.models import Consultation
from consult.core.events import record


def record_event(what: str, consultation: Consultation, by: User, subject: str = "", **data: object) -> None:
    """Record what happened to the consultation, or to `subject`."""
    record(
        f"responses.{what}",
        subject or consultation.slug,
        by=by.id,
        organisation=consultation.organisation_id,
        consultation=consultation.id,
        **data,
    )
