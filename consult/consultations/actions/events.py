"""Recording the events of consultations."""

from typing import Any

from consult.accounts.models import User
from consult.consultations.models import Consultation
from consult.core.events import record


def record_event(what: str, consultation: Consultation, by: User | None, **data: Any) -> None:
    """Record an event; without a person where it happened automatically."""
    record(
        f"consultations.{what}", consultation.slug, by=by.id if by else None,
        organisation=consultation.organisation_id, consultation=consultation.id, **data,
    )  # fmt: skip
