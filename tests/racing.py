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


def _wait_for(later: threading.Thread, others: int = 0) -> None:
    """Until `later` waits for a lock as `others` do, or has ended."""
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as looking:
        while later.is_alive() and looking.execute(_WAITS).scalar_one() <= others:
            later.join(0.01)


def lined_up(app: Flask, held: str, *verbs: Callable[[], Any]) -> list[Any]:
    """What verbs come to (an error by its name), of which each begins once those before it wait for a lock, while what
    the statement `held` locks is kept from all of them; then it is released."""
    outcomes: list[Any] = [None] * len(verbs)

    def come_to(place: int) -> None:
        with app.app_context():
            try:
                outcomes[place] = verbs[place]()
            except Exception as error:  # noqa: BLE001 -- told by its name
                outcomes[place] = type(error).__name__

    threads = [threading.Thread(target=come_to, args=(place,)) for place in range(len(verbs))]
    with app.app_context(), db.engine.connect() as holding:
        holding.execute(text(held))
        for place, thread in enumerate(threads):
            thread.start()
            _wait_for(thread, others=place)
        holding.rollback()
    for thread in threads:
        thread.join()
    return outcomes
