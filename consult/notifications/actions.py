"""Telling people, and their subscriptions."""

import secrets
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from consult.accounts.actions import one_at_a_time
from consult.accounts.models import User
from consult.consultations import queries as consulted
from consult.consultations.models import Consultation
from consult.consultations.recorded_texts import quoted, recorded_texts
from consult.core import batch_deletion, clock, job_timeouts, journal, mail, outbox
from consult.core.actions import action
from consult.core.database import among, db
from consult.core.declarations import listed_in
from consult.core.events import Event
from consult.core.journal import Line, ids
from consult.core.multilingual import Part
from consult.core.translatable import listed
from consult.draft_submissions import actions as drafting
from consult.notifications import addresses, queries
from consult.notifications.models import Notification, Subscription
from consult.notifications.queries import Reader
from consult.notifications.recipients import DECISIONS, OWN, RECIPIENTS
from consult.organisations.models import Organisation
from consult.submissions import actions as submissions
from consult.submissions import addresses as pages
from consult.submissions import queries as submitted
from consult.submissions.models import Comment, Submission

ENDED = journal.ErasureKind("notifications.ended")

UNCONFIRMED_LIFE = timedelta(days=7)
"""How long an address may take to confirm that it wants to follow."""

MAILED = 3
"""So many emails an hour ask an address to confirm: it may be that of a stranger to the person who typed it."""


@action
def tell(event: Event, consultation: Consultation) -> None:
    """Tell everyone whom `event` concerns, in the inbox and by email, each once."""
    telling = RECIPIENTS[event.present_name]
    said, texts = _told_values(event), recorded_texts(consultation, [event])
    path = telling.page(consultation.slug)
    own = submitted.sent_by_address(consultation.id) if event.present_name in OWN else {}
    told = []
    for reader in queries.readers(consultation, telling.groups):
        if reader.user_id != event.actor_id or event.actor_id is None:
            sent = own.get(reader.email.lower(), [])
            references = listed([one.reference for one in sent], reader.language)
            more = {"references": references} if sent else {}
            facts = _facts(consultation, reader.language)
            quote = _quoted(event, texts, consultation, reader.language)
            told.append(ReaderNotice(reader, {**facts, **said, **quote, **more}, _own_page(sent) or path))
    for some in batched(told, TOGETHER):
        with job_timeouts.within(outbox.DEADLINE):  # however many there are, each part has its time
            _tell(event, some)


def _quoted(event: Event, texts: Sequence[Part], consultation: Consultation, language: str) -> dict[str, str]:
    """The reason or notice of an event of a consultation, in the language of a reader where it is translated, and the
    language that it is in."""
    name = next((one for one in ("reason", "notice") if event.data.get(one)), "")
    words = quoted(event, texts, consultation, language) if name else None
    return {name: str(words), "quoted_in": words.language} if words else {}


def _own_page(sent: Sequence[submitted.SentSubmission]) -> str:
    """Where the answers to one submission are: its public page, or for a confidential one its sender's own."""
    if len(sent) != 1:
        return ""
    page = pages.submission if sent[0].is_public else pages.status
    return page(sent[0].reference)


@action
def tell_submitter(event: Event, comment: Comment) -> None:
    """Tell who sent `comment` what a moderator decided, and why, with the way to object."""
    reader = queries.submitter(comment.submission)
    if reader is None:
        return
    consultation = comment.submission.consultation
    reference = comment.submission.reference
    values = {
        **_facts(consultation, reader.language),
        **_told_values(event),
        "reference": f"{reference}/{comment.number}",
        "place": consulted.places(consultation, [comment.block_key], reader.language).get(
            comment.block_key, comment.place
        ),
    }
    _tell(event, [ReaderNotice(reader, values, pages.status(reference))])


@action
def tell_submitter_of_file(event: Event, submission: Submission) -> None:
    """Tell who made a submission what was found or decided about a file, and why."""
    reader = queries.submitter(submission)
    if reader is not None:
        facts = _facts(submission.consultation, reader.language)
        values = {**facts, **_told_values(event), **_file_values(event), "reference": submission.reference}
        _tell(event, [ReaderNotice(reader, values, pages.status(submission.reference))])


@action
def tell_what_waited(event: Event, submission: Submission) -> None:
    """Tell the owner of an address, which `event` says is confirmed, in one email what happened while it was not.

    Each in one line, with the reasons and the explanation of decisions; the page with the answers and the way to object
    is that of the submission. Nothing is sent where nothing happened.
    """
    reader = queries.submitter(submission)
    waited = queries.waited(submission)
    if reader is None or reader.user_id is not None or not waited:
        return
    facts = _facts(submission.consultation, reader.language)
    lines = [
        (one.at, mail.write(f"notifications/{one.present_name}", reader.language, **_of(one, submission, facts))[0],
         _reasons(one), str(one.data.get("explanation", "")))
        for one in waited
    ]  # fmt: skip
    stop = mail.link(reader.stop)
    subject, text = mail.write(
        "notifications/waited",
        reader.language,
        **facts,
        reference=submission.reference,
        lines=lines,
        link=mail.link(pages.status(submission.reference)),
        unsubscribe=stop,
        told_as="sender",
    )
    key = f"waited-{event.id}-{reader.email.lower()}"
    mail.queue_email(
        to=reader.email, key=key, subject=subject, text=text, headers=mail.unsubscribe_headers(stop)
    )


def _of(event: Event, submission: Submission, facts: dict[str, str]) -> dict[str, Any]:
    """The values of the email that would have told of `event`."""
    reference = event.subject if event.present_name in DECISIONS else submission.reference
    no_more = {"place": "", "link": "", "unsubscribe": ""}
    return {**facts, **_told_values(event), "reference": reference, **no_more}


def _told_values(event: Event) -> dict[str, Any]:
    """What an event says, for a template: lists stay lists."""
    return {key: value if isinstance(value, list) else str(value) for key, value in event.data.items()}


def _file_values(event: Event) -> dict[str, Any]:
    """Which file an event is about, for its submitter: by its name, or by what the receipt says of it where the name
    was deleted with it."""
    found = queries.file_of(event)
    if found is None:
        return {}
    name = found.file_name if found.name else ""
    return {"file_name": name, "file_size": found.size, "file_digest": found.sha256}


def _reasons(event: Event) -> list[str]:
    """Why a moderator decided so, a sentence for each reason."""
    one = event.data.get("reason_label")
    return list(event.data.get("reason_labels") or ([one] if one else []))


def _facts(consultation: Consultation, language: str) -> dict[str, str]:
    """What emails and inboxes say of a consultation, in the language of a reader where it is translated."""
    return {
        "title": consultation.best("title", language),
        "organisation": consultation.organisation.best("name", language),
        "opens_at": consultation.opens_at.isoformat() if consultation.opens_at else "",
        "closes_at": consultation.closes_at.isoformat() if consultation.closes_at else "",
        "response_due_on": consultation.response_due_on.isoformat() if consultation.response_due_on else "",
        "timezone": consultation.timezone,
        "mode": consultation.mode.value,
        "is_questionnaire": "yes" if consultation.is_questionnaire else "",
        "contact": consultation.contact_email or consultation.organisation.contact_email,
    }


class ReaderNotice(NamedTuple):
    """What one reader is told: the values of the template, and the page that it is about."""

    reader: Reader
    values: dict[str, Any]
    path: str


TOGETHER = 500
"""Readers that are told together, in two statements."""


def batched(told: Sequence[ReaderNotice], most: int) -> Iterator[Sequence[ReaderNotice]]:
    """Parts of `told`, of `most` each."""
    return (told[start : start + most] for start in range(0, len(told), most))


def _tell(event: Event, told: Sequence[ReaderNotice]) -> None:
    """Write inbox and emails of these readers, each once however often this is done."""
    rows = [_row(event, one) for one in told if one.reader.user_id is not None]
    if rows:
        db.session.execute(insert(Notification).on_conflict_do_nothing().returning(Notification.id), rows)
    mail.queue_emails([_email(event, one) for one in told])


def _row(event: Event, told: ReaderNotice) -> dict[str, Any]:
    return {
        "user_id": told.reader.user_id,
        "event_id": event.id,
        "name": event.present_name,
        "values": told.values,
        "url": told.path,
        "told_at": clock.now(),
    }


def _email(event: Event, told: ReaderNotice) -> dict[str, Any]:
    reader = told.reader
    stop = mail.link(reader.stop) if reader.stop else ""
    subject, text = mail.write(
        f"notifications/{event.present_name}",
        reader.language,
        **told.values,
        link=mail.link(told.path),
        unsubscribe=stop,
        told_as=_told_as(reader),
    )
    return mail.email_row(
        to=reader.email,
        key=f"event-{event.id}-{reader.email.lower()}",
        subject=subject,
        text=text,
        # the person who is told by their account as well goes on being told, which one click would not end
        headers=mail.unsubscribe_headers(stop if reader.user_id is None else ""),
    )


def _told_as(reader: Reader) -> str:
    """Why `reader` gets an email, which its last lines say."""
    if reader.user_id is not None:
        return "member" if reader.is_member else "account"
    return "sender" if reader.is_sender else "follower"


@action
def follow(
    email: str,
    *,
    language: str,
    is_own: bool = False,
    consultation: Consultation | None = None,
    organisation: Organisation | None = None,
) -> None:
    """Ask `email` to confirm that it wants to follow a consultation, an organisation, or everything.

    Answers the same whether the address followed before. One that is confirmed gets no email; one that is not gets
    another, at most one an hour, and `MAILED` an hour for whatever was asked: the page of each link leads to all that
    waits for a confirmation, so that strangers neither fill a mailbox nor keep its owner from following. `is_own`: the
    address is known to be that of the person who asks.
    """
    one_at_a_time(email)
    row = {
        "email": email.lower(),
        "language": language,
        "organisation_id": organisation.id if organisation else None,
        "consultation_id": consultation.id if consultation else None,
        "token": secrets.token_urlsafe(24),
        "asked_at": clock.now(),
    }
    db.session.execute(insert(Subscription).values(row).on_conflict_do_nothing())
    found = db.session.execute(
        select(Subscription).where(
            *(Subscription.__table__.c[name].is_not_distinct_from(row[name]) for name in _FOLLOWED)
        )
    ).scalar_one()
    if found.confirmed_at is not None or (not is_own and queries.emailed_to_confirm(email) >= MAILED):
        return
    subject, text = mail.write(
        "notifications/confirm",
        language,
        followed=queries.followed(found),
        link=mail.link(addresses.subscription(found.token)),
    )
    key = queries.key_to_confirm(found.id)
    mail.queue_email(to=email, key=key, subject=subject, text=text, is_urgent=True)


_FOLLOWED = ("email", "organisation_id", "consultation_id")


@action
def confirm(subscription: Subscription) -> None:
    """The address wants to follow."""
    subscription.confirmed_at = subscription.confirmed_at or clock.now()


@action
def unsubscribe(subscription: Subscription) -> None:
    """The address wants no more of these emails, by whatever it gets them; nothing of it is kept."""
    _end(queries.same_subject(subscription))


@action
def stop_emails(submission: Submission) -> None:
    """Anyone who left an address with a submission wants no more emails of the consultation; it is kept nowhere
    there."""
    if submission.email:
        _end(queries.same_news(submission.email, consultation_id=submission.consultation_id))
        drafting.forget_address(submission.consultation_id, submission.email)
        submissions.forget_address(submission)


def _end(subscriptions: Sequence[Subscription]) -> None:
    ended = [one.id for one in subscriptions]
    if ended:
        journal.erased(ENDED, ids=ended)
    db.session.execute(delete(Subscription).where(Subscription.id.in_(ended)))


@action
def end_again(lines: Sequence[Line]) -> int:
    """Subscriptions that were ended are so again, after a restore."""
    gone = delete(Subscription).where(among(Subscription.id, ids(lines))).returning(Subscription.id)
    return len(db.session.execute(gone).all())


@listed_in("ACCOUNT_DELETION")
@action
def forget_account(user: User, _keep_names: bool) -> None:
    """An account is deleted: its inbox leaves, and what its address follows."""
    db.session.execute(delete(Notification).where(Notification.user_id == user.id))
    db.session.execute(delete(Subscription).where(func.lower(Subscription.email) == user.email.lower()))


@listed_in("RETENTION_JOBS", "PERIODIC_JOBS")
def forget_unconfirmed() -> None:
    """Addresses that never confirmed are not kept. Periodic."""
    long_ago = clock.now() - UNCONFIRMED_LIFE
    batch_deletion.delete_all(
        Subscription, Subscription.confirmed_at.is_(None), Subscription.asked_at < long_ago
    )


@action
def forget_ties(concerned: Consultation) -> None:
    """What inboxes told of a consultation leaves them, where no submission says any more that it is their owner's.

    Members of the organisation keep what they were told as such.
    """
    told = queries.told_of(concerned)
    mine = submitted.references_by_user(concerned.id)
    lost = [
        one.id
        for one in told
        if (one.user_id not in mine and not one.is_member) or one.references - mine.get(one.user_id, set())
    ]
    db.session.execute(delete(Notification).where(Notification.id.in_(lost)))


@action
def mark_read(notification: Notification) -> None:
    """Mark a notification as read."""
    notification.read_at = notification.read_at or clock.now()
    queries.forget_unread()


@action
def mark_all_read(user: User) -> None:
    """Its reader has seen the whole inbox."""
    db.session.execute(
        update(Notification)
        .where(Notification.user_id == user.id, Notification.read_at.is_(None))
        .values(read_at=clock.now())
    )
    queries.forget_unread()
