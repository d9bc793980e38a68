"""The outbox: every delivery (an event for one handler) is handled once, whatever dies on the way.

An attempt is counted before it is made, in a transaction of its own: a handler that takes its worker along is not the
first to be tried again, and is given up like one that fails.

First attempts of some handlers (`agenda.BATCH_HANDLERS`) in one consultation are made together, BATCH_SIZE at most.
After a batch that failed each is tried alone, at once; after one that took its worker along, BATCH_PAUSE later.
"""

import logging
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextvars import ContextVar
from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, select, update
from sqlalchemy.exc import OperationalError

from consult.core import (
    batch_deletion,
    clock,
    declarations,
    job_timeouts,
    log_lines,
    logs,
    mail,
    mail_sending,
    queue,
    request_ids,
)
from consult.core.actions import action, after_commit
from consult.core.database import among, db
from consult.core.declarations import listed_in, name_of
from consult.core.events import Delivery, Event, Handler, handler_named
from consult.core.queue import ATTEMPTS, Urgency, notifier, pause

log = logging.getLogger(__name__)

DEADLINE = 20.0
"""Seconds that the first attempt at a delivery may take; the second twice as much, and so on."""

BATCH_SIZE = 100
"""Deliveries that are handled at once, at most: others wait less than a second for them."""

BATCH_PAUSE = timedelta(seconds=2)
"""After this time the deliveries of a batch can be tried alone. While the batch is handled, they are locked."""

BatchHandler = Callable[[Mapping[int, str]], None]
"""Handles the events with these ids, of one consultation, in one transaction, as its handler would one by one. With
each comes the id of its request, to which what is written belongs."""


class BatchTooLarge(Exception):
    """A batch has more to do than one delivery may take time for; its halves are handled one after the other."""


_has_rest: ContextVar[bool] = ContextVar("has_rest", default=False)


def handle_rest_later() -> None:
    """Have the handler that runs called again with the same events once what it did is committed, after what waits
    already: for one with more to do than one attempt may take time for. Its attempts are counted from the beginning."""
    _has_rest.set(True)


_urgencies: dict[str, Urgency] = {}
_batch_handlers: dict[str, BatchHandler] = {}


def wire(on: Mapping[Handler, Urgency], batches: Mapping[Handler, BatchHandler]) -> None:
    """Tell which handlers have a queue other than that of emails (`agenda.HANDLER_QUEUES`), and which are called
    in batches (`agenda.BATCH_HANDLERS`)."""
    declarations.holds_functions("HANDLER_QUEUES", on)
    declarations.holds_functions("BATCH_HANDLERS", batches.values())
    _urgencies.clear()
    _urgencies.update({name_of(handler): urgency for handler, urgency in on.items()})
    _batch_handlers.clear()
    _batch_handlers.update({name_of(handler): several for handler, several in batches.items()})


def urgency_of(handler: str) -> Urgency:
    """The queue of the handler known as `handler`."""
    return _urgencies.get(handler, Urgency.EMAIL)


def wake_workers(handlers: Iterable[str]) -> None:
    """Ask for what waits for these handlers to be done."""
    notifier().notify_queues_once(_DELIVER_ALL, {urgency_of(handler) for handler in handlers})


_DELIVER_ALL = "consult.core.outbox.deliver_all"


def _notify_worker(urgency: Urgency) -> None:
    notifier().notify_once(_DELIVER_ALL, urgency.value, on=urgency)


@listed_in("PERIODIC_JOBS")
def deliver_all(urgency: str) -> None:
    """Handle every delivery that waits and belongs to this queue. Also periodic, for what was not heard.

    A worker of emails sends what this wrote, too, and looks again until nothing waits: one process does both.
    """
    here = Urgency(urgency)
    if here != Urgency.EMAIL or not notifier().is_serving:
        _deliver(here)
        return
    ends = time.monotonic() + queue.BATCH
    before: Sequence[tuple[int, ...]] = ()
    while True:
        with notifier().leaving_out(mail.SEND_ALL):
            _deliver(here)
        mail_sending.send_all()
        with notifier().context():
            left = _waiting(here)
        if not left or left == before:
            return
        if time.monotonic() > ends:
            _notify_worker(here)
            return
        before = left


def _deliver(urgency: Urgency) -> None:
    queue.do_all(lambda: _notify_worker(urgency), lambda: _waiting(urgency), deliver_together)


def waits(urgency: str) -> ColumnElement[bool]:
    """The condition that a delivery waits which belongs to this queue."""
    is_due = queue.is_due(Delivery.attempts, Delivery.due_at, queue.NOW)
    return queue.has_rows(_open().where(_belongs(Urgency(urgency)), is_due))


def _belongs(urgency: Urgency) -> ColumnElement[bool]:
    """The condition that a delivery belongs to this queue."""
    here = [name for name, other in _urgencies.items() if other == urgency]
    elsewhere = [name for name, other in _urgencies.items() if other != Urgency.EMAIL]
    return Delivery.handler.not_in(elsewhere) if urgency == Urgency.EMAIL else Delivery.handler.in_(here)


def _waiting(urgency: Urgency) -> Sequence[tuple[int, ...]]:
    """Ids of deliveries that wait, those that are handled together in one tuple; who waits longest comes first."""
    rows = (
        _open()
        .join(Event, Event.id == Delivery.event_id)
        .where(_belongs(urgency), queue.is_due(Delivery.attempts, Delivery.due_at))
        .with_only_columns(Delivery.id, Delivery.handler, Delivery.attempts, Event.consultation_id)
        .order_by(Delivery.attempts, Delivery.due_at, Delivery.id)
        .limit(200)
    )
    batches: list[list[int]] = []
    open_batches: dict[tuple[str, int | None], list[int]] = {}
    for row in db.session.execute(rows):
        if row.attempts or row.handler not in _batch_handlers:
            batches.append([row.id])
            continue
        batch = open_batches.get((row.handler, row.consultation_id))
        if batch is None or len(batch) >= BATCH_SIZE:
            batch = open_batches[row.handler, row.consultation_id] = []
            batches.append(batch)
        batch.append(row.id)
    return [tuple(batch) for batch in batches]


class _Attempt(NamedTuple):
    """One attempt at a delivery."""

    id: int
    number: int
    handler: str
    request_id: str


def deliver_together(identifiers: Sequence[int]) -> None:
    """Handle deliveries of one handler, at once where they are several; where that fails, one by one."""
    if len(identifiers) == 1:
        deliver(identifiers[0])
        return
    with notifier().context():
        attempts = _begin_batch(identifiers)
        if attempts:
            _try_together(attempts)


def _try_together(attempts: Sequence[_Attempt]) -> None:
    if len(attempts) == 1:
        _try(attempts[0])
        return
    began = time.monotonic()
    try:
        with job_timeouts.within(DEADLINE):
            _handle_batch([one.id for one in attempts], attempts[0].handler)
    except BatchTooLarge:
        half = len(attempts) // 2
        _try_together(attempts[:half])
        _try_together(attempts[half:])
        return
    except OperationalError as trouble:
        # another worker has what they need: waiting for it with each of them again would keep all others waiting
        log.exception("%s deliveries are put off together", len(attempts))
        for attempt in attempts:
            _put_off(attempt.id, logs.facts(trouble))
        return
    except Exception:
        log.exception("%s deliveries failed together, and are tried one by one", len(attempts))
        _try_each(attempts)
        return
    seconds = time.monotonic() - began
    for attempt in attempts:
        with request_ids.carried(attempt.request_id):
            log_lines.tell_of_job(attempt.handler, attempt.number, is_done=True, seconds=seconds)


def deliver(identifier: int) -> None:
    """Handle one delivery; what fails waits longer each time and is given up after ATTEMPTS."""
    with notifier().context():
        attempt = _begin(identifier)
        if attempt is not None:
            _try(attempt)


def _try(attempt: _Attempt) -> None:
    with request_ids.carried(attempt.request_id):
        try:
            with (
                log_lines.attempt(attempt.handler, attempt.number),
                job_timeouts.within(DEADLINE * attempt.number),
            ):
                _handle(attempt.id)
        except Exception as trouble:
            log.exception("delivery %s failed", attempt.id)
            _put_off(attempt.id, logs.facts(trouble))


def _try_each(attempts: Sequence[_Attempt]) -> None:
    for attempt in attempts:
        _try(attempt)


_ENDED = "its worker ended before it did"
"""Why an attempt failed that is under way, until it is over."""


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
    delivery.error = _ENDED
    delivery.due_at = clock.now() + pause(delivery.attempts)
    return _Attempt(delivery.id, delivery.attempts, delivery.handler, delivery.request_id)


@action
def _begin_batch(identifiers: Sequence[int]) -> Sequence[_Attempt]:
    """Count the first attempt at each of these that no one else has begun; in their order, by which they are tried one
    by one where they are too many at once: what waits longest comes before the rest of a large one."""
    waiting = _free(identifiers).where(Delivery.attempts == 0).with_only_columns(Delivery.id)
    begun = (
        update(Delivery)
        .where(Delivery.id.in_(waiting.scalar_subquery()))
        .values(attempts=1, error=_ENDED, due_at=clock.now() + BATCH_PAUSE)
        .returning(Delivery.id, Delivery.attempts, Delivery.handler, Delivery.request_id)
        .execution_options(synchronize_session=False)
    )
    attempts = {row.id: _Attempt(*row) for row in db.session.execute(begun)}
    return [attempts[one] for one in identifiers if one in attempts]


@action
def _handle_batch(identifiers: Sequence[int], name: str) -> None:
    columns = (Delivery.id, Delivery.event_id, Delivery.request_id)
    rows = db.session.execute(_free(identifiers).with_only_columns(*columns)).all()
    if not rows:
        return
    has_rest = _has_rest_after(lambda: _batch_handlers[name]({row.event_id: row.request_id for row in rows}))
    if has_rest:
        after_commit(lambda: wake_workers([name]))
    values = {"attempts": 0, "due_at": clock.now()} if has_rest else {"done_at": clock.now()}
    handled = update(Delivery).where(among(Delivery.id, [row.id for row in rows]))
    db.session.execute(handled.values(error="", **values).execution_options(synchronize_session=False))


def _has_rest_after(handle: Callable[[], None]) -> bool:
    """Whether a handler is to be called again after this call."""
    _has_rest.set(False)
    handle()
    return _has_rest.get()


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
    if _has_rest_after(lambda: handler(delivery.event_id)):
        name = delivery.handler
        delivery.attempts, delivery.due_at = 0, clock.now()
        after_commit(lambda: wake_workers([name]))
    else:
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


def _free(identifiers: Sequence[int]) -> Select[Any]:
    """Those of these that wait and no one else has locked, locked."""
    rows = _open().where(among(Delivery.id, identifiers)).order_by(Delivery.id)
    return rows.with_for_update(skip_locked=True)


def _locked(identifier: int) -> Delivery | None:
    found: Delivery | None = db.session.execute(_free([identifier])).scalar_one_or_none()
    return found


KEPT = timedelta(days=30)
"""For so long a delivery that was handled is kept, for anyone who looks for the outcome of an event."""


@listed_in("RETENTION_JOBS", "PERIODIC_JOBS")
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
