"""The numbers of tables and figures, as their captions print them in six languages."""

import pytest

from consult.documents import reading
from consult.documents.blocks import Kind, Source
from consult.documents.captions import captioned


@pytest.mark.parametrize(
    ("caption", "number", "title"),
    [
        ("Table 2. Lots", "Table 2", "Lots"), ("TABLE 2 Lots", "TABLE 2", "Lots"), ("Table B-1: Lots", "Table B-1", "Lots"),
        ("Fig. 3 — Sampler", "Fig. 3", "Sampler"), ("Tableau n° 4 : Lots", "Tableau n° 4", "Lots"),
        ("Cuadro 5. Lotes", "Cuadro 5", "Lotes"), ("Figura 1", "Figura 1", ""),
        ("Таблица № 2. Партии", "Таблица № 2", "Партии"), ("Рис. 7. Щуп", "Рис. 7", "Щуп"),
        ("表1 限值", "表1", "限值"), ("表 １：限值", "表 １", "限值"), ("图3　采样器", "图3", "采样器"),
        ("الجدول 1. حدود المؤشرات", "الجدول 1", "حدود المؤشرات"), ("جدول ١٢: الحدود", "جدول ١٢", "الحدود"),
        ("الشكل\u200f ٣ — المسبار", "الشكل\u200f ٣", "المسبار"),
        ("Tables of the lots of 2024", "", "Tables of the lots of 2024"), ("الجداول", "", "الجداول"),
    ],
)  # fmt: skip
def test_a_caption_has_its_number_in_six_languages(caption: str, number: str, title: str) -> None:
    assert captioned(caption) == (number, title)


def test_the_number_of_a_caption_does_not_change_the_key_of_its_table() -> None:
    page = "<html><body><h1>3 القياس</h1><p>نص.</p><table><caption>{}</caption><tr><td>1</td></tr></table></body></html>"
    keys = []
    for caption in ("حدود المؤشرات", "الجدول ١. حدود المؤشرات"):
        parsed = reading.parse([Source("draft.html", page.format(caption).encode())])
        (table,) = (one for one in parsed.blocks if one.kind is Kind.TABLE)
        keys.append((table.key, table.title))
    assert keys == [("s-3.p2", "حدود المؤشرات")] * 2
    assert table.number == "الجدول ١"
