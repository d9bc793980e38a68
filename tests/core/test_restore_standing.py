"""What was taken away from people beside words stays so when a backup is restored."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import text

from consult.core import clock
from consult.core.database import db
from consult.core.stale_check import NO_PAGE
from consult.moderation import actions as moderation
from consult.organisations import actions as organisations
from consult.organisations import queries as founded
from consult.organisations.models import Role
from consult.submissions import queries as sheets
from tests import world
from tests.core.test_restore import flask, place  # noqa: F401 -- a fixture
from tests.moderation import acting
from tests.moderation.test_confirmation import OFFICIAL


def test_withdrawn_invitations_and_confirmations_stay_withdrawn(app: Flask, place: Path) -> None:  # noqa: F811
    world.consultation(app, closes_at=clock.now() + timedelta(days=3))
    sent = world.submission(app, **OFFICIAL)
    with app.app_context():
        by = acting.user(world.MODERATOR)
        moderation.confirm(sheets.by_reference(sent), "They rang.", by=by, seen=NO_PAGE)
        organisations.invite(founded.get("seeds"), email="x@birds.example", roles=[Role.MODERATOR], by=by)
    made = Path(flask(app, "backup", str(place / "backups")).stdout.strip())
    with app.app_context():
        by = acting.user(world.MODERATOR)
        moderation.unconfirm(sheets.by_reference(sent), "It was not theirs.", by=by, seen=NO_PAGE)
        [one] = founded.invitations(founded.get("seeds"))
        organisations.revoke(one, by=by)
    flask(app, "restore", str(made), "--replace", "--json")
    with app.app_context():
        live: Any = founded.invitations(founded.get("seeds"))
        confirmed = db.session.execute(text("SELECT confirmed_at FROM submissions")).scalar_one()
    assert (list(live), confirmed) == ([], None)
