"""The demo is built whole, once, and every page of it answers."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import func, select, text

from consult.accounts import actions as accounts
from consult.accounts import queries as people
from consult.consultations import queries as consulted
from consult.consultations.lifecycle import Phase, State
from consult.consultations.models import QUESTION_TRANSLATED
from consult.core import mail, queue
from consult.core.database import db
from consult.core.errors import NotPossible
from consult.core.events import Delivery
from consult.core.mail import Email, EmailStatus
from consult.demo import actions, plans, source_files
from consult.demo.cli import _accounts, password
from consult.demo.translations import TRANSLATIONS
from consult.documents.blocks import Kind
from consult.moderation.models import Decision, Objection, ObjectionState
from consult.responses import queries as answered
from consult.submissions import queries as submitted
from consult.submissions import tallies
from consult.submissions.models import Comment, Submission
from consult.summaries import queries as summarised
from tests import cast, database_owner
from tests.conftest import _plain
from tests.pages import CheckedClient

pytestmark = pytest.mark.xdist_group("demo")


@pytest.fixture(scope="module")
def demo(app: Flask, owned: str) -> Iterator[Flask]:
    """The application with the demo, built once for this file."""
    database_owner.empty(_plain(owned))
    app.extensions["page_cache"].pages.clear()
    with app.app_context():
        queue.notifier().silent_until = 1e12
        actions.seed(password())
        queue.notifier().silent_until = 0
    yield app
    database_owner.empty(_plain(owned))
    app.extensions["page_cache"].pages.clear()


@pytest.fixture
def reader(demo: Flask) -> FlaskClient:
    return demo.test_client()


def _password(reader: CheckedClient) -> str:
    with reader.application.app_context():
        return password()


def scalar(demo: Flask, rows: object) -> object:
    with demo.app_context():
        return db.session.execute(rows).scalar_one()  # type: ignore[call-overload]


def test_there_is_a_consultation_in_every_phase(demo: Flask) -> None:
    with demo.app_context():
        found = consulted.all_()
        assert {one.phase for one in found} == set(Phase)
        assert {one.state for one in found} >= set(State) - {State.APPROVED}
        assert len(found) == len(plans.PLANS)


def test_there_is_enough_to_look_at(demo: Flask) -> None:
    assert scalar(demo, select(func.count()).select_from(Submission)) == 114
    assert scalar(demo, select(func.count()).select_from(Comment)) == 213
    with demo.app_context():
        verbs = set(db.session.execute(select(Decision.verb)).scalars())
        objections = set(db.session.execute(select(Objection.state)).scalars())
        languages = set(db.session.execute(select(Submission.language)).scalars())
    assert verbs == {"publish", "redact", "withhold", "remove"}
    assert objections == {ObjectionState.OPEN, ObjectionState.UNCHANGED}
    assert languages == {"ar", "en", "es", "fr", "ru", "zh"}


def test_all_numbers_add_up_and_agree_with_the_rows(demo: Flask) -> None:
    with demo.app_context():
        for one in consulted.all_():
            assert submitted.totals(one.id).adds_up, one.slug
            stored = tallies.of(one.id)
            tallies.recount(one.id)
            assert tallies.of(one.id) == stored, one.slug
        db.session.rollback()


def test_the_answered_one_has_its_response_and_the_closed_one_is_half_answered(demo: Flask) -> None:
    with demo.app_context():
        by_phase = {one.phase: one for one in consulted.all_()}
        assert summarised.published(by_phase[Phase.RESPONDED].id) is not None
        progress = answered.progress(by_phase[Phase.CLOSED].id)
        assert 0 < progress.without_disposition < progress.comments
        assert submitted.totals(by_phase[Phase.CLOSED].id).pending > 5


def test_everything_was_told_at_its_time_and_nothing_waits(demo: Flask) -> None:
    assert scalar(demo, select(func.count()).where(Delivery.done_at.is_(None))) == 0
    assert scalar(demo, select(func.count()).where(Email.status != EmailStatus.SENT)) == 0
    with demo.app_context():
        assert len(mail.latest(1000)) > 200


def test_a_second_seeding_changes_nothing(demo: Flask, tmp_path: Path) -> None:
    runner = demo.test_cli_runner()
    again = runner.invoke(args=["demo", "seed", "--once", "--json"])
    assert (again.exit_code, json.loads(again.output)) == (0, {"seeded": False})
    refused = runner.invoke(args=["demo", "seed", "--json"])
    sentence = "The demonstration needs an empty database. This database has an organisation."
    assert (refused.exit_code, json.loads(refused.output)) == (1, {"error": sentence})
    written = json.loads((Path(demo.config["DATA_DIR"]) / "demo-accounts.json").read_text())
    listed = json.loads(runner.invoke(args=["demo", "accounts", "--json"]).output)
    with demo.app_context():
        assert written == listed == _accounts()


def test_texts_of_organisations_say_their_language(reader: CheckedClient) -> None:
    tree = html.fromstring(reader.get("/ar/organisations").text)
    for planned in plans.ORGANISATIONS:
        (said,) = tree.xpath("//p[text()=$words]/@lang", words=planned.description)
        assert said == planned.languages[0]


def test_every_public_page_of_every_consultation_answers(demo: Flask, reader: CheckedClient) -> None:
    with demo.app_context():
        slugs = [one.slug for one in consulted.all_() if one.state in {State.ANNOUNCED, State.CONCLUDED}]
    for slug in slugs:
        for page in ("", "/text", "/comments", "/statistics", "/record", "/practice"):
            assert reader.get(f"/consultations/{slug}{page}").status_code == 200, (slug, page)
    for path in ("/", "/consultations", "/calendar", "/organisations", "/practices"):
        assert reader.get(path).status_code == 200, path


def test_what_was_hidden_is_on_no_public_page(demo: Flask, reader: CheckedClient) -> None:
    hidden = (
        "555-0142",
        "Harlan Brookstone",
        "corrupt idiots",
        "Thapa-Quill",
        "Baraka",
        "عبد الرحمن",
        "1.84 per",
    )
    with demo.app_context():
        slugs = [one.slug for one in consulted.all_() if one.state in {State.ANNOUNCED, State.CONCLUDED}]
    for slug in slugs:
        for page in ("", "/text", "/comments", "/comments.csv"):
            shown = reader.get(f"/consultations/{slug}{page}").get_data(as_text=True)
            assert [words for words in hidden if words in shown] == [], (slug, page)


@pytest.mark.parametrize(
    ("address", "paths"),
    [
        ("officer@cold-chain.example", ("/dashboard", "/inbox")),
        ("moderator@cold-chain.example", ("/dashboard", "/moderation")),
        ("moderator2@seed-health.example", ("/moderation",)),
        ("approver@rail-journeys.example", ("/dashboard", "/inbox")),
        ("ingrid@nordic-seed.example", ("/inbox", "/account")),
        ("administrator@consult.example", ("/",)),
    ],
)
def test_people_of_the_demo_sign_in_and_find_their_pages(
    reader: CheckedClient, address: str, paths: tuple[str, ...]
) -> None:
    assert cast.sign_in(reader, address, _password(reader)).status_code == 303
    for path in paths:
        page = reader.get(path)
        assert page.status_code == 200, path
        assert "Sign in" not in {link.text_content().strip() for link in html.fromstring(page.data).iter("a")}


def test_an_approver_finds_what_waits(reader: CheckedClient) -> None:
    cast.sign_in(reader, "approver@rail-journeys.example", _password(reader))
    assert reader.get("/consultations/assistance-with-boarding/approval").status_code == 200


@pytest.mark.parametrize("plan", [plan for plan in plans.PLANS if plan.draft], ids=lambda plan: plan.draft)
def test_drafts_are_read_without_a_remark(plan: plans.Plan) -> None:
    parsed = source_files.draft(plan.draft)
    assert parsed.remarks == ()
    assert sum(block.kind is Kind.HEADING for block in parsed.blocks) >= 7


def test_a_questionnaire_is_whole_in_every_language_of_its_consultation() -> None:
    missing = {
        (language, said)
        for plan in plans.PLANS
        for language in TRANSLATIONS.get(plan.title, {})
        for one in plan.asked
        for name in QUESTION_TRANSLATED
        if (said := getattr(one, name)) and language not in TRANSLATIONS.get(said, {})
    }
    assert missing == set()


def test_every_organisation_has_people_for_every_step() -> None:
    for home in plans.ORGANISATIONS:
        assert set(home.people) >= {"officer", "approver", "moderator"}


def test_the_demo_is_not_for_production(demo: Flask) -> None:
    before = demo.config["ENVIRONMENT"]
    demo.config["ENVIRONMENT"] = "production"
    try:
        refused = demo.test_cli_runner().invoke(args=["demo", "seed"])
    finally:
        demo.config["ENVIRONMENT"] = before
    assert (refused.exit_code, refused.output.strip()) == (
        1,
        "the demonstration cannot be loaded in production",
    )


def test_a_demo_of_the_version_before_gets_a_password_of_its_own(demo: Flask) -> None:
    addresses = ["administrator@consult.example", "ingrid@nordic-seed.example"]
    with demo.app_context():
        for address, words in zip(addresses, (plans.EARLIER_PASSWORD, "chosen by its owner"), strict=True):
            user = people.by_email(address)
            assert user is not None
            accounts.change_password(user, words, kept=None)
    done = demo.test_cli_runner().invoke(args=["demo", "seed", "--once"])
    assert done.exit_code == 0
    with demo.app_context():
        assert accounts.authenticated(addresses[0], plans.EARLIER_PASSWORD) is None
        assert accounts.authenticated(addresses[0], password()) is not None
        assert accounts.authenticated(addresses[1], "chosen by its owner") is not None


def test_two_who_load_the_demo_at_once_do_not_make_it_twice(demo: Flask) -> None:
    with demo.app_context(), db.engine.connect() as other:
        assert other.execute(text("SELECT pg_try_advisory_xact_lock(7236518413)")).scalar_one() is True
        with pytest.raises(NotPossible, match="Another process is loading the demonstration"):
            actions.seed(password())
        other.rollback()


def test_the_file_of_sign_ins_is_closed_to_others(demo: Flask) -> None:
    demo.test_cli_runner().invoke(args=["demo", "seed", "--once"])
    assert (Path(demo.config["DATA_DIR"]) / "demo-accounts.json").stat().st_mode & 0o777 == 0o600
