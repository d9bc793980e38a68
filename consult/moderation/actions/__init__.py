"""What moderators decide, and what submitters say to it. Other packages import the actions from here.

What the public sees is written by submissions.actions. Locks are taken in the order of submissions.actions.locks:
comments by id, then the consultation.
"""

from consult.moderation.actions.after_restore import decide_again
from consult.moderation.actions.attachment_objections import object_to_decision_on, settle_on_attachment
from consult.moderation.actions.attachments import (
    SEEN,
    WAITS,
    RequestedAttachmentDecision,
    check_no_decision_waits,
    decide_on_attachment,
    is_named,
    show_attachment_as,
)
from consult.moderation.actions.checks import RequestedDecision
from consult.moderation.actions.claims_and_notes import claim, claim_on_opening, forget_account, note, release
from consult.moderation.actions.confirmation import REPRESENTATION, confirm, unconfirm, unconfirm_again
from consult.moderation.actions.deciding import publish, redact, remove, restore_words, withhold
from consult.moderation.actions.languages import correct_language
from consult.moderation.actions.locks import (
    LONGEST_EXPLANATION,
    PENDING,
    ReviewToken,
    StaleReview,
    compare,
    review_token,
)
from consult.moderation.actions.moving import move, place_mark
from consult.moderation.actions.name_requests import (
    ask_to_remove_name_from,
    ask_to_remove_own_name,
    has_name,
    settle_name,
    settle_names_again,
    told_at,
)
from consult.moderation.actions.objections import LONGEST_OBJECTION, object_to, settle
from consult.moderation.actions.pending_attachment_decisions import (
    end_all_pending_on_attachments,
    lapse_attachment_decision,
    let_attachment_decision_take_effect,
    make_attachment_decision,
    undo_attachment_decision,
)
from consult.moderation.actions.pending_decisions import (
    DecisionsOutcome,
    end_all_pending,
    lapse,
    make_decision,
    make_decisions,
    refusals,
    take_effect,
    takes_effect_at_once,
    undo,
)
from consult.moderation.actions.rendering import look_at_comments, render_comment_again
from consult.moderation.actions.submission_decisions import (
    KIND,
    decide_all,
    decide_part,
    key_of,
    start_deciding,
)

__all__ = [
    "KIND",
    "LONGEST_EXPLANATION",
    "LONGEST_OBJECTION",
    "PENDING",
    "REPRESENTATION",
    "SEEN",
    "WAITS",
    "DecisionsOutcome",
    "RequestedAttachmentDecision",
    "RequestedDecision",
    "ReviewToken",
    "StaleReview",
    "ask_to_remove_name_from",
    "ask_to_remove_own_name",
    "check_no_decision_waits",
    "claim",
    "claim_on_opening",
    "compare",
    "confirm",
    "correct_language",
    "decide_again",
    "decide_all",
    "decide_on_attachment",
    "decide_part",
    "end_all_pending",
    "end_all_pending_on_attachments",
    "forget_account",
    "has_name",
    "is_named",
    "key_of",
    "lapse",
    "lapse_attachment_decision",
    "let_attachment_decision_take_effect",
    "look_at_comments",
    "make_attachment_decision",
    "make_decision",
    "make_decisions",
    "move",
    "note",
    "object_to",
    "object_to_decision_on",
    "place_mark",
    "publish",
    "redact",
    "refusals",
    "release",
    "remove",
    "render_comment_again",
    "restore_words",
    "review_token",
    "settle",
    "settle_name",
    "settle_names_again",
    "settle_on_attachment",
    "show_attachment_as",
    "start_deciding",
    "take_effect",
    "takes_effect_at_once",
    "told_at",
    "unconfirm",
    "unconfirm_again",
    "undo",
    "undo_attachment_decision",
    "withhold",
]
