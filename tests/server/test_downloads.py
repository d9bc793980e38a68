"""The whole application reached directly, and clients that ask for large files and long pages and do not read them."""

import socket
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from flask import Flask

from tests import world
from tests.reading import steps
from tests.server.running import Running, running

BASE = f"/consultations/{world.SLUG}"
LONG = 200_000
"""Characters of each comment: the file and the page are larger than what the system keeps for a connection."""


@pytest.fixture
def server(
    app: Flask, clean: None, database: str, servers: dict[str, str], tmp_path: Path
) -> Iterator[Running]:
    """The application with sixty long comments, in one process of four threads."""
    world.consultation(app)
    for _ in range(3):
        steps.published(app, comments=[world.COMMENT] * 20)
    with psycopg.connect(database.replace("postgresql+psycopg://", "postgresql://")) as there:
        there.execute("UPDATE comments SET shown_text = shown_text || repeat(' word', %s)", [LONG // 5])
        there.execute("UPDATE comments SET shown_comment = shown_text")
    around = {
        "CONSULT_ENV": "test", "DATABASE_URL": database, "REDIS_URL": servers["redis"], "RATE_LIMITS": "0",
        "SECRET_KEY": "of a server that is read slowly, nothing else", "PUBLIC_URL": "http://localhost",
        "COOKIE_SECURE": "0", "CONSULT_DATA": str(tmp_path), "CONSULT_ASSETS": str(app.config["ASSETS_DIR"]),
    }  # fmt: skip
    with running("wsgi:app", around, "--workers", "1", "--threads", "4") as started:
        yield started


def unread(server: Running, path: str) -> socket.socket:
    """A client that asks for `path`, takes the first bytes of the answer, and reads no further."""
    asking = socket.socket()
    asking.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    asking.settimeout(10)
    asking.connect(("127.0.0.1", server.port))
    asking.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    assert asking.recv(12) == b"HTTP/1.1 200"
    return asking


@pytest.mark.parametrize("page", [f"{BASE}/comments.csv", f"{BASE}/comments"])
def test_eight_clients_that_do_not_read_hold_neither_threads_nor_connections(
    server: Running, database: str, page: str
) -> None:
    waiting = [unread(server, page) for _ in range(8)]
    began = time.monotonic()
    others = ["/healthz", BASE, f"{BASE}/text", f"{BASE}/comments?q=lots", f"{BASE}/statistics"] * 3
    assert [server.get(path) for path in others] == [200] * 15
    assert time.monotonic() - began < 30
    with psycopg.connect(database.replace("postgresql+psycopg://", "postgresql://")) as there:
        busy = there.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND state <> 'idle' AND backend_type = 'client backend'"
        ).fetchone()
    assert busy == (0,)
    for one in waiting:
        one.close()


def test_who_reads_gets_the_whole_file_twice_the_same(server: Running) -> None:
    asked = f"GET {BASE}/comments.csv HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    (status, head, first), (_, _, second) = server.ask(asked), server.ask(asked)
    assert (status, first == second) == (200, True)
    assert f"content-length: {len(first)}".encode() in head.lower()
    assert len(first) > 60 * LONG
