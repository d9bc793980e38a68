"""Annexes as they are written in Chinese, Russian and Arabic: an exact letter is placed, a letter of another script is
offered."""

import pytest

from consult.comment_forms.clause_references import (
    AMBIGUOUS,
    OTHER_LETTER,
    SEVERAL,
    Certainty,
    Passage,
    References,
)
from consult.documents.blocks import Kind


def _draft(*numbers: str) -> References:
    return References(
        [Passage(one, Kind.HEADING, one, f"Title {at}", one, at) for at, one in enumerate(numbers)]
    )


LATIN = _draft("4", "Annex A", "Annex B", "Annex C", "A.1")
CHINESE = _draft("4", "附录A", "附录B", "附件一")
RUSSIAN = _draft("4", "Приложение А", "Приложение Б", "Приложение В")
ARABIC = _draft("4", "الملحق أ", "الملحق ب", "الملحق ج")
BOTH = _draft("Annex B", "Приложение В", "Приложение Г")


@pytest.mark.parametrize(
    ("draft", "reference", "key"),
    [
        (LATIN, "附录A", "Annex A"), (LATIN, "附件A", "Annex A"), (LATIN, "附录 A", "Annex A"),
        (LATIN, "附录Ａ", "Annex A"), (LATIN, "附录A.1", "A.1"), (LATIN, "Приложение A", "Annex A"),
        (CHINESE, "附件B", "附录B"), (CHINESE, "附件一", "附件一"), (CHINESE, "附件1", "附件一"), (CHINESE, "Annex A", "附录A"),
        (RUSSIAN, "Прил. А", "Приложение А"), (RUSSIAN, "приложение В", "Приложение В"),
        (ARABIC, "المرفق أ", "الملحق أ"), (ARABIC, "الملحق ج", "الملحق ج"), (BOTH, "Приложение Г", "Приложение Г"),
    ],
)  # fmt: skip
def test_the_same_letter_is_placed(draft: References, reference: str, key: str) -> None:
    found = draft.place(reference)
    assert (found.certainty, found.key) == (Certainty.PLACED, key)


@pytest.mark.parametrize(
    ("draft", "reference", "why", "perhaps"),
    [
        (LATIN, "Приложение А", OTHER_LETTER, ("Annex A",)), (LATIN, "附录А", OTHER_LETTER, ("Annex A",)),
        (LATIN, "Приложение С", OTHER_LETTER, ("Annex C",)), (LATIN, "Приложение Б", OTHER_LETTER, ("Annex B",)),
        (LATIN, "Приложение В", OTHER_LETTER, ("Annex B", "Annex C")), (LATIN, "А.1", OTHER_LETTER, ("A.1",)),
        (LATIN, "الملحق ألف", OTHER_LETTER, ("Annex A",)), (LATIN, "المرفق أ", OTHER_LETTER, ("Annex A",)),
        (LATIN, "الملحق باء", OTHER_LETTER, ("Annex B",)), (LATIN, "المرفق ج", OTHER_LETTER, ("Annex C",)),
        (LATIN, "المرفقان أ و ب", SEVERAL, ("Annex A", "Annex B")), (LATIN, "附录A和B", SEVERAL, ("Annex A", "Annex B")),
        (LATIN, "附录A和附录B", SEVERAL, ("Annex A", "Annex B")), (LATIN, "附录A至C", SEVERAL, ("Annex A", "Annex B", "Annex C")),
        (RUSSIAN, "Annex B", OTHER_LETTER, ("Приложение В", "Приложение Б")),
        (RUSSIAN, "Приложения А и Б", SEVERAL, ("Приложение А", "Приложение Б")),
        (ARABIC, "الملحق باء", OTHER_LETTER, ("الملحق ب",)), (ARABIC, "Annex A", OTHER_LETTER, ("الملحق أ",)),
        (BOTH, "Приложение В", AMBIGUOUS, ("Приложение В", "Annex B")),
    ],
)  # fmt: skip
def test_a_letter_of_another_script_is_offered(
    draft: References, reference: str, why: str, perhaps: tuple[str, ...]
) -> None:
    found = draft.place(reference)
    assert (found.certainty, found.why, found.perhaps) == (Certainty.UNPLACED, why, perhaps)
    in_element = draft.place("", reference)
    assert in_element.certainty is Certainty.UNPLACED


@pytest.mark.parametrize(
    "reference", ["В.4", "в приложении", "Приложение и 4", "المرفق و 4", "附录和4", "ب.4"]
)
def test_no_letter_of_an_annex_is_passed_over(reference: str) -> None:
    for draft in (LATIN, RUSSIAN, ARABIC, CHINESE):
        assert draft.place(reference).certainty is Certainty.UNPLACED
