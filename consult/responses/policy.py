"""Who may follow and write the responses."""

from typing import Any

from consult.consultations.models import Consultation
from consult.core.permissions import permission
from consult.organisations.policy import is_member, is_officer


@permission
def follow_responses(user: Any, consultation: Consultation) -> bool:
    """Members look at the responses that are being written."""
    return is_member(user, consultation.organisation_id)


@permission
def respond(user: Any, consultation: Consultation) -> bool:
    """Officers respond."""
    return is_officer(user, consultation.organisation_id)
