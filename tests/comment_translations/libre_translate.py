"""A server that speaks LibreTranslate's interface, for tests: it turns words into capitals, or fails as it is told."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Served:
    """What it answers, and what it was asked."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.status = 200
        self.body: bytes | None = None
        """Sent in the place of a translation."""
        self.drips = False
        """Whether the answer comes a byte at a time, and never ends."""
        self.meanwhile = lambda: None
        """Called before it answers."""
        self.url = ""


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self._say(200, json.dumps([{"code": "de", "name": "German", "targets": ["en"]}]).encode())

    def do_POST(self) -> None:
        served: Served = self.server.served  # type: ignore[attr-defined]
        said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        served.asked.append({"path": self.path, **said})
        served.meanwhile()
        if served.drips:
            self.send_response(200)
            self.end_headers()
            try:
                for _ in range(200):
                    self.wfile.write(b" ")
                    self.wfile.flush()
                    time.sleep(0.05)
            except OSError:
                pass
            return
        made = json.dumps({"translatedText": [one.upper() for one in said["q"]]}).encode()
        self._say(served.status, served.body if served.body is not None else made)

    def _say(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with suppress(OSError):
            self.wfile.write(body)

    def log_message(self, *_arguments: Any) -> None:
        """Nothing."""


@contextmanager
def serving() -> Iterator[Served]:
    """The server, until the end."""
    server, served = ThreadingHTTPServer(("127.0.0.1", 0), _Handler), Served()
    server.served = served  # type: ignore[attr-defined]
    served.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
