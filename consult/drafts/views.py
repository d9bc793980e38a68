"""Drafts of an organisation: upload, look, accept; versions and their pictures."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.core import storage
from consult.core.errors import DomainError, NotFound, NotPossible, Throttled
from consult.core.markup import line
from consult.core.words import N_
from consult.drafts import actions, formats, policy, queries
from consult.drafts.blocks import Kind
from consult.drafts.correcting import DEEPEST, Correction, Corrections, corrected
from consult.drafts.forms import ImportForm, PreviewForm
from consult.drafts.models import Import, Upload, UploadState, Version
from consult.drafts.places import said_place
from consult.organisations import queries as organisations
from consult.organisations.models import Organisation
from consult.web.errors import say
from consult.web.forms import ButtonForm
from consult.web.guards import me, open_to_all, require
from consult.web.headers import FILE_CSP
from consult.web.limits import limit

bp = Blueprint("drafts", __name__)

OF_PERSON, OF_ORGANISATION = "30 per hour", "60 per hour"
"""Uploads of one person and of one organisation."""


@bp.app_template_filter("place")
def place_in_words(kept: str) -> str:
    """The place that is kept with a comment, in the language of the page or letter."""
    return said_place(kept, _)


def _seen(organisation: Organisation) -> Organisation:
    if me() is not None and not policy.see(me(), organisation):
        raise NotFound
    return organisation


@bp.route("/organisations/<slug>/drafts")
def drafts(slug: str) -> ResponseReturnValue:
    """The organisation's drafts."""
    organisation = _seen(organisations.get(slug))
    require(policy.see, organisation)
    found = [(draft, queries.versions(draft)) for draft in queries.of_organisation(organisation.id)]
    can_import = policy.import_draft(me(), organisation)
    return render_template(
        "drafts/drafts.html",
        organisation=organisation,
        drafts=found,
        uploads=queries.uploads_of(organisation.id) if can_import else [],
        understood=queries.imports_of(organisation.id) if can_import else [],
    )


@bp.route("/organisations/<slug>/drafts/import", methods=["GET", "POST"])
def import_draft(slug: str) -> ResponseReturnValue:
    """Upload a draft; nothing is a version before it was looked at."""
    organisation = _seen(organisations.get(slug))
    require(policy.import_draft, organisation)
    draft = queries.get(request.args["draft"]) if request.args.get("draft") else None
    if draft is not None and draft.organisation_id != organisation.id:
        raise NotFound
    again = _refused_before(request.args.get("again", ""), organisation)
    form = ImportForm(data=again or {"title": draft.title if draft else ""})
    if form.validate_on_submit():
        files = [(file.filename, file.stream) for file in form.files.data if file.filename]
        try:
            _count(organisation)
            started = actions.upload(
                organisation,
                files,
                title=form.title.data,
                label=form.label.data or "",
                language=form.language.data or None,
                by=me(),
                draft=draft,
            )
        except DomainError as trouble:
            form.files.errors = [*form.files.errors, say(trouble)]
        else:
            return redirect(url_for(".preview", reference=started.reference), 303)
    if form.is_submitted() and form.errors and not form.files.errors:
        form.files.errors = [_("Choose the file again: browsers do not keep it.")]
    status = 422 if form.is_submitted() else 200
    return render_template(
        "drafts/import_draft.html",
        organisation=organisation,
        draft=draft,
        form=form,
        accepted=formats.ACCEPTED,
    ), status


def _refused_before(reference: str, organisation: Organisation) -> dict[str, str]:
    """What was typed about an upload that could not be read, for another attempt."""
    if not reference:
        return {}
    found = queries.upload(reference)
    if found.organisation_id != organisation.id:
        raise NotFound
    return {"title": found.title, "label": found.label, "language": found.language}


def _count(organisation: Organisation) -> None:
    """Count an upload. Raises NotPossible where a person or an organisation made as many within an hour as they may."""
    try:
        limit(OF_PERSON, "uploads of a person", str(me().id))
        limit(OF_ORGANISATION, "uploads of an organisation", str(organisation.id))
    except Throttled:
        sentence = N_(
            "Many drafts were uploaded within an hour. Please wait a little and upload the next one then."
        )
        raise NotPossible(sentence) from None


@bp.route("/imports/<reference>", methods=["GET", "POST"])
def preview(reference: str) -> ResponseReturnValue:
    """An upload: how far its reading is; then what was understood, the clause tree with remarks, to be corrected and
    accepted; then the version that it became."""
    upload = queries.upload_or_none(reference)
    if upload is not None:
        return _progress(upload)
    accepted = queries.version_of_import(reference)
    if accepted is not None:
        return _accepted(accepted)
    try:
        return _understood(queries.import_(reference))
    except NotFound:  # somebody else accepted it or threw it away meanwhile
        accepted = queries.version_of_import(reference)
        if accepted is None:
            raise
        return _accepted(accepted)


def _understood(started: Import) -> ResponseReturnValue:
    """What was understood of an upload, to be corrected and accepted."""
    reference = started.reference  # the row may be gone after an action
    organisation = _seen(started.organisation)
    require(policy.import_draft, organisation)
    if request.form.get("verb") == "discard" and ButtonForm().validate_on_submit():
        actions.discard_import(started)
        flash(_("The upload is thrown away."))
        return redirect(url_for(".drafts", slug=organisation.slug), 303)
    understood = actions.parsed_of(started)
    form = PreviewForm(spoken=understood.language)
    corrections = Corrections(_headings(), form.language.data)
    if form.validate_on_submit():
        try:
            if request.form.get("verb") != "accept":
                actions.amend_import(started, corrections)
                flash(_("Your corrections are kept."))
                return redirect(url_for(".preview", reference=reference), 303)
            version = actions.accept_import(started, corrections, by=me())
        except NotPossible as trouble:
            form.form_errors.append(say(trouble))
        else:
            flash(_("The version is saved."))
            return redirect(
                url_for(".version", reference=version.draft.reference, number=version.number), 303
            )
    parsed = corrected(understood, Corrections(corrections.headings))
    return render_template(
        "drafts/preview.html", organisation=organisation, started=started, parsed=parsed,
        blocks=actions.as_it_will_read(started, parsed),
        headings=[block for block in parsed.blocks if block.kind is Kind.HEADING],
        counts=parsed.counts(), form=form, deepest=DEEPEST,
    ), 422 if form.is_submitted() else 200  # fmt: skip


def _accepted(version: Version) -> ResponseReturnValue:
    """Lead to the version that somebody accepted from the upload."""
    require(policy.import_draft, _seen(version.draft.organisation))
    if request.method == "POST":
        flash(_("The upload is a version by now; what you sent changed nothing."), "warn")
    return redirect(url_for(".version", reference=version.draft.reference, number=version.number), 303)


def _progress(upload: Upload) -> ResponseReturnValue:
    organisation = _seen(upload.organisation)
    require(policy.import_draft, organisation)
    if request.form.get("verb") == "discard" and ButtonForm().validate_on_submit():
        actions.discard_upload(upload)
        flash(_("The upload is thrown away."))
        return redirect(url_for(".drafts", slug=organisation.slug), 303)
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
    """A picture of an upload that is being looked at."""
    started = queries.import_(reference)
    require(policy.import_draft, _seen(started.organisation))
    found = {figure.name: figure for figure in actions.parsed_of(started).figures}
    if name not in found:
        raise NotFound
    picture = found[name]
    data = storage.get(picture.key) if picture.key else picture.data
    answer = Response(data, mimetype=picture.media_type)
    answer.headers["Content-Security-Policy"] = FILE_CSP
    return answer


def _headings() -> dict[str, Correction]:
    keys = [name.removeprefix("number:") for name in request.form if name.startswith("number:")]
    return {
        key: Correction(
            line(request.form[f"number:{key}"])[:40],
            line(request.form.get(f"title:{key}", ""))[:500],
            _level(request.form.get(f"level:{key}", "")),
        )
        for key in keys
    }


def _level(typed: str) -> int:
    return int(typed) if typed in {str(level) for level in range(DEEPEST + 1)} else 1


@bp.route("/drafts/<reference>/versions/<int:number>")
def version(reference: str, number: int) -> ResponseReturnValue:
    """One version, for members."""
    found = queries.version(reference, number)
    organisation = _seen(found.draft.organisation)
    require(policy.see, organisation)
    return render_template(
        "drafts/version.html",
        organisation=organisation,
        version=found,
        blocks=queries.blocks(found.id),
        counts=queries.counts(found.id),
    )


@bp.route("/drafts/<reference>/versions/<int:number>/figures/<name>")
def figure(reference: str, number: int, name: str) -> ResponseReturnValue:
    """A picture: of a version that was put to the public to everybody, of another to members."""
    found = queries.version(reference, number)
    is_public = policy.is_public(found)
    if is_public:
        open_to_all()
    else:
        require(policy.see, _seen(found.draft.organisation))
    picture = queries.figure(found, name)
    answer = Response(storage.get(picture.storage_key), mimetype=picture.media_type)
    answer.headers["Content-Security-Policy"] = FILE_CSP
    answer.headers["Cache-Control"] = "public, max-age=86400" if is_public else "private, no-store"
    return answer
