"""Actions on consultations: prepare, approve, announce, extend, correct, withdraw, conclude.

Each module has the actions of one stage, `enclosing` those on supporting documents and questions, `holding` what all
of them share. Other packages import the actions from here.
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
    add_document,
    add_question,
    change_question,
    move,
    remove_document,
    remove_question,
)
from consult.consultations.actions.holding import PREPARED, PROPOSAL, RUNNING, bump_page_version, preparation
from consult.consultations.actions.leaving import leave
from consult.consultations.actions.preparing import attest_scope, change, discard, prepare
from consult.consultations.actions.running import conclude, correct, extend, tell_phases, withdraw
from consult.consultations.actions.translating import state_original_language, translate

__all__ = [
    "PREPARED",
    "PROPOSAL",
    "RUNNING",
    "add_document",
    "add_question",
    "announce",
    "approve",
    "attest_scope",
    "bump_page_version",
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
    "state_original_language",
    "takes_comments",
    "tell_phases",
    "translate",
    "withdraw",
]
