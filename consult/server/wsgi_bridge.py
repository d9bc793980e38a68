"""One request of ASGI as WSGI sees it, and one answer of WSGI as a whole."""

import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from itertools import chain
from tempfile import TemporaryFile
from typing import IO, Any

WsgiApplication = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

PIECE = 64 * 1024
"""Bytes that are sent at a time."""

IN_MEMORY = 1024 * 1024
"""Bytes of an answer that are kept in memory; what is longer goes to a temporary file."""


class WholeFile:
    """`wsgi.file_wrapper`: a file that the event loop sends by itself, so that no thread waits for slow readers."""

    def __init__(self, file: IO[bytes], size: int = PIECE) -> None:
        self.file = file
        self.size = size

    def __iter__(self) -> Iterator[bytes]:
        return iter(lambda: self.file.read(self.size), b"")

    def close(self) -> None:
        """Close the file."""
        if hasattr(self.file, "close"):
            self.file.close()


@dataclass
class Answer:
    """What the application answered: all of it, ready to be sent."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: IO[bytes]


def environ_of(scope: dict[str, Any], body: IO[bytes], size: int | None) -> dict[str, Any]:
    """The WSGI environment of a request whose whole `body` is there; `size` is its length, None where there is none."""
    path = scope["path"].encode().decode("latin-1")
    server = scope.get("server") or ("localhost", 80)
    client = scope.get("client") or ("", 0)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1]),
        "REMOTE_ADDR": client[0],
        "REMOTE_PORT": str(client[1]),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": body,
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "wsgi.file_wrapper": WholeFile,
    }
    raw = scope.get("raw_path")
    if raw is not None:
        environ["REQUEST_URI"] = raw.decode("latin-1")
    for name, value in scope["headers"]:
        _add_header(environ, name, value)
    environ.pop("HTTP_TRANSFER_ENCODING", None)  # the body is whole
    if size is not None:
        environ["CONTENT_LENGTH"] = str(size)
    return environ


def _add_header(environ: dict[str, Any], name: bytes, value: bytes) -> None:
    key, words = _key(name), value.decode("latin-1")
    if key in environ and key:
        words = environ[key] + ("; " if key == "HTTP_COOKIE" else ",") + words
    if key:
        environ[key] = words


@lru_cache(maxsize=512)
def _key(name: bytes) -> str:
    """The key of a header; "" where it has an underscore: it would be taken for the one with a hyphen, which a proxy
    may have set."""
    if b"_" in name:
        return ""
    key = name.decode("latin-1").upper().replace("-", "_")
    return key if key in {"CONTENT_TYPE", "CONTENT_LENGTH"} else f"HTTP_{key}"


def call(application: WsgiApplication, environ: dict[str, Any]) -> Answer:
    """Everything `application` answers; it has let go of all it held for the request when this returns."""
    begun: list[tuple[str, list[tuple[str, str]]]] = []
    written: list[bytes] = []

    def start_response(
        status: str, headers: list[tuple[str, str]], _failed: Any = None
    ) -> Callable[[bytes], Any]:
        begun[:] = [(status, headers)]
        return written.append

    pieces = application(environ, start_response)
    if isinstance(pieces, WholeFile) and begun:
        return _answer(begun[0], pieces.file)
    try:
        body, size = _gathered(chain(written, pieces))
    finally:
        if hasattr(pieces, "close"):
            pieces.close()
    return _answer(begun[0], body, size)


def _gathered(pieces: Iterable[bytes]) -> tuple[IO[bytes], int]:
    """All pieces as one file, and their size; in memory while they are few bytes."""
    kept: list[bytes] = []
    size, body = 0, None
    for piece in pieces:
        size += len(piece)
        if body is None and size > IN_MEMORY:
            body = TemporaryFile()  # noqa: SIM115 -- closed once it is sent
            body.writelines(kept)
        if body is None:
            kept.append(piece)
        else:
            body.write(piece)
    if body is None:
        return BytesIO(b"".join(kept)), size
    body.seek(0)
    return body, size


def _answer(begun: tuple[str, list[tuple[str, str]]], body: IO[bytes], size: int | None = None) -> Answer:
    status, headers = int(begun[0].split(" ", 1)[0]), begun[1]
    sent = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
    if size is not None and status not in {204, 304} and all(name != b"content-length" for name, _ in sent):
        sent.append((b"content-length", str(size).encode()))
    return Answer(status, sent, body)
