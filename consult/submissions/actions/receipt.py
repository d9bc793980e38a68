"""The receipt, by email, to the submitter."""

from sqlalchemy import update

from consult.core import clock, mail
from consult.core.actions import action, before_commit_all
from consult.core.database import db
from consult.submissions import addresses, queries, references
from consult.submissions.actions.addresses import link_to_confirm
from consult.submissions.actions.locks import lock_submissions
from consult.submissions.models import Submission


@action
def email_receipt(submission: Submission) -> None:
    """Post the receipt, where an address may get it; again posts nothing. It says neither the code nor the words, and
    has the link by which its owner confirms an address that no one knows yet."""
    to = queries.receipt_address(submission)
    if to is None:
        return
    email, language, _zone = to
    consultation = submission.consultation
    stop = mail.link(references.end_emails_path(submission.reference)) if submission.user_id is None else ""
    confirm = link_to_confirm(submission)
    subject, text = mail.write(
        "submissions/emails/received",
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
        link=mail.link(addresses.status(submission.reference)),
        confirm=confirm,
        stop=stop,
    )
    if confirm:
        before_commit_all(_mark_asked, submission.id)
    mail.queue_email(
        to=email,
        key=f"received {submission.reference}",
        subject=subject,
        text=text,
        headers=mail.unsubscribe_headers(stop),
        is_urgent=True,
    )


def _mark_asked(ids: list[int]) -> None:
    """Note that these submissions were sent the link to confirm their address: last, and in the order of their ids, as
    everyone locks several."""
    lock_submissions(ids)
    asked = update(Submission).where(Submission.id.in_(ids), Submission.email != "")
    db.session.execute(asked.values(email_asked_at=clock.now()))
