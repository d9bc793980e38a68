"""An import: how far its reading is; then its preview, to be corrected and accepted."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.core import storage
from consult.core.errors import NotFound, NotPossible
from consult.core.markup import line
from consult.core.stale_check import StaleForm
from consult.core.translatable import N_, nN_, shortened
from consult.documents import comparing
from consult.documents.blocks import Block, Kind, ParsedDraft
from consult.drafts import actions, import_changes, policy, previewing, queries
from consult.drafts.forms import PreviewForm
from consult.drafts.import_changes import DEEPEST, Alternative, Correction, Corrections, MergedCorrections
from consult.drafts.models import WHOLE, Import, Upload, UploadState, Version
from consult.drafts.views import change_descriptions
from consult.drafts.views.blueprint import bp, picture_answer, seen
from consult.organisations.models import Organisation
from consult.web.errors import say
from consult.web.forms import ButtonForm
from consult.web.guards import me, require
from consult.web.page_language import language_name
from consult.web.request_sizes import sent

LONGEST_NUMBER = 40
"""Characters of the number of a heading."""

LONGEST_ALTERNATIVE = 1000
"""Characters of an alternative text."""


@bp.route("/imports/<reference>", methods=["GET", "POST"])
def preview(reference: str) -> ResponseReturnValue:
    """An upload: how far its reading is; then what was read, page by page, with warnings, to be corrected and
    accepted; then the version that it became."""
    upload = queries.upload_or_none(reference)
    if upload is not None:
        return _progress(upload)
    accepted = queries.version_of_import(reference)
    if accepted is not None:
        return _accepted(accepted)
    try:
        return _understood(queries.import_(reference))
    except NotFound:  # someone else accepted it or discarded it meanwhile
        accepted = queries.version_of_import(reference)
        if accepted is None:
            raise
        return _accepted(accepted)


def _understood(started: Import) -> ResponseReturnValue:
    """What was understood of an upload, to be corrected and accepted."""
    organisation = seen(started.organisation)
    require(policy.import_draft, organisation)
    if _discards():
        actions.discard_import(started)
        return _discarded(organisation)
    parsed = actions.parsed_of(started)
    form = PreviewForm(
        title=started.title,
        spoken=parsed.language,
        last=queries.last_change(started),
    )
    typed = _typed(form)
    if form.validate_on_submit():
        try:
            _refuse_too_long(parsed, typed)
            return _done(started, form, typed)
        except (NotPossible, StaleForm) as trouble:
            form.form_errors.append(say(trouble))
            form.is_refused = isinstance(trouble, StaleForm)
    return _page(started, form, typed), form.status


def _done(started: Import, form: PreviewForm, typed: Corrections) -> ResponseReturnValue:
    """Do what a button asks for, and come back to the place of it."""
    reference, verb = started.reference, request.form.get("verb")  # the row may be gone after an action
    if verb == "accept":
        version = actions.accept_import(started, typed, by=me(), seen=form.seen.data)
        flash(_("Version saved."))
        return redirect(url_for(".version", reference=version.draft.reference, number=version.number), 303)
    if request.form.get("take_back"):
        number = _whole_number(request.form["take_back"])
        key = actions.undo_change(started, number, typed, by=me(), seen=form.seen.data)
        flash(_("Change undone."))
        return _back(reference, key)
    if request.form.get("go"):
        return _go(started, form, typed, request.form["go"])
    if verb == "level" and not typed.levels:
        raise NotPossible(N_("Choose the passages to change."))
    keys = actions.amend_import(started, typed, by=me(), seen=form.seen.data)
    flash(_("Corrections saved."))
    return _back(reference, next(iter(typed.levels), "") or (keys[0] if keys else ""))


def _go(started: Import, form: PreviewForm, typed: Corrections, where: str) -> ResponseReturnValue:
    """Save corrections and redirect to another page: "2", or "2 warnings" among passages with warnings alone."""
    reference = started.reference
    if request.form.getlist("chosen"):
        raise NotPossible(N_("Some passages are selected. Select “Change” first, or clear the selection."))
    page, _space, only = where.partition(" ")
    last = queries.last_change(started)
    actions.amend_import(started, typed, by=me(), seen=form.seen.data)
    if queries.last_change(started) != last:
        flash(_("Corrections saved."))
    number = _whole_number(page)
    kept: dict[str, Any] = {"page": number} if number > 1 else {}
    if only == "remarks":
        kept["only"] = only
    return redirect(url_for(".preview", reference=reference, _anchor="text", **kept), 303)


def _back(reference: str, key: str) -> ResponseReturnValue:
    """Lead to the same page of the preview, and to the block that was changed on it."""
    kept: dict[str, Any] = {name: request.args[name] for name in ("page", "only") if request.args.get(name)}
    if key and kept:
        kept["at"] = key
    return redirect(url_for(".preview", reference=reference, _anchor=key or None, **kept), 303)


def _page(started: Import, form: PreviewForm, typed: Corrections) -> str:
    """The preview, with what was typed and is not saved yet."""
    parsed = actions.parsed_of(started)
    changes = queries.changes_of(started)
    last = changes[-1].id if changes else 0
    compared = comparing.compared(parsed, change_descriptions.moved(changes))
    there: dict[str, Block] = {}
    if form.is_submitted():
        seen_change = last if form.seen.data is None else form.seen.data
        found = _merged(started, parsed, typed, seen_change)
        there = {now.key: now for now, _wanted in found.blocks if now.key in found.overtaken}
        as_typed = {now.key: _as_typed(now, wanted, typed) for now, wanted in found.blocks}
        parsed = import_changes.with_blocks(parsed, as_typed)
        if form.is_refused:
            form.show_again(last)
            form.theirs = _whole_now(started, form) if WHOLE in found.overtaken else []
    shown = previewing.preview(
        parsed,
        page=_whole_number(request.args.get("page", "")) or 1,
        at=request.args.get("at", ""),
        only_remarked=request.args.get("only") == "remarks",
    )
    return render_template(
        "drafts/preview.html",
        organisation=started.organisation,
        started=started,
        parsed=parsed,
        shown=shown,
        rows=list(zip(shown.blocks, actions.preview_blocks(started, shown.blocks), strict=True)),
        compared=compared,
        changes=change_descriptions.listed(changes),
        there=there,
        chosen=set(request.form.getlist("chosen")),
        chosen_level=_level(request.form.get("level_of_chosen", "")),
        form=form,
        deepest=DEEPEST,
        can_be_heading=import_changes.can_be_heading,
        pictures_of=import_changes.pictures_of,
        is_filtered=request.args.get("only") == "remarks",
    )


def _merged(started: Import, parsed: ParsedDraft, typed: Corrections, seen_change: int) -> MergedCorrections:
    """What was typed, to be shown again; what is ticked is shown as ticked. Nothing where it cannot be at all."""
    try:
        return actions.merge(started, parsed, typed._replace(levels={}), seen_change)
    except NotPossible:
        return MergedCorrections([], None, frozenset())


def _as_typed(now: Block, wanted: Block, typed: Corrections) -> Block:
    """A block as its fields say it: a heading that is to be text still has them."""
    heading = typed.headings.get(now.key)
    if heading is None or heading.level or now.kind is not Kind.HEADING:
        return wanted
    return replace(now, number=heading.number, title=heading.title, level=0)


def _whole_now(started: Import, form: PreviewForm) -> list[tuple[str, str]]:
    """Title and language as another person changed them."""
    parsed = actions.parsed_of(started)
    now = [(str(form.language.label.text), language_name(parsed.language))]
    return [(str(form.title.label.text), started.title), *now]


def _typed(form: PreviewForm) -> Corrections:
    """What the page says about the blocks that it shows, and about the draft as a whole."""
    alternatives: dict[str, dict[int, Alternative]] = {}
    typed = dict(sent())
    for name, value in typed.items():
        if name.startswith("alt:"):
            key, _colon, index = name.removeprefix("alt:").rpartition(":")
            text = line(value)
            is_decorative = f"decorative:{key}:{index}" in typed
            alternatives.setdefault(key, {})[_whole_number(index)] = Alternative(text, is_decorative)
    level = _level(request.form.get("level_of_chosen", ""))
    chosen = request.form.getlist("chosen") if request.form.get("verb") == "level" else []
    return Corrections(
        _headings(typed),
        dict.fromkeys(chosen, level),
        alternatives,
        form.language.data or "",
        form.title.data or "",
    )


def _headings(typed: Mapping[str, str]) -> dict[str, Correction]:
    keys = [name.removeprefix("number:") for name in typed if name.startswith("number:")]
    return {
        key: Correction(
            line(typed[f"number:{key}"]),
            line(typed.get(f"title:{key}", "")),
            _level(typed.get(f"level:{key}", "")),
        )
        for key in keys
    }


def _refuse_too_long(parsed: ParsedDraft, typed: Corrections) -> None:
    """Raises NotPossible for a number, a title or an alternative text that someone made too long; it names the text."""
    texts = [(one.number, LONGEST_NUMBER) for one in typed.headings.values()]
    texts += [(one.title, import_changes.LONGEST_HEADING) for one in typed.headings.values()]
    texts += [
        (picture.text, LONGEST_ALTERNATIVE)
        for block in typed.alternatives.values()
        for picture in block.values()
    ]
    keys = typed.keys()
    read = {
        line(text)
        for block in parsed.blocks
        if block.key in keys
        for text in (
            block.number,
            block.title,
            *(picture.alternative.text for picture in import_changes.pictures_of(block)),
        )
    }
    for text, most in texts:
        if len(text) > most and text not in read:
            sentence = nN_(
                "This text has more than %(most)s character: “%(text)s”",
                "This text has more than %(most)s characters: “%(text)s”",
                most,
            )
            raise NotPossible(sentence, most=most, text=shortened(text, 60))


def _level(typed: str) -> int:
    return int(typed) if typed in {str(level) for level in range(DEEPEST + 1)} else 1


def _whole_number(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else 0


def _accepted(version: Version) -> ResponseReturnValue:
    """Redirect to the version that was accepted from the upload."""
    require(policy.import_draft, seen(version.draft.organisation))
    if request.method == "POST":
        flash(_("The import was already saved as a version. Your changes were not saved."), "warn")
    return redirect(url_for(".version", reference=version.draft.reference, number=version.number), 303)


def _discards() -> bool:
    """Whether the button to discard the upload was pressed."""
    return request.form.get("verb") == "discard" and bool(ButtonForm().validate_on_submit())


def _discarded(organisation: Organisation) -> ResponseReturnValue:
    flash(_("Upload discarded."))
    return redirect(url_for(".drafts", slug=organisation.slug), 303)


def _progress(upload: Upload) -> ResponseReturnValue:
    organisation = seen(upload.organisation)
    require(policy.import_draft, organisation)
    if _discards():
        actions.discard_upload(upload)
        return _discarded(organisation)
    is_refused = upload.state is UploadState.REFUSED
    return render_template(
        "drafts/progress.html",
        organisation=organisation,
        upload=upload,
        why=say(actions.why_refused(upload)) if is_refused else "",
        ahead=queries.ahead_of(upload),
    )


@bp.route("/imports/<reference>/figures/<name>")
def import_figure(reference: str, name: str) -> ResponseReturnValue:
    """An image of an upload in review."""
    started = queries.import_(reference)
    require(policy.import_draft, seen(started.organisation))
    found = {figure.name: figure for figure in actions.parsed_of(started).figures}
    if name not in found:
        raise NotFound
    picture = found[name]
    return picture_answer(storage.get(picture.key) if picture.key else picture.data, picture.media_type)
