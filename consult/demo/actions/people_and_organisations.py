"""Who is there before anything is consulted on: the platform's people, organisations, stakeholders, followers."""

from datetime import datetime, timedelta

from sqlalchemy import select

from consult.accounts import actions as accounts
from consult.accounts import queries as people
from consult.accounts.models import User
from consult.core import clock
from consult.core.database import db
from consult.demo import plans
from consult.notifications import actions as notifications
from consult.notifications.models import Subscription
from consult.organisations import actions as organisations
from consult.organisations.models import Role
from consult.practices import actions as practices
from consult.stakeholders import actions as stakeholders

CREATED = timedelta(days=400)
"""How long before the day of seeding the organisations are created."""


def create(moment: datetime, password: str) -> None:
    """Create all of them at that moment, everyone with the same password."""
    with clock.at(moment):
        address, name = plans.PLATFORM
        _register(address, name, password, is_platform_administrator=True)
        for planned in plans.ORGANISATIONS:
            _establish(planned, password)
        for sender, address in plans.STAKEHOLDERS.items():
            _register(address, sender, password)
        for address in plans.FOLLOWERS:
            notifications.follow(address, language="en")
        for subscription in db.session.execute(select(Subscription)).scalars():
            notifications.confirm(subscription)


def _register(email: str, name: str, password: str, *, is_platform_administrator: bool = False) -> User:
    return accounts.register(
        email=email,
        name=name,
        password=password,
        is_platform_administrator=is_platform_administrator,
    )


def _establish(planned: plans.Organisation, password: str) -> None:
    organisation = organisations.create(
        name=planned.name,
        slug=planned.slug,
        language=planned.languages[0],
        by=None,
        short_name=planned.short_name,
        description=planned.description,
        website=f"https://{planned.domain}",
        contact_email=planned.address("consultations"),
        accent=planned.accent,
        timezone=planned.timezone,
        languages=list(planned.languages),
        timing_profile=planned.timing_profile,
        response_days=planned.response_days,
    )
    for person, (name, roles) in planned.people.items():
        user = _register(planned.address(person), name, password)
        for role in roles:
            organisations.assign_role(organisation, user, role, by=None)
    practices.choose(
        organisation, plans.BLOCKING.get(planned.slug, {}), by=user_at(planned.address("officer"))
    )
    for category, label in plans.CATEGORIES.get(planned.slug, ()):
        stakeholders.add_subcategory(organisation, category, label, by=user_at(planned.address("officer")))
    if "administrator" not in planned.people:
        organisations.assign_role(
            organisation, user_at(planned.address("officer")), Role.ADMINISTRATOR, by=None
        )


def user_at(address: str) -> User:
    """Anyone who has this address."""
    user = people.by_email(address)
    if user is None:
        raise LookupError(address)
    return user
