"""After the announcement: extend the deadline, withdraw, correct the draft."""

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.consultations import actions, period_checks, policy, queries, text_language
from consult.consultations.forms.after_announcement import ExtensionForm, WithdrawalForm, extension_form
from consult.consultations.forms.dates import dates_shown
from consult.consultations.forms.languages import correction_form
from consult.consultations.head import head_of
from consult.consultations.models import Consultation
from consult.consultations.views import checked_dates
from consult.consultations.views.blueprint import bp, form_page, prepared
from consult.core.errors import DomainError, NotPossible
from consult.core.multilingual import languages_of
from consult.core.permissions import may
from consult.core.redline import ops
from consult.core.stale_check import StaleForm, form_version
from consult.core.translatable import N_
from consult.documents.blocks import Kind
from consult.drafts import actions as versions
from consult.drafts import queries as drafts
from consult.drafts.models import Version
from consult.web.errors import say
from consult.web.guards import me, require
from consult.web.page_language import by_language_name

AT_ONCE = 40
"""Passages that one correction can change."""


@bp.route("/consultations/<slug>/extension", methods=["GET", "POST"])
def extend(slug: str) -> ResponseReturnValue:
    """Close later than announced."""
    consultation = prepared(slug)
    require(policy.extend, consultation)
    if request.method != "POST" and not policy.is_extendable(consultation):
        raise NotPossible(N_("The deadline has passed and can no longer be extended."))
    form = _extension_form(consultation)
    is_check = request.form.get("verb") == "check"
    found = checked_dates.of_extension(consultation, consultation.closes_at) if consultation.closes_at else []
    if is_check:
        found = _checked(form, consultation)
        if request.accept_mimetypes.best == "application/json":
            return {"findings": [{"level": level, "words": words} for level, words in found]}
    elif form.validate_on_submit():
        try:
            closes_at = period_checks.moment_in(
                form.closes_day.data, form.closes_time.data, consultation.timezone
            )
            found = checked_dates.of_extension(consultation, closes_at)
            actions.extend(
                consultation, closes_at, form.reason.data, by=me(), seen=form.seen.data,
                translations=form.translations(),
            )  # fmt: skip
        except StaleForm as trouble:
            form.refused(trouble, lambda: _extension_form(consultation, form, formdata=None))
        except DomainError as trouble:
            form.closes_day.errors = [*form.closes_day.errors, say(trouble)]
        else:
            flash(
                _(
                    "Deadline extended. Subscribers and submitters with a confirmed email address are notified."
                )
            )
            return redirect(url_for(".overview", slug=slug), 303)
    return form_page("consultations/extend.html", form, consultation, findings=found)


def _checked(form: ExtensionForm, consultation: Consultation) -> checked_dates.Remarks:
    """What is to be said of the dates alone, before the reason is written."""
    wrong = [field for field in (form.closes_day, form.closes_time) if not field.validate(form)]
    if wrong:
        return [("bad", str(message)) for field in wrong for message in field.errors]
    try:
        closes_at = period_checks.moment_in(
            form.closes_day.data, form.closes_time.data, consultation.timezone
        )
    except NotPossible as trouble:
        return [("bad", say(trouble))]
    if consultation.closes_at is not None and closes_at <= consultation.closes_at:
        return [("bad", _("Choose a deadline later than the current one."))]
    return checked_dates.of_extension(consultation, closes_at)


def _extension_form(
    consultation: Consultation, sent: ExtensionForm | None = None, **more: Any
) -> ExtensionForm:
    """With a field for the reason in each language into which something of the consultation is translated; with the
    reasons of the form that was `sent`."""
    shown = dates_shown(consultation)
    closing = {name: shown.get(name) for name in ("closes_day", "closes_time")}
    reasons = (
        {name: field.data for name, field in sent._fields.items() if name.startswith("reason")}
        if sent
        else {}
    )
    codes = languages_of(queries.translatable_texts(consultation)) - {consultation.original_language}
    return extension_form(
        by_language_name(codes), data=closing | reasons | {"seen": _running(consultation)}, **more
    )


def _running(consultation: Consultation) -> str:
    """The mark of how it runs."""
    return form_version(consultation, *actions.RUNNING)


@bp.route("/consultations/<slug>/withdrawal", methods=["GET", "POST"])
def withdraw(slug: str) -> ResponseReturnValue:
    """End it without a response."""
    consultation = prepared(slug)
    require(policy.withdraw, consultation)
    if request.method != "POST" and not may("consultations.withdraw", me(), consultation):
        raise NotPossible(
            N_(
                "A consultation can be withdrawn only after it is announced and before its response is "
                "published."
            )
        )
    form = WithdrawalForm(seen=_running(consultation))
    if form.validate_on_submit():
        try:
            actions.withdraw(consultation, form.reason.data, by=me(), seen=form.seen.data)
        except DomainError as trouble:
            form.refused(trouble)
            form.seen.data = _running(consultation)
        else:
            flash(
                _(
                    "Consultation withdrawn. Subscribers and submitters with a confirmed email address are notified."
                )
            )
            return redirect(url_for(".overview", slug=slug), 303)
    return form_page("consultations/withdraw.html", form, consultation)


@bp.route("/consultations/<slug>/correction", methods=["GET", "POST"])
def correct(slug: str) -> ResponseReturnValue:
    """Correct passages of the text; readers see the notice, comments keep their places."""
    consultation = prepared(slug)
    require(policy.correct, consultation)
    if request.method != "POST" and not policy.is_correctable(consultation):
        raise NotPossible(N_("The draft can be corrected only until the deadline."))
    language = text_language.asked_language()
    is_original = not language or consultation.version is None or language == consultation.version.language
    version = (
        consultation.version if is_original else queries.language_version(consultation, language).version
    )
    if version is None:
        raise NotPossible(N_("This consultation has no draft yet."))
    blocks = drafts.blocks(version.id)
    keys = set(request.args.getlist("block"))
    chosen = [block for block in blocks if block.key in keys and block.kind != Kind.FIGURE][:AT_ONCE]
    if not chosen:
        return _choose_passages(consultation, blocks, version)
    now_read = [versions.correctable_words(block) for block in chosen]
    form = correction_form(now_read, version.number)
    fields = form.passages()
    is_check = request.form.get("verb") == "check"
    if form.validate_on_submit() and not is_check:
        changes = {block.key: field.data for block, field in zip(chosen, fields, strict=True)}
        try:
            if is_original:
                actions.correct(consultation, changes, form.notice.data, seen=form.version.data, by=me())
            else:
                actions.correct_language(
                    consultation, language, changes, form.notice.data, seen=form.version.data, by=me()
                )
        except DomainError as trouble:
            fields[0].errors = [*fields[0].errors, say(trouble)]
        else:
            flash(
                _(
                    "Correction published as a new frozen version. Subscribers and submitters with a confirmed email "
                    "address are notified."
                )
            )
            kept: dict[str, Any] = {} if is_original else {text_language.TEXT: language}
            return redirect(
                url_for("reading.text", slug=slug, **kept, at=chosen[0].key, _anchor=chosen[0].key), 303
            )
    redlines = [
        ops(" ".join(before.split()), " ".join((field.data or "").split()))
        if is_check and not field.errors
        else None
        for before, field in zip(now_read, fields, strict=True)
    ]
    passages = list(zip(chosen, fields, redlines, strict=True))
    return form_page(
        "consultations/correct.html", form, consultation, passages=passages, version=version,
        is_original=is_original,
    )  # fmt: skip


def _choose_passages(consultation: Consultation, blocks: Sequence[drafts.BlockRow], version: Version) -> str:
    return render_template(
        "consultations/choose_correction.html", consultation=consultation, head=head_of(consultation), tab="text",
        blocks=blocks, figure=Kind.FIGURE, version=version,
        chosen_text="" if version.id == consultation.version_id else version.language,
        texts=text_language.other_texts(consultation, version),
    )  # fmt: skip
