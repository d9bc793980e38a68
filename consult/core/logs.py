"""What logs may say of an error: its kind, its codes, its place. Never its message, for that quotes what people typed.

`install` changes how every record is made, whichever package logs it and whatever handles it: exceptions among its
arguments and its traceback are put in these words.
"""

import errno
import logging
import smtplib
import sys
import threading
import traceback
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

import psycopg
from sqlalchemy.exc import StatementError

_ROOT = str(Path(__file__).resolve().parents[2]) + "/"
_log = logging.getLogger(__name__)


def details(error: BaseException) -> str:
    """Codes and names that tell what kind of failure it was, or ""; nothing a person typed can be among them."""
    if isinstance(error, StatementError) and error.orig is not None:
        return details(error.orig)
    if isinstance(error, psycopg.Error):
        return _of_database(error)
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return " ".join(str(code) for code, _words in error.recipients.values())
    if isinstance(error, smtplib.SMTPResponseException):
        return str(error.smtp_code)
    if isinstance(error, OSError) and error.errno:
        return errno.errorcode.get(error.errno, str(error.errno))
    return ""


def _of_database(error: psycopg.Error) -> str:
    """The state, and what it is about: names of tables and constraints are ours. Only where no statement reached the
    server is there nothing of a statement in the message."""
    if error.sqlstate is None and isinstance(error, psycopg.OperationalError):
        return " ".join(str(error).split())
    about = error.diag
    named = (error.sqlstate, about.table_name, about.column_name, about.constraint_name)
    return " ".join(one for one in named if one)


def facts(error: BaseException) -> str:
    """Kind and details of `error`, in a line."""
    said = details(error)
    return f"{type(error).__name__} ({said})" if said else type(error).__name__


def traceback_text(error: BaseException) -> str:
    """`error` with the places it passed through, and what it came from: a traceback without a message."""
    lines, seen = list[str](), set[int]()
    following: BaseException | None = error
    while following is not None and id(following) not in seen:
        seen.add(id(following))
        lines += [f"  {place}" for place in _places(following.__traceback__)][::-1]
        lines.append(facts(following))
        following = following.__cause__ or (None if following.__suppress_context__ else following.__context__)
    return "\n".join(lines[::-1])


def short(path: str) -> str:
    """The path of a source file as logs name it: below the project's folder where it is there."""
    return path.removeprefix(_ROOT)


def _places(trace: TracebackType | None) -> list[str]:
    frames = traceback.walk_tb(trace)
    return [f"{short(frame.f_code.co_filename)}:{line} {frame.f_code.co_name}" for frame, line in frames]


def without_values(value: Any) -> Any:
    """`value` as an argument of a log line: exceptions in our words."""
    if isinstance(value, BaseException):
        return facts(value)
    if isinstance(value, tuple | list):
        return type(value)(without_values(one) for one in value)
    if isinstance(value, Mapping):
        return {name: without_values(one) for name, one in value.items()}
    return value


def install() -> None:
    """Make every record of this process in these words from now on; again changes nothing."""
    present = logging.getLogRecordFactory()
    if getattr(present, "keeps_values_out", False):
        return

    def make(*args: Any, **kwargs: Any) -> logging.LogRecord:
        record = present(*args, **kwargs)
        record.msg = without_values(record.msg)
        if isinstance(record.args, Mapping):
            record.args = {name: without_values(one) for name, one in record.args.items()}
        elif record.args:
            record.args = tuple(without_values(one) for one in record.args)
        if record.exc_info and record.exc_info[1] is not None:
            record.exc_text, record.exc_info = traceback_text(record.exc_info[1]), None
        return record

    make.keeps_values_out = True  # type: ignore[attr-defined]
    logging.setLogRecordFactory(make)
    # no line says them, and a record of every request would look them up
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False


def install_last_words() -> None:
    """Let also what no one caught, in any thread, say no more than that when it ends a process or thread. After
    `install`, and where log lines are written."""
    sys.excepthook = lambda _kind, error, _trace: _last(error)
    threading.excepthook = lambda ended: _last(ended.exc_value)
    sys.unraisablehook = lambda ended: _last(ended.exc_value)


def _last(error: BaseException | None) -> None:
    if isinstance(error, KeyboardInterrupt):
        return
    _log.critical("an exception that was not caught", exc_info=error or False)


class FailuresWithoutContent:
    """For workers of RQ, before their class: what they log and keep of a job that failed says no more either."""

    failure = ""

    def handle_exception(self, job: Any, *exc_info: Any) -> None:
        """Log the failure, and have it kept in the same words."""
        self.failure = traceback_text(exc_info[1])
        _log.error("job %s (%s) failed", job.id, job.func_name, exc_info=exc_info)

    def handle_job_failure(self, job: Any, queue: Any, *more: Any, exc_string: str = "", **rest: Any) -> None:
        """Keep of the failure what was logged of it."""
        kept = self.failure or exc_string
        super().handle_job_failure(job, queue, *more, exc_string=kept, **rest)  # type: ignore[misc]
