"""Who states something of a consultation, and who chooses which practices block."""

from typing import Any

from consult.consultations.models import Consultation
from consult.core.permissions import permission
from consult.organisations.models import Organisation
from consult.organisations.policy import is_administrator, is_member


@permission
def attest(user: Any, consultation: Consultation) -> bool:
    """Members of the organisation, each in their own name."""
    return is_member(user, consultation.organisation_id)


@permission
def choose(user: Any, organisation: Organisation) -> bool:
    """Administrators choose what blocks."""
    return is_administrator(user, organisation.id)
