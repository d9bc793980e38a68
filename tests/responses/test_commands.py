"""Responses from the command line."""

import json

from flask import Flask

from tests.responses import stories
from tests.responses.stories import Story


def test_an_operator_reads_how_far_responding_is(app: Flask, mixed: Story) -> None:
    run = app.test_cli_runner().invoke
    before = json.loads(run(args=["responses", "progress", mixed.slug, "--json"]).output)
    assert (before["comments"], before["with_response"], before["without_disposition"]) == (8, 0, 8)
    stories.respond_to_all(app, mixed)
    after = json.loads(run(args=["responses", "progress", mixed.slug, "--json"]).output)
    assert (after["comments"], after["with_response"], after["without_reason"]) == (8, 8, 0)
    assert (after["answered"], after["changed_since_the_answer"]) == (8, after["changed_since_the_response"])
    assert after["dispositions"]["partially_accepted"] == 3
    assert [part["part"] for part in after["parts"]] == [
        "general", "clause:scope", "clause:lot-size", "clause:instruments", "clause:reports",
    ]  # fmt: skip
    words = run(args=["responses", "progress", mixed.slug]).output
    assert words.startswith("Responses: 8 of 8 comments")
    assert run(args=["responses", "progress", "nothing"]).exit_code == 1
