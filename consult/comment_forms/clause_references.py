"""References to clauses as people write them ("Sec. 4.2, para 3, line 812", "المادة ١٢", "第五条"), read and placed.

A reference is placed only where it can mean one passage. In doubt it is left to a person, with what it may mean.
Numbers of pages and lines belong to the file that its writer read, and place nothing: a line of this draft, which is
handed out with the same lines, is only offered.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice
from typing import NamedTuple

from consult.comment_forms import reference_words
from consult.comment_forms.numerals import chinese, plain_digits, roman
from consult.comment_forms.reference_signs import (
    CHINESE_AND,
    HYPHENS,
    UNIT,
    Role,
    has_loose_end,
    joins,
    separator,
    signs,
)
from consult.core.translatable import N_
from consult.documents.blocks import Kind

LONGEST = 2000
"""Characters of a reference that are read."""


class Passage(NamedTuple):
    """What placing asks of a block, as documents.blocks.Block has it."""

    key: str
    kind: Kind
    number: str
    title: str
    clause: str
    line: int


class Certainty(StrEnum):
    """Whether a reference was placed."""

    PLACED = "placed"
    WHOLE = "whole"
    """It is about the whole draft, and says so."""
    UNPLACED = "unplaced"


@dataclass(frozen=True)
class Placement:
    """Where a reference points: the `key` of a block where it is placed. `why`: a sentence where it is not; `perhaps`:
    keys of blocks that it may mean, most likely first."""

    certainty: Certainty
    key: str = ""
    why: str = ""
    perhaps: tuple[str, ...] = ()


NOTHING_SAID = N_("The row does not say which clause it is about.")
NOT_FOUND = N_("There is no clause with this number or title in the draft.")
SEVERAL = N_("The row names several clauses.")
AMBIGUOUS = N_("Several clauses of the draft have this number or title.")
ONLY_PAGES = N_("The row names only pages or lines. They are those of the file that its writer read.")
NOT_IN_CLAUSE = N_("The clause has nothing with this number, table, figure or formula.")
NO_SUCH_DETAIL = N_("It is not certain which passage of the clause the row means.")
NOT_UNDERSTOOD = N_("The reference has words that were not understood.")
NOT_ALL_UNDERSTOOD = N_("The row names something else that was not understood.")
OTHER_LETTER = N_(
    "No annex of the draft has this name. An annex whose name is written in another script may be meant."
)
OTHER_TEXT = N_("The row names a document or a version. It is not certain that this draft is meant.")
ONLY_FILE = N_("The row names only a file or a web address, and no passage of the draft.")
CONTRADICTS = N_("The number and the title belong to different clauses.")

_MOST_OF = 0.7
"""Of the words beside a number, so many are in the title of its clause: titles are quoted with small changes."""
INSIDE = frozenset(["table", "figure", "formula"])
"""What stands in a clause and has a number of its own (reference_words.KINDS)."""

_LINES = re.compile(
    r"(?<!\w)(?:lines?|ln|lin|l|lignes?|lineas?|строк[аи]|строке|سطر|السطر)\W{0,3}\d{1,6}(?:\s*(?:-|,|and|to|a|et|y|и)\s*\d{1,6})?"
    r"|第\s*\d{1,6}(?:\s*[-至]\s*\d{1,6})?\s*行"
)
_DOUBTFUL = re.compile(
    rf"(?<!\w)(?:{'|'.join(sorted(reference_words.PAGES | reference_words.LINES))})\W{{0,3}}\d+\.\d"
    r"|(?:^|[^\w\s.])\s*\d+\s*条"
    r"|\?|\[\s*\d[\d.]*\s*\]|^\s*-\s*\d|(?<![\w.])(\d+)\s*-\s*\1(?![\w.])"
    rf"|(?<![\w.-])\d+\s+(?:{'|'.join(sorted(reference_words.PAGES))})(?!\w|\W*\d)"
    rf"|(?<!\w)new(?!\w|\s+(?:{'|'.join(sorted(reference_words.DETAILS))})(?!\w))"
)
"""What has a number and is no clause for certain: "2?", a source "[2]", "-1", "1-1", "2 pages", "3.1 (new)",
"line 2.2", "5条", which may be five articles."""
_DOCUMENT = re.compile(
    r"(?<!\w)(?:(?:ISO|IEC|IEEE|ITU-T|CEN|EN|DIN|BS|ANSI|ASTM|NIST|SP|FIPS|RFC|GB/T|GB|ГОСТ|CXS|ISPM|OIML|TS|TR)"
    r"(?: Р)?[/ -]?)+"
    r"\d{2,6}(?:[-:]\d+)*(?!\w|\.\d)"
)
"""The name of a standard: "ISO 24276", "ISO/IEC 9001:2015". "EN 12" is in capitals; "en 12" says where."""
_VERSION = re.compile(
    r"\(?(?<!\w)(?:v|ver\.? ?|versi[oó]n |version |rev\.? ?|верси[ия] |版本 ?|第(?=\d+版))"
    r"\d+(?:\.\d+)*版?(?![\w-]|\.\d)\)?",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_FILE = re.compile(
    r"[^\n]*\w\.(?:docx?|pdf|xlsx?|odt|ods|pptx?|txt|rtf|zip|csv|html?|jpe?g|png|md)[\s.)\]>»”\"]*",
    re.IGNORECASE,
)
"""A line that ends with the name of a file."""
_UNITS = {
    "条": "article",
    "条款": "clause",
    "章": "chapter",
    "节": "clause",
    "款": "clause",
    "部分": "clause",
}
_MOST_OF_RANGE = 500
"""Clauses of a range that are offered; of a longer one its ends."""
_MOST_RANGES = 20
"""Ranges of one reference of which the clauses between are offered; of more their ends."""


class _NamedNumber(NamedTuple):
    """A number with the word before it: `kind` of reference_words.KINDS or ""."""

    kind: str
    number: str


@dataclass
class _ReferenceParts:
    """What a reference says: its numbers, numbers in brackets after the first of them, and the words that are left."""

    named: list[_NamedNumber]
    inside: list[str]
    words: list[str]
    details: list[_NamedNumber]
    """Items, paragraphs and notes that it names by their number (reference_words.FINER)."""
    bare: list[str]
    """Kinds of these that it names without a number."""
    further: list[_NamedNumber]
    """Numbers and ordinals beside these without a word of their own: "paragraphs 2 and 3", "23 para. 2 and 24"."""
    has_page: bool = False
    """Whether it names a page: paragraphs are counted on that page then."""
    groups: list[list[str]] = field(default_factory=lambda: [[]])
    """The words that are left, of each part between joining words and commas."""
    ranges: list[tuple[_NamedNumber, _NamedNumber]] = field(default_factory=list)
    """First and last of several clauses: "2.2 to 2.4"."""
    roles: list[Role] = field(default_factory=list)
    """What each of its signs says."""

    def has_loose_end(self, *, is_free: bool = False) -> bool:
        """Whether something of it was not read, or is joined to nothing that was read. `is_free`: it may hold any
        signs, which narrow a clause and are kept as they were written."""
        roles = [one for one in self.roles if one is not Role.UNREAD or not is_free]
        return has_loose_end(roles, has_page=self.has_page, has_further=bool(self.further))

    def joins(self, role: Role) -> bool:
        """Whether a joining word stands between two of a role."""
        return joins(self.roles, role)


def plain(text: str) -> str:
    """Words for comparing: small letters without accents and vowel signs, digits of ASCII."""
    text = unicodedata.normalize("NFKC", plain_digits(text)).casefold().replace("ـ", "")
    text = "".join(
        sign
        for sign in unicodedata.normalize("NFD", text)
        if not unicodedata.combining(sign) or sign == "\u0306"
    )
    text = unicodedata.normalize("NFC", text)
    return text.translate(
        {ord("أ"): "ا", ord("إ"): "ا", ord("آ"): "ا", ord("ة"): "ه", ord("ى"): "ي", ord("ё"): "е"}
    )


def names_other_text(text: str) -> bool:
    """Whether a text names a standard, a version, a file or an address: its clauses may be those of another text."""
    text = unicodedata.normalize("NFKC", text[:LONGEST])
    return any(one.search(text) for one in (_DOCUMENT, _VERSION, _ADDRESS))


def _normal(number: str) -> str:
    """A number for comparing: "3-1." and "3.1" are one."""
    return number.strip(" .:)(").replace("-", ".").lower()


def _read(text: str) -> _ReferenceParts:
    """The parts of a reference. Numbers after words of pages and lines are passed over."""
    said = _ReferenceParts([], [], [], [], [], [])
    kind, is_detail = "", False
    found = _with_parts_of_articles(list(signs(plain(text[:LONGEST]))))
    for at in range(len(found)):
        names, words = len(said.named), len(said.words)
        _read_finer(found, at, said)
        _read_further(found, at, said, is_detail=is_detail)
        role = _role(found, at, said, is_detail=is_detail)
        kind, is_detail = _read_sign(found, at, said, kind, is_detail)
        if len(said.named) > names:
            role = Role.NAMED
            _read_range(found[:at], said, said.named[names:])
        elif len(said.words) > words:
            role = Role.WORD
            said.groups[-1].append(said.words[-1])
        elif role in {Role.COMMA, Role.JOIN}:
            said.groups.append([])
        said.roles.append(role)
    return said


def _read_sign(
    found: Sequence[tuple[str, str]], at: int, said: _ReferenceParts, kind: str, is_detail: bool
) -> tuple[str, bool]:
    """Take a sign; the kind and whether details follow, for what comes next."""
    what, sign = found[at]
    if what == "chinese":
        _read_chinese(sign, said)
        return "", False
    if what == "number":
        if is_detail and "." not in sign:
            return kind, is_detail
        is_other = kind == "annex" and bool(said.named) and said.named[-1].number.isalpha()
        said.named += _numbers("" if is_other and sign.isdecimal() else kind, sign)
        return kind, False
    if what == "part":
        said.named.append(_NamedNumber("", sign))
        return kind, False
    if what == "bracket" and said.named and not is_detail:
        said.inside.append(sign.strip("()"))
    if what != "word" or sign in reference_words.JOINING:
        return kind, is_detail
    if _is_ordinal_number(found, at):
        said.named.append(_NamedNumber(kind, reference_words.ORDINALS[sign]))
        return kind, is_detail
    if sign in reference_words.KIND_OF and not _is_of_number(found, at):
        said.words.append(sign)
        return "", False
    return _word(sign, found[at + 1 : at + 2], said, kind, is_detail)


def _role(found: Sequence[tuple[str, str]], at: int, said: _ReferenceParts, *, is_detail: bool) -> Role:
    """What a sign says that is neither the number of a clause nor a word that is left."""
    what, sign = found[at]
    between = separator(what, sign)
    if between is not None:
        return between
    if what == "chinese":
        is_line = sign[-1] in "页行句"
        return Role.DETAIL if is_line else Role.FINER
    if what == "word":
        roles = [
            (Role.FILLER, {"第"}), (Role.ORDINAL, reference_words.ORDINALS), (Role.FINER, reference_words.FINER),
            (Role.DETAIL, reference_words.DETAILS), (Role.KIND, reference_words.KIND_OF),
            (Role.FILLER, reference_words.FILLERS),
        ]  # fmt: skip
        return next((role for role, words in roles if sign in words), Role.FINER)
    if what == "unread" or (what == "bracket" and not is_detail and not said.named):
        return Role.UNREAD
    last = next((one for _what, one in reversed(found[:at]) if one in reference_words.DETAILS), "")
    if is_detail and last == "第":
        return Role.UNREAD  # of what?
    return Role.DETAIL if is_detail and last not in reference_words.FINER else Role.FINER


def _is_of_number(found: Sequence[tuple[str, str]], at: int) -> bool:
    """Whether a number follows the word of a kind, or another word for it: "Clause/Subclause 3"."""
    behind = [one for one in found[at + 1 : at + 4] if one[1] != "\n"]
    if behind[1:] and behind[0][1] == "/":
        behind = behind[1:]
    what, sign = behind[0] if behind else ("", "")
    if sign in reference_words.KIND_OF:
        return reference_words.KIND_OF[found[at][1]] == reference_words.KIND_OF[sign]
    is_letter = what == "word" and (bool(roman(sign)) or (len(sign) == 1 and sign.isascii()))
    is_letter = is_letter and sign not in reference_words.JOINING
    if reference_words.KIND_OF[found[at][1]] == "annex" and what == "word":
        is_letter = is_letter or _is_letter(sign, found[at + 2 : at + 3])
    return what in {"number", "part", "chinese"} or is_letter or sign in {"第", *reference_words.ORDINALS}


def _read_range(
    before: Sequence[tuple[str, str]], said: _ReferenceParts, names: Sequence[_NamedNumber]
) -> None:
    """Note the first and the last of several clauses, where these are the last one or both."""
    if len(names) == 2 and before[-1:] != [("part", names[0].number)]:
        said.ranges.append((names[0], names[1]))
        return
    backwards = zip(reversed(said.roles), reversed(before), strict=True)
    last = islice(
        ((role, sign) for role, (_what, sign) in backwards if role not in {Role.FILLER, Role.KIND}), 2
    )
    told = list(last)[::-1]
    if [role for role, _sign in told] == [Role.NAMED, Role.JOIN] and told[-1][1] in {
        "-",
        *reference_words.RANGE,
    }:
        said.ranges.append((said.named[-len(names) - 1], names[0]))


def _numbers(kind: str, sign: str) -> list[_NamedNumber]:
    """The number, or both ends of a range."""
    is_range = "-" in sign and kind not in {"table", "figure", "formula"}
    return [_NamedNumber(kind, _normal(one)) for one in (sign.split("-") if is_range else [sign])]


def _with_parts_of_articles(signs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The signs; where an article is named, words that are clauses elsewhere are items of it: "ст. 5, п. 2"."""
    if not any(reference_words.KIND_OF.get(sign) == "article" for what, sign in signs if what == "word"):
        return signs
    return [
        (what, "item" if what == "word" and sign in reference_words.PARTS_OF_ARTICLES else sign)
        for what, sign in signs
    ]


def _read_chinese(sign: str, said: _ReferenceParts) -> None:
    """Numbers with the unit behind them."""
    found = re.fullmatch(rf"第?\s*(.+?)\s*({UNIT})", sign)
    assert found is not None  # noqa: S101 -- its pattern
    numbers = [chinese(one.strip()) for one in re.split(CHINESE_AND, found[1])]
    is_of_article = found[2] == "款" and any(one.kind == "article" for one in said.named)
    if found[2] == "段" or is_of_article:
        first, *others = [_NamedNumber("paragraph", one) for one in numbers]
        said.details.append(first)
        said.further += others
    elif found[2] in _UNITS:
        said.named += [_NamedNumber(_UNITS[found[2]], one) for one in numbers]
    said.has_page = said.has_page or found[2] == "页"


def _read_finer(signs: Sequence[tuple[str, str]], at: int, said: _ReferenceParts) -> None:
    """An item, paragraph or note, with its number or letter where it has one: "item 3", "Abs. 2", "2nd paragraph"."""
    what, sign = signs[at]
    kind = reference_words.FINER.get(sign, "") if what == "word" else ""
    if not kind:
        return
    before = signs[at - 1] if at else ("", "")
    follows, behind = signs[at + 1] if at + 1 < len(signs) else ("", "")
    is_letter = follows == "word" and len(behind) == 1 and behind.isascii()
    if before[0] == "word" and before[1] in reference_words.ORDINALS:
        said.details.append(_NamedNumber(kind, reference_words.ORDINALS[before[1]]))
    elif follows == "bracket" or is_letter or (follows == "number" and "." not in behind):
        said.details.append(_NamedNumber(kind, behind.strip("()")))
    else:
        said.bare.append(kind)


def _read_further(
    signs: Sequence[tuple[str, str]], at: int, said: _ReferenceParts, *, is_detail: bool
) -> None:
    """A number or ordinal that belongs to an item, paragraph or note, or to another clause: it has no word itself."""
    what, sign = signs[at]
    is_kind = what == "word" and sign in reference_words.KIND_OF
    if is_kind and said.details and not said.named and signs[at - 1][1] in reference_words.AND:
        said.further.append(said.details[-1])  # "paragraph 2 and Article 23"
    if what == "word" and sign in reference_words.ORDINALS:
        behind = [one for _what, one in signs[at + 1 :]]
        noun = next((one for one in behind if one not in _BETWEEN), "")
        kind = reference_words.FINER.get(noun, "")
        is_own = behind[:1] == [noun]
        if (kind and not is_own) or (not noun and said.details):
            said.further.append(_NamedNumber(kind or said.details[-1].kind, reference_words.ORDINALS[sign]))
        return
    if not is_detail or not said.details or what not in {"number", "bracket"} or "." in sign:
        return
    before = next(
        one for one in range(at - 1, -1, -1)
        if signs[one][0] == "word" and signs[one][1] in reference_words.DETAILS
    )  # fmt: skip
    has_ordinal = before > 0 and signs[before - 1][1] in reference_words.ORDINALS
    is_own = before == at - 1 and not has_ordinal
    is_joined = what == "number" or signs[at - 1][0] == "and" or signs[at - 1][1] in _BETWEEN
    if signs[before][1] in reference_words.FINER and not is_own and is_joined:
        said.further.append(_NamedNumber(said.details[-1].kind, sign.strip("()")))


_BETWEEN = frozenset(
    [*reference_words.AND, *reference_words.ORDINALS, "to", "the", "last", "&", ",", ";", "/", "\n", "-"]
)
"""What stands between ordinals of one word: "first and second paragraphs"."""


def _is_ordinal_number(signs: Sequence[tuple[str, str]], at: int) -> bool:
    """Whether an ordinal is the number of what it follows: "article premier", "articles premier et 2"."""
    before = next((one for _what, one in reversed(signs[:at]) if one not in _BETWEEN), "")
    behind = next((one for _what, one in signs[at + 1 :] if one not in _BETWEEN), "")
    return (
        signs[at][0] == "word"
        and signs[at][1] in reference_words.ORDINALS
        and reference_words.KIND_OF.get(before) in {"article", "chapter", "clause", "annex"}
        and behind not in reference_words.DETAILS
    )


def _is_letter(sign: str, following: Sequence[tuple[str, str]]) -> bool:
    """Whether a word is the letter of an annex in a script without Latin letters; some of these are words as well."""
    if sign not in reference_words.LETTERS or sign in reference_words.JOINING:
        return False
    what, behind = following[0] if following else ("and", "")
    is_last = what in {"and", "bracket"} or behind in reference_words.JOINING
    return is_last or sign not in reference_words.LETTERS_OR_WORDS


def _word(
    sign: str, following: Sequence[tuple[str, str]], said: _ReferenceParts, kind: str, is_detail: bool
) -> tuple[str, bool]:
    """Take a word; the kind and whether details follow, for what comes next."""
    is_number = sign not in reference_words.DETAILS and sign not in reference_words.FILLERS
    if kind == "annex" and len(sign) == 1 and sign.isascii() and is_number:
        said.named.append(_NamedNumber("annex", sign))
        return kind, False
    if kind == "annex" and _is_letter(sign, following):
        said.named.append(_NamedNumber("annex", sign))
        return kind, False
    kinds = {"annex", "chapter", "clause", "article", "table", "figure"}
    if kind in kinds and is_number and (value := roman(sign)):
        said.named.append(_NamedNumber(kind, value))
        return kind, False
    if sign in reference_words.KIND_OF:
        return reference_words.KIND_OF[sign], False
    if sign in reference_words.DETAILS:
        said.has_page = said.has_page or sign in reference_words.PAGES
        return kind if not following else "", True
    is_of_detail = is_detail and len(sign) == 1 and bool(said.details) and said.details[-1].number == sign
    if sign not in reference_words.FILLERS and not is_of_detail:
        said.words.append(sign)
        return "", False
    return kind, is_detail


class References:
    """Places references in one version."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self.passages = {one.key: one for one in passages}
        self.by_number: dict[_NamedNumber, list[str]] = defaultdict(list)
        """Every heading, table, figure and formula under its number, with its word and without."""
        self.by_title: dict[str, list[str]] = defaultdict(list)
        self.inside: dict[tuple[str, str], list[str]] = defaultdict(list)
        """(key of the heading, number) → numbered paragraphs and items under it."""
        self.of_clause: dict[str, list[Passage]] = defaultdict(list)
        """Key of a heading → the passages under it, without those of its clauses."""
        for one in passages:
            self._take(one)

    def _take(self, one: Passage) -> None:
        if one.kind not in {Kind.HEADING, Kind.FOOTNOTE}:
            self.of_clause[one.clause].append(one)
        if one.kind == Kind.HEADING:
            if one.title:
                for words in {
                    _title(one.title),
                    _title(f"{one.number} {one.title}"),
                }:  # one, where it has no number
                    self.by_title[words].append(one.key)
            for name in _names_of(one.number):
                self.by_number[name].append(one.key)
        elif one.number and one.kind != Kind.FOOTNOTE:
            names = [name for name in _names_of(one.number) if name.kind in {"table", "figure", "formula"}]
            for name in names:
                self.by_number[name].append(one.key)
            if not names:
                self.inside[one.clause, _normal(one.number)].append(one.key)

    def place(self, clause: str, element: str = "") -> Placement:
        """Where the words of the two columns point; `element` narrows what `clause` says."""
        if not clause.strip(" \n-–—./[]()*"):
            return (
                self._of_element(element)
                if element.strip()
                else Placement(Certainty.UNPLACED, why=NOTHING_SAID)
            )
        if _is_nothing(clause):
            return (
                self._of_element(element)
                if element.strip()
                else Placement(Certainty.UNPLACED, why=NOTHING_SAID)
            )
        found = self._clause(clause)
        if found.certainty is not Certainty.PLACED or not element.strip():
            return found
        return self._narrowed(found, element)

    # -- one column ----------------------------------------------------------------------------------------------

    def _clause(self, text: str) -> Placement:
        by_title = list(
            dict.fromkeys(self.by_title.get(_title(text), []) or self.by_title.get(_without_word(text), []))
        )
        if len(by_title) == 1:
            return Placement(Certainty.PLACED, by_title[0])
        if by_title:
            return Placement(Certainty.UNPLACED, why=AMBIGUOUS, perhaps=tuple(by_title))
        doubted = self._of_other_text(text)
        if doubted is not None:
            return doubted
        said = _read(text)
        if not said.named and said.words:
            if _is_whole(text):
                return Placement(Certainty.WHOLE)
            keys = self.by_title.get(" ".join(said.words), [])
            if said.has_loose_end():
                return self._loose(said, self._similar_titles(" ".join(said.words)))
            if len(keys) == 1:
                return Placement(Certainty.PLACED, keys[0])
            return Placement(
                Certainty.UNPLACED, why=NOT_FOUND, perhaps=self._similar_titles(" ".join(said.words))
            )
        if not said.named:
            return (
                Placement(Certainty.WHOLE)
                if _is_whole(text)
                else Placement(Certainty.UNPLACED, why=ONLY_PAGES, perhaps=self.at_lines(text))
            )
        return self._numbered(said, text)

    def _of_other_text(self, text: str) -> Placement | None:
        """What a reference may mean that names a file, an address, or a document or version beside its clause; None
        where it names none of them."""
        text = unicodedata.normalize("NFKC", text[:LONGEST])
        rest = _ADDRESS.sub(" ", text)
        if not re.search(r"\w", rest):
            return Placement(Certainty.UNPLACED, why=ONLY_FILE)
        if _FILE.fullmatch(rest):
            return Placement(Certainty.UNPLACED, why=ONLY_FILE, perhaps=self._with_ranges(_read(rest)))
        without = _VERSION.sub(" ", _DOCUMENT.sub(" ", rest))
        if without == text:
            return None
        said = _read(without)
        titled = [key for one in said.groups if one for key in self.by_title.get(" ".join(one), [])]
        perhaps = tuple(dict.fromkeys([*self._with_ranges(said), *titled]))
        is_address = rest != text and without == rest
        return Placement(
            Certainty.UNPLACED, why=NOT_ALL_UNDERSTOOD if is_address else OTHER_TEXT, perhaps=perhaps
        )

    def at_lines(self, text: str) -> tuple[str, ...]:
        """The passages of this draft at the lines that a reference names first."""
        named = _LINES.search(plain(text[:LONGEST]))
        lines = [int(one) for one in re.findall(r"\d{1,6}", named[0])] if named else []
        starts = sorted((one.line, one.key) for one in self.passages.values() if one.line)
        found = [max((one for one in starts if one[0] <= line), default=None) for line in lines[:2]]
        last = starts[-1][0] if starts else 0
        return tuple(
            dict.fromkeys(
                one[1] for one, line in zip(found, lines, strict=False) if one is not None and line <= last
            )
        )

    def _numbered(self, said: _ReferenceParts, text: str) -> Placement:
        found = [(name, self._keys(name)) for name in dict.fromkeys(said.named)]
        first, keys = found[0]
        rest = [(name, others) for name, others in found[1:]]
        known = self._with_ranges(said)
        is_joined = said.joins(Role.NAMED)
        parts = [one for one in rest if is_joined or not self._is_inside(keys, *one)]
        if parts:
            is_missing = all(name.kind in INSIDE and not others for name, others in parts)
            return Placement(Certainty.UNPLACED, why=NOT_IN_CLAUSE if is_missing else SEVERAL, perhaps=known)
        if _DOUBTFUL.search(plain(text[:LONGEST]).translate(HYPHENS)):
            return Placement(Certainty.UNPLACED, why=NOT_UNDERSTOOD, perhaps=known)
        is_twice = is_joined and bool(said.details or said.inside or said.bare)  # "2.2 and 2.2 item 2"
        if is_twice or said.has_loose_end():
            return self._loose(said, known)
        if not keys or self._with_the_same_look(first, keys):
            return self._of_other_scripts(keys, [first]) or self._as_part(first, said, text)
        titled = self._by_words(keys, said)
        if titled is None:
            same = self.by_title.get(" ".join(said.words), [])
            why = CONTRADICTS if same and not set(same) & set(keys) else NOT_UNDERSTOOD
            return Placement(Certainty.UNPLACED, why=why, perhaps=tuple(dict.fromkeys([*keys, *same])))
        if len(titled) > 1:
            return Placement(Certainty.UNPLACED, why=AMBIGUOUS, perhaps=tuple(titled))
        key = titled[0]
        for name, others in rest:
            if name.kind != "footnote":
                key = next((other for other in others if self._under(other, key)), key)
        return self._detailed(key, said)

    def _keys(self, name: _NamedNumber) -> list[str]:
        """The blocks with this number; where its word is not the draft's, those with the bare number."""
        keys = self.by_number.get(name, [])
        if not keys and name.kind == "annex" and "." in name.number:
            keys = self.by_number.get(_NamedNumber("", name.number), [])
        if not keys and name.kind in {"clause", "article", "chapter"}:
            keys = [
                key for key in self.by_number.get(_NamedNumber("", name.number), [])
                if not _words_of(self.passages[key].number) & {"article", "chapter", "annex"} - {name.kind}
                or name.kind == "clause"
            ]  # fmt: skip
        return list(dict.fromkeys(keys))

    def _with_other_scripts(self, name: _NamedNumber) -> list[str]:
        """The blocks that a number may mean whose letter is of another script, those with the same look first."""
        letter, point, rest = name.number.partition(".")
        same_look = [set(one) - {letter} for one in reference_words.SAME_LOOK if letter in set(one)]
        same_place = [one.split() for one in reference_words.SAME_PLACE if letter in one.split()]
        others = [other for group in (*same_look, *same_place) for other in group if other != letter]
        names = [name._replace(number=f"{other}{point}{rest}") for other in dict.fromkeys(others)]
        return list(dict.fromkeys(key for one in names for key in self._keys(one)))

    def _with_the_same_look(self, name: _NamedNumber, keys: Sequence[str]) -> list[str]:
        """Other blocks than these whose number looks the same, with a letter of another script."""
        letter, point, rest = name.number.partition(".")
        looks = [set(one) - {letter} for one in reference_words.SAME_LOOK if letter in set(one)]
        names = [name._replace(number=f"{other}{point}{rest}") for group in looks for other in group]
        return [key for one in names for key in self._keys(one) if key not in keys]

    def _of_other_scripts(self, keys: Sequence[str], names: Sequence[_NamedNumber]) -> Placement | None:
        """What numbers may mean whose letter may be of another script; None where there is no such block. `keys`: the
        blocks with these letters."""
        found = [
            self._with_the_same_look(one, keys) if keys else self._with_other_scripts(one) for one in names
        ]
        alike = tuple(dict.fromkeys([*keys, *(key for those in found for key in those)]))
        if len(alike) == len(keys):
            return None
        return Placement(Certainty.UNPLACED, why=AMBIGUOUS if keys else OTHER_LETTER, perhaps=alike)

    def _is_inside(self, keys: Sequence[str], name: _NamedNumber, others: Sequence[str]) -> bool:
        """Whether a further number names a table, figure, footnote or formula inside the clause."""
        if name.kind == "footnote":
            return True  # drafts number them otherwise than printed files
        return name.kind in INSIDE and any(self._under(other, key) for other in others for key in keys)

    def _under(self, key: str, heading: str) -> bool:
        """Whether a block stands under a heading, or under one of its clauses."""
        at = self.passages[key].clause
        if heading in {at, key}:
            return True
        number = _normal(self.passages[heading].number)
        mine = _normal(self.passages[at].number) if at in self.passages else ""
        return bool(number) and mine.startswith(f"{number}.")

    def _as_part(self, name: _NamedNumber, said: _ReferenceParts, text: str) -> Placement:
        """A number that no heading has: "11.2" may be paragraph 2 of clause 11."""
        above, _point, last = name.number.rpartition(".")
        keys = self._keys(_NamedNumber(name.kind, above)) if above else []
        items = [item for key in keys for item in self.inside.get((key, last), [])]
        if len(keys) == 1 and len(items) == 1 and not (said.words or said.further or said.joins(Role.FINER)):
            return Placement(Certainty.PLACED, items[0])
        return Placement(Certainty.UNPLACED, why=NOT_FOUND, perhaps=tuple(keys) or self._similar_titles(text))

    def _by_words(self, keys: Sequence[str], said: _ReferenceParts) -> list[str] | None:
        """Those of the blocks whose title has all the words; None where there are words that no title has."""
        words, groups = said.words, list(filter(None, said.groups))
        if not words:
            return list(keys)
        shares = {title: _share(words, title) for title in self.by_title}
        titles = {key: _title(self.passages[key].title) for key in keys}
        fitting = [
            key for key in keys if all(_share(one, titles[key]) >= _MOST_OF for one in [words, *groups])
        ]
        best = max(shares.values(), default=0.0)
        fitting = [key for key in fitting if shares[titles[key]] == best]
        return fitting or None

    def _loose(self, said: _ReferenceParts, known: Sequence[str]) -> Placement:
        """What a reference may mean of which not all was read."""
        titled = [key for one in said.groups if one for key in self.by_title.get(" ".join(one), [])]
        perhaps = tuple(dict.fromkeys([*known, *titled]))
        return Placement(Certainty.UNPLACED, why=NOT_ALL_UNDERSTOOD, perhaps=perhaps)

    def _with_ranges(self, said: _ReferenceParts) -> tuple[str, ...]:
        """The blocks that a reference names by their numbers, with those between the ends of its ranges."""
        ranges = list(dict.fromkeys(said.ranges))
        between: dict[_NamedNumber, list[str]] = {}
        for first, last in ranges if len(ranges) <= _MOST_RANGES else ():
            between.setdefault(first, []).extend(self._between(first, last))
        found: list[str] = []
        for name in dict.fromkeys(said.named):
            found += self._keys(name) or self._with_other_scripts(name)
            found += between.get(name, [])
        return tuple(dict.fromkeys(found))

    def _between(self, first: _NamedNumber, last: _NamedNumber) -> list[str]:
        """The blocks between two numbers of one depth, in the order of their numbers."""
        start, end = _steps(first.number), _steps(last.number)
        if [one[0] for one in start] != [one[0] for one in end] or first.kind not in {last.kind, ""}:
            return []
        numbers = {name.number for name in self.by_number if name.kind in {first.kind, ""}}
        inside = sorted(
            (_steps(one), one) for one in numbers
            if len(_steps(one)) == len(start) and start < _steps(one) < end
        )  # fmt: skip
        keys = [key for _steps_of, one in inside for key in self._keys(_NamedNumber(first.kind, one))]
        return keys if len(keys) <= _MOST_OF_RANGE else []

    def _detailed(self, key: str, said: _ReferenceParts) -> Placement:
        """The clause, or the one passage in it that is named by its number: "11 (2)", "4.1 b)", "§ 4 Abs. 2". Those
        of a table or figure stay with it, which is one passage."""
        if self.passages[key].kind is not Kind.HEADING:
            return Placement(Certainty.PLACED, key)
        is_joined = said.joins(Role.FINER) and not said.has_page
        if is_joined or (said.further and not (said.has_page and "." in self.passages[key].number)):
            return self._doubted(key, self._several_inside(key, said))
        named = list(dict.fromkeys([*said.details, *(_NamedNumber("item", one) for one in said.inside)]))
        if said.has_page:
            named = [one for one in named if one.kind != "paragraph"]
        if len({one.kind for one in named}) == 1 and len(named) > 1 and said.details:
            return self._doubted(key, self._several_inside(key, said))
        if len(named) > 1 or (len(said.inside) > 1 and not said.details):
            return self._doubted(key, [item for one in named for item in self._with_number(key, one.number)])
        if len(named) == 1:
            return self._one_inside(key, named[0])
        if not named and "note" in said.bare:
            return self._note(key, "")
        return Placement(Certainty.PLACED, key)

    def _several_inside(self, key: str, said: _ReferenceParts) -> list[str]:
        """What the numbers of details, and further ones, mean in a clause; else the clauses with such a number."""
        found = []
        items = [_NamedNumber("item", one) for one in said.inside]
        for name in dict.fromkeys([*said.details, *said.further, *items]):
            inside = self._one_inside(key, name)
            word = said.named[0].kind if said.named else ""
            is_clause = name in said.further and name.number.isdecimal()
            clauses = self._keys(_NamedNumber(word, name.number)) if is_clause else []
            found += [inside.key] if inside.key else clauses
        return found

    def _with_number(self, key: str, number: str) -> list[str]:
        return self.inside.get((key, number), [])

    def _one_inside(self, key: str, name: _NamedNumber) -> Placement:
        """The passage of a clause with a number, where it is certain."""
        if name.kind == "note":
            return self._note(key, name.number)
        items, inside = self._with_number(key, name.number), self.of_clause.get(key, [])
        at = _position(name.number)
        plain_ones = [one.key for one in inside if one.kind is Kind.PARAGRAPH and not one.number]
        if name.kind == "item":
            if len(items) == 1:
                return Placement(Certainty.PLACED, items[0])
            listed = [one.key for one in inside if one.kind is Kind.LIST_ITEM]
            return self._doubted(key, items or _near(listed, at))
        if len(items) == 1 and not plain_ones:
            return Placement(Certainty.PLACED, items[0])
        if [one.key for one in inside[:at]] == plain_ones[:at] and at <= len(plain_ones):
            return Placement(Certainty.PLACED, plain_ones[at - 1])  # whatever else is counted, it comes later
        return self._doubted(key, [*items, *_near(plain_ones, at)])

    def _note(self, key: str, number: str) -> Placement:
        """The note of a clause, where it has one alone, or one with this number."""
        notes = [one for one in self.of_clause.get(key, []) if one.kind is Kind.NOTE]
        fitting = [one.key for one in notes if number and number in re.findall(r"\w+", one.number.lower())]
        if len(fitting) == 1 or (len(notes) == 1 and number in {"", "1"}):
            return Placement(Certainty.PLACED, fitting[0] if len(fitting) == 1 else notes[0].key)
        return self._doubted(key, [one.key for one in notes][:5])

    def _doubted(self, key: str, others: Sequence[str]) -> Placement:
        """What a detail may mean that is not in the clause for certain."""
        return Placement(
            Certainty.UNPLACED, why=NO_SUCH_DETAIL, perhaps=tuple(dict.fromkeys([*others[:5], key]))
        )

    def _similar_titles(self, text: str) -> tuple[str, ...]:
        """Headings whose title has all words of a reference, or is in it."""
        said = _title(text)
        if len(said) < 4:
            return ()
        alike = [
            keys
            for title, keys in self.by_title.items()
            if len(title) > 3 and (said in title or title in said)
        ]
        return tuple(dict.fromkeys(key for keys in alike for key in keys))[:5]

    def _says(self, heading: str, name: _NamedNumber) -> bool:
        """Whether a number is that of the clause itself."""
        return heading in self._keys(name)

    # -- the second column ---------------------------------------------------------------------------------------

    def _of_element(self, element: str) -> Placement:
        """A row that names only a table, figure or formula."""
        said = _read(element)
        names = [
            name for name in dict.fromkeys(said.named) if name.kind in {"table", "figure", "formula", "annex"}
        ]
        keys = list(dict.fromkeys(key for name in names for key in self._keys(name)))
        similar = self._of_other_scripts(keys, names)
        if similar is not None:
            return similar
        if keys and said.has_loose_end():
            return self._loose(said, keys)
        if len(names) == 1 and len(keys) == 1 and len(said.named) == 1:
            return Placement(Certainty.PLACED, keys[0])
        return Placement(
            Certainty.UNPLACED, why=SEVERAL if len(keys) > 1 else NOTHING_SAID,
            perhaps=tuple(keys) or self.at_lines(element),
        )  # fmt: skip

    def _narrowed(self, found: Placement, element: str) -> Placement:
        said = _read(element)
        heading = found.key
        names = list(dict.fromkeys(said.named))
        tables = [name for name in names if name.kind in INSIDE]
        keys = [key for name in tables for key in self._keys(name) if self._under(key, heading)]
        others = [
            name for name in names
            if name.kind not in INSIDE and ("." in name.number or name.kind in {"article", "chapter", "annex"})
        ]  # fmt: skip
        if any(not self._says(heading, name) for name in others) or (tables and not keys):
            perhaps = [heading, *(key for name in names for key in self._keys(name))]
            return Placement(Certainty.UNPLACED, why=NOT_IN_CLAUSE, perhaps=tuple(dict.fromkeys(perhaps)))
        is_heading = self.passages[heading].kind is Kind.HEADING
        is_other = any(key != heading for name in tables for key in self._keys(name))
        is_several = bool(keys) and said.joins(Role.NAMED) and (is_heading or is_other)
        if is_several or (is_heading and said.has_loose_end(is_free=True)):
            return self._loose(said, [heading, *keys])
        if len(keys) == 1:
            return Placement(Certainty.PLACED, keys[0])
        bare = re.findall(r"^\s*\(?([a-z]|\d{1,2})[.)]\s*$", plain(element))
        said.inside = [*said.inside, *(one for one in bare if one not in said.inside)]
        return self._detailed(heading, said) if not said.words else found


def _position(number: str) -> int:
    """The number, or the place of a letter in the alphabet; a thousand where it is neither."""
    if number.isascii() and number.isdecimal() and len(number) < 4:
        return int(number) or 1_000
    return ord(number) - 96 if len(number) == 1 and "a" <= number <= "z" else 1_000


def _steps(number: str) -> tuple[tuple[bool, int, str], ...]:
    """The parts of a number, for the order of numbers."""
    return tuple(
        (one.isdecimal(), int(one) if one.isdecimal() else 0, "" if one.isdecimal() else one)
        for one in number.split(".")
    )


def _near(keys: Sequence[str], at: int) -> list[str]:
    """The passage at a place, and those before and after it; the last ones where there are not so many."""
    first = max(min(at, len(keys)) - 2, 0)
    found = list(keys[first : first + 3])
    return [*keys[at - 1 : at], *(one for one in found if one not in keys[at - 1 : at])]


def _names_of(number: str) -> list[_NamedNumber]:
    """The names under which a number is found: with its word and without."""
    said = _read(number)
    if len(said.named) != 1 or said.words:
        return [_NamedNumber("", _normal(number))] if number.strip() else []
    kind, digits = said.named[0]
    if kind in {"table", "figure", "formula", "footnote"}:
        return [_NamedNumber(kind, digits)]
    return list(
        dict.fromkeys(
            [
                _NamedNumber(kind, digits),
                _NamedNumber("", digits),
                *([_NamedNumber("annex", digits)] if digits.isalpha() else []),
            ]
        )
    )


def _words_of(number: str) -> set[str]:
    return {name.kind for name in _names_of(number)} - {""}


def _without_word(text: str) -> str:
    """A title without an article, and the word that may stand before its number; "" where it has neither."""
    words = _title(text).split()
    articles, kinds = {"the", "le", "la", "les", "el"}, {"clause", "article", "chapter"}
    rest = words[1:] if words[:1] and words[0] in articles else words
    rest = rest[1:] if rest[:1] and reference_words.KIND_OF.get(rest[0]) in kinds else rest
    return " ".join(rest) if len(rest) < len(words) else ""


def _share(words: Sequence[str], title: str) -> float:
    """Which share of the words a title has."""
    return len(set(words) & set(title.split())) / len(set(words))


def _title(text: str) -> str:
    """The words of a title, for comparing."""
    return " ".join(re.findall(r"[^\W_]+", plain(text[:LONGEST])))


def _is_whole(text: str) -> bool:
    words = re.findall(r"_whole|[^\W\d_]+", plain(text))
    return (
        bool(words) and set(words) <= reference_words.WHOLE and bool(set(words) & reference_words.WHOLE_ALONE)
    )


def _is_nothing(text: str) -> bool:
    return " ".join(re.findall(r"[^\W_]+", plain(text))) in reference_words.NOTHING
