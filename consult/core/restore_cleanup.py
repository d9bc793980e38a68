"""After a restore, however it was made: no number is given twice, what was erased is erased again, and what the
database has forgotten is told."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, text

from consult.core import clock, declarations, journal, mail, storage
from consult.core.actions import action
from consult.core.database import db
from consult.core.events import Event, record

GAP = 1_000_000
"""Numbers of rows that are left out: those between were given to rows that are lost, and stand in emails, logs and
the journal."""

_MARGIN = timedelta(days=1)
"""An event may be committed later than it happened; so far back is looked for some that are missing."""

RESTORED = "core.restored"

_settle: list[Callable[[], int]] = []
_forget: list[Callable[[], None]] = []


def wire(settle: Sequence[Callable[[], int]], forget: Sequence[Callable[[], None]]) -> None:
    """What packages do after a restore (`agenda.AFTER_RESTORE`), and the jobs that forget by rule
    (`agenda.RETENTION_JOBS`)."""
    declarations.holds_functions("AFTER_RESTORE", settle)
    declarations.holds_functions("RETENTION_JOBS", forget)
    _settle[:], _forget[:] = settle, forget


@dataclass
class Report:
    """What was found and done after a restore."""

    restored_to: datetime | None
    """When the last event happened that the database knows."""
    lost: list[Mapping[str, Any]] = field(default_factory=list)
    """What was acknowledged, told or decided later, as far as the journal shows: at, event, subject."""
    erased_again: dict[str, int] = field(default_factory=dict)
    settled: dict[str, int] = field(default_factory=dict)
    emails_known_sent: int = 0
    missing_files: list[str] = field(default_factory=list)
    """Keys that a row names and the store does not have."""
    unknown_files: int = 0
    """Files that no row names: most came after the restored moment."""


def settle() -> Report:
    """Make a restored database safe to start with, and report. Doing it twice is as doing it once, but for numbers
    that are left out again."""
    report = Report(restored_to=db.session.execute(text("SELECT max(at) FROM events")).scalar_one())
    report.lost = lost(report.restored_to)
    _leave_gap()
    report.emails_known_sent = mail.mark_known_sent(_sent())
    report.erased_again = journal.replay()
    report.settled = {one.__name__: one() for one in _settle}
    for forget in _forget:
        forget()
    report.missing_files, report.unknown_files = _compare_files()
    _record()
    journal.journal().copy_waiting()
    return report


@action
def _leave_gap() -> None:
    """Go on with numbers beyond all that were given, also after an earlier restore, of which this database, restored
    to a moment before it, knows nothing: the journal tells."""
    rows = text(
        "SELECT format('%I.%I', schemaname, sequencename) FROM pg_sequences WHERE schemaname = 'public'"
    )
    given = _given()
    for name in db.session.execute(rows).scalars().all():
        last = db.session.execute(text(f"SELECT last_value FROM {name}")).scalar_one()  # noqa: S608 -- quoted above
        given[name] = max(int(last), given.get(name, 0)) + GAP
    line = {"at": clock.now().isoformat(), "did": journal.NUMBERS, "given": given}
    journal.journal().write(journal.ERASED, [line])  # on the disk before one of them is given
    for name, value in given.items():
        db.session.execute(text("SELECT setval(to_regclass(:name), :value)"), {"name": name, "value": value})


def _given() -> dict[str, int]:
    """Sequence → the greatest number from which its numbers were given after a restore, as the journal knows."""
    found: dict[str, int] = {}
    for line in journal.journal().lines(journal.ERASED):
        if line.get("did") == journal.NUMBERS:
            for name, value in line["given"].items():
                found[name] = max(found.get(name, 0), int(value))
    return found


def _sent() -> list[str]:
    """The Message-IDs of emails that left, as the journal knows."""
    return [
        line["subject"] for line in journal.journal().lines(journal.HAPPENED) if line["event"] == mail.SENT
    ]


def lost(restored_to: datetime | None) -> list[Mapping[str, Any]]:
    """Events that the journal has and the database has not."""
    since = (restored_to - _MARGIN).isoformat() if restored_to else ""
    lines = [
        line
        for line in journal.journal().lines(journal.HAPPENED)
        if line["event"] != mail.SENT and line["at"] >= since
    ]
    since_then = Event.at >= (restored_to - _MARGIN if restored_to else clock.now())
    rows = db.session.execute(select(Event.name, Event.subject, Event.at).where(since_then))
    known = {tuple(row) for row in rows}
    return [
        line
        for line in lines
        if (line["event"], line["subject"], datetime.fromisoformat(line["at"])) not in known
    ]


def _compare_files() -> tuple[list[str], int]:
    tables = text(
        "SELECT table_name FROM information_schema.columns"
        " WHERE table_schema = 'public' AND column_name = 'storage_key'"
    )
    named = {
        key
        for table in db.session.execute(tables).scalars().all()
        for key in db.session.execute(text(f'SELECT DISTINCT storage_key FROM "{table}"')).scalars()  # noqa: S608
    }
    kept = {key for key in storage.store().keys("") if "/" not in key}
    return sorted(named - kept), len(kept - named)


@action
def _record() -> None:
    record(RESTORED, "")
