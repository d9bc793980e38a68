"""A second officer of the organisation."""

from typing import Any

from flask import Flask
from sqlalchemy import select

from consult.core.database import db
from consult.organisations import actions as organisations
from consult.organisations.models import Membership, Role
from tests import cast, world
from tests.moderation import acting

SECOND = "second@seeds.example"


def second(app: Flask) -> Any:
    """A browser of theirs, signed in."""
    cast.person(app, SECOND, "Amina Diallo")
    with app.app_context():
        mine = select(Membership).where(Membership.user_id == acting.user(world.OFFICER).id)
        (organisation,) = {one.organisation for one in db.session.execute(mine).scalars()}
        organisations.assign_role(organisation, acting.user(SECOND), Role.OFFICER, by=None)
    client = app.test_client()
    cast.sign_in(client, SECOND)
    return client
