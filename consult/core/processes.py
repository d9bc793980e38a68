"""Long-running processes, kept running: one that ends is started again, one that gives no sign of life is killed first.

Signs of life arrive as systemd would get them (see watchdog.py).
"""

import ctypes
import os
import secrets
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

SILENCE = 30.0
"""Seconds without a sign of life after which a process that gave one is taken for frozen."""

STARTING = 120.0
"""Seconds within which a process gives its first one."""

LONGEST_PAUSE = 30.0
"""Seconds between two starts of a process that ends again and again."""


class Process:
    """One command that is kept running."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        around: Mapping[str, str] | None,
        folder: Path,
        out: IO[str] | None = None,
    ) -> None:
        """`around` is the environment it starts in; None for ours. `out` is where its standard output goes."""
        self.name = name
        self.out = out
        self.command = list(command)
        self.folder = folder
        self.signs = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        address = f"consult-{secrets.token_hex(16)}"
        self.signs.bind("\0" + address)
        ours = os.environ if around is None else around  # handed on, not read
        self.around = {
            **ours,
            "NOTIFY_SOCKET": f"@{address}",
            "SIGN_OF_LIFE": "",
        }  # we watch; our own sign counts
        self.running: subprocess.Popen[bytes] | None = None
        self.seen: float | None = None
        self.started = 0.0
        self.due = 0.0
        self.pause = 1.0

    def start(self) -> None:
        """Start it, in a process group of its own; it ends with its parent."""
        self.seen, self.started = None, time.monotonic()
        self.running = subprocess.Popen(
            self.command, env=self.around, cwd=self.folder, preexec_fn=_child, stdin=subprocess.DEVNULL,
            stdout=self.out,
        )  # fmt: skip

    @property
    def status(self) -> int | None:
        """How it ended; None where it runs."""
        return self.running.poll() if self.running is not None else None

    def look_after(self, say: Callable[[str], None]) -> None:
        """Kill it where it is frozen; start it again where it has ended, each time a little later."""
        self._listen()
        if self.running is None or self.running.poll() is not None:
            self._start_again(say)
        elif self._is_frozen():
            say(f"{self.name} gives no sign of life; it is killed")
            self.kill()

    def _is_frozen(self) -> bool:
        now = time.monotonic()
        return now - self.seen > SILENCE if self.seen is not None else now - self.started > STARTING

    def _listen(self) -> None:
        with suppress(BlockingIOError):
            while self.signs.recv(64):
                self.seen = time.monotonic()

    def _start_again(self, say: Callable[[str], None]) -> None:
        now = time.monotonic()
        if not self.due:
            say(
                f"{self.name} ended with {self.running.returncode if self.running else None}; starting it again"
            )
            self.due = now + self.pause
            self.pause = min(self.pause * 2, LONGEST_PAUSE)
        elif now >= self.due:
            self.due = 0.0
            self.start()

    def kill(self) -> None:
        """End it and its children, whatever they do."""
        if self.running is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.running.pid, signal.SIGKILL)

    def stop(self) -> None:
        """Ask it to end."""
        if self.running is not None:
            self.running.terminate()

    def wait(self, patience: float) -> None:
        """Wait until it has ended; after `patience` seconds it is killed."""
        if self.running is None:
            return
        try:
            self.running.wait(patience)
        except subprocess.TimeoutExpired:
            self.kill()


def _child() -> None:
    os.setpgid(0, 0)
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG: no life after the parent's
