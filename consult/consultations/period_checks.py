"""Dates in an organisation's zone, checked against the timing profile it chose (docs/sources.md)."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from consult.core.errors import NotPossible
from consult.core.translatable import N_
from consult.organisations.timing_profiles import profile_of


@dataclass(frozen=True)
class Finding:
    """What the timing check says: `level` ok, warn or bad; `message` a marked sentence with `values`."""

    level: str
    message: str
    values: dict[str, Any]


def moment_in(day: date, at: time, zone: str) -> datetime:
    """The instant of a wall-clock time in `zone`, in UTC.

    Raises NotPossible for a time that the clocks skip, or show twice, that night: a deadline means one instant.
    """
    place = ZoneInfo(zone)
    local = datetime.combine(day, at, tzinfo=place)
    if local.astimezone(UTC).astimezone(place).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise NotPossible(
            N_(
                "This time does not exist in %(zone)s on that date, because the clocks change. Choose "
                "another time."
            ),
            zone=zone,
        )
    if local.utcoffset() != local.replace(fold=1).utcoffset():
        raise NotPossible(
            N_(
                "This time occurs twice in %(zone)s on that date, because the clocks change. Choose another time."
            ),
            zone=zone,
        )
    return local.astimezone(UTC)


def day_of(at: datetime, zone: str) -> date:
    """The day on which an instant falls, by the calendar of `zone`."""
    return at.astimezone(ZoneInfo(zone)).date()


def end_of(day: date, zone: str) -> datetime:
    """The last minute of a day in `zone`: what is promised by a day is in time all day."""
    return datetime.combine(day, time(23, 59), tzinfo=ZoneInfo(zone)).astimezone(UTC)


def full_days(opens_at: datetime, closes_at: datetime, zone: str) -> int:
    """Full days between two instants by the wall clock of `zone` (a change to summer time takes nothing away)."""
    place = ZoneInfo(zone)
    span = closes_at.astimezone(place).replace(tzinfo=None) - opens_at.astimezone(place).replace(tzinfo=None)
    return span // timedelta(days=1)


def days_until(at: datetime, zone: str, now: datetime) -> int:
    """Days to the day of `at`, by the calendar of `zone`: 0 on that day."""
    return max(0, (day_of(at, zone) - day_of(now, zone)).days)


def days_left(closes_at: datetime, zone: str, now: datetime) -> int:
    """Days to the last day on which it is open, by the calendar of `zone`: 0 on that day."""
    return days_until(closes_at - timedelta(microseconds=1), zone, now)


def next_midnight(zone: str, now: datetime) -> datetime:
    """The instant at which the next day starts in `zone`."""
    place = ZoneInfo(zone)
    tomorrow = now.astimezone(place).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), tzinfo=place).astimezone(UTC)


def is_too_short(profile: str, opens_at: datetime, closes_at: datetime, zone: str) -> bool:
    """Whether the period is shorter than `profile` (a key of organisations.timing_profiles.PROFILES) asks."""
    return full_days(opens_at, closes_at, zone) < profile_of(profile).days


def findings(
    profile: str, opens_at: datetime, closes_at: datetime, zone: str, *, now: datetime, is_justified: bool
) -> list[Finding]:
    """Everything the officer should know of the dates, the worst first."""
    if closes_at <= opens_at:
        return [Finding("bad", N_("The deadline is before the opening time."), {})]
    if closes_at <= now:
        return [Finding("bad", N_("The deadline has passed."), {})]
    found = []
    if opens_at <= now:
        found.append(
            Finding(
                "warn", N_("The opening time has passed: the consultation opens when it is announced."), {}
            )
        )
    begins = max(opens_at, now)
    return found + findings_of_period(profile, begins, closes_at, zone, is_justified=is_justified)


def findings_of_period(
    profile: str, opens_at: datetime, closes_at: datetime, zone: str, *, is_justified: bool
) -> list[Finding]:
    """How long a period is beside what its profile asks, and whether it ends on a weekend."""
    chosen = profile_of(profile)
    days = full_days(opens_at, closes_at, zone)
    values = {
        "days": days, "minimum": chosen.days, "profile": chosen.label,
    }  # fmt: skip
    found = [Finding(*_length(days, chosen.days, is_justified), values)]
    last = (closes_at - timedelta(seconds=1)).astimezone(ZoneInfo(zone))
    if last.weekday() >= 5:
        found.append(Finding("warn", N_("The deadline is on a weekend, when few staff can help."), values))
    return found


def _length(days: int, minimum: int, is_justified: bool) -> tuple[str, str]:
    """Level and sentence of a period of so many days."""
    if days < minimum and not is_justified:
        return "bad", N_(
            "Length in days: %(days)s. Minimum of %(profile)s: %(minimum)s. Enter a justification."
        )
    if days < minimum:
        return "warn", N_(
            "Length in days: %(days)s. Minimum of %(profile)s: %(minimum)s. The justification will be published."
        )
    if minimum:
        return "ok", N_("Length in days: %(days)s. Minimum of %(profile)s: %(minimum)s.")
    return "ok", N_("Length in days: %(days)s. This profile has no minimum.")
