"""What the columns of a table hold: asked where no form was recognised, or where someone says that it is another."""

from typing import Any

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.comment_forms.recognition import NotRecognised, columns_of
from consult.core.stale_check import StaleForm, form_version
from consult.documents.blocks import Unreadable
from consult.documents.tables.table import TableFile
from consult.form_uploads import actions, queries, saved_rows, understanding
from consult.form_uploads.forms import ColumnsForm
from consult.form_uploads.models import FormUpload
from consult.form_uploads.views.blueprint import UploadHolder


def columns_page(holder: UploadHolder, reference: str) -> ResponseReturnValue:
    """Say of each column what it holds; it is remembered for the organisation."""
    upload = holder.upload(reference)
    tables = saved_rows.unpacked(queries.tables_of(upload))
    offered = columns_of(tables)

    def made(**more: Any) -> ColumnsForm:
        shown = understanding.columns_shown(upload, offered, holder.consultation)
        seen = form_version(shown, *understanding.COLUMNS_SEEN)
        return ColumnsForm.of(offered, shown.offered, data={"seen": seen}, **more)

    form = made()
    if form.validate_on_submit():
        try:
            if _is_read_again(holder, upload, form, tables):
                return _saved(holder, reference)
        except StaleForm as trouble:
            form.refused(trouble, lambda: made(formdata=None))
    return render_template(
        "form_uploads/columns.html", form=form, upload=upload, columns=list(zip(form.columns, offered, strict=True)),
        **holder.context(),
    ), form.status  # fmt: skip


def _is_read_again(holder: UploadHolder, upload: FormUpload, form: ColumnsForm, tables: TableFile) -> bool:
    """Read the rows by what the form says of the columns; whether that could be done, else the reason is in the form.
    Raises StaleForm where someone else has said what they hold meanwhile."""
    fields, consultation = form.fields_said(), holder.consultation
    try:
        understood = understanding.understand(tables, upload.sha256, consultation, fields)
        understanding.check_size(understood.found, is_of_staff=holder.is_of_staff)
    except NotRecognised as trouble:
        form.form_errors.append(_(trouble.message) % trouble.values if trouble.values else _(trouble.message))
        return False
    except Unreadable as trouble:
        form.form_errors.append(_(trouble.message))
        return False
    actions.map_columns(upload, consultation, understood, columns_of(tables), fields, seen=form.seen.data)
    return True


def _saved(holder: UploadHolder, reference: str) -> ResponseReturnValue:
    flash(
        _("Columns saved. The next form with the same headings is read in the same way.")
        if holder.is_of_staff
        else _("Columns saved.")
    )
    return redirect(holder.address("preview", reference=reference), 303)
