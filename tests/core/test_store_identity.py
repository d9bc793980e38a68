"""A process that serves has the files before it that the database knows, or does not start."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import text

from consult.core import storage, store_identity
from consult.core.database import db
from consult.core.storage import Bucket, Folder
from consult.web import startup


@pytest.fixture
def unknown(app: Flask, clean: None) -> Iterator[None]:
    """A database that knows no store."""
    before = storage.store()
    _forget(app)
    yield
    storage.wire(before)
    _forget(app)


def _forget(app: Flask) -> None:
    with app.app_context():
        db.session.execute(text("DELETE FROM known_store"))
        db.session.commit()


@pytest.fixture
def production(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    monkeypatch.setitem(app.config, "ENVIRONMENT", "production")
    return app


def test_a_second_host_with_a_folder_of_its_own_does_not_start(
    production: Flask, unknown: None, tmp_path: Path
) -> None:
    first, second = Folder(tmp_path / "first"), Folder(tmp_path / "second")
    storage.wire(first)
    startup.refuse_other_store(production)
    startup.refuse_other_store(production)  # started again
    storage.wire(second)
    with pytest.raises(SystemExit) as refused:
        startup.refuse_other_store(production)
    assert str(refused.value) == "consult does not start: " + store_identity.UNKNOWN.format(name=second.path)
    doctor = production.test_cli_runner().invoke(args=["doctor"]).output
    assert [
        line for line in doctor.splitlines() if store_identity.UNKNOWN.format(name=second.path) in line
    ] != []
    storage.wire(first)
    startup.refuse_other_store(production)


def test_those_that_start_at_once_on_a_new_folder_give_it_one_name(unknown: None, tmp_path: Path) -> None:
    for number in range(20):
        storage.wire(Folder(tmp_path / str(number)))
        together = Barrier(6)

        def name(together: Barrier = together) -> str:
            together.wait()
            return store_identity._own_name()

        with ThreadPoolExecutor(6) as starting:
            names = [one.result() for one in [starting.submit(name) for _ in range(6)]]
        assert len(set(names)) == 1


def test_hosts_that_share_a_folder_or_a_bucket_start(
    production: Flask, unknown: None, tmp_path: Path
) -> None:
    storage.wire(Folder(tmp_path / "shared"))
    startup.refuse_other_store(production)
    (tmp_path / "another mount").symlink_to(tmp_path / "shared")
    storage.wire(Folder(tmp_path / "another mount"))
    startup.refuse_other_store(production)
    assert production.test_cli_runner().invoke(args=["use-store"]).exit_code == 0
    storage.wire(Bucket("s3://files?endpoint=https://s3.example.org", "key", "secret"))
    with pytest.raises(SystemExit):
        startup.refuse_other_store(production)
    assert production.test_cli_runner().invoke(args=["use-store"]).exit_code == 0
    storage.wire(Bucket("s3://files?endpoint=https://s3.example.org", "other key", "secret"))
    startup.refuse_other_store(production)
    storage.wire(Bucket("s3://others?endpoint=https://s3.example.org", "key", "secret"))
    with pytest.raises(SystemExit):
        startup.refuse_other_store(production)


def test_the_name_of_a_folder_is_no_file_of_anyone_and_goes_with_the_files(
    production: Flask, unknown: None, tmp_path: Path
) -> None:
    here = Folder(tmp_path / "here")
    storage.wire(here)
    startup.refuse_other_store(production)
    assert (here.keys(""), [path.name for path in here.path.iterdir()]) == ([], [store_identity.NAME_FILE])
    made = production.test_cli_runner().invoke(args=["backup", str(tmp_path / "backups")]).stdout.strip()
    assert (Path(made) / "files" / store_identity.NAME_FILE).read_text() == (
        here.path / store_identity.NAME_FILE
    ).read_text()


def test_elsewhere_than_in_production_nothing_is_asked(app: Flask, unknown: None, tmp_path: Path) -> None:
    for name in ("one", "two"):
        storage.wire(Folder(tmp_path / name))
        startup.refuse_other_store(app)
