"""The text of a consultation in the language that a page shows it in, and beside it in another one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import current_app, url_for

from consult.consultations import queries as consultations
from consult.consultations import text_gaps, text_language
from consult.consultations.models import Consultation
from consult.consultations.queries import ConsultationRow, LanguageRow, VersionRow
from consult.documents.blocks import Kind
from consult.drafts.models import Version
from consult.reading.version_text import Piece, Text, text_of, text_of_version
from consult.web.cache import kept_under_stamp
from consult.web.page_language import locale_code


@dataclass(frozen=True)
class Choice:
    """A link to the text in another language."""

    language: str
    href: str
    is_chosen: bool


@dataclass(frozen=True)
class ReadText:
    """What a page reads: the text, its version, and what there is in other languages."""

    text: Text
    version: Version | VersionRow | None
    languages: tuple[LanguageRow, ...] = ()
    """The original first; nothing where the draft is in one language."""
    beside: LanguageRow | None = None
    lacking: str = ""
    """The language of the text that the page would have shown, where that has not the passage of the page."""

    @property
    def row(self) -> LanguageRow | None:
        """What is shown of its version, where it is in another language than the original."""
        return next(
            (
                one
                for one in self.languages
                if self.version is not None and one.version.id == self.version.id and not one.is_original
            ),
            None,
        )

    def named(self, piece: Piece) -> Piece:
        """A block of the original as this text has it, to be named; the original's where this text has none."""
        return self.text.get(piece.key) or piece

    @property
    def notice(self) -> str:
        """What its last correction corrected, in another language than the original."""
        return self.row.notice if self.row is not None else ""

    @property
    def is_older(self) -> bool:
        """Whether the original was corrected since."""
        return self.row is not None and self.row.is_older

    @property
    def language(self) -> str:
        """The language for links, "" where the draft is in one."""
        return self.version.language if self.languages and self.version is not None else ""

    @property
    def arguments(self) -> dict[str, Any]:
        """What keeps the language in links."""
        return {text_language.TEXT: self.language} if self.language else {}

    def choices(self, endpoint: str, **values: Any) -> list[Choice]:
        """Links to the same page in each language."""
        return [
            Choice(
                one.version.language,
                url_for(endpoint, **values, text=one.version.language),
                one.version.language == self.language and self.beside is None,
            )
            for one in self.languages
        ]

    def choices_beside(self, endpoint: str, **values: Any) -> list[Choice]:
        """Links to the same page with another language beside this one."""
        return [
            Choice(
                one.version.language,
                url_for(endpoint, **values, text=self.language, beside=one.version.language),
                self.beside is not None and one.version.id == self.beside.version.id,
            )
            for one in self.languages
            if one.version.language != self.language
        ]


def missing(reads: ReadText) -> str:
    """The language in which a reader wants the draft, which is not available in it; "" where it is, also where the
    page shows a passage that only another language version has: it says that itself."""
    if reads.version is None:
        return ""
    asked = text_language.asked_language()
    wanted = asked if asked in current_app.config["LANGUAGES"] else locale_code()
    main = wanted.partition("-")[0]
    there = (reads.version.language, *(one.version.language for one in reads.languages))
    return "" if main in {one.partition("-")[0] for one in there} else wanted


def other_texts(reads: ReadText) -> list[tuple[str, str]]:
    """(language, address of this page) of the languages of the draft that the page does not show."""
    versions = [one.version for one in reads.languages if one.version is not reads.version]
    return [(one.language, f"?{text_language.TEXT}={one.language}") for one in versions]


def read_of(consultation: Consultation | ConsultationRow, key: str = "") -> ReadText:
    """What the page reads; with a `key` that only other languages have, in the first of those."""
    if not consultation.has_language_versions:
        return ReadText(text_of(consultation), consultation.version)
    languages = kept_under_stamp("languages", partial(consultations.languages_shown, consultation))
    if not languages:
        return ReadText(text_of(consultation), consultation.version)
    shown = text_language.shown_language(languages)
    text, lacking = text_of_version(shown.version), ""
    if key and text.get(key) is None:
        for other in languages:
            found = text_of_version(other.version)
            if found.get(key) is not None:
                lacking, shown, text = shown.version.language, other, found
                break
    return ReadText(text, shown.version, languages, text_language.beside_language(languages, shown), lacking)


Gap = text_gaps.Gap[Piece]


def gaps(shown: Text, languages: Sequence[LanguageRow]) -> Mapping[str, Sequence[Gap]]:
    """What stands in other languages only, by the passage of the text that is before it (see text_gaps)."""
    others = ((one.version, text_of_version(one.version).pieces) for one in languages)
    return text_gaps.gaps((piece.key for piece in shown.pieces), others)


def clauses(text: Text, languages: Sequence[LanguageRow]) -> list[tuple[Piece, str]]:
    """The headings of a text, and where they stand those that only another language has, with that language ("" for one
    of the text)."""
    missing = gaps(text, languages) if languages else {}

    def elsewhere(key: str) -> list[tuple[Piece, str]]:
        return [
            (piece, gap.version.language)
            for gap in missing.get(key, ())
            for piece in gap.pieces
            if piece.kind is Kind.HEADING
        ]

    found = elsewhere("")
    for piece in text.pieces:
        if piece.kind is Kind.HEADING:
            found.append((piece, ""))
        found += elsewhere(piece.key)
    return found


def lacking(read: ReadText, key: str) -> list[str]:
    """The languages in which the text has not this passage."""
    return [one.version.language for one in read.languages if text_of_version(one.version).get(key) is None]


def elsewhere(read: ReadText, key: str) -> list[tuple[VersionRow, Piece]]:
    """A passage in every other language that has it."""
    others = [
        one.version for one in read.languages if read.version is None or one.version.id != read.version.id
    ]
    return [
        (version, piece) for version in others if (piece := text_of_version(version).get(key)) is not None
    ]


def side_by_side(one: Text, other: Text) -> list[tuple[Piece | None, Piece | None]]:
    """The blocks of two languages in rows, by their keys: in the order of the first; what only the other has stands
    after what is before it there."""
    following: dict[str, list[Piece]] = {}
    last = ""
    for piece in other.pieces:
        if one.get(piece.key) is None:
            following.setdefault(last, []).append(piece)
        else:
            last = piece.key
    rows: list[tuple[Piece | None, Piece | None]] = [(None, piece) for piece in following.get("", ())]
    for piece in one.pieces:
        rows.append((piece, other.get(piece.key)))
        rows += [(None, alone) for alone in following.get(piece.key, ())]
    return rows


def languages_of_versions(consultation: Consultation | ConsultationRow) -> Mapping[int, str]:
    """Id of a version that is not in the original language, corrected since or not → its language."""
    if not consultation.has_language_versions:
        return {}
    return kept_under_stamp(
        "languages of versions", partial(consultations.languages_of_versions, consultation)
    )


def official(languages: Sequence[LanguageRow]) -> list[str]:
    """The languages of the official texts beside the original."""
    return [one.version.language for one in languages if one.is_official and not one.is_original]
