"""A small WSGI application for the tests of the web server: it says what reached it."""

import os
import time
from collections.abc import Callable, Iterable
from tempfile import TemporaryFile
from typing import Any

LARGE = 40_000_000


def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """/large: many bytes; /file: as many out of a file; /stuck: nothing, ever; else what was received, and by whom."""
    path = environ["PATH_INFO"]
    if path == "/stuck":
        time.sleep(3600)
    headers = [("Content-Type", "text/plain"), ("X-Process", str(os.getpid()))]
    if path == "/file":
        file = TemporaryFile()  # noqa: SIM115 -- the server closes it
        file.truncate(LARGE)
        start_response("200 OK", [*headers, ("Content-Length", str(LARGE))])
        return environ["wsgi.file_wrapper"](file)
    start_response("200 OK", headers)
    if path == "/large":
        return (b"x" * 1_000_000 for _ in range(LARGE // 1_000_000))
    body = environ["wsgi.input"].read()
    said = (
        environ["REQUEST_METHOD"],
        path,
        environ["QUERY_STRING"],
        environ.get("CONTENT_LENGTH"),
        len(body),
    )
    return [repr((*said, environ.get("HTTP_COOKIE"), environ.get("HTTP_X_ONE"))).encode()]
