"""G: publishing what came in."""

from consult.core.words import N_
from consult.practices.facts import Facts
from consult.practices.results import E, N, P, Seen, W, nothing_yet, see


def publishing(f: Facts) -> Seen:
    """G1: published or refused with a reason; what waits is said."""
    nothing = nothing_yet(f, f.comments)
    if nothing:
        return nothing
    values = {"published": f.published, "received": f.comments, "waiting": f.waiting}
    sentence = N_(
        "Published with the dates received and published: %(published)s of %(received)s. Pending: %(waiting)s."
    )
    if f.waiting:
        return see(P if f.published else W if not f.has_closed else N, sentence, None, "/comments", **values)
    is_told_why = f.reasons == f.withheld + f.removed
    return see(E if is_told_why else N, sentence, None, "/comments", **values)


def adding_up(f: Facts) -> Seen:
    """G2: the identity itself, with its numbers."""
    return nothing_yet(f, f.comments) or see(
        E if f.adds_up else N,
        N_("%(received)s received = %(published)s published + %(withheld)s withheld + %(removed)s removed + "
           "%(withdrawn)s withdrawn + %(waiting)s pending."),
        link="/comments", received=f.comments, published=f.published, withheld=f.withheld, removed=f.removed,
        withdrawn=f.withdrawn, waiting=f.waiting,
    )  # fmt: skip


def downloads(f: Facts) -> Seen:
    """G3: A file of all published comments at a lasting address."""
    return nothing_yet(f, f.published) or see(
        E, N_("Published comments that can be downloaded as a table (CSV): %(published)s. Each has a permanent "
              "address."),
        link="/comments", published=f.published,
    )  # fmt: skip
