"""Officers complete the emails that have no form, one by one, or close them."""

from collections.abc import Iterator

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.core.errors import DomainError
from consult.core.translatable import shortened
from consult.documents.blocks import Kind
from consult.drafts import queries as drafts
from consult.incoming_email import actions, addresses, policy, queries
from consult.incoming_email.forms import MOST_COMMENTS, CloseForm, CompleteForm
from consult.incoming_email.models import EmailState, IncomingEmail
from consult.incoming_email.views.blueprint import bp
from consult.web.addresses import number_in
from consult.web.guards import me, require


def _for_officer(slug: str) -> Consultation:
    consultation = consultations.public(slug)
    require(policy.complete, consultation)
    return consultation


@bp.route("/consultations/<slug>/entries/emails")
def to_complete(slug: str) -> ResponseReturnValue:
    """The emails that wait for an officer."""
    consultation = _for_officer(slug)
    return render_template(
        "incoming_email/list.html", consultation=consultation, emails=queries.to_complete(consultation.id),
        address=addresses.address_of(consultation), section="dashboard", kept=queries.UNREAD.days,
    )  # fmt: skip


@bp.route("/consultations/<slug>/entries/emails/<reference>", methods=["GET", "POST"])
def complete(slug: str, reference: str) -> ResponseReturnValue:
    """Read an email, and submit the comments in it for its sender."""
    consultation = _for_officer(slug)
    email = queries.by_reference(consultation.id, reference)
    if email.state is not EmailState.TO_COMPLETE:
        return _settled(slug)
    form = _form(email, consultation)
    if request.form.get("verb") == "more":
        return _page(email, consultation, form, CloseForm(formdata=None)), 200
    if form.validate_on_submit():
        try:
            filed = actions.complete(
                email, consultation, form.entries(), who=form.who(email.sender), language=form.language.data,
                by=me(),
            )  # fmt: skip
        except DomainError as trouble:
            form.refused(trouble)
        else:
            flash(_("Submitted as %(reference)s.", reference=filed))
            return redirect(url_for(".to_complete", slug=slug), 303)
    return _page(email, consultation, form, CloseForm(formdata=None)), form.status


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
            actions.close(email, reason=form.reason.data, by=me())
        except DomainError as trouble:
            form.refused(trouble)
        else:
            flash(_("Email closed."))
            return redirect(url_for(".to_complete", slug=slug), 303)
    return _page(email, consultation, _form(email, consultation, is_sent=False), form), form.status


@bp.route("/consultations/<slug>/entries/emails/<reference>/original")
def original(slug: str, reference: str) -> ResponseReturnValue:
    """The email as it arrived, for a mail program; no browser shows it."""
    consultation = _for_officer(slug)
    raw = queries.raw_of(queries.by_reference(consultation.id, reference))
    answer = Response(raw, mimetype="application/octet-stream")
    answer.headers.set("Content-Disposition", "attachment", filename=f"email-{reference[:8]}.eml")
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _form(email: IncomingEmail, consultation: Consultation, *, is_sent: bool = True) -> CompleteForm:
    asked = number_in(request.form.get("number", "")) or 1 if is_sent else 1
    more = 1 if is_sent and request.form.get("verb") == "more" else 0
    language = consultation.version.language if consultation.version is not None else "en"
    languages = list(dict.fromkeys([language, *consultation.languages]))
    return CompleteForm.of(
        min(max(asked, 1) + more, MOST_COMMENTS), list(_passages(consultation.version_id)), languages,
        {"name": email.name[:120], "language": language, "comment-1": email.text}, is_sent=is_sent,
    )  # fmt: skip


_BEGINNING = 60


def _passages(version_id: int | None) -> Iterator[tuple[str, str]]:
    """Key and words of every passage: headings by number and title, others by line and beginning."""
    for one in drafts.blocks(version_id) if version_id is not None else ():
        if one.kind == Kind.HEADING:
            yield one.key, f"{one.number} {one.title}".strip()
        else:
            words = shortened(one.text or one.title, _BEGINNING)
            yield one.key, f"— {_('line %(line)s', line=one.line)}: {words}"


def _page(email: IncomingEmail, consultation: Consultation, form: CompleteForm, closing: CloseForm) -> str:
    return render_template(
        "incoming_email/complete.html", email=email, consultation=consultation, section="dashboard",
        form=closing if closing.errors or closing.form_errors else form, complete=form, closing=closing,
        back=url_for(".to_complete", slug=consultation.slug), note=_(email.note) if email.note else "",
        may_add=form.number < MOST_COMMENTS,
    )  # fmt: skip
