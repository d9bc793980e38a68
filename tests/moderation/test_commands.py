"""A secretariat scripts its queue."""

import json
from typing import Any

import pytest
from flask import Flask

from tests import world
from tests.moderation import acting

CALL = world.GENERAL | {"comment": "Write to chair@lab.example."}


@pytest.fixture
def sheet(app: Flask, clean: None, work: Any) -> str:
    """A submission of one comment with an address."""
    world.consultation(app)
    reference = world.submission(app, comments=[CALL])
    work()
    return reference


def run(app: Flask, *arguments: str) -> Any:
    """Call `flask moderation …`."""
    return app.test_cli_runner().invoke(args=["moderation", *arguments])


def test_the_queue_as_json(app: Flask, sheet: str) -> None:
    done = run(app, "queue", "--email", world.MODERATOR, "--json")
    assert done.exit_code == 0
    told = json.loads(done.output)
    assert told["after"] == ""
    (line,) = told["comments"]
    assert (line["comment"], line["signals"], line["moderation"]) == (
        f"{sheet}/1",
        {"personal_data": 1},
        "received",
    )


def test_the_queue_in_lines(app: Flask, sheet: str) -> None:
    done = run(app, "queue", "--email", world.MODERATOR)
    assert done.output.split("\t")[0] == f"{sheet}/1"
    assert "personal_data:1" in done.output


@pytest.mark.parametrize(
    ("arguments", "to"),
    [
        (["--verb", "publish"], "published"),
        (
            ["--verb", "redact", "--reason", "personal_data", "--words", "chair@lab.example"],
            "published_redacted",
        ),
        (["--verb", "withhold", "--reason", "off_topic"], "withheld"),
    ],
)
def test_deciding(app: Flask, sheet: str, arguments: list[str], to: str) -> None:
    done = run(app, "decide", f"{sheet}/1", *arguments, "--email", world.MODERATOR, "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.output) == {
        "comment": f"{sheet}/1",
        "verb": arguments[1],
        "from": "received",
        "to": to,
    }
    assert acting.state(app, sheet) == to


@pytest.mark.parametrize(
    ("reference", "arguments", "email", "said"),
    [
        ("/1", ["--verb", "withhold"], world.MODERATOR, "this decision needs a --reason"),
        ("/1", ["--verb", "remove", "--reason", "abusive"], world.MODERATOR, "Not possible in this state: received."),
        ("/1", ["--verb", "redact", "--reason", "abusive", "--words", "absent"], world.MODERATOR, "words to redact"),
        ("/9", ["--verb", "publish"], world.MODERATOR, "moderates no comment"),
        ("", ["--verb", "publish"], world.MODERATOR, "moderates no comment"),
        ("/1", ["--verb", "publish"], world.OFFICER, "moderates no comment"),
        ("/1", ["--verb", "publish"], "nobody@example.org", "there is no account with the email address"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_in_one_line(
    app: Flask, sheet: str, reference: str, arguments: list[str], email: str, said: str
) -> None:
    done = run(app, "decide", sheet + reference, *arguments, "--email", email)
    assert done.exit_code == 1
    assert said in done.output
    assert len(done.output.splitlines()) == 1
    assert acting.state(app, sheet) == "received"


def test_no_one_scripts_around_the_rule_on_their_own(app: Flask, sheet: str) -> None:
    own = world.submission(app, user=world.MODERATOR)
    done = run(app, "decide", f"{own}/1", "--verb", "publish", "--email", world.MODERATOR)
    assert (done.exit_code, acting.state(app, own)) == (1, "received")
