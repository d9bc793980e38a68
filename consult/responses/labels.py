"""Words, tones and shapes for dispositions, and the filters of the workbench; translated where shown."""

from dataclasses import dataclass

from consult.core.translatable import N_, pN_
from consult.responses.lifecycle import Disposition


@dataclass(frozen=True)
class Words:
    """A disposition in words, and the tint and the shape of its pill."""

    label: str
    meaning: str
    tone: str
    shape: str


DISPOSITIONS: dict[Disposition, Words] = {
    Disposition.ACCEPTED: Words(
        N_("Accepted"), N_("The proposed change is accepted as submitted."), "ok", "✓"
    ),
    Disposition.ACCEPTED_IN_PRINCIPLE: Words(
        N_("Accepted in principle"),
        N_("The aim is accepted. The wording differs or is still to be written."),
        "ok",
        "✓",
    ),
    Disposition.PARTIALLY_ACCEPTED: Words(
        N_("Partially accepted"), N_("Some points of the comment are accepted."), "ok", "◐"
    ),
    Disposition.NOTED: Words(N_("Noted"), N_("The comment is recorded. It needs no change."), "plain", "○"),
    Disposition.CLARIFIED: Words(
        N_("Clarified"), N_("The response explains the point. The draft does not change."), "info", "○"
    ),
    Disposition.NOT_ACCEPTED: Words(
        N_("Not accepted"),
        N_("The comment was considered. The draft does not change because of it."),
        "bad",
        "✕",
    ),
    Disposition.OUT_OF_SCOPE: Words(
        N_("Out of scope"), N_("The comment is outside the mandate or the draft."), "warn", "▲"
    ),
    Disposition.DEFERRED: Words(
        N_("Deferred"), N_("The comment is kept for a later version. The response says which."), "warn", "▲"
    ),
    Disposition.SUPERSEDED: Words(
        N_("Superseded"), N_("The passage was removed or has already changed."), "plain", "○"
    ),
    Disposition.DUPLICATE: Words(
        N_("Duplicate"), N_("The comment is the same as another one. The response says which."), "plain", "○"
    ),
    Disposition.NOT_CONSIDERED: Words(
        N_("Not considered"), N_("The comment did not meet a rule. The response says which."), "warn", "▲"
    ),
    Disposition.WITHDRAWN: Words(
        pN_("disposition", "Withdrawn"), N_("The submitter withdrew the comment."), "plain", "○"
    ),
}

FILTER_STATES: dict[str, str] = {
    "without_response": N_("Without a response"),
    "with_response": N_("With a response"),
    "changed": N_("Changed since the response"),
    "awaiting": N_("Pending moderation"),
}
"""By which the workbench can be filtered."""

FORMER_FILTER_STATES = {"unanswered": "without_response", "answered": "with_response"}
"""What addresses said before; links to them still show the same."""
