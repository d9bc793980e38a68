"""After submitting, until the deadline: a comment is added, or one said differently."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import flash, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.core.errors import Conflict, DomainError, NotFound
from consult.draft_submissions import actions
from consult.draft_submissions.forms.commenting import CommentForm
from consult.draft_submissions.views import unfinished
from consult.draft_submissions.views.blueprint import bp
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
from consult.draft_submissions.views.entries import where
from consult.draft_submissions.views.submitted import arrival_times, to_status, while_changeable
from consult.submissions import queries, submitter_access
from consult.submissions.lifecycle import State
from consult.submissions.models import Comment, CommentVersion, Subject, Submission
from consult.submissions.rules import NewComment


@bp.route("/submissions/<reference>/comments/new", methods=["GET", "POST"])
@submitter_access.load_for_submitter
@while_changeable
def add(found: Submission) -> ResponseReturnValue:
    """Add a comment to what was submitted, until the deadline."""
    return _comment(found, None)


@bp.route("/submissions/<reference>/comments/<int:number>/amendment", methods=["GET", "POST"])
@submitter_access.load_for_submitter
@while_changeable
def amend(found: Submission, number: int) -> ResponseReturnValue:
    """Say one comment differently, until the deadline; what it said before is kept."""
    return _comment(found, number)


@bp.route("/submissions/<reference>/comments/new/typed", methods=["POST"])
@submitter_access.load_for_submitter
def keep_addition(found: Submission) -> ResponseReturnValue:
    """Keep what is typed into an addition; nothing is sent."""
    return Page.of(found, None).typed()


@bp.route("/submissions/<reference>/comments/<int:number>/amendment/typed", methods=["POST"])
@submitter_access.load_for_submitter
def keep_amendment(found: Submission, number: int) -> ResponseReturnValue:
    """Keep what is typed into an amendment, or throw it away; nothing is sent."""
    page = Page.of(found, number)
    if page.present is not None and unfinished.dropped(page.form, found, page.present):
        return to_status(found)
    return page.typed()


def _comment(found: Submission, number: int | None) -> ResponseReturnValue:
    """The page of a new comment, or of the one with this number; then what was typed is sent."""
    page = Page.of(found, number)
    if not page.form.is_submitted():
        return page.opened()
    if page.is_passage_gone:
        page.form.form_errors = [
            _(
                "This passage is no longer in the draft. Select the button to comment on the whole draft instead."
            )
        ]
        return page.show(page.form, 409)
    answer = page.pressed()
    if answer is not None:
        return answer
    flash(_told(page.present))
    return to_status(found)


def _told(amended: Comment | None) -> str:
    """What was done, in words."""
    if amended is None:
        told = _("Comment submitted. A moderator reviews it before it is published.")
    elif amended.amendment_waits_since is None:
        told = _("Change submitted. A moderator reviews the comment again before it is published.")
    else:
        told = _(
            "Change submitted. The earlier version stays public until a moderator has reviewed this one."
        )
    return str(told)


@dataclass(frozen=True)
class Page:
    """The page on which a comment is added to a submission, or one of it (`present`) said differently.

    Its main button sends what was typed. Whatever else keeps it goes to an address of its own, at which nothing is ever
    sent: neither by this version of the application nor by the one before, which may run beside it for some minutes.
    """

    found: Submission
    target: Target
    form: CommentForm
    present: Comment | None = None
    is_passage_gone: bool = False
    """Whether it was begun on a passage that is not in the text any more."""

    @classmethod
    def of(cls, found: Submission, number: int | None) -> "Page":
        """The page of a new comment, about what its address says, or of the one with this number. Raises NotFound."""
        if number is not None:
            present = queries.numbered(found, number)
            target = target_of_comment(present)
            return cls(found, target, form_of(present, target, found), present)
        named = target_of(found.consultation)
        target = named or Target(Subject.GENERAL, where(Subject.GENERAL, "", None, found.consultation))
        return cls(found, target, new_form(target, found), is_passage_gone=named is None)

    def opened(self) -> ResponseReturnValue:
        """The page as it is opened: with what was typed before and not sent. Raises NotFound for a passage that is not
        in the text."""
        if self.present is not None:
            begun = unfinished.begun_change(self.present)
        elif self.is_passage_gone:
            raise NotFound
        else:
            begun, _typed = unfinished.begun_at(self.found, self.target)
        return self.show(self.form if begun is None else unfinished.with_words(self.form, begun))

    def show(self, form: CommentForm, status: int = 200, **more: Any) -> ResponseReturnValue:
        """The page as it is now."""
        editions: Sequence[CommentVersion] = ()
        if self.present is not None:
            show_other(form, self.present, self.target, self.found)
            editions = queries.editions(self.present)[:-1]  # the last is the present one
        return comment_page(
            form, self.target, self.found, self.found.consultation, status, saved=self.present, editions=editions,
            **unfinished.of_sent(self.found, self.target, self.present), **more,
        )  # fmt: skip

    def pressed(self) -> ResponseReturnValue | None:
        """What the press of the button that sends, or of the one that shows the change, hears; None where what was
        typed is sent."""
        status = 200 if self.form.validate() else 422
        if status == 200 and not request.form.get("verb"):
            try:
                self._send()
            except DomainError as trouble:
                if self.present is None and isinstance(trouble, Conflict):
                    return self._already()
                status = troubled(self.form, trouble)
            else:
                return None
        return self._kept(status)

    def _send(self) -> None:
        form = self.form
        words, times = form.words(), arrival_times()
        key, begun = form.key.data, actions.UnfinishedMark.read(form.begun.data)
        if self.present is None:
            about = {**self.target.arguments, "version_id": self.target.version_id}
            words["page_part"] = words["page_part"] or ""
            actions.send_addition(self.found, NewComment(key=key, **about, **words), begun=begun, **times)
        else:
            actions.send_amendment(
                self.present, key=key, begun=begun, seen=form.written_over, **words, **times
            )

    def typed(self) -> ResponseReturnValue:
        """What the button that keeps what was typed, or the small script, hears."""
        return self._kept(200 if self.form.validate() else 422)

    def _kept(self, status: int) -> ResponseReturnValue:
        form = self.form
        is_kept: bool | None = False
        if self.found.state == State.SUBMITTED:
            try:
                is_kept = unfinished.keep(form, self.target, self.found, self.present)
            except Conflict:
                return self._already()
        if autosaving():
            is_refused = is_kept is False and not form.errors
            return ({"saved": False}, 409) if is_refused else autosaved(form, is_kept=is_kept is not False)
        if request.form.get("verb") == "back" and is_kept is not False:
            if is_kept:
                flash(_("Your text is kept here. It is not submitted."), "warn")
            return to_status(self.found)
        if request.form.get("verb") == "preview" and is_kept is not False:
            form.overlook_missing()
            status = status if form.errors else 200
        return self.show(form, status)

    def _already(self) -> ResponseReturnValue:
        """Another comment was added from the same page."""
        addresses = unfinished.of_sent(self.found, self.target)
        return unfinished.already(self.form, self.target, self.found, self.found.consultation, **addresses)
