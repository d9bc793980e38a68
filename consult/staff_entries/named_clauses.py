"""The clauses that the text of a letter or an email names, and the text divided at the lines that begin with one.

Only what `comment_forms.clause_references` places with certainty is proposed. A reference that may be to another
document, or of which not all was understood, is in doubt: its words stay on the whole draft, and the page says so.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from consult.comment_forms import reference_words
from consult.comment_forms.clause_references import (
    CONTRADICTS,
    Certainty,
    References,
    names_other_text,
    plain,
)
from consult.comment_forms.importing import passages_of
from consult.comment_forms.reference_signs import CHINESE_AND, CHINESE_NUMBER
from consult.drafts import queries as drafts

_MOST_LINES, _LONGEST_LINE, _MOST_NAMED = 400, 4000, 100
"""Lines, characters of a line, and references: a text that has more is left as it is."""
_LONGEST_REFERENCE = 80
"""Characters of a reference that is looked up; a longer one is in doubt."""
_LONGEST_LEAD = 120
"""Characters before a colon or a dash that may be a reference with a title."""
_UNWRAPPED = 60
"""A line of fewer characters ends where its writer ended it."""


@dataclass(frozen=True)
class NamedClause:
    """A reference as it stands in a text; `key`: of the passage that it means, "" where that is not certain."""

    words: str
    key: str


@dataclass(frozen=True)
class TextPart:
    """A part of a text: the words, and what they begin with; None of what stands before the first reference."""

    text: str
    named: NamedClause | None

    @property
    def key(self) -> str:
        """The passage that it is about, "" for the whole draft."""
        return self.named.key if self.named is not None else ""


@dataclass(frozen=True)
class NamedClauses:
    """What a page says of the clauses that a text names. `proposed`: the one that it names alone and for certain;
    `doubted`: words of which it is not certain what they mean; `parts`: into how many comments it can be divided, 1
    where it cannot."""

    proposed: NamedClause | None = None
    doubted: Sequence[str] = ()
    parts: int = 1

    @classmethod
    def of(cls, text: str, references: References) -> "NamedClauses":
        """What is said of the clauses that a text names."""
        named = named_in(text, references)
        doubted = [one.words for one in named if not one.key]
        return cls(proposed(named), doubted, len(divided(text, references)))

    @property
    def mark(self) -> str:
        """Different where something else is offered: a passage, or to divide the text; "" where nothing is."""
        key = self.proposed.key if self.proposed is not None else ""
        return f"{key}/{self.parts}" if key or self.parts > 1 else ""


def references_of(version_id: int | None) -> References | None:
    """The places of a version to which references can be; None where there is no draft."""
    return References(passages_of(drafts.blocks(version_id))) if version_id is not None else None


def named_in(text: str, references: References) -> list[NamedClause]:
    """The clauses that a text names, each once, in their order."""
    found: list[NamedClause] = []
    for line in _lines(text):
        first = _at_start(line, references)
        found += [first] if first is not None else []
        found += islice(_mentions(line, references), _MOST_NAMED)
        if len(found) > _MOST_NAMED:
            return []
    firsts: dict[str, NamedClause] = {}
    for one in found:
        firsts.setdefault(one.key or one.words, one)
    return list(firsts.values())


def proposed(named: Sequence[NamedClause]) -> NamedClause | None:
    """The one clause that a text names, where it names no other and it is certain which that is."""
    return named[0] if len(named) == 1 and named[0].key else None


def divided(text: str, references: References) -> list[TextPart]:
    """A text, divided before each line that begins with a reference: nothing is lost but white space between parts.
    Lines on the same passage one after the other stay together. One part alone where fewer than two references begin
    lines, or none of them is certain."""
    cuts: list[tuple[int, NamedClause | None]] = [(0, None)]
    at, before = 0, ""
    for line in _lines(text):
        is_begun = not before.strip() or len(before) < _UNWRAPPED or bool(_ENDED.search(before))
        named = _at_start(line, references) if is_begun else None
        last = cuts[-1][1]
        is_same = named is not None and last is not None and bool(named.key) and named.key == last.key
        if named is not None and not is_same:
            cuts.append((at, named))
        at, before = at + len(line), line
    ends = [start for start, _named in cuts[1:]] + [len(text)]
    parts = [TextPart(text[start:end].strip(), named) for (start, named), end in zip(cuts, ends, strict=True)]
    parts = [one for one in parts if one.text]
    named_parts = [one for one in parts if one.named is not None]
    if len(named_parts) < 2 or not any(one.key for one in named_parts):
        return [TextPart(text.strip(), None)]
    return parts


def _lines(text: str) -> list[str]:
    """The lines of a text with their ends; none where these are too many, or one is too long or has gaps of a table."""
    found = text.splitlines(keepends=True)
    is_read = len(found) <= _MOST_LINES and not any(
        len(one) > _LONGEST_LINE or _WIDE_GAP.search(one.strip()) for one in found
    )
    return found if is_read else []


_GAP = r"\s{0,9}"
"""White space within a reference."""
_WIDE_GAP = re.compile(r"\s{10}")
_ENDED = re.compile(r"[.!?:;。！？：；؟؛…)\]”\"»]\s{0,9}$")
_BULLET = re.compile(r"\s{0,9}(?:[-–—•*·▪●]\s+)?")


def _any_of(words: Iterable[str]) -> str:
    """A pattern for any of these words, the longest first."""
    return "|".join(sorted((one for one in words if one.isalpha()), key=len, reverse=True))


_KINDS = _any_of(reference_words.KIND_OF)
_BESIDE = _any_of({*reference_words.KIND_OF, *reference_words.DETAILS})
_JOINED = _any_of(reference_words.JOINING)
_NUMBER = r"(?:[a-z]\.)?\d{1,9}(?:[.-]\d{1,9}){0,9}[a-z]?(?![^\W\d_])(?!\.?\d)"
_LETTER = rf"(?!(?:{_JOINED})(?!\w))[^\W\d_](?!\w)(?:\.\d+)*|[ivxlc]+(?!\w)"
_VALUE = rf"(?:{_NUMBER}|\(\w{{1,4}}\)|[a-z]\)|{_LETTER})"
_AND = rf"{_GAP}(?:[,;/&+،؛~–—-]|(?<!\w)(?:{_JOINED})(?!\w)){_GAP}"
_WORD = rf"(?:(?:{_BESIDE})(?!\w)\.?{_GAP}|§{{1,3}}{_GAP})"
_ITEM = r"(?:\(\w{1,4}\)|[a-z]\))"
_REST = rf"(?:(?:{_AND})?{_GAP}{_WORD}{_VALUE}|{_AND}(?:{_NUMBER}|{_ITEM})|{_GAP}{_ITEM})*"
_HAN_UNIT = "(?:条款|条|章|节|款|段|部分)"
_HAN_ONE = (
    rf"第{_GAP}{CHINESE_NUMBER}(?:{_GAP}{CHINESE_AND}{_GAP}第?{_GAP}{CHINESE_NUMBER})*{_GAP}{_HAN_UNIT}"
)
_HAN_NAMED = (
    r"附[件录]\s{0,9}(?:[a-z](?![a-z])|[一二三四五六七八九十]+|\d+)|[表图]\s{0,9}(?:[a-z]\.)?\d+(?:[.-]\d+)*"
)
_HAN = rf"(?:{_HAN_ONE}|{_HAN_NAMED})(?:{_GAP}{CHINESE_AND}?{_GAP}(?:{_HAN_ONE}|{_HAN_NAMED}))*"
_MENTION = re.compile(rf"(?:(?<!\w)(?:{_KINDS})(?!\w)\.?{_GAP}|§{{1,3}}{_GAP}){_VALUE}{_REST}|{_HAN}")
"""A clause with its word, and what is joined to it: "clauses 5.1 and 5.2", "第五条第二款"."""
_BARE = re.compile(rf"(?:[a-z]\.)?\d{{1,3}}(?:\.\d{{1,3}})+(?![\w]|\.\d){_REST}")
"""A number with a point, which is a clause where a line begins with it."""
_OF_FILE = _any_of(reference_words.LINES | reference_words.PAGES | reference_words.DETAILS)
_UNSURE = re.compile(
    rf"(?:(?:{_OF_FILE})(?!\w)\.?{_GAP})?\d{{1,4}}(?:\.\d{{1,3}})*(?:{_AND}\d{{1,4}})?"
    rf"(?=(?:{_GAP}[:：]|\s{{1,9}}-\s|{_GAP}[–—])(?!{_GAP}\d))"
)
"""What a line may begin with as with a clause: a number alone, a line, a point, before a colon or a dash. It begins
another comment, of which it is not certain where it belongs."""
_SEPARATOR = re.compile(r"\s{0,9}[:：]|\s+-\s|\s{0,9}[–—]")
_OF_OTHER = re.compile(
    r"\s{0,9},?\s{0,9}(?:(?:of|in|under|to)\s+(?!(?:the|this|your)\s+(?:draft|text|document|consultation)\b|order\b)"
    r"|(?:de|du|des|del|dell|della)\s+|d'|l'|من\s|في\s|от\s|к\s)"
)
"""What may say of which document a clause is: "clause 5 of the Convention"."""
_NAME_BEHIND = re.compile(r"\s+[А-ЯЁ]")
_NAME_BEFORE = re.compile(r"(?:[》»約约法例定令准]|(?:(?<![.!?:;])\s|\()[A-Z]\w+\s|[A-Z]{2,}\s)\s{0,9}$")
"""The name of another document: "статья 5 Конвенции", "《公约》第五条", "the Convention, Article 5"."""
_OTHER_TEXT = re.compile(
    r"(?<!\w)(?:rules?|laws?|acts?|letters?|regulations?|standards?|directives?|conventions?|codes?|treat(?:y|ies)"
    r"|agreements?|guidelines?|protocols?|charters?|decrees?|constitution|manuals?"
    r"|lois?|reglements?|normes?|traites?|accords?|lettres?|decrets?|protocoles?|chartes?|constitution|manuel"
    r"|ley(?:es)?|reglamentos?|directivas?|convenios?|convencion|normas?|codigos?|tratados?|acuerdos?|cartas?|decretos?"
    r"|protocolos?|constitucion"
    r"|закон\w*|правил\w*|письм\w*|регламент\w*|директив\w*|конвенци\w*|стандарт\w*|кодекс\w*|договор\w*"
    r"|соглашени\w*|указ|указа|протокол\w*|приказ\w*|устав\w*"
    r"|(?:ال|لل)?(?:قانون|قوانين|لائحه|لوائح|اتفاقيه|معاهده|رساله|توجيه|معيار|ميثاق|بروتوكول)\w*"
    r"|رسالتنا|قانوننا|our|its|their|notre|nos|leurs?|nuestr[oa]s?|sus?|наш\w*|их|его)(?!\w)"
    r"|法律|本法|国法|条例|公约|标准|指令|协定|条约|的信|我们的"
)
"""Words in a sentence that may be of another text: what it says of a clause may be said of a clause of that one."""
_SENTENCE_END = re.compile(r"[.!?;؟؛]\s|[。！？；]")
_WORDS_OF_ONE_LETTER = frozenset("aeiouyавикосуяю")


def _at_start(line: str, references: References) -> NamedClause | None:
    """The reference with which a line begins; None where it begins with none."""
    begin = _BULLET.match(line)
    words = line[begin.end() if begin is not None else 0 :].rstrip()
    said = plain(words)
    found = _MENTION.match(said)
    if found is not None and not _is_word(found):
        return _titled(words, said, found.end(), references) or _leading(words, said, found, references)
    found = _BARE.match(said)
    if found is None:
        unsure = _UNSURE.match(said)
        return NamedClause(words[: unsure.end()].strip(), "") if unsure is not None else None
    if found.end() == len(said.rstrip(" .")) or _SEPARATOR.match(said, found.end()):
        return _leading(words, said, found, references)
    titled = _titled(words, said, found.end(), references)
    between = _SEPARATOR.search(said, found.end(), _LONGEST_LEAD)
    return titled or (NamedClause(words[: between.start()], "") if between is not None else None)


def _titled(words: str, said: str, number_ends: int, references: References) -> NamedClause | None:
    """A number with the title of its clause before a colon or a dash, or alone on its line; in doubt where the title is
    that of another clause."""
    ends = [one.start() for one in _SEPARATOR.finditer(said, number_ends, _LONGEST_LEAD)]
    for end in [*ends, *([len(said)] if len(said) <= _LONGEST_LEAD else [])]:
        found = references.place(said[:end])
        if found.certainty is Certainty.PLACED or found.why == CONTRADICTS:
            is_certain = found.certainty is Certainty.PLACED and not names_other_text(words)
            return NamedClause(words[:end].strip(), found.key if is_certain else "")
    return None


def _mentions(line: str, references: References) -> Iterator[NamedClause]:
    """The clauses that a line names by their words, wherever they stand in it."""
    said = plain(line)
    for one in _MENTION.finditer(said):
        if not _is_word(one):
            yield _placed(line, said, one, references)


def _is_word(found: re.Match[str]) -> bool:
    """Whether the letter behind the word of a clause is a word itself: "this section I find", "an annex a page
    long"."""
    word, _blank, value = found[0].rstrip().rpartition(" ")
    if len(value) != 1 or value.isdecimal() or not word:
        return False
    is_annex = reference_words.KIND_OF.get(word.strip(" .")) == "annex"
    is_read_on = re.match(r"\s+\w", found.string[found.end() :]) is not None
    return not is_annex or (is_read_on and value in _WORDS_OF_ONE_LETTER)


def _leading(words: str, said: str, found: re.Match[str], references: References) -> NamedClause:
    """The same of a reference with which a line begins: what stands behind a colon or a dash says nothing of it."""
    separator = _SEPARATOR.search(said, found.end(), found.end() + _LONGEST_LEAD)
    return _placed(words, said, found, references, said[: separator.start()] if separator is not None else "")


def _placed(
    words: str, said: str, found: re.Match[str], references: References, around: str = ""
) -> NamedClause:
    """A reference with its passage, where nothing around it may say that it is of another document. `said`: the same
    words as they are compared; `around`: those that say so, "" for its sentence."""
    start, end = found.span()
    is_same_length = len(words) == len(said)
    before, behind = (words[:start], words[end:]) if is_same_length else (said[:start], said[end:])
    is_of_other = bool(
        names_other_text(words)
        or _OF_OTHER.match(said, end)
        or _NAME_BEHIND.match(behind)
        or _NAME_BEFORE.search(before)
        or _OTHER_TEXT.search(around or _sentence(said, found))
    )
    shown = (words[start:end] if is_same_length else found[0]).strip()
    if is_of_other or len(found[0]) > _LONGEST_REFERENCE:
        return NamedClause(shown, "")
    place = references.place(found[0])
    return NamedClause(shown, place.key if place.certainty is Certainty.PLACED else "")


def _sentence(said: str, found: re.Match[str]) -> str:
    """The sentence in which a reference stands."""
    start = max((one.end() for one in _SENTENCE_END.finditer(said, 0, found.start())), default=0)
    end = _SENTENCE_END.search(said, found.end())
    return said[start : end.start() if end is not None else len(said)]
