"""Text of people and drafts inside our sentences, kept from turning them round (Unicode Standard Annex #9).

A title in Arabic inside an English sentence, or the other way round, pulls the numbers and signs beside it to its own
side. Isolated, it is one unit whose direction follows from its own letters.
"""

import re
import unicodedata
from html import unescape

from markupsafe import Markup, escape

FSI, PDI = "\u2068", "\u2069"
"""First strong isolate, and the end of it: for text without markup."""

_LEFT_TO_RIGHT = frozenset({"L"})
_RIGHT_TO_LEFT = frozenset({"R", "AL"})
_BDI = Markup("<bdi>{}</bdi>")
_ISOLATED = re.compile("<bdi[^>]*>(.*?)</bdi>", re.DOTALL)
_NUMBER = re.compile(
    r"(?<![\w@.:/+-])(?=[\w.:+]*[@/-])(?=[\w@.:/+-]*[0-9])\w[\w@.:/+-]*\w(?![\w@/-])", re.ASCII
)
"""A public number, such as "57H-G5G/2", or an address with digits."""


def in_html(text: str) -> Markup:
    """`text`, escaped, in an element that isolates it; a label that was made here already is returned as it is."""
    return text if isinstance(text, Markup) else _BDI.format(text)


def filled(sentence: str, **values: object) -> Markup:
    """A translated sentence with its named values put in, for a page; each value that is text is isolated."""
    return escape(sentence) % {
        name: in_html(value) if isinstance(value, str) else value for name, value in values.items()
    }


class Sentence(str):
    """A translated sentence with its named values put in: text for a cell or an email; on a page (`__html__`), each
    value is isolated, so that only the sentence says in which direction it is read."""

    __slots__ = ("html",)
    html: Markup

    def __new__(cls, sentence: str, **values: str) -> "Sentence":
        """`values` by the names that `sentence` has for them."""
        made = super().__new__(cls, sentence % {name: in_text(value) for name, value in values.items()})
        made.html = filled(sentence, **values)
        return made

    def __html__(self) -> Markup:
        """The sentence for a page."""
        return self.html


def with_isolated_numbers(sentence: str) -> Markup:
    """A sentence that runs from right to left, for a page; each public number in it is isolated, which would be read
    from its end otherwise. One whose values are isolated already is returned as it is."""
    if isinstance(sentence, Markup):
        return sentence
    return Markup(_NUMBER.sub(r'<bdi dir="ltr">\g<0></bdi>', str(escape(sentence))))  # noqa: S704 -- escaped


def isolated(text: str) -> str:
    """`text` in a sentence without markup, in the direction of its own letters."""
    return f"{FSI}{text}{PDI}"


def in_text(text: str, is_right_to_left: bool = False) -> str:
    """`text` for a plain-text file or email in a language of this direction; isolated only where some of its letters
    run the other way, so that most text stays free of invisible characters."""
    others = _LEFT_TO_RIGHT if is_right_to_left else _RIGHT_TO_LEFT
    if any(unicodedata.bidirectional(letter) in others for letter in text):
        return isolated(text)
    return text


def as_text(label: Markup, is_right_to_left: bool = False) -> str:
    """What `in_html` and `filled` made, for a plain-text file or email."""
    return unescape(_ISOLATED.sub(lambda found: in_text(found[1], is_right_to_left), str(label)))
