"""Servers, database, clients: what every test stands on. All of it is real."""

import gc
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from email.policy import default
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from aiosmtpd.controller import Controller
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.engine import make_url

from config import Testing, database_url
from consult.accounts import passwords
from consult.app import create_app
from consult.core import mail, queue
from consult.core.database import db
from consult.core.mail import MailTransport
from consult.embedded import Servers
from consult.setup import assets, catalogues
from consult.web import email_texts
from tests import copied, database_owner
from tests.pages import CheckedClient

ROOT = Path(__file__).resolve().parent.parent
REALDATA = Path(os.environ.get("CONSULT_REALDATA", ROOT.parent / "shared" / "data"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that have to run one after the other come first, so that none of their groups is all that is left to do at
    the end. Tests on real drafts and comments need their folder; say so once, clearly, where it is absent."""
    items.sort(key=lambda item: item.get_closest_marker("xdist_group") is None)
    if not REALDATA.is_dir():
        absent = pytest.mark.skip(reason="real drafts and comments are not here (set CONSULT_REALDATA)")
        for item in items:
            if item.get_closest_marker("realdata"):
                item.add_marker(absent)


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Names of tests hold no bytes: what was packed just now has the time in it, and each process has its own."""
    return argname if isinstance(val, bytes) else None


@pytest.fixture(scope="session")
def realdata() -> Path:
    """The folder of real drafts and comments."""
    return REALDATA


@pytest.fixture(scope="session")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """PostgreSQL and Valkey: those of the test command, or a pair of our own."""
    if "DATABASE_URL" in os.environ and "REDIS_URL" in os.environ:
        url = database_url(os.environ["DATABASE_URL"])
        owner = database_url(os.environ.get("CONSULT_TEST_OWNER_URL", _swap(url, "postgres")))
        yield {"database": url, "redis": os.environ["REDIS_URL"], "owner": owner}
        return
    folder = tmp_path_factory.mktemp("servers")
    with Servers(folder, throwaway=True) as started:
        owner = started.admin_url_of("postgres")
        yield {"database": started.database_url, "redis": started.redis_url, "owner": owner}


def _direct(name: str) -> dict[str, str]:
    """Where DATABASE_URL leads to a pooler: PostgreSQL's own address of this database."""
    direct = os.environ.get("DATABASE_DIRECT_URL", "")
    return {"DATABASE_DIRECT_URL": _swap(direct, name)} if direct else {}


def _plain(url: str) -> str:
    return url.replace("postgresql+psycopg://", "postgresql://")


def _swap(url: str, name: str) -> str:
    head, question, options = url.partition("?")
    return f"{head.rsplit('/', 1)[0]}/{name}{question}{options}"


@pytest.fixture(scope="session")
def database(servers: dict[str, str], worker_id: str) -> str:
    """This worker's own database, cloned from one that the migrations made."""
    role = make_url(servers["database"]).username
    with psycopg.connect(_plain(servers["owner"]), autocommit=True) as server:
        server.execute("SELECT pg_advisory_lock(815)")
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = 'consult_template'").fetchone():
            server.execute(f"CREATE DATABASE consult_template OWNER {role}")
            around = {
                **os.environ,
                "DATABASE_URL": _swap(servers["database"], "consult_template"),
                "REDIS_URL": servers["redis"],
                "CONSULT_ENV": "test",
                "SECRET_KEY": "for the migrations of the tests, nothing else",
                "FLASK_APP": "wsgi",
                **_direct("consult_template"),
            }
            command = [sys.executable, "-m", "flask", "db", "upgrade"]
            done = subprocess.run(command, cwd=ROOT, env=around, capture_output=True, text=True, check=False)
            if done.returncode:
                server.execute("DROP DATABASE consult_template")
                raise RuntimeError(done.stderr)
        name = f"consult_{worker_id}"
        server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {name} TEMPLATE consult_template OWNER {role}")
        server.execute("SELECT pg_advisory_unlock(815)")
    os.environ.update(_direct(name))
    return _swap(servers["database"], name)


@pytest.fixture(scope="session")
def owned(database: str, servers: dict[str, str]) -> str:
    """The same database as the owner of the server, who may do what the application may not."""
    return _swap(servers["owner"], str(make_url(database).database))


@pytest.fixture(scope="session")
def worker_id(request: pytest.FixtureRequest) -> str:
    """gw0, gw1, … or "main" where nothing runs in parallel."""
    worker: dict[str, str] | None = getattr(request.config, "workerinput", None)
    return worker["workerid"] if worker else "main"


def worker_number(worker_id: str) -> int:
    """0 where nothing runs in parallel; else 1, 2, …: each worker has its own part of Valkey, limits and all."""
    return int(worker_id.removeprefix("gw")) + 1 if worker_id.startswith("gw") else 0


@pytest.fixture(scope="session")
def app(
    database: str,
    owned: str,
    servers: dict[str, str],
    worker_id: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Flask:
    """The application on this worker's database and queue."""
    data = tmp_path_factory.mktemp("data")
    catalogues.compile_all()
    assets.build(data / "assets")

    class Chosen(Testing):
        SQLALCHEMY_DATABASE_URI = database
        DATABASE_DIRECT_URL = database_url(os.environ.get("DATABASE_DIRECT_URL", ""))
        REDIS_URL = f"{servers['redis']}?db={worker_number(worker_id)}"
        QUEUE = f"consult-{worker_id}"
        DATA_DIR = data
        ASSETS_DIR = data / "assets"
        JOURNAL_DIR = data / "journal"

    made = create_app(Chosen)
    made.test_client_class = CheckedClient
    made.config[copied.OWNER] = _plain(owned)
    _look_for_garbage_seldom()
    return made


def _look_for_garbage_seldom() -> None:
    """What the modules and the application made stays until the end: it is not looked through again and again. How often
    the rest is, is said in tests/__init__.py."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def effort() -> Iterator[PasswordHasher]:
    """Hash passwords with little effort, for people sign up a thousand times here; gives the one that makes an effort."""
    real = passwords.hasher
    passwords.hasher = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    yield real
    passwords.hasher = real


@pytest.fixture
def clean(app: Flask, owned: str) -> Iterator[None]:
    """An empty database and queue before the test."""
    database_owner.empty(_plain(owned))
    notifier = app.extensions["worker_notifier"]
    for one in notifier.queues.values():
        one.empty()
    notifier.silent_until = 0
    app.extensions["page_cache"].clear()
    yield
    with app.app_context():
        db.session.remove()


@pytest.fixture
def ctx(app: Flask, clean: None) -> Iterator[Flask]:
    """An application context for tests that call actions and queries. Not for tests with a client."""
    with app.app_context():
        yield app
        db.session.rollback()


@pytest.fixture
def client(app: Flask, clean: None) -> FlaskClient:
    """A browser without JavaScript: every page it fetches is checked (see tests/pages.py)."""
    return app.test_client()


@pytest.fixture
def limited(app: Flask, clean: None) -> Iterator[None]:
    """Rate limits are on."""
    limits = app.extensions["limits"]
    limits.is_on = True
    limits.shared.reset()
    yield
    limits.shared.reset()
    limits.is_on = False


class Sink:
    """An SMTP server that keeps what it took, and while it is `sulking` says so, or answers recipients with `no`."""

    def __init__(self) -> None:
        self.taken: list[tuple[list[str], Message]] = []
        self.sulking = ""
        self.no: dict[str, str] = {}

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if address in self.no:
            return self.no[address]
        envelope.rcpt_tos.append(address)
        return "250 known"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.sulking:
            return self.sulking
        message = message_from_bytes(envelope.content, policy=default)
        self.taken.append((list(envelope.rcpt_tos), message))
        return "250 taken"


@pytest.fixture
def sink(app: Flask, clean: None) -> Iterator[Sink]:
    """The application's letters go to this server."""
    kept = Sink()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Controller(kept, hostname="127.0.0.1", port=port)
    server.start()
    mail.wire(
        MailTransport(f"smtp://127.0.0.1:{port}", "Consult <consult@example.org>", "consult.example.org"),
        email_texts.render_email,
        "http://localhost",
    )
    yield kept
    server.stop()
    config = app.config
    host = urlsplit(config["PUBLIC_URL"]).hostname or ""
    mail.wire(MailTransport("", config["MAIL_FROM"], host), email_texts.render_email, config["PUBLIC_URL"])


@pytest.fixture
def work(app: Flask, clean: None) -> Any:
    """Call it to have everything done that the queue holds, as a worker would."""

    def drain() -> None:
        from rq import SimpleWorker

        notifier = app.extensions["worker_notifier"]
        names = [notifier.name_of(urgency) for urgency in queue.Urgency]
        SimpleWorker(names, connection=notifier.blocking_connection, serializer=queue.JSONSerializer).work(
            burst=True, logging_level="ERROR"
        )

    return drain


class Served:
    """The application served over HTTP for a real browser, in threads of this process."""

    def __init__(self, app: Flask) -> None:
        from werkzeug.serving import make_server

        self.server = make_server("127.0.0.1", 0, app, threaded=True)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def stop(self) -> None:
        """No more requests."""
        self.server.shutdown()


@pytest.fixture
def served(app: Flask, clean: None) -> Iterator[str]:
    """The address of the application, served for a browser."""
    running = Served(app)
    yield running.url
    running.stop()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A real Chromium."""
    from playwright.sync_api import sync_playwright

    from consult.setup.testing import browser, browser_environment

    flags = [
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        "--host-resolver-rules=MAP *.test 127.0.0.1",
    ]
    flags += ["--disable-quic", "--disable-gpu"] + (["--no-sandbox"] if os.geteuid() == 0 else [])
    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=browser(), args=flags, env=browser_environment())
        yield started
        started.close()
