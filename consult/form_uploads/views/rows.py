"""One row on its page: its passage, type and words are corrected there; what was typed stays, whatever is wrong."""

from dataclasses import replace

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup
from wtforms.fields import SelectChoice

from consult.comment_forms import row_words
from consult.comment_forms.clause_references import Certainty
from consult.comment_forms.placing import quote_of
from consult.comment_forms.rows import NO_TYPE, NOT_A_TYPE, FormRow
from consult.consultations.models import Consultation
from consult.core.errors import DomainError, NotFound
from consult.core.stale_check import StaleForm, form_version
from consult.draft_submissions.writer_access import context
from consult.drafts import queries as drafts
from consult.drafts.passage_choices import passage_choices
from consult.form_uploads import actions, queries, saved_rows
from consult.form_uploads.actions.correcting import SEEN
from consult.form_uploads.forms import RowForm
from consult.form_uploads.models import FormUpload, RowState, UploadedRow
from consult.form_uploads.row_choices import AT, WHOLE
from consult.form_uploads.views.blueprint import UploadHolder
from consult.form_uploads.views.preview_rows import notes_of, place_choices
from consult.form_uploads.views.quotation_notes import quotation_notes
from consult.quotations import places
from consult.submissions.models import CommentType, Submission
from consult.submissions.rules import QUOTED_TWICE
from consult.web.errors import say
from consult.web.formats import colon
from consult.web.request_sizes import VALUE, beginning


def row_page(holder: UploadHolder, reference: str, position: int) -> ResponseReturnValue:
    """Correct a row, take it in, or leave it out. Where its page was opened before the columns were read again, it is
    found by its place."""
    upload = holder.upload(reference)
    sent = beginning(request.form, "place", VALUE) if request.method == "POST" else ""
    row = (queries.row_at_place(upload, sent) if sent else None) or queries.row_at(upload, position)
    position, passages = row.position, _passages(holder.consultation)
    form = _form(upload, row)
    form.offer(passages)
    form.offer_places(_places(holder, row, form))
    kept = {name: request.args[name] for name in ("show", "page") if request.args.get(name)}
    back = holder.address("preview", reference=reference, **kept)
    if form.is_submitted():
        try:
            done = _done(holder, upload, row, form)
        except StaleForm as trouble:
            form.refused(trouble, lambda: _now(holder, reference, position, passages))
        except DomainError as trouble:
            form.refused(trouble)
        else:
            if done:
                return redirect(back, 303)
    return _page(holder, upload, row, form, back), form.status


def _done(holder: UploadHolder, upload: FormUpload, row: UploadedRow, form: RowForm) -> bool:
    """Do what the button says, and tell it; whether what was sent is in order. Raises as the actions do."""
    is_valid = form.validate()
    if request.form.get("verb") == "out":
        if form.csrf_token.errors:
            return False
        actions.leave_out(upload, row.position, seen=form.seen.data)
        flash(_("Row left out."))
        return True
    if not is_valid:
        return False
    _correct(holder, upload, row.position, form)
    flash(_("Row saved."))
    if _is_added(holder, upload, row):
        flash(_("What you change here does not change the comment."), "warn")
    return True


def typed_after_submitting(found: Submission, reference: str, position: int) -> ResponseReturnValue:
    """The row again, with what was typed, where the draft submission was made in another window meanwhile."""
    consultation, form = found.consultation, RowForm()
    form.offer(_passages(consultation))
    form.validate()
    try:
        row = saved_rows.row_of(queries.row_at(queries.of_draft(found.key, reference), position).said)
    except NotFound:  # its upload has left with the draft submission
        row = replace(saved_rows.blank(), row=position)
    return render_template(
        "form_uploads/row.html", form=form, row=row, why="", left_out="", is_added=False, is_of_staff=False,
        is_submitted=True, is_lost=False, notes=(), name=_name(row),
        back=url_for("draft_submissions.status", reference=found.reference),
        **context(consultation, found),
    ), 409  # fmt: skip


def typed_without_access(consultation: Consultation, position: int, why: DomainError) -> ResponseReturnValue:
    """The row again, with what was typed, in a browser that has lost its access: the access code gives it back."""
    form = RowForm()
    form.offer(_passages(consultation))
    form.form_errors = [say(why)]
    row = replace(saved_rows.blank(), row=position)
    return render_template(
        "form_uploads/row.html", form=form, row=row, name=_name(row), why="", left_out="", is_added=False,
        is_of_staff=False, is_submitted=False, is_lost=True, notes=(), **context(consultation),
    ), 422  # fmt: skip


def _name(row: FormRow) -> str:
    return row_words.number_in_words(row.own, row.row)


def _is_added(holder: UploadHolder, upload: FormUpload, row: UploadedRow) -> bool:
    return holder.known(upload).get(row.row_key) == RowState.ADDED


def _correct(holder: UploadHolder, upload: FormUpload, position: int, form: RowForm) -> None:
    actions.correct(
        upload, position, holder.consultation, block_key=form.block_key, type=CommentType(form.type.data),
        comment=form.comment.data or "", proposal=form.proposal.data or "", rationale=form.rationale.data or "",
        seen=form.seen.data, quote_mark=form.quote_mark.data or "", draft=holder.draft,
    )  # fmt: skip


def _page(holder: UploadHolder, upload: FormUpload, row: UploadedRow, form: RowForm, back: str) -> str:
    return render_template(
        "form_uploads/row.html", form=form, upload=upload, row=(said := saved_rows.row_of(row.said)), name=_name(said),
        why=_(row.why) if row.why and row.certainty == Certainty.UNPLACED else "",
        left_out=_(row.left_out) if row.left_out else "", back=back,
        is_submitted=False, is_lost=False, is_added=_is_added(holder, upload, row),
        notes=[*notes_of(row), *map(_, quotation_notes(holder, upload, [row]).values())], **holder.context(),
    )  # fmt: skip


def _now(holder: UploadHolder, reference: str, position: int, passages: list[SelectChoice]) -> RowForm:
    row = queries.row_at(holder.upload(reference), position)
    form = _form(holder.upload(reference), row, is_sent=False)
    form.offer(passages)
    form.offer_places(_places(holder, row, form))
    return form


def _form(upload: FormUpload, row: UploadedRow, *, is_sent: bool = True) -> RowForm:
    """The form with what the row says; with what was sent instead where it is read from the request."""
    said, kind = row.said, "" if {NO_TYPE, NOT_A_TYPE} & {*row.said["notes"]} else row.said["type"]
    likely = f"{AT}{row.perhaps[0]}" if row.why == QUOTED_TWICE and row.perhaps else ""
    passage = {Certainty.PLACED: f"{AT}{row.block_key}", Certainty.WHOLE: WHOLE}.get(row.certainty, likely)
    mark = (
        said.get("quote_mark", "") if row.why != QUOTED_TWICE or row.certainty != Certainty.UNPLACED else ""
    )
    values = {
        "passage": passage, "type": kind, "comment": said["comment"], "proposal": said["proposal"],
        "rationale": said["rationale"], "quote_mark": mark, "seen": form_version(row, *SEEN),
        "place": queries.place_of(upload, said),
    }  # fmt: skip
    return RowForm(data=values) if is_sent else RowForm(formdata=None, data=values)


def _places(holder: UploadHolder, row: UploadedRow, form: RowForm) -> list[tuple[str, str]]:
    """The places that the quotation of a row may mean on the passage that is chosen, where it is not the only one."""
    key = form.block_key if (form.passage.data or "").startswith(AT) else ""
    said = saved_rows.row_of(row.said)
    block = drafts.printed(holder.consultation.version_id, [key] if key else []).get(key)
    quote = quote_of(replace(said, proposal=form.proposal.data or ""), key)
    if block is None or not quote:
        return []
    is_told = quote == quote_of(said, key) and bool(said.quote_mark or said.quote_place)
    found = places.offered(
        quote, block, form.quote_mark.data or said.quote_mark, said.quote_place if is_told else "", is_told=is_told,
        most=places.MOST_OF_ONE,
    )  # fmt: skip
    told = [
        (mark, Markup("{}{}{}").format(name, colon(), around) if name and around else name or around)
        for mark, name, around in place_choices(found)
    ]
    return told if len(told) > 1 else []


def _passages(consultation: Consultation) -> list[SelectChoice]:
    return passage_choices(consultation.version_id, whole=WHOLE, prefix=AT)
