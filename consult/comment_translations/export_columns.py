"""Columns of the translation of a comment for exports, beside those of the comment (submissions.export_columns).

A row is a Beside: what the public reads of a comment, or what stands for it, with its translation.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from operator import attrgetter
from typing import Generic, TypeVar

from consult.comment_translations.queries import PublicTranslation, all_for_public, best_of, languages_of
from consult.core.tables.columns import Column, Wording
from consult.core.translatable import N_
from consult.submissions.queries import PublicComment

AT_ONCE = 500
"""Comments whose translations are read by one statement."""

Commented = TypeVar("Commented", bound=PublicComment)


@dataclass(frozen=True)
class ExportedTranslation(PublicTranslation):
    """A translation with the organisation that made it, and all translations of the comment by their languages."""

    organisation: str
    all: Mapping[str, PublicTranslation]


@dataclass(frozen=True)
class WithTranslations(Generic[Commented]):
    """A comment with its translations, where it has some."""

    comment: Commented
    translation: ExportedTranslation | None


def with_translations(
    rows: Iterable[Commented], language: str, original_language: str, organisation: str
) -> Iterator[WithTranslations[Commented]]:
    """The rows with their translations: first that which public pages show, in the `language` of the file, else in that
    of the organisation; read for many at once."""
    remaining = iter(rows)
    while some := list(islice(remaining, AT_ONCE)):
        made = translations_of(some, language, original_language, organisation)
        yield from (WithTranslations(row, made.get(row.id)) for row in some)


def translations_of(
    rows: Sequence[PublicComment], language: str, original_language: str, organisation: str
) -> Mapping[int, ExportedTranslation]:
    """Comment id → the translation that `with_translations` puts beside it."""
    made = {}
    for key, every in all_for_public(rows).items():
        one = best_of(every, language, original_language)
        made[key] = ExportedTranslation(
            one.language, one.comment, one.proposal, one.rationale, organisation, every
        )
    return made


def columns_for(consultation_id: int) -> Sequence[Column]:
    """Where comments of a consultation are translated into several languages: the columns of each language; else none,
    as COLUMNS have everything."""
    languages = languages_of(consultation_id)
    return [column for code in languages for column in _of_language(code)] if len(languages) > 1 else []


def _of_language(code: str) -> Sequence[Column]:
    def of(part: str) -> Callable[[ExportedTranslation, Wording], str]:
        return lambda row, _w: str(getattr(row.all[code], part)) if code in row.all else ""

    return (
        Column(
            f"comment_translation_{code}",
            N_("Comment, translation: %(language)s"),
            N_(
                "The comment as the organisation translated it into this language: %(language)s. The original counts."
            ),
            of("comment"),
            60,
            code,
        ),
        Column(
            f"proposed_wording_translation_{code}",
            N_("Proposed wording, translation: %(language)s"),
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
            N_("Reasons, translation: %(language)s"),
            N_(
                "The reasons as the organisation translated them into this language: %(language)s. The original counts."
            ),
            of("rationale"),
            40,
            code,
        ),
    )


def _unchanged(words: str, _wording: Wording) -> str:
    return words


COLUMNS: Sequence[Column] = (
    Column(
        "translation_language",
        N_("Translation language"),
        N_(
            "Language of the translation of the comment (BCP 47). Empty if there is no translation. If comments are "
            "translated into several languages, the last columns of the file have all translations."
        ),
        _unchanged,
        10,
        made_of=attrgetter("language"),
    ),
    Column(
        "comment_translation",
        N_("Comment (translation)"),
        N_("The comment as the organisation translated it. The original counts."),
        _unchanged,
        60,
        made_of=attrgetter("comment"),
    ),
    Column(
        "proposed_wording_translation",
        N_("Proposed wording (translation)"),
        N_("The proposed wording as the organisation translated it. The original counts."),
        _unchanged,
        40,
        made_of=attrgetter("proposal"),
    ),
    Column(
        "reasons_translation",
        N_("Reasons (translation)"),
        N_("The reasons as the organisation translated them. The original counts."),
        _unchanged,
        40,
        made_of=attrgetter("rationale"),
    ),
    Column(
        "translated_by",
        N_("Translated by"),
        N_("The organisation that translated the comment."),
        _unchanged,
        24,
        made_of=attrgetter("organisation"),
    ),
)
"""Each of a translation."""
