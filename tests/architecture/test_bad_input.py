"""No address breaks a page: numbers that no database holds, and rubbish in every word of every query string."""

import inspect
import re
import sys
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests import cast, world
from tests.architecture.test_guards import MATRIX, _arguments
from tests.architecture.test_guards import things as _things

things = _things

HUGE = "9" * 30
PUBLIC = sorted(
    endpoint
    for (endpoint, method), row in MATRIX.items()
    if method == "GET" and row.split()[0] in {"ok", "code"}
)
"""Endpoints that a visitor may fetch."""

RUBBISH = ("-1", HUGE, "0", "1.5", "²", "%00", "a%00b", "%ff%fe", "%F0%9F%A6%80", "x" * 10_000, "'%22--", "", "W10", "eyJ0Ijp7fX0", "WzFlNDAwXQ")  # fmt: skip
"""What someone may type after "=", as it stands in an address; the last ones look like cursors."""

ALWAYS = ("q", "page", "clause", "type", "category", "region", "disposition", "sort", "after", "lang")
"""Words that pages read by their name in a variable."""


@pytest.fixture
def visitor(app: Flask, things: dict[str, Any]) -> FlaskClient:
    """A browser that knows nothing yet."""
    return app.test_client()


@pytest.fixture
def holder(app: Flask, things: dict[str, Any]) -> FlaskClient:
    """A browser that has the sheet open."""
    client = app.test_client()
    client.press("/resume", code=things["code"])  # type: ignore[attr-defined]
    return client


def _paths(app: Flask, things: Mapping[str, Any], everything: bool = False) -> Iterator[tuple[str, str]]:
    address = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if rule.endpoint in PUBLIC or (everything and "GET" in (rule.methods or ())):
            arguments = _arguments(rule.endpoint, things)
            yield (
                rule.endpoint,
                address.build(rule.endpoint, {name: arguments[name] for name in rule.arguments}),
            )


def _words(app: Flask, endpoint: str) -> list[str]:
    """The words that the module of an endpoint reads from the address."""
    module = sys.modules[app.view_functions[endpoint].__module__]
    found = re.findall(r"""args(?:\.get\(|\.getlist\(|\[)\s*"(\w+)\"""", inspect.getsource(module))
    return sorted({*found, *ALWAYS})


def test_no_number_in_an_address_is_too_great(app: Flask, things: dict[str, Any]) -> None:
    """Every rule with a number × a huge one, by its method, for a visitor and for a member of staff: 404."""
    address, found = app.url_map.bind("localhost"), {}
    client = app.test_client()
    for rule in app.url_map.iter_rules():
        for name, converter in rule._converters.items():
            if type(converter).__name__ == "Number":
                arguments = _arguments(rule.endpoint, things)
                path = address.build(
                    rule.endpoint, {n: arguments[n] for n in rule.arguments} | {name: int(HUGE)}
                )
                for number in (HUGE, HUGE * 200):
                    for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
                        answer = client.open(path.replace(HUGE, number), method=method)
                        found[rule.rule, method, len(number)] = answer.status_code
    assert len(found) > 20
    assert {route: status for route, status in found.items() if status != 404} == {}


def test_every_number_in_an_address_is_bounded(app: Flask) -> None:
    kinds = {
        type(converter).__name__
        for rule in app.url_map.iter_rules()
        for converter in rule._converters.values()
    }
    assert kinds <= {"Number", "UnicodeConverter", "PathConverter"}


@pytest.mark.parametrize("who", ["visitor", "holder"])
def test_no_rubbish_in_a_query_breaks_a_page(
    app: Flask, things: dict[str, Any], who: str, request: pytest.FixtureRequest
) -> None:
    client = request.getfixturevalue(who)
    queries = {}
    for endpoint, path in _paths(app, things):
        words = _words(app, endpoint)
        if who == "visitor" or endpoint.startswith(("draft_submissions.", "moderation.")):
            queries[path] = ["&".join(f"{word}={rubbish}" for word in words) for rubbish in RUBBISH]
            for word in words:
                queries[path] += [f"{word}={HUGE}&{word}=-1&{word}[]=1&{word}[a]=%00", f"{word}=a%00b"]
    found = {(path, q[:60]): _status(client, f"{path}?{q}") for path, asked in queries.items() for q in asked}
    assert len(found) > 100
    assert {where: status for where, status in found.items() if status not in range(200, 500)} == {}


def test_asking_for_the_head_of_a_page_is_answered_as_for_the_page(
    app: Flask, things: dict[str, Any]
) -> None:
    client = app.test_client()
    cast.sign_in(client, world.OFFICER)
    begun = world.consultation(app, "later", announce=False, questions=())
    found = {}
    for chosen in (things, things | {"open": begun}):
        for endpoint, path in _paths(app, chosen, everything=True):
            statuses = _status(client, path), _status(client, path, "HEAD")
            if statuses[0] != statuses[1]:
                found[endpoint, path] = statuses
    assert found == {}


def _status(client: FlaskClient, address: str, method: str = "GET") -> int | str:
    """The status of the answer, or the mistake; the page itself is looked at wherever else it is fetched."""
    try:
        return FlaskClient.open(client, address, method=method, buffered=True).status_code
    except Exception as mistake:  # noqa: BLE001 -- any mistake is what is looked for
        return repr(mistake)[:300]
