"""The journal beside the database: lines that stay, whatever happens to the process or the disk."""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psycopg
import pytest
from flask import Flask
from sqlalchemy import text

from consult import agenda
from consult.core import clock, journal
from consult.core.actions import action, before_commit_all
from consult.core.database import db
from consult.core.events import Event, record
from consult.core.journal import ERASED, HAPPENED, Journal
from consult.core.storage import StoreAway
from consult.setup.environment import ROOT


@pytest.fixture
def kept(app: Flask, clean: None, tmp_path: Path) -> Any:
    """The application's journal, in a folder of this test."""
    before = journal.journal()
    mine = Journal(tmp_path / "journal")
    journal.wire(mine, agenda.ERASURES)
    with app.app_context():
        yield mine
        db.session.rollback()
    journal.wire(before, agenda.ERASURES)


def test_an_erasure_is_on_the_disk_before_the_database_hears_of_the_commit(
    kept: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []
    commit = db.session.commit

    def look() -> None:
        seen.append([line["ids"] for line in kept.lines(ERASED)])
        commit()

    monkeypatch.setattr(db.session, "commit", look)

    @action
    def act() -> None:
        journal.erased("submissions.addresses", ids=[3])
        journal.erased("submissions.addresses", ids=[4])

    act()
    assert seen == [[[3], [4]]]


def test_what_is_rolled_back_leaves_no_line(kept: Journal) -> None:
    @action
    def act() -> None:
        journal.erased("submissions.addresses", ids=[3])
        record("tests.noted", "a-thing")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        act()
    assert (kept.lines(ERASED), kept.lines(HAPPENED)) == ([], [])


def _replayed(kept: Journal) -> list[list[int]]:
    """The numbers that a replay would erase again."""
    found: list[list[int]] = []
    journal.wire(kept, {"tests.erased": lambda lines: found.extend(line["ids"] for line in lines) or 0})
    journal.replay()
    return found


def _fail(_items: Any) -> None:
    raise ZeroDivisionError


def test_what_was_written_for_a_commit_that_failed_is_not_done_again(kept: Journal) -> None:
    journal.wire(kept, {"tests.erased": len})

    @action
    def act(number: int, *, fails: bool) -> None:
        journal.erased("tests.erased", ids=[number])
        if fails:
            before_commit_all(_fail, None)

    act(1, fails=False)
    with pytest.raises(ZeroDivisionError):
        act(2, fails=True)
    act(3, fails=False)
    assert _replayed(kept) == [[1], [2], [3]]  # before anyone asked PostgreSQL
    assert [journal.mark_undone() for _twice in range(2)] == [1, 0]
    assert _replayed(kept) == [[1], [3]]


def test_a_transaction_that_runs_is_left_alone_and_one_whose_process_is_killed_is_taken_back(
    kept: Journal, database: str
) -> None:
    with psycopg.connect(database.replace("+psycopg", "")) as other:
        line = _line(other.execute(str(journal._TRANSACTION)).fetchone())
        kept.write(ERASED, [line, line | {"of": "b", "transaction": "9" * 15}])  # a number of another time
        assert journal.mark_undone() == 0
        ended = text("SELECT pg_terminate_backend(:pid, 10000)")
        assert db.session.execute(ended, {"pid": other.info.backend_pid}).scalar_one()
        other.close()
    assert journal.mark_undone() == 1
    assert _replayed(kept) == [[1]]


def _line(transaction: Any) -> Any:
    number, history = transaction
    return {
        "at": clock.now().isoformat(), "did": "tests.erased", "ids": [1], "of": "a", "transaction": number,
        "history": history,
    }  # fmt: skip


def _line_that_failed() -> Any:
    transaction = db.session.execute(journal._TRANSACTION).one()
    db.session.rollback()
    return _line(transaction)


def test_what_another_server_or_another_timeline_knew_is_not_asked_about(kept: Journal) -> None:
    line = _line_that_failed()
    server, _dash, timeline = line["history"].partition("-")
    for number, history in enumerate((f"1{server}-{timeline}", f"{server}-{int(timeline, 16) + 1:08X}")):
        kept.write(ERASED, [line | {"of": str(number), "history": history}])
    assert journal.mark_undone() == 0
    kept.write(ERASED, [line])
    assert journal.mark_undone() == 1


def test_what_was_written_before_a_restore_is_not_asked_about(kept: Journal) -> None:
    line = _line_that_failed() | {"at": "2027-01-01T00:00:00"}
    restored = {"at": "2027-01-01T00:00:01", "did": journal.NUMBERS, "given": {}}
    kept.write(ERASED, [line, restored])
    assert journal.mark_undone() == 0
    kept.write(ERASED, [line | {"at": "2027-01-01T00:00:02", "of": "b"}])
    assert journal.mark_undone() == 1


def test_an_erasure_that_cannot_be_written_is_not_done(kept: Journal, app: Flask) -> None:
    kept.folder.write_text("a file where the folder should be")

    @action
    def act() -> None:
        record("tests.noted", "a-thing")
        journal.erased("submissions.addresses", ids=[3])

    with pytest.raises(StoreAway):
        act()
    assert db.session.query(Event).count() == 0


def test_an_event_is_told_though_the_journal_cannot_take_it(kept: Journal) -> None:
    kept.folder.write_text("a file where the folder should be")

    @action
    def act() -> None:
        record("tests.noted", "a-thing")

    act()
    assert db.session.query(Event).count() == 1


def test_lines_of_many_at_once_do_not_mix_and_come_in_order(kept: Journal) -> None:
    def write(number: int) -> None:
        at = clock.now().isoformat()
        kept.write(ERASED, [{"at": at, "did": "submissions.names", "ids": list(range(number, number + 200))}])

    with ThreadPoolExecutor(8) as many:
        list(many.map(write, range(200)))
    lines = kept.lines(ERASED)
    assert sorted(line["ids"][0] for line in lines) == list(range(200))
    assert [line["at"] for line in lines] == sorted(line["at"] for line in lines)
    (file,) = kept.folder.iterdir()
    assert (file.stat().st_mode & 0o777, kept.folder.stat().st_mode & 0o777) == (0o600, 0o700)


_needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root makes files of others")


@_needs_root
def test_what_root_writes_the_owner_of_the_folder_goes_on_with(tmp_path: Path) -> None:
    os.chown(tmp_path, 65534, 65534)
    kept = Journal(tmp_path / "kept" / "journal")
    line = {"at": "2027-01-01T00:00:00+00:00", "did": "submissions.names", "ids": [1]}
    kept.write(ERASED, [line])
    (file,) = kept.folder.iterdir()
    found = [kept.folder.parent.stat(), kept.folder.stat(), file.stat()]
    assert [one.st_uid for one in found] == [65534] * 3
    assert [one.st_mode & 0o777 for one in found[1:]] == [0o700, 0o600]
    kept.write(ERASED, [line | {"ids": [2]}])
    assert (len(kept.lines(ERASED)), list(kept.folder.iterdir())) == (2, [file])


def test_a_journal_follows_no_link_that_the_owner_of_the_folder_laid(tmp_path: Path) -> None:
    kept, other = Journal(tmp_path), tmp_path / "another"
    other.write_text("")
    kept._file(ERASED).symlink_to(other)
    with pytest.raises(StoreAway):
        kept.write(ERASED, [{"at": "2027-01-01T00:00:00+00:00", "did": "submissions.names", "ids": [1]}])
    assert other.read_text() == ""


_FULL = """
import resource, sys
from pathlib import Path
from consult.core.journal import ERASED, Journal
from consult.core.storage import StoreAway
kept = Journal(Path(sys.argv[1]))
line = {"at": "2027-01-01T00:00:00+00:00", "did": "submissions.names", "ids": [1]}
kept.write(ERASED, [line])
resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
try:
    kept.write(ERASED, [line | {"ids": [2]}])
except StoreAway:
    print("away")
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.getrlimit(resource.RLIMIT_FSIZE)[1],) * 2)
"""


def test_a_line_that_a_full_disk_cut_off_spoils_none_that_follow(tmp_path: Path) -> None:
    kept = Journal(tmp_path)
    told = subprocess.run(
        [sys.executable, "-c", _FULL, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert told.stdout == "away\n"
    kept.write(ERASED, [{"at": "2027-01-01T00:00:01+00:00", "did": "submissions.names", "ids": [3]}])
    assert [line["ids"] for line in kept.lines(ERASED)] == [[1], [3]]


def test_nothing_that_anyone_typed_is_in_the_journal(kept: Journal, app: Flask) -> None:
    from tests import world

    slug = world.consultation(app)
    world.submission(app, slug)
    texts = "".join(path.read_text() for path in kept.folder.iterdir())
    known = db.session.execute(
        text("SELECT email FROM users UNION SELECT name FROM users UNION SELECT comment FROM comments")
    )
    typed = [one for one in known.scalars() if one]
    assert len(typed) > 4
    assert [one for one in typed if json.dumps(one)[1:-1] in texts] == []


def test_only_what_someone_does_again_is_an_erasure(kept: Journal) -> None:
    @action
    def act() -> None:
        journal.erased("tests.unheard", ids=[1])

    with pytest.raises(LookupError):
        act()


def test_the_clock_of_an_event_is_that_of_its_line(kept: Journal) -> None:
    @action
    def act() -> None:
        record("tests.noted", "a-thing")

    act()
    (line,) = kept.lines(HAPPENED)
    event = db.session.query(Event).one()
    assert (line["event"], line["subject"], line["at"]) == ("tests.noted", "a-thing", event.at.isoformat())
    assert [path.name[:9] for path in kept.folder.iterdir()] == ["happened-"]
