"""An organisation's profile, members, invitations and rules. Its public page is the portal's."""

from functools import partial
from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.accounts import queries as accounts
from consult.core import jobs
from consult.core.bidi import filled
from consult.core.errors import DomainError, NotFound
from consult.core.multilingual import progress, reading_progress
from consult.core.stale_check import form_version
from consult.organisations import actions, policy, queries
from consult.organisations.access import load_for_member
from consult.organisations.forms import ROLE_WORDS, CreateForm, InviteForm, PolicyForm, ProfileForm, languages
from consult.organisations.models import Organisation, Role, RuleVersion
from consult.organisations.rule_texts import rule_text
from consult.organisations.rules import TITLES, PolicyKind
from consult.organisations.translatable_texts import rule_texts, translatable_texts
from consult.web.errors import say
from consult.web.forms import ButtonForm
from consult.web.guards import me, open_to_all, require
from consult.web.page_language import locale_code
from consult.web.rate_limits import limit
from consult.web.text_languages import texts_language, translated
from consult.web.translation_forms import (
    OriginalLanguageForm,
    other_languages,
    translation_page,
)

bp = Blueprint("organisations", __name__)


@bp.route("/organisations/new", methods=["GET", "POST"])
def create() -> ResponseReturnValue:
    """Create an organisation."""
    require(policy.create)
    form = CreateForm(language=locale_code())
    if form.validate_on_submit():
        try:
            organisation = actions.create(
                name=form.name.data, slug=form.slug.data, language=form.language.data, by=me()
            )
        except DomainError as trouble:
            form.slug.errors = [*form.slug.errors, say(trouble)]
        else:
            actions.assign_role(organisation, me(), Role.ADMINISTRATOR, by=me())
            return redirect(url_for(".profile", slug=organisation.slug), 303)
    return _form("organisations/create.html", form)


@bp.route("/organisations/<slug>/profile", methods=["GET", "POST"])
def profile(slug: str) -> ResponseReturnValue:
    """Change the profile."""
    organisation = load_for_member(slug)
    require(policy.administer, organisation)
    form = _profile_form(organisation)
    if form.validate_on_submit():
        plain = {name: form[name].data for name in _PROFILE}
        try:
            actions.change_profile(organisation, by=me(), seen=form.seen.data, **plain)
        except DomainError as trouble:
            form.refused(trouble, lambda: _profile_form(organisation, formdata=None))
        else:
            flash(_("Saved."))
            return redirect(url_for(".profile", slug=slug), 303)
    return _form("organisations/profile.html", form, organisation=organisation)


_PROFILE = (
    "name", "short_name", "description", "website", "contact_email", "accent", "languages", "timezone",
    "timing_profile", "response_days", "comment_form",
)  # fmt: skip
"""What the form of the profile changes."""


def _profile_form(organisation: Organisation, **more: Any) -> ProfileForm:
    return ProfileForm(obj=organisation, seen=form_version(organisation, *_PROFILE), **more)


@bp.route("/organisations/<slug>/translations", methods=["GET", "POST"])
def translations(slug: str) -> ResponseReturnValue:
    """How far each language has come, and the language of the originals."""
    organisation = load_for_member(slug)
    require(policy.administer, organisation)
    proposed = organisation.original_language or organisation.languages[0]  # as for a new consultation
    form = OriginalLanguageForm(offered=languages(), language=proposed)
    if form.validate_on_submit():
        actions.state_original_language(organisation, form.language.data, by=me())
        flash(_("Saved."))
        return redirect(url_for(".translations", slug=slug), 303)
    parts = translatable_texts(organisation)
    return _form(
        "organisations/translations.html",
        form,
        organisation=organisation,
        languages=[progress(parts, code) for code in other_languages(organisation, organisation.languages)],
    )


@bp.route("/organisations/<slug>/translations/<language>", methods=["GET", "POST"])
def translate(slug: str, language: str) -> ResponseReturnValue:
    """The texts of one language beside their originals."""
    organisation = load_for_member(slug)
    require(policy.administer, organisation)
    return translation_page(
        "organisations/translate.html",
        organisation,
        language,
        offered=other_languages(organisation, organisation.languages),
        parts=partial(translatable_texts, organisation),
        translate=actions.translate,
        done=url_for(".translations", slug=slug),
        organisation=organisation,
    )


@bp.route("/organisations/<slug>/members", methods=["GET", "POST"])
def members(slug: str) -> ResponseReturnValue:
    """Members and their roles; a POST gives or takes one role."""
    organisation = load_for_member(slug)
    require(policy.see_members, organisation)
    form = ButtonForm()
    if form.is_submitted():
        require(policy.administer, organisation)
        if form.validate():
            _assign_or_remove_role(organisation)
            return redirect(url_for(".members", slug=slug), 303)
    people: dict[int, list[Any]] = {}
    for membership in queries.members(organisation):
        people.setdefault(membership.user_id, []).append(membership)
    return render_template(
        "organisations/members.html",
        organisation=organisation,
        people=list(people.values()),
        invitations=queries.invitations(organisation),
        roles=ROLE_WORDS,
        form=form,
    ), 422 if form.is_submitted() else 200


def _assign_or_remove_role(organisation: Organisation) -> None:
    chosen = request.form.get("role", "")
    person = accounts.by_email(request.form.get("email", ""))
    if person is None or chosen not in set(Role) or not policy.is_member(person, organisation.id):
        raise NotFound
    verb = request.form.get("verb", "")
    if verb not in {"appoint", "dismiss"}:
        raise NotFound
    if verb == "dismiss":
        actions.remove_role(organisation, person, Role(chosen), by=me())
        flash(filled(_("Role removed from %(name)s."), name=person.name))
    else:
        actions.assign_role(organisation, person, Role(chosen), by=me())
        flash(filled(_("Role assigned to %(name)s."), name=person.name))


@bp.route("/organisations/<slug>/invitations", methods=["GET", "POST"])
def invitations(slug: str) -> ResponseReturnValue:
    """Invite someone by email."""
    organisation = load_for_member(slug)
    require(policy.administer, organisation)
    form = InviteForm(own=me().language)
    if form.validate_on_submit():
        limit("60 per hour", "invite", str(organisation.id))
        roles = [Role(value) for value in form.roles.data]
        actions.invite(
            organisation, email=form.email.data, roles=roles, language=form.language.data or "", by=me()
        )
        flash(_("Invitation created. We are sending it to %(email)s.", email=form.email.data))
        return redirect(url_for(".members", slug=slug), 303)
    return _form("organisations/invitations.html", form, organisation=organisation)


@bp.route("/organisations/<slug>/invitations/<int:number>/revocation", methods=["POST"])
def revoke(slug: str, number: int) -> ResponseReturnValue:
    """Take an invitation back."""
    organisation = load_for_member(slug)
    require(policy.administer, organisation)
    live = {row.id: row for row in queries.invitations(organisation)}
    if number not in live:
        raise NotFound
    if ButtonForm().validate_on_submit():
        actions.revoke(live[number], by=me())
        flash(_("Invitation cancelled."))
    return redirect(url_for(".members", slug=slug), 303)


@bp.route("/invitations/<token>", methods=["GET", "POST"])
def accept_invitation(token: str) -> ResponseReturnValue:
    """Accept an invitation, signed in with the address it was sent to."""
    invitation = queries.invitation(token)
    form = ButtonForm()
    if form.is_submitted():
        require(policy.accept)
        if form.validate():
            organisation = actions.accept_invitation(token, me())
            flash(
                filled(
                    _("You are now a member of %(organisation)s."),
                    organisation=translated(organisation, "name"),
                )
            )
            return redirect(url_for("dashboard.dashboard"), 303)
    open_to_all()
    return render_template(
        "organisations/accept_invitation.html", invitation=invitation, form=form, roles=ROLE_WORDS
    )


@bp.route("/organisations/<slug>/policies")
def policies(slug: str) -> ResponseReturnValue:
    """The rules in force, for everyone to read."""
    open_to_all()
    organisation = queries.get(slug)
    return render_template(
        "organisations/policies.html",
        organisation=organisation,
        policies=queries.rules_in_force(organisation),
        text_of=rule_text,
        titles=TITLES,
        texts=reading_progress(rule_texts(organisation), texts_language()),
    )


@bp.route("/organisations/<slug>/policies/<kind>", methods=["GET", "POST"])
def write_policy(slug: str, kind: str) -> ResponseReturnValue:
    """Write the next version of a rule."""
    organisation = load_for_member(slug)
    require(policy.administer, organisation)
    if kind not in set(PolicyKind):
        raise NotFound
    chosen = PolicyKind(kind)
    current = queries.rules_in_force(organisation)[chosen]
    form = _policy_form(current)
    if form.validate_on_submit():
        try:
            actions.write_policy(organisation, form.rule(), form.text.data, by=me(), seen=form.seen.data)
        except DomainError as trouble:
            current = queries.rules_in_force(organisation)[chosen]
            form.refused(trouble, lambda: _policy_form(current, formdata=None))
        else:
            flash(_("New version saved. Approved consultations keep their version."))
            return redirect(url_for(".policies", slug=slug), 303)
    return _form(
        "organisations/write_policy.html",
        form,
        organisation=organisation,
        current=current,
        title=TITLES[chosen],
    )


def _policy_form(current: RuleVersion, **more: Any) -> PolicyForm:
    return PolicyForm(
        current.kind, current.settings, text=current.text, seen=form_version(current, "number"), **more
    )


def _form(template: str, form: Any, **values: Any) -> ResponseReturnValue:
    return render_template(template, form=form, **values), form.status


@bp.route("/jobs/<reference>")
def job(reference: str) -> ResponseReturnValue:
    """How far an action on many items is, and in the end what came of it; it can be left and opened again."""
    found = jobs.get(reference)
    if me() is not None and not policy.see_job(me(), found):
        raise NotFound
    require(policy.see_job, found)
    words = {name: str(value) for name, value in found.values.items()}
    answer = make_response(
        render_template(
            "organisations/job.html",
            job=found,
            title=_(found.title) % words,
            starter=accounts.get(found.started_by),
            typed=_typed(found),
            skipped=[(item, _(why) % values if values else _(why)) for item, why, values in found.skipped],
            section="dashboard",
        )
    )
    if not found.is_done:
        answer.headers["Refresh"] = str(LOOK_AGAIN)
    return answer


def _typed(job: jobs.Job) -> list[tuple[str, str]]:
    """What was typed, for the person who typed it alone."""
    told = job.arguments.get("typed", []) if me().id == job.started_by else []
    return [(_(label), words) for label, words in told if words]


LOOK_AGAIN = 3
"""Seconds after which a browser looks again, with or without JavaScript."""
