"""What an officer says of a form beside its rows: how it was received, and for whom rows speak."""

from typing import Any

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.comment_forms import submitters
from consult.core.errors import Conflict
from consult.core.stale_check import StaleForm, form_version
from consult.form_uploads import actions, queries, saved_rows
from consult.form_uploads.actions.uploading import RECEIPT
from consult.form_uploads.forms import ReceiptChangeForm, SubmitterForm
from consult.form_uploads.models import FormUpload, UploadedRow
from consult.form_uploads.views.blueprint import UploadHolder
from consult.form_uploads.views.uploading import entry_of
from consult.stakeholders import queries as stakeholders
from consult.stakeholders.forms import said_category
from consult.web.forms import Form
from consult.web.page_language import locale_code
from consult.web.request_sizes import VALUE, beginning


def receipt_page(holder: UploadHolder, reference: str) -> ResponseReturnValue:
    """How and when the form reached the organisation, and its language."""
    upload = holder.upload(reference)
    form = _receipt(holder, upload)
    if form.validate_on_submit():
        entry = entry_of(form)
        assert entry is not None  # noqa: S101 -- for the type checker
        try:
            actions.correct_receipt(upload, entry, seen=form.seen.data)
        except Conflict as trouble:
            form.refused(trouble, lambda: _receipt(holder, holder.upload(reference), formdata=None))
        else:
            return _saved(holder, reference)
    return _page(holder, reference, form, _("Receipt of the form"))


def _receipt(holder: UploadHolder, upload: FormUpload, **more: Any) -> ReceiptChangeForm:
    """The form with what is known of the receipt; `more`: as every form takes it."""
    return ReceiptChangeForm(
        holder.consultation, received_at=upload.received_at, language=upload.language,
        channel=upload.channel or "", data={"seen": form_version(upload, *RECEIPT)}, **more,
    )  # fmt: skip


def stakeholder_page(holder: UploadHolder, reference: str, position: int) -> ResponseReturnValue:
    """For whom the rows speak that stand together with one. Where its page was opened before the columns were read
    again, it is found by its place."""
    upload = holder.upload(reference)
    sent = beginning(request.form, "place", VALUE) if request.method == "POST" else ""
    row = (queries.row_at_place(upload, sent) if sent else None) or queries.row_at(upload, position)
    form = _submitter(holder, upload, row)
    if form.validate_on_submit():
        try:
            actions.name_submitter(
                upload, holder.consultation, form.place.data, organisation=form.organisation.data or "",
                name=form.name.data or "", country=form.country.data or "", seen=form.seen.data, **said_category(form),
            )  # fmt: skip
        except StaleForm as trouble:
            now = queries.row_at_place(upload, form.place.data) or queries.row_at(upload, position)
            form.refused(trouble, lambda: _submitter(holder, upload, now, formdata=None))
            form.place.data = queries.place_of(upload, now.said)
        else:
            return _saved(holder, reference)
    return _page(holder, reference, form, _("Stakeholder of these rows"))


def _submitter(holder: UploadHolder, upload: FormUpload, row: UploadedRow, **more: Any) -> SubmitterForm:
    """The form with whom a row speaks for; `more`: as every form takes it."""
    seen = form_version(queries.spoken_for(upload, row), *queries.SPEAKERS)
    organisation = holder.consultation.organisation
    who = submitters.of(saved_rows.row_of(row.said), upload.form, stakeholders.own_names(organisation))
    return SubmitterForm(
        who, stakeholders.offered(organisation, locale_code()), seen=seen,
        place=queries.place_of(upload, row.said), **more,
    )  # fmt: skip


def _saved(holder: UploadHolder, reference: str) -> ResponseReturnValue:
    flash(_("Saved."))
    return redirect(holder.address("preview", reference=reference), 303)


def _page(holder: UploadHolder, reference: str, form: Form, title: str) -> ResponseReturnValue:
    return render_template(
        "form_uploads/entry_details.html", form=form, title=title, back=holder.address("preview", reference=reference),
        **holder.context(),
    ), form.status  # fmt: skip
