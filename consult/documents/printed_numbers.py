"""Numbers as they are printed before headings and items, in digits, numerals and letters of many scripts. Pure.

Two labels of two languages are the same number where their values share one: a letter may stand for several, as "i" for
one and for nine, and Arabic letters are counted in two orders.
"""

import re
import unicodedata
from typing import NamedTuple

from consult.documents.list_numerals import numeral

Value = tuple[str, ...]
"""The parts of a number: figures, or "@" and the place of a letter: ("@1", "2") for "A.2"."""


class Label(NamedTuple):
    """What a printed number may mean: `series` is what it counts ("article", "annex" …), "" where that is not known;
    `word` is the word before it as it is printed."""

    series: str
    values: frozenset[Value]
    word: str = ""

    def is_like(self, other: "Label") -> bool:
        """Whether both can be one number of one series."""
        is_one_series = self.series == other.series or not self.series or not other.series
        return is_one_series and not self.values.isdisjoint(other.values)

    def counts_like(self, other: "Label") -> bool:
        """Whether both can have the same place in a list, with letters in one and figures in the other."""
        mine, theirs = (
            {tuple(part.lstrip("@") for part in value) for value in one.values} for one in (self, other)
        )
        return not mine.isdisjoint(theirs)


_WORDS = {
    "article": "article art artículo articulo artigo artikel статья المادة مادة سעיף סעיף ماده مادهٔ አንቀጽ άρθρο αρθρο "
               "अनुच्छेद მუხლი ข้อ มาตรา دفعہ 条 條 조",
    "chapter": "chapter chapitre capítulo capitulo kapitel глава الفصل فصل פרק κεφάλαιο 章 장",
    "section": "section sección seccion seção abschnitt раздел القسم قسم البند بند § 节 節 절",
    "part": "part partie parte teil часть الجزء الباب 部分 编 編 篇 편",
    "annex": "annex annexe anexo appendix appendice apéndice anhang приложение المرفق مرفق الملحق ملحق נספח "
             "附件 附录 附錄 附属書 부록",
    "table": "table tableau tabla tabelle tabela таблица الجدول جدول 表 표",
    "figure": "figure fig figura abbildung рисунок рис الشكل شكل 图 圖 図 그림",
    "paragraph": "paragraph para paragraphe párrafo пункт الفقرة فقرة 款 項 项 段",
    "principle": "principle principe principio принцип المبدأ 原则 原則",
    "rule": "rule règle regla правило القاعدة 规则 規則",
    "recommendation": "recommendation recommandation recomendación рекомендация التوصية 建议 建議",
}  # fmt: skip
_SERIES = {word: series for series, words in _WORDS.items() for word in words.split()}
_ORDINALS = {
    word: number
    for number, words in enumerate(
        (
            "first premier première 1er primero primera первая الأولى الأول الحادية الحادي اول یکم",
            "second deuxième segundo segunda вторая الثانية الثاني دوم",
            "third troisième tercero tercera третья الثالثة الثالث سوم",
            "fourth quatrième cuarto четвертая الرابعة الرابع چهارم",
            "fifth cinquième quinto пятая الخامسة الخامس پنجم",
            "sixth sixième sexto шестая السادسة السادس ششم",
            "seventh septième séptimo седьмая السابعة السابع هفتم",
            "eighth huitième octavo восьмая الثامنة الثامن هشتم",
            "ninth neuvième noveno девятая التاسعة التاسع نهم", "tenth dixième décimo десятая العاشرة العاشر دهم",
            "یازدهم", "دوازدهم", "سیزدهم", "چهاردهم", "پانزدهم", "شانزدهم", "هفدهم", "هجدهم هیجدهم", "نوزدهم",
        ),
        start=1,
    )
    for word in words.split()
}  # fmt: skip
_TENS = {
    word: number * 10
    for number, words in enumerate(
        (
            "عشرة عشر", "العشرون العشرين بیستم بیست", "الثلاثون الثلاثين سیام سی", "الأربعون الأربعين چهلم چهل",
            "الخمسون الخمسين پنجاهم پنجاه",
        ),
        start=1,
    )
    for word in words.split()
}  # fmt: skip
"""Words for tens in Arabic and Persian: 23 is "three and twenty" or "twenty and three"."""

_CHINESE = {sign: at for at, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "兩": 2}
_CHINESE_UNITS = {"十": 10, "百": 100, "千": 1000}
_HEBREW = dict(
    zip(
        "אבגדהוזחטיכלמנסעפצקרשת",
        (*range(1, 10), *range(10, 100, 10), *range(100, 500, 100)),
        strict=True,
    )
)
_ROMAN = {sign: at for at, sign in enumerate("ivxlcdm")}
_ROMAN_VALUES = (1, 5, 10, 50, 100, 500, 1000)
_ALPHABETS = (
    *({numeral(count, kind): count for count in range(1, 23)}
      for kind in ("lowerLetter", "russianLower", "arabicAlpha", "arabicAbjad", "hebrew2")),
    {letter: count for count, letter in enumerate("abcdefghijklmnopqrstuvwxyz", start=1)},
    {letter: count for count, letter in enumerate("αβγδεζηθικλμνξοπρστυφχψω", start=1)},
    {letter: count for count, letter in enumerate("甲乙丙丁戊己庚辛壬癸", start=1)},
    {letter: count for count, letter in enumerate("가나다라마바사아자차카타파하", start=1)},
    {letter: count for count, letter in enumerate("アイウエオカキクケコ", start=1)},
    {letter: count for count, letter in enumerate("イロハニホヘトチリヌ", start=1)},
)  # fmt: skip
_ARABIC_NAMES = {
    "ألف": "أ", "باء": "ب", "جيم": "ج", "دال": "د", "هاء": "ه", "واو": "و", "زاي": "ز", "حاء": "ح", "طاء": "ط",
    "ياء": "ي",
}  # fmt: skip

_CJK_NUMBER = r"[0-9]+|[零〇一二三四五六七八九十百千两兩]+"
_CJK = re.compile(
    rf"^[第弟제]?\s*(?P<number>{_CJK_NUMBER})\s*(?P<word>部分|[条條章节節款项項段编編篇조장절편])(?=[\s:：、.．（(の]|$|[^\w])"
    rf"|^(?P<before>附件|附录|附錄|附属書|表|图|圖|図|原则|原則|规则|規則|부록|표|그림)\s*(?P<after>{_CJK_NUMBER}|[A-Z])(?=\W|$)"
    rf"|^[（(]?(?P<alone>[一二三四五六七八九十百]+)[）)、．.]"
)
_FIGURES = r"(?:[^\W\d_]\.)?\d+(?:[.\-]\d+)*(?:\.[^\W\d_])?"
_WORD = re.compile(
    rf"^(?P<word>§|[^\s\d.,:;()\[\]፡–—-]+)[.፡:]?\s*(?P<number>{_FIGURES}|[^\W\d_]+)(?P<after>.*)$", re.DOTALL
)
_ALONE = re.compile(
    rf"^[(\[（]?(?P<number>{_FIGURES}|[ivxlcdmIVXLCDM]{{1,7}}|[^\W\d_])(?P<end>[.)\]:）、．۔።]+(?=\s|$|\D)|\s|$)"
)
_MARKS = re.compile("[\u064b-\u065f\u0670\u200b-\u200f\u202a-\u202e\u2066-\u2069]")
_ENDS = re.compile(r"\s*(?:$|[.:)\]—–\-፤።۔、：．](?!\s*\d))")
_GOES_ON = re.compile(r"\w|\s*(?:bis|ter|quater|quinquies)\b|\W*\w{0,4}\W*\d|之", re.IGNORECASE)
"""What makes another number of the one before it: 5 bis, 5a, 5 and 6."""
_LONGEST = 200


def of_heading(words: str) -> Label | None:
    """The number at the beginning of the words of a heading; None where there is none."""
    return _of(words, is_heading=True)


def of_item(words: str) -> Label | None:
    """The number of a list item or caption, or at the beginning of a paragraph: 3. or (b) or Table 2."""
    return _of(words, is_heading=False)


def _of(words: str, *, is_heading: bool) -> Label | None:
    plain = _plain(words)
    found = _CJK.match(plain)
    if found:
        word = found["word"] or found["before"] or ""
        number = found["number"] or found["after"] or found["alone"]
        return _label(_SERIES.get(word, ""), number)
    in_words = _in_words(plain)
    if in_words is not None:
        return in_words
    found = _WORD.match(plain)
    if found:
        series = _SERIES.get(found["word"].casefold(), "")
        is_at_end = _ENDS.match(found["after"]) is not None
        is_figure = found["number"][-1].isdigit()
        is_number = is_figure or is_at_end or found["number"].isupper()
        # Unknown words count something only where nothing follows: "Agenda 21 follow-up" has no number.
        is_counted = (series and is_number) or (is_figure and is_at_end and is_heading)
        if is_counted and not _GOES_ON.match(found["after"]):
            label = _label(series, found["number"])
            return label and label._replace(word=found["word"].casefold())
        if is_counted:
            return None
    found = _ALONE.match(plain)
    if found and not re.fullmatch(r"\d{4,}", found["number"]):  # a year is no number
        is_marked = bool(found["end"].strip()) or found["number"][-1].isdigit() or "." in found["number"]
        return _label("", found["number"]) if is_marked or len(plain) <= len(found["number"]) else None
    return None


def _plain(words: str) -> str:
    """The beginning of words with digits of ASCII and without signs of direction and vowels."""
    start = _MARKS.sub("", unicodedata.normalize("NFKC", words[:_LONGEST]).strip())
    ethiopic = re.sub("[\u1369-\u137c]+", lambda one: str(_ethiopic(one[0])), start)
    return "".join(
        str(unicodedata.digit(sign)) if sign.isdigit() and not sign.isascii() else sign for sign in ethiopic
    )


def _ethiopic(signs: str) -> int:
    total = part = 0
    for sign in signs:
        value = int(unicodedata.numeric(sign))
        if value >= 100:
            total, part = total + max(part, 1) * value, 0
        else:
            part += value
    return total + part


def _in_words(plain: str) -> Label | None:
    """Article the Third: a word that counts something and nothing else but an ordinal."""
    words = re.split(r"[:：.،,—–(]", plain)[0].casefold().split()
    series = _SERIES.get(words[0], "") if words else ""
    number = 0
    for place, word in enumerate(words[1:]):
        bare = word.removeprefix("و") if word not in _ORDINALS and word not in _TENS else word
        value = _ORDINALS.get(bare, 0) or _TENS.get(bare, 0)
        if (not value and bare) or place > 2:
            return None
        number += value
    return Label(series, frozenset({(str(number),)})) if series and number else None


def _label(series: str, number: str) -> Label | None:
    number = number.casefold()
    number = _ARABIC_NAMES.get(number, number)
    choices: list[frozenset[str]] = [_part(one) for one in re.split(r"[.\-]", number) if one]
    if not choices or not all(choices):
        return None
    values: set[Value] = {()}
    for choice in choices:
        values = {(*value, one) for value in values for one in choice}
    return Label(series, frozenset(values))


def _part(part: str) -> frozenset[str]:
    """What one part of a number may mean."""
    if part.isdecimal():
        return frozenset({str(int(part))}) if len(part) < 10 else frozenset()
    if part[0] in _CHINESE or part[0] in _CHINESE_UNITS:
        return frozenset({str(_chinese(part))})
    found = {f"@{alphabet[part]}" for alphabet in _ALPHABETS if part in alphabet}
    if all(sign in _ROMAN for sign in part):
        roman = _roman(part)
        if numeral(roman, "lowerRoman") == part:
            found.add(str(roman))
    if len(part) <= 3 and all(sign in _HEBREW for sign in part):
        found.add(str(sum(_HEBREW[sign] for sign in part)))
    return frozenset(found)


def _chinese(signs: str) -> int:
    total = digit = 0
    for sign in signs:
        if sign in _CHINESE_UNITS:
            total, digit = total + (digit or 1) * _CHINESE_UNITS[sign], 0
        else:
            digit = digit * 10 + _CHINESE.get(sign, 0)
    return total + digit


def _roman(signs: str) -> int:
    values = [_ROMAN_VALUES[_ROMAN[sign]] for sign in signs]
    following = [*values[1:], 0]
    return sum(-value if value < after else value for value, after in zip(values, following, strict=True))
