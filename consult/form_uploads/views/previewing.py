"""An uploaded form row by row: what each becomes, what is in doubt, what is left out; and adding what is ready."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, ngettext, pgettext
from flask_babel import gettext as _
from markupsafe import Markup, escape

from consult.comment_forms import queries as imported_rows
from consult.comment_forms import submitters
from consult.comment_forms.clause_references import SEVERAL, Certainty
from consult.comment_forms.exporting import said_in_row
from consult.comment_forms.placing import DELETES_HEADING, quote_of
from consult.comment_forms.rows import NO_TYPE, NOT_A_TYPE, FormRow
from consult.core import redline
from consult.core.errors import DomainError
from consult.core.jobs import Job
from consult.core.translatable import N_, shortened
from consult.draft_submissions import actions as drafting
from consult.draft_submissions.models import DraftComment
from consult.drafts import queries as drafts
from consult.drafts.passage_labels import passage_in_html
from consult.form_uploads import actions, labels, left_out, own_rows, queries, row_copies, saved_rows
from consult.form_uploads.actions import Choice
from consult.form_uploads.models import RECOGNISED, REREAD, RESEMBLES, FormUpload, RowState, UploadedRow
from consult.form_uploads.queries import Line
from consult.form_uploads.row_choices import (
    ANOTHER,
    AT,
    CLAUSE,
    DELETE,
    EACH_IT,
    OUT,
    PLACE_AT,
    REPLACE_IT,
    WHOLE,
    chosen,
)
from consult.form_uploads.views.blueprint import UploadHolder
from consult.form_uploads.views.quotation_notes import quotation_notes
from consult.quotations import places
from consult.quotations.quoting import PrintedBlock
from consult.stakeholders.countries import name_of
from consult.stakeholders.taxonomy import CATEGORIES
from consult.submissions import proposals
from consult.submissions.labels import PROPOSALS, TYPES
from consult.submissions.models import CommentType, ProposalKind
from consult.submissions.rules import QUOTED_TWICE
from consult.web.addresses import number_in
from consult.web.errors import say
from consult.web.formats import colon, list_comma
from consult.web.forms import ButtonForm
from consult.web.guards import me
from consult.web.request_sizes import beginning

ON_PAGE = 50
"""Rows of one page."""
NOT_CONFIRMED = N_(
    "Nothing was added. Confirm that the rows are your comments, or leave out the rows of others."
)
_SENT_ALONG = "csrf_token,sheet"
"""The fields of the form that a script sends with a choice."""
SHOWN = {
    "": frozenset(RowState),
    "waiting": frozenset({RowState.WAITING, RowState.DIFFERS, RowState.OTHER_FILE, RowState.RESEMBLES}),
    "ready": frozenset({RowState.PLACED, RowState.WHOLE, RowState.CHANGED, RowState.DELETES}),
    "left-out": frozenset({RowState.LEFT_OUT}),
    "added": frozenset({RowState.ADDED, RowState.UNCHANGED}),
}
"""What is shown of the rows → their states."""
_KEPT = SHOWN["added"]
"""States of rows that are comments, which say what the row says."""
GONE = frozenset([RowState.GONE, RowState.GONE_DELETES])
"""States of what is no row of the file."""


@dataclass(frozen=True)
class ShownRow:
    """A row as a page shows it."""

    position: int
    state: RowState
    submitter: str
    row: FormRow
    where: Markup
    why: str
    left_out: str
    perhaps: Sequence[tuple[str, Markup, str]]
    """(value, passage in words, its beginning) of each passage that it may mean."""
    ops: Any
    """The proposal beside the words that it would replace, where there are any."""
    proposed: str
    """That it deletes its passage, or adds one, as a label; "" where it does neither."""
    asks_type: str
    """Why a person is asked for the type of the comment, "" where they are not."""
    has_type: bool
    """Whether its type is known, or was chosen."""
    asks_place: bool
    """Whether a person has to choose where it belongs."""
    stakeholder: Sequence[str]
    """Category and country of whom it speaks for, in words, of a form that an officer enters."""
    submission: str
    """The reference of the submission that it became, of such a form."""
    is_of_our_form: bool = False
    reread: str = ""
    """That it says something else than the comment that was made of it, since its columns were read again."""
    notes: Sequence[str] = ()
    """What else is told of how the row was read."""
    changes: Sequence[tuple[str, Any]] = ()
    """What the row changes in its comment: the part in words, and its steps (core.redline)."""
    number: int = 0
    """That of the comment which it is, or would change."""
    is_recognised: bool = False
    """Whether it has no key and was recognised as the row of its comment."""
    choice: str = ""
    """What was chosen and saved for its place, while another choice can take the place of that (row_choices)."""
    place: tuple[Markup, str] = (Markup(""), "")
    """Where in its passage the words stand that it quotes: the name of the place, and the words around."""
    chosen: str = ""
    """What was chosen in the form that was sent, and could not be saved."""
    chosen_type: str = ""
    """The same of the type, else that of the row."""


def preview_page(holder: UploadHolder, reference: str) -> ResponseReturnValue:
    """The rows; what is chosen in them is saved by every button."""
    upload = holder.upload(reference)
    if not upload.form:
        return redirect(holder.address("columns", reference=reference), 303)
    form = ButtonForm()
    if form.validate_on_submit():
        done = _done(holder, upload, form)
        if done is not None:
            return done
    return _page(holder, upload, form), form.status


def _page(
    holder: UploadHolder, upload: FormUpload, form: ButtonForm, only: Collection[int] | None = None
) -> str:
    """The page; `only`: with the rows at these positions alone, whatever is shown."""
    every = queries.lines(upload, holder.known(upload))
    lines, gone = ([one for one in every if (one.state in GONE) is is_gone] for is_gone in (False, True))
    show = request.args.get("show", "")
    shown = _shown_lines(lines, show)
    pages = max(1, -(-len(shown) // ON_PAGE))
    page = min(max(number_in(request.args.get("page", "")) or 1, 1), pages)
    counts = queries.counts(lines)
    on_page = shown[(page - 1) * ON_PAGE : page * ON_PAGE]
    if only is not None:
        on_page = [one for one in every if one.position in only]
    return render_template(
        "form_uploads/preview.html", form=form, upload=upload, counts=counts, total=len(lines), show=show,
        copies=sum(row_copies.is_copy(one.position) for one in lines),
        organisations=_organisations(holder, upload),
        are_named=holder.draft is not None and queries.are_submitters_named(upload),
        together=len(queries.keys_placed_together(upload) - holder.known(upload).keys()), page=page, pages=pages,
        before=shown[(page - 2) * ON_PAGE].position if page > 1 else None,
        after=shown[page * ON_PAGE].position if page < pages else None,
        rows=_shown(holder, upload, on_page), gone=_shown(holder, upload, gone) if not (show or only) else [],
        missing=len(gone), gone_deletes=sum(one.state is RowState.GONE_DELETES for one in gone),
        unplaced=sum(one.asks_place for one in lines), untyped=sum(one.asks_type for one in lines),
        ready=sum(counts.get(one, 0) for one in SHOWN["ready"]), forms_known=labels.FORMS,
        channels=labels.CHANNELS, states=labels.STATES, tones=labels.TONES, types=TYPES, sent_along=_SENT_ALONG,
        waiting_states=[one.value for one in SHOWN["waiting"]],
        **holder.context(),
    )  # fmt: skip


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


_DIFFERING = frozenset(
    [
        RowState.CHANGED,
        RowState.DIFFERS,
        RowState.OTHER_FILE,
        RowState.RESEMBLES,
        RowState.EMPTIED,
        RowState.DELETES,
        *GONE,
    ]
)
"""States of rows that are shown beside the comment that they would change."""


def _shown(holder: UploadHolder, upload: FormUpload, lines: Sequence[Line]) -> list[ShownRow]:
    rows = {one.position: one for one in queries.rows_at(upload, [one.position for one in lines])}
    keys = {key for one in rows.values() for key in (one.block_key, *one.perhaps)}
    passages = drafts.passages(holder.consultation.version_id, sorted(keys))
    printed = drafts.printed(holder.consultation.version_id, _quoted_in(rows.values()))
    told = quotation_notes(holder, upload, rows.values())
    differing = {one.position for one in lines if one.state in _DIFFERING}
    is_any = any(one.state in _DIFFERING | _KEPT for one in lines)
    comments = queries.comments_by_row_key(holder.draft) if holder.draft is not None and is_any else {}

    filed: Mapping[str, str] = {}
    if holder.is_of_staff:
        filed = imported_rows.submissions_of_rows(holder.consultation.id, [one.row_key for one in lines])

    def beside(row: UploadedRow) -> Mapping[str, Any]:
        comment = comments.get(queries.key_of_row(upload, row))
        if comment is None:
            return {}
        changes = _changes(row, comment) if row.position in differing else ()
        return {"changes": changes, "number": comment.number}

    return [
        replace(
            _row(rows[one.position], one, passages, printed, upload, filed.get(one.row_key, "")),
            **beside(rows[one.position]),
            notes=[*notes_of(rows[one.position]), *([_(told[one.position])] if one.position in told else [])],
        )
        for one in lines
        if one.position in rows
    ]


def _quoted_in(rows: Collection[UploadedRow]) -> set[str]:
    """The passages of which rows quote words."""
    return {
        key
        for one in rows
        for key in ([one.block_key] if one.block_key else one.perhaps[:1])
        if quote_of(saved_rows.row_of(one.said), key)
    }


def _parts(said: tuple[str, ...]) -> list[tuple[str, str]]:
    """What a comment says besides its type, each part with its label."""
    labels_of = (pgettext("column of a form", "Comment"), _("Proposed change"), _("Reasons"))
    return list(zip(labels_of, said[1:], strict=True))


def _changes(row: UploadedRow, comment: DraftComment) -> list[tuple[str, Any]]:
    """What a row changes in its comment."""
    if row.left_out in left_out.DELETING:
        step = "delete" if row.left_out in {left_out.TO_DELETE, left_out.DELETE_GONE} else "equal"
        return [(label, [(step, words)]) for label, words in _parts(said_in_row(comment)) if words]
    type_words, words = own_rows.words_of(row.said)[0], own_rows.words_of(row.said)[1:]
    found = [
        (label, redline.ops(before, after))
        for (label, before), after in zip(_parts(said_in_row(comment)), words, strict=True)
        if before != after
    ]
    if comment.type.value != type_words:
        kinds = _(TYPES[comment.type]), _(TYPES[CommentType(type_words)])
        found.append((_("Type of comment"), [("delete", kinds[0]), ("insert", kinds[1])]))
    return found


def _stakeholder(said: FormRow, upload: FormUpload) -> list[str]:
    """Category and country of whom a row speaks for, in words; of a form that an officer enters."""
    if upload.draft_key:
        return []
    who = submitters.of(said, upload.form)
    country = [name_of(who.country, str(get_locale()))] if who.country else []
    return [_(CATEGORIES[who.category]), *country]


def _row(
    row: UploadedRow, line: Line, passages: Mapping[str, drafts.Passage], printed: Mapping[str, PrintedBlock],
    upload: FormUpload, filed: str,
) -> ShownRow:  # fmt: skip
    said = saved_rows.row_of(row.said)
    asked_in = row.perhaps[0] if row.why == QUOTED_TWICE and row.perhaps and not row.block_key else ""
    passage = passages.get(row.block_key or asked_in)
    kind, proposal, quoted = proposals.read(said.proposal)
    return ShownRow(
        row.position, line.state, line.submitter, said,
        passage_in_html(passage.words, _) if passage is not None else Markup(""),
        _(row.why) if row.why else "", _(row.left_out) if row.left_out else "",
        _offered(row, passages, printed),
        proposals.operations(kind, quoted or passage.text, proposal) if passage is not None and passage.own else [],
        _(PROPOSALS[kind]) if kind is not ProposalKind.CHANGE else "",
        _asks_type(said), {NO_TYPE, NOT_A_TYPE}.isdisjoint(said.notes), row.certainty == Certainty.UNPLACED,
        _stakeholder(said, upload), filed, is_of_our_form=bool(said.row_key) and not own_rows.is_without_key(row.said),
        is_recognised=line.state is RowState.CHANGED and own_rows.is_recognised(row.said),
        reread=_(REREAD) if own_rows.is_reread(row.said) else "",
        chosen=_sent(f"row-{row.position}"), choice=_choice_kept(row, line), place=_place_shown(row, printed),
        chosen_type=_sent(f"type-{row.position}") or ("" if _asks_type(said) else said.type.value),
    )  # fmt: skip


def _offered(
    row: UploadedRow, passages: Mapping[str, drafts.Passage], printed: Mapping[str, PrintedBlock]
) -> list[tuple[str, Markup, str]]:
    """What a person can choose for a row that waits for its place."""
    if row.why == QUOTED_TWICE:
        return [
            (f"{PLACE_AT}{mark}", escape(name or around), around if name else "")
            for mark, name, around in places_of(row, row.perhaps, printed)
        ]
    found = [
        (f"{AT}{key}", passage_in_html(passages[key].words, _), _beginning(passages[key]))
        for key in row.perhaps
        if key in passages
    ]
    if row.why == SEVERAL and len(found) > 1:
        told = _("One comment about all of them, on this passage")
        about_all = [
            (value, Markup("{}{}{}").format(told, colon(), words), begin) for value, words, begin in found
        ]
        each = escape(_("One comment on each of these passages"))
        names = Markup(list_comma()).join(words for _value, words, _begin in found)  # noqa: S704 -- a message
        return [(EACH_IT, Markup("{}{}{}").format(each, colon(), names), ""), *about_all]
    if row.why != DELETES_HEADING:
        return found
    heading = [(value, escape(_("The heading alone")), words) for value, words, _begin in found]
    return [*heading, (CLAUSE, escape(_("The whole clause, with everything in it")), "")]


def places_of(
    row: UploadedRow, keys: Sequence[str], printed: Mapping[str, PrintedBlock]
) -> list[tuple[str, Markup, str]]:
    """Mark, name and surroundings of the places that the quotation of a row on the first of these passages may
    mean."""
    said = saved_rows.row_of(row.said)
    block = printed.get(keys[0]) if keys else None
    quote = quote_of(said, keys[0]) if block is not None else ""
    if block is None or not quote:
        return []
    is_told = bool(said.quote_mark or said.quote_place)
    return place_choices(places.offered(quote, block, said.quote_mark, said.quote_place, is_told=is_told))


def place_choices(found: Sequence[places.Place]) -> list[tuple[str, Markup, str]]:
    """Mark, name and surroundings of places."""
    return [(one.mark, *_place_words(one)) for one in found]


def _place_shown(row: UploadedRow, printed: Mapping[str, PrintedBlock]) -> tuple[Markup, str]:
    """Where in its passage the words stand that a row quotes, and the words around them; "" where it quotes none, or
    that is not known."""
    block = printed.get(row.block_key)
    quote = quote_of(saved_rows.row_of(row.said), row.block_key)
    if block is None or not quote:
        return Markup(""), ""
    place = places.marked(quote, row.said.get("quote_mark", ""), block) or places.at_start(quote, None, block)
    return _place_words(place) if place is not None else (Markup(""), "")


def _place_words(place: places.Place) -> tuple[Markup, str]:
    """The name of a place for a page, and the words around it."""
    name, number, around = places.place_words(place, _)
    return Markup(" ").join(filter(None, [escape(name), number])), around


def _asks_type(said: FormRow) -> str:
    return next((_(one) for one in said.notes if one in {NO_TYPE, NOT_A_TYPE}), "")


def notes_of(row: UploadedRow) -> list[str]:
    """What is told of how a row was read, beside what a person is asked or told anyhow."""
    told = {NO_TYPE, NOT_A_TYPE, RECOGNISED, RESEMBLES, row.why, row.left_out}
    return [_(one) for one in row.said["notes"] if one not in told]


def _choice_kept(row: UploadedRow, line: Line) -> str:
    """What was chosen for the place of a row that is no comment yet."""
    waits_for_type = line.state is RowState.WAITING and not line.asks_place
    return chosen(row) if line.state in _CHOOSABLE or waits_for_type else ""


_CHOOSABLE = frozenset([RowState.PLACED, RowState.WHOLE, RowState.LEFT_OUT])


def _sent(name: str) -> str:
    return beginning(request.form, name, 300) if request.method == "POST" else ""


def _beginning(passage: drafts.Passage) -> str:
    """The beginning of what a passage says, where it has words besides those that name it."""
    return shortened(passage.text, 90) if passage.own else ""


def _done(holder: UploadHolder, upload: FormUpload, form: ButtonForm) -> ResponseReturnValue | None:
    """Save what was chosen, and do what the button says. A choice that a script sends when it is made has no button:
    the page takes the numbers and the status of the row from the answer. None where nothing is done, with the reason
    in the form."""
    is_sent_by_script = request.headers.get("HX-Request") == "true"
    choices = _choices()
    changed = actions.choose(upload, choices, holder.draft, again=is_sent_by_script)
    if is_sent_by_script:
        return _page(holder, upload, ButtonForm(formdata=None), choices.keys())
    kind = request.form.get("type-all")
    if kind in set(CommentType):  # chosen for all counts with whatever button, as the choices of rows do
        changed += actions.choose_type_of_all(upload, CommentType(kind))
    verb = request.form.get("verb", "")
    if verb == "add" and not request.form.get("whose") and _organisations(holder, upload):
        form.form_errors.append(_(NOT_CONFIRMED))
        return None
    if verb == "add":
        return _add(holder, upload) if holder.draft is not None else _submit(holder, upload)
    if verb == "discard":
        actions.discard(upload)
        if holder.is_of_staff:
            flash(_("Form removed. Comments that were submitted stay."))
        else:
            flash(_("Form removed. Comments that you added stay in your draft submission."))
        return redirect(holder.address("upload"), 303)
    if verb == "types" and kind not in set(CommentType):
        form.form_errors.append(_("Choose the comment type."))
        return None
    return _saved(holder, upload, verb, changed + _chosen_for_all(holder, upload, verb))


def _chosen_for_all(holder: UploadHolder, upload: FormUpload, verb: str) -> int:
    """Do what the button says of all rows that wait for something; how many changed."""
    if verb == "whole":
        return actions.place_all_on_whole(upload)
    if verb == "wait":
        return actions.have_wait_again(upload, holder.draft)
    if verb == "replace" and holder.draft is not None:
        return actions.replace_all(upload, holder.draft)
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


def _choices() -> dict[int, Choice]:
    """What was chosen in the list, by the position of each row."""
    found: dict[int, Choice] = {}
    for name in request.form:
        kind, _dash, number = name.partition("-")
        position = number_in(number)
        if kind not in {"row", "type"} or position is None:
            continue
        value, one = request.form[name], found.get(position, Choice())
        before = request.form.get(f"was-{position}", "")
        if kind == "row" and value == before:
            continue
        if kind == "type":
            one = one._replace(type=CommentType(value) if value in set(CommentType) else None)
        else:
            one = one._replace(**_choice(value), instead_of=before)
        found[position] = one
    return found


def _choice(value: str) -> dict[str, Any]:
    """What a choice in the list says of its row."""
    if value.startswith(AT):
        return {"block_key": value.removeprefix(AT)}
    if value.startswith(PLACE_AT):
        return {"quote_mark": value.removeprefix(PLACE_AT)}
    if value == CLAUSE:
        return {"whole_clause": _("Delete this whole clause, with everything in it.")}
    return dict(_CHOICES.get(value, {}))


_CHOICES: Mapping[str, Mapping[str, Any]] = {
    WHOLE: {"block_key": ""},
    OUT: {"is_left_out": True},
    REPLACE_IT: {"is_replacing": True},
    ANOTHER: {"is_another": True},
    EACH_IT: {"is_each": True},
    DELETE: {"is_deleting": True},
}


def _add(holder: UploadHolder, upload: FormUpload) -> ResponseReturnValue:
    """Add the rows that are ready; the draft submission follows, or these rows where some could not be added."""
    assert holder.draft is not None  # noqa: S101 -- for the type checker
    try:
        done = actions.add_to_draft(upload, holder.draft)
    except drafting.AlreadySubmitted:
        flash(_("The submission was already made. Nothing was added."), "bad")
        return redirect(holder.address("upload"), 303)
    _tell(done)
    if done.refused:
        flash(_refused(done.refused), "warn")
        return redirect(holder.address("preview", reference=upload.reference), 303)
    return redirect(holder.address("preview", reference=upload.reference, show="added"), 303)


def _tell(done: actions.AddedRows) -> None:
    """Say how many comments were added and replaced."""
    if done.added:
        flash(
            ngettext(
                "%(num)s comment added to your draft submission.", "%(num)s comments added to your draft submission.",
                done.added,
            )
        )  # fmt: skip
    if done.replaced:
        flash(
            ngettext(
                "%(num)s comment replaced in your draft submission.",
                "%(num)s comments replaced in your draft submission.",
                done.replaced,
            )
        )
    if done.deleted:
        flash(
            ngettext(
                "%(num)s comment deleted from your draft submission.",
                "%(num)s comments deleted from your draft submission.",
                done.deleted,
            )
        )
    if not (done.added or done.replaced or done.refused or done.deleted):
        flash(
            _(
                "Nothing was added: every row is in your draft submission, waits for your choice, or is left out."
            )
        )


def _refused(number: int) -> str:
    return str(
        ngettext(
            "%(num)s row could not be added. The reason is beside it.",
            "%(num)s rows could not be added. The reason is beside each.",
            number,
        )
    )


def _submit(holder: UploadHolder, upload: FormUpload) -> ResponseReturnValue:
    """Submit the rows that are ready, for whom they speak; a job does so where there are many."""
    back = holder.address("preview", reference=upload.reference)
    try:
        done = actions.submit(upload, holder.consultation, by=me(), back=back)
    except DomainError as trouble:
        flash(say(trouble), "bad")
        return redirect(back, 303)
    if isinstance(done, Job):
        return redirect(url_for("organisations.job", reference=done.reference), 303)
    if done.comments:
        flash(ngettext("%(num)s comment submitted.", "%(num)s comments submitted.", done.comments))
    elif not done.refused:
        flash(
            _("Nothing was submitted: every row was submitted before, waits for your choice, or is left out.")
        )
    if done.refused:
        flash(_refused(done.refused), "warn")
    return redirect(back, 303)
