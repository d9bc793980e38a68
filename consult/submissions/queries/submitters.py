"""Who submitted to a consultation, and the addresses that may be told of it."""

from typing import NamedTuple

from sqlalchemy import Select, func, select

from consult.accounts import queries as accounts
from consult.core.database import db
from consult.submissions.lifecycle import State
from consult.submissions.models import Attribution, Submission

_IS_CONFIRMED = (Submission.email != "") & Submission.email_confirmed_at.is_not(None)
"""That the owner of the address with a submission has confirmed it: before, no email tells it anything."""


def accounts_that_submitted(consultation_id: int) -> Select[int | None]:
    """The ids of the accounts with a submission that was not withdrawn, for statements of packages above."""
    return select(Submission.user_id).where(
        Submission.consultation_id == consultation_id, Submission.state == State.SUBMITTED
    )


class AddressOfSubmission(NamedTuple):
    """A confirmed email address that was left with a submission, and the language to write in."""

    email: str
    language: str
    reference: str


def confirmed_addresses(consultation_id: int) -> list[AddressOfSubmission]:
    """The confirmed addresses of the submissions to a consultation that were not withdrawn."""
    rows = db.session.execute(
        select(Submission.email, Submission.language, Submission.reference).where(
            Submission.consultation_id == consultation_id, Submission.state == State.SUBMITTED, _IS_CONFIRMED
        )
    )
    return [AddressOfSubmission(*row) for row in rows]


class SentSubmission(NamedTuple):
    """A submission by its reference, and whether the public has a page of it."""

    reference: str
    is_public: bool


def sent_by_address(consultation_id: int) -> dict[str, list[SentSubmission]]:
    """Address (of the account, or left with the submission) → what was sent from it and not withdrawn, in the order in
    which it came."""
    owners = accounts.addresses().subquery("owners")
    address = func.lower(func.coalesce(owners.c.email, Submission.email))
    rows = db.session.execute(
        select(address, Submission.reference, Submission.attribution)
        .outerjoin(owners, owners.c.id == Submission.user_id)
        .where(
            Submission.consultation_id == consultation_id,
            Submission.state == State.SUBMITTED,
            Submission.user_id.is_not(None) | _IS_CONFIRMED,
        )
        .order_by(Submission.received_at, Submission.id)
    )
    found: dict[str, list[SentSubmission]] = {}
    for email, reference, attribution in rows:
        found.setdefault(email, []).append(SentSubmission(reference, attribution != Attribution.CONFIDENTIAL))
    return found


def references_by_user(consultation_id: int) -> dict[int, set[str]]:
    """Who has sent something to a consultation, and its references."""
    found: dict[int, set[str]] = {}
    rows = db.session.execute(
        select(Submission.user_id, Submission.reference).where(
            Submission.consultation_id == consultation_id, Submission.user_id.is_not(None)
        )
    )
    for user_id, reference in rows:
        if user_id is not None:  # for the type checker
            found.setdefault(user_id, set()).add(reference)
    return found
