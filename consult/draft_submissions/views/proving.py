"""Crowds of submissions: who needs a proof of work, and what goes without one. No submission is dropped."""

from typing import Any

from flask import Response, current_app, jsonify
from flask.typing import ResponseReturnValue

from consult.accounts import caller_limits
from consult.core import clock
from consult.core.errors import NotFound
from consult.draft_submissions import proof_of_work, queries
from consult.draft_submissions.forms import ReviewForm, TaskForm
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
    now = clock.now().timestamp()
    if proof_of_work.is_proved(draft.key, form.task.data, form.proof.data, now):
        return None
    return Cause.CROWD if _is_crowd(draft.consultation.id) else None


def _is_crowd(consultation_id: int) -> bool:
    """Count one more submission to a consultation; whether there are more than its limits, altogether or of the person
    or network that asks."""
    settings, place = current_app.config, str(consultation_id)
    who = caller_limits.counted()
    few = rate_limits.hit(settings["SUBMISSIONS_OF_NETWORK"], "submissions of a network", place, who)
    return not (rate_limits.hit(settings["SUBMISSIONS_OF_ALL"], "submissions", place) and few)


def with_worker(page: str) -> Response:
    """A page whose script may start our worker: no other page may."""
    answer = Response(page)
    answer.headers["Content-Security-Policy"] = WITH_WORKER
    return answer
