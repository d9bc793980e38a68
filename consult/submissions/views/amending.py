"""After submitting, until the closing: adding, saying differently, taking back."""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from flask import flash, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.core.errors import Conflict, DomainError, NotFound
from consult.submissions import actions, held, queries
from consult.submissions.forms import WithdrawalForm
from consult.submissions.models import Comment, Submission
from consult.submissions.views.blueprint import bp, context
from consult.submissions.views.commenting import (
    already,
    comment_page,
    form_of,
    new_form,
    target_of,
    target_of_comment,
    troubled,
)
from consult.submissions.views.entries import entries
from consult.submissions.views.sent import to_status
from consult.web.errors import say


def until_the_closing(view: Callable[..., ResponseReturnValue]) -> Callable[..., ResponseReturnValue]:
    """Nobody fills in a form that cannot be taken any more: after the closing its page leads to where things stand.
    What was typed before and is sent after comes back with every word."""

    @wraps(view)
    def page(found: Submission, **arguments: Any) -> ResponseReturnValue:
        if request.method != "POST" and not context(found.consultation, found)["is_prompt"]:
            flash(_("The consultation has closed: what was submitted stays as it is."))
            return to_status(found)
        return view(found, **arguments)

    return page


def _when() -> dict[str, Any]:
    """When it had first reached us, and when again where an outage came in between."""
    return {"received_at": g.received_at, "sent_again_at": g.sent_again_at}


@bp.route("/submissions/<reference>/comments/new", methods=["GET", "POST"])
@held.for_its_sender
@until_the_closing
def add(found: Submission) -> ResponseReturnValue:
    """Add a comment to what was submitted, until the closing."""
    consultation = found.consultation
    target = target_of(consultation)
    if target is None:
        raise NotFound
    form = new_form(target, found)
    if form.validate_on_submit() and request.form.get("verb") != "preview":
        try:
            actions.add_comment(found, key=form.key.data, **target.arguments, **form.words(), **_when())
        except Conflict:
            return already(form, target, found, consultation)
        except DomainError as trouble:
            return comment_page(form, target, found, consultation, troubled(form, trouble), is_sent=True)
        flash(_("Added and received. A moderator reads it before it is published."))
        return to_status(found)
    status = 422 if form.is_submitted() and form.errors else 200
    return comment_page(form, target, found, consultation, status, is_sent=True)


@bp.route("/submissions/<reference>/comments/<int:number>/amendment", methods=["GET", "POST"])
@held.for_its_sender
@until_the_closing
def amend(found: Submission, number: int) -> ResponseReturnValue:
    """Say one comment differently, until the closing; what it said before is kept."""
    present = queries.numbered(found, number)
    queries.read_amended([present])
    target = target_of_comment(present)
    form = form_of(present, target, found)
    if form.validate_on_submit() and request.form.get("verb") != "preview":
        try:
            actions.change_comment(present, **form.words(), **_when())
        except DomainError as trouble:
            status = troubled(form, trouble)
            return comment_page(form, target, found, found.consultation, status, is_sent=True, saved=present)
        if present.amendment_waits_since is None:
            flash(_("Changed and received. A moderator reads it again before it is published."))
        else:
            flash(
                _(
                    "Changed and received. The public reads the earlier version until a moderator has read this one."
                )
            )
        return to_status(found)
    status = 422 if form.is_submitted() and form.errors else 200
    return comment_page(
        form, target, found, found.consultation, status,
        is_sent=True, saved=present, editions=queries.editions(present),
    )  # fmt: skip


@bp.route("/submissions/<reference>/comments/<int:number>/withdrawal", methods=["GET", "POST"])
@held.for_its_sender
@until_the_closing
def withdraw_comment(found: Submission, number: int) -> ResponseReturnValue:
    """Take one comment back, until the closing."""
    present = queries.numbered(found, number)
    withdrawn = _("Withdrawn. It is not shown any more.")
    return _withdrawal(found, [present], partial(actions.withdraw_comment, present), withdrawn)


@bp.route("/submissions/<reference>/withdrawal", methods=["GET", "POST"])
@held.for_its_sender
@until_the_closing
def withdraw(found: Submission) -> ResponseReturnValue:
    """Take the whole submission back, until the closing."""
    withdrawn = _("Withdrawn. Nothing of it is shown any more.")
    return _withdrawal(found, [], partial(actions.withdraw, found), withdrawn)


def _withdrawal(
    found: Submission, comments: list[Comment], act: Callable[..., object], told: str
) -> ResponseReturnValue:
    """Ask once more; then take it back, and say so."""
    form = WithdrawalForm()
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            act(**_when())
        except DomainError as trouble:
            form.form_errors.append(say(trouble))
            status = 409
        else:
            flash(told)
            return to_status(found)
    return render_template(
        "submissions/withdraw.html",
        form=form,
        entries=entries(comments),
        **context(found.consultation, found),
    ), status
