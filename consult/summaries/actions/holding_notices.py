"""Saying publicly that the response comes later."""

from datetime import datetime

from consult.accounts.models import User
from consult.consultations.actions import bump_page_version
from consult.consultations.lifecycle import Phase
from consult.consultations.models import Consultation
from consult.core import clock, markup
from consult.core.actions import action
from consult.core.database import db, lock
from consult.core.errors import NotPossible
from consult.core.translatable import N_
from consult.responses.actions import record_event
from consult.summaries import queries
from consult.summaries.models import HoldingNotice


@action
def publish_notice(
    consultation: Consultation, reason: str, expected_on: datetime, *, by: User
) -> HoldingNotice:
    """Say publicly that the response comes later, why, and when it is expected now; the same again changes nothing.

    Raises NotPossible before it has closed or once it has a response, without a reason, or for a day that has passed.
    """
    lock(consultation)
    if consultation.phase != Phase.CLOSED:
        raise NotPossible(
            N_(
                "You can publish a holding notice only after the consultation has closed and before the response is "
                "published."
            )
        )
    if not markup.line(reason):
        raise NotPossible(N_("Enter the reason for the delay. The reason will be published."))
    if expected_on <= clock.now():
        raise NotPossible(N_("Enter a day in the future."))
    newest = next(iter(queries.holding_notices(consultation.id)), None)
    if newest is not None and (newest.reason, newest.expected_on) == (markup.plain(reason), expected_on):
        return newest
    notice = HoldingNotice(
        consultation_id=consultation.id,
        reason=markup.plain(reason),
        expected_on=expected_on,
        published_at=clock.now(),
        published_by_id=by.id,
    )
    db.session.add(notice)
    record_event("held", consultation, by, reason=notice.reason, expected_on=expected_on.isoformat())
    bump_page_version(consultation.id)
    return notice
