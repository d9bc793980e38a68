"""Handlers that take their worker along, in an application that a real `flask worker` serves (FLASK_APP)."""

import os
import signal
import time
from collections.abc import Mapping, Sequence

from flask import Flask
from sqlalchemy import text

from config import Config
from consult import agenda
from consult.app import create_app
from consult.core import events, jobs, outbox
from consult.core.database import db
from consult.core.events import Event, record_all
from consult.core.jobs import Job, Outcome


def die(event_id: int) -> None:
    """As the kernel ends a process that takes all memory."""
    os.kill(os.getpid(), signal.SIGKILL)


def stick(event_id: int) -> None:
    """Never end, and hear no signal."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM, signal.SIGTERM})
    time.sleep(3600)


def freeze(event_id: int) -> None:
    """Stand still."""
    os.kill(os.getpid(), signal.SIGSTOP)


def note(event_id: int) -> None:
    """Be handled."""
    db.session.execute(text("SELECT 1"))


def die_of_poison(event_id: int) -> None:
    """End the worker over the thing "poison", and be handled over all others."""
    if db.session.get_one(Event, event_id).subject == "poison":
        die(event_id)


def die_of_poison_among(event_ids: Mapping[int, str]) -> None:
    """The same of several at once."""
    for event_id in event_ids:
        die_of_poison(event_id)


def do_all_but_one(job: Job, items: Sequence[int]) -> Outcome:
    """A kind of job that ends its worker over item 75."""
    record_all("tests.done", [(f"item-{item}", {}) for item in items])
    if 75 in items:
        os.kill(os.getpid(), signal.SIGKILL)
    return Outcome(len(items))


AFTER = {
    "tests.killing": (die,),
    "tests.sticking": (stick,),
    "tests.freezing": (freeze,),
    "tests.good": (note,),
    "tests.together": (die_of_poison,),
}


def wire() -> None:
    """Handle the events of the tests, with a deadline that a test can wait for."""
    outbox.DEADLINE = 2.0
    events.wire({**agenda.EVENT_HANDLERS, **AFTER}, outbox.wake_workers)
    outbox.wire(agenda.HANDLER_QUEUES, {**agenda.BATCH_HANDLERS, die_of_poison: die_of_poison_among})
    jobs.wire({**agenda.JOBS, "tests.all_but_one": do_all_but_one})


def make() -> Flask:
    """The application with these handlers."""
    app = create_app(Config)
    wire()
    return app
