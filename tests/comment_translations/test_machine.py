"""Machine translation: asked for by staff, shown to staff, marked, kept; a service that fails costs nothing."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from consult.comment_translations import health, queries, service
from consult.core.database import db
from tests import cast, world
from tests.comment_translations.libre_translate import Served, serving
from tests.comment_translations.steps import GERMAN, comment
from tests.pages import fields
from tests.reading import steps

pytestmark = pytest.mark.usefixtures("clean")

BASE = f"/consultations/{world.SLUG}"
MARK = "Machine translation, not checked"


@pytest.fixture
def served(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    with serving() as found:
        monkeypatch.setitem(app.config, "TRANSLATION_URL", found.url)
        monkeypatch.setitem(app.config, "TRANSLATION_KEY", "a key")
        yield found


@pytest.fixture
def reference(app: Flask) -> str:
    world.consultation(app)
    return world.submission(app, comments=[GERMAN])


def _client(app: Flask, email: str = world.MODERATOR) -> FlaskClient:
    client = app.test_client()
    cast.sign_in(client, email)
    return client


def _ask(app: Flask, reference: str, email: str = world.MODERATOR, **typed: str) -> tuple[int, str]:
    """Press the button; the status of the answer and the page that follows."""
    client, path = _client(app, email), f"/translations/{reference}/1?language=en"
    answer = client.press(path, do="machine", **typed)  # type: ignore[attr-defined]
    status = answer.status_code
    return status, answer.get_data(as_text=True)


def test_it_is_made_again_once_the_language_is_corrected(app: Flask, reference: str, served: Served) -> None:
    assert _ask(app, reference)[0] == 200
    moderator, path = _client(app), f"/translations/{reference}/1?language=en"
    for unknown in ("und", "xx"):
        told = moderator.press(f"/moderation/{reference}/1", _form="/language", language=unknown)  # type: ignore[attr-defined]
        assert told.status_code == 422
    moderator.press(f"/moderation/{reference}/1", _form="/language", language="NL")  # type: ignore[attr-defined]
    assert MARK not in moderator.get(path).get_data(as_text=True)
    assert MARK in _ask(app, reference)[1]
    assert [one["source"] for one in served.asked] == ["de", "nl"]


def test_proposed_wording_is_asked_for_in_the_language_of_the_text(
    app: Flask, reference: str, served: Served
) -> None:
    _client(app).press(f"/translations/{reference}/1?language=fr", do="machine")  # type: ignore[attr-defined]
    assert [(one["source"], one["q"]) for one in served.asked] == [
        ("de", [GERMAN["comment"], GERMAN["rationale"]]),
        ("en", [GERMAN["proposal"]]),
    ]


def test_without_a_service_there_is_no_button(app: Flask, reference: str) -> None:
    page = _client(app).get(f"/translations/{reference}/1?language=en").get_data(as_text=True)
    assert "Translate by machine" not in page
    _status, page = _ask(app, reference)
    assert MARK not in page
    with app.app_context():
        assert health.check() == (
            True,
            "no service is set (TRANSLATION_URL): there is no machine translation",
        )


def test_what_was_typed_stays_in_the_form_when_a_machine_translates(
    app: Flask, reference: str, served: Served
) -> None:
    client, path = _client(app), f"/translations/{reference}/1?language=en"
    answer = client.press(path, do="machine", comment="Typed before.", rationale="And this.")  # type: ignore[attr-defined]
    assert answer.status_code == 200
    assert "Translated by machine. Check the translation before you rely on it." in answer.text
    assert GERMAN["comment"].upper() in answer.text
    form = fields(html.fromstring(answer.text))
    assert (form["comment"], form["proposal"], form["rationale"]) == ("Typed before.", "", "And this.")
    assert client.post(path, data=form | {"do": "save"}).status_code == 303
    with app.app_context():
        (human,) = [one for one in queries.translations([comment(reference).id]) if not one.is_machine]
        assert (human.comment, human.rationale) == ("Typed before.", "And this.")


def test_a_machine_translates_on_demand_and_only_once(app: Flask, reference: str, served: Served) -> None:
    for path in (
        f"/moderation/{reference}/1",
        f"/translations/{reference}/1?language=en",
        f"{BASE}/responses",
    ):
        _client(app).get(path)
    assert served.asked == []
    _status, page = _ask(app, reference)
    assert MARK in page
    assert GERMAN["comment"].upper() in page
    assert GERMAN["comment"] in page
    [asked] = served.asked
    assert asked == {
        "path": "/translate", "q": [GERMAN["comment"], GERMAN["rationale"]],
        "source": "de", "target": "en", "format": "text", "api_key": "a key",
    }  # fmt: skip
    with app.app_context():  # what is proposed for the English text is English
        assert [one.proposal for one in queries.translations([comment(reference).id])] == [GERMAN["proposal"]]
    _ask(app, reference, world.OFFICER)
    assert len(served.asked) == 1
    review = _client(app).get(f"/moderation/{reference}/1").get_data(as_text=True)
    assert MARK in review
    assert GERMAN["comment"].upper() in review
    assert GERMAN["comment"].upper() in _client(app, world.OFFICER).get(f"{BASE}/responses").get_data(
        as_text=True
    )


def test_the_public_never_reads_what_a_machine_translated(app: Flask, reference: str, served: Served) -> None:
    _ask(app, reference)
    steps.publish(app, reference)
    visitor = app.test_client()
    for path in ("comments", "text/lot-size-1", "comments.csv", "comments.json"):
        page = visitor.get(f"{BASE}/{path}").get_data(as_text=True)
        assert GERMAN["comment"] in page or "lot-size" in path
        assert GERMAN["comment"].upper() not in page
        assert MARK not in page
    assert GERMAN["comment"].upper() not in visitor.get(f"/submissions/{reference}").get_data(as_text=True)


def test_redacted_words_are_not_sent_and_what_was_made_of_them_is_not_shown(
    app: Flask, reference: str, served: Served
) -> None:
    _ask(app, reference)
    steps.redact(app, reference, 1, "Hilde")
    _status, page = _ask(app, reference)
    assert "Hilde" not in str(served.asked[1])
    assert "HILDE" not in page
    assert "HILDE" not in _client(app, world.OFFICER).get(f"{BASE}/responses").get_data(as_text=True)


TROUBLE = {
    "down": (500, None, service.SILENT),
    "refusing": (403, None, service.REFUSES),
    "quota": (429, None, service.AT_ITS_LIMIT),
    "language": (400, b'{"error": "de is not supported"}', service.OTHER_LANGUAGES),
    "redirecting": (302, b"", service.SILENT),
    "no JSON": (200, b"<html>", service.UNREADABLE),
    "deep": (200, b"[" * 100_000, service.UNREADABLE),
    "other JSON": (200, b"[1, 2]", service.UNREADABLE),
    "one text": (200, b'{"translatedText": ["one"]}', service.UNREADABLE),
    "numbers": (200, b'{"translatedText": [1, 2, 3]}', service.UNREADABLE),
    "huge": (200, b" " * (service.LARGEST_ANSWER + 2), service.UNREADABLE),
}


@pytest.mark.parametrize("kind", TROUBLE)
def test_a_service_that_fails_is_told_and_nothing_typed_is_lost(
    app: Flask, reference: str, served: Served, kind: str
) -> None:
    served.status, served.body, words = TROUBLE[kind]
    status, page = _ask(app, reference, comment="Typed before.")
    assert status == 409
    assert words in page
    assert "Typed before." in page
    with app.app_context():
        assert not comment(reference).has_translation


def test_a_service_that_is_not_there_or_never_ends_is_given_up(
    app: Flask, reference: str, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "SECONDS", 1)
    served.drips = True
    assert service.SILENT in _ask(app, reference)[1]
    for url in ("http://127.0.0.1:1", "http://[", "http://127.0.0.1:99999999"):
        monkeypatch.setitem(app.config, "TRANSLATION_URL", url)
        assert service.SILENT in _ask(app, reference)[1]
    with app.app_context():
        assert health.check() == (False, service.SILENT)


def test_a_text_that_is_too_long_is_told(app: Flask, reference: str, served: Served) -> None:
    long = "a" * 20_001
    served.body = f'{{"translatedText": ["{long}", "c"]}}'.encode()
    status, page = _ask(app, reference)
    assert status == 409
    assert "This is longer than" in page


def test_no_connection_to_the_database_is_held_while_the_service_works(
    app: Flask, reference: str, served: Served
) -> None:
    with app.app_context():
        engine = db.engine
    held: list[int] = []
    served.meanwhile = lambda: held.append(engine.pool.checkedout())  # type: ignore[attr-defined]
    _ask(app, reference)
    assert held == [0]


def test_a_comment_that_changes_meanwhile_is_asked_for_again(
    app: Flask, reference: str, served: Served
) -> None:
    served.meanwhile = lambda: steps.redact(app, reference, 1, "Hilde")
    status, page = _ask(app, reference)
    assert status == 409
    assert "The comment changed while it was translated. Try again." in page
    with app.app_context():
        assert queries.translations([comment(reference).id]) == []


def test_the_privacy_page_and_the_doctor_tell_of_the_service(app: Flask, served: Served) -> None:
    app.extensions["page_cache"].clear()
    page = app.test_client().get("/privacy").get_data(as_text=True)
    assert "we send the words of that one comment to 127.0.0.1" in page
    app.extensions["page_cache"].clear()
    with app.app_context():
        assert health.check() == (True, "translates from de")


def test_without_a_service_the_privacy_page_tells_of_none(app: Flask) -> None:
    app.extensions["page_cache"].clear()
    assert "machine translation" not in app.test_client().get("/privacy").get_data(as_text=True)
