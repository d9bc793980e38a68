"""A language that no one speaks: every letter of a message has an accent, and brackets show where a message begins and ends."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from lxml import html

from consult.setup import catalogues

ROOT = Path(__file__).resolve().parent.parent.parent

LANGUAGE = "eo"
"""Esperanto stands for it: dates, numbers and countries need a language that the libraries know."""

BEGIN, END = "⟦", "⟧"

CONJUNCTION = "kaj"
"""The word before the last of a list."""

ACCENTS = str.maketrans(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
    "ÀƁĆĎÈƑĜĤÌĴĶĹḾŃÒṔɊŔŚŤÙṼŴẌÝŹàɓćďèƒĝĥìĵķĺḿńòṕɋŕśťùṽŵẍýź",
)

_KEPT = re.compile(r"%\(\w+\)[a-z]|%%|<[^>]+>|&#?\w+;")
"""What a translator leaves as it is: placeholders, elements, entities."""


def spoken(words: str) -> str:
    """A message in this language; one that has only marks between its values stays as it is."""
    if not _words(_KEPT.sub("", words)):
        return words
    parts, at = [], 0
    for kept in _KEPT.finditer(words):
        parts += [words[at : kept.start()].translate(ACCENTS), kept[0]]
        at = kept.end()
    return f"{BEGIN}{''.join(parts)}{words[at:].translate(ACCENTS)}{END}"


@cache
def extracted() -> Catalog:
    """The messages of the code; once, so tests that ask are of the group "messages"."""
    return catalogues.extracted()


def write_catalogue(folder: Path) -> None:
    """Translate every message that can be extracted, and write the compiled catalogue below `folder`."""
    catalogue = Catalog(locale=LANGUAGE)
    for message in extracted():
        if not message.id:
            continue
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        words = tuple(spoken(one) for one in ids)
        catalogue.add(message.id, words if len(ids) > 1 else words[0], context=message.context)
    made = folder / LANGUAGE / "LC_MESSAGES" / "messages.mo"
    made.parent.mkdir(parents=True)
    with made.open("wb") as file:
        write_mo(file, catalogue)


INLINE = {"a", "abbr", "b", "bdi", "em", "i", "span", "strong", "time"}
"""Elements that are part of the text around them, unless a class makes a box of them."""

DATA = {"bdi", "code", "del", "ins", "kbd", "textarea"}
"""Elements of what people wrote, and of what stands for itself."""

PROSE = {"prose", "chip", "number"}
"""Classes of the same: texts of rules, codes of languages and practices."""

SAID = ("aria-label", "title", "alt", "placeholder")
"""Attributes that are read out or shown."""


def _is_data(element: Any) -> bool:
    if element.tag == "html":
        return False
    marked = element.get("dir") is not None or element.get("lang") is not None
    return marked or element.tag in DATA or bool(PROSE & set((element.get("class") or "").split()))


def _is_choice(element: Any) -> bool:
    """Whether it is one of several links beside each other."""
    above = element.getparent()
    return element.tag == "a" and above is not None and above.get("class") == "comment-acts"


def _texts(element: Any, is_data: bool, found: list[list[tuple[str, bool]]]) -> None:
    """Add the texts of `element` to `found`: one list for each box, of (text, whether it is data)."""
    if not isinstance(element.tag, str) or element.tag in {"script", "style", "svg", "math"}:
        return
    is_data = is_data or _is_data(element)
    classes = set((element.get("class") or "").split())
    is_box = element.tag not in INLINE or bool(classes - {"unseen"}) or _is_choice(element)
    if is_box:
        found.append([])
    found[-1].append((element.text or "", is_data))
    for child in element:
        _texts(child, is_data, found)
        found[-1].append((child.tail or "", is_data))
    if is_box:
        found.append([])


def _boxes(page: bytes) -> Iterator[list[tuple[str, bool]]]:
    tree = html.fromstring(page.decode())
    found: list[list[tuple[str, bool]]] = [[]]
    _texts(tree, False, found)
    yield from found
    for element in tree.iter():
        yield from (
            [(element.get(name), element.get("dir") is not None)] for name in SAID if element.get(name)
        )


@cache
def _known() -> frozenset[str]:
    """Words that come from elsewhere: of dates, countries, languages and lists in this language, time zones, formats."""
    locale = Locale.parse(LANGUAGE)
    months = [
        name for context in locale.months.values() for names in context.values() for name in names.values()
    ]
    cities = [zone["city"] for zone in locale.time_zones.values() if "city" in zone]
    names = [
        *months, *locale.territories.values(), *locale.languages.values(), *available_timezones(), *cities,
    ]  # fmt: skip
    words = {word for name in names for word in _words(name)}
    return frozenset(
        words
        | {
            "Consult",
            "CSV",
            "DOCX",
            "JSON",
            "MB",
            "PDF",
            "SHA",
            "TXT",
            "UTC",
            "XLSX",
            "kB",
            LANGUAGE,
            CONJUNCTION,
            "t",
        }
    )


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", text)


_CODES = re.compile(r"\b(?:[0-9a-f]{12,}|[A-I]\d)\b")
"""Hashes, and the codes of practices."""


def unmarked(page: bytes, stored: Iterable[str]) -> list[str]:
    """Texts of a page that no message has and no one wrote: `stored` are the texts of the database."""
    own = sorted((text for text in stored if len(text) > 1), key=len, reverse=True)
    found = []
    for box in _boxes(page):
        text = "".join(BEGIN if is_data else words for words, is_data in box)
        for run in re.split(f"[{BEGIN}{END}]", text):
            plain = _CODES.sub("", " ".join(run.split()))
            if _foreign(plain):
                for words in own:
                    if words in plain:
                        plain = re.sub(rf"(?<!\w){re.escape(words)}(?!\w)", "", plain)
            found += [plain] if _foreign(plain) else []
    return found


def _foreign(text: str) -> list[str]:
    return [word for word in _words(text) if re.search("[A-Za-z]", word) and word not in _known()]


_NEXT = rf"(?!{CONJUNCTION} )(?=[^\W\d_]|{BEGIN}(?![(\[]))[^ {END}]*"
_JOINED = re.compile(
    rf"[^.:?!…,;)\]\s{BEGIN}]{END} +{_NEXT}|[^\W\d_]+(?<!{CONJUNCTION}) +{BEGIN}(?![(\[])[^{END}\]]*{END}"
)


def joined(page: bytes) -> list[str]:
    """Messages of a page that are joined to a sentence with another or with a word: its order cannot be translated."""
    texts = (" ".join("".join(words for words, _is_data in box).split()) for box in _boxes(page))
    return [found[0] for text in texts for found in _JOINED.finditer(text)]
