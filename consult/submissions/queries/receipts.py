"""What jobs ask: where a receipt goes."""

from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Protocol

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import joinedload

from consult.accounts import queries as accounts
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.core.database import among, db
from consult.core.events import Event
from consult.submissions.models import Route, Submission


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
    return receipt_addresses([submission]).get(submission.id)


def receipt_addresses(submissions: Collection[Submission]) -> dict[int, tuple[str, str, str]]:
    """The same of several, by their ids: the submissions of the hour are read once for all of them."""
    found = {one.id: to for one in submissions if (to := address(one)) is not None}
    typed = [one for one in submissions if one.id in found and one.user_id is None and one.route == Route.WEB]
    for had_enough in _with_enough(typed) if typed else ():
        del found[had_enough]
    return found


HOUR = timedelta(hours=1)


def _with_enough(submissions: Collection[Submission]) -> Sequence[int]:
    """The ids of those before which others with the same address came within the hour, RECEIPTS or more."""
    times = [one.received_at for one in submissions]
    email = func.lower(Submission.email).label("email")
    recent = (
        select(Submission.id, Submission.received_at, email)
        .where(
            Submission.consultation_id.in_(consultations.ids()),  # whose index leads to the hour at once
            Submission.received_at > min(times) - HOUR,
            Submission.received_at <= max(times),
            email.in_({one.email.lower() for one in submissions}),
        )
        .cte("recent")
    )
    mine, other = recent.alias("mine"), recent.alias("other")
    rows = (
        select(mine.c.id)
        .join(other, other.c.email == mine.c.email)
        .where(
            among(mine.c.id, [one.id for one in submissions]),
            other.c.received_at > mine.c.received_at - HOUR,
            tuple_(other.c.received_at, other.c.id) < tuple_(mine.c.received_at, mine.c.id),
        )
        .group_by(mine.c.id)
        .having(func.count() >= RECEIPTS)
    )
    return db.session.execute(rows).scalars().all()


def submitted_in(event_ids: Collection[int]) -> Sequence[tuple[int, Submission]]:
    """Ids of events of this package, each with the submission that it is about; without those that are gone."""
    rows = (
        select(Event.id, Submission)
        .join(Submission, Submission.id == Event.data["submission"].as_integer())
        .where(among(Event.id, list(event_ids)))
        .options(joinedload(Submission.consultation).options(consultations.WITH_ORGANISATION))
        .order_by(Submission.id)
    )
    return [(event_id, made) for event_id, made in db.session.execute(rows)]
