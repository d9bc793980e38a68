"""A: strategy and planning."""

from collections.abc import Mapping
from typing import Any

from consult.consultations.labels import MODE_NAMES
from consult.consultations.models import Mode
from consult.core.translatable import N_, Word
from consult.practices.facts import Facts
from consult.practices.results import E, Evidence, N, P, W, see, share


def plan(f: Facts) -> Evidence:
    """A1: six parts of a plan, public before the opening."""
    parts = {
        N_("purpose"): f.plan.purpose,
        N_("what can change"): f.plan.can_change,
        N_("what cannot change"): f.plan.cannot_change,
        N_("who is consulted, and how"): f.plan.target_groups,
        N_("dates"): f.plan.opens_at and f.plan.closes_at,
        N_("use of comments"): f.plan.use_of_input,
    }
    found = _given(f, parts, N_("Purpose, scope, stakeholders, dates and use of comments are given."))
    if (
        found.result == E
        and f.plan.is_public
        and f.plan.announced_at
        and f.plan.opens_at
        and f.plan.announced_at > f.plan.opens_at
    ):
        return see(P, N_("The plan was published after the opening date."), f.plan.announced_at)
    return found


def _given(f: Facts, parts: Mapping[str, Any], words: str) -> Evidence:
    """Whether all parts are there, in `words`; else which are missing."""
    result, missing = share(parts)
    if missing:
        return see(result, N_("Missing: %(missing)s."), f.plan.announced_at, missing=missing)
    return see(result, words, f.plan.announced_at)


def mode(f: Facts) -> Evidence:
    """A2: inform, consult or participate; where only informed, no comments."""
    if f.plan.mode == Mode.INFORM and f.submitted.submissions:
        return see(
            N, N_("The form of engagement is “inform”, but comments were accepted."), f.plan.announced_at
        )
    return see(
        E, N_("Form of engagement: %(mode)s."), f.plan.announced_at, mode=Word(MODE_NAMES[f.plan.mode])
    )


def instrument(f: Facts) -> Evidence:
    """A3: family, the organisation's own word, legal effect, stage."""
    parts = {
        N_("instrument family"): f.plan.family,
        N_("the organisation's name for the instrument"): f.plan.denomination,
        N_("legal effect"): f.plan.legal_effect,
        N_("stage of rulemaking"): f.plan.stage,
    }
    return _given(
        f, parts, N_("Instrument family, the organisation's name for it, legal effect and stage are given.")
    )


def advance_notice(f: Facts) -> Evidence:
    """A4: announced as many days before the opening as the profile asks; a day where it names none."""
    if f.plan.opens_at is None:
        return see(W, N_("The dates are not set yet."))
    announced = f.plan.announced_at or f.plan.now
    ahead = (f.plan.opens_at - announced).days
    wanted = f.plan.notice or 1
    result = E if ahead >= wanted else P if f.plan.opens_at > announced else N
    return see(
        # Translators: ahead and wanted are numbers of days.
        result, N_("Days between announcement and opening: %(ahead)s (at least %(wanted)s)."),
        f.plan.announced_at, "consultations.record", ahead=max(0, ahead), wanted=wanted,
    )  # fmt: skip


def scope(f: Facts) -> Evidence:
    """A5: stated by a named person while it was prepared."""
    if f.plan.scope_attested_at is None:
        return see(N, N_("No statement yet."))
    return see(
        E, N_("Stated by %(name)s during preparation."), f.plan.scope_attested_at, name=f.scope_attested_by
    )


def contact(f: Facts) -> Evidence:
    """A6: name, unit, address."""
    parts = {
        N_("name"): f.plan.contact_name,
        N_("responsible unit"): f.plan.contact_unit,
        N_("contact address"): f.plan.contact_email,
    }
    return _given(f, parts, N_("Name, unit and contact address are given."))


def approval(f: Facts) -> Evidence:
    """A7: approved by someone else."""
    if f.plan.approved_by_id is None:
        return see(W, N_("The consultation is not approved yet."))
    if f.plan.approved_by_id == f.plan.author_id:
        return see(N, N_("The author approved the consultation."), f.plan.approved_at)
    return see(E, N_("Approved by a person other than the author."), f.plan.approved_at)


CHECKS = {
    "A1": plan,
    "A2": mode,
    "A3": instrument,
    "A4": advance_notice,
    "A5": scope,
    "A6": contact,
    "A7": approval,
}
"""Practice → its check."""
