"""What a block has in any language: its kind, its length, its number, and the figures and addresses in it. Pure."""

import re
import unicodedata
from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

from anyascii import anyascii

from consult.documents import printed_numbers
from consult.documents.blocks import Block, Kind
from consult.documents.printed_numbers import Label

PROSE = frozenset({Kind.PARAGRAPH, Kind.LIST_ITEM, Kind.NOTE, Kind.QUOTATION})
"""Kinds of which a translation may have one in the place of another."""

_ADDRESS = re.compile(r"https?://[^\s<>\"'()（）]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_FIGURES = re.compile(r"\d+")
_THOUSANDS = re.compile(r"(?<=\d)[,.٬'’ \u00a0\u2009\u202f](?=\d{3}(?!\d))")
"""What stands between thousands, in one language or another."""
_LATIN = re.compile(
    r"(?<![A-Za-z0-9])(?=[A-Za-z0-9-]*[A-Z])(?=[A-Za-z0-9-]*[0-9])[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*"
)
"""Words of Latin letters and figures, as names of standards and substances are."""
_FILE = re.compile(r"figure:([0-9a-f]{8,})")
_TERM = re.compile(r"^\s*(?:<p>)?\s*<(?:strong|b|dfn|em|i)\b")
_QUOTED = re.compile(r"^[“\"«„‘「『《]")
_DEFINED = re.compile(
    r"^.{1,80}?(?:[:：]|\s[—–-]\s|——|\bmeans?\b|\bdésigne|\bs['’]entend|\bsignifi|\bse entiende|означа|\bпонимается|"
    r"\bbezeichnet|يعني|تعني|يقصد|是指|指的是|とは)",
    re.DOTALL,
)
_DEFINITIONS = re.compile(
    r"definition|glossar|terms and|terminolog|définition|termes|definicion|términos|glosario|определени|термин|"
    r"تعريف|تعاريف|مصطلح|定义|定義|术语|術語|用語|词汇|begriff|vocabular|abbreviat|acronym|sigle|abréviat|siglas|"
    r"глоссари|сокращени|مختصرات|缩略",
    re.IGNORECASE,
)
_LEAST_STRONG = 4
"""Figures that a number needs to be rare."""
_LONGEST_TERM = 60


class Neutral(NamedTuple):
    """A block without its language. `figures` are numbers in the text; `rare` what seldom stands twice in a text:
    addresses, long numbers, names of standards; `shape` a table's rows and cells; `files` the pictures in it."""

    kind: Kind
    level: int
    length: int
    text: str
    label: Label | None
    figures: frozenset[str]
    rare: frozenset[str]
    shape: tuple[int, int]
    files: frozenset[str]


def of(block: Block) -> Neutral:
    """A block without its language."""
    words = block.text or block.title
    plain = _in_ascii_digits(words)
    addresses = {found.rstrip(".,;:!?。，") for found in _ADDRESS.findall(plain)}
    rest = _ADDRESS.sub(" ", plain)
    label = None
    if block.kind is not Kind.HEADING:
        label = printed_numbers.of_item(block.number or words)
    together = _THOUSANDS.sub("", rest)
    figures = frozenset(figure.lstrip("0") or "0" for figure in _FIGURES.findall(together))
    long = {figure for figure in figures if len(figure) >= _LEAST_STRONG}
    is_table = block.kind is Kind.TABLE
    shape = (
        block.html.count("<tr"),
        block.html.count("<td") + block.html.count("<th>") + block.html.count("<th "),
    )
    return Neutral(
        block.kind,
        block.level if block.kind is Kind.LIST_ITEM else 0,
        len(words),
        words,
        label,
        figures,
        frozenset(addresses | long | set(_LATIN.findall(rest))),
        shape if is_table else (0, 0),
        frozenset(_FILE.findall(block.html)),
    )


def _in_ascii_digits(words: str) -> str:
    if words.isascii():
        return words
    return "".join(
        str(unicodedata.digit(sign)) if sign.isdecimal() and not sign.isascii() else sign for sign in words
    )


def is_of_definitions(title: str) -> bool:
    """Whether a heading is that of definitions, terms or abbreviations."""
    return _DEFINITIONS.search(title) is not None


def are_definitions(blocks: Iterable[Block]) -> bool:
    """Whether most of these blocks begin with a term that they define."""
    listed = list(blocks)
    like = [
        bool(_TERM.match(block.html) or _QUOTED.match(block.text) or _DEFINED.match(block.text))
        for block in listed
    ]
    return len(listed) > 1 and sum(like) * 5 >= len(like) * 4


def are_alphabetical(beginnings: Iterable[str], least: int) -> bool:
    """Whether at least `least` beginnings stand in the order of an alphabet, but for one in eight."""
    heads = [_head(words) for words in beginnings]
    if len(heads) < least or len(set(heads)) < len(heads) or len({head[:1] for head in heads}) == 1:
        return False
    return any(
        sum(after < before for before, after in pairwise(one)) * 8 <= len(heads)
        for one in (heads, _in_latin(heads))
    )


def _head(words: str) -> str:
    """The beginning of a text without case, accents and signs, as it is sorted."""
    plain = unicodedata.normalize("NFKD", words[:_LONGEST_TERM]).casefold()
    return "".join(sign for sign in plain if sign.isalnum() or sign.isspace()).strip()


def _in_latin(heads: list[str]) -> list[str]:
    """Chinese by its sounds, as dictionaries sort it."""
    if all(head.isascii() for head in heads):
        return heads
    return [anyascii(head).lower() for head in heads]
