"""Lines of a plain text that look like headings: what they say of themselves. Whether one is a heading also
depends on the
lines around it (see parsing_text.py).
"""

import re
from typing import NamedTuple

NUMBERED, LETTERED = "numbered", "lettered"
_LATIN = r"[0-9]{1,3}(?:[.-][0-9]{1,3})*[a-z]?|[IVXLC]{1,7}|[A-ZА-Я]"
_WORDED = (
    r"one|two|three|four|five|six|seven|eight|nine|ten|premier|première|1er|1re|deux|trois|primero|primera|único|única"
    r"|первая|вторая|третья|первый|второй|третий"
)
_ARABIC = (
    r"[0-9٠-٩۰-۹]{1,3}|(?:ال(?:أول[ىي]?|ثاني[ةه]?|ثالث[ةه]?|رابع[ةه]?|خامس[ةه]?|سادس[ةه]?|سابع[ةه]?|ثامن[ةه]?|تاسع[ةه]?"
    r"|عاشر[ةه]?|حادي[ةه]?))(?:\s+(?:عشرة?|و?العشر[وي]ن|والثلاث[وي]ن))?"
)
_PERSIAN = (
    r"[0-9٠-٩۰-۹]{1,3}|واحده|(?:(?:ب[یي]ست|س[یي])\s+و\s+)?(?:[یي]کم|اول|دوم|سوم|چهارم|پنجم|ششم|هفتم|هشتم|نهم)|دهم"
    r"|(?:[یي]از|دواز|س[یي]ز|چهار|پانز|شانز|هف|ه[یي]?ج|نوز)دهم|ب[یي]ستم|س[یي][\s\u200c]?ام"
)
_AMHARIC = (
    r"[0-9]{1,3}|[፩-፼]{1,6}|(?:(?:አስራ|አሥራ|ሃያ|ሠላሳ)\s+)?(?:አንድ|ሁለት|ሦስት|ሶስት|አራት|አምስት|ስድስት|ሰባት|ስምንት|ዘጠኝ)"
    r"|አስር|አሥር|ሃያ|ሠላሳ"
)
_HAN = r"[〇零一二三四五六七八九十百千两0-9０-９]{1,8}"
_WORDS: tuple[tuple[str, int, str], ...] = (
    ("part", 1, r"part|partie|parte|часть|книга"), ("title", 2, r"title|titre|título|раздел"),
    ("chapter", 3, r"chapter|chapitre|capítulo|capitolo|kapitel|глава|κεφ[αά]λαιο"),
    ("section", 4, r"section|sección|secção|seção|sezione|abschnitt"),
    ("article", 5, r"article|artículo|artigo|articolo|artikel|статья|[αά]ρθρο"),
    ("annex", 1, r"annex|annexe|anexo|allegato|anhang|anlage|appendix|appendice|apéndice|приложение|παρ[αά]ρτημα"),
)  # fmt: skip
_RTL_WORDS: tuple[tuple[str, int, str], ...] = (
    ("part", 1, r"الجزء|الكتاب"), ("title", 2, r"الباب|باب"), ("chapter", 3, r"الفصل|فصل"),
    ("section", 4, r"القسم|الفرع|المبحث"),
    ("article", 5, r"المادة|مادة|البند"), ("annex", 1, r"الملحق|ملحق|المرفق|مرفق"),
)  # fmt: skip
_PERSIAN_WORDS: tuple[tuple[str, int, str], ...] = (
    ("part", 1, "کتاب"), ("title", 2, "باب|بخش"), ("chapter", 3, "فصل"), ("section", 4, "مبحث|گفتار"),
    ("article", 5, "ماده|اصل"), ("annex", 1, "پ[یي]وست|ضم[یي]مه"),
)  # fmt: skip
_AMHARIC_WORDS: tuple[tuple[str, int, str], ...] = (
    ("part", 1, "ክፍል"), ("chapter", 3, "ምዕራፍ"), ("section", 4, r"ንዑስ\s+ክፍል"),
    ("article", 5, "አንቀጽ"), ("annex", 1, "አባሪ"),
)  # fmt: skip
_HAN_WORDS: tuple[tuple[str, int, str], ...] = (
    ("part", 1, "[编編部]"), ("chapter", 3, "章"), ("section", 4, "[节節]"), ("article", 5, "[条條]"),
)  # fmt: skip
_KOREAN_WORDS: tuple[tuple[str, int, str], ...] = (
    ("part", 1, "편"), ("chapter", 3, "장"), ("section", 4, "절"), ("article", 5, "조"),
)  # fmt: skip
RANKS = {kind: rank for kind, rank, _words in _WORDS}
"""How far out a kind of heading stands, 1 the outermost; only the order counts."""

_SEPARATOR = r"(?P<mark>\s*[.:：．)–—-]+)?+(?P<rest>.*)$"


def _any_of(table: tuple[tuple[str, int, str], ...]) -> str:
    """An expression for the words of a table, each in a group called by its kind."""
    return "|".join(f"(?P<{kind}>{words})" for kind, _rank, words in table)


_PATTERNS = [
    re.compile(
        rf"(?P<label>(?:{_any_of(_WORDS)})\s+(?:{_LATIN}|{_WORDED})(?!\w)(?:\.?[ºª°])?){_SEPARATOR}",
        re.IGNORECASE,
    ),
    re.compile(rf"(?P<label>(?P<article>§|[Aa]rt\.|[Сс]т\.)\s*(?:{_LATIN})(?!\w)){_SEPARATOR}"),
    re.compile(rf"(?P<label>(?:{_any_of(_RTL_WORDS)})\s*[(]?(?:{_ARABIC})[)]?(?!\w)){_SEPARATOR}"),
    re.compile(rf"(?P<label>第\s*{_HAN}\s*(?:{_any_of(_HAN_WORDS)}))(?P<mark>\s*[:：.．])?+(?P<rest>.*)$"),
    re.compile(
        r"(?P<label>(?P<article>סעיף|अनुच्छेद|دفعہ|ข้อ|მუხლი)\s*(?:\d{1,4}|[א-ת]{1,3})(?!\w))"
        r"(?P<mark>\s*[.:।۔)–—-]+)?+(?P<rest>.*)$"
    ),
    re.compile(
        rf"(?P<label>(?:{_any_of(_PERSIAN_WORDS)})[ٔ\s]\s*[(]?(?:{_PERSIAN})[)]?(?![^\Wـ]))"
        r"(?P<mark>\s*[.:)ـ–—-]+)?+(?P<rest>.*)$"
    ),
    re.compile(
        rf"(?P<label>(?:{_any_of(_AMHARIC_WORDS)})[\s፡]+(?:{_AMHARIC})(?!\w))(?P<mark>\s*[.:፡፤።)–—-]+)?+(?P<rest>.*)$"
    ),
    re.compile(
        rf"(?P<label>제\s*\d{{1,4}}\s*(?:{_any_of(_KOREAN_WORDS)})(?!\w))(?P<mark>\s*[.:])?+(?P<rest>.*)$"
    ),
    re.compile(
        rf"(?P<label>(?P<annex>附\s*[录錄件])\s*(?:{_HAN}|[A-Z])?)(?P<mark>\s*[:：.．])?+(?P<rest>.*)$"
    ),
]
"""What a heading begins with in each script, with a group by the kind of heading."""
_ALONE = re.compile(
    r"(?:annex|annexe|anexo|appendix|приложение|foreword|preface|preamble|introduction|abstract|bibliography|references"
    r"|avant-propos|préambule|bibliographie|références|prólogo|preámbulo|introducción|bibliografía|referencias|предисловие"
    r"|преамбула|введение|библиография|الديباجة|ديباجة|المقدمة|مقدمة|تمهيد|المراجع|مقدمه|د[یي]باچه|መግቢያ|前\s*言|序\s*言|引\s*言|总\s*则|附\s*则|参考文献)$",
    re.IGNORECASE,
)
"""Headings that need no number to be known."""
_DOTTED = re.compile(
    r"(?P<label>(?:[A-Z]\.)?[0-9]{1,3}(?:\.[0-9]{1,3}){0,6})(?:\.(?=[^\W\d_])|\.?(?=\s))(?P<rest>.*)$"
)
_LETTER = re.compile(r"(?P<label>[IVXLC]{1,7}|[A-Z](?:\.[0-9]{1,3}){0,5})\.\s+(?P<rest>\S.*)$")
_ENDS = re.compile(r"[.,;:!?。，、；：！？؟؛،።፤]$")
_SENTENCE = re.compile(r"[.!?؟]\s+\S|[。！？]\S|።\s*\S")
_LONGEST_TITLE, _MOST_WORDS = 120, 18


class Heading(NamedTuple):
    """What a line says as a heading: its `kind`; its number as printed; its depth among numbers ("1.2" has 2),
    or 1; and
    what follows the number in the line."""

    kind: str
    label: str
    depth: int
    rest: str


def named(text: str) -> Heading | None:
    """A heading by a word and a number: "Article 4. Scope", "Глава II", "المادة ١", "ماده ۱", "第三章 附则"."""
    for pattern in _PATTERNS:
        found = pattern.match(text)
        if found is None:
            continue
        groups = found.groupdict()
        kind = next(name for name in RANKS if groups.get(name) is not None)
        label, rest = found["label"].strip(), found["rest"].strip()
        if not rest or found["mark"] or _may_follow(found["rest"]):
            return Heading(kind, label, 1, rest)
    return None


def _may_follow(rest: str) -> bool:
    """Whether words that follow a number without any mark can be its title or its text, and no sentence that
    goes on."""
    first = rest.lstrip()[:1]
    if first in {"(", "（", "«", "“", '"', "「", "《"}:
        return True
    if first and "\u2e80" <= first <= "\u9fff":
        return rest[:1].isspace() or is_title(rest)
    return rest[:1].isspace() and not first.islower()


def numbered(text: str) -> Heading | None:
    """A heading by a number: "1.2 Scope", "1.2.1.Scope", "A.1. Scope"."""
    found = _DOTTED.match(text)
    if found is None or not found["rest"].strip():
        return None
    return Heading(NUMBERED, found["label"], found["label"].count(".") + 1, found["rest"].strip())


def lettered(text: str) -> Heading | None:
    """A heading by a letter or a Roman number: "II. Scope", "A. Scope", "A.1. Scope"."""
    found = _LETTER.match(text)
    if found is None:
        return None
    return Heading(LETTERED, found["label"], found["label"].count(".") + 1, found["rest"].strip())


def is_title(text: str) -> bool:
    """Whether words are like a title: few, no sentence, not beginning with a small letter."""
    text = text.strip()
    if not text or len(text) > _LONGEST_TITLE or len(text.split()) > _MOST_WORDS:
        return False
    if _ENDS.search(text) or _SENTENCE.search(text):
        return False
    first = next((letter for letter in text if letter.isalpha()), "")
    return bool(first) and not first.islower()


def is_known(text: str) -> bool:
    """Whether a line is a heading that needs no number to be known, like "Introduction"."""
    return _ALONE.match(text.strip()) is not None


def is_capitals(text: str) -> bool:
    """Whether a line is a title in capital letters."""
    letters = [letter for letter in text if letter.isalpha()]
    return len(letters) >= 4 and all(letter.isupper() for letter in letters) and is_title(text)
