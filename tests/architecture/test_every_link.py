"""Every link of every page is followed, and every form is sent as it stands, as everyone: each leads somewhere.

Every address is looked up in the table of routes. One page stands for all of the same view, so that the number of pages is
bounded by that of the views. All are read in a language that no one speaks, so that a text shows which is not translated
(see pseudo_language).
"""

from collections import deque
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import text, update
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect
from werkzeug.test import TestResponse

from config import Testing
from consult.accounts.models import User
from consult.core.database import db
from tests import cast
from tests.architecture import pseudo_language
from tests.architecture.test_guards import ACTORS
from tests.architecture.test_guards import things as _things
from tests.pages import fields_in

things = _things

LEADING = {"a": "href", "link": "href", "form": "action", "img": "src", "script": "src"}
"""Elements of a page, and which attribute leads elsewhere."""


class Walk:
    """One reader who follows everything."""

    def __init__(self, app: Flask, client: FlaskClient) -> None:
        self.paths = app.url_map.bind("localhost")
        self.client = client
        self.seen: set[str] = set()
        """Views that were read, and paths that lead on to others."""
        self.forms: dict[tuple[str, str, str], str] = {}
        """(what a form leads to, name and value of its button) → a page that has it."""
        self.wrong: dict[str, object] = {}
        self.lost: set[str] = set()
        """Links of pages with a language in front of their address that have none."""
        self.pages: dict[str, bytes] = {}
        """What asked for a page → the page."""

    def view(self, address: str) -> str | None:
        """The view that an address of ours leads to; None where it is none of ours. Raises HTTPException where nothing is there."""
        parts = urlsplit(address)
        if parts.scheme not in {"", "http", "https"} or parts.netloc not in {"", "localhost"}:
            return None
        if parts.path.startswith("/assets/"):
            return None
        return str(self.paths.match(plain(parts.path), method="GET")[0])

    def ask(self, path: str, **sent: Any) -> TestResponse:
        """The answer, not looked at as a page: other tests do."""
        answer = FlaskClient.open(self.client, path, buffered=True, **sent)
        if answer.mimetype == "text/html" and answer.status_code not in {301, 302, 303, 308}:
            self.pages[f"{sent.get('method', 'GET')} {path}"] = answer.get_data()
        return answer

    def everything(self, first: str) -> None:
        """Read from the page `first` on, following one link to each view."""
        waiting = deque([(first, "")])
        while waiting:
            path, page = waiting.popleft()
            try:
                view = self.view(path)
            except RequestRedirect:
                view = f"redirected from {path}"
            except HTTPException as trouble:
                self.wrong[f"{page} → {path}"] = trouble.code
                continue
            if view is None or {view, path} & self.seen:
                continue
            answer = self.ask(path)
            leads_on = answer.status_code in {301, 302, 303, 308}
            self.seen.add(path if leads_on else view)
            if leads_on:
                waiting.append((urljoin(path, answer.location), f"{page} → {path}"))
            elif answer.status_code != 200:
                self.wrong[f"{page} → {path}"] = answer.status_code
            elif answer.mimetype == "text/html":
                waiting.extend((found, path) for found in self.links(path, answer.get_data()))

    def links(self, path: str, body: bytes) -> Iterator[str]:
        """The addresses that a page leads to; its forms for posting are kept for later."""
        page = html.fromstring(body)
        for element in page.iterfind(".//*[@hx-get]"):
            yield self.kept(path, element.get("hx-get"))
        for element in page.iterfind(".//*[@hx-post]"):
            action = urlsplit(self.kept(path, element.get("hx-post"))).path
            self.paths.match(plain(action), method="POST")
        for element in page.iter(*LEADING):
            target = element.get(LEADING[element.tag])
            if element.tag == "form" and (element.get("method") or "").lower() == "post":
                for button in buttons(element):
                    action = urlsplit(urljoin(path, target or path)).path
                    rule = self.paths.match(plain(action), method="POST")[0]
                    self.forms.setdefault((rule, *button), path)
            elif target:
                if element.tag in {"a", "form"}:
                    self.kept(path, target)
                yield urljoin(path, target)

    def kept(self, path: str, target: str) -> str:
        """The address that a page leads to; noted where it loses the language of the page."""
        if target.startswith("/") and language_of(path) and not language_of(target):
            self.lost.add(f"{path} → {target}")
        return urljoin(path, target)

    def send_everything(self) -> None:
        """Send each form that was found as it stands, by each of its buttons, where its page still has it."""
        for (rule, name, value), path in sorted(self.forms.items(), key=lambda one: one[0]):
            if rule in LAST:
                continue
            answer = self.ask(path)
            forms = html.fromstring(answer.get_data()).iter("form") if answer.status_code == 200 else ()
            for form in forms:
                action = urljoin(path, form.get("action") or path)
                is_post = (form.get("method") or "").lower() == "post"
                if not is_post or (name, value) not in buttons(form):
                    continue
                if self.paths.match(plain(urlsplit(action).path), method="POST")[0] != rule:
                    continue
                data = fields_in(form) | ({name: value} if name else {})
                status = self.ask(action, method="POST", data=data).status_code
                if status == 404 or status >= 500:
                    self.wrong[f"{path}: {rule} {name}={value}"] = status
                break


def language_of(path: str) -> str:
    """The language in front of a path, "" where there is none."""
    code = path.split("/")[1] if path.startswith("/") else ""
    return code if code in {*Testing.LANGUAGES, pseudo_language.LANGUAGE} else ""


def plain(path: str) -> str:
    """A path without the language in front of it."""
    return path.removeprefix(f"/{language_of(path)}") if language_of(path) else path


def buttons(form: Any) -> list[tuple[str, str]]:
    """Name and value of each button of a form."""
    found = [one for one in form.iter("button") if (one.get("type") or "submit") == "submit"]
    return [(one.get("name") or "", one.get("value") or "") for one in found] or [("", "")]


LAST = frozenset({"accounts.sign_out", "accounts.deletion"})
"""What ends the walk."""


@pytest.fixture(scope="module")
def translated(app: Flask, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Every message has a translation."""
    folder = tmp_path_factory.mktemp("translations")
    pseudo_language.write_catalogue(folder)
    folders, spoken = app.extensions["babel"].translation_directories, app.config["LANGUAGES"]
    folders.append(str(folder))
    app.config["LANGUAGES"] = [*spoken, pseudo_language.LANGUAGE]
    yield
    app.config["LANGUAGES"] = spoken
    folders.pop()


def _stored(app: Flask) -> set[str]:
    """All texts of the database."""
    with app.app_context():
        tables = db.session.execute(
            text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        ).scalars()
        rows = [
            row for name in tables.all() for row in db.session.execute(text(f"SELECT to_jsonb(t) FROM {name} t")).scalars()
        ]  # fmt: skip
        db.session.rollback()
    return {" ".join(one.split()) for one in _leaves(rows)}


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _leaves(one)


@pytest.mark.xdist_group("messages")
@pytest.mark.parametrize("actor", ACTORS)
def test_every_link_and_every_form_leads_somewhere_and_every_text_is_translated(
    app: Flask, translated: None, things: dict[str, Any], actor: str
) -> None:
    client, email = app.test_client(), ACTORS[actor]
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = pseudo_language.LANGUAGE  # of those without an account
    with app.app_context():
        db.session.execute(update(User).values(language=pseudo_language.LANGUAGE))
        db.session.commit()
    if email:
        cast.sign_in(client, email)
    elif actor == "holder":
        client.press("/resume", code=things["code"])  # type: ignore[attr-defined]
    stored = _stored(app)
    walk = Walk(app, client)
    for first in (f"/{pseudo_language.LANGUAGE}/", f"/submissions/{things['reference']}/status"):
        walk.everything(first)
    walk.send_everything()
    assert len(walk.seen) > 30
    assert walk.wrong == {}
    assert walk.lost == set()
    stored |= _stored(app)
    assert [path for path, page in walk.pages.items() if b'<html lang="eo"' not in page] == []
    assert {
        path: found for path, page in walk.pages.items() if (found := pseudo_language.unmarked(page, stored))
    } == {}
    assert {path: found for path, page in walk.pages.items() if (found := pseudo_language.joined(page))} == {}
