"""The workbench of answers, issues, the summary and its approval; the public response and its files."""

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from consult.consultations import queries as consultations
from consult.consultations.head import head_of
from consult.consultations.lifecycle import Phase
from consult.consultations.models import Consultation
from consult.core import clock, gates, markup
from consult.core.errors import DomainError, NotFound
from consult.responses import actions, composition, exports, policy, queries, report
from consult.responses import forms as typed
from consult.responses.labels import DISPOSITIONS, MEANINGS, SECTIONS, SHAPES, STATES, TONES
from consult.responses.lifecycle import EDITABLE, Disposition, State
from consult.responses.models import Issue, Summary
from consult.stakeholders.countries import name_of
from consult.stakeholders.taxonomy import CATEGORIES
from consult.submissions import queries as submissions
from consult.submissions.labels import ATTRIBUTION_NAMES, TYPES
from consult.submissions.lifecycle import AWAITING, VISIBLE
from consult.submissions.models import Attribution, Comment, CommentType
from consult.submissions.redline import ops
from consult.web.cache import Stamp, public_page
from consult.web.errors import say
from consult.web.forms import ButtonForm
from consult.web.guards import me, open_to_all, require


def _(message: str, **values: Any) -> str:
    return str(gettext(message, **values))


bp = Blueprint("responses", __name__)

MOST_AT_ONCE = 500
"""Comments that one answer may be given to at once."""


def _ours(slug: str) -> Consultation:
    """The consultation, for members; for others it has no such page."""
    consultation = consultations.get(slug, me())
    if me() is not None and not policy.follow_answers(me(), consultation):
        raise NotFound
    return consultation


@bp.app_template_global()
def disposition_words(kind: Any) -> str:
    """A disposition in words."""
    return _(DISPOSITIONS[Disposition(kind)])


@bp.app_template_global()
def disposition_tone(kind: Any) -> str:
    """The tint of a disposition's pill."""
    return TONES[Disposition(kind)]


@bp.app_template_global()
def disposition_shape(kind: Any) -> str:
    """The shape in a disposition's pill."""
    return SHAPES[Disposition(kind)]


@bp.app_template_global()
def answers_sent(sheet: Any) -> dict[int, queries.PublicAnswer]:
    """The published answers to the comments of a submission, for whoever sent it."""
    return queries.answers_of_submission(sheet.id)


# -- the workbench -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Card:
    """One comment on the workbench."""

    reference: str
    row: Any
    name: str
    meta: list[str]
    body: Any
    proposal: str
    ops: Any
    rationale: Any
    pills: list[tuple[str, str]]


def _filters() -> queries.Filters:
    asked = request.args
    kind = asked.get("type", "")
    state = asked.get("state", "")
    return queries.Filters(
        part=asked.get("part", ""),
        state=state if state in _STATES() else "",
        type=CommentType(kind) if kind in set(CommentType) else None,
        issue=asked.get("issue", ""),
        words=markup.line(asked.get("q", ""))[:200],
    )


def _STATES() -> dict[str, str]:  # noqa: N802 -- a table that needs the language of the page
    return {
        "unanswered": _("Not answered"),
        "answered": _("Answered"),
        "changed": _("Changed since the answer"),
        "awaiting": _("Not moderated yet"),
    }


@bp.route("/consultations/<slug>/answers", methods=["GET", "POST"])
def answers(slug: str) -> ResponseReturnValue:
    """The workbench: comments by clause, their answers, several at once."""
    consultation = _ours(slug)
    require(policy.answer if request.method == "POST" else policy.follow_answers, consultation)
    filters = _filters()
    issues = queries.issues(consultation.id)
    alone = _alone(consultation)
    chosen: Sequence[Comment] = [alone] if alone else []
    form = typed.AnswerForm(issues=[counted.issue for counted in issues], data=_shown(chosen))
    if form.is_submitted():
        chosen = _chosen(consultation, filters, form)
        if not chosen:
            form.form_errors.append(_("Choose at least one comment."))
        if form.validate() and chosen:
            if len(chosen) > 1 and not form.confirmed.data:
                return _confirm(consultation, form, chosen)
            if _answer(consultation, form, chosen):
                told = ngettext("%(num)s comment answered.", "%(num)s comments answered.", len(chosen))
                flash(told if not form.only_moves else _("Done."))
                return redirect(_onward(consultation, filters, alone), 303)
    return _workbench(consultation, filters, form, issues, alone)


def _onward(consultation: Consultation, filters: queries.Filters, alone: Comment | None) -> str:
    """Where to go after an answer: the next comment where that was asked for, else the list at this one."""
    after = request.args.get("after", "")
    if alone is None:
        return _link(after=after)
    following = (
        queries.next_unanswered(consultation, filters, alone) if request.form.get("go") == "next" else ""
    )
    if following:
        return _link(comment=following)
    return f"{_link(after=after)}#c-{_reference(alone).replace('/', '-')}"


def _alone(consultation: Consultation) -> Comment | None:
    """The comment that is answered alone, where one was asked for."""
    asked = request.args.get("comment", "")
    return next(iter(queries.by_references(consultation, [asked])), None) if asked else None


def _shown(chosen: Sequence[Comment]) -> dict[str, Any]:
    """The form as it stands for one comment that has an answer."""
    kept = queries.answers_to([c.id for c in chosen]).get(chosen[0].id) if len(chosen) == 1 else None
    if kept is None:
        return {}
    original = queries.reference_of(kept.duplicate_of_id) if kept.duplicate_of_id else ""
    return {
        "disposition": kept.disposition.value if kept.disposition else "",
        "text": kept.text,
        "change": kept.change,
        "duplicate_of": original,
    }


def _chosen(
    consultation: Consultation, filters: queries.Filters, form: typed.AnswerForm
) -> Sequence[Comment]:
    if form.everything.data:
        ids = queries.ids_to_answer(consultation, filters, MOST_AT_ONCE)
        return queries.comments(consultation, ids)
    return queries.by_references(consultation, request.form.getlist("comments")[:MOST_AT_ONCE])


def _answer(consultation: Consultation, form: typed.AnswerForm, chosen: Sequence[Comment]) -> bool:
    """Do what the form says; False, with the reason at the form, where that cannot be."""
    original = queries.by_references(consultation, [form.duplicate_of.data]) if form.duplicate_of.data else []
    kind = Disposition(form.disposition.data) if form.disposition.data else None
    if kind == Disposition.DUPLICATE and not original:
        form.duplicate_of.errors = [_("There is no comment with this reference to be answered here.")]
        return False
    words: dict[str, Any] = {
        "disposition": kind,
        "text": form.text.data or "",
        "change": form.change.data or "",
    }
    same = original[0] if original else None
    where = form.issue.data
    issue = queries.issue(consultation, where) if where and where != typed.OUT else None
    try:
        if form.new_issue.data:
            actions.answer_in_new_issue(chosen, title=form.new_issue.data, by=me(), **words)
        elif form.only_moves:
            actions.put_into(issue, chosen, by=me())
        else:
            actions.answer(
                chosen, issue=issue, is_out=where == typed.OUT, duplicate_of=same, by=me(), **words
            )
    except DomainError as trouble:
        form.form_errors.append(say(trouble))
        return False
    return True


def _confirm(
    consultation: Consultation, form: typed.AnswerForm, chosen: Sequence[Comment]
) -> ResponseReturnValue:
    """Show what an answer to several comments will touch, before it does."""
    kept = queries.answers_to([comment.id for comment in chosen])
    answered = {key for key, found in kept.items() if found.disposition is not None or found.text}
    return render_template(
        "responses/confirm.html",
        consultation=consultation,
        accent=consultation.organisation.accent,
        form=form,
        chosen=chosen,
        answered=answered,
        senders={comment.id: _who(comment.submission)[0] for comment in chosen},
        fields=[
            (name, value)
            for name, value in request.form.items(multi=True)
            if name not in {"csrf_token", "comments", "confirmed", "everything"}
        ],
        action=request.full_path.rstrip("?"),
        back=_link(),
        most=MOST_AT_ONCE,
    )


def _workbench(
    consultation: Consultation,
    filters: queries.Filters,
    form: typed.AnswerForm,
    issues: list[queries.Counted],
    alone: Comment | None,
) -> ResponseReturnValue:
    shown = queries.Filters(only=alone.id) if alone is not None else filters
    page = queries.comments_to_answer(consultation, shown, request.args.get("after", ""))
    found = [row.Comment for row in page.rows]
    originals = submissions.originals(found)
    cards = [_card(row, originals) for row in page.rows]
    status = 422 if form.is_submitted() else 200
    return render_template(
        "responses/answers.html",
        consultation=consultation,
        accent=consultation.organisation.accent,
        section="responses",
        form=form,
        issues=issues,
        page=page,
        cards=cards,
        blocks=queries.blocks_by_key(consultation, {c.block_key for c in found if c.block_key}),
        filters=filters,
        states=_STATES(),
        types=TYPES,
        progress=queries.progress(consultation.id),
        part_words=report.part_words,
        summary=queries.latest(consultation.id),
        summary_states=STATES,
        checked=set(request.form.getlist("comments")) | ({_reference(alone)} if alone else set()),
        one=alone,
        following=queries.next_unanswered(consultation, filters, alone) if alone is not None else "",
        link=_link,
        meanings=MEANINGS,
        open_form=typed.OpenIssueForm(formdata=None),
    ), status


def _link(**changes: str) -> str:
    """This page with other filters; an empty value takes one away."""
    kept = {k: v for k, v in request.args.to_dict().items() if k not in {"after", "comment", "lang"}}
    asked: dict[str, Any] = {k: v for k, v in {**kept, **changes}.items() if v}
    return url_for(".answers", slug=(request.view_args or {})["slug"], **asked)


def _reference(comment: Comment) -> str:
    return f"{comment.submission.reference}/{comment.number}"


def _who(submission: Any) -> tuple[str, list[str]]:
    """Who sent it, for the organisation's own eyes."""
    name = submission.organisation or submission.name or _("No name given")
    beside = submission.name if submission.organisation else ""
    category = _(CATEGORIES[submission.category]) if submission.category else ""
    country = name_of(submission.country, report.language()) if submission.country else ""
    return name, [words for words in (beside, category, country) if words]


def _card(row: Any, originals: dict[int, str]) -> Card:
    comment, submission = row.Comment, row.Submission
    name, meta = _who(submission)
    is_shown = comment.moderation in VISIBLE
    proposal = (comment.shown_proposal if is_shown else comment.proposal) or ""
    rationale = comment.shown_rationale if is_shown else markup.comment(comment.rationale)
    pills = [(_(TYPES[comment.type]), "plain")]
    if submission.attribution != Attribution.ATTRIBUTED and submission.attribution is not None:
        tone = "warn" if submission.attribution == Attribution.CONFIDENTIAL else "plain"
        pills.append((_(ATTRIBUTION_NAMES[submission.attribution]), tone))
    if comment.moderation in AWAITING:
        pills.append((_("Not moderated yet"), "warn"))
    if row.Answer is not None and comment.filed_at and row.Answer.answered_at < comment.filed_at:
        pills.append((_("Changed since the answer"), "warn"))
    if submission.is_late:
        pills.append((_("Late"), "warn"))
    return Card(
        reference=f"{submission.reference}/{comment.number}",
        row=row,
        name=name,
        meta=meta,
        body=comment.shown_comment if is_shown else markup.comment(comment.comment),
        proposal=proposal,
        ops=ops(originals[comment.id], proposal) if proposal and comment.id in originals else None,
        rationale=rationale or None,
        pills=pills,
    )


# -- issues ------------------------------------------------------------------------------------------------------------


@bp.route("/consultations/<slug>/answers/issues", methods=["GET", "POST"])
def open_issue(slug: str) -> ResponseReturnValue:
    """Begin an issue."""
    consultation = _ours(slug)
    require(policy.answer, consultation)
    form = typed.OpenIssueForm()
    if form.validate_on_submit():
        try:
            issue = actions.open_issue(consultation, title=form.title.data, by=me())
        except DomainError as trouble:
            form.form_errors.append(say(trouble))
        else:
            return redirect(url_for(".issue", slug=slug, reference=issue.reference), 303)
    return _page("responses/open_issue.html", consultation, form=form)


def _page(template: str, consultation: Consultation, form: Any, **values: Any) -> ResponseReturnValue:
    status = 422 if form.is_submitted() else 200
    return render_template(
        template,
        consultation=consultation,
        form=form,
        accent=consultation.organisation.accent,
        section="responses",
        **values,
    ), status


@bp.route("/consultations/<slug>/answers/issues/<reference>", methods=["GET", "POST"])
def issue(slug: str, reference: str) -> ResponseReturnValue:
    """An issue: views, answer, disposition, change, its comments."""
    consultation = _ours(slug)
    require(policy.answer if request.method == "POST" else policy.follow_answers, consultation)
    found = queries.issue(consultation, reference)
    form = typed.IssueForm(data=_issue_shown(found))
    here = url_for(".issue", slug=slug, reference=reference)
    if form.is_submitted():
        verb = request.form.get("verb", "save")
        if verb in {"take_out", "remove"}:
            return _smaller(consultation, found, verb)
        if form.validate() and _save_issue(found, form):
            flash(_("Saved. It holds for every comment of the issue that has no answer of its own."))
            return redirect(here, 303)
    filters = queries.Filters(issue=reference)
    page = queries.comments_to_answer(consultation, filters, request.args.get("after", ""))
    originals = submissions.originals([row.Comment for row in page.rows])
    return _page(
        "responses/issue.html",
        consultation,
        form,
        issue=found,
        page=page,
        cards=[_card(row, originals) for row in page.rows],
        views=queries.categories_of(found).get(found.id, []),
        category_words=report.category_words,
        button=ButtonForm(),
        is_empty=not page.rows,
    )


def _issue_shown(found: Issue) -> dict[str, Any]:
    names = ("title", "views", "answer", "change", "changed_place")
    return {name: getattr(found, name) for name in names} | {
        "position": str(found.position),
        "disposition": found.disposition.value if found.disposition else "",
    }


def _save_issue(found: Issue, form: typed.IssueForm) -> bool:
    place = int(form.position.data) if form.position.data else found.position
    try:
        actions.change_issue(found, position=place, by=me(), **form.words())
    except DomainError as trouble:
        form.form_errors.append(say(trouble))
        return False
    return True


def _smaller(consultation: Consultation, found: Issue, verb: str) -> ResponseReturnValue:
    """Take comments out of an issue, or take the empty issue away."""
    if not ButtonForm().validate():
        flash(_("This page had been open for a long time. Nothing is lost: press the button again."), "warn")
        return redirect(url_for(".issue", slug=consultation.slug, reference=found.reference), 303)
    here = url_for(".issue", slug=consultation.slug, reference=found.reference)
    try:
        if verb == "remove":
            actions.remove_issue(found, by=me())
            flash(_("The issue is gone."))
            return redirect(url_for(".answers", slug=consultation.slug), 303)
        chosen = queries.by_references(consultation, request.form.getlist("comments"))
        actions.put_into(None, chosen, by=me())
        flash(_("Taken out; their own answers stay."))
    except DomainError as trouble:
        flash(say(trouble), "bad")
    return redirect(here, 303)


# -- the summary -------------------------------------------------------------------------------------------------------


@bp.route("/consultations/<slug>/answers/summary", methods=["GET", "POST"])
def summary(slug: str) -> ResponseReturnValue:
    """Write the summary, propose, approve, send back, publish it."""
    consultation = _ours(slug)
    found = queries.latest(consultation.id)
    verb = request.form.get("verb", "") if request.method == "POST" else ""
    form = typed.SummaryForm(data=typed.summary_shown(found) if found else {})
    word = typed.SendBackForm(formdata=request.form if verb == "send_back" else None, prefix="")
    if request.method != "POST":
        require(policy.follow_answers, consultation)
    elif verb == "draft" or found is None:
        require(policy.answer, consultation)
        if ButtonForm().validate():
            return _draft(consultation)
    elif verb in _VERBS:
        require(_VERBS[verb][0], found)
        done = _turn(found, verb, form, word)
        if done is not None:
            return done
    else:
        raise NotFound
    return _summary_page(consultation, found, form, word)


def _draft(consultation: Consultation) -> ResponseReturnValue:
    try:
        actions.draft_summary(consultation, by=me(), say=_)
    except DomainError as trouble:
        flash(say(trouble), "bad")
    else:
        flash(_("Drafted from the data. Edit where words matter."))
    return redirect(url_for(".summary", slug=consultation.slug), 303)


_VERBS: dict[str, tuple[Any, str]] = {
    "save": (policy.edit, ""),
    "propose": (policy.propose, "propose"),
    "send_back": (policy.send_back, "send_back"),
    "approve": (policy.approve, "approve"),
    "publish": (policy.publish, "publish"),
}


def _turn(
    found: Summary, verb: str, form: typed.SummaryForm, word: typed.SendBackForm
) -> ResponseReturnValue | None:
    """One verb of the summary; None where the page comes back with what is wrong."""
    slug = found.consultation.slug
    if verb in {"save", "propose"} and found.state in EDITABLE:
        if not form.validate() or not _save(found, form):
            return None
    elif verb == "save":
        form.form_errors.append(_("The summary was proposed. Send it back to change it."))
        return None
    elif verb == "send_back":
        if not word.validate():
            return None
    elif not ButtonForm().validate():
        word.form_errors.append(
            str(_("This page had been open for a long time. Please press the button again."))
        )
        return None
    try:
        flash(_act(found, verb, word))
    except DomainError as trouble:
        (form if verb in {"save", "propose"} else word).form_errors.append(say(trouble))
        return None
    if verb == "publish":
        return redirect(url_for(".response", slug=slug), 303)
    return redirect(url_for(".summary", slug=slug), 303)


def _act(found: Summary, verb: str, word: typed.SendBackForm) -> str:
    if verb == "propose":
        actions.propose_summary(found, by=me())
        return _("Proposed. The approvers are being told.")
    if verb == "send_back":
        actions.send_back_summary(found, word.word.data, by=me())
        return _("Sent back to its writers.")
    if verb == "approve":
        actions.approve_summary(found, by=me())
        return _("Approved. It can be published now.")
    if verb == "publish":
        actions.publish_summary(found, by=me())
        return _("Published. Everybody who took part or follows is being told.")
    return _("Saved.")


def _save(found: Summary, form: typed.SummaryForm) -> bool:
    """Keep the words; False where somebody else changed them meanwhile: then they are kept at the next press."""
    now = typed.seen(found)
    if form.seen.data != now:
        form.seen.data = now
        form.form_errors.append(
            _(
                "Somebody else changed the summary meanwhile. Your words are below;"
                " save again to put them in its place."
            )
        )
        return False
    try:
        actions.edit_summary(found, typed.summary_words(form), by=me())
    except DomainError as trouble:
        form.form_errors.append(say(trouble))
        return False
    form.seen.data = typed.seen(found)
    return True


def _summary_page(
    consultation: Consultation, found: Summary | None, form: typed.SummaryForm, word: typed.SendBackForm
) -> ResponseReturnValue:
    figures = None
    if found is not None:
        figures = found.figures if found.state == State.PUBLISHED else composition.figures(consultation)
    wrong = request.method == "POST"
    return render_template(
        "responses/summary.html",
        consultation=consultation,
        accent=consultation.organisation.accent,
        section="responses",
        summary=found,
        states=STATES,
        sections=SECTIONS,
        hints=_hints(),
        form=form if not word.errors else word,
        words_form=form,
        word_form=word,
        figures=figures,
        numbers=composition.numbers(figures) if figures else {},
        words={key: report.prose(found.sections.get(key, ""), figures) for key in SECTIONS}
        if found and figures
        else {},
        progress=queries.progress(consultation.id),
        objections=gates.objections("responses.publish", consultation),
        editions=queries.editions(consultation.id),
        is_closed=consultation.phase in {Phase.CLOSED, Phase.ANSWERED},
        may_write=found is not None and found.state in EDITABLE and policy.edit(me(), found),
        button=ButtonForm(formdata=None),
    ), 422 if wrong else 200


def _hints() -> dict[str, str]:
    """What the page shows by itself beside the officer's words."""
    return {
        "identification": _("Shown beside it: title, instrument, version with its hash, dates, extensions."),
        "process": _("Shown beside it: form of engagement, period, languages, documents, corrections."),
        "respondents": _(
            "Shown beside it: all counts, by category, region and language. State the limits of the data."
        ),
        "issues": _("Shown beside it: every issue with the views and its comments by category."),
        "response": _("Shown beside it: dispositions with their numbers; answers to single comments."),
        "changes": _("Shown beside it: place, change, and the comments behind it."),
        "not_taken_up": _("Shown beside it: issues and comments not taken up, with the reason."),
        "next_steps": _("Say whether there is a second round, who adopts the text, when, and whom to ask."),
        "annex": _(
            "Shown beside it: who responded, the disposition table, files. Say how the summary was made."
        ),
    }


@bp.route("/consultations/<slug>/answers/summary/preview")
def preview(slug: str) -> ResponseReturnValue:
    """The response as it would be published now."""
    consultation = _ours(slug)
    require(policy.follow_answers, consultation)
    found = queries.latest(consultation.id)
    if found is None:
        raise NotFound
    return _response_page(consultation, found, is_preview=found.state != State.PUBLISHED)


@bp.route("/consultations/<slug>/answers/holding", methods=["GET", "POST"])
def hold(slug: str) -> ResponseReturnValue:
    """Say that the response comes later."""
    consultation = _ours(slug)
    require(policy.hold, consultation)
    form = typed.HoldForm()
    if form.validate_on_submit():
        try:
            actions.hold(consultation, form.reason.data, form.moment(consultation.timezone), by=me())
        except DomainError as trouble:
            form.form_errors.append(say(trouble))
        else:
            flash(_("The notice is published. Everybody concerned is being told."))
            return redirect(url_for(".response", slug=slug), 303)
    return _page(
        "responses/hold.html",
        consultation,
        form,
        notices=queries.holding_notices(consultation.id),
        is_owed=consultation.phase == Phase.CLOSED,
    )


# -- for everybody -----------------------------------------------------------------------------------------------------


def _stamp(slug: str, **_more: Any) -> Stamp:
    found = consultations.stamp(slug)
    midnight = (clock.now() + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    until = min(found.until, midnight) if found.until else midnight
    return Stamp(f"{found.id}.{found.stamp}.{found.phase}", until)


@bp.route("/consultations/<slug>/response")
@public_page(_stamp)
def response(slug: str) -> ResponseReturnValue:
    """What was said, and what became of it; before that, when it is due."""
    consultation = consultations.public(slug)
    open_to_all()
    found = _edition(consultation)
    if found is None:
        return render_template(
            "responses/awaited.html",
            consultation=consultation,
            head=head_of(consultation),
            tab="response",
            notices=queries.holding_notices(consultation.id),
            is_overdue=_is_overdue(consultation),
        )
    return _response_page(consultation, found)


def _is_overdue(consultation: Consultation) -> bool:
    due = consultation.response_due_on
    return consultation.phase == Phase.CLOSED and due is not None and due < clock.now()


def _edition(consultation: Consultation) -> Summary | None:
    """The edition that was asked for, the newest without a wish; None before the first."""
    editions = queries.editions(consultation.id)
    wish = request.args.get("edition", "")
    if wish:
        found = next((one for one in editions if str(one.edition) == wish), None)
        if found is None:
            raise NotFound
        return found
    return editions[0] if editions else None


def _response_page(
    consultation: Consultation, found: Summary, is_preview: bool = False
) -> ResponseReturnValue:
    editions = queries.editions(consultation.id)
    slug = consultation.slug
    return render_template(
        "responses/response.html",
        consultation=consultation,
        head=head_of(consultation),
        tab="response",
        report=report.report(consultation, found),
        editions=editions,
        is_newest=not editions or is_preview or editions[0].id == found.id,
        is_preview=is_preview,
        sections=SECTIONS,
        place_of=report.place_of,
        name_of=lambda row: submissions.public_name(row, report.language(), _),
        category_words=report.category_words,
        region_words=report.region_words,
        language_words=report.language_words,
        reason_rows=lambda found: [(report.reason_words(key), count) for key, count in sorted(found.items())],
        clause_rows=lambda found: [
            (report.part_words(*part[:3]), part[3], _part_link(slug, part[0])) for part in found
        ],
        disposition_rows=lambda found: [(_(DISPOSITIONS[k]), n, _(MEANINGS[k])) for k, n in found],
        types=TYPES,
        attributions=Attribution,
    )


def _part_link(slug: str, key: str) -> str:
    kind, _colon, block = key.partition(":")
    return f"/consultations/{slug}/text#{block}" if kind == "clause" and block else ""


@bp.route("/consultations/<slug>/response/dispositions.<kind>")
def dispositions(slug: str, kind: str) -> ResponseReturnValue:
    """The disposition table of an edition as a file."""
    consultation = consultations.public(slug)
    open_to_all()
    found = _edition(consultation)
    if found is None:
        raise NotFound
    return _file(queries.Source(consultation, found), kind, f"{slug}-dispositions-{found.edition}")


@bp.route("/consultations/<slug>/answers/dispositions.<kind>")
def draft_dispositions(slug: str, kind: str) -> ResponseReturnValue:
    """The table as it stands, for the organisation; the same columns."""
    consultation = _ours(slug)
    require(policy.follow_answers, consultation)
    return _file(queries.Source(consultation), kind, f"{slug}-dispositions-draft")


def _file(source: queries.Source, kind: str, name: str) -> ResponseReturnValue:
    if kind == "csv":
        lines: Iterator[str] = stream_with_context(exports.csv_lines(source))
        answer = Response(lines, mimetype="text/csv")
    elif kind == "xlsx":
        answer = Response(_workbook(source), mimetype=_XLSX)
    else:
        raise NotFound
    answer.headers.set("Content-Disposition", "attachment", filename=f"{name}.{kind}")
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _workbook(source: queries.Source) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "dispositions.xlsx"
        exports.write_xlsx(source, path, language=report.language(), say=_)
        return path.read_bytes()
