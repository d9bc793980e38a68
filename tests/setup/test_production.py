"""What production refuses to start with, one clear line each."""

import json
import os
import subprocess
import sys
import tempfile

import psycopg
import pytest
from flask import Flask
from sqlalchemy.engine import make_url

from config import Config
from consult.setup.environment import ROOT

SAFE = {
    "CONSULT_ENV": "production",
    "SECRET_KEY": "9b1c0d6f-2f0e-4a37-8f50-b1d1f5a7a5c4-quite-long",
    "PUBLIC_URL": "https://consult.example.org",
    "SMTP_URL": "smtp://mail.example.org?tls=starttls",
    "MAIL_FROM": "consult@example.org",
    "PROXY_COUNT": "1",
}

REFUSED: dict[str, tuple[dict[str, str], str]] = {
    "no secret": ({"SECRET_KEY": ""}, "SECRET_KEY is missing"),
    "a language that no one knows": (
        {"LANGUAGES": "en,xx-Klingon"},
        "LANGUAGES names what is no language: xx-Klingon",
    ),
    "a short secret": ({"SECRET_KEY": "too short"}, "SECRET_KEY is shorter than 32 characters"),
    "a token that can be guessed": (
        {"METRICS_TOKEN": "metrics"},
        "METRICS_TOKEN is shorter than 24 characters",
    ),
    "an example for a secret": (
        {"SECRET_KEY": "change-me-change-me-change-me-change-me"},
        "SECRET_KEY is one of the examples",
    ),
    "an open cookie": (
        {"COOKIE_SECURE": "0"},
        "COOKIE_SECURE is off: sign-in cookies would travel without TLS",
    ),
    "plain HTTP": (
        {"PUBLIC_URL": "http://consult.example.org"},
        "PUBLIC_URL does not begin with https://",
    ),
    "no mail": ({"SMTP_URL": ""}, "SMTP_URL is missing: no email would be sent"),
    "no sender": ({"MAIL_FROM": ""}, "MAIL_FROM is missing: emails need a sender address"),
    "passwords alone": ({"SECOND_FACTOR_REQUIRED": "0"}, "SECOND_FACTOR_REQUIRED is off"),
    "no assets": (
        {"CONSULT_ASSETS": "var/nowhere"},
        "CONSULT_ASSETS has no assets of this version: build them (docs/operations.md)",
    ),
    "neither a proxy nor none": (
        {"PROXY_COUNT": "0"},
        "PROXY_COUNT is 0: set the number of proxies in front, or DIRECTLY_REACHED=1 where there is none",
    ),
    "a proxy and none": (
        {"DIRECTLY_REACHED": "1"},
        "DIRECTLY_REACHED is on and PROXY_COUNT is not 0: only one of them is true",
    ),
    "no limits": ({"RATE_LIMITS": "0"}, "RATE_LIMITS is off"),
    "a language without a catalogue": (
        {"LANGUAGES": "en,vo,io"},
        "LANGUAGES names languages without a catalogue: vo, io",
    ),
    "names of countries that are not there": (
        {"COUNTRY_NAMES": "/nowhere.csv"},
        "COUNTRY_NAMES: /nowhere.csv: [Errno 2] No such file or directory: '/nowhere.csv'",
    ),
    "a folder of data that is somebody else's": (
        {"CONSULT_DATA": "/dev/null/data", "CONSULT_JOURNAL": tempfile.gettempdir()},
        "CONSULT_DATA cannot be written: it has to belong to the account of the service",
    ),
    "no journal": (
        {"CONSULT_JOURNAL": "/dev/null/journal"},
        "CONSULT_JOURNAL cannot be written: a restore would bring back what was erased",
    ),
}

UNSAFE_SERVER = [
    "consult does not start: PostgreSQL runs with fsync=off",
    "consult does not start: PostgreSQL runs with full_page_writes=off",
    "consult does not start: PostgreSQL runs with synchronous_commit=off",
]

TRY_ALL = """
import importlib, json, os, sys
import config
from consult.app import create_app
said, around = {}, dict(os.environ)
for name, changes in json.loads(sys.argv[1]).items():
    os.environ.clear()
    os.environ.update(around | changes)
    importlib.reload(config)
    try:
        create_app(config.Config)
        said[name] = []
    except SystemExit as refusal:
        said[name] = str(refusal).splitlines()
print(json.dumps(said))
"""


@pytest.fixture(scope="module")
def said(app: Flask, database: str, servers: dict[str, str]) -> dict[str, list[str]]:
    """What the application says to each setting; on the tests' own database server, which is not safe either.

    All settings are tried in one process, once: the tests that ask are of the group "settings".
    """
    around = {**os.environ, **SAFE, "DATABASE_URL": database, "REDIS_URL": servers["redis"]}
    around["CONSULT_ASSETS"] = str(app.config["ASSETS_DIR"])
    cases = {name: changes for name, (changes, _line) in REFUSED.items()} | {"all is safe": {}}
    cases["no proxy, and said so"] = {"PROXY_COUNT": "0", "DIRECTLY_REACHED": "1"}
    tried = subprocess.run(
        [sys.executable, "-c", TRY_ALL, json.dumps(cases)],
        cwd=ROOT,
        env=around,
        capture_output=True,
        text=True,
        check=False,
    )
    assert tried.returncode == 0, tried.stderr
    found: dict[str, list[str]] = json.loads(tried.stdout)
    return found


@pytest.mark.xdist_group("settings")
@pytest.mark.parametrize("name", REFUSED)
def test_an_unsafe_setting_is_refused_in_one_line(said: dict[str, list[str]], name: str) -> None:
    assert said[name] == [f"consult does not start: {REFUSED[name][1]}"]


@pytest.mark.xdist_group("settings")
def test_a_database_that_may_lose_what_it_confirmed_is_refused(said: dict[str, list[str]]) -> None:
    assert said["all is safe"] == UNSAFE_SERVER


@pytest.mark.xdist_group("settings")
def test_a_site_without_a_proxy_starts_where_the_operator_said_so(said: dict[str, list[str]]) -> None:
    assert said["no proxy, and said so"] == said["all is safe"]


def _refusals(app: Flask, servers: dict[str, str], url: str) -> list[str]:
    around = {**os.environ, **SAFE, "DATABASE_URL": url, "REDIS_URL": servers["redis"]}
    around["CONSULT_ASSETS"] = str(app.config["ASSETS_DIR"])
    tried = subprocess.run(
        [sys.executable, "-c", "import wsgi"],
        cwd=ROOT,
        env=around,
        capture_output=True,
        text=True,
        check=False,
    )
    return [line for line in tried.stderr.splitlines() if line not in UNSAFE_SERVER]


def test_a_role_that_may_more_than_use_its_database_is_refused(
    app: Flask, database: str, owned: str, servers: dict[str, str]
) -> None:
    words = (
        "a superuser", "a role that makes roles", "a role that makes databases",
        "a role that reads every database by replication", "a role that row-level security does not hold",
    )  # fmt: skip
    wanted = [f"consult does not start: the role in DATABASE_URL is {one}" for one in words]
    assert _refusals(app, servers, owned) == wanted
    assert _refusals(app, servers, database) == []


def test_a_server_whose_log_would_show_what_people_type_is_refused(
    app: Flask, database: str, owned: str, servers: dict[str, str]
) -> None:
    name = make_url(database).database
    settings = {
        "log_parameter_max_length_on_error": "64",
        "log_parameter_max_length": "-1",
        "log_statement": "mod",
    }
    with psycopg.connect(owned.replace("+psycopg", ""), autocommit=True) as server:
        for setting, value in settings.items():
            server.execute(f"ALTER DATABASE {name} SET {setting} = '{value}'")
        try:
            refused = _refusals(app, servers, database)
        finally:
            for setting in settings:
                server.execute(f"ALTER DATABASE {name} RESET {setting}")
    assert refused == [
        "consult does not start: PostgreSQL logs what people type: log_parameter_max_length_on_error=64B",
        "consult does not start: PostgreSQL logs what people type: log_parameter_max_length=-1",
    ]


def test_a_refusal_is_lines_and_an_exit_status_without_a_traceback(
    app: Flask, database: str, servers: dict[str, str]
) -> None:
    around = {**os.environ, **SAFE, "DATABASE_URL": database, "REDIS_URL": servers["redis"]}
    around |= {"COOKIE_SECURE": "0", "RATE_LIMITS": "0", "CONSULT_ASSETS": str(app.config["ASSETS_DIR"])}
    tried = subprocess.run(
        [sys.executable, "-c", "import wsgi"],
        cwd=ROOT,
        env=around,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (tried.returncode, tried.stdout, tried.stderr.splitlines()) == (
        1,
        "",
        [
            "consult does not start: COOKIE_SECURE is off: sign-in cookies would travel without TLS",
            "consult does not start: RATE_LIMITS is off",
        ],
    )


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"CONSULT_ENV": "prod"}, "CONSULT_ENV is none of production, demo, test"),
        ({"MAX_UPLOAD_MB": "thirty"}, "MAX_UPLOAD_MB is not a number"),
        (
            {"DATABASE_URL": "postgresql://127.0.0.1:9/consult"},
            "the database at DATABASE_URL does not answer",
        ),
    ],
)
def test_a_setting_that_cannot_be_is_refused_in_one_line(
    app: Flask, changes: dict[str, str], line: str
) -> None:
    assets = {"CONSULT_ASSETS": str(app.config["ASSETS_DIR"])}
    tried = subprocess.run(
        [sys.executable, "-c", "import wsgi"],
        cwd=ROOT,
        env={**os.environ, **SAFE, **assets, **changes},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (tried.returncode, tried.stderr) == (1, f"consult does not start: {line}\n")


def test_a_pooler_that_drops_the_settings_of_connections_is_noticed(
    app: Flask, database: str, owned: str, servers: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_DIRECT_URL", database)  # then connections begin as the role's settings say
    with psycopg.connect(owned.replace("+psycopg", ""), autocommit=True) as server:
        name, set_to = make_url(database).database, dict(Config.SESSION_SETTINGS)
        server.execute(f"ALTER DATABASE {name} SET timezone = 'Europe/Zurich'")
        refused = _refusals(app, servers, database)
        assert [line.partition(" = ")[0].rpartition(" ")[2] for line in refused] == list(set_to)
        assert refused[1] == (
            "consult does not start: connections begin with statement_timeout=0: have a superuser call"
            " ALTER ROLE … SET statement_timeout = '2s'"
        )
        try:
            for setting, value in set_to.items():
                server.execute(f"ALTER DATABASE {name} SET {setting} = '{value}'")
            assert _refusals(app, servers, database) == []
        finally:
            server.execute(f"ALTER DATABASE {name} RESET ALL")
