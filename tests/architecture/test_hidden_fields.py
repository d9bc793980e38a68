"""No form of a staff page does anything without each of the fields that its page sends along unseen: what was looked at,
what is meant, who asks. Each form is sent without each of them in turn, and nothing may change."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from consult.core.database import db
from consult.core.stale_check import NO_PAGE
from consult.summaries import actions as summaries
from consult.summaries.models import ResponseSummary
from tests import cast, world
from tests.architecture.test_guards import ACTORS, MATRIX, _arguments, _rows
from tests.architecture.test_guards import things as _things
from tests.responses import stories
from tests.responses.stories import person

things = _things

STAFF = ("officer", "approver", "moderator", "administrator", "platform")

WORDS = {
    "number": "1", "date": "2031-01-15", "time": "12:00", "email": "somebody@seeds.example", "password": cast.PASSWORD,
    "url": "https://seeds.example",
}  # fmt: skip
"""What someone types into a field of this kind; elsewhere a word."""


def _pages(app: Flask, things: dict[str, Any], actor: str) -> Iterator[str]:
    """Every page that only members of staff see, and those of each comment."""
    address, column = app.url_map.bind("localhost"), list(ACTORS).index(actor)
    for (endpoint, method), row in MATRIX.items():
        outcomes = row.split()
        if method == "GET" and outcomes[0] == "in" and outcomes[column] == "ok":
            rule = next(app.url_map.iter_rules(endpoint))
            arguments = _arguments(endpoint, things)
            yield address.build(endpoint, {name: arguments[name] for name in rule.arguments})
    if actor == "officer":
        for step in ("draft", "instrument", "documents", "questions", "dates", "rules", "contact", "review"):
            yield f"/consultations/{things['secret']}/preparation/{step}"
    if actor == "moderator":
        submission = f"/moderation/{things['reference']}"
        yield from (f"{submission}?verb={verb}" for verb in ("publish", "withhold", "remove"))
        yield from (f"{submission}/{number}" for number in (1, 2, 3))
        yield f"{submission}/2/restoring-words"
        several = f"/moderation/several?comment={things['reference']}/3"
        yield from (f"{several}&verb={verb}" for verb in ("publish", "withhold"))


def _filled(page: Any, form: Any) -> tuple[dict[str, Any], set[str]]:
    """What someone who fills a form in sends, and the names of its hidden fields."""
    sent: dict[str, Any] = {}
    hidden: set[str] = set()
    inside = list(form.iter("input", "textarea", "select"))
    if form.get("id"):
        inside += [
            one for one in page.iter("input", "textarea", "select") if one.get("form") == form.get("id")
        ]
    for field in inside:
        name, kind = field.get("name"), field.get("type")
        if not name or kind in {"submit", "button", "file"}:
            continue
        if kind == "hidden":
            hidden.add(name)
            sent.setdefault(name, []).append(field.get("value", ""))
        elif kind in {"checkbox", "radio"}:
            if kind == "checkbox" or name not in sent:
                sent.setdefault(name, []).append(field.get("value", "on"))
        elif field.tag == "select":
            options = [one.get("value") for one in field.iter("option") if one.get("value")]
            chosen = [one.get("value") for one in field.iter("option") if one.get("selected") is not None]
            sent[name] = [one for one in chosen if one][:1] or options[:1]
        else:
            typed = (field.text_content() or "").strip() if field.tag == "textarea" else field.get("value")
            sent[name] = [typed or WORDS.get(kind or "text", "Words.")]
    return sent, hidden


def _ways(page: Any) -> Iterator[tuple[str | None, dict[str, Any], set[str]]]:
    """(where to, what, its hidden names) of every button of every POST form of a page."""
    for form in page.iter("form"):
        if (form.get("method") or "").lower() != "post" or "/sign-out" in (form.get("action") or ""):
            continue
        sent, hidden = _filled(page, form)
        buttons = {(one.get("name"), one.get("value", "")) for one in form.iter("button") if one.get("name")}
        for name, value in sorted(buttons) or [(None, "")]:
            yield form.get("action"), sent | ({name: [value]} if name else {}), hidden


def _scraped(client: FlaskClient, path: str) -> Any:
    answer = client.get(path)
    is_page = answer.status_code == 200 and answer.mimetype == "text/html"
    return html.fromstring(answer.get_data()) if is_page else html.fromstring("<p></p>")


def _what_changes(
    app: Flask, client: FlaskClient, paths: list[str]
) -> tuple[dict[tuple[str, str], list[str]], set[str]]:
    """((page, where to) → hidden fields without which something changed, where a whole form changed something)."""
    wrong: dict[tuple[str, str], list[str]] = {}
    works: set[str] = set()
    for path in paths:
        ways = list(_ways(_scraped(client, path)))
        before = _rows(app)
        for to, sent, hidden in ways:
            for name in sorted(hidden):
                without = {key: value for key, value in sent.items() if key != name}
                client.post(to or path, data=without)
                now = _rows(app)
                if now != before:
                    wrong.setdefault((path, to or path), []).append(name)
                    before = now
        for place in range(len(ways)):
            fresh = list(_ways(_scraped(client, path)))
            if place < len(fresh):
                to, sent, _hidden = fresh[place]
                client.post(to or path, data=sent)
                if _rows(app) != before:
                    works.add((to or path).partition("?")[0])
                    before = _rows(app)
    return wrong, works


@pytest.mark.parametrize(
    ("actor", "working"),
    [("officer", 12), ("approver", 0), ("moderator", 7), ("administrator", 5), ("platform", 5)],
)
def test_nothing_changes_without_a_hidden_field(
    app: Flask, things: dict[str, Any], actor: str, working: int
) -> None:
    client = app.test_client()
    cast.sign_in(client, str(ACTORS[actor]))
    wrong, works = _what_changes(app, client, list(_pages(app, things, actor)))
    assert wrong == {}
    assert len(works) >= working, sorted(works)


def _proposed(app: Flask) -> None:
    with app.app_context():
        summary = summaries.draft_summary(world.load(), by=person(world.OFFICER))
        summaries.propose(summary, by=person(world.OFFICER), seen=NO_PAGE)


def _approved(app: Flask) -> None:
    _proposed(app)
    with app.app_context():
        summary = db.session.execute(sa.select(ResponseSummary)).scalar_one()
        summaries.approve(summary, by=person(world.APPROVER), seen=NO_PAGE)


def _drafted(app: Flask) -> None:
    with app.app_context():
        summaries.draft_summary(world.load(), by=person(world.OFFICER))


@pytest.mark.parametrize(
    ("state", "who"),
    [
        (_drafted, world.OFFICER),
        (_proposed, world.APPROVER),
        (_proposed, world.OFFICER),
        (_approved, world.OFFICER),
    ],
)
def test_no_response_moves_without_a_hidden_field(
    app: Flask, clean: None, state: Callable[[Flask], None], who: str
) -> None:
    story = stories.mixed(app)
    stories.respond_to_all(app, story)
    state(app)
    client = app.test_client()
    cast.sign_in(client, who)
    base = f"/consultations/{world.SLUG}/responses"
    single = f"{base}?comment={story.at['industry-2']}"
    wrong, works = _what_changes(app, client, [single, base, f"{base}/summary"])
    assert wrong == {}
    assert f"{base}/summary" in works


def test_a_response_to_several_is_the_one_that_was_looked_at(app: Flask, clean: None) -> None:
    story = stories.mixed(app)
    client = app.test_client()
    cast.sign_in(client, world.OFFICER)
    base = f"/consultations/{world.SLUG}/responses"
    several = [story.at["industry-1"], story.at["industry-2"]]
    form = client.form(base, _form="responses")  # type: ignore[attr-defined]
    asked = client.post(base, data=form | {"comments": several, "disposition": "not_accepted", "text": "No."})
    page = html.fromstring(asked.get_data())
    ((to, sent, hidden),) = [way for way in _ways(page) if "confirmed" in way[1]]
    before = _rows(app)
    for name in sorted(hidden):
        client.post(to or base, data={key: value for key, value in sent.items() if key != name})
        assert _rows(app) == before, name
    client.post(to or base, data={**sent, "comments": [several[0], story.at["civil-1"]]})
    assert _rows(app) == before
    assert client.post(to or base, data=sent).status_code == 303
    assert _rows(app) != before
