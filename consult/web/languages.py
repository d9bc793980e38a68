"""The languages of the interface. What depends on a language comes from its catalogue and from Babel.

A language is one file, `consult/translations/CODE/LC_MESSAGES/messages.po`, which `consult.setup.catalogues` compiles.
Its name, its direction, its dates and its numbers are Babel's.
"""

import gettext
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from babel.support import Translations

from consult.core.translatable import locale_of

SOURCE = "en"
"""The language in which the interface is written; others need a catalogue."""

MESSAGES = "messages"
"""The name of the catalogues that have the whole interface."""


@cache
def own_name(code: str) -> str:
    """What a language calls itself, as an entry of a list: "Português"."""
    name = str(locale_of(code).get_display_name() or code)
    return name[:1].title() + name[1:]


def direction_of(code: str) -> str:
    """Which way the language is written: rtl or ltr."""
    return str(locale_of(code).text_direction)


def has_catalogue(code: str, folders: Iterable[str]) -> bool:
    """Whether one of `folders` has a compiled catalogue of the interface in this language; SOURCE needs none."""
    return code == SOURCE or any(gettext.find(MESSAGES, folder, [code]) for folder in folders)


def translated(folders: Iterable[str]) -> Iterator[tuple[str, Translations]]:
    """(code, catalogue) of every compiled catalogue, in the order of folders."""
    for folder in folders:
        for path in sorted(Path(folder).glob(f"*/LC_MESSAGES/{MESSAGES}.mo")):
            with path.open("rb") as file:
                yield path.parent.parent.name, Translations(file, domain=MESSAGES)


def not_compiled(folders: Iterable[str]) -> list[str]:
    """The catalogues in `folders` that were not compiled: their paths below their folder."""
    return [
        path.relative_to(folder).as_posix()
        for folder in folders
        for path in sorted(Path(folder).glob("*/LC_MESSAGES/*.po"))
        if not path.with_suffix(".mo").exists()
    ]
