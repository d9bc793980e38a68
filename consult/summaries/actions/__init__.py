"""The actions of the response summary and of holding notices. Other packages import them from here."""

from consult.summaries.actions.editions import (
    LONGEST_REASON,
    approve_summary,
    draft_summary,
    edit_summary,
    propose_summary,
    publish_summary,
    send_back_summary,
)
from consult.summaries.actions.holding_notices import publish_notice
from consult.summaries.actions.rendering import look_at_responses, render_response_again

__all__ = [
    "LONGEST_REASON",
    "approve_summary",
    "draft_summary",
    "edit_summary",
    "look_at_responses",
    "propose_summary",
    "publish_notice",
    "publish_summary",
    "render_response_again",
    "send_back_summary",
]
