"""What the columns of a table hold: asked where no form was recognised, or where someone says that it is another."""

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.comment_forms.recognition import NotRecognised, columns_of
from consult.documents.blocks import Unreadable
from consult.form_uploads import actions, queries, saved_rows, understanding
from consult.form_uploads.forms import ColumnsForm
from consult.form_uploads.views.blueprint import UploadHolder


def columns_page(holder: UploadHolder, reference: str) -> ResponseReturnValue:
    """Say of each column what it holds; it is remembered for the organisation."""
    upload = holder.upload(reference)
    tables = saved_rows.unpacked(queries.tables_of(upload))
    offered = columns_of(tables)
    form = ColumnsForm.of(
        offered, [str(one) for one in understanding.offered_fields(offered, holder.consultation)]
    )
    if form.validate_on_submit():
        fields = form.fields_said()
        try:
            understood = understanding.understand(tables, upload.sha256, holder.consultation, fields)
            understanding.check_size(understood.found, is_of_staff=holder.is_of_staff)
        except NotRecognised as trouble:
            form.form_errors.append(
                _(trouble.message) % trouble.values if trouble.values else _(trouble.message)
            )
        except Unreadable as trouble:
            form.form_errors.append(_(trouble.message))
        else:
            actions.map_columns(upload, holder.consultation, understood, offered, fields)
            flash(
                _("Columns saved. The next form with the same headings is read in the same way.")
                if holder.is_of_staff
                else _("Columns saved.")
            )
            return redirect(holder.address("preview", reference=upload.reference), 303)
    return render_template(
        "form_uploads/columns.html", form=form, upload=upload, columns=list(zip(form.columns, offered, strict=True)),
        **holder.context(),
    ), form.status  # fmt: skip
