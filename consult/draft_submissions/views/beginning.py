"""Beginning a draft by saying who you are, and opening it again with its code."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.accounts import caller_limits
from consult.consultations import queries as consultations
from consult.consultations import text_language
from consult.consultations.models import Consultation
from consult.core.errors import DomainError, Throttled
from consult.core.language_tags import main_language
from consult.draft_submissions import actions, queries
from consult.draft_submissions.forms.access_code import ResumeForm
from consult.draft_submissions.forms.beginning import ParticipantForm
from consult.draft_submissions.models import AnySubmission, DraftSubmission
from consult.draft_submissions.views.blueprint import (
    asked,
    bp,
    by_typed_code,
    consultation_of,
    context,
    opened_on,
    shown_as,
    steps_with,
)
from consult.draft_submissions.writer_access import NO_FORM_AFTER_SUBMITTING
from consult.stakeholders import queries as stakeholders
from consult.stakeholders.forms import chosen
from consult.stakeholders.models import Category
from consult.stakeholders.taxonomy import SUBCATEGORIES
from consult.submissions import policy, references, submitter_access
from consult.submissions.models import Submission
from consult.web.errors import say
from consult.web.guards import me, open_to_all
from consult.web.language_addresses import language_of_address
from consult.web.page_language import is_language, locale_code


@bp.route("/consultations/<slug>/take-part", methods=["GET", "POST"])
def take_part(slug: str) -> ResponseReturnValue:
    """Say who you are and for whom you speak; a draft begins with it."""
    consultation = consultation_of(slug)
    draft = opened_on(consultation) if not request.args.get("another") else None
    if isinstance(draft, Submission):
        return _to_status(draft)
    languages = _languages(consultation)
    form = ParticipantForm(
        languages=languages, own=_own(consultation, draft), data=_known(draft, languages[0]),
        shown_as=shown_as(consultations.rules(consultation)),
        key=_new_key(), sheet=references.pass_of(draft.key) if draft else ""
    )  # fmt: skip
    status = 200
    if form.validate_on_submit():
        try:
            found = _begin(consultation, draft, form)
        except actions.AlreadySubmitted as done:
            return _to_status(done.submission)
        except DomainError as trouble:
            form.form_errors.append(say(trouble))
            status = 429 if isinstance(trouble, Throttled) else 409
            form.renew_key(_new_key())
        else:
            submitter_access.remember(found)
            return redirect(_onward(consultation), 303)
    elif form.is_submitted():
        status = 422
    shown = {**context(consultation, draft), "step": (1, steps_with(consultations.questions(consultation)))}
    if draft is None and not shown["is_taken"] and not form.is_submitted():
        return render_template("draft_submissions/closed.html", **shown)
    return render_template("draft_submissions/take_part.html", form=form, **shown), status


def _new_key() -> str:
    return references.new_key_of_draft(submitter_access.browser())


def _to_status(submission: Submission) -> ResponseReturnValue:
    """On to the status page; who sent the form, or wanted to upload a comment form, reads there why."""
    if request.method == "POST":
        flash(_("The submission was already made. The details you entered were not saved."), "bad")
    elif request.args.get("form"):
        flash(_(NO_FORM_AFTER_SUBMITTING), "info")
    return redirect(url_for(".status", reference=submission.reference), 303)


def _own(consultation: Consultation, draft: DraftSubmission | None) -> dict[Category, dict[str, str]]:
    """The organisation's own subcategories, and the one this draft has though it is no longer offered."""
    found: dict[Category, dict[str, str]] = {
        category: dict(labels)
        for category, labels in stakeholders.offered(consultation.organisation, locale_code()).items()
    }
    if draft is not None and draft.category and draft.subcategory not in {"", *SUBCATEGORIES[draft.category]}:
        found.setdefault(draft.category, {}).setdefault(draft.subcategory, draft.subcategory)
    return found


def _begin(consultation: Consultation, draft: DraftSubmission | None, form: ParticipantForm) -> AnySubmission:
    if draft is None:
        key = form.key.data
        if queries.opened_by_key(key) is None:
            caller_limits.limit("120 per hour", "begin")
        is_own = references.is_issued_to(submitter_access.browser(), key)
        return actions.begin(consultation, key=key, is_own=is_own, user=me(), **form.who())
    actions.describe(draft, user=me(), **form.who())
    return draft


_MOST_LIKED = 5
"""So many languages of a browser are offered."""


def _languages(consultation: Consultation) -> list[str]:
    """Languages to write in, and to get emails in: that of the page, where its reader chose it, then those of the text,
    of the browser, of the consultation, of the page. A comment on a language version has that of the version (0043)."""
    version = text_language.version_shown(consultation)
    draft = [version.language] if version is not None else []
    liked = [language.split("-")[0].lower() for language, _weight in request.accept_languages][:_MOST_LIKED]
    page = locale_code()
    chosen = [page] if language_of_address() or main_language(page) in liked else []
    known = [tag for tag in (*chosen, *draft, *liked) if is_language(tag)]
    return list(dict.fromkeys([*known, *consultation.languages, page]))


def _known(draft: DraftSubmission | None, likely: str) -> dict[str, Any]:
    """What we know of who takes part, so that no one is asked twice; `likely`: the language, unless they chose one."""
    language = {"language": likely}
    if draft is not None:
        return chosen(draft) | {"language": draft.language, "email": draft.email}
    profile = stakeholders.profile_of(me())
    if profile is not None:
        return chosen(profile) | language
    return {"name": me().name} | language if me() is not None else language


def _onward(consultation: Consultation) -> str:
    """Where to go on: to the questions or the passage that someone wanted, to the upload of a form or the rows of one
    that was uploaded, or to the text."""
    slug, wanted = consultation.slug, asked()
    if request.args.get("questions") or consultation.is_questionnaire:
        return url_for(".questions", slug=slug)
    form = request.args.get("form")
    if form:
        if form == "1":
            return url_for("form_uploads.upload", slug=slug)
        return url_for("form_uploads.preview", slug=slug, reference=form)
    if wanted.get("block"):
        return url_for(".text", slug=slug, **wanted, _anchor=wanted["block"])
    return url_for(".comment", slug=slug, **wanted) if wanted else url_for(".text", slug=slug)


@bp.route("/resume", methods=["GET", "POST"])
def resume() -> ResponseReturnValue:
    """Open a draft or a submission with its code, on any device."""
    open_to_all()
    form = ResumeForm()
    if form.validate_on_submit():
        try:
            found = by_typed_code(form.code.data)
        except Throttled as trouble:
            form.form_errors.append(say(trouble))
            return render_template("draft_submissions/resume.html", form=form), 429
        if found is not None and policy.open_own(me(), found):
            submitter_access.remember(found)
            return redirect(_wanted(found), 303)
        words = _not_found(form.code.data)
        if found is not None:
            words = _(
                "This draft submission belongs to another account. Sign out first, or sign in to that account."
            )
        form.code.errors = [*form.code.errors, words]
    return render_template("draft_submissions/resume.html", form=form), 422 if form.is_submitted() else 200


def _not_found(typed: str) -> str:
    """Why a typed code opens nothing: a mistake in it, where its digits show that, or no draft has it."""
    if references.is_checkable(references.read_code(typed)):
        words = _(
            "No submission has this access code any more. It may have been deleted after the consultation."
        )
    else:
        words = _(
            "There is a typing mistake in this access code: at least one digit is wrong. Check each group of "
            "digits."
        )
    return str(words)


def _wanted(found: AnySubmission) -> str:
    """The page that asked for the code, if it is one of what the code opens; else the draft, or where the submission
    stands."""
    slug = found.consultation.slug
    wanted, here = request.args.get("next", ""), url_for("consultations.overview", slug=slug) + "/"
    if isinstance(found, Submission):
        own = url_for("reading.submission", reference=found.reference) + "/"
        is_its_own = wanted.startswith((here, own))
        return wanted if is_its_own else url_for(".status", reference=found.reference)
    return wanted if wanted.startswith(here) else url_for(".draft_submission", slug=slug)
