"""Commands for operators: what is wrong is one sentence, in JSON where that is asked for, and never a traceback."""

import inspect
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from flask import Flask

from consult.core import mail
from consult.core.commands import Command
from consult.core.mail import MailTransport
from consult.web import email_texts
from tests.conftest import Sink
from tests.web.test_outage_pages import outage

GUIDE = Path(__file__).resolve().parent.parent.parent / "docs" / "operations.md"


def run(app: Flask, *command: str) -> tuple[int, Any]:
    done = app.test_cli_runner().invoke(args=[*command, "--json"])
    assert isinstance(done.exception, SystemExit | None)
    return done.exit_code, json.loads(done.stdout)


def test_a_test_email_goes_out_at_once(app: Flask, sink: Sink) -> None:
    status, told = run(app, "mail", "test", "--to", "ben@example.org")
    ((to, message),) = sink.taken
    assert (status, to, told["to"]) == (0, ["ben@example.org"], "ben@example.org")
    assert message["Message-ID"] == f"<{told['message_id']}@consult.example.org>"
    assert sorted(told) == ["message_id", "taken_at", "to"]
    lines = app.test_cli_runner().invoke(args=["mail", "test", "--to", "ben@example.org"])
    assert (lines.exit_code, lines.stdout) == (0, "the mail server accepted the email to ben@example.org\n")


def test_a_mail_server_that_does_not_take_it_is_told_by_its_code(app: Flask, sink: Sink) -> None:
    sink.no["ben@example.org"] = "550 5.1.1 <ben@example.org> is unknown here"
    sentence = "the mail server refused the email: SMTPRecipientsRefused (550)"
    assert run(app, "mail", "test", "--to", "ben@example.org") == (1, {"error": sentence})
    mail.wire(
        MailTransport("smtp://127.0.0.1:9", "a@example.org", "localhost"),
        email_texts.render_email,
        "http://localhost",
    )
    sentence = "the mail server cannot be reached: ConnectionRefusedError (ECONNREFUSED)"
    assert run(app, "mail", "test", "--to", "ben@example.org") == (1, {"error": sentence})


def test_without_a_mail_server_or_an_address_nothing_is_sent(app: Flask, clean: None) -> None:
    sentence = "no mail server is set (SMTP_URL): emails stay in the outbox"
    assert run(app, "mail", "test", "--to", "ben@example.org") == (1, {"error": sentence})
    plain = app.test_cli_runner().invoke(args=["mail", "test", "--to", "ben@example.org"])
    assert (plain.exit_code, plain.stdout, plain.stderr) == (1, "", f"{sentence}\n")


@pytest.mark.parametrize("name", ["everything", "delivery-", "delivery-x", f"delivery-{'9' * 30}", "email-²"])
def test_a_name_that_is_none_is_no_traceback(app: Flask, clean: None, name: str) -> None:
    sentence = f"there is no {name}; enter names such as delivery-7 or email-8"
    assert run(app, "outbox", "retry", name) == (1, {"error": sentence})


def test_a_name_of_nothing_that_waits_is_said(app: Flask, clean: None) -> None:
    assert run(app, "outbox", "retry", "delivery-7", "email-8") == (
        1, {"error": "none of these can be tried again: delivery-7, email-8"},
    )  # fmt: skip
    assert run(app, "outbox", "retry") == (0, {"deliveries": 0, "emails": 0})


@pytest.mark.parametrize("command", [("accounts", "list"), ("outbox", "list"), ("outbox", "retry")])
def test_a_database_that_is_away_is_one_sentence(
    app: Flask, clean: None, database: str, command: tuple[str, ...]
) -> None:
    with outage(database):
        status, told = run(app, *command)
    assert (status, list(told)) == (1, ["error"])
    assert told["error"].startswith(
        "the database does not answer, or answers with an error (OperationalError"
    )
    assert "\n" not in told["error"]


@pytest.mark.parametrize(
    "command",
    [("accounts", "list", "--nonsense"), ("outbox", "list", "more"), ("mail", "test"), ("doctor", "x")],
)
def test_a_wrong_call_has_status_2(app: Flask, clean: None, command: tuple[str, ...]) -> None:
    status, told = run(app, *command)
    assert (status, list(told)) == (2, ["error"])
    plain = app.test_cli_runner().invoke(args=command)
    assert (plain.exit_code, plain.stdout, "Error: " in plain.stderr) == (2, "", True)


def test_every_command_and_option_says_what_it_does(app: Flask) -> None:
    silent = []
    for path, command in _commands(app.cli, ""):
        if not (command.help or "").strip():
            silent.append(path)
        silent += [
            f"{path} {option.opts[0]}"
            for option in command.params
            if isinstance(option, click.Option) and not option.help
        ]
    assert silent == []


WITHOUT_JSON = {"worker", "workers", "tick", "incoming-email lmtp"}
"""Commands that run until they are stopped."""


def test_every_command_that_ends_answers_in_json(app: Flask) -> None:
    plain = {path for path, command in _commands(app.cli, "") if not isinstance(command, Command)}
    assert plain == WITHOUT_JSON


def test_the_guide_lists_every_command(app: Flask) -> None:
    there = {path for path, command in _commands(app.cli, "") if not command.hidden} - WITHOUT_JSON
    section = GUIDE.read_text().partition("\n## Commands\n")[2].partition("\n## ")[0]
    listed = re.findall(r"^\| `flask ([a-z-]+(?: [a-z-]+)?)[ `]", section, re.MULTILINE)
    assert sorted(listed) == sorted(there - {"responses export"})


@pytest.mark.parametrize(
    "command",
    [
        ("moderation", "queue", "--email", "nobody@seeds.example"),
        ("moderation", "decide", "K7R-4M2-XP9/2", "--verb", "remove", "--email", "nobody@seeds.example"),
        ("consultations", "show", "nothing"),
        ("submissions", "show", "nothing"),
        ("practices", "report", "nothing"),
        ("summaries", "export", "nothing", "-o", "/nowhere/table.csv"),
        ("restore", "/nowhere"),
    ],
)
def test_what_is_not_there_is_one_sentence(app: Flask, clean: None, command: tuple[str, ...]) -> None:
    status, told = run(app, *command)
    plain = app.test_cli_runner().invoke(args=command)
    assert (status, plain.exit_code, plain.stdout, plain.stderr) == (1, 1, "", f"{told['error']}\n")


def _commands(group: click.Group, before: str) -> Iterator[tuple[str, click.Command]]:
    """Our commands, with the words by which they are called."""
    for name, command in group.commands.items():
        path = f"{before} {name}".strip()
        if isinstance(command, click.Group):
            yield from _commands(command, path) if name != "db" else ()
        elif command.callback and "consult." in inspect.unwrap(command.callback).__module__:
            yield path, command
