"""Comments that were left while they were written, and are complete: saved together, as a page shows them."""

from collections.abc import Sequence

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from consult.core.errors import NotFound
from consult.draft_submissions import actions, queries
from consult.draft_submissions.forms.reviewing import AutosavedForm
from consult.draft_submissions.views.blueprint import bp, consultation_of, opened_on
from consult.draft_submissions.views.entries import Entry
from consult.submissions import policy
from consult.submissions.models import Submission
from consult.web.forms import NOTHING_TYPED
from consult.web.guards import require


def autosaved_fields(entries: Sequence[Entry], *, is_review: bool) -> dict[str, str]:
    """What the button sends that saves those of these comments that no button has saved; {} where there are none."""
    found = [one.comment for one in entries if one.comment.is_autosaved]
    shown = ",".join(f"{one.number}={queries.shown_mark(one)}" for one in found)
    return {"shown": shown, "is_review": "1" if is_review else ""} if found else {}


@bp.route("/consultations/<slug>/sheet/comments/saving", methods=["POST"])
def save_all(slug: str) -> ResponseReturnValue:
    """Save every comment that the page showed as not saved yet."""
    found = opened_on(consultation_of(slug))
    if found is None:
        raise NotFound
    require(policy.open_own, found)
    if isinstance(found, Submission):
        raise actions.AlreadySubmitted(found)
    form = AutosavedForm()
    if form.validate_on_submit():
        _told(actions.save_autosaved(found, form.marks()))
    else:
        flash(str(NOTHING_TYPED), "warn")
    back = ".review" if form.is_review.data else ".draft_submission"
    return redirect(url_for(back, slug=slug), 303)


def _told(done: actions.SavedComments) -> None:
    """Say what was saved, and what was not."""
    if done.saved:
        flash(
            ngettext(
                "%(num)s comment saved, not submitted.", "%(num)s comments saved, not submitted.", done.saved
            )
        )
    if done.changed:
        flash(
            ngettext(
                "%(num)s comment has changed since you opened the page and was not saved. Review it again.",
                "%(num)s comments have changed since you opened the page and were not saved. Review them again.",
                len(done.changed),
            ),
            "warn",
        )
    if done.saved or done.changed:
        return
    if done.unseen:
        flash(_("No comment was saved. Review the comments that are not saved yet, and save them."), "warn")
    else:
        flash(_("All comments were saved before."))
