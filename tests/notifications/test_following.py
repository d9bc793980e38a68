"""Following by email: asked for, confirmed, told, ended; no account needed."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from consult.consultations import actions as consultations
from consult.consultations.lifecycle import State
from consult.consultations.models import Consultation
from consult.core import clock, mail
from consult.core.actions import action
from consult.core.database import db
from consult.core.derived_secrets import DEMO_OUTBOX, derived
from consult.core.events import record
from consult.documents.blocks import Source
from consult.notifications import actions
from consult.notifications.models import Subscription
from consult.notifications.recipients import DECISIONS, RECIPIENTS
from consult.organisations import queries as organisations
from consult.submissions.models import Submission
from tests import cast, world
from tests.documents import papers

OFFICER, READER = "ben@example.org", "reader@example.org"


@pytest.fixture
def announced(app: Flask, client: FlaskClient) -> str:
    """The slug of an announced consultation of "seeds"."""
    cast.person(app, OFFICER, "Ben Lund")
    cast.organisation(app, "seeds", officer=[OFFICER], approver=[OFFICER])
    with app.app_context():
        return str(_announce().slug)


@action
def _announce() -> Consultation:
    seeds = organisations.get("seeds")
    ben = organisations.members(seeds)[0].user
    version = papers.version(seeds, Source("a.md", b"# 1 Scope\n\nSeed."), title="Sampling of seed lots")
    made = consultations.prepare(seeds, title="Sampling of seed lots", by=ben, version=version)
    made.opens_at, made.closes_at = clock.now() + timedelta(days=1), clock.now() + timedelta(days=90)
    made.announced_at, made.state = clock.now(), State.ANNOUNCED
    db.session.flush()
    return made


def _happens(app: Flask, name: str, *, by: int | None = None, **data: Any) -> None:
    """Something happens to the one consultation."""

    @action
    def happen() -> None:
        one = db.session.execute(db.select(Consultation)).scalar_one()
        record(name, one.slug, by=by, organisation=one.organisation_id, consultation=one.id, **data)

    with app.app_context():
        happen()


def _follow(client: FlaskClient, path: str, email: str = READER) -> str:
    assert "Check your email" in client.press(path, email=email).text
    return cast.link_in(cast.letters(client.application, email)[0])


def test_a_follower_confirms_is_told_and_ends_it(
    app: Flask, client: FlaskClient, announced: str, work: Any
) -> None:
    link = _follow(client, f"/consultations/{announced}/follow")
    _happens(app, "consultations.opened")
    work()
    assert len(cast.letters(app, READER)) == 1

    assert "Sampling of seed lots" in client.get(link).text
    client.press(link)
    assert "You are subscribed" in client.get(link).text
    _happens(app, "consultations.closing_soon")
    work()
    assert len(cast.letters(app, READER)) == 2

    end = f"{link}/end"
    assert end in cast.letters(app, READER)[0][2]
    assert "Unsubscribe?" in client.get(end).text
    assert "You have unsubscribed" in client.press(end).text
    again = client.get(end)
    assert (again.status_code, "You receive no emails from it." in again.text) == (404, True)
    _happens(app, "consultations.closed")
    work()
    assert len(cast.letters(app, READER)) == 2


def test_mail_programs_unsubscribe_with_one_click(
    app: Flask, client: FlaskClient, announced: str, work: Any
) -> None:
    client.press(_follow(client, "/follow"))
    _happens(app, "consultations.opened")
    work()
    with app.app_context():
        headers = next(letter.headers for letter in mail.latest() if letter.to == READER)
    assert headers["Content-Language"] == "en"
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = headers["List-Unsubscribe"].strip("<>").removeprefix("http://localhost")
    program = app.test_client()
    assert (
        program.post(address, data={"something": "else"}).status_code == 200
    )  # a page with the button, no more
    assert program.get(address).status_code == 200
    assert program.post(address, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert program.get(address).status_code == 404


def _ends(app: Flask, to: str) -> list[str]:
    """Where mail programs end the emails to an address, the latest email first; "" where they offer nothing."""
    with app.app_context():
        found = [letter.headers.get("List-Unsubscribe", "") for letter in mail.latest() if letter.to == to]
    return [one.strip("<>").removeprefix("http://localhost") for one in found]


def test_the_person_who_follows_in_three_ways_ends_them_with_one_press(
    app: Flask, client: FlaskClient, announced: str, work: Any
) -> None:
    cast.organisation(app, "rivers", name="Union for River Transport")
    for path in ("/follow", "/organisations/seeds/follow", f"/consultations/{announced}/follow"):
        client.press(_follow(client, path))
    client.press(_follow(client, "/organisations/rivers/follow"))
    client.press(_follow(client, f"/consultations/{announced}/follow", "another@example.org"))
    _happens(app, "consultations.opened")
    work()
    end = _ends(app, READER)[0]
    asked = client.get(end).text
    assert asked.count("Sampling of seed lots</bdi>") == 1
    assert "Seed Testing Secretariat" in asked
    assert "This also unsubscribes you from" in asked
    assert "You were also unsubscribed from" in client.press(end).text
    with app.app_context():
        left = db.session.execute(db.select(Subscription.email).order_by(Subscription.email)).scalars().all()
    assert left == ["another@example.org"]


def test_ending_one_consultation_keeps_others_and_other_organisations(
    app: Flask, client: FlaskClient, announced: str, work: Any
) -> None:
    cast.organisation(app, "rivers", name="Union for River Transport")
    links = [
        _follow(client, path)
        for path in (f"/consultations/{announced}/follow", "/organisations/rivers/follow")
    ]
    for link in links:
        client.press(link)
    client.press(f"{links[0]}/end")
    assert [client.get(link).status_code for link in links] == [404, 200]


def test_an_address_that_was_typed_into_a_sheet_can_be_deleted_by_its_owner(
    app: Flask, client: FlaskClient, work: Any
) -> None:
    slug = world.consultation(app)
    reference, second = (world.submission(app, email=READER) for _ in range(2))
    other = world.submission(app, email="other@example.org")
    client.press(_follow(client, "/follow"))
    work()
    _happens(app, "consultations.closing_soon")
    work()
    ends = set(_ends(app, READER)) - {""}
    assert {end.split("/")[2] for end in ends} == {reference, second}
    end = next(end for end in ends if reference in end)
    assert "because your address was given with a submission." in cast.letters(app, READER)[0][2]

    assert "If you delete it, we send no more emails" in client.get(end).text
    assert client.get(end.replace(reference, other)).status_code == 404
    assert "Emails stopped" in client.press(end).text
    assert "Emails stopped" in client.get(end).text
    with app.app_context():
        rows = db.session.execute(db.select(Submission.email).order_by(Submission.id)).scalars().all()
        assert (rows, db.session.query(Subscription).count()) == (["", "", "other@example.org"], 0)
    before = len(cast.letters(app, READER))
    _happens(app, "consultations.closed")
    work()
    assert len(cast.letters(app, READER)) == before
    assert slug in cast.letters(app, "other@example.org")[0][2]


def test_mail_programs_end_the_emails_about_a_submission_with_one_click(
    app: Flask, client: FlaskClient, work: Any
) -> None:
    world.consultation(app)
    world.submission(app, email=READER)
    work()
    receipt = _ends(app, READER)[0]
    program = app.test_client()
    assert "Unsubscribe" in program.post(receipt, data={"something": "else"}).text
    assert "Emails stopped" in program.post(receipt, data={"List-Unsubscribe": "One-Click"}).text


def test_the_person_who_is_told_by_their_account_too_can_end_what_they_follow_by_email(
    app: Flask, client: FlaskClient, announced: str, work: Any
) -> None:
    link = _follow(client, "/follow", OFFICER)
    client.press(link)
    _happens(app, "consultations.opened")
    work()
    assert "You also subscribed to these updates." in cast.letters(app, OFFICER)[0][2]
    assert (f"{link}/end" in cast.letters(app, OFFICER)[0][2], _ends(app, OFFICER)[0]) == (True, "")


def test_following_an_organisation_and_everything(
    app: Flask, client: FlaskClient, announced: str, work: Any
) -> None:
    cast.organisation(app, "rivers", name="Union for River Transport")
    client.press(_follow(client, "/organisations/seeds/follow", "one@example.org"))
    client.press(_follow(client, "/organisations/rivers/follow", "two@example.org"))
    client.press(_follow(client, "/follow", "three@example.org"))
    _happens(app, "consultations.opened")
    work()
    told = {letter[0] for letter in cast.letters(app) if letter[1].startswith("Open for comments")}
    assert told == {"one@example.org", "three@example.org", OFFICER}


def test_asking_again_is_answered_alike_and_a_lost_email_is_written_again(
    app: Flask, client: FlaskClient, announced: str
) -> None:
    first = _follow(client, "/follow")
    _follow(client, "/follow")
    assert len(cast.letters(app, READER)) == 1
    with clock.at(clock.now() + timedelta(hours=2)):
        assert _follow(client, "/follow") == first
    assert len(cast.letters(app, READER)) == 2
    client.press(first)
    with clock.at(clock.now() + timedelta(hours=4)):
        assert "Check your email" in client.press("/follow", email="Reader@example.org").text
    assert len(cast.letters(app)) == 2


def _asks_to_follow(client: FlaskClient, path: str, network: str, email: str = READER) -> int:
    client.environ_base["REMOTE_ADDR"] = network
    return client.press(path, email=email).status_code  # type: ignore[attr-defined, no-any-return]


def test_strangers_who_type_an_address_fill_no_mailbox_and_keep_its_owner_from_following_nothing(
    app: Flask, client: FlaskClient, announced: str, limited: None
) -> None:
    paths = [f"/organisations/{slug}/follow" for slug in ("rivers", "roads", "rails", "ropes")]
    for path in paths:
        cast.organisation(app, path.split("/")[2], name=path.split("/")[2].title())
    with clock.at(clock.now().replace(minute=0)):
        answers = [
            _asks_to_follow(app.test_client(), path, f"198.51.{number}.7")
            for number, path in enumerate([*paths, *paths])
        ]
        assert _asks_to_follow(client, f"/consultations/{announced}/follow", "203.0.113.7") == 200
        got = cast.letters(app, READER)
    assert (answers, len(got)) == ([200] * 8, 3)
    page = client.get(cast.link_in(got[-1])).text
    assert [page.count(f">{name}</bdi>") for name in ("Roads", "Rails", "Ropes")] == [1, 1, 1]
    own = page.split("Sampling of seed lots", 1)[0].rpartition('href="')[2].split('"')[0]
    client.press(own)
    assert "We send updates to" in client.get(own).text
    with app.app_context():
        confirmed = db.select(Subscription.consultation_id).where(Subscription.confirmed_at.is_not(None))
        assert db.session.execute(confirmed).scalars().all() == [1]


def test_the_owner_of_an_account_gets_the_email_however_many_strangers_asked(
    app: Flask, client: FlaskClient, announced: str, limited: None
) -> None:
    cast.sign_in(client, OFFICER)
    for slug in ("rivers", "roads", "rails", "ropes"):
        cast.organisation(app, slug, name=slug.title())
        client.press(f"/organisations/{slug}/follow", email=OFFICER)
    before = len(cast.letters(app, OFFICER))
    assert _asks_to_follow(client, f"/consultations/{announced}/follow", "203.0.113.7", OFFICER) == 200
    assert len(cast.letters(app, OFFICER)) == before + 1


def test_the_person_who_uses_up_the_limit_of_a_network_keeps_no_one_there_whom_we_know_from_following(
    app: Flask, client: FlaskClient, announced: str, limited: None
) -> None:
    answers = [client.press("/follow", email=f"victim-{number}@example.net") for number in range(11)]
    assert [one.status_code for one in answers] == [200] * 10 + [429]
    refused = answers[-1].text
    assert ("Your network has reached the limit" in refused, 'value="victim-10@example.net"' in refused) == (
        True,
        True,
    )
    cast.sign_in(client, OFFICER)
    assert client.press("/follow", email="mine@example.org").status_code == 200
    client.press("/account", _form="/sign-out")
    assert client.press("/follow", email="mine@example.org").status_code == 200


def test_an_address_that_never_confirms_is_not_kept(app: Flask, client: FlaskClient, announced: str) -> None:
    confirmed, asked = (
        _follow(client, "/follow"),
        _follow(client, "/organisations/seeds/follow", "two@example.org"),
    )
    client.press(confirmed)
    with app.app_context():
        actions.forget_unconfirmed()
        with clock.at(clock.now() + timedelta(days=8)):
            assert client.get(asked).status_code == 200
            actions.forget_unconfirmed()
    assert [client.get(link).status_code for link in (confirmed, asked)] == [200, 404]


def test_emails_are_in_the_language_of_the_page_on_which_they_were_asked_for(
    app: Flask, client: FlaskClient, announced: str
) -> None:
    client.press("/follow?lang=fr", email=READER)
    with app.app_context():
        assert db.session.execute(db.select(Subscription.language)).scalars().all() == ["fr"]


@pytest.mark.parametrize("email", ["", "reader", "reader@", "reader@example .org"])
def test_an_address_that_mail_cannot_reach_is_refused(client: FlaskClient, email: str) -> None:
    assert client.press("/follow", email=email).status_code == 422


def test_no_one_follows_what_is_not_there_or_not_public(app: Flask, client: FlaskClient) -> None:
    assert client.get("/consultations/nothing/follow").status_code == 404
    assert client.get("/organisations/nothing/follow").status_code == 404
    assert client.get("/subscriptions/nothing").status_code == 404


def test_the_inbox_tells_what_happened_once_and_remembers_what_was_read(
    app: Flask, client: FlaskClient, announced: str, work: Any
) -> None:
    cast.sign_in(client, OFFICER)
    assert "No notifications yet." in client.get("/inbox").text
    _happens(app, "consultations.opened")
    _happens(app, "consultations.extended", reason="A holiday")
    work()
    work()
    page = client.get("/inbox").text
    assert [
        page.count(words)
        for words in ("Open for comments: Sampling", "Deadline extended: Sampling", "2 unread notifications")
    ] == [1, 1, 1]
    number = page.split('href="/inbox/', 1)[1].split('"', 1)[0]
    assert client.get(f"/inbox/{number}").location == f"/consultations/{announced}"
    assert client.get(f"/fr/inbox/{number}").location == f"/fr/consultations/{announced}"
    assert "1 unread" in client.get("/inbox").text
    client.press("/inbox")
    assert "unread" not in client.get("/inbox").text.split("<main", 1)[1]
    assert [letter[0] for letter in cast.letters(app)] == [OFFICER, OFFICER]


def test_a_notification_that_another_version_wrote_closes_no_inbox(
    app: Flask, client: FlaskClient, announced: str, work: Any
) -> None:
    cast.sign_in(client, OFFICER)
    _happens(app, "consultations.opened")
    _happens(app, "consultations.extended", reason="A holiday")
    work()
    with app.app_context():
        db.session.execute(text("UPDATE notifications SET name = 'of.tomorrow' WHERE name LIKE '%opened'"))
        db.session.commit()
    page = client.get("/inbox").text.split("<main", 1)[1]
    assert "Deadline extended: Sampling" in page
    assert page.count(">Sampling") == 1


def test_the_person_who_did_it_is_not_told(
    app: Flask, client: FlaskClient, announced: str, work: Any
) -> None:
    _happens(app, "consultations.opened", by=1)
    work()
    assert cast.letters(app) == []


def test_no_one_reads_anothers_inbox(app: Flask, client: FlaskClient, announced: str, work: Any) -> None:
    _happens(app, "consultations.opened")
    work()
    cast.person(app, "carla@example.org", "Carla")
    cast.sign_in(client, "carla@example.org")
    assert "No notifications yet." in client.get("/inbox").text
    assert client.get("/inbox/1").status_code == 404


def test_every_event_has_an_email_that_can_be_written(
    app: Flask, announced: str, client: FlaskClient, work: Any
) -> None:
    cast.sign_in(client, OFFICER)
    for name in RECIPIENTS:
        _happens(
            app, name, reason="why", notice="what", word="why", until="2027-03-01T12:00:00+00:00", number=2
        )
    work()
    with app.app_context():
        waiting = (
            db.session.execute(db.text("SELECT error FROM deliveries WHERE done_at IS NULL")).scalars().all()
        )
    assert waiting == []
    assert client.get("/inbox").status_code == 200
    written = {letter[1]: _paragraphs(letter[2]) for letter in cast.letters(app)}
    assert len(written) >= len(RECIPIENTS) - 2  # no one moderates here, so no one is told of objections
    for subject, paragraphs in written.items():
        assert [one for one in paragraphs if one.startswith("http://localhost/")], subject
        assert "" not in paragraphs, subject


def _paragraphs(text: str) -> list[str]:
    """What an empty line parts; one that is empty itself tells of a gap too wide."""
    return [one.strip("\n") for one in text.split("\n\n")]


CONTACT = {
    "en": "Send questions to seeds@example.org.",
    "ar": "يُرجى إرسال الأسئلة إلى seeds@example.org.",
}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", "Motif : Holidays. – dans cette langue : anglais"),
        ("ar", "\u2068Holidays.\u2069 – بهذه اللغة: الإنجليزية"),
        ("en", "Reason: Holidays."),
    ],
)
def test_an_email_names_the_language_of_a_reason_in_another_language(
    app: Flask, announced: str, client: FlaskClient, work: Any, language: str, said: str
) -> None:
    client.press(f"/{language}/consultations/{announced}/follow", email=READER)
    client.press(cast.link_in(cast.letters(app, READER)[0]))
    with app.app_context():
        one = db.session.execute(db.select(Consultation)).scalar_one()
        one.original_language = "en"
        db.session.commit()
    closes = (clock.now() + timedelta(days=99)).isoformat()
    _happens(app, "consultations.extended", reason="Holidays.", closes_at=closes)
    work()
    email = cast.letters(app, READER)[0][2]
    line = next(one for one in _paragraphs(email) if "Holidays." in one)
    assert line.replace("\u00a0", " ").endswith(said)


def test_an_email_names_the_language_in_which_an_explanation_is_recognised(ctx: Flask) -> None:
    values = {
        "title": "Sampling", "organisation": "Seeds", "reference": "S-1/2", "place": "", "timezone": "UTC",
        "opens_at": "", "closes_at": "", "reason": "off_topic", "link": "http://localhost/x", "unsubscribe": "",
        "contact": "seeds@example.org",
        "explanation": "Cette observation ne porte pas sur le texte qui fait l’objet de la consultation.",
    }  # fmt: skip
    for language, is_named in (("en", True), ("fr", False)):
        _subject, text = mail.write("notifications/moderation.withheld", language, **values)
        assert ("– in this language: French" in text) == is_named
    values["explanation"] = "OK"  # too short to be recognised
    assert "in this language" not in mail.write("notifications/moderation.withheld", "en", **values)[1]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_decision_of_a_moderator_has_an_email_that_can_be_written(ctx: Flask, language: str) -> None:
    values = {
        "title": "Sampling", "organisation": "Seeds", "reference": "S-1/2", "place": "2.1, line 3", "timezone": "UTC",
        "opens_at": "", "closes_at": "", "reason": "personal_data", "link": "http://localhost/x", "unsubscribe": "",
        "reason_label": "Personal data", "explanation": "A telephone number.", "others": "2", "outcome": "upheld",
        "answer": "It stays.", "contact": "seeds@example.org",
    }  # fmt: skip
    for name in DECISIONS:
        subject, text = mail.write(f"notifications/{name}", language, **values)
        assert "S-1/2" in subject
        assert _paragraphs(text)[-2:] == [f"http://localhost/{language}/x", CONTACT[language]]
        assert "" not in _paragraphs(text)


def test_the_outbox_is_for_the_demonstration_only(app: Flask, client: FlaskClient) -> None:
    assert client.get("/outbox").status_code == 404
    client.press("/sign-up", name="Ines", email="ines@example.org", password="seven green bicycles")
    cast.answer_requests(app)
    app.config["DEMO"] = True
    key = derived(app.config["SECRET_KEY"], DEMO_OUTBOX)
    try:
        assert [client.get(path).status_code for path in ("/outbox", "/outbox?key=guess")] == [403, 403]
        assert "Confirm your email address" not in client.get("/outbox").text
        opened = client.get(f"/outbox?key={key}")
        assert (opened.status_code, opened.location) == (303, "/outbox")
        page = client.get("/outbox").text
    finally:
        app.config["DEMO"] = False
    assert "Confirm your email address" in page
    assert '<a href="http://localhost/en/sign-up/' in page
