"""What jobs ask: where a receipt goes."""

from datetime import timedelta
from typing import Protocol

from sqlalchemy import func, select, tuple_

from consult.accounts import queries as accounts
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.core.database import db
from consult.core.events import Event
from consult.submissions.models import Route, Submission
from consult.submissions.queries.finding import by_id


class Sender(Protocol):
    """Anyone who can be written to: of a submission, or of a draft of one."""

    user_id: int | None
    email: str
    language: str
    consultation: Consultation


def address(submission: Sender) -> tuple[str, str, str] | None:
    """(email, language, zone) to send a receipt to, or None where none was left."""
    if submission.user_id is not None:
        user = accounts.get(submission.user_id)
        return user.email, user.language, user.timezone
    zone = submission.consultation.timezone
    return (submission.email, submission.language, zone) if submission.email else None


RECEIPTS = 5
"""So many receipts an hour go to an address that someone typed: it may be that of a stranger."""


def receipt_address(submission: Submission) -> tuple[str, str, str] | None:
    """The address to send the receipt to, or None where none was left, or had its RECEIPTS within the hour.

    It is the same whenever it is asked, so that a receipt is neither promised in vain nor written late.
    """
    to = address(submission)
    at = submission.received_at
    if to is None or submission.user_id is not None or submission.route != Route.WEB:
        return to
    others = (
        select(Submission.id)
        .where(
            Submission.consultation_id.in_(consultations.ids()),  # whose index leads to the hour at once
            Submission.received_at > at - timedelta(hours=1),
            tuple_(Submission.received_at, Submission.id) < (at, submission.id),
            func.lower(Submission.email) == to[0].lower(),
        )
        .limit(RECEIPTS)
    )
    return to if len(db.session.execute(others).all()) < RECEIPTS else None


def submitted_in(event_id: int) -> Submission | None:
    """The submission that an event of this package is about, or None when it is gone."""
    event = db.session.get(Event, event_id)
    return by_id(event.data["submission"]) if event is not None else None
