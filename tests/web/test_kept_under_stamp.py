"""What pages of one stamp have in common is kept by each process: it changes at once for everyone, and shows no one more
than they may see."""

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from consult.accounts import queries as people
from consult.consultations import actions as consultations
from consult.core import clock
from consult.core.database import db
from consult.core.stale_check import NO_PAGE
from consult.moderation.models import Reason
from consult.organisations import actions as organisations
from consult.organisations import queries as founded
from consult.web.cache import FRESH, PageCache
from tests import cast, world
from tests.reading import steps

BASE = f"/consultations/{world.SLUG}"
PAGES = [f"{BASE}/{page}" for page in ("text", "text/lot-size-1", "comments", "statistics", "practice")]


@contextmanager
def process(app: Flask, kept: PageCache) -> Iterator[None]:
    """As in a process that keeps this."""
    before = app.extensions["page_cache"]
    app.extensions["page_cache"] = kept
    try:
        yield
    finally:
        app.extensions["page_cache"] = before


def made(app: Flask, kept: PageCache, tag: str) -> dict[str, bytes]:
    """The pages as a process makes them in two languages; with a `tag` that was not used before each is made again."""
    paths = [f"{path}?lang={language}&n={tag}" for path in PAGES for language in ("en", "ar")]
    with process(app, kept):
        return {path: app.test_client().get(path).get_data() for path in paths}


def extend(app: Flask) -> None:
    """The officer gives everyone ten more days."""
    with app.app_context():
        officer, running = people.by_email(world.OFFICER), world.load()
        assert officer is not None
        assert running.closes_at is not None
        later = running.closes_at + timedelta(days=10)
        consultations.extend(running, later, "Harvest is late.", by=officer, seen=NO_PAGE)


def rename(app: Flask) -> None:
    """The organisation gets another name and colour."""
    with app.app_context():
        officer = people.by_email(world.OFFICER)
        assert officer is not None
        organisations.change_profile(
            founded.get("seeds"), by=officer, name="Seeds of All Lands", accent="plum"
        )


def test_what_changes_is_on_all_pages_of_all_processes_at_once(app: Flask, clean: None) -> None:
    world.consultation(app)
    reference = steps.published(app)[0]
    changes: list[Callable[[], object]] = [
        partial(steps.published, app),
        partial(steps.decide, app, reference, 1, "remove", Reason.PERSONAL_DATA),
        partial(extend, app),
        partial(rename, app),
        partial(
            steps.correct,
            app,
            world.SLUG,
            "A figure was wrong.",
            lot_size_1="A lot is at most 20 000 kilograms.",
        ),
    ]
    first, second = PageCache(), PageCache()
    for number, change in enumerate(changes):
        earlier = [made(app, kept, f"before {number}") for kept in (first, second)]
        change()
        now = [made(app, kept, f"after {number}") for kept in (PageCache(), first, second)]
        again = made(app, first, f"before {number}")
        assert (now[1], now[2]) == (now[0], now[0])
        assert earlier[0] == earlier[1]
        assert again.keys() == earlier[0].keys()
        assert all(again[path] != earlier[0][path] for path in again if path.startswith(f"{BASE}/text"))


def test_a_page_made_between_a_change_and_its_undoing_is_not_shown_again(app: Flask, clean: None) -> None:
    """A reader reads the stamp; the organisation changes its name, and the reader makes the page; then it changes it
    back."""
    world.consultation(app)
    with app.app_context():
        officer, name = people.by_email(world.OFFICER), founded.get("seeds").name
        engine = db.engine
    assert officer is not None
    begun = []

    def once(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if "hashtextextended" in statement and not begun:
            begun.append(statement)
            rename(app)

    event.listen(engine, "after_cursor_execute", once)
    try:
        between = app.test_client().get(f"{BASE}/comments").get_data(as_text=True)
    finally:
        event.remove(engine, "after_cursor_execute", once)
    assert ("Seeds of All Lands" in between, len(begun)) == (True, 1)
    with app.app_context():
        organisations.change_profile(founded.get("seeds"), by=officer, name=name, accent="petrol")
    assert "Seeds of All Lands" not in app.test_client().get(f"{BASE}/comments").get_data(as_text=True)
    other = app.test_client().get(f"{BASE}/text").get_data(as_text=True)  # what pages have in common
    assert "Seeds of All Lands" not in other


def test_no_reader_sees_less_than_was_decided_before_the_request(app: Flask, clean: None) -> None:
    world.consultation(app)
    steps.published(app)
    waiting = [world.submission(app, comments=[world.COMMENT]) for _ in range(6)]
    decided, wrong, seen = [1], [], []
    is_over = threading.Event()

    def read() -> None:
        client, turn = app.test_client(), 0
        while not is_over.is_set():
            turn += 1
            least = len(decided)
            page = client.get(f"{BASE}/text?n={threading.get_ident()}-{turn}").get_data(as_text=True)
            told = re.search(r"<span>(\d+) comments? · \d+ stakeholders?<", page)
            found = int(told[1]) if told else 0
            seen.append(found)
            if found < least:
                wrong.append((found, least))

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for reference in waiting:
        steps.publish(app, reference)
        decided.append(1)
    is_over.set()
    for reader in readers:
        reader.join()
    assert (wrong, bool(seen)) == ([], True)
    page = app.test_client().get(f"{BASE}/text").get_data(as_text=True)
    assert "<span>7 comments · 7 stakeholders<" in page


def test_a_page_is_kept_no_longer_than_what_it_shows_may_be(app: Flask, clean: None) -> None:
    world.consultation(app)
    path, now = f"{BASE}/practice", clock.now().replace(hour=12)
    kept = app.extensions["page_cache"]
    with clock.at(now):
        app.test_client().get(path)
    with clock.at(now + timedelta(minutes=3)):
        app.test_client().get(f"{path}?later")
    assert [page.until for page in kept.pages.values()] == [now + FRESH] * 2


def test_what_is_made_for_one_reader_is_not_kept(app: Flask, client: FlaskClient) -> None:
    world.consultation(app)
    cast.sign_in(client, world.OFFICER)
    kept = app.extensions["page_cache"]
    kept.clear()
    for path in PAGES:
        assert "/account" in client.get(path).get_data(as_text=True)
    assert (len(kept.pages), len(kept.facts)) == (0, 0)
    visitor = app.test_client().get(PAGES[0]).get_data(as_text=True)
    assert ("/account" in visitor, len(kept.pages)) == (False, 1)


def test_what_is_prepared_stays_with_the_members_who_read_it(app: Flask, client: FlaskClient) -> None:
    world.consultation(app, announce=False)
    cast.sign_in(client, world.OFFICER)
    assert client.get(PAGES[0]).status_code == 200
    assert app.test_client().get(PAGES[0]).status_code == 404
    assert client.get(PAGES[0]).status_code == 200
