"""The report: one finding for each practice, from what a check sees and what named people stated. Pure."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from consult.consultations.lifecycle import Phase
from consult.core.translatable import N_
from consult.practices.catalogue import PRACTICES, Kind, Practice
from consult.practices.checks import CHECKS
from consult.practices.facts import Facts
from consult.practices.results import Evidence, N, Result, W, X, see


@dataclass(frozen=True)
class AttestedResult:
    """What a named person stated."""

    result: Result
    evidence: str
    by: str
    by_id: int
    at: datetime


@dataclass(frozen=True)
class Finding:
    """One line of the report. `evidence` is a marked sentence; `values`: numbers, moments, marked words in it."""

    practice: Practice
    result: Result
    evidence: str
    values: Mapping[str, Any] = field(default_factory=dict)
    at: datetime | None = None
    link: str = ""
    """The view of the consultation on which it can be seen, such as that of the record."""
    attested: AttestedResult | None = None
    """Set where a person stated it; then `evidence` is what the automatic check sees beside, or empty."""


_SINCE: dict[str, Callable[[Facts], bool]] = {
    "open": lambda f: f.plan.has_opened,
    "closed": lambda f: f.plan.has_closed,
    "responded": lambda f: f.responded.response_at is not None,
}


def _unattested(practice: Practice, f: Facts) -> Evidence:
    """What to say of a practice that only a person can judge, while no one did."""
    if f.plan.phase == Phase.WITHDRAWN and practice.since == "responded":
        return see(
            X, N_("The consultation was withdrawn. The reason is in the record."), link="consultations.record"
        )
    is_missed = _SINCE[practice.since](f) if practice.since else True
    return see(N if is_missed else W, N_("No statement yet."))


def judge(
    facts: Facts, attested: Mapping[str, AttestedResult] | None = None, keys: Collection[str] = PRACTICES
) -> list[Finding]:
    """The report: one finding for each practice of `keys` that can be judged, in the order of the list."""
    stated = attested or {}
    return [
        _found(
            practice, CHECKS[key](facts) if key in CHECKS else _unattested(practice, facts), stated.get(key)
        )
        for key, practice in PRACTICES.items()
        if practice.kind != Kind.UNCHECKED and key in keys
    ]


def _found(practice: Practice, seen: Evidence, word: AttestedResult | None) -> Finding:
    """What a person stated goes before what is seen; beside it stands what the data shows, where data decides."""
    if word is None:
        return Finding(practice, seen.result, seen.evidence, seen.values, seen.at, seen.link)
    if practice.kind == Kind.AUTO:
        return Finding(practice, word.result, seen.evidence, seen.values, word.at, seen.link, word)
    return Finding(practice, word.result, "", {}, word.at, seen.link, word)


def unchecked() -> list[Practice]:
    """Practices that this platform cannot judge."""
    return [practice for practice in PRACTICES.values() if practice.kind == Kind.UNCHECKED]


def objects(findings: Sequence[Finding], keys: Sequence[str], author_id: int) -> list[Finding]:
    """Of the practices `keys`, those that stand against going on: not or only partly evidenced.

    "Not applicable" counts where someone other than the author of the consultation stated it.
    """
    return [
        finding
        for finding in findings
        if finding.practice.id in keys
        and (
            finding.result in {Result.NOT, Result.PARTLY}
            or (
                finding.attested is not None
                and finding.result == Result.NOT_APPLICABLE
                and finding.attested.by_id == author_id
            )
        )
    ]
