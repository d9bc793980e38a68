"""The main job clicked through by four people in a real browser, each in a window of their own: an officer prepares, an
approver approves, a stakeholder comments, a moderator decides, the officer answers, the approver approves, everyone
reads. Once with JavaScript by day, everyone in Arabic, and once without in the dark, in English; nothing on any page on
the way that WCAG 2.2 AA would stumble over."""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Error as PlaywrightError

from consult.consultations import queries as consulted
from consult.core import clock
from consult.core.database import db
from consult.setup import catalogues
from consult.submissions import queries as submissions
from tests import cast
from tests.documents import papers
from tests.look.glance import click_through, stumbles

PEOPLE = {
    "officer": "ines@seeds.example",
    "approver": "tomas@seeds.example",
    "moderator": "mariam@seeds.example",
    "stakeholder": "wanjiru@growers.example",
}
TITLE = "Sampling of seed lots, third draft"
BASE = "/consultations/sampling-of-seed-lots-third-draft"


class Window:
    """One person's browser window."""

    def __init__(
        self, chromium: Any, home: str, has_scripts: bool, language: str, found: dict[str, list[str]]
    ) -> None:
        window: dict[str, Any] = {
            "viewport": {"width": 1280, "height": 900},
            "color_scheme": "light" if has_scripts else "dark",
        }
        self.context = chromium.new_context(java_script_enabled=has_scripts, **window)
        self.page = self.context.new_page()
        # a page without scripts is looked at as it came, set into another one; the policy forbids setting it there
        self.glass = chromium.new_page(bypass_csp=True, **window)
        self.home = f"{home}/{language}"
        self.said = translations(language)
        self.has_scripts = has_scripts
        self.found = found

    def go(self, path: str) -> None:
        """Open a page by its address."""
        answer = self.page.goto(self.home + path)
        assert answer.status == 200, (path, answer.status)
        self.look()

    def click(self, words: str, role: str = "link") -> None:
        """Click what is called `words`, in the language of the window, in the main part of the page, or anywhere."""
        name = re.compile(f"^(?:{'|'.join(map(re.escape, self.said.get(words, {words})))})$")
        inside = self.page.locator("main").get_by_role(role, name=name)
        everywhere = self.page.get_by_role(role, name=name)
        click_through((inside if inside.count() else everywhere).first)
        self.look()

    def press(self, words: str) -> None:
        """Press a button; the page that follows is no page with an error."""
        self.click(words, "button")
        errors = tuple(self.said.get("Error:", {"Error:"}))
        assert not self.page.title().startswith(errors), self.page.locator("#error-summary").inner_text()

    def say(self, words: str) -> str:
        """A message that has one translation in the language of the window."""
        (found,) = self.said.get(words, {words})
        return found

    def fill(self, **fields: str) -> None:
        """Type into fields by their names."""
        for name, value in fields.items():
            field = self.page.locator(f"main [name='{name}']").first
            if field.evaluate("e => e.tagName") == "SELECT":
                field.select_option(value)
            elif field.get_attribute("type") in {"radio", "checkbox"}:
                self.page.locator(f"main [name='{name}'][value='{value}']").check()
            else:
                field.fill(value)

    def look(self) -> None:
        """What would WCAG say of this page, and does it fit the window?"""
        self.page.wait_for_load_state()
        path = re.sub(r"[A-Z0-9]{3}-[A-Z0-9]{3}-[A-Z0-9]{3}", "…", self.page.url.removeprefix(self.home))
        if path in self.found:
            return
        shown = self.page if self.has_scripts else self._under_glass()
        self.found[path] = stumbles(shown)

    def _under_glass(self) -> Any:
        """The page as it stands, without its scripts, where axe (which is a script) can look at it."""
        markup = re.sub(r"<script\b.*?</script>", "", self.page.content(), flags=re.DOTALL)
        self.glass.goto(f"{self.home.rpartition('/')[0]}/robots.txt")
        self.glass.set_content(markup)
        return self.glass

    def sign_in(self, email: str) -> None:
        """Sign in."""
        self.go("/sign-in")
        self.fill(email=email, password=cast.PASSWORD)
        self.press("Sign in")

    @property
    def words(self) -> str:
        """What the page says."""
        return str(self.page.locator("body").inner_text())


def translations(language: str) -> dict[str, set[str]]:
    """How this language says each message, wherever it stands."""
    found: dict[str, set[str]] = {}
    path = catalogues.FOLDER / language / "LC_MESSAGES" / "messages.po"
    for message in catalogues.read_catalogue(path) if path.exists() else ():
        if isinstance(message.id, str):
            found.setdefault(message.id, set()).add(str(message.string))
    return found


@pytest.fixture(params=[(True, "ar"), (False, "en")], ids=["with-scripts-in-arabic", "without-scripts"])
def windows(request: pytest.FixtureRequest, app: Flask, chromium: Any, served: str) -> Iterator[Any]:
    """A window for each of PEOPLE, and the stumbling stones found on the way."""
    for role, email in PEOPLE.items():
        cast.person(app, email, role.capitalize())
    cast.organisation(
        app, "seeds", **{role: [email] for role, email in PEOPLE.items() if role != "stakeholder"}
    )
    stones: dict[str, list[str]] = {}
    opened = {role: Window(chromium, served, *request.param, stones) for role in (*PEOPLE, "reader")}
    yield opened, stones
    for window in opened.values():
        window.context.close()
        window.glass.context.close()


def test_the_main_job(
    app: Flask,
    windows: tuple[dict[str, Window], dict[str, list[str]]],
    tmp_path: Path,
    work: Callable[[], None],
) -> None:
    people, stones = windows
    officer, approver, moderator = people["officer"], people["approver"], people["moderator"]
    stakeholder, reader = people["stakeholder"], people["reader"]

    # -- the officer imports the draft and prepares the launch --------------------------------------------------------
    file = tmp_path / "sampling.md"
    file.write_text(papers.FIRST)
    officer.sign_in(PEOPLE["officer"])
    officer.go("/organisations/seeds/drafts/import")
    officer.fill(title="Sampling of seed lots", label="Third draft")
    officer.page.locator("input[type=file]").set_input_files(str(file))
    officer.press("Read files")
    work()
    with suppress(PlaywrightError):  # the page may look again by itself just then
        officer.page.reload()
    officer.page.wait_for_load_state()
    officer.press("Save as version")
    officer.go("/organisations/seeds/consultations/new")
    officer.fill(title=TITLE)
    officer.page.locator("select[name=version]").select_option(index=1)
    officer.press("Start preparation")
    officer.go(f"{BASE}/preparation/draft")
    officer.press("Save and continue")
    officer.fill(
        purpose="The rules for sampling are twenty years old. We ask what has to change.",
        can_change="Every limit and every method.",
        use_of_input="The committee reads every comment in June.",
        target_groups="Laboratories, growers and traders, through their federations.",
        scope="y",
    )
    officer.press("Save and continue")
    officer.fill(
        mode="consult", family="technical_standard", legal_effect="voluntary_standard", stage="Third draft"
    )
    officer.press("Save and continue")
    officer.press("Continue")
    officer.fill(text="Which species are missing?")
    officer.press("Add question")
    officer.press("Continue")
    today = clock.now()
    officer.fill(
        opens_day=(today - timedelta(days=1)).date().isoformat(), opens_time="09:00",
        closes_day=(today + timedelta(days=70)).date().isoformat(), closes_time="18:00",
        timing_profile="wto_tbt_code",
    )  # fmt: skip
    officer.press("Check dates")
    officer.press("Save and continue")
    officer.press("Continue")
    officer.fill(contact_name="Rules and Methods", contact_email="rules@seeds.example")
    officer.press("Save and continue")
    officer.press("Propose for approval")

    # -- the approver reads it and approves; the officer announces ----------------------------------------------------
    work()
    approver.sign_in(PEOPLE["approver"])
    approver.go("/inbox")
    approver.go("/dashboard")
    approver.go(f"{BASE}/approval")
    approver.press("Approve consultation")
    officer.go(f"{BASE}/preparation/review")
    officer.press("Announce consultation")
    reader.go("/")
    reader.click(TITLE)
    reader.go(f"{BASE}/text")

    # -- a stakeholder without an account comments on a clause and on the whole, and sends ----------------------------
    stakeholder.go(BASE)
    stakeholder.click("Take part")
    stakeholder.fill(
        capacity="organisation", category="industry.cooperative", name="Wanjiru Kimani",
        organisation="Growers of the Highlands", country="KEN", email=PEOPLE["stakeholder"],
    )  # fmt: skip
    stakeholder.press("Save and continue")
    stakeholder.go(f"{BASE}/text")
    stakeholder.page.locator("a[href*='comments/new?block=']").nth(4).click()
    stakeholder.page.locator("#comment").wait_for()
    stakeholder.look()
    stakeholder.fill(type="substantive", comment="Our stores hold less; write to chair@growers.example.")
    stakeholder.press("Save and go back to the text")
    stakeholder.go(f"{BASE}/sheet/comments/new?general=1")
    stakeholder.fill(type="general", comment="We welcome the draft.")
    stakeholder.press("Save")
    stakeholder.go(f"{BASE}/sheet")
    stakeholder.click("Review and submit")
    stakeholder.fill(consent="y")
    stakeholder.press("Submit")
    stakeholder.page.wait_for_url("**/receipt")
    reference = re.findall(r"/submissions/([A-Z0-9-]+)/receipt", stakeholder.page.url)[0]
    assert reference in stakeholder.words
    stakeholder.click("View status")
    work()
    assert [
        subject for _to, subject, _text in cast.letters(app, PEOPLE["stakeholder"]) if reference in subject
    ]

    # -- a moderator hides an address and publishes -------------------------------------------------------------------
    moderator.sign_in(PEOPLE["moderator"])
    moderator.go("/moderation")
    moderator.go(f"/moderation/{reference}/1")
    assert "chair@growers.example" in moderator.words
    click_through(moderator.page.locator("[data-redact-submit]"))
    moderator.look()
    moderator.go(f"/moderation/{reference}/2")
    moderator.press("Publish")
    reader.go(f"{BASE}/comments")
    assert "Growers of the Highlands" in reader.words
    assert "chair@growers.example" not in reader.page.content()
    reader.go(f"/submissions/{reference}")
    assert f"[{reader.say('personal data')}]" in reader.words
    assert reader.page.locator("html").get_attribute("dir") == ("rtl" if "/ar/" in reader.page.url else "ltr")
    work()
    stakeholder.go(f"/submissions/{reference}/status")

    # -- ten weeks pass; the officer answers and writes the summary ---------------------------------------------------
    with app.app_context():
        db.session.execute(
            sa.text(
                "UPDATE consultations SET opens_at = opens_at - :long, closes_at = :past, stamp = stamp + 1"
            ),
            {"long": timedelta(days=75), "past": today - timedelta(days=3)},
        )
        db.session.commit()
    officer.go("/dashboard")
    for number, disposition, words in (
        (1, "accepted_in_principle", "The limit is lowered."),
        (2, "noted", "Thank you."),
    ):
        officer.go(f"{BASE}/responses?comment={reference}/{number}")
        officer.fill(disposition=disposition, text=words)
        officer.press("Save response")
    officer.go(f"{BASE}/responses/summary")
    officer.press("Start the summary")
    officer.press("Save and propose")
    work()
    approver.go(f"{BASE}/responses/summary")
    approver.press("Approve")
    officer.go(f"{BASE}/responses/summary")
    officer.press("Publish")

    # -- and everyone reads -----------------------------------------------------------------------------------------
    work()
    assert [subject for _to, subject, _text in cast.letters(app, PEOPLE["stakeholder"]) if TITLE in subject]
    for page in ("", "/text", "/comments", "/statistics", "/response", "/practice", "/record"):
        reader.go(BASE + page)
    reader.go(f"{BASE}/response")
    assert "The limit is lowered." in reader.words
    reader.go("/consultations")
    reader.go("/organisations/seeds")
    stakeholder.go(f"/submissions/{reference}/status")
    assert "The limit is lowered." in stakeholder.words
    with app.app_context():
        totals = submissions.totals(consulted.get(BASE.rsplit("/", 1)[1], None).id)
    assert (totals.received, totals.published, totals.published_redacted, totals.adds_up) == (2, 1, 1, True)
    assert {path: found for path, found in stones.items() if found} == {}
