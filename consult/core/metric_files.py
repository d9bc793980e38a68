"""Files into which the processes of one web server count, so that each of them can tell the sum.

The main process makes a folder for them and removes it in the end. When a worker process has ended, the main process
adds what it counted to the files "gone" and removes its own: sums never fall, and files do not pile up.
"""

import fcntl
import logging
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from prometheus_client import CollectorRegistry, values
from prometheus_client.mmap_dict import MmapedDict
from prometheus_client.multiprocess import MultiProcessCollector

log = logging.getLogger(__name__)

_PLACE = "PROMETHEUS_MULTIPROC_DIR"
_PREFIX = "consult-metrics-"
_OF_PROCESS = re.compile(r"(\w+)_(\d+)\.db", re.ASCII)


class MetricFiles:
    """The folder of one web server; held by its main process."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.held = _held(folder)

    def look_after(self) -> None:
        """Add up what processes counted that have ended."""
        gone = [path for path in self.folder.glob("*.db") if _has_ended(path)]
        if not gone:
            return
        with _locked(self.folder, fcntl.LOCK_EX):
            for path in gone:
                if not path.name.startswith("gauge_"):  # a process that is gone has no connections
                    _add_up(path)
                path.unlink(missing_ok=True)  # the server may have ended

    def remove(self) -> None:
        """The server has ended."""
        shutil.rmtree(self.folder, ignore_errors=True)


def begin() -> MetricFiles:
    """Make a folder for the processes that are started after this; in the main process. Folders of servers that were
    killed are removed."""
    for left in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        if left.stat().st_uid == os.geteuid() and _held(left) is not None:
            shutil.rmtree(left, ignore_errors=True)
    made = MetricFiles(Path(tempfile.mkdtemp(prefix=_PREFIX)))
    os.environ[_PLACE] = str(made.folder)  # noqa: TID251 -- where prometheus_client looks
    return made


def share() -> None:
    """Count into the folder from now on; in a worker process, before it counts anything."""
    values.ValueClass = values.MultiProcessValue()  # type: ignore[no-untyped-call]


@contextmanager
def shared() -> Iterator[CollectorRegistry | None]:
    """What all processes of this server have counted; None where there is one process, which counts for itself."""
    folder = os.environ.get(_PLACE, "")  # noqa: TID251 -- as above
    if not folder:
        yield None
        return
    registry = CollectorRegistry()
    MultiProcessCollector(registry, folder)  # type: ignore[no-untyped-call]
    with _locked(Path(folder), fcntl.LOCK_SH):
        yield registry


def _held(folder: Path) -> int | None:
    """A handle on the folder that no one else has, until this process and those it started end; or None."""
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return None
    return handle


@contextmanager
def _locked(folder: Path, how: int) -> Iterator[None]:
    """While one adds up, no one reads: they would count a process twice, or not at all."""
    handle = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, how)
        yield
    finally:
        os.close(handle)


def _has_ended(path: Path) -> bool:
    """Whether the process that wrote this file is gone."""
    found = _OF_PROCESS.fullmatch(path.name)
    return found is not None and not Path(f"/proc/{found[2]}").exists()


def _add_up(path: Path) -> None:
    kind = path.name.partition("_")[0]
    try:
        counted = list(MmapedDict.read_all_values_from_file(str(path)))  # type: ignore[no-untyped-call]
    except (OSError, RuntimeError) as trouble:
        log.warning("what a process counted that was killed cannot be read (%s)", trouble)
        return
    gone = MmapedDict(str(path.with_name(f"{kind}_gone.db")))  # type: ignore[no-untyped-call]
    try:
        for key, value, _at, _position in counted:
            gone.write_value(key, gone.read_value(key)[0] + value, 0.0)  # type: ignore[no-untyped-call]
    finally:
        gone.close()  # type: ignore[no-untyped-call]
