"""What an officer says of a form beside its rows: how it was received, and for whom rows speak."""

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.comment_forms import submitters
from consult.form_uploads import actions, queries, saved_rows
from consult.form_uploads.forms import ReceiptForm, SubmitterForm
from consult.form_uploads.views.blueprint import UploadHolder
from consult.form_uploads.views.uploading import entry_of
from consult.stakeholders.models import Category
from consult.web.forms import Form


def receipt_page(holder: UploadHolder, reference: str) -> ResponseReturnValue:
    """How and when the form reached the organisation, and its language."""
    upload = holder.upload(reference)
    form = ReceiptForm(
        holder.consultation,
        received_at=upload.received_at,
        language=upload.language,
        channel=upload.channel or "",
    )
    if form.validate_on_submit():
        entry = entry_of(form)
        assert entry is not None  # noqa: S101 -- for the type checker
        actions.correct_receipt(upload, entry)
        return _saved(holder, reference)
    return _page(holder, reference, form, _("Receipt of the form"))


def stakeholder_page(holder: UploadHolder, reference: str, position: int) -> ResponseReturnValue:
    """For whom the rows speak that stand together with one."""
    upload = holder.upload(reference)
    row = queries.row_at(upload, position)
    form = SubmitterForm(submitters.of(saved_rows.row_of(row.said), upload.form))
    if form.validate_on_submit():
        actions.name_submitter(
            upload, position, organisation=form.organisation.data or "", name=form.name.data or "",
            category=Category(form.category.data), country=form.country.data or "",
        )  # fmt: skip
        return _saved(holder, reference)
    return _page(holder, reference, form, _("Stakeholder of these rows"))


def _saved(holder: UploadHolder, reference: str) -> ResponseReturnValue:
    flash(_("Saved."))
    return redirect(holder.address("preview", reference=reference), 303)


def _page(holder: UploadHolder, reference: str, form: Form, title: str) -> ResponseReturnValue:
    return render_template(
        "form_uploads/entry_details.html", form=form, title=title, back=holder.address("preview", reference=reference),
        **holder.context(),
    ), form.status  # fmt: skip
