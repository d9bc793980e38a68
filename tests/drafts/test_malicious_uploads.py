"""Six malicious uploads at once, with the real server and a real worker: everybody else is served throughout."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from consult.core import queue
from consult.drafts import queries
from consult.drafts.blocks import Source
from consult.drafts.models import UploadState
from consult.organisations import queries as organisations
from tests import cast
from tests.drafts import hostile

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
    "pictures in pictures": "Reading the file took too long; it is not built like a document.",
    "much air": "The file unpacks to far more than a document holds.",
    "laughs": "The file is not built like a Word document.",
    "cells": "The tables have too many cells; import the text in parts.",
}
"""What is said of those of which nothing is read; the others are read, within their limits."""


@pytest.fixture
def running(app: Flask, clean: None, tmp_path: Path) -> Iterator[str]:
    """The address of the application, served as in production, with one worker."""
    for email in PEOPLE:
        cast.person(app, email)
    cast.organisation(app, "seeds", officer=PEOPLE)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    kwargs = queue.bell().waiting.connection_pool.connection_kwargs
    around = {
        **os.environ,
        "CONSULT_ENV": "demo",
        "SECRET_KEY": app.config["SECRET_KEY"],
        "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
        "REDIS_URL": f"unix://{kwargs['path']}?db={kwargs.get('db', 0)}",
        "CONSULT_QUEUE": queue.bell().name,
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
    )
    with (tmp_path / "log").open("wb") as out:
        processes = [
            subprocess.Popen(one, cwd=ROOT, env=around, stdout=out, stderr=out, start_new_session=True)
            for one in commands
        ]
    try:
        _until(lambda: _seconds(f"http://127.0.0.1:{port}/healthz") < 60)
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


SLOWEST = 3.0
"""Seconds: a page is there within one where nothing else runs; here other tests use the same processors."""


def _seconds(address: str) -> float:
    """How long an answer takes; 60 for none."""
    began = time.monotonic()
    try:
        with urllib.request.urlopen(address, timeout=20) as answer:
            return time.monotonic() - began if answer.status == 200 else 60.0
    except OSError:
        return 60.0


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


def test_everybody_is_served_while_six_malicious_files_are_read(app: Flask, running: str) -> None:
    slowest, asked, told = [0.0], [0], dict[str, str]()
    done = threading.Event()

    def ask() -> None:
        while not done.wait(0.1):
            slowest[0] = max(slowest[0], _seconds(f"{running}/healthz"))
            asked[0] += 1

    uploads = {
        name: _upload(app, running, PEOPLE[number % 2], name, sources)
        for number, (name, sources) in enumerate(FILES.items())
    }
    asking = threading.Thread(target=ask)
    uploading = [threading.Thread(target=_send, args=(*upload, told)) for upload in uploads.items()]
    for thread in (asking, *uploading):
        thread.start()
    for thread in uploading:
        thread.join()
    assert sorted(told) == sorted(FILES)
    assert {url.rpartition("/")[0] for url in told.values()} == {f"{running}/imports"}

    with app.app_context():
        seeds = organisations.get("seeds").id

    def are_read() -> bool:
        with app.app_context():
            return all(upload.state is UploadState.REFUSED for upload in queries.uploads_of(seeds))

    _until(are_read)
    done.set()
    asking.join()
    with app.app_context():
        refused = {upload.title: upload.trouble["message"] for upload in queries.uploads_of(seeds)}
    assert refused == TOLD
    assert asked[0] > 20
    assert slowest[0] < SLOWEST
