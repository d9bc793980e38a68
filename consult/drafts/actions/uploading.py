"""Uploads: stored on disk, read by a worker; each attempt is counted before it starts."""

import secrets
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from typing import BinaryIO, NamedTuple

from sqlalchemy import func, select, update

from consult.accounts.models import User
from consult.core import clock, queue, storage
from consult.core.actions import action, after_commit
from consult.core.database import db
from consult.core.errors import NotFound, NotPossible
from consult.core.translatable import N_, nN_
from consult.documents import formats, sandbox, upload_checks
from consult.documents.blocks import ParsedDraft, Unreadable
from consult.drafts import queries
from consult.drafts.actions.importing import keep, not_readable
from consult.drafts.models import LONGEST_TITLE, Draft, Import, Upload, UploadState
from consult.organisations.models import Organisation

MOST_OF_PERSON = 3
"""Uploads of one person that wait or are being read at once."""

MOST_OF_ORGANISATION = 6

ATTEMPTS = 2
"""Attempts at reading; the first time that a worker ends, the file may not be the cause."""

INTERRUPTED = N_(
    "Reading the files was interrupted twice and has stopped. Upload the files again, or in smaller parts."
)

PATIENCE = timedelta(seconds=2 * sandbox.LONGEST)
"""After which no one is reading any longer what someone began to read."""

_OPEN = (UploadState.WAITING, UploadState.READING)


def upload(
    organisation: Organisation,
    files: Sequence[tuple[str, BinaryIO]],
    *,
    title: str,
    label: str,
    language: str | None,
    by: User | None,
    draft: Draft | None = None,
) -> Upload:
    """Keep named files, and have a worker read them. Raises NotPossible where a look is enough to see that they cannot
    be read, and where too many uploads of the person or the organisation wait already."""
    try:
        upload_checks.check([(name, _size(file), _head(file)) for name, file in files])
    except Unreadable as trouble:
        raise not_readable(trouble) from None
    _require_quota(organisation, by)
    kept: list[list[str]] = []
    try:
        for name, file in files:
            kept.append([name, storage.put_aside(file)])
        return _enter(organisation, kept, title, label, language, by, draft)
    except BaseException:
        _clear([key for _name, key in kept])
        raise


def _size(file: BinaryIO) -> int:
    return file.seek(0, 2)


def _head(file: BinaryIO) -> bytes:
    """The first bytes of a file."""
    file.seek(0)
    return file.read(formats.LONGEST_HEAD)


@action
def _enter(
    organisation: Organisation,
    kept: list[list[str]],
    title: str,
    label: str,
    language: str | None,
    by: User | None,
    draft: Draft | None,
) -> Upload:
    _one_after_the_other(organisation, by)
    _require_quota(organisation, by)
    entered = Upload(
        reference=secrets.token_urlsafe(12),
        organisation_id=organisation.id,
        draft_id=draft.id if draft else None,
        title=title,
        label=label,
        language=language or "",
        source_name=", ".join(name for name, _key in kept)[:500],
        files={"kept": kept},
        state=UploadState.WAITING,
        attempts=0,
        trouble={},
        uploaded_at=clock.now(),
        uploaded_by_id=by.id if by else None,
    )
    db.session.add(entered)
    db.session.flush()
    after_commit(tell_a_worker)
    return entered


def tell_a_worker() -> None:
    """Have uploads read that wait."""
    queue.notifier().notify_once("consult.drafts.jobs.read_all", on=queue.Urgency.JOBS)


def _one_after_the_other(organisation: Organisation, by: User | None) -> None:
    """Until the end of the action, no one else enters an upload of this person or organisation."""
    if by is not None:
        db.session.execute(select(User.id).where(User.id == by.id).with_for_update(key_share=True))
    rows = select(Organisation.id).where(Organisation.id == organisation.id)
    db.session.execute(rows.with_for_update(key_share=True))


def _require_quota(organisation: Organisation, by: User | None) -> None:
    """Raise NotPossible where as many uploads as there may be wait or are being read."""
    waiting = select(func.count()).select_from(Upload).where(Upload.state.in_(_OPEN))
    if by is not None:
        own = db.session.execute(waiting.where(Upload.uploaded_by_id == by.id)).scalar_one()
        if own >= MOST_OF_PERSON:
            sentence = nN_(
                "%(number)s upload of yours is not read yet. Wait until it is read, or discard it.",
                "%(number)s uploads of yours are not read yet. Wait until one is read, or discard one.",
                own,
            )
            raise NotPossible(sentence, number=own)
    of_all = db.session.execute(waiting.where(Upload.organisation_id == organisation.id)).scalar_one()
    if of_all >= MOST_OF_ORGANISATION:
        sentence = nN_(
            "%(number)s upload of your organisation is not read yet. Wait until it is read.",
            "%(number)s uploads of your organisation are not read yet. Wait until one is read.",
            of_all,
        )
        raise NotPossible(sentence, number=of_all)


# -- reading -----------------------------------------------------------------------------------------------------------


class Attempt(NamedTuple):
    """One attempt at an upload: its number, the names of files and their keys in the store, the chosen language, and
    the request that brought it."""

    number: int
    files: Sequence[tuple[str, str]]
    language: str | None
    request_id: str


@action
def begin_reading(identifier: int) -> Attempt | None:
    """Count an attempt to read an upload and have it; None where another worker has it, or where it is given up."""
    found = _held(identifier, UploadState.WAITING)
    if found is None:
        return None
    if found.attempts >= ATTEMPTS:
        _refuse(found, Unreadable(INTERRUPTED))
        return None
    found.attempts += 1
    found.state = UploadState.READING
    found.begun_at = clock.now()
    files = [(name, key) for name, key in found.files["kept"]]
    return Attempt(found.attempts, files, found.language or None, found.request_id)


@action
def finish(identifier: int, attempt: int, parsed: ParsedDraft) -> None:
    """Store the import under the reference of the upload, for review; its files are no longer needed."""
    found = _held(identifier, UploadState.READING, attempt)
    if found is None:
        return
    import_ = Import(
        reference=found.reference,
        organisation_id=found.organisation_id,
        draft_id=found.draft_id,
        title=_title(found, parsed)[:LONGEST_TITLE],
        label=found.label,
        source_name=found.source_name,
        parsed={},
        started_at=clock.now(),
        started_by_id=found.uploaded_by_id,
    )
    keep(import_, parsed)
    db.session.add(import_)
    _forget_files(found)
    db.session.delete(found)


def _title(found: Upload, parsed: ParsedDraft) -> str:
    """What was typed; else the title of the draft in this language, or that of the file, or that of the draft."""
    draft = found.draft
    known = queries.title_in(draft.id, parsed.language) if draft is not None else ""
    return found.title or known or parsed.title or (draft.title if draft else "") or found.source_name


@action
def refuse(identifier: int, attempt: int, trouble: Unreadable) -> None:
    """Say why the files cannot be read."""
    found = _held(identifier, UploadState.READING, attempt)
    if found is not None:
        _refuse(found, trouble)


@action
def release(identifier: int, attempt: int, *, uncounted: bool = False) -> None:
    """Let an upload wait for another attempt: what reads it failed, and not for the files' sake.

    `uncounted`: reading was not even begun.
    """
    found = _held(identifier, UploadState.READING, attempt)
    if found is not None:
        found.state = UploadState.WAITING
        found.attempts -= uncounted


def _refuse(found: Upload, trouble: Unreadable) -> None:
    found.state = UploadState.REFUSED
    found.trouble = {"message": trouble.message, "file": trouble.file, "line": trouble.line}
    _forget_files(found)


def why_refused(upload_: Upload) -> NotPossible:
    """The sentence about an upload that cannot be read."""
    return not_readable(Unreadable(**upload_.trouble))


@action
def release_lost() -> None:
    """Have waiting again what someone began to read and never ended."""
    lost = (Upload.state == UploadState.READING) & (Upload.begun_at < clock.now() - PATIENCE)
    db.session.execute(update(Upload).where(lost).values(state=UploadState.WAITING))


@action
def discard_upload(upload_: Upload) -> None:
    """Discard an upload that is not read yet, or cannot be. Raises NotFound where it was read meanwhile."""
    rows = select(Upload).where(Upload.id == upload_.id).with_for_update(of=Upload)
    found = db.session.execute(rows.execution_options(populate_existing=True)).scalar_one_or_none()
    if found is None:
        raise NotFound
    _forget_files(found)
    db.session.delete(found)


def _held(identifier: int, state: UploadState, attempt: int | None = None) -> Upload | None:
    """The upload in this state (and this attempt at it), held until the end of the action."""
    rows = select(Upload).where(Upload.id == identifier, Upload.state == state)
    if attempt is not None:
        rows = rows.where(Upload.attempts == attempt)
    rows = rows.with_for_update(of=Upload, skip_locked=attempt is None)
    return db.session.execute(rows.execution_options(populate_existing=True)).scalar_one_or_none()


def _forget_files(found: Upload) -> None:
    keys = [key for _name, key in found.files.get("kept", [])]
    found.files = {}
    after_commit(lambda: _clear(keys))


LEFT_ALONE = 86400.0
"""Seconds after which no one is still writing down where the files of an upload are."""


def sweep_files() -> int:
    """Remove files that were put aside and that no upload names: their process was killed, or the store was away when
    they should have gone. How many."""
    left = storage.put_aside_before(LEFT_ALONE)
    named = queries.files_of_uploads() if left else set()
    lost = [key for key in left if key not in named]
    _clear(lost)
    return len(lost)


def _clear(keys: Sequence[str]) -> None:
    for key in keys:
        with suppress(storage.StoreAway):
            storage.remove(key)
