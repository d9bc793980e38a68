"""Files leave the store: erased, withdrawn, forgotten by the rule on retention, or of no one. A row stays of what was
filed, with its hash, so that a receipt can still be read."""

from collections.abc import Collection, Sequence
from contextlib import suppress

from sqlalchemy import select

from consult.attachments import queries
from consult.attachments.lifecycle import PUBLIC, Publication, State
from consult.attachments.models import Attachment
from consult.consultations.actions import bump_page_version
from consult.core import clock, journal, queue, storage
from consult.core.actions import action, after_commit
from consult.core.database import among, db
from consult.core.journal import Line, ids

ERASED = journal.ErasureKind("attachments.erased")
ORIGINALS = journal.ErasureKind("attachments.originals")

SOME = 200
"""So many attachments are changed in one transaction."""
LEFT_ALONE = 86400.0
"""Seconds after which no one is still writing down where a file is."""


def remove_from_store(keys: Sequence[str]) -> None:
    """Delete files; one that the store does not delete now is found by `sweep_files`."""
    for key in keys:
        with suppress(storage.StoreAway):
            storage.remove(key)


def clear_after_commit(found: Collection[Attachment], *, with_public: bool = True) -> None:
    """Forget where the files of attachments are, and delete them once that is committed."""
    keys = [one.original_key for one in found]
    for one in found:
        keys += [*(key for key, _size in one.parts), *(one.drawn or ())]
        keys += [one.proposed.key] if one.proposed else []
        gone = {"parts", "drawn", "proposed", "words"}
        one.found = {name: value for name, value in one.found.items() if name not in gone}
        one.original_key = ""
        if with_public:
            keys.append(one.public_key)
            one.publication = Publication.WITHHELD if one.publication in PUBLIC else one.publication
            one.public_key, one.public_size, one.public_sha256, one.public_kind = "", 0, "", None
    left = [key for key in keys if key]
    after_commit(lambda: remove_from_store(left))


@action
def erase(attachment: Attachment) -> None:
    """Delete the files of an attachment for good, everywhere, with its name and description. Again changes nothing."""
    _erase(_locked([attachment.id]))


@action
def erase_all_of(submission_id: int) -> None:
    """The same of all attachments of a submission that is withdrawn."""
    rows = select(Attachment.id).where(
        Attachment.submission_id == submission_id, Attachment.state != State.ERASED
    )
    _erase(_locked(db.session.execute(rows).scalars().all()))


@action
def erase_again(lines: Sequence[Line]) -> int:
    """Attachments that were erased before a restore leave again; how many."""
    rows = select(Attachment.id).where(among(Attachment.id, ids(lines)), Attachment.state != State.ERASED)
    found = _locked(db.session.execute(rows).scalars().all())
    _erase(found)
    return len(found)


def _locked(identifiers: Sequence[int]) -> Sequence[Attachment]:
    if not identifiers:
        return []
    rows = select(Attachment).where(Attachment.id.in_(identifiers)).order_by(Attachment.id).with_for_update()
    return db.session.execute(rows.execution_options(populate_existing=True)).scalars().all()


def _erase(found: Sequence[Attachment]) -> None:
    if not found:
        return
    journal.erased(ERASED, ids=[one.id for one in found])
    for consultation_id in {one.consultation_id for one in found}:
        bump_page_version(consultation_id)
    clear_after_commit(found)
    for one in found:
        one.name = one.description = ""
        one.shown_name = one.shown_description = None
        one.found, one.posted_at, one.state = {}, None, State.ERASED
    db.session.flush()


@action
def forget_originals_of(submission_ids: Collection[int]) -> None:
    """Delete the originals of submissions, which may say who wrote them; a copy that the public reads stays."""
    rows = select(Attachment.id).where(
        Attachment.submission_id.in_(submission_ids), Attachment.original_key != ""
    )
    forget_originals(db.session.execute(rows).scalars().all())


@action
def forget_originals(identifiers: Sequence[int]) -> int:
    """The same of these attachments; what the public does not read of them goes as well. How many."""
    found = _locked(identifiers)
    public = [one for one in found if one.publication in PUBLIC]
    _erase([one for one in found if one not in public])
    if public:
        journal.erased(ORIGINALS, ids=[one.id for one in public])
        clear_after_commit(public, with_public=False)
        db.session.flush()
    return len(found)


@action
def forget_originals_again(lines: Sequence[Line]) -> int:
    """Originals that were deleted before a restore leave again; how many."""
    rows = select(Attachment.id).where(among(Attachment.id, ids(lines)), Attachment.original_key != "")
    return forget_originals(db.session.execute(rows).scalars().all())


@action
def forget_originals_in(consultation_id: int) -> bool:
    """Delete some originals of a consultation, by its rule on retention; whether there may be more."""
    rows = select(Attachment.id).where(
        Attachment.consultation_id == consultation_id,
        Attachment.submission_id.is_not(None),
        Attachment.original_key != "",
    )
    return forget_originals(db.session.execute(rows.limit(SOME)).scalars().all()) == SOME


def sweep_orphans() -> None:
    """Delete attachments whose draft was deleted, and those whose upload did not end, with their files. Periodic."""
    queue.in_batches(_sweep_some)


@action
def _sweep_some() -> bool:
    gone = queries.is_orphan() | queries.has_stopped(clock.now())
    rows = select(Attachment).where(gone).limit(SOME).with_for_update(skip_locked=True)
    found = db.session.execute(rows).scalars().all()
    clear_after_commit(found)
    for one in found:
        db.session.delete(one)
    return len(found) == SOME


def sweep_files() -> int:
    """Remove files that no attachment names: their process was killed, or the store was away when they should have
    gone. How many."""
    left = storage.random_before(LEFT_ALONE)
    named = queries.keys_in_use() if left else set()
    lost = [key for key in left if key not in named]
    remove_from_store(lost)
    return len(lost)
