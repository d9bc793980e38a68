"""Two presses at once: the second comes while the first has not ended, and has to wait for it."""

import threading
from collections.abc import Callable
from typing import Any

from flask import Flask
from sqlalchemy import text

from consult.core.actions import action
from consult.core.database import db
from consult.core.errors import DomainError


def pressed_twice(app: Flask, first: Callable[[], Any], second: Callable[[], Any] | None = None) -> list[Any]:
    """What two verbs come to (a refusal by its name) whose transactions overlap; `second` is `first` unless given."""
    outcomes: list[Any] = []

    def come_to(verb: Callable[[], Any]) -> None:
        try:
            outcomes.append(verb())
        except DomainError as refusal:
            outcomes.append(type(refusal).__name__)

    def press() -> None:
        with app.app_context():
            come_to(second or first)

    later = threading.Thread(target=press)

    @action
    def press_before() -> None:
        come_to(first)
        db.session.flush()
        later.start()
        _wait_for(later)

    with app.app_context():
        press_before()
        later.join()
    return outcomes


_WAITS = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


def _wait_for(later: threading.Thread) -> None:
    """Until `later` waits for a lock, or has ended."""
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as looking:
        while later.is_alive() and not looking.execute(_WAITS).scalar_one():
            later.join(0.01)
