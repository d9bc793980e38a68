"""Stating that a practice was followed or does not apply; choosing which practices block."""

from collections.abc import Mapping

from consult.accounts.models import User
from consult.consultations.actions import bump_page_version
from consult.consultations.models import Consultation
from consult.core import clock, markup
from consult.core.actions import action
from consult.core.database import db, lock
from consult.core.errors import NotFound, NotPossible
from consult.core.events import record
from consult.core.translatable import N_, nN_
from consult.organisations.actions import change_profile
from consult.organisations.models import Organisation
from consult.practices import queries
from consult.practices.catalogue import (
    BEFORE_APPROVAL,
    BEFORE_PUBLICATION,
    PRACTICES,
    SHORTEST_EVIDENCE,
    Kind,
)
from consult.practices.models import Attestation
from consult.practices.results import Result


def too_short() -> NotPossible:
    """The error of evidence that says nothing."""
    sentence = nN_(
        "Enter at least %(least)s character: what shows it, or why it does not apply.",
        "Enter at least %(least)s characters: what shows it, or why it does not apply.",
        SHORTEST_EVIDENCE,
    )
    return NotPossible(sentence, least=SHORTEST_EVIDENCE)


STATABLE: dict[Kind, tuple[Result, ...]] = {
    Kind.AUTO: (Result.NOT_APPLICABLE,),
    Kind.ASSIST: (Result.EVIDENCED, Result.PARTLY, Result.NOT_APPLICABLE),
    Kind.ATTEST: (Result.EVIDENCED, Result.PARTLY, Result.NOT_APPLICABLE),
    Kind.UNCHECKED: (),
}
"""What a person may state: of what the data decides only that it does not apply."""


@action
def attest(
    consultation: Consultation, practice: str, result: Result, evidence: str, *, by: User
) -> Attestation:
    """State `result` of a practice, in one's own name; what was stated before is replaced.

    Raises NotFound for no such practice, NotPossible for a result that no one can state, or evidence too short.
    """
    known = PRACTICES.get(practice)
    if known is None:
        raise NotFound
    if result not in STATABLE[known.kind]:
        raise NotPossible(
            N_("The consultation data decides this practice. You can only state that it does not apply.")
        )
    words = markup.plain(evidence)
    if len(words) < SHORTEST_EVIDENCE:
        raise too_short()
    lock(consultation)
    found = queries.attestation(consultation, practice) or Attestation(
        consultation_id=consultation.id, practice=practice
    )
    found.attested_by_id, found.attested_at = by.id, clock.now()
    found.result, found.evidence = result.value, words
    db.session.add(found)
    _record("attested", consultation, by, practice=practice, result=result.value, evidence=words)
    return found


@action
def retract(consultation: Consultation, practice: str, *, by: User) -> None:
    """State it no more. Raises NotFound where nothing was stated."""
    found = queries.attestation(consultation, practice)
    if found is None:
        raise NotFound
    db.session.delete(found)
    _record("retracted", consultation, by, practice=practice)


def _record(what: str, consultation: Consultation, by: User, **data: str) -> None:
    db.session.flush()
    record(
        f"practices.{what}", consultation.slug, by=by.id, organisation=consultation.organisation_id,
        consultation=consultation.id, **data,
    )  # fmt: skip
    bump_page_version(consultation.id)


@action
def choose(organisation: Organisation, blocking: Mapping[str, str], *, by: User) -> None:
    """Choose which practices block "approve" or "publish" (practice id → step); all others only warn.

    Raises NotPossible for one that cannot be judged before its step.
    """
    possible = {"approve": BEFORE_APPROVAL, "publish": BEFORE_PUBLICATION}
    for practice, step in blocking.items():
        if practice not in possible.get(step, ()):
            raise NotPossible(
                N_("%(practice)s can only be judged after this step, so it cannot be required for it."),
                practice=practice,
            )
    change_profile(organisation, by=by, blocking_practices=dict(blocking))
