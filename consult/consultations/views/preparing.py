"""The guided preparation: create, prepare step by step, propose."""

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from consult.consultations import actions, policy, queries, questionnaire
from consult.consultations import forms as typed
from consult.consultations.labels import DOCUMENT_ROLES
from consult.consultations.lifecycle import EDITABLE, State
from consult.consultations.models import Asked, Consultation, Document, Question
from consult.consultations.question_form import QuestionForm, ReuseForm, question_form, types_with
from consult.consultations.views import checked_dates
from consult.consultations.views.approving import everything, proposal_mark
from consult.consultations.views.blueprint import bp, prepared
from consult.core.bidi import in_html
from consult.core.errors import DomainError, NotFound
from consult.core.multilingual import typed_list
from consult.core.stale_check import compare, form_version
from consult.core.translatable import N_
from consult.drafts import queries as drafts
from consult.organisations import queries as organisations
from consult.organisations.rule_texts import rule_text
from consult.organisations.rules import TITLES
from consult.organisations.timing_profiles import PROFILES
from consult.web.addresses import number_in
from consult.web.errors import say
from consult.web.formats import comma, listed, number
from consult.web.forms import ButtonForm, choices, stale
from consult.web.guards import me, require
from consult.web.pages import as_text, language_name
from consult.web.sign_language_forms import videos_shown, with_video_fields

STEPS: dict[str, str] = {
    "draft": N_("Draft version"),
    "purpose": N_("Purpose and scope"),
    "instrument": N_("Instrument and engagement"),
    "documents": N_("Supporting documents"),
    "questions": N_("Questions"),
    "dates": N_("Dates"),
    "rules": N_("Rules"),
    "contact": N_("Contact"),
    "review": N_("Review and propose"),
}
"""Labels of the steps of the guided preparation, in order."""


def _versions(consultation_or_organisation: int) -> list[tuple[str, str]]:
    return [
        (
            f"{v.draft.reference}/{v.number}",
            f"{as_text(in_html(f'{v.own_title}{comma()}{v.label}'))} · {_('version %(number)s', number=v.number)}"
            f" · {language_name(v.language)}",
        )
        for v in drafts.versions_of_organisation(consultation_or_organisation)
    ]


def _version(chosen: str) -> Any:
    reference, _slash, number = chosen.partition("/")
    found = number_in(number)
    return drafts.version(reference, found) if found is not None else None


@bp.route("/organisations/<slug>/consultations/new", methods=["GET", "POST"])
def begin(slug: str) -> ResponseReturnValue:
    """Create a consultation."""
    organisation = organisations.get(slug)
    if me() is not None and not organisations.roles_of(me(), organisation.id):
        raise NotFound
    require(policy.prepare, organisation)
    form = typed.BeginForm(
        versions=_versions(organisation.id),
        version=request.args.get("version", ""),
        language=organisation.original_language or organisation.languages[0],
    )
    if form.validate_on_submit():
        version = _version(form.version.data)
        made = actions.prepare(
            organisation,
            title=form.title.data,
            language=form.language.data,
            version=version,
            by=me(),
            once=True,
        )
        return redirect(url_for(".preparation", slug=made.slug), 303)
    status = 422 if form.is_submitted() else 200
    return render_template("consultations/begin.html", form=form, organisation=organisation), status


@bp.route("/consultations/<slug>/preparation")
def preparation(slug: str) -> ResponseReturnValue:
    """Go on where something is still missing; to the check where nothing is."""
    consultation = prepared(slug)
    require(policy.follow_preparation, consultation)
    missing = actions.missing_steps(consultation) if consultation.state in EDITABLE else []
    step = missing[0][0] if missing else "review"
    return redirect(url_for(".prepare", slug=slug, step=step), 303)


@bp.route("/consultations/<slug>/preparation/<step>", methods=["GET", "POST"])
def prepare(slug: str, step: str) -> ResponseReturnValue:
    """One step of the preparation; each can be left and resumed."""
    consultation = prepared(slug)
    if step not in STEPS:
        raise NotFound
    changes = request.method == "POST" and step != "review"
    require(policy.change if changes else policy.follow_preparation, consultation)
    return _HANDLERS[step](consultation)


def _show(consultation: Consultation, step: str, form: Any, **values: Any) -> ResponseReturnValue:
    words = {name: _(sentence) for name, sentence in STEPS.items()}
    done = _done(consultation)
    steps = [
        (name, words[name], url_for(".prepare", slug=consultation.slug, step=name),
         "now" if name == step else "done" if name in done else "todo")
        for name in STEPS
    ]  # fmt: skip
    template = f"consultations/preparation/{step}.html"
    return render_template(
        template, consultation=consultation, form=form, steps=steps, current=step, words=words,
        accent=consultation.organisation.accent, is_editable=consultation.state in EDITABLE,
        sent_back=queries.sent_back(consultation) if consultation.state in EDITABLE else None,
        **values,
    ), form.status  # fmt: skip


def _done(consultation: Consultation) -> set[str]:
    """The steps at which nothing is missing and something was done."""
    missing = {name for name, _sentence in actions.missing_steps(consultation)}
    empty = {
        "documents": not queries.documents(consultation),
        "questions": not queries.questions(consultation),
        "review": consultation.state in EDITABLE,
    }
    return {name for name in STEPS if name not in missing and not empty.get(name, False)}


def _next(consultation: Consultation, step: str) -> ResponseReturnValue:
    names = list(STEPS)
    following = names[names.index(step) + 1]
    return redirect(url_for(".prepare", slug=consultation.slug, step=following), 303)


def _seen(consultation: Consultation, step: type[typed.StepForm]) -> str:
    """The mark of what a step shows."""
    return form_version(consultation, *sorted(step.FIELDS))


def _kept(
    consultation: Consultation,
    form: typed.StepForm,
    now: Callable[..., typed.StepForm],
    changes: dict[str, Any],
) -> bool:
    """Change what a step changes; False, with the reason and everything typed at its form, where that cannot be."""
    try:
        actions.change(consultation, by=me(), seen=form.seen.data, **changes)
        if form.attests_scope:
            actions.attest_scope(consultation, by=me())
    except DomainError as trouble:
        form.refused(trouble, partial(now, consultation, formdata=None))
        return False
    return True


def _draft_form(consultation: Consultation, **more: Any) -> typed.DraftForm:
    version = consultation.version
    shown = {
        "version": f"{version.draft.reference}/{version.number}"
        if version
        else typed.QUESTIONS_ONLY
        if consultation.is_questionnaire
        else None,
        "seen": _seen(consultation, typed.DraftForm),
    }
    return typed.DraftForm(versions=_versions(consultation.organisation_id), data=shown, **more)


def _draft(consultation: Consultation) -> ResponseReturnValue:
    form = _draft_form(consultation)
    if form.validate_on_submit():
        if form.version.data == typed.QUESTIONS_ONLY:
            changes = {"version_id": None, "is_questionnaire": True}
        else:
            changes = {"version": _version(form.version.data), "is_questionnaire": False}
        if _kept(consultation, form, _draft_form, changes):
            _tell_of_clauses(consultation)
            return _next(consultation, "draft")
    return _show(consultation, "draft", form, states=queries.language_states(consultation))


def _tell_of_clauses(consultation: Consultation) -> None:
    """Tell of questions about clauses that the version does not have."""
    shown = questionnaire.described(consultation, queries.questions(consultation))
    lost = [number(one.question.position) for one in shown if one.has_lost_clause]
    if lost:
        flash(
            # Translators: list is one or several numbers of questions.
            ngettext(
                "Question %(list)s is about a clause that this version does not have. Choose another clause, or the "
                "question is about the whole draft.",
                "Questions %(list)s are about clauses that this version does not have. Choose other clauses, or the "
                "questions are about the whole draft.",
                len(lost),
                list=listed(lost),
            ),
            "warn",
        )


def _purpose_form(consultation: Consultation, **more: Any) -> typed.PurposeForm:
    is_attested = consultation.scope_attested_at is not None
    seen = _seen(consultation, typed.PurposeForm)
    videos = consultation.sign_language_videos
    form = with_video_fields(typed.PurposeForm, consultation.languages, videos)
    return form(obj=consultation, scope=is_attested, seen=seen, **videos_shown(videos), **more)


def _purpose(consultation: Consultation) -> ResponseReturnValue:
    form = _purpose_form(consultation)
    if form.validate_on_submit() and _kept(consultation, form, _purpose_form, form.changes()):
        return _next(consultation, "purpose")
    return _show(consultation, "purpose", form)


def _instrument_form(consultation: Consultation, **more: Any) -> typed.InstrumentForm:
    shown = {
        name: getattr(consultation, name)
        for name in ("denomination", "stage", "round", "languages", "relation_to_instruments")
    } | {
        "mode": consultation.mode.value,
        "family": consultation.family or "",
        "legal_effect": consultation.legal_effect or "",
        "topics": typed_list(consultation.topics, consultation.original_language),
        "seen": _seen(consultation, typed.InstrumentForm),
    }
    return typed.InstrumentForm(data=shown, **more)


def _instrument(consultation: Consultation) -> ResponseReturnValue:
    form = _instrument_form(consultation)
    if form.validate_on_submit() and _kept(consultation, form, _instrument_form, form.changes()):
        return _next(consultation, "instrument")
    return _show(consultation, "instrument", form)


def _documents(consultation: Consultation) -> ResponseReturnValue:
    here = url_for(".prepare", slug=consultation.slug, step="documents")
    if pressed := _pressed("remove", "up", "down"):
        _arrange(consultation, pressed[0], queries.document(consultation, pressed[1]))
        return redirect(here, 303)
    form = typed.DocumentForm(language=consultation.languages[0])
    going = request.form.get("verb") == "go"
    if going and not form.title.data and not getattr(form.file.data, "filename", ""):
        return _next(consultation, "documents")
    if form.validate_on_submit():
        try:
            actions.add_document(consultation, by=me(), **form.document())
        except DomainError as trouble:
            form.refused(trouble)
        else:
            flash(_("Document added."))
            return _next(consultation, "documents") if going else redirect(here, 303)
    return _show(
        consultation, "documents", form, documents=queries.documents(consultation), roles=DOCUMENT_ROLES
    )


def _questions(consultation: Consultation) -> ResponseReturnValue:
    here = url_for(".prepare", slug=consultation.slug, step="questions")
    if pressed := _pressed("remove", "up", "down"):
        _arrange(consultation, pressed[0], queries.question(consultation, _number(pressed[1])))
        return redirect(here, 303)
    reuse = _reuse_form(consultation)
    if request.form.get("verb") == "copy":
        _copy(consultation, reuse)
        return redirect(here, 303)
    asked = request.args.get("change")
    changed = queries.question(consultation, _number(asked)) if asked else None
    questions = queries.questions(consultation)
    form = question_form(consultation, questions, changed)
    going = request.form.get("verb") == "go"
    if going and form.asked() == Asked():
        return _next(consultation, "questions")
    if form.validate_on_submit():
        try:
            _save_question(consultation, changed, form)
        except DomainError as trouble:
            form.refused(trouble, partial(question_form, consultation, questions, changed, formdata=None))
        else:
            return _next(consultation, "questions") if going else redirect(here, 303)
    return _show(
        consultation, "questions", form, questions=questionnaire.described(consultation, questions), changed=changed,
        reuse=reuse, types_with=types_with,
    )  # fmt: skip


def _save_question(consultation: Consultation, changed: Question | None, form: QuestionForm) -> None:
    if changed is not None:
        actions.change_question(consultation, changed, form.asked(), by=me(), seen=form.seen.data)
    else:
        compare(form.seen.data, changed)
        actions.add_question(consultation, form.asked(), by=me())


def _reuse_form(consultation: Consultation) -> ReuseForm:
    form = ReuseForm(formdata=request.form if request.form.get("verb") == "copy" else None)
    form.source.choices = choices((one.slug, one.title) for one in queries.with_questions(consultation))
    return form


def _copy(consultation: Consultation, form: ReuseForm) -> None:
    """Copy the questions of an earlier consultation of the organisation."""
    if not form.validate_on_submit():
        flash(stale(), "warn")
        return
    source = next(one for one in queries.with_questions(consultation) if one.slug == form.source.data)
    try:
        count = actions.copy_questions(consultation, source, by=me())
    except DomainError as trouble:
        flash(say(trouble), "bad")
    else:
        flash(ngettext("%(num)s question copied.", "%(num)s questions copied.", count))


def _pressed(*names: str) -> tuple[str, str] | None:
    """Which of these buttons was pressed, and its value."""
    return next(((name, request.form[name]) for name in names if request.form.get(name)), None)


def _number(text: str) -> int:
    found = number_in(text)
    if found is None:
        raise NotFound
    return found


def _arrange(consultation: Consultation, verb: str, thing: Any) -> None:
    """Move or remove a document or question; a stale token changes nothing, and the page comes back."""
    if not ButtonForm().validate_on_submit():
        flash(stale(), "warn")
        return
    try:
        if verb != "remove":
            actions.move(consultation, thing, up=verb == "up", by=me())
        elif isinstance(thing, Document):
            actions.remove_document(consultation, thing, by=me())
        else:
            actions.remove_question(consultation, thing, by=me())
    except DomainError as trouble:
        flash(say(trouble), "bad")


def _dates_form(consultation: Consultation, **more: Any) -> typed.DatesForm:
    seen = _seen(consultation, typed.DatesForm)
    return typed.DatesForm(data=typed.dates_shown(consultation) | {"seen": seen}, **more)


def _dates(consultation: Consultation) -> ResponseReturnValue:
    form = _dates_form(consultation)
    found: list[tuple[str, str]] = []
    is_check = request.form.get("verb") == "check"
    if form.validate_on_submit():
        moments = form.moments()
        if moments is not None:
            is_justified = bool(form.shortening.data and form.shortening_reason.data)
            found = checked_dates.of_preparation(
                form.timing_profile.data, moments, form.timezone.data, is_justified=is_justified
            )
            changes = form.changes(*moments)
            is_news = any(getattr(consultation, name) != value for name, value in changes.items())
            if not is_check and _kept(consultation, form, _dates_form, changes):
                if is_news and checked_dates.is_warned(found):
                    return redirect(
                        f"{url_for('.prepare', slug=consultation.slug, step='dates')}#findings", 303
                    )
                return _next(consultation, "dates")
    elif not form.is_submitted() and consultation.opens_at and consultation.closes_at:
        found = checked_dates.of_preparation(
            consultation.timing_profile,
            (consultation.opens_at, consultation.closes_at),
            consultation.timezone,
            is_justified=bool(consultation.shortening_reason),
        )
    if is_check and request.accept_mimetypes.best == "application/json":
        wrong = [("bad", message) for _field, message in form.shown_errors()]
        return {"findings": [{"level": level, "words": words} for level, words in wrong or found]}
    return _show(consultation, "dates", form, findings=found, profiles=PROFILES)


def _rules(consultation: Consultation) -> ResponseReturnValue:
    form = ButtonForm()
    if form.validate_on_submit():
        return _next(consultation, "rules")
    return _show(
        consultation, "rules", form, rules=queries.rules(consultation), titles=TITLES, text_of=rule_text
    )


def _contact_form(consultation: Consultation, **more: Any) -> typed.ContactForm:
    return typed.ContactForm(obj=consultation, seen=_seen(consultation, typed.ContactForm), **more)


def _contact(consultation: Consultation) -> ResponseReturnValue:
    form = _contact_form(consultation)
    if form.validate_on_submit() and _kept(consultation, form, _contact_form, form.changes()):
        return _next(consultation, "contact")
    return _show(consultation, "contact", form)


def _review(consultation: Consultation) -> ResponseReturnValue:
    form = ButtonForm()
    here = url_for(".prepare", slug=consultation.slug, step="review")
    if form.is_submitted():
        verb = request.form.get("verb", "")
        if verb not in _REVIEWED:
            raise NotFound
        may, done, state, told = _REVIEWED[verb]
        require(may, consultation)
        if form.validate():
            if consultation.state != state:
                try:
                    done(consultation, by=me(), seen=request.form.get("seen", ""))
                except DomainError as trouble:
                    flash(say(trouble), "bad")
                    return redirect(here, 303)
                flash(_(told))
            return redirect(_after(verb, consultation, here), 303)
    seen = {"seen": proposal_mark(consultation), "prepared": _prepared_mark(consultation)}
    return _show(consultation, "review", form, **seen, **everything(consultation))


def _prepared_mark(consultation: Consultation) -> str:
    """The mark of what is prepared, which travels with its proposal."""
    return form_version(actions.preparation(consultation), *actions.PREPARED)


_REVIEWED: dict[str, tuple[Any, Any, State | None, str]] = {
    "propose": (
        policy.propose,
        actions.propose,
        State.PROPOSED,
        N_("Consultation proposed. The approvers are notified."),
    ),
    "announce": (
        policy.announce,
        actions.announce,
        State.ANNOUNCED,
        N_("Consultation announced. Subscribers are notified."),
    ),
    "discard": (policy.discard, actions.discard, None, N_("Consultation discarded.")),
}
"""What can be done on the last step: who may, the action, the state it leads to, and what is said then."""


def _after(verb: str, consultation: Consultation, here: str) -> str:
    if verb == "discard":
        return url_for("dashboard.dashboard")
    return url_for(".overview", slug=consultation.slug) if verb == "announce" else here


_HANDLERS: dict[str, Callable[[Consultation], ResponseReturnValue]] = {
    "draft": _draft,
    "purpose": _purpose,
    "instrument": _instrument,
    "documents": _documents,
    "questions": _questions,
    "dates": _dates,
    "rules": _rules,
    "contact": _contact,
    "review": _review,
}
