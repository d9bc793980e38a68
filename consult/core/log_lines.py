"""How log lines are written, whichever module logs: as JSON objects, one a line, or as lines for people; with the same
fields.

Every line has `time` (UTC), `level`, `logger`, `event`; `request_id` where it belongs to a request; `exception` where
there was one, in the words of consult.core.logs. What else a line says are fields of its own.
"""

import logging
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from time import monotonic
from typing import Any, TextIO

import structlog
from structlog.contextvars import get_contextvars, merge_contextvars
from structlog.processors import JSONRenderer
from structlog.stdlib import BoundLogger, LoggerFactory, ProcessorFormatter

from consult.core import logs

FORMS = ("json", "lines")
LEVELS = ("debug", "info", "warning", "error")

_log = logging.getLogger(__name__)
_HANDLER = "consult"
_FIRST = ("time", "level", "logger", "event", "request_id")
_job_log: BoundLogger = structlog.stdlib.get_logger("consult.jobs")


class _ToStderr(logging.StreamHandler[TextIO]):
    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 -- as logging calls it
        """Where a line cannot be made, say so, and not of what: the values of its arguments are no one's business."""
        if record.name != __name__:
            place, error = f"{logs.short(record.pathname)}:{record.lineno}", sys.exc_info()[1]
            _log.error("the line at %s could not be written, %s", place, error)


class _Lines(ProcessorFormatter):
    def format(self, record: logging.LogRecord) -> str:
        """The line of a record. One with fields of its own needs no copy of the record: nothing here changes it."""
        if not (hasattr(record, "_logger") and isinstance(record.msg, dict)) or record.exc_text:
            return super().format(record)
        line: Any = record.msg | {"_record": record, "_from_structlog": True}
        for processor in self.processors:
            line = processor(None, "", line)
        return str(line)


def wire() -> None:
    """Have lines with fields pass through the same records as all others; again changes nothing."""
    structlog.configure(
        processors=[merge_contextvars, _told, ProcessorFormatter.wrap_for_formatter],
        wrapper_class=BoundLogger,
        logger_factory=LoggerFactory(),
        cache_logger_on_first_use=True,
    )


def tell(log: logging.Logger, event: str, **fields: Any) -> None:
    """Log a line with fields of its own at INFO, as a logger of structlog does, which copies the fields at each of its
    steps and looks for the place that logs: for what is logged at every request."""
    if log.isEnabledFor(logging.INFO):
        said = {**get_contextvars(), **fields, "event": event}
        own = {"_logger": log, "_name": "info"}
        log.handle(log.makeRecord(log.name, logging.INFO, __file__, 0, said, (), None, extra=own))


def write_to_stderr(form: str, level: str) -> None:
    """Write what is logged to standard error from now on, in one of FORMS.

    `level` is the lowest of consult's own lines; of other packages warnings and errors are written, and what
    migrations do.
    """
    wire()
    logs.install()
    render = _as_json if form == "json" else _as_line
    handler = _ToStderr(sys.stderr)
    handler.set_name(_HANDLER)
    handler.setFormatter(
        _Lines(
            processors=[_described, ProcessorFormatter.remove_processors_meta, render],
            foreign_pre_chain=[merge_contextvars],
            keep_exc_info=True,  # the text of it is in our words
        )
    )
    root = logging.getLogger()
    root.handlers = [one for one in root.handlers if one.name != _HANDLER] + [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("consult").setLevel(level.upper())
    logging.getLogger("alembic.runtime.migration").setLevel(level.upper())
    warnings.showwarning = _log_warning  # type: ignore[assignment]


def _log_warning(
    _message: Warning | str, category: type[Warning], filename: str, lineno: int, *_more: Any
) -> None:
    """Like an error, a warning is told by its kind and place: its message may quote a value."""
    place = logs.short(filename)
    logging.getLogger("py.warnings").warning("%s at %s:%s", category.__name__, place, lineno)


Fields = structlog.typing.EventDict


def _told(_logger: Any, _method: str, fields: Fields) -> Fields:
    """An exception that is logged with fields is told in our words."""
    error = fields.pop("exc_info", None)
    error = sys.exc_info()[1] if error is True else error[1] if isinstance(error, tuple) else error
    if isinstance(error, BaseException):
        fields["exception"] = logs.traceback_text(error)
    return fields


def _described(_logger: Any, _method: str, fields: Fields) -> Fields:
    """What the record knows beside its message, in the order in which it is read."""
    record: logging.LogRecord = fields["_record"]
    at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
    said = dict(fields)
    said |= {"time": at.replace("+00:00", "Z"), "level": record.levelname.lower(), "logger": record.name}
    said.pop("exc_info", None)
    if record.exc_text:
        said["exception"], record.exc_text = record.exc_text, None
    return {name: said[name] for name in _FIRST if name in said} | said


_as_json = JSONRenderer(ensure_ascii=False, default=lambda value: type(value).__name__)
"""What is no text and no number is told by its kind."""


def _as_line(_logger: Any, _method: str, fields: Fields) -> str:
    exception = fields.pop("exception", "")
    time, level, logger, event = (fields.pop(name) for name in _FIRST[:4])
    more = "".join(f" {name}={value}" for name, value in fields.items())
    return f"{time} {level:<7} {logger}: {event}{more}" + (f"\n{exception}" if exception else "")


@contextmanager
def attempt(job: str, number: int) -> Iterator[None]:
    """Log one attempt at a job, once it is over: the job's name, which attempt it was, how it ended, how long it took.

    An exception goes on to the caller, who tells it.
    """
    began, is_done = monotonic(), False
    try:
        yield
        is_done = True
    finally:
        tell_of_job(job, number, is_done=is_done, seconds=monotonic() - began)


def tell_of_job(
    job: str, attempt: int = 1, *, is_done: bool, seconds: float, level: int = logging.INFO
) -> None:
    """Log that an attempt at a job is over. A failed one is logged at INFO at least, whatever `level` is."""
    _job_log.log(
        level if is_done else max(level, logging.INFO),
        "job done" if is_done else "job failed",
        job=job,
        attempt=attempt,
        duration_ms=round(seconds * 1000, 1),
    )
