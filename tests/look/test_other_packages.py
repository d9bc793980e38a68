"""The pages of accounts, organisations, stakeholders, drafts and notifications in a real browser: light and dark,
wide and narrow, left to right and right to left; nothing that WCAG 2.2 AA or a narrow screen would stumble over."""

from typing import Any

import pyotp
import pytest
from flask import Flask

from consult.core.database import db
from consult.documents.blocks import Source
from consult.notifications import actions as following
from consult.notifications.models import Subscription
from consult.organisations import queries as organisations
from consult.submissions import references
from tests import cast, world
from tests.documents import papers
from tests.look.glance import click_through, stumbles

AMARA = "amara@example.org"
OPEN = (
    "/sign-up",
    "/sign-in",
    "/password-reset",
    "/sign-in/browser",
    "/follow",
    "/organisations/seeds/policies",
    "/organisations/seeds/follow",
)
SIGNED_IN = (
    "/account", "/account/password", "/account/email", "/account/sessions", "/account/second-factor", "/account/stakeholder",
    "/organisations/new", "/organisations/seeds/profile", "/organisations/seeds/members", "/organisations/seeds/invitations",
    "/organisations/seeds/policies/late", "/organisations/seeds/categories", "/organisations/seeds/drafts", "/organisations/seeds/drafts/import", "/inbox",
)  # fmt: skip


@pytest.fixture
def paths(app: Flask, served: str) -> list[str]:
    """Amara, who may do everything at "seeds", and a draft of hers; gives the pages of the draft."""
    cast.person(app, AMARA, is_platform_administrator=True)
    cast.organisation(app, "seeds", administrator=[AMARA], officer=[AMARA])
    with app.app_context():
        seeds = organisations.get("seeds")
        files = [Source("a.md", papers.FIRST.encode()), Source("sampler.png", papers.picture())]
        version = papers.version(seeds, *files, title="Sampling of seed lots")
        started = papers.started(seeds, Source("b.html", papers.HTML.encode()), title="Prélèvement")
        preview = f"/imports/{started.reference}"
        return [f"/drafts/{version.draft.reference}/versions/1", preview, f"{preview}?only=remarks"]


def test_no_one_stumbles(page: Any, served: str, paths: list[str]) -> None:
    trouble = {}
    for path in OPEN:
        page.goto(served + path)
        trouble[path] = stumbles(page)
    page.goto(f"{served}/sign-up")
    click_through(page.locator("main button[type=submit]"))
    trouble["errors"] = stumbles(page)
    page.goto(f"{served}/sign-in?next=/account")
    page.locator("#email").fill(AMARA)
    page.locator("#password").fill(cast.PASSWORD)
    click_through(page.locator("main button[type=submit]"))
    for path in (*SIGNED_IN, *paths):
        answer = page.goto(served + path)
        trouble[path] = stumbles(page) if answer.status == 200 else [f"status {answer.status}"]
    trouble |= _with_two_factor(page, served)
    assert {path: found for path, found in trouble.items() if found} == {}


def _with_two_factor(page: Any, served: str) -> dict[str, list[str]]:
    """The pages of anyone who has a second factor, which is switched on before."""
    page.goto(f"{served}/account/second-factor")
    secret = "".join(page.locator("code.secret").inner_text().split())
    page.locator("#code").fill(pyotp.TOTP(secret).now())
    click_through(page.locator("main button[type=submit]"))
    trouble = {"recovery codes": stumbles(page)}
    assert page.locator("main .secret").count() == 10
    for path in (
        "/account", "/account/second-factor", "/account/second-factor/recovery-codes", "/account/second-factor/other",
        "/organisations/seeds/members",
    ):  # fmt: skip
        answer = page.goto(served + path)
        trouble[f"with a second factor: {path}"] = (
            stumbles(page) if answer.status == 200 else [f"status {answer.status}"]
        )
    page.goto(f"{served}/account/second-factor/other")
    click_through(page.locator("main button[type=submit]"))
    trouble["errors of another authenticator"] = stumbles(page)
    language = page.locator("html").get_attribute("lang")
    page.context.clear_cookies()
    page.goto(f"{served}/sign-in?lang={language}")
    page.locator("#email").fill(AMARA)
    page.locator("#password").fill(cast.PASSWORD)
    click_through(page.locator("main button[type=submit]"))
    trouble["the code"] = stumbles(page)
    assert page.locator("#code").count() == 1
    return trouble


def test_no_one_stumbles_over_the_end_of_letters(app: Flask, page: Any, served: str) -> None:
    world.consultation(app)
    reference = world.submission(app, email="wanjiru@growers.example")
    with app.app_context():
        following.follow(AMARA, language="en")
        following.follow(AMARA, language="en", organisation=organisations.get("seeds"))
        followed = f"/subscriptions/{db.session.execute(db.select(Subscription.token)).scalars().first()}"
        letters = references.end_emails_path(reference)
    trouble = {}
    for path in (letters, followed, f"{followed}/end"):
        page.goto(served + path)
        trouble[path] = stumbles(page)
        click_through(page.locator("main button[type=submit]"))
        trouble[f"{path}, pressed"] = stumbles(page)
    assert {path: found for path, found in trouble.items() if found} == {}


def test_what_is_wrong_is_the_first_thing_that_a_keyboard_meets(
    chromium: Any, served: str, paths: list[str]
) -> None:
    page = chromium.new_page()
    page.goto(f"{served}/sign-in")
    click_through(page.locator("main button[type=submit]"))
    assert page.title().startswith("Error:")
    assert page.evaluate("document.activeElement.id") == "error-summary"
    page.locator("#error-summary a").first.click()
    assert page.evaluate("document.activeElement.id") == "email"
    page.close()
