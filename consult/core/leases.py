"""Leases: of several processes one does a thing, and is replaced when it gives no sign of life.

A lease is a row that its holder renews; the database's clock decides when it is over. With every new holder its number,
the fence, grows: what a former holder still asks for carries a smaller one and is not done.
"""

from sqlalchemy import text

from consult.core.actions import action
from consult.core.database import Instant, Mapped, Model, db, mapped_column


class Lease(Model):
    """Who may do the thing called `name`, and until when."""

    __tablename__ = "leases"

    name: Mapped[str] = mapped_column(primary_key=True)
    holder: Mapped[str]
    fence: Mapped[int]
    until: Mapped[Instant]


_TAKE = text(
    "INSERT INTO leases (name, holder, fence, until)"
    " VALUES (:name, :holder, 1, clock_timestamp() + make_interval(secs => :seconds))"
    " ON CONFLICT (name) DO UPDATE SET holder = EXCLUDED.holder, until = EXCLUDED.until,"
    " fence = leases.fence + CASE WHEN leases.holder = EXCLUDED.holder THEN 0 ELSE 1 END"
    " WHERE leases.holder = EXCLUDED.holder OR leases.until < clock_timestamp()"
    " RETURNING fence"
)
_GIVE_BACK = text("UPDATE leases SET until = '-infinity' WHERE name = :name AND holder = :holder")
_HELD = text("SELECT name FROM leases WHERE until >= clock_timestamp()")
_SILENT = text(
    "SELECT extract(epoch FROM clock_timestamp() - until) FROM leases WHERE name = :name AND isfinite(until)"
)
_FENCE = text("SELECT fence FROM leases WHERE name = :name")


@action
def take(name: str, holder: str, seconds: float) -> int | None:
    """Take or renew the lease for `seconds`; its fence, or None where another holds it."""
    values = {"name": name, "holder": holder, "seconds": seconds}
    fence = db.session.execute(_TAKE, values).scalar_one_or_none()
    return None if fence is None else int(fence)


@action
def give_back(name: str, holder: str) -> None:
    """End the lease at once, where `holder` still has it."""
    db.session.execute(_GIVE_BACK, {"name": name, "holder": holder})


def held() -> set[str]:
    """The names of all leases that someone holds now."""
    return set(db.session.execute(_HELD).scalars())


def silent(name: str, seconds: float) -> float | None:
    """How long ago a lease of `seconds` was renewed; None where its holder gave it back, or there was none."""
    over = db.session.execute(_SILENT, {"name": name}).scalar_one_or_none()
    return None if over is None else max(0.0, float(over) + seconds)


def fence(name: str) -> int:
    """The number of the latest holder; 0 where there was none."""
    return int(db.session.execute(_FENCE, {"name": name}).scalar_one_or_none() or 0)
