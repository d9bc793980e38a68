"""What was submitted, for the submitter: the receipt, the status of each comment, a copy."""

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.attachments import queries as attachments
from consult.attachments.labels import ToldDecision
from consult.attachments.limits import limits
from consult.attachments.models import Attachment
from consult.core import mail
from consult.core.hooks import Hook
from consult.documents.attached.kinds import ACCEPTED
from consult.draft_submissions import queries as drafting
from consult.draft_submissions.forms.access_code import MailCodeForm
from consult.draft_submissions.forms.attachments import AttachForm
from consult.draft_submissions.views import unfinished
from consult.draft_submissions.views.blueprint import bp, context
from consult.draft_submissions.views.draft_submission import copy_of
from consult.draft_submissions.views.entries import answers_of, entries_of, facts
from consult.submissions import addresses, labels, policy, queries, references, submitter_access
from consult.submissions.lifecycle import REFUSED, State
from consult.submissions.models import Submission
from consult.web.forms import ButtonForm
from consult.web.guards import me, require

STATUS_PARTS: Hook[Callable[[Submission], tuple[str, Any]]] = Hook("draft_submissions.status_parts")
"""The outcome of a submission: for each part of its page, the template and what it shows as `part`."""


DECISIONS: Hook[Callable[[Sequence[Attachment]], Mapping[int, ToldDecision]]] = Hook(
    "draft_submissions.attachment_decisions"
)
"""What was decided of attachments, by the id of each."""


@bp.route("/account/submissions")
def mine() -> ResponseReturnValue:
    """What a person with an account has begun and sent, over all consultations."""
    require(policy.see_own)
    after = request.args.get("after", "")
    drafts = [] if after else drafting.of_account(me())
    page = queries.of_account(me(), after)
    return render_template("draft_submissions/mine.html", drafts=drafts, page=page, states=labels.STATES)


@bp.route("/submissions/<reference>/receipt")
@submitter_access.load_for_submitter
def receipt(found: Submission) -> ResponseReturnValue:
    """What was received, when, and what happens next."""
    return receipt_page(found, MailCodeForm(found, me()))


def receipt_page(found: Submission, form: MailCodeForm, status: int = 200) -> ResponseReturnValue:
    """The receipt, with `form` to email the code."""
    answers = len(queries.answers_of(found.id))
    comments = sum(one.question_id is None for one in queries.comments_of(found))
    return render_template(
        "draft_submissions/receipt.html", comments=comments, answers=answers, form=form,
        attached=attachments.of_submission(found.id), who=facts(found),
        attribution=_(labels.ATTRIBUTION_NAMES[found.attribution]),
        in_grace=_in_grace(found), address=queries.receipt_address(found),
        quarantine=queries.waits_in_quarantine(found), **context(found.consultation, found),
    ), status  # fmt: skip


def _in_grace(found: Submission) -> bool:
    closes_at = found.consultation.closes_at
    return not found.is_late and closes_at is not None and found.received_at >= closes_at


@bp.route("/submissions/<reference>/status")
@submitter_access.load_for_submitter
def status(found: Submission) -> ResponseReturnValue:
    """The status of each comment, for the submitter."""
    return status_page(found)


def status_page(
    found: Submission, status: int = 200, *, attach: AttachForm | None = None
) -> ResponseReturnValue:
    """The same, with `attach` for a file that was not taken."""
    attached = attachments.of_submission(found.id)
    return render_template(
        "draft_submissions/status.html", comments=entries_of(found), answers=answers_of(found), refused=REFUSED,
        attribution=_(labels.ATTRIBUTION_NAMES[found.attribution]),
        who=facts(found), in_grace=_in_grace(found), button=ButtonForm(formdata=None), unsent=unfinished.shown(found),
        later=[ask(found) for ask in STATUS_PARTS], attached=attached,
        decided={identifier: words for ask in DECISIONS for identifier, words in ask(attached).items()},
        limits=limits(found.consultation_id), attach=attach or AttachForm(formdata=None), wrong=attach,
        accepted=ACCEPTED, present=attachments.kept_of_submission(found.id),
        **_can_be_done(found),
        **context(found.consultation, found),
    ), status  # fmt: skip


def _can_be_done(found: Submission) -> dict[str, Any]:
    """What the part on what a submitter can do shows."""
    token = queries.status_link(found)
    has_address = found.user_id is None and bool(found.email)
    return {
        "quarantine": queries.waits_in_quarantine(found),
        "status_link": mail.link(addresses.shared_status(token)) if token else "",
        "end_emails": references.end_emails_path(str(found.reference)) if has_address else "",
    }


@bp.route("/submissions/<reference>/copy")
@submitter_access.load_for_submitter
def sent_copy(found: Submission) -> ResponseReturnValue:
    """What was submitted, as plain text, to keep."""
    return copy_of(found)


def while_changeable(view: Callable[..., ResponseReturnValue]) -> Callable[..., ResponseReturnValue]:
    """No one fills in a form that cannot be taken any more: after the deadline, or once the submission or the
    consultation is withdrawn, its page leads to the status page. What was typed before and is sent after comes back
    with every word."""

    @wraps(view)
    def page(found: Submission, **arguments: Any) -> ResponseReturnValue:
        if request.method == "POST":
            return view(found, **arguments)
        if found.state == State.WITHDRAWN:
            flash(_("This submission was withdrawn."))
        elif why_not := context(found.consultation, found)["unchangeable"]:
            flash(_(why_not))
        else:
            return view(found, **arguments)
        return to_status(found)

    return page


def arrival_times() -> dict[str, Any]:
    """When it had first reached us, and when again where an outage came in between."""
    return {"received_at": g.received_at, "sent_again_at": g.sent_again_at}


def to_status(found: Submission) -> ResponseReturnValue:
    """On to the status page, which this browser may open from now on."""
    submitter_access.remember(found)
    return redirect(url_for(".status", reference=found.reference), 303)
