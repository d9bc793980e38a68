"""A questionnaire has no draft: nothing that anyone reads of it speaks of a draft, its passages or comment forms."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from lxml import html

from consult.consultations.models import Consultation
from consult.core import clock
from consult.core.actions import action
from consult.core.database import db
from consult.core.events import record
from tests import cast, questionnaires, world

AT = "/consultations/sampling-water"
OF_A_DRAFT = re.compile(
    r"\bdrafts?\b(?! submission)|passage|clause|comment form|Word or Excel", re.IGNORECASE
)
PAGES = (
    "", "/comments", "/statistics", "/results", "/response", "/record", "/follow", "/take-part", "/feed.atom",
    "/sheet/review",
)  # fmt: skip
READER = "reader@example.org"


def _words(text: str) -> list[str]:
    """The words about a draft on a page or in a feed, outside its menus and the rules of the organisation."""
    tree = html.fromstring(text.encode())
    for one in tree.xpath(
        "//script|//style|//header|//footer|//*[@id='rules']|//details[contains(@class,'rule')]"
    ):
        one.drop_tree()
    return OF_A_DRAFT.findall(" ".join(tree.itertext()))


@pytest.mark.parametrize("days", [-31, 0, 31])
def test_no_page_speaks_of_a_draft_before_while_and_after_it_is_open(
    app: Flask, client: Any, days: int
) -> None:
    questionnaires.asking(app, is_questionnaire=True)
    with clock.at(clock.now() + timedelta(days=days)):
        for part in PAGES:
            answer = client.get(AT + part, follow_redirects=True)
            assert (answer.status_code, _words(answer.text)) == (200, []), part
            assert f"{AT}/sheet/forms" not in answer.text, part
            assert f"{AT}/form" not in answer.text, part
        assert client.get(f"{AT}/form").status_code == 404
        assert client.get(f"{AT}/form.xlsx").status_code == 404
        report = client.get(f"{AT}/practice").text
        assert "There is no draft yet." not in report
        assert "The consultation asks questions and has no draft." in report


def test_officers_are_offered_nothing_that_needs_a_draft(app: Flask, client: Any) -> None:
    questionnaires.asking(app, is_questionnaire=True)
    cast.sign_in(client, world.OFFICER)
    bar = client.get(AT).text
    assert "Enter received comments" in bar
    for words in ("Enter a comment form", "Correct draft", "Language versions"):
        assert words not in bar, words
    assert client.get(f"{AT}/entries/forms").status_code == 404
    assert _words(client.get(f"{AT}/entries/new").text) == []
    done = app.test_cli_runner().invoke(
        args=["submissions", "import", __file__, "--consultation", "sampling-water", "--json"]
    )
    assert (done.exit_code, "takes no comment forms" in done.output) == (1, True), done.output


def test_no_email_speaks_of_a_draft(app: Flask, client: Any, work: Any) -> None:
    client.press("/follow", email=READER)
    client.press(cast.link_in(cast.letters(app, READER)[0]))
    questionnaires.asking(app, is_questionnaire=True)

    @action
    def opens() -> None:
        one = db.session.execute(db.select(Consultation)).scalar_one()
        record("consultations.opened", one.slug, organisation=one.organisation_id, consultation=one.id)

    with app.app_context():
        opens()
    work()
    told = [words for _to, subject, words in cast.letters(app, READER) if "ampling water" in subject]
    assert len(told) == 2
    assert "You can read the questions now." in " ".join(told)
    assert "You can answer its questions." in " ".join(told)
    assert OF_A_DRAFT.findall(" ".join(told)) == []
