"""Public pages about a consultation that are out of date."""

from sqlalchemy import update

from consult.consultations import queries
from consult.consultations.models import Consultation, next_stamp
from consult.core.actions import action
from consult.core.database import db
from consult.core.declarations import listed_in
from consult.core.events import Event, handles


@action
def bump_page_version(consultation_id: int) -> None:
    """Something public about it changed: cached pages are out of date after the commit."""
    db.session.execute(
        update(Consultation)
        .where(Consultation.id == consultation_id)
        .values(stamp=next_stamp())
        .execution_options(synchronize_session=False)
    )


@handles("consultations.announced", "consultations.corrected", "consultations.withdrawn")
@listed_in("HANDLER_QUEUES")
@action
def renew_earlier_pages(event_id: int) -> None:
    """Something public about a consultation changed: pages of those on earlier versions of its draft tell it of their
    passages, and are out of date after the commit."""
    event = db.session.get(Event, event_id)
    consultation = db.session.get(Consultation, event.consultation_id) if event is not None else None
    if consultation is None or consultation.version_id is None:
        return
    earlier = queries.earlier_consultations(consultation.version_id)
    for identifier in sorted(db.session.execute(earlier).scalars()):
        bump_page_version(identifier)
