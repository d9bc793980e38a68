"""What all verbs of answering keep to: when answers may change, one consultation at a time, what is recorded."""

from consult.accounts.models import User
from consult.consultations.lifecycle import PUBLIC
from consult.consultations.lifecycle import State as ConsultationState
from consult.consultations.models import Consultation
from consult.core.database import lock
from consult.core.errors import NotPossible
from consult.core.events import record
from consult.core.words import N_
from consult.responses import queries
from consult.responses.lifecycle import EDITABLE, State


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
    """Answers may change: the consultation is public, and no summary waits, is approved or is the newest published.

    The row is held until the end of the action, so that nothing changes while somebody proposes or publishes.
    """
    lock(consultation)
    if consultation.state not in PUBLIC or consultation.state == ConsultationState.WITHDRAWN:
        raise NotPossible(
            N_("There is nothing to answer: the consultation is not announced, or was withdrawn.")
        )
    summary = queries.latest(consultation.id)
    if summary is None or summary.state in EDITABLE:
        return
    if summary.state == State.PUBLISHED:
        raise NotPossible(N_("The response is published. Begin a new edition to change answers."))
    raise NotPossible(N_("The summary waits for approval or publication. Send it back to change answers."))
