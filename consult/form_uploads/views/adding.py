"""Adding the rows that are ready to a draft submission, or submitting them for whom they speak."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from consult.core.errors import DomainError
from consult.core.jobs import Job
from consult.core.stale_check import StaleForm
from consult.draft_submissions import actions as drafting
from consult.form_uploads import actions
from consult.form_uploads.models import FormUpload
from consult.form_uploads.views.blueprint import UploadHolder
from consult.web.errors import say
from consult.web.guards import me


def add(holder: UploadHolder, upload: FormUpload, seen: str) -> ResponseReturnValue:
    """Add the rows that are ready; the draft submission follows, or these rows where some could not be added. `seen`:
    the mark of what the page showed. Raises StaleForm where that has changed."""
    assert holder.draft is not None  # noqa: S101 -- for the type checker
    try:
        done = actions.add_to_draft(upload, holder.draft, seen=seen)
    except drafting.AlreadySubmitted:
        flash(_("The submission was already made. Nothing was added."), "bad")
        return redirect(holder.address("upload"), 303)
    _tell(done)
    if done.refused:
        flash(_refused(done.refused), "warn")
        return redirect(holder.address("preview", reference=upload.reference), 303)
    return redirect(holder.address("preview", reference=upload.reference, show="added"), 303)


def _tell(done: actions.AddedRows) -> None:
    """Say how many comments were added and replaced."""
    if done.added:
        flash(
            ngettext(
                "%(num)s comment added to your draft submission.", "%(num)s comments added to your draft submission.",
                done.added,
            )
        )  # fmt: skip
    if done.replaced:
        flash(
            ngettext(
                "%(num)s comment replaced in your draft submission.",
                "%(num)s comments replaced in your draft submission.",
                done.replaced,
            )
        )
    if done.deleted:
        flash(
            ngettext(
                "%(num)s comment deleted from your draft submission.",
                "%(num)s comments deleted from your draft submission.",
                done.deleted,
            )
        )
    if not (done.added or done.replaced or done.refused or done.deleted):
        flash(
            _(
                "Nothing was added: every row is in your draft submission, waits for your choice, or is left out."
            )
        )


def _refused(number: int) -> str:
    return str(
        ngettext(
            "%(num)s row could not be added. The reason is beside it.",
            "%(num)s rows could not be added. The reason is beside each.",
            number,
        )
    )


def submit(holder: UploadHolder, upload: FormUpload, seen: str) -> ResponseReturnValue:
    """Submit the rows that are ready, for whom they speak; a job does so where there are many. `seen`: the mark of what
    the page showed. Raises StaleForm where that has changed."""
    back = holder.address("preview", reference=upload.reference)
    try:
        done = actions.submit(upload, holder.consultation, by=me(), back=back, seen=seen)
    except StaleForm:
        raise
    except DomainError as trouble:
        flash(say(trouble), "bad")
        return redirect(back, 303)
    if isinstance(done, Job):
        return redirect(url_for("organisations.job", reference=done.reference), 303)
    if done.comments:
        flash(ngettext("%(num)s comment submitted.", "%(num)s comments submitted.", done.comments))
    elif not done.refused:
        flash(
            _("Nothing was submitted: every row was submitted before, waits for your choice, or is left out.")
        )
    if done.refused:
        flash(_refused(done.refused), "warn")
    return redirect(back, 303)
