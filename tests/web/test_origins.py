"""What pages of other websites make a browser send is refused, anyone who is signed in there, and replaces no cookie."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from consult.accounts import queries as people
from consult.core import mail
from consult.organisations import queries as organisations
from tests import cast

AMARA, STRANGER = "amara@example.org", "stranger@example.org"
HERE = "http://localhost"
MEMBERS = "/organisations/seeds/members"
REFUSED = "This request came from another website"
REFUSED_IN_FRENCH = "Cette requête provient d’un autre site"
FOREIGN: tuple[dict[str, str], ...] = (
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "cross-site", "Origin": HERE},
    {"Sec-Fetch-Site": ""},
    {"Sec-Fetch-Site": "same-origin, cross-site"},
    {"Origin": "null"},
    {"Origin": ""},
    {"Origin": "http://elsewhere.example"},
    {"Origin": "http://localhost:8080"},
    {"Origin": "http://localhost.elsewhere.example"},
    {"Origin": "http://localhost@elsewhere.example"},
    {"Origin": "http://localhost:none"},
    {"Origin": "ftp://localhost"},
)
OURS: tuple[dict[str, str], ...] = (
    {},
    {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
    {"Sec-Fetch-Site": "none"},
    {"Origin": HERE},
    {"Origin": "http://localhost:80"},
    {"Origin": "https://localhost"},
)


@pytest.fixture
def one_organisation(app: Flask, clean: None) -> None:
    """Amara administers "seeds"; a stranger is an officer there."""
    cast.person(app, AMARA, is_platform_administrator=True)
    cast.person(app, STRANGER, "Somebody Else")
    cast.organisation(app, "seeds", administrator=[AMARA], officer=[STRANGER])


def roles_of_the_stranger(app: Flask) -> set[str]:
    with app.app_context():
        organisations.forget_roles()
        stranger = people.by_email(STRANGER)
        return {str(role) for role in organisations.roles_of(stranger, cast.organisation_id(app, "seeds"))}


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
def test_what_another_website_sends_is_refused_without_a_cookie(
    app: Flask, client: FlaskClient, one_organisation: None, headers: dict[str, str]
) -> None:
    cast.sign_in(client, AMARA)
    sent = client.form(MEMBERS, _form=MEMBERS, email=STRANGER, role="administrator", verb="appoint")  # type: ignore[attr-defined]
    for method in ("POST", "PUT", "DELETE", "PATCH", "TRACE"):
        for browser in (client, app.test_client()):
            for path in (MEMBERS, "/sign-in?lang=fr", "/sign-out", "/there/is/none"):
                answer = browser.open(path, method=method, data=sent, headers=headers)
                words = REFUSED_IN_FRENCH if "lang=fr" in path else REFUSED
                assert (answer.status_code, words in answer.text) == (403, True)
                assert "Set-Cookie" not in answer.headers
                assert not {"password", "kept", "csrf_token"} & set(answer.text.split('"'))
    assert roles_of_the_stranger(app) == {"officer"}
    assert client.get("/account").status_code == 200


@pytest.mark.parametrize("headers", OURS, ids=str)
def test_what_our_own_pages_send_is_taken(
    app: Flask, client: FlaskClient, one_organisation: None, headers: dict[str, str]
) -> None:
    cast.sign_in(client, AMARA)
    sent = client.form(MEMBERS, _form=MEMBERS, email=STRANGER, role="administrator", verb="appoint")  # type: ignore[attr-defined]
    assert client.post(MEMBERS, data=sent, headers=headers).status_code == 303
    assert roles_of_the_stranger(app) == {"officer", "administrator"}


def test_a_page_without_protection_does_not_speak_for_one_with_it(app: Flask, client: FlaskClient) -> None:
    was = app.config["PUBLIC_URL"]
    try:
        app.config["PUBLIC_URL"] = "https://consult.example"
        sent = client.form("/sign-in")  # type: ignore[attr-defined]
        found = {
            origin: client.post(
                "/sign-in", data=sent, headers={"Origin": origin, "Host": "consult.example"}
            ).status_code
            for origin in ("https://consult.example", "http://consult.example", "https://localhost")
        }
    finally:
        app.config["PUBLIC_URL"] = was
    assert found == {"https://consult.example": 422, "http://consult.example": 403, "https://localhost": 403}


def test_only_the_one_click_of_mail_programs_may_come_from_anywhere_and_it_sets_no_cookie(
    app: Flask, client: FlaskClient
) -> None:
    foreign = {"Sec-Fetch-Site": "cross-site", "Origin": "https://mail.example"}
    client.press("/follow", email=AMARA)  # type: ignore[attr-defined]
    address = cast.link_in(cast.letters(app, AMARA)[0])
    end, click = f"{address}/end", {"List-Unsubscribe": "One-Click"}
    for path, data in (
        (address, click),
        (end, {}),
        (f"{end}?lang=fr", {"List-Unsubscribe": "yes"}),
        ("/follow", click),
    ):
        assert client.post(path, data=data, headers=foreign).status_code == 403
    assert client.get(end).status_code == 200
    answer = app.test_client().post(f"{end}?lang=fr", data=click, headers=foreign)
    assert (answer.status_code, answer.headers.get("Set-Cookie")) == (200, None)
    assert client.get(end).status_code == 404
    again = app.test_client().post(end, data=click, headers=foreign)
    assert (again.status_code, again.headers.get("Set-Cookie")) == (404, None)


def test_views_that_take_one_click_are_those_that_emails_name(app: Flask) -> None:
    taking = {name for name, view in app.view_functions.items() if getattr(view, "takes_one_click", False)}
    assert taking == {"notifications.end", "notifications.end_emails"}
    assert "List-Unsubscribe-Post" in mail.unsubscribe_headers("https://consult.example/x")


def test_a_link_of_another_website_does_not_change_the_language_that_someone_chose(
    app: Flask, client: FlaskClient, one_organisation: None
) -> None:
    foreign = {"Sec-Fetch-Site": "cross-site"}

    def language(browser: FlaskClient) -> str:
        return browser.get("/help").text.split('<html lang="', 1)[1][:2]

    assert 'lang="ar"' in client.get("/help?lang=ar", headers=foreign).text
    assert language(client) == "ar", "who had not chosen keeps it"
    client.get("/help?lang=fr")
    client.get("/help?lang=ru", headers=foreign)
    assert language(client) == "fr"
    signed_in = app.test_client()
    cast.sign_in(signed_in, AMARA)
    signed_in.get("/help?lang=ru", headers=foreign)
    assert language(signed_in) == "en"


# -- in a browser ------------------------------------------------------------------------------------------------------


class Elsewhere(BaseHTTPRequestHandler):
    """A page that sends a form to the address in its own, as soon as it is opened."""

    def do_GET(self) -> None:
        target = self.path.partition("?")[2]
        fields = {"email": STRANGER, "role": "administrator", "verb": "appoint", "password": cast.PASSWORD,
                  "csrf_token": "made up", "kept": "{}", "next": MEMBERS}  # fmt: skip
        inputs = "".join(f'<input type="hidden" name="{n}" value="{v}">' for n, v in fields.items())
        page = f'<form method="post" action="{target}">{inputs}</form><script>document.forms[0].submit()</script>'
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(page.encode())

    def log_message(self, *_words: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[int]:
    """The port of another website."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


def signs_in(page: Any, home: str) -> None:
    page.goto(f"{home}/sign-in")
    page.fill("input[name=email]", AMARA)
    page.fill("input[name=password]", cast.PASSWORD)
    page.click("main button[type=submit]")


def is_signed_in(page: Any, home: str) -> bool:
    page.goto(f"{home}/account")
    return urlsplit(page.url).path == "/account"


@pytest.mark.parametrize("was_signed_in", [True, False], ids=["signed in", "signed out"])
@pytest.mark.parametrize(
    ("ours", "theirs"),
    [("127.0.0.1", "elsewhere.test"), ("127.0.0.1", "127.0.0.1"), ("consult.test", "elsewhere.test"), ("consult.test", "other.consult.test")],
)  # fmt: skip
def test_the_form_of_another_website_does_nothing_in_a_browser(
    app: Flask,
    one_organisation: None,
    served: str,
    chromium: Any,
    elsewhere: int,
    was_signed_in: bool,
    ours: str,
    theirs: str,
) -> None:
    """Another site, another port of the same host; the names in .test are not trustworthy to Chromium, which then
    sends Origin alone."""
    home = f"http://{ours}:{urlsplit(served).port}"
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{home}/follow")
    if was_signed_in:
        signs_in(page, home)
    before = context.cookies()
    for path in (MEMBERS, "/sign-in", "/sign-out", "/there/is/none"):
        page.goto(f"http://{theirs}:{elsewhere}/?{home}{path}")
        page.wait_for_url(f"{home}{path}")
        assert page.locator("h1").inner_text() == REFUSED
        assert page.locator("form").count() == 0
        assert STRANGER not in page.content()
    assert context.cookies() == before
    assert is_signed_in(page, home) == was_signed_in
    if not was_signed_in:
        page.goto(f"http://{theirs}:{elsewhere}/?{home}{MEMBERS}")
        page.wait_for_url(f"{home}{MEMBERS}")
        signs_in(page, home)
        assert "Your text" not in page.content()
        assert is_signed_in(page, home)
    assert roles_of_the_stranger(app) == {"officer"}
    context.close()
