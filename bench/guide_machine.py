"""An empty Debian 12 below a folder, and what enters it: packages come from a cache, nothing leaves the machine."""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from bench.deployment import say

MIRROR = "http://deb.debian.org/debian"
REPOSITORY, WHEELS = "/mnt/repository", "/mnt/wheels"
"""Where the machine finds the source code and the packages of Python."""

AROUND = {
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "HOME": "/root",
    "LANG": "C.UTF-8",
    "DEBIAN_FRONTEND": "noninteractive",
    "PIP_NO_INDEX": "1",
    "PIP_FIND_LINKS": WHEELS,
    "PIP_DISABLE_PIP_VERSION_CHECK": "1",
}
"""What a shell of the machine has in its environment."""


def missing() -> str:
    """What this program needs and is not here; "" where all is."""
    if os.geteuid() != 0:
        return "root, for namespaces and debootstrap"
    programs = ("debootstrap", "unshare", "chroot", "ip", "git")
    absent = [name for name in programs if shutil.which(name) is None]
    if sys.version_info[:2] != (3, 11):
        absent.append("Python 3.11, as Debian 12 has, to fetch the packages for it")
    return ", ".join(absent)


def run(*command: str) -> None:
    """A step of the preparation. SystemExit with what it said where it fails."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}: {(done.stdout + done.stderr)[-3000:]}")


def prepare(root: Path, cache: Path, packages: Sequence[str], requirements: Sequence[Path]) -> None:
    """Make an empty Debian below `root`; fetch what its guide installs into `cache`, unless it is there."""
    base, debs, wheels = cache / "base", cache / "debs", cache / "wheels"
    for folder in (debs / "partial", wheels):
        folder.mkdir(parents=True, exist_ok=True)
    if not (base / "finished").exists():
        say("making an empty Debian 12")
        shutil.rmtree(base, ignore_errors=True)
        run("debootstrap", "--variant=minbase", "--include=ca-certificates", "bookworm", str(base), MIRROR)
        (base / "finished").touch()
    run("cp", "-a", str(base), str(root))
    shutil.copy("/etc/resolv.conf", root / "etc" / "resolv.conf")
    say("fetching packages")
    archives = root / "var" / "cache" / "apt" / "archives"
    run("cp", "-a", f"{debs}/.", str(archives))
    (root / "etc" / "apt" / "apt.conf.d" / "kept").write_text(
        'Binary::apt::APT::Keep-Downloaded-Packages "true";\n'
    )
    run("chroot", str(root), "apt-get", "update")
    run("chroot", str(root), "apt-get", "install", "--yes", "--download-only", *packages)
    run("cp", "-a", f"{archives}/.", str(debs))
    for path in requirements:
        # Debian's Python is an early 3.11, for which some packages are needed that a later one does without
        path.write_text(re.sub(r" ; python_full_version < '3[.]11[.]\d+'", "", path.read_text()))
        fetch = (
            "-m",
            "pip",
            "download",
            "--quiet",
            "--require-hashes",
            "--only-binary=:all:",
            "-r",
            str(path),
        )
        run(sys.executable, *fetch, "-d", str(wheels))
    (root / "etc" / "resolv.conf").unlink()
    _without_systemd(root)
    shutil.copytree(wheels, root / WHEELS.lstrip("/"))


def _without_systemd(root: Path) -> None:
    """No service starts by itself while packages are installed, and systemctl is a stand-in."""
    policy, stand_in = root / "usr/sbin/policy-rc.d", root / "usr/local/sbin/systemctl"
    policy.write_text("#!/bin/sh\nexit 101\n")
    found = importlib.util.find_spec("bench.guide_systemctl")
    assert found is not None
    assert found.origin is not None
    shutil.copy(found.origin, stand_in)
    for path in (policy, stand_in):
        path.chmod(0o755)


class Machine:
    """The machine, seen from inside its namespaces; this process is the first of its process namespace."""

    def __init__(self, root: Path) -> None:
        self.root = root
        run("ip", "link", "set", "lo", "up")
        run("mount", "--bind", str(root), str(root))
        for kind, place in (("proc", "proc"), ("sysfs", "sys"), ("tmpfs", "tmp")):
            run("mount", "-t", kind, kind, str(root / place))
        run("mount", "--rbind", "/dev", str(root / "dev"))

    def shell(self, script: str, typed: str = "", more: Mapping[str, str] | None = None) -> str:
        """What a script of root's shell says. SystemExit where it fails. `typed`: its standard input."""
        done = subprocess.run(
            ["chroot", str(self.root), "/bin/bash", "-euo", "pipefail", "-c", script],
            env=AROUND | dict(more or {}), input=typed, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise SystemExit(
                f"ended with {done.returncode}:\n{script}\n--- it said:\n{(done.stdout + done.stderr)[-4000:]}"
            )
        return done.stdout

    def sql(self, statements: str, database: str = "postgres") -> str:
        """Statements for PostgreSQL, as its superuser; their rows."""
        command = f"runuser -u postgres -- psql -X -q -A -t -v ON_ERROR_STOP=1 -d {database}"
        return self.shell(f"cd / && {command}", typed=statements)

    def write(self, path: str, text: str) -> None:
        """A file of root's."""
        (self.root / path.lstrip("/")).write_text(text)

    def logs(self) -> str:
        """The end of what each unit wrote."""
        found = sorted((self.root / "var/log/units").glob("*.log"))
        return "\n".join(f"--- {path.name}\n{path.read_text()[-1500:]}" for path in found)
