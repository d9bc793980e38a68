"""Building the demo, whole or not at all."""

from collections.abc import Iterable

from sqlalchemy import text

from consult.accounts import actions as accounts
from consult.core import clock
from consult.core.actions import action
from consult.core.database import db
from consult.core.errors import NotPossible
from consult.core.translatable import N_
from consult.demo import plans
from consult.demo.actions.consultation_story import ConsultationStory
from consult.demo.actions.story import Story
from consult.organisations import queries as founded

_ONE_AT_A_TIME = text("SELECT pg_try_advisory_xact_lock(7236518413)")


def is_seeded() -> bool:
    """Whether the demo is there already, or another organisation is."""
    return bool(founded.all_())


@action
def seed(password: str) -> dict[str, int]:
    """Build the demo in one transaction, so that it is there whole or not at all; says how much of it there is.

    Everyone in it has `password`. Raises NotPossible where someone else is building it, or the database
    is not empty.
    """
    if not db.session.execute(_ONE_AT_A_TIME).scalar_one():
        raise NotPossible(N_("Another process is loading the demonstration."))
    if is_seeded():
        raise NotPossible(N_("The demonstration needs an empty database. This database has an organisation."))
    story = Story(clock.now(), password)
    for plan in plans.PLANS:
        ConsultationStory(story, plan).begin()
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
