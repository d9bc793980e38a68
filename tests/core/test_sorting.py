"""Names are sorted as the readers of a language look for them."""

import pytest

from consult.core.sorting import order_of


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("en", ["Åland Islands", "Albania", "Algeria", "Zambia"]),
        ("fr", ["anglais", "Équateur", "Estonie", "États-Unis", "Finlande"]),
        ("es", ["nube", "nzeru", "ñandú", "Omán"]),
        ("ru", ["Израиль", "Италия", "Йемен", "Казахстан"]),
        ("ar", ["إثيوبيا", "أوروغواي", "آيسلندا", "بلجيكا"]),
        ("zh", ["阿富汗", "秘鲁", "德国", "东帝汶", "俄罗斯联邦", "斐济", "瑙鲁", "中国"]),
    ],
)
def test_names_are_sorted_for_the_readers_of_a_language(language: str, names: list[str]) -> None:
    assert sorted(set(names), key=lambda one: order_of(one, language)) == names
