"""One comment on its page: what it is about, its form, and what comes back where something is wrong."""

from dataclasses import dataclass
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from consult.consultations import queries as consultations
from consult.consultations.models import Consultation, Question
from consult.core import markup
from consult.core.errors import DomainError, NotFound
from consult.documents.blocks import Kind
from consult.draft_submissions import queries
from consult.draft_submissions.forms import CommentForm
from consult.draft_submissions.models import AnyComment, AnySubmission
from consult.draft_submissions.views.blueprint import context
from consult.draft_submissions.views.entries import where
from consult.drafts import queries as drafts
from consult.drafts import redline
from consult.submissions import references
from consult.submissions.models import CommentType, Subject
from consult.submissions.rules import NotQuoted
from consult.web.addresses import number_in
from consult.web.errors import say


@dataclass(frozen=True)
class Target:
    """What a comment is about: a block, a question, or the whole."""

    subject: Subject
    where: Markup
    block: Any = None
    question: Question | None = None
    original: str = ""

    @property
    def arguments(self) -> dict[str, Any]:
        """For actions.add_comment and actions.keep_unfinished."""
        key = self.block.key if self.block is not None else ""
        return {"subject": self.subject, "block_key": key, "question": self.question}

    @property
    def address(self) -> dict[str, Any]:
        """What the address of the page of a new comment says."""
        if self.question is not None:
            return {"question": self.question.position}
        return {"block": self.block.key} if self.block is not None else {"general": 1}


EDITABLE = frozenset({Kind.HEADING, Kind.PARAGRAPH, Kind.LIST_ITEM, Kind.NOTE, Kind.FOOTNOTE, Kind.QUOTATION})
"""Kinds of block whose words can be proposed again by editing them."""


def target_of(consultation: Consultation) -> Target | None:
    """What the address of the page says the comment is about; None for a passage that is not in the text."""
    position = request.args.get("question", "")
    if position:
        number = number_in(position)
        if number is None:
            raise NotFound
        question = consultations.question(consultation, number)
        return Target(Subject.QUESTION, where(Subject.QUESTION, "", question), question=question)
    key = request.args.get("block", "")
    return _block(consultation.version_id, key) if key else Target(Subject.GENERAL, _("Whole draft"))


def _block(version_id: int | None, key: str) -> Target | None:
    block = drafts.block(version_id, key) if version_id else None
    if block is None or version_id is None:
        return None
    passage = drafts.passages(version_id, [key])[key]
    return Target(
        Subject.CLAUSE,
        where(Subject.CLAUSE, passage.words, None),
        block=block,
        original=passage.text if block.kind in EDITABLE else "",
    )


def target_at(subject: Subject, passage: drafts.Passage | None, question: Question | None) -> Target:
    """What was begun is about; a passage that is not in the text any more is the whole."""
    if subject == Subject.QUESTION and question is not None:
        return Target(subject, where(subject, "", question), question=question)
    if passage is not None:
        return Target(Subject.CLAUSE, where(Subject.CLAUSE, passage.words, None), block=passage)
    return Target(Subject.GENERAL, _("Whole draft"))


def target_of_comment(comment: AnyComment) -> Target:
    """What a comment that is there is about."""
    if comment.subject == Subject.CLAUSE:
        found = _block(comment.version_id, comment.block_key)
        if found is not None:
            return found
    return Target(
        comment.subject, where(comment.subject, comment.place, comment.question), question=comment.question
    )


def comment_page(form: CommentForm, target: Target, found: AnySubmission | None, consultation: Consultation,
                  status: int = 200, **more: Any) -> ResponseReturnValue:  # fmt: skip
    """The page of a comment; `more` says in which of its moments it is."""
    proposal = "" if form.too_long else form.proposal.data or ""
    shown = target.original and proposal and markup.line(proposal) != markup.line(target.original)
    beside = None
    if target.block is not None and consultation.version_id is not None:
        beside = drafts.neighbours(consultation.version_id, target.block.position)
    form.code.validators = []
    if more.get("saved") is None:
        form.beside.data = ""  # what stood there was removed since: nothing is written over
    if target.subject == Subject.GENERAL:
        form.proposal.label.text = _("Proposed change")
    elif target.subject == Subject.QUESTION:
        form.comment.label.text = _("Your answer")
    values: dict[str, Any] = {
        "saved": None,
        "before": None,
        "action": None,
        "autosave": None,
        "keep_at": None,
        "editions": [],
        "is_lost": False,
        "is_sent": False,
        "missing": [],
    }
    return render_template(
        "draft_submissions/comment.html", form=form, target=target, beside=beside,
        ops=redline.ops(target.original, markup.plain(proposal)) if shown else [],
        is_unsaved=status >= 400, **(values | more), **context(consultation, found),
    ), status  # fmt: skip


def new_form(target: Target, found: AnySubmission | None) -> CommentForm:
    """An empty form for this passage."""
    is_clause = target.subject == Subject.CLAUSE
    kind = None if is_clause else CommentType.GENERAL.value
    quote = markup.line(request.args.get("quote", ""))[:500] if is_clause else ""
    return CommentForm(
        data={"type": kind, "proposal": target.original, "quote": quote},
        key=references.new_key(), sheet=references.pass_of(found.key) if found else "",
    )  # fmt: skip


def autosaving() -> bool:
    """Whether the small script sends the form while it is typed."""
    return "autosave" in request.args


def autosaved(form: CommentForm, *, is_kept: bool = False, is_beside: bool = False) -> ResponseReturnValue:
    """What the small script hears: saved, kept although it is not complete or not sent, kept beside what another page
    has saved, or nothing of that."""
    if is_kept:
        return {"saved": True, "complete": False}, 202 if is_beside else 200
    return ("", 204) if not form.errors else ({"saved": False}, 422)


def form_of(present: AnyComment, target: Target, found: AnySubmission, **more: Any) -> CommentForm:
    """The form with the words of a comment that its submitter wrote last; `more` are arguments of forms."""
    said = queries.last_said(present)
    return CommentForm(
        data={
            "type": said.type.value, "quote": said.quote, "comment": said.comment,
            "proposal": said.proposal or target.original, "rationale": said.rationale,
        },
        key=references.new_key(), sheet=references.pass_of(found.key), seen=queries.said_mark(present), **more,
    )  # fmt: skip


def show_other(form: CommentForm, present: AnyComment, target: Target, found: AnySubmission) -> None:
    """Show on the page of a comment what another page has saved of it since this one was opened, if one has."""
    if present.said_from != form.key.data and form.seen.data != queries.said_mark(present):
        form.show_beside(form_of(present, target, found, formdata=None))


def troubled(form: CommentForm, trouble: DomainError) -> int:
    """Say on the form what cannot be, at its field where it has one; the status of the page."""
    if isinstance(trouble, NotQuoted):
        form.quote.errors = [*form.quote.errors, say(trouble)]
        return 422
    form.form_errors.append(say(trouble))
    return 409
