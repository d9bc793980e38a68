"""Texts of issues and responses in other languages: what readers get, and what translators have to do."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from sqlalchemy import ARRAY, BigInteger, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from consult.consultations.models import Consultation
from consult.core.database import db
from consult.core.multilingual import Part, Translation, Translations, Words
from consult.core.translatable import N_
from consult.responses.models import CommentResponse, Issue, ResponseTranslation
from consult.submissions import queries as submissions

LONGEST = 20_000
"""Characters of a translation."""


def digest_of(text: str) -> str:
    """By which a text is looked up."""
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class ResponseWords:
    """Texts of issues and responses as a reader of `language` gets them: translated where there is a translation, else
    the originals, which are in the language `original`."""

    language: str = ""
    original: str = ""
    translations: Mapping[str, str] = field(default_factory=dict)
    """Original → translation."""
    texts: int = 0
    """How many texts were looked up."""

    def of(self, text: str | None) -> Words:
        """A text as the reader gets it."""
        found = self.translations.get(text or "")
        return Words(text or "", self.original) if found is None else Words(found, self.language)


class KnownConsultation(Protocol):
    """A consultation, or what is known of it."""

    @property
    def id(self) -> Any:
        """The number of the consultation."""

    @property
    def original_language(self) -> Any:
        """The language of its originals."""


def response_words(of: KnownConsultation, language: str, texts: Iterable[str | None]) -> ResponseWords:
    """These texts of a consultation for a reader of `language`, "" for the originals, in one statement; none for the
    language of the originals."""
    wanted = {digest_of(text) for text in texts if text}
    if not wanted or language in {"", of.original_language}:
        return ResponseWords(language, of.original_language, texts=len(wanted))
    rows = select(ResponseTranslation.original, ResponseTranslation.translation).where(
        ResponseTranslation.consultation_id == of.id,
        ResponseTranslation.language == language,
        ResponseTranslation.digest.in_(wanted),
    )
    found = {row.original: row.translation for row in db.session.execute(rows)}
    return ResponseWords(language, of.original_language, found, len(wanted))


class ResponseText:
    """One text as the row of a Part (core.multilingual): its `text`, and its translations by language."""

    def __init__(
        self,
        place: str,
        text: str,
        translations: Translations,
        comment_id: int | None = None,
        comments: int = 0,
    ) -> None:
        self.place, self.text, self.translations = place, text, translations
        self.comment_id, self.comments = comment_id, comments
        """Of the words of responses to comments: the first one in the order of the draft, and how many they are."""


_OF_ISSUES = {
    "title": (N_("Title of issue %(number)s"), 500),
    "views": (N_("What was said on issue %(number)s"), LONGEST),
    "response": (N_("Response to issue %(number)s"), LONGEST),
    "change": (N_("Change because of issue %(number)s"), LONGEST),
    "changed_place": (N_("Place of the change because of issue %(number)s"), 500),
}
_OF_COMMENTS = {"text": N_("Response to comments, text %(number)s"), "change": N_("Change, text %(number)s")}


def translatable_texts(consultation: Consultation) -> list[Part]:
    """All texts of issues and responses that are not empty, each once: those of issues in their order, then those of
    responses to comments in the order of the draft, as the response shows them."""
    texts: dict[str, tuple[str, str, int, int]] = {}
    issues = select(Issue).where(Issue.consultation_id == consultation.id).order_by(Issue.position, Issue.id)
    for issue in db.session.execute(issues).scalars():
        for name, (label, longest) in _OF_ISSUES.items():
            place = f"issue {issue.reference} {name}"
            texts.setdefault(getattr(issue, name), (place, label, issue.position, longest))
    commented: dict[str, tuple[int, int]] = {}
    for name, label in _OF_COMMENTS.items():
        for number, row in enumerate(_said_to_comments(consultation.id, name), 1):
            texts.setdefault(row.text, (f"comment {row.oldest} {name}", label, number, LONGEST))
            commented.setdefault(row.text, (row.comment_id, row.comments))
    texts.pop("", None)
    known = _KnownTranslations.of(consultation.id)
    return [
        Part(digest_of(text)[:16], label,
             ResponseText(place, text, known.translations(place, text), *commented.get(text, ())), "text",
             longest, number, is_long=longest == LONGEST)
        for text, (place, label, number, longest) in texts.items()
    ]  # fmt: skip


def _said_to_comments(consultation_id: int, name: str) -> Sequence[Any]:
    """The texts of responses in one column, each once: text, the oldest of their comments, and in the order of the
    draft the first one and how many they are."""
    column = getattr(CommentResponse, name)
    comments = submissions.place_orders()
    in_order = aggregate_order_by(comments.c.id, comments.c.place_order, comments.c.id)
    first = func.array_agg(in_order, type_=ARRAY(BigInteger))[1].label("comment_id")
    said = (
        select(
            column.label("text"),
            func.min(comments.c.id).label("oldest"),
            first,
            func.count().label("comments"),
        )
        .join(comments, comments.c.id == CommentResponse.comment_id)
        .where(CommentResponse.consultation_id == consultation_id, column != "")
        .group_by(column)
        .order_by(func.min(comments.c.place_order), "comment_id")
    )
    return db.session.execute(said).all()


@dataclass(frozen=True)
class _KnownTranslations:
    """All translations of a consultation: by their originals, and the latest of each place."""

    by_text: Mapping[str, Mapping[str, Translation]]
    by_place: Mapping[str, Mapping[str, Translation]]

    @classmethod
    def of(cls, consultation_id: int) -> "_KnownTranslations":
        rows = select(ResponseTranslation).where(ResponseTranslation.consultation_id == consultation_id)
        by_text: dict[str, dict[str, Translation]] = {}
        by_place: dict[str, dict[str, Translation]] = {}
        ordered = rows.order_by(ResponseTranslation.written_at, ResponseTranslation.id)
        for row in db.session.execute(ordered.execution_options(populate_existing=True)).scalars():
            one = Translation(row.translation, row.original)
            by_text.setdefault(row.original, {})[row.language] = one
            by_place.setdefault(row.place, {})[row.language] = one
        return cls(by_text, by_place)

    def translations(self, place: str, text: str) -> Translations:
        """Those of a text; where there is none, that of what stood in its place before, which is out of date."""
        found = {**self.by_place.get(place, {}), **self.by_text.get(text, {})}
        return Translations({code: {"text": one} for code, one in found.items()})
