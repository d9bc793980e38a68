"""Files in a folder, and in a real S3-compatible store."""

import hashlib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import BotoCoreError, ClientError

from consult.core.errors import NotFound
from consult.core.storage import Bucket, Folder, Store

pytestmark = pytest.mark.xdist_group("s3")


def free_port() -> int:
    """A port whose gRPC sister (10 000 above) is free as well."""
    while True:
        with socket.socket() as low, socket.socket() as high:
            low.bind(("127.0.0.1", 0))
            port = int(low.getsockname()[1])
            if port < 55_000:
                try:
                    high.bind(("127.0.0.1", port + 10_000))
                except OSError:
                    continue
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


def test_what_was_never_kept_is_not_found(store: Store) -> None:
    with pytest.raises(NotFound):
        store.get("0" * 64)


def test_a_folder_never_shows_half_a_file(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.put("ab" * 32, b"whole")
    assert [path.name for path in (tmp_path / "ab").iterdir()] == ["ab" * 32]
    assert (tmp_path / "ab" / ("ab" * 32)).read_bytes() == b"whole"
