"""D: timing."""

from consult.consultations.labels import SHORTENINGS
from consult.core.words import N_, Word
from consult.practices.facts import Facts, Told
from consult.practices.results import E, N, P, Seen, W, X, Zone, see


def period(f: Facts) -> Seen:
    """D1: full days against the profile's minimum."""
    if f.plan.days is None:
        return see(W, N_("The dates are not set yet."))
    if not f.plan.minimum:
        return see(X, N_("The profile has no fixed minimum. Full days: %(days)s."), days=f.plan.days)
    return see(
        E if f.plan.days >= f.plan.minimum else N, N_("Full days: %(days)s (at least %(minimum)s)."),
        f.plan.announced_at, "/record", days=f.plan.days, minimum=f.plan.minimum,
    )  # fmt: skip


def justification(f: Facts) -> Seen:
    """D2: only where it is short."""
    if f.plan.days is None:
        return see(W, N_("The dates are not set yet."))
    if f.plan.days >= f.plan.minimum:
        return see(X, N_("The period is not shorter than the profile asks."))
    if f.plan.shortening and f.plan.shortening_reason.strip():
        return see(
            E,
            N_("Published reason: %(kind)s."),
            f.plan.announced_at,
            kind=Word(SHORTENINGS[f.plan.shortening]),
        )
    return see(N, N_("No reason is given for the short period."), f.plan.announced_at)


def deadline(f: Facts) -> Seen:
    """D3: day, time, zone; and in UTC on every page."""
    if f.plan.closes_at is None:
        return see(W, N_("The dates are not set yet."))
    return see(
        E, N_("Closes %(closes)s in %(zone)s, with the time in UTC beside it."), f.plan.announced_at,
        closes=f.plan.closes_at, zone=Zone(f.plan.timezone),
    )  # fmt: skip


def changes_of_date(f: Facts) -> Seen:
    """D4: each on record with its reason, and everybody told."""
    number = len(f.extensions)
    if not number:
        return see(W if f.plan.is_public and not f.plan.has_closed else X, N_("No date was changed."))
    told = f.told.get("consultations.extended", Told())
    if told.happened < number:
        return see(
            P, N_("Changes of date: %(number)s; on record: %(happened)s."), f.extensions[-1], "/record",
            number=number, happened=told.happened,
        )  # fmt: skip
    if told.waiting:
        return see(
            P, N_("Changes of date on record: %(number)s; not everybody is told yet."), told.at, "/record",
            number=number,
        )  # fmt: skip
    return see(
        E, N_("Changes of date, each with its reason, on record and told to all concerned: %(number)s."),
        told.at, "/record", number=number,
    )  # fmt: skip


def late_comments(f: Facts) -> Seen:
    """D5: marked when accepted; none unmarked."""
    if not f.plan.has_closed:
        return see(W, N_("It can be judged once it has closed."))
    if f.submitted.late_unmarked:
        return see(N, N_("Submissions after the deadline without a mark: %(number)s."), f.plan.closes_at,
                    number=f.submitted.late_unmarked)  # fmt: skip
    if f.submitted.late:
        return see(E, N_("Late submissions, accepted by the rule and marked as late: %(number)s."), f.plan.closes_at,
                    "/comments", number=f.submitted.late)  # fmt: skip
    if not f.rules.late_is_accepted:
        return see(
            E, N_("By the published rule late submissions are refused, with a word why."), f.plan.closes_at
        )
    return see(E, N_("The rule accepts late submissions; none came."), f.plan.closes_at)
