"""The draft in several languages, for officers: the list of language versions, and the pairs of one."""

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.consultations import actions, period_checks, policy, queries, text_language
from consult.consultations.forms.languages import LanguagePublicationForm
from consult.consultations.labels import CONFIRMED_SINGLY, PAIR_REASONS
from consult.consultations.models import Consultation, LanguageVersion
from consult.consultations.views.blueprint import bp, form_page, prepared
from consult.consultations.views.preparation.draft_version import is_offered
from consult.core import clock
from consult.core.errors import DomainError, NotFound, NotPossible
from consult.core.stale_check import CHANGED, compare, form_version
from consult.core.translatable import N_
from consult.drafts import actions as decisions
from consult.drafts import queries as drafts
from consult.drafts.models import Version, VersionPair
from consult.drafts.queries import PairFilter
from consult.organisations.forms import languages as offered
from consult.organisations.timing_profiles import profile_of
from consult.web import formats
from consult.web.addresses import number_in
from consult.web.errors import say
from consult.web.forms import ButtonForm, stale
from consult.web.guards import me, require

REMOVED = N_("Another person removed this language version.")

LAST_PAGE = 10_000
"""Of pairs: more than a draft can have."""

NEAR = 12
"""Passages before and after the present one that are offered to be paired with another."""


@bp.route("/consultations/<slug>/languages", methods=["GET", "POST"])
def languages(slug: str) -> ResponseReturnValue:
    """The language versions of the draft: add, remove, choose official ones, name the original."""
    consultation = prepared(slug)
    here = url_for(".languages", slug=slug)
    if request.method == "POST":
        require(policy.change_languages, consultation)
        if request.form.get("publish"):
            return redirect(url_for(".publish_language", slug=slug, language=request.form["publish"]), 303)
        other = _other_draft(consultation, request.form.get("draft", ""))
        names_one = request.form.get("remove") or request.form.get("back") or request.form.get("publish")
        _carry_out(lambda: _changed(consultation, other), REMOVED if names_one else CHANGED)
        return redirect(here, 303)
    require(policy.follow_preparation, consultation)
    return render_template(
        "consultations/languages.html", consultation=consultation, accent=consultation.organisation.accent,
        states=queries.language_states(consultation), addable=queries.addable(consultation),
        takeable=queries.takeable(consultation),
    )  # fmt: skip


def _carry_out(what: Callable[[], str], gone: str = CHANGED) -> None:
    """Do what a button asks for; say what was done, or why it could not be: `gone` where what it is about is not
    there."""
    if not ButtonForm().validate_on_submit():
        flash(stale(), "warn")
        return
    try:
        flash(what())
    except NotFound:
        flash(_(gone), "bad")
    except DomainError as trouble:
        flash(say(trouble), "bad")


def _changed(consultation: Consultation, other: Version | None) -> str:
    """Do what a button of the list asks for, `other` being what was chosen of another draft; what was done."""
    form = request.form
    if form.get("add"):
        number = number_in(form["add"])
        found = next((one for one in queries.addable(consultation) if one.number == number), None)
        if found is None:
            raise NotFound
        actions.add_language(consultation, found, by=me(), is_working_language=is_offered(found))
        return str(_("Language version added. Its passages are paired with those of the original."))
    if form.get("take"):
        if other is None:
            raise NotPossible(N_("Choose a draft."))
        actions.take_draft(consultation, other, by=me(), is_working_language=is_offered(other))
        return str(_("Draft moved here and added as a language version. Its passages are paired."))
    if form.get("remove"):
        actions.remove_language(consultation, form["remove"], by=me())
        return str(_("Language version removed."))
    if form.get("back"):
        actions.move_back(consultation, form["back"], by=me())
        return str(_("Draft moved back. It is no longer a language version here."))
    if form.get("original"):
        actions.name_original(
            consultation, form["original"], by=me(), working_languages=[code for code, _name in offered()]
        )
        return str(_("Saved."))
    actions.choose_official(consultation, form.getlist("official"), by=me())
    return str(_("Saved."))


def _other_draft(consultation: Consultation, chosen: str) -> Version | None:
    """The version that was chosen of another draft, None where none was; by its earlier address too, once someone moved
    it. Raises NotFound where the organisation has no such version."""
    if not chosen:
        return None
    reference, _slash, number = chosen.partition("/")
    found = drafts.present_version(reference, number_in(number) or 0)
    if found.draft.organisation_id != consultation.organisation_id:
        raise NotFound
    return found


@bp.route("/consultations/<slug>/languages/<language>/publication", methods=["GET", "POST"])
def publish_language(slug: str, language: str) -> ResponseReturnValue:
    """Publish a language version that was added after the announcement, after what it lacks was read."""
    consultation = prepared(slug)
    require(policy.change_languages, consultation)
    row = queries.language_version(consultation, language)
    if request.method != "POST" and consultation.phase not in actions.RUNNING_PHASES:
        raise NotPossible(
            N_("A language version can be published only between the announcement and the deadline.")
        )
    form = LanguagePublicationForm(data={"is_official": row.is_official})
    if form.validate_on_submit():
        try:
            actions.publish_language(consultation, language, by=me(), is_official=form.is_official.data)
        except DomainError as trouble:
            flash(say(trouble), "bad")
            return redirect(url_for(".publish_language", slug=slug, language=language), 303)
        flash(
            _(
                "Language version published. Subscribers and submitters with a confirmed email address are notified."
            )
        )
        return redirect(url_for(".languages", slug=slug), 303)
    counts = drafts.pair_counts([row.version_id]).get(row.version_id, drafts.PairCounts())
    return form_page(
        "consultations/publish_language.html", form, consultation, version=row.version, counts=counts,
        is_published=row.published_at is not None, days=_days_from_now(consultation),
        minimum=profile_of(consultation.timing_profile).days,
        doubtful=drafts.pairs(row.version, PairFilter.DOUBTFUL)[0] if counts.doubtful else [],
        missing=drafts.pairs(row.version, PairFilter.ALONE)[0] if counts.alone else [],
    )  # fmt: skip


def _days_from_now(consultation: Consultation) -> int | None:
    """Full days from now until the deadline; None before the comment period opens, or where it has no dates."""
    now = clock.now()
    if consultation.opens_at is None or consultation.closes_at is None or now <= consultation.opens_at:
        return None
    return period_checks.full_days(now, consultation.closes_at, consultation.timezone)


@bp.route("/consultations/<slug>/languages/<language>", methods=["GET", "POST"])
def pairs(slug: str, language: str) -> ResponseReturnValue:
    """The pairs of a language version beside each other: confirm, pair with another passage, separate, undo. A frozen
    version has none any more: its passages have the keys of the original, and are read beside those."""
    consultation = prepared(slug)
    require(policy.follow_preparation, consultation)
    row = queries.language_version(consultation, language)
    version = row.version
    shown: dict[str, Any] = {name: request.args[name] for name in ("show", "page") if request.args.get(name)}
    if request.method == "POST":
        require(policy.change_languages, consultation)
        anchor = next((f"pair-{request.form[name]}" for name in _DECISIONS if request.form.get(name)), None)
        _carry_out(partial(_decided, consultation, language))
        return redirect(url_for(".pairs", slug=slug, language=language, **shown, _anchor=anchor), 303)
    if version.frozen_at is not None:
        return redirect(_frozen_text(consultation, row), 303)
    counts = drafts.pair_counts([version.id]).get(version.id, drafts.PairCounts())
    which = _which(counts)
    left = [] if counts.doubtful else queries.languages_with_doubtful_pairs(consultation)
    page = min(max(number_in(request.args.get("page", "")) or 1, 1), LAST_PAGE)
    rows, total = drafts.pairs(version, which, page=page)
    last = max(-(-total // drafts.PAGE), 1)
    changed = number_in(request.args.get("change", ""))
    single = {one.pair.id for one in rows if not CONFIRMED_SINGLY.isdisjoint(one.pair.reasons)}
    open_ = [one.pair.id in single for one in rows if one.pair.confirmed_at is None]
    return render_template(
        "consultations/pairs.html", consultation=consultation, accent=consultation.organisation.accent,
        version=version, original=consultation.version, rows=rows, counts=counts, which=which.value, page=page,
        last=last, changed=changed, mark_of=_mark, reasons=PAIR_REASONS, choices=_choices(version, rows, changed),
        single=single, left=left, together=open_.count(False), alone=open_.count(True),
        can_change=policy.are_languages_changeable(consultation) and policy.change_languages(me(), consultation),
    )  # fmt: skip


def _frozen_text(consultation: Consultation, row: LanguageVersion) -> str:
    """Where the texts stand side by side; before they are public, the list of languages."""
    if row.published_at is None or consultation.version is None:
        return url_for(".languages", slug=consultation.slug)
    asked: dict[str, Any] = {
        text_language.TEXT: consultation.version.language,
        text_language.BESIDE: row.version.language,
    }
    return url_for("reading.text", slug=consultation.slug, **asked)


def _which(counts: drafts.PairCounts) -> PairFilter:
    """What the address asks for; without a word what is still to be done."""
    asked = request.args.get("show", "")
    if asked in set(PairFilter):
        return PairFilter(asked)
    return PairFilter.DOUBTFUL if counts.doubtful else PairFilter.ALL


def _choices(version: Version, rows: list[drafts.PairRow], changed: int | None) -> list[Any]:
    """The passages of the language version that the changed row can be paired with: those that are in no pair, and
    those near the place where it would stand."""
    row = next((one for one in rows if one.pair.id == changed), None)
    if row is None or row.original is None:
        return []
    pairs_ = drafts.all_pairs(version.id)
    at = next(number for number, one in enumerate(pairs_) if one.id == changed)
    near = {one.translated_key for one in pairs_[max(at - NEAR, 0) : at + NEAR + 1]}
    alone = {one.translated_key for one in pairs_ if not one.original_key}
    return [one for one in drafts.blocks(version.id) if one.key in near | alone]


def _mark(pair: VersionPair) -> str:
    """The mark of what a pair says, which its confirmation sends with it."""
    return form_version(pair, *PAIRED)


PAIRED = ("original_key", "translated_key")

_DECISIONS = ("confirm", "separate", "undo", "pair")
"""Names of buttons whose value is the pair that they are about."""


def _decided(consultation: Consultation, language: str) -> str:
    """Do what a button decides on one pair, or on all that the page showed; what was done."""
    form, by = request.form, me()
    verb, number = next(((name, number_in(form[name])) for name in _DECISIONS if form.get(name)), ("", None))
    ids = (
        [number]
        if number is not None
        else [one for text in form.getlist("shown") if (one := number_in(text))]
    )
    if not ids:
        raise NotFound
    identifier, key = ids[0], form.get("with", "")
    done: list[Any] = []

    def decide(version: Version) -> None:
        if verb == "separate":
            decisions.separate_pair(version, identifier, by=by)
        elif verb == "undo":
            decisions.undo_pair(version, identifier)
        elif verb == "pair":
            decisions.pair_blocks(version, identifier, key, by=by)
        else:
            marks = dict(one.partition(" ")[::2] for one in form.getlist("seen"))
            for pair in drafts.all_pairs(version.id):
                if pair.id in ids:
                    compare(marks.get(str(pair.id), ""), pair, *PAIRED)
            done.append(decisions.confirm_pairs(version, ids, by=by))

    actions.decide_on_pairs(consultation, language, decide, by=by)
    if verb == "separate":
        return str(_("Passages separated."))
    if verb == "undo":
        return str(_("Decision undone."))
    if verb == "pair":
        return str(_("Passages paired."))
    return str(_("Confirmed: %(number)s.", number=formats.number(done[0])))
