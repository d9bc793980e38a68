"""Searching the queue, and numbers and empty lists that agree with what is listed, whatever narrows it."""

from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient

from consult.consultations import queries as consulted
from consult.moderation import actions, queries
from consult.moderation.queries import Filters
from consult.submissions.models import CommentType
from tests import cast, world
from tests.comment_translations.steps import translate
from tests.consultations import languages
from tests.moderation import acting
from tests.moderation.test_queue import chips, lines


@pytest.fixture
def our_slug(app: Flask, client: FlaskClient) -> str:
    """An open consultation; the client is its first moderator's."""
    slug = world.consultation(app)
    cast.sign_in(client, world.MODERATOR)
    return slug


def objection(app: Flask, slug: str = world.SLUG, **who: Any) -> str:
    """A submission whose sender objects to a decision."""
    reference = world.submission(app, slug, comments=[world.GENERAL], **who)
    acting.act(app, reference, "withhold")
    with app.app_context():
        actions.object_to(acting.comment(reference), "It is about seed.")
    return reference


def test_nothing_is_said_to_wait_that_does_and_the_other_way_round(
    app: Flask, client: FlaskClient, our_slug: str
) -> None:
    objection(app)
    with_objections = client.get("/moderation?show=objections").text
    assert "1 pending objection" in with_objections
    assert "No pending comments" not in with_objections
    assert "All comments received have a decision." not in with_objections
    waiting = client.get("/moderation").text
    assert "No pending comments" in waiting
    assert "1 pending objection" in waiting
    assert "All comments received have a decision." not in waiting
    said = {
        "mine": "You have claimed no comments.",
        "signals": "No pending comment has a signal.",
        "waiting&type=editorial": "No comment matches these filters.",
    }
    for show, words in said.items():
        assert words in client.get(f"/moderation?show={show}").text
    assert (
        "There are no more comments after this page."
        in client.get(f"/moderation?show=decided&after={_end(app)}").text
    )


def _end(app: Flask) -> str:
    from datetime import UTC, datetime

    from consult.core.paging import encode

    return encode([datetime(2000, 1, 1, tzinfo=UTC), 1])


@pytest.mark.parametrize(
    "narrowed",
    ["", "consultation=varieties-of-wheat", "type=editorial", "q=wheat", "type=general&q=seed", "q=nowhere"],
)
def test_numbers_agree_with_what_is_listed(
    app: Flask, client: FlaskClient, our_slug: str, work: Any, narrowed: str
) -> None:
    world.consultation(app, "varieties-of-wheat")
    call = {"comment": "Call me, the wheat seed grower, under +51 1 555 0143."}
    made = [
        world.submission(
            app, slug, comments=[world.GENERAL | call, world.COMMENT | {"type": CommentType.EDITORIAL}]
        )
        for slug in (our_slug, "varieties-of-wheat")
    ]
    objection(app)
    objection(app, "varieties-of-wheat", organisation="Wheat growers")
    work()
    client.get(f"/moderation/{made[0]}/1")
    client.get(f"/moderation/{made[1]}/2")
    numbers = chips(client, f"/moderation?{narrowed}")
    for show, label in (
        ("waiting", "Pending"),
        ("mine", "Claimed by me"),
        ("objections", "With objections"),
        ("signals", "With signals"),
    ):
        address = f"/moderation?show={show}&{narrowed}"
        assert numbers[label] == str(len(lines(client, address))), address
        assert chips(client, address) == numbers


def test_consultations_beside_the_list_have_the_numbers_of_the_list(
    app: Flask, client: FlaskClient, our_slug: str
) -> None:
    world.consultation(app, "varieties-of-wheat")
    objection(app, "varieties-of-wheat")
    world.submission(app, our_slug, comments=[world.GENERAL])
    with app.app_context():
        who = acting.user()
        found = queries.counts(who, Filters("objections"))
        ids = {one.slug: one.id for one in queries.scope(who)}
        assert found.with_objections_in == {ids["varieties-of-wheat"]: 1}
    page = client.get("/moderation?show=objections").text
    assert "/moderation?show=objections&amp;consultation=varieties-of-wheat" in page
    assert f"/moderation?show=objections&amp;consultation={our_slug}" not in page


def test_words_are_found_wherever_they_stand(app: Flask, client: FlaskClient, our_slug: str) -> None:
    lot = world.submission(app, comments=[world.COMMENT], organisation="Growers of Peru", name="Инна Ёлкина")
    other = world.submission(app, comments=[world.GENERAL | {"comment": "Sampling is slow: 50% of it."}])
    found = {
        words: [
            href.split("?")[0].removeprefix("/moderation/")
            for _name, href in lines(client, f"/moderation?q={words}")
        ]
        for words in (
            "PERU",
            "елки",
            "ёлки",
            "maximum+lot",
            lot.lower(),
            "peru+lot",
            "50%25",
            "sl_w",
            "sampling+slow",
        )
    }
    one, two = f"{lot}/1", f"{other}/1"
    assert found == {
        "PERU": [one], "елки": [one], "ёлки": [one], "maximum+lot": [one], lot.lower(): [one], "peru+lot": [one],
        "50%25": [two], "sl_w": [], "sampling+slow": [two],
    }  # fmt: skip
    for show in ("mine", "objections", "signals", "decided"):
        assert lines(client, f"/moderation?show={show}&q=peru") == []
    acting.act(app, lot, "publish")
    assert len(lines(client, "/moderation?show=decided&q=peru")) == 1
    proposed = str(world.COMMENT["proposal"]).split()[-1]
    again = world.submission(app, comments=[world.COMMENT])
    assert [href.split("?")[0] for _n, href in lines(client, f"/moderation?q={proposed}")] == [
        f"/moderation/{again}/1"
    ]


def test_nothing_found_says_so_and_offers_to_clear(app: Flask, client: FlaskClient, our_slug: str) -> None:
    world.submission(app, comments=[world.GENERAL])
    page = client.get("/moderation?show=waiting&type=general&q=zebra").text
    assert "No comment in this list contains all words of the search: zebra" in page
    assert '<a href="/moderation?show=waiting">Clear search and filters</a>' in page
    assert '<a href="/moderation?show=waiting&amp;type=general">Clear search</a>' in page
    assert 'value="zebra"' in page


def test_the_search_stays_while_comments_are_decided(app: Flask, client: Any, our_slug: str) -> None:
    first, second = (world.submission(app, comments=[world.GENERAL], organisation="Peru") for _ in range(2))
    world.submission(app, comments=[world.GENERAL], organisation="Chile")
    (_name, href), *_rest = lines(client, "/moderation?q=peru")
    assert href == f"/moderation/{first}/1?q=peru"
    assert client.press(href, _form="/publish?q=peru").location == f"/moderation/{second}/1?q=peru"


def test_hostile_searches_are_answered(app: Flask, client: FlaskClient, our_slug: str) -> None:
    world.submission(app, comments=[world.GENERAL])
    for words in ("'", "%5C", "%25", "a" * 5000, "+".join("abcdefghijklmnop"), "%F0%9F%8C%BE"):
        assert client.get(f"/moderation?q={words}").status_code == 200


def test_the_proposed_wording_is_a_change_to_the_text_in_the_queue_and_on_the_page(
    app: Flask, client: FlaskClient, our_slug: str
) -> None:
    reference = world.submission(app, comments=[world.COMMENT])
    world.submission(app, comments=[world.GENERAL])
    for path, number in (("/moderation", 1), (f"/moderation/{reference}/1", 2)):
        page = client.get(path).text
        assert page.count('class="redline"') == number
        assert "<del>" in page
        assert "[removed:" in page
        assert "[added:" in page


@pytest.mark.parametrize("typed", ["l’eau", "lʼeau l'eau", "prelevement", "PRÉLÈVEMENT"])
def test_the_queue_is_searched_whatever_the_accents_and_apostrophes(
    app: Flask, client: FlaskClient, our_slug: str, typed: str
) -> None:
    said = {"comment": "Le prélèvement de l'eau."}
    reference = world.submission(app, comments=[world.COMMENT | said, world.GENERAL])
    found = [href.split("?")[0] for _name, href in lines(client, f"/moderation?q={quote(typed)}")]
    assert found == [f"/moderation/{reference}/1"]


def test_a_comment_on_a_translation_is_found_by_its_place_in_both_texts_and_named_in_that_of_the_page(
    app: Flask, client: FlaskClient, clean: None
) -> None:
    slug = languages.announced(app, "fr")
    with app.app_context():
        version = consulted.language_version(world.load(slug), "fr").version
        said = world.COMMENT | {"version_id": version.id, "language": "fr", "proposal": "", "comment": "Non."}
    reference = world.submission(app, comments=[said])
    with app.app_context():
        for words, found in (("Maximum lot size", 1), ("Taille maximale", 1), ("Instruments", 0)):
            filters = Filters(words=words)
            page = queries.queue(acting.user(), filters)
            assert [one.reference for one in page.rows] == [reference] * found, words
            assert queries.counts(acting.user(), filters).waiting == found
    cast.sign_in(client, world.MODERATOR)
    assert "<bdi>2.1 Maximum lot size</bdi>" in client.get("/moderation").text
    assert "<bdi>2.1 Taille maximale du lot</bdi>" in client.get("/fr/moderation").text
    arabic = client.get("/ar/moderation").text  # in which there is no text: as the original names it
    assert '<bdi lang="en" dir="ltr">2.1 Maximum lot size</bdi>' in arabic


def test_the_earlier_name_of_the_objections_is_still_understood(client: FlaskClient, our_slug: str) -> None:
    cast.sign_in(client, world.MODERATOR)
    page = client.get("/moderation?show=contested").text
    assert "No pending objections." in page
    assert "/moderation?show=objections&amp;type=" in page


def test_the_queue_is_narrowed_by_language_and_by_translations(
    app: Flask, client: FlaskClient, our_slug: str
) -> None:
    english = world.submission(app, comments=[world.COMMENT])
    german, french = (
        world.submission(app, comments=[world.COMMENT | {"language": code}]) for code in ("de", "fr")
    )
    translate(app, french)

    def found(query: str) -> list[str]:
        return [href.split("/")[-2] for _name, href in lines(client, f"/moderation?{query}")]

    assert found("language=de") == [german]
    assert found("translation=missing") == [german]
    assert found("translation=outdated") == []
    assert found("language=xx") == [english, german, french]
    counts = _numbers(app, Filters(type="substantive", language="de"))
    assert counts.languages == {"en": 1, "de": 1, "fr": 1}
    assert (counts.waiting, sum(counts.types.values())) == (1, 1)
    assert _numbers(app, Filters(translation="missing", reader="fr")).waiting == 2
    page = client.get("/moderation?language=de").text
    assert 'lang="de"' in page
    assert "No translation into English" in page
    arabic = client.get("/ar/moderation?language=de").text  # what is proposed has the language of the text
    assert 'queue-change" lang="en" dir="ltr">' in arabic
    assert "language=de" in client.get(f"/moderation/{german}/1?language=de").text
    acting.act(app, french, "redact")
    assert found("show=decided") == [french]
    assert found("show=decided&translation=outdated") == [french]


def _numbers(app: Flask, filters: Filters) -> queries.Counts:
    with app.app_context():
        return queries.counts(acting.user(), filters)
