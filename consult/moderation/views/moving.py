"""Moving a comment that staff entered to another passage: a page of its own; and what its submitter reads of it."""

from dataclasses import dataclass
from datetime import datetime

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.core.declarations import listed_in
from consult.core.errors import DomainError
from consult.core.stale_check import StaleForm
from consult.drafts.passage_choices import passage_choices
from consult.moderation import actions, policy, queries
from consult.moderation.forms.comment_facts import MoveForm
from consult.moderation.views.blueprint import bp
from consult.moderation.views.filters import query
from consult.moderation.views.reviewing import in_form
from consult.submissions import policy as submissions_policy
from consult.submissions import queries as submitted
from consult.submissions.models import Comment, Submission
from consult.web.guards import me, require
from consult.web.page_language import locale_code


@bp.route("/moderation/<reference>/<int:number>/passage", methods=["GET", "POST"])
def move(reference: str, number: int) -> ResponseReturnValue:
    """Choose another passage for a comment that staff entered, and say why."""
    require(submissions_policy.handle_comments)
    queries.submission_of_ours(reference, me())
    comment = submitted.comment(reference, number)
    require(policy.move, comment)
    form = _form(comment)
    if form.validate_on_submit():
        try:
            actions.move(comment, form.passage.data, form.reason.data, by=me(), seen=form.seen.data)
        except DomainError as trouble:
            form.refused(trouble)
            if isinstance(trouble, StaleForm):
                form.seen.data = actions.place_mark(submitted.comment(reference, number))
        else:
            flash(_("Comment moved. Its words have not changed."))
            return redirect(_back(comment), 303)
    consultation = comment.submission.consultation
    return render_template(
        "moderation/move.html",
        form=form,
        comment=comment,
        submission=comment.submission,
        reference=f"{reference}/{number}",
        passage=submitted.commented_passages(consultation, [comment], locale_code()).get(comment.id),
        in_form=in_form(comment),
        back=_back(comment),
        section="moderation",
    ), form.status


def _form(comment: Comment) -> MoveForm:
    form = MoveForm(seen=actions.place_mark(comment), passage=comment.block_key)
    form.passage.choices = passage_choices(comment.submission.consultation.version_id, whole="")
    return form


def _back(comment: Comment) -> str:
    """The page of the comment for a moderator; for an officer the workbench, where it is."""
    name, number = comment.submission.reference, comment.number
    consultation = comment.submission.consultation
    if policy.read(me(), consultation):
        return url_for("moderation.review", reference=name, number=number) + query()
    return url_for("responses.workbench", slug=consultation.slug, comment=f"{name}/{number}")


@dataclass(frozen=True)
class MoveForSubmitter:
    """A move as the submitter reads it; places in words, "" for the whole draft."""

    number: int
    old: str
    new: str
    at: datetime
    reason: str


@listed_in("HOOKS")
def status_part(submission: Submission) -> tuple[str, list[MoveForSubmitter]]:
    """The moves on the status page of a submission (see draft_submissions.views.submitted.STATUS_PARTS)."""
    whole = _("Whole draft")
    return "moderation/_moved.html", [
        MoveForSubmitter(number, one.from_place or whole, one.to_place or whole, one.moved_at, one.reason)
        for number, one in queries.moves_of(submission)
    ]
