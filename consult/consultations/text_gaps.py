"""Passages that the text in one language has not and another language version has, where they would stand; and what a
page says of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from consult.consultations.queries import VersionRow
from consult.core import bidi
from consult.drafts.models import Version
from consult.web.formats import listed
from consult.web.page_language import language_name, language_names


class PlacedPassage(Protocol):
    """A passage in its clause."""

    @property
    def key(self) -> str:
        """That of the block, the same in every language."""

    @property
    def clause(self) -> str:
        """The key of the heading above it; of a heading its own."""


P = TypeVar("P", bound=PlacedPassage)


@dataclass(frozen=True)
class Gap(Generic[P]):
    """Passages of one clause that follow each other in another language and are not in the text that is shown."""

    pieces: Sequence[P]
    version: Version | VersionRow


def gaps(
    shown: Iterable[str], others: Iterable[tuple[Version | VersionRow, Iterable[P]]]
) -> dict[str, list[Gap[P]]]:
    """Key of a passage of the text → what stands after it in other languages only, "" for what stands before the first.
    `shown`: the keys of the text. Each passage once, in the first of `others` that has it."""
    here = frozenset(shown)
    told = set(here)
    found: dict[str, list[Gap[P]]] = {}
    for version, pieces in others:
        last, run = "", list[P]()
        for piece in pieces:
            if piece.key in here:
                last, run = piece.key, []
            elif piece.key in told:
                run = []
            elif run and run[-1].clause == piece.clause:
                run.append(piece)
            else:
                run = [piece]
                found.setdefault(last, []).append(Gap(run, version))
            told.add(piece.key)
    return found


def sentence(gap: Gap[Any], first: Markup, language: str) -> Markup:
    """What a page says in the place of these passages; `first`: what the first of them is called there, `language`:
    that of the text which has them not."""
    more, name = len(gap.pieces) - 1, language_name(language)
    if not more:
        said = _(
            "This passage is not in the %(language)s version: %(passage)s",
            language=name,
            passage="%(passage)s",
        )
    else:
        said = ngettext(
            "This passage and %(num)s more are not in the %(language)s version: %(passage)s",
            "This passage and %(num)s more are not in the %(language)s version: %(passage)s",
            more,
            language=name,
            passage="%(passage)s",
        )
    return bidi.filled(str(said), passage=first)


def absence(languages: Sequence[str]) -> str:
    """A sentence that says in which language versions a passage is not, "" of none."""
    if not languages:
        return ""
    if len(languages) == 1:
        return str(
            _("This passage is not in the %(language)s version.", language=language_name(languages[0]))
        )
    return str(
        _("This passage is not in these language versions: %(list)s.", list=listed(language_names(languages)))
    )
