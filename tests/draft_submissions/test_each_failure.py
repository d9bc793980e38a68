"""Each form of taking part × each failure: the page comes back with every word, in a form that can be sent again."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
from flask import Flask
from lxml import html

from consult.consultations.models import AuthoredQuestion
from consult.web import rate_limits
from tests import questionnaires
from tests.comment_forms import forms
from tests.draft_submissions.walking import AT, ME, PLACE, SHEET, WHOLE, WORDS, begin, send
from tests.form_uploads.test_writing import ISO, ROWS, uploaded
from tests.pages import fields
from tests.web.test_outage_pages import outage

SAID = {
    "type": "technical",
    "comment": "Zwei Zeilen «hier»\nund 检验 dort.",
    "rationale": "Because of <b>this</b> & that.",
}
LONG = "many words " * 2000


def _filed(client: Any, then: str) -> str:
    begin(client)
    client.press(PLACE, **WORDS)
    return f"/submissions/{send(client)}/{then}"


def _begun(client: Any, path: str) -> str:
    begin(client)
    if path.endswith("comments/1"):
        client.press(PLACE, **WORDS)
    return path


ANSWER = "the answer to the question"
"""Stands for the name of its field, which is not known before there is a question."""


def _row(client: Any) -> str:
    begin(client)
    return f"{uploaded(client, forms.in_docx(ROWS, ISO))}/rows/4"


def _questions(client: Any) -> str:
    questionnaires.asking(client.application, questions=[AuthoredQuestion("Why?")])
    client.press("/consultations/sampling-water/take-part", capacity="personal", category="individual")
    return "/consultations/sampling-water/sheet/questions"


FORMS: dict[str, Any] = {
    "row of a form": (_row, {"passage": "whole", "comment": SAID["comment"], "proposal": "A lot."}, {"passage": ""}, "comment"),
    "questions": (_questions, {ANSWER: SAID["comment"]}, None, ANSWER),
    "who": (lambda client: f"{AT}/take-part", ME, {"category": ""}, "name"),
    "passage": (lambda client: _begun(client, PLACE), SAID | {"proposal": "A lot."}, {"type": ""}, "comment"),
    "whole": (lambda client: _begun(client, WHOLE), SAID, {"type": ""}, "comment"),
    "question": (lambda client: _begun(client, f"{SHEET}/comments/new?question=1"), {"comment": SAID["comment"]}, None, "comment"),
    "change": (lambda client: _begun(client, f"{SHEET}/comments/1"), SAID, {"type": ""}, "comment"),
    "amendment": (lambda client: _filed(client, "comments/1/amendment"), SAID, {"type": ""}, "comment"),
    "addition": (lambda client: _filed(client, "comments/new?general=1"), SAID, {"type": ""}, "comment"),
}  # fmt: skip
"""Name → where its page is, what is typed, a change that makes it invalid, and the field that can be too long."""


@contextmanager
def _throttled(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patched:
        patched.setattr(rate_limits, "hit", lambda *_told: False)
        yield


@pytest.mark.parametrize("name", FORMS)
def test_what_was_typed_comes_back(
    app: Flask, client: Any, slug: str, database: str, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    place, typed, invalid, long = FORMS[name]
    path = place(client)
    if ANSWER in typed:
        long = f"{questionnaires.names(app)['text']}.text"
        typed = {long: typed[ANSWER]}
    form = client.form(path) | typed
    failures: dict[str, tuple[dict[str, str], Any]] = {
        "validation": (invalid, None) if invalid else ({}, None),
        "length": ({long: LONG}, None),
        "token": ({"csrf_token": "out of date"}, None),
        "rate limit": ({}, _throttled(monkeypatch)) if name == "who" else ({}, None),
        "database": ({}, outage(database)),
        "session": ({}, None),
    }
    for failure, (changes, around) in failures.items():
        if not changes and around is None and failure != "session":
            continue  # this form knows no such failure
        if failure == "session":
            client.delete_cookie("consult")
        with ExitStack() as stack:
            if around is not None:
                stack.enter_context(around)
            answer = client.post(path, data=form | changes)
        assert answer.status_code in {409, 422, 429, 503}, (failure, answer.status_code)
        shown = fields(html.fromstring(answer.get_data()))
        for field, words in (typed | changes).items():
            if field != "csrf_token" and (words or field in shown):
                kept = shown.get(field, "").replace("\r\n", "\n").strip()
                assert kept == words.strip(), (failure, field)
    again = client.post(path, data=shown)
    assert again.status_code == 303, "the page of the last failure can be sent"
