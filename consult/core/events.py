"""The log of what happened, which is also the outbox: what is to be told is a row before anyone is told.

`record` writes an Event inside the running action, and one Delivery for each handler that `agenda.EVENT_HANDLERS` names
for it. PostgreSQL is the truth; the queue only says that something waits (see queue.py and outbox.py), and the tick
says so again.
"""

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    ARRAY,
    CTE,
    ColumnElement,
    ForeignKey,
    Index,
    Insert,
    ScalarSelect,
    Text,
    UniqueConstraint,
    bindparam,
    func,
    insert,
    literal_column,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from consult.core import clock, journal, request_ids
from consult.core.actions import after_commit, in_action
from consult.core.database import Identifier, Instant, Json, Mapped, Model, db, mapped_column, table
from consult.core.declarations import declare, holds, name_of

Handler = Callable[[int], None]


class Event(Model):
    """Something that happened; append-only. `subject` is the reference of the thing in its package."""

    __tablename__ = "events"
    __table_args__ = (
        Index("ix_events_consultation_id", "consultation_id", "id"),
        Index("ix_events_subject", "subject", "name"),
    )

    id: Mapped[Identifier]
    name: Mapped[str]
    at: Mapped[Instant]
    actor_id: Mapped[int | None]
    organisation_id: Mapped[int | None]
    consultation_id: Mapped[int | None]
    subject: Mapped[str]
    data: Mapped[Json]

    @property
    def present_name(self) -> str:
        """The name that this version has for it."""
        return present_name(self.name)


class Delivery(Model):
    """One event to be handled by one handler, once."""

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("event_id", "handler"),
        Index("ix_deliveries_due", "due_at", postgresql_where="done_at IS NULL AND given_up_at IS NULL"),
        Index(
            "ix_deliveries_next",
            "handler",
            "attempts",
            "due_at",
            postgresql_where="done_at IS NULL AND given_up_at IS NULL",
        ),
        Index("ix_deliveries_open", "id", postgresql_where="done_at IS NULL"),
        Index("ix_deliveries_done_at", "done_at", postgresql_where="done_at IS NOT NULL"),
        Index("ix_deliveries_given_up", "id", postgresql_where="given_up_at IS NOT NULL"),
    )

    id: Mapped[Identifier]
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    handler: Mapped[str]
    due_at: Mapped[Instant]
    attempts: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[Instant | None]
    given_up_at: Mapped[Instant | None]
    error: Mapped[str] = mapped_column(default="")
    request_id: Mapped[request_ids.RequestId]


_handlers: dict[str, tuple[str, ...]] = {}
_functions: dict[str, Handler] = {}
_notify: list[Callable[[Sequence[str]], None]] = []
_renamed_events: dict[str, str] = {}


def handles(*names: str) -> Callable[[Handler], Handler]:
    """Declare that a handler has to follow these events: `agenda.EVENT_HANDLERS` has to list it for each."""

    def declared(handler: Handler) -> Handler:
        declare("EVENT_HANDLERS", *(_following(name, handler) for name in names))
        return handler

    return declared


def _following(name: str, handler: Handler) -> str:
    return f"{name}: {name_of(handler)}"


def wire(
    after: Mapping[str, Sequence[Handler]],
    notify: Callable[[Sequence[str]], None],
    renamed: Mapping[str, Handler] | None = None,
    renamed_events: Mapping[str, str] | None = None,
) -> None:
    """Tell the log who handles what (`agenda.EVENT_HANDLERS`), what to call with the handlers' names after a commit,
    and which handlers and events earlier versions stored under another name (`agenda.RENAMED`,
    `agenda.RENAMED_EVENTS`)."""
    holds("EVENT_HANDLERS", (_following(name, one) for name, functions in after.items() for one in functions))
    holds("RENAMED", renamed or {})
    holds("RENAMED_EVENTS", renamed_events or {})
    _handlers.clear()
    for name, functions in after.items():
        _handlers[name] = tuple(name_of(function) for function in functions)
        _functions.update({name_of(function): function for function in functions})
    _functions.update(renamed or {})
    _renamed_events.clear()
    _renamed_events.update(renamed_events or {})
    _notify[:] = [notify]


def check(known: Collection[str]) -> None:
    """Raises RuntimeError where a handler or another name is declared for an event that is none of `known`."""
    if unknown := sorted({*_handlers, *_renamed_events.values()} - set(known)):
        raise RuntimeError(f"agenda names events that no package records: {', '.join(unknown)}")


def record(
    name: str,
    subject: str,
    *,
    by: int | None = None,
    organisation: int | None = None,
    consultation: int | None = None,
    **data: Any,
) -> None:
    """Write that `name` ("<package>.<participle>") happened to `subject`, inside the running action.

    `by`, `organisation` and `consultation` are ids; `data` is small and JSON.
    Raises RuntimeError outside an action: what is not in a transaction is not told.
    """
    told = values_of(name, subject, by=by, organisation=organisation, consultation=consultation, **data)
    db.session.flush()  # what is told follows what was done
    if told["handlers"]:
        db.session.execute(_TELL, told)
    else:
        db.session.execute(_NOTE, {f"new_{field}": told[f"new_{field}"] for field in _FIELDS})
    follow(told)


def values_of(
    name: str,
    subject: str,
    *,
    by: int | None = None,
    organisation: int | None = None,
    consultation: int | None = None,
    **data: Any,
) -> dict[str, Any]:
    """What a statement with `parts` writes, for the same arguments as `record`. After it has written: `follow`.

    Raises RuntimeError outside an action.
    """
    if not in_action():
        raise RuntimeError("an event is recorded inside an action")
    values = (name, clock.now(), by, organisation, consultation, subject, data)
    told: dict[str, Any] = {f"new_{field}": value for field, value in zip(_FIELDS, values, strict=True)}
    return told | {"handlers": list(_handlers.get(name, ())), "request_id": request_ids.present()}


def follow(told: Mapping[str, Any]) -> None:
    """Have the journal and workers know of an event that was written with these values, after the commit."""
    journal.happened(told["new_name"], told["new_subject"], told["new_at"])
    if handlers := told["handlers"]:
        after_commit(lambda: _notify_workers(handlers), once=f"notify {told['new_name']}")


def record_all(
    name: str,
    occurrences: Sequence[tuple[str, Mapping[str, Any]]],
    *,
    by: int | None = None,
    organisation: int | None = None,
    consultation: int | None = None,
) -> None:
    """Write that `name` happened to each (subject, data) of `occurrences`, in one statement; otherwise as record."""
    if not in_action():
        raise RuntimeError("an event is recorded inside an action")
    if not occurrences:
        return
    handlers = _handlers.get(name, ())
    db.session.flush()
    at = clock.now()
    for subject, _data in occurrences:
        journal.happened(name, subject, at)
    told = {
        "name": name, "at": at, "by": by, "organisation": organisation, "consultation": consultation,
        "subjects": [subject for subject, _data in occurrences],
        "data": [json.dumps(data, ensure_ascii=False) for _subject, data in occurrences],
        "handlers": list(handlers), "request_id": request_ids.present(),
    }  # fmt: skip
    db.session.execute(_TELL_ALL, told)
    if handlers:
        after_commit(lambda: _notify_workers(handlers), once=f"notify {name}")


_TELL_ALL = text(
    "WITH noted AS ("
    " INSERT INTO events (name, at, actor_id, organisation_id, consultation_id, subject, data)"
    " SELECT :name, :at, :by, :organisation, :consultation, subject, CAST(data AS jsonb)"
    " FROM unnest(CAST(:subjects AS text[]), CAST(:data AS text[])) WITH ORDINALITY AS new (subject, data, place)"
    " ORDER BY place RETURNING id, at)"
    " INSERT INTO deliveries (event_id, due_at, handler, attempts, error, request_id)"
    " SELECT noted.id, noted.at, handler, 0, '', :request_id FROM noted, unnest(CAST(:handlers AS text[])) AS handler"
)


_FIELDS = ("name", "at", "actor_id", "organisation_id", "consultation_id", "subject", "data")
_EVENTS, _DELIVERIES = table(Event), table(Delivery)
_NOTE = insert(_EVENTS).values(
    {field: bindparam(f"new_{field}", type_=_EVENTS.c[field].type) for field in _FIELDS}
)


def _deliveries(noted: CTE) -> Insert:
    return insert(_DELIVERIES).from_select(
        ["event_id", "due_at", "handler", "attempts", "error", "request_id"],
        select(
            noted.c.id,
            noted.c.at,
            func.unnest(bindparam("handlers", type_=ARRAY(Text))),
            literal_column("0"),
            literal_column("''"),
            bindparam("request_id", type_=Text),
        ),
    )


_TELL = _deliveries(_NOTE.returning(_EVENTS.c.id, _EVENTS.c.at).cte("noted"))
"""The event and what is to be delivered of it, at once."""


def parts(done: CTE, data: ColumnElement[Any]) -> CTE:
    """The part of another statement that writes an event with its deliveries where `done`, another part of it, gives a
    row; `data` of that row is added to the event's. It has a row for each delivery. Values: `values_of`."""
    new = {name: bindparam(f"new_{name}", type_=_EVENTS.c[name].type) for name in _FIELDS}
    row = select(*(new[name] for name in _FIELDS[:-1]), new["data"].op("||", return_type=JSONB())(data))
    noted = insert(_EVENTS).from_select(list(_FIELDS), row.select_from(done))
    told = noted.returning(_EVENTS.c.id, _EVENTS.c.at).cte("noted")
    return _deliveries(told).returning(_DELIVERIES.c.id).cte("delivered")


def _notify_workers(handlers: Sequence[str]) -> None:
    for notify in _notify:
        notify(handlers)


def handler_named(name: str) -> Handler | None:
    """The function known as `name`, or None where this version of consult has it not, or no more."""
    return _functions.get(name)


def present_name(name: str) -> str:
    """The name that this version has for an event that is stored as `name`."""
    return _renamed_events.get(name, name)


def stored_names(names: Iterable[str]) -> list[str]:
    """Every name under which this version or an earlier one stored the events `names`."""
    present = list(names)
    return [*present, *(old for old, new in _renamed_events.items() if new in present)]


def has_happened(name: str, subject: str) -> bool:
    """Whether `name` was recorded for `subject` before."""
    found = select(Event.id).where(Event.subject == subject, Event.name.in_(stored_names([name]))).limit(1)
    return db.session.execute(found).first() is not None


def last_of(consultation_id: Any, column: Any) -> ScalarSelect[Any]:
    """A column of the latest event of a consultation, one probe of an index; for statements on consultations."""
    rows = select(column).where(Event.consultation_id == consultation_id)
    return rows.order_by(Event.id.desc()).limit(1).scalar_subquery()
