"""Actions on consultations: prepare, approve, announce, extend, correct, withdraw, conclude.

Each module has the actions of one stage. `documents_and_questions` has those on supporting documents and questions,
`languages` those on language versions. What they share: `events` records, `seen_fields` says what a person has seen
before an action, `page_versions` marks public pages as out of date. Other packages import the actions from here.
"""

from consult.consultations.actions.account_deletion import forget_account
from consult.consultations.actions.after_announcement import conclude, correct, extend, withdraw
from consult.consultations.actions.approving import (
    APPROVAL,
    announce,
    approve,
    missing_steps,
    propose,
    send_back,
    takes_comments,
)
from consult.consultations.actions.documents_and_questions import (
    add_document,
    add_question,
    change_question,
    copy_questions,
    move,
    remove_document,
    remove_question,
)
from consult.consultations.actions.languages import (
    DOUBTFUL,
    RUNNING_PHASES,
    add_language,
    before_approval,
    choose_official,
    correct_language,
    decide_on_pairs,
    move_back,
    name_original,
    publish_language,
    remove_language,
    take_draft,
)
from consult.consultations.actions.page_versions import bump_page_version, renew_earlier_pages
from consult.consultations.actions.phase_events import record_phase_events
from consult.consultations.actions.preparing import attest_scope, change, discard, prepare
from consult.consultations.actions.seen_fields import PREPARED, PROPOSAL, RUNNING, preparation
from consult.consultations.actions.translating import state_original_language, translate

__all__ = [
    "APPROVAL",
    "DOUBTFUL",
    "PREPARED",
    "PROPOSAL",
    "RUNNING",
    "RUNNING_PHASES",
    "add_document",
    "add_language",
    "add_question",
    "announce",
    "approve",
    "attest_scope",
    "before_approval",
    "bump_page_version",
    "change",
    "change_question",
    "choose_official",
    "conclude",
    "copy_questions",
    "correct",
    "correct_language",
    "decide_on_pairs",
    "discard",
    "extend",
    "forget_account",
    "missing_steps",
    "move",
    "move_back",
    "name_original",
    "preparation",
    "prepare",
    "propose",
    "publish_language",
    "record_phase_events",
    "remove_document",
    "remove_language",
    "remove_question",
    "renew_earlier_pages",
    "send_back",
    "state_original_language",
    "take_draft",
    "takes_comments",
    "translate",
    "withdraw",
]
