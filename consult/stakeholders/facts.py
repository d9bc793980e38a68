"""What is known of somebody, in the words of a page."""

from collections.abc import Callable
from typing import Any

from consult.core.words import N_
from consult.stakeholders.countries import name_of
from consult.stakeholders.models import Category
from consult.stakeholders.taxonomy import CAPACITIES, CATEGORIES, SUBCATEGORIES


def facts(who: Any, language: str, say: Callable[[str], str]) -> list[tuple[str, str]]:
    """(term, words) of a stakeholder, a submission, or what is public of one, as far as it is known; the name is left
    to the page. `say` translates; `language` is that of the names of countries."""
    rows = [
        (N_("Organisation"), who.organisation),
        (N_("Category"), category(who, say)),
        (N_("Country or territory"), name_of(who.country, language) if who.country else ""),
        (N_("Speaks for"), ", ".join(name_of(code, language) for code in who.on_behalf_of or ())),
        (N_("Speaks"), say(CAPACITIES[who.capacity]) if who.capacity else ""),
    ]
    return [(say(term), words) for term, words in rows if words]


def category(who: Any, say: Callable[[str], str]) -> str:
    """The category with its second level, or with what "other" means."""
    if not who.category:
        return ""
    second = SUBCATEGORIES.get(who.category, {}).get(who.subcategory)
    other = who.category_other if who.category == Category.OTHER else ""
    beside = say(second) if second else who.subcategory or other
    return " · ".join(part for part in (say(CATEGORIES[who.category]), beside) if part)
