"""An entry while it is written: what is typed and its files."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any, BinaryIO

from consult.accounts.models import User
from consult.attachments.limits import Limits
from consult.attachments.models import Attachment
from consult.consultations.models import Consultation
from consult.core import clock
from consult.core.actions import action
from consult.core.errors import NotFound
from consult.core.inserting import add_once, insert_once
from consult.core.stale_check import NO_FORM_VERSION, NO_PAGE, NoPage, StaleForm, compare
from consult.core.translatable import N_
from consult.draft_submissions import actions as drafting
from consult.draft_submissions.models import DraftSubmission
from consult.staff_entries import queries
from consult.staff_entries.actions.unsaved import discard_unsaved
from consult.staff_entries.models import PAGE, PRESSED, Entry

SAVED_MEANWHILE = N_(
    "Other words were saved in this entry after you opened the page. Nothing was deleted. Review the entry as it is "
    "now, and try again."
)

_INSERT = insert_once(Entry)
_NO_LIMITS = Limits(1_000, 1 << 40, 1 << 40)


@action
def begin(consultation: Consultation, *, reference: str, is_of_email: bool = False) -> Entry:
    """Begin an entry; the same reference again is the same entry, also once it is submitted."""
    known = queries.find(consultation.id, reference)
    if known is not None:
        return known
    draft = drafting.begin_for_someone(consultation, key=f"entry:{reference}")
    now = clock.now()
    values: dict[str, Any] = {
        "reference": reference, "consultation_id": consultation.id, "draft_id": draft.id, "submission_id": None,
        "is_of_email": is_of_email, "typed": {}, "user_id": None, "channel": None, "received_at": None,
        "entered_at": None, "submitted_mark": None, "begun_at": now, "changed_at": now,
    }  # fmt: skip
    return add_once(Entry, _INSERT, values) or queries.by_reference(consultation.id, reference)


def draft_of(entry: Entry) -> DraftSubmission:
    """The draft of an entry, locked. Raises AlreadySubmitted, and NotFound where it was discarded."""
    found = queries.read_again(entry)
    if found.draft is None:
        if found.submission is None:
            raise NotFound
        raise drafting.AlreadySubmitted(found.submission)
    drafting.lock(found.draft)
    return found.draft


@action
def keep(
    entry: Entry,
    typed: Mapping[str, Sequence[str]],
    *,
    by: User,
    seen: str,
    page: str = "",
    is_autosaved: bool = False,
) -> None:
    """Keep what was typed, whatever is missing or wrong. The same again changes nothing. Raises as `draft_of`, and
    StaleForm where another was typed meanwhile than was `seen` (queries.seen). That is not so where the same `page` has
    typed it (`is_autosaved`), as long as no button was pressed: what it saves then has older words. What was kept
    unsaved of the page (actions.unsaved) is none any more."""
    draft = draft_of(entry)
    now = queries.read_again(entry)  # under the lock
    said = {name: list(values) for name, values in typed.items()}
    is_same = Entry(typed=said).written == now.written
    if not is_same and not now.is_last_of(page):
        compare(seen, queries.with_words(now), "written")
    discard_unsaved(by, entry.reference, page)
    if is_same and is_autosaved:
        return
    entry.typed, entry.user_id = said | {PAGE: [page] if is_autosaved else [page, PRESSED]}, by.id
    entry.changed_at = draft.changed_at = clock.now()


@action
def attach(entry: Entry, name: str, file: BinaryIO, *, description: str = "") -> Attachment:
    """Add a file, which is checked as an attachment. Raises as attachments.actions.attach and `draft_of`."""
    draft = draft_of(entry)
    limits = queries.limits_of(entry.consultation_id)
    return drafting.attach(draft, name, file, description=description, limits=limits)


def add_file(entry: Entry, name: str, data: bytes) -> Attachment:
    """The same of a file in memory."""
    return attach(entry, name, BytesIO(data))


@action
def add_original(entry: Entry, name: str, data: bytes) -> Attachment:
    """The same of an original that no one chose: limits of the rule do not keep it away."""
    return drafting.attach(draft_of(entry), name, BytesIO(data), description="", limits=_NO_LIMITS)


@action
def remove_file(entry: Entry, attachment: Attachment) -> None:
    """Take a file off an entry. Raises as `draft_of`, and NotFound where it was removed."""
    drafting.remove_attachment(draft_of(entry), attachment)


@action
def discard(entry: Entry, *, seen: str | NoPage = NO_PAGE, page: str = "") -> None:
    """Delete an entry with what is typed into it and its files; again changes nothing. One that was submitted stays.
    `seen` (queries.seen) and `page`: the marks of the page whose button it was. Raises as
    `compare_seen`."""
    try:
        draft = draft_of(entry)
        now = queries.read_again(entry)  # under the lock
    except (NotFound, drafting.AlreadySubmitted):
        return
    compare_seen(seen, now, page)
    drafting.discard(draft.id)


def compare_seen(seen: str | NoPage, now: Entry | None, page: str) -> None:
    """Raises StaleForm where an entry says something else than the page shows that has this key, and has not kept
    itself; also where the page does not send both marks. For the inside of the lock."""
    if isinstance(seen, NoPage) or (seen and now is not None and now.is_last_of(page)):
        return
    if not (seen and page):
        raise StaleForm(NO_FORM_VERSION)
    try:
        compare(seen, queries.with_words(now), "written")
    except StaleForm:
        raise StaleForm(SAVED_MEANWHILE) from None
