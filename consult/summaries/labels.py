"""States and sections of the response summary in words, and the parts of its chart; translated where shown."""

from consult.core.translatable import N_, pN_
from consult.responses.lifecycle import Disposition
from consult.summaries.lifecycle import State

STATES: dict[State, str] = {
    State.PREPARING: pN_("state of a response summary", "In preparation"),
    State.PROPOSED: pN_("state of a response summary", "Awaiting approval"),
    State.APPROVED: N_("Approved, not published yet"),
    State.PUBLISHED: pN_("state of a response summary", "Published"),
}

SECTIONS: dict[str, str] = {
    "identification": N_("Identification"),
    "process": N_("What was consulted on, and how"),
    "respondents": N_("Who commented"),
    "issues": N_("Issues raised"),
    "response": N_("Response and reasons"),
    "changes": N_("Changes made"),
    "not_taken_up": N_("Points not taken up"),
    "next_steps": N_("Next steps"),
    "annex": N_("Annex"),
}
"""The nine sections, in order."""

HINTS: dict[str, str] = {
    "identification": N_("The page adds: title, instrument, version with its hash, dates and extensions."),
    "process": N_("The page adds: form of engagement, period, languages, documents and corrections."),
    "respondents": N_(
        "The page adds: all counts, by category, region and language. State the limits of the data."
    ),
    "issues": N_("The page adds: every issue with the views and its comments by category."),
    "response": N_("The page adds: dispositions with their numbers, and responses to single comments."),
    "changes": N_("The page adds: passage, change and the comments that led to it."),
    "not_taken_up": N_("The page adds: issues and comments not taken up, with the reason."),
    "next_steps": N_(
        "State whether there is a second round, who adopts the text and when, and who the contact is."
    ),
    "annex": N_(
        "The page adds: who responded, the disposition table and the files. State how the summary was made."
    ),
}
"""Section → what the page shows by itself beside the officer's words."""

GROUPS: tuple[tuple[str, tuple[Disposition, ...], str], ...] = (
    (N_("Accepted"), (Disposition.ACCEPTED,), "ok"),
    (
        N_("Accepted in principle or in part"),
        (Disposition.ACCEPTED_IN_PRINCIPLE, Disposition.PARTIALLY_ACCEPTED),
        "ok-2",
    ),
    (N_("Noted or clarified"), (Disposition.NOTED, Disposition.CLARIFIED), "info"),
    (N_("Not accepted"), (Disposition.NOT_ACCEPTED,), "bad"),
    (
        N_("Out of scope or deferred"),
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
