"""Translations of comments in a real browser: the page on which staff translate, the review page, the workbench, and
what readers see."""

from typing import Any

import pytest
from flask import Flask

from consult.comment_translations import actions
from tests import cast, world
from tests.comment_translations.libre_translate import serving
from tests.comment_translations.steps import GERMAN, comment, translate, user
from tests.look.glance import stumbles
from tests.reading import steps


def test_no_one_stumbles_over_translations(
    app: Flask, page: Any, served: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.consultation(app)
    shown = world.submission(app, comments=[GERMAN])
    outdated = world.submission(app, comments=[GERMAN])
    steps.publish(app, shown)
    steps.publish(app, outdated)
    for language in ("en", "ar"):
        translate(app, shown, language)
        translate(app, outdated, language)
    steps.redact(app, outdated, 1, "Hilde")
    with serving() as service:
        monkeypatch.setitem(app.config, "TRANSLATION_URL", service.url)
        with app.app_context():
            one = comment(shown)
            of = actions.service.Service(service.url)
            for language in ("fr", "zh"):
                actions.translate_by_machine(shown, one.number, language, by=user(world.MODERATOR), of=of)
        base, trouble = f"/consultations/{world.SLUG}", {}

        def look(*paths: str) -> None:
            for path in paths:
                answer = page.goto(served + path)
                trouble[path] = stumbles(page) if answer.status == 200 else [f"status {answer.status}"]

        look(f"{base}/comments", f"/submissions/{shown}", "/privacy")
        cast.sign_in_page(page, world.MODERATOR, served)
        look(
            f"/translations/{shown}/1", f"/translations/{shown}/1?language=fr", f"/translations/{outdated}/1",
            f"/translations/{outdated}/1?language=es", f"/moderation/{shown}/1", f"/moderation/{outdated}/1",
            "/ar/moderation?show=decided&language=de", f"/fr{base}/responses?translation=outdated",
        )  # fmt: skip
        page.goto(f"{served}/translations/{outdated}/1?language=es")
        page.locator("button[value=machine]").click()
        page.locator(".comment-translation").wait_for()
        assert GERMAN["proposal"].upper() in page.content()
    assert {path: stones for path, stones in trouble.items() if stones} == {}
