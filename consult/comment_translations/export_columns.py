"""Columns of the translation of a comment for exports, beside those of the comment (submissions.export_columns).

A row is a Beside: what the public reads of a comment, or what stands for it, with its translation.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from consult.comment_translations.queries import PublicTranslation, for_public
from consult.core.tables.columns import Column
from consult.core.translatable import N_
from consult.submissions.queries import PublicComment

AT_ONCE = 500
"""Comments whose translations are read by one statement."""

Commented = TypeVar("Commented", bound=PublicComment)


@dataclass(frozen=True)
class Exported(PublicTranslation):
    """A translation with the organisation that made it."""

    organisation: str


@dataclass(frozen=True)
class Beside(Generic[Commented]):
    """A comment with its translation, where it has one."""

    comment: Commented
    translation: Exported | None


def with_translations(
    rows: Iterable[Commented], language: str, original_language: str, organisation: str
) -> Iterator[Beside[Commented]]:
    """The rows with the translations that public pages show: in the `language` of the file, else in that of the
    organisation; read for many at once."""
    waiting: list[Commented] = []
    for row in rows:
        waiting.append(row)
        if len(waiting) == AT_ONCE:
            yield from translated_rows(waiting, language, original_language, organisation)
            waiting.clear()
    yield from translated_rows(waiting, language, original_language, organisation)


def translated_rows(
    rows: Sequence[Commented], language: str, original_language: str, organisation: str
) -> list[Beside[Commented]]:
    """As `with_translations`, of some rows at once."""
    found = for_public(rows, language, original_language)
    made = {
        key: Exported(one.language, one.comment, one.proposal, one.rationale, organisation)
        for key, one in found.items()
    }
    return [Beside(row, made.get(row.id)) for row in rows]


COLUMNS: Sequence[Column] = (
    Column(
        "translation_language",
        N_("Translation language"),
        N_("Language of the translation of the comment (BCP 47). Empty if there is no translation."),
        lambda row, _w: row.language,
        10,
    ),
    Column(
        "comment_translation",
        N_("Comment (translation)"),
        N_("The comment as the organisation translated it. The original counts."),
        lambda row, _w: row.comment,
        60,
    ),
    Column(
        "proposed_wording_translation",
        N_("Proposed wording (translation)"),
        N_("The proposed wording as the organisation translated it. The original counts."),
        lambda row, _w: row.proposal,
        40,
    ),
    Column(
        "reasons_translation",
        N_("Reasons (translation)"),
        N_("The reasons as the organisation translated them. The original counts."),
        lambda row, _w: row.rationale,
        40,
    ),
    Column(
        "translated_by",
        N_("Translated by"),
        N_("The organisation that translated the comment."),
        lambda row, _w: row.organisation,
        24,
    ),
)
"""Each of a translation."""
