"""The practice report of a consultation, the compendium of practices, and what an organisation lets block."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_number
from flask_babel import gettext as _
from markupsafe import Markup

from consult.consultations import policy as consulting
from consult.consultations import queries as consultations
from consult.consultations.head import head_of
from consult.consultations.page_stamps import public_stamp
from consult.core import clock
from consult.core.errors import DomainError
from consult.core.multilingual import Words
from consult.core.translatable import Word
from consult.organisations.access import load_for_member
from consult.practices import actions, policy, queries
from consult.practices.catalogue import LETTERS, PRACTICES
from consult.practices.findings import Finding, unchecked
from consult.practices.forms import BLOCKABLE, AttestForm, BlockingForm
from consult.practices.labels import KINDS, RESULTS
from consult.practices.preconditions import NOT_READABLE
from consult.practices.results import Result, Zone
from consult.web.cache import Stamp, kept_under_stamp, public_page
from consult.web.errors import say
from consult.web.formats import listed
from consult.web.forms import ButtonForm
from consult.web.guards import am_permitted, me, open_to_all, require
from consult.web.languages import SOURCE
from consult.web.moments import moment, moment_in_full, zone_name
from consult.web.text_languages import isolated

bp = Blueprint("practices", __name__)


def report_stamp(slug: str) -> Stamp:
    """The stamp of a report: whether people were told, and what waits too long, changes without a decision."""
    return public_stamp(slug).for_minutes()


def hour_stamp() -> Stamp:
    """The stamp of the compendium: its examples are read again each hour."""
    hour = clock.now().astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    return Stamp(f"practices.{hour.isoformat()}", hour + timedelta(hours=1))


@bp.route("/consultations/<slug>/practice", methods=["GET", "POST"])
@public_page(report_stamp)
def report(slug: str) -> ResponseReturnValue:
    """The practice report; members state on the same page what only people can know."""
    consultation = consultations.get(slug, me())
    require(consulting.see, consultation)
    form = (
        AttestForm(practice=request.args.get("practice", ""))
        if am_permitted("practices.attest", consultation)
        else None
    )
    if request.method == "POST":
        require(policy.attest, consultation)
        if form is not None and form.validate_on_submit():
            try:
                actions.attest(
                    consultation, form.practice.data, Result(form.result.data), form.evidence.data, by=me()
                )
            except DomainError as trouble:
                form.evidence.errors = [*form.evidence.errors, say(trouble)]
            else:
                flash(_("Statement published."))
                return redirect(f"{url_for('.report', slug=slug)}#{form.practice.data}", 303)
    findings = kept_under_stamp("findings", partial(queries.report, consultation), for_minutes=True)
    counted = Counter(finding.result for finding in findings)
    return render_template(
        "practices/report.html",
        consultation=consultation,
        head=head_of(consultation),
        tab="practice",
        groups=_grouped(findings),
        counted=[(result, counted[result]) for result in RESULTS if counted[result]],
        results=RESULTS,
        kinds=KINDS,
        letters=LETTERS,
        unchecked=unchecked(),
        said=lambda finding: _said(finding, consultation.timezone),
        form=form,
        button=ButtonForm() if form is not None else None,
        accent=consultation.organisation.accent,
    ), 422 if form is not None and form.is_submitted() else 200  # fmt: skip


def _grouped(findings: Sequence[Finding]) -> list[tuple[str, list[Finding]]]:
    return [
        (letter, [finding for finding in findings if finding.practice.letter == letter])
        for letter in LETTERS
        if any(finding.practice.letter == letter for finding in findings)
    ]


def _said(finding: Finding, zone: str) -> str:
    """The evidence in the reader's language."""
    names_zone = any(isinstance(value, Zone) for value in finding.values.values())
    in_words = moment if names_zone else moment_in_full
    values = {name: _value(value, zone, in_words) for name, value in finding.values.items()}
    return str(_(finding.evidence, **values)) if finding.evidence else ""


def _value(value: Any, zone: str, in_words: Callable[[datetime, str], str]) -> str:
    if isinstance(value, Word):
        return str(_(value.message))
    if isinstance(value, Zone):
        return zone_name(value)
    if isinstance(value, datetime):
        return in_words(value, zone)
    if isinstance(value, list):
        return listed(_(word) for word in value)
    return str(format_number(value)) if isinstance(value, int) else str(value)


@bp.route("/consultations/<slug>/practice/<practice>/retraction", methods=["POST"])
def retract(slug: str, practice: str) -> ResponseReturnValue:
    """State it no more."""
    consultation = consultations.get(slug, me())
    require(policy.attest, consultation)
    if ButtonForm().validate_on_submit():
        actions.retract(consultation, practice, by=me())
        flash(_("Statement withdrawn."))
    return redirect(f"{url_for('.report', slug=slug)}#{practice}", 303)


@bp.route("/practices")
@public_page(hour_stamp)
def compendium() -> ResponseReturnValue:
    """Every practice: what it asks, why, who says so, and consultations that show it."""
    open_to_all()
    at, examples = kept_under_stamp("examples", lambda: (clock.now(), queries.examples()))
    return render_template(
        "practices/compendium.html",
        groups=[(letter, [p for p in PRACTICES.values() if p.letter == letter]) for letter in LETTERS],
        letters=LETTERS,
        kinds=KINDS,
        source_words=_source_words,
        examples=examples,
        at=at,
        most=queries.MOST_REPORTS,
    )


def _source_words(source: str) -> Markup:
    """A source: the name of a publication as it was published, in English; other words in the language of the page."""
    said = _(source)
    return isolated(Words(source, SOURCE) if said == source else said)


@bp.route("/organisations/<slug>/practices", methods=["GET", "POST"])
def choose(slug: str) -> ResponseReturnValue:
    """Which practices block a consultation or a response."""
    organisation = load_for_member(slug)
    require(policy.choose, organisation)
    form = BlockingForm(data=organisation.required_practices)
    if form.validate_on_submit():
        actions.choose(organisation, form.blocking(), by=me())
        flash(_("Saved."))
        return redirect(url_for(".choose", slug=slug), 303)
    status = 422 if form.is_submitted() else 200
    return render_template(
        "practices/choose.html",
        organisation=organisation,
        not_readable=_(NOT_READABLE) if organisation.has_unreadable_practices else "",
        form=form,
        groups=[
            (letter, [PRACTICES[key] for key in BLOCKABLE if key.startswith(letter)])
            for letter in LETTERS
            if any(key.startswith(letter) for key in BLOCKABLE)
        ],
        letters=LETTERS,
    ), status
