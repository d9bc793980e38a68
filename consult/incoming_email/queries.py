"""Reading: the consultation that an address names, emails that wait, and what a sender has sent lately."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, select, text

from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.core import clock, queue
from consult.core.account_data import plain
from consult.core.database import db, one_found
from consult.core.declarations import listed_in
from consult.core.errors import NotFound
from consult.documents.emails.message import FORM_ENDINGS
from consult.draft_submissions import queries as drafts
from consult.draft_submissions.models import AnySubmission
from consult.form_uploads import queries as forms
from consult.form_uploads.models import FormUpload
from consult.incoming_email import addresses
from consult.incoming_email.models import DRAFT_KEYS, EmailState, IncomingEmail, IncomingForm
from consult.staff_entries import queries as entered
from consult.staff_entries.models import Entry
from consult.submissions import queries as submissions
from consult.submissions.admission import TAKEN, admission

WITH_FORMS = (EmailState.FORM, EmailState.CONFIRMED)
"""States of emails whose filled forms are their sender's."""


def addressed(address: str) -> Consultation | None:
    """The public consultation that an address names, or None."""
    name = addresses.name_in(address)
    if not name:
        return None
    number = addresses.number_in(name)
    try:
        return consultations.public(name)
    except NotFound:
        pass
    return consultations.public_by_id(number) if number is not None else None


def is_taken(consultation: Consultation, at: datetime) -> bool:
    """Whether comments that reach us at `at` are taken, by the published rule."""
    how = admission(
        consultation.state, consultation.mode, consultation.opens_at, consultation.closes_at,
        submissions.late_rule(consultation.id), at,
    )  # fmt: skip
    return how in TAKEN


def sent_since(return_path: str, since: datetime) -> int:
    """How many emails came from a sender since a moment."""
    rows = select(func.count()).where(
        func.lower(IncomingEmail.return_path) == return_path.lower(), IncomingEmail.received_at >= since
    )
    return db.session.execute(rows).scalar_one()


def sent_to_since(consultation_id: int, since: datetime) -> int:
    """How many emails with a return path, not found to be automatic, came for a consultation since a moment."""
    return _sent_to(
        consultation_id,
        since,
        IncomingEmail.return_path != "",
        IncomingEmail.state != EmailState.IGNORED,
    )


def reports_since(consultation_id: int, since: datetime) -> int:
    """How many emails without a return path came for a consultation since a moment."""
    return _sent_to(consultation_id, since, IncomingEmail.return_path == "")


def _sent_to(consultation_id: int, since: datetime, *further: ColumnElement[bool]) -> int:
    rows = select(func.count()).where(
        IncomingEmail.consultation_id == consultation_id, IncomingEmail.received_at >= since, *further
    )
    return db.session.execute(rows).scalar_one()


def shown_as_sender_since(sender: str, since: datetime) -> int:
    """How many emails that were read name a sender in their From."""
    rows = select(func.count()).where(
        func.lower(IncomingEmail.sender) == sender.lower(), IncomingEmail.received_at >= since
    )
    return db.session.execute(rows).scalar_one()


_STORED = text("incoming_emails.state = 'stored'")


def waiting() -> Sequence[int]:
    """The ids of some emails that were not read yet: the earliest of each sender, then the next of each, so that many
    emails of one do not hold up those of others."""
    turn = func.row_number().over(
        partition_by=func.lower(IncomingEmail.return_path), order_by=IncomingEmail.id
    )
    rows = select(IncomingEmail.id).where(_STORED).order_by(turn, IncomingEmail.id).limit(50)
    return db.session.execute(rows).scalars().all()


def email_waits() -> ColumnElement[bool]:
    """The condition that there is one."""
    return queue.has_rows(select(IncomingEmail.id).where(_STORED))


def to_complete(consultation_id: int) -> Sequence[IncomingEmail]:
    """The emails that officers complete, the earliest first."""
    rows = (
        select(IncomingEmail)
        .where(
            IncomingEmail.consultation_id == consultation_id, IncomingEmail.state == EmailState.TO_COMPLETE
        )
        .order_by(IncomingEmail.received_at, IncomingEmail.id)
        .limit(500)
    )
    return db.session.execute(rows).scalars().all()


def with_forms(consultation_id: int) -> Sequence[IncomingEmail]:
    """The emails with filled forms, whose senders go on themselves, the latest first."""
    rows = (
        select(IncomingEmail)
        .where(IncomingEmail.consultation_id == consultation_id, IncomingEmail.state.in_(WITH_FORMS))
        .order_by(IncomingEmail.received_at.desc(), IncomingEmail.id)
        .limit(500)
    )
    return db.session.execute(rows).scalars().all()


def completed(consultation_id: int) -> Sequence[IncomingEmail]:
    """The emails that officers completed and that are still kept, the latest first."""
    rows = (
        select(IncomingEmail)
        .where(IncomingEmail.consultation_id == consultation_id, IncomingEmail.state == EmailState.COMPLETED)
        .where(IncomingEmail.raw.is_not(None))
        .order_by(IncomingEmail.settled_at.desc(), IncomingEmail.id)
        .limit(500)
    )
    return db.session.execute(rows).scalars().all()


def has_original(email: IncomingEmail) -> bool:
    """Whether an email can still be downloaded."""
    rows = select(IncomingEmail.raw.is_not(None)).where(IncomingEmail.id == email.id)
    return db.session.execute(rows).scalar_one()


def numbers_to_complete(consultation_ids: Collection[int]) -> dict[int, int]:
    """How many emails officers complete, by consultation; none where there is none."""
    rows = (
        select(IncomingEmail.consultation_id, func.count().label("number"))
        .where(
            IncomingEmail.consultation_id.in_(consultation_ids), IncomingEmail.state == EmailState.TO_COMPLETE
        )
        .group_by(IncomingEmail.consultation_id)
    )
    return {one.consultation_id: one.number for one in db.session.execute(rows)}


_UNTOLD = text("incoming_emails.state = 'to_complete' AND incoming_emails.told_at IS NULL")


def to_tell() -> Sequence[tuple[int, int]]:
    """The consultations of which officers are told now that emails wait, with their number: they were told of no other
    email of theirs within the last day."""
    told = func.max(IncomingEmail.told_at)
    rows = (
        select(
            IncomingEmail.consultation_id, func.count().filter(IncomingEmail.state == EmailState.TO_COMPLETE)
        )
        .where(IncomingEmail.consultation_id.in_(select(IncomingEmail.consultation_id).where(_UNTOLD)))
        .group_by(IncomingEmail.consultation_id)
        .having(told.is_(None) | (told <= clock.now() - timedelta(days=1)))
    )
    return [(consultation_id, number) for consultation_id, number in db.session.execute(rows)]


def untold_waits() -> ColumnElement[bool]:
    """The condition that an email waits of which no officer was told."""
    return queue.has_rows(select(IncomingEmail.id).where(_UNTOLD))


def by_reference(consultation_id: int, reference: str) -> IncomingEmail:
    """An email of a consultation. Raises NotFound."""
    rows = select(IncomingEmail).where(
        IncomingEmail.consultation_id == consultation_id, IncomingEmail.reference == reference
    )
    return one_found(rows)


def entry_of(email: IncomingEmail) -> Entry | None:
    """What an officer has begun to enter of an email, or the worker that found files in it; None before."""
    return entered.by_id(email.entry_id) if email.entry_id is not None else None


def begun(emails: Collection[IncomingEmail]) -> dict[int, Entry]:
    """What officers have typed of some emails, by the ids of the emails; none where no one did."""
    by_entry = entered.written({one.entry_id for one in emails if one.entry_id is not None})
    return {one.id: by_entry[one.entry_id] for one in emails if one.entry_id in by_entry}


def entry_with_key(email: IncomingEmail) -> Entry | None:
    """The entry of an email, also once it is submitted; None where none was begun, or it was discarded."""
    return entered.find(email.consultation_id, email.entry_key)


def number_to_complete(consultation_id: int) -> int:
    """How many emails officers complete."""
    return numbers_to_complete([consultation_id]).get(consultation_id, 0)


def by_key(consultation_id: int, draft_key: str) -> IncomingEmail:
    """The email with forms whose draft submission has this key. Raises NotFound."""
    found = by_reference(consultation_id, draft_key.removeprefix(DRAFT_KEYS))
    if found.draft_key != draft_key or found.state not in WITH_FORMS:
        raise NotFound
    return found


def is_taken_over(consultation_id: int, draft_key: str) -> bool:
    """Whether an officer enters the forms of the email whose draft submission would have this key."""
    try:
        found = by_reference(consultation_id, draft_key.removeprefix(DRAFT_KEYS))
    except NotFound:
        return False
    return found.draft_key == draft_key and found.state not in WITH_FORMS and bool(forms_of(found))


MOST_EARLIER = 10
"""Earlier emails of a sender that are looked at."""


def made_before(email: IncomingEmail) -> list[AnySubmission]:
    """The draft submissions and submissions that the sender of an email made of earlier ones, the latest first."""
    rows = (
        select(IncomingEmail)
        .where(
            IncomingEmail.consultation_id == email.consultation_id, IncomingEmail.id < email.id,
            func.lower(IncomingEmail.sender) == email.sender.lower(), IncomingEmail.state == EmailState.CONFIRMED,
        )
        .order_by(IncomingEmail.id.desc())
        .limit(MOST_EARLIER)
    )  # fmt: skip
    found = (drafts.opened_by_key(one.draft_key) for one in db.session.execute(rows).scalars().all())
    return [one for one in found if one is not None]


def forms_of(email: IncomingEmail) -> Sequence[IncomingForm]:
    """The filled forms of an email."""
    rows = select(IncomingForm).where(IncomingForm.email_id == email.id).order_by(IncomingForm.position)
    return db.session.execute(rows).scalars().all()


class EmailTable(NamedTuple):
    """A file of an email that may have a table. `position`: among its files; `upload`: what an officer began with it,
    None where no one did, or it was removed."""

    position: int
    name: str
    size: int
    upload: FormUpload | None


def tables_of(email: IncomingEmail) -> list[EmailTable]:
    """The files of an email that may have a table."""
    uploads = {one.reference: one for one in forms.uploads(email.consultation_id)}
    return [
        EmailTable(at, one["name"], one["size"], uploads.get(one.get("upload", "")))
        for at, one in enumerate(email.attachments["files"])
        if one["name"].lower().endswith(FORM_ENDINGS)
    ]


def entered_tables(email: IncomingEmail) -> list[EmailTable]:
    """Those with which an officer began an upload."""
    return [one for one in tables_of(email) if one.upload is not None]


def raw_of(email: IncomingEmail) -> bytes:
    """The email as it arrived. Raises NotFound once it is settled."""
    found = db.session.execute(select(IncomingEmail.raw).where(IncomingEmail.id == email.id)).scalar_one()
    if found is None:
        raise NotFound
    return found


UNCONFIRMED = timedelta(days=14)
"""For so long the form of a sender is kept who does not follow the link."""
UNREAD = timedelta(days=180)
"""For so long an email is kept that no officer completes or closes."""
SETTLED = timedelta(days=30)
"""For so long it is known that an email came, so that it is not taken again."""


def left_behind() -> Sequence[ColumnElement[bool]]:
    """The conditions of emails that leave, each by itself."""
    now = clock.now()
    return (
        (IncomingEmail.state == EmailState.FORM) & (IncomingEmail.received_at < now - UNCONFIRMED),
        (IncomingEmail.state == EmailState.TO_COMPLETE) & (IncomingEmail.received_at < now - UNREAD),
        IncomingEmail.state.in_(
            [EmailState.COMPLETED, EmailState.CONFIRMED, EmailState.CLOSED, EmailState.IGNORED]
        )
        & (IncomingEmail.received_at < now - SETTLED)
        & (IncomingEmail.settled_at < now - SETTLED),
    )


def counts() -> tuple[int, datetime | None, int]:
    """How many emails wait to be read, since when; how many wait for officers."""
    stored = IncomingEmail.state == EmailState.STORED
    rows = select(
        func.count().filter(stored), func.min(IncomingEmail.received_at).filter(stored),
        func.count().filter(IncomingEmail.state == EmailState.TO_COMPLETE),
    )  # fmt: skip
    number, since, unread = db.session.execute(rows).one()
    return number, since, unread


@listed_in("PERSONAL_DATA")
def personal_data(user: Any) -> list[dict[str, Any]]:
    """The emails of a person that are still kept; for core.account_data."""
    rows = select(IncomingEmail).where(func.lower(IncomingEmail.sender) == user.email.lower())
    return [
        plain(one, "received_at", "subject", "name", "sender", "text", "state")
        for one in db.session.execute(rows.order_by(IncomingEmail.id)).scalars()
    ]
