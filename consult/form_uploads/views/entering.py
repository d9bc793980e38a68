"""The pages of officers: they enter a form that reached the organisation, with the rows of many stakeholders."""

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.consultations.staff_links import StaffLink
from consult.core.declarations import listed_in
from consult.core.errors import NotFound
from consult.form_uploads import policy
from consult.form_uploads.views import entry_details, mapping, previewing, rows, uploading
from consult.form_uploads.views.blueprint import UploadHolder, bp
from consult.web.guards import may_i, require


def _for_officer(slug: str) -> UploadHolder:
    """The consultation, for an officer. Raises NotFound for a questionnaire, which takes no comment forms."""
    consultation = consultations.public(slug)
    require(policy.enter, consultation)
    if consultation.is_questionnaire:
        raise NotFound
    return UploadHolder(consultation)


@listed_in("HOOKS")
def staff_link(consultation: Consultation) -> StaffLink | None:
    """The link from the page of a consultation, None for someone who may not enter forms."""
    if not may_i("form_uploads.enter", consultation):
        return None
    return StaffLink(url_for("form_uploads.staff_upload", slug=consultation.slug), _("Enter a comment form"))


@bp.route("/consultations/<slug>/entries/forms", methods=["GET", "POST"])
def staff_upload(slug: str) -> ResponseReturnValue:
    """Upload a form with the rows of one stakeholder or of many."""
    return uploading.upload_page(_for_officer(slug))


@bp.route("/consultations/<slug>/entries/forms/<reference>", methods=["GET", "POST"])
def staff_preview(slug: str, reference: str) -> ResponseReturnValue:
    """The form row by row, by stakeholder; rows are submitted."""
    return previewing.preview_page(_for_officer(slug), reference)


@bp.route("/consultations/<slug>/entries/forms/<reference>/columns", methods=["GET", "POST"])
def staff_columns(slug: str, reference: str) -> ResponseReturnValue:
    """What the columns of the form hold."""
    return mapping.columns_page(_for_officer(slug), reference)


@bp.route("/consultations/<slug>/entries/forms/<reference>/rows/<int:position>", methods=["GET", "POST"])
def staff_row(slug: str, reference: str, position: int) -> ResponseReturnValue:
    """One row: its passage, its type, its words."""
    return rows.row_page(_for_officer(slug), reference, position)


@bp.route("/consultations/<slug>/entries/forms/<reference>/receipt", methods=["GET", "POST"])
def staff_receipt(slug: str, reference: str) -> ResponseReturnValue:
    """How and when the form was received."""
    return entry_details.receipt_page(_for_officer(slug), reference)


@bp.route(
    "/consultations/<slug>/entries/forms/<reference>/stakeholders/<int:position>", methods=["GET", "POST"]
)
def staff_stakeholder(slug: str, reference: str, position: int) -> ResponseReturnValue:
    """For whom rows speak."""
    return entry_details.stakeholder_page(_for_officer(slug), reference, position)
