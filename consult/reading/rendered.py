"""Blocks, lines of the outline and comments as HTML. Each is rendered once for its content and cached: a decision on
one comment leaves the cache of all others, and of the draft, valid."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from flask import current_app, url_for
from flask_babel import get_locale, ngettext
from markupsafe import Markup

from consult.comment_translations.queries import for_public
from consult.consultations.models import Consultation, Question
from consult.consultations.queries import ConsultationRow
from consult.core.markup import joined
from consult.reading import shown_comments, statistics
from consult.reading.version_text import LimitedCache, Piece, Text
from consult.submissions.queries import PublicComment
from consult.summaries.queries import PublicResponse
from consult.web.language_addresses import spoken
from consult.web.pages import locale_code

CAPACITY = 16 * 1024 * 1024
"""Characters of comments as HTML that one process caches."""

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
    chosen: str = "",
) -> Markup:
    """These blocks of the text of the consultation `slug`, with their links."""
    kept = text.drawn_for(("blocks", slug, spoken(), can_comment))
    macro, found = None, []
    for piece in pieces:
        count, is_chosen = counts.get(piece.key, 0), piece.key == chosen
        html = kept.get((piece.key, count, is_chosen))
        if html is None:
            macro = macro or _macros().block
            html = kept[piece.key, count, is_chosen] = macro(
                piece,
                count,
                url_for("draft_submissions.comment", slug=slug, block=piece.key) if can_comment else None,
                None if is_chosen else url_for("reading.passage", slug=slug, key=piece.key),
                is_chosen,
            )
        found.append(html)
    return joined(found)


def outline(
    text: Text, headings: Sequence[Piece], counts: Mapping[str, int], slug: str = "", chosen: str = ""
) -> Markup:
    """Lines of the outline with how much was said; they lead to the pages of the clauses in the consultation `slug`, or
    without it to the clauses on the same page."""
    language = str(get_locale())
    kept = text.drawn_for(("outline", slug, spoken()))
    most = max(counts.values(), default=0)
    macro, found = None, []
    for piece in headings:
        count, is_chosen = counts.get(piece.key, 0), piece.key == chosen
        key = (piece.key, count, most if count else 0, is_chosen)
        html = kept.get(key)
        if html is None:
            macro = macro or _macros().clause
            href = url_for("reading.passage", slug=slug, key=piece.key) if slug else f"#{piece.key}"
            share = statistics.share(count, most)
            html = kept[key] = macro(piece, href, count, share, said(count, language), is_chosen)
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
    with_passage: bool = True,
    with_submitter: bool = True,
    heading: int = 3,
) -> Markup:
    """Comments, as `shown_comments.ready` has them."""
    translations = for_public(rows, locale_code(), consultation.original_language)

    def draw(row: PublicComment) -> Markup:
        ready = shown_comments.ready(
            row,
            consultation,
            text,
            before=before,
            responses=responses,
            asked=asked,
            with_passage=with_passage,
            with_submitter=with_submitter,
            translation=translations.get(row.id),
        )
        html: Markup = _macros().comment(ready, heading)
        return html

    found = []
    here = (
        text.name,
        consultation.slug,
        consultation.timezone,
        spoken(),
        with_passage,
        with_submitter,
        heading,
    )
    for row in rows:
        key = (here, responses.get(row.id), before.get(row.id), translations.get(row.id), row.values)
        found.append(_kept.take(key, lambda r=row: draw(r)) if text.name else draw(row))  # type: ignore[misc]
    return joined(found)


@lru_cache(maxsize=4096)
def said(count: int, _language: str) -> str:
    """So many comments, in the language of the page, which the caller names."""
    return str(ngettext("%(num)s comment", "%(num)s comments", count))
