"""What a worker does for addresses: find out whether they have an account, and write to them."""

import logging

from consult.accounts import actions, queries
from consult.core import log_lines, queue, request_ids
from consult.core.declarations import listed_in

log = logging.getLogger(__name__)


@listed_in("PERIODIC_JOBS")
def answer_all() -> None:
    """Do everything that waits. Periodic too: the time of some has come, or their worker died."""
    queue.do_all(actions.notify_worker, queries.requests_waiting, answer)


def answer(identifier: int) -> None:
    """Do one request; what fails is tried again later, and in the end given up."""
    with queue.notifier().context():
        attempt = actions.claim_email_request(identifier)
        if attempt is None:
            return
        with request_ids.carried(attempt.request_id):
            try:
                with log_lines.attempt("accounts.answer", attempt.number):
                    actions.answer_email_request(identifier)
            except Exception:
                log.exception("request %s of an address failed", identifier)
