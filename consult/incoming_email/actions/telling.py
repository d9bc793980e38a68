"""Officers are told of emails that wait for them: of those of one consultation at most once in a day."""

from sqlalchemy import update

from consult.consultations import queries as consultations
from consult.core import clock
from consult.core.actions import action
from consult.core.database import db
from consult.core.events import record
from consult.incoming_email import queries
from consult.incoming_email.models import EmailState, IncomingEmail


@action
def tell_officers() -> None:
    """Record for each consultation how many emails wait, where no officer was told of one of them yet. Periodic."""
    for consultation_id, number in queries.to_tell():
        consultation = consultations.by_id(consultation_id)
        mine = IncomingEmail.consultation_id == consultation_id
        waits = mine & (IncomingEmail.state == EmailState.TO_COMPLETE)
        db.session.execute(update(IncomingEmail).where(waits).values(told_at=clock.now()))
        record(
            "incoming_email.waiting", consultation.slug, organisation=consultation.organisation_id,
            consultation=consultation_id, number=number,
        )  # fmt: skip
