"""After submitting, until the closing: adding, saying differently, taking back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial, wraps
from typing import Any

from flask import flash, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.core.errors import Conflict, DomainError, NotFound
from consult.draft_submissions.forms import CommentForm, WithdrawalForm
from consult.draft_submissions.views import unfinished
from consult.draft_submissions.views.blueprint import bp, context
from consult.draft_submissions.views.commenting import (
    Target,
    autosaved,
    autosaving,
    comment_page,
    form_of,
    new_form,
    show_other,
    target_of,
    target_of_comment,
    troubled,
)
from consult.draft_submissions.views.entries import entries, where
from consult.draft_submissions.views.sent import to_status
from consult.submissions import actions, queries, sender_access
from consult.submissions.lifecycle import State
from consult.submissions.models import Comment, CommentEdition, Subject, Submission
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
@sender_access.for_its_sender
@until_the_closing
def add(found: Submission) -> ResponseReturnValue:
    """Add a comment to what was submitted, until the closing."""
    place, page, form = _addition(found)
    if not form.is_submitted():
        if place is None:
            raise NotFound
        begun, _typed = unfinished.begun_at(found, place)
        return page.show(form if begun is None else unfinished.with_words(form, begun))
    if place is None:
        form.form_errors = [
            _("This place is not in the text any more. Press the button to make it a comment on the whole.")
        ]
        return page.show(form, 409)

    def act() -> None:
        actions.add_comment(
            found, key=form.key.data, **page.target.arguments, **form.words(), **_when(),
            begun=actions.Begun.read(form.begun.data),
        )  # fmt: skip

    answer = page.pressed(form, act)
    if answer is None:
        flash(_("Added and received. A moderator reads it before it is published."))
    return answer or to_status(found)


@bp.route("/submissions/<reference>/comments/new/typed", methods=["POST"])
@sender_access.for_its_sender
def keep_addition(found: Submission) -> ResponseReturnValue:
    """Keep what is typed into an addition; nothing is sent."""
    _place, page, form = _addition(found)
    return page.typed(form)


def _addition(found: Submission) -> tuple[Target | None, "Page", CommentForm]:
    """What an addition is to be about (None for a place that is not in the text), its page and its form."""
    place = target_of(found.consultation)
    target = place or Target(Subject.GENERAL, where(Subject.GENERAL, "", None))
    return place, Page(target, found), new_form(target, found)


@bp.route("/submissions/<reference>/comments/<int:number>/amendment", methods=["GET", "POST"])
@sender_access.for_its_sender
@until_the_closing
def amend(found: Submission, number: int) -> ResponseReturnValue:
    """Say one comment differently, until the closing; what it said before is kept."""
    present, page, form = _amendment(found, number)
    if not form.is_submitted():
        begun = unfinished.begun_change(present)
        return page.show(form if begun is None else unfinished.with_words(form, begun))

    def act() -> None:
        actions.change_comment(
            present, **form.words(), **_when(), key=form.key.data, seen=form.written_over,
            begun=actions.Begun.read(form.begun.data),
        )  # fmt: skip

    answer = page.pressed(form, act)
    if answer is not None:
        return answer
    if present.amendment_waits_since is None:
        flash(_("Changed and received. A moderator reads it again before it is published."))
    else:
        flash(
            _(
                "Changed and received. The public reads the earlier version until a moderator has read this one."
            )
        )
    return to_status(found)


@bp.route("/submissions/<reference>/comments/<int:number>/amendment/typed", methods=["POST"])
@sender_access.for_its_sender
def keep_amendment(found: Submission, number: int) -> ResponseReturnValue:
    """Keep what is typed into an amendment, or throw it away; nothing is sent."""
    present, page, form = _amendment(found, number)
    return to_status(found) if unfinished.dropped(form, found, present) else page.typed(form)


def _amendment(found: Submission, number: int) -> tuple[Comment, "Page", CommentForm]:
    """A comment of a submission, the page on which it is said differently, and its form."""
    present = queries.numbered(found, number)
    target = target_of_comment(present)
    return present, Page(target, found, present), form_of(present, target, found)


@dataclass(frozen=True)
class Page:
    """The page on which a comment is added to a submission that was sent, or one of it (`present`) said differently.

    Its main button sends what was typed. Whatever else keeps it goes to an address of its own, at which nothing is ever
    sent: neither by this version of the application nor by the one before, which may run beside it for some minutes.
    """

    target: Target
    found: Submission
    present: Comment | None = None

    def show(self, form: CommentForm, status: int = 200, **more: Any) -> ResponseReturnValue:
        """The page as it is now."""
        editions: Sequence[CommentEdition] = ()
        if self.present is not None:
            show_other(form, self.present, self.target, self.found)
            editions = queries.editions(self.present)
        return comment_page(
            form, self.target, self.found, self.found.consultation, status, saved=self.present, editions=editions,
            **unfinished.of_sent(self.found, self.target, self.present), **more,
        )  # fmt: skip

    def pressed(self, form: CommentForm, act: Callable[[], None]) -> ResponseReturnValue | None:
        """What the press of the button that sends, or of the one that shows the change, hears; None where `act` has
        sent what was typed."""
        status = 200 if form.validate() else 422
        if status == 200 and not request.form.get("verb"):
            try:
                act()
            except DomainError as trouble:
                if self.present is None and isinstance(trouble, Conflict):
                    return self._already(form)
                status = troubled(form, trouble)
            else:
                return None
        return self._kept(form, status)

    def typed(self, form: CommentForm) -> ResponseReturnValue:
        """What the button that keeps what was typed, or the small script, hears."""
        return self._kept(form, 200 if form.validate() else 422)

    def _kept(self, form: CommentForm, status: int) -> ResponseReturnValue:
        is_kept: bool | None = False
        if self.found.state == State.SUBMITTED:
            try:
                is_kept = unfinished.keep(form, self.target, self.found, self.present)
            except Conflict:
                return self._already(form)
        if autosaving():
            is_refused = is_kept is False and not form.errors
            return ({"saved": False}, 409) if is_refused else autosaved(form, is_kept=is_kept is not False)
        if request.form.get("verb") == "back" and is_kept is not False:
            if is_kept:
                flash(_("What you typed is kept here. It is not sent."), "warn")
            return to_status(self.found)
        return self.show(form, status)

    def _already(self, form: CommentForm) -> ResponseReturnValue:
        """Another comment was added from the same page."""
        addresses = unfinished.of_sent(self.found, self.target)
        return unfinished.already(form, self.target, self.found, self.found.consultation, **addresses)


@bp.route("/submissions/<reference>/comments/<int:number>/withdrawal", methods=["GET", "POST"])
@sender_access.for_its_sender
@until_the_closing
def withdraw_comment(found: Submission, number: int) -> ResponseReturnValue:
    """Take one comment back, until the closing."""
    present = queries.numbered(found, number)
    withdrawn = _("Withdrawn. It is not shown any more.")
    return _withdrawal(found, [present], partial(actions.withdraw_comment, present), withdrawn)


@bp.route("/submissions/<reference>/withdrawal", methods=["GET", "POST"])
@sender_access.for_its_sender
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
        "draft_submissions/withdraw.html",
        form=form,
        entries=entries(comments),
        **context(found.consultation, found),
    ), status
