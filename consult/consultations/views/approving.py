"""The review of a consultation, and its approval by a different person."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.consultations import actions, period_checks, policy, queries, questionnaire
from consult.consultations.forms.approving import SendBackForm
from consult.consultations.labels import (
    DOCUMENT_ROLES,
    FAMILIES,
    LEGAL_EFFECTS,
    MODE_NAMES,
    SHORTENINGS,
    STATES,
)
from consult.consultations.language_overview import language_overview
from consult.consultations.models import Consultation
from consult.consultations.timetable import timetable_of
from consult.consultations.views.blueprint import bp, prepared
from consult.core import clock, preconditions
from consult.core.errors import DomainError
from consult.core.stale_check import form_version
from consult.organisations import queries as organisations
from consult.organisations.models import Role
from consult.organisations.rules import TITLES
from consult.organisations.timing_profiles import profile_of
from consult.web.errors import say
from consult.web.forms import ButtonForm
from consult.web.guards import me, require


def everything(consultation: Consultation) -> dict[str, Any]:
    """What an officer and an approver check before the approval."""
    approvers = [row.user for row in organisations.members(consultation.organisation, Role.APPROVER)]
    hands = queries.preparers(consultation)
    missing = actions.missing_steps(consultation)
    said = {sentence for _step, sentence in missing}
    unmet = preconditions.unmet_preconditions(actions.APPROVAL, consultation)
    return {
        "approvers": [person for person in approvers if person.id not in hands],
        "has_prepared": me() is not None and me().id in hands,
        "missing": missing,
        "doubtful": queries.languages_with_doubtful_pairs(consultation) if actions.DOUBTFUL in said else [],
        "doubtful_pairs": actions.DOUBTFUL,
        "not_working": _not_working(consultation),
        "draft_names": queries.draft_names_in_preparation(consultation),
        "documents": queries.documents(consultation),
        "questions": questionnaire.described(consultation, queries.questions(consultation)),
        "by_language": language_overview(consultation, queries.translatable_texts(consultation)),
        "rules": queries.rules(consultation),
        "titles": TITLES,
        "roles": DOCUMENT_ROLES,
        "families": FAMILIES,
        "effects": LEGAL_EFFECTS,
        "modes": MODE_NAMES,
        "shortenings": SHORTENINGS,
        "states": STATES,
        "profile": profile_of(consultation.timing_profile),
        "timetable": timetable_of(consultation, [], clock.now()),
        "unmet": [one for one in unmet if one.message not in said],
        "days": _days(consultation),
    }


def _not_working(consultation: Consultation) -> list[str]:
    """The languages of the draft that are no working languages for comments."""
    original = consultation.version
    versions = [one.version for one in queries.language_versions(consultation)]
    if original is None or not versions:
        return []
    return [one.language for one in (original, *versions) if one.language not in consultation.languages]


def _days(consultation: Consultation) -> int | None:
    """The full days of the comment period, None without dates."""
    opens_at, closes_at = consultation.opens_at, consultation.closes_at
    return (
        period_checks.full_days(opens_at, closes_at, consultation.timezone)
        if opens_at and closes_at
        else None
    )


def proposal_mark(consultation: Consultation) -> str:
    """The mark of the consultation as proposed, which the forms of approval and announcement submit."""
    return form_version(consultation, *actions.PROPOSAL)


@bp.route("/consultations/<slug>/approval", methods=["GET", "POST"])
def approve(slug: str) -> ResponseReturnValue:
    """Approve a consultation, or send it back with a text; never by its author."""
    consultation = prepared(slug)
    form = SendBackForm(seen=proposal_mark(consultation))
    if form.is_submitted() and request.form.get("verb") == "send_back":
        require(policy.send_back, consultation)
        if form.validate():
            try:
                actions.send_back(consultation, form.word.data, by=me(), seen=form.seen.data)
            except DomainError as trouble:
                form.refused(trouble)
                form.seen.data = proposal_mark(consultation)
            else:
                flash(_("Consultation sent back to its author."))
                return redirect(url_for(".approve", slug=slug), 303)
    elif form.is_submitted():
        require(policy.approve, consultation)
        button = ButtonForm()
        if request.form.get("verb") != "approve":
            form.form_errors.append(_("Select one of the buttons on this page."))
        elif button.validate() and consultation.approved_by_id == me().id:
            return redirect(url_for(".approve", slug=slug), 303)
        elif button.validate():
            try:
                actions.approve(consultation, by=me(), seen=request.form.get("seen", ""))
            except DomainError as trouble:
                flash(say(trouble), "bad")
            else:
                flash(
                    _("Consultation approved. You can announce the consultation now.")
                    if consultation.is_questionnaire
                    else _(
                        "Consultation approved. The draft version is frozen. You can announce the consultation now."
                    )
                )
            return redirect(url_for(".approve", slug=slug), 303)
        form.form_errors.extend(message for _field, message in button.shown_errors())
    require(policy.follow_preparation, consultation)
    return render_template(
        "consultations/approve.html", consultation=consultation, form=form, accent=consultation.organisation.accent,
        seen=proposal_mark(consultation), **everything(consultation),
    ), form.status  # fmt: skip
