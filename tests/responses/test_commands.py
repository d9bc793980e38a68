"""Answers from the command line."""

import json
from pathlib import Path

from flask import Flask
from python_calamine import load_workbook

from tests.responses import stories
from tests.responses.stories import Story


def test_an_operator_reads_how_far_answering_is(app: Flask, mixed: Story) -> None:
    run = app.test_cli_runner().invoke
    before = json.loads(run(args=["responses", "progress", mixed.slug, "--json"]).output)
    assert (before["comments"], before["answered"], before["without_disposition"]) == (8, 0, 8)
    stories.answer_all(app, mixed)
    after = json.loads(run(args=["responses", "progress", mixed.slug, "--json"]).output)
    assert (after["comments"], after["answered"], after["without_reason"]) == (8, 8, 0)
    assert after["dispositions"]["partially_accepted"] == 3
    assert [part["part"] for part in after["parts"]] == [
        "general", "clause:scope", "clause:lot-size", "clause:instruments", "clause:reports",
    ]  # fmt: skip
    words = run(args=["responses", "progress", mixed.slug]).output
    assert words.startswith("Responses: 8 of 8 comments")
    assert run(args=["responses", "progress", "nothing"]).exit_code == 1


def test_an_operator_exports_the_table(app: Flask, published: Story, tmp_path: Path) -> None:
    run = app.test_cli_runner().invoke
    for kind in ("csv", "xlsx"):
        done = run(
            args=["responses", "export", published.slug, "--format", kind, "-o", str(tmp_path / f"t.{kind}")]
        )
        assert (done.exit_code, done.output) == (0, f"wrote {tmp_path / f't.{kind}'}\n")
    assert (tmp_path / "t.csv").read_bytes().startswith(b"\xef\xbb\xbfreference,place,")
    assert len(load_workbook(str(tmp_path / "t.xlsx")).get_sheet_by_index(0).to_python()) == 8
    assert run(args=["responses", "export", "nothing", "-o", str(tmp_path / "x")]).exit_code == 1
