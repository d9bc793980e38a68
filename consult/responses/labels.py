"""Words, tones and shapes for dispositions, and the nine sections of a response summary; translated where shown."""

from dataclasses import dataclass

from consult.core.words import N_
from consult.responses.lifecycle import Disposition, State


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

GROUPS: tuple[tuple[str, tuple[Disposition, ...], str], ...] = (
    (N_("Accepted"), (Disposition.ACCEPTED,), "ok"),
    (
        N_("In principle, in part"),
        (Disposition.ACCEPTED_IN_PRINCIPLE, Disposition.PARTIALLY_ACCEPTED),
        "ok-2",
    ),
    (N_("Noted, clarified"), (Disposition.NOTED, Disposition.CLARIFIED), "info"),
    (N_("Not accepted"), (Disposition.NOT_ACCEPTED,), "bad"),
    (
        N_("Out of scope, deferred"),
        (Disposition.OUT_OF_SCOPE, Disposition.DEFERRED, Disposition.NOT_CONSIDERED),
        "warn",
    ),
    (
        N_("Other"),
        (Disposition.DUPLICATE, Disposition.SUPERSEDED, Disposition.WITHDRAWN),
        "plain",
    ),
)
"""The parts of the picture: words, dispositions, tone. Every disposition is in one."""

STATES: dict[State, str] = {
    State.PREPARING: N_("Being written"),
    State.PROPOSED: N_("Waits for approval"),
    State.APPROVED: N_("Approved, not published yet"),
    State.PUBLISHED: N_("Published"),
}

SECTIONS: dict[str, str] = {
    "identification": N_("Identification"),
    "process": N_("What was consulted on, and how"),
    "respondents": N_("Who responded"),
    "issues": N_("Issues raised"),
    "response": N_("Response and reasons"),
    "changes": N_("Changes made"),
    "not_taken_up": N_("Points not taken up"),
    "next_steps": N_("Next steps"),
    "annex": N_("Annex"),
}
"""The nine sections, in order."""

HINTS: dict[str, str] = {
    "identification": N_("Shown beside it: title, instrument, version with its hash, dates, extensions."),
    "process": N_("Shown beside it: form of engagement, period, languages, documents, corrections."),
    "respondents": N_(
        "Shown beside it: all counts, by category, region and language. State the limits of the data."
    ),
    "issues": N_("Shown beside it: every issue with the views and its comments by category."),
    "response": N_("Shown beside it: dispositions with their numbers; answers to single comments."),
    "changes": N_("Shown beside it: place, change, and the comments behind it."),
    "not_taken_up": N_("Shown beside it: issues and comments not taken up, with the reason."),
    "next_steps": N_("Say whether there is a second round, who adopts the text, when, and whom to ask."),
    "annex": N_(
        "Shown beside it: who responded, the disposition table, files. Say how the summary was made."
    ),
}
"""Section → what the page shows by itself beside the officer's words."""

FILTER_STATES: dict[str, str] = {
    "unanswered": N_("Not answered"),
    "answered": N_("Answered"),
    "changed": N_("Changed since the answer"),
    "awaiting": N_("Not moderated yet"),
}
"""By which the workbench can be filtered."""
