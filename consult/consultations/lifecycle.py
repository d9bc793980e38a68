"""States and phases of a consultation.

`State` is what people decided and is stored. `Phase` is what a reader sees now and is never stored: it follows from
the state and two dates, exact to the second, over the half-open interval [opens_at, closes_at).
"""

from datetime import datetime
from enum import StrEnum

from consult.core.lifecycle import Lifecycle, moves
from consult.core.translatable import N_, pN_


class State(StrEnum):
    """What people decided about a consultation."""

    PREPARING = "preparing"
    PROPOSED = "proposed"
    APPROVED = "approved"
    ANNOUNCED = "announced"
    CONCLUDED = "concluded"
    WITHDRAWN = "withdrawn"


class Phase(StrEnum):
    """The phase of a consultation at a time."""

    PREPARING = "preparing"
    ANNOUNCED = "announced"
    OPEN = "open"
    CLOSED = "closed"
    RESPONDED = "responded"
    WITHDRAWN = "withdrawn"


LIFECYCLE = Lifecycle(
    {
        "propose": moves(State.PREPARING, to=State.PROPOSED),
        "send_back": moves(State.PROPOSED, State.APPROVED, to=State.PREPARING),
        "approve": moves(State.PROPOSED, to=State.APPROVED),
        "announce": moves(State.APPROVED, to=State.ANNOUNCED),
        "conclude": moves(State.ANNOUNCED, to=State.CONCLUDED),
        "withdraw": moves(State.ANNOUNCED, to=State.WITHDRAWN),
    },
    {
        State.PREPARING: pN_("state of a consultation", "in preparation"),
        State.PROPOSED: pN_("state of a consultation", "proposed"),
        State.APPROVED: pN_("state of a consultation", "approved"),
        State.ANNOUNCED: N_("announced"),
        State.CONCLUDED: N_("response published"),
        State.WITHDRAWN: pN_("state of a consultation", "withdrawn"),
    },
)

EDITABLE = frozenset({State.PREPARING})
"""States in which the author may change what is being prepared."""

PUBLIC = frozenset({State.ANNOUNCED, State.CONCLUDED, State.WITHDRAWN})
"""States in which a consultation is public."""


def phase(state: State, opens_at: datetime | None, closes_at: datetime | None, at: datetime) -> Phase:
    """The phase at `at`: open from `opens_at`, closed from `closes_at`."""
    if state == State.WITHDRAWN:
        return Phase.WITHDRAWN
    if state == State.CONCLUDED:
        return Phase.RESPONDED
    if state != State.ANNOUNCED or opens_at is None or closes_at is None:
        return Phase.PREPARING
    if at < opens_at:
        return Phase.ANNOUNCED
    return Phase.OPEN if at < closes_at else Phase.CLOSED
