"""Crowds of submissions: who needs a proof of work, and what goes without one. No submission is dropped."""

from typing import Any

from flask import Response, current_app, jsonify
from flask.typing import ResponseReturnValue

from consult.accounts import caller_limits
from consult.core import clock
from consult.core.errors import NotFound
from consult.draft_submissions import proof_of_work, queries
from consult.draft_submissions.forms.reviewing import ReviewForm, TaskForm
from consult.draft_submissions.views.blueprint import bp, consultation_of
from consult.submissions import policy, references
from consult.submissions.models import Cause
from consult.web import rate_limits
from consult.web.guards import me, require
from consult.web.headers import WITH_WORKER


@bp.route("/consultations/<slug>/sheet/work", methods=["POST"])
def work(slug: str) -> ResponseReturnValue:
    """What a browser has to compute before it submits a draft: a task, and how many bits it asks for."""
    consultation = consultation_of(slug)
    form = TaskForm()
    draft = queries.by_key(references.key_in(form.sheet.data or ""))
    if draft is None or draft.consultation_id != consultation.id or not policy.open_own(me(), draft):
        raise NotFound
    require(policy.open_own, draft)
    if not form.validate_on_submit():
        return jsonify(task=""), 422
    bits = current_app.config["PROOF_OF_WORK_BITS"] if _is_crowd(consultation.id) else 0
    return jsonify(task=proof_of_work.task(draft.key, bits, clock.now().timestamp()), bits=bits)


def cause(draft: Any, form: ReviewForm) -> Cause | None:
    """Why a draft that is submitted goes to quarantine; None where it does not."""
    if form.homepage.data:
        return Cause.TRAP
    if _counted(draft.consultation.id):
        return None
    bits, now = current_app.config["PROOF_OF_WORK_BITS"], clock.now().timestamp()
    is_proved = proof_of_work.is_proved(draft.key, form.task.data, form.proof.data, now, least=bits)
    return None if is_proved else Cause.CROWD


def _limits(consultation_id: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The limits of submissions to a consultation: of the person or network that asks, and altogether."""
    settings, place = current_app.config, str(consultation_id)
    own = (settings["SUBMISSIONS_OF_NETWORK"], "submissions of a network", place, caller_limits.counted())
    return own, (settings["SUBMISSIONS_OF_ALL"], "submissions", place)


def _is_crowd(consultation_id: int) -> bool:
    """Whether one more submission would be beyond the limits. Asking counts as none."""
    return not all(rate_limits.allows_more(*one) for one in _limits(consultation_id))


def _counted(consultation_id: int) -> bool:
    """Count one more submission; whether it is within the limits. What is beyond those of one person or network does
    not count altogether: no one alone makes a crowd of all."""
    return all(rate_limits.hit(*one) for one in _limits(consultation_id))


def with_worker(page: str) -> Response:
    """A page whose script may start our worker: no other page may."""
    answer = Response(page)
    answer.headers["Content-Security-Policy"] = WITH_WORKER
    return answer
