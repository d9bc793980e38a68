"""Finding signals in the text of a comment: personal data, links, tests, abuse, capitals, deceptive characters.

Pure.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping

from consult.screening.signals import Signal


def signals(
    texts: Mapping[str, str],
    *,
    region: str = "",
    original: str = "",
    names: Iterable[str] = (),
    unpublished_names: Collection[str] = (),
    proposes_deletion: bool = False,
) -> list[Signal]:
    """What is noticed in the parts of a comment (field → stored text).

    `region` is the submitter's country (alpha-2), in which a telephone number without a prefix is read; `original` the
    words of the draft that `texts["proposal"]` would replace; `names` what the submitter is called, of which
    `unpublished_names` are not to be published. A comment that `proposes_deletion` of its passage needs no words.
    """
    found: list[Signal] = []
    for field, text in texts.items():
        if text:
            found += _personal(field, text, region, unpublished_names)
            found += _links(field, text)
            found += _abuse(field, text)
            found += _shouting(field, text)
            found += _deceptive(field, text)
    found += _empty(texts, proposes_deletion)
    proposal = " ".join(texts.get("proposal", "").split())
    if proposal and proposal == " ".join(original.split()):
        found.append(Signal("unchanged_proposal", "proposal"))
    if any(_is_odd(name) for name in names):
        found.append(Signal("odd_name", "sender"))
    return found


def _is_odd(name: str) -> bool:
    """Whether a name holds an address, a link, an insult, or letters that are not what they seem."""
    noticed = (*_personal("sender", name, ""), *_abuse("sender", name), *_deceptive("sender", name))
    return bool(noticed) or bool(_URL.search(name))


# -- personal data -------------------------------------------------------------------------------------------

_DIGIT = re.compile(r"\d")
_EMAIL = re.compile(r"[\w.+%'-]{1,64}@(?:[\w-]{1,63}\.)+[^\W\d_]{2,24}")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]){11,30}\b")
_CARD = re.compile(r"(?<![\d.,/-])\d(?:[ -]?\d){12,18}(?![\d.,]?\d)")
_LONG = re.compile(r"(?<![\w.,/:=&?-])(?:\d{9,18}|\d{3}-\d{2}-\d{4}|[A-Z]{1,2}\d{7,9})(?![\w/-]|[.,]\d)")
_CALL = re.compile(
    r"(?:\b(?:tel|t[ée]l[ée]phone|tel[ée]fono|telefon\w*|phone|call|mobile|cell|fax|whatsapp|viber|m[óo]vil|num[ée]ro)\b"
    r"|тел|телефон|هاتف|电话|電話|手机)\D{0,16}?(\+?\(?\d[\d ()./x-]{5,22}\d)",
    re.IGNORECASE,
)
_URL = re.compile(r"(?:https?://|www\.)[^\s<>\"')\]]+", re.IGNORECASE)
_NAMED_LINK = re.compile(r"!?\[[^\]\n]{0,300}\]\((?:https?://|www\.)[^)\s]*\)", re.IGNORECASE)
"""A link of Markdown: its name is the file's, not something said."""


def _personal(field: str, text: str, region: str, names: Collection[str] = ()) -> list[Signal]:
    taken: list[tuple[int, int]] = [match.span() for match in _URL.finditer(text)]
    found: list[Signal] = []
    for code, start, end, detail in _candidates(text, region, names):
        if all(end <= first or start >= last for first, last in taken):
            taken.append((start, end))
            found.append(Signal(code, field, start, end, detail))
    return sorted(found, key=lambda signal: signal.start)


def _candidates(text: str, region: str, names: Collection[str]) -> Iterator[tuple[str, int, int, str]]:
    """From the surest to the vaguest: what overlaps a surer one is dropped."""
    from phonenumbers import PhoneNumberMatcher

    for match in _EMAIL.finditer(text):
        yield "email", *match.span(), ""
    for name in names:
        yield from _places_of(name, text)
    if not _DIGIT.search(text):
        return
    for match in _IBAN.finditer(text):
        end = _iban_end(match.group())
        if end:
            yield "iban", match.start(), match.start() + end, match.group()[:2]
    for match in _CARD.finditer(text):
        if _is_card(match.group()):
            yield "card", *match.span(), ""
    for number in PhoneNumberMatcher(text, region or None):
        yield "phone", number.start, number.end, f"+{number.number.country_code}"
    for match in _CALL.finditer(text):
        if 7 <= sum(character.isdecimal() for character in match.group(1)) <= 17:
            yield "phone", *match.span(1), ""
    for match in _LONG.finditer(text):
        yield "long_id", *match.span(), ""


_SHORTEST_NAME = 3
"""Letters of a name that is looked for: shorter ones stand in texts by chance. One of a script without blanks between
words may have two."""


def _places_of(name: str, text: str) -> Iterator[tuple[str, int, int, str]]:
    """Where a name stands in a text, however it is spaced and in capitals or not, as words of their own where its
    script has blanks between words."""
    parts = [re.escape(part) for part in name.split()]
    if len("".join(parts)) < (2 if any(map(_is_wide, name)) else _SHORTEST_NAME):
        return
    for match in re.finditer(r"\s+".join(parts), text, re.IGNORECASE):
        beside = text[max(match.start() - 1, 0) : match.start()] + text[match.end() : match.end() + 1]
        if _is_wide(name[0]) or not any(one.isalnum() for one in beside):
            yield "private_name", *match.span(), ""


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in {"W", "F"}


def _iban_end(words: str) -> int:
    """How many characters of `words` are an IBAN whose check digits are right; 0 for none."""
    for end in range(len(words), 14, -1):
        plain = words[:end].replace(" ", "")
        if words[end - 1] != " " and 15 <= len(plain) <= 34 and _mod97(plain) == 1:
            return end
    return 0


def _mod97(plain: str) -> int:
    return int("".join(str(int(character, 36)) for character in plain[4:] + plain[:4])) % 97


def _is_card(words: str) -> bool:
    digits = [int(character) for character in words if character.isdecimal()]
    if not 13 <= len(digits) <= 19 or digits[0] not in {2, 3, 4, 5, 6} or len(set(digits)) < 3:
        return False
    doubled = [digit * 2 - 9 * (digit > 4) for digit in digits[-2::-2]]
    return (sum(digits[::-2]) + sum(doubled)) % 10 == 0


# -- links ---------------------------------------------------------------------------------------------------

MANY_LINKS = 4


def _links(field: str, text: str) -> Iterator[Signal]:
    places = list(_URL.finditer(text))
    if not places:
        return
    if len(places) >= MANY_LINKS:
        yield Signal("many_links", field, 0, 0, str(len(places)))
    if len(_words(_URL.sub(" ", _NAMED_LINK.sub(" ", text)))) < 4:
        yield Signal("only_links", field, places[0].start(), places[-1].end(), str(len(places)))


# -- nothing said --------------------------------------------------------------------------------------------

_TRIAL = (
    "test tests testing asdf asdfg asdfgh asdfghjkl qwerty qwertz azerty xxx xxxx blank none null nil na lorem foo "
    "prueba essai teste prova тест проверка 测试 試験 テスト اختبار تجربة"
)
_FILLING = (
    "tested abc abcd aaa hello hi bar ipsum comment comments the this is a my no just only please ignore n"
)
_SURE = frozenset(_TRIAL.split())
_NOTHING = _SURE | frozenset(_FILLING.split())


def _empty(texts: Mapping[str, str], proposes_deletion: bool) -> list[Signal]:
    if any(len(_words(texts.get(field, ""))) > 2 for field in ("proposal", "rationale")):
        return []
    comment = texts.get("comment", "")
    if not comment.strip() and (proposes_deletion or _words(texts.get("proposal", ""))):
        return []  # a proposal is enough
    words = _words(comment)
    says_nothing = len(words) <= 6 and set(words) <= _NOTHING and (not words or bool(set(words) & _SURE))
    one_letter = len(set("".join(words))) <= 1
    return [Signal("empty_or_test", "comment", 0, len(comment))] if says_nothing or one_letter else []


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold().replace("n/a", "na"))


# -- tone ----------------------------------------------------------------------------------------------------

_ABUSE = re.compile(
    r"\b(?:idiots?|idiotic|morons?|imbeciles?|bastards?|assholes?|arseholes?|scum|fuck(?:s|ed|er|ers|ing)?|shit(?:s|ty|head)?|bullshit|dumbass\w*|"
    r"cr[ée]tins?|connards?|salauds?|abrutis?|merde|imb[ée]ciles?|idiotas?|imb[ée]cil(?:es)?|mierda|gilipollas|cabr[óo]n\w*|"
    r"arschl[oö]ch\w*|schei(?:ß|ss)\w*|idioten?|vollidiot\w*|"
    r"идиот\w*|дебил\w*|дерьмо|мразь|ублюд\w*|"
    r"غبي|أغبياء|أحمق|حقير|وقح)\b|白痴|混蛋|傻逼|王八蛋",
    re.IGNORECASE,
)


def _abuse(field: str, text: str) -> list[Signal]:
    return [Signal("abusive", field, *match.span()) for match in _ABUSE.finditer(text)]


def _shouting(field: str, text: str) -> list[Signal]:
    upper, lower = sum(map(str.isupper, text)), sum(map(str.islower, text))
    return [Signal("shouting", field)] if upper >= 24 and upper > 2 * lower else []


# -- what is not what it seems -------------------------------------------------------------------------------

_INVISIBLE = re.compile("[\u200b\u2060-\u2064\ufeff\u202a-\u202e\u2066-\u2069\u180e\U000e0000-\U000e007f]+")
_MIXED = re.compile(r"\b(?=\w*[A-Za-z])(?=\w*[\u0370-\u03ff\u0400-\u04ff])[^\W\d_]{3,}\b")


def _deceptive(field: str, text: str) -> Iterator[Signal]:
    for match in _INVISIBLE.finditer(text):
        code = ord(match.group()[0])
        yield Signal("invisible", field, *match.span(), unicodedata.name(chr(code), f"U+{code:04X}").lower())
    for match in _MIXED.finditer(text):
        yield Signal("mixed_scripts", field, *match.span())
