"""What the timing check says of dates while they are entered, in words."""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _

from consult.consultations import period_checks
from consult.consultations.models import Consultation
from consult.core import clock
from consult.web.moments import moment_in_full

Remarks = list[tuple[str, str]]
"""(level, sentence) of each finding."""


def of_preparation(
    profile: str, moments: tuple[datetime, datetime], zone: str, *, is_justified: bool
) -> Remarks:
    """Checks of opening time and deadline in preparation."""
    found = period_checks.findings(profile, *moments, zone, now=clock.now(), is_justified=is_justified)
    return _said(found, moments, zone)


def of_extension(consultation: Consultation, closes_at: datetime) -> Remarks:
    """Of an announced consultation, were it to close at `closes_at`; it began no earlier than it was announced."""
    opens_at, announced_at = consultation.opens_at, consultation.announced_at
    if opens_at is None:
        return []
    begun, zone = max(opens_at, announced_at or opens_at), consultation.timezone
    found = period_checks.findings_of_period(
        consultation.timing_profile, begun, closes_at, zone, is_justified=bool(consultation.shortening_reason)
    )
    return _said(found, (begun, closes_at), zone)


def _said(found: Sequence[period_checks.Finding], moments: tuple[datetime, datetime], zone: str) -> Remarks:
    said = []
    for one in found:
        values = dict(one.values)
        if "profile" in values:
            values["profile"] = _(values["profile"])
        said.append((one.level, _(one.message, **values)))
    opens, closes = (moment_in_full(at, zone) for at in moments)
    return [*said, ("info", _("Open from %(opens)s until %(closes)s.", opens=opens, closes=closes))]


def is_warned(found: Remarks) -> bool:
    """Whether something is wrong with the dates."""
    return any(level == "bad" for level, _sentence in found)
