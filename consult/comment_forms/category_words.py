"""What the words of a cell say of the category of a stakeholder: ours in every language of the interface, those that an
organisation added, in all languages that it has them in, and the types of the NIST template ("2 - Industry")."""

import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from consult.comment_forms.cell_words import is_category, type_of
from consult.comment_forms.clause_references import plain
from consult.comment_forms.known_forms import CATEGORIES
from consult.core.translatable import N_
from consult.stakeholders import category_names
from consult.stakeholders.models import Category
from consult.stakeholders.queries import SubcategoryName
from consult.stakeholders.taxonomy import SUBCATEGORIES
from consult.submissions.rules import LONGEST_WORDS

UNKNOWN_CATEGORY = N_("The category that this row names is not in the list.")
SEVERAL_CATEGORIES = N_("The category that this row names is in the list several times.")
OTHER_CATEGORY = N_("The category and the subcategory of this row do not belong together.")
LONG_CATEGORY = N_("What this row says of its category is longer than 120 characters.")
CATEGORY_NOTES = frozenset({UNKNOWN_CATEGORY, SEVERAL_CATEGORIES, OTHER_CATEGORY, LONG_CATEGORY})


class SaidCategory(NamedTuple):
    """What a cell says; `category`: None where it says none that is known, and `why`, a marked sentence, where it says
    something."""

    category: Category | None
    subcategory: str = ""
    other: str = ""
    """What "other" means, in the words of the cell."""
    why: str = ""


def written(category: Category, subcategory: str = "", other: str = "") -> str:
    """The words by which `read` knows a category that was chosen from the list."""
    if category == Category.OTHER and other:
        return f"{category.value}: {other}"
    return f"{category.value}.{subcategory}" if subcategory else category.value.replace("_", " ")


def read(words: str, own: Sequence[SubcategoryName] = ()) -> SaidCategory:
    """What the words of a cell say; `own`: those that an organisation added (stakeholders.queries.own_names). What is
    not certain is not taken."""
    said = _key(words)
    if said in _NOTHING:
        return SaidCategory(None)
    coded = _coded(words, own)
    if coded is not None:
        return coded
    digit = _DIGIT.match(plain(words))
    if digit is None:
        return _named(words, own)
    category = Category(CATEGORIES[digit[1]])
    rest = re.sub(r"^\W*\w\W*", "", words)
    if not rest:
        return SaidCategory(category)
    found = _named(rest, own)
    if found.category == category:
        return found
    if found.category is not None:
        return SaidCategory(None, why=OTHER_CATEGORY)
    return _other(rest) if category == Category.OTHER else SaidCategory(category)


def are_categories(cells: Collection[str]) -> bool:
    """Whether most of the cells of a column that is called "Type" or "Category" are categories of stakeholders, and few
    are types of comments. A number alone is none: it may be of either."""
    said = [one for one in cells if one.strip()]
    types = sum(type_of(one)[1] for one in said)
    return 2 * sum(map(_says_category, said)) > len(said) > 2 * types


def _says_category(cell: str) -> bool:
    is_number = plain(cell).strip()[:1].isdigit() and not re.search(r"[^\W\d_]", cell)
    return is_category(cell) or (not is_number and read(cell).category is not None)


_NOTHING = frozenset({"", "n/a", "n.a", "none", "-"})
_DIGIT = re.compile(rf"\W*([{''.join(CATEGORIES)}])\b")
_BETWEEN = re.compile(r"\s*[:：.,،–—·/>(（]\s*|\s+-\s+")
"""What stands between a category and its subcategory."""


def _coded(words: str, own: Sequence[SubcategoryName]) -> SaidCategory | None:
    """A category and a subcategory as they are kept; None where the words are none of these."""
    code, point, rest = words.strip().partition(".")
    if not point or code not in set(Category):
        return None
    category = Category(code)
    labels = {one.label for one in own if one.category == category}
    return SaidCategory(category, rest) if rest in {*SUBCATEGORIES[category], *labels} else None


def _named(words: str, own: Sequence[SubcategoryName]) -> SaidCategory:
    """What is named alone, or with its category before it: "Industry: Cooperative", "Other – beekeepers"."""
    found = set(_meanings(words, own))
    if len(found) == 1:
        return SaidCategory(*found.pop())
    if found:
        return SaidCategory(None, why=SEVERAL_CATEGORIES)
    why = UNKNOWN_CATEGORY
    for between in _BETWEEN.finditer(words):
        above = {category for category, below in _meanings(words[: between.start()], own) if not below}
        rest = words[between.end() :].strip()
        rest = rest.rstrip(")）") if between[0].strip() in {"(", "（"} else rest
        if above == {Category.OTHER} and rest:
            return _other(rest)
        below = {one for one in _meanings(rest, own) if one[1]}
        fitting = {one for one in below if one[0] in above}
        if len(fitting) == 1:
            return SaidCategory(*fitting.pop())
        why = OTHER_CATEGORY if above and below else why
    return SaidCategory(None, why=why)


def _other(words: str) -> SaidCategory:
    if len(words) > LONGEST_WORDS["category_other"]:
        return SaidCategory(None, why=LONG_CATEGORY)
    return SaidCategory(Category.OTHER, other=words)


def _meanings(words: str, own: Sequence[SubcategoryName]) -> Iterator[tuple[Category, str]]:
    said = _key(words)
    yield from _standard(category_names.names_version()).get(said, ())
    yield from ((one.category, one.label) for one in own if one.is_offered and _key(one.name) == said)


@lru_cache(maxsize=1)
def _standard(_names_version: str) -> dict[str, list[tuple[Category, str]]]:
    found: dict[str, list[tuple[Category, str]]] = {}
    codes = [(one, "", one.value.replace("_", " ")) for one in Category]
    for category, subcategory, name in [*codes, *category_names.known_names()]:
        found.setdefault(_key(name), []).append((category, subcategory))
    return found


def _key(words: str) -> str:
    """Words for comparing, with one kind of apostrophe and of blank."""
    return " ".join(plain(words).replace("’", "'").strip(" .:*").split())
