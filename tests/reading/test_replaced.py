"""The text that a correction replaced: at an address of its own, with what changed, linked from where it is told."""

from flask import Flask
from flask.testing import FlaskClient

from tests import world
from tests.reading import deeds
from tests.reading.deeds import find, links, read, words

BASE = f"/consultations/{world.SLUG}"
FIRST, SECOND = f"{BASE}/text/replaced/1", f"{BASE}/text/replaced/2"


def test_the_text_before_a_correction_stays_with_what_changed(app: Flask, client: FlaskClient) -> None:
    world.consultation(app)
    deeds.correct(
        app,
        world.SLUG,
        "A number and a title.",
        lot_size="Largest lot",
        lot_size_1="A lot shall not exceed 20 000 kilograms of seed.",
    )
    page = read(client, FIRST)
    assert words(page, "#changed h3") == ["2.1 Maximum lot size", "2.1 Maximum lot size, line 3"]
    assert links(page, "#changed h3 a") == ["#lot-size", "#lot-size-1"]
    assert words(page, "#changed .passage") == [
        "2.1 [removed: Maximum end removed][added: Largest end added] lot[removed: size end removed]",
        "A lot shall not exceed [removed: 30 end removed][added: 20 end added] 000 kilograms of seed.",
    ]
    assert words(page, ".draft #lot-size-1 .block-text") == [
        "A lot shall not exceed 30 000 kilograms of seed."
    ]
    assert [block.get("id") for block in find(page, ".draft .block")] == [block[0] for block in world.BLOCKS]
    assert "A number and a title." in words(page, ".notice")[0]
    assert links(page, ".notice a") == [f"{BASE}/text"]
    assert links(page, "a[data-quote-link]") == []


def test_a_text_that_was_corrected_twice_leads_from_one_to_the_next(app: Flask, client: FlaskClient) -> None:
    world.consultation(app)
    deeds.correct(app, world.SLUG, "First.", scope_2="It applies to agricultural seed.")
    deeds.correct(app, world.SLUG, "Second.", scope_2="It applies to tree seed.")
    assert links(read(client, FIRST), ".notice a") == [SECOND]
    assert links(read(client, SECOND), ".notice a") == [f"{BASE}/text"]
    assert words(read(client, SECOND), ".draft #scope-2 .block-text") == ["It applies to agricultural seed."]
    assert client.get(f"{BASE}/text/replaced/3").status_code == 404
    assert client.get(f"{BASE}/text/replaced/99999999999999999999").status_code == 404


def test_the_record_the_overview_and_the_text_lead_to_what_was_replaced(
    app: Flask, client: FlaskClient
) -> None:
    world.consultation(app)
    deeds.published(app)
    assert client.get(FIRST).status_code == 404
    deeds.correct(app, world.SLUG, "First.", scope_2="It applies to agricultural seed.")
    deeds.correct(app, world.SLUG, "Second.", scope_2="It applies to tree seed.")
    record = read(client, f"{BASE}/record")
    assert links(record, ".timeline a") == [FIRST, SECOND]
    assert links(record, ".aside .panel a") == [FIRST, SECOND, f"{BASE}/text"]
    for path in (f"{BASE}/text", f"{BASE}/text/lot-size-1"):
        assert links(read(client, path), ".notice a") == [FIRST, SECOND]
    assert links(read(client, BASE), ".notice a[href*=replaced]") == [SECOND, FIRST]


def test_what_was_replaced_is_as_public_as_its_consultation(app: Flask, client: FlaskClient) -> None:
    world.consultation(app)
    world.consultation(app, "another-one")
    deeds.correct(app, world.SLUG, "First.", scope_2="It applies to agricultural seed.")
    assert client.get("/consultations/another-one/text/replaced/1").status_code == 404
    assert client.get("/consultations/there-is-none/text/replaced/1").status_code == 404
