"""Every form of every page, sent with invalid input, in every state of a consultation, as everyone: never a 500."""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from consult.accounts import queries as people
from consult.consultations import actions as consultations
from consult.consultations import queries as consulted
from consult.core import clock
from consult.core.stale_check import NO_PAGE
from consult.organisations import queries as founded
from tests import cast, world
from tests.architecture.form_fields import fields_of, is_file, is_text, posts
from tests.architecture.test_guards import ACTORS, MATRIX, _arguments
from tests.architecture.test_guards import things as _things
from tests.reading import steps

things = _things

LATER = "in-two-weeks"


def _nothing(_names: Mapping[str, type]) -> dict[str, Any]:
    """The button alone: every field is missing."""
    return {}


def _empty(names: Mapping[str, type]) -> dict[str, Any]:
    return {name: "" for name, kind in names.items() if not is_file(kind)}


def _too_long(names: Mapping[str, type]) -> dict[str, Any]:
    return {name: "9" * 70_000 for name, kind in names.items() if not is_file(kind)}


def _unknown_choices(names: Mapping[str, type]) -> dict[str, Any]:
    """No words, and in all else what no page offers."""
    odd = ["\u202e<b>'%00", "-1", "9" * 30, "2026-02-31", "25:61", "\ud7ff🦀"]
    return {name: "" if is_text(kind) else odd for name, kind in names.items() if not is_file(kind)}


def _files(names: Mapping[str, type]) -> dict[str, Any]:
    """A file in the place of everything that is typed or chosen."""
    return {name: (BytesIO(b"words"), "words.txt") for name, kind in names.items() if not is_file(kind)}


INVALID: tuple[Callable[[Mapping[str, type]], dict[str, Any]], ...] = (
    _nothing,
    _empty,
    _too_long,
    _unknown_choices,
    _files,
)

STATES = (
    "begun",
    "preparing",
    "proposed",
    "approved",
    "announced",
    "open",
    "closed",
    "withdrawn",
    "responded",
)

OF_CONSULTATIONS = {
    "consultations",
    "draft_submissions",
    "form_uploads",
    "incoming_email",
    "moderation",
    "responses",
    "summaries",
    "practices",
    "staff_entries",
}
"""Packages whose pages depend on where a consultation stands."""


@pytest.fixture(params=STATES)
def state(request: pytest.FixtureRequest) -> str:
    """Where the consultation stands when the forms are sent."""
    return str(request.param)


def _slug(app: Flask, things: Mapping[str, Any], state: str) -> str:
    """A consultation in this state."""
    if state == "announced":
        now = clock.now()
        return world.consultation(app, LATER, opens_at=now + timedelta(14), closes_at=now + timedelta(90))
    if state == "responded":
        with clock.at(clock.now() + timedelta(days=40)):
            steps.respond(app, things["open"], text="We looked at it.", despite="The group meets today.")
        return str(things["open"])
    slug = str(things["secret" if state in {"preparing", "proposed", "approved"} else "open"])
    with app.app_context():
        officer = people.by_email(world.OFFICER)
        assert officer is not None
        if state == "begun":
            return str(consultations.prepare(founded.get("seeds"), title="Only a title", by=officer).slug)
        if state in {"proposed", "approved"}:
            consultations.propose(consulted.get(slug, officer), by=officer, seen=NO_PAGE)
        if state == "approved":
            approver = people.by_email(world.APPROVER)
            consultations.approve(consulted.get(slug, approver), by=approver, seen=NO_PAGE)
        elif state == "withdrawn":
            consultations.withdraw(
                world.load(slug), "The working group begins anew.", by=officer, seen=NO_PAGE
            )
    return slug


def _path(app: Flask, endpoint: str, names: frozenset[str], things: Mapping[str, Any]) -> str:
    arguments = _arguments(endpoint, things)
    return app.url_map.bind("localhost").build(endpoint, {name: arguments[name] for name in names})


def _client(app: Flask, actor: str, code: str) -> FlaskClient:
    client, email = app.test_client(), ACTORS[actor]
    if email:
        cast.sign_in(client, email)
    elif actor == "holder":
        client.press("/resume", code=code)  # type: ignore[attr-defined]
    return client


def _send(client: FlaskClient, path: str, data: dict[str, Any], is_checked: bool) -> int | str:
    """The status of the answer, or the mistake; `is_checked` looks at the page as well (see tests/pages.py)."""
    ask = client.open if is_checked else partial(FlaskClient.open, client)
    try:
        return ask(path, method="POST", data=data, buffered=True).status_code
    except Exception as mistake:  # noqa: BLE001 -- any mistake is what is looked for
        return repr(mistake)[:300]


def test_no_invalid_form_breaks_a_page(app: Flask, things: dict[str, Any], state: str) -> None:
    slug = _slug(app, things, state)
    things |= {"open": slug, "secret": slug}
    later = timedelta(days=40 if state in {"closed", "responded"} else 0)
    found: dict[tuple[str, str, str], int | str] = {}
    with clock.at(clock.now() + later):
        for actor_number, actor in enumerate(ACTORS):
            client = _client(app, actor, things["code"])
            token = client.form("/sign-in")["csrf_token"]  # type: ignore[attr-defined]
            for number, (endpoint, names) in enumerate(posts(app)):
                package = endpoint.partition(".")[0]
                if endpoint == "accounts.sign_out" or (state != "open" and package not in OF_CONSULTATIONS):
                    continue
                may = MATRIX[endpoint, "POST"].split()[actor_number] == "ok"
                turn = (number + actor_number + STATES.index(state)) % len(INVALID)
                for how in INVALID if may and state == "open" else (INVALID[turn],):
                    sent = how(fields_of(package)) | {"csrf_token": token}
                    path = _path(app, endpoint, names, things)
                    found[actor, path, how.__name__] = _send(client, path, sent, is_checked=may)
    assert {where: status for where, status in found.items() if status not in range(200, 500)} == {}
    assert Counter(actor for actor, _path, _how in found).keys() == set(ACTORS)
