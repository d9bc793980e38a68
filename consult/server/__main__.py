"""`python -m consult.server`: the web server as it is started everywhere, with its limits and its watch."""

import argparse
import ctypes
import gc
import resource
import sys
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from flask import Flask
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server import Server

from config import Config
from consult.core import log_lines, metric_files, watchdog
from consult.server import heartbeat, worker_limits
from consult.server.asgi_application import AsgiApplication
from consult.server.worker_watchdog import WorkerWatchdog
from consult.web import languages, startup, templates

APPLICATION = "wsgi:app"
"""What is served unless something else is named."""

MOST_CONNECTIONS = 8192
"""Connections of one worker process; fewer where the system allows fewer open files."""


def main(arguments: list[str]) -> int:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(prog="python -m consult.server")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    parser.add_argument("application", nargs="?", default=APPLICATION, help="module:name of WSGI (wsgi:app)")
    parser.add_argument("--port", type=int, default=8000, help="port to listen on (8000)")
    parser.add_argument("--workers", type=int, default=2, help="processes (2)")
    parser.add_argument(
        "--threads", type=int, default=4, help="requests that a process answers at a time (4)"
    )
    parser.add_argument("--certificate", type=Path, help="TLS certificate, where no proxy ends TLS")
    parser.add_argument("--key", type=Path, help="its private key (PKCS #8)")
    parser.add_argument("--kill-timeout", type=int, default=30, help="seconds a worker has to stop (30)")
    serve(parser.parse_args(arguments))
    return 0


def serve(chosen: argparse.Namespace) -> None:
    """Start the worker processes and watch over them."""
    log_lines.write_to_stderr(Config.LOG_FORMAT, Config.LOG_LEVEL)
    most = _raise_open_files()
    heartbeat.open_pipe()
    files = metric_files.begin()
    if chosen.application == APPLICATION:
        _load_modules()
    server = Server(
        chosen.application, address=chosen.host, port=chosen.port, interface=Interfaces.ASGI, workers=chosen.workers,
        http=HTTPModes.http1, http1_settings=HTTP1Settings(header_read_timeout=Config.HEADER_SECONDS * 1000),
        websockets=False, backlog=4096, backpressure=min(MOST_CONNECTIONS, most), log_level=LogLevels.warning,
        log_dictconfig=_LOG_AS_ALL_OTHERS,
        respawn_failed_workers=True, workers_kill_timeout=chosen.kill_timeout,
        ssl_cert=chosen.certificate, ssl_key=chosen.key,
    )  # fmt: skip
    watch = WorkerWatchdog(
        lambda: _workers_of(server),
        Config.WORKER_SILENCE_SECONDS,
        Config.WORKER_START_SECONDS,
        files.look_after,
    )
    watchdog.wire(Config.NOTIFY_SOCKET)
    server.on_startup(watch.begin)
    try:
        server.serve(target_loader=partial(_load, threads=chosen.threads))
    finally:
        files.remove()


_LOG_AS_ALL_OTHERS: dict[str, Any] = {
    "formatters": {}, "handlers": {}, "loggers": {"_granian": {"handlers": [], "propagate": True}}
}  # fmt: skip
"""The server's own lines are written by our handler, and not by one of its own."""


def _workers_of(server: Any) -> list[tuple[int, float]]:
    return [(worker.inner.pid, worker.birth) for worker in list(server.wrks) if worker.inner.pid]


def _load_modules() -> None:
    """Import what the application consists of before worker processes are forked, which then share its memory and need
    not do it again, also when one takes the place of another: modules, compiled templates, what Babel knows of the
    languages. The application itself has threads and connections, which no fork takes over; each worker process makes
    its own."""
    Config.HAS_COMMANDS = False
    gc.disable()  # modules leave next to no rubbish, and a search for it takes a tenth of the time of importing them
    application = import_module("consult.app")
    for package in application.PACKAGE_ORDER:
        for _blueprint in application.load_package(package, with_commands=False):
            pass
    templates.read(templates.COMPILED)
    for language in Config.LANGUAGES:
        languages.read(language)
    gc.enable()
    gc.freeze()  # a search for rubbish would write to each object, and so copy it
    _give_back_memory()


def _give_back_memory() -> None:
    """Give what was only needed at the start back to the system, where the C library can (glibc)."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


def _load(target: str, threads: int) -> AsgiApplication:
    """The application behind its front; in a worker process."""
    metric_files.share()
    module, _colon, name = target.partition(":")
    sys.path.insert(0, str(Path.cwd()))
    application = getattr(import_module(module), name)
    if isinstance(application, Flask):
        startup.refuse_other_store(application)
        templates.compile_templates(application)
    _give_back_memory()
    return AsgiApplication(application, worker_limits.of(Config, threads))


def _raise_open_files() -> int:
    """Allow as many open files as the system lets us; how many connections that leaves a worker process."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return max(128, hard - 256) if hard != resource.RLIM_INFINITY else MOST_CONNECTIONS


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
