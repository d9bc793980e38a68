"""Blocks, lines of the outline and comments as HTML. Each is rendered once for its content and cached: a decision on
one comment leaves the cache of all others, and of the draft, valid."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask import current_app, url_for
from flask_babel import ngettext
from markupsafe import Markup

from consult.comment_translations.queries import for_page
from consult.consultations import text_gaps
from consult.consultations.models import Consultation, Question
from consult.consultations.queries import ConsultationRow
from consult.core.limited_cache import LimitedCache
from consult.core.markup import joined
from consult.core.multilingual import Words
from consult.documents.blocks import Kind
from consult.quotations import quoted_words
from consult.quotations.quoted_words import Quotation
from consult.quotations.shown_later import ShownLaterPassage
from consult.reading import shown_comments, statistics
from consult.reading.languages import Gap
from consult.reading.version_text import Piece, Text
from consult.submissions.queries import PublicComment
from consult.summaries.queries import PublicResponse
from consult.web.language_addresses import spoken
from consult.web.page_language import locale_code
from consult.web.text_languages import translated

CAPACITY = 16 * 1024 * 1024
"""Characters of comments as HTML that one process caches."""

NO_ARGUMENTS: Mapping[str, Any] = {}
NO_LANGUAGES: Mapping[int, str] = {}
NO_PLACES: Mapping[str, Words] = {}
Quotations = Mapping[str, Sequence[Quotation]]
NO_QUOTATIONS: Quotations = {}
NO_LATER: Mapping[int, ShownLaterPassage] = {}

_kept: LimitedCache[Markup] = LimitedCache(CAPACITY, lambda html: 400 + 2 * len(html))


def _macros() -> Any:
    return current_app.jinja_env.get_template("reading/_drawn.html").module


def blocks(
    text: Text,
    pieces: Sequence[Piece],
    counts: Mapping[str, int],
    slug: str,
    *,
    can_comment: bool,
    quotations: Quotations = NO_QUOTATIONS,
    chosen: str = "",
    language: str = "",
) -> list[Markup]:
    """These blocks of the text of the consultation `slug`, each with its links and marks around what is quoted of it
    (`quotations`, by their keys); `language`: that of the text, where it is in several."""
    kept = text.drawn_for(("blocks", slug, spoken(), can_comment, language))
    arguments: dict[str, Any] = {"text": language} if language else {}
    macro, found = None, []
    for piece in pieces:
        count, is_chosen = counts.get(piece.key, 0), piece.key == chosen
        quoted = tuple(quotations.get(piece.key, ()))
        html = kept.get((piece.key, count, is_chosen, quoted))
        if html is None:
            macro = macro or _macros().block
            of = {"slug": slug, **arguments}
            comment = url_for("draft_submissions.comment", block=piece.key, **of) if can_comment else None
            comments = None if is_chosen else url_for("reading.passage", key=piece.key, **of)
            html = kept[piece.key, count, is_chosen, quoted] = macro(
                _marked(piece, quoted), count, comment, comments, is_chosen
            )
        found.append(html)
    return found


def _marked(piece: Piece, quoted: Sequence[Quotation]) -> Any:
    """A block with marks around what is quoted of it."""
    if not quoted:
        return piece
    return {"language": piece.language, "row": quoted_words.marked(piece.row, quoted)}


def skip_link(key: str) -> Markup:
    """A link to the clause whose heading has this key."""
    html: Markup = _macros().skip(key)
    return html


def gap(
    found: Gap,
    other: Text,
    shown: Text,
    counts: Mapping[str, int],
    slug: str,
    *,
    lacking: str,
    can_comment: bool,
    is_read_here: bool = False,
) -> Markup:
    """Passages of the text `other` that `shown`, the text of a page in the language `lacking`, has not; `is_read_here`:
    whether they stand beside it. Without `slug` nothing links to them, as they are on the page with their links."""
    piece, language = found.pieces[0], found.version.language
    label = shown_comments.full_label(piece, other, shown)
    count = sum(counts.get(one.key, 0) for one in found.pieces)
    html: Markup = _macros().gap(
        found,
        text_gaps.sentence(found, label, lacking),
        None if is_read_here else url_for("reading.passage", slug=slug, key=piece.key, text=language),
        comment_count(count, locale_code()) if count else "",
        url_for("draft_submissions.comment", slug=slug, block=piece.key, text=language)
        if can_comment
        else None,
        label,
        piece.key if slug else "",
    )
    return html


def other_side(text: Text, pieces: Sequence[Piece], slug: str, language: str) -> dict[str, Markup]:
    """Key → block of a text that is shown beside another one: with ids of its own and without links."""
    kept = text.drawn_for(("other side", slug, spoken(), language))
    macro, found = None, {}
    for piece in pieces:
        html = kept.get(piece.key)
        if html is None:
            macro = macro or _macros().block
            aside = {"row": SideBlock.of(piece, language)}
            html = kept[piece.key] = macro(aside, 0, None, None, False)
        found[piece.key] = html
    return found


@dataclass(frozen=True)
class SideBlock:
    """What a page prints of a block that stands beside the same block in another language."""

    key: str
    kind: Kind
    level: int
    number: str
    title: str
    line: int
    html: Markup

    @classmethod
    def of(cls, piece: Piece, language: str) -> "SideBlock":
        """With a key that is an id of its own on the page."""
        return cls(
            f"{piece.key}.{language}",
            piece.kind,
            piece.level,
            piece.number,
            piece.title,
            piece.line,
            piece.row.html,
        )


def outline(
    text: Text,
    headings: Sequence[Piece],
    counts: Mapping[str, int],
    slug: str = "",
    chosen: str = "",
    arguments: Mapping[str, Any] = NO_ARGUMENTS,
    only_in: Mapping[str, str] = NO_ARGUMENTS,
    address: Callable[[str], str] = "#{}".format,
) -> Markup:
    """Lines of the outline with how much was said; they lead to the pages of the clauses in the consultation `slug`
    (with these `arguments`), or without it to the `address` of each clause, on the same page. `only_in`: the language
    of headings that are not in the text, by their keys."""
    language = locale_code()
    kept = text.drawn_for(("outline", slug, spoken(), *arguments.items()))
    most = max(counts.values(), default=0)
    macro, found = None, []
    for piece in headings:
        count, is_chosen = counts.get(piece.key, 0), piece.key == chosen
        href = "" if slug else address(piece.key)
        # a heading of another text can change while this one stays
        key = (piece.key, piece.number, piece.title, count, most if count else 0, is_chosen, href)
        html = kept.get(key)
        if html is None:
            macro = macro or _macros().clause
            href = href or url_for("reading.passage", slug=slug, key=piece.key, **arguments)
            share = statistics.share(count, most)
            said, other = comment_count(count, language), only_in.get(piece.key, "")
            html = kept[key] = macro(piece, href, count, share, said, is_chosen, other)
        found.append(html)
    return joined(found)


def comments(
    rows: Sequence[PublicComment],
    consultation: Consultation | ConsultationRow,
    text: Text,
    *,
    before: Mapping[int, str],
    responses: Mapping[int, PublicResponse],
    asked: Mapping[int, Question],
    languages: Mapping[int, str] = NO_LANGUAGES,
    places: Mapping[str, Words] = NO_PLACES,
    later: Mapping[int, ShownLaterPassage] = NO_LATER,
    with_passage: bool = True,
    with_submitter: bool = True,
    heading: int = 3,
) -> Markup:
    """Comments, as `shown_comments.shown_comment` has them."""
    translations = for_page(rows, locale_code(), consultation.original_language)

    def draw(row: PublicComment) -> Markup:
        ready = shown_comments.shown_comment(
            row,
            consultation,
            text,
            before=before,
            responses=responses,
            asked=asked,
            languages=languages,
            place=places.get(row.block_key),
            with_passage=with_passage,
            with_submitter=with_submitter,
            translation=translations.get(row.id),
            later=later.get(row.id),
        )
        html: Markup = _macros().comment(ready, heading)
        return html

    found = []
    here = (
        text.name, consultation.slug, consultation.timezone, spoken(), with_passage, with_submitter, heading,
    )  # fmt: skip
    for row in rows:
        spoken_in = languages.get(row.version_id or 0)
        key = (
            here,
            responses.get(row.id),
            before.get(row.id),
            spoken_in,
            places.get(row.block_key),
            translations.get(row.id),
            later.get(row.id),
            row.values,
            _question_shown(row, asked, consultation),
        )
        found.append(_kept.take(key, lambda r=row: draw(r)) if text.name else draw(row))  # type: ignore[misc]
    return joined(found)


def _question_shown(
    row: PublicComment, asked: Mapping[int, Question], consultation: Consultation | ConsultationRow
) -> tuple[Any, ...] | None:
    """What a comment shows of the question that it answers: it can be translated while comments stand."""
    question = asked.get(row.question_id) if row.question_id is not None else None
    if question is None:
        return None
    words = translated(question, "text", consultation)
    return question.position, str(words), words.language


@lru_cache(maxsize=4096)
def comment_count(count: int, _language: str) -> str:
    """So many comments, in the language of the page, which the caller names."""
    return str(ngettext("%(num)s comment", "%(num)s comments", count))
