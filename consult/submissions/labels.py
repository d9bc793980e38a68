"""Words for what a submission is made of; translated where they are shown."""

from typing import Any

from consult.core.translatable import N_, pN_
from consult.submissions.lifecycle import Moderation, State
from consult.submissions.models import Attribution, CommentType, ProposalKind, Route, Subject

TYPES: dict[CommentType, str] = {
    CommentType.GENERAL: N_("General"),
    CommentType.SUBSTANTIVE: N_("Substantive"),
    CommentType.TECHNICAL: N_("Technical"),
    CommentType.EDITORIAL: N_("Editorial"),
    CommentType.TRANSLATION: N_("Translation"),
}

TYPE_HINTS: dict[CommentType, str] = {
    CommentType.GENERAL: N_("General: the whole draft or its approach"),
    CommentType.SUBSTANTIVE: N_("Substantive: a change in what the draft requires"),
    CommentType.TECHNICAL: N_("Technical: a fact, a value or a method"),
    CommentType.EDITORIAL: N_("Editorial: clarity, grammar or numbering"),
    CommentType.TRANSLATION: N_("Translation: a difference between languages"),
}

PROPOSALS: dict[ProposalKind, str] = {
    ProposalKind.CHANGE: N_("Proposed wording"),
    ProposalKind.DELETE: N_("Delete this passage"),
    ProposalKind.INSERT: N_("Add a new passage after this one"),
    ProposalKind.CHANGE_QUOTATION: N_("Proposed wording of the quotation"),
    ProposalKind.DELETE_QUOTATION: N_("Delete the quoted words"),
}
"""What a comment proposes for its passage."""


def proposed(kind: ProposalKind, proposal: str | None, *, is_redline: bool) -> str:
    """What a comment proposes, for above its words; "" where it proposes nothing. `is_redline`: it is shown as changes
    to its passage."""
    if kind is not ProposalKind.CHANGE:
        return PROPOSALS[kind]
    return (PROPOSALS[kind] if is_redline else N_("Proposed change")) if proposal else ""


PROPOSAL_CHOICES: dict[ProposalKind, str] = {
    ProposalKind.CHANGE: N_("Another wording, or nothing"),
    ProposalKind.DELETE: PROPOSALS[ProposalKind.DELETE],
    ProposalKind.INSERT: PROPOSALS[ProposalKind.INSERT],
}
"""The same as choices of a form, in which it is chosen apart whether words are quoted."""

SUBJECTS: dict[Subject, str] = {
    Subject.CLAUSE: N_("Passage"),
    Subject.GENERAL: N_("Whole draft"),
    Subject.QUESTION: N_("Answer to a question"),
}

ATTRIBUTIONS: dict[Attribution, str] = {
    Attribution.ATTRIBUTED: N_("With my name and organisation"),
    Attribution.ORGANISATION_ONLY: N_("With the organisation only"),
    Attribution.ANONYMOUS_TO_PUBLIC: N_("Without a name"),
    Attribution.CONFIDENTIAL: N_("Confidential"),
}

ATTRIBUTION_NAMES: dict[Attribution, str] = {
    Attribution.ATTRIBUTED: N_("Published with the name"),
    Attribution.ORGANISATION_ONLY: N_("Published with the organisation only"),
    Attribution.ANONYMOUS_TO_PUBLIC: N_("Published without a name"),
    Attribution.CONFIDENTIAL: N_("Not published"),
}

ANONYMOUS = N_("Name not published")
"""In the place of a name that the public does not see."""

NAME_REMOVED = N_("Name removed")
"""Stored in the place of a name that was removed at the request of whose it was."""

MODERATION: dict[Moderation, str] = {
    Moderation.RECEIVED: pN_("state of a comment", "Received"),
    Moderation.IN_REVIEW: pN_("state of a comment", "In review"),
    Moderation.PUBLISHED: pN_("state of a comment", "Published"),
    Moderation.PUBLISHED_REDACTED: N_("Published with redactions"),
    Moderation.WITHHELD: pN_("state of a comment", "Not published"),
    Moderation.REMOVED: N_("Removed after publication"),
    Moderation.WITHDRAWN: N_("Withdrawn by the submitter"),
}

TONES: dict[Moderation, str] = {
    Moderation.RECEIVED: "plain",
    Moderation.IN_REVIEW: "plain",
    Moderation.PUBLISHED: "ok",
    Moderation.PUBLISHED_REDACTED: "warn",
    Moderation.WITHHELD: "bad",
    Moderation.REMOVED: "bad",
    Moderation.WITHDRAWN: "plain",
}
"""The tint of each state's pill."""

STATES: dict[State, str] = {
    State.SUBMITTED: pN_("state of a submission", "Received"),
    State.WITHDRAWN: pN_("state of a submission", "Withdrawn"),
}


def address_state(sent: Any) -> str:
    """How the submitter can be reached, and whether the address is known to be theirs; for staff."""
    if sent.user_id is not None:
        return N_("Submitted from an account with a confirmed email address")
    if not sent.email:
        return N_("No email address, access code only")
    return NOT_CONFIRMED if sent.email_confirmed_at is None else CONFIRMED


CONFIRMED, NOT_CONFIRMED = N_("Email confirmed"), N_("Email not confirmed")

ROUTES: dict[Route, str] = {
    Route.WEB: N_("Online"),
    Route.STAFF: N_("Entered by the organisation"),
}

TRANSLATION_STATES = {
    "missing": N_("No translation into %(language)s"),
    "outdated": N_("With an outdated translation"),
}
"""By which staff filter comments: by the language of their page, and by translations into any language."""
