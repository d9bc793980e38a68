"""The database goes away under someone who writes, and comes back: nothing typed is lost, nothing is there twice."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import text

from consult.core import database_timeouts
from consult.core.database import db
from consult.draft_submissions import queries
from consult.setup import catalogues
from consult.web import languages, resent_requests
from tests import cast, pages, world

COMMENT = "\nThe first line is empty.\n\nEine Prüfung ohne «Muster» 检验.   "


@contextmanager
def outage(database: str) -> Iterator[None]:
    """No one is let into the database, and the person who was in it is thrown out."""
    url, name = (
        database.replace("postgresql+psycopg://", "postgresql://"),
        database.partition("?")[0].rpartition("/")[2],
    )
    admin = url.replace(f"/{name}?", "/postgres?") if "?" in url else url.removesuffix(name) + "postgres"
    with psycopg.connect(admin, autocommit=True) as server:
        server.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        try:
            # and has left: a connection that is only about to end would still be lent
            server.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                " WHERE datname = %s AND backend_type = 'client backend'",
                [name],
            )
            yield
        finally:
            server.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")


@contextmanager
def frozen(database: str) -> Iterator[None]:
    """Every process of the database server that serves someone stops; new ones are let in."""
    with psycopg.connect(database.replace("+psycopg", ""), autocommit=True) as server:
        others = (
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        pids = [pid for (pid,) in server.execute(others)]
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)


def take_part(app: Flask, client: FlaskClient) -> None:
    world.consultation(app)
    who = {"name": "Wanjiru Kimani", "category": "individual", "country": "KEN", "capacity": "personal"}
    client.press(f"/consultations/{world.SLUG}/take-part", **who)  # type: ignore[attr-defined]


def test_a_page_that_finds_no_database_keeps_every_word_and_its_button_sends_them_once(
    app: Flask, client: FlaskClient, database: str
) -> None:
    take_part(app, client)
    path = f"/consultations/{world.SLUG}/sheet/comments/new?block=lot-size-1"
    sent = client.form(path, type="technical", comment=COMMENT, proposal="")  # type: ignore[attr-defined]
    with outage(database):
        for _ in range(3):
            page = client.post(path, data=sent)
            assert (page.status_code, page.headers["Retry-After"]) == (503, "30")
    excuse = html.fromstring(page.get_data())
    assert pages.form_of(excuse).get("action") == path
    offered = pages.fields(excuse)
    assert {name: offered[name] for name in offered if name != resent_requests.FIELD} == sent
    for _ in range(2):
        assert client.post(path, data=pages.fields(excuse)).status_code == 303
    with client.session_transaction() as session:
        ((_slug, key),) = session["sheets"]
    with app.app_context():
        sheet = queries.by_key(key)
        assert sheet is not None
        (comment,) = queries.comments_of(sheet)
        assert (comment.block_key, comment.comment) == ("lot-size-1", COMMENT.strip())


def test_the_excuse_says_in_the_readers_language_that_the_text_is_kept_and_what_to_press(
    app: Flask, client: FlaskClient, database: str
) -> None:
    take_part(app, client)
    path = f"/consultations/{world.SLUG}/sheet/comments/new?general=1"
    sent = client.form(path, comment=COMMENT)  # type: ignore[attr-defined]
    for asked, headers in (("", {"Accept-Language": "ar, en;q=0.5"}), ("&lang=ar", {})):
        with outage(database):
            page = html.fromstring(client.post(path + asked, data=sent, headers=headers).get_data())
            plain = html.fromstring(
                client.get(
                    f"/consultations/{world.SLUG}{asked.replace('&', '?')}", headers=headers
                ).get_data()
            )
        assert [area.get("name") for area in page.iter("textarea")] == ["comment"], (
            "no marks and passes of ours"
        )
        assert (page.get("lang"), page.get("dir"), plain.get("lang")) == ("ar", "rtl", "ar")
        words = app.extensions["outage_words"]
        assert [button.text for button in page.iter("button")] == [words["ar"].button]
        assert "نصك محفوظ في هذه الصفحة" in page.text_content()
        others = {one.get("lang"): one.text for one in page.iter("bdi")}
        assert others.keys() == words.keys() - {"ar"}
        assert others["en"] == words["en"].kept.replace(words["en"].button, words["ar"].button)
        assert {one.get("lang"): one.text for one in plain.iter("bdi")}["fr"] == words["fr"].later


def test_every_language_has_the_same_words_and_names_its_button(app: Flask) -> None:
    words = app.extensions["outage_words"]
    assert set(words) == {languages.SOURCE, *(path.parent.parent.name for path in catalogues.catalogues())}
    assert [code for code, one in words.items() if one.button not in one.kept or not one.later] == []
    assert (words["ar"].direction, words["fr"].direction) == ("rtl", "ltr")


def test_connections_that_were_cut_are_made_again_without_anyone_noticing(
    app: Flask, client: FlaskClient, database: str
) -> None:
    take_part(app, client)
    assert client.get(f"/consultations/{world.SLUG}").status_code == 200
    with outage(database):
        pass
    assert client.get(f"/consultations/{world.SLUG}/sheet").status_code == 200


def test_a_connection_that_is_cut_once_the_work_is_done_spoils_no_answer(
    app: Flask, clean: None, database: str
) -> None:
    for _ in range(2):
        with app.app_context():
            db.session.execute(text("SELECT 1"))
            with outage(database):
                pass
        with app.app_context():
            assert db.session.execute(text("SELECT 2")).scalar_one() == 2


def test_a_password_is_not_shown_by_the_page_that_excuses_itself(
    app: Flask, client: FlaskClient, database: str
) -> None:
    sent = client.form("/sign-in", email="amara@example.org", password="quiet river", present="quiet river")  # type: ignore[attr-defined]
    with outage(database):
        page = client.post("/sign-in", data=sent)
    assert (page.status_code, "quiet river" in page.text, "amara@example.org" in page.text) == (
        503,
        False,
        True,
    )


def test_the_excuse_comes_whatever_was_sent(app: Flask, client: FlaskClient, database: str) -> None:
    take_part(app, client)
    path = f"/consultations/{world.SLUG}/sheet/comments/new?block=lot-size-1"
    sent = client.form(path, type="technical", comment=COMMENT, proposal="")  # type: ignore[attr-defined]
    with outage(database):
        page = client.post(path, data=sent | {"key": "k" * 5000})
    assert page.status_code == 503
    assert COMMENT.strip().splitlines()[0] in page.get_data(as_text=True)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_database_that_gives_no_answer_is_an_outage_within_seconds(
    app: Flask, client: FlaskClient, database: str, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    with app.app_context():
        held = [db.engine.connect() for _ in range(5)]
        for one in held:
            one.close()
    with outage(database):
        pass
    with app.app_context():
        db.engine.dispose()  # one that an earlier test has cut would be made again, and its server is not stopped
    take_part(app, client)
    path = f"/consultations/{world.SLUG}/sheet/comments/new?block=lot-size-1"
    form = pages.fields(html.fromstring(client.get(path).get_data())) | {
        "type": "general",
        "comment": COMMENT,
    }
    monkeypatch.setattr(database_timeouts, "GRACE", 0.5)
    monkeypatch.setattr(
        "consult.core.database.CLOCK_EVERY", 1e9
    )  # or it would be noticed before anything is asked
    with frozen(database):
        began = time.monotonic()
        answer = client.open(path, method=method, data=form if method == "POST" else None)
        took = time.monotonic() - began
    assert answer.status_code == 503
    assert took < app.config["READ_SECONDS"] + 8
    if method == "POST":
        assert html.fromstring(answer.get_data()).xpath("//textarea[@name='comment']/text()") != []
    assert client.get(path).status_code == 200


def test_an_error_page_of_someone_signed_in_is_no_mistake_while_the_database_is_away(
    app: Flask, client: FlaskClient, database: str
) -> None:
    cast.person(app, "amara@example.org")
    cast.sign_in(client, "amara@example.org")
    with outage(database):
        assert client.get("/nothing-here").status_code == 503
    assert client.get("/nothing-here").status_code == 404


def test_while_the_tables_of_this_release_are_made_pages_say_that_they_come_later(
    app: Flask, client: FlaskClient, database: str
) -> None:
    with psycopg.connect(database.replace("+psycopg", ""), autocommit=True) as server:
        (revision,) = server.execute("SELECT version_num FROM alembic_version").fetchone() or ("",)
        server.execute("ALTER TABLE consultations RENAME TO consultations_later")
        server.execute("UPDATE alembic_version SET version_num = '0032'")
        try:
            answer = client.get("/consultations")
            assert (answer.status_code, answer.headers.get("Retry-After") is not None) == (503, True)
        finally:
            server.execute("ALTER TABLE consultations_later RENAME TO consultations")
            server.execute("UPDATE alembic_version SET version_num = %s", [revision])
    assert client.get("/consultations").status_code == 200
