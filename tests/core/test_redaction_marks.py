"""What is stored in the place of redacted words has no language; readers see the reason in theirs, in old rows too."""

import csv
import io

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from markupsafe import Markup
from python_calamine import CalamineWorkbook
from sqlalchemy import update

from consult.core import redaction_marks
from consult.core.database import db
from consult.core.stale_check import NO_PAGE
from consult.moderation import actions as moderation
from consult.moderation.models import Reason
from consult.moderation.reasons import fitting
from consult.moderation.spans import of_words
from consult.submissions.models import Comment
from tests import cast, world
from tests.moderation import acting
from tests.reading import steps

NEW = '<span class="redacted" data-reason="personal_data">[…]</span>'
OLD = '<span class="redacted" data-reason="personal_data">[personal data]</span>'
FRENCH = {"personal data": "données personnelles", "abusive language": "propos injurieux"}


def said_in_french(message: str) -> str:
    return FRENCH.get(message, message)


def test_every_reason_has_its_mark() -> None:
    assert set(redaction_marks.WORDS) == {reason.value for reason in Reason}
    assert set(fitting("redact")) <= {Reason(code) for code in redaction_marks.WORDS}


@pytest.mark.parametrize("stored", [NEW, OLD])
def test_a_mark_is_drawn_in_the_language_of_the_reader_however_it_was_stored(stored: str) -> None:
    shown = redaction_marks.drawn(Markup(f"<p>Call {stored}.</p>"), said_in_french, "fr")
    assert str(shown) == (
        '<p>Call <span class="redacted" data-reason="personal_data" dir="auto" lang="fr">[données personnelles]</span>.</p>'
    )
    assert redaction_marks.drawn(shown, str) == shown  # what is drawn is no mark any more


def test_a_reason_of_another_version_is_its_code_and_words_of_people_are_no_mark() -> None:
    later = Markup(redaction_marks.in_html("a_later_reason"))
    assert ">[a later reason]<" in redaction_marks.drawn(later, str)
    typed = Markup("<p>[personal data] […] &lt;span class=&#34;redacted&#34;&gt;</p>")
    assert redaction_marks.drawn(typed, said_in_french) == typed
    assert ">[…]</span>" in redaction_marks.in_html('"><script>')
    assert "<script>" not in redaction_marks.in_html('"><script>')


@pytest.fixture
def redacted(app: Flask, client: FlaskClient) -> str:
    """A published comment of a closed consultation with a redaction in words and in reasons, and a response to it."""
    world.consultation(app, open=False)
    said = world.COMMENT | {
        "comment": "Call 555-0199 now.",
        "rationale": "Ask 555-0199.",
        "proposal": "At 555-0199.",
    }
    reference = world.submission(app, comments=[said])
    with app.app_context():
        one = acting.comment(reference)
        places = of_words("555-0199", Reason.PERSONAL_DATA, one.texts)
        moderation.redact(one, places, by=acting.user(), seen=NO_PAGE)
    steps.respond(app, world.SLUG, text="We looked at it.")
    return reference


def marks(page: str) -> list[tuple[str, str]]:
    found = html.fromstring(page).xpath("//span[@class='redacted']")
    return [(one.text_content(), one.get("lang")) for one in found]


@pytest.mark.parametrize("is_old", [False, True])
def test_pages_show_marks_in_the_language_of_the_reader(
    app: Flask, client: FlaskClient, redacted: str, is_old: bool
) -> None:
    if is_old:
        with app.app_context():
            stored = update(Comment).values(shown_comment=Markup(f"<p>Call {OLD} now.</p>"))
            db.session.execute(stored.values(shown_rationale=Markup(f"<p>Ask {OLD}.</p>")))
            db.session.commit()
    base = f"/consultations/{world.SLUG}"
    pages = {
        f"{base}/comments": 2,
        f"/submissions/{redacted}": 2,
        f"{base}/text/lot-size-1": 2,
        f"{base}/response": 1,
    }
    for path, least in pages.items():
        for language, words in (("en", "[personal data]"), ("fr", "[données personnelles]")):
            found = marks(client.get(f"/{language}{path}" if language != "en" else path).text)
            assert len(found) >= least, path
            assert set(found) == {(words, language)}, path
    cast.sign_in(client, world.OFFICER)
    workbench = marks(client.get(f"/fr{base}/responses").text)
    assert set(workbench) == {("[données personnelles]", "fr")}


def test_files_have_the_words_in_the_language_of_the_comment(
    app: Flask, client: FlaskClient, redacted: str
) -> None:
    with app.app_context():
        db.session.execute(update(Comment).values(language="ru"))
        db.session.commit()
    for files in (
        f"/consultations/{world.SLUG}/comments",
        f"/consultations/{world.SLUG}/response/dispositions",
    ):
        table = client.get(f"/fr{files}.csv").text.removeprefix("\ufeff")
        (row,) = csv.DictReader(io.StringIO(table))
        words = "[персональные данные]"
        assert (row["comment"], row["reasons"]) == (f"Call {words} now.", f"Ask {words}.")
        assert row["proposed_wording"] == "At […]."
        book = CalamineWorkbook.from_filelike(io.BytesIO(client.get(f"/fr{files}.xlsx").get_data()))
        cells = [str(cell) for line in book.get_sheet_by_index(0).to_python() for cell in line]
        assert f"Call {words} now." in cells
        described = client.get(f"{files}.json").json["columns"]  # type: ignore[index]
        assert "The reason replaces redacted words" in described["comment"]["meaning"]
        assert "[…]" in described["proposed_wording"]["meaning"]
