"""The file of all comments, for `python -m bench search`: made by the running server, and read by no one.

An eighth of the comments first, then all: how long each file takes until it is there, the processor time of the server
meanwhile, and what its processes need for it at most. Meanwhile `/healthz` is asked again and again. Then readers ask
for the whole file and do not read it: pages are
still answered, and no transaction of the database is open for them.
"""

import http.client
import socket
import threading
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from bench import world
from bench.servers import Web, cpu, family
from consult.embedded import Servers

FLAT = 64
"""MB that the file of all comments may need more than one of an eighth of them."""

HEALTHY = 1.0
"""Seconds in which `/healthz` is answered while a file is made, and pages while readers do not read."""

IDLE_READERS = 16

PATH = f"/consultations/{world.SLUG}/comments.csv"
LONGEST = 1800
"""Seconds after which a file that is not made is given up."""


@dataclass
class Health:
    """Asks `/healthz` five times a second and keeps the longest that it took."""

    port: int
    longest: float = 0.0
    failed: int = 0
    stopped: threading.Event = field(default_factory=threading.Event)

    def watch(self) -> None:
        """Until stopped."""
        while not self.stopped.wait(0.2):
            began = time.monotonic()
            status, _body = get(self.port, "/healthz")
            self.longest = max(self.longest, time.monotonic() - began)
            self.failed += status != 200


def get(port: int, path: str) -> tuple[int, int]:
    """Status and bytes of a page; the bytes are read and discarded."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        line.request("GET", path, headers={"Accept": "text/csv"})
        answer, size = line.getresponse(), 0
        while piece := answer.read(1 << 20):
            size += len(piece)
    except (OSError, http.client.HTTPException):
        return 0, 0
    finally:
        line.close()
    return answer.status, size


def _ask_until_made(port: int, path: str) -> tuple[float, int]:
    """Seconds until the file is there, and its bytes."""
    began = time.monotonic()
    while time.monotonic() - began < LONGEST:
        status, size = get(port, path)
        if status == 200:
            return time.monotonic() - began, size
        time.sleep(0.2)
    raise SystemExit(f"{path}: not made within {LONGEST} s")


def _peak(pid: int) -> int:
    """MB that the largest of the server's processes has held at most."""
    peaks = []
    for one in family(pid):
        told = Path(f"/proc/{one}/status").read_text()
        peaks += [int(line.split()[1]) // 1024 for line in told.splitlines() if line.startswith("VmHWM")]
    return max(peaks)


def measure(servers: Servers, around: dict[str, str]) -> bool:
    """Print the figures; whether all is as promised."""
    web = Web(around, servers)
    try:
        files = _have_made(web)
        return _leave_unread(web, servers) and files
    finally:
        web.stop()


def _have_made(web: Web) -> bool:
    health = Health(web.port)
    watching = threading.Thread(target=health.watch, daemon=True)
    watching.start()
    print(f"{'':<34}{'ms':>9}{'processor':>10}{'MB':>7}{'peak MB':>9}")
    peaks = []
    for what, path in (("an eighth", f"{PATH}?category=government"), ("all", PATH)):
        before = cpu(web.process.pid)
        took, size = _ask_until_made(web.port, path)
        spent = (cpu(web.process.pid) - before) * 1000
        peaks.append(_peak(web.process.pid))
        print(
            f"{f'download of {what}':<34}{took * 1000:>9.0f}{spent:>10.0f}{size / 1e6:>7.0f}{peaks[-1]:>9}",
            flush=True,
        )
    health.stopped.set()
    watching.join()
    is_kept = not health.failed and health.longest <= HEALTHY and peaks[1] - peaks[0] <= FLAT
    print(f"/healthz meanwhile: {health.longest:.2f} s at most, {health.failed} failed  {_verdict(is_kept)}")
    return is_kept


def _leave_unread(web: Web, servers: Servers) -> bool:
    """Readers who ask for the file of all comments and do not read."""
    with ExitStack() as readers:
        for _ in range(IDLE_READERS):
            line = readers.enter_context(socket.create_connection(("127.0.0.1", web.port)))
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            line.sendall(f"GET {PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        time.sleep(3)
        began = time.monotonic()
        statuses = {get(web.port, f"/consultations/{world.SLUG}/comments?n={n}")[0] for n in range(10)}
        took = (time.monotonic() - began) / 10
        held = _transactions(servers)
    is_kept = statuses == {200} and took <= HEALTHY and not held
    told = f"{IDLE_READERS} readers that do not read: a page in {took:.2f} s, {held} transactions open"
    print(f"{told}  {_verdict(is_kept)}")
    return is_kept


def _transactions(servers: Servers) -> int:
    with psycopg.connect(servers.database_url.replace("+psycopg", "")) as asking:
        rows = asking.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE xact_start IS NOT NULL AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend'"
        )
        (count,) = rows.fetchone() or (0,)
        return int(count)


def _verdict(is_kept: bool) -> str:
    return "kept" if is_kept else "MISSED"
