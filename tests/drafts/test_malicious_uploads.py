"""Six malicious uploads at once, with the real server and a real worker: everyone else is served throughout."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from consult.core import queue
from consult.documents.blocks import Source
from consult.drafts import queries
from consult.drafts.models import UploadState
from consult.organisations import queries as organisations
from tests import cast
from tests.documents import hostile

ROOT = Path(__file__).resolve().parent.parent.parent
PEOPLE = ("ben@example.org", "bo@example.org")
pytestmark = pytest.mark.xdist_group("uploads")

FILES: dict[str, list[Source]] = {
    "pictures in pictures": [hostile.markdown("![" * 400_000)],
    "much air": [hostile.word_of_much_air(4000)],
    "laughs": [hostile.word_of_laughs(1000)],
    "deep runs": [hostile.word_of_deep_runs(2000)],
    "picture bomb": hostile.with_picture(hostile.picture_bomb(20_000), 1000),
    "cells": [hostile.page("<table>" + "<tr><td>A<td>B" * 150_000)],
}
TOLD = {
    "pictures in pictures": "Reading the file took too long. It may not have the structure of a document.",
    "much air": "The unpacked file is too large for a document.",
    "laughs": "The file does not have the structure of a document.",
    "cells": "The tables have too many cells. Import the text in parts.",
}
"""What is said of those of which nothing is read; the others are read, within their limits."""


@pytest.fixture
def running(app: Flask, clean: None, tmp_path: Path) -> Iterator[str]:
    """The address of the application, served as in production, with one worker and the tick."""
    for email in PEOPLE:
        cast.person(app, email)
    cast.organisation(app, "seeds", officer=PEOPLE)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    kwargs = queue.notifier().blocking_connection.connection_pool.connection_kwargs
    around = {
        **os.environ,
        "CONSULT_ENV": "demo",
        "SECRET_KEY": app.config["SECRET_KEY"],
        "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
        "REDIS_URL": f"unix://{kwargs['path']}?db={kwargs.get('db', 0)}",
        "CONSULT_QUEUE": queue.notifier().name,
        "CONSULT_DATA": str(app.config["DATA_DIR"]),
        "CONSULT_ASSETS": str(app.config["ASSETS_DIR"]),
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "COOKIE_SECURE": "0",
        "SECOND_FACTOR_REQUIRED": "0",
        "FLASK_APP": "wsgi",
    }
    web = f"--host 127.0.0.1 --port {port} --workers 1 --threads 2"
    commands = (
        [sys.executable, "-m", "consult.server", *web.split()],
        [sys.executable, "-m", "flask", "worker", "--queue", "jobs"],
        [sys.executable, "-m", "flask", "tick"],  # asks again where the queue did not answer in time
    )
    with (tmp_path / "log").open("wb") as out:
        processes = [
            subprocess.Popen(one, cwd=ROOT, env=around, stdout=out, stderr=out, start_new_session=True)
            for one in commands
        ]
    try:
        _until(lambda: _answers(f"http://127.0.0.1:{port}/healthz"))
        yield f"http://127.0.0.1:{port}"
    finally:
        for process in processes:
            os.killpg(process.pid, signal.SIGTERM)
        for process in processes:
            process.wait(30)


def _until(done: Any, seconds: float = 300) -> None:
    ends = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < ends, "it took too long"
        time.sleep(0.1)


SLOWEST = 1.0
"""Seconds within which a page is there throughout, on a machine where a server that does nothing answers at once."""

ASK = """
import http.server, sys, threading, time, urllib.request
class Nothing(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
    def log_message(self, *words):
        pass
nothing = http.server.HTTPServer(("127.0.0.1", 0), Nothing)
threading.Thread(target=nothing.serve_forever, daemon=True).start()
stop = threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), stop.set()), daemon=True).start()
def seconds(address):
    began = time.monotonic()
    with urllib.request.urlopen(address, timeout=20) as answer:
        assert answer.status == 200
    return time.monotonic() - began
pairs = []
while not stop.wait(0.1):
    pairs.append((seconds(sys.argv[1]), seconds(f"http://127.0.0.1:{nothing.server_port}")))
print(len(pairs), *(max(times) for times in zip(*pairs)))
"""
"""Asks again and again until its input ends, beside that a server that does nothing. Says how often, and how many seconds
the longest answer of each took. It runs in a process of its own: the test prepares and sends large files meanwhile."""


@contextmanager
def _asked(address: str) -> Iterator[list[float]]:
    """Ask for `address` while the block runs; then the list holds what ASK says."""
    asking = subprocess.Popen(
        [sys.executable, "-c", ASK, address], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    found: list[float] = []
    try:
        yield found
    finally:
        told, _nothing = asking.communicate(timeout=60)
    assert asking.returncode == 0
    found.extend(float(part) for part in told.split())


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=20) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _upload(
    app: Flask, address: str, email: str, title: str, sources: list[Source]
) -> urllib.request.Request:
    """What a browser sends; made before anything is timed, for the test's threads share one interpreter."""
    client = app.test_client()
    cast.sign_in(client, email)
    path = "/organisations/seeds/drafts/import"
    form: dict[str, Any] = client.form(path, title=title)  # type: ignore[attr-defined]
    form["files"] = [FileStorage(BytesIO(source.data), source.name) for source in sources]
    boundary, body = encode_multipart(form)
    cookies = "; ".join(f"{cookie.key}={cookie.value}" for cookie in client._cookies.values())
    headers = {
        "Cookie": cookies,
        "Content-Type": f"multipart/form-data; boundary={boundary}",
        "Origin": address,
        "Sec-Fetch-Site": "same-origin",
    }
    return urllib.request.Request(address + path, body, headers)


def _send(title: str, upload: urllib.request.Request, told: dict[str, str]) -> None:
    with urllib.request.urlopen(upload, timeout=30) as answer:
        told[title] = answer.url


def test_everyone_is_served_while_six_malicious_files_are_read(app: Flask, running: str) -> None:
    told: dict[str, str] = {}
    uploads = {
        name: _upload(app, running, PEOPLE[number % 2], name, sources)
        for number, (name, sources) in enumerate(FILES.items())
    }
    uploading = [threading.Thread(target=_send, args=(*upload, told)) for upload in uploads.items()]
    with app.app_context():
        seeds = organisations.get("seeds").id

    def are_read() -> bool:
        with app.app_context():
            return all(upload.state is UploadState.REFUSED for upload in queries.uploads_of(seeds))

    with _asked(f"{running}/healthz") as answers:
        for thread in uploading:
            thread.start()
        for thread in uploading:
            thread.join()
        _until(are_read)
    assert sorted(told) == sorted(FILES)
    assert {url.rpartition("/")[0] for url in told.values()} == {f"{running}/imports"}

    with app.app_context():
        refused = {upload.title: upload.trouble["message"] for upload in queries.uploads_of(seeds)}
    assert refused == TOLD
    asked, slowest, slowest_of_nothing = answers
    assert asked > 20
    assert slowest < SLOWEST + slowest_of_nothing
