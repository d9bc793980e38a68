"""G: publishing what came in."""

from consult.core.translatable import N_
from consult.practices.facts import Facts
from consult.practices.results import E, Evidence, N, P, W, nothing_yet, see


def publishing(f: Facts) -> Evidence:
    """G1: published or refused with a reason; what waits is said."""
    nothing = nothing_yet(f, f.commented.comments)
    if nothing:
        return nothing
    values = {
        "published": f.commented.published,
        "received": f.commented.comments,
        "waiting": f.commented.waiting,
    }
    # Translators: all are numbers.
    sentence = N_(
        "Published with the dates received and published: %(published)s of %(received)s. Pending: %(waiting)s."
    )
    if f.commented.waiting:
        return see(
            P if f.commented.published else W if not f.plan.has_closed else N,
            sentence,
            None,
            "reading.comments",
            **values,
        )
    is_told_why = f.commented.reasons == f.commented.withheld + f.commented.removed
    return see(E if is_told_why else N, sentence, None, "reading.comments", **values)


def adding_up(f: Facts) -> Evidence:
    """G2: the identity itself, with its numbers."""
    return nothing_yet(f, f.commented.comments) or see(
        E if f.commented.adds_up else N,
        # Translators: all are numbers of comments; the first is the sum.
        N_("%(received)s received = %(published)s published + %(withheld)s withheld + %(removed)s removed + %(withdrawn)s withdrawn + %(waiting)s pending."),
        link="reading.comments", received=f.commented.comments, published=f.commented.published, withheld=f.commented.withheld, removed=f.commented.removed,
        withdrawn=f.commented.withdrawn, waiting=f.commented.waiting,
    )  # fmt: skip


def downloads(f: Facts) -> Evidence:
    """G3: A file of all published comments at a lasting address."""
    return nothing_yet(f, f.commented.published) or see(
        E, N_("Published comments that can be downloaded as a table (CSV): %(published)s. Each has a permanent address."),
        link="reading.comments", published=f.commented.published,
    )  # fmt: skip


CHECKS = {
    "G1": publishing,
    "G2": adding_up,
    "G3": downloads,
}
"""Practice → its check."""
