"""PostgreSQL refuses to run as root: then it runs as no one, with no capability at all.

The folder of the data stays closed to everyone else. no one reaches it, and PostgreSQL's programs, in a mount
namespace of its own, where they are bound to an open place; where the kernel lets us make none, the folders on the
way have to be open already.
"""

import os
import pwd
import shlex
import subprocess
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

NO_CAPABILITIES = (
    "setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", "--inh-caps=-all", "--ambient-caps=-all",
    "--bounding-set=-all", "--no-new-privs", "--pdeathsig", "INT",
)  # fmt: skip


def is_root() -> bool:
    """Whether servers have to run as someone else."""
    return os.geteuid() == 0


def give(path: Path) -> None:
    """Make `path` no one's own, and no one else's."""
    path.chmod(0o700)
    if is_root():
        os.chown(path, pwd.getpwnam("nobody").pw_uid, -1)


class Places:
    """Where programs of no one find folders: under these names, the same folders."""

    def __init__(self, folders: Mapping[str, Path]) -> None:
        """`folders`: short name → folder. Raises RuntimeError where no one can reach one of them in no way."""
        self.folders = dict(folders)
        self.base: Path | None = None
        closed = [path for path in folders.values() if is_root() and not _is_open(path)]
        if not closed:
            return
        if not may_mount():
            raise RuntimeError(
                f"PostgreSQL runs as user nobody and cannot reach {closed[0]}; let everyone enter the folders above"
                " it, choose another one with --data, or do not run this as root"
            )
        self.base = _spare(list(self.folders.values()))

    def __getitem__(self, name: str) -> Path:
        """The path under which no one finds the folder of this name."""
        return self.base / name if self.base else self.folders[name]

    def command(self, command: Sequence[str]) -> list[str]:
        """`command` as no one, where we are root; as it is, where we are not."""
        if not is_root():
            return list(command)
        plain = [*NO_CAPABILITIES, *command]
        if self.base is None:
            return plain
        steps = [["mount", "-t", "tmpfs", "-o", "mode=0711,size=64k", "tmpfs", str(self.base)]]
        for name, path in self.folders.items():
            steps += [["mkdir", str(self.base / name)], ["mount", "--bind", str(path), str(self.base / name)]]
        script = " && ".join([*(shlex.join(step) for step in steps), f"exec {shlex.join(plain)}"])
        return ["unshare", "--mount", "--propagation", "private", "sh", "-c", script]


def _spare(folders: Sequence[Path]) -> Path:
    """A folder of every system over which something can be mounted, seen by our own process alone."""
    for spare in (Path("/mnt"), Path("/media"), Path("/srv"), Path("/opt")):
        if spare.is_dir() and not any(path.resolve().is_relative_to(spare) for path in folders):
            return spare
    raise RuntimeError("there is no folder over which PostgreSQL's could be mounted: make an empty /mnt")


def _is_open(path: Path) -> bool:
    """Whether everyone may enter each folder above `path`; the folder itself may be no one's own."""
    return all(parent.stat().st_mode & 0o001 for parent in path.resolve().parents)


@cache
def may_mount() -> bool:
    """Whether the kernel lets us have a mount namespace."""
    tried = ["unshare", "--mount", "--propagation", "private", "mount", "-t", "tmpfs", "tmpfs", "/tmp"]  # noqa: S108
    return subprocess.run(tried, capture_output=True, check=False).returncode == 0
