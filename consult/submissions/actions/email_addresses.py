"""Confirming the address that was left with a submission: the submitter may have typed that of a stranger."""

from datetime import timedelta

from sqlalchemy import func, select, update

from consult.core import clock, mail, queue
from consult.core.actions import action
from consult.core.database import db
from consult.core.declarations import listed_in
from consult.core.errors import NotFound, NotPossible
from consult.core.events import record
from consult.core.translatable import N_
from consult.submissions import queries, references
from consult.submissions.actions.access_code_email import email_access_code
from consult.submissions.actions.locks import lock
from consult.submissions.lifecycle import State
from consult.submissions.models import Route, Submission

LIFE = timedelta(days=30)
"""For so long a link in an email confirms an address: as long as its email is kept (core.mail.KEPT)."""

GONE = N_(
    "This link does not work any longer: the email address was deleted, or the link was sent to another address."
)


class Expired(NotPossible):
    """The link to confirm an address is too old; another can be sent."""

    def __init__(self) -> None:
        super().__init__(N_("This link has expired. Request another link."))


def link_to_confirm(submission: Submission) -> str:
    """The link for the owner of a submission's address; "" where there is nothing to confirm."""
    if not submission.has_unconfirmed_address:
        return ""
    until = clock.now() + LIFE
    return mail.link(references.address_path(submission.reference, submission.email, until))


def check_link(submission: Submission, signature: str) -> None:
    """Raises NotFound for a link of another address, Expired for one that is too old; a link that confirmed the address
    is never too old."""
    until = references.address_until(str(submission.reference), submission.email, signature)
    if not submission.email or until is None:
        raise NotFound(GONE)
    if until <= clock.now() and submission.email_confirmed_at is None:
        raise Expired


@action
def confirm_address(submission: Submission, signature: str) -> None:
    """The owner of the address says with a link that is emailed that the submission was sent with it; twice is as once.

    Raises as check_link.
    """
    lock(submission)
    check_link(submission, signature)
    if submission.email_confirmed_at is None:
        _confirm(submission)


def _confirm(submission: Submission) -> None:
    submission.email_confirmed_at = clock.now()
    record(
        "submissions.address_confirmed", str(submission.reference), consultation=submission.consultation_id,
        organisation=submission.consultation.organisation_id, submission=submission.id,
    )  # fmt: skip
    if is_entered_for(submission):
        email_access_code(submission)


def is_entered_for(submission: Submission) -> bool:
    """Whether the organisation entered a submission for someone, who saw no access code then and has no account."""
    return submission.route == Route.STAFF and submission.user_id is None


@action
def email_access_code_again(submission: Submission, signature: str) -> None:
    """Post the access code of a submission that the organisation entered once more, to its confirmed address; once a
    minute at most. Raises as check_link."""
    check_link(submission, signature)
    if submission.email_confirmed_at is not None and is_entered_for(submission):
        email_access_code(submission)


@action
def ask_to_confirm(submission: Submission) -> None:
    """Email the link to an address that no one has confirmed, at most one an hour of a submission."""
    lock(submission)
    link = link_to_confirm(submission)
    if not link:
        return
    consultation = submission.consultation
    stop = mail.link(references.end_emails_path(str(submission.reference)))
    subject, text = mail.write(
        "submissions/emails/confirm",
        submission.language,
        reference=submission.reference,
        title=consultation.best("title", submission.language),
        organisation=consultation.organisation.best("name", submission.language),
        contact=consultation.contact_email or consultation.organisation.contact_email,
        link=link,
        stop=stop,
    )
    mail.queue_email(
        to=submission.email,
        key=f"confirm {submission.reference} {clock.now():%Y%m%d%H}",
        subject=subject,
        text=text,
        headers=mail.unsubscribe_headers(stop),
        is_urgent=True,
    )
    submission.email_asked_at = clock.now()


@listed_in("AFTER_RESTORE")
@action
def ask_everyone_to_confirm_again() -> int:
    """After a restore no one knows who confirmed since the backup: the job asks everyone who is not confirmed again.
    Returns how many there are."""
    again = (
        update(Submission)
        .where(
            Submission.email != "",
            Submission.email_confirmed_at.is_(None),
            Submission.email_asked_at.is_not(None),
        )
        .values(email_asked_at=None)
        .returning(Submission.id)
    )
    return len(db.session.execute(again).all())


PATIENCE = timedelta(hours=1)
"""So long after it was sent a submission without its link waits for its receipt, which has one."""

SOME = 200


@listed_in("PERIODIC_JOBS")
def ask_the_unasked() -> None:
    """Email the link to addresses that never got one: of submissions from before there were such links, and of those
    for which an address got no receipt because it had several. Periodic."""
    queue.in_batches(_ask_some)


@action
def _ask_some() -> bool:
    """Ask some, of each address no more at a time than receipts in an hour: many of one address hold no one up."""
    is_unasked = (
        Submission.state == State.SUBMITTED,
        Submission.email != "",
        Submission.email_asked_at.is_(None),
        Submission.email_confirmed_at.is_(None),
        Submission.user_id.is_(None),
        Submission.received_at < clock.now() - PATIENCE,
    )
    place = func.row_number().over(
        partition_by=func.lower(Submission.email), order_by=(Submission.received_at, Submission.id)
    )
    ranked = select(Submission.id, place.label("place")).where(*is_unasked).subquery()
    waiting = (
        select(Submission)
        .join(ranked, ranked.c.id == Submission.id)
        .where(ranked.c.place <= queries.RECEIPTS, *is_unasked)
        .order_by(Submission.received_at)
        .limit(SOME)
        .with_for_update(skip_locked=True, of=Submission)
    )
    found = db.session.execute(waiting).scalars().all()
    for one in found:
        ask_to_confirm(one)
    return len(found) == SOME
