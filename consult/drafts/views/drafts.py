"""Drafts of an organisation: upload; versions and their pictures."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.core import storage
from consult.core.errors import DomainError, NotFound, NotPossible, Throttled
from consult.core.hooks import Hook
from consult.core.stale_check import form_version
from consult.core.translatable import N_
from consult.documents import formats
from consult.documents.comparing import counted
from consult.documents.paged.blocks import is_name_of_page
from consult.drafts import actions, page_parts, policy, queries
from consult.drafts.forms import ImportForm, NextImportForm, TitleForm
from consult.drafts.models import Figure, Version
from consult.drafts.passage_pages import heading_shown, page_part_shown, passage_shown
from consult.drafts.version_names import names_of_draft
from consult.drafts.views.blueprint import bp, picture_answer, seen
from consult.organisations import queries as organisations
from consult.organisations.models import Organisation
from consult.web.errors import say
from consult.web.guards import me, open_to_all, require
from consult.web.rate_limits import limit

OF_PERSON, OF_ORGANISATION = "30 per hour", "60 per hour"
"""Uploads of one person and of one organisation."""


NOTICE_LANGUAGES: Hook[Callable[[Sequence[int]], Mapping[int, str]]] = Hook("drafts.notice_languages")
"""Id of each of some corrected versions → the language in which its notice is written, where someone knows it."""


bp.add_app_template_global(heading_shown, "heading_label")
bp.add_app_template_filter(passage_shown, "passage")
bp.add_app_template_filter(is_name_of_page, "is_name_of_page")
bp.add_app_template_filter(page_parts.read, "page_part")
bp.add_app_template_filter(page_part_shown, "page_part_words")


@bp.route("/organisations/<slug>/drafts")
def drafts(slug: str) -> ResponseReturnValue:
    """The organisation's drafts."""
    organisation = seen(organisations.get(slug))
    require(policy.see, organisation)
    found = queries.drafts_with_versions(organisation.id)
    can_import = policy.import_draft(me(), organisation)
    return render_template(
        "drafts/drafts.html",
        organisation=organisation,
        drafts=[(draft, names_of_draft(draft, versions), versions) for draft, versions in found],
        notice_languages=_notice_languages([one for _draft, versions in found for one in versions]),
        uploads=queries.uploads_of(organisation.id) if can_import else [],
        understood=queries.imports_of(organisation.id) if can_import else [],
    )


@bp.route("/organisations/<slug>/drafts/import", methods=["GET", "POST"])
def import_draft(slug: str) -> ResponseReturnValue:
    """Upload a draft; it becomes a version only after a review."""
    organisation = seen(organisations.get(slug))
    require(policy.import_draft, organisation)
    draft = queries.get(request.args["draft"]) if request.args.get("draft") else None
    if draft is not None and draft.organisation_id != organisation.id:
        raise NotFound
    again = _refused_before(request.args.get("again", ""), organisation)
    form = (ImportForm if draft is None else NextImportForm)(data=again)
    if form.validate_on_submit():
        files = [(file.filename, file.stream) for file in form.files.data if file.filename]
        try:
            _count(organisation)
            started = actions.upload(
                organisation,
                files,
                title=form.title.data or "",
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
        form.files.errors = [_("Choose the file again, because browsers do not keep it.")]
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
    except Throttled as trouble:
        sentence = N_(
            "The limit of uploads an hour is reached: %(person)s for a person, %(organisation)s for an organisation. "
            "Minutes until you can upload the next draft: %(minutes)s."
        )
        raise NotPossible(
            sentence, minutes=-(-trouble.seconds // 60),
            person=OF_PERSON.partition(" ")[0], organisation=OF_ORGANISATION.partition(" ")[0],
        ) from None  # fmt: skip


@bp.route("/drafts/<reference>/versions/<int:number>", methods=["GET", "POST"])
def version(reference: str, number: int) -> ResponseReturnValue:
    """One version, for members; the address that it had before it moved to another draft leads on. A POST changes its
    title."""
    found = queries.present_version(reference, number)
    organisation = seen(found.draft.organisation)
    require(policy.see, organisation)
    if found.draft.reference != reference:
        return redirect(url_for(".version", reference=found.draft.reference, number=found.number), 303)
    form = _title_form(found)
    if form.is_submitted():
        require(policy.import_draft, organisation)
    if form.validate_on_submit():
        try:
            actions.rename(found, form.title.data, by=me(), seen=form.seen.data)
        except DomainError as trouble:
            form.refused(trouble, lambda: _title_form(found, formdata=None))
        else:
            flash(_("Saved."))
            return redirect(url_for(".version", reference=reference, number=number), 303)
    blocks = queries.blocks(found.id)
    counts = counted(queries.as_imported(found, blocks))  # as the review of its import counts
    return render_template(
        "drafts/version.html",
        organisation=organisation,
        version=found,
        notice_languages=_notice_languages([found]),
        blocks=blocks,
        counts={kind.value: number for kind, number in counts.items() if number},
        form=form,
    ), form.status


def _notice_languages(versions: Sequence[Version]) -> dict[int, str]:
    corrected = [one.id for one in versions if one.notice]
    found = {one.id: one.language for one in versions if one.notice and one.translates_id is not None}
    return {key: words for ask in NOTICE_LANGUAGES for key, words in ask(corrected).items()} | found


def _title_form(found: Version, **more: Any) -> TitleForm:
    return TitleForm(data={"title": found.own_title}, seen=form_version(found, "title"), **more)


@bp.route("/drafts/<reference>/versions/<int:number>/figures/<name>")
def figure(reference: str, number: int, name: str) -> ResponseReturnValue:
    """An image: of a public version for everyone, of another version for members; an earlier address leads on."""
    found = queries.present_version(reference, number)
    is_public = policy.is_public(found)
    if is_public:
        open_to_all()
    else:
        require(policy.see, seen(found.draft.organisation))
    if (found.draft.reference, found.number) != (reference, number):
        return redirect(
            url_for(".figure", reference=found.draft.reference, number=found.number, name=name), 303
        )
    return _picture(queries.figure(found, name), is_public=is_public)


@bp.route("/page-images/<int:version>/<key>")
def page_image(version: int, key: str) -> ResponseReturnValue:
    """The image of a page that a comment is on, by what a comment stores of its passage; for the same people."""
    found = queries.by_id(version)
    if found is None:
        raise NotFound
    is_public = policy.is_public(found)
    if is_public:
        open_to_all()
    else:
        require(policy.see, seen(found.draft.organisation))
    return _picture(queries.page_figure(found, key), is_public=is_public)


def _picture(picture: Figure, *, is_public: bool) -> ResponseReturnValue:
    answer = picture_answer(storage.get(picture.storage_key), picture.media_type)
    answer.headers["Cache-Control"] = "public, max-age=86400" if is_public else "private, no-store"
    return answer
