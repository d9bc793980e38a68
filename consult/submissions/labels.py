"""Words for what a submission is made of; translated where they are shown."""

from typing import Any

from consult.core.words import N_
from consult.submissions.lifecycle import Moderation, State
from consult.submissions.models import Attribution, CommentType, Route, Subject

TYPES: dict[CommentType, str] = {
    CommentType.GENERAL: N_("General"),
    CommentType.SUBSTANTIVE: N_("Substantive"),
    CommentType.TECHNICAL: N_("Technical"),
    CommentType.EDITORIAL: N_("Editorial"),
    CommentType.TRANSLATION: N_("Translation"),
}

TYPE_HINTS: dict[CommentType, str] = {
    CommentType.GENERAL: N_("General: on the whole or its approach"),
    CommentType.SUBSTANTIVE: N_("Substantive: what it asks for should change"),
    CommentType.TECHNICAL: N_("Technical: a fact, a value or a method"),
    CommentType.EDITORIAL: N_("Editorial: clarity, grammar, numbering"),
    CommentType.TRANSLATION: N_("Translation: another language says something else"),
}

SUBJECTS: dict[Subject, str] = {
    Subject.CLAUSE: N_("On a place of the text"),
    Subject.GENERAL: N_("On the whole"),
    Subject.QUESTION: N_("Answer to a question"),
}

ATTRIBUTIONS: dict[Attribution, str] = {
    Attribution.ATTRIBUTED: N_("With my name and organisation"),
    Attribution.ORGANISATION_ONLY: N_("With the organisation only"),
    Attribution.ANONYMOUS_TO_PUBLIC: N_("Without any name"),
    Attribution.CONFIDENTIAL: N_("Not published at all"),
}

ATTRIBUTION_NAMES: dict[Attribution, str] = {
    Attribution.ATTRIBUTED: N_("Shown with the name"),
    Attribution.ORGANISATION_ONLY: N_("Shown with the organisation only"),
    Attribution.ANONYMOUS_TO_PUBLIC: N_("Shown without a name"),
    Attribution.CONFIDENTIAL: N_("Not published"),
}

ANONYMOUS = N_("Name not published")
"""In the place of a name that the public does not see."""

NAME_REMOVED = N_("Name removed")
"""Stored in the place of a name that was removed at the request of whose it was."""

MODERATION: dict[Moderation, str] = {
    Moderation.RECEIVED: N_("Received"),
    Moderation.IN_REVIEW: N_("In review"),
    Moderation.PUBLISHED: N_("Published"),
    Moderation.PUBLISHED_REDACTED: N_("Published, some words taken out"),
    Moderation.WITHHELD: N_("Not published"),
    Moderation.REMOVED: N_("Removed after publication"),
    Moderation.WITHDRAWN: N_("Withdrawn by its sender"),
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
    State.SUBMITTED: N_("Received"),
    State.WITHDRAWN: N_("Withdrawn"),
}


def address_state(sent: Any) -> str:
    """How whoever sent a submission can be reached, and whether the address is known to be theirs; for staff."""
    if sent.user_id is not None:
        return N_("By an account; its e-mail address is confirmed")
    if not sent.email:
        return N_("No e-mail address; by the code only")
    return NOT_CONFIRMED if sent.email_confirmed_at is None else CONFIRMED


CONFIRMED, NOT_CONFIRMED = N_("E-mail confirmed"), N_("E-mail not confirmed yet")

ROUTES: dict[Route, str] = {
    Route.WEB: N_("Over this site"),
    Route.STAFF: N_("Entered by the secretariat"),
}
