"""What stands before approval and publication (agenda.PRECONDITIONS): the practices that an organisation calls
blocking.

Of the others, those that the data finds missing are told as warnings: people see what readers will see.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from consult.consultations.models import Consultation
from consult.core.declarations import listed_in
from consult.core.preconditions import UnmetPrecondition
from consult.core.translatable import N_
from consult.practices import findings, queries
from consult.practices.catalogue import BEFORE_APPROVAL, BEFORE_PUBLICATION, Kind
from consult.practices.findings import Finding
from consult.practices.results import Result

NOT_READABLE = N_(
    "The required practices of this organisation cannot be read. An administrator must choose them again."
)
"""Why nothing is approved or published where something else is stored."""


@listed_in("PRECONDITIONS")
def before_approval(consultation: Consultation) -> Sequence[UnmetPrecondition]:
    """What of the practices stands against approving a consultation."""
    return _unmet(consultation, queries.report(consultation, BEFORE_APPROVAL), "approve", BEFORE_APPROVAL)


@listed_in("PRECONDITIONS")
def before_publication(consultation: Consultation) -> Sequence[UnmetPrecondition]:
    """What of them stands against publishing a response, as if it were published now."""
    found = queries.report_if_published(consultation, BEFORE_PUBLICATION)
    return _unmet(consultation, found, "publish", BEFORE_PUBLICATION)


def _unmet(
    consultation: Consultation, found: Sequence[Finding], step: str, keys: Sequence[str]
) -> list[UnmetPrecondition]:
    organisation = consultation.organisation
    blocking = {key for key, when in organisation.required_practices.items() if when == step}
    against = findings.objects(found, [*keys], consultation.author_id)
    told = [
        f
        for f in against
        if f.practice.id in blocking or f.practice.kind == Kind.AUTO or f.practice.id == "A5"
    ]
    ordered = sorted(told, key=lambda finding: finding.practice.id not in blocking)
    unreadable = [UnmetPrecondition(NOT_READABLE)] if organisation.has_unreadable_practices else []
    return unreadable + [_unmet_one(finding, finding.practice.id in blocking) for finding in ordered]


def _unmet_one(finding: Finding, is_blocking: bool) -> UnmetPrecondition:
    """Which practice, and what was seen."""
    practice = finding.practice
    seen, values = finding.evidence, finding.values
    if finding.attested is not None and finding.result == Result.NOT_APPLICABLE:
        seen, values = (
            N_("only the author states that it does not apply; a different person must state it too."),
            {},
        )
    elif not seen and finding.attested is not None:
        seen, values = "%(words)s", {"words": finding.attested.evidence}
    return UnmetPrecondition(seen, is_blocking, _plain(values), practice.id, practice.title)


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Moments in the world's own time, lists of marked words each for itself."""
    return {
        name: f"{value:%Y-%m-%d %H:%M} UTC" if isinstance(value, datetime) else value
        for name, value in values.items()
    }
