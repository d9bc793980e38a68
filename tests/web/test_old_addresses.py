"""Addresses of earlier versions lead on to those of today, with their arguments and with the form that is sent to them."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

MOVED = {
    "/submissions/C-1/comments/2/contest": "/submissions/C-1/comments/2/objection",
    "/moderation/C-1/2/lifting": "/moderation/C-1/2/restoring-words",
    "/moderation/C-1/claim": "/moderation/C-1/confirmation",
    "/moderation/contests/7": "/moderation/objections/7",
    "/desk": "/dashboard",
    "/consultations/seeds/answers": "/consultations/seeds/responses",
    "/consultations/seeds/answers/issues/I-1": "/consultations/seeds/responses/issues/I-1",
}


@pytest.mark.parametrize(("old", "new"), MOVED.items())
def test_an_old_address_leads_on_with_its_language_and_arguments(
    client: FlaskClient, old: str, new: str
) -> None:
    for language in ("", "/fr"):
        for answer in (
            client.get(f"{language}{old}?q=a%20b&q=c"),
            client.post(f"{language}{old}?q=a%20b&q=c"),
        ):
            assert (answer.status_code, answer.location) == (308, f"{language}{new}?q=a%20b&q=c")
        assert client.get(language + old).location == language + new


@pytest.mark.parametrize(
    "path",
    ["/moderation/contests/x", "/moderation/contests", "/moderation/C-1/lifting"],
)
def test_other_addresses_are_left_alone(app: Flask, client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code != 308


def test_an_argument_with_an_old_value_leads_on_to_that_of_today(client: FlaskClient) -> None:
    for language in ("", "/fr"):
        path = f"{language}/consultations/seeds/comments"
        answer = client.get(f"{path}?q=a%20b&sort=place&after=x")
        assert (answer.status_code, answer.location) == (308, f"{path}?q=a%20b&sort=passage&after=x")
        assert client.get(f"{path}?q=sort%3Dplace").status_code != 308
    assert client.get("/consultations?sort=place").status_code != 308
