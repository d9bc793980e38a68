"""References to clauses as people write them ("Sec. 4.2, para 3, line 812", "المادة ١٢", "第五条"), read and placed.

A reference is placed only where it can mean one passage. In doubt it is left to a person, with what it may mean.
Numbers of pages and lines belong to the file that its writer read, and place nothing: a line of this draft, which is
handed out with the same lines, is only offered.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from consult.comment_forms import reference_words
from consult.comment_forms.numerals import chinese, plain_digits, roman
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
CONTRADICTS = N_("The number and the title belong to different clauses.")

_MOST_OF = 0.7
"""Of the words beside a number, so many are in the title of its clause: titles are quoted with small changes."""
_NUMBER = (
    r"(?<![\w.])[a-z\d]{1,3}-\d{1,3}(?![\w.-]*\w)"  # "Table B-1"; elsewhere it is a range
    r"|(?:[a-z]\.)?\d+(?:\.\d+)*[a-z]?(?![^\W\d_])|[a-z](?:\.\d+)+"
)
INSIDE = frozenset(["table", "figure", "formula"])
"""What stands in a clause and has a number of its own (reference_words.KINDS)."""

_LINES = re.compile(
    r"(?<!\w)(?:lines?|ln|lin|lignes?|lineas?|строк[аи]|строке|سطر|السطر)\W{0,3}\d{1,6}(?:\s*(?:-|,|and|to|a|et|y|и)\s*\d{1,6})?"
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
_HYPHENS = str.maketrans(dict.fromkeys("–—‑−‐", "-"))
_CHINESE = r"[0-9一二三四五六七八九十百零〇两]+(?:\.\d+)*"
_CHINESE_AND = "[、,和及与至-]"
_UNIT = "(?:条款|条|章|节|款|页|行|段|句|部分)"
_SIGN = re.compile(
    r"(?P<parts>(?<![\w.-])\d{1,3}-\d{1,3}(?:\.\d+)+(?![\w-]))"  # "2-5.7": of part 2, or a range
    r"|(?P<mistyped>(?<![\w.-])\d{1,2}[a-z]\d{1,2}(?![\w-]))"  # "7l3"
    rf"|(?P<chinese>(?:第\s*{_CHINESE}(?:\s*{_CHINESE_AND}\s*{_CHINESE})*|(?<![\w.])\d+(?:\.\d+)*)\s*{_UNIT})"
    r"|(?P<ordinal>(?<![\w.])\d(?:st|nd|rd|th|er)(?!\w))"
    rf"|(?P<number>{_NUMBER})|(?P<bracket>\((?:\d{{1,3}}|[a-z]|[ivx]{{1,5}})\)|(?<![\w.])[a-z]\))"
    r"|(?P<word>[^\W\d_]+|_whole)"
    r"|(?P<and>[&,;/]|\n|(?<=\))\s*-(?=\s*\(?\w{1,5}\)))"
)
_GLUED = re.compile(r"(?<=\d)(?!(?:st|nd|rd|th|er)(?!\w))(?=[a-zа-яء-ي]{2})")
"""Where a blank is missing between a number and a word: "4.2ff", "4.2para 3"."""
_UNITS = {
    "条": "article",
    "条款": "clause",
    "章": "chapter",
    "节": "clause",
    "款": "clause",
    "部分": "clause",
}


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


def _signs(text: str) -> Iterator[tuple[str, str]]:
    for found in _SIGN.finditer(_GLUED.sub(" ", plain(text[:LONGEST]).translate(_HYPHENS))):
        kind = str(found.lastgroup)
        if found["chinese"]:
            yield "chinese", found["chinese"]
        elif found["parts"]:
            for one in found["parts"].split("-"):
                yield "part", one
        elif found["mistyped"]:
            yield "part", re.sub("[a-z]", ".", found["mistyped"])
            yield "word", found["mistyped"]
        elif kind in {"number", "bracket", "word", "and", "ordinal"}:
            yield "word" if kind == "ordinal" else kind, found[kind]


def _normal(number: str) -> str:
    """A number for comparing: "3-1." and "3.1" are one."""
    return number.strip(" .:)(").replace("-", ".").lower()


def _read(text: str) -> _ReferenceParts:
    """The parts of a reference. Numbers after words of pages and lines are passed over."""
    said = _ReferenceParts([], [], [], [], [], [])
    kind, is_detail = "", False
    signs = _with_parts_of_articles(list(_signs(text)))
    for at, (what, sign) in enumerate(signs):
        _read_finer(signs, at, said)
        _read_further(signs, at, said, is_detail=is_detail)
        if what == "chinese":
            _read_chinese(sign, said)
            kind, is_detail = "", False
        elif what == "number":
            if is_detail and "." not in sign:
                continue
            is_detail = False
            said.named += _numbers(kind, sign)
        elif what == "part":
            said.named.append(_NamedNumber("", sign))
            is_detail = False
        elif what == "bracket":
            if said.named and not is_detail:
                said.inside.append(sign.strip("()"))
        elif what == "and":
            continue
        elif _is_ordinal_number(signs, at):
            said.named.append(_NamedNumber(kind, reference_words.ORDINALS[sign]))
        else:
            kind, is_detail = _word(sign, signs[at + 1 : at + 2], said, kind, is_detail)
    return said


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
    found = re.fullmatch(rf"第?\s*(.+?)\s*({_UNIT})", sign)
    assert found is not None  # noqa: S101 -- its pattern
    numbers = [chinese(one.strip()) for one in re.split(_CHINESE_AND, found[1])]
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


def _word(
    sign: str, following: Sequence[tuple[str, str]], said: _ReferenceParts, kind: str, is_detail: bool
) -> tuple[str, bool]:
    """Take a word; the kind and whether details follow, for what comes next."""
    if kind == "annex" and len(sign) == 1 and sign.isascii():
        said.named.append(_NamedNumber("annex", sign))
        return "", False
    if kind in {"annex", "chapter", "clause", "article", "table", "figure"} and (value := roman(sign)):
        said.named.append(_NamedNumber(kind, value))
        return "", False
    if sign in reference_words.KIND_OF:
        return reference_words.KIND_OF[sign], False
    if sign in reference_words.DETAILS:
        said.has_page = said.has_page or sign in reference_words.PAGES
        return kind if not following else "", True
    if sign in reference_words.AND:
        return kind, is_detail
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
        said = _read(text)
        if not said.named and said.words:
            if _is_whole(text):
                return Placement(Certainty.WHOLE)
            keys = self.by_title.get(" ".join(said.words), [])
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
        known = tuple(dict.fromkeys(key for _name, keys in found for key in keys))
        first, keys = found[0]
        rest = [(name, others) for name, others in found[1:]]
        parts = [(name, others) for name, others in rest if not self._is_inside(keys, name, others)]
        if parts:
            is_missing = all(name.kind in INSIDE and not others for name, others in parts)
            return Placement(Certainty.UNPLACED, why=NOT_IN_CLAUSE if is_missing else SEVERAL, perhaps=known)
        if _DOUBTFUL.search(plain(text[:LONGEST]).translate(_HYPHENS)):
            return Placement(Certainty.UNPLACED, why=NOT_UNDERSTOOD, perhaps=known)
        if not keys:
            return self._as_part(first, said, text)
        titled = self._by_words(keys, said.words)
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
        if len(keys) == 1 and len(items) == 1 and not said.words and not said.further:
            return Placement(Certainty.PLACED, items[0])
        return Placement(Certainty.UNPLACED, why=NOT_FOUND, perhaps=tuple(keys) or self._similar_titles(text))

    def _by_words(self, keys: Sequence[str], words: Sequence[str]) -> list[str] | None:
        """Those of the blocks whose title has all the words; None where there are words that no title has."""
        if not words:
            return list(keys)
        shares = {title: _share(words, title) for title in self.by_title}
        fitting = [key for key in keys if _share(words, _title(self.passages[key].title)) >= _MOST_OF]
        best = max(shares.values(), default=0.0)
        fitting = [key for key in fitting if shares[_title(self.passages[key].title)] == best]
        return fitting or None

    def _detailed(self, key: str, said: _ReferenceParts) -> Placement:
        """The clause, or the one passage in it that is named by its number: "11 (2)", "4.1 b)", "§ 4 Abs. 2". Several
        of one kind stay with the clause; so do those of a table or figure, which is one passage."""
        if self.passages[key].kind is not Kind.HEADING:
            return Placement(Certainty.PLACED, key)
        if said.further and not (said.has_page and "." in self.passages[key].number):
            return self._doubted(key, self._several_inside(key, said))
        named = list(dict.fromkeys([*said.details, *(_NamedNumber("item", one) for one in said.inside)]))
        if said.has_page:
            named = [one for one in named if one.kind != "paragraph"]
        if len({one.kind for one in named}) > 1 or (len(said.inside) > 1 and not said.details):
            return self._doubted(key, [item for one in named for item in self._with_number(key, one.number)])
        if len(named) == 1:
            return self._one_inside(key, named[0])
        if not named and "note" in said.bare:
            return self._note(key, "")
        return Placement(Certainty.PLACED, key)

    def _several_inside(self, key: str, said: _ReferenceParts) -> list[str]:
        """What the numbers of details, and further ones, mean in a clause; else the clauses with such a number."""
        found = []
        for name in dict.fromkeys([*said.details, *said.further]):
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
        others = [name for name in names if name.kind not in INSIDE and "." in name.number]
        if any(not self._says(heading, name) for name in others) or (tables and not keys):
            perhaps = [heading, *(key for name in names for key in self._keys(name))]
            return Placement(Certainty.UNPLACED, why=NOT_IN_CLAUSE, perhaps=tuple(dict.fromkeys(perhaps)))
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
