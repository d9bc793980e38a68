"""The text that a correction replaced: at an address of its own, with what changed, linked from where it is told."""

from flask import Flask
from flask.testing import FlaskClient

from consult.consultations import actions as consultations
from consult.consultations import queries as consulted
from consult.core.stale_check import NO_PAGE
from tests import world
from tests.consultations import languages
from tests.reading import steps
from tests.reading.steps import find, links, read, words

BASE = f"/consultations/{world.SLUG}"
FIRST, SECOND = f"{BASE}/text/replaced/1", f"{BASE}/text/replaced/2"


def test_the_text_before_a_correction_stays_with_what_changed(app: Flask, client: FlaskClient) -> None:
    world.consultation(app)
    steps.correct(
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
    steps.correct(app, world.SLUG, "First.", scope_2="It applies to agricultural seed.")
    steps.correct(app, world.SLUG, "Second.", scope_2="It applies to tree seed.")
    assert links(read(client, FIRST), ".notice a") == [SECOND]
    assert links(read(client, SECOND), ".notice a") == [f"{BASE}/text"]
    assert words(read(client, SECOND), ".draft #scope-2 .block-text") == ["It applies to agricultural seed."]
    assert client.get(f"{BASE}/text/replaced/3").status_code == 404
    assert client.get(f"{BASE}/text/replaced/99999999999999999999").status_code == 404


def test_the_record_the_overview_and_the_text_lead_to_what_was_replaced(
    app: Flask, client: FlaskClient
) -> None:
    world.consultation(app)
    steps.published(app)
    assert client.get(FIRST).status_code == 404
    steps.correct(app, world.SLUG, "First.", scope_2="It applies to agricultural seed.")
    steps.correct(app, world.SLUG, "Second.", scope_2="It applies to tree seed.")
    record = read(client, f"{BASE}/record")
    assert links(record, ".timeline a") == [FIRST, SECOND]
    assert links(record, ".aside .panel a") == [FIRST, SECOND, f"{BASE}/text"]
    for path in (f"{BASE}/text", f"{BASE}/text/lot-size-1"):
        assert links(read(client, path), ".notice a") == [FIRST, SECOND]
    assert links(read(client, BASE), ".notice a[href*=replaced]") == [SECOND, FIRST]


def test_what_was_replaced_is_as_public_as_its_consultation(app: Flask, client: FlaskClient) -> None:
    world.consultation(app)
    world.consultation(app, "another-one")
    steps.correct(app, world.SLUG, "First.", scope_2="It applies to agricultural seed.")
    assert client.get("/consultations/another-one/text/replaced/1").status_code == 404
    assert client.get("/consultations/there-is-none/text/replaced/1").status_code == 404


def test_the_text_before_a_correction_of_one_language_stays_too(app: Flask, client: FlaskClient) -> None:
    languages.announced(app, "fr")
    with app.app_context():
        first = consulted.language_version(world.load(), "fr").version
        number, digest = first.number, first.sha256
    now_reads = ("Un lot ne dépasse pas 25 000 kilogrammes.", "Un lot ne dépasse pas 20 000 kilogrammes.")
    for reads in now_reads:
        with app.app_context():
            consultations.correct_language(
                world.load(),
                "fr",
                {"lot-size-1": reads},
                f"{reads[22:28]} kg.",
                by=languages.officer(),
                seen=NO_PAGE,
            )
    steps.correct(app, world.SLUG, "First.", scope_2="It applies to agricultural seed.")
    with app.app_context():
        last = consulted.language_version(world.load(), "fr").version
        later, present = last.number, last.sha256
    replaced = [f"{BASE}/text/replaced/{one}" for one in (number, later - 1)]
    record = read(client, f"{BASE}/record")
    assert links(record, ".timeline a") == [*replaced, FIRST]
    assert links(record, ".aside .panel a") == [FIRST, f"{BASE}/text", *replaced, f"{BASE}/text?text=fr"]
    digests = words(record, ".aside .panel .digest")
    assert (digests[2], digests[4], len(set(digests))) == (digest, present, 5)
    page = read(client, replaced[0])
    assert words(page, ".draft #lot-size-1 .block-text") == [
        "Un lot ne dépasse pas 30 000 kilogrammes de semences."
    ]
    assert (find(page, ".draft")[0].get("lang"), links(page, ".notice a")) == ("fr", [replaced[1]])
    assert words(page, "#changed .passage") == [
        "Un lot ne dépasse pas [removed: 30 end removed][added: 25 end added] 000 "
        "kilogrammes[removed: de semences end removed]."
    ]
    assert links(read(client, replaced[1]), ".notice a") == [f"{BASE}/text?text=fr"]
    assert links(read(client, f"{BASE}/text?text=fr"), ".notice a") == [replaced[1], FIRST]
