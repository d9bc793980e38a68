"""The language of each comment: proposed from the text or the submission, chosen in the form, kept to the end."""

import re
from typing import Any

import pytest
from flask import Flask

from consult.core.database import db
from consult.core.events import Event
from consult.submissions import queries, tallies
from consult.submissions.models import Comment
from tests import cast, world
from tests.consultations import languages
from tests.draft_submissions.walking import PLACE, SHEET, WHOLE, WORDS, begin, page, send
from tests.moderation import acting
from tests.reading.steps import find, links, read, words

FRENCH = WORDS | {"comment": "Ces lots sont trop grands.", "proposal": "", "language": "fr"}
COMMENTS = f"/consultations/{world.SLUG}/comments"


@pytest.fixture
def slug(app: Flask, clean: None) -> str:
    """A consultation in English, French and Arabic."""
    return languages.announced(app, "fr", "ar")


def _languages(app: Flask, reference: str) -> list[str]:
    with app.app_context():
        return [one.language for one in queries.filed(queries.by_reference(reference))]


def _shown(client: Any, path: str) -> list[str]:
    """The languages in which a page marks the words of comments."""
    return [one.get("lang", "") for one in find(read(client, path), ".comment-body")]


def _told(app: Flask, reference: str) -> list[tuple[str, str]]:
    with app.app_context():
        rows = db.session.query(Event).filter(Event.subject == f"{reference}/1").order_by(Event.id)
        return [(one.name, one.data["language"]) for one in rows if "language" in one.data]


def _moderator(app: Flask) -> Any:
    client = app.test_client()
    cast.sign_in(client, world.MODERATOR)
    return client


def test_it_is_proposed_from_the_text_and_else_from_the_submission(client: Any, slug: str) -> None:
    begin(client, language="es")
    proposed = [
        client.form(path)["language"] for path in (PLACE, WHOLE, f"{PLACE}&text=fr", f"{PLACE}&text=ar")
    ]
    assert proposed == ["es", "es", "fr", "ar"]


def test_each_comment_is_filed_in_its_own(app: Flask, client: Any, slug: str) -> None:
    begin(client)
    client.press(WHOLE, **WORDS)
    client.press(PLACE, **FRENCH)
    client.press(f"{PLACE}&text=ar", **WORDS | {"comment": "هذا كثير.", "proposal": ""})
    assert _shown(client, SHEET) == ["fr", "fr", "ar", "ar", "en", "en"]
    review = read(client, f"{SHEET}/review")
    told = [one.text_content() for one in find(review, ".preview .meta") if one.find("a") is not None]
    assert [words.split("·")[1].strip() for words in told] == [
        f"Language of the comment: {language}" for language in ("French", "Arabic", "English")
    ]
    assert links(review, ".preview .meta a")[0].startswith(f"{SHEET}/comments/")
    reference = send(client)
    assert _languages(app, reference) == ["en", "fr", "ar"]
    assert _shown(client, f"/submissions/{reference}/status") == ["fr", "fr", "ar", "ar", "en", "en"]


def test_the_languages_of_the_consultation_come_first(client: Any, slug: str) -> None:
    begin(client, language="es")
    found = re.findall(r'<option[^>]* value="(\w+)"', page(client.get(WHOLE)).partition('name="language"')[2])
    assert found[:3] == ["en", "es", "ar"], found
    assert sorted(found) == sorted(set(found))


def test_a_language_that_there_is_not_is_refused_and_the_words_stay(client: Any, slug: str) -> None:
    begin(client)
    answer = client.press(WHOLE, **FRENCH | {"language": "nonsense"})
    assert answer.status_code == 422
    assert "Choose an option from the list." in page(answer)
    assert "Ces lots sont trop grands." in page(answer)


def test_it_is_kept_with_what_is_not_complete(client: Any, slug: str) -> None:
    begin(client)
    client.press(PLACE, **FRENCH | {"type": ""}, verb="back")
    assert client.form(PLACE)["language"] == "fr"


def test_its_writer_changes_it_and_no_words(app: Flask, client: Any, slug: str) -> None:
    begin(client)
    client.press(WHOLE, **FRENCH | {"language": "en"})
    client.press(f"{SHEET}/comments/1", language="es")
    assert _shown(client, SHEET) == ["es", "es"]
    reference = send(client)
    acting.act(app, reference, "publish")
    client.press(f"/submissions/{reference}/comments/1/amendment", language="fr")
    assert (_languages(app, reference), _shown(client, COMMENTS)) == (["fr"], ["fr", "fr"])
    with app.app_context():
        one = acting.comment(reference)
        assert (one.edition, one.amendment_edition, one.moderation) == (1, None, "published")
        assert tallies.of(one.consultation_id, "language") == {"language": {"fr": 1}}
    assert _told(app, reference) == [("submissions.language_changed", "fr")]


def test_an_amendment_has_its_own_until_it_is_published(app: Flask, client: Any, slug: str) -> None:
    begin(client)
    client.press(WHOLE, **WORDS)
    reference = send(client)
    acting.act(app, reference, "publish")
    path = f"/submissions/{reference}/comments/1/amendment"
    client.press(path, **FRENCH)
    assert (_shown(client, COMMENTS), client.form(path)["language"]) == (["en", "en"], "fr")
    moderator = _moderator(app)
    review = read(moderator, f"/moderation/{reference}/1")
    assert [one.get("lang") for one in find(review, ".under-review")] == ["fr", "fr"]
    moderator.press(f"/moderation/{reference}/1", _form="/language", language="ar")
    assert _shown(client, COMMENTS) == ["en", "en"]
    moderator.press(f"/moderation/{reference}/1", _form="/publish")
    assert _shown(client, COMMENTS) == ["ar", "ar"]
    with app.app_context():
        (one,) = db.session.query(Comment).all()
        assert (one.language, one.amendment_language) == ("ar", None)
        assert tallies.of(one.consultation_id) == tallies.counted(one.consultation_id)


def test_a_moderator_corrects_it_and_the_history_says_so(app: Flask, client: Any, slug: str) -> None:
    begin(client)
    client.press(WHOLE, **WORDS | {"comment": "Ces lots sont trop grands."})
    reference = send(client)
    acting.act(app, reference, "publish")
    assert _shown(client, COMMENTS) == ["en", "en"]
    moderator = _moderator(app)
    path = f"/moderation/{reference}/1"
    answer = moderator.press(path, _form="/language", language="fr")
    assert (answer.status_code, answer.location) == (303, path)
    assert (_shown(client, COMMENTS), _languages(app, reference)) == (["fr", "fr"], ["fr"])
    history = words(read(moderator, path), ".history li")
    assert "language corrected · Mariam" in history[0], history
    assert history[0].endswith(": French"), history
    assert _told(app, reference) == [("moderation.language_corrected", "fr")]
    moderator.press(path, _form="/language", language="fr")
    assert _told(app, reference) == [("moderation.language_corrected", "fr")]
    with app.app_context():
        one = acting.comment(reference)
        assert tallies.of(one.consultation_id) == tallies.counted(one.consultation_id)


def test_only_a_moderator_who_may_decide_corrects_it(app: Flask, client: Any, slug: str) -> None:
    begin(client)
    client.press(WHOLE, **WORDS)
    reference = send(client)
    wrong = _moderator(app).press(f"/moderation/{reference}/1", _form="/language", language="nonsense")
    assert (wrong.status_code, _languages(app, reference)) == (422, ["en"])
    officer = app.test_client()
    cast.sign_in(officer, world.OFFICER)
    assert officer.post(f"/moderation/{reference}/1/language", data={"language": "fr"}).status_code in {
        403,
        404,
    }
    assert _languages(app, reference) == ["en"]
