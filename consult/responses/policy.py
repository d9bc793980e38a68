"""Who may answer, write the summary, approve and publish it, and read it."""

from typing import Any

from consult.consultations.lifecycle import PUBLIC, Phase
from consult.consultations.models import Consultation
from consult.core.permissions import permission, when
from consult.organisations.policy import is_approver, is_member, is_officer
from consult.responses.lifecycle import EDITABLE, LIFECYCLE
from consult.responses.models import Summary
from consult.responses.queries import hands


@permission
def follow_answers(user: Any, consultation: Consultation) -> bool:
    """Members look at what is being answered."""
    return is_member(user, consultation.organisation_id)


@permission
def answer(user: Any, consultation: Consultation) -> bool:
    """Officers answer."""
    return is_officer(user, consultation.organisation_id)


@permission
def hold(user: Any, consultation: Consultation) -> bool:
    """Officers say that the response comes later."""
    return is_officer(user, consultation.organisation_id)


@permission
def edit(user: Any, summary: Summary) -> bool:
    """Officers write the summary."""
    return is_officer(user, summary.consultation.organisation_id)


@permission
def propose(user: Any, summary: Summary) -> bool:
    """Officers hand it to the approvers."""
    return is_officer(user, summary.consultation.organisation_id)


@permission
def approve(user: Any, summary: Summary) -> bool:
    """An approver who wrote nothing of it, and none of its answers."""
    return is_approver(user, summary.consultation.organisation_id) and user.id not in hands(summary)


@permission
def send_back(user: Any, summary: Summary) -> bool:
    """Approvers, and officers who see a mistake after all."""
    organisation = summary.consultation.organisation_id
    return is_approver(user, organisation) or is_officer(user, organisation)


@permission
def publish(user: Any, summary: Summary) -> bool:
    """Officers, and approvers."""
    organisation = summary.consultation.organisation_id
    return is_officer(user, organisation) or is_approver(user, organisation)


@permission
def read(user: Any, consultation: Consultation) -> bool:
    """Everybody once the consultation is announced; before that its organisation's members."""
    return consultation.state in PUBLIC or is_member(user, consultation.organisation_id)


@when("responses.hold")
def is_owed(consultation: Consultation) -> bool:
    """Once it has closed and before it is answered."""
    return consultation.phase == Phase.CLOSED


@when("responses.edit")
def is_editable(summary: Summary) -> bool:
    """While it is written."""
    return summary.state in EDITABLE


for _verb in ("propose", "approve", "send_back", "publish"):

    def _is_next(summary: Summary, verb: str = _verb) -> bool:
        return LIFECYCLE.allows(verb, summary.state)

    when(f"responses.{_verb}")(_is_next)
