"""The whole application on this machine as in production, with everything in reach of a kill: throw-away but durable
PostgreSQL, Valkey, the web server with two workers, a queue worker, the tick, and a mail server that keeps a ledger.

What ends is started again after a moment, and what gives no sign of life any more is killed, as systemd would.
"""

import http.client
import math
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from flask import Flask
from sqlalchemy import text

from bench.servers import ROOT, answers, family, free_port, in_own_group, stage
from consult.core.database import db
from consult.core.processes import STARTING
from consult.setup.run import ProcessGroup

HOST = "consult.bench.example"
"""What the proxy that we play calls the application."""

ARRIVAL = "X-Request-Start"
"""The header in which it says when a request had reached it."""

PAUSE = 1.0
"""Seconds before something that ended is started again."""

SILENCE = 60.0
"""Seconds without a sign of life after which a process is killed: WatchdogSec of docs/systemd."""


def say(line: str) -> None:
    """Progress goes to stderr, results to stdout."""
    print(f"bench: {line}", file=sys.stderr, flush=True)


class Verdict:
    """Promises, each kept or broken, printed as a table."""

    def __init__(self) -> None:
        self.broken = 0

    def hold(self, promise: str, kept: int, of: int, note: str = "") -> None:
        """One promise: kept so often of so many."""
        is_kept = kept == of
        self.broken += not is_kept
        print(f"  {'kept  ' if is_kept else 'BROKEN'}  {promise:<72} {kept:>6} of {of:<6} {note}".rstrip())

    def close(self) -> int:
        """The last line, and the exit status."""
        print(
            f"\nverdict: {'every promise was kept' if not self.broken else f'{self.broken} promises were broken'}"
        )
        return int(bool(self.broken))


class Deployment:
    """All processes of the application; a context manager. Only its own thread may start them: they die with it."""

    def __init__(self, keep: Path | None = None, nodes: int = 1, archive: bool = False) -> None:
        """`keep`: where ledgers and logs are copied to in the end; `nodes`: how many web servers, each on a port;
        `archive`: the write-ahead log is archived."""
        self.keep = keep
        self.archive = archive
        self.ports = tuple(free_port() for _ in range(nodes))
        self.port, self.smtp = self.ports[0], free_port()
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.ended: dict[str, float] = {}
        self.signs: dict[str, socket.socket] = {}
        self.heard: dict[str, float] = {}
        self.ends = 0

    def __enter__(self) -> "Deployment":
        self.stage = stage(
            self.port,
            {
                "CONSULT_ENV": "production",
                "PUBLIC_URL": f"https://{HOST}",
                "TRUSTED_HOSTS": HOST,
                "COOKIE_SECURE": "1",
                "SECOND_FACTOR_REQUIRED": "1",
                "PROXY_COUNT": "1",
                "ARRIVAL_HEADER": ARRIVAL,
                "MAIL_FROM": f"consult@{HOST}",
                "SMTP_URL": f"smtp://127.0.0.1:{self.smtp}",
            },
            archive=self.archive,
        )
        self.servers, self.around = self.stage.__enter__()
        self.folder = self.servers.folder
        self.emails = self.folder / "emails.jsonl"
        self.commands = ProcessGroup(self.around, self.port, [], self.servers).commands | {
            **{f"web-{port}": self._web(port) for port in self.ports[1:]},
            "mail": [sys.executable, "-m", "bench.sink", str(self.smtp), str(self.emails)],
        }
        return self

    def _web(self, port: int) -> list[str]:
        return ProcessGroup(self.around, port, [], self.servers).commands["web"]

    @property
    def webs(self) -> list[str]:
        """The names of the web servers."""
        return [name for name in self.commands if name.startswith("web")]

    def start(self, *names: str) -> None:
        """Start these processes (all, without any) and wait until the web server answers."""
        for name in names or self.commands:
            self._start(name)
        until = time.monotonic() + 120
        while time.monotonic() < until:
            self._mind()
            if all(answers(port) for port in self.ports):
                return
            time.sleep(0.05)
        raise SystemExit("the web server does not answer:\n" + (self.folder / "web.log").read_text()[-2000:])

    def _start(self, name: str) -> None:
        self.signs[name] = signs = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        address = f"bench-{secrets.token_hex(16)}"
        signs.bind("\0" + address)
        gives_signs = name != "mail"
        self.heard[name] = time.monotonic() + STARTING - SILENCE if gives_signs else math.inf
        with (self.folder / f"{name}.log").open("ab") as out:
            self.processes[name] = subprocess.Popen(
                self.commands[name],
                env=self.around | {"NOTIFY_SOCKET": f"@{address}"},
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                preexec_fn=in_own_group,
            )

    def mind(self, seconds: float, until: Callable[[], bool] = lambda: False) -> None:
        """For so long, or until something holds, start again what ended."""
        ends = time.monotonic() + seconds
        while time.monotonic() < ends and not until():
            self._mind()
            time.sleep(0.1)

    def _mind(self) -> None:
        now = time.monotonic()
        for name, process in self.processes.items():
            if process.poll() is None:
                self._kill_if_silent(name, process)
                continue
            since = self.ended.setdefault(name, now)
            if now - since >= PAUSE:
                del self.ended[name]
                self._end_group(process)
                self.ends += 1
                self._start(name)
        for server in ("postgres", "valkey"):
            process = getattr(self.servers, server)
            if process is not None and process.poll() is None:
                continue
            since = self.ended.setdefault(server, now)
            if now - since >= PAUSE:
                try:
                    getattr(self.servers, f"_start_{server}")()
                except RuntimeError:  # its shared memory is still in someone's hands: a moment later
                    self.ended[server] = now
                else:
                    del self.ended[server]

    def _kill_if_silent(self, name: str, process: subprocess.Popen[bytes]) -> None:
        with suppress(BlockingIOError):
            while self.signs[name].recv(64):
                self.heard[name] = time.monotonic()
        if time.monotonic() - self.heard[name] > SILENCE:
            say(f"{name} gives no sign of life; it is killed")
            self._end_group(process)

    @staticmethod
    def _end_group(process: subprocess.Popen[bytes]) -> None:
        """What is left of its group goes too, as systemd does with a control group."""
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return

    def children(self, name: str) -> list[int]:
        """The processes that the process `name` started, and theirs, without helpers of multiprocessing."""
        return [
            pid for pid in family(self.processes[name].pid)[1:] if b"resource_tracker" not in _command(pid)
        ]

    @staticmethod
    def family(pid: int) -> list[int]:
        """A process and all that came of it."""
        return family(pid)

    def mail_mode(self, mode: str) -> None:
        """Have the mail server fail in this way of bench.sink.MODES, or with "" no more."""
        self.emails.with_name(self.emails.name + ".mode").write_text(mode)

    def stop(self, *names: str) -> None:
        """Stop these processes; they stay down until they are started again."""
        for name in names:
            process = self.processes.pop(name)
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
            self._end_group(process)

    def waiting(self, app: Flask) -> int:
        """How many deliveries and emails wait."""
        question = text(
            "SELECT (SELECT count(*) FROM deliveries WHERE done_at IS NULL AND given_up_at IS NULL)"
            " + (SELECT count(*) FROM letters WHERE postage IN ('waiting', 'sending'))"
        )
        with app.app_context():
            found = int(db.session.execute(question).scalar_one())
            db.session.rollback()
            return found

    def get(self, path: str) -> str:
        """A page as the proxy would fetch it for someone."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        now = f"t={time.time():.3f}"
        told = {"Host": HOST, "X-Forwarded-For": "10.0.0.1", "X-Forwarded-Proto": "https", ARRIVAL: now}
        line.request("GET", path, headers=told)
        answer = line.getresponse().read().decode()
        line.close()
        return answer

    def app(self) -> Flask:
        """The application in this process, to build a world and to look at rows."""
        os.environ.update(self.around)
        from config import Config  # noqa: PLC0415 -- it reads the environment, which stands only now
        from consult.app import create_app  # noqa: PLC0415

        return create_app(Config)

    def __exit__(self, *_: object) -> None:
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
            self._end_group(process)
        if self.keep is not None:
            self.keep.mkdir(parents=True, exist_ok=True)
            for path in [*self.folder.glob("*.jsonl"), *self.folder.glob("*.log")]:
                shutil.copy(path, self.keep)
        self.stage.__exit__(None, None, None)


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""
