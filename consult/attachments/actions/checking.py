"""Checks of attachments by a worker; each attempt is counted before it starts."""

import hashlib
from datetime import timedelta
from io import BytesIO
from typing import NamedTuple

from sqlalchemy import select, update

from consult.attachments.actions.erasing import clear_after_commit, remove_from_store
from consult.attachments.lifecycle import PUBLIC, State
from consult.attachments.models import Attachment
from consult.consultations.actions import bump_page_version
from consult.core import clock, queue, storage
from consult.core.actions import action
from consult.core.database import db
from consult.core.events import record
from consult.core.translatable import N_
from consult.documents.attached import refusals
from consult.documents.attached.kinds import CheckedFile
from consult.documents.attached.sandbox import PATIENCE

ATTEMPTS = 2
"""Attempts at checking; the first time that a worker ends, the file may not be the cause."""
_LOST = timedelta(seconds=3 * PATIENCE)
"""After which no one is checking any longer what someone began to check."""

INFECTED = N_("The virus scan found harmful software in the file. The file was deleted.")


def tell_a_worker() -> None:
    """Have attachments checked that wait."""
    queue.notifier().notify_once("consult.attachments.jobs.check_all", on=queue.Urgency.JOBS)


class Attempt(NamedTuple):
    """One attempt at an attachment: its number, its name and key in the store, whether only the scan is missing, and
    the request that brought it."""

    number: int
    name: str
    key: str
    only_scan: bool
    request_id: str


@action
def begin_check(identifier: int) -> Attempt | None:
    """Count an attempt to check an attachment and have it; None where another worker has it, or it is given up."""
    rows = select(Attachment).where(
        Attachment.id == identifier, Attachment.state.in_([State.WAITING, State.READY])
    )
    found = db.session.execute(
        rows.with_for_update(skip_locked=True).execution_options(populate_existing=True)
    ).scalar_one_or_none()
    if found is None or (found.state == State.READY and found.scanned_at is not None):
        return None
    if found.state == State.WAITING and found.attempts >= ATTEMPTS:
        _refuse(found, refusals.NOT_CHECKED)
        return None
    is_ready = found.state == State.READY
    found.begun_at = clock.now()
    if not is_ready:
        found.attempts += 1
        found.state = State.READING
    return Attempt(found.attempts, found.name, found.original_key, is_ready, found.request_id)


@action
def finish_check(identifier: int, attempt: int, checked: CheckedFile, *, is_scanned: bool) -> None:
    """Keep what a check told, and the public copy in the store."""
    found = _held(identifier, attempt)
    if found is None:
        return
    key = storage.put_random(BytesIO(checked.public))
    try:
        found.kind = found.public_kind = checked.kind
        found.pages = checked.pages
        found.found = {"traits": list(checked.traits), "words": checked.words}
        found.public_key, found.public_size = key, len(checked.public)
        found.public_sha256 = hashlib.sha256(checked.public).hexdigest()
        found.state = State.READY
        found.scanned_at = clock.now() if is_scanned else None
        db.session.flush()
    except BaseException:
        remove_from_store([key])
        raise


@action
def mark_scanned(identifier: int) -> None:
    """Note that no virus was found in an attachment that was checked before."""
    ready = (Attachment.id == identifier) & (Attachment.state == State.READY)
    db.session.execute(update(Attachment).where(ready).values(scanned_at=clock.now()))


@action
def refuse(identifier: int, sentence: str) -> None:
    """Say why an attachment is not taken, and delete its file."""
    rows = select(Attachment).where(Attachment.id == identifier).with_for_update()
    found = db.session.execute(rows.execution_options(populate_existing=True)).scalar_one_or_none()
    if found is not None:
        _refuse(found, sentence)


def _refuse(found: Attachment, sentence: str) -> None:
    if found.publication in PUBLIC:
        bump_page_version(found.consultation_id)
    clear_after_commit([found])
    found.state = State.REFUSED
    found.found = {"trouble": sentence}
    if (
        found.submission_id is not None and not found.is_record
    ):  # who submitted it may have left the page long ago
        record(
            "attachments.refused", found.reference, consultation=found.consultation_id,
            submission=found.submission_id, trouble=sentence,
        )  # fmt: skip


@action
def release(identifier: int, attempt: int, *, uncounted: bool = False) -> None:
    """Let an attachment wait for another attempt: what checks it failed, and not for the file's sake.

    `uncounted`: the check was not even begun.
    """
    found = _held(identifier, attempt)
    if found is not None:
        found.state = State.WAITING
        found.attempts -= uncounted


@action
def release_lost() -> None:
    """Have waiting again what someone began to check and never ended."""
    lost = (Attachment.state == State.READING) & (Attachment.begun_at < clock.now() - _LOST)
    db.session.execute(update(Attachment).where(lost).values(state=State.WAITING))


def _held(identifier: int, attempt: int) -> Attachment | None:
    """An attachment in this attempt at it, locked until the end of the action."""
    rows = select(Attachment).where(
        Attachment.id == identifier, Attachment.state == State.READING, Attachment.attempts == attempt
    )
    return db.session.execute(
        rows.with_for_update().execution_options(populate_existing=True)
    ).scalar_one_or_none()
