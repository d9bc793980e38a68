"""Checks of what the application stands on, for operators: each says in a line what it found; none raises."""

import io
import shutil
import smtplib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select, text
from sqlalchemy.exc import ProgrammingError, SQLAlchemyError

from consult.core import clock, journal, logs, mail, queue, searching, storage, store_identity
from consult.core.database import db, settings_that_log_text, unsafe_role, unsafe_settings
from consult.core.errors import NotFound
from consult.core.events import Delivery

LEAST_FREE = 1024**3
"""Bytes that should be free on a disk."""

LONGEST_WAIT = timedelta(minutes=1)
"""How long a delivery may wait before something seems to be missing."""


@dataclass(frozen=True)
class Finding:
    """What a check found."""

    name: str
    is_well: bool
    words: str


Answer = tuple[bool, str]


def check(name: str, ask: Callable[[], Answer]) -> Finding:
    """The finding of `ask`; what it raises is a finding as well."""
    try:
        is_well, words = ask()
    except SQLAlchemyError as trouble:
        db.session.rollback()
        is_well, words = False, f"does not answer ({logs.facts(trouble)})"
    except (OSError, smtplib.SMTPException, storage.StoreAway, NotFound) as trouble:
        is_well, words = False, f"does not work ({logs.facts(trouble)})"
    return Finding(name, is_well, words)


def settings(trouble: Sequence[str] | None) -> Answer:
    """Settings that no production may have; None where they were not looked at."""
    if trouble is None:
        return True, "not checked outside production (CONSULT_ENV)"
    return not trouble, "; ".join(trouble) or "safe for production"


def database() -> Answer:
    """Whether PostgreSQL answers, keeps what it confirms, and gives us and its log no more than they need."""
    began = time.monotonic()
    version = db.session.execute(text("SHOW server_version")).scalar_one()
    took = (time.monotonic() - began) * 1000
    trouble = [*unsafe_settings(), *unsafe_role(), *settings_that_log_text(), *searching.joined_signs()]
    return not trouble, "; ".join(trouble) or f"PostgreSQL {version} answers in {took:.1f} ms"


def revision() -> str | None:
    """The last migration that ran on the database."""
    found = db.session.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    return None if found is None else str(found)


def revision_if_any() -> str | None:
    """The same after a statement that failed; None where no migration ever ran."""
    db.session.rollback()
    try:
        return revision()
    except ProgrammingError:
        db.session.rollback()
        return None


_NOT_THERE = {"42P01", "42703", "42883"}
"""PostgreSQL's codes for a table, a column and a function that is not there."""


def names_what_is_not_there(error: Exception) -> bool:
    """Whether a statement failed because a table, a column or a function that it names is not there."""
    return isinstance(error, ProgrammingError) and getattr(error.orig, "sqlstate", "") in _NOT_THERE


def clocks(most: timedelta) -> Answer:
    """How far this host's clock is from the database's; `most` is what is tolerated."""
    db.session.execute(text("SELECT 1"))  # a connection that is lent asks for the time
    ahead = clock.skew().total_seconds()
    return abs(ahead) <= most.total_seconds(), f"{ahead:+.3f} s difference from the clock of the database"


def queue_server() -> Answer:
    """Whether Valkey answers."""
    answers = queue.notifier().is_answering()
    return answers, "answers" if answers else "does not answer; deliveries wait in the database"


def deliveries() -> Answer:
    """What waits to be told, since when, and what was given up."""
    open_ = Delivery.done_at.is_(None) & Delivery.given_up_at.is_(None)
    counts = select(
        func.count().filter(open_), func.min(Delivery.due_at).filter(open_),
        func.count().filter(Delivery.given_up_at.is_not(None)),
    )  # fmt: skip
    waiting, since, given_up = db.session.execute(counts).one()
    waits_long = waiting > 0 and clock.now() - since > LONGEST_WAIT
    oldest = f" (oldest since {since:%Y-%m-%d %H:%M:%S} UTC)" if waiting else ""
    return not waits_long and not given_up, f"waiting: {waiting}{oldest}; given up: {given_up}"


def emails() -> Answer:
    """How many emails were given up: no fault of ours, for an address may refuse what others have sent to it."""
    return True, f"given up: {mail.count_given_up()}"


def erasures() -> Answer:
    """Whether the journal can be written, and all erasures of this host are where they outlive it."""
    kept = journal.journal()
    waiting, closed = len(kept.waiting()), kept.closed_to_its_owner()
    said = [f"the owner of the folder cannot append to {path}" for path in closed]
    said.append(f"erasures of this host to copy into the bucket: {waiting}")
    return not waiting and not closed, "; ".join(said)


def mail_server() -> Answer:
    """Whether the mail server lets us in; nothing is sent."""
    if not mail.transport().sends_emails:
        return True, "no mail server is set (SMTP_URL): emails stay in the outbox"
    mail.transport().connect().quit()
    return True, "accepts the connection"


def store() -> Answer:
    """Whether files can be kept and read again."""
    key = storage.put_aside(io.BytesIO(b"consult doctor"))
    try:
        return storage.get(key) == b"consult doctor", "files can be written and read"
    finally:
        storage.remove(key)


def same_store() -> Answer:
    """Whether the store is the one that the database knows."""
    trouble = store_identity.disagreement()
    return not trouble, trouble or "is the file store recorded in the database"


def free_space(folders: Sequence[Path]) -> Answer:
    """How much is free in each of `folders`."""
    free = {folder: shutil.disk_usage(folder).free for folder in folders}
    said = ", ".join(f"{size / 1024**3:.1f} GB in {folder}" for folder, size in free.items())
    return min(free.values()) >= LEAST_FREE, said
