"""A small closed-loop HTTP client in a process of its own: so many connections, each asking again when it is answered.

`python -m bench.load PORT PATH --seconds 3 --connections 8` prints one line of JSON. A "{n}" in the path becomes a
number that is never used twice, so that no cached page answers,
and a "{language}" each of six languages in turn. `--requests FILE` sends prepared ones instead, each
once (a line of JSON with path, cookie and body; perhaps headers; without a body it is a GET). Only the loopback
interface is spoken to.
"""

import argparse
import json
import selectors
import socket
import sys
import time
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path

LANGUAGES = ("ar", "en", "es", "fr", "ru", "zh")

WAIT = 10.0
"""Seconds without any answer after which the run is given up."""


@dataclass
class Line:
    """One kept-alive connection."""

    sock: socket.socket
    got: bytearray = field(default_factory=bytearray)
    wanted: int = -1
    since: float = 0.0


class Load:
    """The requests of one run."""

    def __init__(
        self,
        port: int,
        path: str,
        headers: dict[str, str],
        first: int = 0,
        prepared: list[bytes] | None = None,
    ) -> None:
        self.prepared = prepared
        self.port = port
        self.path = path
        self.head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        self.number = first
        self.languages = cycle(LANGUAGES)
        self.statuses: dict[str, int] = {}
        self.times: list[float] = []
        self.received = 0

    def run(self, seconds: float, connections: int, most: int) -> dict[str, object]:
        """Ask for `seconds`, at most `most` times; what came."""
        chooser = selectors.DefaultSelector()
        lines = []
        for _ in range(connections):
            sock = socket.create_connection(("127.0.0.1", self.port), WAIT)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            line = Line(sock)
            chooser.register(sock, selectors.EVENT_READ, line)
            lines.append(line)
        began = time.perf_counter()
        ends, asked = began + seconds, 0
        most = min(most, len(self.prepared)) if self.prepared is not None else most
        for line in lines:
            self._ask(line)
            asked += 1
        waiting = len(lines)
        while waiting:
            ready = chooser.select(WAIT)
            if not ready:
                raise SystemExit("no answer")
            for key, _events in ready:
                line = key.data
                if not self._read(line):
                    continue
                if time.perf_counter() < ends and asked < most:
                    self._ask(line)
                    asked += 1
                else:
                    waiting -= 1
        took = time.perf_counter() - began
        for line in lines:
            line.sock.close()
        self.times.sort()
        return {
            "requests": len(self.times),
            "seconds": took,
            "statuses": self.statuses,
            "bytes": self.received // max(1, len(self.times)),
            "p50": self.times[len(self.times) // 2] * 1000,
            "p99": self.times[len(self.times) * 99 // 100] * 1000,
        }

    def _ask(self, line: Line) -> None:
        if self.prepared is not None:
            line.since = time.perf_counter()
            line.sock.sendall(self.prepared[self.number])
            self.number += 1
            return
        path = self.path
        if "{n}" in path:
            self.number += 1
            path = path.replace("{n}", str(self.number))
        if "{language}" in path:
            path = path.replace("{language}", next(self.languages))
        line.since = time.perf_counter()
        line.sock.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n{self.head}\r\n".encode())

    def _read(self, line: Line) -> bool:
        """Take what came; True when the answer is whole."""
        piece = line.sock.recv(1 << 20)
        if not piece:
            raise SystemExit("the server closed a connection")
        line.got += piece
        if line.wanted < 0:
            end = line.got.find(b"\r\n\r\n")
            if end < 0:
                return False
            head = bytes(line.got[:end]).lower()
            at = head.find(b"content-length:")
            if at < 0:
                raise SystemExit("an answer without a length")
            line.wanted = end + 4 + int(head[at + 15 :].split(b"\r\n", 1)[0])
        if len(line.got) < line.wanted:
            return False
        status = bytes(line.got[9:12]).decode()
        self.statuses[status] = self.statuses.get(status, 0) + 1
        self.times.append(time.perf_counter() - line.since)
        self.received += line.wanted
        line.got.clear()
        line.wanted = -1
        return True


def _prepared(file: str, port: int) -> list[bytes]:
    made = []
    for line in Path(file).read_text().splitlines():
        asked = json.loads(line)
        headers = {"Host": f"127.0.0.1:{port}", "Cookie": asked["cookie"]} | asked.get("headers", {})
        told = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        if "body" not in asked:
            made.append(f"GET {asked['path']} HTTP/1.1\r\n{told}\r\n".encode())
            continue
        body = asked["body"].encode()
        head = (
            f"POST {asked['path']} HTTP/1.1\r\n{told}"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        made.append(head.encode() + body)
    return made


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m bench.load", description=__doc__)
    parser.add_argument("port", type=int)
    parser.add_argument("path")
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--most", type=int, default=200_000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--requests")
    parser.add_argument("--header", action="append", default=[], help="NAME: VALUE")
    chosen = parser.parse_args()
    headers = dict(line.split(": ", 1) for line in chosen.header)
    prepared = _prepared(chosen.requests, chosen.port) if chosen.requests else None
    load = Load(chosen.port, chosen.path, headers, 0 if prepared else chosen.first, prepared)
    print(json.dumps(load.run(min(chosen.seconds, 60), min(chosen.connections, 64), chosen.most)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
