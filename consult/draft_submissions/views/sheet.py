"""The sheet while it is composed: what is on it, the text to comment on, its code, a copy to keep."""

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult.accounts import callers
from consult.consultations import queries as consultations
from consult.core.errors import NotFound, Throttled
from consult.documents.blocks import Kind
from consult.draft_submissions.forms import MailCodeForm
from consult.draft_submissions.views import unfinished
from consult.draft_submissions.views.blueprint import bp, consultation_of, context, sheet_on
from consult.draft_submissions.views.entries import entries, facts
from consult.drafts import queries as drafts
from consult.submissions import actions, labels, policy, queries
from consult.submissions.lifecycle import State
from consult.submissions.models import Comment, Submission
from consult.web.forms import ButtonForm
from consult.web.guards import require
from consult.web.limits import limit

_TOO_MANY = _l(
    "Several codes were mailed within the hour, so none is mailed now. Those that were mailed stay good. The code of "
    "this sheet stands on this page: write it down, or mail it later."
)


@bp.route("/consultations/<slug>/sheet")
def sheet(slug: str) -> ResponseReturnValue:
    """The sheet: what is on it, what comes next, and its code."""
    consultation = consultation_of(slug)
    found = sheet_on(consultation)
    if found is None:
        return redirect(url_for(".take_part", slug=slug), 303)
    if found.state != State.COMPOSING:
        return redirect(url_for(".status", reference=found.reference), 303)
    return _sheet_page(found, MailCodeForm())


def _sheet_page(found: Submission, form: MailCodeForm, status: int = 200) -> ResponseReturnValue:
    require(policy.keep, found)
    consultation = found.consultation
    comments = queries.comments_of(found)
    return render_template(
        "draft_submissions/sheet.html", comments=entries(comments), unfinished=unfinished.shown(found), form=form,
        button=ButtonForm(formdata=None),
        questions=consultations.questions(consultation), answered={c.question_id: c for c in comments if c.question_id},
        who=facts(found), **context(consultation, found),
    ), status  # fmt: skip


@bp.route("/consultations/<slug>/sheet/text")
def text(slug: str) -> ResponseReturnValue:
    """The draft, with a Comment button on every place."""
    consultation = consultation_of(slug)
    found = sheet_on(consultation)
    if found is None or found.state != State.COMPOSING:
        return redirect(url_for(".take_part", slug=slug), 303)
    require(policy.keep, found)
    version_id = consultation.version_id or 0
    blocks = drafts.blocks(version_id)
    commented: dict[str, list[Comment]] = {}
    for one in queries.comments_of(found):
        commented.setdefault(one.block_key, []).append(one)
    not_complete: dict[str, list[unfinished.Unfinished]] = {}
    for begun in unfinished.shown(found):
        not_complete.setdefault(begun.block_key, []).append(begun)
    return render_template(
        "draft_submissions/text.html", blocks=blocks, commented=commented, unfinished=not_complete,
        count=sum(map(len, commented.values())),
        outline=[b for b in blocks if b.kind == Kind.HEADING], **context(consultation, found),
    )  # fmt: skip


@bp.route("/consultations/<slug>/sheet/code", methods=["POST"])
def mail_code(slug: str) -> ResponseReturnValue:
    """Mail the code to an address; only because whoever has the sheet open asks."""
    found = sheet_on(consultation_of(slug))
    if found is None:
        raise NotFound
    require(policy.keep, found)
    form = MailCodeForm()
    if not form.validate_on_submit():
        return _sheet_page(found, form, 422)
    try:
        _limit_codes(found, form.email.data.strip().lower())
    except Throttled:
        form.email.errors = [*form.email.errors, _TOO_MANY]
        return _sheet_page(found, form, 429)
    actions.mail_code(found, form.email.data)
    flash(_("The code is on its way to %(email)s.", email=form.email.data))
    here = (
        url_for(".sheet", slug=slug)
        if found.state == State.COMPOSING
        else url_for(".receipt", reference=found.reference)
    )
    return redirect(here, 303)


def _limit_codes(found: Submission, email: str) -> None:
    """Of a sheet; and of an address, which may be that of a stranger: one network alone does not use it up. The
    confirmed address of whoever asks is theirs. Raises Throttled."""
    limit("5 per hour", "mail-code", str(found.id))
    if not callers.is_theirs(email):
        limit("3 per hour", "mail-code", email, callers.counted())
        limit("5 per hour", "mail-code", email)


@bp.route("/consultations/<slug>/sheet/copy")
def copy(slug: str) -> ResponseReturnValue:
    """The sheet as plain text, to keep."""
    found = sheet_on(consultation_of(slug))
    if found is None:
        return redirect(url_for(".take_part", slug=slug), 303)
    require(policy.keep, found)
    return copy_of(found)


def copy_of(found: Submission) -> Response:
    """The file."""
    words = render_template(
        "draft_submissions/copy.txt", sheet=found, consultation=found.consultation, who=facts(found),
        comments=entries(queries.comments_of(found)), unfinished=unfinished.shown(found), states=labels.STATES,
    )  # fmt: skip
    answer = Response(words, mimetype="text/plain")
    answer.headers.set(
        "Content-Disposition", "attachment", filename=f"{found.reference or found.consultation.slug}.txt"
    )
    return answer
