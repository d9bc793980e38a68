"""Connections to PostgreSQL that wait for an answer no longer than someone waits for a page.

The server ends a statement that takes too long; one that is stopped, or cannot be reached any more, ends nothing and
closes no connection. So anyone who answers a request also looks at the clock on this side.
"""

from contextvars import ContextVar
from typing import Any

import psycopg
from psycopg import errors
from psycopg.pq import TransactionStatus

GRACE = 5.0
"""Seconds beyond the time that a statement may take: the server ends it first, wherever it can."""

seconds: ContextVar[tuple[float, float] | None] = ContextVar("patience", default=None)
"""How long one statement that only reads, and one of an action, may take; None for
anyone who waits as long as it takes."""


class PatientConnection(psycopg.Connection[Any]):
    """A connection that is closed where the server gives no answer in time."""

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        """What `gen` waits for. Raises OperationalError where that takes too long."""
        allowed = seconds.get() if timeout is None else None
        if allowed is None:
            return super().wait(gen, interval, timeout)
        begins = self.autocommit or self.pgconn.transaction_status == TransactionStatus.IDLE
        try:
            return super().wait(gen, interval, allowed[0 if begins else 1] + GRACE)
        except errors._WaitTimeout:
            self.pgconn.finish()
            raise psycopg.OperationalError("the server gave no answer in time") from None
