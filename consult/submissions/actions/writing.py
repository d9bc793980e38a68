"""Letters to whoever submits: the receipt, and the code that opens the sheet again."""

from consult.core import clock, mail
from consult.core.actions import action
from consult.submissions import queries, references
from consult.submissions.actions.addresses import link_to_confirm
from consult.submissions.models import Submission


@action
def acknowledge(submission: Submission) -> None:
    """Post the receipt, where an address may get it; again posts nothing. It says neither the code nor the words, and
    has the link by which its owner confirms an address that nobody knows yet."""
    to = queries.receipt_address(submission)
    if to is None or submission.received_at is None or submission.reference is None:
        return
    email, language, _zone = to
    consultation = submission.consultation
    stop = mail.link(references.letters_path(submission.reference)) if submission.user_id is None else ""
    confirm = link_to_confirm(submission)
    subject, text = mail.write(
        "submissions/letters/received",
        language,
        reference=submission.reference,
        title=consultation.title,
        organisation=consultation.organisation.name,
        received_at=submission.received_at,
        sent_again_at=submission.sent_again_at,
        closes_at=consultation.closes_at,
        response_due_on=consultation.response_due_on,
        is_late=submission.is_late,
        timezone=consultation.timezone,
        contact=consultation.contact_email or consultation.organisation.contact_email,
        link=mail.link(f"/submissions/{submission.reference}/status"),
        confirm=confirm,
        stop=stop,
    )
    if confirm:
        submission.email_asked_at = clock.now()
    mail.post(
        to=email,
        key=f"received {submission.reference}",
        subject=subject,
        text=text,
        headers=mail.unsubscribing(stop),
        is_urgent=True,
    )


@action
def mail_code(submission: Submission, email: str) -> None:
    """Post the resume code to an address, because whoever has the sheet open asked for it; once a minute at most."""
    subject, text = mail.write(
        "draft_submissions/letters/code",
        submission.language,
        title=submission.consultation.title,
        organisation=submission.consultation.organisation.name,
        code=references.spaced(references.code_of(submission.key, submission.code_hash)),
        link=mail.link("/resume"),
    )
    key = f"code {submission.id} {email.lower()} {clock.now():%Y%m%d%H%M}"
    mail.post(to=email, key=key, subject=subject, text=text, is_secret=True)
