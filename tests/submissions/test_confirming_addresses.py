"""Someone who submits may have typed the address of a stranger: its owner confirms it before anything but the
receipt goes there."""

import re
import runpy
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from consult.core import clock
from consult.core.actions import action
from consult.core.database import db
from consult.core.stale_check import NO_PAGE
from consult.moderation import actions as moderation
from consult.moderation.models import Reason
from consult.submissions import actions as submissions
from consult.submissions import queries as sheets
from consult.submissions import references
from consult.submissions.actions.forgetting import NO_ADDRESS
from consult.submissions.models import Route, Submission
from tests import cast, world
from tests.draft_submissions import walking
from tests.moderation import acting
from tests.racing import pressed_twice

READER = "wanjiru@growers.example"
RECEIVED, CONFIRM = (
    "Received: {}, Sampling of seed lots",
    "Confirm your email address: {}, Sampling of seed lots",
)


@pytest.fixture
def sent(client: FlaskClient, slug: str, work: Any) -> str:
    """A submission that someone sent over the pages, with an address."""
    reference = walking.whole(client, email=READER)
    work()
    return reference


def links(app: Flask) -> list[str]:
    """The paths of the links to confirm, the latest first."""
    found = [
        re.findall(r"http://localhost(/\S*/address/\S*)", words)
        for _to, _subject, words in cast.letters(app, READER)
    ]
    return [one for some in found for one in some]


def subjects(app: Flask) -> list[str]:
    return [subject for _to, subject, _text in reversed(cast.letters(app, READER))]


def is_confirmed(app: Flask, reference: str) -> bool:
    with app.app_context():
        return sheets.by_reference(reference).email_confirmed_at is not None


def test_the_receipt_has_the_link_and_nothing_else_is_sent_before_it_is_confirmed(
    app: Flask, sent: str, work: Any
) -> None:
    acting.act(app, sent, "withhold")
    with app.app_context():
        submissions.email_receipts({sheets.by_reference(sent): ""})
    work()
    assert subjects(app) == [RECEIVED.format(sent)]
    assert len(links(app)) == 1


def test_opening_the_link_confirms_nothing_and_its_button_does_however_often_it_is_pressed(
    app: Flask, sent: str, work: Any
) -> None:
    link, stranger = links(app)[0], app.test_client()
    for _ in range(2):
        assert stranger.get(link).status_code == 200
        stranger.head(link)
    assert not is_confirmed(app, sent)
    assert stranger.press(link).location == link
    assert is_confirmed(app, sent)
    assert "Your email address is confirmed" in walking.page(stranger.get(link))
    token = stranger.form("/sign-in")["csrf_token"]
    assert stranger.post(link, data={"csrf_token": token}).status_code == 303
    work()
    assert subjects(app) == [RECEIVED.format(sent)], "nothing happened meanwhile, so nothing is told"


def test_what_happened_before_is_told_in_one_email_and_what_happens_later_at_once(
    app: Flask, sent: str, work: Any
) -> None:
    with app.app_context():
        one, by = acting.comment(sent), acting.user()
        moderation.withhold(one, Reason.OFF_TOPIC, by=by, explanation="It is about cars.", seen=NO_PAGE)
    work()
    app.test_client().press(links(app)[0])
    work()
    waited = cast.letters(app, READER)[0]
    assert waited[1] == f"Decisions on your submission {sent}"
    assert f"Not published: your comment {sent}/1" in waited[2]
    reason = "Reason: Your comment does not concern the draft of this consultation."
    assert f"  {reason}\n  It is about cars.\n" in waited[2]
    assert f"http://localhost/en/submissions/{sent}/status" in waited[2]
    acting.act(app, sent, "publish")
    acting.act(app, sent, "remove")
    work()
    assert subjects(app)[1:] == [waited[1], f"Removed: your comment {sent}/1"]


def test_the_status_page_tells_everything_without_the_address(
    app: Flask, client: FlaskClient, sent: str
) -> None:
    acting.act(app, sent, "withhold")
    page = walking.page(client.get(f"/submissions/{sent}/status"))
    assert "Confirm your email address" in page
    assert "Your comment does not concern the draft of this consultation." in page


def test_the_link_is_sent_again_to_someone_who_has_the_draft_open(
    app: Flask, client: FlaskClient, sent: str
) -> None:
    with clock.at(clock.now() + timedelta(hours=2)):
        answer = client.press(f"/submissions/{sent}/status", _form="/address", follow=True)
        assert f"We are sending the link to {READER}." in walking.page(answer)
        assert subjects(app) == [RECEIVED.format(sent), CONFIRM.format(sent)]
        app.test_client().press(links(app)[0])
    assert is_confirmed(app, sent)


def test_a_link_that_is_too_old_mails_another(app: Flask, sent: str) -> None:
    link = links(app)[0]
    with clock.at(clock.now() + timedelta(days=31)):
        visitor = app.test_client()
        assert "This link has expired" in walking.page(visitor.get(link))
        assert "We are sending another link" in walking.page(visitor.press(link))
        assert not is_confirmed(app, sent)
        visitor.press(links(app)[0])
    assert is_confirmed(app, sent)


def test_who_confirms_an_address_for_which_the_organisation_entered_comments_gets_the_access_code(
    app: Flask, slug: str, work: Any
) -> None:
    sent = world.submission(app, email=READER, is_confirmed=False)
    with app.app_context():
        _as_entered()
        submissions.email_receipts({sheets.by_reference(sent): ""})
    work()
    link, person = links(app)[0], app.test_client()
    assert "which we send you when you have confirmed your email address" in cast.letters(app, READER)[0][2]
    person.press(link)
    work()
    _to, subject, words = cast.letters(app, READER)[0]
    assert subject == "Access code of your submission"
    code = re.search(r"^[\d ]{29}$", words, re.MULTILINE)
    assert code is not None
    status = f"/submissions/{sent}/status"
    answer = person.press("/resume", code=code[0], follow=True)
    assert f"/{sent}/" in answer.request.path
    assert person.get(status).status_code == 200
    with clock.at(clock.now() + timedelta(minutes=2)):
        assert "We are sending the access code" in walking.page(person.press(link, follow=True))
    work()
    assert subjects(app)[-1] == subject
    assert len(subjects(app)) == 3


def test_links_of_other_addresses_and_submissions_confirm_nothing(app: Flask, sent: str) -> None:
    link, visitor = links(app)[0], app.test_client()
    other = world.submission(app, email=READER, is_confirmed=False)
    seal = link.rsplit("/", 1)[1]
    later = f"{int(seal.split('-')[0]) + 1}-{seal.split('-')[1]}"
    for wrong in (
        link[:-1] + "0" if link[-1] != "0" else link[:-1] + "1",
        link.replace(sent, other),
        link.replace(seal, later),
    ):
        assert visitor.get(wrong).status_code == 404
    with app.app_context():
        submissions.forget_address(sheets.by_reference(sent))
    answer = visitor.get(link)
    assert answer.status_code == 404
    assert "the email address was deleted" in walking.page(answer)


def test_a_link_is_good_after_a_restart_under_a_new_secret(app: Flask, sent: str) -> None:
    link = links(app)[0]
    references.wire("another secret of the installation", (app.config["SECRET_KEY"],))
    try:
        app.test_client().press(link)
    finally:
        references.wire(app.config["SECRET_KEY"], tuple(app.config["SECRET_KEY_FALLBACKS"]))
    assert is_confirmed(app, sent)


def test_two_presses_at_once_are_one(app: Flask, sent: str, work: Any) -> None:
    acting.act(app, sent, "withhold")
    work()
    seal = links(app)[0].rsplit("/", 1)[1]

    def press() -> None:
        submissions.confirm_address(sheets.by_reference(sent), seal)

    pressed_twice(app, press)
    work()
    assert subjects(app) == [RECEIVED.format(sent), f"Decisions on your submission {sent}"]


def test_the_confirmed_address_of_an_account_needs_no_link(app: Flask, slug: str, work: Any) -> None:
    cast.person(app, READER)
    own = world.submission(app, user=READER, email=READER.upper(), is_confirmed=False)
    other = world.submission(app, user=READER, email="other@example.org", is_confirmed=False)
    work()
    assert (is_confirmed(app, own), is_confirmed(app, other)) == (True, False)
    assert links(app) == []
    acting.act(app, own, "withhold")
    work()
    assert subjects(app)[-1] == f"Not published: your comment {own}/1"


@action
def _as_before() -> None:
    """As a version without links left it."""
    db.session.query(Submission).update({"email_asked_at": None})


def test_addresses_of_earlier_submissions_are_asked_once(app: Flask, slug: str, work: Any) -> None:
    made = [world.submission(app, email=READER, is_confirmed=False) for _ in range(7)]
    work()
    with app.app_context():
        _as_before()
    for hours, asked in ((2, 5), (3, 7), (4, 7)):
        with app.app_context(), clock.at(clock.now() + timedelta(hours=hours)):
            submissions.ask_the_unasked()
        assert sum(one.startswith("Confirm your email address") for one in subjects(app)) == asked
    assert {CONFIRM.format(one) for one in made} <= set(subjects(app))


def test_many_submissions_of_one_address_hold_up_no_other(
    app: Flask, slug: str, work: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(7):
        world.submission(app, email=READER, is_confirmed=False)
    last = world.submission(app, email="another@stores.example", is_confirmed=False)
    work()
    monkeypatch.setattr("consult.submissions.actions.email_addresses.SOME", 6)
    with app.app_context():
        _as_before()
        with clock.at(clock.now() + timedelta(hours=2)):
            submissions.ask_the_unasked()
        assert [one.email_asked_at is None for one in (sheets.by_reference(last),)] == [False]


def test_an_address_that_is_forgotten_is_confirmed_no_more(app: Flask, slug: str) -> None:
    sent = world.submission(app, email=READER)
    assert is_confirmed(app, sent)
    with app.app_context():
        submissions.forget_address(sheets.by_reference(sent))
    assert not is_confirmed(app, sent)
    assert NO_ADDRESS["email_confirmed_at"] is None


@pytest.mark.parametrize(
    ("way", "words"),
    [
        ({"email": READER}, "Email confirmed"),
        ({"email": READER, "is_confirmed": False}, "Email not confirmed"),
        ({}, "No email address, access code only"),
        ({"user": READER}, "Submitted from an account with a confirmed email address"),
    ],
)
def test_moderators_see_whether_an_address_is_confirmed(
    app: Flask, slug: str, way: dict[str, Any], words: str
) -> None:
    cast.person(app, READER)
    sent = world.submission(app, **way)
    moderator = app.test_client()
    cast.sign_in(moderator, world.MODERATOR)
    assert words in walking.page(moderator.get(f"/moderation/{sent}/1"))
    assert words in walking.page(moderator.get(f"/moderation/{sent}"))
    queue = walking.page(moderator.get("/moderation"))
    assert ("Email confirmed" in queue, "Email not confirmed" in queue) == (
        "user" in way or words == "Email confirmed", words == "Email not confirmed"
    )  # fmt: skip


def test_after_a_restore_everyone_who_may_have_confirmed_is_asked_again(
    app: Flask, slug: str, work: Any
) -> None:
    sent = world.submission(app, email=READER, is_confirmed=False)
    done = world.submission(app, email=READER)
    work()
    with app.app_context():
        assert [submissions.ask_everyone_to_confirm_again(), submissions.ask_everyone_to_confirm_again()] == [
            1,
            0,
        ]
        with clock.at(clock.now() + timedelta(hours=2)):
            submissions.ask_the_unasked()
    assert subjects(app).count(CONFIRM.format(sent)) == 1
    assert CONFIRM.format(done) not in subjects(app)


MIGRATION = (
    Path(__file__).resolve().parents[2] / "migrations" / "versions" / "0025_addresses_are_confirmed.py"
)


@action
def _migrated() -> None:
    """What the migration makes of rows that knew nothing of confirming."""
    db.session.query(Submission).update({"email_confirmed_at": None})
    db.session.execute(text(runpy.run_path(str(MIGRATION))["KNOWN"]))


def test_of_earlier_addresses_only_that_of_the_senders_account_counts_as_confirmed(
    app: Flask, slug: str
) -> None:
    cast.person(app, READER)
    own = world.submission(app, user=READER, email=READER.title())
    others = [
        world.submission(app, email=READER),
        world.submission(app, user=READER, email="other@example.org"),
        world.submission(app, user=READER),
    ]
    with app.app_context():
        _migrated()
    assert [is_confirmed(app, one) for one in (own, *others)] == [True, False, False, False]


@action
def _as_entered() -> None:
    """As the organisation enters submissions for others."""
    db.session.query(Submission).update({"route": Route.STAFF})
