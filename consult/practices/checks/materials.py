"""C: rules and materials."""

from itertools import pairwise
from typing import Any

from consult.consultations import period_checks
from consult.consultations.models import DocumentRole
from consult.core.translatable import N_
from consult.organisations.rules import PolicyKind
from consult.practices.facts import Facts
from consult.practices.results import NO_DRAFT, E, Evidence, N, P, W, X, see


def rules(f: Facts) -> Evidence:
    """C1: all seven rules, readable before the opening."""
    there = len(f.rules.readable_since)
    wanted = len(PolicyKind)
    values: dict[str, Any] = {"there": there, "wanted": wanted}
    if there < wanted:
        # Translators: there is the number of rules that are there, wanted the number that is wanted.
        return see(P if there else N, N_("Rules published: %(there)s of %(wanted)s."), **values)
    if not f.plan.is_public:
        return see(
            E,
            # Translators: there is the number of rules that are there, wanted the number that is wanted.
            N_("Rules ready to be published with the consultation: %(there)s of %(wanted)s."),
            **values,
        )
    dated = [at for at in f.rules.readable_since.values() if at is not None]
    in_time = [at for at in dated if f.plan.opens_at is not None and at <= f.plan.opens_at]
    if len(in_time) < wanted:
        return see(
            P if in_time else N,
            # Translators: there is the number of rules that are there, wanted the number that is wanted.
            N_("Rules published before the opening date: %(there)s of %(wanted)s."),
            max(dated, default=None),
            there=len(in_time),
            wanted=wanted,
        )
    return see(
        # Translators: there is the number of rules that are there, wanted the number that is wanted.
        E,
        N_("Rules published before the opening date: %(there)s of %(wanted)s."),
        max(dated),
        **values,
    )


def materials(f: Facts) -> Evidence:
    """C2: the text, and a note that explains it."""
    if f.plan.is_questionnaire:
        return see(X, NO_DRAFT, f.plan.announced_at)
    note = f.documents.get(DocumentRole.EXPLANATORY_NOTE)
    if f.plan.version_id is None:
        return see(N, N_("There is no draft yet."))
    if note is None:
        return see(
            P,
            N_("The draft is available, but there is no explanatory note."),
            f.plan.announced_at,
            "reading.text",
        )
    if f.plan.opens_at is not None and f.plan.is_public and note > f.plan.opens_at:
        return see(P, N_("The explanatory note was added after the opening date."), note)
    return see(
        E,
        N_("The draft and an explanatory note were available from the first day."),
        f.plan.announced_at or note,
    )


def frozen(f: Facts) -> Evidence:
    """C3: every text that was out has its hash; corrections follow each other without a gap."""
    if f.plan.is_questionnaire:
        return see(X, NO_DRAFT)
    if f.plan.frozen_at is None or not f.versions.frozen:
        return see(W, N_("The draft is frozen when the consultation is approved."))
    if not all(edition.is_intact for edition in f.versions.frozen):
        return see(
            N,
            N_("The draft no longer matches the hash recorded when it was frozen."),
            f.plan.frozen_at,
            "reading.text",
        )
    steps = [(one.from_id, one.to_id) for one in f.versions.corrections]
    joined = all(before[1] == after[0] for before, after in pairwise(steps))
    if steps and not (joined and steps[-1][1] == f.plan.version_id):
        return see(
            N,
            N_("A version of the draft is missing from the record."),
            f.plan.frozen_at,
            "consultations.record",
        )
    values = {"digest": f.versions.frozen[-1].sha256[:16], "corrections": len(steps)}
    if steps:
        # Translators: digest is the beginning of the hash; corrections is a number.
        sentence = N_("Frozen under SHA-256 %(digest)s…; corrections with a notice: %(corrections)s.")
        return see(E, sentence, f.versions.corrections[-1].at, "consultations.record", **values)
    return see(
        E,
        N_("Frozen under SHA-256 %(digest)s…, unchanged since."),
        f.plan.frozen_at,
        "reading.text",
        **values,
    )


def relation(f: Facts) -> Evidence:
    """C4: something is said; whether it is right, people judge."""
    if not f.plan.relation.strip():
        return see(N, N_("Existing instruments are not mentioned."))
    return see(E, N_("The relation to existing instruments is described."), f.plan.announced_at)


def impact(f: Facts) -> Evidence:
    """C5: A document with that role."""
    at = f.documents.get(DocumentRole.IMPACT_ASSESSMENT)
    if at is None:
        return see(N, N_("No impact assessment is among the documents."))
    return see(E, N_("An impact assessment is among the documents."), f.plan.announced_at or at)


def languages(f: Facts) -> Evidence:
    """C7: every official language version is published, and full days from the last of them against the minimum."""
    if f.plan.is_questionnaire:
        return see(X, NO_DRAFT)
    if not f.languages.number:
        return see(X, N_("The draft is in one language."))
    if not f.plan.is_public or f.plan.opens_at is None or f.plan.closes_at is None:
        return see(W, N_("Language versions are dated when the consultation is announced."))
    dates = [one.published_at for one in f.languages.official if one.published_at is not None]
    missing = len(f.languages.official) - len(dates)
    if missing:
        return see(
            P, N_("Official language versions that are not published yet: %(number)s."), number=missing
        )
    last = max([*dates, f.plan.announced_at or f.plan.opens_at])
    days = period_checks.full_days(max(last, f.plan.opens_at), f.plan.closes_at, f.plan.timezone)
    return see(
        E if last <= f.plan.opens_at or days >= f.plan.minimum else P,
        N_(
            "The last official language version was published on %(moment)s. Full days from then until the deadline: "
            "%(days)s (at least %(minimum)s)."
        ),
        last,
        "consultations.record",
        moment=last,
        days=days,
        minimum=f.plan.minimum,
    )


CHECKS = {
    "C1": rules,
    "C2": materials,
    "C3": frozen,
    "C4": relation,
    "C5": impact,
    "C7": languages,
}
"""Practice → its check."""
