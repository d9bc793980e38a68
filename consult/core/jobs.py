"""Jobs that a person starts and watches: an action on many items, done by a worker some at a time.

Each part is one transaction with the mark of how far the job has come, so that every item is done once, whatever dies
on the way. An attempt is counted before it is made; after one that failed the items are taken one by one, and one that
fails again and again is skipped and named in the result: a job always ends, with a result to read.
"""

import logging
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Index, Select, select
from sqlalchemy.dialects.postgresql import JSONB, insert

from consult.core import batch_deletion, clock, declarations, job_timeouts, log_lines, queue, request_ids
from consult.core.actions import action, after_commit
from consult.core.database import (
    Identifier,
    Instant,
    Json,
    Mapped,
    Model,
    db,
    mapped_column,
    one_found,
    one_of,
)
from consult.core.declarations import listed_in
from consult.core.queue import Urgency, notifier
from consult.core.translatable import N_

log = logging.getLogger(__name__)

MANY = 50
"""An action on more items than this is a job; also the number of items done in one transaction."""

PART = 60.0
"""Seconds that one part may take."""

ATTEMPTS = 3
"""Tries before one item is skipped."""

TURN = 5.0
"""Seconds after which other jobs have a turn."""


class Stage(StrEnum):
    """How far a job has come."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"


class Job(Model):
    """An action on many items that a person started."""

    __tablename__ = "jobs"
    __table_args__ = (
        Index("uq_jobs_key", "key", unique=True, postgresql_where="stage <> 'done'"),
        Index("ix_jobs_due", "due_at", postgresql_where="stage <> 'done'"),
        Index("ix_jobs_finished_at", "finished_at"),
        Index("ix_jobs_consultation_id", "consultation_id", "id"),
    )

    id: Mapped[Identifier]
    reference: Mapped[str] = mapped_column(unique=True)
    """Its public name, which no one can guess."""
    kind: Mapped[str]
    """What is done, as `agenda.JOBS` knows it."""
    key: Mapped[str]
    """What it is done to: of jobs with the same key only one is unfinished."""
    title: Mapped[str]
    """A marked sentence that says what is done; `values` fill its places."""
    values: Mapped[Json]
    back: Mapped[str]
    """The path of the page it was started from."""
    organisation_id: Mapped[int | None]
    consultation_id: Mapped[int | None]
    started_by: Mapped[int]
    """The id of the person."""
    started_at: Mapped[Instant]
    arguments: Mapped[Json]
    items: Mapped[list[int]] = mapped_column(JSONB)
    position: Mapped[int] = mapped_column(default=0)
    """Items that were looked at so far."""
    done: Mapped[int] = mapped_column(default=0)
    skipped: Mapped[list[list[Any]]] = mapped_column(JSONB, default=list)
    """[item, marked sentence that says why, values] of each that was left out."""
    stage: Mapped[Stage] = mapped_column(one_of(Stage), default=Stage.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    """Tries at the part that is next."""
    careful_until: Mapped[int] = mapped_column(default=0, server_default="0")
    """The position up to which items are taken one by one, after a part that failed."""
    due_at: Mapped[Instant]
    finished_at: Mapped[Instant | None]
    error: Mapped[str] = mapped_column(default="")
    request_id: Mapped[request_ids.RequestId]

    @property
    def total(self) -> int:
        """How many items there are."""
        return len(self.items)

    @property
    def is_done(self) -> bool:
        """Whether the result stands."""
        return self.stage == Stage.DONE


@dataclass
class Outcome:
    """The outcome of some items: how many were done, and [name of item, marked sentence, values] of the others."""

    done: int = 0
    skipped: list[list[Any]] = field(default_factory=list)

    def skip(self, item: object, why: str, **values: Any) -> None:
        """Leave out an item; `why` is a marked sentence."""
        self.skipped.append([str(item), why, values])


class JobKind(declarations.DeclaredName):
    """What is done ("<package>.<verb>"), as `agenda.JOBS` has to know it."""

    __slots__ = ()
    table = "JOBS"


Step = Callable[[Job, Sequence[int]], Outcome]
_steps: dict[str, Step] = {}


def wire(steps: Mapping[str, Step]) -> None:
    """Tell which function does the items of which kind (`agenda.JOBS`); it is called inside an action."""
    declarations.holds("JOBS", steps)
    _steps.clear()
    _steps.update(steps)


@action
def start(
    kind: JobKind,
    items: Sequence[int],
    *,
    key: str,
    title: str,
    back: str,
    by: int,
    organisation: int | None = None,
    consultation: int | None = None,
    values: Mapping[str, Any] | None = None,
    **arguments: Any,
) -> Job:
    """Have `items` (ids) done by a worker. Where an unfinished job has the same `key`, that one is the answer.

    The argument `typed`, [marked label, words] of each, is shown to the person who started it: words that were left
    out of some items are not lost.
    """
    at = clock.now()
    row = {
        "reference": secrets.token_urlsafe(12), "kind": kind, "key": key, "title": title, "values": dict(values or {}),
        "back": back, "organisation_id": organisation, "consultation_id": consultation, "started_by": by,
        "started_at": at, "due_at": at, "arguments": arguments, "items": list(items), "skipped": [], "position": 0,
        "done": 0, "attempts": 0, "error": "", "stage": Stage.WAITING,
    }  # fmt: skip
    write = (
        insert(Job)
        .values(row)
        .on_conflict_do_nothing(index_elements=["key"], index_where=Job.stage != Stage.DONE)
    )
    db.session.execute(write)
    after_commit(_notify_worker, once="notify jobs")
    return db.session.execute(select(Job).where(Job.key == key, Job.stage != Stage.DONE)).scalar_one()


def _notify_worker() -> None:
    notifier().notify_once("consult.core.jobs.run_all", on=Urgency.JOBS)


def get(reference: str) -> Job:
    """The job. Raises NotFound."""
    return one_found(select(Job).where(Job.reference == reference))


def unfinished(key: str) -> Job | None:
    """The job that is at work on `key` now."""
    return db.session.execute(select(Job).where(Job.key == key, Job.stage != Stage.DONE)).scalar_one_or_none()


def unfinished_of(kind: str, consultation_id: int) -> Sequence[Job]:
    """The jobs of this kind that are at work on a consultation now, the first one first."""
    rows = select(Job).where(
        Job.consultation_id == consultation_id, Job.kind == kind, Job.stage != Stage.DONE
    )
    return db.session.execute(rows.order_by(Job.id)).scalars().all()


# -- what workers run ------------------------------------------------------------------------------------------------


@listed_in("PERIODIC_JOBS")
def run_all() -> None:
    """Go on with every job that waits. Also periodic, for what was not heard."""
    queue.do_all(_notify_worker, _waiting, advance)
    with notifier().context():
        if _waiting():
            _notify_worker()


def waits() -> ColumnElement[bool]:
    """The condition that a job waits."""
    return queue.has_rows(_due(queue.NOW))


def _due(now: Any) -> Select[int]:
    """Of kinds that this version knows: a worker of the version before leaves new ones to the others."""
    is_due = queue.is_due(Job.attempts, Job.due_at, now)
    return select(Job.id).where(Job.stage != Stage.DONE, Job.kind.in_(_steps), is_due)


def _waiting() -> Sequence[int]:
    rows = _due(clock.now())
    return db.session.execute(rows.order_by(Job.attempts, Job.due_at, Job.id).limit(50)).scalars().all()


def advance(identifier: int) -> None:
    """Do parts of one job until it is done, fails, or TURN is over."""
    ends = time.monotonic() + TURN
    with notifier().context():
        while time.monotonic() < ends and (attempt := _begin(identifier)) is not None:
            with request_ids.carried(attempt.request_id):
                try:
                    with log_lines.attempt(attempt.kind, attempt.number), job_timeouts.within(PART):
                        _do_part(identifier)
                except Exception as trouble:
                    log.exception("job %s failed", identifier)
                    _put_off(identifier, type(trouble).__name__)
                    return


class _Attempt(NamedTuple):
    """One attempt at the next part of a job."""

    number: int
    kind: str
    request_id: str


@action
def _begin(identifier: int) -> _Attempt | None:
    """Count an attempt at the next part; None where there is none to make now."""
    job = _locked(identifier)
    if job is None or (job.attempts and job.due_at > clock.now()):
        return None
    if job.attempts:
        job.careful_until = max(job.careful_until, job.position + MANY)
    if job.attempts >= ATTEMPTS:
        _skip_one(job)
    job.stage = Stage.RUNNING
    job.attempts += 1
    job.due_at = clock.now() + _pause(job)
    return _Attempt(job.attempts, job.kind, job.request_id)


def _pause(job: Job) -> timedelta:
    """Someone waits for it: some seconds, longer each time."""
    return timedelta(seconds=2**job.attempts)


def _skip_one(job: Job) -> None:
    """Leave out the item that fails again and again."""
    item = job.items[job.position]
    log.error("job %s cannot do item %s (%s), and goes on without it", job.id, item, job.error)
    job.skipped = [*job.skipped, [str(item), FAILED, {}]]
    job.position += 1
    job.attempts = job.careful_until = 0


FAILED = N_("This item failed several times. Details are in the operator's log.")


@action
def _do_part(identifier: int) -> None:
    job = _locked(identifier)
    if job is None:
        return
    size = 1 if job.position < job.careful_until else MANY
    items = job.items[job.position : job.position + size]
    outcome = _steps[job.kind](job, items) if items else Outcome()
    job.done += outcome.done
    job.skipped = [*job.skipped, *outcome.skipped]
    job.position += len(items)
    job.attempts, job.error = 0, ""
    if job.position >= job.total:
        job.stage = Stage.DONE
        job.finished_at = clock.now()


@action
def _put_off(identifier: int, error: str) -> None:
    job = _locked(identifier)
    if job is not None:
        job.error = error
        job.due_at = clock.now() + _pause(job)


KEPT = timedelta(days=30)
"""For so long the result of a job can be read."""


@listed_in("PERIODIC_JOBS")
def forget_old() -> None:
    """Jobs that ended KEPT ago leave the database. Periodic."""
    batch_deletion.delete_all(Job, Job.finished_at < clock.now() - KEPT)


def _locked(identifier: int) -> Job | None:
    waiting = select(Job).where(Job.id == identifier, Job.stage != Stage.DONE)
    return db.session.execute(waiting.with_for_update(skip_locked=True)).scalar_one_or_none()
