"""Files for downloading: made once for each version of their data, kept privately, gone with the next version."""

import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from werkzeug.exceptions import ServiceUnavailable

from consult.web import downloads
from consult.web.downloads import Download, Downloads
from tests import world
from tests.reading import steps

CSV = f"/consultations/{world.SLUG}/comments.csv"
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


class Kitchen:
    """Makes files, counts how often, and makes none before it may."""

    def __init__(self, rows: int) -> None:
        self.rows = rows
        self.made: list[str] = []
        self.may = threading.Event()

    def wanted(self, version: str = "1", name: str = "file") -> Download:
        """A file of this name and version, which says both."""

        def make(path: Path) -> None:
            assert self.may.wait(10)
            self.made.append(f"{name} {version}")
            path.write_text(f"{name} {version}")

        return Download(name, version, f"{name}.csv", "text/csv", self.rows, make)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "downloads"


@pytest.fixture
def machine(folder: Path) -> Downloads:
    """The files of one machine."""
    return Downloads(folder, 1000, nullcontext)


def _said(machine: Downloads, wanted: Download) -> str | None:
    found = machine.open(wanted)
    if found is None:
        return None
    with found:
        return found.read().decode()


def _soon(says: Callable[[], str | None]) -> str | None:
    for _ in range(200):
        if (found := says()) is not None:
            return found
        time.sleep(0.02)
    return None


@pytest.mark.parametrize("rows", [1, downloads.SMALL + 1])
def test_many_who_ask_at_once_have_it_made_once(machine: Downloads, rows: int) -> None:
    kitchen = Kitchen(rows)
    kitchen.may.set()
    with ThreadPoolExecutor(12) as people:
        found = list(people.map(lambda _: _said(machine, kitchen.wanted()), range(36)))
    assert (set(found) - {None}, kitchen.made) == ({"file 1"}, ["file 1"])


def test_a_large_file_is_made_by_a_thread_of_its_own_one_after_the_other(
    machine: Downloads, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloads, "PATIENCE", 0.05)
    kitchen = Kitchen(downloads.SMALL + 1)
    names = [f"file{number}" for number in range(4)]
    assert [_said(machine, kitchen.wanted(name=name)) for name in names] == [None] * 4
    assert kitchen.made == []
    kitchen.may.set()
    assert [_soon(lambda n=name: _said(machine, kitchen.wanted(name=n))) for name in names] == [  # type: ignore[misc]
        f"{name} 1" for name in names
    ]
    assert kitchen.made == [f"{name} 1" for name in names]


def test_only_so_many_wait_to_be_made(machine: Downloads, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(downloads, "PATIENCE", 0.0)
    kitchen = Kitchen(downloads.SMALL + 1)
    for number in range(downloads.MOST_WAITING + 5):
        assert _said(machine, kitchen.wanted(name=f"file{number}")) is None
    assert len(machine.waiting) == downloads.MOST_WAITING
    kitchen.may.set()


@pytest.mark.parametrize("rows", [1, downloads.SMALL + 1])
def test_few_hold_a_thread_while_they_wait(machine: Downloads, rows: int) -> None:
    kitchen = Kitchen(rows)
    with ThreadPoolExecutor(20) as people:
        asked = [people.submit(_timed, machine, kitchen.wanted()) for _ in range(20)]
        time.sleep(2 * downloads.PATIENCE)
        kitchen.may.set()
        waited = sorted(one.result() for one in asked)
    makes_it = 1 if rows == 1 else 0
    assert waited[-(downloads.MOST_PATIENT + makes_it + 1)] < downloads.PATIENCE / 2


def _timed(machine: Downloads, wanted: Download) -> float:
    began = time.monotonic()
    _said(machine, wanted)
    return time.monotonic() - began


def test_the_next_version_takes_the_place_of_the_one_before(machine: Downloads, folder: Path) -> None:
    kitchen = Kitchen(1)
    kitchen.may.set()
    found = [_said(machine, kitchen.wanted(version)) for version in ("1", "1", "2", "2")]
    assert (found, kitchen.made) == (["file 1", "file 1", "file 2", "file 2"], ["file 1", "file 2"])
    assert [path.read_text() for path in folder.glob("*/*")] == ["file 2"]


def test_no_one_else_on_the_machine_can_look_into_the_folder(machine: Downloads, folder: Path) -> None:
    kitchen = Kitchen(1)
    kitchen.may.set()
    _said(machine, kitchen.wanted())
    assert [oct(path.stat().st_mode & 0o777) for path in (folder, *folder.glob("*"))] == ["0o700"] * 2


def test_what_is_old_is_removed_and_what_is_too_much(machine: Downloads, folder: Path) -> None:
    kitchen = Kitchen(1)
    kitchen.may.set()
    for name in ("old", "young"):
        _said(machine, kitchen.wanted(name=name))
    old = next(path for path in folder.glob("*/*") if path.read_text() == "old 1")
    os.utime(old, (0, time.time() - downloads.LIFE.total_seconds() - 1))
    machine.sweep()
    assert [path.read_text() for path in folder.glob("*/*")] == ["young 1"]
    machine.most = 10
    _said(machine, kitchen.wanted(name="last"))
    assert [path.read_text() for path in folder.glob("*/*")] == ["last 1"]


def test_only_so_many_files_are_kept(
    machine: Downloads, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloads, "MOST_FILES", 3)
    kitchen = Kitchen(1)
    kitchen.may.set()
    for number in range(6):
        assert _said(machine, kitchen.wanted(name=f"words{number}")) == f"words{number} 1"
    assert len([path for path in folder.glob("*/*") if path.is_file()]) <= 3


def test_what_cannot_be_made_is_told_and_tried_again_later(machine: Downloads, folder: Path) -> None:
    def fail(_path: Path) -> None:
        raise OSError("no room")

    wanted = Download("file", "1", "file.csv", "text/csv", downloads.SMALL + 1, fail)
    until = time.monotonic() + 10
    refused = False
    while not refused and time.monotonic() < until:
        try:
            assert machine.open(wanted) is None
        except ServiceUnavailable:
            refused = True
    assert refused
    assert [*folder.glob("*/*"), *folder.glob("making-*")] == []


def test_a_redaction_is_in_the_very_next_file_and_the_old_one_is_gone(
    app: Flask, client: FlaskClient
) -> None:
    world.consultation(app)
    reference, *_others = steps.published(app, number=2)
    word = world.COMMENT["comment"].split()[0]
    before = client.get(CSV).get_data(as_text=True)
    assert client.get(CSV).get_data(as_text=True) == before
    steps.redact(app, reference, 1, word)
    after = client.get(CSV).get_data(as_text=True)
    assert before.count(word) - after.count(word) == 1
    kept = [path.read_bytes() for path in (app.config["DATA_DIR"] / "downloads").glob("*/*")]
    assert before.encode() not in kept
    assert after.encode() in kept


def test_a_large_file_is_promised_by_a_page_and_then_given(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.consultation(app)
    steps.published(app, number=2)
    whole = client.get(CSV).get_data()
    steps.published(app)
    monkeypatch.setattr(downloads, "SMALL", 0)
    monkeypatch.setattr(downloads, "PATIENCE", 0.0)
    promised = client.get(CSV, headers=BROWSER)
    assert (promised.status_code, promised.headers["Retry-After"]) == (202, "5")
    page = html.fromstring(promised.get_data())
    assert page.xpath("//main//a[contains(@class, 'button')]/@href") == [CSV]
    for _ in range(200):
        given = client.get(CSV)
        if given.status_code == 200:
            break
        assert (
            given.get_data(as_text=True) == "The file is being prepared. Ask for it again in some seconds.\n"
        )
        time.sleep(0.02)
    assert given.get_data().count(b"\r\n") == whole.count(b"\r\n") + 1
    assert given.headers["Content-Disposition"] == f"attachment; filename={world.SLUG}-comments.csv"
    assert given.content_length == len(given.get_data())
