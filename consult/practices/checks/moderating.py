"""F: moderation."""

from consult.core.words import N_
from consult.practices.facts import Facts
from consult.practices.results import E, N, P, Seen, W, X, nothing_yet, see


def reasons(f: Facts) -> Seen:
    """F1: as many reasons as refusals."""
    refused = f.withheld + f.removed
    if not refused:
        return see(X if f.has_closed else W, N_("Nothing was withheld or removed."))
    return see(
        E if f.reasons == refused else N,
        N_("Withheld or removed: %(refused)s comments. With a reason from the published list: %(reasons)s."),
        link="/comments", refused=refused, reasons=f.reasons,
    )  # fmt: skip


def originals(f: Facts) -> Seen:
    """F2: A kept edition of each; redactions marked."""
    return nothing_yet(f, f.comments) or see(
        E if f.originals == f.comments else N,
        N_("Comments whose original text is kept: %(originals)s of %(comments)s. Published with marked redactions: "
           "%(redacted)s."),
        originals=f.originals, comments=f.comments, redacted=f.redacted,
    )  # fmt: skip


def told_of_decisions(f: Facts) -> Seen:
    """F3: every decision against a comment is told, with the way to contest it."""
    told = [f.told_of(f"moderation.{what}") for what in ("redacted", "withheld", "removed")]
    number, waiting = sum(one.happened for one in told), sum(one.waiting for one in told)
    if not number:
        return see(X if f.has_closed else W, N_("No comment was redacted, withheld or removed."))
    sentence = N_(
        "Decisions sent to submitters with a confirmed address, and shown with a way to object to everyone with "
        "the access code: %(done)s of %(number)s."
    )
    result = E if not waiting else P if waiting < number else N
    return see(result, sentence, done=max(0, number - waiting), number=number)


def moderation_in_time(f: Facts) -> Seen:
    """F7: share decided within the rule's days, and what waits longer."""
    looked_at = f.decided + f.overdue
    in_time = f.decided_in_time
    return nothing_yet(f, f.comments) or (
        see(W, N_("No decisions yet."))
        if not looked_at
        else see(
            E if in_time == looked_at else P if in_time * 2 >= looked_at else N,
            N_("Decided within %(days)s days: %(in_time)s of %(decided)s comments. Pending for longer: %(overdue)s."),
            days=f.target_days, in_time=in_time, decided=f.decided, overdue=f.overdue,
        )
    )  # fmt: skip
