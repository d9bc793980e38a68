"""What is known of someone, in the words of a page."""

from collections.abc import Callable
from typing import Any

from consult.core.bidi import Sentence
from consult.core.translatable import N_, listed
from consult.stakeholders import queries
from consult.stakeholders.countries import name_of
from consult.stakeholders.models import SPEAKS_FOR_COUNTRIES, SPEAKS_FOR_OTHERS, Capacity, Category
from consult.stakeholders.taxonomy import CAPACITIES, CATEGORIES, SUBCATEGORIES


def facts(
    who: Any, language: str, say: Callable[[str], str], consulting: int | None = None
) -> list[tuple[str, str]]:
    """(term, words) of a stakeholder, a submission, or what is public of one, as far as it is known; the name is left
    to the page. `say` translates; `language` is that of the names of countries, and of the subcategories that the
    organisation with the id `consulting` has added."""
    rows = [
        (N_("Organisation"), organisation(who, say)),
        (N_("Category"), category(who, say, _own_label(who, language, consulting))),
        (N_("Country or territory"), name_of(who.country, language) if who.country else ""),
        (
            N_("Countries or organisations"),
            listed([name_of(code, language) for code in who.on_behalf_of or ()], language),
        ),
        (N_("Commenting for"), capacity(who, say)),
    ]
    return [(say(term), words) for term, words in rows if words]


def organisation(who: Any, say: Callable[[str], str]) -> str:
    """The name of the organisation that someone gave, and that it is only that while no one confirmed it."""
    if not who.organisation or is_confirmed(who):
        return str(who.organisation or "")
    return Sentence(say(N_("%(name)s (name not confirmed)")), name=who.organisation)


def capacity(who: Any, say: Callable[[str], str]) -> str:
    """For whom someone says to speak, and whether the organisation that consults has confirmed it; "" if unsaid."""
    if not who.capacity:
        return ""
    words = say(CAPACITIES[who.capacity])
    if who.capacity not in SPEAKS_FOR_OTHERS:
        return words
    state = (
        N_("%(representation)s – confirmed")
        if is_confirmed(who)
        else N_("%(representation)s – declared, not confirmed")
    )
    return say(state) % {"representation": words}


def representation(who: Any, say: Callable[[str], str]) -> str:
    """In few words, beside a comment: that it speaks for states, as confirmed or as declared; "" where it does not."""
    words = _REPRESENTATIONS.get(who.capacity)
    return say(words[is_confirmed(who)]) if words else ""


def is_confirmed(who: Any) -> bool:
    """Whether the organisation that consults has confirmed for whom someone speaks; never of a personal capacity."""
    return who.capacity in SPEAKS_FOR_OTHERS and bool(getattr(who, "is_confirmed", False))


def is_unconfirmed_for_states(who: Any) -> bool:
    """Whether someone declares to comment for states or for several organisations, and no one has confirmed it."""
    return who.capacity in SPEAKS_FOR_COUNTRIES and not is_confirmed(who)


def confirmed(who: Any) -> str:
    """For a cell of a file: "yes", or "no" for what is declared and an organisation's name that no one has checked; ""
    where there is neither."""
    if who.capacity not in SPEAKS_FOR_OTHERS and not who.organisation:
        return ""
    return "yes" if is_confirmed(who) else "no"


_REPRESENTATIONS = {
    Capacity.OFFICIAL_POSITION: (
        N_("declared official position (not confirmed)"),
        N_("official position"),
    ),
    Capacity.ON_BEHALF: (
        N_("commenting for these countries or organisations (declared, not confirmed)"),
        N_("comments for these countries or organisations"),
    ),
}
"""(declared, confirmed)."""


def category(who: Any, say: Callable[[str], str], own: str = "") -> str:
    """The category with its subcategory, or with what "other" means. `own`: a subcategory that is not in the default
    list, in the language of the reader."""
    if not who.category:
        return ""
    subcategory = SUBCATEGORIES.get(who.category, {}).get(who.subcategory)
    other = who.category_other if who.category == Category.OTHER else ""
    beside = say(subcategory) if subcategory else own or who.subcategory or other
    return " · ".join(part for part in (say(CATEGORIES[who.category]), beside) if part)


def _own_label(who: Any, language: str, consulting: int | None) -> str:
    """No statement for the subcategories of the default list."""
    if not who.category or not who.subcategory or who.subcategory in SUBCATEGORIES.get(who.category, {}):
        return ""
    if consulting is None:
        return ""
    labels = queries.labels_in(consulting, language.replace("_", "-"))
    return labels.get((Category(who.category), who.subcategory), "")
