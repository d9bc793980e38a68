"""Who enters forms that reached the organisation: its officers. What goes into a draft submission is its writer's
(submissions.policy)."""

from typing import Any

from consult.consultations.lifecycle import PUBLIC
from consult.consultations.models import Consultation, Mode
from consult.core.permissions import permission, when
from consult.organisations.policy import is_officer


@permission
def enter(user: Any, consultation: Consultation) -> bool:
    """Officers of the organisation."""
    return is_officer(user, consultation.organisation_id)


def takes_comments(consultation: Consultation) -> bool:
    """Once it is announced, where comments are asked for; a form may have come before the deadline."""
    return consultation.state in PUBLIC and consultation.mode != Mode.INFORM


@when("form_uploads.enter")
def takes_forms(consultation: Consultation) -> bool:
    """The same, where there is a draft: rows of forms are about its passages."""
    return takes_comments(consultation) and not consultation.is_questionnaire
