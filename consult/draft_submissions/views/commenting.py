"""One comment on its page: what it is about, its form, and what comes back where something is wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from consult.consultations import queries as consultations
from consult.consultations import text_language
from consult.consultations.models import Consultation, Question
from consult.consultations.queries import VersionRow
from consult.core import markup
from consult.core.errors import DomainError, NotFound
from consult.core.multilingual import Words
from consult.core.redline import Operation
from consult.core.translatable import N_
from consult.documents.blocks import Kind
from consult.documents.paged.blocks import is_page
from consult.draft_submissions import queries
from consult.draft_submissions.forms.commenting import CommentForm, page_fields_of, typed_again
from consult.draft_submissions.models import AnyComment, AnySubmission, DraftSubmission
from consult.draft_submissions.views.blueprint import context
from consult.draft_submissions.views.entries import consultation_of, where
from consult.drafts import queries as drafts
from consult.drafts.models import Version
from consult.quotations import quotable
from consult.quotations.quotable import Quotable
from consult.submissions import labels, references, tallies
from consult.submissions.models import CommentType, CommentVersion, ProposalKind, Subject
from consult.submissions.proposals import is_of_quotation, operations
from consult.submissions.rules import NotQuoted
from consult.web.addresses import number_in
from consult.web.errors import say
from consult.web.forms import choices


@dataclass(frozen=True)
class Target:
    """What a comment is about: a block, a question, or the whole."""

    subject: Subject
    where: Markup
    block: Any = None
    question: Question | None = None
    original: str = ""
    version: Version | VersionRow | None = None
    """The version in whose language the block is shown."""

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
        return {"block": self.block.key, **self.text} if self.block is not None else {"general": 1}

    @property
    def is_page(self) -> bool:
        """Whether it is the image of a page, of which a comment can be on a part."""
        return hasattr(self.block, "kind") and is_page(self.block)

    @property
    def parts(self) -> Sequence[Quotable]:
        """What of the passage a comment can be about besides the whole."""
        block = self.block
        if not hasattr(block, "html") or block.kind is Kind.HEADING or is_page(block):
            return ()
        return quotable.parts(block.text, str(block.html or ""))

    @property
    def version_id(self) -> int | None:
        """That of the version that the comment is written on, None for the consultation's own."""
        return self.version.id if self.version is not None else None

    @property
    def text(self) -> dict[str, Any]:
        """What of the address says the language of the text; nothing where it is in one."""
        return {text_language.TEXT: self.version.language} if self.version is not None else {}


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
        return Target(
            Subject.QUESTION, where(Subject.QUESTION, "", question, consultation), question=question
        )
    key = request.args.get("block", "")
    if not key:
        return Target(Subject.GENERAL, _("Whole draft"))
    if not consultation.has_language_versions:
        return _block(consultation, consultation.version_id, key)
    languages = consultations.languages_shown(consultation)
    if not languages:
        return _block(consultation, consultation.version_id, key)
    shown = text_language.shown_language(languages)
    in_order = [shown, *(one for one in languages if one is not shown)]
    blocks = (_block(consultation, one.version.id, key, one.version) for one in in_order)
    return next((one for one in blocks if one is not None), None)


def _block(
    consultation: Consultation, version_id: int | None, key: str, version: Version | VersionRow | None = None
) -> Target | None:
    """A block of a version; `version` itself where the draft is in several languages."""
    block = drafts.block(version_id, key) if version_id else None
    if block is None or version_id is None:
        return None
    passage = drafts.passages(version_id, [key])[key]
    return Target(
        Subject.CLAUSE,
        where(Subject.CLAUSE, Words(passage.words, version.language if version else ""), None, consultation),
        block=block,
        original=passage.text if block.kind in EDITABLE else "",
        version=version,
    )


def target_at(
    subject: Subject, passage: drafts.Passage | None, question: Question | None, consultation: Consultation
) -> Target:
    """What was begun is about; a passage that is not in the text any more is the whole."""
    if subject == Subject.QUESTION and question is not None:
        return Target(subject, where(subject, "", question, consultation), question=question)
    if passage is not None:
        return Target(Subject.CLAUSE, where(Subject.CLAUSE, passage.words, None, consultation), block=passage)
    return Target(Subject.GENERAL, _("Whole draft"))


def target_of_comment(comment: AnyComment) -> Target:
    """What a comment that is there is about."""
    consultation = consultation_of(comment)
    if comment.subject == Subject.CLAUSE:
        found = _block(consultation, comment.version_id, comment.block_key, _written_on(comment))
        if found is not None:
            return found
    return Target(
        comment.subject,
        where(comment.subject, comment.place, comment.question, consultation),
        question=comment.question,
    )


def _written_on(comment: AnyComment) -> Version | None:
    """The version that a comment was written on, where the draft is in several languages."""
    consultation = consultation_of(comment)
    return drafts.by_id(comment.version_id) if consultation.has_language_versions else None


def comment_page(form: CommentForm, target: Target, found: AnySubmission | None, consultation: Consultation,
                  status: int = 200, **more: Any) -> ResponseReturnValue:  # fmt: skip
    """The page of a comment; `more` says in which of its moments it is."""
    is_clause = target.subject == Subject.CLAUSE
    is_shown = is_clause and not form.too_long and form.proposes
    if request.method == "POST":
        form.follow_choice()
    beside = None
    if target.block is not None and consultation.version_id is not None:
        beside = drafts.neighbours(target.version_id or consultation.version_id, target.block.position)
    form.code.validators = []
    form.offer_languages(consultation.languages)
    if more.get("saved") is None:
        form.beside.data = ""  # what stood there was removed since: nothing is written over
    parts = form.parts
    _name_fields(form, target, has_parts=bool(parts))
    shown_in = _passage(consultation, target, is_saved=more.get("saved") is not None)
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
        "version": target.version or consultation.version,
        "quotable": parts,
        "published": 0,
        **shown_in,
    }
    is_part = is_beside()
    if is_part:
        values |= {
            "published": published_on(consultation, target),
            "post_to": _post_to(consultation, target, more),
            "absent_in": text_language.languages_without(consultation, target.block.key)
            if target.block
            else [],
        }
    html = render_template(
        "draft_submissions/_beside.html" if is_part else "draft_submissions/comment.html",
        is_beside=is_part, form=form, target=target, beside=beside,
        ops=_changes(form, target) if is_shown else [], proposed_of=partial(_proposed_of, is_clause=is_clause),
        is_unsaved=status >= 400, **(values | more), **context(consultation, found),
    )  # fmt: skip
    return html, status, _place_of(status)


def _name_fields(form: CommentForm, target: Target, *, has_parts: bool) -> None:
    """Name the fields of the form after what the comment is on, and what it proposes."""
    if has_parts or form.quoted:
        told = N_("Delete the passage, or the part of it that is chosen above")
        form.proposal_kind.choices = choices(labels.PROPOSAL_CHOICES | {ProposalKind.DELETE: told})
    if target.subject == Subject.GENERAL:
        form.proposal.label.text = _("Proposed change")
    elif target.subject == Subject.QUESTION:
        form.comment.label.text = _("Your answer")
    elif form.chosen_kind is ProposalKind.INSERT:
        form.proposal.label.text = _("New passage")


def _changes(form: CommentForm, target: Target) -> list[Operation]:
    """What the form proposes as a redline of the words that it would change."""
    original = form.quoted if is_of_quotation(form.kind) else target.original
    return operations(form.kind, original, markup.plain(form.proposed))


def _proposed_of(version: CommentVersion, *, is_clause: bool) -> str:
    return labels.proposed(version.proposal_kind, version.proposal, is_redline=is_clause)


BESIDE = "writing"
"""The id of the element in which the page of the text shows a comment that is being written."""


def is_beside() -> bool:
    """Whether the page of the text asks, or is made, which shows the comment beside its passage."""
    return request.headers.get("HX-Request") == "true" or request.endpoint == "draft_submissions.text"


def _post_to(consultation: Consultation, target: Target, more: Mapping[str, Any]) -> str:
    """Where the form is sent that stands on the page of the text."""
    if more.get("saved") is not None:
        return url_for(".change", slug=consultation.slug, number=more["saved"].number)
    return url_for(".comment", slug=consultation.slug, **target.address)


def _place_of(status: int) -> dict[str, str]:
    """Where the page of the text puts the form that comes back; what a button leads to goes elsewhere."""
    is_form_back = request.method == "POST" and status != 200 and request.form.get("verb") != "preview"
    return {"HX-Retarget": f"#{BESIDE}", "HX-Reswap": "outerHTML"} if is_beside() and is_form_back else {}


def published_on(consultation: Consultation, target: Target) -> int:
    """How many comments on the passage everyone can read."""
    if target.block is None:
        return 0
    axis = "clause" if target.block.kind is Kind.HEADING else "block"
    return tallies.public(consultation.id).by[axis].get(target.block.key, 0)


def _passage(consultation: Consultation, target: Target, *, is_saved: bool) -> dict[str, Any]:
    """The passage as the page shows it, its version, and the addresses that show it in other languages. Beside a
    comment that is there it can be read in these too; the comment stays one on the version it was written on."""
    block, version = target.block, target.version
    if block is None or version is None or request.method == "POST":
        return {
            "passage": block, "passage_version": version or consultation.version, "texts": [], "lacking": "",
        }  # fmt: skip
    asked = text_language.asked_language()
    if is_saved and asked:
        found = next(
            (one for one in consultations.languages_shown(consultation) if one.version.language == asked),
            None,
        )
        same = drafts.block(found.version.id, block.key) if found is not None else None
        if found is not None and same is not None:
            block, version = same, found.version
    return {
        "passage": block,
        "passage_version": version,
        "texts": text_language.other_texts(consultation, version, block.key),
        "lacking": text_language.lacking_language(consultation, block.key) if asked or not is_saved else "",
    }


def new_form(target: Target, found: AnySubmission | None) -> CommentForm:
    """An empty form for this passage."""
    is_clause = target.subject == Subject.CLAUSE
    kind = likely_type(target, found)
    quote = markup.line(request.args.get("quote", ""))[:500] if is_clause else ""
    prefix = markup.line(request.args.get("prefix", ""))[-100:] if quote else ""
    start = (
        quotable.begins_at(quote, prefix, target.block) if quote and hasattr(target.block, "html") else None
    )
    form = CommentForm(
        data={
            "type": kind, "proposal": quote or target.original, "proposal_of": quote, "quote": quote,
            "language": _likely_language(target, found),
            "quote_prefix": prefix, "quote_start": start,
            **page_fields_of(request.args.get("part", "") if target.is_page else ""),
        },
        key=references.new_key(), sheet=references.pass_of(found.key) if found else "",
    ).about(target.original, is_answer=target.question is not None, parts=target.parts)  # fmt: skip
    if is_clause and kind is not None:
        form.type.description = _("The type of your previous comment is chosen.")
    return form


def likely_type(target: Target, found: AnySubmission | None) -> str | None:
    """The type that a new comment begins with: on a passage that of the one added last, for most comments of one person
    are of one type; None of the first."""
    if target.subject != Subject.CLAUSE:
        return CommentType.GENERAL.value
    return queries.latest_type(found) if isinstance(found, DraftSubmission) else None


def _likely_language(target: Target, found: AnySubmission | None) -> str:
    """The language of a new comment unless its writer chooses another: that of a language version that they read, else
    the one that they chose for the submission."""
    if found is None:
        return ""
    is_original = target.version is None or target.version.id == found.consultation.version_id
    return found.language if target.version is None or is_original else target.version.language


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
    told = {"quote": said.quote, "proposal": said.proposal, "proposal_kind": said.proposal_kind.value}
    of_proposal = {name: typed_again(told)[name] for name in ("proposal_kind", "proposal_of")}
    return CommentForm(
        data={
            "type": said.type.value, "quote": said.quote, "quote_start": said.quote_start, "comment": said.comment,
            "proposal": said.proposal or said.quote or target.original, "rationale": said.rationale,
            "language": queries.last_language(present), **page_fields_of(said.page_part), **of_proposal,
        },
        key=references.new_key(), sheet=references.pass_of(found.key), seen=queries.said_mark(present), **more,
    ).about(target.original, is_answer=target.question is not None, parts=target.parts)  # fmt: skip


def show_other(form: CommentForm, present: AnyComment, target: Target, found: AnySubmission) -> None:
    """Show on the page of a comment what another page has saved of it since this one was opened, if one has."""
    if not queries.is_of_page(present, form.key.data) and form.seen.data != queries.said_mark(present):
        form.show_beside(form_of(present, target, found, formdata=None))


def troubled(form: CommentForm, trouble: DomainError) -> int:
    """Say on the form what cannot be, at its field where it has one; the status of the page."""
    if isinstance(trouble, NotQuoted):
        form.quote.errors = [*form.quote.errors, say(trouble)]
        return 422
    form.form_errors.append(say(trouble))
    return 409
