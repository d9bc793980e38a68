"""Who may prepare, approve, change and see consultations."""

from typing import Any

from consult.consultations.lifecycle import EDITABLE, LIFECYCLE, PUBLIC, Phase
from consult.consultations.models import Consultation
from consult.consultations.queries import ConsultationRow, preparers
from consult.core.permissions import permission, when
from consult.organisations.models import Organisation
from consult.organisations.policy import is_approver, is_member, is_officer


@permission
def prepare(user: Any, organisation: Organisation) -> bool:
    """Officers create consultations."""
    return is_officer(user, organisation.id)


@permission
def see(user: Any, consultation: Consultation | ConsultationRow) -> bool:
    """Everyone once it is announced; before that the members of its organisation."""
    return consultation.state in PUBLIC or is_member(user, consultation.organisation_id)


@permission
def see_answers_early(user: Any, consultation: Consultation) -> bool:
    """Members see the answers to questions before the deadline."""
    return is_member(user, consultation.organisation_id)


@permission
def follow_preparation(user: Any, consultation: Consultation) -> bool:
    """Members see the preparation."""
    return is_member(user, consultation.organisation_id)


@permission
def change(user: Any, consultation: Consultation) -> bool:
    """Officers of the organisation."""
    return is_officer(user, consultation.organisation_id)


@permission
def translate(user: Any, consultation: Consultation) -> bool:
    """Officers of the organisation, before the announcement and after it."""
    return is_officer(user, consultation.organisation_id)


@permission
def discard(user: Any, consultation: Consultation) -> bool:
    """Officers of the organisation."""
    return is_officer(user, consultation.organisation_id)


@permission
def propose(user: Any, consultation: Consultation) -> bool:
    """Officers of the organisation."""
    return is_officer(user, consultation.organisation_id)


@permission
def approve(user: Any, consultation: Consultation) -> bool:
    """An approver who did not take part in preparing it (practice A7)."""
    return is_approver(user, consultation.organisation_id) and user.id not in preparers(consultation)


@permission
def send_back(user: Any, consultation: Consultation) -> bool:
    """Approvers and officers."""
    return is_approver(user, consultation.organisation_id) or is_officer(user, consultation.organisation_id)


@permission
def announce(user: Any, consultation: Consultation) -> bool:
    """Officers, and approvers."""
    return is_officer(user, consultation.organisation_id) or is_approver(user, consultation.organisation_id)


@permission
def extend(user: Any, consultation: Consultation) -> bool:
    """Officers."""
    return is_officer(user, consultation.organisation_id)


@permission
def correct(user: Any, consultation: Consultation) -> bool:
    """Officers."""
    return is_officer(user, consultation.organisation_id)


@permission
def change_languages(user: Any, consultation: Consultation) -> bool:
    """Officers."""
    return is_officer(user, consultation.organisation_id)


@when("consultations.change_languages")
def are_languages_changeable(consultation: Consultation) -> bool:
    """In preparation, and between the announcement and the deadline; a questionnaire has no draft to read in them."""
    if consultation.is_questionnaire:
        return False
    return consultation.state in EDITABLE or consultation.phase in {Phase.ANNOUNCED, Phase.OPEN}


@permission
def withdraw(user: Any, consultation: Consultation) -> bool:
    """Officers."""
    return is_officer(user, consultation.organisation_id)


@when("consultations.discard")
@when("consultations.change")
def is_editable(consultation: Consultation) -> bool:
    """While it is in preparation."""
    return consultation.state in EDITABLE


for _verb in ("propose", "approve", "send_back", "announce", "withdraw"):

    def _is_next(consultation: Consultation, verb: str = _verb) -> bool:
        return LIFECYCLE.allows(verb, consultation.state)

    when(f"consultations.{_verb}")(_is_next)


@when("consultations.extend")
def is_extendable(consultation: Consultation) -> bool:
    """Until the deadline."""
    return consultation.phase in {Phase.ANNOUNCED, Phase.OPEN}


@when("consultations.correct")
def is_correctable(consultation: Consultation) -> bool:
    """Until the deadline, where there is a draft."""
    return not consultation.is_questionnaire and consultation.phase in {Phase.ANNOUNCED, Phase.OPEN}
