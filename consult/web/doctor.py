"""The checks of `flask doctor`: settings, servers, clock, space, in the order in which to mend them."""

import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from flask import Flask

from consult.core import health
from consult.core.health import Finding, check
from consult.core.hooks import Hook
from consult.core.revisions import revisions
from consult.web import schema, startup
from consult.web.schema import Schema

CHECKS: Hook[tuple[str, Callable[[], health.Answer]]] = Hook("web.checks")
"""What the packages above check of their own, each with its name."""


def examine(app: Flask) -> list[Finding]:
    """Every finding, inside an application context."""
    config = app.config
    most = timedelta(seconds=config["MAX_CLOCK_SKEW_SECONDS"])
    folders = [Path(config["DATA_DIR"]), Path(tempfile.gettempdir())]
    trouble = startup.unsafe(app) if config["ENVIRONMENT"] == "production" else None
    return [
        check("settings", lambda: health.settings(trouble)),
        check("database", health.database),
        check("migrations", _migrations),
        check("clock", lambda: health.clocks(most)),
        check("queue", health.queue_server),
        check("deliveries", health.deliveries),
        check("emails", health.emails),
        check("mail", health.mail_server),
        check("storage", health.store),
        check("store", health.same_store),
        check("journal", health.erasures),
        check("space", lambda: health.free_space(folders)),
        *(check(name, ask) for name, ask in CHECKS),
    ]


def _migrations() -> health.Answer:
    found = health.revision()
    stands = schema.compare(found)
    words = f"database at {found}, this version has {revisions().newest}"
    return stands is not Schema.BEHIND, words + ("; the database is newer" if stands is Schema.NEWER else "")
