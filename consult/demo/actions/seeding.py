"""Building the demo, whole or not at all."""

from collections.abc import Iterable

from consult.accounts import actions as accounts
from consult.core import clock
from consult.core.actions import action
from consult.demo import plans
from consult.demo.actions.story import Story
from consult.demo.actions.telling import Telling
from consult.organisations import queries as founded


def is_seeded() -> bool:
    """Whether the demo is there already, or another organisation is."""
    return bool(founded.all_())


@action
def seed(password: str) -> dict[str, int]:
    """Build the demo in one transaction, so that it is there whole or not at all; says how much of it there is.

    Everybody in it has `password`.
    """
    story = Story(clock.now(), password)
    for plan in plans.PLANS:
        Telling(story, plan).begin()
    story.tell()
    return {
        "organisations": len(plans.ORGANISATIONS),
        "consultations": len(plans.PLANS),
        "submissions": story.submissions,
        "comments": story.comments,
    }


@action
def renew_passwords(addresses: Iterable[str], password: str) -> int:
    """Give `password` to those who still have the one that every demo had before; how many they were."""
    found = [accounts.authenticated(address, plans.EARLIER_PASSWORD) for address in addresses]
    renewed = [user for user in found if user is not None]
    for user in renewed:
        accounts.change_password(user, password, kept=None)
    return len(renewed)
