"""Words of the field that a person will read, marked where they are defined and translated where they are shown.

Packages below the views know no request and so no language: they mark a word with `N_` and the web package
translates it.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from babel import Locale


def N_(message: str) -> str:  # noqa: N802 -- the customary name, which the extraction tool knows
    """`message`, marked for the translators."""
    return message


class Plural(str):
    """A marked sentence with a number, in English in the form of `number`; the web package translates it in the form
    that the reader's language has for that."""

    __slots__ = ("many", "number", "one")

    one: str
    many: str
    number: int

    def __new__(cls, one: str, many: str, number: int) -> Self:
        """The sentence in the English form of `number`."""
        made = super().__new__(cls, one if number == 1 else many)
        made.one, made.many, made.number = one, many, number
        return made


def nN_(one: str, many: str, number: int) -> Plural:  # noqa: N802 -- as N_; the command that extracts knows the name
    """A sentence with a number, marked for the translators."""
    return Plural(one, many, number)


class ContextLabel(str):
    """A marked label of one or two words, with the context that tells its meaning from others; translated in it."""

    __slots__ = ("context",)

    context: str

    def __new__(cls, context: str, message: str) -> Self:
        """The English label."""
        made = super().__new__(cls, message)
        made.context = context
        return made


def pN_(context: str, message: str) -> ContextLabel:  # noqa: N802 -- as N_; the command that extracts knows the name
    """A label, marked for the translators with its context."""
    return ContextLabel(context, message)


class Word(str):
    """A marked word among the values of a sentence: translated before it is put in, in its context if it has one."""

    __slots__ = ("message",)

    message: str

    def __new__(cls, message: str) -> Self:
        """The English word, and what is translated."""
        made = super().__new__(cls, message)
        made.message = message
        return made


def together_in_english(words: Sequence[str]) -> str:
    """Words with commas between them."""
    return ", ".join(words)


def filling(
    one: object,
    translate: Callable[[str], str] = str,
    other: Callable[[object], object] = lambda value: value,
    together: Callable[[Sequence[str]], str] = together_in_english,
) -> object:
    """A value as it is put into a sentence: marked words by `translate`, a list of them by `together`; all else by
    `other`."""
    if isinstance(one, list):
        return together([translate(str(word)) for word in one])
    return translate(one.message) if isinstance(one, Word) else other(one)


@lru_cache(maxsize=256)
def locale_of(language: str) -> "Locale":
    """Babel's locale of a language, however a region or script is joined to it: "pt-BR", "pt_BR". The same for all: it
    reads its patterns when it is first asked for them, and nothing changes it."""
    from babel import Locale  # noqa: PLC0415 -- what reads a table knows no languages

    return Locale.parse(language.replace("-", "_"))


def is_locale(language: str) -> bool:
    """Whether CLDR has the words of a language, so that `locale_of` has it."""
    from babel import UnknownLocaleError  # noqa: PLC0415 -- as above

    try:
        locale_of(language)
    except (ValueError, UnknownLocaleError):
        return False
    return True


def name_of_language(code: str, language: str) -> str:
    """What `language` calls the language with this code; the code itself where no one knows it."""
    from babel import UnknownLocaleError  # noqa: PLC0415 -- as above

    try:
        return str(locale_of(code).get_display_name(locale_of(language)) or code)
    except (ValueError, LookupError, UnknownLocaleError):  # CLDR may know its name and nothing else of it
        return str(locale_of(language).languages.get(code, code))


def listed(words: Sequence[str], language: str, *, is_choice: bool = False) -> str:
    """Words as a list in a sentence of `language`, by the patterns of CLDR: "a, b and c"; "a, b or c" with
    `is_choice`."""
    from babel.lists import format_list  # noqa: PLC0415 -- as above

    locale = locale_of(language)
    return format_list(
        words, style="or" if is_choice else "standard", locale="en_001" if locale.language == "en" else locale
    )


def shortened(text: str, length: int) -> str:
    """The beginning of `text` in one line of at most so many characters, cut at a word, with a sign of what is left
    out."""
    flat = " ".join(text.split())
    if len(flat) <= length:
        return flat
    cut = flat[: length - 1]
    whole = cut.rpartition(" ")[0].rstrip(" ,;:.")
    return f"{whole}\u00a0…" if len(whole) >= length // 2 else f"{cut[:-1].rstrip()}\u00a0…"
