"""The workbench: comments by clause, their responses, several at once."""

import secrets
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.core import jobs, markup
from consult.core.errors import DomainError
from consult.core.jobs import Job
from consult.core.stale_check import form_version
from consult.organisations.policy import is_moderator
from consult.responses import actions, form_versions, policy, queries
from consult.responses import forms as typed
from consult.responses.cards import cards, seen_of, sender
from consult.responses.labels import DISPOSITIONS, FILTER_STATES, FORMER_FILTER_STATES
from consult.responses.lifecycle import Disposition
from consult.responses.pages import WORKBENCH_LINKS, form_page, load_for_member
from consult.responses.views.blueprint import bp
from consult.responses.wording import part_words
from consult.submissions import queries as submissions
from consult.submissions.labels import TRANSLATION_STATES, TYPES
from consult.submissions.models import Comment, CommentType
from consult.web.guards import me, require
from consult.web.language_addresses import here
from consult.web.page_language import by_language_name, is_language, language_name, locale_code


def _filters(consultation: Consultation) -> queries.Filters:
    asked = request.args
    kind, language, translation = (asked.get(name, "") for name in ("type", "language", "translation"))
    state = asked.get("state", "")
    state = FORMER_FILTER_STATES.get(state, state)
    return queries.Filters(
        part=asked.get("part", ""),
        state=state if state in FILTER_STATES else "",
        type=CommentType(kind) if kind in set(CommentType) else None,
        issue=asked.get("issue", ""),
        words=markup.line(asked.get("q", ""))[: markup.LONGEST_SEARCH],
        language=language if is_language(language) else "",
        translation=translation if translation in TRANSLATION_STATES else "",
        reader=locale_code().partition("-")[0],
        reads_redacted=is_moderator(me(), consultation.organisation_id),
    )


@bp.route("/consultations/<slug>/responses", methods=["GET", "POST"])
def workbench(slug: str) -> ResponseReturnValue:
    """The workbench: comments by clause, their responses, several at once."""
    consultation = load_for_member(slug)
    require(policy.respond if request.method == "POST" else policy.follow_responses, consultation)
    filters = _filters(consultation)
    issues = queries.issues(consultation.id)
    alone = _alone(consultation)
    chosen: Sequence[Comment] = [alone] if alone else []
    form = typed.ResponseForm(issues=[counted.issue for counted in issues], data=_shown(chosen))
    if form.is_submitted():
        chosen = _chosen(consultation, filters, form)
        if not chosen:
            form.form_errors.append(_("Choose at least one comment."))
        if form.validate() and chosen:
            if len(chosen) > 1 and form.confirmed.data != form.asked(map(_reference, chosen)):
                return _confirm(consultation, form, chosen)
            done = _respond(consultation, form, chosen, issues)
            if isinstance(done, Job):
                return redirect(url_for("organisations.job", reference=done.reference), 303)
            if done:
                told = ngettext(
                    "Response to %(num)s comment saved.", "Responses to %(num)s comments saved.", len(chosen)
                )
                flash(told if not form.only_moves else _("Saved."))
                return redirect(_onward(consultation, filters, alone), 303)
    return _workbench(consultation, filters, form, issues, alone)


def _onward(consultation: Consultation, filters: queries.Filters, alone: Comment | None) -> str:
    """Where to go after a response: the next comment where that was asked for, else the list at this one."""
    after = request.args.get("after", "")
    if alone is None:
        return _link(after=after)
    following = (
        queries.next_without_response(consultation, filters, alone)
        if request.form.get("go") == "next"
        else ""
    )
    if following:
        return _link(comment=following)
    return f"{_link(after=after)}#c-{_reference(alone).replace('/', '-')}"


def _alone(consultation: Consultation) -> Comment | None:
    """The comment that gets a response alone, where one was asked for."""
    asked = request.args.get("comment", "")
    return next(iter(queries.by_references(consultation, [asked])), None) if asked else None


def _shown(chosen: Sequence[Comment]) -> dict[str, Any]:
    """The form as it stands for one comment that has a response."""
    kept = queries.responses_to([c.id for c in chosen]).get(chosen[0].id) if len(chosen) == 1 else None
    if kept is None:
        return {}
    original = submissions.reference_of(kept.duplicate_of_id) if kept.duplicate_of_id else ""
    return {
        "disposition": kept.disposition.value if kept.disposition else "",
        "text": kept.text,
        "change": kept.change,
        "duplicate_of": original,
    }


def _chosen(
    consultation: Consultation, filters: queries.Filters, form: typed.ResponseForm
) -> Sequence[Comment]:
    if form.everything.data:
        ids = queries.ids_to_respond_to(consultation, filters, typed.MOST_AT_ONCE)
        return queries.comments(consultation, ids)
    return queries.by_references(consultation, request.form.getlist("comments")[: typed.MOST_AT_ONCE])


def _respond(
    consultation: Consultation,
    form: typed.ResponseForm,
    chosen: Sequence[Comment],
    issues: Sequence[queries.IssueWithCounts],
) -> Job | bool:
    """Do what the form says, or begin a job that does; False, with the reason at the form, where that cannot be."""
    original = queries.by_references(consultation, [form.duplicate_of.data]) if form.duplicate_of.data else []
    kind = Disposition(form.disposition.data) if form.disposition.data else None
    if kind == Disposition.DUPLICATE and not original:
        form.duplicate_of.errors = [_("There is no comment with this reference that needs a response.")]
        return False
    said = actions.RequestedResponse(
        disposition=kind,
        text=form.text.data or "",
        change=form.change.data or "",
        is_out=form.issue.data == typed.OUT,
        duplicate_of=original[0] if original else None,
        only_moves=form.only_moves,
    )
    try:
        return _do(consultation, form, chosen, said) or True
    except DomainError as trouble:
        known = [counted.issue for counted in issues]
        now = {"issue": form.issue.data, **_shown(chosen)}
        form.refused(
            trouble,
            lambda: typed.ResponseForm(formdata=None, issues=known, data=now) if len(chosen) == 1 else form,
        )
        return False


def _do(
    consultation: Consultation,
    form: typed.ResponseForm,
    chosen: Sequence[Comment],
    said: actions.RequestedResponse,
) -> Job | None:
    """At once, or by a job where there are many."""
    title, where, seen = form.new_issue.data, form.issue.data, seen_of(chosen)
    if where and where != typed.OUT:
        said = replace(said, issue=queries.issue(consultation, where))
    if len(chosen) > jobs.MANY:
        return actions.start_responding(chosen, said, new_issue=title, back=_link(), by=me(), seen=seen)
    if title:
        actions.respond_in_new_issue(
            chosen,
            title=title,
            disposition=said.disposition,
            text=said.text,
            change=said.change,
            by=me(),
            seen=seen,
        )
    else:
        actions.apply_response(consultation, chosen, said, by=me(), seen=seen)
    return None


def _confirm(
    consultation: Consultation, form: typed.ResponseForm, chosen: Sequence[Comment]
) -> ResponseReturnValue:
    """Show what a response to several comments will touch, before it does."""
    kept = queries.responses_to([comment.id for comment in chosen])
    with_response = {key for key, found in kept.items() if found.disposition is not None or found.text}
    return render_template(
        "responses/confirm.html",
        consultation=consultation,
        accent=consultation.organisation.accent,
        form=form,
        chosen=chosen,
        confirmed=form.asked(map(_reference, chosen)),
        with_response=with_response,
        seen={comment.id: form_version(kept.get(comment.id), *form_versions.RESPONSE) for comment in chosen},
        senders={comment.id: sender(comment.submission) for comment in chosen},
        places=consultations.places(consultation, [one.block_key for one in chosen], locale_code()),
        fields=[
            (name, value)
            for name, value in request.form.items(multi=True)
            if name not in {"csrf_token", "comments", "confirmed", "everything", "seen"}
        ],
        action=here(query=True),
        back=_link(),
        most=typed.MOST_AT_ONCE,
    )


def _workbench(
    consultation: Consultation,
    filters: queries.Filters,
    form: typed.ResponseForm,
    issues: list[queries.IssueWithCounts],
    alone: Comment | None,
) -> ResponseReturnValue:
    shown = queries.Filters(only=alone.id) if alone is not None else filters
    page = queries.comments_to_respond_to(consultation, shown, request.args.get("after", ""))
    found = [row.Comment for row in page.rows]
    originals, progress = submissions.original_words(found), queries.progress(consultation.id)
    return form_page(
        "responses/workbench.html",
        consultation,
        form,
        issues=issues,
        page=page,
        cards=cards(consultation, page.rows, originals),
        passages=submissions.commented_passages(consultation, found, locale_code(), at_present=True),
        filters=filters,
        states={key: _(words) for key, words in FILTER_STATES.items()},
        types=TYPES,
        languages=_languages(consultation, filters),
        translation_states={
            key: _(words, language=language_name(locale_code())) for key, words in TRANSLATION_STATES.items()
        },
        progress=progress,
        progress_by_part=_parts(consultation, progress.parts),
        links=[one for links in WORKBENCH_LINKS for one in links(consultation)],
        obstacle=queries.obstacle(consultation),
        checked=set(request.form.getlist("comments")) | ({_reference(alone)} if alone else set()),
        one=alone,
        following=queries.next_without_response(consultation, filters, alone) if alone is not None else "",
        link=_link,
        meanings={kind: words.meaning for kind, words in DISPOSITIONS.items()},
        open_form=typed.OpenIssueForm(formdata=None, key=secrets.token_urlsafe(24)),
        at_work=actions.running_jobs(consultation),
    )


def _languages(consultation: Consultation, filters: queries.Filters) -> list[tuple[str, str]]:
    """(code, name) of the languages that comments can have; none where that is the one of the page alone."""
    codes = queries.languages_of_comments(consultation) | ({filters.language} - {""})
    if all(code.partition("-")[0] == filters.reader for code in codes):
        return []
    return by_language_name(codes)


def _parts(consultation: Consultation, parts: Sequence[queries.Part]) -> list[tuple[queries.Part, str]]:
    """The parts of the draft in the language of the page."""
    keys = [one.key.partition(":")[2] for one in parts]
    named = consultations.places(consultation, keys, locale_code())
    spoken = consultation.version.language if consultation.version is not None else ""
    return [
        (
            one,
            part_words(
                one.key,
                *(("", named[key]) if key in named else (one.number, one.title)),
                one.language if key not in named or named[key].language == one.language else "",
                named[key].language if key in named else one.language or spoken,
            ),
        )
        for one, key in zip(parts, keys, strict=True)
    ]


def _link(**changes: str) -> str:
    """This page with other filters; an empty value takes one away."""
    kept = {k: v for k, v in request.args.to_dict().items() if k not in {"after", "comment", "lang"}}
    asked: dict[str, Any] = {k: v for k, v in {**kept, **changes}.items() if v}
    return url_for(".workbench", slug=(request.view_args or {})["slug"], **asked)


def _reference(comment: Comment) -> str:
    return f"{comment.submission.reference}/{comment.number}"
