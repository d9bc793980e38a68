"""Issues: begun, responded to for all their comments, made smaller, taken away."""

import secrets
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.consultations.models import Consultation
from consult.core import jobs
from consult.core.errors import DomainError
from consult.core.stale_check import form_version
from consult.responses import actions, form_versions, policy, queries
from consult.responses import forms as typed
from consult.responses.cards import cards, seen_of
from consult.responses.models import Issue
from consult.responses.pages import form_page, load_for_member
from consult.responses.views.blueprint import bp
from consult.responses.wording import category_words
from consult.submissions import queries as submissions
from consult.web.addresses import number_in
from consult.web.errors import say
from consult.web.forms import ButtonForm, stale
from consult.web.guards import me, require


@bp.route("/consultations/<slug>/responses/issues", methods=["GET", "POST"])
def open_issue(slug: str) -> ResponseReturnValue:
    """Begin an issue."""
    consultation = load_for_member(slug)
    require(policy.respond, consultation)
    form = typed.OpenIssueForm(key=secrets.token_urlsafe(24))
    if form.validate_on_submit():
        try:
            issue = actions.open_issue(consultation, title=form.title.data, by=me(), key=form.key.data)
        except DomainError as trouble:
            form.form_errors.append(say(trouble))
        else:
            return redirect(url_for(".issue", slug=slug, reference=issue.reference), 303)
    if form.key.errors:
        form.renew_key(secrets.token_urlsafe(24))
    return form_page("responses/open_issue.html", consultation, form=form)


@bp.route("/consultations/<slug>/responses/issues/<reference>", methods=["GET", "POST"])
def issue(slug: str, reference: str) -> ResponseReturnValue:
    """An issue: views, response, disposition, change, its comments."""
    consultation = load_for_member(slug)
    require(policy.respond if request.method == "POST" else policy.follow_responses, consultation)
    found = queries.issue(consultation, reference)
    form = typed.IssueForm(data=_issue_shown(found))
    here = url_for(".issue", slug=slug, reference=reference)
    if form.is_submitted():
        verb = request.form.get("verb", "save")
        if verb in {"take_out", "remove"}:
            return _smaller(consultation, found, verb)
        if form.validate() and _save_issue(consultation, found, form):
            flash(
                _(
                    "Response saved. The response applies to every comment of the issue that has no response of its "
                    "own."
                )
            )
            return redirect(here, 303)
    filters = queries.Filters(issue=reference)
    page = queries.comments_to_respond_to(consultation, filters, request.args.get("after", ""))
    originals = submissions.original_words([row.Comment for row in page.rows])
    return form_page(
        "responses/issue.html",
        consultation,
        form,
        issue=found,
        page=page,
        cards=cards(consultation, page.rows, originals),
        views=queries.categories_of(found).get(found.id, []),
        category_words=category_words,
        button=ButtonForm(),
        is_empty=not page.rows,
    )


def _issue_shown(found: Issue) -> dict[str, Any]:
    names = ("title", "views", "response", "change", "changed_place")
    return {name: getattr(found, name) for name in names} | {
        "position": str(found.position),
        "disposition": found.disposition.value if found.disposition else "",
        "seen": form_version(found, *form_versions.ISSUE),
    }


def _save_issue(consultation: Consultation, found: Issue, form: typed.IssueForm) -> bool:
    reference = found.reference
    place = number_in(form.position.data or "") or found.position
    try:
        actions.change_issue(found, position=place, by=me(), seen=form.seen.data, **form.words())
    except DomainError as trouble:
        shown = _issue_shown(queries.issue(consultation, reference))
        form.refused(trouble, lambda: typed.IssueForm(formdata=None, data=shown))
        return False
    return True


def _smaller(consultation: Consultation, found: Issue, verb: str) -> ResponseReturnValue:
    """Take comments out of an issue, or take the empty issue away."""
    if not ButtonForm().validate():
        flash(stale(), "warn")
        return redirect(url_for(".issue", slug=consultation.slug, reference=found.reference), 303)
    here = url_for(".issue", slug=consultation.slug, reference=found.reference)
    try:
        if verb == "remove":
            actions.remove_issue(found, by=me())
            flash(_("Issue deleted."))
            return redirect(url_for(".workbench", slug=consultation.slug), 303)
        chosen = queries.by_references(consultation, request.form.getlist("comments")[: typed.MOST_AT_ONCE])
        if len(chosen) > jobs.MANY:
            out = actions.RequestedResponse(is_out=True, only_moves=True)
            job = actions.start_responding(chosen, out, back=here, by=me(), seen=seen_of(chosen))
            return redirect(url_for("organisations.job", reference=job.reference), 303)
        actions.put_into(None, chosen, by=me(), seen=seen_of(chosen))
        flash(_("Comments removed from the issue. They keep their own responses."))
    except DomainError as trouble:
        flash(say(trouble), "bad")
    return redirect(here, 303)
