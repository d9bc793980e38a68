"""Comments prepared for a page: names by attribution, labels, dates, redlines. No decision is made here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from zoneinfo import ZoneInfo

from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup, escape

from consult.comment_translations.queries import PublicTranslation
from consult.consultations.models import Consultation, Question
from consult.consultations.queries import ConsultationRow
from consult.core import bidi, redline
from consult.core.multilingual import Words
from consult.core.redaction_marks import drawn
from consult.core.text_lines import in_lines
from consult.documents.blocks import Kind
from consult.documents.paged.blocks import is_page
from consult.drafts.passage_labels import line_of_another_text, under_heading
from consult.drafts.passage_pages import heading_shown, passage_shown
from consult.quotations import quotable
from consult.quotations.shown_later import ShownLaterPassage
from consult.reading.version_text import Piece, Text
from consult.responses.labels import DISPOSITIONS
from consult.submissions import labels
from consult.submissions.lifecycle import Moderation
from consult.submissions.models import ProposalKind, Subject
from consult.submissions.proposal_language import proposal_language
from consult.submissions.proposals import is_of_quotation, operations
from consult.submissions.queries import PublicComment, public_name
from consult.summaries.queries import PublicResponse
from consult.web.moments import day as in_words
from consult.web.page_language import language_name, locale_code
from consult.web.text_languages import isolated, other_language, translated


@dataclass(frozen=True, slots=True)
class ShownResponse:
    """The response of the organisation."""

    label: str
    tone: str
    shape: str
    text: str
    change: str
    issue: str
    issue_href: str
    same_as: str


@dataclass(frozen=True, slots=True)
class ShownComment:
    """One comment as the public reads it."""

    reference: str
    anchor: str
    href: str
    name: str
    meta: Sequence[str]
    passage: Markup
    passage_href: str
    cell: quotable.Cell | None
    """Where the quotation is a cell of a table."""
    quote: Words
    page_part: str
    block_key: str
    version_id: int | None
    body: Markup
    language: str
    changes: Sequence[redline.Operation]
    proposed: str
    """What is proposed, as a label; "" where nothing is."""
    proposal: Words
    """In its own language; `changes` shows it where that is the language of the text."""
    rationale: Markup | None
    posted: str
    posted_iso: str
    pills: Sequence[tuple[str, str]]
    response: ShownResponse | None
    later: ShownLaterPassage | None
    translation: PublicTranslation | None


def shown_comment(
    row: PublicComment,
    consultation: Consultation | ConsultationRow,
    text: Text,
    *,
    before: Mapping[int, str],
    responses: Mapping[int, PublicResponse],
    asked: Mapping[int, Question],
    languages: Mapping[int, str],
    place: Words | None = None,
    with_passage: bool = True,
    with_submitter: bool = True,
    translation: PublicTranslation | None = None,
    later: ShownLaterPassage | None = None,
) -> ShownComment:
    """A comment, ready for a template.

    `before`: comment id → the words it was written on where the draft has others now; `responses`: responses by comment
    id; `asked`: the questions by id; `languages`: those of versions that are not the original, by their ids;
    `place`: the position of a passage that the text lacks, under the clause as the text names it;
    `with_passage` and `with_submitter`: whether the page shows the passage and the submitter of each comment;
    `translation`: what stands beside the comment in another language; `later`: what happened to its passage.
    """
    language, slug, zone = locale_code(), consultation.slug, ZoneInfo(consultation.timezone)
    response = responses.get(row.id)
    name, who = public_name(row, language, _) if with_submitter else ("", [])
    number, anchor = f"{row.reference}/{row.number}", f"c-{row.reference}-{row.number}"
    piece = text.get(row.block_key) if row.subject == Subject.CLAUSE else None
    words = _changed_words(row, piece, before)
    spoken_in = languages.get(row.version_id or 0)
    original = consultation.version.language if consultation.version is not None else ""
    as_read = Words(row.place, spoken_in or original)
    text_language = spoken_in or original if words else ""
    proposal, changes, proposed = _proposed(row, words, text_language)
    passage = (
        _passage(row, consultation, piece, text, asked, place or as_read) if with_passage else Markup("")
    )
    return ShownComment(
        reference=number,
        anchor=anchor,
        href=url_for("reading.submission", reference=row.reference, _anchor=anchor),
        name=name,
        meta=[*who, *_beside(row, spoken_in)],
        passage=passage,
        passage_href=_passage_href(slug, row.block_key) if with_passage else "",
        cell=quotable.cell_of(row.quote, row.quote_start, piece.row) if piece is not None else None,
        quote=Words(row.quote, spoken_in or original),
        page_part=row.page_part,
        block_key=row.block_key,
        version_id=row.version_id,
        body=drawn(row.shown_comment, _, language),
        language=row.language,
        changes=changes,
        proposed=proposed,
        proposal=proposal,
        rationale=drawn(row.shown_rationale, _, language) if row.shown_rationale else None,
        posted=day(row.posted_at.astimezone(zone).date(), language),
        posted_iso=row.posted_at.isoformat(timespec="seconds"),
        pills=_pills(row),
        response=_response(response, slug) if response else None,
        later=later,
        translation=translation,
    )


def _beside(row: PublicComment, spoken_in: str | None) -> list[str]:
    """The type of a comment, and the languages of its text and of itself where readers have to know them."""
    found = [_(labels.TYPES[row.type])]
    if spoken_in is not None and row.subject == Subject.CLAUSE:
        found.append(_("On the text in %(language)s", language=language_name(spoken_in)))
    if own := other_language(row.language):
        found.append(_("Language of the comment: %(language)s", language=own))
    return found


def _changed_words(row: PublicComment, piece: Piece | None, before: Mapping[int, str]) -> str:
    """The words that a proposal is for: those that its comment quotes, or those of the passage."""
    if is_of_quotation(row.proposal_kind):
        return row.quote
    return before.get(row.id) or (words_of(piece) if piece else "")


def _proposed(
    row: PublicComment, words: str, text_language: str
) -> tuple[Words, Sequence[redline.Operation], str]:
    """What a comment on `words` proposes, with its language; as changes of them; and what it is, as a label."""
    proposal = row.shown_proposal or ""
    language = proposal_language(proposal, row.language, text_language) if proposal else text_language
    changes = _changes(row.proposal_kind, words, proposal) if language == text_language else ()
    label = labels.proposed(row.proposal_kind, proposal, is_redline=bool(changes))
    return Words(proposal, language), changes, label and _(label)


def _passage_href(slug: str, block_key: str) -> str:
    return url_for("reading.passage", slug=slug, key=block_key) if block_key else ""


def _response(response: PublicResponse, slug: str) -> ShownResponse:
    words = DISPOSITIONS[response.disposition]
    return ShownResponse(
        label=_(words.label),
        tone=words.tone,
        shape=words.shape,
        text=response.text,
        change=response.change,
        issue=response.issue_title,
        issue_href=url_for("summaries.response", slug=slug, _anchor=response.issue_ref),
        same_as=response.duplicate_of,
    )


def words_of(piece: Piece) -> str:
    """What a block says, for a proposal to be compared with; nothing of a page, of which a proposal changes a part."""
    return "" if is_page(piece) else in_lines(piece.text, str(piece.html)) or piece.title


def short_label(piece: Piece) -> Markup:
    """What a block is called on its own page: "Line 42", "3.1 Maximum lot size", "Table 2"."""
    if piece.kind is Kind.HEADING:
        return heading_shown(piece.number, piece.title, piece.language)
    if is_page(piece):
        return isolated(Words(piece.title, piece.language))
    if piece.number and piece.kind in {Kind.TABLE, Kind.FIGURE}:
        return bidi.in_html(piece.number)
    if piece.number and piece.kind is Kind.FORMULA:
        return bidi.filled(_("Formula %(number)s"), number=piece.number)
    return escape(_("Line %(line)s", line=piece.line))


def _passage(
    row: PublicComment,
    consultation: Consultation | ConsultationRow,
    piece: Piece | None,
    text: Text,
    asked: Mapping[int, Question],
    place: Words,
) -> Markup:
    if row.subject == Subject.GENERAL:
        return escape(_("Whole draft"))
    question = asked.get(row.question_id) if row.question_id is not None else None
    if question is not None:
        words = translated(question, "text", consultation)
        return bidi.filled(_("Question %(number)s: %(text)s"), number=question.position, text=isolated(words))
    if piece is None:
        return passage_shown(place)
    return full_label(piece, text)


def full_label(piece: Piece, text: Text, shown: Text | None = None) -> Markup:
    """The position of a block: "3.1 Maximum lot size, line 42"; a heading, and a block under none, by its own name. The
    clause has the name of the text that the page shows, where that is another one and has the clause; the line says of
    which text it is where the page's has no such passage."""
    line = _("line %(line)s", line=piece.line)
    if shown is not None and shown.get(piece.key) is None:
        line = line_of_another_text(str(piece.line), piece.language, _, locale_code())
    clause = piece.clause if piece.clause != piece.key else ""
    heading = (shown.get(clause) if shown is not None else None) or text.get(clause)
    if not heading or not piece.line:
        return short_label(piece)
    return under_heading(short_label(heading), line, _)


def _pills(row: PublicComment) -> Sequence[tuple[str, str]]:
    pills = []
    if row.moderation == Moderation.PUBLISHED_REDACTED:
        pills.append((_("Published with redactions"), "warn"))
    if row.has_amendment:
        pills.append((_("An edited version is pending moderation"), "info"))
    if row.is_late:
        pills.append((_("Submitted after the deadline"), "plain"))
    if row.sent_again_at is not None:
        pills.append((_("Sent again after an outage"), "plain"))
    return pills


@lru_cache(maxsize=4096)
def _changes(kind: ProposalKind, before: str, after: str) -> Sequence[redline.Operation]:
    """The change and what stands around it; nothing where nothing changes."""
    return redline.shortened(operations(kind, before, after))


@lru_cache(maxsize=4096)
def day(on: date, _language: str) -> str:
    """A day in words, in the language of the page, which the caller names."""
    return in_words(on)
