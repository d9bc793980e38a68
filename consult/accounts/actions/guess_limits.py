"""How often someone may guess a password or a code.

Failures that belong together have one count. The first ones are free; each further one doubles the time until the next
try, up to an hour. A count falls by one failure an hour. Every try is counted before it is looked at, so that many at
once are not one; a right one is given back. Counts are rows of PostgreSQL: they outlive restarts, and all web nodes see
the same.

A stranger's tries are counted twice: with those of all networks for the account, and with those of their network for
the account. Those of a known device of the account are counted for the device only, so that no stranger can make the
owner wait.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from consult.accounts.actions.email_requests import store_email_request
from consult.accounts.models import Device, Failures, Purpose
from consult.accounts.queries import digest
from consult.core import clock
from consult.core.actions import action
from consult.core.database import db
from consult.core.errors import Throttled
from consult.core.translatable import N_

LONGEST_WAIT = timedelta(hours=1)
FREE = 5
"""Failures that cost no wait: of a device, or of a network with one account."""
FREE_OF_ACCOUNT = 20
"""Failures of all networks together; more than one network alone can reach, so that it makes no one else wait."""
STRICTER = 13
"""So many fewer failures are free for a network that fails with many accounts: the first one costs four minutes."""
TOLD_AT = 10
"""Failures of which the owner is told."""


@dataclass(frozen=True)
class FailureCount:
    """Which failures are counted together, and how many of them are free."""

    key: str
    free: int
    is_network: bool = False


def failure_counts(
    kind: str, whom: str, network: str, device: Device | None, *, is_slowed: bool = False
) -> list[FailureCount]:
    """The counts of a try. `kind`: "password" or "code"; `whom`: an address or id; `network`: of the request.

    `is_slowed`: the network fails with many accounts; its first try with each account is taken all the same.
    """
    if device is not None:
        return [FailureCount(digest(f"{kind} device {device.id}"), FREE)]
    return [
        FailureCount(digest(f"{kind} account {whom}"), FREE_OF_ACCOUNT),
        FailureCount(
            digest(f"{kind} network {whom} {network}"), FREE - is_slowed * STRICTER, is_network=True
        ),
    ]


def failure_counts_of_session(kind: str, session_id: int) -> list[FailureCount]:
    """The count of someone signed in who has to say a secret again: their own session's."""
    return [FailureCount(digest(f"{kind} session {session_id}"), FREE)]


def wait_after(level: float, free: int) -> timedelta:
    """How long the next try waits after the failure that made it `level`."""
    over = round(level) - free
    return min(timedelta(seconds=2 ** min(over - 1, 12)), LONGEST_WAIT) if over > 0 else timedelta(0)


@action
def count_failure(counts: Sequence[FailureCount]) -> int:
    """Count a failure in every count, to be given back where the try turns out right. Gives how many there are of the
    account or device now. Raises Throttled, and counts none, where one of them has to wait."""
    now = clock.now()
    rows = _locked(counts, now)
    until = max(row.delayed_until for row in rows.values())
    if until > now:
        seconds = int((until - now).total_seconds()) + 1
        raise Throttled(N_("Too many attempts. Wait a few minutes and try again."), seconds=seconds)
    for one in counts:
        row = rows[one.key]
        row.level, row.at = _level(row, now) + 1, now
        row.delayed_until = now + wait_after(row.level, one.free)
    return round(max(rows[one.key].level for one in counts if not one.is_network))


@action
def uncount_failure(counts: Sequence[FailureCount]) -> None:
    """The try was right: it is no failure."""
    now = clock.now()
    rows = _locked(counts, now)
    for row in rows.values():
        row.level, row.at, row.delayed_until = max(0.0, _level(row, now) - 1), now, now


@action
def tell_of_guessing(email: str, failures: int) -> None:
    """Have the owner told once there are TOLD_AT; a worker finds out whether there is an owner."""
    if failures == TOLD_AT:
        store_email_request(Purpose.GUESSED, email)


def _locked(counts: Sequence[FailureCount], now: datetime) -> dict[str, Failures]:
    """The rows of the counts, held until the end of the action, always in the same order."""
    keys = sorted(one.key for one in counts)
    fresh = [{"key": key, "level": 0.0, "at": now, "delayed_until": now} for key in keys]
    db.session.execute(insert(Failures).values(fresh).on_conflict_do_nothing())
    held = select(Failures).where(Failures.key.in_(keys)).order_by(Failures.key).with_for_update()
    found = db.session.execute(held.execution_options(populate_existing=True)).scalars()
    return {row.key: row for row in found}


def _level(row: Failures, now: datetime) -> float:
    hours = (now - row.at).total_seconds() / 3600
    return max(0.0, row.level - max(0.0, hours))
