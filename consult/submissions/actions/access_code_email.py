"""The access code by email: how it is queued, wherever it is asked for, and the email to someone for whom the
organisation entered a submission.
"""

from typing import Any, Protocol

from consult.consultations.models import Consultation
from consult.core import clock, mail
from consult.submissions import addresses, references
from consult.submissions.models import Submission


class HasAccessCode(Protocol):
    """A draft submission or a submission."""

    @property
    def key(self) -> Any:
        """The key of the form that began it."""

    @property
    def code_hash(self) -> Any:
        """The hash by which its code is found."""

    @property
    def language(self) -> Any:
        """The language of its writer."""

    @property
    def consultation(self) -> Any:
        """The Consultation."""


def queue_access_code(template: str, found: HasAccessCode, to: str, **values: Any) -> None:
    """Queue the email `template` with the access code of a draft or a submission; once a minute at most to an address.
    Within an action."""
    consultation: Consultation = found.consultation
    subject, text = mail.write(
        template,
        found.language,
        title=consultation.best("title", found.language),
        organisation=consultation.organisation.best("name", found.language),
        code=references.spaced(references.code_of(found.key, found.code_hash)),
        **values,
    )
    key = f"code {found.key} {to.lower()} {clock.now():%Y%m%d%H%M}"
    mail.queue_email(to=to, key=key, subject=subject, text=text, is_secret=True)


def email_access_code(submission: Submission) -> None:
    """Post the access code of a submission to the address that was left with it. Within an action."""
    reference = str(submission.reference)
    link = mail.link(addresses.status(reference))
    queue_access_code("submissions/emails/code", submission, submission.email, reference=reference, link=link)
