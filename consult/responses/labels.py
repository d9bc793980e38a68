"""Words, tones and shapes for dispositions, and the nine sections of a response summary; translated where shown."""

from consult.core.words import N_
from consult.responses.lifecycle import Disposition, State

DISPOSITIONS: dict[Disposition, str] = {
    Disposition.ACCEPTED: N_("Accepted"),
    Disposition.ACCEPTED_IN_PRINCIPLE: N_("Accepted in principle"),
    Disposition.PARTIALLY_ACCEPTED: N_("Partially accepted"),
    Disposition.NOTED: N_("Noted"),
    Disposition.CLARIFIED: N_("Clarified"),
    Disposition.NOT_ACCEPTED: N_("Not accepted"),
    Disposition.OUT_OF_SCOPE: N_("Out of scope"),
    Disposition.DEFERRED: N_("Deferred"),
    Disposition.SUPERSEDED: N_("Superseded"),
    Disposition.DUPLICATE: N_("Duplicate"),
    Disposition.NOT_CONSIDERED: N_("Not considered"),
    Disposition.WITHDRAWN: N_("Withdrawn"),
}

MEANINGS: dict[Disposition, str] = {
    Disposition.ACCEPTED: N_("The proposal is taken as made."),
    Disposition.ACCEPTED_IN_PRINCIPLE: N_("The aim is taken; the text differs or is to be worked out."),
    Disposition.PARTIALLY_ACCEPTED: N_("Some of its points are taken."),
    Disposition.NOTED: N_("No change is asked or needed; it is on record."),
    Disposition.CLARIFIED: N_("It is answered by an explanation."),
    Disposition.NOT_ACCEPTED: N_("It was considered, and nothing changes."),
    Disposition.OUT_OF_SCOPE: N_("It lies outside the mandate or the draft."),
    Disposition.DEFERRED: N_("It is kept for a later version; the answer says which."),
    Disposition.SUPERSEDED: N_("The text it is about is gone or already changed."),
    Disposition.DUPLICATE: N_("The same as another comment, which is named."),
    Disposition.NOT_CONSIDERED: N_("A rule was not met; the answer says which."),
    Disposition.WITHDRAWN: N_("Its submitter took it back."),
}

TONES: dict[Disposition, str] = {
    Disposition.ACCEPTED: "ok",
    Disposition.ACCEPTED_IN_PRINCIPLE: "ok",
    Disposition.PARTIALLY_ACCEPTED: "ok",
    Disposition.NOTED: "plain",
    Disposition.CLARIFIED: "info",
    Disposition.NOT_ACCEPTED: "bad",
    Disposition.OUT_OF_SCOPE: "warn",
    Disposition.DEFERRED: "warn",
    Disposition.SUPERSEDED: "plain",
    Disposition.DUPLICATE: "plain",
    Disposition.NOT_CONSIDERED: "warn",
    Disposition.WITHDRAWN: "plain",
}

SHAPES: dict[Disposition, str] = {
    Disposition.ACCEPTED: "✓",
    Disposition.ACCEPTED_IN_PRINCIPLE: "✓",
    Disposition.PARTIALLY_ACCEPTED: "◐",
    Disposition.NOTED: "○",
    Disposition.CLARIFIED: "○",
    Disposition.NOT_ACCEPTED: "✕",
    Disposition.OUT_OF_SCOPE: "▲",
    Disposition.DEFERRED: "▲",
    Disposition.SUPERSEDED: "○",
    Disposition.DUPLICATE: "○",
    Disposition.NOT_CONSIDERED: "▲",
    Disposition.WITHDRAWN: "○",
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
