"""Numbers of tables and figures at the beginning of their captions, in the six languages. Pure."""

import re

_WORDS = "|".join(
    (
        "table|figure|fig[.]", "tableau", "tabla|cuadro|figura", "таблица|табл[.]|рисунок|рис[.]",
        "(?:ال)?(?:جدول|شكل)", "表格?|[图圖]",
    )
)  # fmt: skip
_MARKS = "\u200e\u200f\u061c"
_BLANK = rf"[\s{_MARKS}]*"
_NUMBER = rf"(?i:{_WORDS}){_BLANK}(?:(?:№|[Nn][°º]|رقم){_BLANK})?[A-ZА-Я]?[\d.-]*\d"
_CAPTION = re.compile(rf"{_BLANK}(?P<number>{_NUMBER})[\s{_MARKS}.:：．、،。—–-]*(?P<title>.*)", re.DOTALL)
_OF_PARAGRAPH = re.compile(
    rf"(?:Table|Figure|Tableau|Tabla|Cuadro|Таблица|(?:ال)?جدول)[\s{_MARKS}]+[A-Z]?[\d.-]+|表{_BLANK}[A-Z]?[\d.-]*\d"
)


def captioned(caption: str) -> tuple[str, str]:
    """The number and the title of a caption: ("Table 2", "Lots") of "Table 2. Lots"; "" for no number."""
    found = _CAPTION.fullmatch(caption)
    return (found["number"], found["title"].strip()) if found else ("", caption)


def number_of_paragraph(words: str) -> str:
    """The number of a table or figure at the beginning of a paragraph; "" where there is none, or many words follow."""
    found = _OF_PARAGRAPH.match(words)
    return found[0] if found and len(words) < 300 else ""
