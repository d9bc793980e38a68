"""What stands before approval and publication (agenda.BEFORE): the practices that an organisation calls blocking.

Of the others, those that the data finds missing are told as warnings: people see what readers will see.
"""

from collections.abc import Sequence
from datetime import datetime

from consult.consultations.models import Consultation
from consult.core.gates import Objection
from consult.core.words import N_
from consult.practices import checks, queries
from consult.practices.catalogue import BEFORE_APPROVAL, BEFORE_PUBLICATION, Kind
from consult.practices.checks import CHECKS, Finding, Result


def before_approval(consultation: Consultation) -> Sequence[Objection]:
    """Objections to approving a launch."""
    return _objections(consultation, queries.report(consultation), "approve", BEFORE_APPROVAL)


def before_publication(consultation: Consultation) -> Sequence[Objection]:
    """Objections to publishing a response, as if it were published now."""
    found = queries.report_if_published(consultation)
    return _objections(consultation, found, "publish", BEFORE_PUBLICATION)


def _objections(
    consultation: Consultation, findings: Sequence[Finding], step: str, keys: Sequence[str]
) -> list[Objection]:
    blocking = {key for key, when in consultation.organisation.blocking_practices.items() if when == step}
    against = checks.objects(findings, [*keys], consultation.author_id)
    told = [
        f
        for f in against
        if f.practice.id in blocking or f.practice.kind == Kind.AUTO or f.practice.id == "A5"
    ]
    ordered = sorted(told, key=lambda finding: finding.practice.id not in blocking)
    return [Objection(_sentence(finding), finding.practice.id in blocking) for finding in ordered]


def _is_remarked(finding: Finding, step: str) -> bool:
    """What people are told of without its blocking: what the data shows, and what this step can still mend."""
    practice = finding.practice
    is_in_time = practice.letter in ("ABCD" if step == "approve" else "EFGHI")
    return is_in_time and (practice.kind == Kind.AUTO or practice.id in CHECKS)


def _sentence(finding: Finding) -> str:
    """In plain words: which practice, and what was seen."""
    if finding.attested is not None and finding.result == Result.NOT_APPLICABLE:
        seen = N_("only the author says that it does not apply; somebody else has to say so too.")
    else:
        seen = finding.evidence % {name: _plain(value) for name, value in finding.values.items()}
    if not seen and finding.attested is not None:
        seen = finding.attested.evidence
    return f"{finding.practice.id} {finding.practice.title}: {seen}"


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M} UTC"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
