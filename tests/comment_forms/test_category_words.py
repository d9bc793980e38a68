"""What cells say of the category of a stakeholder, in every language of the interface."""

from typing import Any

import pytest
from flask import Flask

from consult.comment_forms import category_words
from consult.comment_forms.category_words import (
    LONG_CATEGORY,
    OTHER_CATEGORY,
    SEVERAL_CATEGORIES,
    UNKNOWN_CATEGORY,
    SaidCategory,
)
from consult.stakeholders.models import Category
from consult.stakeholders.queries import SubcategoryName
from consult.stakeholders.taxonomy import SUBCATEGORIES

OWN = [
    SubcategoryName(Category.ACADEMIA, "Seed bank", "Seed bank", True),
    SubcategoryName(Category.ACADEMIA, "Seed bank", "Banque de semences", True),
    SubcategoryName(Category.INDUSTRY, "Test house", "Test house", True),
    SubcategoryName(Category.ACADEMIA, "Test house", "Test house", True),
    SubcategoryName(Category.INDUSTRY, "Old mill", "Old mill", False),
]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("2 - Industry", ("industry",)), ("Industry", ("industry",)), ("standards and conformity", ("standards_and_conformity",)),
        ("Industrie", ("industry",)), ("Деловые круги", ("industry",)), ("政府", ("government",)), ("Cooperative", ("industry", "cooperative")),
        ("Company, 1 to 9 people", ("industry", "company_micro")), ("Industry: Cooperative", ("industry", "cooperative")),
        ("2 - Industry: Cooperative", ("industry", "cooperative")), ("industry.cooperative", ("industry", "cooperative")),
        ("SEED BANK", ("academia", "Seed bank")), ("Banque de semences", ("academia", "Seed bank")),
        ("Academia – Banque de semences", ("academia", "Seed bank")), ("Industry (Test house)", ("industry", "Test house")),
        ("Other: Beekeepers: north", ("other", "", "Beekeepers: north")), ("5 - Beekeepers", ("other", "", "Beekeepers")),
        ("Autre – Apiculteurs", ("other", "", "Apiculteurs")), ("5 - Other", ("other",)), ("4 - Self", ("individual",)),
        ("industry.Old mill", ("industry", "Old mill")), ("Not stated", ("not_stated",)), ("n/a", (None,)), ("", (None,)),
        ("Beekeepers", (None, "", "", UNKNOWN_CATEGORY)), ("Old mill", (None, "", "", UNKNOWN_CATEGORY)),
        ("industry.Anything", (None, "", "", UNKNOWN_CATEGORY)), ("Test house", (None, "", "", SEVERAL_CATEGORIES)),
        ("Government: Cooperative", (None, "", "", OTHER_CATEGORY)), ("2 - Government", (None, "", "", OTHER_CATEGORY)),
        (f"Other: {'x' * 121}", (None, "", "", LONG_CATEGORY)),
    ],
)  # fmt: skip
def test_a_category_is_understood_by_its_names_or_it_is_said_why_not(
    app: Flask, words: str, expected: tuple[Any, ...]
) -> None:
    assert category_words.read(words, OWN) == SaidCategory(*expected)


def test_what_is_chosen_from_the_list_is_read_again(app: Flask) -> None:
    own = [(one.category, one.label) for one in OWN]
    for category in Category:
        for subcategory in ["", *SUBCATEGORIES[category], *(label for of, label in own if of == category)]:
            words = category_words.written(category, subcategory)
            assert category_words.read(words, OWN) == SaidCategory(category, subcategory)
    for other in ("Bees.", "a: b", "(x)", "Industry", "2 - Industry", "n/a"):
        words = category_words.written(Category.OTHER, "", other)
        assert category_words.read(words, OWN) == SaidCategory(Category.OTHER, "", other)
