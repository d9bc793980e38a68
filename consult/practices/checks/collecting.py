"""E: collecting comments."""

from typing import Any

from consult.consultations.models import Mode
from consult.core.translatable import N_
from consult.practices.facts import Facts
from consult.practices.results import NO_DRAFT, E, Evidence, N, P, W, X, nothing_yet, see


def structure(f: Facts) -> Evidence:
    """E1: how far the structure is used."""
    if f.plan.is_questionnaire:
        return see(X, NO_DRAFT)
    return nothing_yet(f, f.commented.comments) or see(
        # Translators: all are numbers of comments.
        E, N_("Comments: %(comments)s. On a passage: %(anchored)s; with proposed wording: %(proposing)s; with reasons: %(reasoned)s."),
        link="reading.statistics", comments=f.commented.comments, anchored=f.commented.anchored, proposing=f.commented.proposing, reasoned=f.commented.reasoned,
    )  # fmt: skip


def references(f: Facts) -> Evidence:
    """E2: the receipt of every submission was written; its reference it has from the start."""
    there = f.submitted.acknowledged
    return nothing_yet(f, f.submitted.submissions) or see(
        E if there == f.submitted.submissions else P if there else N,
        # Translators: both are numbers of submissions.
        N_("Submissions with a reference and a receipt: %(referenced)s of %(submissions)s."),
        referenced=there, submissions=f.submitted.submissions,
    )  # fmt: skip


def resuming(f: Facts) -> Evidence:
    """E3: built in; what is on record shows its use."""
    if f.plan.mode == Mode.INFORM:
        return see(X, N_("Comments are not requested."))
    if not f.plan.has_opened:
        return see(W, N_("The consultation is not open yet."))
    return see(
        # Translators: both are numbers of comments.
        E, N_("Draft submissions are saved at every step and continued with an access code. Comments edited after submitting: %(changed)s; withdrawn: %(withdrawn)s."),
        changed=f.commented.changed, withdrawn=f.commented.withdrawn,
    )  # fmt: skip


def _recorded(f: Facts, number: int, sentence: str, **more: Any) -> Evidence:
    result = E if number == f.submitted.submissions else P if number else N
    return nothing_yet(f, f.submitted.submissions) or see(
        result, sentence, number=number, submissions=f.submitted.submissions, **more
    )


def capacity(f: Facts) -> Evidence:
    """E4: each says for whom: for the submitter alone, or for which organisation or countries."""
    return _recorded(
        f,
        f.submitted.with_capacity,
        N_(
            "Submissions that state who the submitter is commenting for: %(number)s of %(submissions)s. Declared to comment for others: %(declared)s. Confirmed: %(confirmed)s. Those not confirmed are shown as declared."
        ),
        declared=f.submitted.declared,
        confirmed=f.submitted.confirmed,
    )


def consent(f: Facts) -> Evidence:
    """E6: choice, moment and versions of the rules."""
    return _recorded(
        f, f.submitted.with_consent,
        N_("Submissions with attribution and the versions of the accepted rules: %(number)s of %(submissions)s."),
    )  # fmt: skip


CHECKS = {
    "E1": structure,
    "E2": references,
    "E3": resuming,
    "E4": capacity,
    "E6": consent,
}
"""Practice → its check."""
