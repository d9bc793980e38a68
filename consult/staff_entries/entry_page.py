"""The page on which an officer enters comments: the same for a paper and for an email, of which much is known.

Every press of a button keeps what was typed. At the edge: for views of this package and of those above.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, Protocol

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from consult.accounts import caller_limits
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.core.errors import DomainError, NotFound
from consult.core.stale_check import StaleForm
from consult.core.translatable import N_
from consult.documents.attached.kinds import ACCEPTED
from consult.draft_submissions.actions import AlreadySubmitted
from consult.draft_submissions.writer_access import shown_as
from consult.drafts.passage_choices import passage_choices
from consult.staff_entries import actions, queries
from consult.staff_entries.actions import EnteredSubmission
from consult.staff_entries.clause_offers import ClauseOffers
from consult.staff_entries.forms import MOST_COMMENTS, EntryForm
from consult.staff_entries.models import Entry, UnsavedText
from consult.stakeholders import queries as stakeholders
from consult.submissions.models import Submission
from consult.web.addresses import number_in
from consult.web.errors import say
from consult.web.forms import ButtonForm, KeyedForm
from consult.web.guards import me
from consult.web.page_language import locale_code

UPLOADS = "120 per hour"
CHANGED = N_(
    "This entry has changed since you opened the page. Your text is kept, but it is not in the entry. Compare both "
    "texts and choose."
)
BEFORE = N_("These comments were submitted before. Nothing was submitted twice.")


class LeftOutWords(Protocol):
    """Words around the first comment that are not proposed as part of it."""

    @property
    def label(self) -> str:
        """What they are, a marked word."""

    @property
    def text(self) -> str:
        """The words."""

    @property
    def is_before(self) -> bool:
        """Whether they stand before the comment."""


@dataclass(frozen=True)
class EntryPage:
    """The page of an entry. `entry`: None before the first press of a button; `begin`: begins it under the key of the
    form; `address`: that of the page, of an entry and with an anchor; `submit`: submits it, and returns the reference;
    `autosave`: where its script sends what is typed, by the key of the form; `onward`: where to go then; `saved`: where
    to go to continue later; `known`: what is known of the fields; `received_at`: when it came, where that is known;
    `enter_table`: makes a table of the original a form of its own by its number, and returns where to go on with it;
    `left_out`: what of the original is not proposed as its first comment; `template` with `context`: the page."""

    consultation: Consultation
    entry: Entry | None
    begin: Callable[[str], Entry]
    address: Callable[[Entry, str], str]
    submit: Callable[[Entry, EnteredSubmission], str]
    autosave: Callable[[str], str]
    onward: Callable[[Entry], str]
    saved: str
    known: Mapping[str, Any] = field(default_factory=dict)
    received_at: datetime | None = None
    left_out: Sequence[LeftOutWords] = ()
    enter_table: Callable[[str], str] | None = None
    template: str = "staff_entries/entry.html"
    context: Mapping[str, Any] = field(default_factory=dict)

    def answer(self) -> ResponseReturnValue:
        """The page; or what was sent is kept, and done."""
        if request.method != "POST":
            return self.page(self._unsaved() or self.form(self.entry))
        form = self.form(self.entry, sent=request.form)
        if not _is_ours(form):
            form.validate()
            return self.page(form, 422)
        try:
            return self._done(form)
        except AlreadySubmitted as known:
            return self._after(form, known.submission)

    def refused(self, trouble: DomainError) -> ResponseReturnValue:
        """The page as it is now, with why a button beside its form did nothing."""
        form = self._unsaved() or self.form(self.entry)
        form.form_errors.append(say(trouble))
        return self.page(form, 409)

    def typed(self) -> ResponseReturnValue:
        """What the script hears that sends the form while it is typed: whether it is kept, and where the page is from
        now on. Where someone else changed the entry meanwhile, it is kept beside it, until a button is pressed. Nothing
        is ever submitted here."""
        form = self.form(self.entry, sent=request.form)
        if not _is_ours(form):
            return {"saved": False}, 422
        try:
            entry = self.entry or self.begin(form.key.data)
            if form.is_beside:
                return self._kept_beside(entry, form)
            self._keep(entry, form, form.comments, is_autosaved=True)
        except StaleForm:
            return self._kept_beside(entry, form)
        except AlreadySubmitted:
            if queries.is_as_submitted(entry, _typed(form, form.comments, is_file_taken=False), ""):
                return {"saved": False}, 409
            return self._kept_beside(entry, form)
        except DomainError:
            return {"saved": False}, 409
        return {"saved": True, "complete": False, "at": self.address(entry, "")}

    def _kept_beside(self, entry: Entry, form: EntryForm) -> ResponseReturnValue:
        """The answer to a script whose words differ from those of the entry: they are kept for their writer. What comes
        right after a button of the same page is older than what that saved, and is not kept at once."""
        if not form.is_beside and queries.was_just_saved(entry, form.page.data or ""):
            return {"saved": False, "changed": True}, 409
        self._keep_unsaved(entry, form)
        return {"saved": False, "beside": True}, 202

    def _keep_unsaved(self, entry: Entry, form: EntryForm) -> None:
        self._go_on_with_unsaved(entry, form)
        typed = _typed(form, form.comments, is_file_taken=False)
        actions.keep_unsaved(entry, typed, by=me(), page=form.page.data)

    def _go_on_with_unsaved(self, entry: Entry, form: EntryForm) -> None:
        actions.go_on_with_unsaved(
            me(), entry.reference, form.page.data or "", shown=form.shown_text.data or ""
        )

    def typed_in_ended(self, reference: str, *, is_of_email: bool = False) -> ResponseReturnValue:
        """What the script hears whose entry was deleted or closed: what it sends is kept for its writer."""
        form = self.form(None, sent=request.form)
        if not self._kept_of_ended(form, reference, is_of_email=is_of_email):
            return {"saved": False}, 422
        return {"saved": False, "beside": True}, 202

    def ended(
        self, reference: str, message: str, *, otherwise: str, is_of_email: bool = False
    ) -> ResponseReturnValue:
        """The page with all that was sent to an entry that was deleted or closed, and the `message` that it is kept
        for its writer; `otherwise`: the message where the form is none of this page."""
        form = self.form(None, sent=request.form)
        is_kept = self._kept_of_ended(form, reference, is_of_email=is_of_email)
        return self.not_taken(form, message if is_kept else otherwise)

    def _kept_of_ended(self, form: EntryForm, reference: str, *, is_of_email: bool) -> bool:
        """Whether what was sent is kept: only of a form of this page."""
        if not _is_ours(form) or form.key.data != reference:
            return False
        gone = Entry(reference=reference, consultation_id=self.consultation.id, is_of_email=is_of_email)
        self._keep_unsaved(gone, form)
        return True

    def _unsaved(self) -> EntryForm | None:
        """The form with what its reader typed into the entry before someone else changed it, beside what the entry says
        now; None where nothing was, or the entry says the same."""
        texts = queries.unsaved_of(me(), self.entry.reference) if self.entry is not None else []
        if not texts:
            return None
        text = texts[0]
        now, own = self.form(self.entry), self.form(self.entry, typed=text.typed).comments
        found = self.form(self.entry, typed={**text.typed, "number": [str(max(own, now.comments))]})
        found.shown_text.data, found.unsaved_since = queries.shown_text(text), text.saved_at
        found.more_unsaved = len(texts) - 1
        found.complete(now, own)
        found.show_beside(now)
        return found

    def form(
        self,
        entry: Entry | None,
        *,
        sent: Mapping[str, str] | None = None,
        typed: Mapping[str, Sequence[str]] | None = None,
    ) -> EntryForm:
        """The form as it was sent, or with what was `typed`, or as it was kept in an entry."""
        kept = entry.typed if entry is not None else {}
        consultation = self.consultation
        own: Any = stakeholders.offered(consultation.organisation, locale_code())
        known = self.known if kept or typed or sent else self._clauses.known(self.known)
        return EntryForm.of(
            consultation, passage_choices(consultation.version_id, whole=""),
            shown_as=shown_as(consultations.rules(consultation)), own=own, sent=sent,
            typed=kept if typed is None else typed, known=known,
            received_at=self.received_at, seen=queries.seen(entry),
        )  # fmt: skip

    @cached_property
    def _clauses(self) -> ClauseOffers:
        return ClauseOffers(self.consultation.version_id)

    def _has_unseen_clauses(self, form: EntryForm) -> bool:
        """Whether comments on the whole draft name clauses and no page has shown so yet: this one does."""
        for number in self._clauses.unseen(form):
            form.form_errors.append(
                _(
                    "The text of comment %(number)s names clauses of the draft. Check its passage, or divide it, "
                    "and submit again. Nothing was submitted.",
                    number=number,
                )
            )
        return bool(form.form_errors)

    def _after(self, form: EntryForm, submission: Submission) -> ResponseReturnValue:
        """What was sent of an entry that is submitted. The same form again is no news; words of someone else come back
        with the page, for nothing takes them any more."""
        entry = self.entry or self.begin(form.key.data)
        file = str(form.file.data.filename) if form.has_file else ""
        if queries.is_as_submitted(entry, _typed(form, form.comments, is_file_taken=bool(file)), file):
            flash(_(BEFORE), "warn")
            return redirect(self.onward(entry), 303)
        self._keep_unsaved(entry, form)
        told = _(
            "These comments were submitted meanwhile, as %(reference)s. What you typed on this page was not added. "
            "Copy from it what is missing in that submission.",
            reference=submission.reference,
        )
        return self.not_taken(form, told)

    def not_taken(self, form: EntryForm, message: str) -> ResponseReturnValue:
        """The page with all that was sent, of which the entry takes nothing any more, and why."""
        form.form_errors.append(message)
        return self.page(form, 409, is_kept=False)

    def _done(self, form: EntryForm) -> ResponseReturnValue:
        verb = request.form.get("verb", "")
        entry = self.entry or self.begin(form.key.data)
        if verb == "drop":
            self._go_on_with_unsaved(entry, form)
            actions.discard_unsaved(me(), entry.reference, form.page.data)
            flash(_("Your unsaved text is deleted. The entry has not changed."))
            return redirect(self.address(entry, ""), 303)
        may_add = 0 < form.comments < MOST_COMMENTS
        number = form.comments + 1 if verb == "more" and may_add else form.comments
        if verb == "restore" and self.left_out:
            form.put_around_first([one for one in self.left_out if not form.has_in_first(one.text)])
        number, typed = self._on_clauses(form, verb) or (number, None)
        try:
            self._keep(entry, form, number, typed=typed)
        except StaleForm:
            return self._stale(entry, form)
        if not self._attached(entry, form):
            return self.page(form, 422, entry)
        if form.has_file:
            self._keep(entry, form, number, is_file_taken=True, typed=typed)
        if verb.startswith("table ") and self.enter_table is not None:
            return self._table_entered(entry, form, self.enter_table, verb.removeprefix("table "))
        return self._gone_on(entry, form, verb, number)

    def _on_clauses(self, form: EntryForm, verb: str) -> tuple[int, dict[str, list[str]]] | None:
        """Put a comment on the passage that its text names, or divide it, where a button asks for that; how many
        comments there are then and what is typed, where it was divided."""
        what, _blank, number = verb.partition(" ")
        if what == "place":
            self._clauses.place(form, number_in(number) or 0)
        return self._clauses.divided(form, number_in(number) or 0) if what == "divide" else None

    def _gone_on(self, entry: Entry, form: EntryForm, verb: str, number: int) -> ResponseReturnValue:
        """What a button does once what was typed is kept, with fields for this number of comments."""
        if verb.startswith("remove "):
            try:
                actions.remove_file(entry, queries.file_of(entry, verb.removeprefix("remove ")))
            except NotFound:
                flash(_("This file was removed before."), "warn")
            else:
                flash(_("File removed."))
            return redirect(self.address(entry, "files"), 303)
        if verb in {"file", "more"}:
            return redirect(self.address(entry, "files" if verb == "file" else f"comment-{number}"), 303)
        if verb.partition(" ")[0] in {"divide", "place"}:
            return self._on_passages(entry, form, verb, number)
        if verb == "restore":
            flash(_("The words are in comment 1."))
            return redirect(self.address(entry, "comment-1"), 303)
        if verb == "later":
            flash(_("Saved. Nothing is submitted yet."))
            return redirect(self.saved, 303)
        return self._submitted(entry, form)

    def _on_passages(self, entry: Entry, form: EntryForm, verb: str, number: int) -> ResponseReturnValue:
        """The page at the comment that was put on its passage, or divided so that there are this number of comments."""
        if number > form.comments:
            parts = number - form.comments + 1
            told = ngettext(
                "Divided into %(num)s comment. Check its passage.",
                "Divided into %(num)s comments. Check the passage of each.",
                parts,
            )
            flash(told)
        at = number_in(verb.partition(" ")[2]) or 1
        return redirect(self.address(entry, f"comment-{min(at, number)}"), 303)

    def _table_entered(
        self, entry: Entry, form: EntryForm, enter_table: Callable[[str], str], number: str
    ) -> ResponseReturnValue:
        try:
            return redirect(enter_table(number), 303)
        except DomainError as trouble:
            form.refused(trouble)
            return self.page(form, 422, entry)

    def _keep(
        self,
        entry: Entry,
        form: EntryForm,
        number: int,
        *,
        is_file_taken: bool = False,
        is_autosaved: bool = False,
        typed: Mapping[str, list[str]] | None = None,
    ) -> None:
        """Keep what was typed, with fields for this number of comments; the form has the mark of it then. `typed`: what
        is kept in place of what was sent."""
        typed = _typed(form, number, is_file_taken=is_file_taken, typed=typed)
        self._go_on_with_unsaved(entry, form)
        actions.keep(
            entry, typed, by=me(), seen=form.seen.data or "", page=form.page.data, is_autosaved=is_autosaved
        )
        form.seen.data = queries.mark(typed)

    def _stale(self, entry: Entry, form: EntryForm) -> ResponseReturnValue:
        """The page where another page wrote meanwhile: with their words, and with the comments that they added. A file
        that was chosen is added: it replaces nothing."""
        self._keep_unsaved(entry, form)
        now = self.form(entry)
        both = self.form(entry, sent={"number": str(max(form.comments, now.comments))})
        both.complete(now, form.comments)
        self._attached(entry, both)
        both.refused(StaleForm(CHANGED), lambda: now)
        return self.page(both, both.status, entry)

    def _attached(self, entry: Entry, form: EntryForm) -> bool:
        """Attach the file that was chosen, if any; whether that is in order."""
        if not form.has_file:
            return True
        sent = form.file.data
        try:
            caller_limits.limit(UPLOADS, "entry-file")
            actions.attach(entry, sent.filename, sent.stream, description=form.description.data or "")
        except AlreadySubmitted:
            raise
        except DomainError as trouble:
            form.file.errors = [*form.file.errors, say(trouble)]
            return False
        form.description.data = ""
        return True

    def _submitted(self, entry: Entry, form: EntryForm) -> ResponseReturnValue:
        if not form.validate() or self._has_unseen_clauses(form):
            return self.page(form, form.status, entry)
        try:
            reference = self.submit(entry, form.said())
        except AlreadySubmitted:
            raise
        except StaleForm:
            return self._stale(entry, form)
        except DomainError as trouble:
            form.refused(trouble)
            return self.page(form, form.status, entry)
        flash(_("Submitted as %(reference)s.", reference=reference))
        return redirect(self.onward(entry), 303)

    def page(
        self, form: EntryForm, status: int = 200, entry: Entry | None = None, *, is_kept: bool = True
    ) -> ResponseReturnValue:
        """The page with a form, of an entry that has begun meanwhile; `is_kept`: whether anything keeps what is
        typed."""
        entry = entry or self.entry
        limits = queries.limits_of(self.consultation.id)
        values = {
            "consultation": self.consultation, "accent": self.consultation.organisation.accent, "form": form,
            "entry_form": form, "entry": entry, "section": "dashboard", "accepted": ACCEPTED, "limits": limits,
            "is_own_change": entry is not None and entry.user_id == me().id,
            "files": queries.files_of(entry) if entry is not None else [],
            "may_attach": queries.may_attach(self.consultation.id), "may_add": 0 < form.comments < MOST_COMMENTS,
            "named": self._clauses.show(form), "passages": dict(form.passages()),
            "questions": form.answers.shown(with_errors=bool(form.wrong)),
            "left_out": [one for one in self.left_out if form.comments and not form.has_in_first(one.text)],
            "action": self.address(entry, "") if entry is not None else "",
            "autosave": self.autosave(form.key.data) if is_kept and form.key.data else "",
        }  # fmt: skip
        return render_template(self.template, **{**values, **self.context}), status


def _typed(
    form: EntryForm, number: int, *, is_file_taken: bool, typed: Mapping[str, list[str]] | None = None
) -> dict[str, list[str]]:
    """What is kept of a form, or of what was `typed` in its place. The description of a file that is taken goes with
    the file."""
    changes = {"number": [str(number)], **({"description": [""]} if is_file_taken else {})}
    return {**(form.typed_fields() if typed is None else typed), **changes}


def _is_ours(form: EntryForm) -> bool:
    """Whether the token and the key of the form hold: without them nothing is kept."""
    return bool(form.csrf_token.validate(form)) and bool(form.key.validate(form, [KeyedForm.validate_key]))


@dataclass(frozen=True)
class ShownText:
    """What its reader typed that is in no entry. `words`: label and text of each field; `address`: of the page of the
    entry, "" where that was deleted; `submission`: what the entry became."""

    id: int
    reference: str
    saved_at: datetime
    words: Sequence[tuple[str, str]]
    address: str
    submission: Submission | None
    is_own_change: bool = False
    """Whether the same person changed the entry last, in another window."""


def unsaved_texts(
    consultation: Consultation, address: Callable[[str], str], *, of_emails: bool = False
) -> list[ShownText]:
    """What the reader typed into entries that say something else, or into those of emails. `address`: of the page of an
    entry, by its reference."""
    own: Any = stakeholders.offered(consultation.organisation, locale_code())
    passages = passage_choices(consultation.version_id, whole="")

    def words(text: UnsavedText) -> list[tuple[str, str]]:
        form = EntryForm.of(consultation, passages, shown_as=[], own=own, typed=text.typed)
        return form.in_words()

    return [
        ShownText(
            one.text.id,
            one.text.reference,
            one.text.saved_at,
            words(one.text),
            address(one.text.reference) if one.entry is not None else "",
            one.submission,
            is_own_change=one.entry is not None and one.entry.user_id == me().id,
        )
        for one in queries.unsaved_texts(me(), consultation.id, of_emails=of_emails)
    ]


def discard_listed(identifier: int) -> None:
    """Delete what the reader typed that is in no entry, where the button of the list was pressed."""
    if ButtonForm().validate_on_submit():
        actions.discard_unsaved_text(me(), identifier)
        flash(_("Your unsaved text is deleted."))
