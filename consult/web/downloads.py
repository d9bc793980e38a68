"""Large files: made once for each version of their data, kept on this machine, and sent without holding anything.

A small file is made while its first reader waits. A large one is made by a thread of its own, one at a time on this
machine, while its readers are told to come again in a moment. What is made is handed to the web server as an open
file: sending it holds neither a thread of ours nor a connection to the database, however slowly it is read.

The folder is private, and nothing is served from it but through a view, which asks for the version of the data first:
once a change is committed, no file from before it is ever sent again. It is removed when the next version is made, or
after LIFE. Each machine makes its own files, and all make the same.
"""

import fcntl
import hashlib
import logging
import os
import tempfile
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import IO, Any

from flask import Flask, Response, current_app, make_response, render_template, request, send_file
from werkzeug.exceptions import ServiceUnavailable

from consult.web.language_addresses import here
from consult.web.page_language import locale_code

log = logging.getLogger(__name__)

SMALL = 2000
"""Rows of a file that is made while its first reader waits."""

PATIENCE = 1.0
"""Seconds that a reader waits for a file that is being made, before being told to come again."""

MOST_PATIENT = 2
"""Readers of one process who wait like that at a time: each holds a thread. All others are told at once."""

AGAIN = 5
"""Seconds after which to come again."""

MOST_WAITING = 8
"""Large files that wait to be made in one process; anyone who wants one more is told to come again."""

MOST_FILES = 500
"""Files that are kept at a time: the person who asks for ever other words makes a small file of each, and all are
looked at whenever one is made."""

LIFE = timedelta(hours=6)
"""A file is kept no longer, whether its data has changed or not."""

EVERY = timedelta(minutes=10)
"""How often a process looks for files to remove."""


@dataclass(frozen=True)
class Download:
    """A file that someone asks for."""

    name: str
    """What it holds, everything asked for included."""
    version: str
    """Of its data: differs once anything in the file would."""
    file_name: str
    mimetype: str
    rows: int
    """At most so many; see SMALL."""
    make: Callable[[Path], None]
    """Writes the file. Called in an application context, but outside of the request."""


class Downloads:
    """The files of one machine, as one process makes and finds them; at most `most` bytes in all."""

    def __init__(self, folder: Path, most: int, context: Callable[[], AbstractContextManager[Any]]) -> None:
        self.folder = folder
        self.most = most
        self.context = context
        self.lock = threading.Lock()
        self.small = threading.Lock()
        self.patient = threading.BoundedSemaphore(MOST_PATIENT)
        self.waiting: OrderedDict[Path, Download] = OrderedDict()
        self.failed: dict[Path, float] = {}
        self.worker: threading.Thread | None = None
        if folder.exists():
            self._sweep_for_ever()

    def open(self, wanted: Download) -> IO[bytes] | None:
        """The file, or None where it is still to be made. Raises ServiceUnavailable where making it failed just now."""
        path = self._path(wanted)
        if (found := _opened(path)) is not None:
            return found
        if time.monotonic() - self.failed.get(path, -1e9) < 30:
            raise ServiceUnavailable(retry_after=30)
        if wanted.rows <= SMALL:
            self._make_small(wanted, path)
        else:
            self._have_made(wanted, path)
        return _opened(path)

    def is_made(self, wanted: Download) -> bool:
        """Whether the file is there, or waits to be made."""
        path = self._path(wanted)
        return path.exists() or path in self.waiting

    def _path(self, wanted: Download) -> Path:
        name, version = (
            hashlib.sha256(part.encode()).hexdigest()[:32] for part in (wanted.name, wanted.version)
        )
        return self.folder / name / version

    def _make_small(self, wanted: Download, path: Path) -> None:
        """Make it here and now, unless others are being made for longer than a reader waits."""
        if self.small.acquire(blocking=False) or self._in_turn():
            try:
                if not path.exists():
                    self._make(wanted, path)
            finally:
                self.small.release()

    def _in_turn(self) -> bool:
        """Whether the turn to make a small file came, for one of those who may wait."""
        if not self.patient.acquire(blocking=False):
            return False
        try:
            return self.small.acquire(timeout=PATIENCE)
        finally:
            self.patient.release()

    def _have_made(self, wanted: Download, path: Path) -> None:
        """Have it made by the thread for large files, and wait a moment."""
        with self.lock:
            if path not in self.waiting and len(self.waiting) < MOST_WAITING:
                self.waiting[path] = wanted
            if self.worker is None:
                self.worker = threading.Thread(target=self._work, name="downloads", daemon=True)
                self.worker.start()
        if self.patient.acquire(blocking=False):
            try:
                until = time.monotonic() + PATIENCE
                while time.monotonic() < until and path in self.waiting:
                    time.sleep(0.05)
            finally:
                self.patient.release()

    def _work(self) -> None:
        """Make what waits, until nothing does."""
        while True:
            with self.lock:
                if not self.waiting:
                    self.worker = None
                    return
                path, wanted = next(iter(self.waiting.items()))
            try:
                self._make_large(wanted, path)
            except Exception:  # whatever it was, the next one is made all the same
                log.exception("a download could not be made")
                self.failed[path] = time.monotonic()
            with self.lock:
                self.waiting.pop(path, None)

    def _make_large(self, wanted: Download, path: Path) -> None:
        self._own_folder()
        with (self.folder / "one-at-a-time").open("ab") as turn, self.context():
            fcntl.flock(turn, fcntl.LOCK_EX)  # over all processes of this machine; let go with the file
            if not path.exists():
                self._make(wanted, path)

    def _make(self, wanted: Download, path: Path) -> None:
        """Write it beside, then give it its name; then remove what it replaces."""
        self._own_folder()
        path.parent.mkdir(mode=0o700, exist_ok=True)
        handle, beside = tempfile.mkstemp(dir=self.folder, prefix="making-")
        os.close(handle)
        try:
            wanted.make(Path(beside))
            Path(beside).replace(path)
        finally:
            Path(beside).unlink(missing_ok=True)
        for other in path.parent.iterdir():
            if other != path:
                other.unlink(missing_ok=True)
        self.sweep()

    def _own_folder(self) -> None:
        if not self.folder.exists():
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._sweep_for_ever()

    # -- what is removed ---------------------------------------------------------------------------------------------

    def sweep(self) -> None:
        """Remove what is older than LIFE, and of the rest the oldest where there are too many bytes or files."""
        now, size = time.time(), 0
        for number, (made_at, bytes_, path) in enumerate(sorted(self._files(), reverse=True), 1):
            size += bytes_
            if size > self.most or number > MOST_FILES or now - made_at > LIFE.total_seconds():
                path.unlink(missing_ok=True)
                with suppress(OSError):  # others are in it
                    if path.parent != self.folder:
                        path.parent.rmdir()

    def _files(self) -> list[tuple[float, int, Path]]:
        found = []
        for path in self.folder.glob("**/*"):
            with suppress(FileNotFoundError):
                told = path.stat()
                if path.is_file() and path.name != "one-at-a-time":
                    found.append((told.st_mtime, told.st_size, path))
        return found

    def _sweep_for_ever(self) -> None:
        threading.Thread(target=self._keep_sweeping, name="downloads-sweep", daemon=True).start()

    def _keep_sweeping(self) -> None:
        while True:
            try:
                self.sweep()
            except OSError:
                log.exception("downloads could not be removed")
            time.sleep(EVERY.total_seconds())


def _opened(path: Path) -> IO[bytes] | None:
    try:
        return path.open("rb")
    except FileNotFoundError:
        return None


def answer(wanted: Download) -> Response:
    """The file, or the page that says to come again in a moment (202). The caller has checked who asks."""
    downloads: Downloads = current_app.extensions["downloads"]
    found = downloads.open(wanted)
    return _being_made() if found is None else _file(found, wanted)


def is_made(wanted: Download) -> bool:
    """Whether nothing has to be made for this reader."""
    downloads: Downloads = current_app.extensions["downloads"]
    return downloads.is_made(wanted)


def _file(found: IO[bytes], wanted: Download) -> Response:
    sent = send_file(found, wanted.mimetype, as_attachment=True, download_name=wanted.file_name)
    sent.content_length = os.fstat(found.fileno()).st_size
    sent.headers["Cache-Control"] = "no-store"
    sent.headers["Content-Language"] = locale_code()
    return sent


def _being_made() -> Response:
    """A page for people; a line for programs, which would take the page for the file."""
    if request.accept_mimetypes.quality("text/html") > request.accept_mimetypes.quality("text/csv"):
        said = make_response(render_template("downloads/being_made.html", path=here(query=True)), 202)
    else:
        said = Response(
            "The file is being prepared. Ask for it again in some seconds.\n", 202, mimetype="text/plain"
        )
    said.headers["Retry-After"] = str(AGAIN)
    return said


def register(app: Flask) -> None:
    """Give `app` its downloads."""
    most = app.config["DOWNLOADS_MB"] * 1024 * 1024
    app.extensions["downloads"] = Downloads(app.config["DATA_DIR"] / "downloads", most, app.app_context)
