"""Each practice judged from the facts of one consultation. Pure: the same facts give the same report.

A check says what it sees, with its numbers; it never adds results up. What cannot be judged yet is `pending`; what has
no object ("nothing was withheld") is `not_applicable`. Before the announcement the plan itself is judged, so that an
approver sees what readers will see. A module for each letter of the catalogue has its own table CHECKS; practices that
are in none are judged by people alone.
"""

from collections.abc import Callable, Mapping

from consult.practices.checks import (
    collecting,
    learning,
    materials,
    moderating,
    planning,
    publishing,
    responding,
    timing,
)
from consult.practices.facts import Facts
from consult.practices.results import Evidence

Check = Callable[[Facts], Evidence]

CHECKS: Mapping[str, Check] = {
    **planning.CHECKS,
    **materials.CHECKS,
    **timing.CHECKS,
    **collecting.CHECKS,
    **moderating.CHECKS,
    **publishing.CHECKS,
    **responding.CHECKS,
    **learning.CHECKS,
}
"""Practice → its check: those of all modules."""
