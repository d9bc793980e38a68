"""Nonsense sent to every rule, with every method, as everyone, in every state: `python -m bench fuzz`.

A round is a new world in one state of its consultation; in it each rule is asked with each method by each actor of the
matrix of permissions (tests/architecture/test_guards.py). What is sent is the form of the page with some fields broken,
or nonsense in every field, in the query, in headers, in files, or a body that is no form. An answer of 500 or more is
counted and printed with what caused it. The exit status is 1 where there was one.
"""

import argparse
import logging
import random
import traceback
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from werkzeug.test import TestResponse

from bench.deployment import Verdict, say
from bench.servers import free_port, stage
from config import Testing, database_url
from consult.app import create_app
from consult.core import clock
from tests.architecture.form_fields import fields_of, is_file
from tests.architecture.test_every_form import STATES, _slug
from tests.architecture.test_guards import ACTORS, _arguments, make_things
from tests.cast import sign_in
from tests.pages import CheckedClient, fields

METHODS = ("GET", "POST", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE")

VALUES = (
    "", " ", "x", "0", "-1", "1.5", "9" * 30, "1e309", "NaN", "²", "y", "true", "None", "null", "[]", "2026-02-30",
    "9999-12-31", "0001-01-01", "25:61", "x" * 700, "x" * 70_000, "🦀" * 400, "a\u0301" * 300,
    "\u202e\u2066\ufeff", "<script>x()</script>",
    "' OR 1=1 --", "%s%d{0}{{7*7}}{%", "../../etc/passwd", "a\r\nSet-Cookie: x=1", "\x00a\x00", "javascript:x()", "a@b",
    "ü@exämple.org", "published", "withhold", "approve", "send_back", "discard", "government",
    "comment:0:3", "comment:3:0:other",
    "W10", "eyJ0Ijp7fX0", "lot-size-1", "http://[", "-a." * 300, "=1+1", "\t=1",
)  # fmt: skip
"""What stands in a field, a query or a header."""

BODIES = (
    b"",
    b"{",
    b"[" * 9000,
    b"\xff\xfe\xed\xa0\x80=%ff%fe&%=%zz&&==",
    b"--x\r\nContent-Disposition: form-data; name=\r\n\r\n",
    b"\x00" * 500,
)
"""Bodies that are no form, whatever their type says."""

TYPES = (
    "application/x-www-form-urlencoded", "multipart/form-data", "multipart/form-data; boundary=x", "application/json",
    "text/plain", "",
    "application/x-www-form-urlencoded; charset=no-such",
)  # fmt: skip

HEADERS = (
    "Accept-Language", "Accept", "Cookie", "If-None-Match", "If-Modified-Since", "Range", "Referer",
    "Accept-Encoding", "X-Requested-With",
)  # fmt: skip


TRUNCATE = """
DO $$ BEGIN
    EXECUTE (SELECT 'TRUNCATE ' || string_agg(format('%I', relname), ', ') || ' CASCADE' FROM pg_class
        WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> 'alembic_version');
END $$
"""


class Fuzzer:
    """One run: an application, its chance, and what came of it."""

    def __init__(self, app: Flask, chance: random.Random, most: int) -> None:
        self.app, self.chance, self.most = app, chance, most
        self.statuses: Counter[int] = Counter()
        self.mistakes: dict[str, str] = {}
        self.bad = 0
        self.trouble = ""
        self.asked: set[tuple[str, str, str]] = set()
        logging.getLogger().addHandler(_Listener(self))

    def round(self, state: str) -> None:
        """Everyone asks everything once in a new world."""
        things = make_things(self.app)
        slug = _slug(self.app, things, state)
        things |= {"open": slug, "secret": slug}
        with clock.at(clock.now() + timedelta(days=40 if state == "closed" else 0)):
            for actor, email in ACTORS.items():
                client = self.app.test_client()
                if email:
                    sign_in(client, email)
                elif actor == "holder":
                    client.press("/resume", code=things["code"])  # type: ignore[attr-defined]
                self._everything(client, actor, things)

    def _everything(self, client: FlaskClient, actor: str, things: Mapping[str, Any]) -> None:
        token = client.form("/sign-in").get("csrf_token", "") if actor != "stakeholder" else ""  # type: ignore[attr-defined]
        rules = [(rule, method) for rule in self.app.url_map.iter_rules() for method in METHODS]
        self.chance.shuffle(rules)
        for rule, method in rules:
            if self.statuses.total() >= self.most:
                return
            if rule.endpoint == "accounts.sign_out":
                continue
            arguments = _arguments(rule.endpoint, things)
            address = self.app.url_map.bind("localhost")
            path = address.build(rule.endpoint, {name: arguments[name] for name in rule.arguments})
            if rule.arguments and self.chance.random() < 0.1:
                path = path.replace(str(arguments[min(rule.arguments)]), quote(self._value()[:300]) or "x", 1)
            self._ask(client, actor, rule.endpoint, method, path, token)

    def _ask(
        self, client: FlaskClient, actor: str, endpoint: str, method: str, path: str, token: str
    ) -> None:
        sent: dict[str, Any] = {"headers": self._headers()}
        if self.chance.random() < 0.5:
            names = (
                "q",
                "page",
                "after",
                "clause",
                "type",
                "sort",
                "lang",
                "block",
                "quote",
                "general",
                "next",
                "show",
            )
            sent["query_string"] = {self.chance.choice(names): self._value() for _ in range(3)}
        if method in {"POST", "PUT", "PATCH", "DELETE"}:
            sent |= self._body(client, endpoint, path, token)
        self.trouble = ""
        try:
            status = client.open(path, method=method, **sent).status_code
        except Exception as mistake:  # noqa: BLE001 -- any mistake is what is looked for
            status, self.trouble = 599, "".join(traceback.format_exception(mistake))[-1500:]
        self.statuses[status] += 1
        self.asked.add((endpoint, method, actor))
        if status >= 500:
            self.bad += 1
            self.mistakes.setdefault(
                f"{status} {method} {endpoint}", f"{actor} {path} {str(sent)[:600]}\n{self.trouble}"
            )

    def _body(self, client: FlaskClient, endpoint: str, path: str, token: str) -> dict[str, Any]:
        if self.chance.random() < 0.1:
            return {"data": self.chance.choice(BODIES), "content_type": self.chance.choice(TYPES)}
        names = fields_of(endpoint.partition(".")[0])
        sent = {
            name: self._file() if is_file(kind) else self._value()
            for name, kind in names.items()
            if self.chance.random() < 0.7
        }
        if self.chance.random() < 0.6:
            real = self._real_form(client, path)
            kept = [name for name in real if self.chance.random() < 0.8]
            sent = {name: value for name, value in sent.items() if name not in kept} | {
                name: real[name] for name in kept
            }
        return {"data": sent | {"csrf_token": token}}

    def _real_form(self, client: FlaskClient, path: str) -> dict[str, Any]:
        """The form of the page itself, where there is one."""
        with suppress(Exception):
            page = client.get(path)
            if page.status_code == 200 and page.mimetype == "text/html":
                return fields(html.fromstring(page.get_data()))
        return {}

    def _headers(self) -> dict[str, str]:
        if self.chance.random() < 0.8:
            return {}
        value = (
            self._value()
            .replace("\r", "")
            .replace("\n", "")[:500]
            .encode("latin-1", "ignore")
            .decode("latin-1")
        )
        return {self.chance.choice(HEADERS): value}

    def _value(self) -> str:
        if self.chance.random() < 0.1:
            return "".join(
                chr(
                    self.chance.choice(
                        (
                            self.chance.randrange(1, 0x250),
                            self.chance.randrange(0x600, 0x700),
                            self.chance.randrange(0xE000, 0x10FFFF),
                        )
                    )
                )
                for _ in range(30)
            )
        return self.chance.choice(VALUES)

    def _file(self) -> tuple[BytesIO, str]:
        data = self.chance.choice(
            (
                b"",
                b"# A\n\ntext",
                b"PK\x03\x04" + bytes(60),
                b"<html><p>x",
                b"\x89PNG\r\n\x1a\n",
                self.chance.randbytes(300),
            )
        )
        return BytesIO(data), self.chance.choice(
            ("a.md", "a.docx", "a.html", "a.png", "", "../../x.md", "a.exe", "x" * 400 + ".md")
        )


class _Listener(logging.Handler):
    """Keeps the last mistake that was logged."""

    def __init__(self, fuzzer: Fuzzer) -> None:
        super().__init__(logging.ERROR)
        self.fuzzer = fuzzer

    def emit(self, record: logging.LogRecord) -> None:
        if record.exc_info:
            self.fuzzer.trouble = "".join(traceback.format_exception(*record.exc_info))[-1500:]


def main(arguments: list[str]) -> int:
    """Send, count, and judge."""
    parser = argparse.ArgumentParser(prog="python -m bench fuzz", description=__doc__)
    parser.add_argument("--requests", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args(arguments)
    verdict = Verdict()
    with stage(free_port(), {"CONSULT_ENV": "test"}) as (_servers, around):
        fuzzer = Fuzzer(_application(around), random.Random(chosen.seed), chosen.requests)
        number = 0
        while fuzzer.statuses.total() < chosen.requests:
            with psycopg.connect(around["DATABASE_URL"].replace("+psycopg", ""), autocommit=True) as server:
                server.execute(TRUNCATE)
            fuzzer.round(STATES[number % len(STATES)])
            number += 1
            say(f"{fuzzer.statuses.total()} requests, {len(fuzzer.mistakes)} kinds of mistakes")
    print(f"\n{fuzzer.statuses.total()} requests, seed {chosen.seed}")
    print(f"{len(fuzzer.asked)} triples of rule, method and actor")
    print("  ".join(f"{status}: {count}" for status, count in sorted(fuzzer.statuses.items())))
    for what, how in fuzzer.mistakes.items():
        print(f"\n{what}\n{how}")
    verdict.hold("no answer is a 5xx", fuzzer.statuses.total() - fuzzer.bad, fuzzer.statuses.total())
    return verdict.close()


def _application(around: Mapping[str, str]) -> Flask:
    class Chosen(Testing):
        SQLALCHEMY_DATABASE_URI = database_url(around["DATABASE_URL"])
        REDIS_URL = around["REDIS_URL"]
        DATA_DIR = Path(around["CONSULT_DATA"])
        ASSETS_DIR = Path(around["CONSULT_ASSETS"])
        TESTING = False  # mistakes become the page that people would see

    app = create_app(Chosen)
    app.test_client_class = _Client
    return app


class _Client(CheckedClient):
    """Fills forms in like a browser, and leaves the look of pages to the tests."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Fetch to the end."""
        return FlaskClient.open(self, *args, **{"buffered": True} | kwargs)
