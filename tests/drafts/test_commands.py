"""Drafts from the command line."""

import json
from pathlib import Path

import pytest
from flask import Flask

from tests import cast
from tests.documents import papers


@pytest.fixture
def folder(app: Flask, clean: None, tmp_path: Path) -> Path:
    """A draft in a folder, for an organisation that there is."""
    cast.organisation(app, "seeds")
    (tmp_path / "1.md").write_text(papers.FIRST)
    (tmp_path / "2.md").write_text(papers.SECOND)
    (tmp_path / "sampler.png").write_bytes(papers.picture())
    return tmp_path


def test_import_and_show_speak_json(app: Flask, folder: Path) -> None:
    run = app.test_cli_runner().invoke
    done = run(
        args=["drafts", "import", str(folder), "--organisation", "seeds", "--title", "Sampling", "--json"]
    )
    assert done.exit_code == 0
    told = json.loads(done.output)
    assert told["version"] == 1
    assert told["clauses"]["heading"] == 4
    assert {warning["code"] for warning in told["warnings"]} == {"link", "language", "order"}

    shown = json.loads(run(args=["drafts", "show", told["draft"], "--json"]).output)
    assert (shown["language"], shown["direction"], shown["version"]) == ("en", "ltr", 1)
    assert [(b["anchor"], b["number"]) for b in shown["blocks"] if b["kind"] == "heading"] == [
        ("s-1", "1"), ("s-2", "2"), ("lot-size", "2.1"), ("s-3", "3"),
    ]  # fmt: skip
    plain = run(args=["drafts", "show", told["draft"]]).output
    assert "  2.1 Maximum lot size  #lot-size" in plain.splitlines()


def test_what_cannot_be_done_is_said_in_one_sentence(app: Flask, folder: Path) -> None:
    run = app.test_cli_runner().invoke
    (folder / "bad.docx").write_bytes(b"PK\x03\x04 broken")
    options = ["--organisation", "seeds", "--title", "Sampling", "--json"]
    bad = run(args=["drafts", "import", str(folder / "bad.docx"), *options])
    assert (bad.exit_code, "damaged" in json.loads(bad.output)["error"]) == (1, True)
    nowhere = run(
        args=["drafts", "import", str(folder / "1.md"), "--organisation", "moon", "--title", "x", "--json"]
    )
    assert (nowhere.exit_code, json.loads(nowhere.output)) == (1, {"error": "there is no organisation moon"})
    assert json.loads(run(args=["drafts", "show", "D-NONE", "--json"]).output) == {
        "error": "there is no draft D-NONE"
    }
