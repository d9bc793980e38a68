"""Files that are there whole or not at all, and that a power cut does not take away again.

Standard library only: the set-up uses it before anything else is there.
"""

import os
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

UNFINISHED = ".unfinished-"
"""How the names of files begin that are still being written."""

STALE = 24 * 3600.0
"""Seconds after which no one can still be writing an unfinished file."""


@contextmanager
def written(target: Path, mode: int = 0o600) -> Iterator[BinaryIO]:
    """Give a file to write what `target` shall hold; it gets its name when the block ends, and then stays.

    Raises OSError where the disk is full or fails; then `target` is as before and nothing is left behind.
    """
    make_folder(target.parent)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=UNFINISHED)
    unfinished = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fchmod(file.fileno(), mode)
            give_to_owner(file.fileno(), target.parent)
            os.fsync(file.fileno())
        unfinished.replace(target)
    except BaseException:
        with suppress(OSError):
            unfinished.unlink()
        raise
    sync_folder(target.parent)


def write(target: Path, data: bytes, mode: int = 0o600) -> None:
    """Make `data` the content of `target`, whole. Raises OSError as `written` does."""
    with written(target, mode) as file:
        file.write(data)


def make_folder(folder: Path, mode: int = 0o777) -> None:
    """Make `folder` and what is missing above it, so that a power cut takes none of them away."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(mode, exist_ok=True)
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        give_to_owner(handle, folder.parent)
    finally:
        os.close(handle)
    sync_folder(folder.parent)


def give_to_owner(handle: int, folder: Path) -> None:
    """Give an open file or folder to the owner of the `folder` it is in, where root made it: a command that root runs
    leaves nothing that the service's account cannot write to. By its handle: a name may lead elsewhere meanwhile.
    """
    if os.geteuid() == 0:
        owner = folder.stat()
        os.fchown(handle, owner.st_uid, owner.st_gid)


def begin(path: Path, data: bytes = b"") -> None:
    """Make a file of the folder's owner with `data` in it, unless it is there. It gets its name last: no one finds it
    while it is not whole or still root's, and of several that begin it at once one does."""
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=UNFINISHED)
    try:
        give_to_owner(handle, path.parent)
        os.write(handle, data)
        os.fsync(handle)
        with suppress(FileExistsError):
            os.link(beside, path)
    finally:
        os.close(handle)
        Path(beside).unlink()


def is_open_to_owner(path: Path) -> bool:
    """Whether the owner of the folder that `path` is in may write to it; root may in any case."""
    owner, file = path.parent.stat().st_uid, path.stat()
    return owner == 0 or (file.st_uid == owner and bool(file.st_mode & stat.S_IWUSR))


def sync_folder(folder: Path) -> None:
    """Have the names in `folder` on the disk, too: to flush a file does not flush its name."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sweep(folder: Path, older_than: float = STALE) -> int:
    """Remove the unfinished files below `folder` that a killed process left; how many.

    `older_than`: seconds since they were last written to.
    """
    until, removed = time.time() - older_than, 0
    for path in folder.rglob("*"):
        with suppress(FileNotFoundError):
            if is_unfinished(path) and path.stat().st_mtime < until:
                path.unlink()
                removed += 1
    return removed


def is_unfinished(path: Path) -> bool:
    """Whether `path` is a file still being written, or left half written; the second name is of earlier versions."""
    is_older = len(path.name) == len("tmp12345678") and path.name.startswith("tmp")
    return (path.name.startswith(UNFINISHED) or is_older) and path.is_file()
