"""Public pages kept in memory: compressed from the first answer on, the same for everyone who may have them."""

import gzip

from flask import Flask
from flask.testing import FlaskClient

from tests import world

PATH = f"/consultations/{world.SLUG}/text"


def test_a_page_is_compressed_at_once_and_better_when_it_is_asked_for_again(
    app: Flask, client: FlaskClient
) -> None:
    world.consultation(app)
    packs = {"Accept-Encoding": "gzip"}
    plain = FlaskClient(app, app.response_class)
    first, second, third = (plain.get(PATH, headers=packs) for _ in range(3))
    assert {one.headers["Content-Encoding"] for one in (first, second, third)} == {"gzip"}
    assert first.headers["ETag"] == second.headers["ETag"]
    assert len(first.get_data()) > len(second.get_data()) == len(third.get_data())
    assert gzip.decompress(first.get_data()) == gzip.decompress(second.get_data())
    assert client.get(PATH).get_data() == gzip.decompress(first.get_data())
    kept = app.extensions["page_cache"]
    page = kept.pages[next(iter(kept.pages))]
    assert (kept.size, page.body) == (len(page.packed), b""), "it is kept in one form only"
    assert gzip.decompress(page.packed) == client.get(PATH).get_data()


def test_a_reader_who_wants_nothing_compressed_gets_nothing_compressed(
    app: Flask, client: FlaskClient
) -> None:
    world.consultation(app)
    plain = FlaskClient(app, app.response_class)
    for wanted, encoding in (("gzip", "gzip"), ("gzip;q=0", None), ("br, gzip;q=0.5", "gzip"), ("br", None)):
        answer = plain.get(PATH, headers={"Accept-Encoding": wanted})
        assert answer.headers.get("Content-Encoding") == encoding


def test_the_person_who_has_it_is_told_that_it_still_stands(app: Flask, client: FlaskClient) -> None:
    world.consultation(app)
    tag = client.get(PATH).headers["ETag"]
    assert client.get(PATH, headers={"If-None-Match": tag}).status_code == 304
