"""The actions of the response summary and of holding notices. Other packages import them from here."""

from consult.summaries.actions.editions import (
    BESIDE,
    LONGEST_REASON,
    NOT_EDITABLE,
    PUBLICATION,
    approve,
    draft_summary,
    edit,
    propose,
    publish,
    send_back,
)
from consult.summaries.actions.holding_notices import publish_notice
from consult.summaries.actions.rendering import look_at_responses, render_response_again
from consult.summaries.actions.translating import translate

__all__ = [
    "BESIDE",
    "LONGEST_REASON",
    "NOT_EDITABLE",
    "PUBLICATION",
    "approve",
    "draft_summary",
    "edit",
    "look_at_responses",
    "propose",
    "publish",
    "publish_notice",
    "render_response_again",
    "send_back",
    "translate",
]
