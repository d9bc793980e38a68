"""D: timing."""

from consult.consultations.labels import SHORTENINGS
from consult.core.translatable import N_, Word
from consult.practices.facts import Facts, NotificationFacts
from consult.practices.results import E, Evidence, N, P, W, X, Zone, see


def period(f: Facts) -> Evidence:
    """D1: full days against the profile's minimum."""
    if f.plan.days is None:
        return see(W, N_("The dates are not set yet."))
    if not f.plan.minimum:
        return see(X, N_("The timing profile has no fixed minimum. Full days: %(days)s."), days=f.plan.days)
    return see(
        E if f.plan.days >= f.plan.minimum else N, N_("Full days: %(days)s (at least %(minimum)s)."),
        f.plan.announced_at, "consultations.record", days=f.plan.days, minimum=f.plan.minimum,
    )  # fmt: skip


def justification(f: Facts) -> Evidence:
    """D2: only where it is short."""
    if f.plan.days is None:
        return see(W, N_("The dates are not set yet."))
    if f.plan.days >= f.plan.minimum:
        return see(X, N_("The comment period is not shorter than the minimum of the timing profile."))
    if f.plan.shortening and f.plan.shortening_reason.strip():
        return see(
            E,
            # Translators: kind is what was justified.
            N_("Published justification: %(kind)s."),
            f.plan.announced_at,
            kind=Word(SHORTENINGS[f.plan.shortening]),
        )
    return see(N, N_("The short period has no justification."), f.plan.announced_at)


def deadline(f: Facts) -> Evidence:
    """D3: day, time, zone; and in UTC on every page."""
    if f.plan.closes_at is None:
        return see(W, N_("The dates are not set yet."))
    return see(
        E, N_("Closes %(closes)s in %(zone)s; the time in UTC is also given."), f.plan.announced_at,
        closes=f.plan.closes_at, zone=Zone(f.plan.timezone),
    )  # fmt: skip


def changes_of_date(f: Facts) -> Evidence:
    """D4: each on record with its reason, and everyone told."""
    number = len(f.extensions)
    if not number:
        return see(W if f.plan.is_public and not f.plan.has_closed else X, N_("No date was changed."))
    told = f.notified.get("consultations.extended", NotificationFacts())
    if told.happened < number:
        return see(
            # Translators: happened is a list of events of the record.
            P, N_("Changes of date: %(number)s. In the record: %(happened)s."), f.extensions[-1], "consultations.record",
            number=number, happened=told.happened,
        )  # fmt: skip
    if told.waiting:
        return see(
            P, N_("Changes of date in the record: %(number)s. Not all recipients are notified yet."), told.at, "consultations.record",
            number=number,
        )  # fmt: skip
    return see(
        E, N_("Changes of date with a reason, recorded and sent to all recipients: %(number)s."),
        told.at, "consultations.record", number=number,
    )  # fmt: skip


def late_comments(f: Facts) -> Evidence:
    """D5: marked when accepted; none unmarked."""
    if not f.plan.has_closed:
        return see(W, N_("This can be assessed after the deadline."))
    if f.submitted.late_unmarked:
        return see(N, N_("Late submissions that are not marked: %(number)s."), f.plan.closes_at,
                    number=f.submitted.late_unmarked)  # fmt: skip
    if f.submitted.late:
        return see(E, N_("Late submissions accepted under the rule and marked: %(number)s."), f.plan.closes_at,
                    "reading.comments", number=f.submitted.late)  # fmt: skip
    if not f.rules.late_is_accepted:
        return see(
            E, N_("The published rule refuses late submissions; submitters see the reason."), f.plan.closes_at
        )
    return see(E, N_("The rule accepts late submissions. None were received."), f.plan.closes_at)


CHECKS = {
    "D1": period,
    "D2": justification,
    "D3": deadline,
    "D4": changes_of_date,
    "D5": late_comments,
}
"""Practice → its check."""
