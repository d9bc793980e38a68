"""The names of categories and subcategories of the default list, in every language of the interface.

They come from its catalogues, and are read when the application starts.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from consult.core.translatable import ContextLabel
from consult.stakeholders.models import Category
from consult.stakeholders.taxonomy import CATEGORIES, SUBCATEGORIES

_translations: list[Mapping[str, str]] = []
"""Of each catalogue: message → translation."""


def messages() -> list[str]:
    """The English names, as catalogues have them: after their context, where they have one."""
    own = [words for kinds in SUBCATEGORIES.values() for words in kinds.values()]
    return [_message(one) for one in [*CATEGORIES.values(), *own]]


def wire(translated: Iterable[Mapping[str, str]]) -> None:
    """Use these catalogues, each with its translations of `messages`."""
    _translations[:] = [dict(one) for one in translated]
    names_version.cache_clear()


def known_names() -> Iterator[tuple[Category, str, str]]:
    """(category, subcategory or "", name) of each of them in every language."""
    for category, words in CATEGORIES.items():
        yield from ((category, "", name) for name in _names(words))
        for subcategory, label in SUBCATEGORIES[category].items():
            yield from ((category, subcategory, name) for name in _names(label))


@cache
def names_version() -> str:
    """Different for other names: of what is kept and has such names in it."""
    return hashlib.sha256(repr([sorted(one.items()) for one in _translations]).encode()).hexdigest()[:12]


def _names(words: str) -> list[str]:
    message = _message(words)
    return [words, *(one[message] for one in _translations if one.get(message))]


def _message(words: str) -> str:
    return f"{words.context}\x04{words}" if isinstance(words, ContextLabel) else words
