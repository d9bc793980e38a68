"""While a new version starts, this one reads rows that it has written: a value that only the later version knows is shown
plainly or left out, and no page fails."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from consult.consultations import queries as consultations
from consult.core.database import db
from consult.practices import actions as practices
from consult.practices.results import Result
from tests import cast, world
from tests.moderation import acting
from tests.pages import CheckedClient

AT = f"/consultations/{world.SLUG}"
PUBLIC = (AT, f"{AT}/practice", f"{AT}/comments", "/practices", "/organisations/seeds")


@pytest.fixture
def reference(app: Flask, work: Any) -> str:
    """A submission of a consultation with a statement on a practice."""
    world.consultation(app)
    reference = world.submission(app)
    work()
    with app.app_context():
        officer = acting.user(world.OFFICER)
        found = consultations.get(world.SLUG, officer)
        practices.attest(
            found, "I5", Result.EVIDENCED, "Three people had read the questions before.", by=officer
        )
    return str(reference)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE attestations SET result = 'of_a_later_version'",
        "UPDATE consultations SET timing_profile = 'of_a_later_version'",
        "UPDATE organisations SET timing_profile = 'of_a_later_version'",
        "UPDATE screenings SET signals = '{\"signals\": []}'",
        'UPDATE screenings SET signals = \'{"signals": [{"code": "later", "field": "comment"}], "alike": []}\'',
    ],
)
def test_no_page_fails_on_a_value_of_a_later_version(app: Flask, reference: str, change: str) -> None:
    with app.app_context():
        assert db.session.execute(text(change)).rowcount > 0  # type: ignore[attr-defined]
        db.session.commit()
    staff = app.test_client()
    cast.sign_in(staff, world.MODERATOR)
    anyone = CheckedClient(app, app.response_class)
    public = {path: anyone.get(path).status_code for path in PUBLIC}
    own = {path: staff.get(path).status_code for path in ("/moderation", f"/moderation/{reference}/1")}
    assert {path: code for path, code in (public | own).items() if code != 200} == {}
