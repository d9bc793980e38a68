"""The review: exactly what the public will see; then submitting, once."""

from collections.abc import Sequence

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from consult.attachments import queries as attachments
from consult.attachments.lifecycle import NOT_SUBMITTED
from consult.consultations import queries as consultations
from consult.core.errors import Conflict, DomainError
from consult.core.stale_check import StaleForm, form_version
from consult.core.translatable import N_
from consult.draft_submissions import actions, queries
from consult.draft_submissions.attribution_choices import attribution_words, attributions
from consult.draft_submissions.forms.reviewing import ReviewForm
from consult.draft_submissions.models import DraftSubmission
from consult.draft_submissions.rows_to_add import rows_to_add
from consult.draft_submissions.views import crowds, unfinished
from consult.draft_submissions.views.autosaved import autosaved_fields
from consult.draft_submissions.views.blueprint import (
    bp,
    consultation_of,
    context,
    opened_on,
    shown_as,
    steps_with,
)
from consult.draft_submissions.views.entries import draft_entries, entries_of, questions_of
from consult.draft_submissions.views.private_facts import private_facts
from consult.organisations.rule_texts import rule_text
from consult.organisations.rules import TITLES
from consult.stakeholders.descriptions import facts as facts_of
from consult.submissions import actions as submissions
from consult.submissions import policy, references, submitter_access
from consult.submissions import queries as submitted
from consult.submissions.models import Attribution, Submission
from consult.web.forms import ButtonForm
from consult.web.guards import me, require
from consult.web.page_language import locale_code


@bp.route("/consultations/<slug>/sheet/review", methods=["GET", "POST"])
def review(slug: str) -> ResponseReturnValue:
    """Exactly what the public will see; then submit, once."""
    draft = queries.to_submit(references.key_in(request.form.get("sheet", "")))
    if draft is None or not _may_submit(draft, slug):
        return _look(slug)
    allowed = attributions(draft, draft.attribution.choices)
    form = _form(draft, allowed) if allowed else None
    answer = _submit(draft, form) if form is not None else None
    return answer or _look(slug, form)


def _may_submit(draft: queries.DraftToSubmit, slug: str) -> bool:
    """Whether a form may submit its draft here; where it may not, what else its sender has opened is looked for."""
    is_here = draft.consultation.slug == slug and policy.take_part(me(), draft.consultation)
    if not is_here or not policy.open_own(me(), draft):
        return False
    require(policy.open_own, draft)
    return True


def _look(slug: str, form: ReviewForm | None = None) -> ResponseReturnValue:
    """The page, with a `form` that could not be submitted."""
    consultation = consultation_of(slug)
    found = opened_on(consultation)
    if found is None:
        return submitter_access.ask_for_code()
    require(policy.open_own, found)
    if isinstance(found, Submission):
        return redirect(url_for(".receipt", reference=found.reference), 303)
    rules = consultations.rules(consultation)
    allowed = attributions(found, shown_as(rules))
    if not allowed:  # a draft that was begun before the name was asked for where it is needed
        flash(_("The rules of this consultation require a name. Enter a name and continue."))
        return redirect(url_for(".take_part", slug=slug), 303)
    if form is None:
        form = _form(found, allowed)
        answer = _submit(queries.to_submit_by(found, consultation, rules), form)
        if answer is not None:
            return answer
        allowed = attributions(found, shown_as(rules)) or allowed  # it may say something else by now
    if form.attribution.data not in set(allowed):
        form.attribution.data = allowed[0].value
    form.shows_rows(to_add := rows_to_add(found))
    form.seen.data = form_version(found, *actions.DRAFT_SUBMISSION)
    seen = submitted.public_submitter(found, Attribution(form.attribution.data))
    language = locale_code()
    name, meta = submitted.public_name(seen, language, _)
    questions = questions_of(found)
    answers = [one for one in questions if one.reading.is_asked]
    left = {one.question.id: one for one in questions if not one.reading.is_asked}
    comments = draft_entries([one for one in queries.comments_of(found) if one.question_id not in left])
    attached = [one for one in attachments.of_draft(found.id) if one.question_id not in left]
    is_anything = bool(comments) or any(one.answer_given for one in answers)
    steps = steps_with(questions)
    return crowds.with_worker(render_template(
        "draft_submissions/review.html", form=form, step=(steps if is_anything else steps - 1, steps),
        comments=comments, answers=answers, is_anything=is_anything,
        left=[one for one in left.values() if not one.given.is_empty],
        unfinished=unfinished.shown(found), button=ButtonForm(formdata=None), rules=rules, titles=TITLES,
        text_of=rule_text, allowed=allowed, words=attribution_words(found),
        chosen=Attribution(form.attribution.data),
        name=name, meta=meta, facts=facts_of(seen, language, _, consultation.organisation_id),
        attached=[one for one in attached if one.state not in NOT_SUBMITTED],
        not_attached=[one for one in attached if one.state in NOT_SUBMITTED],
        private=private_facts(found, seen, has_rows=any(one.row for one in comments)),
        to_add=to_add, to_save=autosaved_fields(comments, is_review=True),
        country_hidden=bool(found.country and not seen.country), **context(consultation, found),
    )), form.status  # fmt: skip


def _form(draft: DraftSubmission | queries.DraftToSubmit, allowed: Sequence[Attribution]) -> ReviewForm:
    asked = request.args.get("attribution", "")
    return ReviewForm(
        allowed=allowed,
        rows=lambda: rows_to_add(draft),
        sheet=references.pass_of(draft.key),
        attribution=asked if asked in set(allowed) else allowed[0].value,
    )


def _submit(draft: queries.DraftToSubmit, form: ReviewForm) -> ResponseReturnValue | None:
    """Submit the draft as the form says. None where it is not sent, or says why it cannot be."""
    if not form.validate_on_submit():
        return None
    submitter_access.remember(draft)
    try:
        sent = actions.submit(
            draft, attribution=Attribution(form.attribution.data), policies=draft.rule_ids,
            received_at=g.received_at, sent_again_at=g.sent_again_at, seen=form.seen.data or "",
            quarantine=crowds.cause(draft, form),
        )  # fmt: skip
    except submissions.NotTaken:
        return _not_taken(draft)
    except StaleForm:
        form.refused(
            Conflict(
                N_(
                    "Your draft submission has changed since you opened this page. Nothing was submitted. Review "
                    "it again."
                )
            )
        )
        form.consent.data = False
        return None
    except DomainError as trouble:
        form.refused(trouble)
        return None
    _tell_left(form.number_left)
    return redirect(url_for(".receipt", reference=sent), 303)


def _tell_left(number: int) -> None:
    """Say how many rows of uploaded forms were not submitted, where there were any."""
    if number:
        flash(
            ngettext(
                "%(num)s row of your uploaded forms was not submitted. It is deleted from this site; your file stays "
                "as it is.",
                "%(num)s rows of your uploaded forms were not submitted. They are deleted from this site; your files "
                "stay as they are.",
                number,
            ),
            "warn",
        )


def _not_taken(draft: queries.DraftToSubmit) -> ResponseReturnValue:
    """It came when the rules take nothing any more: say what was and what was not received."""
    found = queries.by_key(draft.key)
    if found is None:  # another window has submitted it in time, or removed it
        return _look(draft.consultation.slug)
    consultation = found.consultation
    return render_template(
        "draft_submissions/not_taken.html", received_at=g.received_at, comments=entries_of(found),
        grace=submitted.late_rule(consultation.id).grace, **context(consultation, found),
    ), 409  # fmt: skip
