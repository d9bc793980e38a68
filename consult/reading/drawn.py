"""Blocks, lines of the outline and comments as HTML. Each is drawn once for what it shows, and kept: a decision on one
comment leaves all the others, and the text, as they are."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from flask import current_app
from flask_babel import get_locale, ngettext
from markupsafe import Markup

from consult.consultations.models import Consultation
from consult.reading import figures, shown
from consult.reading.pieces import Piece, Shelf, Text
from consult.responses.queries import PublicAnswer

CAPACITY = 16 * 1024 * 1024
"""Characters of HTML one process keeps."""

_kept: Shelf[Markup] = Shelf(CAPACITY, lambda html: 400 + 2 * len(html))


def _macros() -> Any:
    return current_app.jinja_env.get_template("reading/_drawn.html").module


def _draw(name: str, key: tuple[Any, ...], make: Callable[[], Markup]) -> Markup:
    return _kept.take(key, make) if name else make()


def blocks(
    text: Text,
    pieces: Sequence[Piece],
    counts: Mapping[str, int],
    base: str,
    *,
    can_comment: bool,
    chosen: str = "",
) -> list[Markup]:
    """These blocks with their links, below the address `base` of the consultation."""
    language = str(get_locale())

    def draw(piece: Piece, count: int, is_chosen: bool) -> Markup:
        html: Markup = _macros().block(piece, count, base, can_comment, is_chosen)
        return html

    found = []
    for piece in pieces:
        count, is_chosen = counts.get(piece.key, 0), piece.key == chosen
        key = ("block", text.name, base, language, piece.key, count, can_comment, is_chosen)
        found.append(_draw(text.name, key, lambda p=piece, n=count, c=is_chosen: draw(p, n, c)))  # type: ignore[misc]
    return found


def outline(
    text: Text, headings: Sequence[Piece], counts: Mapping[str, int], places: str, chosen: str = ""
) -> list[Markup]:
    """Lines of the outline with how much was said; they lead to `places` + key, or to the anchor without `places`."""
    language = str(get_locale())
    most = max(counts.values(), default=0)

    def draw(piece: Piece, count: int, is_chosen: bool) -> Markup:
        href = f"{places}{piece.address}" if places else f"#{piece.key}"
        share = figures.share(count, most)
        html: Markup = _macros().clause(piece, href, count, share, said(count, language), is_chosen)
        return html

    found = []
    for piece in headings:
        count, is_chosen = counts.get(piece.key, 0), piece.key == chosen
        key = ("clause", text.name, places, language, piece.key, count, most if count else 0, is_chosen)
        found.append(_draw(text.name, key, lambda p=piece, n=count, c=is_chosen: draw(p, n, c)))  # type: ignore[misc]
    return found


def comments(
    rows: Sequence[Any],
    consultation: Consultation,
    text: Text,
    *,
    before: Mapping[int, str],
    answers: Mapping[int, PublicAnswer],
    placed: bool = True,
    named: bool = True,
    heading: int = 3,
) -> list[Markup]:
    """Comments (rows of submissions.queries.public), as `shown.ready` has them."""
    language = str(get_locale())

    def draw(row: Any) -> Markup:
        ready = shown.ready(
            row, consultation, text, before=before, answers=answers, placed=placed, named=named
        )
        html: Markup = _macros().comment(ready, heading)
        return html

    found = []
    here = (text.name, consultation.slug, consultation.timezone, language, placed, named, heading)
    for row in rows:
        as_it_is = tuple(tuple(value) if type(value) is list else value for value in row)
        key = ("comment", here, answers.get(row.id), before.get(row.id), as_it_is)
        found.append(_draw(text.name, key, lambda r=row: draw(r)))  # type: ignore[misc]
    return found


@lru_cache(maxsize=4096)
def said(count: int, _language: str) -> str:
    """So many comments, in the language of the page, which the caller names."""
    return str(ngettext("%(num)s comment", "%(num)s comments", count))
