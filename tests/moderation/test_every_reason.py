"""The submitter is told every reason that applied: by mail, where the comments stand, where one objects, on the record
of the moderators."""

from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from consult.core.stale_check import NO_PAGE
from consult.moderation import actions, queries
from consult.moderation.models import Reason
from consult.moderation.reasons import sentence
from consult.moderation.spans import of_words
from consult.submissions import queries as sheets
from consult.submissions import references
from tests import cast, world
from tests.draft_submissions import walking
from tests.moderation import acting

WHO = "wanjiru@growers.example"


def hide(reference: str, words: dict[str, Reason], explanation: str = "") -> None:
    comment = acting.comment(reference)
    texts = comment.texts
    spans = [span for word, reason in words.items() for span in of_words(word, reason, texts)]
    actions.redact(comment, spans, by=acting.user(), seen=NO_PAGE, explanation=explanation)


def sentences(*found: Reason) -> list[str]:
    return [sentence(one.value) for one in found]


@pytest.fixture
def redacted(app: Flask, clean: None, work: Any) -> str:
    """A comment of which words are hidden for two reasons at once, and then more for a third."""
    world.consultation(app)
    reference = world.submission(app, email=WHO)
    with app.app_context():
        hide(reference, {"kilograms": Reason.PERSONAL_DATA, "stores": Reason.ABUSIVE}, "Two for one.")
        hide(reference, {"large": Reason.COPYRIGHT}, "One more.")
    work()
    return reference


EVERY = (Reason.PERSONAL_DATA, Reason.ABUSIVE, Reason.COPYRIGHT)


def test_each_email_tells_all_reasons_that_stand(app: Flask, redacted: str) -> None:
    last, first = [
        text
        for _to, subject, text in cast.letters(app, WHO)
        if "words hidden" in subject or redacted in subject
    ][:2]
    assert [one in first for one in sentences(*EVERY)] == [True, True, False]
    assert [one in last for one in sentences(*EVERY)] == [True, True, True]


def test_the_pages_of_the_submitter_tell_all_reasons_and_explanations(
    app: Flask, client: FlaskClient, redacted: str
) -> None:
    with app.app_context():
        sheet = sheets.by_reference(redacted)
        code = references.code_of(sheet.key, sheet.code_hash)
    client.press("/resume", code=code)  # type: ignore[attr-defined]
    for path in (f"/submissions/{redacted}/status", f"/submissions/{redacted}/comments/1/objection"):
        page = unescape(walking.page(client.get(path)))
        assert [one in page for one in (*sentences(*EVERY), "Two for one.", "One more.")] == [True] * 5


def test_moderators_read_every_reason_of_each_decision(app: Flask, redacted: str) -> None:
    with app.app_context():
        made = queries.history(acting.comment(redacted))
        told = [list(one.reasons) for one in made if one.what == "redact"]
    assert told == [[Reason.COPYRIGHT], [Reason.PERSONAL_DATA, Reason.ABUSIVE]]


def test_what_is_shown_again_or_refused_is_told_for_what_stands(app: Flask, redacted: str) -> None:
    with app.app_context():
        comment = acting.comment(redacted)
        first = queries.redactions(comment)[0]
        shown = [one.id for one in queries.redactions(comment) if one.reason == first.reason]
        left = [one for one in EVERY if one != first.reason]
        actions.restore_words(comment, shown, by=acting.user(), seen=NO_PAGE)
        assert queries.reasons_told(acting.comment(redacted)) == left
    acting.act(app, redacted, "remove")
    with app.app_context():
        assert queries.reasons_told(acting.comment(redacted)) == [Reason.OFF_TOPIC]


def test_words_that_are_shown_again_are_told_with_the_explanation(
    app: Flask, redacted: str, work: Any
) -> None:
    with app.app_context():
        comment = acting.comment(redacted)
        chosen = [one.id for one in queries.redactions(comment) if one.reason == Reason.ABUSIVE]
        actions.restore_words(comment, chosen, by=acting.user(), seen=NO_PAGE, explanation="A slip.")
        left = [one.id for one in queries.redactions(comment)]
        actions.restore_words(comment, left, by=acting.user(), seen=NO_PAGE)
    work()
    last, first = [
        text for _to, subject, text in cast.letters(app, WHO) if subject.startswith("Words restored")
    ]
    assert [one in first for one in (*sentences(*EVERY), "A slip.")] == [True, False, True, True]
    assert [one in last for one in sentences(*EVERY)] == [False] * 3
    assert "<" not in first + last
