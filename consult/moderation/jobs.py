"""What follows by itself: every comment is screened when it is submitted or amended, and decisions take effect."""

import logging

from consult.core.queue import bell
from consult.moderation import actions, queries

log = logging.getLogger(__name__)


def screen(event_id: int) -> None:
    """Screen the comments of the submission that an event is about; twice is once."""
    actions.screen_all(queries.comments_of_event(event_id))


def decide_due() -> None:
    """Have decisions take effect whose time has come; one that fails keeps none of the others waiting. Periodic."""
    with bell().context():
        for together in queries.due():
            try:
                actions.take_effect(together)
            except Exception:
                log.exception("decisions %s did not take effect; they are tried again", together)
