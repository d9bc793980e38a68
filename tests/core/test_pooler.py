"""Where a pooler stands before PostgreSQL, nothing depends on a connection; `python -m bench guide` has a real one."""

import os
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from flask import Flask
from sqlalchemy.engine import make_url

from consult.setup.environment import ROOT
from tests.conftest import _plain, _swap

PREPARED = """
from sqlalchemy import text
from consult.core.database import db
from wsgi import app
with app.app_context():
    for _ in range(20):
        db.session.execute(text("SELECT count(*) FROM organisations"))
    print(db.session.execute(text("SELECT count(*) FROM pg_prepared_statements")).scalar_one())
"""

NOTICED = """
import sys
from consult.core.pooler import through_a_pooler
from wsgi import app
with app.app_context():
    print(through_a_pooler(False), through_a_pooler(True))
"""


def python(program: str, servers: dict[str, str], **around: str) -> subprocess.CompletedProcess[str]:
    settings = {
        "CONSULT_ENV": "test", "SECRET_KEY": "for a program of the tests, nothing else", "FLASK_APP": "wsgi",
        "REDIS_URL": servers["redis"],
    }  # fmt: skip
    words = ["-c", program] if "\n" in program else ["-m", *program.split()]
    command = [sys.executable, *words]
    return subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, **settings, **around},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(("is_pooled", "are_prepared"), [(False, True), (True, False)])
def test_statements_are_prepared_where_a_connection_stays_the_same(
    app: Flask, database: str, servers: dict[str, str], is_pooled: bool, are_prepared: bool
) -> None:
    direct = {"DATABASE_DIRECT_URL": database if is_pooled else ""}
    done = python(PREPARED, servers, DATABASE_URL=database, **direct)
    assert done.returncode == 0, done.stderr
    assert (int(done.stdout) > 0) == are_prepared


@pytest.fixture
def empty(servers: dict[str, str], worker_id: str) -> Iterator[str]:
    """The address of an empty database."""
    name, role = f"consult_pooled_{worker_id}", make_url(servers["database"]).username
    with psycopg.connect(_plain(servers["owner"]), autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {name} OWNER {role}")
        yield _swap(servers["database"], name)
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


NOBODY = "postgresql://127.0.0.1:9/consult"
"""An address at which no one listens."""


def test_migrations_go_to_postgres_itself(empty: str, servers: dict[str, str]) -> None:
    done = python("flask db upgrade 0001", servers, DATABASE_URL=NOBODY, DATABASE_DIRECT_URL=empty)
    assert done.returncode == 0, done.stderr
    with psycopg.connect(_plain(empty)) as server:
        assert server.execute("SELECT version_num FROM alembic_version").fetchone() == ("0001",)


def test_backups_and_restores_go_to_postgres_itself(
    app: Flask, database: str, empty: str, servers: dict[str, str], tmp_path: Path
) -> None:
    data = {"CONSULT_DATA": str(tmp_path / "data"), "DATABASE_URL": database}
    refused = python(f"flask backup {tmp_path}/backups", servers, DATABASE_DIRECT_URL=NOBODY, **data)
    assert refused.returncode == 1
    assert refused.stderr.startswith("no backup was made: pg_dump ended with 1")
    made = python(f"flask backup {tmp_path}/backups", servers, DATABASE_DIRECT_URL=database, **data)
    assert made.returncode == 0, made.stderr
    data["DATABASE_URL"] = empty
    command = f"flask restore {made.stdout.strip()}"
    refused = python(command, servers, DATABASE_DIRECT_URL=NOBODY, **data)
    assert (refused.returncode, refused.stderr.startswith("not restored: pg_restore ended with 1")) == (
        1,
        True,
    )
    done = python(command, servers, DATABASE_DIRECT_URL=empty, **data)
    assert done.returncode == 0, done.stderr


class Pooler(threading.Thread):
    """Passes a connection on to PostgreSQL, and like a pooler names a process of its own to the client."""

    def __init__(self, path: str) -> None:
        super().__init__(daemon=True)
        self.path = path
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = self.listening.getsockname()[1]

    def run(self) -> None:
        while True:
            client, _address = self.listening.accept()
            server = socket.socket(socket.AF_UNIX)
            server.connect(self.path)
            threading.Thread(target=_pass_on, args=(client.makefile("rb", 0), server), daemon=True).start()
            threading.Thread(target=_rename, args=(server.makefile("rb"), client), daemon=True).start()


def _pass_on(source: Any, target: socket.socket) -> None:
    while data := source.read(65536):
        target.sendall(data)


def _rename(source: Any, target: socket.socket) -> None:
    """Messages of PostgreSQL; of BackendKeyData ("K") the process and its key are others."""
    while head := source.read(5):
        body = source.read(struct.unpack("!I", head[1:])[0] - 4)
        target.sendall(head + (struct.pack("!II", 1, 1) if head[:1] == b"K" else body))


def test_a_pooler_that_no_one_told_of_is_noticed(database: str, servers: dict[str, str]) -> None:
    url = make_url(database)
    pooler = Pooler(f"{url.query['host']}/.s.PGSQL.5432")
    pooler.start()
    through = f"postgresql://{url.username}@127.0.0.1:{pooler.port}/{url.database}?sslmode=disable&gssencmode=disable"
    line = "DATABASE_URL leads through a pooler: set DATABASE_DIRECT_URL as well (docs/operations.md)"
    said = python(NOTICED, servers, DATABASE_URL=through).stdout
    assert said == f"{[line]} []\n"
    assert python(NOTICED, servers, DATABASE_URL=database).stdout == "[] []\n"
