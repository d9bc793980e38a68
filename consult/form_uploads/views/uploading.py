"""Uploading a form: it is read in an isolated process, recognised, and shown row by row."""

import hashlib

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.accounts import caller_limits
from consult.comment_forms.models import Channel
from consult.core.errors import DomainError, Throttled
from consult.core.translatable import N_
from consult.documents.blocks import Source, Unreadable
from consult.form_uploads import actions, queries, understanding
from consult.form_uploads.actions import StaffEntry
from consult.form_uploads.forms import ReceiptForm, StaffUploadForm, UploadForm
from consult.form_uploads.labels import CHANNELS
from consult.form_uploads.models import FormUpload
from consult.form_uploads.reading import read_file
from consult.form_uploads.views.blueprint import UploadHolder
from consult.web.errors import say
from consult.web.forms import Form
from consult.web.guards import me
from consult.web.moments import moment_in_full

ENDINGS = ".docx,.xlsx,.ods,.csv"
TOO_LARGE = N_("The file is larger than 10 MB.")
TOO_LARGE_OF_STAFF = N_("The file is larger than 25 MB.")
_RATE = "60 per hour"


def upload_page(holder: UploadHolder) -> ResponseReturnValue:
    """Choose a file; what was uploaded before is listed."""
    form = _form(holder)
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            return _read(holder, form)
        except Throttled as trouble:
            form.form_errors.append(say(trouble))
            status = 429
        except Unreadable as trouble:
            form.file.errors = [*form.file.errors, _(trouble.message)]
        except DomainError as trouble:
            form.form_errors.append(say(trouble))
            status = 409
    return render_template(
        "form_uploads/upload.html", form=form, uploads=holder.uploads(), endings=ENDINGS,
        most_rows=understanding.MOST_ROWS_OF_STAFF if holder.is_of_staff else understanding.MOST_ROWS,
        most_bytes=understanding.MOST_BYTES_OF_STAFF if holder.is_of_staff else understanding.MOST_BYTES,
        **holder.context(),
    ), status  # fmt: skip


def _form(holder: UploadHolder) -> UploadForm:
    if not holder.is_of_staff:
        return UploadForm()
    return StaffUploadForm(holder.consultation)


def entry_of(form: Form) -> StaffEntry | None:
    """What an officer says of the form; None for a form of someone who takes part."""
    if not isinstance(form, ReceiptForm):
        return None
    return StaffEntry(me(), Channel(form.channel.data), form.received_at, form.language.data)


def _read(holder: UploadHolder, form: UploadForm) -> ResponseReturnValue:
    """Read a file and keep it. Raises Unreadable for one that cannot be read, has no table, or too many rows."""
    caller_limits.limit(_RATE, "form-upload")
    sent = form.file.data
    most = understanding.MOST_BYTES_OF_STAFF if holder.is_of_staff else understanding.MOST_BYTES
    data = sent.stream.read(most + 1)
    if len(data) > most:
        raise Unreadable(TOO_LARGE_OF_STAFF if holder.is_of_staff else TOO_LARGE)
    sha256 = hashlib.sha256(data).hexdigest()
    known = queries.same_file(holder.consultation.id, holder.draft_key, sha256)
    if known is not None:
        return _again(holder, known)
    name = (sent.filename or "").replace("\\", "/").rpartition("/")[2]
    file, understood = read_file(Source(name, data), holder.consultation, is_of_staff=holder.is_of_staff)
    kept = actions.keep(
        holder.consultation, file, understood, draft_key=holder.draft_key, entry=entry_of(form)
    )
    return redirect(_onward(holder, kept), 303)


def _again(holder: UploadHolder, known: FormUpload) -> ResponseReturnValue:
    """The rows of the same file from before, with the receipt that was stated then: a form for an upload does not show
    it, and may say another one unseen."""
    flash(_("This file was uploaded before. Its rows are below, with all changes. Nothing was added twice."))
    if known.channel is not None and known.received_at is not None and holder.is_of_staff:
        # Translators: channel is how a form reached the organisation: “Post”, “Meeting”.
        told = _(
            "The receipt that was entered before is kept: %(channel)s, %(moment)s. You can change the receipt beside "
            "the rows.",
            channel=_(CHANNELS[known.channel]),
            moment=moment_in_full(known.received_at, holder.consultation.timezone),
        )
        flash(told, "warn")
    return redirect(_onward(holder, known), 303)


def _onward(holder: UploadHolder, upload: FormUpload) -> str:
    """The rows of an upload, or the question what its columns hold."""
    return holder.address("preview" if upload.form else "columns", reference=upload.reference)
