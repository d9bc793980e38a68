"""The commands of submissions."""

import json

from flask import Flask

from tests import world


def _run(app: Flask, *arguments: str) -> tuple[int, str]:
    done = app.test_cli_runner().invoke(args=["submissions", *arguments])
    return done.exit_code, done.output


def test_a_submission_is_shown_without_names_or_words(app: Flask, clean: None) -> None:
    world.consultation(app)
    reference = world.submission(app)
    status, output = _run(app, "show", reference, "--json")
    shown = json.loads(output)
    assert status == 0
    assert (shown["reference"], shown["state"], len(shown["comments"])) == (reference, "submitted", 2)
    assert "Wanjiru" not in output
    assert "too large" not in output
    assert _run(app, "show", reference)[1].splitlines()[-1] == f"{reference}/2\treceived\t"
    assert _run(app, "show", "AAA-AAA-AAA")[0] == 1


def test_counts_are_compared(app: Flask, clean: None) -> None:
    slug = world.consultation(app)
    world.submission(app)
    status, output = _run(app, "recount", slug, "--json")
    assert status == 0
    counts = json.loads(output)
    assert (counts["was_wrong"], counts["adds_up"], counts["received"]) == (False, True, 2)
    assert _run(app, "recount", "nowhere")[0] == 1
