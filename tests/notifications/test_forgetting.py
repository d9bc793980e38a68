"""What inboxes say of who submitted leaves with the names."""

from datetime import timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import select

from consult.accounts.models import User
from consult.core import clock
from consult.core.database import db
from consult.notifications.models import Notification
from consult.submissions import actions as submissions
from consult.submissions import references
from consult.submissions.models import Attribution
from tests import cast, world
from tests.moderation import acting

SHY, OPEN = "shy@growers.example", "open@growers.example"


def _told(app: Flask) -> dict[str, list[str]]:
    """Whose inbox has what, and where it leads."""
    found: dict[str, list[str]] = {}
    with app.app_context():
        rows = select(User.email, Notification.name, Notification.url).join(
            User, User.id == Notification.user_id
        )
        for email, name, url in db.session.execute(rows.order_by(Notification.id)):
            found.setdefault(email, []).append(f"{name} {url}")
    return found


def test_what_an_inbox_told_of_a_submission_leaves_with_its_tie_to_the_account(
    app: Flask, clean: None, work: Any
) -> None:
    closes_at = clock.now() + timedelta(days=3)
    slug = world.consultation(app, closes_at=closes_at)
    for email in (SHY, OPEN):
        cast.person(app, email)
    unnamed = {"attribution": Attribution.ANONYMOUS_TO_PUBLIC, "organisation": ""}
    shy = world.submission(app, user=SHY, **unnamed)
    shown = world.submission(app, user=OPEN)
    other = world.submission(app, user=OPEN, **unnamed)
    staff = world.submission(app, user=world.OFFICER, **unnamed)
    for reference in (shy, shown, other, staff):
        acting.act(app, reference, "redact")
    work()

    at = f"/consultations/{slug}"
    news = [f"consultations.announced {at}"]
    decided = "moderation.redacted /submissions/{}/status"
    before = _told(app)
    assert sorted(before[SHY]) == sorted([*news, decided.format(shy)])
    assert sorted(before[OPEN]) == sorted([*news, decided.format(shown), decided.format(other)])
    assert decided.format(staff) in before[world.OFFICER]

    with clock.at(closes_at + timedelta(days=400)):
        _forget(app)
        work()
    after = _told(app)
    assert SHY not in after
    assert sorted(after[OPEN]) == sorted([*news, decided.format(shown)])
    assert after[world.OFFICER] == [one for one in before[world.OFFICER] if one != decided.format(staff)]
    assert after[world.MODERATOR] == before[world.MODERATOR]


def _forget(app: Flask) -> None:
    """The rule on retention is carried out."""
    with app.app_context():
        submissions.forget_people()


def test_the_page_that_stops_emails_breaks_no_public_number(app: Flask, client: FlaskClient) -> None:
    world.consultation(app)
    reference = world.submission(app, email=SHY)
    with app.app_context():
        path = references.end_emails_path(reference)
    for language in ("en", "ar"):
        page = html.fromstring(client.get(f"/{language}{path}").data)
        assert page.xpath("//main//span[@class='reference']/text()") == [reference]
