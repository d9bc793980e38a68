"""The draft while it is written: what is in it, the text to comment on, a copy to keep."""

from flask import Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from consult.consultations import text_language
from consult.documents.blocks import Kind
from consult.draft_submissions import queries
from consult.draft_submissions.forms import MailCodeForm
from consult.draft_submissions.models import AnySubmission, DraftComment, DraftSubmission
from consult.draft_submissions.views import unfinished
from consult.draft_submissions.views.blueprint import bp, consultation_of, context, opened_on
from consult.draft_submissions.views.entries import answers_of, entries_of, facts
from consult.drafts import queries as drafts
from consult.submissions import labels, policy
from consult.submissions.models import Submission
from consult.web.forms import ButtonForm
from consult.web.guards import require


@bp.route("/consultations/<slug>/sheet")
def draft_submission(slug: str) -> ResponseReturnValue:
    """The draft: what is in it, what comes next, and its code."""
    consultation = consultation_of(slug)
    found = opened_on(consultation)
    if found is None:
        return redirect(url_for(".take_part", slug=slug), 303)
    if isinstance(found, Submission):
        return redirect(url_for(".status", reference=found.reference), 303)
    return draft_page(found, MailCodeForm())


def draft_page(found: DraftSubmission, form: MailCodeForm, status: int = 200) -> ResponseReturnValue:
    """Its page, with `form` to email the code."""
    require(policy.open_own, found)
    consultation = found.consultation
    comments = [one for one in entries_of(found) if one.comment.question_id is None]
    return render_template(
        "draft_submissions/draft_submission.html", comments=comments, answers=answers_of(found),
        unfinished=unfinished.shown(found), form=form,
        button=ButtonForm(formdata=None),
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
    if consultation.is_questionnaire:
        return redirect(url_for(".questions", slug=slug), 303)
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
        text_argument=text_language.text_argument(consultation),
        texts=text_language.other_texts(consultation, version), **context(consultation, found),
    )  # fmt: skip


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
    )  # fmt: skip
    name = found.reference if isinstance(found, Submission) else found.consultation.slug
    answer = Response(words, mimetype="text/plain")
    answer.headers.set("Content-Disposition", "attachment", filename=f"{name}.txt")
    return answer
