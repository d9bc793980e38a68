"""The receipt as a PDF, and the page that says whether a receipt is genuine."""

from collections.abc import Iterator, Sequence
from datetime import UTC
from io import BytesIO
from typing import Any, cast

from flask import current_app, flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, pgettext
from flask_babel import gettext as _
from markupsafe import Markup, escape

from consult.attachments import queries as attachments
from consult.attachments.labels import state_of_filed
from consult.attachments.models import Attachment
from consult.consultations.questionnaire import ShownQuestion
from consult.core import bidi
from consult.core.errors import NotFound
from consult.documents.writing import sandbox
from consult.documents.writing.sandbox import Frame, NoFont
from consult.draft_submissions.views.blueprint import bp
from consult.draft_submissions.views.entries import Entry, answers_of, entries_of, facts
from consult.quotations.quotable import cell_words
from consult.submissions import addresses, labels, queries, receipt_marks, submitter_access
from consult.submissions.models import Comment, Submission
from consult.web.formats import bracketed, colon, file_size
from consult.web.guards import open_to_all
from consult.web.moments import moment_in_full
from consult.web.page_language import locale_code
from consult.web.rate_limits import caller, limit
from consult.web.text_languages import translated

_MOST = "60 per hour"


@bp.route("/submissions/<reference>/receipt.pdf")
@submitter_access.load_for_submitter
def receipt_file(found: Submission) -> ResponseReturnValue:
    """The receipt as a PDF, made while its reader waits and stored nowhere."""
    limit(_MOST, "receipt-file", caller())
    comments = queries.comments_of(found)
    entries = entries_of(found)
    files = attachments.of_submission(found.id)
    blocks = [*_answers(answers_of(found), entries), *_comments(entries), *_files(files)]
    try:
        made = sandbox.write("pdf", _frame(found, comments), blocks, {})
    except NoFont:
        flash(
            _("This site has no font for some characters of your comments. Print the receipt page instead."),
            "warn",
        )
        return redirect(url_for(".receipt", reference=found.reference), 303)
    name = f"receipt-{found.reference}.pdf"
    answer = send_file(BytesIO(made), "application/pdf", as_attachment=True, download_name=name)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _frame(found: Submission, comments: Sequence[Comment]) -> Frame:
    consultation = found.consultation
    genuine = addresses.genuine_receipt(str(found.reference), receipt_marks.signature(found, comments))
    rows = [
        (_("Reference"), found.reference),
        (_("Consultation"), str(translated(consultation, "title"))),
        (_("Received"), _received(found)),
        (pgettext("of a submission", "State"), _(labels.STATES[found.state])),
        (_("How your name appears"), _(labels.ATTRIBUTION_NAMES[found.attribution])),
        *facts(found),
        (_("To check this receipt, open"), ""),
    ]
    return Frame(
        _("Receipt %(reference)s", reference=found.reference),
        str(translated(consultation.organisation, "name")), tuple(rows),
        current_app.config["PUBLIC_URL"] + genuine, contents="", figure=_("Figure"), colon=colon(),
        language=locale_code(), direction=get_locale().text_direction,
    )  # fmt: skip


def _received(found: Submission) -> str:
    exact = _("to the second: %(time)s UTC", time=found.received_at.astimezone(UTC).strftime("%H:%M:%S"))
    moment = moment_in_full(found.received_at, found.consultation.timezone)
    return str(pgettext("parts of a line", "%(name)s (%(text)s)", name=moment, text=exact))


def _answers(questions: Sequence[ShownQuestion], entries: Sequence[Entry]) -> Iterator[dict[str, Any]]:
    """The answers in the PDF: each question with what was chosen and the words of the answer."""
    texts = {one.comment.question_id: one for one in entries if one.comment.question_id is not None}
    answered = [one for one in questions if one.answer or one.question.id in texts]
    if answered:
        yield _block("heading", title=_("Your answers"), level=1)
    for one in answered:
        asked = str(translated(one.question, "text"))
        title = _("Question %(number)s: %(text)s", number=one.question.position, text=asked)
        yield _block("heading", title=title, level=2)
        for words in one.answer:
            yield _block("paragraph", html=escape(words))
        if one.question.id in texts:
            yield from _words(texts[one.question.id])


def _comments(entries: Sequence[Entry]) -> Iterator[dict[str, Any]]:
    """The comments in the PDF: where each stands, its words, and their hash."""
    comments = [one for one in entries if one.comment.question_id is None]
    if comments:
        yield _block("heading", title=_("Comments"), level=1)
    for one in comments:
        name = _("Comment %(number)s", number=one.comment.number)
        yield _block("heading", title=f"{name}{colon()}{one.where.striptags()}", level=2)
        yield from _words(one)


def _files(files: Sequence[Attachment]) -> Iterator[dict[str, Any]]:
    """The attachments in the PDF: each with its size, its state, what it is and its hash."""
    if files:
        yield _block("heading", title=_("Attachments"), level=1)
    for one in files:
        name = bidi.isolated(one.file_name) if one.name else _("Deleted file")
        title = bracketed(name, file_size(one.size)).striptags()
        yield _block("heading", title=title, level=2)
        yield _block("paragraph", html=escape(_(state_of_filed(one)[0])))
        if one.question is not None:
            told = _("Answer to question %(number)s", number=one.question.position)
            yield _block("paragraph", html=escape(told))
        if one.description:
            yield _block("paragraph", html=escape(one.description))
        if one.sha256:
            yield _block("paragraph", html=Markup("SHA-256 <code>{}</code>").format(one.sha256))


def _words(entry: Entry) -> Iterator[dict[str, Any]]:
    said = queries.last_said(cast("Any", entry.comment))
    for name, part in receipt_marks.parts_of(said):
        label = {"proposal": entry.proposed, "rationale": _("Reasons")}.get(name, "")
        if label:
            yield _block("paragraph", html=Markup("<strong>{}</strong>").format(label))
        for words in part.split("\n\n"):
            if words.strip():
                lines = Markup("<br>").join(words.split("\n"))
                is_quoted = name in {"quote", "page_part", "proposal"}
                yield _block("quotation" if is_quoted else "paragraph", html=lines)
    if entry.cell is not None:
        yield _block("paragraph", html=escape(cell_words(entry.cell, _)))
    if entry.row:
        yield _block("paragraph", html=escape(entry.row))
    told = escape(_("SHA-256 of this text in UTF-8, with an empty line between its parts"))
    yield _block("paragraph", html=f"{told}{colon()}<code>{receipt_marks.words_hash(said)}</code>")


def _block(kind: str, *, title: str = "", html: str = "", level: int = 0) -> dict[str, Any]:
    return {"kind": kind, "level": level, "number": "", "title": title, "line": 0, "html": str(html)}


@bp.route("/submissions/<reference>/receipts/<signature>")
def genuine_receipt(reference: str, signature: str) -> ResponseReturnValue:
    """Whether a receipt is one of this site, for anyone who was shown it."""
    open_to_all()
    limit("600 per hour", "receipt-check", caller())
    try:
        found = queries.by_reference(reference)
    except NotFound:
        found = None
    is_genuine = found is not None and receipt_marks.is_genuine(found, signature)
    return render_template(
        "draft_submissions/genuine_receipt.html", reference=reference,
        submission=found if is_genuine else None,
    ), 200 if is_genuine else 404  # fmt: skip
