"""Files: kept by the hash of their content, in a folder or in an S3-compatible store.

Nothing here is public: a view that has checked who asks hands the bytes out.
"""

import hashlib
import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import parse_qs, urlsplit

from consult.core import files
from consult.core.errors import NotFound


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

    def get(self, key: str) -> bytes:
        """What was kept under `key`; raises NotFound."""

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
                files.sync_folder(target.parent)  # whoever wrote it may not have come so far yet
            else:
                files.write(target, data)

    def get(self, key: str) -> bytes:
        """Read the whole file."""
        with _answering(OSError):
            try:
                return self._place(key).read_bytes()
            except FileNotFoundError:
                raise NotFound from None

    def sweep(self) -> int:
        """Remove unfinished files nobody can be writing any more."""
        return files.sweep(self.path)

    def _place(self, key: str) -> Path:
        return self.path / key[:2] / key


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

    def sweep(self) -> int:
        """Nothing: an upload that was cut off is not there."""
        return 0


_store: list[Store] = []


def wire(store: Store) -> None:
    """Use `store` from now on."""
    _store[:] = [store]


def put(data: bytes) -> str:
    """Keep `data` and return its key: the SHA-256 of it, in hex."""
    key = hashlib.sha256(data).hexdigest()
    _store[0].put(key, data)
    return key


def get(key: str) -> bytes:
    """The bytes kept under `key`; raises NotFound."""
    return _store[0].get(key)


def sweep() -> None:
    """Remove what killed processes left half written. Periodic."""
    _store[0].sweep()
