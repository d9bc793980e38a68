"""Reading the inbox, subscriptions, and who is concerned by an event."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    SQLColumnExpression,
    bindparam,
    func,
    literal_column,
    or_,
    select,
)

from consult.accounts import queries as accounts
from consult.accounts.models import User
from consult.accounts.queries import ReadWithPerson
from consult.attachments import queries as attachments
from consult.attachments.models import Attachment
from consult.consultations import queries as consultations
from consult.consultations.addresses import CONSULTATIONS
from consult.consultations.addresses import consultation as consultation_page
from consult.consultations.models import Consultation
from consult.core import clock
from consult.core.account_data import plain
from consult.core.database import db
from consult.core.declarations import listed_in
from consult.core.errors import NotFound
from consult.core.events import Event, present_name, stored_names
from consult.core.mail import Email
from consult.core.paging import Page, page_of
from consult.core.translatable import N_
from consult.notifications import addresses
from consult.notifications.models import Notification, Subscription
from consult.notifications.recipients import ABOUT_FILES, DECISIONS, RECIPIENTS, Group
from consult.organisations import queries as organisations
from consult.organisations.addresses import organisation as organisation_page
from consult.organisations.models import Role
from consult.submissions import queries as submissions
from consult.submissions import references
from consult.submissions.models import Comment, Submission

_ROLES = {Group.OFFICERS: Role.OFFICER, Group.APPROVERS: Role.APPROVER, Group.MODERATORS: Role.MODERATOR}


@dataclass(frozen=True)
class Reader:
    """Someone to be notified: an account, or an address alone; on the page `stop` it ends what it follows or sent.

    `is_member`: as a member of the organisation, not as a submitter.
    """

    email: str
    language: str
    timezone: str = "UTC"
    user_id: int | None = None
    stop: str = ""
    is_sender: bool = False
    is_member: bool = False


def event(event_id: int) -> Event | None:
    """The event, or None when it is gone."""
    return db.session.get(Event, event_id)


def consultation(identifier: int) -> Consultation | None:
    """The consultation of an event."""
    return consultations.find(identifier)


def readers(concerned: Consultation, groups: Iterable[Group]) -> list[Reader]:
    """Everyone in `groups` of a consultation, each address once; an account goes before a bare address."""
    found: dict[str, Reader] = {}
    wanted = set(groups)
    users: list[User] = []
    if Group.AUTHOR in wanted:
        users.append(concerned.author)
    roles = [role for group, role in _ROLES.items() if group in wanted]
    if roles:
        users += organisations.people(concerned.organisation_id, *roles)
    members = len(users)
    if Group.SUBMITTERS in wanted:
        users += accounts.people(submissions.accounts_that_submitted(concerned.id))
    for place, user in enumerate(users):
        if user.disabled_at is None:
            reader = Reader(user.email, user.language, user.timezone, user.id, is_member=place < members)
            found.setdefault(user.email.lower(), reader)
    if Group.SUBMITTERS in wanted:
        for email, language, reference in submissions.confirmed_addresses(concerned.id):
            found.setdefault(email.lower(), _sender(email, language, reference))
    if Group.FOLLOWERS in wanted:
        for subscription in _followers(concerned):
            stop = addresses.end_subscription(subscription.token)
            reader = found.setdefault(
                subscription.email.lower(), Reader(subscription.email, subscription.language, stop=stop)
            )
            if not reader.stop:
                found[subscription.email.lower()] = replace(reader, stop=stop)
    return list(found.values())


def _sender(email: str, language: str, reference: str) -> Reader:
    return Reader(email, language, stop=references.end_emails_path(reference), is_sender=True)


def _followers(concerned: Consultation) -> Sequence[Subscription]:
    follows = select(Subscription).where(
        Subscription.confirmed_at.is_not(None),
        or_(
            Subscription.consultation_id == concerned.id,
            (Subscription.organisation_id == concerned.organisation_id)
            & Subscription.consultation_id.is_(None),
            Subscription.organisation_id.is_(None) & Subscription.consultation_id.is_(None),
        ),
    )
    return db.session.execute(follows.order_by(Subscription.id)).scalars().all()


def file_of(event: Event) -> Attachment | None:
    """The file that an event of an attachment is about; None where there is none any more."""
    try:
        return attachments.by_reference(event.subject)
    except NotFound:
        return None


def comment_of(event_: Event) -> Comment | None:
    """The comment that a moderator's decision was about."""
    return submissions.comment_by_id(event_.data["comment"])


def submission(identifier: int) -> Submission | None:
    """The submission of an event, or None when it is gone."""
    return submissions.by_id(identifier)


def waited(submission: Submission) -> Sequence[Event]:
    """What happened since a submission was received that its sender would have been told by email, and was not, the
    earliest first: decisions on its comments, and what concerned the consultation."""
    mine = [f"{submission.reference}/{one.number}" for one in submissions.filed(submission)]
    news = [name for name, telling in RECIPIENTS.items() if Group.SUBMITTERS in telling.groups]
    told = select(Email.id).where(Email.key == func.concat("event-", Event.id, "-", submission.email.lower()))
    about_comments = Event.subject.in_(mine) & Event.name.in_(stored_names(DECISIONS))
    files = attachments.references_of(submission.id)
    about_files = Event.subject.in_(files) & Event.name.in_(stored_names(ABOUT_FILES))
    about_consultation = (Event.subject == submission.consultation.slug) & Event.name.in_(stored_names(news))
    rows = select(
        Event
    ).where(  # by the index of subjects: a consultation has an event for each comment of it
        about_comments | about_files | (about_consultation & (Event.at > submission.received_at)),
        ~told.exists(),
    )
    return db.session.execute(rows.order_by(Event.id)).scalars().all()


def submitter(submission: Submission) -> Reader | None:
    """How to reach who sent a submission, or None where they left no way, or have not confirmed their address."""
    if submission.user_id is not None:
        user = accounts.get(submission.user_id)
        return Reader(user.email, user.language, user.timezone, user.id)
    if not submission.email or submission.has_unconfirmed_address:
        return None
    return _sender(submission.email, submission.language, submission.reference)


def inbox(user: Any, after: str = "") -> Page[Notification]:
    """What `user` was told, newest first."""
    return page_of(
        select(Notification).where(Notification.user_id == user.id),
        by=[Notification.id],
        values=lambda row: [row.id],
        after=after,
        size=30,
        newest_first=True,
        scalars=True,
    )


@listed_in("PERSONAL_DATA")
def personal_data(user: Any) -> dict[str, Any]:
    """The inbox of a person, and what their address follows: for core.account_data."""
    told = select(Notification).where(Notification.user_id == user.id).order_by(Notification.id)
    follows = select(Subscription).where(func.lower(Subscription.email) == user.email.lower())
    return {
        "inbox": [
            plain(one, "name", "values", "url", "told_at", "read_at")
            for one in db.session.execute(told).scalars()
        ],
        "subscriptions": [
            {"followed": followed(one)} | plain(one, "language", "asked_at", "confirmed_at")
            for one in db.session.execute(follows.order_by(Subscription.id)).scalars()
        ],
    }


def notification(user: Any, identifier: int) -> Notification:
    """One thing `user` was told. Raises NotFound for another's."""
    found = db.session.get(Notification, identifier)
    if found is None or found.user_id != user.id:
        raise NotFound
    return found


@listed_in("HOOKS")
def unread(user: Any) -> int:
    """How many notifications `user` has not looked at; counts to 99 and no further. Read once a request."""
    memo: dict[int, int] = db.session.info.setdefault("unread", {})
    if user.id not in memo:
        _keep_unread(user, db.session.execute(_UNREAD, {"user": user.id}).scalar_one())
    return memo[user.id]


def forget_unread() -> None:
    """Count again: some have been read."""
    db.session.info.pop("unread", None)


@listed_in("HOOKS")
def _keep_unread(user: Any, number: int) -> None:
    db.session.info.setdefault("unread", {})[user.id] = number


def _unread(user_id: SQLColumnExpression[int]) -> Select[int]:
    some = select(Notification.id).where(Notification.user_id == user_id, Notification.read_at.is_(None))
    most = some.limit(literal_column("99")).correlate_except(Notification)
    return select(func.count()).select_from(most.subquery())


_UNREAD = _unread(bindparam("user", type_=BigInteger))


@listed_in("HOOKS")
def _unread_of_person(user_id: SQLColumnExpression[int]) -> ColumnElement[Any]:
    return _unread(user_id).scalar_subquery()


UNREAD_OF_PERSON = ReadWithPerson(_unread_of_person, _keep_unread)
"""Reads the number for everyone who is signed in."""


@dataclass(frozen=True)
class SentNotification:
    """A notification of a consultation: whose, and of which submissions of theirs."""

    id: int
    user_id: int
    references: set[str]
    is_member: bool


def told_of(concerned: Consultation) -> list[SentNotification]:
    """Everything that inboxes hold of a consultation."""
    is_member = Notification.user_id.in_(organisations.member_ids(concerned.organisation_id))
    rows = db.session.execute(
        select(Notification.id, Notification.user_id, Notification.name, Notification.values, is_member)
        .join(Event, Event.id == Notification.event_id)
        .where(Event.consultation_id == concerned.id)
    )
    return [
        SentNotification(number, user_id, _own_references(name, values), member)
        for number, user_id, name, values, member in rows
    ]


def _own_references(name: str, values: dict[str, Any]) -> set[str]:
    """The submissions of its reader that a notification names."""
    if present_name(name) in {*DECISIONS, *ABOUT_FILES}:
        return {values["reference"].split("/")[0]}
    return set(values["references"].split(", ")) if values.get("references") else set()


def subscription(token: str) -> Subscription:
    """The subscription of a link. Raises NotFound."""
    found = db.session.execute(select(Subscription).where(Subscription.token == token)).scalar_one_or_none()
    if found is None:
        raise NotFound(
            N_("This subscription has ended or was not confirmed in time. You receive no emails from it.")
        )
    return found


def unconfirmed(of: Subscription) -> Sequence[Subscription]:
    """What else was asked for with the address of a subscription and waits for its yes, the latest first."""
    waiting = select(Subscription).where(
        Subscription.email == of.email, Subscription.confirmed_at.is_(None), Subscription.id != of.id
    )
    return db.session.execute(waiting.order_by(Subscription.id.desc()).limit(100)).scalars().all()


def key_to_confirm(identifier: int) -> str:
    """The key of the email that asks to confirm this subscription: one an hour."""
    return f"follow-{identifier}-{clock.now():%Y%m%d%H}"


def emailed_to_confirm(email: str) -> int:
    """How many emails of this hour ask an address to confirm, whatever it is to follow, and got no yes yet."""
    asked = select(Subscription.id).where(
        Subscription.email == email.lower(), Subscription.confirmed_at.is_(None)
    )
    keys = [key_to_confirm(one) for one in db.session.execute(asked).scalars()]
    return len(db.session.execute(select(Email.id).where(Email.key.in_(keys))).all())


def same_news(
    email: str, *, organisation_id: int | None = None, consultation_id: int | None = None
) -> Sequence[Subscription]:
    """By what else an address gets the same emails: ending one without the others would end nothing.

    Of a consultation its organisation's and those of everything; of an organisation also its consultations'.
    """
    by_address = select(Subscription).where(Subscription.email == email.lower()).order_by(Subscription.id)
    is_whole = Subscription.organisation_id.is_(None) & Subscription.consultation_id.is_(None)
    if consultation_id is not None:
        theirs = consultations.organisation_id_of(consultation_id).scalar_subquery()
        narrower = Subscription.consultation_id == consultation_id
        by_address = by_address.where(is_whole | (Subscription.organisation_id == theirs) | narrower)
    elif organisation_id is not None:
        ours = consultations.ids_of_organisations([organisation_id])
        narrower = Subscription.consultation_id.in_(ours)
        by_address = by_address.where(is_whole | (Subscription.organisation_id == organisation_id) | narrower)
    return db.session.execute(by_address).scalars().all()


def same_subject(of: Subscription) -> Sequence[Subscription]:
    """A subscription and the others of its address that bring the same emails."""
    return same_news(of.email, organisation_id=of.organisation_id, consultation_id=of.consultation_id)


def written_about(reference: str, signature: str) -> Submission:
    """The submission whose sender's emails are to end, by the address in one of them. Raises NotFound."""
    if not references.is_signed(reference, signature):
        raise NotFound
    return submissions.by_reference(reference)


def home(of: Subscription) -> tuple[str, str]:
    """(path, accent) of what a subscription follows; of everything, the list in no organisation's colour."""
    if of.consultation_id is not None:
        consultation = consultations.by_id(of.consultation_id)
        return consultation_page(consultation.slug), consultation.organisation.accent
    if of.organisation_id is not None:
        organisation = organisations.by_id(of.organisation_id)
        return organisation_page(organisation.slug), organisation.accent
    return CONSULTATIONS, ""


def followed(of: Subscription) -> str:
    """What a subscription follows, in words: a title, a name, or "" for everything."""
    if of.consultation_id is not None:
        return consultations.by_id(of.consultation_id).best("title", of.language)
    if of.organisation_id is not None:
        return organisations.by_id(of.organisation_id).best("name", of.language)
    return ""
