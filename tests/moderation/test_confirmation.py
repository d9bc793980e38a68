"""For whom a submitter comments is declared until someone of the organisation that consults confirms it with a note."""

import csv
import io
from typing import Any

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError

from consult.core.database import db
from consult.core.errors import NotPermitted, NotPossible
from consult.core.events import Event
from consult.core.stale_check import NO_PAGE, StaleForm
from consult.moderation import actions, queries
from consult.stakeholders.models import Capacity, Category
from consult.submissions import queries as sheets
from consult.submissions.models import Attribution
from tests import cast, world
from tests.moderation import acting

OFFICIAL = {
    "name": "Beat Keller", "organisation": "Federal Office of Seeds", "country": "CHE",
    "category": Category.GOVERNMENT, "subcategory": "national_government", "capacity": Capacity.OFFICIAL_POSITION,
}  # fmt: skip
DECLARED = "declared official position (not confirmed)"
NOTE = "The mission in Geneva confirmed it by letter."


@pytest.fixture
def official(app: Flask, client: FlaskClient) -> str:
    """The official position of Switzerland, says someone; `client` is a moderator's browser."""
    slug = world.consultation(app)
    reference = world.submission(app, slug, **OFFICIAL)
    cast.sign_in(client, world.MODERATOR)
    return reference


def sheet(reference: str) -> Any:
    """The submission, inside an application context."""
    return sheets.by_reference(reference)


def confirm(app: Flask, reference: str, by: str = world.MODERATOR) -> None:
    """Someone confirms the representation."""
    with app.app_context():
        actions.confirm(sheet(reference), NOTE, by=acting.user(by), seen=NO_PAGE)


def test_a_declared_representation_of_states_is_a_signal(
    app: Flask, client: FlaskClient, official: str, work: Any
) -> None:
    work()
    with app.app_context():
        (first, *_rest) = queries.queue(acting.user(), queries.Filters("signals")).rows
        assert (first.reference, first.summary["representation"]) == (official, 1)
        assert queries.counts(acting.user()).signals == 2
        assert queries.affected_comments("publish", queries.comments_of(sheet(official))) == []
    page = client.get(f"/moderation/{official}/1").text
    for words in (
        "Commenting for states or for several organisations: declared, not confirmed",
        "Publish as declared, not confirmed",
        "My country (official position) – declared, not confirmed",
        "Federal Office of Seeds</bdi> (name not confirmed)",
    ):
        assert words in page, words
    confirm(app, official)
    page = client.get(f"/moderation/{official}/1").text
    assert "Publish as declared" not in page
    assert "My country (official position) – confirmed" in page
    with app.app_context():
        assert queries.counts(acting.user()).signals == 0
        assert len(queries.affected_comments("publish", queries.comments_of(sheet(official)))) == 2


def public(app: Flask, reference: str) -> dict[str, str]:
    """Every public page and file that shows who commented."""
    visitor, base = app.test_client(), f"/consultations/{world.SLUG}"
    paths = (
        f"{base}/comments",
        f"{base}/text/lot-size-1",
        f"/submissions/{reference}",
        f"{base}/comments.csv",
    )
    return {path: visitor.get(path).get_data(as_text=True) for path in paths}


def test_unconfirmed_it_is_nowhere_published_as_official(
    app: Flask, client: FlaskClient, official: str
) -> None:
    acting.act(app, official, "publish")
    pages = public(app, official)
    rows = list(csv.DictReader(io.StringIO(pages.popitem()[1].removeprefix("\ufeff"))))
    assert [(row["capacity"], row["confirmed"]) for row in rows] == [("official_position", "no")]
    for path, page in pages.items():
        assert "not confirmed" in page, path
        assert "name not confirmed" in page, path
        assert "official position" not in page.replace(DECLARED, "").replace(
            "My country (official position) – declared, not confirmed", ""
        ), path
    confirm(app, official)
    pages = public(app, official)
    rows = list(csv.DictReader(io.StringIO(pages.popitem()[1].removeprefix("\ufeff"))))
    assert [(row["capacity"], row["confirmed"]) for row in rows] == [("official_position", "yes")]
    for path, page in pages.items():
        assert "official position" in page, path
        assert "not confirmed" not in page, path
        assert "not confirmed" not in page, path


def headed(page: Any) -> dict[str, int]:
    """Heading of each history → how many entries."""
    return {
        h2.text: len(h2.xpath("following-sibling::ol[1]/li"))
        for h2 in page.xpath("//h2[following-sibling::ol]")
    }


@pytest.mark.parametrize("who", [world.MODERATOR, world.OFFICER])
def test_officers_and_moderators_confirm_with_a_note(app: Flask, official: str, who: str) -> None:
    client, page = app.test_client(), f"/moderation/{official}/confirmation"
    cast.sign_in(client, who)
    empty = client.press(page, note=" ", verb="confirm")  # type: ignore[attr-defined]
    assert empty.status_code == 422
    assert client.press(page, note=NOTE, verb="confirm").status_code == 303  # type: ignore[attr-defined]
    stands = html.fromstring(client.get(page).text)
    assert headed(stands) == {"Current confirmation": 1}
    assert NOTE in stands.text_content()
    taken = client.press(page, note="They wrote that they never sent it.", verb="unconfirm")  # type: ignore[attr-defined]
    assert taken.status_code == 303
    assert headed(html.fromstring(client.get(page).text)) == {"Earlier decisions": 2}
    with app.app_context():
        found = queries.confirmations(sheet(official))
        assert [(one.is_confirmed, one.decided_by.email) for one in found] == [(False, who), (True, who)]
        assert not sheet(official).is_confirmed
        told = db.session.execute(db.select(Event.name).order_by(Event.id.desc()).limit(2)).scalars().all()
        assert told == ["moderation.claim_unconfirmed", "moderation.claim_confirmed"]


def test_others_do_not_confirm(app: Flask, official: str) -> None:
    cast.organisation(app, "barges", name="River Transport Union", moderator=[world.MODERATOR_2])
    own = world.submission(app, **OFFICIAL | {"organisation": "Seed Testing Secretariat"})
    for reference, who in ((official, world.APPROVER), (own, world.MODERATOR)):
        with app.app_context(), pytest.raises(NotPermitted):
            actions.confirm(sheet(reference), NOTE, by=acting.user(who), seen=NO_PAGE)
    personal = world.submission(app, capacity=Capacity.PERSONAL)
    with app.app_context(), pytest.raises(NotPossible):
        actions.confirm(sheet(personal), NOTE, by=acting.user(), seen=NO_PAGE)


def test_what_is_confirmed_is_what_was_seen(app: Flask, client: FlaskClient, official: str) -> None:
    page = f"/moderation/{official}/confirmation"
    form = client.form(page, note=NOTE, verb="confirm")
    for sent in (form | {"seen": ""}, {name: words for name, words in form.items() if name != "seen"}):
        refused = client.post(page, data=sent)
        assert (refused.status_code, NOTE in refused.text) == (409, True)
    with app.app_context():
        db.session.execute(text("UPDATE submissions SET country = 'AUT'"))
        db.session.commit()
        with pytest.raises(StaleForm):
            actions.confirm(sheet(official), NOTE, by=acting.user(), seen=form["seen"])
    assert client.post(page, data=form).status_code == 409


@pytest.mark.parametrize(
    "change",
    ["capacity = 'organisation'", "organisation = 'Another Office'", "country = 'AUT'", "name = 'Someone Else'",
     "category = 'industry'", "on_behalf_of = '{AUT}'"],
)  # fmt: skip
def test_a_representation_that_changes_is_confirmed_no_more(app: Flask, official: str, change: str) -> None:
    confirm(app, official)
    with app.app_context():
        db.session.execute(text("UPDATE submissions SET email = 'other@post.example', changed_at = now()"))
        db.session.commit()
        assert sheet(official).is_confirmed
        db.session.execute(text(f"UPDATE submissions SET {change}"))
        db.session.commit()
        assert not sheet(official).is_confirmed


def test_confirmations_are_never_changed_nor_deleted(app: Flask, official: str) -> None:
    confirm(app, official)
    for change in ("UPDATE confirmations SET note = 'x'", "DELETE FROM confirmations"):
        with app.app_context():
            with pytest.raises((IntegrityError, OperationalError)) as refused:
                db.session.execute(text(change))
            assert isinstance(refused.value.orig, psycopg.errors.RestrictViolation)
            db.session.rollback()


def test_names_of_organisations_are_given_and_not_checked(
    app: Flask, client: FlaskClient, official: str
) -> None:
    work = world.submission(app, attribution=Attribution.ORGANISATION_ONLY)
    acting.act(app, work, "publish")
    row = public(app, work)
    assert all("not confirmed" in page for path, page in row.items() if not path.endswith(".csv"))
    queue = client.get("/moderation").text
    assert "name not confirmed" in queue
    assert "commenting for states: declared, not confirmed" in queue


def test_the_page_of_a_whole_submission_says_that_its_name_was_not_checked(
    app: Flask, client: FlaskClient, official: str
) -> None:
    work = world.submission(app, attribution=Attribution.ORGANISATION_ONLY)
    personal = world.submission(app, organisation="", capacity=Capacity.PERSONAL)
    says = {
        one: "name not confirmed" in client.get(f"/moderation/{one}").text
        for one in (official, work, personal)
    }
    assert says == {official: True, work: True, personal: False}
    confirm(app, official)
    assert "not confirmed" not in client.get(f"/moderation/{official}").text
