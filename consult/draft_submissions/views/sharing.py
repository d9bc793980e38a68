"""The link by which a submitter lets others see where a submission stands, and everything that is held of it."""

from collections.abc import Callable

from flask import flash, jsonify, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.draft_submissions import queries as drafting
from consult.draft_submissions.views.blueprint import bp
from consult.submissions import actions, labels, queries, submitter_access
from consult.submissions.models import Submission
from consult.web.forms import NOTHING_TYPED, ButtonForm
from consult.web.guards import open_to_all


@bp.route("/submissions/<reference>/status-link", methods=["POST"])
@submitter_access.load_for_submitter
def share_status(found: Submission) -> ResponseReturnValue:
    """Make a link that shows others where the submission stands."""
    return _change(found, actions.share_status, _("Status link created."))


@bp.route("/submissions/<reference>/status-link/end", methods=["POST"])
@submitter_access.load_for_submitter
def end_status_link(found: Submission) -> ResponseReturnValue:
    """End that link."""
    return _change(found, actions.end_status_link, _("Status link ended. It opens nothing any more."))


def _change(found: Submission, act: Callable[[Submission], None], told: str) -> ResponseReturnValue:
    if ButtonForm().validate_on_submit():
        act(found)
        flash(told)
    else:
        flash(str(NOTHING_TYPED), "warn")
    return redirect(url_for(".status", reference=found.reference, _anchor="acts-title"), 303)


@bp.route("/status/<token>")
def shared_status(token: str) -> ResponseReturnValue:
    """Where a submission stands, for anyone with the link: its state, reference and dates, and nothing else of it."""
    open_to_all()
    found = queries.by_status_link(token)
    return render_template(
        "draft_submissions/shared_status.html", found=found, consultation=found.consultation,
        state=_(labels.STATES[found.state]),
    )  # fmt: skip


@bp.route("/submissions/<reference>/data.json")
@submitter_access.load_for_submitter
def own_data(found: Submission) -> ResponseReturnValue:
    """Everything that is held of a submission, for its submitter to keep."""
    answer = jsonify({**queries.data_of(found), "not_sent": drafting.typed_beside(found)})
    answer.headers.set("Content-Disposition", "attachment", filename=f"{found.reference}.json")
    return answer
