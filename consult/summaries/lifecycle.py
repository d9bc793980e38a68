"""The life of an edition of the response summary."""

from enum import StrEnum

from consult.core.lifecycle import Lifecycle, moves
from consult.core.translatable import pN_


class State(StrEnum):
    """An edition: written, proposed to an approver, approved, published."""

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
        State.PREPARING: pN_("state of a response summary", "in preparation"),
        State.PROPOSED: pN_("state of a response summary", "proposed"),
        State.APPROVED: pN_("state of a response summary", "approved"),
        State.PUBLISHED: pN_("state of a response summary", "published"),
    },
)

EDITABLE = frozenset({State.PREPARING})
"""States in which responses and words may be changed."""
