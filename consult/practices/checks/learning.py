"""I: learning from it."""

from consult.core.translatable import N_
from consult.practices.facts import Facts
from consult.practices.results import E, Evidence, nothing_yet, see


def figures(f: Facts) -> Evidence:
    """I2: the statistics page has something to count."""
    return nothing_yet(f, f.commented.published) or see(
        E, N_("By category, region, language, passage and day. Published comments: %(published)s."),
        link="reading.statistics", published=f.commented.published,
    )  # fmt: skip


CHECKS = {"I2": figures}
"""Practice → its check."""
