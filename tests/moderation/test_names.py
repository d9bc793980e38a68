"""A published name is removed on request: everywhere, for ever, and anyone who asked is told."""

import io
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook

from consult.core import clock, journal
from consult.core.actions import action
from consult.core.database import db
from consult.core.errors import Conflict
from consult.core.mail import Email
from consult.moderation import actions, policy, queries
from consult.moderation.models import NameRequest, NameRequestState
from consult.submissions import actions as submissions
from consult.submissions import queries as sheets
from consult.submissions import references
from consult.submissions.labels import NAME_REMOVED
from tests import cast, world
from tests.draft_submissions import walking
from tests.moderation import acting
from tests.racing import pressed_twice
from tests.reading import steps

NAME, READER = "Wanjiru Kimani", "wanjiru@growers.example"
AT = f"/consultations/{world.SLUG}"


@pytest.fixture
def shown(app: Flask, clean: None) -> str:
    """A submission whose first comment is public under a name."""
    world.consultation(app)
    reference = world.submission(app, email=READER)
    acting.act(app, reference, "publish")
    return reference


def open_sheet(app: Flask, client: Any, reference: str) -> None:
    with app.app_context():
        sheet = sheets.by_reference(reference)
        code = references.code_of(sheet.key, sheet.code_hash)
    client.press("/resume", code=code)


def ask(app: Flask, client: Any, reference: str, **typed: str) -> None:
    open_sheet(app, client, reference)
    answer = client.press(f"/submissions/{reference}/name-removal", **typed)
    assert answer.status_code == 303, walking.page(answer)


def decide(app: Flask, outcome: str, answer: str = "", *, who: str = world.MODERATOR) -> None:
    staff: Any = app.test_client()
    cast.sign_in(staff, who)
    with app.app_context():
        identifier = db.session.query(NameRequest).order_by(NameRequest.id.desc()).first().id  # type: ignore[union-attr]
    answered = staff.press(f"/moderation/names/{identifier}", outcome=outcome, answer=answer)
    assert answered.status_code == 303, walking.page(answered)


def everywhere(app: Flask, reference: str) -> dict[str, str]:
    """What the public gets, by where."""
    visitor = app.test_client()
    paths = (
        f"/submissions/{reference}", f"{AT}/comments", f"{AT}/text/lot-size-1", f"{AT}/comments.csv",
        f"{AT}/comments?q=Wanjiru", f"{AT}/record", "/feed",
    )  # fmt: skip
    return {path: visitor.get(path).get_data(as_text=True) for path in paths}


def test_a_name_is_removed_from_every_page_and_file(
    app: Flask, client: FlaskClient, shown: str, work: Any
) -> None:
    before = everywhere(app, shown)
    named = {path for path, words in before.items() if NAME in words}
    assert {f"/submissions/{shown}", f"{AT}/comments", f"{AT}/comments.csv"} <= named
    ask(app, client, shown, words="I left.")
    decide(app, "remove", "Done.")
    work()
    after = everywhere(app, shown)
    assert {path for path, words in after.items() if NAME in words} == set()
    assert {path for path in named if NAME_REMOVED in after[path]} == named
    assert "A name was removed at the request of the person concerned" in after[f"{AT}/record"]
    assert shown not in after[f"{AT}/record"]
    staff = app.test_client()
    cast.sign_in(staff, world.MODERATOR)
    assert NAME not in staff.get(f"/moderation/{shown}/1").text
    with app.app_context():
        assert NAME not in str(db.session.execute(db.text("SELECT * FROM submissions")).all())


def test_the_email_names_the_language_of_an_answer_in_another_one(
    app: Flask, client: FlaskClient, shown: str
) -> None:
    ask(app, client, shown, words="I left.", email=READER)
    decide(
        app,
        "remove",
        "Nous avons retiré votre nom de toutes les pages du site et de tous les fichiers publiés.",
    )
    with app.app_context():
        (email,) = db.session.query(Email).filter(Email.key.startswith("name-request-")).all()
        assert "fichiers publiés. – in this language: French" in email.text


def test_the_files_of_the_response_have_it_no_more(app: Flask, client: FlaskClient, clean: None) -> None:

    slug = world.consultation(app)
    reference = world.submission(app, email=READER)
    acting.act(app, reference, "publish")
    with clock.at(clock.now() + timedelta(days=40)):
        steps.respond(app, slug, text="We looked at it.", despite="")
        visitor = app.test_client()

        def files() -> list[str]:
            table = visitor.get(f"{AT}/response/dispositions.xlsx").get_data()
            rows = CalamineWorkbook.from_filelike(io.BytesIO(table)).get_sheet_by_index(0).to_python()
            return [
                visitor.get(f"{AT}/response").text,
                visitor.get(f"{AT}/response/dispositions.csv").text,
                str(rows),
            ]

        assert [NAME in one for one in files()[1:]] == [True, True]
        ask(app, client, reference)
        decide(app, "remove", who=world.OFFICER)
        assert [NAME in one for one in files()] == [False] * 3
        assert [NAME_REMOVED in one for one in files()[1:]] == [True, True]


def test_staff_see_that_it_waits_and_are_told(app: Flask, client: FlaskClient, shown: str, work: Any) -> None:
    ask(app, client, shown)
    work()
    subject = "Removal of a name requested: Sampling of seed lots"
    assert [
        subject in [one for _to, one, _text in cast.letters(app, who)]
        for who in (world.MODERATOR, world.OFFICER)
    ] == [True] * 2
    for who, waits in ((world.MODERATOR, True), (world.OFFICER, True), (world.APPROVER, True)):
        staff = app.test_client()
        cast.sign_in(staff, who)
        assert ("1 request to remove a name" in walking.page(staff.get("/dashboard"))) == waits
    assert "1 pending request." in walking.page(_signed_in(app, world.OFFICER).get("/moderation/names"))


def _signed_in(app: Flask, who: str) -> Any:
    client = app.test_client()
    cast.sign_in(client, who)
    return client


def test_someone_who_asked_is_told_by_email_and_on_their_page_and_nothing_of_them_is_kept(
    app: Flask, client: FlaskClient, clean: None
) -> None:
    world.consultation(app)
    shown = world.submission(app)
    acting.act(app, shown, "publish")
    ask(app, client, shown, email="new@growers.example", words="Because of my employer.")
    decide(app, "keep", "An official of the ministry answers for what it says.")
    ((to, subject, text),) = [one for one in cast.letters(app) if one[0] == "new@growers.example"]
    assert (to, subject) == ("new@growers.example", "Name not removed: Sampling of seed lots")
    assert "An official of the ministry answers for what it says." in text
    page = walking.page(client.get(f"/submissions/{shown}/name-removal"))
    assert "An official of the ministry answers for what it says." in page
    with app.app_context():
        kept = db.session.query(NameRequest).one()
        assert (kept.email, kept.words, kept.name, kept.state) == ("", "", "", NameRequestState.KEPT)
    ask(app, client, shown)
    decide(app, "remove")
    assert "Your name was removed" in walking.page(client.get(f"/submissions/{shown}/name-removal"))


def test_a_confirmed_address_is_told_without_leaving_one_and_an_unconfirmed_is_not(
    app: Flask, client: FlaskClient, shown: str
) -> None:
    ask(app, client, shown)
    decide(app, "remove")
    assert cast.letters(app, READER)[0][1] == "Name removed: Sampling of seed lots"
    other = world.submission(app, email="other@growers.example", is_confirmed=False)
    ask(app, client, other)
    decide(app, "remove")
    assert cast.letters(app, "other@growers.example") == []


def test_a_name_that_stays_stays_for_a_reason_and_what_was_typed_comes_back(
    app: Flask, client: FlaskClient, shown: str
) -> None:
    ask(app, client, shown)
    staff = _signed_in(app, world.MODERATOR)
    with app.app_context():
        identifier = queries.name_requests(acting.user())[0].id
    answer = staff.press(f"/moderation/names/{identifier}", outcome="keep", answer="")
    assert answer.status_code == 422
    assert "Enter the reason why the name stays." in walking.page(answer)


def test_someone_whom_a_comment_names_has_the_name_hidden_there(
    app: Flask, client: FlaskClient, clean: None
) -> None:
    world.consultation(app)
    shown = world.submission(
        app, comments=[world.GENERAL | {"comment": "As Jane Doe of the lab said, and JANE  DOE again."}]
    )
    acting.act(app, shown, "publish")
    path = f"/submissions/{shown}/named"
    wrong = client.press(path, number="1", name="Nobody Here", email="jane@lab.example")
    assert wrong.status_code == 409
    assert "The public text of the comment does not contain this name." in walking.page(wrong)
    assert 'value="Nobody Here"' in walking.page(wrong)
    assert client.press(path, number="1", name="Jane Doe", email="jane@lab.example").status_code == 303
    decide(app, "remove")
    words = client.get(f"/submissions/{shown}").text
    assert "jane" not in words.lower()
    assert "of the lab said" in words
    assert cast.letters(app, "jane@lab.example")[0][1] == "Name removed: Sampling of seed lots"
    assert acting.decisions(app, shown)[-1] == ("redact", "published", "published_redacted", "personal_data")


def test_officers_do_not_hide_words_of_comments_and_no_one_decides_on_their_own(
    app: Flask, client: FlaskClient, clean: None
) -> None:
    world.consultation(app)
    shown = world.submission(app, comments=[world.GENERAL | {"comment": "As Jane Doe said."}])
    own = world.submission(app, user=world.MODERATOR)
    acting.act(app, shown, "publish")
    client.press(f"/submissions/{shown}/named", number="1", name="Jane Doe")
    with app.app_context():
        request = db.session.query(NameRequest).one()
        mine = actions.ask_to_remove_own_name(sheets.by_reference(own), key="a-key-of-sixteen-1")
        may = [
            policy.settle_name(acting.user(who), one)
            for one in (request, mine)
            for who in (world.OFFICER, world.MODERATOR, world.MODERATOR_2)
        ]
    assert may == [False, True, True, True, False, True]


def test_pressed_twice_is_asked_and_decided_once(app: Flask, shown: str) -> None:
    with app.app_context():
        sheet = sheets.by_reference(shown)
        ids = {actions.ask_to_remove_own_name(sheet, key="a-key-of-sixteen-1").id for _ in range(2)}
    assert len(ids) == 1

    def settle() -> str:
        request = db.session.query(NameRequest).one()
        actions.settle_name(request, removed=True, answer="", by=acting.user())
        return "removed"

    assert sorted(pressed_twice(app, settle)) == [Conflict.__name__, "removed"]


@action
def _back(reference: str, request: int) -> None:
    """As a backup from before has it."""
    sheets.by_reference(reference).name = NAME
    db.session.get_one(NameRequest, request).state = NameRequestState.OPEN


def test_after_a_restore_a_removed_name_is_removed_again(app: Flask, client: FlaskClient, shown: str) -> None:
    ask(app, client, shown)
    decide(app, "remove")
    with app.app_context():
        number = db.session.query(NameRequest).one().id
        _back(shown, number)
        lines = journal.journal().lines(journal.ERASED)
        names = [line for line in lines if line.get("did") == "submissions.names_removed"]
        asked = [line for line in lines if line.get("did") == "moderation.name_settled"]
        done = [submissions.remove_names_again(names), actions.settle_names_again(asked)]
        assert done == [1, 1]
        assert [submissions.remove_names_again(names), actions.settle_names_again(asked)] == [0, 0]
        assert sheets.by_reference(shown).name == NAME_REMOVED


def test_moderators_find_what_was_asked_from_their_queue(app: Flask, client: FlaskClient, shown: str) -> None:
    ask(app, client, shown, words="I left.")
    staff = app.test_client()
    cast.sign_in(staff, world.MODERATOR)
    queue = walking.page(staff.get("/moderation"))
    assert "1 pending request to remove a name" in queue
    listed = walking.page(staff.get("/moderation/names"))
    assert (NAME in listed, "I left." in listed) == (True, True)
    decide(app, "remove", "Done.")
    assert "to remove a name" not in walking.page(staff.get("/moderation"))


def test_the_comment_asked_about_is_not_listed_among_the_others_that_name_someone(
    app: Flask, client: FlaskClient, clean: None
) -> None:
    world.consultation(app)
    naming = world.COMMENT | {"comment": "As Ada Achebe said, lots are too large."}
    one, other = (world.submission(app, comments=[naming]) for _ in range(2))
    for reference in (one, other):
        acting.act(app, reference, "publish")
    with app.app_context():
        asked = actions.ask_to_remove_name_from(
            acting.comment(one), "Ada Achebe", key="asked-once-0123456789"
        )
        found = sheets.references_with(asked.submission.consultation_id, "Ada Achebe", but=asked.comment)
        assert found == [f"{other}/1"]
