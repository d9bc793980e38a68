"""The subcategories of an organisation's own, as texts that it translates beside its profile."""

from collections.abc import Sequence

from consult.core.declarations import listed_in
from consult.core.multilingual import Part
from consult.core.translatable import N_
from consult.organisations.models import Organisation
from consult.stakeholders import queries


@listed_in("HOOKS")
def texts(organisation: Organisation) -> Sequence[Part]:
    """Every one, also of those that are no longer offered: submissions keep them."""
    return [
        Part(f"subcategory-{one.id}", N_("Subcategory"), one, "label", LONGEST)
        for one in queries.subcategories(organisation)
    ]


LONGEST = 80
"""Characters of the name of a subcategory."""
