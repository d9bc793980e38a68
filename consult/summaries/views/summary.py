"""The summary, from its draft to its publication; and word that it comes later."""

from collections.abc import Callable

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.consultations.lifecycle import Phase
from consult.consultations.models import Consultation
from consult.core import markup, preconditions
from consult.core.errors import DomainError, NotFound
from consult.core.multilingual import Progress, languages_of, progress
from consult.core.permissions import Predicate, may
from consult.core.translatable import N_
from consult.moderation import queries as moderation
from consult.responses import policy as responding
from consult.responses import queries as responses
from consult.responses.pages import form_page, load_for_member
from consult.summaries import actions, composition, form_versions, policy, queries, report
from consult.summaries import forms as typed
from consult.summaries.figures import compute_figures, numbers
from consult.summaries.labels import HINTS, SECTIONS, STATES
from consult.summaries.lifecycle import EDITABLE, State
from consult.summaries.models import ResponseSummary
from consult.summaries.translatable_texts import texts_of_summary, translatable_texts
from consult.summaries.views.blueprint import bp
from consult.summaries.views.public import response_page
from consult.web.errors import say
from consult.web.forms import NOTHING_TYPED, ButtonForm
from consult.web.guards import me, require
from consult.web.page_language import by_language_name, locale_code
from consult.web.translation_forms import other_languages


@bp.route("/consultations/<slug>/responses/summary", methods=["GET", "POST"])
def summary(slug: str) -> ResponseReturnValue:
    """Write the summary, propose, approve, send back, publish it."""
    consultation = load_for_member(slug)
    found = queries.latest(consultation.id)
    verb = request.form.get("verb", "") if request.method == "POST" else ""
    form = typed.summary_form(found)
    word = typed.SendBackForm(formdata=request.form if verb == "send_back" else None, prefix="")
    publishing = typed.PublishForm(formdata=request.form if verb == "publish" else None, prefix="")
    if request.method != "POST":
        require(responding.follow_responses, consultation)
    elif verb == "draft" or found is None:
        require(responding.respond, consultation)
        if ButtonForm().validate():
            return _draft(consultation)
    elif verb in _VERBS:
        require(_VERBS[verb][0], found)
        done = _turn(found, verb, form, word, publishing)
        if done is not None:
            return done
    else:
        raise NotFound
    return _summary_page(consultation, found, form, word, publishing)


def _draft(consultation: Consultation) -> ResponseReturnValue:
    try:
        actions.draft_summary(consultation, by=me(), language=locale_code(), say=_)
    except DomainError as trouble:
        flash(say(trouble), "bad")
    else:
        flash(_("Summary started with text from the data. Edit the text."))
    return redirect(url_for(".summary", slug=consultation.slug), 303)


_VERBS: dict[str, tuple[Predicate, Callable[..., None] | None, str]] = {
    "save": (policy.edit, None, N_("Saved.")),
    "propose": (
        policy.propose,
        actions.propose,
        N_("Summary proposed. The approvers are notified."),
    ),
    "send_back": (policy.send_back, actions.send_back, N_("Summary sent back for changes.")),
    "approve": (policy.approve, actions.approve, N_("Summary approved. It can be published now.")),
    "publish": (
        policy.publish,
        actions.publish,
        N_("Response published. Submitters and subscribers with a confirmed email address are notified."),
    ),
}
"""The button's verb → who may, what is done once the words are kept, what is said of it."""


def _turn(
    found: ResponseSummary,
    verb: str,
    form: typed.SummaryForm,
    word: typed.SendBackForm,
    publishing: typed.PublishForm,
) -> ResponseReturnValue | None:
    """One verb of the summary; None where the page comes back with what is wrong."""
    _may, act, told = _VERBS[verb]
    if not (_is_valid(publishing) if verb == "publish" else _is_ready(found, verb, form, word)):
        return None
    try:
        if act is not None:
            act(found, by=me(), **_beside(verb, form, word, publishing))
    except DomainError as trouble:
        if verb == "publish" and found.state == State.PUBLISHED:
            return _published_before(found, publishing)
        {"propose": form, "publish": publishing}.get(verb, word).form_errors.append(say(trouble))
        return None
    flash(_(told))
    return redirect(
        url_for(".response" if verb == "publish" else ".summary", slug=found.consultation.slug), 303
    )


def _beside(
    verb: str, form: typed.SummaryForm, word: typed.SendBackForm, publishing: typed.PublishForm
) -> dict[str, str]:
    """What travels with a verb: a word to the writers, or the mark of what was looked at."""
    if verb == "publish":
        return {
            "seen": publishing.seen.data,
            "objections": publishing.objections.data,
            "despite": publishing.despite.data or "",
        }
    more = {"word": word.word.data} if verb == "send_back" else {}
    return more | {"seen": form.seen.data if verb == "propose" else request.form.get("seen", "")}


def _published_before(found: ResponseSummary, publishing: typed.PublishForm) -> ResponseReturnValue | None:
    """After pressing "Publish" again, or after someone else: on to the response, unless another reason was typed than
    the one that is printed there."""
    told = _("Version %(number)s is published", number=found.edition)
    if found.despite and markup.plain(publishing.despite.data or "") not in {"", found.despite}:
        publishing.form_errors.append(told)
        return None
    flash(told)
    return redirect(url_for(".response", slug=found.consultation.slug), 303)


def _is_valid(publishing: typed.PublishForm) -> bool:
    if publishing.validate():
        return True
    if publishing.csrf_token.errors and not publishing.despite.data:
        publishing.csrf_token.errors = ()
        publishing.form_errors.append(NOTHING_TYPED)
    return False


def _is_ready(found: ResponseSummary, verb: str, form: typed.SummaryForm, word: typed.SendBackForm) -> bool:
    """Whether what was typed with the verb holds, and is kept; what is wrong stands at its form."""
    if verb in {"save", "propose"} and found.state in EDITABLE:
        return bool(form.validate()) and _save(found, form)
    if verb in {"save", "propose"}:
        form.form_errors.append(_(actions.NOT_EDITABLE[found.state]))
        return False
    if verb == "send_back":
        return bool(word.validate())
    if not ButtonForm().validate():
        word.form_errors.append(NOTHING_TYPED)
        return False
    return True


def _save(found: ResponseSummary, form: typed.SummaryForm) -> bool:
    """Keep the words; False where someone else changed them meanwhile: then they are kept at the next press."""
    try:
        actions.edit(
            found,
            typed.summary_words(form),
            beside=typed.summary_beside(form),
            by=me(),
            seen=form.seen.data,
        )
    except DomainError as trouble:
        form.refused(trouble, lambda: typed.summary_form(found, formdata=None))
        return False
    form.shows_saved(typed.seen(found))
    return True


def _summary_page(
    consultation: Consultation,
    found: ResponseSummary | None,
    form: typed.SummaryForm,
    word: typed.SendBackForm,
    publishing: typed.PublishForm,
) -> ResponseReturnValue:
    figures = None
    if found is not None:
        figures = found.figures if found.state == State.PUBLISHED else compute_figures(consultation)
    objections = moderation.open_objections(consultation.id)
    publishing.seen.data = typed.seen(found) if found is not None else ""
    publishing.objections.data = form_versions.objections(one.id for one in objections)
    may_write = found is not None and found.state in EDITABLE and policy.edit(me(), found)
    return form_page(
        "summaries/summary.html",
        consultation,
        next((one for one in (publishing, word) if one.errors or one.form_errors), form),
        summary=found,
        states=STATES,
        sections=SECTIONS,
        hints={key: _(words) for key, words in HINTS.items()},
        words_form=form,
        word_form=word,
        publish_form=publishing,
        open_objections=objections,
        figures=figures,
        seen=typed.seen(found) if found is not None else "",
        numbers=numbers(figures) if figures else {},
        nameless=composition.nameless(found.sections, figures) if found and figures else [],
        words={key: report.prose(found.sections.get(key, ""), figures) for key in SECTIONS}
        if found and figures
        else {},
        progress=responses.progress(consultation.id),
        unmet=preconditions.unmet_preconditions(actions.PUBLICATION, consultation),
        editions=queries.editions(consultation.id),
        is_closed=consultation.phase in {Phase.CLOSED, Phase.RESPONDED},
        may_write=may_write,
        typed=_without_form(found, form, word, publishing) if found is not None else [],
        button=ButtonForm(formdata=None),
        translations_of=_translations_of(consultation, found),
    )


def _translations_of(consultation: Consultation, found: ResponseSummary | None) -> list[Progress]:
    """How far each language of the response has come."""
    said, original = responses.translatable_texts(consultation), consultation.original_language
    own = texts_of_summary(found) if found is not None else ()
    offered = other_languages(consultation, sorted(languages_of([*own, *said])))
    if found is not None and found.original_language != original:
        offered = [code for code, _name in by_language_name([original, *offered])]
    texts = {code: [*translatable_texts(consultation, found, code), *said] for code in offered}
    if original in texts:
        texts[original] = list(translatable_texts(consultation, found, original))
    return [progress(parts, code) for code, parts in texts.items()]


def _without_form(
    found: ResponseSummary, form: typed.SummaryForm, word: typed.SendBackForm, publishing: typed.PublishForm
) -> list[tuple[str, str]]:
    """What was typed and cannot be sent as things stand, because someone else was faster: labels and words."""
    verb = request.form.get("verb", "")
    if verb in {"save", "propose"} and not may("summaries.edit", me(), found):
        shown = typed.summary_shown(found)
        there = {markup.plain(words) for words in shown.values()}
        there |= {one.label for one in form.written_in.iter_choices() if one.value == shown["written_in"]}
        return [(label, words) for label, words in form.typed() if markup.plain(words) not in there]
    if verb == "send_back" and not may("summaries.send_back", me(), found):
        return word.typed()
    if verb == "publish" and not may("summaries.publish", me(), found):
        return publishing.typed()
    return []


@bp.route("/consultations/<slug>/responses/summary/preview")
def preview(slug: str) -> ResponseReturnValue:
    """The response as it would be published now."""
    consultation = load_for_member(slug)
    require(responding.follow_responses, consultation)
    found = queries.latest(consultation.id)
    if found is None:
        raise NotFound
    return response_page(consultation, found, is_preview=found.state != State.PUBLISHED)


@bp.route("/consultations/<slug>/responses/holding", methods=["GET", "POST"])
def publish_notice(slug: str) -> ResponseReturnValue:
    """Say that the response comes later."""
    consultation = load_for_member(slug)
    require(policy.publish_notice, consultation)
    form = typed.HoldingNoticeForm()
    if form.validate_on_submit():
        try:
            actions.publish_notice(
                consultation, form.reason.data, form.moment(consultation.timezone), by=me()
            )
        except DomainError as trouble:
            form.form_errors.append(say(trouble))
        else:
            flash(
                _(
                    "Holding notice published. Submitters and subscribers with a confirmed email address are "
                    "notified."
                )
            )
            return redirect(url_for(".response", slug=slug), 303)
    return form_page(
        "summaries/publish_notice.html",
        consultation,
        form,
        notices=queries.holding_notices(consultation.id),
        is_owed=consultation.phase == Phase.CLOSED,
    )
