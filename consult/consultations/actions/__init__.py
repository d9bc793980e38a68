"""The verbs of consultations: preparing, approving, announcing, extending, correcting, withdrawing, concluding.

Each module is a stretch of the way, `enclosing` what goes with the text; `holding` has what all of them keep to.
Everybody else imports the verbs here.
"""

from consult.consultations.actions.approving import (
    announce,
    approve,
    incomplete,
    propose,
    send_back,
    takes_comments,
)
from consult.consultations.actions.enclosing import (
    QUESTION,
    add_document,
    add_question,
    change_question,
    move,
    remove_document,
    remove_question,
)
from consult.consultations.actions.holding import LAUNCH, PREPARED, RUNNING, preparation, touch
from consult.consultations.actions.leaving import leave
from consult.consultations.actions.preparing import attest_scope, change, discard, prepare
from consult.consultations.actions.running import conclude, correct, extend, tell_phases, withdraw

__all__ = [
    "LAUNCH",
    "PREPARED",
    "QUESTION",
    "RUNNING",
    "add_document",
    "add_question",
    "announce",
    "approve",
    "attest_scope",
    "change",
    "change_question",
    "conclude",
    "correct",
    "discard",
    "extend",
    "incomplete",
    "leave",
    "move",
    "preparation",
    "prepare",
    "propose",
    "remove_document",
    "remove_question",
    "send_back",
    "takes_comments",
    "tell_phases",
    "touch",
    "withdraw",
]
