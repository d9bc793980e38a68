"""The pages of someone who takes part: a form goes into their draft submission."""

from collections.abc import Callable

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.core.errors import NotFound
from consult.draft_submissions.models import DraftSubmission
from consult.draft_submissions.writer_access import NO_FORM_AFTER_SUBMITTING, consultation_of, opened_on
from consult.form_uploads.views import mapping, previewing, rows, uploading
from consult.form_uploads.views.blueprint import Holder, bp
from consult.submissions import policy
from consult.submissions.models import Submission
from consult.web.guards import require

Page = Callable[[Holder], ResponseReturnValue]


def _for_writer(
    slug: str, page: Page, late: Callable[[Submission], ResponseReturnValue] | None = None
) -> ResponseReturnValue:
    """A page for anyone who has a draft submission open; all others say first who they are, and come back. `late`: the
    answer to words that come when it was submitted in another window. A questionnaire takes no comment forms."""
    consultation = consultation_of(slug)
    if consultation.is_questionnaire:
        raise NotFound
    found = opened_on(consultation)
    if found is None:
        return redirect(url_for("draft_submissions.take_part", slug=slug, form=1), 303)
    require(policy.open_own, found)
    if isinstance(found, Submission):
        if request.method == "POST" and late is not None:
            return late(found)
        flash(_(NO_FORM_AFTER_SUBMITTING), "bad" if request.method == "POST" else "info")
        return redirect(url_for("draft_submissions.status", reference=found.reference), 303)
    assert isinstance(found, DraftSubmission)  # noqa: S101 -- for the type checker
    return page(Holder(consultation, found))


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
    )
