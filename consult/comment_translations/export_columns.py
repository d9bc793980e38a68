"""Columns of the translation of a comment for exports, beside those of the comment (submissions.export_columns).

A row is a Beside: what the public reads of a comment, or what stands for it, with its translation.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from consult.comment_translations.queries import PublicTranslation, all_for_public, best_of, languages_of
from consult.core.tables.columns import Column, Wording
from consult.core.translatable import N_
from consult.submissions.queries import PublicComment

AT_ONCE = 500
"""Comments whose translations are read by one statement."""

Commented = TypeVar("Commented", bound=PublicComment)


@dataclass(frozen=True)
class Exported(PublicTranslation):
    """A translation with the organisation that made it, and all translations of the comment by their languages."""

    organisation: str
    all: Mapping[str, PublicTranslation]


@dataclass(frozen=True)
class Beside(Generic[Commented]):
    """A comment with its translations, where it has some."""

    comment: Commented
    translation: Exported | None


def with_translations(
    rows: Iterable[Commented], language: str, original_language: str, organisation: str
) -> Iterator[Beside[Commented]]:
    """The rows with their translations: first that which public pages show, in the `language` of the file, else in that
    of the organisation; read for many at once."""
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
    made = {}
    for key, every in all_for_public(rows).items():
        one = best_of(every, language, original_language)
        made[key] = Exported(one.language, one.comment, one.proposal, one.rationale, organisation, every)
    return [Beside(row, made.get(row.id)) for row in rows]


def columns_for(consultation_id: int) -> Sequence[Column]:
    """Where comments of a consultation are translated into several languages: the columns of each language; else none,
    as COLUMNS have everything."""
    languages = languages_of(consultation_id)
    return [column for code in languages for column in _of_language(code)] if len(languages) > 1 else []


def _of_language(code: str) -> Sequence[Column]:
    def of(part: str) -> Callable[[Exported, Wording], str]:
        return lambda row, _w: str(getattr(row.all[code], part)) if code in row.all else ""

    return (
        Column(
            f"comment_translation_{code}",
            N_("Comment (translation: %(language)s)"),
            N_(
                "The comment as the organisation translated it into this language: %(language)s. The original counts."
            ),
            of("comment"),
            60,
            code,
        ),
        Column(
            f"proposed_wording_translation_{code}",
            N_("Proposed wording (translation: %(language)s)"),
            N_(
                "The proposed wording as the organisation translated it into this language: %(language)s. The original "
                "counts."
            ),
            of("proposal"),
            40,
            code,
        ),
        Column(
            f"reasons_translation_{code}",
            N_("Reasons (translation: %(language)s)"),
            N_(
                "The reasons as the organisation translated them into this language: %(language)s. The original counts."
            ),
            of("rationale"),
            40,
            code,
        ),
    )


COLUMNS: Sequence[Column] = (
    Column(
        "translation_language",
        N_("Translation language"),
        N_(
            "Language of the translation of the comment (BCP 47). Empty if there is no translation. If comments are "
            "translated into several languages, the last columns of the file have all translations."
        ),
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
