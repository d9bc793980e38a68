"""The draft while it is written: what is in it, a copy to keep."""

from collections.abc import Mapping

from flask import Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from consult.attachments import queries as attachments
from consult.attachments.limits import limits
from consult.documents.attached.kinds import ACCEPTED
from consult.draft_submissions.forms.access_code import MailCodeForm
from consult.draft_submissions.forms.attachments import AttachForm, DescribeForm
from consult.draft_submissions.models import AnySubmission, DraftSubmission
from consult.draft_submissions.rows_to_add import rows_to_add
from consult.draft_submissions.views import unfinished
from consult.draft_submissions.views.autosaved import autosaved_fields
from consult.draft_submissions.views.blueprint import bp, consultation_of, context, opened_on
from consult.draft_submissions.views.entries import answers_of, entries_of, facts
from consult.submissions import labels, policy
from consult.submissions.models import Submission
from consult.web.forms import ButtonForm
from consult.web.guards import me, require


@bp.route("/consultations/<slug>/sheet")
def draft_submission(slug: str) -> ResponseReturnValue:
    """The draft: what is in it, what comes next, and its code."""
    consultation = consultation_of(slug)
    found = opened_on(consultation)
    if found is None:
        return redirect(url_for(".take_part", slug=slug), 303)
    if isinstance(found, Submission):
        return redirect(url_for(".status", reference=found.reference), 303)
    return draft_page(found, MailCodeForm(found, me()))


def draft_page(
    found: DraftSubmission,
    form: MailCodeForm,
    status: int = 200,
    *,
    attach: AttachForm | None = None,
    described: Mapping[str, DescribeForm] | None = None,
) -> ResponseReturnValue:
    """Its page, with `form` to email the code, `attach` for a file, and forms that describe one by its reference."""
    require(policy.open_own, found)
    consultation = found.consultation
    comments = [one for one in entries_of(found) if one.comment.question_id is None]
    attached = attachments.of_draft(found.id)
    describing = {
        one.reference: DescribeForm(formdata=None, of=one.reference, description=one.description)
        for one in attached
    } | dict(described or {})
    return render_template(
        "draft_submissions/draft_submission.html", comments=comments, answers=answers_of(found),
        unfinished=unfinished.shown(found), form=form, to_add=rows_to_add(found),
        attached=attached, limits=limits(consultation.id), attach=attach or AttachForm(formdata=None),
        wrong=attach or next(iter((described or {}).values()), form), describing=describing, accepted=ACCEPTED,
        button=ButtonForm(formdata=None),
        who=facts(found), to_save=autosaved_fields(comments, is_review=False), **context(consultation, found),
    ), status  # fmt: skip


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
        comments=entries_of(found), answers=answers_of(found), unfinished=unfinished.shown(found), states=labels.STATES,
        attached=attachments.of_submission(found.id)
        if isinstance(found, Submission)
        else attachments.of_draft(found.id),
    )  # fmt: skip
    name = found.reference if isinstance(found, Submission) else found.consultation.slug
    answer = Response(words, mimetype="text/plain")
    answer.headers.set("Content-Disposition", "attachment", filename=f"{name}.txt")
    return answer
