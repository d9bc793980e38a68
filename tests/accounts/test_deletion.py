"""People take along what their account holds, and delete it for ever."""

import json
from typing import Any

import pyotp
import pytest
from flask import Flask
from sqlalchemy import select, text

from consult.accounts import actions as accounts
from consult.accounts import queries as people
from consult.accounts.models import Session, User
from consult.core import clock, journal
from consult.core.actions import action
from consult.core.database import db
from consult.core.multilingual import NO_TRANSLATIONS
from consult.core.preconditions import Blocked
from consult.core.stale_check import NO_PAGE
from consult.draft_submissions import actions as drafting
from consult.draft_submissions.models import DraftSubmission
from consult.moderation import actions as moderation
from consult.notifications import actions as following
from consult.organisations import actions as organisations
from consult.organisations import queries as founded
from consult.organisations.models import Role
from consult.submissions import actions as submissions
from consult.submissions import queries as sheets
from consult.submissions.labels import NAME_REMOVED
from consult.submissions.models import Attribution
from tests import cast, world
from tests.draft_submissions import walking
from tests.moderation import acting
from tests.racing import pressed_twice

WHO = "ingrid@growers.example"
DELETE = {"names": "keep", "address": WHO, "present": cast.PASSWORD}


@pytest.fixture
def story(app: Flask, clean: None, work: Any) -> dict[str, str]:
    """Someone with submissions, a decision, a draft submission not sent, an inbox, a subscription, a profile."""
    slug = world.consultation(app)
    cast.person(app, WHO, "Ingrid Larsen")
    named = world.submission(app, user=WHO, name="Ingrid Larsen", email=WHO)
    unnamed = world.submission(
        app, user=WHO, name="Ingrid Larsen", attribution=Attribution.ANONYMOUS_TO_PUBLIC
    )
    acting.act(app, named, "publish")
    acting.act(app, unnamed, "withhold")
    with app.app_context():
        consultation = world.load(slug)
        drafting.begin(
            consultation, key="a-sheet-that-is-never-sent", user=acting.user(WHO), name="Ingrid Larsen"
        )
        following.follow(WHO, language="en", consultation=consultation)
    work()
    return {"named": named, "unnamed": unnamed}


def everything(app: Flask) -> str:
    """Every row of every table that could say who someone was."""
    with app.app_context():
        tables = db.session.execute(
            text("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'letters'")
        ).scalars()
        return "\n".join(str(db.session.execute(text(f"SELECT * FROM {table}")).all()) for table in tables)


def test_the_file_has_everything_and_is_for_the_owner_with_the_password(
    app: Flask, client: Any, story: dict[str, str]
) -> None:
    assert client.get("/account/data").status_code in {302, 303, 401}
    cast.sign_in(client, WHO)
    wrong = client.press("/account/data", present="not the password")
    assert wrong.status_code == 422
    answer = client.press("/account/data", present=cast.PASSWORD)
    assert (answer.mimetype, answer.headers["Cache-Control"]) == ("application/json", "no-store")
    held = json.loads(answer.get_data())
    assert (held["account"]["email"], held["account"]["name"]) == (WHO, "Ingrid Larsen")
    assert [one["state"] for one in held["submissions"]] == ["submitted", "submitted"]
    assert [one["name"] for one in held["draft_submissions"]["drafts"]] == ["Ingrid Larsen"]
    assert held["submissions"][0]["comments"][0]["comment"] == world.COMMENT["comment"]
    decided = [(one["comment"], one["verb"], one["reason"]) for one in held["moderation"]["decisions"]]
    assert decided == [
        (f"{story['named']}/1", "publish", None),
        (f"{story['unnamed']}/1", "withhold", "off_topic"),
    ]
    assert {one["name"] for one in held["told"]["inbox"]} >= {
        "consultations.announced",
        "moderation.withheld",
    }
    assert [one["followed"] for one in held["told"]["subscriptions"]] == ["Sampling of seed lots"]
    parts = {
        "account", "roles", "who_you_are", "draft_submissions", "submissions", "moderation", "told", "uploaded_forms",
        "incoming_emails", "staff_entries",
    }  # fmt: skip
    assert set(held) == parts
    other = app.test_client()
    cast.sign_in(other, world.OFFICER)
    theirs = other.press("/account/data", present=cast.PASSWORD)  # type: ignore[attr-defined]
    assert "ingrid" not in theirs.text.lower()
    assert [(one["organisation"], one["role"]) for one in json.loads(theirs.get_data())["roles"]] == [
        ("Seed Testing Secretariat", "officer"), ("Seed Testing Secretariat", "administrator"),
    ]  # fmt: skip


def test_a_second_factor_is_asked_for_as_well(app: Flask, client: Any, story: dict[str, str]) -> None:
    cast.sign_in(client, WHO)
    secret = pyotp.random_base32()
    with app.app_context():
        user = acting.user(WHO)
        at = pyotp.TOTP(secret).now()
        kept = db.session.execute(select(Session).where(Session.user_id == user.id)).scalars().first()
        codes = accounts.confirm_two_factor(user, secret, at, kept=kept)
    assert codes
    for path, typed in (("/account/data", {"present": cast.PASSWORD}), ("/account/deletion", DELETE)):
        assert client.press(path, **typed).status_code == 422
        assert client.press(path, **typed, code="000 000").status_code == 422
    assert client.press("/account/data", present=cast.PASSWORD, code=codes[0]).status_code == 200
    assert client.press("/account/deletion", **DELETE, code=codes[1]).status_code == 303


def test_all_that_is_missing_is_said_at_once(client: Any, story: dict[str, str]) -> None:
    cast.sign_in(client, WHO)
    page = walking.page(client.press("/account/deletion"))
    for words in (
        "Choose whether to keep or remove the names.",
        "Enter the email address of this account.",
        "Enter your current password.",
    ):
        assert words in page


def test_a_deleted_account_leaves_nothing_of_who_it_was(
    app: Flask, client: Any, story: dict[str, str]
) -> None:
    elsewhere: Any = app.test_client()
    cast.sign_in(client, WHO)
    cast.sign_in(elsewhere, WHO)
    answer = client.press("/account/deletion", **(DELETE | {"names": "remove"}), follow=True)
    assert "Account deleted." in walking.page(answer)
    assert elsewhere.get("/account").status_code != 200
    assert cast.sign_in(app.test_client(), WHO).status_code == 422
    left = everything(app).lower()
    assert ("ingrid" in left, WHO in left) == (False, False)
    assert [(to, subject) for to, subject, _text in cast.letters(app, WHO)] == [
        (WHO, "Your account was deleted")
    ]
    with app.app_context():
        named, unnamed = (sheets.by_reference(story[one]) for one in ("named", "unnamed"))
        assert [(one.name, one.email, one.user_id) for one in (named, unnamed)] == [
            (NAME_REMOVED, "", None),
            ("", "", None),
        ]
    assert NAME_REMOVED in app.test_client().get(f"/submissions/{story['named']}").text
    record = app.test_client().get(f"/consultations/{world.SLUG}/record").text
    assert record.count("A name was removed because its account was deleted") == 1


def test_published_names_stay_where_that_is_chosen(app: Flask, client: Any, story: dict[str, str]) -> None:
    cast.sign_in(client, WHO)
    assert client.press("/account/deletion", **DELETE).status_code == 303
    assert "Ingrid Larsen" in app.test_client().get(f"/submissions/{story['named']}").text
    with app.app_context():
        assert sheets.by_reference(story["unnamed"]).name == ""


def test_the_address_of_another_account_deletes_nothing(
    app: Flask, client: Any, story: dict[str, str]
) -> None:
    cast.sign_in(client, WHO)
    answer = client.press("/account/deletion", **(DELETE | {"address": world.OFFICER}))
    assert answer.status_code == 422
    assert "This is not the email address of this account." in walking.page(answer)
    with app.app_context():
        assert people.by_email(WHO) is not None


def test_staff_stay_as_former_members_and_their_work_stays(
    app: Flask, client: Any, story: dict[str, str]
) -> None:
    cast.sign_in(client, world.MODERATOR)
    assert client.press("/account/deletion", **(DELETE | {"address": world.MODERATOR})).status_code == 303
    other = app.test_client()
    cast.sign_in(other, world.MODERATOR_2)
    page = walking.page(other.get(f"/moderation/{story['named']}/1"))
    assert ("A former member" in page, "Mariam Haddad" in page) == (True, False)
    with app.app_context():
        members = founded.members(founded.get("seeds"), Role.MODERATOR)
        assert [one.user.email for one in members] == [world.MODERATOR_2]


def test_the_organisation_takes_the_place_of_a_contact_who_leaves(
    app: Flask, client: Any, story: dict[str, str]
) -> None:
    with app.app_context():
        owner = founded.get("seeds")
        organisations.assign_role(owner, acting.user(WHO), Role.ADMINISTRATOR, by=None)
        organisations.change_profile(owner, by=acting.user(WHO), contact_email="standards@seeds.example")
        assert world.load().contact_email == world.OFFICER
        world.load().translations = NO_TRANSLATIONS.having(
            "contact_name", "ar", "بن", world.load().contact_name
        ).having("title", "ar", "عينات", world.load().title)
        db.session.commit()
    cast.sign_in(client, world.OFFICER)
    before = app.test_client().get(f"/consultations/{world.SLUG}").text
    assert world.OFFICER in before
    assert client.press("/account/deletion", **(DELETE | {"address": world.OFFICER})).status_code == 303
    after = app.test_client().get(f"/consultations/{world.SLUG}").text
    assert (world.OFFICER in after, "standards@seeds.example" in after) == (False, True)
    with app.app_context():
        assert list(world.load().translations["ar"]) == ["title"]


def test_the_last_administrator_appoints_another_first(
    app: Flask, client: Any, story: dict[str, str]
) -> None:
    cast.sign_in(client, world.OFFICER)
    page = walking.page(client.get("/account/deletion"))
    assert (
        "You are the only administrator of Seed Testing Secretariat. Assign another administrator first."
        in page
    )
    with app.app_context(), pytest.raises(Blocked):
        accounts.delete_account(acting.user(world.OFFICER), keep_names=True)


def test_the_last_administrator_of_the_platform_appoints_another_first(
    app: Flask, client: Any, story: dict[str, str]
) -> None:
    with app.app_context():
        accounts.make_platform_administrator(acting.user(WHO))
    cast.sign_in(client, WHO)
    page = walking.page(client.get("/account/deletion"))
    assert "You are the only administrator of this site. Assign another administrator first." in page
    with app.app_context(), pytest.raises(Blocked):
        accounts.delete_account(acting.user(WHO), keep_names=True)


def test_the_address_leaves_what_was_sent_without_signing_in_and_what_was_asked(
    app: Flask, story: dict[str, str]
) -> None:
    typed = world.submission(app, email=WHO.upper(), organisation="Growers of the Delta")
    secret = world.submission(
        app, user=WHO, organisation="Ingrid and Daughters", attribution=Attribution.ANONYMOUS_TO_PUBLIC
    )
    acting.act(app, typed, "publish")
    with app.app_context():
        asked = moderation.ask_to_remove_name_from(
            acting.comment(typed),
            "small stores",
            key="asked-once-0123456789",
            words="It is Ingrid.",
            email=WHO,
        )
        accounts.delete_account(acting.user(WHO), keep_names=True)
        db.session.refresh(asked)
        assert (asked.email, asked.words, asked.name) == ("", "", "small stores")
        assert sheets.by_reference(typed).email == ""
        assert sheets.by_reference(secret).organisation == ""
    assert WHO not in everything(app).lower()


def test_of_two_administrators_who_leave_at_once_one_stays(app: Flask, story: dict[str, str]) -> None:
    with app.app_context():
        organisations.assign_role(founded.get("seeds"), acting.user(WHO), Role.ADMINISTRATOR, by=None)

    def leave(who: str) -> Any:
        return lambda: accounts.delete_account(acting.user(who), keep_names=True)

    assert sorted(map(str, pressed_twice(app, leave(WHO), leave(world.OFFICER)))) == ["Blocked", "None"]


@action
def _back(user_id: int) -> None:
    """As a backup from before has it."""
    user = db.session.get_one(User, user_id)
    user.email, user.name, user.deleted_at, user.disabled_at = WHO, "Ingrid Larsen", None, None


def test_after_a_restore_a_deleted_account_is_deleted_again(app: Flask, story: dict[str, str]) -> None:
    with app.app_context():
        user = acting.user(WHO)
        accounts.delete_account(user, keep_names=False)
        _back(user.id)
        lines = [
            one for one in journal.journal().lines(journal.ERASED) if one.get("did") == "accounts.deleted"
        ]
        lines = [one for one in lines if one["user"] == user.id]
        assert [accounts.delete_again(lines), accounts.delete_again(lines)] == [1, 0]
    assert "ingrid" not in everything(app).lower()


def test_a_sheet_that_is_sent_while_its_account_is_deleted_stays_submitted(
    app: Flask, story: dict[str, str]
) -> None:
    with app.app_context():
        sheet = db.session.execute(select(DraftSubmission)).scalar_one()
        identifier = sheet.id
        said = world.GENERAL | {"key": "a-comment-key-0123456789"}
        drafting.describe(sheet, **world.WHO)
        drafting.add_comment(sheet, **said)

    def send() -> str:
        return drafting.submit(
            db.session.get_one(DraftSubmission, identifier), attribution=Attribution.ATTRIBUTED, policies={},
            received_at=clock.now(), seen=NO_PAGE,
        )  # fmt: skip

    @action
    def leave() -> None:
        user = acting.user(WHO)
        drafting.forget_account(user, keep_names=False)
        submissions.forget_account(user, keep_names=False)

    reference, left = pressed_twice(app, send, leave)
    assert left is None
    with app.app_context():
        kept = sheets.by_reference(reference)
        assert (kept.reference, str(kept.state), kept.user_id, kept.name) == (
            reference, "submitted", None, NAME_REMOVED,
        )  # fmt: skip
