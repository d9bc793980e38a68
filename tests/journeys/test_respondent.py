"""A respondent answers every type of question in a real browser, with scripts and without, and edits an answer."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from consult.submissions import queries
from tests import questionnaires
from tests.look.glance import click_through, stumbles

AT = "/ar/consultations/sampling-water"


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def page(request: Any, chromium: Any, served: str) -> Iterator[Page]:
    context = chromium.new_context(
        base_url=served, viewport={"width": 375, "height": 800}, java_script_enabled=request.param
    )
    yield context.new_page()
    context.close()


def test_every_type_of_question_is_answered(app: Flask, page: Page, request: pytest.FixtureRequest) -> None:
    questionnaires.asking(app)
    names, is_scripted = questionnaires.names(app), "without" not in request.node.name
    page.goto(f"{AT}/take-part?questions=1")
    page.locator("main [name=capacity][value=personal]").check()
    page.locator("main [name=category]").first.select_option("individual")
    page.fill("main [name=name]", "Ana Lima")
    page.locator("main form button[type=submit]").first.click()
    page.locator(f"[name={names['single']}][value='2']").check()
    page.locator(f"[name={names['multiple']}][value='1']").check()
    page.fill(f"[name={names['number']}]", "4.5")
    why = page.locator(f"[name='{names['text']}.text']")
    expect(why).to_be_hidden()
    page.locator(f"[name={names['agreement']}][value='2']").check()
    if not is_scripted:  # the question that follows from the answer comes on the next page
        page.locator("main form .actions button").first.click()
    expect(why).to_be_visible()
    why.fill("Pipes are plastic.")
    if is_scripted:
        assert stumbles(page) == []
        five = page.evaluate("new Intl.NumberFormat(document.documentElement.lang).format(5)")
        expect(page.locator("[data-questions-answered]")).to_contain_text(five)
    page.locator("main form .actions button").first.click()
    page.wait_for_url(re.compile(r"/questions/2(#|$)"))  # the browser keeps the fragment of the page before
    page.locator(f"[name='{names['matrix']}.1'][value='2']").check()
    page.locator(f"[name={names['scale']}][value='4']").check()
    page.fill(f"[name={names['date']}]", "2019-04-01")
    click_through(page.locator("main form .actions button").first)
    page.goto(f"{AT}/sheet/review")
    page.locator("main [name=consent]").check()
    page.locator("main form .send-box button[type=submit]").first.click()
    page.wait_for_url("**/receipt")
    reference = page.url.rsplit("/", 2)[1]
    page.goto(f"/submissions/{reference}/answers/2")
    page.locator(f"[name={names['scale']}][value='5']").check()
    page.locator("main form .actions button").first.click()
    page.wait_for_url("**/status")
    with app.app_context():
        found = queries.by_reference(reference)
        values = {f"q{one.question_id}": one.value for one in queries.answers_of(found.id)}
        assert len(values) == len(questionnaires.QUESTIONS)
        assert values[names["scale"]] == {"chosen": ["5"]}
        assert [one.comment for one in queries.comments_of(found)] == ["Pipes are plastic."]
