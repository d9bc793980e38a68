"""The blueprint of taking part, and what every page of it needs."""

from typing import Any

from flask import Blueprint, current_app, request
from flask.typing import ResponseReturnValue

from consult.consultations.models import Consultation
from consult.core.errors import NotPossible
from consult.core.translatable import N_
from consult.draft_submissions import queries
from consult.draft_submissions.forms import LONGEST_CODE
from consult.draft_submissions.models import AnySubmission
from consult.draft_submissions.writer_access import (
    context,
    opened_on,
    shown_as,
    take_the_time,
)
from consult.submissions import references
from consult.submissions.submitter_access import consultation_of
from consult.web.rate_limits import caller, limit
from consult.web.request_sizes import beginning

__all__ = [
    "asked", "bp", "by_sent_code", "by_typed_code", "consultation_of", "context", "opened_on", "shown_as",
]  # fmt: skip

bp = Blueprint("draft_submissions", __name__)


bp.before_request(take_the_time)


@bp.errorhandler(queries.Gone)
def answer_again(_gone: Exception) -> ResponseReturnValue:
    """A draft was submitted in another window while its page was made: the page is made of what is there now."""
    view = current_app.ensure_sync(current_app.view_functions[str(request.endpoint)])
    return view(**(request.view_args or {}))  # type: ignore[no-any-return]


_WRONG_CODES = "200 per hour"
"""Many for a network that a whole office stands behind. What keeps anyone from finding a code is its 24 digits."""


def by_typed_code(text: str) -> AnySubmission | None:
    """What a typed code opens. Wrong ones are counted: raises Throttled after too many of a network; a right one opens
    its draft or submission all the same, so that anyone who guesses keeps no colleague from theirs."""
    found = queries.opened_by_code(references.read_code(text))
    if found is None:
        limit(_WRONG_CODES, "resume", caller())
    return found


def by_sent_code(consultation: Consultation) -> AnySubmission:
    """What the code opens that came with a form whose browser has no access any more. Raises NotPossible, and Throttled
    as `by_typed_code` does."""
    given = beginning(request.form, "code", LONGEST_CODE)
    if not given:
        raise NotPossible(N_("This browser no longer has access to your draft submission."))
    found = by_typed_code(given)
    if found is None or found.consultation_id != consultation.id:
        raise NotPossible(N_("No draft submission has this access code."))
    return found


def asked() -> dict[str, Any]:
    """What the address of the page says a comment is to be about."""
    return {
        name: request.args[name]
        for name in ("block", "quote", "prefix", "part", "general", "question", "text")
        if request.args.get(name)
    }
