"""The access code of a draft submission, and later of the submission, by email to the person who has it open."""

from consult.core import mail
from consult.core.actions import action
from consult.draft_submissions import addresses
from consult.draft_submissions.models import AnySubmission
from consult.submissions import actions as submissions


@action
def email_access_code(found: AnySubmission, email: str) -> None:
    """Post the code to an address, because the person who has it open asked for it; once a minute at most."""
    link = mail.link(addresses.RESUME)
    submissions.queue_access_code("draft_submissions/emails/code", found, email, link=link)
