"""The receipt, by email, to the submitter."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import update

from consult.core import clock, mail, request_ids
from consult.core.actions import action, before_commit_all
from consult.core.database import among, db
from consult.submissions import addresses, queries, references
from consult.submissions.actions.email_addresses import is_entered_for, link_to_confirm
from consult.submissions.actions.locks import lock_submissions
from consult.submissions.models import Submission


@action
def email_receipts(requests: Mapping[Submission, str]) -> None:
    """Post the receipts of submissions, each for its request, where an address may get it; again posts nothing. A
    receipt says neither the code nor the words, and has the link by which its owner confirms an address that no one
    knows yet."""
    addressed = queries.receipt_addresses(requests)
    quarantined = queries.quarantined(set(addressed))
    rows = []
    for submission, request in requests.items():
        if submission.id in addressed:
            email, language, _zone = addressed[submission.id]
            with request_ids.carried(request):
                rows.append(_receipt(submission, email, language, quarantined))
    mail.queue_emails(rows)


def _receipt(submission: Submission, email: str, language: str, quarantined: set[int]) -> dict[str, Any]:
    consultation = submission.consultation
    stop = mail.link(references.end_emails_path(submission.reference)) if submission.user_id is None else ""
    confirm = link_to_confirm(submission)
    subject, text = mail.write(
        "submissions/emails/received",
        language,
        reference=submission.reference,
        title=consultation.best("title", language),
        organisation=consultation.organisation.best("name", language),
        received_at=submission.received_at,
        sent_again_at=submission.sent_again_at,
        closes_at=consultation.closes_at,
        response_due_on=consultation.response_due_on,
        is_late=submission.is_late,
        is_quarantined=submission.id in quarantined,
        timezone=consultation.timezone,
        contact=consultation.contact_email or consultation.organisation.contact_email,
        link=mail.link(addresses.status(submission.reference)),
        confirm=confirm,
        is_entered=is_entered_for(submission),
        stop=stop,
    )
    if confirm:
        before_commit_all(_mark_asked, submission.id)
    return mail.email_row(
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
    asked = update(Submission).where(among(Submission.id, ids), Submission.email != "")
    db.session.execute(asked.values(email_asked_at=clock.now()))
