"""Redacted copies of files: prepared by rectangles on the pages or by an upload, looked at, then published."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.attachments import actions as attached
from consult.attachments import redacted_copies, served
from consult.attachments.limits import limits
from consult.attachments.models import Attachment
from consult.core.errors import DomainError, NotFound
from consult.core.stale_check import StaleForm, form_version
from consult.documents.attached.kinds import ACCEPTED
from consult.documents.blocks import Unreadable
from consult.moderation import actions, policy, queries
from consult.moderation.forms.attachments import AttachmentForm, RedactFileForm, UploadCopyForm
from consult.moderation.models import AttachmentVerb
from consult.moderation.views.attachments import decided, has_pages, is_redactable, readable
from consult.moderation.views.blueprint import bp
from consult.submissions.models import Submission
from consult.web.errors import say
from consult.web.guards import me, require


def _opened(reference: str) -> tuple[Attachment, Submission]:
    """A file of which this moderator may prepare a redacted copy. Raises NotFound and NotPermitted."""
    require(policy.queue)
    found, submission = queries.attachment(reference, me())
    require(policy.decide_all, submission)
    if not is_redactable(found):
        raise NotFound
    return found, submission


@bp.route("/moderation/attachments/<reference>/redaction", methods=["GET", "POST"])
def redact_file(reference: str) -> ResponseReturnValue:
    """Choose rectangles of the pages of a file; a PDF of images, in which they are black, is prepared."""
    found, submission = _opened(reference)
    form = _rectangles(found)
    if has_pages(found):
        attached.ask_for_pages(found)
    elif form.is_submitted():
        raise NotFound
    if form.validate_on_submit():
        try:
            redacted_copies.draw(
                found, form.rectangles(), by=me().id, seen=form.seen.data or "",
                check=actions.check_no_decision_waits,
            )  # fmt: skip
        except StaleForm:
            _say_other(found, form)
        except DomainError as trouble:
            form.refused(trouble)
        except Unreadable as trouble:
            form.form_errors.append(_(trouble.message))
        else:
            return redirect(url_for(".preview_redacted_copy", reference=reference), 303)
    return _page(found, submission, form, UploadCopyForm(formdata=None, seen=_seen(found)))


@bp.route("/moderation/attachments/<reference>/redaction/copy", methods=["POST"])
def upload_redacted_copy(reference: str) -> ResponseReturnValue:
    """Upload a copy that was redacted elsewhere, to be looked at."""
    found, submission = _opened(reference)
    form = UploadCopyForm()
    if form.validate_on_submit():
        try:
            redacted_copies.upload(
                found,
                form.file.data.filename or "",
                form.file.data.stream,
                by=me().id,
                seen=form.seen.data or "",
                check=actions.check_no_decision_waits,
            )
        except StaleForm:
            _say_other(found, form)
        except DomainError as trouble:
            form.refuse_file(say(trouble))
        except Unreadable as trouble:
            form.refuse_file(_(trouble.message))
        else:
            return redirect(url_for(".preview_redacted_copy", reference=reference), 303)
    return _page(found, submission, _rectangles(found, formdata=None), form, max(form.status, 422))


def _seen(found: Attachment) -> str:
    """The mark of the redacted copy that is prepared now."""
    return form_version(found, *attached.PROPOSED)


def _rectangles(found: Attachment, **formdata: None) -> RedactFileForm:
    """The form with the rectangles of the copy that was drawn last, or with what was sent."""
    drawn = found.proposed.boxes if found.proposed is not None else []
    lines = "\n".join(" ".join(map(str, one)) for one in drawn)
    return RedactFileForm(pages=found.pages, boxes=lines, seen=_seen(found), **formdata)


def _say_other(found: Attachment, form: RedactFileForm | UploadCopyForm) -> None:
    """Say that someone else prepared a copy; the next press of the button replaces it."""
    form.form_errors.append(
        _(
            "Someone else prepared a redacted copy after you opened this page. Open its preview. To replace it with "
            "yours, select the button again."
        )
    )
    form.seen.data = _seen(found)


def _page(
    found: Attachment, submission: Submission, form: RedactFileForm, upload: UploadCopyForm, status: int = 200
) -> ResponseReturnValue:
    is_wrong = form.is_submitted() and bool(form.errors or form.form_errors)
    waits = queries.pending_decision_on_attachment(found.id) is not None
    return render_template(
        "moderation/redact_file.html", submission=submission, consultation=submission.consultation, one=found,
        form=form, upload=upload, wrong=upload if status != 200 else None, has_pages=has_pages(found),
        pages=range(1, len(found.drawn or ()) + 1), is_waiting=found.drawn is None and not is_wrong,
        limits=limits(submission.consultation_id), accepted=ACCEPTED, section="moderation",
        why_not=_(actions.WAITS) if waits and not is_wrong and status == 200 else "",
    ), form.status if is_wrong else status  # fmt: skip


@bp.route("/moderation/attachments/<reference>/redaction/preview", methods=["GET", "POST"])
def preview_redacted_copy(reference: str) -> ResponseReturnValue:
    """Look at the redacted copy that was prepared last, and publish it with a reason."""
    found, submission = _opened(reference)
    if found.proposed is None:
        return redirect(url_for(".redact_file", reference=reference), 303)
    form = AttachmentForm(verb=AttachmentVerb.REDACT, of=reference, seen=form_version(found, *actions.SEEN))
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        answer = decided(found, submission, form)
        if answer is not None:
            return answer
        status = 409
    pages = {
        number: [box[1:] for box in found.proposed.boxes if box[0] == number] for number in _pages(found)
    }
    return render_template(
        "moderation/preview_redacted_copy.html", submission=submission, consultation=submission.consultation,
        one=found, copy=found.proposed, pages=pages, form=form, section="moderation",
    ), status  # fmt: skip


def _pages(found: Attachment) -> range:
    """The numbers of the pages on which the preview shows the rectangles."""
    is_drawn = found.proposed is not None and bool(found.proposed.boxes) and has_pages(found)
    return range(1, len(found.drawn or ()) + 1) if is_drawn else range(0)


@bp.route("/moderation/attachments/<reference>/redaction/preview/file")
def proposed_copy_of_file(reference: str) -> ResponseReturnValue:
    """Download the redacted copy that would be published."""
    require(policy.queue)
    return served.proposed_copy(readable(reference))
