"""The id of the request that a log line belongs to: made or taken where a request comes in, and carried by whatever
that request starts, so that the lines of web and workers can be put together."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated
from uuid import uuid4

from structlog.contextvars import bound_contextvars, get_contextvars, unbind_contextvars

from consult.core.database import mapped_column

_FIELD = "request_id"
_WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{8,64}", re.ASCII)


def taken_or_made(said: str) -> str:
    """`said`, the id that a proxy gave the request, where it looks like one; else a new one."""
    return said if _WELL_FORMED.fullmatch(said) else uuid4().hex


def present() -> str:
    """The id of the request that is being worked on or for; "" where no one asked."""
    return str(get_contextvars().get(_FIELD, ""))


@contextmanager
def carried(identifier: str) -> Iterator[None]:
    """Have lines, jobs and rows of this block carry `identifier`; none, where it is ""."""
    with bound_contextvars(**{_FIELD: identifier}):
        if not identifier:
            unbind_contextvars(_FIELD)
        yield


RequestId = Annotated[str, mapped_column(default=present, server_default="")]
"""The column of rows that a worker works on later: the request that wrote them."""
