"""An expert with a filled form on a small screen without scripts: from the consultation to the receipt."""

from typing import Any

from flask import Flask

from tests import world
from tests.comment_forms import forms
from tests.form_uploads.test_writing import AT, ISO, ROWS


def test_an_expert_uploads_a_form_and_submits_it(app: Flask, chromium: Any, served: str) -> None:
    world.consultation(app)
    context = chromium.new_context(
        base_url=served, java_script_enabled=False, viewport={"width": 375, "height": 800}
    )
    page = context.new_page()
    page.goto(AT)
    page.get_by_role("link", name="Upload a filled comment form").click()
    page.check("input[name=capacity][value=personal]")
    page.select_option("#category", "individual")
    page.get_by_role("button", name="Save and continue").click()
    file = forms.in_docx(ROWS, ISO)
    page.set_input_files("#file", {"name": file.name, "mimeType": "", "buffer": file.data})
    page.get_by_role("button", name="Read file").click()
    page.get_by_label("3 Reports").check()
    page.select_option("#type-3", "general")
    page.get_by_role("button", name="Save choices").click()
    page.get_by_role("link", name="Take in").click()
    page.fill("#comment", "Say by when.")
    page.select_option("#passage", "whole")
    page.get_by_role("button", name="Save row").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    page.get_by_role("button", name="Add 4 comments to the draft submission").click()
    page.get_by_role("link", name="To your draft submission").click()
    page.get_by_role("link", name="Review and submit").first.click()
    assert page.get_by_text("Say by when.").count()
    page.check("#consent")
    page.get_by_role("button", name="Submit").click()
    page.wait_for_url("**/receipt")
    context.close()
