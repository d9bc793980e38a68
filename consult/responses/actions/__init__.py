"""The verbs of answering: answers, issues, the summary, word that it comes later. Everybody else imports them here."""

from consult.responses.actions.answering import answer, answer_in_new_issue, put_into, say_to
from consult.responses.actions.checking import Said
from consult.responses.actions.gathering import LONGEST_LINE, change_issue, open_issue, remove_issue
from consult.responses.actions.many import KIND, answer_part, at_work, start_answering
from consult.summaries.actions.holding_notices import hold
from consult.summaries.actions.rendering import look_at_responses, render_response_again
from consult.summaries.actions.editions import LONGEST_REASON, approve_summary, draft_summary, edit_summary, propose_summary, publish_summary, send_back_summary

__all__ = [
    "KIND",
    "LONGEST_LINE",
    "LONGEST_REASON",
    "Said",
    "answer",
    "answer_in_new_issue",
    "answer_part",
    "approve_summary",
    "at_work",
    "change_issue",
    "draft_summary",
    "edit_summary",
    "hold",
    "look_at_responses",
    "open_issue",
    "propose_summary",
    "publish_summary",
    "put_into",
    "remove_issue",
    "render_response_again",
    "say_to",
    "send_back_summary",
    "start_answering",
]
