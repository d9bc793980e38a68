"""The outbox: every delivery (an event for one handler) is handled once, whatever dies on the way.

An attempt is counted before it is made, in a transaction of its own: a handler that takes its worker along is not the
first to be tried again, and is given up like one that fails.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy import Select, select, update

from consult.core import batch_deletion, clock, job_timeouts, log_lines, logs, queue, request_ids
from consult.core.actions import action, after_commit
from consult.core.database import db
from consult.core.events import Delivery, Handler, handler_named, name_of
from consult.core.queue import ATTEMPTS, Urgency, notifier, pause

log = logging.getLogger(__name__)

DEADLINE = 20.0
"""Seconds that the first attempt at a delivery may take; the second twice as much, and so on."""

_urgencies: dict[str, Urgency] = {}


def wire(on: Mapping[Handler, Urgency]) -> None:
    """Tell which handlers have a queue other than that of emails (`agenda.HANDLER_QUEUES`)."""
    _urgencies.clear()
    _urgencies.update({name_of(handler): urgency for handler, urgency in on.items()})


def urgency_of(handler: str) -> Urgency:
    """The queue of the handler known as `handler`."""
    return _urgencies.get(handler, Urgency.EMAIL)


def wake_workers(handlers: Iterable[str]) -> None:
    """Ask for what waits for these handlers to be done."""
    for urgency in {urgency_of(handler) for handler in handlers}:
        _notify_worker(urgency)


def _notify_worker(urgency: Urgency) -> None:
    notifier().notify_once("consult.core.outbox.deliver_all", urgency.value, on=urgency)


def deliver_all(urgency: str) -> None:
    """Handle every delivery that waits and belongs to this queue. Also periodic, for what was not heard."""
    queue.do_all(lambda: _notify_worker(Urgency(urgency)), lambda: _waiting(Urgency(urgency)), deliver)


def _waiting(urgency: Urgency) -> Sequence[int]:
    here = [name for name, other in _urgencies.items() if other == urgency]
    elsewhere = [name for name, other in _urgencies.items() if other != Urgency.EMAIL]
    belongs = Delivery.handler.not_in(elsewhere) if urgency == Urgency.EMAIL else Delivery.handler.in_(here)
    rows = _open().where(belongs, queue.is_due(Delivery.attempts, Delivery.due_at))
    order = (Delivery.attempts, Delivery.due_at, Delivery.id)
    return db.session.execute(rows.with_only_columns(Delivery.id).order_by(*order).limit(200)).scalars().all()


def deliver(identifier: int) -> None:
    """Handle one delivery; what fails waits longer each time and is given up after ATTEMPTS."""
    with notifier().context():
        attempt = _begin(identifier)
        if attempt is None:
            return
        with request_ids.carried(attempt.request_id):
            try:
                with (
                    log_lines.attempt(attempt.handler, attempt.number),
                    job_timeouts.within(DEADLINE * attempt.number),
                ):
                    _handle(identifier)
            except Exception as trouble:
                log.exception("delivery %s failed", identifier)
                _put_off(identifier, logs.facts(trouble))


class _Attempt(NamedTuple):
    """One attempt at a delivery."""

    number: int
    handler: str
    request_id: str


@action
def _begin(identifier: int) -> _Attempt | None:
    """Count an attempt; None where there is none to make."""
    delivery = _locked(identifier)
    if delivery is None or (delivery.attempts and delivery.due_at > clock.now()):
        return None
    if delivery.attempts >= ATTEMPTS:
        _give_up(delivery)
        return None
    delivery.attempts += 1
    delivery.error = "its worker ended before it did"
    delivery.due_at = clock.now() + pause(delivery.attempts)
    return _Attempt(delivery.attempts, delivery.handler, delivery.request_id)


class UnknownHandler(Exception):
    """This worker's version has no such handler."""


@action
def _handle(identifier: int) -> None:
    delivery = _locked(identifier)
    if delivery is None:
        return
    handler = handler_named(delivery.handler)
    if handler is None:  # a version of tomorrow wrote it, or one of yesterday: another worker may know
        raise UnknownHandler
    handler(delivery.event_id)
    delivery.done_at = clock.now()
    delivery.error = ""


@action
def _put_off(identifier: int, error: str) -> None:
    delivery = _locked(identifier)
    if delivery is None:
        return
    delivery.error = error[:2000]
    delivery.due_at = clock.now() + pause(delivery.attempts)
    if delivery.attempts >= ATTEMPTS:
        _give_up(delivery)


def _give_up(delivery: Delivery) -> None:
    delivery.given_up_at = clock.now()
    log.error(
        "delivery %s (%s) is given up after %s attempts; see flask outbox list",
        *(delivery.id, delivery.handler, delivery.attempts),
    )


def _open() -> Select[Any]:
    return select(Delivery).where(Delivery.done_at.is_(None), Delivery.given_up_at.is_(None))


def _locked(identifier: int) -> Delivery | None:
    waiting = _open().where(Delivery.id == identifier)
    found: Delivery | None = db.session.execute(
        waiting.with_for_update(skip_locked=True)
    ).scalar_one_or_none()
    return found


KEPT = timedelta(days=30)
"""For so long a delivery that was handled is kept, for whoever looks for what became of an event."""


def forget_old() -> None:
    """Deliveries that were handled KEPT ago leave the database, some at a time. Periodic."""
    batch_deletion.delete_all(Delivery, Delivery.done_at < clock.now() - KEPT)


# -- for operators ---------------------------------------------------------------------------------------------------


def troubled(limit: int = 200) -> Sequence[Delivery]:
    """Deliveries that were given up, or failed and wait, the latest first."""
    rows = select(Delivery).where(Delivery.done_at.is_(None), Delivery.attempts > 0)
    return db.session.execute(rows.order_by(Delivery.id.desc()).limit(limit)).scalars().all()


@action
def retry(ids: Sequence[int] = ()) -> int:
    """Try again what was given up, all of it or `ids`; how many there are. What only waits is tried at once."""
    again = update(Delivery).where(Delivery.done_at.is_(None), Delivery.attempts > 0)
    chosen = again.where(Delivery.id.in_(ids)) if ids else again.where(Delivery.given_up_at.is_not(None))
    values = {"attempts": 0, "given_up_at": None, "due_at": clock.now()}
    handlers = db.session.execute(chosen.values(values).returning(Delivery.handler)).scalars().all()
    after_commit(lambda: wake_workers(handlers))
    return len(handlers)
