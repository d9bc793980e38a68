"""Files in a folder, and in a real S3-compatible store."""

import hashlib
import io
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import BotoCoreError, ClientError
from flask import Flask

from consult.attachments import actions as attached
from consult.attachments.actions import erasing
from consult.attachments.addresses import public_address
from consult.attachments.lifecycle import State
from consult.attachments.models import Attachment
from consult.core import clock, storage
from consult.core.database import db
from consult.core.errors import NotFound
from consult.core.journal import ERASED, HAPPENED, Journal
from consult.core.storage import Bucket, Folder, Store, StoreAway
from tests import cast
from tests.attachments import test_attaching as attaching
from tests.consultations import states

pytestmark = pytest.mark.xdist_group("s3")


def free_port() -> int:
    """A port that is free, and so is its gRPC sister (10 000 above); both below those that the system hands out by itself,
    so that no other process is given one before the server has it."""
    while True:
        port = secrets.choice(range(10_000, 22_000))
        with socket.socket() as low, socket.socket() as high, suppress(OSError):
            low.bind(("127.0.0.1", port))
            high.bind(("127.0.0.1", port + 10_000))
            return port


@pytest.fixture(scope="module")
def bucket(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bucket]:
    """A bucket of a SeaweedFS server of our own."""
    folder = tmp_path_factory.mktemp("s3")
    ports = {name: free_port() for name in ("master", "volume", "filer", "s3")}
    weed = Path(sys.prefix) / "bin" / "weed"
    command = [str(weed), "-logdir", str(folder), "server", "-dir", str(folder), "-s3", "-ip", "127.0.0.1"]
    command += [f"-{name}.port={port}" for name, port in ports.items()]
    command += ["-master.volumeSizeLimitMB=64", "-volume.max=8", "-metricsPort=0"]
    command += ["-s3.port.iceberg=0", "-s3.port.lance=0"]  # fixed ports, which two at once would fight for
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder)
    try:
        made = Bucket(
            f"s3://attachments?endpoint=http://127.0.0.1:{ports['s3']}&region=us-east-1", "some", "body"
        )
        until = time.monotonic() + 60
        while True:
            try:
                made.client.create_bucket(Bucket="attachments")
                break
            except (BotoCoreError, ClientError):
                assert time.monotonic() < until, (folder / "log").read_text()[-2000:]
                time.sleep(0.2)
        yield made
    finally:
        server.kill()
        server.wait(20)


def nobody() -> Bucket:
    """A bucket that does not answer."""
    return Bucket(f"s3://attachments?endpoint=http://127.0.0.1:{free_port()}", "some", "body")


@pytest.fixture(params=["folder", "bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    """Either kind."""
    return Folder(tmp_path / "files") if request.param == "folder" else request.getfixturevalue("bucket")


def test_what_is_kept_is_given_back_byte_for_byte(store: Store) -> None:
    data = bytes(range(256)) * 4096
    key = hashlib.sha256(data).hexdigest()
    store.put(key, data)
    store.put(key, data)
    assert store.get(key) == data


def test_a_file_is_kept_and_fetched_piece_by_piece(store: Store, tmp_path: Path) -> None:
    large = bytes(range(256)) * 4000
    file = io.BytesIO(large)
    file.seek(77)
    for _twice in range(2):
        store.put_file("cd" * 32, file)
    assert store.get("cd" * 32) == large
    with (tmp_path / "copy").open("w+b") as copy:
        store.fetch("cd" * 32, copy)
        copy.seek(0)
        assert copy.read() == large
        with pytest.raises(NotFound):
            store.fetch("ce" * 32, copy)
    for _twice in range(2):
        store.remove("cd" * 32)
    with pytest.raises(NotFound):
        store.get("cd" * 32)


def test_what_is_put_aside_has_a_key_of_its_own_and_nothing_else_is_removed(tmp_path: Path) -> None:
    before = list(storage._store)
    storage.wire(Folder(tmp_path / "files"))
    try:
        first, second = (storage.put_aside(io.BytesIO(b"the same")) for _ in range(2))
        assert first != second
        assert storage.put_file(io.BytesIO(b"the same")) == storage.put(b"the same")
        storage.remove(first)
        assert storage.get(second) == b"the same"
        with pytest.raises(ValueError, match="not kept under a key of its own"):
            storage.remove(storage.put(b"the same"))
        assert storage.get(storage.put(b"the same")) == b"the same"
    finally:
        storage._store[:] = before


def test_what_was_never_kept_is_not_found(store: Store) -> None:
    with pytest.raises(NotFound):
        store.get("0" * 64)


def test_a_folder_never_shows_half_a_file(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.put("ab" * 32, b"whole")
    assert [path.name for path in (tmp_path / "ab").iterdir()] == ["ab" * 32]
    assert (tmp_path / "ab" / ("ab" * 32)).read_bytes() == b"whole"


def test_a_stored_file_and_its_name_are_flushed_to_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flushed, real = list[str](), os.fsync

    def fsync(handle: int) -> None:
        flushed.append(str(Path(f"/proc/self/fd/{handle}").readlink()))
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    folder = Folder(tmp_path / "files")
    folder.put("ab" * 32, b"whole")
    new, parent, file, name = flushed
    assert (new, parent, name) == (str(tmp_path), str(tmp_path / "files"), str(tmp_path / "files" / "ab"))
    assert Path(file).parent == tmp_path / "files" / "ab"
    flushed.clear()
    folder.put("ab" * 32, b"whole")
    assert flushed == [str(tmp_path / "files" / "ab")]  # another process may have renamed it only just now


_FULL = """
import resource, sys
from pathlib import Path
from consult.core.storage import Bucket, Folder, Store, StoreAway
from tests import cast
from tests.consultations import states
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
try:
    Folder(Path(sys.argv[1])).put("ab" * 32, b"x" * 10000)
except StoreAway as away:
    print(away)
"""


def test_a_disk_that_is_full_leaves_nothing_behind_and_says_so(tmp_path: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-c", _FULL, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert told.stdout == "OSError\n"
    assert list((tmp_path / "ab").iterdir()) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small file system")
def test_a_full_file_system_leaves_nothing_behind_and_takes_files_again_later(tmp_path: Path) -> None:
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(tmp_path)], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip("this kernel lets nobody mount here")
    try:
        folder = Folder(tmp_path)
        with pytest.raises(StoreAway):
            folder.put("ab" * 32, b"x" * 100_000)
        assert [path.name for path in tmp_path.rglob("*")] == ["ab"]
        folder.put("ab" * 32, b"small")
        assert folder.get("ab" * 32) == b"small"
    finally:
        subprocess.run(["umount", str(tmp_path)], check=True)


def test_what_killed_writers_left_is_swept_and_what_is_kept_or_being_written_stays(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.put("ab" * 32, b"whole")
    place = tmp_path / "ab"
    for name in (".unfinished-old", "tmpabcd1234", ".unfinished-new"):  # the second is of earlier versions
        (place / name).write_bytes(b"half")
    long_ago = time.time() - 48 * 3600
    for path in (place / ".unfinished-old", place / "tmpabcd1234", place / ("ab" * 32)):
        os.utime(path, (long_ago, long_ago))
    assert folder.sweep() == 2
    assert sorted(path.name for path in place.iterdir()) == [".unfinished-new", "ab" * 32]


def test_a_bucket_that_does_not_answer_is_away(bucket: Bucket) -> None:
    away = nobody()
    for do in (lambda: away.put("ab" * 32, b"x"), lambda: away.get("ab" * 32)):
        with pytest.raises(StoreAway):
            do()


def test_a_page_that_finds_no_space_for_a_file_answers_503_and_keeps_what_was_typed(
    app: Flask, clean: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    states.two_organisations(app)
    slug = states.prepared(app)
    amara: Any = app.test_client()
    cast.sign_in(amara, states.AMARA)
    taken = tmp_path / "files"
    taken.write_text("a file where the folder should be")
    monkeypatch.setattr(storage, "_store", [Folder(taken)])
    page = amara.press(
        f"/consultations/{slug}/preparation/documents", title="Why now", file=(io.BytesIO(b"%PDF"), "why.pdf")
    )
    assert page.status_code == 503
    assert "Why now" in page.get_data(as_text=True)


def test_a_bucket_keeps_erasures_of_the_journal_too_and_one_that_is_away_stops_none(
    bucket: Bucket, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    shared = Journal(tmp_path / "this host", bucket)
    line = {"at": clock.now().isoformat(), "did": "submissions.names", "ids": [7]}
    shared.write(ERASED, [line])
    shared.write(HAPPENED, [line])
    shared.copy_waiting()
    other = Journal(tmp_path / "another host", bucket)
    assert (other.lines(ERASED), other.lines(HAPPENED)) == ([line], [])
    assert shared.lines(ERASED) == [line]
    away = Journal(
        tmp_path / "this host", Bucket("s3://attachments?endpoint=http://127.0.0.1:9", "some", "body")
    )
    away.write(ERASED, [line | {"ids": [8]}])
    away.copy_waiting()
    assert "an erasure waits on this host to be copied into the bucket" in caplog.text
    assert [one["ids"] for one in shared.lines(ERASED)] == [[7], [8]]
    assert ([one["ids"] for one in other.lines(ERASED)], len(away.waiting())) == ([[7]], 1)
    away.copy_waiting()
    assert len(away.waiting()) == 1
    for _twice in range(2):
        shared.copy_waiting()
    assert ([one["ids"] for one in other.lines(ERASED)], shared.waiting()) == ([[7], [8]], [])


def test_attachments_are_kept_delivered_and_deleted_in_a_bucket(
    app: Flask, clean: None, work: Any, bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage, "_store", [bucket])
    client: Any = app.test_client()
    reference = attaching.submit(app, client, work)
    [one] = attaching.all_of(app)
    assert attaching.stored(app) == sorted([one.original_key, one.public_key])
    with app.app_context():
        attached.publish(db.session.get_one(Attachment, one.id))
        public = public_address(db.session.get_one(Attachment, one.id))
    for path, digest in (
        (f"/submissions/{reference}/attachments/{one.reference}", one.sha256),
        (public, one.public_sha256),
    ):
        assert hashlib.sha256(client.get(path).get_data()).hexdigest() == digest
    with app.app_context():
        lost, kept = storage.put_random(io.BytesIO(b"of no row")), {one.original_key, one.public_key}
        monkeypatch.setattr(erasing, "LEFT_ALONE", -60.0)
        assert (attached.sweep_files(), set(attaching.stored(app))) == (1, kept)
        with pytest.raises(NotFound):
            storage.get(lost)
    monkeypatch.setattr(bucket, "client", nobody().client)
    assert client.get(public).status_code == 503
    client.press(f"/submissions/{reference}/status", _form=f"{one.reference}/deletion")
    monkeypatch.undo()
    monkeypatch.setattr(storage, "_store", [bucket])
    monkeypatch.setattr(erasing, "LEFT_ALONE", -60.0)
    [erased] = attaching.all_of(app)
    assert (erased.state, erased.original_key, len(attaching.stored(app))) == (State.ERASED, "", 2)
    with app.app_context():
        assert attached.sweep_files() == 2, "what the store did not delete then goes later"
    assert attaching.stored(app) == []
