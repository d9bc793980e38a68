"""What workers do with uploads: read them, one after the other, in a process that has nothing to lose."""

import logging
import tempfile
from contextlib import ExitStack

from consult.core import job_timeouts, log_lines, queue, request_ids, storage
from consult.core.declarations import listed_in
from consult.documents import sandbox
from consult.documents.blocks import ParsedDraft, Unreadable
from consult.drafts import actions, queries
from consult.drafts.actions.uploading import Attempt

log = logging.getLogger(__name__)


@listed_in("PERIODIC_JOBS")
def read_all() -> None:
    """Read every waiting upload. Also periodic, for lost queue notifications."""
    with queue.notifier().context():
        actions.release_lost()
    queue.do_all(actions.tell_a_worker, queries.waiting_uploads, read)


@listed_in("PERIODIC_JOBS")
def sweep_files() -> None:
    """Remove files that no upload names. Periodic."""
    with queue.notifier().context():
        lost = actions.sweep_files()
    if lost:
        log.info("%s files of no upload were removed", lost)


def read(identifier: int) -> None:
    """Make one attempt at one upload, where no other worker does. What fails, and not for the files' sake, waits."""
    with queue.notifier().context():
        attempt = actions.begin_reading(identifier)
        if attempt is None:
            return
        with request_ids.carried(attempt.request_id):
            _attempt(identifier, attempt)


def _attempt(identifier: int, attempt: Attempt) -> None:
    try:
        with log_lines.attempt("drafts.upload", attempt.number), job_timeouts.within(sandbox.LONGEST + 60):
            actions.finish(identifier, attempt.number, _read(attempt))
    except Unreadable as trouble:
        actions.refuse(identifier, attempt.number, trouble)
    except storage.StoreAway:
        log.warning("upload %s waits: the store of files is away", identifier)
        actions.release(identifier, attempt.number, uncounted=True)
    except Exception as trouble:  # noqa: BLE001 -- whatever it is, the upload is not lost by it
        log.error("upload %s was not read: %s", identifier, type(trouble).__name__)  # noqa: TRY400
        actions.release(identifier, attempt.number)


def _read(attempt: Attempt) -> ParsedDraft:
    """What the files of an attempt say; they are copied to the disk first, piece by piece."""
    with ExitStack() as opened:
        copies = []
        for _name, key in attempt.files:
            copies.append(opened.enter_context(tempfile.TemporaryFile()))
            storage.fetch(key, copies[-1])
        return sandbox.read([name for name, _key in attempt.files], copies, language=attempt.language)
