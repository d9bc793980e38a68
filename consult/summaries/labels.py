"""States and sections of the response summary in words, and the parts of its chart; translated where shown."""

from consult.core.words import N_
from consult.responses.lifecycle import Disposition
from consult.summaries.lifecycle import State

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
