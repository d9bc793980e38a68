"""Decisions take effect by themselves."""

import logging

from consult.core.declarations import listed_in
from consult.core.errors import DomainError
from consult.core.queue import notifier
from consult.moderation import actions, queries

log = logging.getLogger(__name__)


@listed_in("PERIODIC_JOBS")
def decide_due() -> None:
    """Have decisions take effect whose time has come; one that fails keeps none of the others waiting. Periodic."""
    with notifier().context():
        for together in queries.due_decisions():
            try:
                try:
                    actions.take_effect(together)
                except DomainError as trouble:  # a rule refuses it, today as tomorrow
                    actions.lapse(together, trouble)
            except Exception:
                log.exception("decisions %s did not take effect; they are tried again", together)


@listed_in("PERIODIC_JOBS")
def decide_due_on_attachments() -> None:
    """The same of decisions on files. Periodic."""
    with notifier().context():
        for identifier in queries.due_attachment_decisions():
            try:
                try:
                    actions.let_attachment_decision_take_effect(identifier)
                except DomainError as trouble:
                    actions.lapse_attachment_decision(identifier, trouble)
            except Exception:
                log.exception("decision %s on a file did not take effect; it is tried again", identifier)
