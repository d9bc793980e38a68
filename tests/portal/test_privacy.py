"""The page "Privacy" says what the emails do."""

from typing import Any

from flask import Flask

from tests.architecture.layers import ROOT
from tests.draft_submissions.walking import page

TO_SUBMITTERS = ("draft_submissions", "submissions", "moderation")
"""Packages whose emails of their own go to the address of a submission. Those of notifications all end with a link."""


def test_the_page_says_which_emails_have_a_link_to_delete_the_address(app: Flask, client: Any) -> None:
    bodies = [
        one
        for package in TO_SUBMITTERS
        for one in (ROOT / "templates" / package / "emails").glob("*/body.txt")
    ]
    without = {
        str(one.parent.relative_to(ROOT / "templates")) for one in bodies if "stop" not in one.read_text()
    }
    assert without == {
        "draft_submissions/emails/code",
        "submissions/emails/code",
        "moderation/emails/name_removal",
    }
    said = " ".join(page(client.get("/privacy")).split())
    assert "if you submit without an account, each of these emails has a link to delete the address" in said
    assert "Emails with an access code, or with the answer to a request to remove a name, have none" in said
