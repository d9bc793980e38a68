"""What can be said of a practice in one consultation, and the words in which a check says it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from consult.consultations.models import Mode
from consult.core.translatable import N_
from consult.practices.facts import Facts


class Result(StrEnum):
    """What can be said of a practice in one consultation."""

    EVIDENCED = "evidenced"
    PARTLY = "partly_evidenced"
    NOT = "not_evidenced"
    NOT_APPLICABLE = "not_applicable"
    PENDING = "pending"


class Zone(str):
    """A time zone among the values of a sentence."""

    __slots__ = ()


@dataclass(frozen=True)
class Evidence:
    """What a check sees."""

    result: Result
    evidence: str
    values: Mapping[str, Any] = field(default_factory=dict)
    at: datetime | None = None
    link: str = ""


E, P, N, X, W = Result.EVIDENCED, Result.PARTLY, Result.NOT, Result.NOT_APPLICABLE, Result.PENDING

NO_DRAFT = N_("The consultation asks questions and has no draft.")


def see(result: Result, evidence: str, at: datetime | None = None, link: str = "", **values: Any) -> Evidence:
    """A check's answer, with the values of its sentence."""
    return Evidence(result, evidence, values, at, link)


def share(present: Mapping[str, Any]) -> tuple[Result, list[str]]:
    """Evidenced when everything is there, partly when some is; and what is missing."""
    missing = [words for words, value in present.items() if not value]
    return (E if not missing else P if len(missing) < len(present) else N), missing


def nothing_yet(f: Facts, count: int) -> Evidence | None:
    """What to say while there is nothing to look at."""
    if count:
        return None
    if f.plan.mode == Mode.INFORM:
        return see(X, N_("Comments are not requested."))
    return see(X if f.plan.has_closed else W, N_("No comments have been received."))
