"""Files: kept by the hash of their content, in a folder or in an S3-compatible store.

Nothing here is public: a view that has checked who asks hands the bytes out.
"""

import hashlib
import importlib
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Protocol
from urllib.parse import parse_qs, urlsplit

from consult.core import files
from consult.core.declarations import listed_in
from consult.core.errors import NotFound

_PIECE = 1 << 18
"""Bytes of a file that are in memory at once while it is kept or fetched."""


class StoreAway(Exception):
    """The store takes or gives nothing now: it does not answer, or its disk is full."""


@contextmanager
def _answering(*troubles: type[Exception]) -> Iterator[None]:
    try:
        yield
    except troubles as trouble:
        raise StoreAway(type(trouble).__name__) from trouble


class Store(Protocol):
    """Where bytes are kept under a key; what cannot be reached raises StoreAway."""

    def put(self, key: str, data: bytes) -> None:
        """Keep `data`; putting it again changes nothing."""

    def put_file(self, key: str, file: BinaryIO) -> None:
        """Keep what `file` holds from its begin, piece by piece; putting it again changes nothing."""

    def get(self, key: str) -> bytes:
        """What was kept under `key`; raises NotFound."""

    def fetch(self, key: str, into: BinaryIO) -> None:
        """Write what was kept under `key` into a file, piece by piece; raises NotFound."""

    def remove(self, key: str) -> None:
        """Keep it no longer; what is not there is gone already."""

    def keys(self, prefix: str, older_than: float = 0) -> list[str]:
        """The keys that begin with `prefix`, of what was kept `older_than` seconds ago or earlier."""

    def sweep(self) -> int:
        """Remove what killed processes left half written; how many."""


class Folder:
    """A folder on this machine: the demo, tests, a single server."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def put(self, key: str, data: bytes) -> None:
        """Write beside, flush to disk, then rename and flush the name: what is kept is whole and stays.

        Raises StoreAway where the disk is full; then nothing is left behind.
        """
        target = self._place(key)
        with _answering(OSError):
            if target.exists():
                files.sync_folder(target.parent)  # anyone who wrote it may not have come so far yet
            else:
                files.write(target, data)

    def put_file(self, key: str, file: BinaryIO) -> None:
        """As `put`, with no more than a piece of it in memory."""
        target = self._place(key)
        file.seek(0)
        with _answering(OSError):
            if target.exists():
                files.sync_folder(target.parent)
                return
            with files.written(target) as kept:
                shutil.copyfileobj(file, kept, _PIECE)

    def fetch(self, key: str, into: BinaryIO) -> None:
        """Copy the file."""
        with _answering(OSError):
            try:
                with self._place(key).open("rb") as kept:
                    shutil.copyfileobj(kept, into, _PIECE)
            except FileNotFoundError:
                raise NotFound from None

    def remove(self, key: str) -> None:
        """Delete the file."""
        with _answering(OSError):
            self._place(key).unlink(missing_ok=True)

    def get(self, key: str) -> bytes:
        """Read the whole file."""
        with _answering(OSError):
            try:
                return self._place(key).read_bytes()
            except FileNotFoundError:
                raise NotFound from None

    def keys(self, prefix: str, older_than: float = 0) -> list[str]:
        """The keys that begin with `prefix`."""
        until = time.time() - older_than if older_than else float("inf")
        folder = prefix[:2] if len(prefix) > 1 else "*"
        found = (path for path in self.path.glob(f"{folder}/*") if not files.is_unfinished(path))
        named = sorted(path for path in found if path.name.startswith(prefix))
        return [path.name for path in named if _written_at(path) <= until]

    def sweep(self) -> int:
        """Remove unfinished files no one can be writing any more."""
        return files.sweep(self.path)

    def _place(self, key: str) -> Path:
        return self.path / key[:2] / key


def _written_at(path: Path) -> float:
    """When a file was written, in seconds; never, where it is gone meanwhile."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return float("inf")


class Bucket:
    """A bucket of an S3-compatible store."""

    def __init__(self, url: str, access_key: str, secret_key: str) -> None:
        """`url` is s3://bucket?endpoint=https://host&region=name."""
        parts = urlsplit(url)
        options = {name: values[0] for name, values in parse_qs(parts.query).items()}
        boto3: Any = importlib.import_module(
            "boto3"
        )  # heavy, and only wanted by those who keep files in a bucket
        botocore: Any = importlib.import_module("botocore.config")
        raised: Any = importlib.import_module("botocore.exceptions")
        self.troubles: tuple[type[Exception], ...] = (raised.BotoCoreError, raised.ClientError)
        self.bucket = parts.netloc
        self.client = boto3.client(
            "s3",
            endpoint_url=options.get("endpoint"),
            region_name=options.get("region", "us-east-1"),
            aws_access_key_id=access_key,
            aws_secret_access_key=secret_key,
            config=botocore.Config(
                signature_version="s3v4",
                s3={"addressing_style": "path"},
                connect_timeout=5,
                read_timeout=20,
                retries={"max_attempts": 2},
            ),
        )

    def put(self, key: str, data: bytes) -> None:
        """Upload whole."""
        with _answering(*self.troubles):
            self.client.put_object(Bucket=self.bucket, Key=key, Body=data)

    def get(self, key: str) -> bytes:
        """Download whole."""
        with _answering(*self.troubles):
            try:
                body: bytes = self.client.get_object(Bucket=self.bucket, Key=key)["Body"].read()
            except self.client.exceptions.NoSuchKey:
                raise NotFound from None
        return body

    def put_file(self, key: str, file: BinaryIO) -> None:
        """Upload in pieces."""
        file.seek(0)
        with _answering(*self.troubles):
            self.client.put_object(Bucket=self.bucket, Key=key, Body=file)

    def fetch(self, key: str, into: BinaryIO) -> None:
        """Download in pieces."""
        with _answering(*self.troubles):
            try:
                body = self.client.get_object(Bucket=self.bucket, Key=key)["Body"]
                into.writelines(body.iter_chunks(_PIECE))
            except self.client.exceptions.NoSuchKey:
                raise NotFound from None

    def remove(self, key: str) -> None:
        """Delete the object."""
        with _answering(*self.troubles):
            self.client.delete_object(Bucket=self.bucket, Key=key)

    def keys(self, prefix: str, older_than: float = 0) -> list[str]:
        """The keys that begin with `prefix`."""
        until = time.time() - older_than if older_than else float("inf")
        pages = self.client.get_paginator("list_objects_v2")
        with _answering(*self.troubles):
            found = list(pages.paginate(Bucket=self.bucket, Prefix=prefix))
        rows = (one for page in found for one in page.get("Contents", []))
        return [one["Key"] for one in rows if one["LastModified"].timestamp() <= until]

    def sweep(self) -> int:
        """Nothing: an upload that was cut off is not there."""
        return 0


_store: list[Store] = []
_OWN = "attached-"
"""How the keys of files begin that belong to one row alone."""


def wire(store: Store) -> None:
    """Use `store` from now on."""
    _store[:] = [store]


def put(data: bytes) -> str:
    """Keep `data` and return its key: the SHA-256 of it, in hex."""
    key = hashlib.sha256(data).hexdigest()
    _store[0].put(key, data)
    return key


def put_file(file: BinaryIO) -> str:
    """Keep what `file` holds from its begin and return its key, as `put` does, with a piece of it in memory at once."""
    digest = hashlib.sha256()
    file.seek(0)
    while piece := file.read(_PIECE):
        digest.update(piece)
    _store[0].put_file(digest.hexdigest(), file)
    return digest.hexdigest()


def put_aside(file: BinaryIO) -> str:
    """Keep what `file` holds for a while, under a key of its own: `remove` it when it was used."""
    key = f"aside-{secrets.token_hex(20)}"
    _store[0].put_file(key, file)
    return key


def put_random(file: BinaryIO) -> str:
    """Keep what `file` holds under a random key of its own, until it is removed."""
    key = f"{_OWN}{secrets.token_hex(20)}"
    _store[0].put_file(key, file)
    return key


def fetch(key: str, into: BinaryIO) -> None:
    """Write what is kept under `key` into a file and go back to its begin; raises NotFound."""
    _store[0].fetch(key, into)
    into.flush()
    into.seek(0)


def remove(key: str) -> None:
    """Keep no longer what was kept under a `key` of its own. Raises ValueError for another: others may need it."""
    if not key.startswith(("aside-", _OWN)):
        raise ValueError(f"{key} was not kept under a key of its own")
    _store[0].remove(key)


def put_aside_before(seconds: float) -> list[str]:
    """The keys of what was put aside so long ago, or earlier."""
    return _store[0].keys("aside-", older_than=seconds)


def random_before(seconds: float) -> list[str]:
    """The keys of what was kept under a random key so long ago, or earlier."""
    return _store[0].keys(_OWN, older_than=seconds)


def get(key: str) -> bytes:
    """The bytes kept under `key`; raises NotFound."""
    return _store[0].get(key)


@listed_in("PERIODIC_JOBS")
def sweep() -> None:
    """Remove what killed processes left half written. Periodic."""
    _store[0].sweep()


def store() -> Store:
    """The application's store."""
    return _store[0]
