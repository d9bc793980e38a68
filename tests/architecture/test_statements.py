"""How many SQL statements pages take: a page that takes more than before is noticed here, whatever the machine does.

A public page is asked for by a visitor for whom no one made it yet, while the process has made another page of the same
consultation: only what belongs to this page is read. `python -m bench pages` measures the time.
"""

from collections.abc import Mapping

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests import cast, world
from tests.comment_translations.steps import translate
from tests.reading import steps

BASE = f"/consultations/{world.SLUG}"

PUBLIC: Mapping[str, int] = {
    f"{BASE}/text": 1,
    f"{BASE}/text/lot-size-1": 2,
    f"{BASE}/comments": 4,
    f"{BASE}/comments?q=lots": 5,
    f"{BASE}/comments?q=nobodysaidthis": 4,
    f"{BASE}/comments?type=substantive": 4,
    f"{BASE}/comments?clause=lot-size": 4,
    f"{BASE}/statistics": 4,
    f"{BASE}/practice": 16,
    BASE: 8,
    f"{BASE}/record": 7,
    "/": 4,
    "/consultations": 4,
    "/practices": 14,
}
"""Page → statements, with the one that reads the stamp."""


@pytest.fixture
def pages(app: Flask, client: FlaskClient) -> FlaskClient:
    """A visitor of a consultation with published comments, whose text was read once."""
    world.consultation(app)
    steps.published(app, number=3)
    client.get(f"{BASE}/text?first")
    return client


def _statements(app: Flask, client: FlaskClient, path: str) -> int:
    with steps.statements(app) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


def test_public_pages_take_as_many_statements_as_the_table_says(app: Flask, pages: FlaskClient) -> None:
    assert {path: _statements(app, pages, path) for path in PUBLIC} == PUBLIC


def test_a_page_with_a_translation_takes_one_more(app: Flask, pages: FlaskClient) -> None:
    [reference] = steps.published(app, comments=[world.COMMENT | {"language": "fr"}])
    translate(app, reference, "en")
    pages.get(f"{BASE}/text?again")
    assert _statements(app, pages, f"{BASE}/comments") == PUBLIC[f"{BASE}/comments"] + 1


def test_pages_that_are_kept_take_one_statement(app: Flask, pages: FlaskClient) -> None:
    paths = [f"{BASE}/{name}" for name in ("text", "text/lot-size-1", "comments", "statistics", "practice")]
    for path in paths:
        pages.get(path)
    assert [_statements(app, pages, path) for path in paths] == [1] * len(paths)


def test_the_comments_on_a_passage_are_read_once_for_the_stamp(app: Flask, pages: FlaskClient) -> None:
    path = f"{BASE}/text/lot-size-1"
    turns = ("?1", "?2", "?lang=fr", "?type=substantive", "?type=substantive&2")
    assert [_statements(app, pages, f"{path}{turn}") for turn in turns] == [2, 1, 2, 3, 1]
    steps.published(app)
    assert [_statements(app, pages, f"{path}?{turn}") for turn in (3, 4)] == [5, 1]


def test_the_practice_report_in_another_language_is_not_judged_again(app: Flask, pages: FlaskClient) -> None:
    paths = (f"{BASE}/practice", "/practices")
    for path in paths:
        pages.get(path)
    assert [_statements(app, pages, f"{path}?lang=fr") for path in paths] == [3, 0]


def test_the_first_reader_after_a_decision_takes_three_more(app: Flask, pages: FlaskClient) -> None:
    steps.published(app)
    assert [_statements(app, pages, f"{BASE}/text?{turn}") for turn in (1, 2)] == [4, 1]


def test_the_queue_of_moderators_takes_as_many_statements_for_three_comments_as_for_one(
    app: Flask, client: FlaskClient
) -> None:
    world.consultation(app)
    cast.sign_in(client, world.MODERATOR)
    found = []
    for more in (1, 2):
        for _ in range(more):
            world.submission(app)
        client.get("/moderation")
        found.append(_statements(app, client, "/moderation"))
    assert found == [3, 3]
