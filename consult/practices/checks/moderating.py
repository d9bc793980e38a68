"""F: moderation."""

from consult.core.translatable import N_
from consult.practices.facts import Facts, NotificationFacts
from consult.practices.results import E, Evidence, N, P, W, X, nothing_yet, see


def reasons(f: Facts) -> Evidence:
    """F1: as many reasons as refusals."""
    refused = f.commented.withheld + f.commented.removed
    if not refused:
        return see(X if f.plan.has_closed else W, N_("Nothing was withheld or removed."))
    return see(
        E if f.commented.reasons == refused else N,
        # Translators: both are numbers of comments.
        N_("Comments withheld or removed: %(refused)s. With a reason from the published list: %(reasons)s."),
        link="reading.comments", refused=refused, reasons=f.commented.reasons,
    )  # fmt: skip


def originals(f: Facts) -> Evidence:
    """F2: A kept version of each; redactions marked."""
    return nothing_yet(f, f.commented.comments) or see(
        E if f.commented.originals == f.commented.comments else N,
        # Translators: all are numbers of comments.
        N_("Comments whose original text is kept: %(originals)s of %(comments)s. Published with marked redactions: %(redacted)s."),
        originals=f.commented.originals, comments=f.commented.comments, redacted=f.commented.redacted,
    )  # fmt: skip


def told_of_decisions(f: Facts) -> Evidence:
    """F3: every decision against a comment is told, with the way to object to it."""
    told = [
        f.notified.get(f"moderation.{what}", NotificationFacts())
        for what in ("redacted", "withheld", "removed")
    ]
    number, waiting = sum(one.happened for one in told), sum(one.waiting for one in told)
    if not number:
        return see(X if f.plan.has_closed else W, N_("No comment was redacted, withheld or removed."))
    # Translators: done is a number.
    sentence = N_(
        "Decisions sent to submitters with a confirmed address, and shown with a way to object to everyone with the access code: %(done)s of %(number)s."
    )
    result = E if not waiting else P if waiting < number else N
    return see(result, sentence, done=max(0, number - waiting), number=number)


def moderation_in_time(f: Facts) -> Evidence:
    """F7: share decided within the rule's days, and what waits longer."""
    looked_at = f.moderated.decided + f.moderated.overdue
    in_time = f.moderated.decided_in_time
    return nothing_yet(f, f.commented.comments) or (
        see(W, N_("No decisions yet."))
        if not looked_at
        else see(
            E if in_time == looked_at else P if in_time * 2 >= looked_at else N,
            # Translators: days is a number of days; the others are numbers of comments.
            N_("Comments decided within the target time (days: %(days)s): %(in_time)s of %(decided)s. Pending for longer: %(overdue)s."),
            days=f.rules.target_days, in_time=in_time, decided=f.moderated.decided, overdue=f.moderated.overdue,
        )
    )  # fmt: skip


CHECKS = {
    "F1": reasons,
    "F2": originals,
    "F3": told_of_decisions,
    "F7": moderation_in_time,
}
"""Practice → its check."""
