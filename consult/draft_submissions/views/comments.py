"""Comments of a sheet that is not sent yet: added, saved while they are typed, changed, removed."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from consult.consultations.models import Consultation
from consult.core.errors import Conflict, DomainError, NotFound, NotPossible, Throttled
from consult.core.seen import Overtaken
from consult.core.words import N_
from consult.draft_submissions.forms import LONGEST_CODE, CommentForm
from consult.draft_submissions.views import unfinished
from consult.draft_submissions.views.blueprint import asked, bp, by_typed_code, consultation_of, sheet_on
from consult.draft_submissions.views.commenting import (
    Target,
    autosaved,
    autosaving,
    comment_page,
    form_of,
    new_form,
    show_other,
    target_of,
    target_of_comment,
    troubled,
)
from consult.draft_submissions.views.entries import where
from consult.submissions import actions, policy, queries, sender_access
from consult.submissions.lifecycle import State
from consult.submissions.models import Comment, Subject, Submission
from consult.web.errors import say
from consult.web.forms import ButtonForm
from consult.web.guards import require
from consult.web.sizes import beginning


@bp.route("/consultations/<slug>/sheet/comments/new", methods=["GET", "POST"])
def comment(slug: str) -> ResponseReturnValue:
    """Comment on a place of the text, on the whole, or answer a question."""
    consultation = consultation_of(slug)
    found = sheet_on(consultation)
    if request.method != "POST" and found is None:
        return redirect(url_for(".take_part", slug=slug, **asked()), 303)
    if request.method != "POST" and found is not None and found.state != State.COMPOSING:
        return redirect(url_for(".add", reference=found.reference, **asked()), 303)
    place = target_of(consultation)
    if place is None and request.method != "POST":
        raise NotFound
    target = place or Target(Subject.GENERAL, where(Subject.GENERAL, "", None))
    try:
        found = found or _by_code(consultation)
    except (NotPossible, Throttled) as trouble:
        return _lost(consultation, target, trouble)
    require(policy.keep, found)
    form = new_form(target, found)
    here = url_for(".comment", slug=slug, **asked(), autosave=1)
    if found.state != State.COMPOSING:
        typed = queries.keyed(found, form.key.data)
        is_on_it = typed is not None and typed.is_typed
        return unfinished.sent_meanwhile(form, target, found, typed if is_on_it else None)
    if form.is_submitted() and place is None:
        form.form_errors = [
            _("This place is not in the text any more. Press the button to make it a comment on the whole.")
        ]
        onward = url_for(".comment", slug=slug, general=1)
        return comment_page(form, target, found, consultation, 409, action=onward)
    if not form.is_submitted():
        return _begun(form, target, found, consultation, here)
    try:
        return _add(form, target, found, consultation, here)
    except Conflict:
        return unfinished.already(form, target, found, consultation)


def _begun(
    form: CommentForm, target: Target, found: Submission, consultation: Consultation, autosave: str
) -> ResponseReturnValue:
    """The page of a new comment: empty, or with what was begun there."""
    one, typed = unfinished.begun_at(found, target)
    if one is not None:
        form, missing = unfinished.with_words(form, one), unfinished.missing_of(one, consultation)
        return comment_page(form, target, found, consultation, autosave=autosave, missing=missing)
    if typed is not None:
        return redirect(url_for(".change", slug=consultation.slug, number=typed), 303)
    return comment_page(form, target, found, consultation, autosave=autosave)


def _add(
    form: CommentForm, target: Target, found: Submission, consultation: Consultation, autosave: str
) -> ResponseReturnValue:
    """Save a new comment of a sheet: once, however often it is pressed. Raises Conflict where another was saved from
    the same page."""
    status = 200 if form.validate() else 422
    if status == 200:
        try:
            actions.add_comment(
                found, key=form.key.data, **target.arguments, **form.words(), is_typed=_is_typed(),
                begun=actions.Begun.read(form.begun.data),
            )  # fmt: skip
        except Conflict:
            raise
        except DomainError as trouble:
            status = troubled(form, trouble)
    return _answer(form, target, found, status, autosave) or unfinished.onward(consultation, target, "")


def _is_typed() -> bool:
    """Whether the form is only saved while it is typed: its page goes on."""
    return autosaving() or request.form.get("verb") == "preview"


def _answer(
    form: CommentForm,
    target: Target,
    found: Submission,
    status: int,
    autosave: str,
    changes: Comment | None = None,
    *,
    is_beside: bool = False,
) -> ResponseReturnValue | None:
    """What the press of a button, or the small script, hears of a comment that was saved (200) or could not be: then it
    is kept as it is, perhaps beside what another page has saved. None where it was saved and there is nothing more to
    say."""
    verb, consultation = request.form.get("verb", ""), found.consultation
    is_kept = None
    if status == 200:
        sender_access.remember(found)
    else:
        is_kept = unfinished.keep(form, target, found, changes)
    if autosaving():
        return autosaved(form, is_kept=status != 200 and is_kept is not False, is_beside=is_beside)
    is_leaving = verb in unfinished.LEAVING and is_kept is not False
    if verb == "preview" or (status != 200 and not is_leaving):
        if changes is not None:
            show_other(form, changes, target, found)
        return comment_page(form, target, found, consultation, status, autosave=autosave, saved=changes)
    if status == 200:
        flash(_("Saved on your sheet. Nothing is sent yet."))
    elif is_kept and is_beside:
        flash(_("Kept on your sheet, beside what another page has saved. Choose one of them."), "warn")
    elif is_kept:
        flash(_("Kept on your sheet. It is not complete yet."), "warn")
    return unfinished.onward(consultation, target, verb) if is_leaving else None


def _by_code(consultation: Consultation) -> Submission:
    """The sheet whose code was typed into a form that had lost it; the tries are counted. Raises NotPossible."""
    given = beginning(request.form, "code", LONGEST_CODE)
    if not given:
        raise NotPossible(N_("This browser does not know your sheet any more."))
    found = by_typed_code(given)
    if found is None or found.consultation_id != consultation.id:
        raise NotPossible(N_("No sheet has this code."))
    return found


def _lost(consultation: Consultation, target: Target, why: DomainError) -> ResponseReturnValue:
    """The session is gone, and with it the sheet: ask for its code, and keep the words."""
    if autosaving():
        return {"saved": False}, 409
    form = CommentForm()
    form.form_errors = [say(why)]
    return comment_page(form, target, None, consultation, 422, is_lost=True)


@bp.route("/consultations/<slug>/sheet/comments/<int:number>", methods=["GET", "POST"])
def change(slug: str, number: int) -> ResponseReturnValue:
    """Change a comment that was not sent yet."""
    consultation = consultation_of(slug)
    found = sheet_on(consultation)
    if found is None and request.method != "POST":
        return sender_access.ask_for_code()
    try:
        found = found or _by_code(consultation)
    except (NotPossible, Throttled) as trouble:
        return _lost(consultation, Target(Subject.GENERAL, Markup("")), trouble)
    require(policy.keep, found)
    try:
        present = queries.numbered(found, number)
    except NotFound:
        if request.method != "POST":
            raise
        return _removed(found, consultation)
    if found.state != State.COMPOSING and request.method != "POST":
        return redirect(url_for(".amend", reference=found.reference, number=number), 303)
    target = target_of_comment(present)
    form = form_of(present, target, found)
    missing: list[str] = []
    here = url_for(".change", slug=slug, number=number, autosave=1)
    if found.state != State.COMPOSING:
        return unfinished.sent_meanwhile(form, target, found, present)
    if form.is_submitted():
        return _change(form, target, found, present, here)
    begun = unfinished.begun_change(present)
    if begun is not None:
        form, missing = unfinished.with_words(form, begun), unfinished.missing_of(begun, consultation)
        show_other(form, present, target, found)
    return comment_page(form, target, found, consultation, autosave=here, saved=present, missing=missing)


def _removed(found: Submission, consultation: Consultation) -> ResponseReturnValue:
    """The comment was removed, in another window say, while a change of it was typed: its words stay on the page."""
    if autosaving():
        return {"saved": False}, 409
    target = Target(Subject.GENERAL, _("On the whole text"))
    form = new_form(target, found)
    form.form_errors = [
        _("This comment was removed from your sheet. Press the button to add it again, on the whole text.")
    ]
    onward = url_for(".comment", slug=consultation.slug, general=1)
    return comment_page(form, target, found, consultation, 409, action=onward)


def _change(
    form: CommentForm, target: Target, found: Submission, present: Comment, autosave: str
) -> ResponseReturnValue:
    """Save a change of a comment; its main button alone writes over what the page shows of another one."""
    sheet = url_for(".sheet", slug=found.consultation.slug)
    is_main = not autosaving() and not request.form.get("verb")
    status, is_beside = 200 if form.validate() else 422, False
    if status == 200:
        try:
            actions.change_comment(
                present, **form.words(), key=form.key.data, begun=actions.Begun.read(form.begun.data),
                seen=form.written_over if is_main else form.seen.data, is_typed=_is_typed(),
                only_on_sheet=not is_main,
            )  # fmt: skip
        except DomainError as trouble:
            status, is_beside = troubled(form, trouble), isinstance(trouble, Overtaken)
    answer = _answer(form, target, found, status, autosave, present, is_beside=is_beside)
    return answer or redirect(sheet, 303)


@bp.route("/consultations/<slug>/sheet/comments/<int:number>/typed/removal", methods=["POST"])
def drop(slug: str, number: int) -> ResponseReturnValue:
    """Throw away what was typed into a page of a comment, which stays as another page has saved it."""
    found = sheet_on(consultation_of(slug))
    if found is None:
        raise NotFound
    require(policy.keep, found)
    present = queries.numbered(found, number)
    target = target_of_comment(present)
    form = form_of(present, target, found)
    if unfinished.dropped(form, found, present):
        return redirect(url_for(".sheet", slug=slug), 303)
    show_other(form, present, target, found)
    onward = url_for(".change", slug=slug, number=number)
    return comment_page(form, target, found, found.consultation, 422, action=onward, saved=present)


@bp.route("/consultations/<slug>/sheet/comments/<int:number>/removal", methods=["POST"])
def remove(slug: str, number: int) -> ResponseReturnValue:
    """Take a comment off the sheet."""
    found = sheet_on(consultation_of(slug))
    if found is None:
        raise NotFound
    require(policy.keep, found)
    if ButtonForm().validate_on_submit():
        actions.remove_comment(queries.numbered(found, number))
        flash(_("Removed from your sheet."))
    return redirect(url_for(".sheet", slug=slug), 303)
