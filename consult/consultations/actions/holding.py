"""What all verbs keep to: what can be changed still, telling of what was done, and that pages are out of date."""

from typing import Any

from sqlalchemy import update

from consult.accounts.models import User
from consult.consultations.lifecycle import EDITABLE
from consult.consultations.models import STAMPS, Consultation
from consult.core.actions import action
from consult.core.database import db, lock
from consult.core.errors import NotPossible
from consult.core.events import record
from consult.core.words import N_


def tell(what: str, consultation: Consultation, by: User | None, **data: Any) -> None:
    """Record what was done to it; by nobody where the clock did it."""
    record(
        f"consultations.{what}", consultation.slug, by=by.id if by else None,
        organisation=consultation.organisation_id, consultation=consultation.id, **data,
    )  # fmt: skip


LAUNCH = ("proposed_at",)
"""What tells one proposal of a launch from the next: whoever approves or announces it has seen this one."""


def require_editable(consultation: Consultation) -> Consultation:
    """Hold it, and see that it is being prepared. Raises NotPossible once it was proposed."""
    if lock(consultation).state not in EDITABLE:
        raise NotPossible(N_("This cannot be changed any more: it was proposed or announced."))
    return consultation


@action
def touch(consultation_id: int) -> None:
    """Something public about it changed: cached pages are out of date from the commit on."""
    db.session.execute(
        update(Consultation)
        .where(Consultation.id == consultation_id)
        .values(stamp=STAMPS.next_value())
        .execution_options(synchronize_session=False)
    )
