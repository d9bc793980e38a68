"""Public pages kept in memory: compressed when they are asked for again, the same for everyone who may have them."""

import gzip

from flask import Flask
from flask.testing import FlaskClient

from tests import world

PATH = f"/consultations/{world.SLUG}/text"


def test_a_page_is_compressed_when_it_is_asked_for_again(app: Flask, client: FlaskClient) -> None:
    world.consultation(app)
    packs = {"Accept-Encoding": "gzip"}
    plain = FlaskClient(app, app.response_class)
    first, second = plain.get(PATH, headers=packs), plain.get(PATH, headers=packs)
    assert (first.headers.get("Content-Encoding"), first.headers["ETag"]) == (None, second.headers["ETag"])
    assert second.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(second.get_data()) == first.get_data()
    assert client.get(PATH).get_data() == first.get_data()
    kept = app.extensions["page_cache"]
    page = kept.pages[next(iter(kept.pages))]
    assert kept.size == len(page.body) + len(page.packed)


def test_the_person_who_has_it_is_told_that_it_still_stands(app: Flask, client: FlaskClient) -> None:
    world.consultation(app)
    tag = client.get(PATH).headers["ETag"]
    assert client.get(PATH, headers={"If-None-Match": tag}).status_code == 304
