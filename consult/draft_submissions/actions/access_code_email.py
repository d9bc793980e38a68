"""The access code of a draft submission, and later of the submission, by email to the person who has it open."""

from consult.core import clock, mail
from consult.core.actions import action
from consult.draft_submissions import addresses
from consult.draft_submissions.models import AnySubmission
from consult.submissions import references


@action
def email_access_code(found: AnySubmission, email: str) -> None:
    """Post the code to an address, because the person who has it open asked for it; once a minute at most."""
    subject, text = mail.write(
        "draft_submissions/emails/code",
        found.language,
        title=found.consultation.best("title", found.language),
        organisation=found.consultation.organisation.best("name", found.language),
        code=references.spaced(references.code_of(found.key, found.code_hash)),
        link=mail.link(addresses.RESUME),
    )
    key = f"code {found.key} {email.lower()} {clock.now():%Y%m%d%H%M}"
    mail.queue_email(to=email, key=key, subject=subject, text=text, is_secret=True)
