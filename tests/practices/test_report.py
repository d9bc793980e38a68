"""The practice report over HTTP: what the world sees of a consultation, what members state, what holds a step back."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from lxml import html
from sqlalchemy import select, update

from consult.accounts import queries as people
from consult.agenda import EVENT_HANDLERS
from consult.consultations import actions as consultations
from consult.consultations import queries as consulted
from consult.core import clock
from consult.core.database import db
from consult.core.events import Delivery, Event, name_of
from consult.core.preconditions import Blocked
from consult.core.stale_check import NO_PAGE
from consult.moderation import actions as moderation
from consult.moderation.models import Reason
from consult.organisations import queries as organisations
from consult.practices import actions, preconditions, queries
from consult.practices.catalogue import BEFORE_APPROVAL
from consult.practices.findings import judge
from consult.practices.load_facts import ConsultationFacts
from consult.practices.results import Result
from consult.stakeholders.models import Capacity
from consult.submissions import actions as submitting
from consult.submissions import queries as submissions
from consult.submissions.jobs import acknowledge
from consult.submissions.models import Attribution, Submission
from consult.submissions.queries.sampling import ACKNOWLEDGE, RECEIPT_DUE
from consult.summaries import actions as summaries
from consult.summaries import queries as summarised
from tests import cast, world
from tests.consultations import languages
from tests.pages import CheckedClient
from tests.portal.lists import find, words
from tests.responses import stories

PAGE = f"/consultations/{world.SLUG}/practice"
WORDS = "The two questions were read by three people who had not seen the draft."


def person(email: str) -> Any:
    found = people.by_email(email)
    assert found is not None
    return found


def load(slug: str = world.SLUG) -> Any:
    """The consultation as its officer sees it, inside an application context."""
    return consulted.get(slug, person(world.OFFICER))


def results(app: Flask, slug: str = world.SLUG) -> dict[str, Result]:
    with app.app_context():
        return {finding.practice.id: finding.result for finding in queries.report(load(slug))}


def row(page: bytes, practice: str) -> str:
    return words(find(page, f"li[id={practice}]")[0])


# -- what the world sees -------------------------------------------------------------------------------------------------


def test_the_world_reads_the_report_of_an_open_consultation(app: Flask, client: CheckedClient) -> None:
    world.consultation(app)
    reference = world.submission(app)
    with app.app_context():
        comments = submissions.comments_of(submissions.by_reference(reference))
        moderation.publish(comments[0], by=person(world.MODERATOR), seen=NO_PAGE)
        moderation.withhold(comments[1], Reason.OFF_TOPIC, by=person(world.MODERATOR), seen=NO_PAGE)
    page = client.get(PAGE).get_data()
    assert row(page, "A7").startswith(
        "A7 A person other than the author approved the consultation Approved by a person other than the author."
    )
    assert row(page, "A7").endswith("✓ Evidenced")
    assert row(page, "C2").endswith("◐ Partly evidenced")
    assert row(page, "A5").endswith("✕ Not evidenced")
    assert "2 received = 1 published + 1 withheld + 0 removed + 0 withdrawn + 0 pending." in row(page, "G2")
    assert "Comments withheld or removed: 1. With a reason from the published list: 1." in row(page, "F1")
    assert row(page, "H1").endswith("○ Cannot be judged yet")
    counted = {words(item) for item in find(page, ".practice-counts li")}
    everything = results(app)
    assert counted == {
        f"{sum(r == result for r in everything.values())} {label}"
        for result, label in (
            (Result.EVIDENCED, "✓ Evidenced"), (Result.PARTLY, "◐ Partly evidenced"), (Result.NOT, "✕ Not evidenced"),
            (Result.NOT_APPLICABLE, "– Not applicable"), (Result.PENDING, "○ Cannot be judged yet"),
        )
        if sum(r == result for r in everything.values())
    }  # fmt: skip
    text = html.fromstring(page).text_content()
    assert "compliant" not in text.lower()
    assert "not a score" in text
    assert find(page, "form[id=attest]") == []


def test_the_moment_of_the_last_language_version_has_its_zone_and_utc(
    app: Flask, client: CheckedClient
) -> None:
    languages.announced(app, "fr")
    said = row(client.get(PAGE).get_data(), "C7")
    assert re.search(
        r"was published on \d+ \w+ \d{4}, \d\d:\d\d \(\w+\), .*\d\d:\d\d UTC\. Full days", said
    ), said
    assert re.search(r"Closes \d+ \w+ \d{4}, \d\d:\d\d in \w+;", row(client.get(PAGE).get_data(), "D3"))


def test_the_report_of_a_consultation_with_a_response_shows_what_became_of_the_comments(
    app: Flask, client: CheckedClient, work: Any
) -> None:
    story = stories.mixed(app)
    stories.respond_to_all(app, story)
    before = results(app, story.slug)
    stories.publish(app, story)
    work()
    after = results(app, story.slug)
    closing = {key: (before[key], after[key]) for key in ("H1", "H2", "H3", "H4", "H7", "G2", "F3", "F2")}
    pending, evidenced = Result.PENDING, Result.EVIDENCED
    assert closing == {
        "H1": (pending, evidenced), "H2": (pending, evidenced), "H3": (pending, evidenced), "H4": (pending, evidenced),
        "H7": (pending, evidenced), "G2": (evidenced, evidenced), "F3": (Result.NOT, evidenced), "F2": (evidenced, evidenced),
    }  # fmt: skip
    page = client.get(f"/consultations/{story.slug}/practice").get_data()
    assert "Comments with a disposition: 8 of 8." in row(page, "H1")
    for canary in stories.CANARIES:
        assert canary.encode() not in page


def test_progress_of_responses_stays_inside_until_the_response_is_published(
    app: Flask, client: CheckedClient
) -> None:
    story = stories.mixed(app)
    stories.respond_to_all(app, story)
    assert "The response summary is not published yet." in row(
        client.get(f"/consultations/{story.slug}/practice").get_data(), "H1"
    )


def test_a_report_of_what_is_not_announced_is_for_members(app: Flask, client: CheckedClient) -> None:
    world.consultation(app, announce=False)
    cast.person(app, "olga@example.org", "Olga")
    cast.organisation(app, "others", name="Others", officer=["olga@example.org"])
    assert client.get(PAGE).status_code == 404
    assert client.post(PAGE).status_code == 404
    cast.sign_in(client, "olga@example.org")
    assert client.get(PAGE).status_code == 404
    client.post("/sign-out", data=client.form("/account", _form="/sign-out"))
    cast.sign_in(client, world.OFFICER)
    assert row(client.get(PAGE).get_data(), "A1").endswith("✓ Evidenced")


def test_a_text_that_was_changed_under_its_hash_is_seen(app: Flask, client: CheckedClient) -> None:
    from sqlalchemy import text

    world.consultation(app)
    assert results(app)["C3"] == Result.EVIDENCED
    with app.app_context():
        db.session.execute(text("ALTER TABLE blocks DISABLE TRIGGER USER"))
        db.session.execute(
            text("UPDATE blocks SET text = 'A lot is never too large.' WHERE key = 'lot-size-1'")
        )
        db.session.execute(text("ALTER TABLE blocks ENABLE TRIGGER USER"))
        db.session.commit()
    assert results(app)["C3"] == Result.NOT


def test_a_correction_and_an_extension_leave_their_evidence(
    app: Flask, client: CheckedClient, work: Any
) -> None:
    world.consultation(app)
    with app.app_context():
        one, officer = load(), person(world.OFFICER)
        consultations.correct(
            one,
            {"lot-size-1": "A lot shall not exceed 25 000 kilograms."},
            "A misprint.",
            by=officer,
            seen=NO_PAGE,
        )
        consultations.extend(
            one, one.closes_at + timedelta(days=10), "Asked for by members.", by=officer, seen=NO_PAGE
        )
    assert results(app)["D4"] == Result.PARTLY
    work()
    found = results(app)
    assert (found["C3"], found["D4"]) == (Result.EVIDENCED, Result.EVIDENCED)
    page = client.get(PAGE).get_data()
    assert "corrections with a notice: 1." in row(page, "C3")


def test_the_report_costs_few_statements_however_much_came_in(app: Flask, client: CheckedClient) -> None:
    from sqlalchemy import event

    world.consultation(app)

    def statements() -> int:
        seen: list[str] = []

        def note(_c: object, _k: object, statement: str, *_rest: object) -> None:
            seen.append(statement)

        with app.app_context():
            one = load()
            event.listen(db.engine, "before_cursor_execute", note)
            queries.report(one)
            event.remove(db.engine, "before_cursor_execute", note)
        return len(seen)

    world.submission(app)
    few = statements()
    for _ in range(5):
        world.submission(app)
    assert statements() == few
    assert few <= 16


def test_a_check_before_approval_reads_only_the_facts_that_it_needs(app: Flask, clean: None) -> None:
    world.consultation(app)
    world.submission(app)
    with app.app_context():
        facts = ConsultationFacts(load())
        judge(facts, {}, ["A1", "A6"])
        assert {name for name in vars(facts) if not name.startswith("_")} == {"plan"}
        judge(facts, {}, BEFORE_APPROVAL)
        read = {name for name in vars(facts) if not name.startswith("_")}
        assert read.isdisjoint({"commented", "moderated", "responded", "notified"})


def test_a_receipt_that_is_overdue_or_was_given_up_is_seen(
    app: Flask, client: CheckedClient, work: Any
) -> None:
    world.consultation(app)
    world.submission(app)
    assert results(app)["E2"] == Result.EVIDENCED  # it has an hour
    with clock.at(clock.now() + RECEIPT_DUE + timedelta(minutes=1)):
        assert results(app)["E2"] == Result.NOT
    work()
    with clock.at(clock.now() + RECEIPT_DUE + timedelta(minutes=1)):
        assert results(app)["E2"] == Result.EVIDENCED
    world.submission(app)
    with app.app_context():
        of_receipt = Delivery.handler == name_of(acknowledge)
        waiting = update(Delivery).where(of_receipt, Delivery.done_at.is_(None))
        assert db.session.execute(waiting.values(given_up_at=clock.now())).rowcount == 1  # type: ignore[attr-defined]
        db.session.commit()
    page = client.get(PAGE).get_data()
    assert "Submissions with a reference and a receipt: 1 of 2." in row(page, "E2")
    assert row(page, "E2").endswith("◐ Partly evidenced")


def test_the_handler_whose_deliveries_are_receipts_is_the_one_that_the_agenda_names() -> None:
    assert name_of(acknowledge) == ACKNOWLEDGE
    assert acknowledge in EVENT_HANDLERS["submissions.submitted"]


@pytest.mark.parametrize(
    ("who", "result"),
    [
        ({}, Result.EVIDENCED),
        ({"capacity": Capacity.PERSONAL, "organisation": ""}, Result.EVIDENCED),
        ({"capacity": Capacity.ORGANISATION, "organisation": ""}, Result.NOT),
        ({"capacity": Capacity.OFFICIAL_POSITION, "country": "KEN"}, Result.EVIDENCED),
        ({"capacity": Capacity.OFFICIAL_POSITION, "country": ""}, Result.NOT),
        ({"capacity": Capacity.OFFICIAL_POSITION, "country": "KEN", "organisation": ""}, Result.NOT),
        (
            {"capacity": Capacity.ON_BEHALF, "on_behalf_of": ["KEN", "UGA"], "organisation": ""},
            Result.EVIDENCED,
        ),
        ({"capacity": Capacity.ON_BEHALF, "on_behalf_of": []}, Result.EVIDENCED),
        ({"capacity": Capacity.ON_BEHALF, "on_behalf_of": [], "organisation": ""}, Result.NOT),
    ],
)
def test_a_submission_says_for_whom_it_was_made(
    app: Flask, clean: None, who: dict[str, Any], result: Result
) -> None:
    world.consultation(app)
    world.submission(app, **who)
    assert results(app)["E4"] == result
    if result == Result.NOT:
        world.submission(app)
        assert results(app)["E4"] == Result.PARTLY


def test_a_submission_whose_names_were_forgotten_had_said_for_whom_it_was_made(
    app: Flask, clean: None
) -> None:
    world.consultation(app)
    world.submission(app, attribution=Attribution.ANONYMOUS_TO_PUBLIC)
    with app.app_context(), clock.at(clock.now() + timedelta(days=800)):
        submitting.forget_people()
    with app.app_context():
        assert db.session.execute(select(Submission.name, Submission.organisation)).all() == [("", "")]
    assert results(app)["E4"] == Result.EVIDENCED


# -- what members state --------------------------------------------------------------------------------------------------


@pytest.fixture
def officer(app: Flask, client: CheckedClient) -> CheckedClient:
    world.consultation(app)
    cast.sign_in(client, world.OFFICER)
    return client


def test_a_member_states_what_only_people_know_and_everyone_sees_who_and_when(
    app: Flask, officer: CheckedClient
) -> None:
    answer = officer.press(f"{PAGE}?practice=C6", result="evidenced", evidence=WORDS)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{PAGE}#C6")
    seen = row(app.test_client().get(PAGE).get_data(), "C6")
    assert WORDS in seen
    assert "Stated by Ines Okafor," in seen
    assert seen.endswith("✓ Evidenced")
    # stating it again replaces it
    officer.press(f"{PAGE}?practice=C6", result="partly_evidenced", evidence=f"{WORDS} One did not finish.")
    assert row(app.test_client().get(PAGE).get_data(), "C6").endswith("◐ Partly evidenced")
    with app.app_context():
        told = db.session.query(Event).where(Event.name == "practices.attested").order_by(Event.id).all()
        assert [event.data["result"] for event in told] == ["evidenced", "partly_evidenced"]


def test_a_statement_can_be_taken_back(app: Flask, officer: CheckedClient) -> None:
    officer.press(f"{PAGE}?practice=C6", result="evidenced", evidence=WORDS)
    assert officer.press(PAGE, _form="/C6/retraction").status_code == 303
    told = " ".join(officer.get(PAGE).text.split())
    assert "Statement withdrawn." in told and "stays in the record" not in told
    assert row(app.test_client().get(PAGE).get_data(), "C6").endswith("✕ Not evidenced")
    token = officer.form(PAGE)["csrf_token"]
    again = officer.post(f"{PAGE}/C6/retraction", data={"csrf_token": token})
    assert again.status_code == 404


def test_of_what_the_data_decides_only_that_it_does_not_apply_can_be_stated(
    app: Flask, officer: CheckedClient
) -> None:
    wrong = officer.press(f"{PAGE}?practice=C5", result="evidenced", evidence=WORDS)
    assert wrong.status_code == 422
    assert "You can only state that it does not apply" in wrong.text
    assert WORDS in wrong.text
    assert 'value="C5" selected' in wrong.text.replace('selected value="C5"', 'value="C5" selected')
    right = officer.press(
        f"{PAGE}?practice=C5", result="not_applicable", evidence="The draft only renumbers clauses."
    )
    assert right.status_code == 303
    seen = row(app.test_client().get(PAGE).get_data(), "C5")
    assert "Data: No impact assessment is among the documents." in seen
    assert seen.endswith("– Not applicable")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (
            {"practice": "C6", "result": "evidenced", "evidence": "Yes."},
            "Enter at least 20 characters",
        ),
        ({"practice": "C6", "result": "evidenced", "evidence": " " * 40}, "Enter what shows it"),
        ({"practice": "C6", "result": "evidenced", "evidence": "x" * 2001}, "2,000"),
        ({"practice": "", "result": "evidenced", "evidence": WORDS}, "Choose a practice."),
        ({"practice": "B1", "result": "evidenced", "evidence": WORDS}, "Choose an option from the list"),
        ({"practice": "Z9", "result": "evidenced", "evidence": WORDS}, "Choose an option from the list"),
        ({"practice": "C6", "result": "pending", "evidence": WORDS}, "Choose an option from the list"),
        ({"practice": "C6", "result": "", "evidence": WORDS}, "Choose what you state about the practice."),
    ],
)
def test_what_cannot_be_stated_comes_back_with_what_was_typed(
    officer: CheckedClient, typed: dict[str, str], sentence: str
) -> None:
    answer = officer.press(PAGE, **typed)
    assert answer.status_code == 422
    assert sentence in words(html.fromstring(answer.get_data()))
    assert typed["evidence"].strip() in answer.text


def test_others_state_nothing(app: Flask, client: CheckedClient) -> None:
    world.consultation(app)
    assert client.post(PAGE, data={"practice": "C6"}).status_code == 401
    cast.person(app, "olga@example.org", "Olga")
    cast.sign_in(client, "olga@example.org")
    assert b"attest" not in client.get(PAGE).get_data()
    token = client.form("/account", _form="/sign-out")["csrf_token"]
    typed = {"csrf_token": token, "practice": "C6", "result": "evidenced", "evidence": WORDS}
    assert client.post(PAGE, data=typed).status_code == 403
    assert client.post(f"{PAGE}/C6/retraction", data=typed).status_code == 403
    assert results(app)["C6"] == Result.NOT


def test_a_page_for_the_world_shows_a_statement_at_once(app: Flask, client: CheckedClient) -> None:
    world.consultation(app)
    assert row(client.get(PAGE).get_data(), "I5").endswith("✕ Not evidenced")
    with app.app_context():
        actions.attest(load(), "I5", Result.EVIDENCED, WORDS, by=person(world.OFFICER))
    assert row(client.get(PAGE).get_data(), "I5").endswith("✓ Evidenced")


# -- what blocks ---------------------------------------------------------------------------------------------------------


def _block(app: Flask, **blocking: str) -> None:
    with app.app_context():
        actions.choose(organisations.get("seeds"), blocking, by=person(world.OFFICER))


def _proposed(app: Flask) -> None:
    world.consultation(app, announce=False)
    with app.app_context():
        consultations.propose(load(), by=person(world.OFFICER), seen=NO_PAGE)


def _unmet(app: Flask, precondition: Any, slug: str = world.SLUG) -> dict[str, bool]:
    with app.app_context():
        return {one.mark: one.blocking for one in precondition(load(slug))}


def test_without_a_choice_everything_warns_and_nothing_blocks(app: Flask, client: CheckedClient) -> None:
    _proposed(app)
    assert _unmet(app, preconditions.before_approval) == dict.fromkeys(
        ("A3", "A4", "A5", "A6", "C2", "C4", "C5"), False
    )
    with app.app_context():
        consultations.approve(load(), by=person(world.APPROVER), seen=NO_PAGE)


def test_a_blocking_practice_holds_the_approval_back_until_it_is_evidenced(
    app: Flask, client: CheckedClient
) -> None:
    _proposed(app)
    _block(app, A6="approve", C2="publish")
    cast.sign_in(client, world.APPROVER)
    page = client.get(f"/consultations/{world.SLUG}/approval")
    assert "Required practices are missing" in page.text
    assert "A contact and the responsible unit are named" in page.text
    assert "Missing: responsible unit." in page.text
    with app.app_context():
        with pytest.raises(Blocked) as objected:
            consultations.approve(load(), by=person(world.APPROVER), seen=NO_PAGE)
        assert (
            objected.value.message
            == "A6 A contact and the responsible unit are named: Missing: responsible unit."
        )
        one = load()
        assert one.state == "proposed"
        consultations.send_back(one, "Name the unit.", by=person(world.APPROVER), seen=NO_PAGE)
        consultations.change(one, by=person(world.OFFICER), contact_unit="Standards", seen=NO_PAGE)
        consultations.propose(one, by=person(world.OFFICER), seen=NO_PAGE)
        consultations.approve(one, by=person(world.APPROVER), seen=NO_PAGE)
        assert one.state == "approved"


def test_the_author_cannot_wave_a_blocking_practice_aside_but_another_can(
    app: Flask, client: CheckedClient
) -> None:
    _proposed(app)
    _block(app, C5="approve")
    with app.app_context():
        reason = "The draft only renumbers clauses; nobody is affected."
        actions.attest(load(), "C5", Result.NOT_APPLICABLE, reason, by=person(world.OFFICER))
        with pytest.raises(Blocked, match="only the author states that it does not apply"):
            consultations.approve(load(), by=person(world.APPROVER), seen=NO_PAGE)
        actions.attest(load(), "C5", Result.NOT_APPLICABLE, reason, by=person(world.APPROVER))
        consultations.approve(load(), by=person(world.APPROVER), seen=NO_PAGE)


def test_a_blocking_practice_holds_the_publication_back(app: Flask, client: CheckedClient) -> None:
    story = stories.mixed(app)
    stories.respond_to_all(app, story)
    _block(app, C2="publish")
    with pytest.raises(Blocked, match="C2 The draft and an explanatory note"):
        stories.publish(app, story)
    assert _unmet(app, preconditions.before_publication, story.slug)["C2"] is True
    _block(app)
    with app.app_context():
        summary = summarised.latest(load(story.slug).id)
        assert summary is not None
        summaries.publish(summary, by=person(world.OFFICER), seen=NO_PAGE, objections=NO_PAGE)
    assert results(app, story.slug)["H1"] == Result.EVIDENCED


def test_the_precondition_of_publication_judges_as_if_it_were_published_now(
    app: Flask, client: CheckedClient
) -> None:
    story = stories.mixed(app)
    _block(app, H1="publish", H2="publish", H4="publish")
    assert {k: v for k, v in _unmet(app, preconditions.before_publication, story.slug).items() if v} == {
        "H1": True,
        "H4": True,
    }
    stories.respond_to_all(app, story)
    stories.draft(app, story)
    assert {k: v for k, v in _unmet(app, preconditions.before_publication, story.slug).items() if v} == {}


def test_administrators_choose_what_blocks(app: Flask, client: CheckedClient) -> None:
    world.consultation(app)
    path = "/organisations/seeds/practices"
    assert client.get(path).headers["Location"].startswith("/sign-in")
    cast.sign_in(client, world.OFFICER)
    answer = client.press(path, A6="approve", D1="publish", H1="publish")
    assert (answer.status_code, answer.headers["Location"]) == (303, path)
    with app.app_context():
        chosen = organisations.get("seeds").blocking_practices
    assert chosen == {"A6": "approve", "D1": "publish", "H1": "publish"}
    fields = client.form(path)
    assert {key: value for key, value in fields.items() if value and key != "csrf_token"} == chosen
    # what cannot be judged before a step cannot block it
    wrong = client.press(path, H1="approve")
    assert wrong.status_code == 422
    assert "Choose an option from the list" in wrong.text


def test_others_choose_nothing(app: Flask, client: CheckedClient) -> None:
    world.consultation(app)
    path = "/organisations/seeds/practices"
    cast.sign_in(client, world.MODERATOR)
    assert client.get(path).status_code == 403
    cast.person(app, "olga@example.org", "Olga")
    client.post("/sign-out", data=client.form("/account", _form="/sign-out"))
    cast.sign_in(client, "olga@example.org")
    assert client.get(path).status_code == 404
    assert client.get("/organisations/nobody/practices").status_code == 404


# -- the compendium and the command line ---------------------------------------------------------------------------------


def test_the_compendium_tells_of_every_practice_why_and_where_it_is_shown(
    app: Flask, client: CheckedClient
) -> None:
    world.consultation(app)
    world.consultation(app, "secret-plans", announce=False)
    page = client.get("/practices").get_data()
    assert len(find(page, "li.practice")) == 61
    one = row(page, "A7")
    assert "Review by a second person finds errors before publication." in one
    assert "Source: OECD Best Practice Principles on Stakeholder Engagement." in one
    assert "Evidenced in: Sampling of seed lots (Seed Testing Secretariat)" in one
    assert "On this site: not checked." in row(page, "B1")
    assert "Evidenced in" not in row(page, "B1")
    assert b"secret-plans" not in page


def test_the_compendium_is_kept_for_an_hour(app: Flask, client: CheckedClient) -> None:
    with clock.at(clock.now().replace(minute=5)):
        empty = client.get("/practices").get_data()
    world.consultation(app)
    with clock.at(clock.now().replace(minute=6)):
        assert client.get("/practices").get_data() == empty
    with clock.at(clock.now() + timedelta(hours=1)):
        assert b"Evidenced in" in client.get("/practices").get_data()


def test_the_command_prints_the_report(app: Flask, client: CheckedClient) -> None:
    world.consultation(app)
    run = app.test_cli_runner().invoke
    body = json.loads(run(args=["practices", "report", world.SLUG, "--json"]).output)
    found = {one["id"]: one for one in body["practices"]}
    assert {key: one["result"] for key, one in found.items()} == {k: v.value for k, v in results(app).items()}
    assert found["A2"]["evidence"] == "Form of engagement: Consultation."
    assert "B1" in body["not_checked"]
    plain = run(args=["practices", "report", world.SLUG]).output.splitlines()
    assert len(plain) == len(found)
    assert plain[0].startswith("A1  evidenced")
    wrong = run(args=["practices", "report", "nothing"])
    assert (wrong.exit_code, "no announced consultation nothing" in wrong.output) == (1, True)
