"""Who enters comments that reached the organisation: its officers."""

from typing import Any

from consult.consultations.models import Consultation
from consult.core.permissions import permission, when
from consult.form_uploads.policy import takes_comments
from consult.organisations.policy import is_officer


@permission
def enter(user: Any, consultation: Consultation) -> bool:
    """Officers of the organisation."""
    return is_officer(user, consultation.organisation_id)


when("staff_entries.enter")(takes_comments)
"""As forms are entered: what came before the deadline can be entered after it."""
