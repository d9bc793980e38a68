"""What the operator's guide tells people to type is there. `python -m bench guide` carries all of it out."""

import importlib.util
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import click
import psycopg
import pytest
from flask import Flask

from bench.guide_blocks import GUIDE, Block, blocks, placeholders
from bench.guide_steps import WORDS
from consult.core.queue import Urgency
from consult.server import __main__ as server
from consult.setup.environment import ROOT
from tests.conftest import _plain
from tests.setup.test_running import free_port

UNITS = ROOT / "docs" / "systemd"
TEXT = GUIDE.read_text()
FILLED = {word: value or "/srv/backups/consult-20270301T020000Z" for word, value in WORDS.items()}
OURS = {path.name.removesuffix(".service") for path in UNITS.glob("*.service")}
THEIRS = {
    "postgresql": "postgresql-15",
    "redis-server": "redis-server",
    "nginx": "nginx",
    "pgbouncer": "pgbouncer",
}
"""Services of Debian, and the packages that bring them."""


def of_kind(*kinds: str) -> list[Block]:
    return [block for block in blocks(TEXT) if block.kind in kinds]


def commands(block: Block) -> Iterator[list[str]]:
    """Each simple command of a shell block, in words."""
    text = re.sub(r"\s# .*$|\s#$", "", block.filled(FILLED), flags=re.MULTILINE)
    for line in re.split(r"\n|&&|;|\bdo\b", text):
        words = [word for word in shlex.split(line) if word not in {"until", "done", "for"}]
        if words:
            yield words


def parse(app: Flask, words: list[str]) -> None:
    """Have click parse a `flask` command without doing it. ClickException where there is no such command or option."""
    command: click.Command = app.cli
    name, *rest = words
    context = click.Context(command, info_name="flask")
    while isinstance(command, click.Group):
        found = command.get_command(context, name)
        if found is None:
            raise click.UsageError(f"there is no {name}")
        command = found
        if isinstance(command, click.Group):
            context = click.Context(command, info_name=name, parent=context)
            name, *rest = rest
    command.make_context(name, rest, parent=context)


def test_every_block_is_of_a_kind_that_is_carried_out_and_its_placeholders_are_listed() -> None:
    found = list(blocks(TEXT))
    assert len(found) > 15
    used = {word for block in found for word in re.findall(r"<[a-z ]+>", block.text)}
    listed = placeholders(TEXT)
    assert listed == set(WORDS)
    assert used == {word for word in listed if word.startswith("<")}
    assert [block.path for block in of_kind("nginx", "ini")] == [
        "/etc/nginx/sites-available/consult",
        "/etc/pgbouncer/pgbouncer.ini",
        "/etc/postgresql/15/main/conf.d/archive.conf",
    ]


@pytest.mark.parametrize("block", of_kind("sh"), ids=lambda block: block.name)
def test_a_shell_reads_the_blocks(block: Block) -> None:
    read = subprocess.run(
        ["bash", "-n"], input=block.filled(FILLED), capture_output=True, text=True, check=False
    )
    assert (read.returncode, read.stderr) == (0, "")


def test_commands_of_the_blocks_are_there_and_their_options_are_right(app: Flask) -> None:
    called = [words[1:] for block in of_kind("sh") for words in commands(block) if words[:1] == ["consult"]]
    assert len(called) >= 10
    for program, *rest in called:
        if program == "flask":
            parse(app, rest)
        else:
            assert (program, rest[0]) == ("python", "-m")
            assert importlib.util.find_spec(rest[1]) is not None
    with pytest.raises(click.UsageError):
        parse(app, ["doctor", "--nonsense"])
    with pytest.raises(click.UsageError):
        parse(app, ["heal"])


def test_commands_in_sentences_are_there(app: Flask) -> None:
    prose = re.sub(r"^```.*?^```$", "", TEXT, flags=re.MULTILINE | re.DOTALL)
    named = re.findall(r"`flask ([^`]+)`", " ".join(prose.split()))
    assert len(named) > 10
    for words in named:
        path = [
            word
            for word in re.split(r"[ …]+", words)
            if re.fullmatch(r"[a-z-]+", word) and not word.startswith("-")
        ]
        command: click.Command | None = app.cli
        context = click.Context(app.cli)
        for word in path:
            if not isinstance(command, click.Group):
                break
            command = command.get_command(context, word)
        assert command is not None, words
        known = {option for one in command.params for option in one.opts}
        assert {word for word in words.split() if word.startswith("--")} <= known, words
    for module in re.findall(r"`python -m ([a-z_.]+)", prose):
        assert importlib.util.find_spec(module) is not None, module


def test_services_of_the_blocks_have_units_or_packages_and_every_queue_has_a_worker() -> None:
    named: set[str] = set()
    for block in of_kind("sh"):
        for words in commands(block):
            if words[0] == "systemctl":
                named |= {word for word in words[2:] if not word.startswith("-")}
    bare = {re.sub(r"@.*", "@", name) for name in named}
    assert bare == OURS | set(THEIRS)
    packages = {
        name
        for line in re.findall(r"^apt-get install --yes (.+)$", TEXT, re.MULTILINE)
        for name in line.split()
    }
    assert set(THEIRS.values()) <= packages
    assert {f"consult-worker@{one.value}" for one in Urgency} <= named


def test_units_start_what_there_is(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    started = []
    monkeypatch.setattr(server, "serve", started.append)
    for unit in sorted(UNITS.glob("*.service")):
        (line,) = re.findall(r"^ExecStart=(.+)$", unit.read_text(), re.MULTILINE)
        for instance in {"consult-worker@": [one.value for one in Urgency], "consult-web@": ["8001"]}.get(
            unit.stem, [""]
        ):
            program, *words = line.replace("%i", instance).split()
            if program.endswith("/flask"):
                parse(app, words)
            else:
                assert (program, words[:2]) == ("/srv/consult/app/.venv/bin/python", ["-m", "consult.server"])
                server.main(words[2:])
    assert [(one.host, one.port) for one in started] == [("127.0.0.1", 8001)]


def test_postgres_takes_the_statements(servers: dict[str, str], worker_id: str) -> None:
    name = f"guide_{worker_id}"
    text = "\n".join(block.filled(FILLED) for block in of_kind("sql"))
    text = re.sub(r"\b(ROLE|DATABASE|OWNER) consult\b", rf"\1 {name}", re.sub(r"--.*", "", text))
    with psycopg.connect(_plain(servers["owner"]), autocommit=True) as connection:
        try:
            for statement in filter(str.strip, text.split(";\n")):
                connection.execute(statement)  # type: ignore[arg-type]
            made = "SELECT pg_get_userbyid(datdba), rolsuper FROM pg_database, pg_roles WHERE datname = %s AND rolname = %s"
            assert connection.execute(made, (name, name)).fetchone() == (name, False)
        finally:
            connection.execute(f"DROP DATABASE IF EXISTS {name}")  # type: ignore[arg-type]
            connection.execute(f"DROP ROLE IF EXISTS {name}")  # type: ignore[arg-type]


def test_the_role_behind_a_pooler_is_told_the_settings_that_connections_begin_with() -> None:
    from config import Config

    told = dict(re.findall(r"^ALTER ROLE consult SET (\w+) = '?([^';]+)'?;$", TEXT, re.MULTILINE))
    assert {name: told.get(name) for name in Config.SESSION_SETTINGS} == Config.SESSION_SETTINGS


@pytest.mark.skipif(
    shutil.which("nginx") is None, reason="nginx is not here; python -m bench guide has its own"
)
def test_nginx_takes_its_file(tmp_path: Path) -> None:
    certificate, key = tmp_path / "consult.crt", tmp_path / "consult.key"
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=consult"]
    subprocess.run([*made, "-out", str(certificate), "-keyout", str(key)], check=True, capture_output=True)
    (block,) = of_kind("nginx")
    text = block.text.replace("/etc/ssl/consult.crt", str(certificate)).replace(
        "/etc/ssl/private/consult.key", str(key)
    )
    text = re.sub(r"listen \d+", lambda _found: f"listen 127.0.0.1:{free_port()}", text)
    whole = f"error_log {tmp_path}/log; pid {tmp_path}/pid; events {{}} http {{ access_log off; {text} }}"
    (tmp_path / "nginx.conf").write_text(whole)
    tried = subprocess.run(
        ["nginx", "-t", "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert tried.returncode == 0, tried.stderr
