"""Founding, members and their roles, invitations, rules, the profile; and what others must not see."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from consult.accounts import queries as people
from consult.core import clock
from consult.core.database import db
from consult.core.errors import NotPossible
from consult.core.events import Event
from consult.core.jobs import Job
from consult.organisations import actions, policy, queries
from consult.organisations.models import Role
from consult.organisations.rules import PolicyKind, RetentionRule
from consult.web import rate_limits
from tests import cast
from tests.conftest import Sink
from tests.pages import fields
from tests.racing import pressed_twice

ADMIN, OFFICER, OTHER = "amara@example.org", "ben@example.org", "carla@example.org"


@pytest.fixture
def one_organisation(app: Flask, clean: None) -> None:
    """An organisation with an administrator and an officer, and another one with its own administrator."""
    for email, name in ((ADMIN, "Amara Diallo"), (OFFICER, "Ben Lund"), (OTHER, "Carla Reyes")):
        cast.person(app, email, name)
    cast.organisation(app, "seeds", administrator=[ADMIN], officer=[OFFICER])
    cast.organisation(app, "rivers", name="Union for River Transport", administrator=[OTHER])


def test_a_platform_administrator_founds_an_organisation_and_administers_it(
    app: Flask, client: FlaskClient
) -> None:
    cast.person(app, ADMIN, is_platform_administrator=True)
    cast.sign_in(client, ADMIN)
    assert client.press("/organisations/new", name="Bureau of Measures", slug="Not A Slug").status_code == 422
    assert client.form("/fr/organisations/new")["language"] == "fr"
    answer = client.press("/organisations/new", name="Bureau of Measures", slug="measures", language="es")
    assert answer.location == "/organisations/measures/profile"
    with app.app_context():
        made = queries.get("measures")
        assert (made.original_language, made.languages) == ("es", ["es"])
    taken = client.press("/organisations/new", name="Newcomers", slug="new")
    assert (taken.status_code, "address of a page of this site" in taken.text) == (422, True)
    again = client.press("/organisations/new", name="Bureau of Meters", slug="measures")
    assert (again.status_code, "uses this short address" in again.text) == (422, True)
    assert "Who may comment" in client.get("/organisations/measures/policies").text


def test_an_organisation_that_is_founded_twice_at_once_is_one(app: Flask, clean: None) -> None:
    def found() -> str:
        return actions.create(name="Bureau of Measures", slug="measures", by=None).slug

    assert pressed_twice(app, found) == ["measures", "NotPossible"]


def test_a_role_that_is_given_twice_at_once_is_one(app: Flask, one_organisation: None) -> None:
    def appoint() -> None:
        actions.assign_role(queries.get("seeds"), people.by_email(OTHER), Role.MODERATOR, by=None)

    assert pressed_twice(app, appoint) == [None, None]
    with app.app_context():
        seeds = queries.get("seeds")
        assert [one.user.email for one in queries.members(seeds, Role.MODERATOR)] == [OTHER]
        told = db.session.query(Event).filter_by(
            name="organisations.appointed", organisation_id=seeds.id, actor_id=None
        )
        assert [one.data["role"] for one in told.order_by(Event.id)][-1:] == ["moderator"]
        assert sum(one.data["role"] == "moderator" for one in told) == 1


def test_rules_that_are_written_at_once_follow_each_other(app: Flask, one_organisation: None) -> None:
    def write(words: str) -> tuple[int, str]:
        policy = actions.write_policy(queries.get("seeds"), RetentionRule(), words, by=None)
        return policy.number, policy.text

    assert pressed_twice(app, lambda: write("Soon."), lambda: write("Later.")) == [
        (2, "Soon."),
        (3, "Later."),
    ]


def test_no_one_else_founds_one(client: FlaskClient, one_organisation: None) -> None:
    cast.sign_in(client, ADMIN)
    assert client.get("/organisations/new").status_code == 403


def test_the_profile_is_changed(client: FlaskClient, one_organisation: None) -> None:
    cast.sign_in(client, ADMIN)
    wrong = client.press("/organisations/seeds/profile", contact_email="", website="seeds", response_days="0")
    assert wrong.status_code == 422
    for sentence in ("Enter an email address.", "begins with https://", "from 1 to 730"):
        assert sentence in wrong.text
    right = client.press(
        "/organisations/seeds/profile", contact_email="standards@seeds.example", website="https://seeds.example",
        accent="forest", languages=["en", "ar"], response_days="60",
    )  # fmt: skip
    assert right.status_code == 303
    with client.application.app_context():
        seeds = queries.get("seeds")
        assert (seeds.accent, seeds.languages, seeds.response_days) == ("forest", ["en", "ar"], 60)
    assert 'class="page staff accent-forest"' in client.get("/organisations/seeds/profile").text


def test_an_older_window_does_not_write_over_what_a_newer_one_saved(
    client: FlaskClient, one_organisation: None
) -> None:
    cast.sign_in(client, ADMIN)
    for path, name in (("profile", "description"), ("policies/moderation", "text")):
        address = f"/organisations/seeds/{path}"
        older = client.form(address) | {"contact_email": "a@seeds.example", name: "Of the older window."}
        form = client.form(address) | {"contact_email": "a@seeds.example", name: "Of the newer window."}
        assert client.post(address, data=form).status_code == 303
        told = client.post(address, data=older)
        assert (told.status_code, "Current version" in told.text) == (409, True)
        assert [words in told.text for words in (form[name], older[name])] == [True, True]
        assert client.form(address)[name] == "Of the newer window."
        again = fields(html.fromstring(told.get_data()))
        assert client.post(address, data=again).status_code == 303
        assert client.form(address)[name] == "Of the older window."
        untold = {key: value for key, value in form.items() if key != "seen"}
        assert client.post(address, data=untold).status_code == 409


def test_an_older_window_leaves_alone_what_was_not_typed_in_it(
    client: FlaskClient, one_organisation: None
) -> None:
    cast.sign_in(client, ADMIN)
    address = "/organisations/seeds/profile"
    older = client.form(address) | {"contact_email": "a@seeds.example", "short_name": "IS"}
    client.press(address, contact_email="b@seeds.example", description="First.\nSecond.")
    again = fields(html.fromstring(client.post(address, data=older).get_data()))
    assert [again[name].split() for name in ("contact_email", "short_name", "description")] == [
        ["a@seeds.example"],
        ["IS"],
        ["First.", "Second."],
    ]


@pytest.mark.parametrize(
    "page", ["profile", "members", "invitations", "policies/late", "drafts", "drafts/import"]
)
def test_another_organisations_private_pages_are_not_there(
    client: FlaskClient, one_organisation: None, page: str
) -> None:
    assert client.get(f"/organisations/seeds/{page}").status_code == 303
    cast.sign_in(client, OTHER)
    assert client.get(f"/organisations/seeds/{page}").status_code == 404
    assert client.get(f"/organisations/rivers/{page}").status_code in {200, 403}


def test_members_who_do_not_administer_see_but_do_not_change(
    client: FlaskClient, one_organisation: None
) -> None:
    cast.sign_in(client, OFFICER)
    page = client.get("/organisations/seeds/members").text
    assert "Amara Diallo" in page
    assert "Remove role" not in page
    assert client.get("/organisations/seeds/profile").status_code == 403
    token = client.form("/account")["csrf_token"]
    taken = {"csrf_token": token, "email": ADMIN, "role": "administrator", "verb": "dismiss"}
    assert client.post("/organisations/seeds/members", data=taken).status_code == 403
    assert (
        client.post(
            "/organisations/seeds/members", data=taken | {"verb": "appoint", "email": OFFICER}
        ).status_code
        == 403
    )


def test_roles_are_given_and_taken(client: FlaskClient, one_organisation: None) -> None:
    cast.sign_in(client, ADMIN)
    base = {"csrf_token": client.form("/account")["csrf_token"], "email": OFFICER}
    assert (
        client.post(
            "/organisations/seeds/members", data=base | {"role": "moderator", "verb": "appoint"}
        ).status_code
        == 303
    )
    assert (
        client.get("/organisations/seeds/members").text.count(
            "<span>Moderator: decides which comments are published"
        )
        == 1
    )
    client.post("/organisations/seeds/members", data=base | {"role": "moderator", "verb": "dismiss"})
    assert (
        "<span>Moderator: decides which comments are published"
        not in client.get("/organisations/seeds/members").text
    )
    for nonsense in (
        {"role": "king"},
        {"role": "moderator", "email": OTHER},
        {"role": "moderator", "email": "x"},
    ):
        assert client.post("/organisations/seeds/members", data=base | nonsense).status_code == 404


def test_the_last_administrator_cannot_be_dismissed(client: FlaskClient, one_organisation: None) -> None:
    cast.sign_in(client, ADMIN)
    token = client.form("/account")["csrf_token"]
    taken = {"csrf_token": token, "email": ADMIN, "role": "administrator", "verb": "dismiss"}
    answer = client.post("/organisations/seeds/members", data=taken)
    assert (answer.status_code, "This is the last administrator." in answer.text) == (409, True)
    with client.application.app_context():
        seeds, amara = queries.get("seeds"), queries.members(queries.get("seeds"), Role.ADMINISTRATOR)[0].user
        with pytest.raises(NotPossible):
            actions.remove_role(seeds, amara, Role.ADMINISTRATOR, by=amara)


def _invited(client: FlaskClient, email: str = "dina@example.org", **more: str) -> str:
    roles = ["officer", "moderator"]
    answer = client.press("/organisations/seeds/invitations", email=email, roles=roles, **more)
    assert answer.location == "/organisations/seeds/members"
    return cast.link_in(cast.letters(client.application, email)[0])


def test_an_invitation_makes_a_member_once(app: Flask, client: FlaskClient, one_organisation: None) -> None:
    cast.sign_in(client, ADMIN)
    assert client.press("/organisations/seeds/invitations", email="dina@example.org").status_code == 422
    link = _invited(client)
    assert "dina@example.org" in client.get("/organisations/seeds/members").text

    guest = app.test_client()
    assert "To accept, sign in" in guest.get(link).text
    cast.person(app, "dina@example.org", "Dina Haddad")
    assert (
        guest.press(f"/sign-in?next={link}", email="dina@example.org", password=cast.PASSWORD).location
        == link
    )
    assert guest.press(link).location == "/en/dashboard"
    page = guest.get("/organisations/seeds/members").text
    assert "Dina Haddad" in page
    assert page.count("<span>Moderator: decides which comments are published") == 1
    used = guest.get(link)
    assert (used.status_code, "was used or cancelled, or has expired" in used.text) == (404, True)


@pytest.mark.parametrize(
    ("account", "chosen", "subject"),
    [
        ("", "", "Invitation to join"),
        ("fr", "", "Invitation à rejoindre"),
        ("fr", "ar", "دعوة إلى الانضمام"),
    ],
)
def test_an_invitation_is_in_the_chosen_language_or_in_that_of_the_account(
    app: Flask, client: FlaskClient, one_organisation: None, account: str, chosen: str, subject: str
) -> None:
    if account:
        cast.person(app, "dina@example.org", "Dina Haddad")
        with app.app_context():
            people.by_email("dina@example.org").language = account  # type: ignore[union-attr]
            db.session.commit()
    cast.sign_in(client, ADMIN)
    _invited(client, language=chosen)
    assert subject in cast.letters(app, "dina@example.org")[0][1]


def test_the_link_of_an_invitation_is_not_kept_once_it_was_emailed(
    app: Flask, client: FlaskClient, one_organisation: None, sink: Sink, work: Callable[[], None]
) -> None:
    cast.sign_in(client, ADMIN)
    link = _invited(client)
    work()
    [(recipients, message)] = sink.taken
    assert (recipients, link in message.get_content()) == (["dina@example.org"], True)
    assert [text for _to, _subject, text in cast.letters(app)] == [""]


def test_no_organisation_mails_invitations_without_end(
    app: Flask, client: FlaskClient, one_organisation: None, limited: None
) -> None:
    cast.sign_in(client, ADMIN)
    with app.test_request_context():
        for _earlier in range(59):
            rate_limits.hit("60 per hour", "invite", str(cast.organisation_id(app, "seeds")))
    form = {"email": "dina@example.org", "roles": ["officer"]}
    answers = [client.press("/organisations/seeds/invitations", **form).status_code for _ in range(2)]
    assert answers == [303, 429]


def test_an_invitation_is_for_its_address_only(
    app: Flask, client: FlaskClient, one_organisation: None
) -> None:
    cast.sign_in(client, ADMIN)
    link = _invited(client)
    other = app.test_client()
    cast.sign_in(other, OTHER)
    assert "signed in to another account" in other.get(link).text
    token = other.form("/account")["csrf_token"]
    answer = other.post(link, data={"csrf_token": token})
    assert (answer.status_code, "sent to another email address" in answer.text) == (409, True)


def test_an_invitation_expires_and_can_be_taken_back(
    app: Flask, client: FlaskClient, one_organisation: None
) -> None:
    cast.sign_in(client, ADMIN)
    link = _invited(client)
    with clock.at(clock.now() + timedelta(days=15)):
        assert app.test_client().get(link).status_code == 404
    assert client.press("/organisations/seeds/members", _form="/revocation").status_code == 303
    assert app.test_client().get(link).status_code == 404
    assert client.post("/organisations/seeds/invitations/1/revocation").status_code == 404


def test_a_visitor_who_accepts_is_asked_to_sign_in_first(
    app: Flask, client: FlaskClient, one_organisation: None
) -> None:
    cast.sign_in(client, ADMIN)
    link = _invited(client)
    assert app.test_client().post(link).status_code == 401


def test_rules_are_public_and_each_change_is_a_new_version(
    app: Flask, client: FlaskClient, one_organisation: None
) -> None:
    visitor = app.test_client()
    assert "Version 1" in visitor.get("/organisations/seeds/policies").text
    cast.sign_in(client, ADMIN)
    address = "/organisations/seeds/policies/late"
    assert client.press(address, text=" ").status_code == 422
    offered = [
        " ".join(label.text_content().split())
        for label in html.fromstring(client.get(address).text).iter("label")
    ]
    assert [words for words in offered if words.startswith(("Accept", "Refuse"))] == [
        "Accept and mark as late", "Refuse; submitters keep their draft submissions for some days",
    ]  # fmt: skip
    text = "Late comments are **kept**, not read. <script>alert(1)</script>"
    assert client.press(address, text=text, accept="no", grace_minutes="5").status_code == 303
    page = visitor.get("/organisations/seeds/policies").text
    assert "<strong>kept</strong>" in page
    assert "alert(1)&lt;/script&gt;" in page
    assert "Version 2" in page
    with app.app_context():
        versions = queries.history(queries.get("seeds"), PolicyKind.LATE)
        assert [version.number for version in versions] == [2, 1]
        assert versions[0].settings == {"accept": False, "grace_minutes": 5}
        assert versions[1].settings == {"accept": True, "grace_minutes": 10}
    assert client.get("/organisations/seeds/policies/nonsense").status_code == 404


@pytest.mark.parametrize(
    ("kind", "typed", "settings"),
    [
        (
            "moderation",
            {"target_days": "10"},
            {"target_days": 10, "attached_files": 5, "attached_file_mb": 10, "all_attached_files_mb": 30},
        ),
        (
            "attribution",
            {"choices": ["attributed", "confidential"]},
            {"choices": ["attributed", "confidential"]},
        ),
        (
            "retention",
            {"unpublished_name_months": "24", "email_months": "18", "unsent_days": "30"},
            {"unpublished_name_months": 24, "email_months": 18, "unsent_days": 30},
        ),
        ("privacy", {"target_days": "10"}, {}),
    ],
)
def test_what_the_machine_does_by_a_rule_is_set_with_its_text(
    app: Flask,
    client: FlaskClient,
    one_organisation: None,
    kind: str,
    typed: dict[str, Any],
    settings: dict[str, Any],
) -> None:
    cast.sign_in(client, ADMIN)
    address = f"/organisations/seeds/policies/{kind}"
    assert client.press(address, text="As we do it.", **typed).status_code == 303
    with app.app_context():
        assert queries.history(queries.get("seeds"), PolicyKind(kind))[0].settings == settings


@pytest.mark.parametrize(
    ("kind", "typed", "said"),
    [
        ("moderation", {"target_days": "0"}, "Enter a whole number from 1 to 60."),
        ("retention", {"email_months": "six"}, "Enter a whole number from 1 to 120."),
        ("attribution", {"choices": []}, "Choose at least one."),
        ("attribution", {"choices": ["shouted"]}, "Choose options from the list."),
        ("late", {"grace_minutes": ""}, "Enter a whole number from 0 to 1440."),
    ],
)
def test_what_no_machine_can_do_is_refused(
    client: FlaskClient, one_organisation: None, kind: str, typed: dict[str, Any], said: str
) -> None:
    cast.sign_in(client, ADMIN)
    answer = client.press(f"/organisations/seeds/policies/{kind}", text="As we do it.", **typed)
    assert (answer.status_code, said in answer.text, "As we do it." in answer.text) == (422, True, True)


def test_the_command_line_lists_organisations_as_json(app: Flask, one_organisation: None) -> None:
    told = app.test_cli_runner().invoke(args=["organisations", "list", "--json"])
    assert told.exit_code == 0
    assert [one["slug"] for one in json.loads(told.output)] == ["seeds", "rivers"]
    assert json.loads(told.output)[0]["timezone"] == "Europe/Zurich"


@pytest.mark.parametrize(("create", "assign"), [("create", "assign-role"), ("found", "appoint")])
def test_the_command_line_creates_organisations_and_assigns_roles(
    app: Flask, one_organisation: None, create: str, assign: str
) -> None:
    """Also by the names that these commands had before."""
    run = app.test_cli_runner().invoke
    creation = ["organisations", create, "--slug", "tides", "--name", "Tide Commission"]
    assert run(args=creation).exit_code == 0
    assert run(args=creation).exit_code == 1
    assignment = ["organisations", assign, "--email", OTHER, "--role", "officer", "--organisation"]
    assert run(args=[*assignment, "tides"]).exit_code == 0
    gone = run(args=[*assignment, "moon"])
    assert (gone.exit_code, "there is no organisation moon" in gone.output) == (1, True)


def test_the_person_who_leaves_an_organisation_sees_the_jobs_they_started_for_it_no_more(
    app: Flask, clean: None
) -> None:
    number = cast.person(app, "officer@example.org")
    seeds = cast.organisation(app, "seeds", officer=["officer@example.org"])
    with app.app_context():
        me, job = people.get(number), Job(started_by=number, organisation_id=seeds)
        assert policy.see_job(me, job)
        actions.remove_role(queries.get("seeds"), me, Role.OFFICER, by=me)
        assert not policy.see_job(me, job)
        assert policy.see_job(me, Job(started_by=number, organisation_id=None))
