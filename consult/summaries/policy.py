"""Who may write the summary, approve and publish it, and say that the response comes later."""

from typing import Any

from consult.consultations.lifecycle import Phase
from consult.consultations.models import Consultation
from consult.core.permissions import permission, when
from consult.organisations.policy import is_approver, is_officer
from consult.summaries.lifecycle import EDITABLE, LIFECYCLE
from consult.summaries.models import ResponseSummary
from consult.summaries.queries import writers


@permission
def publish_notice(user: Any, consultation: Consultation) -> bool:
    """Officers say that the response comes later."""
    return is_officer(user, consultation.organisation_id)


@permission
def edit(user: Any, summary: ResponseSummary) -> bool:
    """Officers write the summary."""
    return is_officer(user, summary.consultation.organisation_id)


@permission
def propose(user: Any, summary: ResponseSummary) -> bool:
    """Officers hand it to the approvers."""
    return is_officer(user, summary.consultation.organisation_id)


@permission
def approve(user: Any, summary: ResponseSummary) -> bool:
    """An approver who wrote nothing of it, and none of its responses."""
    return is_approver(user, summary.consultation.organisation_id) and user.id not in writers(summary)


@permission
def send_back(user: Any, summary: ResponseSummary) -> bool:
    """Approvers, and officers who see a mistake after all."""
    organisation = summary.consultation.organisation_id
    return is_approver(user, organisation) or is_officer(user, organisation)


@permission
def publish(user: Any, summary: ResponseSummary) -> bool:
    """Officers, and approvers."""
    organisation = summary.consultation.organisation_id
    return is_officer(user, organisation) or is_approver(user, organisation)


@when("summaries.publish_notice")
def is_owed(consultation: Consultation) -> bool:
    """Once it has closed and before it has a response."""
    return consultation.phase == Phase.CLOSED


@when("summaries.edit")
def is_editable(summary: ResponseSummary) -> bool:
    """While it is written."""
    return summary.state in EDITABLE


for _verb in ("propose", "approve", "send_back", "publish"):

    def _is_next(summary: ResponseSummary, verb: str = _verb) -> bool:
        return LIFECYCLE.allows(verb, summary.state)

    when(f"summaries.{_verb}")(_is_next)
