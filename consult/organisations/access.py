"""The way to what is an organisation's own affair, for the pages of every package."""

from consult.core.errors import NotFound
from consult.organisations import policy, queries
from consult.organisations.models import Organisation
from consult.web.guards import me


def load_for_member(slug: str) -> Organisation:
    """The organisation, for its members and administrators, and for visitors, who are asked to sign in by what the page
    requires next. Raises NotFound for everyone else: they learn nothing."""
    organisation = queries.get(slug)
    if not policy.see_members(me(), organisation) and me() is not None:
        raise NotFound
    return organisation
