"""The pages on which addresses are confirmed, names removed, and accounts taken along and deleted, in a real browser."""

from typing import Any

from flask import Flask

from consult.submissions import actions as submissions
from consult.submissions import queries as sheets
from consult.submissions import references
from tests import cast, world
from tests.look.glance import click_through, stumbles
from tests.moderation import acting

WHO = "wanjiru@growers.example"


def _press(page: Any) -> None:
    click_through(page.locator("main form button[type=submit]").last)


def test_no_one_stumbles(app: Flask, page: Any, served: str) -> None:
    world.consultation(app)
    reference = world.submission(app, email=WHO, is_confirmed=False)
    for number in (1, 2):
        acting.act(app, reference, "publish", number)
    cast.person(app, WHO)
    trouble = {}

    def look(name: str) -> None:
        trouble[name] = stumbles(page)

    with app.app_context():
        sheet = sheets.by_reference(reference)
        code, link = references.code_of(sheet.key, sheet.code_hash), submissions.link_to_confirm(sheet)
    here = f"{served}/submissions/{reference}"
    page.goto(f"{here}/status")
    page.fill("#code", code)
    _press(page)
    look("status, not confirmed")
    page.goto(link.replace("http://localhost", served))
    look("confirm")
    _press(page)
    look("confirmed")
    page.goto(f"{here}/name-removal")
    look("own name")
    page.fill("#words", "I left, and " + "verylongword" * 12)
    _press(page)
    look("own name, asked")
    page.goto(f"{here}/named")
    look("named")
    _press(page)
    look("named, wrong")
    page.goto(f"{served}/sign-in")
    page.fill("#email", world.MODERATOR)
    page.fill("#password", cast.PASSWORD)
    _press(page)
    page.goto(f"{served}/moderation/names")
    look("names")
    click_through(page.locator(".rows a").first)
    look("settle")
    _press(page)
    look("settle, wrong")
    page.goto(f"{served}/account/data")
    look("data")
    page.goto(f"{served}/account/deletion")
    look("deletion")
    _press(page)
    look("deletion, wrong")
    assert {name: stones for name, stones in trouble.items() if stones} == {}
