"""Officers complete the emails that have no form, one by one, or close them, and read those that have one."""

from dataclasses import replace
from functools import partial

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.accounts import caller_limits
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.consultations.staff_links import StaffLink
from consult.core.declarations import listed_in
from consult.core.errors import DomainError, NotFound, NotPossible
from consult.core.stale_check import StaleForm
from consult.documents.attached.refusals import DAMAGED
from consult.documents.blocks import Source, Unreadable
from consult.documents.emails import sandbox
from consult.documents.upload_checks import EMPTY
from consult.form_uploads import policy as forms_policy
from consult.form_uploads.reading import read_file
from consult.incoming_email import actions, addresses, policy, queries
from consult.incoming_email.actions.attachments import DAMAGED_AT_SENDER
from consult.incoming_email.comment_text import comment_text
from consult.incoming_email.forms import CloseForm
from consult.incoming_email.models import EmailState, IncomingEmail
from consult.incoming_email.views.blueprint import bp
from consult.staff_entries.actions import KEPT, EnteredSubmission
from consult.staff_entries.entry_page import EntryPage, discard_listed, unsaved_texts
from consult.staff_entries.forms import ButtonOfPage
from consult.staff_entries.models import Entry
from consult.web.errors import say
from consult.web.forms import ButtonForm
from consult.web.guards import may_i, me, require

_TABLES = "60 per hour"
_OF_SENDER = {DAMAGED: DAMAGED_AT_SENDER}
"""What an officer reads where the words for someone who chose a file themselves do not fit."""


def _for_officer(slug: str) -> Consultation:
    consultation = consultations.public(slug)
    require(policy.complete, consultation)
    return consultation


@listed_in("HOOKS")
def staff_link(consultation: Consultation) -> StaffLink | None:
    """The link from the page of a consultation with the number of emails that wait, None for someone who may not
    complete them."""
    if not may_i("incoming_email.complete", consultation):
        return None
    return StaffLink(
        url_for("incoming_email.to_complete", slug=consultation.slug),
        _("Emails to complete"),
        queries.number_to_complete(consultation.id),
    )


@bp.route("/consultations/<slug>/entries/emails")
def to_complete(slug: str) -> ResponseReturnValue:
    """The emails that wait for an officer."""
    consultation = _for_officer(slug)

    def address(entry: str) -> str:
        return url_for(".complete", slug=slug, reference=IncomingEmail.reference_in(entry))

    emails = queries.to_complete(consultation.id)
    return render_template(
        "incoming_email/list.html", consultation=consultation, emails=emails, begun=queries.begun(emails),
        address=addresses.address_of(consultation), section="dashboard", kept=queries.UNREAD.days,
        with_forms=queries.with_forms(consultation.id), unconfirmed=queries.UNCONFIRMED.days,
        completed=queries.completed(consultation.id), settled=queries.SETTLED.days,
        unsaved=unsaved_texts(consultation, address, of_emails=True), form=ButtonForm(formdata=None),
        unsaved_kept=KEPT.days,
    )  # fmt: skip


@bp.route("/consultations/<slug>/entries/emails/unsaved/<int:identifier>/removal", methods=["POST"])
def discard_unsaved(slug: str, identifier: int) -> ResponseReturnValue:
    """Delete what the reader typed that is in the entry of no email; again changes nothing."""
    _for_officer(slug)
    discard_listed(identifier)
    return redirect(url_for(".to_complete", slug=slug), 303)


@bp.route("/consultations/<slug>/entries/emails/<reference>", methods=["GET", "POST"])
def complete(slug: str, reference: str) -> ResponseReturnValue:
    """Read an email, and submit the comments in it for its sender. One with filled forms is only read: its sender goes
    on with them."""
    consultation = _for_officer(slug)
    email = queries.by_reference(consultation.id, reference)
    if email.state in queries.WITH_FORMS:
        return _with_form(email, consultation, ButtonForm(formdata=None))
    if request.method == "GET" and email.state is EmailState.COMPLETED and queries.has_original(email):
        return render_template(
            "incoming_email/completed.html", consultation=consultation, email=email, section="dashboard",
            back=url_for(".to_complete", slug=slug), note=_(email.note) if email.note else "",
        )  # fmt: skip
    page = _page(email, consultation, CloseForm(formdata=None))
    if email.state is EmailState.TO_COMPLETE:
        return page.answer()
    if email.state not in {EmailState.COMPLETED, EmailState.CLOSED} or request.method == "GET":
        return _settled(slug)
    entry = queries.entry_with_key(email)
    if entry is not None and entry.submission_id is not None:
        return replace(page, entry=entry).answer()
    return page.ended(
        email.entry_key,
        _("This email was completed or closed meanwhile. Your text is kept for you alone, in the list."),
        otherwise=_("This email was completed or closed meanwhile. What you typed on this page was not saved."),
        is_of_email=True,
    )  # fmt: skip


@bp.route("/consultations/<slug>/entries/emails/<reference>/typed", methods=["POST"])
def keep(slug: str, reference: str) -> ResponseReturnValue:
    """Keep what is typed into the entry of an email; nothing is submitted."""
    consultation = _for_officer(slug)
    email = queries.by_reference(consultation.id, reference)
    page = _page(email, consultation, CloseForm(formdata=None))
    if email.state is EmailState.TO_COMPLETE:
        return page.typed()
    if email.state not in {EmailState.COMPLETED, EmailState.CLOSED}:
        return {"saved": False}, 409
    entry = queries.entry_with_key(email)
    if entry is not None:
        return replace(page, entry=entry).typed()
    return page.typed_in_ended(email.entry_key, is_of_email=True)


def _settled(slug: str) -> ResponseReturnValue:
    flash(_("This email was completed or closed before."), "warn")
    return redirect(url_for(".to_complete", slug=slug), 303)


@bp.route("/consultations/<slug>/entries/emails/<reference>/closing", methods=["POST"])
def close(slug: str, reference: str) -> ResponseReturnValue:
    """Close an email, with a reason."""
    consultation = _for_officer(slug)
    email = queries.by_reference(consultation.id, reference)
    if email.state is not EmailState.TO_COMPLETE:
        return _settled(slug)
    form = CloseForm()
    if form.validate_on_submit():
        try:
            actions.close(email, reason=form.reason.data, by=me(), seen=form.seen.data, page=form.page.data)
        except StaleForm as trouble:
            return _page(email, consultation, CloseForm(formdata=None)).refused(trouble)
        except DomainError as trouble:
            form.refused(trouble)
        else:
            flash(_("Email closed."))
            return redirect(url_for(".to_complete", slug=slug), 303)
    page = _page(email, consultation, form)
    return page.page(page.form(page.entry), form.status)


def _with_form(email: IncomingEmail, consultation: Consultation, form: ButtonForm) -> ResponseReturnValue:
    return render_template(
        "incoming_email/with_form.html", consultation=consultation, email=email, section="dashboard", form=form,
        back=url_for(".to_complete", slug=consultation.slug), note=_(email.note) if email.note else "",
        is_confirmed=email.state is EmailState.CONFIRMED,
    ), form.status  # fmt: skip


@bp.route("/consultations/<slug>/entries/emails/<reference>/forms", methods=["POST"])
def take_over(slug: str, reference: str) -> ResponseReturnValue:
    """Enter the forms of an email whose sender has not confirmed it."""
    consultation = _for_officer(slug)
    email = queries.by_reference(consultation.id, reference)
    if email.state is not EmailState.FORM:
        flash(_(actions.NOT_WAITING), "warn")
        return redirect(url_for(".complete", slug=slug, reference=reference), 303)
    form = ButtonForm()
    if form.validate_on_submit():
        try:
            message = sandbox.read(queries.raw_of(email))
        except (Unreadable, NotFound):
            message = None
        try:
            kept = actions.take_over(email, consultation, message, by=me())
        except DomainError as trouble:
            form.refused(trouble)
        else:
            flash(_("The rows of the form are below. They came by email when the email was received."))
            return redirect(
                url_for("form_uploads.staff_preview", slug=slug, reference=kept[0].reference), 303
            )
    return _with_form(email, consultation, form)


@bp.route("/consultations/<slug>/entries/emails/<reference>/completion", methods=["POST"])
def complete_by_tables(slug: str, reference: str) -> ResponseReturnValue:
    """Complete an email whose comments are all in tables that officers enter."""
    consultation = _for_officer(slug)
    email = queries.by_reference(consultation.id, reference)
    form = ButtonOfPage()
    if form.validate_on_submit():
        try:
            actions.complete_by_tables(email, by=me(), seen=form.seen.data, page=form.page.data)
        except StaleForm as trouble:
            return _page(email, consultation, CloseForm(formdata=None)).refused(trouble)
        except DomainError as trouble:
            flash(say(trouble), "warn")
        else:
            flash(_("Email completed."))
    return redirect(url_for(".to_complete", slug=slug), 303)


@bp.route("/consultations/<slug>/entries/emails/<reference>/original")
def original(slug: str, reference: str) -> ResponseReturnValue:
    """The email as it arrived, for a mail program; no browser shows it."""
    consultation = _for_officer(slug)
    raw = queries.raw_of(queries.by_reference(consultation.id, reference))
    answer = Response(raw, mimetype="application/octet-stream")
    answer.headers.set("Content-Disposition", "attachment", filename=f"email-{reference[:8]}.eml")
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _enter_table(email: IncomingEmail, consultation: Consultation, position: str) -> str:
    """Make a table of an email a form that the reader enters; where to go on with it. Raises NotPossible where the file
    cannot be read or has no table."""
    require(forms_policy.enter, consultation)
    table = next((one for one in queries.tables_of(email) if str(one.position) == position), None)
    if table is None:
        raise NotFound
    caller_limits.limit(_TABLES, "form-upload")
    try:
        source = _source_of(email, table)
        file, understood = read_file(source, consultation, is_of_staff=True)
    except Unreadable as trouble:
        raise NotPossible(_OF_SENDER.get(trouble.message, trouble.message)) from None
    kept = actions.enter_table(email, table.position, consultation, file, understood, by=me())
    flash(_("The table is now a comment form. It came by email when the email was received."))
    view = "form_uploads.staff_preview" if kept.form else "form_uploads.staff_columns"
    return url_for(view, slug=consultation.slug, reference=kept.reference)


def _source_of(email: IncomingEmail, table: queries.EmailTable) -> Source:
    """A file of an email with its bytes. Of files with one name and size it is the one that stands as far back. Raises
    Unreadable where the email cannot be read again."""
    files = email.attachments["files"]
    before = sum((one["name"], one["size"]) == (table.name, table.size) for one in files[: table.position])
    found = sorted(sandbox.read(queries.raw_of(email)).attachments, key=lambda one: one.is_inline)
    same = [one.data for one in found if (one.name, one.size) == (table.name, table.size)]
    if before >= len(same) or not same[before]:
        raise Unreadable(EMPTY)
    return Source(table.name, same[before])


def _page(email: IncomingEmail, consultation: Consultation, closing: CloseForm) -> EntryPage:
    """The page of the entry of an email: what the email says is known of it."""
    slug = consultation.slug
    drafted = consultation.version.language if consultation.version is not None else "en"
    divided = comment_text(email.text)
    tables = queries.tables_of(email) if may_i("form_uploads.enter", consultation) else []

    def address(_entry: Entry | None, anchor: str) -> str:
        return url_for(".complete", slug=slug, reference=email.reference, _anchor=anchor or None)

    def submit(entry: Entry, said: EnteredSubmission) -> str:
        return actions.complete(email, entry, consultation, said, by=me())

    listed = url_for(".to_complete", slug=slug)
    return EntryPage(
        consultation, queries.entry_of(email), lambda _key: actions.begin_entry(email, consultation), address, submit,
        lambda _key: url_for(".keep", slug=slug, reference=email.reference),
        onward=lambda _entry: listed, saved=listed, received_at=email.received_at,
        known={
            "key": email.entry_key, "name": email.name[:120], "email": email.sender,
            "language": email.language or drafted, "comment-1": divided.comment,
        },
        left_out=divided.left_out, enter_table=partial(_enter_table, email, consultation),
        template="incoming_email/complete.html",
        context={
            "action": address(None, ""), "email": email, "closing": closing, "back": listed, "tables": tables,
            "note": _(email.note) if email.note else "", "button": ButtonForm(formdata=None),
            "missing": [one for one in email.files_left if one["name"] not in {table.name for table in tables}],
            "settled": queries.SETTLED.days, **({"form": closing} if closing.shown_errors() else {}),
        },
    )  # fmt: skip
