"""The blueprint of taking part, and what every page of it needs."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, current_app, request
from flask.typing import ResponseReturnValue

from consult.draft_submissions import queries
from consult.draft_submissions.writer_access import (
    by_sent_code,
    by_typed_code,
    context,
    opened_on,
    shown_as,
    take_the_time,
)
from consult.submissions.submitter_access import consultation_of

__all__ = [
    "asked", "bp", "by_sent_code", "by_typed_code", "consultation_of", "context", "opened_on", "shown_as", "steps_with",
]  # fmt: skip

bp = Blueprint("draft_submissions", __name__)


bp.before_request(take_the_time)


@bp.errorhandler(queries.Gone)
def answer_again(_gone: Exception) -> ResponseReturnValue:
    """A draft was submitted in another window while its page was made: the page is made of what is there now."""
    view = current_app.ensure_sync(current_app.view_functions[str(request.endpoint)])
    return view(**(request.view_args or {}))  # type: ignore[no-any-return]


def steps_with(questions: Sequence[Any]) -> int:
    """How many steps there are with these questions: the details, the comments, the questions where there are any, and
    the review."""
    return 4 if questions else 3


def asked() -> dict[str, Any]:
    """What the address of the page says a comment is to be about."""
    return {
        name: request.args[name]
        for name in ("block", "quote", "prefix", "part", "general", "question", "text")
        if request.args.get(name)
    }
