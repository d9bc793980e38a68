"""Who reads the emails that were sent to a consultation: its officers. A form in an email is its sender's, by the
link, unless an officer enters it first."""

from typing import Any

from consult.consultations.models import Consultation
from consult.core.permissions import permission, when
from consult.form_uploads.policy import takes_comments
from consult.incoming_email import addresses
from consult.organisations.policy import is_officer


@permission
def complete(user: Any, consultation: Consultation) -> bool:
    """Officers of the organisation."""
    return is_officer(user, consultation.organisation_id)


@when("incoming_email.complete")
def takes_emails(consultation: Consultation) -> bool:
    """Where it takes comments, and this site takes emails."""
    return bool(addresses.domain()) and takes_comments(consultation)
