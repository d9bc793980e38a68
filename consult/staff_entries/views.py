"""The pages of officers: they enter comments that reached the organisation otherwise than by this site."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.accounts import caller_limits
from consult.attachments import queries as attachments
from consult.attachments import served
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.consultations.staff_links import StaffLink
from consult.core.declarations import listed_in
from consult.core.errors import DomainError, NotFound
from consult.core.hooks import Hook
from consult.documents.attached.kinds import ACCEPTED
from consult.draft_submissions.forms.attachments import AttachForm
from consult.draft_submissions.writer_access import take_the_time
from consult.form_uploads.labels import CHANNELS
from consult.staff_entries import actions, policy, queries
from consult.staff_entries.actions import EnteredSubmission
from consult.staff_entries.entry_page import UPLOADS, EntryPage, ShownText, discard_listed, unsaved_texts
from consult.staff_entries.forms import ButtonOfPage
from consult.staff_entries.models import Entry
from consult.submissions import references
from consult.submissions.models import Submission
from consult.web.guards import may_i, me, require

bp = Blueprint("staff_entries", __name__)
bp.before_request(take_the_time)


SAID: Hook[Callable[[Submission], tuple[Sequence[Any], Sequence[Any]]]] = Hook("staff_entries.said")
"""The answers and the comments of a submission, as the pages of its submitter show them."""


def _for_officer(slug: str) -> Consultation:
    consultation = consultations.public(slug)
    require(policy.enter, consultation)
    return consultation


@listed_in("HOOKS")
def staff_link(consultation: Consultation) -> StaffLink | None:
    """The link from the page of a consultation with the number of entries that are not submitted, None for someone who
    may not enter comments."""
    if not may_i("staff_entries.enter", consultation):
        return None
    number = queries.unfinished_counts([consultation.id]).get(consultation.id)
    anchor = "unfinished" if number else None
    path = url_for("staff_entries.enter", slug=consultation.slug, _anchor=anchor)
    return StaffLink(path, _("Enter received comments"), number)


@bp.route("/consultations/<slug>/entries", methods=["GET", "POST"])
def enter(slug: str) -> ResponseReturnValue:
    """Enter comments; what was begun and what was entered before is listed."""
    consultation = _for_officer(slug)
    known = {"key": references.new_key()}
    return _page(consultation, None, known).answer()


@bp.route("/consultations/<slug>/entries/<reference>", methods=["GET", "POST"])
def entry(slug: str, reference: str) -> ResponseReturnValue:
    """Continue an entry; once it is submitted, what it became."""
    consultation = _for_officer(slug)
    if request.method == "POST" and queries.find(consultation.id, reference) is None:
        return _deleted(consultation, reference)
    found = queries.by_reference(consultation.id, reference)
    if found.is_of_email and found.submission_id is None:
        raise NotFound
    if found.submission is None or request.method == "POST":
        return _page(consultation, found, {"key": reference}).answer()
    return _entered(consultation, found, found.submission, AttachForm(formdata=None))


@bp.route("/consultations/<slug>/entries/<reference>/typed", methods=["POST"])
def keep(slug: str, reference: str) -> ResponseReturnValue:
    """Keep what is typed into an entry, which begins with it where the page is of a new one; nothing is submitted."""
    consultation = _for_officer(slug)
    found = queries.find(consultation.id, reference)
    if found is not None and found.is_of_email:
        raise NotFound
    if found is None and not request.args.get("new"):
        return _page(consultation, None, {"key": reference}).typed_in_ended(reference)
    return _page(consultation, found, {"key": reference}).typed()


def _deleted(consultation: Consultation, reference: str) -> ResponseReturnValue:
    """What was typed in an entry that someone deleted meanwhile: it is kept for its writer."""
    return _page(consultation, None, {"key": reference}).ended(
        reference, _("This entry was discarded meanwhile. Your text is kept for you alone, in the list of entries."),
        otherwise=_("This entry was discarded meanwhile. What you typed on this page was not saved."),
    )  # fmt: skip


def _entered(
    consultation: Consultation, found: Entry, submission: Submission, form: AttachForm
) -> ResponseReturnValue:
    """What an entry became, with `form` for another original."""
    [(answers, comments)] = [ask(submission) for ask in SAID]
    return render_template(
        "staff_entries/entered.html", consultation=consultation, accent=consultation.organisation.accent,
        entry=found, submission=submission, files=queries.files_of(found), section="dashboard", form=form,
        comments=comments, answers=answers,
        unsaved=[one for one in _unsaved(consultation) if one.reference == found.reference], kept=actions.KEPT.days,
        channel=_(CHANNELS[found.channel]) if found.channel else "", accepted=ACCEPTED,
        back=url_for(".enter", slug=consultation.slug),
    ), form.status  # fmt: skip


@bp.route("/consultations/<slug>/entries/<reference>/files", methods=["POST"])
def add_record(slug: str, reference: str) -> ResponseReturnValue:
    """Add an original to an entry that was submitted."""
    consultation = _for_officer(slug)
    found, form = queries.by_reference(consultation.id, reference), AttachForm()
    if found.submission is None:
        raise NotFound
    if not form.validate_on_submit():
        return _entered(consultation, found, found.submission, form)
    sent = form.file.data
    try:
        caller_limits.limit(UPLOADS, "entry-file")
        actions.add_record(
            found.submission, sent.filename, sent.stream, description=form.description.data or ""
        )
    except DomainError as trouble:
        form.refuse_file(trouble)
        return _entered(consultation, found, found.submission, form)
    flash(_("File attached."))
    return redirect(url_for(".entry", slug=slug, reference=reference, _anchor="files-title"), 303)


@bp.route("/consultations/<slug>/entries/<reference>/deletion", methods=["POST"])
def discard(slug: str, reference: str) -> ResponseReturnValue:
    """Delete an entry that is not submitted, with its files; again changes nothing."""
    consultation = _for_officer(slug)
    found = queries.find(consultation.id, reference)
    if found is not None and (found.is_of_email or found.submission_id is not None):
        raise NotFound
    form = ButtonOfPage()
    if form.validate_on_submit():
        if found is not None:
            try:
                actions.discard(found, seen=form.seen.data, page=form.page.data)
            except DomainError as trouble:
                return _page(consultation, found, {"key": reference}).refused(trouble)
        flash(_("Entry discarded."))
    return redirect(url_for(".enter", slug=slug), 303)


@bp.route("/consultations/<slug>/entries/unsaved/<int:identifier>/removal", methods=["POST"])
def discard_unsaved(slug: str, identifier: int) -> ResponseReturnValue:
    """Delete what the reader typed that is in no entry; again changes nothing."""
    _for_officer(slug)
    discard_listed(identifier)
    return redirect(url_for(".enter", slug=slug), 303)


@bp.route("/consultations/<slug>/entries/<reference>/files/<file>")
def file(slug: str, reference: str, file: str) -> ResponseReturnValue:
    """Download a file of an entry, for the officers of the organisation."""
    consultation = _for_officer(slug)
    found = queries.file_of(queries.by_reference(consultation.id, reference), file)
    if not attachments.is_deliverable(found):
        raise NotFound
    return served.original(found)


def _unsaved(consultation: Consultation) -> list[ShownText]:
    return unsaved_texts(
        consultation, lambda reference: url_for(".entry", slug=consultation.slug, reference=reference)
    )


def _page(consultation: Consultation, found: Entry | None, known: dict[str, str]) -> EntryPage:
    slug = consultation.slug

    def address(one: Entry, anchor: str) -> str:
        return url_for(".entry", slug=slug, reference=one.reference, _anchor=anchor or None)

    def autosave(key: str) -> str:
        return url_for(".keep", slug=slug, reference=key, new=None if found is not None else 1)

    def submit(one: Entry, said: EnteredSubmission) -> str:
        return actions.submit(one, consultation, said, by=me())

    return EntryPage(
        consultation, found, lambda key: actions.begin(consultation, reference=key), address, submit,
        autosave, onward=lambda one: address(one, ""), saved=url_for(".enter", slug=slug), known=known,
        context={
            "unfinished": queries.unfinished(consultation.id) if found is None else [],
            "entered": queries.entered(consultation.id) if found is None else [],
            "unsaved": _unsaved(consultation) if found is None else [],
            "kept": actions.KEPT.days,
            "back": url_for("consultations.overview", slug=slug) if found is None else url_for(".enter", slug=slug),
            "channels": CHANNELS,
        },
    )  # fmt: skip
