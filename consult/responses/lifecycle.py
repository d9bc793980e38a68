"""Dispositions of comments, and the life of a response summary."""

from enum import StrEnum

from consult.core.lifecycle import Lifecycle, moves
from consult.core.words import N_


class Disposition(StrEnum):
    """What became of a comment (domain.md §6.1)."""

    ACCEPTED = "accepted"
    ACCEPTED_IN_PRINCIPLE = "accepted_in_principle"
    PARTIALLY_ACCEPTED = "partially_accepted"
    NOTED = "noted"
    CLARIFIED = "clarified"
    NOT_ACCEPTED = "not_accepted"
    OUT_OF_SCOPE = "out_of_scope"
    DEFERRED = "deferred"
    SUPERSEDED = "superseded"
    DUPLICATE = "duplicate"
    NOT_CONSIDERED = "not_considered"
    WITHDRAWN = "withdrawn"


GIVEN = tuple(kind for kind in Disposition if kind is not Disposition.WITHDRAWN)
"""Dispositions a person gives; `withdrawn` follows from what the submitter did."""

REASONED = frozenset(
    {
        Disposition.ACCEPTED_IN_PRINCIPLE,
        Disposition.PARTIALLY_ACCEPTED,
        Disposition.CLARIFIED,
        Disposition.NOT_ACCEPTED,
        Disposition.OUT_OF_SCOPE,
        Disposition.DEFERRED,
        Disposition.SUPERSEDED,
        Disposition.NOT_CONSIDERED,
    }
)
"""Dispositions that need an answer: the comment's own or its issue's."""


class State(StrEnum):
    """A response summary: written, proposed to an approver, approved, published."""

    PREPARING = "preparing"
    PROPOSED = "proposed"
    APPROVED = "approved"
    PUBLISHED = "published"


LIFECYCLE = Lifecycle(
    {
        "propose": moves(State.PREPARING, to=State.PROPOSED),
        "send_back": moves(State.PROPOSED, State.APPROVED, to=State.PREPARING),
        "approve": moves(State.PROPOSED, to=State.APPROVED),
        "publish": moves(State.APPROVED, to=State.PUBLISHED),
    },
    {
        State.PREPARING: N_("in preparation"),
        State.PROPOSED: N_("proposed"),
        State.APPROVED: N_("approved"),
        State.PUBLISHED: N_("published"),
    },
)

EDITABLE = frozenset({State.PREPARING})
"""States in which answers and words may be changed."""
