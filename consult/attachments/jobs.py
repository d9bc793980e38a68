"""What workers do with attachments: check them, one after the other, in a process that has nothing to lose, and have
clamd scan them."""

import logging
import tempfile
from typing import BinaryIO

from consult.attachments import actions, queries, virus_scan
from consult.attachments.actions.checking import INFECTED
from consult.core import job_timeouts, log_lines, queue, request_ids, storage
from consult.core.declarations import listed_in
from consult.core.errors import NotFound
from consult.documents.attached import sandbox
from consult.documents.blocks import Unreadable

log = logging.getLogger(__name__)


@listed_in("PERIODIC_JOBS")
def check_all() -> None:
    """Check every waiting attachment. Also periodic, for lost queue notifications."""
    with queue.notifier().context():
        actions.release_lost()
    queue.do_all(actions.tell_a_worker, queries.waiting, check)


@listed_in("PERIODIC_JOBS")
def sweep_orphans() -> None:
    """Delete attachments whose draft was deleted. Periodic."""
    with queue.notifier().context():
        actions.sweep_orphans()


@listed_in("PERIODIC_JOBS")
def sweep_files() -> None:
    """Remove files that no attachment names. Periodic."""
    with queue.notifier().context():
        lost = actions.sweep_files()
    if lost:
        log.info("%s files of no attachment were removed", lost)


def check(identifier: int) -> None:
    """Make one attempt at one attachment, where no other worker does. What fails, and not for the file's sake,
    waits."""
    with queue.notifier().context():
        attempt = actions.begin_check(identifier)
        if attempt is None:
            return
        with request_ids.carried(attempt.request_id):
            _attempt(identifier, attempt)


def draw(identifier: int) -> None:
    """Draw the pages of an attachment for the moderator who opened them; where the store is away, they ask again."""
    with queue.notifier().context():
        _draw(identifier)


def _draw(identifier: int) -> None:
    found = queries.to_draw(identifier)
    if found is None or found.kind is None:
        return
    try:
        with job_timeouts.within(sandbox.PATIENCE + 30), tempfile.TemporaryFile() as copy:
            storage.fetch(found.original_key, copy)
            images = sandbox.pages(found.kind, copy, found.pages)
    except Unreadable:
        images = []
    except (storage.StoreAway, NotFound):
        log.warning("the pages of attachment %s are not drawn: the store of files is away", identifier)
        return
    actions.keep_pages(identifier, images)


def _attempt(identifier: int, attempt: actions.Attempt) -> None:
    try:
        with (
            log_lines.attempt("attachments.check", attempt.number),
            job_timeouts.within(2 * sandbox.PATIENCE + 30),
            tempfile.TemporaryFile() as copy,
        ):
            storage.fetch(attempt.key, copy)
            _check(identifier, attempt, copy)
    except Unreadable as trouble:
        actions.refuse(identifier, trouble.message)
    except (storage.StoreAway, NotFound):
        log.warning("attachment %s waits: the store of files is away", identifier)
        actions.release(identifier, attempt.number, uncounted=True)
    except Exception as trouble:  # noqa: BLE001 -- whatever it is, the attachment is not lost by it
        log.error("attachment %s was not checked: %s", identifier, type(trouble).__name__)  # noqa: TRY400
        actions.release(identifier, attempt.number)


def _check(identifier: int, attempt: actions.Attempt, copy: BinaryIO) -> None:
    """Scan the file, then look at its content. Without a scanner its content is known, and the scan waits."""
    is_scanned = False
    try:
        if virus_scan.virus_in(copy):
            actions.refuse(identifier, INFECTED)
            return
        is_scanned = True
    except virus_scan.ScanAway as trouble:
        if virus_scan.is_set():
            log.warning("attachment %s waits for the virus scan: %s", identifier, trouble)
    if not attempt.only_scan:
        actions.finish_check(
            identifier, attempt.number, sandbox.check(attempt.name, copy), is_scanned=is_scanned
        )
    elif is_scanned:
        actions.mark_scanned(identifier)
