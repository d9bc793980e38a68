"""What an officer typed into an entry that says something else meanwhile: kept beside it until the officer chooses."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import delete

from consult.accounts.models import User
from consult.core import batch_deletion, clock
from consult.core.actions import action
from consult.core.database import db
from consult.core.declarations import listed_in
from consult.core.inserting import add_once, insert_once
from consult.staff_entries import queries
from consult.staff_entries.models import Entry, UnsavedText

KEPT = timedelta(days=30)
"""For so long a text is kept whose entry is submitted or deleted."""

_INSERT = insert_once(UnsavedText)


@action
def keep_unsaved(entry: Entry, typed: Mapping[str, Sequence[str]], *, by: User, page: str) -> None:
    """Keep what was typed on the page with this key, in place of what was kept of it before. The entry stays as it
    is."""
    words = {name: list(values) for name, values in typed.items()}
    values: dict[str, Any] = {
        "user_id": by.id, "consultation_id": entry.consultation_id, "reference": entry.reference,
        "is_of_email": entry.is_of_email, "page": page, "typed": words, "saved_at": clock.now(),
    }  # fmt: skip
    if add_once(UnsavedText, _INSERT, values) is None:
        kept = queries.unsaved_on_page(by, entry.reference, page)
        if kept is not None:
            kept.typed, kept.saved_at = words, clock.now()


@action
def go_on_with_unsaved(user: User, reference: str, page: str, *, shown: str) -> None:
    """Have the text that the page with this key has shown (queries.shown_text) as that of the page, whatever is kept of
    it from now on. One that another page has changed or gone on with since stays as it is, for itself. Again changes
    nothing."""
    before, _space, mark = shown.rpartition(" ")
    kept = queries.unsaved_on_page(user, reference, before) if mark else None
    if kept is None or queries.mark(kept.typed) != mark:
        return
    if queries.unsaved_on_page(user, reference, page) is None:
        kept.page = page


@action
def discard_unsaved(user: User, reference: str, page: str) -> None:
    """Delete what a person typed on a page into an entry that says something else. Again changes nothing."""
    db.session.execute(
        delete(UnsavedText).where(
            UnsavedText.user_id == user.id, UnsavedText.reference == reference, UnsavedText.page == page
        )
    )


@action
def discard_unsaved_text(user: User, identifier: int) -> None:
    """Delete one text of a person that is in no entry. Again changes nothing."""
    mine = (UnsavedText.id == identifier) & (UnsavedText.user_id == user.id)
    db.session.execute(delete(UnsavedText).where(mine))


@listed_in("ACCOUNT_DELETION")
@action
def forget_account(user: User, _keep_names: bool) -> None:
    """What a person typed that is in no entry leaves with their account."""
    db.session.execute(delete(UnsavedText).where(UnsavedText.user_id == user.id))


@listed_in("RETENTION_JOBS", "PERIODIC_JOBS")
def forget_unsaved() -> None:
    """Forget texts whose entries ended, some time after they were typed. Periodic."""
    batch_deletion.delete_all(UnsavedText, UnsavedText.saved_at < clock.now() - KEPT, queries.has_ended())
