"""Who follows a consultation learns that a text in one more language is there, and that one was corrected."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests import cast, world
from tests.consultations import languages

READER = "reader@example.org"
TITLE = "Sampling of seed lots"


@pytest.fixture
def officer(app: Flask, clean: None) -> Any:
    """Signed in, with an announced consultation in English and Arabic that someone follows."""
    languages.announced(app, "ar")
    reader = app.test_client()
    reader.press(f"/consultations/{world.SLUG}/follow", email=READER)
    reader.press(cast.link_in(cast.letters(app, READER)[0]))
    signed_in = app.test_client()
    cast.sign_in(signed_in, world.OFFICER)
    return signed_in


def _last(app: Flask) -> tuple[str, str]:
    """Subject, and the text up to the link, of the last email to the reader."""
    _to, subject, text = cast.letters(app, READER)[0]
    return subject, text.partition("http")[0].strip()


def test_a_correction_of_one_language_is_sent_to_those_who_follow(
    app: Flask, officer: FlaskClient, work: Any
) -> None:
    base = f"/consultations/{world.SLUG}"
    officer.press(
        f"{base}/correction?text=ar&block=lot-size-1", words_0="لا تتجاوز الدفعة 25 000 كيلوغرام.",
        notice="Line 4: a number.", verb="correct",
    )  # fmt: skip
    work()
    subject, text = _last(app)
    assert subject == f"Language version corrected: {TITLE}"
    assert text.split("\n\n") == [
        f"{TITLE}\nSeed Testing Secretariat",
        "The draft under consultation was corrected in one language: Arabic. Existing comments stay with their "
        "passages.",
        "Line 4: a number. – in this language: Arabic",
    ]
    assert cast.link_in(cast.letters(app, world.MODERATOR)[0]) == f"/en{base}/record"


def test_a_text_that_comes_later_is_told_to_those_who_follow(
    app: Flask, officer: FlaskClient, work: Any
) -> None:
    with app.app_context():
        languages.add(world.SLUG, "fr")
    page = f"/consultations/{world.SLUG}/languages"
    answer = officer.press(f"{page}/fr/publication")
    assert answer.location == page
    assert "with a confirmed email address are notified" in officer.get(page).text
    work()
    subject, text = _last(app)
    assert subject == f"Language version published: {TITLE}"
    assert text.split("\n\n") == [
        f"{TITLE}\nSeed Testing Secretariat",
        "The draft under consultation is now also available in this language: French.",
    ]
