"""Numbers of headings: read where they are printed, assigned where no heading has one, and looked over."""

import re
from collections.abc import Sequence

from consult.core.translatable import N_
from consult.documents.blocks import DocumentWarning

_NUMBER = re.compile(
    r"^(?:(?P<word>Annex|Appendix|Anexo|Annexe|Appendice|Приложение|附件|附录|الملحق|مرفق)\s+(?P<letter>[A-Z0-9]{1,3})\b[.:)—–-]*"
    r"|(?P<dotted>(?:[A-Z]\.)?\d+(?:\.\d+)*)(?:[.)](?=\s)|(?=\s))"
    r"|(?P<tight>\d+(?:\.\d+)+)\.(?=[^\W\d_])"
    r"|(?P<roman>[IVX]{1,5})\.(?=\s)"
    r"|(?P<annex>[A-Z](?:\.\d+)+)\.?(?=\s))\s*",
    re.IGNORECASE,
)


_ARTICLE = re.compile(
    r"^(?:Article|Art\.|Artículo|Artigo|Artikel|Статья|المادة|סעיף|ماده[ٔ\s]|አንቀጽ፡?|第)\s*[\w.]{1,14}(?:\s*条)?[.:፤።]?$",
    re.IGNORECASE,
)
"""A heading that is nothing but the number of an article."""


def split(heading: str) -> tuple[str, str]:
    """("2.1", "Control objectives") of "2.1 Control objectives"; ("", heading) where no number is printed."""
    if _ARTICLE.match(heading):
        return heading.rstrip(".:፤።"), ""
    found = _NUMBER.match(heading)
    if not found or found.end() >= len(heading):
        return "", heading
    number = found["letter"] and f"{found['word']} {found['letter']}"
    number = number or found["dotted"] or found["tight"] or found["roman"] or found["annex"] or ""
    if found["dotted"] and re.fullmatch(r"\d{4,}", number):
        return "", heading  # a year is no number
    return number, heading[found.end() :].strip(" :.–—-") or heading


def assign(levels: Sequence[int]) -> list[str]:
    """1, 1.1, 1.2, 2 … for headings of these levels; the shallowest level counts as the first."""
    counters: list[int] = []
    top = min(levels, default=1)
    numbers = []
    for level in levels:
        depth = level - top + 1
        counters = counters[:depth] + [0] * (depth - len(counters))
        counters[-1] += 1
        numbers.append(".".join(str(count or 1) for count in counters))
    return numbers


def look_over(headings: Sequence[tuple[int, str, str, str]]) -> list[DocumentWarning]:
    """Warnings on (level, number, title, key) of all headings: numbers used twice, gaps, lower ones behind higher ones,
    levels skipped."""
    remarks = []
    seen: dict[str, str] = {}
    before, last = 0, ""
    for level, number, title, key in headings:
        where = f"{number} {title}".strip()
        if before and level > before + 1:
            remarks.append(
                DocumentWarning(
                    "level", N_("This heading is more than one level below the one before it."), where, key
                )
            )
        if number and number in seen:
            remarks.append(DocumentWarning("duplicate", N_("This number is used twice."), where, key))
        if _is_gap(last, number):
            remarks.append(DocumentWarning("gap", N_("A number is missing before this heading."), where, key))
        if number not in seen and _goes_back(last, number):
            message = N_("This number is lower than the one before it. Check the order of the clauses.")
            remarks.append(DocumentWarning("backward", message, where, key))
        if number:
            seen[number] = title
            last = number
        before = level
    return remarks


def _goes_back(last: str, number: str) -> bool:
    """Whether `number` belongs before `last`, as 4 behind 7, or 6.1 behind 6.2."""
    a, b = (re.fullmatch(r"[0-9]{1,9}(?:\.[0-9]{1,9})*", one) for one in (last, number))
    if a is None or b is None:
        return False
    before, after = ([int(part) for part in one[0].split(".")] for one in (a, b))
    return after < before


def _is_gap(last: str, number: str) -> bool:
    """Whether `number` follows `last` under the same parent but not directly."""
    a, b = last.split("."), number.split(".")
    if (
        len(b) > len(a)
        or not all(re.fullmatch("[0-9]{1,9}", part) for part in a + b)
        or a[: len(b) - 1] != b[:-1]
    ):
        return False
    return int(b[-1]) > int(a[len(b) - 1]) + 1
