"""Texts in several languages.

A row keeps the original of each of its texts in the text's own column, and the translations of all of them beside it,
in one column of this kind (`TranslationsColumn`), each with the original that it translates. So a translation whose
original changed is known to be out of date, and a version of consult that knows no translations goes on working with
the originals (docs/decisions/0040).
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import SimpleNamespace
from typing import Any, NamedTuple, Protocol, Self

from sqlalchemy import ColumnElement, Text, case, cast, func, literal, select, text, type_coerce
from sqlalchemy.dialects.postgresql import JSONB, JSONPATH
from sqlalchemy.orm import MappedColumn, mapped_column
from sqlalchemy.types import TypeDecorator

from consult.core.errors import NotPossible, too_long
from consult.core.language_tags import wider
from consult.core.stale_check import NoPage, compare
from consult.core.translatable import N_

LIST_SEPARATOR = ", "
"""Between the entries of a list, such as the topics of a consultation, where it is translated as one text."""

_COMMAS = re.compile("[,،，、]")
"""What people type between the entries of a list: commas of Latin, Arabic and Chinese script."""


class State(StrEnum):
    """How a text stands in a language."""

    MISSING = "missing"
    OUTDATED = "outdated"
    """Its original changed after it was translated."""
    CURRENT = "current"


class Translation(NamedTuple):
    """A text in another language, and the original that it translates."""

    text: str
    original: str


class Words(str):
    """A text as a reader gets it, with its language: "" where no one said which it is."""

    __slots__ = ("language",)

    language: str

    def __new__(cls, text: str, language: str) -> Self:
        """The text in `language`."""
        made = super().__new__(cls, text)
        made.language = language
        return made


def like(words: str, text: str) -> Words:
    """A text in the language of other words: "" where these do not say theirs."""
    return Words(text, getattr(words, "language", ""))


class Translations(Mapping[str, Mapping[str, Translation]]):
    """Language → name of the column → translation. It never changes: `having` makes another."""

    __slots__ = ("_by_language",)

    def __init__(self, by_language: Mapping[str, Mapping[str, Translation]] | None = None) -> None:
        self._by_language = {code: dict(texts) for code, texts in (by_language or {}).items() if texts}

    def __getitem__(self, language: str) -> Mapping[str, Translation]:
        return self._by_language[language]

    def __iter__(self) -> Any:
        return iter(self._by_language)

    def __len__(self) -> int:
        return len(self._by_language)

    def __hash__(self) -> int:
        return hash(str(self))

    def __str__(self) -> str:
        """A text that equal translations share."""
        return str({code: sorted(texts.items()) for code, texts in sorted(self._by_language.items())})

    def __repr__(self) -> str:
        return f"Translations({self})"

    def of(self, name: str, language: str) -> Translation | None:
        """The translation of the text in the column `name`, whether or not it is out of date."""
        return self._by_language.get(language, {}).get(name)

    def having(self, name: str, language: str, text: str, original: str) -> "Translations":
        """The same with this translation in the place of the one before; with an empty text without it."""
        texts = {key: one for key, one in self._by_language.get(language, {}).items() if key != name}
        if text:
            texts[name] = Translation(text, original)
        return Translations({**self._by_language, language: texts})

    @classmethod
    def read(cls, stored: object) -> "Translations":
        """What the column holds; what is not of its form is left away, as a later version may have written it."""
        if not isinstance(stored, dict):
            return NO_TRANSLATIONS
        return cls(
            {
                code: {
                    name: Translation(one["text"], one["original"])
                    for name, one in texts.items()
                    if isinstance(one, dict)
                    and isinstance(one.get("text"), str)
                    and isinstance(one.get("original"), str)
                }
                for code, texts in stored.items()
                if isinstance(texts, dict)
            }
        )

    def stored(self) -> dict[str, dict[str, dict[str, str]]]:
        """As the column holds it: {"fr": {"title": {"text": "…", "original": "…"}}}."""
        return {
            code: {name: one._asdict() for name, one in texts.items()}
            for code, texts in self._by_language.items()
        }


NO_TRANSLATIONS = Translations()


class TranslationsColumn(TypeDecorator[Translations]):
    """A column of translations, as JSON."""

    impl = JSONB
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> Any:
        """Only Translations may be written."""
        if value is not None and not isinstance(value, Translations):
            raise TypeError("a column of translations takes Translations")
        return None if value is None else value.stored()

    def process_result_value(self, value: Any, dialect: Any) -> Translations:
        """What is stored."""
        return Translations.read(value)


def translations_column() -> MappedColumn[Translations]:
    """The column of the translations of a row, empty at first."""
    return mapped_column(
        TranslationsColumn(), default=NO_TRANSLATIONS, server_default=text("'{}'::jsonb"), nullable=False
    )


class TranslatedRow(Protocol):
    """A row of which some texts may have translations."""

    @property
    def translations(self) -> Any:
        """The translations of the row (Translations)."""


class WithOriginals(TranslatedRow, Protocol):
    """One that also says which language its originals are in."""

    @property
    def original_language(self) -> Any:
        """A code, "" where no one said it."""


class Multilingual:
    """For rows that say which language their originals are in: `original_language`, "" where no one said it."""

    original_language: Any
    translations: Any

    def best(self, name: str, language: str) -> "Words":
        """The text of the column `name` for a reader of `language` (see `best` below)."""
        return best(self, name, language, self.original_language)

    def best_list(self, name: str, language: str) -> "Sequence[Words]":
        """As `best`, of a list."""
        return best_list(self, name, language, self.original_language)


def original(row: TranslatedRow, name: str) -> str:
    """The original of the text in the column `name`; a list as one text."""
    value = getattr(row, name)
    return value if isinstance(value, str) else LIST_SEPARATOR.join(value)


def state(row: TranslatedRow, name: str, language: str) -> State:
    """How the text stands in a language."""
    found = row.translations.of(name, language)
    if found is None:
        return State.MISSING
    return State.CURRENT if found.original == original(row, name) else State.OUTDATED


def best(row: TranslatedRow, name: str, language: str, of: str) -> Words:
    """The text in `language`, or a wider one ("fr" for "fr-CA"), where there is a translation that is not out of date;
    else the original, whose language is `of`. With "" for `language`, the original."""
    first = original(row, name)
    for one in wider(language):
        found = (row.translations or NO_TRANSLATIONS).of(name, one) if one != of else None
        if found is not None and found.original == first:
            return Words(found.text, one)
        if one == of:
            break
    return Words(first, of)


def best_list(row: TranslatedRow, name: str, language: str, of: str) -> Sequence[Words]:
    """As `best`, of a list: its entries, each with its language."""
    chosen = best(row, name, language, of)
    if chosen.language == of:
        return [Words(one, of) for one in getattr(row, name)]
    return [Words(one, chosen.language) for one in entries(chosen)]


def typed_list(words: Sequence[str], language: str) -> str:
    """Entries of a list as people type them in a language, with its commas."""
    return {"ar": "، ", "fa": "، ", "ur": "، ", "ja": "、", "zh": "、"}.get(
        language[:2], LIST_SEPARATOR
    ).join(words)


def entries(typed: str) -> Sequence[str]:
    """The entries of a list that someone typed with commas of any script between them."""
    return [one for part in _COMMAS.split(typed) if (one := " ".join(part.split()))]


def best_column(
    column: Any, translations: Any, name: str, language: str | ColumnElement[str]
) -> ColumnElement[str]:
    """As `best`, as an expression of SQL; `language` can be a parameter of the statement."""
    whens = [
        (is_current, text_)
        for is_current, text_, _spoken in _translated(column, translations, name, language)
    ]
    return case(*whens, else_=column)


def _translated(
    column: Any, translations: Any, name: str, language: str | ColumnElement[str]
) -> Iterator[tuple[ColumnElement[bool], ColumnElement[str], ColumnElement[str]]]:
    """(whether it is there and not out of date, its text, its language) of the translation of a column in a language,
    and in wider ones."""
    if isinstance(language, str):
        codes: Sequence[Any] = [literal(one, Text) for one in wider(language)]
    else:
        codes = [language, func.split_part(language, "-", 1)]
    for code in codes:
        found = type_coerce(translations, JSONB)[code][name]
        yield found["original"].astext == column, found["text"].astext, code


def best_with_language(
    column: Any, translations: Any, name: str, language: str | ColumnElement[str], of: Any
) -> ColumnElement[str]:
    """As `best_column`, with the language of the text in a line before it (see `with_language`); `of`: the column with
    the language of the originals."""
    whens = [
        (is_current, spoken.op("||")("\n").op("||")(text_))
        for is_current, text_, spoken in _translated(column, translations, name, language)
    ]
    return case(*whens, else_=of + "\n" + column)


def with_language(stored: str) -> Words:
    """What `best_with_language` finds."""
    language, _line, text_ = stored.partition("\n")
    return Words(text_, language)


def words_of_translations(translations: Any, name: str = "") -> ColumnElement[str]:
    """The translations of the text in the column `name`, or of all, as one text: an expression of SQL to search in."""
    which = f'"{name}"' if name else "*"
    path = cast(literal(f"$.*.{which}.text"), JSONPATH)
    return cast(func.jsonb_path_query_array(type_coerce(translations, JSONB), path), Text)


def without_translations_of(translations: Any, name: str, of: str) -> ColumnElement[Any]:
    """The translations without those of the text in the column `name` that translate the original `of`: an expression
    of SQL, to forget that text."""
    one = func.jsonb_each(type_coerce(translations, JSONB)).table_valued("key", "value")
    texts = type_coerce(one.c.value, JSONB)
    kept = case((texts[(name, "original")].astext == of, texts.op("-")(literal(name))), else_=texts)
    rows = select(func.coalesce(func.jsonb_object_agg(one.c.key, kept), literal("{}").cast(JSONB)))
    return rows.select_from(one).scalar_subquery()


_IN_BRACES = re.compile(r"\{[^{}\n]{1,60}\}")


def _names(text: str) -> set[str]:
    return set(_IN_BRACES.findall(text))


# Translators: names are what stands in braces, with the braces.
LOST_NAMES = N_(
    "The translation has no %(names)s. Names in braces stand for numbers: write each as it is in the original."
)
# Translators: names are what stands in braces, with the braces.
WRONG_NAMES = N_(
    "The original has no %(names)s. Names in braces stand for numbers: write each as it is in the original."
)

OTHER_LINES = N_("The translation needs as many lines as the original: one for each of its %(number)s lines.")


@dataclass(frozen=True)
class Part:
    """One text that can be translated, for the page on which its organisation does so.

    `key`: its name in the form; `label`: what it is, a marked sentence in which `number` may stand; `row` and `name`:
    the row and the column of the original; `longest`: characters a translation may have; `is_long`: whether it may
    have several lines; `names`: what may stand in braces in it for a number, as in "{received}"; None where braces are
    only braces; `language`: that of its original where the texts of the page are in several, else ""; `lines`: what
    makes lines of the text, where each line is translated by one line.
    """

    key: str
    label: str
    row: Any
    name: str
    longest: int
    number: int = 0
    is_long: bool = False
    names: frozenset[str] | None = None
    language: str = ""
    lines: Callable[[str], Sequence[str]] | None = None

    @property
    def original(self) -> str:
        """The text that is translated."""
        return original(self.row, self.name)

    def text(self, language: str) -> str:
        """The translation, "" for none."""
        found = self.row.translations.of(self.name, language)
        return found.text if found else ""

    def earlier_original(self, language: str) -> str:
        """The original that an outdated translation translates, "" where it is not out of date."""
        found = self.row.translations.of(self.name, language)
        return found.original if found and found.original != self.original else ""

    def lost_names(self, text: str) -> list[str]:
        """The names in braces that the original has and this translation does not."""
        return sorted(_names(self.original) - _names(text)) if self.names is not None and text else []

    def wrong_names(self, text: str) -> list[str]:
        """What stands in braces in this translation, is no name of a number and not in the original."""
        if self.names is None:
            return []
        return sorted(_names(text) - _names(self.original) - {f"{{{name}}}" for name in self.names})

    def lines_needed(self, text: str) -> int:
        """How many lines this translation should have, 0 where it has as many or may have any number."""
        if self.lines is None or not text:
            return 0
        needed = len(self.lines(self.original))
        return needed if len(self.lines(text)) != needed else 0

    def is_written(self, language: str, text: str, *, is_checked: bool) -> bool:
        """Whether to save this text means that someone translated the original as it is now."""
        return bool(text) and (is_checked or text != self.text(language))

    def state(self, language: str) -> State:
        """How it stands in a language."""
        return state(self.row, self.name, language)

    def write(self, language: str, text: str, *, is_checked: bool) -> bool:
        """Have this as its translation; whether that changed anything. The same text stays out of date where it was,
        but where someone checked it (`is_checked`)."""
        before = self.row.translations.of(self.name, language)
        if (
            before is not None
            and before.text == text
            and not (is_checked and before.original != self.original)
        ):
            return False
        if before is None and not text:
            return False
        self.row.translations = self.row.translations.having(self.name, language, text, self.original)
        return True


@dataclass(frozen=True)
class Progress:
    """How many of some texts stand how in one language."""

    language: str
    current: int
    outdated: int
    missing: int

    @property
    def total(self) -> int:
        """All texts that can be translated."""
        return self.current + self.outdated + self.missing


def progress(parts: Sequence[Part], language: str) -> Progress:
    """How far the translation into a language has come."""
    states = [part.state(language) for part in parts]
    return Progress(language, *(states.count(one) for one in (State.CURRENT, State.OUTDATED, State.MISSING)))


def reading_progress(parts: Sequence[Part], language: str) -> Progress:
    """How much of some texts readers of a language get in it or in a wider one, as `best` chooses."""
    shown = [
        min(
            (part.state(one) for one in wider(language)),
            key=[State.CURRENT, State.OUTDATED, State.MISSING].index,
        )
        for part in parts
    ]
    return Progress(language, *(shown.count(one) for one in (State.CURRENT, State.OUTDATED, State.MISSING)))


def languages_of(parts: Sequence[Part]) -> set[str]:
    """The languages into which some of these texts are translated."""
    return {code for part in parts for code in part.row.translations}


def text_marks(parts: Sequence[Part], language: str) -> list[list[str]]:
    """What the page of one language shows of each text, for the mark of what was seen (core.stale_check)."""
    return [[part.key, part.original, part.text(language)] for part in parts]


def require_other_language(row: WithOriginals, language: str) -> None:
    """Raises NotPossible where this is the language of the originals."""
    if language == row.original_language:
        raise NotPossible(N_("The originals are in this language. Choose another one."))


def write(
    parts: Sequence[Part],
    language: str,
    texts: Mapping[str, str],
    *,
    checked: Collection[str],
    seen: str | NoPage,
) -> list[str]:
    """Have these translations, by the keys of the parts; the keys of those that changed.

    `checked`: the keys of texts whose translation someone compared with an original that changed. Raises NotPossible
    for more characters than a text may have, for names in braces that are not those of the original and for another
    number of lines where each line translates one, StaleForm where originals or translations differ from what was
    `seen` (the mark of `text_marks`).
    """
    compare(seen, SimpleNamespace(texts=text_marks(parts, language)), "texts")
    for part in parts:
        if len(texts.get(part.key, "")) > part.longest:
            raise too_long(part.longest)
        text = texts.get(part.key, "")
        if part.is_written(language, text, is_checked=part.key in checked):
            if lost := part.lost_names(text):
                raise NotPossible(LOST_NAMES, names=lost)
            if wrong := part.wrong_names(text):
                raise NotPossible(WRONG_NAMES, names=wrong)
            if needed := part.lines_needed(text):
                raise NotPossible(OTHER_LINES, number=str(needed))
    return [
        part.key
        for part in parts
        if part.key in texts and part.write(language, texts[part.key], is_checked=part.key in checked)
    ]
