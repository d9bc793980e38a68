"""Attachments of a draft: chosen, described, removed, read again; and those of what was submitted."""

from typing import NamedTuple

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.attachments import queries as attachments
from consult.attachments import served
from consult.attachments.limits import limits
from consult.attachments.models import Attachment
from consult.consultations.models import Consultation
from consult.core.errors import DomainError, NotFound, Throttled
from consult.draft_submissions import actions
from consult.draft_submissions.forms.access_code import MailCodeForm
from consult.draft_submissions.forms.attachments import AttachForm, DescribeForm
from consult.draft_submissions.models import DraftSubmission
from consult.draft_submissions.views.blueprint import bp, consultation_of, opened_on
from consult.draft_submissions.views.draft_submission import draft_page
from consult.draft_submissions.views.submitted import arrival_times, status_page, while_changeable
from consult.submissions import actions as submissions
from consult.submissions import policy, submitter_access
from consult.submissions.models import Submission
from consult.web.forms import ButtonForm
from consult.web.guards import me, require
from consult.web.rate_limits import caller, limit

UPLOADS = "120 per hour"
"""Many for a network that a whole office stands behind."""


class OpenedDraft(NamedTuple):
    """The draft that a request is about, and its consultation."""

    draft: DraftSubmission
    consultation: Consultation


def opened_draft(slug: str) -> OpenedDraft:
    """The draft that this reader has open. Raises NotFound, and AlreadySubmitted where it was submitted."""
    consultation = consultation_of(slug)
    found = opened_on(consultation)
    if found is None:
        raise NotFound
    require(policy.open_own, found)
    if isinstance(found, Submission):
        raise actions.AlreadySubmitted(found)
    return OpenedDraft(found, consultation)


def attachment_of(draft: DraftSubmission, reference: str) -> Attachment:
    """An attachment of a draft. Raises NotFound."""
    found = attachments.by_reference(reference)
    if found.draft_id != draft.id:
        raise NotFound
    return found


@bp.route("/consultations/<slug>/sheet/attachments", methods=["GET", "POST"])
def attach(slug: str) -> ResponseReturnValue:
    """Attach a file to the draft. What was typed beside it stays on the page where that is not possible."""
    if request.method != "POST":  # a page that refused a file, loaded again
        consultation_of(slug)
        return _back(slug)
    form = AttachForm()
    try:
        draft, consultation = opened_draft(slug)
        return _attached(draft, consultation, form)
    except actions.AlreadySubmitted as done:
        form.validate()
        form.refuse_file(done)
        submitter_access.remember(done.submission)
        return status_page(done.submission, 409, attach=form)


def _attached(draft: DraftSubmission, consultation: Consultation, form: AttachForm) -> ResponseReturnValue:
    """Attach what was sent. Raises AlreadySubmitted."""
    if not form.validate_on_submit():
        return draft_page(draft, MailCodeForm(draft, me(), formdata=None), 422, attach=form)
    sent = form.file.data
    try:
        limit(UPLOADS, "attach", caller())
        actions.attach(
            draft, sent.filename or "", sent.stream, description=form.description.data or "",
            limits=limits(consultation.id),
        )  # fmt: skip
    except actions.AlreadySubmitted:
        raise
    except DomainError as trouble:
        form.refuse_file(trouble)
        return draft_page(draft, MailCodeForm(draft, me(), formdata=None), _status(trouble), attach=form)
    flash(_("File attached."))
    return _back(consultation.slug)


def _status(trouble: DomainError) -> int:
    return 429 if isinstance(trouble, Throttled) else 422


@bp.route("/consultations/<slug>/sheet/attachments/<reference>/description", methods=["GET", "POST"])
def describe(slug: str, reference: str) -> ResponseReturnValue:
    """Say what an attachment of the draft is."""
    if request.method != "POST":
        consultation_of(slug)
        return _back(slug)
    draft, _consultation = opened_draft(slug)
    found, form = attachment_of(draft, reference), DescribeForm(of=reference)
    if not form.validate_on_submit():
        return draft_page(draft, MailCodeForm(draft, me(), formdata=None), 422, described={reference: form})
    actions.describe_attachment(draft, found, form.description.data or "")
    flash(_("Description saved."))
    return _back(slug)


@bp.route("/consultations/<slug>/sheet/attachments/<reference>/removal", methods=["POST"])
def remove_attachment(slug: str, reference: str) -> ResponseReturnValue:
    """Take an attachment off the draft and delete its file."""
    draft, _consultation = opened_draft(slug)
    if ButtonForm().validate_on_submit():
        actions.remove_attachment(draft, attachment_of(draft, reference))
        flash(_("File removed."))
    return _back(slug)


def _back(slug: str) -> ResponseReturnValue:
    return redirect(url_for(".draft_submission", slug=slug, _anchor="attachments"), 303)


@bp.route("/consultations/<slug>/sheet/attachments/<reference>")
def own_file(slug: str, reference: str) -> ResponseReturnValue:
    """Download an attachment of one's own draft."""
    found = opened_on(consultation_of(slug))
    if found is None:
        return submitter_access.ask_for_code()
    require(policy.open_own, found)
    if isinstance(found, Submission):
        return redirect(url_for(".sent_file", reference=found.reference, file=reference), 303)
    return _delivered(attachment_of(found, reference))


@bp.route("/submissions/<reference>/attachments", methods=["GET", "POST"])
@submitter_access.load_for_submitter
@while_changeable
def attach_sent(found: Submission) -> ResponseReturnValue:
    """Attach a file to one's own submission, until the deadline."""
    if request.method != "POST":
        return redirect(url_for(".status", reference=found.reference, _anchor="attach"), 303)
    form = AttachForm()
    if not form.validate_on_submit():
        return status_page(found, 422, attach=form)
    sent = form.file.data
    try:
        limit(UPLOADS, "attach", caller())
        submissions.attach_file(
            found, sent.filename or "", sent.stream, description=form.description.data or "",
            limits=limits(found.consultation_id), **arrival_times(),
        )  # fmt: skip
    except DomainError as trouble:
        form.refuse_file(trouble)
        return status_page(found, _status(trouble), attach=form)
    flash(_("File attached."))
    return redirect(url_for(".status", reference=found.reference, _anchor="attachments"), 303)


@bp.route("/submissions/<reference>/attachments/<file>")
@submitter_access.load_for_submitter
def sent_file(found: Submission, file: str) -> ResponseReturnValue:
    """Download an attachment of one's own submission."""
    attachment = attachments.by_reference(file)
    if attachment.submission_id != found.id or attachment.is_record:
        raise NotFound
    return _delivered(attachment)


def _delivered(attachment: Attachment) -> ResponseReturnValue:
    if not attachments.is_deliverable(attachment):
        raise NotFound
    return served.original(attachment)


@bp.route("/submissions/<reference>/attachments/<file>/deletion", methods=["POST"])
@submitter_access.load_for_submitter
def delete_sent_file(found: Submission, file: str) -> ResponseReturnValue:
    """Delete the files of an attachment of one's own submission for good, before and after the deadline."""
    attachment = attachments.by_reference(file)
    if attachment.submission_id != found.id or attachment.is_record:
        raise NotFound
    if request.method == "POST" and ButtonForm().validate_on_submit():
        actions.erase_attachment(attachment)
        flash(_("File deleted."))
    return redirect(url_for(".status", reference=found.reference, _anchor="attachments"), 303)
