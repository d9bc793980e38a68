"""Reading: an entry, those of a consultation, and their files."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from consult.accounts.models import User
from consult.attachments import queries as attachments
from consult.attachments.limits import Limits, limits
from consult.attachments.models import Attachment
from consult.core import clock, stale_check
from consult.core.account_data import plain
from consult.core.database import db, one_found
from consult.core.declarations import listed_in
from consult.core.errors import NotFound
from consult.staff_entries.models import Entry, UnsavedText
from consult.submissions.models import Submission

MOST_LISTED = 50
_SECONDS = timedelta(seconds=10)
"""A script tries again after as long."""


def find(consultation_id: int, reference: str) -> Entry | None:
    """An entry of a consultation, or None."""
    rows = select(Entry).where(Entry.consultation_id == consultation_id, Entry.reference == reference)
    return db.session.execute(rows).scalar_one_or_none()


def by_reference(consultation_id: int, reference: str) -> Entry:
    """An entry of a consultation. Raises NotFound."""
    found = find(consultation_id, reference)
    if found is None:
        raise NotFound
    return found


def by_id(identifier: int) -> Entry | None:
    """An entry, or None where it is gone."""
    return db.session.get(Entry, identifier)


def read_again(entry: Entry) -> Entry:
    """An entry as it is now. Raises NotFound where it is gone."""
    rows = select(Entry).where(Entry.id == entry.id).options(joinedload(Entry.draft))
    return one_found(rows.execution_options(populate_existing=True))


def seen(entry: Entry | None) -> str:
    """The mark (core.stale_check) of what was typed in an entry; of nothing, as before it began, where nothing was."""
    return stale_check.form_version(with_words(entry), "written")


def mark(typed: Mapping[str, Sequence[str]]) -> str:
    """The mark of what was typed: name of a field → what is in it."""
    return stale_check.form_version(Entry(typed=typed), "written")


def is_as_submitted(entry: Entry, typed: Mapping[str, Sequence[str]], file: str) -> bool:
    """Whether a form that says this, with a file of this name or "" for none, is the one that was submitted."""
    return entry.submitted_mark == mark(typed) and (not file or file in {one.name for one in files_of(entry)})


def with_words(entry: Entry | None) -> Entry | None:
    """An entry, or None where nothing was typed in it."""
    return entry if entry is not None and entry.typed else None


def of_submission(submission_id: int) -> Entry | None:
    """How a submission was entered; None where its submitter made it, or it came in a form."""
    rows = select(Entry).where(Entry.submission_id == submission_id).options(joinedload(Entry.user))
    return db.session.execute(rows).scalar_one_or_none()


def unfinished(consultation_id: int) -> Sequence[Entry]:
    """Entries that are not submitted, the latest change first; without those of emails."""
    rows = (
        select(Entry)
        .where(Entry.consultation_id == consultation_id, Entry.draft_id.is_not(None), ~Entry.is_of_email)
        .options(joinedload(Entry.user))
        .order_by(Entry.changed_at.desc())
    )
    return db.session.execute(rows.limit(MOST_LISTED)).scalars().all()


def unfinished_counts(consultation_ids: Collection[int]) -> dict[int, int]:
    """How many entries are not submitted, by consultation, without those of emails; none where there are none."""
    rows = (
        select(Entry.consultation_id, func.count().label("number"))
        .where(Entry.consultation_id.in_(consultation_ids), Entry.draft_id.is_not(None), ~Entry.is_of_email)
        .group_by(Entry.consultation_id)
    )
    return {one.consultation_id: one.number for one in db.session.execute(rows)}


def written(identifiers: Collection[int]) -> dict[int, Entry]:
    """Those of these entries in which an officer typed something, by their ids."""
    rows = select(Entry).where(Entry.id.in_(identifiers), Entry.draft_id.is_not(None))
    found = db.session.execute(rows.options(joinedload(Entry.user))).scalars()
    return {one.id: one for one in found if one.typed}


def entered(consultation_id: int) -> Sequence[Entry]:
    """The entries that were submitted last, the latest first."""
    rows = (
        select(Entry)
        .where(Entry.consultation_id == consultation_id, Entry.submission_id.is_not(None))
        .options(joinedload(Entry.submission))
        .order_by(Entry.entered_at.desc())
    )
    return db.session.execute(rows.limit(MOST_LISTED)).scalars().all()


def files_of(entry: Entry) -> Sequence[Attachment]:
    """The files of an entry, before and after it is submitted."""
    if entry.submission_id is not None:
        return attachments.of_submission(entry.submission_id, with_records=True)
    return attachments.of_draft(entry.draft_id) if entry.draft_id is not None else []


def file_of(entry: Entry, reference: str) -> Attachment:
    """One of them. Raises NotFound."""
    for one in files_of(entry):
        if one.reference == reference:
            return one
    raise NotFound


def limits_of(consultation_id: int) -> Limits:
    """How many files an entry may have, and how large: as the rule says of attachments, but always an original."""
    found = limits(consultation_id)
    return replace(found, number=max(found.number, 1))


def may_attach(consultation_id: int) -> bool:
    """Whether files can be attached to submissions at all."""
    return limits(consultation_id).number > 0


def was_just_saved(entry: Entry, page: str) -> bool:
    """Whether a button of the page with this key has saved an entry within the last seconds."""
    now = read_again(entry)
    return now.is_pressed_on(page) and clock.now() - now.changed_at < _SECONDS


def unsaved_of(user: User, reference: str) -> Sequence[UnsavedText]:
    """What a person typed into an entry that says something else, each page by itself, the latest first."""
    rows = select(UnsavedText).where(UnsavedText.user_id == user.id, UnsavedText.reference == reference)
    latest = rows.order_by(UnsavedText.saved_at.desc(), UnsavedText.id.desc()).limit(MOST_LISTED)
    return db.session.execute(latest).scalars().all()


def unsaved_on_page(user: User, reference: str, page: str) -> UnsavedText | None:
    """What a person typed on one page into an entry that says something else, locked; or None."""
    rows = select(UnsavedText).where(
        UnsavedText.user_id == user.id, UnsavedText.reference == reference, UnsavedText.page == page
    )
    return db.session.execute(rows.with_for_update()).scalar_one_or_none()


def shown_text(text: UnsavedText) -> str:
    """What a page says of the text that it shows: the key of the page on which it was typed, and its mark."""
    return f"{text.page} {mark(text.typed)}"


class ListedText(NamedTuple):
    """What a person typed into an entry that says something else; `entry`: as it is now, None where it was deleted."""

    text: UnsavedText
    entry: Entry | None

    @property
    def submission(self) -> Submission | None:
        """What the entry became, or None."""
        return self.entry.submission if self.entry is not None else None


def unsaved_texts(user: User, consultation_id: int, *, of_emails: bool) -> list[ListedText]:
    """What a person typed into entries of a consultation that say something else, the latest first: into those of
    emails, or into the others."""
    rows = (
        select(UnsavedText, Entry)
        .outerjoin(Entry, Entry.reference == UnsavedText.reference)
        .where(UnsavedText.user_id == user.id, UnsavedText.consultation_id == consultation_id)
        .where(UnsavedText.is_of_email.is_(of_emails))
        .options(joinedload(Entry.submission))
        .order_by(UnsavedText.saved_at.desc(), UnsavedText.id.desc())
    )
    found = db.session.execute(rows.limit(MOST_LISTED))
    return [ListedText(text, entry) for text, entry in found]


def has_ended() -> ColumnElement[bool]:
    """The condition that the entry is submitted or deleted into which a text was typed."""
    is_open = select(Entry.id).where(Entry.reference == UnsavedText.reference, Entry.draft_id.is_not(None))
    return ~is_open.exists()


@listed_in("PERSONAL_DATA")
def personal_data(user: Any) -> dict[str, list[dict[str, Any]]]:
    """What a person entered as an officer, and what they typed that is in no entry; for core.account_data."""
    rows = select(Entry).where(Entry.user_id == user.id).order_by(Entry.id)
    texts = select(UnsavedText).where(UnsavedText.user_id == user.id).order_by(UnsavedText.id)
    return {
        "entries": [
            plain(one, "channel", "received_at", "entered_at", "begun_at")
            for one in db.session.execute(rows).scalars()
        ],
        "unsaved_texts": [plain(one, "typed", "saved_at") for one in db.session.execute(texts).scalars()],
    }
