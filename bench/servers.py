"""What is measured: throw-away PostgreSQL and Valkey, the application and `hello` on the production server program."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from consult.embedded import Servers, die_with_parent
from consult.setup import assets, compiling, environment
from consult.setup.run import ProcessGroup

ROOT = Path(__file__).resolve().parent.parent
TICKS = os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    """A port of the loopback interface that no one listens on."""
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        port: int = tried.getsockname()[1]
        return port


def answers(port: int) -> bool:
    """Whether someone listens there."""
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


@contextmanager
def stage(
    port: int, settings: dict[str, str], *, archive: bool = False
) -> Iterator[tuple[Servers, dict[str, str]]]:
    """Durable servers in a folder that is discarded, migrated, and the environment of the application on them."""
    folder = Path(tempfile.mkdtemp(prefix="consult-bench-"))
    folder.chmod(0o755)
    servers = Servers(folder, archive=archive)
    try:
        servers.start()
        for name in ("DATABASE_URL", "REDIS_URL"):
            os.environ.pop(name, None)
        around = environment.of(servers, folder, port) | settings
        compiling.compile_all()
        assets.build(folder / "assets")
        if environment.flask(around, "db", "upgrade", quiet=True):
            raise SystemExit("the migrations failed")
        yield servers, around
    finally:
        servers.stop()
        shutil.rmtree(folder, ignore_errors=True)


class Web:
    """One web server: the application's, or that of `hello`."""

    def __init__(
        self, around: dict[str, str], servers: Servers, module: str = "wsgi:app", folder: Path = ROOT
    ) -> None:
        self.port = free_port()
        command = [*ProcessGroup(around, self.port, [], servers).commands["web"][:-1], module]
        self.process = subprocess.Popen(command, env=around, cwd=folder, preexec_fn=in_own_group)
        for _ in range(1200):
            if self.process.poll() is not None:
                raise SystemExit(f"{module} ended with {self.process.returncode}")
            if answers(self.port):
                return
            time.sleep(0.05)
        raise SystemExit(f"{module} does not answer")

    def stop(self) -> None:
        """No more requests."""
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def in_own_group() -> None:
    """What a process of ours does first: whatever comes of it is ended with it."""
    os.setpgid(0, 0)
    die_with_parent()


def family(pid: int) -> list[int]:
    """A process and all that came of it."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except (OSError, IndexError, ValueError):
                continue
            children.setdefault(parent, []).append(int(entry.name))
    found, left = [], [pid]
    while left:
        found.append(left.pop())
        left += children.get(found[-1], [])
    return found


def memory(pid: int) -> float:
    """The resident memory of a process, in megabytes."""
    found = Path(f"/proc/{pid}/status").read_text()
    return int(found.partition("VmRSS:")[2].split()[0]) / 1024


def cpu(*pids: int) -> float:
    """Seconds of processor time these processes and their children have used, with those that have ended."""
    spent = 0
    for pid in {one for parent in pids for one in family(parent)}:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        spent += sum(map(int, fields[11:15]))
    return spent / TICKS


def precise(pids: Iterable[int]) -> float:
    """Seconds of processor time that these processes, each with one thread, have used: what `cpu` tells in hundredths.
    Finding out who belongs to a family takes some milliseconds, and looking at these alone next to nothing."""
    spent = 0
    for pid in pids:
        with suppress(OSError):
            spent += int(Path(f"/proc/{pid}/schedstat").read_text().split()[0])
    return spent / 1e9


def python(*arguments: str, around: dict[str, str], folder: Path = ROOT) -> str:
    """What a Python program of the version of consult in `folder` prints."""
    done = subprocess.run(
        [sys.executable, *arguments],
        env=around | {"PYTHONPATH": str(folder)},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        told = done.stderr[-2000:] or done.stdout[-500:]
        raise SystemExit(f"{' '.join(arguments)} ended with {done.returncode}: {told}")
    return done.stdout
