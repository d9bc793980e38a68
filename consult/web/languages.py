"""The languages of the interface. What depends on a language comes from its catalogue and from Babel.

A language is one file, `consult/translations/CODE/LC_MESSAGES/messages.po`, which `consult.setup.catalogues` compiles.
Its name, its direction, its dates and its numbers are Babel's.
"""

from collections.abc import Collection, Iterable, Iterator
from functools import cache
from pathlib import Path
from struct import iter_unpack, unpack_from

from babel import localedata

from consult.core.language_tags import script_of, wider
from consult.core.translatable import is_locale, locale_of

SOURCE = "en"
"""The language in which the interface is written; others need a catalogue."""

MESSAGES = "messages"
"""The name of the catalogues that have the whole interface."""


def tag_of(locale: object) -> str:
    """The tag of a language as HTML and HTTP write it: "pt-BR" of Babel's `pt_BR`."""
    return str(locale).replace("_", "-")


def as_offered(code: str) -> str:
    """The tag of a language as addresses and pages have it, with the script that its country implies: "pt-br" is
    "pt-BR", "zh-TW" is "zh-Hant-TW"; as it is where no one knows it."""
    return tag_of(locale_of(code)) if is_locale(code) else code


@cache
def own_name(code: str) -> str:
    """What a language calls itself, as an entry of a list: "Português"."""
    name = str(locale_of(code).get_display_name() or code)
    return name[:1].title() + name[1:]


def direction_of(code: str) -> str:
    """Which way the language is written: rtl or ltr; "auto" where no one knows it."""
    return str(locale_of(code).text_direction) if code != "und" and is_locale(code) else "auto"


_UNUSED = frozenset({
    "compact_currency_formats", "compact_decimal_formats", "compound_unit_patterns", "currency_formats",
    "currency_names", "currency_names_plural", "currency_symbols", "currency_unit_patterns", "interval_formats",
    "meta_zones",
})  # fmt: skip
"""What Babel knows of each language and no page or email says."""

_UNITS = ("digital-", "duration-")
"""How the units begin that pages show."""


def read(code: str) -> None:
    """Read what Babel knows of a language of the interface, without the half of it that no page says; nothing where no
    one knows it. Again changes nothing. For a process that serves pages: others read what they need."""
    if not is_locale(code):
        return
    known = localedata.load(str(locale_of(code)))
    for name in _UNUSED:
        known.pop(name, None)
    for units in (known["unit_patterns"], known["unit_display_names"]):
        for name in list(units):
            if not name.startswith(_UNITS):
                units.pop(name, None)


def has_catalogue(code: str, folders: Iterable[str]) -> bool:
    """Whether one of `folders` has a compiled catalogue of the interface in this language; SOURCE needs none. A country
    needs none of its own where its language has one: "fr-CA" is read in the words of "fr", "zh-TW" in those of
    "zh-Hant"; another script than the usual one does."""
    if not is_locale(code):
        return False
    tags = wider(as_offered(code))
    own = {one.replace("-", "_") for one in tags if script_of(one) == script_of(code)}
    return SOURCE in own or any(
        (Path(folder) / one / "LC_MESSAGES" / f"{MESSAGES}.mo").exists() for folder in folders for one in own
    )


def translated(folders: Iterable[str], messages: Collection[str]) -> Iterator[tuple[str, dict[str, str]]]:
    """(code, message → translation) of these few messages in every compiled catalogue, in the order of folders."""
    for folder in folders:
        for path in sorted(Path(folder).glob(f"*/LC_MESSAGES/{MESSAGES}.mo")):
            yield path.parent.parent.name, _translations(path.read_bytes(), messages)


_LITTLE = b"\xde\x12\x04\x95"
"""How a catalogue begins that was written with little ends first."""


def _translations(catalogue: bytes, messages: Collection[str]) -> dict[str, str]:
    """Those of `messages` that a compiled catalogue translates. To read all of it takes a hundred times as long.

    A catalogue (GNU gettext, MO) has two tables, of messages and of translations: the length and place of each.
    """
    order = "<" if catalogue.startswith(_LITTLE) else ">"
    count, *tables = unpack_from(f"{order}3I", catalogue, 8)
    rows = (iter_unpack(f"{order}2I", catalogue[table : table + 8 * count]) for table in tables)
    wanted = {one.encode(): one for one in messages}
    lengths = {len(one) for one in wanted}
    found = {}
    for (length, place), (its_length, its_place) in zip(*rows, strict=True):
        message = wanted.get(catalogue[place : place + length]) if length in lengths else None
        if message is not None:
            found[message] = catalogue[its_place : its_place + its_length].decode()
    return found


def not_compiled(folders: Iterable[str]) -> list[str]:
    """The catalogues in `folders` that were not compiled: their paths below their folder."""
    return [
        path.relative_to(folder).as_posix()
        for folder in folders
        for path in sorted(Path(folder).glob("*/LC_MESSAGES/*.po"))
        if not path.with_suffix(".mo").exists()
    ]
