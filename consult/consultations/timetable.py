"""The period of a consultation on a line of time, with what it was before it was extended. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from consult.consultations import period_checks
from consult.consultations.models import Consultation, Extension
from consult.core.multilingual import best
from consult.core.translatable import N_, pN_


@dataclass(frozen=True)
class Point:
    """A time in the timetable: `label` a marked word; `is_past`; `was` for a deadline before an extension."""

    at: datetime
    label: str
    is_past: bool
    was: bool = False
    reason: str = ""
    is_day: bool = False


@dataclass(frozen=True)
class Timetable:
    """Points in order, and the positions (0 to 1) on the bar of opening, deadline, now and earlier deadlines."""

    points: tuple[Point, ...]
    opens: float
    closes: float
    now: float
    earlier: tuple[float, ...]


def is_short(consultation: Consultation, now: datetime) -> bool:
    """Whether the period, with extensions, is shorter than its timing profile asks. It cannot start before the
    announcement, or before `now` where there is none yet; without dates it is not."""
    opens_at, closes_at = consultation.opens_at, consultation.closes_at
    if opens_at is None or closes_at is None:
        return False
    opens_at = max(opens_at, consultation.announced_at or now)
    return period_checks.is_too_short(consultation.timing_profile, opens_at, closes_at, consultation.timezone)


def timetable_of(
    consultation: Consultation, extensions: Sequence[Extension], now: datetime, language: str = ""
) -> Timetable | None:
    """The timetable with its reasons in `language`, or None while there are no dates."""
    opens_at, closes_at = consultation.opens_at, consultation.closes_at
    if opens_at is None or closes_at is None:
        return None
    points = _points(consultation, extensions, opens_at, closes_at, now, language)
    start = min(opens_at, *(point.at for point in points))
    end = max(closes_at, *(point.at for point in points))
    span = (end - start).total_seconds() or 1

    def share(at: datetime) -> float:
        return min(1.0, max(0.0, (at - start).total_seconds() / span))

    ended = consultation.withdrawn_at or now
    return Timetable(
        points=tuple(points),
        opens=share(opens_at),
        closes=share(closes_at),
        now=share(min(now, ended)),
        earlier=tuple(share(extension.closed_at) for extension in extensions),
    )


def _points(
    consultation: Consultation,
    extensions: Sequence[Extension],
    opens_at: datetime,
    closes_at: datetime,
    now: datetime,
    language: str,
) -> list[Point]:
    ended = consultation.withdrawn_at
    over = min(now, ended) if ended else now
    opens = N_("Planned opening") if ended else N_("Opens")
    closes = N_("Planned deadline") if ended else N_("Deadline")
    found = []
    if consultation.announced_at is not None:
        found.append(Point(consultation.announced_at, N_("Announced"), is_past=True))
    else:
        opens = N_("Planned opening") if opens_at <= now else opens
    has_opened = consultation.announced_at is not None and opens_at <= over
    found.append(Point(opens_at, pN_("event", "Opened") if has_opened else opens, has_opened))
    found += [
        Point(
            e.closed_at,
            N_("Earlier deadline"),
            e.closed_at <= now,
            was=True,
            reason=best(e, "reason", language, consultation.original_language),
        )
        for e in extensions
    ]
    found.append(Point(closes_at, pN_("event", "Closed") if closes_at <= over else closes, closes_at <= over))
    if ended is not None:
        found.append(Point(ended, pN_("event", "Withdrawn"), is_past=True))
    elif consultation.concluded_at is not None:
        found.append(Point(consultation.concluded_at, N_("Response published"), is_past=True))
    elif consultation.response_due_on is not None:
        due = consultation.response_due_on
        label = N_("Response was due") if due <= now else N_("Response due")
        found.append(Point(due, label, due <= now, is_day=True))
    return sorted(found, key=lambda point: point.at)
