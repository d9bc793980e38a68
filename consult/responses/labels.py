"""Words, tones and shapes for dispositions, and the filters of the workbench; translated where shown."""

from dataclasses import dataclass

from consult.core.words import N_
from consult.responses.lifecycle import Disposition


@dataclass(frozen=True)
class Words:
    """A disposition in words, and the tint and the shape of its pill."""

    label: str
    meaning: str
    tone: str
    shape: str


DISPOSITIONS: dict[Disposition, Words] = {
    Disposition.ACCEPTED: Words(N_("Accepted"), N_("The proposal is taken as made."), "ok", "✓"),
    Disposition.ACCEPTED_IN_PRINCIPLE: Words(
        N_("Accepted in principle"),
        N_("The aim is taken; the text differs or is to be worked out."),
        "ok",
        "✓",
    ),
    Disposition.PARTIALLY_ACCEPTED: Words(
        N_("Partially accepted"), N_("Some of its points are taken."), "ok", "◐"
    ),
    Disposition.NOTED: Words(N_("Noted"), N_("No change is asked or needed; it is on record."), "plain", "○"),
    Disposition.CLARIFIED: Words(N_("Clarified"), N_("It is answered by an explanation."), "info", "○"),
    Disposition.NOT_ACCEPTED: Words(
        N_("Not accepted"), N_("It was considered, and nothing changes."), "bad", "✕"
    ),
    Disposition.OUT_OF_SCOPE: Words(
        N_("Out of scope"), N_("It lies outside the mandate or the draft."), "warn", "▲"
    ),
    Disposition.DEFERRED: Words(
        N_("Deferred"), N_("It is kept for a later version; the answer says which."), "warn", "▲"
    ),
    Disposition.SUPERSEDED: Words(
        N_("Superseded"), N_("The text it is about is gone or already changed."), "plain", "○"
    ),
    Disposition.DUPLICATE: Words(
        N_("Duplicate"), N_("The same as another comment, which is named."), "plain", "○"
    ),
    Disposition.NOT_CONSIDERED: Words(
        N_("Not considered"), N_("A rule was not met; the answer says which."), "warn", "▲"
    ),
    Disposition.WITHDRAWN: Words(N_("Withdrawn"), N_("Its submitter took it back."), "plain", "○"),
}

FILTER_STATES: dict[str, str] = {
    "unanswered": N_("Not answered"),
    "answered": N_("Answered"),
    "changed": N_("Changed since the answer"),
    "awaiting": N_("Not moderated yet"),
}
"""By which the workbench can be filtered."""
