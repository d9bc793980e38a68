"""Confirming for whom the submitter comments, and withdrawing that."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from consult.accounts.models import User
from consult.core import clock, journal, markup
from consult.core.actions import action
from consult.core.database import db, lock
from consult.core.errors import NotPossible
from consult.core.events import record
from consult.core.journal import Line, latest
from consult.core.stale_check import NoPage, compare
from consult.core.translatable import N_
from consult.moderation import policy
from consult.moderation.actions.locks import LONGEST_EXPLANATION, permit
from consult.moderation.models import Confirmation
from consult.stakeholders.models import SPEAKS_FOR_OTHERS
from consult.submissions import actions as submissions
from consult.submissions import queries as submitted
from consult.submissions.models import Submission

CLAIMS = journal.ErasureKind("moderation.claims")

REPRESENTATION = (
    "name", "organisation", "category", "subcategory", "category_other", "country", "capacity", "on_behalf_of",
    "confirmed_at",
)  # fmt: skip
"""What someone says of whom they speak for, for `core.stale_check`; with what was confirmed of it."""


@action
def confirm(submission: Submission, note: str, *, by: User, seen: str | NoPage) -> Confirmation:
    """Confirm for whom its submitter comments; `note` says how that is known.

    Raises NotPermitted; NotPossible for no note, where no representation is declared, or once it is confirmed;
    StaleForm where the representation is no more what was `seen` (its mark by REPRESENTATION).
    """
    return _decide(submission, note, by, seen, is_confirmed=True)


@action
def unconfirm(submission: Submission, note: str, *, by: User, seen: str | NoPage) -> Confirmation:
    """Take a confirmation back; `note` says why. Raises as `confirm`."""
    return _decide(submission, note, by, seen, is_confirmed=False)


def _decide(
    submission: Submission, note: str, by: User, seen: str | NoPage, *, is_confirmed: bool
) -> Confirmation:
    permit(policy.confirm, by, submission)
    compare(seen, lock(submission), *REPRESENTATION)
    words = markup.plain(note)[:LONGEST_EXPLANATION]
    if submission.capacity not in SPEAKS_FOR_OTHERS:
        raise NotPossible(N_("The submitter comments for no one else. There is nothing to confirm."))
    if submission.is_confirmed == is_confirmed:
        raise NotPossible(
            N_("Someone else changed the confirmation after you opened the page. Your change was not saved.")
        )
    if not words:
        raise NotPossible(N_("Enter how you know."))
    now = clock.now()
    submissions.set_confirmed(submission, now if is_confirmed else None)
    made = Confirmation(
        submission_id=submission.id,
        is_confirmed=is_confirmed,
        note=words,
        decided_at=now,
        decided_by_id=by.id,
    )
    db.session.add(made)
    db.session.flush()
    journal.erased(CLAIMS, submission=submission.id, confirmed=is_confirmed, when=now.isoformat())
    record(
        f"moderation.{'claim_confirmed' if is_confirmed else 'claim_unconfirmed'}",
        str(submission.reference), by=by.id, organisation=submission.consultation.organisation_id,
        consultation=submission.consultation_id, note=words,
    )  # fmt: skip
    return made


@action
def unconfirm_again(lines: Sequence[Line]) -> int:
    """Confirmations that were withdrawn, and not given again since, are withdrawn again, after a restore."""
    done = 0
    for line in latest(lines, "submission"):
        submission = None if line["confirmed"] else submitted.by_id(line["submission"])
        if submission is not None and submission.is_confirmed and not _is_known(line):
            submissions.set_confirmed(submission, None)
            done += 1
    return done


def _is_known(line: Line) -> bool:
    """Whether the database has this decision or a later one on the representation."""
    when = datetime.fromisoformat(line["when"])
    known = select(Confirmation.id).where(
        Confirmation.submission_id == line["submission"], Confirmation.decided_at >= when
    )
    return db.session.execute(known.limit(1)).first() is not None
