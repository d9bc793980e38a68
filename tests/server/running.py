"""A web server as operators start it, and clients that are slow on purpose."""

import os
import resource
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from consult.setup.environment import ROOT

QUICK = {
    "BODY_SECONDS": "2",
    "BODY_BYTES_PER_SECOND": "1000",
    "HEADER_SECONDS": "2",
    "WORKER_SILENCE_SECONDS": "2",
    "WORKER_STUCK_SECONDS": "1",
}
"""Limits short enough to wait for."""

SMALL = "tests.server.small:app"


class Running:
    """One server, reached directly."""

    def __init__(
        self, application: str, around: dict[str, str], *options: str, module: str = "consult.server"
    ) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        command = [sys.executable, "-m", module, application, "--port", str(self.port), *options]
        self.process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **around})

    def connect(self) -> socket.socket:
        """A connection; anyone who waits on it for ten seconds has waited long enough."""
        made = socket.create_connection(("127.0.0.1", self.port), 10)
        made.settimeout(10)
        return made

    def send(self, text: str) -> socket.socket:
        """A connection on which `text` was sent."""
        made = self.connect()
        made.sendall(text.encode())
        return made

    def ask(self, text: str) -> tuple[int, bytes, bytes]:
        """Status, headers and body of what answers `text`; OSError where nothing does."""
        with self.send(text) as asking:
            whole = b"".join(iter(lambda: asking.recv(65536), b""))
        head, _, body = whole.partition(b"\r\n\r\n")
        return int(head.split(b" ", 2)[1]) if head else 0, head, body

    def get(self, path: str = "/", host: str = "localhost") -> int:
        """The status of a page."""
        return self.ask(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")[0]

    def slow_body(self) -> socket.socket:
        """A post of which half the body never comes."""
        return self.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nhello")

    def workers(self) -> list[int]:
        """The ids of the worker processes."""
        return [
            int(one)
            for one in Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        ]

    def stop(self) -> None:
        """No more requests."""
        for worker in self.workers():
            os.kill(worker, signal.SIGCONT)
        self.process.terminate()
        self.process.wait(20)


@contextmanager
def running(
    application: str, around: dict[str, str], *options: str, module: str = "consult.server"
) -> Iterator[Running]:
    """A server that answers."""
    server = Running(application, around, "--kill-timeout", "1", *options, module=module)
    try:
        end = time.monotonic() + 60
        while not answers(server):
            assert time.monotonic() < end and server.process.poll() is None
            time.sleep(0.05)
        yield server
    finally:
        server.stop()


def answers(server: Running) -> bool:
    """Whether a page is there."""
    try:
        return server.get("/healthz") == 200
    except OSError:
        return False


def many_files() -> None:
    """Let this process open as many connections as the system allows."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
