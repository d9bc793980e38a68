"""A comment that staff entered on the whole draft is moved to the passage that it is about."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import select

from consult.consultations import queries as consulted
from consult.core.database import db
from consult.core.events import Event
from consult.core.stale_check import NO_PAGE, StaleForm
from consult.moderation import actions
from consult.submissions import queries, receipt_marks, tallies
from tests import cast, pages, world
from tests.comment_forms import forms
from tests.moderation import acting

ROWS = [
    ["No", "Organisation", "Page", "Line", "Section", "Comment"],
    ["7", "Seed Union", "12", "40", "Somewhere", "Ten tonnes are too much."],
]


@pytest.fixture
def imported(app: Flask, clean: None, tmp_path: Path) -> str:
    """The reference of a submission with one published comment, which no clause of the draft could be found for."""
    slug = world.consultation(app)
    reference = forms.imported(app, tmp_path, ROWS, slug)
    acting.act(app, reference, "publish")
    return reference


def _signature(reference: str) -> str:
    found = queries.by_reference(reference)
    return receipt_marks.signature(found, queries.comments_of(found))


def test_an_officer_moves_it_and_its_submitter_reads_that(
    app: Flask, client: FlaskClient, imported: str
) -> None:
    at = f"/moderation/{imported}/1/passage"
    with app.app_context():
        consultation = consulted.get(world.SLUG, None)
        before, id_ = _signature(imported), consultation.id
    cast.sign_in(client, world.MODERATOR)
    assert at in client.get(f"/moderation/{imported}/1").text
    refused = client.press(at, passage="lot-size-1")
    assert (refused.status_code, "Enter a reason." in refused.text) == (422, True)
    assert pages.fields(html.fromstring(refused.text))["passage"] == "lot-size-1"
    cast.sign_in(client, world.OFFICER)
    done = client.press(at, passage="lot-size-1", reason="The row names the line of the lots.")
    assert done.status_code == 303, done.text
    with app.app_context():
        moved = acting.comment(imported)
        assert (moved.block_key, moved.edition, str(moved.moderation)) == ("lot-size-1", 1, "published")
        assert not tallies.difference(tallies.of(id_), tallies.counted(id_))
        assert tallies.of(id_, "block")["block"] == {"lot-size-1": 1}
        assert _signature(imported) == before
        event = db.session.execute(select(Event).where(Event.name == "moderation.moved")).scalar_one()
        assert (event.data["before"], event.data["after"]) == ("", "lot-size-1")
    assert "Ten tonnes are too much." in client.get(f"/consultations/{world.SLUG}/text/lot-size-1").text
    cast.sign_in(client, world.MODERATOR)
    assert "The row names the line of the lots." in client.get(f"/moderation/{imported}/1").text
    with app.app_context():
        key = queries.by_reference(imported).key
    with client.session_transaction() as session:
        session["sheets"] = [(world.SLUG, key)]
    status = client.get(f"/submissions/{imported}/status").text
    assert "Comments moved to another passage" in status
    assert "The row names the line of the lots." in status


def test_what_was_moved_meanwhile_or_chosen_by_its_writer_stays(
    app: Flask, client: FlaskClient, imported: str
) -> None:
    with app.app_context():
        officer, one = acting.user(world.OFFICER), acting.comment(imported)
        seen = actions.place_mark(one)
        actions.move(one, "lot-size-1", "First.", by=officer, seen=seen)
        with pytest.raises(StaleForm):
            actions.move(acting.comment(imported), "scope-1", "Second.", by=officer, seen=seen)
        actions.move(acting.comment(imported), "", "Back.", by=officer, seen=NO_PAGE)
        assert tallies.of(one.consultation_id, "block")["block"] == {}
    own = world.submission(app, comments=[world.GENERAL])
    cast.sign_in(client, world.OFFICER)
    assert "This comment cannot be moved" in client.get(f"/moderation/{own}/1/passage").text
    sent = client.post(f"/moderation/{own}/1/passage", data={"passage": "lot-size-1", "reason": "Wrong."})
    assert sent.status_code != 303
    with app.app_context():
        assert acting.comment(own).block_key == ""
