"""The questions of a consultation, a section on a page: answered in a draft, and again until the deadline."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.consultations import queries as consultations
from consult.consultations import questionnaire
from consult.consultations.models import Consultation, Question
from consult.core.errors import DomainError, NotFound, NotPossible, Throttled
from consult.core.stale_check import StaleForm
from consult.core.translatable import N_
from consult.draft_submissions import actions, queries
from consult.draft_submissions.forms.answering import AnswersForm
from consult.draft_submissions.models import AnySubmission, DraftSubmission
from consult.draft_submissions.views import answer_files
from consult.draft_submissions.views.blueprint import bp, by_sent_code, consultation_of, context, opened_on
from consult.draft_submissions.views.commenting import autosaving
from consult.draft_submissions.views.submitted import arrival_times, to_status, while_changeable
from consult.questions import answering
from consult.questions.answering import Reading, Section, TypedAnswer
from consult.submissions import policy, references, submitter_access
from consult.submissions.models import Submission
from consult.web.errors import say
from consult.web.guards import require
from consult.web.request_sizes import beginning, sent

FOLLOWS = N_("Your answers lead to a question of another section. It is on this page. Answer it too.")


@bp.route("/consultations/<slug>/sheet/questions", methods=["GET", "POST"])
@bp.route("/consultations/<slug>/sheet/questions/<int:section>", methods=["GET", "POST"])
def questions(slug: str, section: int = 1) -> ResponseReturnValue:
    """Answer the questions of a section. Whatever is typed is saved, whatever is missing."""
    consultation = consultation_of(slug)
    found = opened_on(consultation)
    asked = _AskedQuestions.of(consultation, section)
    if request.method != "POST":
        if found is None:
            return redirect(url_for(".take_part", slug=slug, questions=1), 303)
        if isinstance(found, Submission):
            return redirect(url_for(".answers", reference=found.reference, section=section), 303)
    try:
        found = found or by_sent_code(consultation)
    except (NotPossible, Throttled) as trouble:
        return _lost(asked, trouble)
    require(policy.open_own, found)
    page = _Page(asked, found)
    try:
        return page.saved() if request.method == "POST" else page.opened()
    except actions.AlreadySubmitted as done:
        return _Page(asked, done.submission).sent_meanwhile()


@bp.route("/submissions/<reference>/answers/<int:section>", methods=["GET", "POST"])
@submitter_access.load_for_submitter
@while_changeable
def answers(found: Submission, section: int) -> ResponseReturnValue:
    """Answer the questions of a section differently, until the deadline."""
    page = _Page(_AskedQuestions.of(found.consultation, section), found)
    return page.sent() if request.method == "POST" else page.opened()


class _AskedQuestions(NamedTuple):
    """The questions of a consultation, and the section that the page shows."""

    consultation: Consultation
    questions: Sequence[Question]
    sections: Sequence[Section]
    section: Section

    @classmethod
    def of(cls, consultation: Consultation, number: int) -> "_AskedQuestions":
        """Raises NotFound where there is no such section."""
        asked = consultations.questions(consultation)
        sections = questionnaire.sections_of(asked)
        section = next((one for one in sections if one.number == number), None)
        if section is None:
            raise NotFound
        return cls(consultation, asked, sections, section)

    @property
    def here(self) -> list[Question]:
        """The questions of the section."""
        return [one for one in self.questions if one.id in self.section.questions]

    def read(self, given: Mapping[int, TypedAnswer]) -> dict[int, Reading]:
        """What was typed, as the types of the questions read it."""
        return answering.read([one.content for one in self.questions], given)


@dataclass(frozen=True)
class _Page:
    """The page of a section, for a draft or a submission."""

    asked: _AskedQuestions
    found: AnySubmission | None

    @property
    def given(self) -> dict[int, TypedAnswer]:
        """What is saved in answer to all questions."""
        if self.found is None:
            return {}
        if isinstance(self.found, Submission):
            return actions.given_on_sent(self.found)
        return queries.given_on(self.found.id)

    def _typed(self, before: Mapping[int, TypedAnswer]) -> dict[int, TypedAnswer]:
        """What was sent for the questions of the section, where `before` is saved."""
        return answer_files.typed_in(self.asked.here, before)

    def _following(
        self, before: Mapping[int, TypedAnswer], read: Mapping[int, Reading]
    ) -> dict[int, TypedAnswer]:
        """What was sent for questions of other sections that follow from the answers here (`before` them, and as they
        are `read`) and were on the page for that."""
        names = {name.partition(".")[0] for name, _value in sent()} | set(request.files)
        elsewhere = [
            one
            for one in self.asked.questions
            if one.id not in self.asked.section.questions
            and not read[one.id].is_asked
            and questionnaire.name_of(one.id) in names
        ]
        return answer_files.typed_in(elsewhere, before)

    def _form(self, given: Mapping[int, TypedAnswer]) -> AnswersForm:
        return AnswersForm(
            key=references.new_key(),
            sheet=references.pass_of(self.found.key) if self.found is not None else "",
            seen=actions.mark_of(given, self.asked.section.questions),
        )

    def opened(self) -> ResponseReturnValue:
        """The page as it is opened."""
        given = self.given
        return self._show(self._form(given), given)

    def saved(self) -> ResponseReturnValue:
        """Save what was typed into a draft. Raises AlreadySubmitted."""
        if self.found is None or isinstance(self.found, Submission):
            return self.sent_meanwhile()
        before = self.given
        typed = self._typed(before)
        form, after = self._form(before), {**before, **typed}
        if not form.validate():
            return self._show(form, after, 422)
        try:
            actions.save_answers(self.found, typed, key=form.key.data, seen=form.seen.data)
        except StaleForm as trouble:
            return self._beside(form, trouble, before, after)
        submitter_access.remember(self.found)
        read = self.asked.read(after)
        if autosaving():
            is_open = any(read[one].problem is not None for one in typed)
            return {"saved": True, "complete": False} if is_open else ("", 204)
        refused, stays = self._attach(self.found, form)
        if request.files:
            after = {**after, **answer_files.given(self.asked.here, self.given)}
            read = self.asked.read(after)
        if refused or any(read[one].is_wrong for one in typed):
            return self._show(form, after, 422, refused=refused)
        return stays or self._onward(form, before, read)

    def _attach(
        self, draft: DraftSubmission, form: AnswersForm
    ) -> tuple[dict[int, str], ResponseReturnValue | None]:
        """Attach the files that were sent, or remove the one whose button was pressed: why some are not taken, by the
        ids of their questions, and where to go on, where the button says that it is here."""
        new, gone = answer_files.sent_in(self.asked.here), beginning(request.form, "remove", 40)
        if not new and not gone:
            return {}, None
        refused = answer_files.attach(draft, new)
        here = new[0].question_id if new and beginning(request.form, "verb", 10) == "attach" else None
        if gone:
            here = answer_files.remove(draft, gone)
        form.seen.data = actions.mark_of(self.given, self.asked.section.questions)
        if here is None:
            return refused, None
        flash(_("File removed.") if gone else _("File attached."))
        slug, number = self.asked.consultation.slug, self.asked.section.number
        page = url_for(".questions", slug=slug, section=number, _anchor=f"question-{here}")
        return refused, redirect(page, 303)

    def sent(self) -> ResponseReturnValue:
        """Send what was typed into a submission."""
        if not isinstance(self.found, Submission):
            raise NotFound
        was = self.asked.read(before := self.given)
        following = self._following(before, was)
        typed = self._typed(before) | following
        files = answer_files.sent_in([one for one in self.asked.questions if one.id in typed])
        typed |= dict.fromkeys([one.question_id for one in files], answer_files.GIVEN)
        form, after = self._form(before), {**before, **typed}
        read = self.asked.read(after)
        open_now = answering.newly_open(was, read)
        beside = [one for one in {*following, *open_now} if one not in self.asked.section.questions]
        if not form.validate():
            return self._show(form, after, 422, beside=beside)
        newly = [*self._newly_asked(form, before, read), *(one for one in open_now if one not in typed)]
        if newly or any(read[one].problem is not None for one in typed):
            form.form_errors += [_(FOLLOWS)] if beside else []
            return self._show(form, after, 422, is_complete=not newly, beside=beside)
        if refused := answer_files.refused_now(files):
            return self._show(form, after, 429, beside=beside, refused=refused)
        keyed: dict[str, Any] = {"key": form.key.data, "seen": form.seen.data, **arrival_times()}
        send = partial(actions.send_answers, self.found, typed, files=files, following=following, **keyed)
        return self._done(send, form, before, after, beside) or to_status(self.found)

    def _done(
        self,
        send: Callable[[], object],
        form: AnswersForm,
        before: Mapping[int, TypedAnswer],
        after: Mapping[int, TypedAnswer],
        beside: Collection[int],
    ) -> ResponseReturnValue | None:
        """Send what was typed; the page with the reason where that is not possible."""
        try:
            send()
        except StaleForm as trouble:
            return self._beside(form, trouble, before, after, beside)
        except actions.FileRefused as trouble:
            return self._show(form, after, 422, beside=beside, refused={trouble.question_id: say(trouble)})
        except DomainError as trouble:
            form.form_errors.append(say(trouble))
            return self._show(form, after, 409, beside=beside)
        flash(_("Answers submitted. A moderator reviews your words before they are published."))
        return None

    def sent_meanwhile(self) -> ResponseReturnValue:
        """The draft was submitted meanwhile: what was typed stays on the page, to be sent from there."""
        if autosaving():
            return {"saved": False}, 409
        given = {**self.given, **self._typed(self.given)}
        form = self._form(given)
        form.form_errors = [_("The submission was already made. Select the button to submit these answers.")]
        return self._show(form, given, 409)

    def _beside(
        self,
        form: AnswersForm,
        trouble: StaleForm,
        before: Mapping[int, TypedAnswer],
        after: Mapping[int, TypedAnswer],
        beside: Collection[int] = (),
    ) -> ResponseReturnValue:
        """Another page has saved something else: it is shown beside what was typed, and the next press replaces it."""
        if autosaving():
            return {"saved": False}, 409
        form.refused(trouble)
        form.seen.data = actions.mark_of(before, self.asked.section.questions)
        there = questionnaire.shown(
            self.asked.consultation, self.asked.here, before, self.asked.read(before), with_errors=False
        )
        form.theirs = [
            (str(one.question.position), " · ".join([*one.answer, one.given.text]))
            for one in there
            if after.get(one.question.id) != before.get(one.question.id)
        ]
        return self._show(form, after, 409, beside=beside)

    def _newly_asked(
        self, form: AnswersForm, before: Mapping[int, TypedAnswer], read: Mapping[int, Reading]
    ) -> list[int]:
        """Questions of the section that were not on the page, because no script showed them."""
        if form.scripted.data:
            return []
        was = self.asked.read(before)
        return [one for one in self.asked.section.questions if read[one].is_asked and not was[one].is_asked]

    def _onward(
        self, form: AnswersForm, before: Mapping[int, TypedAnswer], read: Mapping[int, Reading]
    ) -> ResponseReturnValue:
        slug, number = self.asked.consultation.slug, self.asked.section.number
        verb = beginning(request.form, "verb", 10)
        newly = self._newly_asked(form, before, read)
        if verb == "back":
            return redirect(url_for(".draft_submission", slug=slug), 303)
        if newly:
            return redirect(
                url_for(".questions", slug=slug, section=number, _anchor=f"question-{newly[0]}"), 303
            )
        if number < len(self.asked.sections):
            return redirect(url_for(".questions", slug=slug, section=number + 1), 303)
        return redirect(url_for(".draft_submission", slug=slug), 303)

    def _show(
        self,
        form: AnswersForm,
        given: Mapping[int, TypedAnswer],
        status: int = 200,
        *,
        is_complete: bool = True,
        beside: Collection[int] = (),
        refused: Mapping[int, str] | None = None,
    ) -> ResponseReturnValue:
        """The page; `beside`: questions of other sections that it shows too; `refused`: why files are not taken, by the
        ids of their questions."""
        asked, read = self.asked, self.asked.read(given)
        is_sent = isinstance(self.found, Submission)
        shown = questionnaire.shown(
            asked.consultation, [one for one in asked.questions if one.id in {*asked.section.questions, *beside}],
            given, read, with_errors=status != 200 and is_complete,
        )  # fmt: skip
        if not is_sent:  # a draft may be left open: only what is no answer is wrong
            shown = [one.without_error() if not one.reading.is_wrong else one for one in shown]
        shown = answer_files.shown(shown, self.found, refused or {})
        form.wrong = [(f"question-{one.question.id}", one.error) for one in shown if one.error]
        form.code.validators = []
        return render_template(
            "draft_submissions/questions.html", form=form, shown=shown, is_sent=is_sent, part=asked.section,
            sections=sections_shown(asked.consultation, asked.questions, read, self.found),
            answered=sum(one.value is not None for one in read.values()),
            count=sum(one.is_asked for one in read.values()), is_lost=self.found is None,
            **answer_files.facts(shown, asked.consultation),
            heading=asked.here[0], is_last=asked.section.number == len(asked.sections),
            **context(asked.consultation, self.found),
        ), status  # fmt: skip


class ShownSection(NamedTuple):
    """A section of the questionnaire as the way through it shows it."""

    number: int
    heading: Any
    path: str
    state: str


def sections_shown(
    consultation: Consultation,
    asked: Sequence[Question],
    read: Mapping[int, Reading],
    found: AnySubmission | None,
) -> list[ShownSection]:
    """The sections, with how far each is answered."""
    by_id = {one.id: one for one in asked}
    rows = []
    for number, ids in questionnaire.sections_of(asked):
        is_open = any(read[one].problem is not None for one in ids)
        is_begun = any(read[one].value is not None for one in ids)
        if isinstance(found, Submission):
            path = url_for(".answers", reference=found.reference, section=number)
        else:
            path = url_for(".questions", slug=consultation.slug, section=number)
        state = "done" if is_begun and not is_open else "warn" if is_begun else "todo"
        rows.append(ShownSection(number, by_id[ids[0]], path, state))
    return rows


def _lost(asked: _AskedQuestions, why: DomainError) -> ResponseReturnValue:
    """The session is gone, and with it the draft: ask for its code, and keep what was typed."""
    if autosaving():
        return {"saved": False}, 409
    page = _Page(asked, None)
    given = page._typed({})
    form = AnswersForm(key=references.new_key())
    form.form_errors = [say(why)]
    return page._show(form, given, 422)
