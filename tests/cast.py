"""People and organisations for the stories of the tests, and what a story does with them over HTTP."""

import re
from collections.abc import Iterable
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from consult.accounts import actions as accounts
from consult.accounts import jobs as requests
from consult.accounts import queries as people
from consult.core import mail
from consult.organisations import actions as organisations
from consult.organisations import queries as founded
from consult.organisations.models import Role

PASSWORD = "quiet river morning"


def person(
    app: Flask, email: str, name: str = "Amara Diallo", *, is_platform_administrator: bool = False
) -> int:
    """Someone with a confirmed account and PASSWORD; gives their id."""
    with app.app_context():
        user = accounts.register(
            email=email, name=name, password=PASSWORD, is_platform_administrator=is_platform_administrator
        )
        return int(user.id)


def organisation(
    app: Flask, slug: str = "seeds", *, name: str = "Seed Testing Secretariat", **members: Iterable[str]
) -> int:
    """An organisation; `members`: role → addresses of people there are. Gives its id."""
    with app.app_context():
        made = organisations.create(name=name, slug=slug, by=None, timezone="Europe/Zurich")
        for role, emails in members.items():
            for email in emails:
                user = people.by_email(email)
                assert user is not None
                organisations.assign_role(made, user, Role(role), by=None)
        return int(made.id)


def organisation_id(app: Flask, slug: str) -> int:
    """The id of an organisation."""
    with app.app_context():
        return int(founded.get(slug).id)


def sign_in_page(page: Any, email: str, home: str = "", language: str = "en") -> None:
    """Sign a person in on a page of a browser. `home`: where the application is, "" where the browser knows it."""
    page.goto(f"{home}/sign-in?lang={language}")
    page.locator("#email").fill(email)
    page.locator("#password").fill(PASSWORD)
    page.locator("main button[type=submit]").click()


def sign_in(client: FlaskClient, email: str, password: str = PASSWORD) -> TestResponse:
    """Sign in over HTTP."""
    return client.press("/sign-in", email=email, password=password)  # type: ignore[attr-defined, no-any-return]


def letters(app: Flask, to: str | None = None) -> list[tuple[str, str, str]]:
    """(to, subject, text) of the letters posted, the latest first; what addresses asked for is answered before."""
    answer_requests(app)
    with app.app_context():
        found = [(letter.to, letter.subject, letter.text) for letter in mail.latest()]
    return [letter for letter in found if to is None or letter[0] == to]


def answer_requests(app: Flask) -> None:
    """Do what a worker does for addresses that asked for something."""
    with app.app_context():
        waiting = people.requests_waiting()
    for identifier in waiting:
        requests.answer(identifier)


def link_in(letter: tuple[str, str, str]) -> str:
    """The path of the one link in a letter, beside those that end letters to an address in a submission or confirm it."""
    found = re.findall(r"http://localhost(/\S*)", letter[2])
    paths = [path for path in found if "/letters/" not in path and "/address/" not in path]
    assert len(paths) == 1, letter[2]
    return str(paths[0])
