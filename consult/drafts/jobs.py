"""What workers do with uploads: read them, one after the other, in a process that has nothing to lose."""

import logging
import tempfile
from contextlib import ExitStack

from consult.core import queue, storage
from consult.drafts import actions, queries, sandbox
from consult.drafts.actions.uploading import READ_ALL, Attempt
from consult.drafts.blocks import Parsed, Unreadable

log = logging.getLogger(__name__)


def read_all() -> None:
    """Read every upload that waits."""
    queue.do_all(READ_ALL, queries.waiting_uploads, read)


def read(identifier: int) -> None:
    """Make one attempt at one upload, where no other worker does. What fails, and not for the files' sake, waits."""
    with queue.bell().context():
        attempt = actions.begin_reading(identifier)
        if attempt is None:
            return
        try:
            actions.finish(identifier, attempt.number, _read(attempt))
        except Unreadable as trouble:
            actions.refuse(identifier, attempt.number, trouble)
        except Exception as trouble:  # noqa: BLE001 -- of the store or the database
            log.error("upload %s was not read: %s", identifier, type(trouble).__name__)  # noqa: TRY400
            actions.release(identifier, attempt.number)


def _read(attempt: Attempt) -> Parsed:
    """What the files of an attempt say; they are copied to the disk first, piece by piece."""
    with ExitStack() as opened:
        copies = []
        for _name, key in attempt.files:
            copies.append(opened.enter_context(tempfile.TemporaryFile()))
            storage.fetch(key, copies[-1])
        return sandbox.read([name for name, _key in attempt.files], copies, language=attempt.language)


def sweep() -> None:
    """Tell a worker again of uploads that nobody reads. Periodic."""
    if actions.lost():
        queue.bell().ring_once(READ_ALL)
