"""What must outlive the database: what was erased, and what was acknowledged, in files beside it.

A restore brings back the state of a moment. What was erased after it would be there again, so each erasure is written
here, on the disk, before the transaction that erases commits; `replay` does it again. What happened is written after
the commit, without waiting for the disk: `missing` tells what a restored database knows nothing of.

Lines hold numbers, references and codes, nothing that anyone typed. A line stands there before its commit, so it may
be of a transaction that failed: PostgreSQL tells, and `mark_undone` takes it back by another line. Files are only
appended to: one of each kind for a day and a host. Where files are kept in a bucket, erasures go there too, for there
may be several hosts.
"""

import json
import logging
import os
import secrets
import socket
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import text

from consult.core import clock, declarations, files
from consult.core.actions import after_commit, after_commit_all, before_commit_all
from consult.core.database import db
from consult.core.declarations import listed_in
from consult.core.queue import notifier
from consult.core.storage import Bucket, StoreAway

log = logging.getLogger(__name__)

Line = Mapping[str, Any]
Erasure = Callable[[Sequence[Line]], int]
"""Does again what lines of one kind say, the earliest first; how much there was to do. Doing it twice is as once."""

ERASED, HAPPENED = "erased", "happened"
NUMBERS = "core.numbers"
"""What the lines say that tell from where numbers are given after a restore."""
UNDONE = "core.undone"
"""What lines say that withdraw others of the same `of`: their transaction was never committed."""
_PREFIX, _WAITING = "journal/", "waiting"
_APPENDING = os.O_WRONLY | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC


class ErasureKind(declarations.DeclaredName):
    """What erases ("<package>.<what was erased>"), as `agenda.ERASURES` has to know it; written into journals."""

    __slots__ = ()
    table = "ERASURES"


class Journal:
    """The journal of one installation, as this host sees it."""

    def __init__(self, folder: Path, bucket: Bucket | None = None) -> None:
        self.folder = folder
        self.bucket = bucket
        self.copying = threading.Lock()

    def write(self, kind: str, lines: Sequence[Line]) -> None:
        """Append `lines`, and wait until they are on the disk where they are erasures. Raises StoreAway."""
        text = "".join(f"\n{json.dumps(line, separators=(',', ':'))}\n" for line in lines)
        try:
            self._append(self._file(kind), text.encode(), flush=kind == ERASED)
        except OSError as trouble:
            raise StoreAway(type(trouble).__name__) from trouble
        if self.bucket is not None and kind == ERASED:
            self._have_copied(text.encode())

    def _file(self, kind: str) -> Path:
        return self.folder / f"{kind}-{clock.now():%Y%m%d}-{_in_names(socket.gethostname())}.jsonl"

    @staticmethod
    def _append(path: Path, data: bytes, flush: bool) -> None:
        """One write, so that lines of several processes do not mix; it begins a line, so that none is spoiled by one
        that a full disk cut off."""
        is_new = False
        try:
            handle = os.open(path, _APPENDING)
        except FileNotFoundError:
            is_new = True
            files.make_folder(path.parent, 0o700)
            files.begin(path)
            handle = os.open(path, _APPENDING)
        try:
            written = os.write(handle, data)
            if written != len(data):
                raise OSError(f"{written} of {len(data)} bytes")
            if flush:
                os.fsync(handle)
        finally:
            os.close(handle)
        if is_new and flush:
            files.sync_folder(path.parent)

    def _have_copied(self, data: bytes) -> None:
        """Have lines copied into the bucket: they wait in a file of their own until that is done, whatever dies on the
        way. It is done after the commit: a bucket that hangs must hold no rows of others."""
        name = f"{ERASED}-{clock.now():%Y%m%dT%H%M%S%f}-{secrets.token_hex(8)}.jsonl"
        try:
            files.write(self.folder / _WAITING / name, data)
        except OSError as trouble:
            raise StoreAway(type(trouble).__name__) from trouble

    def _take(self, waiting: Path) -> bool:
        """Take one file to the bucket: under its own name, so that taking it twice is as once."""
        if self.bucket is None:
            return False
        try:
            self.bucket.put(_PREFIX + waiting.name, waiting.read_bytes())
        except FileNotFoundError:  # another process was faster
            return True
        except StoreAway as trouble:
            log.error("an erasure waits on this host to be copied into the bucket: %s", trouble)  # noqa: TRY400
            return False
        waiting.unlink(missing_ok=True)
        return True

    def closed_to_its_owner(self) -> list[Path]:
        """The files of today that the owner of the folder cannot append to: another account made them."""
        today = sorted(self.folder.glob(f"*-{clock.now():%Y%m%d}-*.jsonl"))
        return [path for path in today if not files.is_open_to_owner(path)]

    def waiting(self) -> list[Path]:
        """The files of this host that are not in the bucket yet."""
        return sorted(self.folder.glob(f"{_WAITING}/{ERASED}-*.jsonl"))

    def copy_waiting(self) -> None:
        """Take to the bucket what waits, unless this process does so already; until one is not taken."""
        if not self.copying.acquire(blocking=False):
            return
        try:
            for one in self.waiting():
                if not self._take(one):
                    break
        finally:
            self.copying.release()

    def copy_soon(self) -> None:
        """The same in a thread of its own: anyone who erased something does not wait for the bucket."""
        if self.bucket is not None:
            threading.Thread(target=self.copy_waiting, name="journal", daemon=True).start()

    def recent(self) -> list[Line]:
        """The erasures that this host wrote today and yesterday."""
        days = (clock.now(), clock.now() - timedelta(days=1))
        paths = [path for day in days for path in self.folder.glob(f"{ERASED}-{day:%Y%m%d}-*.jsonl")]
        texts = (text for path in paths for text in path.read_text(errors="replace").splitlines())
        return [line for text in texts if (line := _read(text)) is not None]

    def lines(self, kind: str) -> list[Line]:
        """All lines of one kind, the earliest first, each once; what a full disk cut off is left out."""
        found = {text: line for text in self._texts(kind) if (line := _read(text)) is not None}
        return sorted(found.values(), key=lambda line: str(line["at"]))

    def _texts(self, kind: str) -> Iterator[str]:
        for path in sorted(self.folder.glob(f"{kind}-*.jsonl")):
            yield from path.read_text(errors="replace").splitlines()
        if self.bucket is not None and kind == ERASED:
            for key in self.bucket.keys(f"{_PREFIX}{kind}-"):
                yield from self.bucket.get(key).decode(errors="replace").splitlines()


@cache
def _in_names(host: str) -> str:
    return "".join(sign for sign in host if sign.isalnum() or sign == "-")[:60]


def _read(text: str) -> Line | None:
    try:
        line = json.loads(text)
    except ValueError:
        return None
    return line if isinstance(line, dict) and "at" in line else None


_journal: list[Journal] = []
_again: dict[str, Erasure] = {}


def wire(journal: Journal, again: Mapping[str, Erasure]) -> None:
    """Write to `journal` from now on; `again` is `agenda.ERASURES`: who does what kind of erasure again."""
    _journal[:] = [journal]
    declarations.holds("ERASURES", again)
    _again.clear()
    _again.update(again)


def journal() -> Journal:
    """The application's journal."""
    return _journal[0]


def erased(did: ErasureKind, **facts: Any) -> None:
    """Write before the commit of the running action that it erases: `did` is in `agenda.ERASURES`.

    `facts`: numbers, references and codes alone. The commit fails with StoreAway where they cannot be written.
    """
    if did not in _again:
        raise LookupError(f"no handler does {did} again")
    before_commit_all(_write_erased, {"at": clock.now().isoformat(), "did": did, **facts})
    after_commit(lambda: journal().copy_soon(), once="copy the journal")


def happened(name: str, subject: str, at: datetime) -> None:
    """Write after the commit of the running action that the event `name` happened to `subject`."""
    after_commit_all(_write_happened, {"at": at.isoformat(), "event": name, "subject": subject})


def happened_already(name: str, subject: str, at: datetime) -> None:
    """The same of what was committed before this call. Where it cannot be written, it stands all the same."""
    try:
        _write_happened([{"at": at.isoformat(), "event": name, "subject": subject}])
    except StoreAway:
        log.exception("the journal does not know of %s", name)


def _write_erased(lines: Sequence[Line]) -> None:
    """With the number of the transaction, by which PostgreSQL knows afterwards whether it was committed."""
    number, history = db.session.execute(_TRANSACTION).one()
    told = {"of": secrets.token_hex(8), "transaction": number, "history": history}
    journal().write(ERASED, [{**line, **told} for line in lines])


_HISTORY = (
    "(SELECT system_identifier FROM pg_control_system())"
    " || '-' || substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8)"
)
"""The database cluster and its timeline: with another of either, numbers of transactions mean others."""

_TRANSACTION = text(f"SELECT pg_current_xact_id()::text, {_HISTORY}")


@listed_in("PERIODIC_JOBS")
def look_after() -> None:
    """Copy into the bucket what waits for that, and withdraw what was not committed after all. Periodic."""
    with notifier().context():
        journal().copy_waiting()
        mark_undone()


def mark_undone() -> int:
    """Remove what was written for transactions that PostgreSQL knows to have failed; how many they were.

    What no one can tell of any more counts as done: what was erased stays erased. What was written before a restore,
    or before another server took over, is left alone: numbers of transactions are given again after it.
    """
    lines = journal().recent()
    since = max((line["at"] for line in lines if line.get("did") == NUMBERS), default="")
    known = {line["of"] for line in lines if line.get("did") == UNDONE}
    history = db.session.execute(text(f"SELECT {_HISTORY}")).scalar_one()
    asked = {
        line["of"]: line["transaction"]
        for line in lines
        if line.get("history") == history and line["of"] not in known and line["at"] > since
    }
    failed = _failed(set(asked.values()))
    undone = [of for of, number in asked.items() if number in failed]
    if undone:
        at = clock.now().isoformat()
        journal().write(ERASED, [{"at": at, "did": UNDONE, "of": of} for of in undone])
    return len(undone)


def _failed(numbers: Collection[str]) -> set[str]:
    """Which transactions were rolled back, or ended with the process or the database that made them."""
    rows = db.session.execute(_STATUS, {"numbers": list(numbers)})
    return {number for number, status in rows if status == "aborted"}


_STATUS = text(
    "SELECT number, CASE WHEN number::xid8 < pg_snapshot_xmax(pg_current_snapshot())"
    " THEN pg_xact_status(number::xid8) END FROM unnest(cast(:numbers AS text[])) AS number"
)


def _write_happened(lines: Sequence[Line]) -> None:
    journal().write(HAPPENED, lines)


def replay() -> dict[str, int]:
    """Do every erasure again that the journal knows; kind → how much there was to do. Again, it finds nothing."""
    lines = _done(journal().lines(ERASED))
    return {did: again([line for line in lines if line.get("did") == did]) for did, again in _again.items()}


def _done(lines: Sequence[Line]) -> list[Line]:
    undone = {line["of"] for line in lines if line.get("did") == UNDONE}
    return [line for line in lines if line.get("of") not in undone]


def ids(lines: Iterable[Line]) -> list[int]:
    """All numbers that lines with `ids` tell of."""
    return sorted({int(one) for line in lines for one in line["ids"]})


def latest(lines: Iterable[Line], *names: str) -> list[Line]:
    """Of the lines with the same facts `names` the last one each."""
    return list({tuple(line[name] for name in names): line for line in lines}.values())
