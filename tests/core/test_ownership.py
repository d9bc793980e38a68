"""What a restore brings belongs to the role that owns the database, anyone who restored it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from sqlalchemy.engine import make_url

from consult.core.postgres_programs import program, server_major
from consult.setup.environment import ROOT
from tests import world
from tests.conftest import _plain, _swap

FOREIGN = (
    "SELECT c.relname FROM pg_class c WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'S', 'v')"
    " AND pg_get_userbyid(relowner) <> %(role)s UNION ALL SELECT proname FROM pg_proc"
    " WHERE pronamespace = 'public'::regnamespace AND pg_get_userbyid(proowner) <> %(role)s"
)


@pytest.fixture
def empty(servers: dict[str, str], worker_id: str) -> Iterator[str]:
    """The name of an empty database that the application's role owns."""
    name, role = f"consult_restored_{worker_id}", make_url(servers["database"]).username
    with psycopg.connect(_plain(servers["owner"]), autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {name} OWNER {role} TEMPLATE template0")
        yield name
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def flask(url: str, redis: str, data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command with an address of the database of its own."""
    around = {
        **os.environ, "DATABASE_URL": url, "REDIS_URL": redis, "CONSULT_ENV": "test", "FLASK_APP": "wsgi",
        "SECRET_KEY": "for a command of the tests, nothing else", "CONSULT_DATA": str(data),
    }  # fmt: skip
    command = [sys.executable, "-m", "flask", *arguments]
    return subprocess.run(command, cwd=ROOT, env=around, capture_output=True, text=True, check=False)


def foreign(url: str, role: str) -> list[str]:
    with psycopg.connect(_plain(url)) as server:
        return [name for (name,) in server.execute(FOREIGN, {"role": role})]


def backed_up(app: Flask, servers: dict[str, str], empty: str, folder: Path) -> tuple[Path, str, str, str]:
    """The backup of a consultation, and the empty database as the application reaches it and as the owner of the server
    does, with the role of the application."""
    world.consultation(app)
    made = Path(app.test_cli_runner().invoke(args=["backup", str(folder / "backups")]).stdout.strip())
    ours, theirs = _swap(servers["database"], empty), _swap(servers["owner"], empty)
    return made, ours, theirs, str(make_url(ours).username)


def test_another_database_user_restores_what_belongs_to_the_application(
    app: Flask, clean: None, empty: str, servers: dict[str, str], tmp_path: Path
) -> None:
    made, ours, theirs, role = backed_up(app, servers, empty, tmp_path)
    done = flask(theirs, servers["redis"], tmp_path / "data", "restore", str(made))
    assert (done.returncode, foreign(theirs, role)) == (0, []), done.stderr
    with psycopg.connect(_plain(ours)) as server:
        assert server.execute("SELECT count(*) FROM consultations").fetchone() == (1,)
    again = flask(theirs, servers["redis"], tmp_path / "data", "restore", "--replace", str(made))
    assert (again.returncode, foreign(theirs, role)) == (0, []), again.stderr


def test_what_was_restored_by_hand_for_someone_else_is_given_to_the_application_or_said(
    app: Flask, clean: None, empty: str, servers: dict[str, str], tmp_path: Path
) -> None:
    made, ours, theirs, role = backed_up(app, servers, empty, tmp_path)
    with app.app_context():
        loader = program("pg_restore", server_major())
    by_hand = [str(loader), "--no-owner", f"--dbname={_plain(theirs)}", str(made / "database.dump")]
    subprocess.run(by_hand, check=True)
    assert len(foreign(theirs, role)) > 50
    refused = flask(ours, servers["redis"], tmp_path / "data", "restored")
    assert refused.returncode == 1
    (line,) = refused.stderr.splitlines()
    assert line.startswith("the restore is not complete: ROUTINE ")
    assert line.endswith("and so on")
    assert f"pg_restore --no-owner --role={role}" in line
    done = flask(theirs, servers["redis"], tmp_path / "data", "restored")
    assert (done.returncode, foreign(theirs, role)) == (0, []), done.stderr
