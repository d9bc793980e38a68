"""The signs of a reference: its numbers, words and what joins them. Nothing is passed over: what is none of these, and
no known sign that says nothing, is `unread`. Pure."""

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum

from consult.comment_forms import reference_words
from consult.comment_forms.numerals import chinese

_NUMBER = (
    r"(?<![\w.])[a-z\d]{1,3}-\d{1,3}(?![\w.-]*\w)"  # "Table B-1"; elsewhere it is a range
    r"|(?:[a-z]\.)?\d+(?:\.\d+)*[a-z]?(?![^\W\d_]|\.\d)|[a-z](?:\.\d+)+"
    r"|(?<!\w)[абвдежикмнрابجدهزحط](?:\.\d+)+(?!\w)"  # without letters before the number of a page or item: "с.5"
)

HYPHENS = str.maketrans(dict.fromkeys("–—‑−‐", "-"))
_HAN = "[0-9一二三四五六七八九十百零〇两]"
CHINESE_NUMBER = rf"{_HAN}+(?:\.\d+)*"
_AND = "和及与或至到跟同"
"""Joining words of Chinese of one letter; 以及 has two."""
CHINESE_AND = f"(?:以及|[、,{_AND}~-])"
UNIT = "(?:条款|条|章|节|款|页|行|段|句|部分)"
_SIGN = re.compile(
    r"(?P<parts>(?<![\w.-])\d{1,3}-\d{1,3}(?:\.\d+)+(?![\w-]))"  # "2-5.7": of part 2, or a range
    r"|(?P<mistyped>(?<![\w.-])\d{1,2}[a-z]\d{1,2}(?![\w-]))"  # "7l3"
    rf"|(?P<chinese>(?:第\s*{CHINESE_NUMBER}(?:\s*{CHINESE_AND}\s*{CHINESE_NUMBER})*|(?<![a-z\d.])\d+(?:\.\d+)*"
    rf"|(?<=[条款章节段]){CHINESE_NUMBER}|(?<=[{_AND}、] ){CHINESE_NUMBER})\s*{UNIT})"
    r"|(?P<ordinal>(?<![\w.])\d(?:st|nd|rd|th|er)(?!\w))"
    rf"|(?P<number>{_NUMBER})|(?P<bracket>\((?:\d{{1,3}}|[a-z]|[ivx]{{1,5}})\)|(?<![\w.])[a-z]\))"
    r"|(?P<word>[^\W\d_]+|_whole|§)"
    r"|(?P<and>[&,;/+،؛、]|\n|(?<=\))\s*-(?=\s*\(?\w{1,5}\))|(?<=[\d)条款章节])\s*[-~]+\s*(?=第|\(?(?:[a-z]\.)?\d)"
    r"|(?<=(?<!\w)[a-z]) ?- ?(?=[a-z](?!\w)))"
)
_GLUED = re.compile(
    r"(?<=\d)(?!(?:st|nd|rd|th|er)(?!\w))(?=[a-zа-яء-ي]{2})|(?<=\d)(?=[иوy]\s*\d)|(?<=\d[yиو])(?=\d)"
)
"""Where a blank is missing between a number and a word: "4.2ff", "4.2para 3", "4.2и4.3"."""
_CHINESE_JOINED = re.compile(
    rf"(?<=[\d条款章节页行段句分表图注])\s*(以及|[{_AND}、])\s*(?=第|{_HAN})"
    rf"|(?<=\d)\s*(以及|[{_AND}])(?=\S)"
)
"""Joining words between numbers of Chinese, which has no blanks."""
_LETTER = "[a-zа-я]"
_CHINESE_LETTER = re.compile(
    rf"(?P<word>附[件录]|[表图])\s*(?P<number>{_LETTER}(?!{_LETTER})|(?<=附[件录])[一二三四五六七八九十]+(?![条款章节页行段句]))"
)
"""The letter or number of an annex, and the letter of a table, which are written without a blank: "附录A", "附件一"."""
_CHINESE_LETTERS_JOINED = re.compile(
    rf"(?<=(?<!\w){_LETTER})\s*(以及|[{_AND}、])\s*(?=附|{_LETTER}(?!\w))"
    rf"|(?<=\d)\s*(以及|[{_AND}、])\s*(?=附[件录] [a-z\d])"
)
_ALINEA = re.compile(
    r"(?<!\w)al\s*\.\s*(?=\(?(?:\d|[a-z]\)))|(?<=\d\.\d)\s+al\s+(?=\d{1,2}(?![\d.]\d))|(?<=\d\.\d\d)\s+al\s+(?=\d{1,2}(?![\d.]\d))"
)
"""The short form of "alinéa"; without a point it stands in Spanish between the ends of a range: "4 al 5"."""
_UNIT_LATER = re.compile(rf"(第\s*{CHINESE_NUMBER})(?=\s*{CHINESE_AND}\s*第\s*{CHINESE_NUMBER}\s*({UNIT}))")
"""The first of two numbers of which the second alone has its unit: "第5和第6条"."""
_ARABIC_AND = re.compile(r"(?<!\w)و(\w{2,})")
_SAYS_NOTHING = re.compile(r"[\s.:()\[\]{}\"'`*_#·•|“”‘’«»„‹›《》「」【】<>-]*")
"""What may stand between the signs of a reference and says nothing."""
_OF_ITSELF = re.compile(
    r"(?<!\w)(?:and|with|including)\s+(?:all\s+)?(?:of\s+)?(?:its|their)\s+(?:all\s+)?"
    r"sub-?(?:clauses?|sections?|paragraphs?)(?!\w)"
)
"""Words for what a clause has in it anyhow."""


def signs(text: str) -> Iterator[tuple[str, str]]:
    """What each sign of a plain text is, and the sign."""
    text = _OF_ITSELF.sub(" ", text.translate(HYPHENS).replace("¶", " para "))
    text = _ALINEA.sub(" alinea ", text)
    text = _ARABIC_AND.sub(_without_and, _UNIT_LATER.sub(r"\1\2", text))
    text = re.sub(r"(?<=\d) +a +(?=\d)", " - ", text)  # "12 à 14"
    text = _CHINESE_LETTERS_JOINED.sub(r" \1\2 ", _CHINESE_LETTER.sub(_with_blanks, text))
    text = _CHINESE_JOINED.sub(lambda found: f" {found[1] or found[2]} ", _GLUED.sub(" ", text))
    end = 0
    for found in _SIGN.finditer(text):
        if not _SAYS_NOTHING.fullmatch(text[end : found.start()]):
            yield "unread", text[end : found.start()]
        end = found.end()
        yield from _sign(found)
    if not _SAYS_NOTHING.fullmatch(text[end:]):
        yield "unread", text[end:]


def _with_blanks(found: re.Match[str]) -> str:
    """The Chinese word and what counts it, apart: "附录 a", "附件 1"."""
    end = found.end()
    is_word_behind = found.string[end : end + 1].isalpha()
    return f" {found['word']} {chinese(found['number'])}{' ' if is_word_behind else ''}"


def _without_and(found: re.Match[str]) -> str:
    """An Arabic word with the "and" that is written with it, apart where it is a word of references."""
    is_known = found[1] in reference_words.KIND_OF or found[1] in reference_words.DETAILS
    return f"و {found[1]}" if is_known else found[0]


def _sign(found: re.Match[str]) -> Iterator[tuple[str, str]]:
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
        sign = found[kind].strip(" ") if kind == "and" else found[kind]
        yield "word" if kind == "ordinal" else kind, "-" if sign.strip("-~ ") == "" else sign


class Role(StrEnum):
    """What a sign says in a reference."""

    NAMED = "named"
    """The number of a clause, table, figure or formula."""
    FINER = "finer"
    """An item, paragraph or note, or its number."""
    DETAIL = "detail"
    """A page, line or sentence, or its number."""
    ORDINAL = "ordinal"
    WORD = "word"
    KIND = "kind"
    FILLER = "filler"
    COMMA = "comma"
    JOIN = "join"
    UNREAD = "unread"


_INSIDE_CLAUSE = frozenset({Role.DETAIL, Role.ORDINAL})
_FINER = frozenset({Role.FINER, Role.DETAIL, Role.ORDINAL})
_FURTHER = ({Role.FINER, Role.ORDINAL}, {Role.FINER, Role.NAMED}, {Role.ORDINAL, Role.NAMED})
_TOGETHER = frozenset({Role.NAMED, Role.WORD, Role.KIND, Role.FINER})
"""Those of which two may be joined: what they say together is looked at where the clause is looked for."""


def separator(what: str, sign: str) -> Role | None:
    """The role of what stands between two parts of a reference; None of anything else."""
    if what == "and":
        return Role.COMMA if sign in reference_words.COMMAS else Role.JOIN
    return Role.JOIN if what == "word" and sign in reference_words.JOINING else None


def has_loose_end(roles: Sequence[Role], *, has_page: bool, has_further: bool) -> bool:
    """Whether something of a reference was not read, or a joining word has something beside it of another kind than on
    its other side, or nothing: "2.2 and throughout", "2.2 and line 5", "2.2 and". `has_page`: paragraphs are counted
    on a page; `has_further`: it names several paragraphs or items, which are looked for together."""
    if Role.UNREAD in roles:
        return True
    parts: list[list[Role]] = [[]]
    between: list[Role] = []
    for role in roles:
        if role not in {Role.COMMA, Role.JOIN}:
            parts[-1].append(role)
        elif parts[-1] or not between:
            parts.append([])
            between.append(role)
        elif role is Role.JOIN:
            between[-1] = role
    return any(
        _is_loose(join, parts[at], parts[at + 1], has_page=has_page, has_further=has_further)
        for at, join in enumerate(between)
    )


def _is_loose(
    join: Role, before: Sequence[Role], behind: Sequence[Role], *, has_page: bool, has_further: bool
) -> bool:
    left = next((one for one in reversed(before) if one is not Role.FILLER), None)
    told = [one for one in behind if one is not Role.FILLER]
    right = next((one for one in told if one is not Role.KIND or left is Role.KIND), None)
    if join is Role.COMMA:
        return (bool(before) and left is None) or (bool(behind) and right is None)
    if left is None or right is None:
        return True
    is_inside = {left, right} <= (_FINER if has_page else _INSIDE_CLAUSE)
    is_further = has_further and {left, right} in _FURTHER
    return not (is_inside or is_further or (left is right and left in _TOGETHER))


def joins(roles: Sequence[Role], role: Role) -> bool:
    """Whether a joining word stands between two of a role."""
    told: list[Role] = []
    for one in roles:
        if one not in {Role.FILLER, Role.COMMA, Role.KIND} and (one is not Role.JOIN or told[-1:] != [one]):
            told.append(one)
    return any(told[at : at + 3] == [role, Role.JOIN, role] for at in range(len(told)))
