"""What a draft is called in each language: its title and its version label. Pure.

A version has the title and the label of its own language. Those of the language versions are read as the translations
of the original's, so that pages choose among them as among all texts in several languages (docs/decisions/0047).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from consult.core.multilingual import NO_TRANSLATIONS, Multilingual, Translations
from consult.drafts.models import Draft, Version, is_own_label


class NamedVersion(Protocol):
    """A version, or a row of it."""

    @property
    def number(self) -> int:
        """The number of the version in the draft."""

    @property
    def title(self) -> str:
        """The title of its own, "" for none."""

    @property
    def label(self) -> str:
        """The label of the version."""

    @property
    def language(self) -> str:
        """The language of the version."""


@dataclass(frozen=True)
class VersionNames(Multilingual):
    """Title and label of the original, with those of the language versions as translations."""

    title: str
    label: str
    original_language: str
    translations: Translations


def names_of(original: Version, others: Iterable[NamedVersion]) -> VersionNames:
    """The names of a version and of its language versions. One without a title of its own, or with a number for its
    label, is called as the original."""
    title, label = original.own_title, original.label
    spoken = original.language if original.title else ""
    found = NO_TRANSLATIONS
    for one in others:
        if one.title:
            found = _having(found, "title", one.language, one.title, title, spoken)
        if is_own_label(one.label, one.number):
            found = _having(found, "label", one.language, one.label, label, original.language)
    return VersionNames(title, label, spoken, found)


def names_of_draft(draft: Draft, versions: Iterable[Version]) -> VersionNames:
    """The title of a draft in the languages of its versions, that of the newest first; without a label."""
    found, spoken = NO_TRANSLATIONS, ""
    for one in versions:
        if one.title == draft.title:
            spoken = one.language
        elif one.title and found.of("title", one.language) is None:
            found = _having(found, "title", one.language, one.title, draft.title, "")
    return VersionNames(draft.title, "", spoken, found)


def _having(
    found: Translations, name: str, language: str, text: str, original: str, spoken: str
) -> Translations:
    """The translations with this one, which also stands for its language without script and country, where the
    original, in the language `spoken`, does not."""
    main = language.partition("-")[0]
    if found.of(name, main) is None and spoken.partition("-")[0] != main:
        found = found.having(name, main, text, original)
    return found.having(name, language, text, original)
