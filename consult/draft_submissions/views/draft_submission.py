"""The draft while it is written: what is in it, the text to comment on, its code, a copy to keep."""

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult.accounts import caller_limits
from consult.consultations import queries as consultations
from consult.consultations import text_language
from consult.core.errors import NotFound, Throttled
from consult.documents.blocks import Kind
from consult.draft_submissions import actions, queries
from consult.draft_submissions.forms import MailCodeForm
from consult.draft_submissions.models import AnySubmission, DraftComment
from consult.draft_submissions.views import unfinished
from consult.draft_submissions.views.blueprint import bp, consultation_of, context, opened_on
from consult.draft_submissions.views.entries import entries_of, facts
from consult.drafts import queries as drafts
from consult.submissions import labels, policy
from consult.submissions.models import Submission
from consult.web.forms import ButtonForm
from consult.web.guards import require
from consult.web.rate_limits import limit

_TOO_MANY = _l(
    "Several emails with access codes were sent within the last hour, so no email is sent now. The codes "
    "that were sent still work. The access code of this draft submission is on this page: write it down, or "
    "send it by email later."
)


@bp.route("/consultations/<slug>/sheet")
def draft_submission(slug: str) -> ResponseReturnValue:
    """The draft: what is in it, what comes next, and its code."""
    consultation = consultation_of(slug)
    found = opened_on(consultation)
    if found is None:
        return redirect(url_for(".take_part", slug=slug), 303)
    if isinstance(found, Submission):
        return redirect(url_for(".status", reference=found.reference), 303)
    return _page(found, MailCodeForm())


def _page(found: AnySubmission, form: MailCodeForm, status: int = 200) -> ResponseReturnValue:
    require(policy.open_own, found)
    consultation = found.consultation
    comments = entries_of(found)
    answered = {one.comment.question_id: one.comment for one in comments if one.comment.question_id}
    return render_template(
        "draft_submissions/draft_submission.html", comments=comments, unfinished=unfinished.shown(found), form=form,
        button=ButtonForm(formdata=None), questions=consultations.questions(consultation), answered=answered,
        who=facts(found), **context(consultation, found),
    ), status  # fmt: skip


@bp.route("/consultations/<slug>/sheet/text")
def text(slug: str) -> ResponseReturnValue:
    """The draft, with a Comment button on every passage."""
    consultation = consultation_of(slug)
    found = opened_on(consultation)
    if found is None or isinstance(found, Submission):
        return redirect(url_for(".take_part", slug=slug), 303)
    require(policy.open_own, found)
    version = text_language.version_shown(consultation)
    blocks = drafts.blocks(version.id if version is not None else 0)
    commented: dict[str, list[DraftComment]] = {}
    for one in queries.comments_of(found):
        commented.setdefault(one.block_key, []).append(one)
    not_complete: dict[str, list[unfinished.Unfinished]] = {}
    for begun in unfinished.shown(found):
        not_complete.setdefault(begun.block_key, []).append(begun)
    return render_template(
        "draft_submissions/text.html", blocks=blocks, commented=commented, unfinished=not_complete,
        count=sum(map(len, commented.values())),
        outline=[b for b in blocks if b.kind == Kind.HEADING], version=version,
        text_argument=text_language.text_argument(consultation), **context(consultation, found),
    )  # fmt: skip


@bp.route("/consultations/<slug>/sheet/code", methods=["POST"])
def mail_code(slug: str) -> ResponseReturnValue:
    """Email the code to an address; only because the person who has the draft submission open asks."""
    found = opened_on(consultation_of(slug))
    if found is None:
        raise NotFound
    require(policy.open_own, found)
    form = MailCodeForm()
    if not form.validate_on_submit():
        return _page(found, form, 422)
    try:
        _limit_codes(found, form.email.data.strip().lower())
    except Throttled:
        form.email.errors = [*form.email.errors, _TOO_MANY]
        return _page(found, form, 429)
    actions.email_access_code(found, form.email.data)
    flash(_("We are sending the access code to %(email)s.", email=form.email.data))
    if isinstance(found, Submission):
        return redirect(url_for(".receipt", reference=found.reference), 303)
    return redirect(url_for(".draft_submission", slug=slug), 303)


def _limit_codes(found: AnySubmission, email: str) -> None:
    """Of a draft or submission; and of an address, which may be that of a stranger: one network alone does not use it
    up. The confirmed address of the person who asks is theirs. Raises Throttled."""
    limit("5 per hour", "mail-code", found.key)
    if not caller_limits.is_theirs(email):
        limit("3 per hour", "mail-code", email, caller_limits.counted())
        limit("5 per hour", "mail-code", email)


@bp.route("/consultations/<slug>/sheet/copy")
def copy(slug: str) -> ResponseReturnValue:
    """The draft as plain text, to keep."""
    found = opened_on(consultation_of(slug))
    if found is None:
        return redirect(url_for(".take_part", slug=slug), 303)
    require(policy.open_own, found)
    return copy_of(found)


def copy_of(found: AnySubmission) -> Response:
    """The file."""
    words = render_template(
        "draft_submissions/copy.txt", found=found, consultation=found.consultation, who=facts(found),
        comments=entries_of(found), unfinished=unfinished.shown(found), states=labels.STATES,
    )  # fmt: skip
    name = found.reference if isinstance(found, Submission) else found.consultation.slug
    answer = Response(words, mimetype="text/plain")
    answer.headers.set("Content-Disposition", "attachment", filename=f"{name}.txt")
    return answer
