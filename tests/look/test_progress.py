"""The page of an upload tells by itself that the files are read, under the policy that every page comes with."""

from typing import Any

import pytest
from flask import Flask

from tests import cast


@pytest.fixture
def guarded(app: Flask, chromium: Any, served: str) -> Any:
    """A page of an officer, with the policy in force, and what the browser complains about."""
    cast.person(app, "ines@seeds.example", "Ines")
    cast.organisation(app, "seeds", officer=["ines@seeds.example"])
    context = chromium.new_context()
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(f"{served}/sign-in")
    page.fill("#email", "ines@seeds.example")
    page.fill("#password", cast.PASSWORD)
    page.click("main button[type=submit]")
    yield page, complaints
    context.close()


def test_the_page_changes_by_itself_once_the_files_are_read(served: str, guarded: Any, work: Any) -> None:
    page, complaints = guarded
    page.goto(f"{served}/organisations/seeds/drafts/import")
    page.fill("#title", "Sampling of seed lots")
    page.set_input_files(
        "#files", {"name": "draft.md", "mimeType": "text/markdown", "buffer": b"# 1 Scope\n\nSeed."}
    )
    page.click("main form[enctype] button[type=submit]")
    assert "Your files are next" in page.inner_text("[data-progress]")
    work()
    page.get_by_role("heading", name="Review import").wait_for(timeout=20_000)
    assert complaints == []
