"""The pages of someone who takes part: a form goes into their draft submission."""

from collections.abc import Callable

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.consultations.models import Consultation
from consult.core.errors import DomainError, NotFound, NotPossible, Throttled
from consult.draft_submissions.models import DraftSubmission
from consult.draft_submissions.writer_access import NO_FORM_AFTER_SUBMITTING, by_sent_code, opened_on
from consult.form_uploads.views import mapping, previewing, rows, uploading
from consult.form_uploads.views.blueprint import UploadHolder, bp
from consult.submissions import policy, submitter_access
from consult.submissions.models import Submission
from consult.submissions.submitter_access import consultation_of
from consult.web.guards import require

Page = Callable[[UploadHolder], ResponseReturnValue]


def _for_writer(
    slug: str,
    page: Page,
    late: Callable[[Submission], ResponseReturnValue] | None = None,
    lost: Callable[[Consultation, DomainError], ResponseReturnValue] | None = None,
) -> ResponseReturnValue:
    """A page for anyone who has a draft submission open; all others say first who they are, and come back. `late`: the
    answer to words that come when it was submitted in another window; `lost`: to words of a browser that has lost its
    access, which the access code gives again. A questionnaire takes no comment forms."""
    consultation = consultation_of(slug)
    if consultation.is_questionnaire:
        raise NotFound
    found = opened_on(consultation)
    if found is None:
        if request.method != "POST" or lost is None:
            return redirect(url_for("draft_submissions.take_part", slug=slug, form=1), 303)
        try:
            found = by_sent_code(consultation)
        except (NotPossible, Throttled) as trouble:
            return lost(consultation, trouble)
        submitter_access.remember(found)
    require(policy.open_own, found)
    if isinstance(found, Submission):
        return _submitted(found, late)
    assert isinstance(found, DraftSubmission)  # noqa: S101 -- for the type checker
    return page(UploadHolder(consultation, found))


def _submitted(
    found: Submission, late: Callable[[Submission], ResponseReturnValue] | None
) -> ResponseReturnValue:
    if request.method == "POST" and late is not None:
        return late(found)
    flash(_(NO_FORM_AFTER_SUBMITTING), "bad" if request.method == "POST" else "info")
    return redirect(url_for("draft_submissions.status", reference=found.reference), 303)


@bp.route("/consultations/<slug>/sheet/forms", methods=["GET", "POST"])
def upload(slug: str) -> ResponseReturnValue:
    """Upload a filled comment form."""
    return _for_writer(slug, uploading.upload_page)


@bp.route("/consultations/<slug>/sheet/forms/<reference>", methods=["GET", "POST"])
def preview(slug: str, reference: str) -> ResponseReturnValue:
    """The form row by row; what was chosen is saved, and rows are added to the draft submission."""
    return _for_writer(slug, lambda holder: previewing.preview_page(holder, reference))


@bp.route("/consultations/<slug>/sheet/forms/<reference>/columns", methods=["GET", "POST"])
def columns(slug: str, reference: str) -> ResponseReturnValue:
    """What the columns of the form hold."""
    return _for_writer(slug, lambda holder: mapping.columns_page(holder, reference))


@bp.route("/consultations/<slug>/sheet/forms/<reference>/rows/<int:position>", methods=["GET", "POST"])
def row(slug: str, reference: str, position: int) -> ResponseReturnValue:
    """One row: its passage, its type, its words."""
    return _for_writer(
        slug,
        lambda holder: rows.row_page(holder, reference, position),
        lambda found: rows.typed_after_submitting(found, reference, position),
        lambda consultation, trouble: rows.typed_without_access(consultation, position, trouble),
    )
