"""References that are joined, in six languages: all of them are offered, or it is asked. None stands for both."""

from collections.abc import Iterator
from itertools import product

import pytest

from consult.comment_forms import reference_words
from consult.comment_forms.clause_references import (
    NOT_ALL_UNDERSTOOD,
    SEVERAL,
    Certainty,
    Passage,
    References,
    plain,
)
from consult.documents.blocks import Kind

NUMBERS = ["2", "2.2", "2.3", "2.4", "2.5", "3", "4", "5", "A", "B", "C"]
CLAUSES = References(
    [
        *(
            Passage(one, Kind.HEADING, f"Annex {one}" if one.isalpha() else one, f"Title {one}", one, at)
            for at, one in enumerate(NUMBERS)
        ),
        *(Passage(f"2.2-{one}", Kind.LIST_ITEM, f"{one})", "", "2.2", 20) for one in (1, 2, 3)),
        Passage("table", Kind.TABLE, "Table 1", "", "2.2", 30),
        Passage("foreword", Kind.HEADING, "", "Foreword", "foreword", 40),
    ]
)
_ARTICLE = {
    "en": "Article {}", "fr": "article {}", "es": "artículo {}", "ru": "статья {}", "ar": "المادة {}", "zh": "第{}条",
}  # fmt: skip
ARTICLES = {
    language: References(
        [Passage(str(one), Kind.HEADING, words.format(one), "", str(one), one) for one in range(1, 31)]
    )
    for language, words in _ARTICLE.items()
}
JOINING = {
    "en": ["and", "&", ",", ";", "/", "+", "or", "and/or", "plus", "as well as", "to", "with", "\n"],
    "fr": ["et", "ou", "ainsi que", "avec", "à", "et/ou", "jusqu’à", ", et"],
    "es": ["y", "o", "e", "u", "y/o", "con", "así como", "hasta", "a"],
    "ru": ["и", "или", "а также", "с", "по", "и/или", "до"],
    "ar": ["و", "أو", "مع", "إلى", "حتى", "،", "؛", "وكذلك"],
    "zh": ["和", "及", "与", "或", "至", "到", "跟", "同", "以及", "、", "，", "；", "连同", "还有"],
}
WORDS = {
    "en": ["elsewhere", "throughout", "all", "general", "annexes", "annex", "tables", "figure", "section", "line 5",
           "footnotes", "the whole document", "notes"],
    "fr": ["ailleurs", "partout", "tout le texte", "annexes", "l’annexe", "tableau", "ligne 5"],
    "es": ["anexo", "el anexo", "todo", "en general", "otros", "línea 5"],
    "ru": ["приложение", "приложения", "далее", "весь текст", "др.", "таблица"],
    "ar": ["المرفق", "الملحق", "كل النص", "غيرها", "عام", "جدول"],
    "zh": ["附件", "附录", "全文", "其他", "表", "等"],
}  # fmt: skip


LINES = {"line 5", "ligne 5", "línea 5"}
"""What narrows a clause where a comma stands between them."""


def _joined(language: str) -> Iterator[tuple[str, str]]:
    for joining in JOINING[language]:
        yield joining, f" {joining} "
        if joining[0] not in "abcdefghijklmnopqrstuvwxyzабвгдежзиклмнопрст":
            yield joining, f"{joining}"
            yield joining, f" {joining}"


@pytest.mark.parametrize("language", sorted(JOINING))
def test_of_two_articles_none_stands_for_both(language: str) -> None:
    words, references, one_alone = _ARTICLE[language], ARTICLES[language], []
    firsts = [words.format(5), words.format("٥") if language == "ar" else words.format(5), "5"]
    if language == "zh":
        firsts += ["第五条", "第 5 条", "第5"]
    seconds = [words.format(7), "7", *(["7条", "七条", "第七条"] if language == "zh" else [])]
    for first, (joining, between), second in product(firsts, _joined(language), seconds):
        found = references.place(f"{first}{between}{second}")
        is_known = joining in reference_words.JOINING | reference_words.COMMAS | {"/", "&", "+"}
        is_offered = {"5", "7"} <= set(found.perhaps) or not is_known or (first, second) == ("第5", "7")
        if found.certainty is not Certainty.UNPLACED or not is_offered:
            one_alone.append((f"{first}{between}{second}", found))
    assert one_alone == []


@pytest.mark.parametrize("language", sorted(JOINING))
def test_of_two_clauses_none_stands_for_both(language: str) -> None:
    names = {
        "2.2": "2.2", "2.4": "2.4", "§ 2.4": "2.4", "٢٫٤": "2.4", "第2.4节": "2.4", "2.4节": "2.4", "Annex B": "B",
        "Table 1": "table", "Foreword": "foreword", "2.2 item 2": "2.2-2", "2.2 (2)": "2.2-2",
    }  # fmt: skip
    wrong = []
    for first, (_joining, between), second in product(names, _joined(language), names):
        found = CLAUSES.place(f"{first}{between}{second}")
        if names[first] == names[second] or found.certainty is Certainty.UNPLACED:
            continue
        is_detail = plain(between).strip(" ") in reference_words.COMMAS and found.key in {"table", "2.2-2"}
        if not (is_detail and {first, second} <= {"2.2", "Table 1", "2.2 item 2", "2.2 (2)"}):
            wrong.append((f"{first}{between}{second}", found.key))
    assert wrong == []


@pytest.mark.parametrize("language", sorted(JOINING))
def test_what_is_joined_and_not_read_is_doubt(language: str) -> None:
    references, placed = ARTICLES[language], []
    names = [_ARTICLE[language].format(5), "5"]
    words = [*WORDS[language], "", "✓", "%"]
    for name, (joining, between), word in product(names, _joined(language), words):
        for text in (f"{name}{between}{word}", f"{word}{between}{name}"):
            is_comma = plain(joining) in reference_words.COMMAS
            is_end = (is_comma and word in {"", *LINES}) or (word, joining) == ("section", "\n")
            found = references.place(text)
            if found.certainty is not Certainty.UNPLACED and not is_end:
                placed.append((text, found))
    assert placed == []


@pytest.mark.parametrize("word", [one for words in WORDS.values() for one in words])
def test_a_title_stands_for_nothing_that_is_joined_to_it(word: str) -> None:
    for between in (" and ", " et ", " y ", " и ", " و ", "和"):
        for text in (f"Foreword{between}{word}", f"2.2 Title{between}{word}", f"2.2, Table 1{between}{word}"):
            assert CLAUSES.place(text).certainty is Certainty.UNPLACED, text


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("第2.2和2.3", ["2.2", "2.3"]), ("2.2和2.3", ["2.2", "2.3"]), ("第2.2节和2.3节", ["2.2", "2.3"]),
        ("2.2至2.4", ["2.2", "2.3", "2.4"]), ("2.2و2.3", ["2.2", "2.3"]), ("2.2and2.3", ["2.2", "2.3"]),
        ("2.2и2.3", ["2.2", "2.3"]), ("٢٫٢ و٢٫٣", ["2.2", "2.3"]), ("2.2-2.4", ["2.2", "2.3", "2.4"]),
        ("2.2–2.4 and 3", ["2.2", "2.3", "2.4", "3"]), ("Clauses 2.2 to 2.9", ["2.2", "2.3", "2.4", "2.5"]),
        ("2.4-2.2", ["2.4", "2.2"]), ("2-2.4", ["2", "2.4"]), ("2 to 4", ["2", "3", "4"]), ("2.2, Annexes A-C", ["2.2", "A", "B", "C"]),
        ("Annexes A to C", ["A", "B", "C"]), ("Annexes A and B", ["A", "B"]), ("2.2 and Table 1", ["2.2", "table"]),
        ("3 à 5", ["3", "4", "5"]), ("с 3 по 5", ["3", "4", "5"]), ("من 3 إلى 5", ["3", "4", "5"]), ("3～5", ["3", "4", "5"]),
    ],
)  # fmt: skip
def test_all_that_is_meant_is_offered_in_order(text: str, offered: list[str]) -> None:
    found = CLAUSES.place(text)
    assert (found.why, list(found.perhaps)) == (SEVERAL, offered)


@pytest.mark.parametrize(
    ("clause", "element"),
    [("2.2 and annexes", ""), ("2.2 and", ""), ("2.2 ✓", ""), ("2.2", "and throughout"), ("(2) 2.2", ""),
     ("2.2", "Table 1 and annex"), ("Foreword and all", ""), ("2.2, throughout", "")],
)  # fmt: skip
def test_what_was_not_read_is_told(clause: str, element: str) -> None:
    found = CLAUSES.place(clause, element)
    assert (found.certainty, found.why) == (Certainty.UNPLACED, NOT_ALL_UNDERSTOOD)
    assert found.perhaps


@pytest.mark.parametrize(
    ("text", "key"),
    [("٢٫٢", "2.2"), ("2.2¶2", "2.2-2"), ("2.2,", "2.2"), ("2.2;", "2.2"), ("Clause/Subclause 2.2", "2.2"),
     ("Section\n2.2", "2.2"), ("2.2 lines 3 and 4", "2.2"), ("2.2 and its subclauses", "2.2"), ("2.2, Table 1", "table"), ("2.2 (2)", "2.2-2")],
)  # fmt: skip
def test_what_is_wholly_read_keeps_its_place(text: str, key: str) -> None:
    found = CLAUSES.place(text)
    assert found.key == key
