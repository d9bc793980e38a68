"""Names are sorted as the readers of a language look for them."""

import pytest

from consult.core.paging import END, Page, sorted_page
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
        ("zh_Hant", ["Zinc", "中國", "巴西", "加拿大", "法國", "英國", "德國", "汉"]),
        ("zh-TW", ["日本", "法國", "泰國"]),
        ("sr-Latn", ["Cipar", "Čad", "Danska", "Đakovo", "Zambija", "Žepa"]),
        ("sr", ["Данска", "Ђаково", "Египат", "Италија", "Јапан", "Казахстан"]),
        ("pt-BR", ["África do Sul", "Alemanha", "Áustria", "Zâmbia"]),
    ],
)
def test_names_are_sorted_for_the_readers_of_a_language(language: str, names: list[str]) -> None:
    assert sorted(set(names), key=lambda one: order_of(one, language)) == names


def test_pages_follow_the_order_of_the_language() -> None:
    titles = ["Zinc", "Étain", "Acier", "Étain", "eau", "Fer"]

    def page(after: str) -> Page[tuple[int, str]]:
        return sorted_page(
            list(enumerate(titles)),
            order=lambda words, key: (order_of(words, "fr"), key),
            values=lambda one: (one[1], one[0]),
            kinds=(str, int),
            after=after,
            size=2,
        )

    first = page("")
    second = page(first.after)
    third = page(second.after)
    assert [one for each in (first, second, third) for one in each.rows] == [
        (2, "Acier"), (4, "eau"), (1, "Étain"), (3, "Étain"), (5, "Fer"), (0, "Zinc"),
    ]  # fmt: skip
    assert (first.is_first, second.is_first, third.after) == (True, False, "")
    assert (page(END).rows, page("broken").rows) == (third.rows, first.rows)
