"""Comments of a draft: added, saved while they are typed, changed, removed."""

from dataclasses import dataclass

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from consult.consultations.models import Consultation
from consult.core.errors import Conflict, DomainError, NotFound, NotPossible, Throttled
from consult.core.stale_check import StaleForm
from consult.draft_submissions import actions, queries
from consult.draft_submissions.forms.commenting import CommentForm
from consult.draft_submissions.models import AnySubmission, DraftComment, DraftSubmission
from consult.draft_submissions.views import unfinished
from consult.draft_submissions.views.blueprint import asked, bp, by_sent_code, consultation_of, opened_on
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
from consult.draft_submissions.views.own_comments import in_place
from consult.submissions import policy, submitter_access
from consult.submissions.models import Subject, Submission
from consult.web.errors import say
from consult.web.forms import ButtonForm
from consult.web.guards import require


@bp.route("/consultations/<slug>/sheet/comments/new", methods=["GET", "POST"])
@in_place
def comment(slug: str) -> ResponseReturnValue:
    """Comment on a passage of the text, on the whole, or answer a question."""
    return comment_of(consultation_of(slug), None)


@bp.route("/consultations/<slug>/sheet/comments/<int:number>", methods=["GET", "POST"])
@in_place
def change(slug: str, number: int) -> ResponseReturnValue:
    """Change a comment that was not submitted yet."""
    return comment_of(consultation_of(slug), number)


def comment_of(consultation: Consultation, number: int | None) -> ResponseReturnValue:
    """The page of a new comment (None), or of the one with this number; then what was typed is saved."""
    found = opened_on(consultation)
    if request.method != "POST" and not isinstance(found, DraftSubmission):
        return elsewhere(consultation, found, number)
    named = target_of(consultation) if number is None else None
    if request.method != "POST" and number is None and named is None:
        raise NotFound
    target = named or Target(Subject.GENERAL, where(Subject.GENERAL, "", None, consultation))
    try:
        found = found or by_sent_code(consultation)
    except (NotPossible, Throttled) as trouble:
        return _lost(consultation, target if number is None else Target(Subject.GENERAL, Markup("")), trouble)
    require(policy.open_own, found)
    try:
        present = queries.numbered(found, number) if number is not None else None
    except NotFound:
        if request.method != "POST":
            raise
        return _removed(found, consultation)
    if present is not None:
        target = target_of_comment(present)
    form = form_of(present, target, found) if present is not None else new_form(target, found)
    if isinstance(found, Submission):
        return unfinished.sent_meanwhile(form, target, found, number)
    page = Page(found, target, form, present if isinstance(present, DraftComment) else None)
    if not form.is_submitted():
        return page.opened()
    if number is None and named is None:
        form.form_errors = [
            _(
                "This passage is no longer in the draft. Select the button to comment on the whole draft instead."
            )
        ]
        onward = url_for(".comment", slug=consultation.slug, general=1)
        return comment_page(form, target, found, consultation, 409, action=onward)
    try:
        return page.saved()
    except actions.AlreadySubmitted as done:
        return unfinished.sent_meanwhile(form, target, done.submission, number)


def elsewhere(
    consultation: Consultation, found: Submission | None, number: int | None
) -> ResponseReturnValue:
    """Where a page leads that is opened without a draft: to what was submitted, or to who takes part."""
    if found is not None and number is None:
        return redirect(url_for(".add", reference=found.reference, **asked()), 303)
    if found is not None:
        return redirect(url_for(".amend", reference=found.reference, number=number), 303)
    if number is None:
        return redirect(url_for(".take_part", slug=consultation.slug, **asked()), 303)
    return submitter_access.ask_for_code()


@dataclass(frozen=True)
class Page:
    """The page of a comment of a draft: a new one, or one that is there (`present`). It is saved while it is typed."""

    draft: DraftSubmission
    target: Target
    form: CommentForm
    present: DraftComment | None

    @property
    def autosave(self) -> str:
        """Where the small script sends the form while it is typed."""
        slug = self.draft.consultation.slug
        if self.present is None:
            return url_for(".comment", slug=slug, **asked(), autosave=1)
        return url_for(".change", slug=slug, number=self.present.number, autosave=1)

    def show(
        self, form: CommentForm, status: int = 200, missing: tuple[str, ...] | list[str] = ()
    ) -> ResponseReturnValue:
        """The page as it is now."""
        return comment_page(
            form, self.target, self.draft, self.draft.consultation, status, autosave=self.autosave,
            saved=self.present, missing=missing,
        )  # fmt: skip

    def opened(self) -> ResponseReturnValue:
        """The page as it is opened: with what was begun there and is not complete."""
        slug = self.draft.consultation.slug
        if self.present is not None:
            begun, typed = unfinished.begun_change(self.present), None
        else:
            begun, typed = unfinished.begun_at(self.draft, self.target)
        if begun is not None:
            form = unfinished.with_words(self.form, begun)
            if self.present is not None:
                show_other(form, self.present, self.target, self.draft)
            return self.show(form, missing=unfinished.missing_of(begun, self.draft.consultation))
        if typed is not None:
            return redirect(url_for(".change", slug=slug, number=typed), 303)
        return self.show(self.form)

    def saved(self) -> ResponseReturnValue:
        """Save what was typed: once, however often it is pressed; only the main button of a change writes over what the
        page shows of another one. What cannot be saved is kept as it is. Raises AlreadySubmitted."""
        status, is_beside = 200 if self.form.validate() else 422, False
        if status == 200:
            try:
                self._save()
            except actions.AlreadySubmitted:
                raise
            except DomainError as trouble:
                if self.present is None and isinstance(trouble, Conflict):
                    return self._already()
                status, is_beside = troubled(self.form, trouble), isinstance(trouble, StaleForm)
        try:
            answer = self._answer(status, is_beside=is_beside)
        except Conflict:
            return self._already()
        if answer is not None:
            return answer
        if self.present is None:
            return unfinished.onward(self.draft.consultation, self.target, "")
        return redirect(url_for(".draft_submission", slug=self.draft.consultation.slug), 303)

    def _save(self) -> None:
        form, is_autosaved = self.form, autosaving() or request.form.get("verb") == "preview"
        is_left = request.form.get("verb") == "back"
        key, begun = form.key.data, actions.UnfinishedMark.read(form.begun.data)
        if self.present is None:
            actions.add_comment(
                self.draft,
                key=key,
                begun=begun,
                is_autosaved=is_autosaved or is_left,
                version_id=self.target.version_id,
                **self.target.arguments,
                **form.words(),
            )
            return
        is_main = not autosaving() and not request.form.get("verb")
        seen = form.written_over if is_main else form.seen.data
        actions.change_comment(
            self.present, key=key, begun=begun, is_autosaved=is_autosaved, is_left=is_left, seen=seen,
            **form.words(),
        )  # fmt: skip

    def _answer(self, status: int, *, is_beside: bool) -> ResponseReturnValue | None:
        """What the press of a button, or the small script, hears of a comment that was saved (200) or could not be:
        then it is kept as it is, perhaps beside what another page has saved. None where it was saved and there is
        nothing more to say. Raises Conflict where another was saved from the same page, AlreadySubmitted."""
        verb, form = request.form.get("verb", ""), self.form
        is_kept = None
        if status == 200:
            submitter_access.remember(self.draft)
        else:
            is_kept = unfinished.keep(form, self.target, self.draft, self.present)
        if autosaving():
            return autosaved(form, is_kept=status != 200 and is_kept is not False, is_beside=is_beside)
        if verb == "preview" and is_kept is not False:
            form.overlook_missing()
            status = status if form.errors else 200
        is_leaving = verb in unfinished.LEAVING and is_kept is not False
        if verb == "preview" or (status != 200 and not is_leaving):
            if self.present is not None:
                show_other(form, self.present, self.target, self.draft)
            return self.show(form, status)
        if status == 200 and verb == "back" and self._is_open():
            flash(_("Your text is kept. Save the comment before you submit."), "warn")
        elif status == 200:
            flash(_("Comment saved, not submitted."))
        elif is_kept and is_beside:
            flash(
                _("Your text is kept, but another page has saved a different text. Choose one of the two."),
                "warn",
            )
        elif is_kept:
            flash(_("Saved in your draft submission. The comment is not complete."), "warn")
        return unfinished.onward(self.draft.consultation, self.target, verb) if is_leaving else None

    def _is_open(self) -> bool:
        """Whether the comment was kept while it was typed, and no button has saved it."""
        said = self.present or queries.keyed(self.draft, self.form.key.data)
        return said is not None and said.is_autosaved

    def _already(self) -> ResponseReturnValue:
        """Another comment was added from the same page."""
        return unfinished.already(self.form, self.target, self.draft, self.draft.consultation)


def _lost(consultation: Consultation, target: Target, why: DomainError) -> ResponseReturnValue:
    """The session is gone, and with it the draft: ask for its code, and keep the words."""
    if autosaving():
        return {"saved": False}, 409
    form = CommentForm().about(target.original, is_answer=target.question is not None, parts=target.parts)
    form.form_errors = [say(why)]
    return comment_page(form, target, None, consultation, 422, is_lost=True)


def _removed(found: AnySubmission, consultation: Consultation) -> ResponseReturnValue:
    """The comment was removed, in another window say, while a change of it was typed: its words stay on the page."""
    if autosaving():
        return {"saved": False}, 409
    target = Target(Subject.GENERAL, _("Whole draft"))
    form = new_form(target, found)
    form.form_errors = [
        _(
            "This comment was removed from your draft submission. Select the button to add it again, as a comment on "
            "the whole draft."
        )
    ]
    onward = url_for(".comment", slug=consultation.slug, general=1)
    return comment_page(form, target, found, consultation, 409, action=onward)


@bp.route("/consultations/<slug>/sheet/comments/<int:number>/typed/removal", methods=["POST"])
@in_place
def drop(slug: str, number: int) -> ResponseReturnValue:
    """Discard what was typed into a page of a comment, which stays as another page has saved it."""
    consultation = consultation_of(slug)
    found = opened_on(consultation)
    if found is None:
        raise NotFound
    require(policy.open_own, found)
    try:
        present = queries.numbered(found, number)
    except NotFound:
        return _removed(found, consultation)
    target = target_of_comment(present)
    form = form_of(present, target, found)
    if unfinished.dropped(form, found, present):
        return redirect(url_for(".draft_submission", slug=slug), 303)
    show_other(form, present, target, found)
    onward = url_for(".change", slug=slug, number=number)
    return comment_page(form, target, found, found.consultation, 422, action=onward, saved=present)


@bp.route("/consultations/<slug>/sheet/comments/<int:number>/removal", methods=["POST"])
@in_place
def remove(slug: str, number: int) -> ResponseReturnValue:
    """Take a comment off the draft."""
    found = opened_on(consultation_of(slug))
    if found is None:
        raise NotFound
    require(policy.open_own, found)
    if ButtonForm().validate_on_submit():
        if isinstance(found, Submission):
            raise actions.AlreadySubmitted(found)
        actions.remove_comment(queries.numbered(found, number))
        flash(_("Comment removed from your draft submission."))
    return redirect(url_for(".draft_submission", slug=slug), 303)
