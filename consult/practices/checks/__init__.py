"""Each practice judged from the facts of one consultation. Pure: the same facts give the same report.

A check says what it sees, with its numbers; it never adds results up. What cannot be judged yet is `pending`; what has
no object ("nothing was withheld") is `not_applicable`. Before the announcement the plan itself is judged, so that an
approver sees what readers will see. A module for each letter of the catalogue; practices that have no row here are
judged by people alone.
"""

from collections.abc import Callable, Mapping

from consult.practices.checks import (
    answering,
    collecting,
    learning,
    materials,
    moderating,
    planning,
    publishing,
    timing,
)
from consult.practices.facts import Facts
from consult.practices.results import Evidence

Check = Callable[[Facts], Evidence]

CHECKS: Mapping[str, Check] = {
    "A1": planning.plan,
    "A2": planning.mode,
    "A3": planning.instrument,
    "A4": planning.advance_notice,
    "A5": planning.scope,
    "A6": planning.contact,
    "A7": planning.sign_off,
    "C1": materials.rules,
    "C2": materials.materials,
    "C3": materials.frozen,
    "C4": materials.relation,
    "C5": materials.impact,
    "D1": timing.period,
    "D2": timing.justification,
    "D3": timing.deadline,
    "D4": timing.changes_of_date,
    "D5": timing.late_comments,
    "E1": collecting.structure,
    "E2": collecting.references,
    "E3": collecting.resuming,
    "E4": collecting.capacity,
    "E6": collecting.consent,
    "F1": moderating.reasons,
    "F2": moderating.originals,
    "F3": moderating.told_of_decisions,
    "F7": moderating.moderation_in_time,
    "G1": publishing.publishing,
    "G2": publishing.adding_up,
    "G3": publishing.downloads,
    "H1": answering.dispositions,
    "H2": answering.answers,
    "H3": answering.response_in_time,
    "H4": answering.sections,
    "H7": answering.commenters_told,
    "I2": learning.figures,
}
"""Practice → its check."""
