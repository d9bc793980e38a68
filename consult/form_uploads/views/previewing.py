"""An uploaded form row by row: what each becomes, what is in doubt, what is left out, and what its buttons do."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from consult.comment_forms import row_words
from consult.core.errors import Conflict
from consult.core.translatable import N_
from consult.form_uploads import actions, labels, queries, row_copies
from consult.form_uploads.models import FormUpload, RowState
from consult.form_uploads.queries import Line
from consult.form_uploads.views.adding import add, submit
from consult.form_uploads.views.blueprint import UploadHolder
from consult.form_uploads.views.preview_rows import GONE, KEPT_STATES, shown_rows
from consult.form_uploads.views.sent_choices import KeptChoices, choices, kept_choices, seen_page
from consult.submissions.labels import TYPES
from consult.submissions.models import CommentType
from consult.web.addresses import number_in
from consult.web.forms import ButtonForm

ON_PAGE = 50
"""Rows of one page."""


NOT_CONFIRMED = N_(
    "Nothing was added. Confirm that the rows are your comments, or leave out the rows of others."
)


_SENT_ALONG = "csrf_token,sheet,seen"
"""The fields of the form that a script sends with a choice, besides the mark of its row."""


SHOWN = {
    "": frozenset(RowState),
    "waiting": frozenset({RowState.WAITING, RowState.DIFFERS, RowState.OTHER_FILE, RowState.RESEMBLES}),
    "ready": frozenset({RowState.PLACED, RowState.WHOLE, RowState.CHANGED, RowState.DELETES}),
    "left-out": frozenset({RowState.LEFT_OUT}),
    "added": KEPT_STATES,
}
"""What is shown of the rows → their states."""


def preview_page(holder: UploadHolder, reference: str) -> ResponseReturnValue:
    """The rows; what is chosen in them is saved by every button."""
    upload = holder.upload(reference)
    if not upload.form:
        return redirect(holder.address("columns", reference=reference), 303)
    form = ButtonForm()
    if form.validate_on_submit():
        try:
            done = _done(holder, upload, form)
        except Conflict as trouble:
            form.refused(trouble)
        else:
            if done is not None:
                return done
    kept = kept_choices(upload) if form.is_submitted() else KeptChoices()
    if kept.lost:
        form.form_errors.append(_rows_lost(kept.lost))
    return _page(holder, upload, form, kept), form.status


def _rows_lost(number: int) -> str:
    return str(
        ngettext(
            "%(num)s row for which you chose something is not in this form any more. Your choice was not saved.",
            "%(num)s rows for which you chose something are not in this form any more. Your choices were not saved.",
            number,
        )
    )


def _page(
    holder: UploadHolder,
    upload: FormUpload,
    form: ButtonForm,
    kept: KeptChoices,
    *,
    only: Collection[int] | None = None,
    seen: str = "",
) -> str:
    """The page, with what was chosen and is not saved, of rows on other pages too; `only`: with the rows at these
    positions alone, whatever is shown; `seen`: the mark of what the page showed before, where it still shows that."""
    every = queries.lines(upload, holder.known(upload))
    lines, gone = ([one for one in every if (one.state in GONE) is is_gone] for is_gone in (False, True))
    shown = _shown_lines(lines, show := request.args.get("show", ""))
    pages = max(1, -(-len(shown) // ON_PAGE))
    page = min(max(number_in(request.args.get("page", "")) or 1, 1), pages)
    counts = queries.counts(lines)
    on_page = {one.position for one in shown[(page - 1) * ON_PAGE : page * ON_PAGE]} | kept.rows.keys()
    rows = [one for one in lines if one.position in on_page]
    return render_template(
        "form_uploads/preview.html", form=form, upload=upload, counts=counts, total=len(lines), show=show,
        together=len(queries.keys_placed_together(upload) - holder.known(upload).keys()), page=page, pages=pages,
        before=shown[(page - 2) * ON_PAGE].position if page > 1 else None,
        after=shown[page * ON_PAGE].position if page < pages else None,
        rows=shown_rows(holder, upload, _with_copies(upload, every, only) if only else rows, kept.rows),
        gone=shown_rows(holder, upload, gone, kept.rows) if not (show or only) else [],
        seen=seen or queries.page_mark(upload, holder.draft), type_of_all=_type_of_all() or "",
        gone_deletes=sum(one.state is RowState.GONE_DELETES for one in gone), missing=len(gone), is_part=bool(only),
        notes_of_file=list(map(row_words.of_file, upload.notes)),
        **_words(), **_numbers(lines, counts), **_named(holder, upload), **holder.context(),
    )  # fmt: skip


def _with_copies(upload: FormUpload, lines: Sequence[Line], only: Collection[int]) -> list[Line]:
    """The rows at these positions, and those for which the same choice counts."""
    together = [one for group in queries.positions_together(upload, only) for one in group]
    return [one for one in lines if one.position in {*only, *together}]


def _numbers(lines: Sequence[Line], counts: Mapping[RowState, int]) -> dict[str, int]:
    return {
        "copies": sum(row_copies.is_copy(one.position) for one in lines),
        "unplaced": sum(one.asks_place for one in lines),
        "untyped": sum(one.asks_type for one in lines),
        "ready": sum(counts.get(one, 0) for one in SHOWN["ready"]),
    }


def _named(holder: UploadHolder, upload: FormUpload) -> dict[str, Any]:
    """Whom the rows name."""
    are_named = holder.draft is not None and queries.are_submitters_named(upload)
    return {"organisations": _organisations(holder, upload), "are_named": are_named}


def _words() -> dict[str, Any]:
    """What the page says of every upload."""
    return {
        "forms_known": labels.FORMS, "channels": labels.CHANNELS, "states": labels.STATES, "tones": labels.TONES,
        "types": TYPES, "sent_along": _SENT_ALONG, "waiting_states": [one.value for one in SHOWN["waiting"]],
    }  # fmt: skip


def _organisations(holder: UploadHolder, upload: FormUpload) -> list[str]:
    """The organisations that rows name, where they are several: someone who takes part says that the rows are theirs.
    Rows that an officer enters are submitted for whom they name."""
    named = queries.organisations_named(upload) if holder.draft is not None else []
    return named if len(named) > 1 else []


def _shown_lines(lines: Sequence[Line], show: str) -> list[Line]:
    return [one for one in lines if one.state in SHOWN.get(show, SHOWN[""])]


def _page_with(holder: UploadHolder, upload: FormUpload, position: int) -> str:
    """The address of the page that begins with a row, or with the next one that is shown: rows that were chosen are not
    shown any more among those that wait."""
    show = request.args.get("show", "")
    shown = _shown_lines(queries.lines(upload, holder.known(upload)), show)
    at = row_copies.row_of(position), position
    before = sum((row_copies.row_of(one.position), one.position) < at for one in shown)
    page = min(before, max(len(shown) - 1, 0)) // ON_PAGE + 1
    return holder.address(
        "preview", reference=upload.reference, show=show or None, page=page if page > 1 else None
    )


def _done(holder: UploadHolder, upload: FormUpload, form: ButtonForm) -> ResponseReturnValue | None:
    """Save what was chosen, and do what the button says. A choice that a script sends when it is made has no button:
    the page takes the numbers, the marks and the status of the row from the answer. None where nothing is done, with
    the reason in the form. Raises StaleForm where the page shows what is not so any more, and Conflict where a job
    submits the rows."""
    is_sent_by_script = request.headers.get("HX-Request") == "true"
    chosen, kind = choices(), _type_of_all() if not is_sent_by_script else None
    saved = actions.save_choices(
        upload, chosen, holder.draft, seen=seen_page(), again=is_sent_by_script, type_of_all=kind
    )
    if is_sent_by_script:
        empty = ButtonForm(formdata=None)
        return _page(holder, upload, empty, KeptChoices(), only=chosen.keys(), seen=saved.seen)
    verb = request.form.get("verb", "")
    if verb == "add" and not request.form.get("whose") and _organisations(holder, upload):
        form.form_errors.append(_(NOT_CONFIRMED))
        return None
    if verb == "add":
        draft = holder.draft
        return add(holder, upload, saved.seen) if draft is not None else submit(holder, upload, saved.seen)
    if verb == "discard":
        return _discarded(holder, upload, saved.seen)
    if verb == "types" and kind is None:
        form.form_errors.append(_("Choose the comment type."))
        return None
    return _saved(holder, upload, verb, saved.changed + _chosen_for_all(holder, upload, verb, saved.seen))


def _type_of_all() -> CommentType | None:
    """The type that was chosen for all rows without one: it counts with whatever button, as the choices of rows do."""
    kind = request.form.get("type-all")
    return CommentType(kind) if kind in set(CommentType) else None


def _discarded(holder: UploadHolder, upload: FormUpload, seen: str) -> ResponseReturnValue:
    actions.discard(upload, holder.draft, seen=seen)
    if holder.is_of_staff:
        flash(_("Form removed. Comments that were submitted stay."))
    else:
        flash(_("Form removed. Comments that you added stay in your draft submission."))
    return redirect(holder.address("upload"), 303)


def _chosen_for_all(holder: UploadHolder, upload: FormUpload, verb: str, seen: str) -> int:
    """Do what the button says of all rows that wait for something; how many changed."""
    if verb == "whole":
        return actions.place_all_on_whole(upload, holder.draft, seen=seen)
    if verb == "wait":
        return actions.have_wait_again(upload, holder.draft, seen=seen)
    if verb == "replace" and holder.draft is not None:
        return actions.replace_all(upload, holder.draft, seen=seen)
    return 0


def _saved(holder: UploadHolder, upload: FormUpload, verb: str, changed: int) -> ResponseReturnValue:
    """Say how many rows changed, and show the rows that the button names."""
    if changed:
        flash(ngettext("%(num)s row changed.", "%(num)s rows changed.", changed))
    elif verb in {"save", "whole", "wait", "types", "replace"}:
        flash(_("Nothing was changed."))
    position = number_in(request.form.get("from", ""))
    if position is not None:
        return redirect(_page_with(holder, upload, position), 303)
    kept = {name: request.args[name] for name in ("show", "page") if request.args.get(name)}
    if verb == "waiting":
        kept = {"show": "waiting"}
    return redirect(holder.address("preview", reference=upload.reference, **kept), 303)
