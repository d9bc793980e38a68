"""A submitter reads why, objects, and someone else looks again; or they correct what they wrote."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from consult.core.errors import Conflict, NotPermitted, NotPossible
from consult.core.stale_check import NO_PAGE
from consult.moderation import actions, policy, queries
from consult.moderation.models import Reason
from consult.organisations import actions as organisations
from consult.organisations import queries as founded
from consult.organisations.models import Role
from consult.submissions import references
from tests import cast, world
from tests.moderation import acting
from tests.pages import fields

WHO = "wanjiru@growers.example"


@pytest.fixture
def sheet(app: Flask, client: FlaskClient) -> str:
    """A submission of someone with an address, its first comment withheld by MODERATOR; its reference."""
    world.consultation(app)
    reference = world.submission(app, email=WHO)
    with app.app_context():
        actions.withhold(
            acting.comment(reference),
            Reason.ABUSIVE,
            by=acting.user(),
            explanation="The second sentence insults.",
            seen=NO_PAGE,
        )
    return reference


def opened(app: Flask, reference: str) -> FlaskClient:
    """A browser in which the draft is open: its code was typed."""
    with app.app_context():
        code = references.code_of(acting.comment(reference).submission.key)
    browser = app.test_client()
    browser.press("/resume", code=code)  # type: ignore[attr-defined]
    return browser


def moderator(app: Flask, email: str) -> FlaskClient:
    """A moderator's browser."""
    browser = app.test_client()
    cast.sign_in(browser, email)
    return browser


def say_unmet(app: Flask, reference: str) -> int:
    """An objection to the decision on the first comment; its id."""
    with app.app_context():
        return int(actions.object_to(acting.comment(reference), "Nobody is insulted.").id)


def test_the_whole_way_with_every_email(app: Flask, sheet: str, work: Any) -> None:
    work()
    withheld = next(letter for letter in cast.letters(app, WHO) if "Not published" in letter[1])
    assert withheld[1] == f"Not published: your comment {sheet}/1"
    assert "Your comment contains insults, threats or degrading language." in withheld[2]
    assert "The second sentence insults." in withheld[2]
    link = cast.link_in(withheld)
    assert link == f"/en/submissions/{sheet}/status"

    browser = opened(app, sheet)
    status = browser.get(link).text
    assert "The second sentence insults." in status
    assert f"/en/submissions/{sheet}/comments/1/objection" in status
    answer = browser.press(
        f"/submissions/{sheet}/comments/1/objection", text="  Nobody is insulted. ", follow=True
    )
    assert "Objection received." in answer.text
    assert "We have received your objection" in browser.get(link).text

    work()
    told = cast.letters(app, world.MODERATOR_2)[0]
    assert told[1].startswith("Objection received:")
    assert cast.link_in(told) == "/en/moderation?show=objections"
    second = moderator(app, world.MODERATOR_2)
    queue = second.get(cast.link_in(told)).text
    assert "/moderation/objections/1" in queue
    page = second.get("/moderation/objections/1").text
    for words in (
        "Nobody is insulted.",
        "The second sentence insults.",
        "Mariam Haddad",
        "Publish the comment",
    ):
        assert words in page
    second.press(
        "/moderation/objections/1", outcome="changed", answer="You are right: it was meant for the draft."
    )
    assert acting.decisions(app, sheet) == [
        ("withhold", "received", "withheld", "abusive"),
        ("publish", "withheld", "published", None),
    ]
    work()
    settled = cast.letters(app, WHO)[0]
    assert settled[1] == f"Objection decided: your comment {sheet}/1"
    assert "Decision changed." in settled[2]
    assert "You are right: it was meant for the draft." in settled[2]
    assert "Objection decided: decision changed." in browser.get(link).text
    assert "No pending objections." in second.get("/moderation?show=objections").text


def test_who_decided_does_not_settle_where_there_is_another(app: Flask, sheet: str) -> None:
    identifier = say_unmet(app, sheet)
    first = moderator(app, world.MODERATOR)
    page = first.get(f"/moderation/objections/{identifier}").text
    assert "Another moderator must review this" in page
    form = moderator(app, world.MODERATOR_2).form(f"/moderation/objections/{identifier}")
    token = first.form(f"/moderation/{sheet}/1", _form="/publish")["csrf_token"]
    sent = form | {"csrf_token": token, "outcome": "upheld", "answer": "No."}
    assert first.post(f"/moderation/objections/{identifier}", data=sent).status_code == 403
    with app.app_context():
        with pytest.raises(NotPermitted):
            actions.settle(
                queries.objection(identifier, acting.user()),
                is_unchanged=True,
                answer="No.",
                by=acting.user(),
                seen=NO_PAGE,
            )
        organisations.remove_role(
            founded.get("seeds"),
            acting.user(world.MODERATOR_2),
            Role.MODERATOR,
            by=acting.user(world.OFFICER),
        )
        assert policy.settle(acting.user(), queries.objection(identifier, acting.user()))
    first.press(f"/moderation/objections/{identifier}", outcome="upheld", answer="It insults a person.")
    assert acting.state(app, sheet) == "withheld"


def test_a_decision_that_stands_is_answered(app: Flask, sheet: str, work: Any) -> None:
    identifier = say_unmet(app, sheet)
    second = moderator(app, world.MODERATOR_2)
    refused = second.press(f"/moderation/objections/{identifier}", answer="Because of the word.")
    assert refused.status_code == 422
    assert "Choose one." in refused.text
    assert "Because of the word." in refused.text
    form = second.form(
        f"/moderation/objections/{identifier}", outcome="upheld", answer="The word is an insult."
    )
    found = [second.post(f"/moderation/objections/{identifier}", data=form).status_code for _ in range(2)]
    assert found == [303, 303]
    assert len(acting.decisions(app, sheet)) == 1
    work()
    assert sum("Decision unchanged." in text for _to, _subject, text in cast.letters(app, WHO)) == 1
    page = opened(app, sheet).get(f"/submissions/{sheet}/comments/1/objection").text
    assert "The word is an insult." in page


def test_a_new_decision_settles_as_changed(app: Flask, sheet: str) -> None:
    identifier = say_unmet(app, sheet)
    acting.act(app, sheet, "redact", by=world.MODERATOR_2)
    second = moderator(app, world.MODERATOR_2)
    assert "Decision changed" in second.get(f"/moderation/objections/{identifier}").text
    second.press(
        f"/moderation/objections/{identifier}", outcome="changed", answer="Only one word is hidden now."
    )
    assert acting.state(app, sheet) == "published_redacted"
    assert [row[0] for row in acting.decisions(app, sheet)] == ["withhold", "redact"]


def test_an_answer_never_publishes_words_that_no_one_has_read(app: Flask, sheet: str) -> None:
    path = f"/moderation/objections/{say_unmet(app, sheet)}"
    second = moderator(app, world.MODERATOR_2)
    typed = second.form(path, outcome="changed", answer="You are right.")
    opened(app, sheet).press(
        f"/submissions/{sheet}/comments/1/amendment", comment="Ring Jane on 079 000 00 00."
    )
    refused = second.post(path, data=typed)
    assert (refused.status_code, acting.state(app, sheet)) == (409, "received")
    for words in (
        "The submitter changed this comment after you opened it.",
        "You are right.",
        "Ring Jane on",
    ):
        assert words in refused.text
    again = second.post(path, data=fields(html.fromstring(refused.text)))
    assert (again.status_code, acting.state(app, sheet)) == (303, "published")


def test_an_answer_is_to_the_decision_that_was_seen(app: Flask, sheet: str) -> None:
    path = f"/moderation/objections/{say_unmet(app, sheet)}"
    second = moderator(app, world.MODERATOR_2)
    typed = second.form(path, outcome="upheld", answer="It stays hidden.")
    acting.act(app, sheet, "redact")
    refused = second.post(path, data=typed)
    assert refused.status_code == 409
    for words in (
        "Another moderator decided on this comment after you opened it.",
        "It stays hidden.",
        "Decision changed",
    ):
        assert words in refused.text
    again = second.post(path, data=fields(html.fromstring(refused.text)) | {"outcome": "changed"})
    assert (again.status_code, acting.state(app, sheet)) == (303, "published_redacted")


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        ("  ", 422, "Enter the reason for your objection."),
        ("no " * 2000, 422, "Enter at most 4,000 characters."),
    ],
)
def test_an_objection_has_words(app: Flask, sheet: str, words: str, status: int, said: str) -> None:
    browser = opened(app, sheet)
    answer = browser.press(f"/submissions/{sheet}/comments/1/objection", text=words)
    assert answer.status_code == status
    assert said in answer.text
    assert words.strip()[:3999] in answer.text


def test_one_objection_at_a_time(app: Flask, sheet: str) -> None:
    browser = opened(app, sheet)
    form = browser.form(f"/submissions/{sheet}/comments/1/objection", text="My words.")
    path = f"/submissions/{sheet}/comments/1/objection"
    first, second = browser.post(path, data=form), browser.post(path, data=form)
    assert (first.status_code, second.status_code) == (303, 409)
    assert "My words." in second.text
    with app.app_context():
        assert len(queries.objections(acting.comment(sheet))) == 1


@pytest.mark.parametrize("state", ["received", "in_review", "published", "withdrawn_by_submitter"])
def test_there_must_be_something_to_object_to(app: Flask, sheet: str, state: str) -> None:
    reference = acting.bring(app, state)
    with app.app_context(), pytest.raises(NotPossible):
        actions.object_to(acting.comment(reference), "But.")
    page = opened(app, reference).get(f"/submissions/{reference}/comments/1/objection")
    assert "There is nothing to object to" in page.text


@pytest.mark.parametrize("state", ["withheld", "removed_after_publication", "published_redacted"])
def test_each_refusal_can_be_objected_to(app: Flask, sheet: str, state: str) -> None:
    reference = acting.bring(app, state)
    identifier = say_unmet(app, reference)
    with app.app_context():
        me = acting.user(world.MODERATOR_2)
        if (
            state == "published_redacted"
        ):  # an answer restores nothing; restoring words is a decision of its own
            with pytest.raises(NotPossible, match="Restore the redacted words first"):
                actions.settle(
                    queries.objection(identifier, me),
                    is_unchanged=False,
                    answer="Right.",
                    by=me,
                    seen=NO_PAGE,
                )
            acting.act(app, reference, "restore_words", by=world.MODERATOR_2)
        actions.settle(
            queries.objection(identifier, me), is_unchanged=False, answer="Right.", by=me, seen=NO_PAGE
        )
        with pytest.raises(Conflict):
            actions.settle(
                queries.objection(identifier, me), is_unchanged=True, answer="Wrong.", by=me, seen=NO_PAGE
            )
    assert acting.state(app, reference) == "published"


def test_only_who_holds_the_draft_objects(app: Flask, client: FlaskClient, sheet: str) -> None:
    path = f"/submissions/{sheet}/comments/1/objection"
    answer = client.get(path)
    assert (answer.status_code, answer.location) == (303, f"/resume?next={path}")
    assert client.post(path, data={"text": "Let me in."}).status_code in {401, 403}
    with app.app_context():
        assert queries.objections(acting.comment(sheet)) == []
    assert opened(app, sheet).get(f"/submissions/{sheet}/comments/99/objection").status_code == 404
    far = app.test_client()
    cast.person(app, "far@example.org")
    cast.organisation(app, "metals", name="Metals Board", moderator=["far@example.org"])
    cast.sign_in(far, "far@example.org")
    assert far.get(f"/moderation/objections/{say_unmet(app, sheet)}").status_code == 404


def test_a_correction_is_moderated_again(app: Flask, sheet: str) -> None:
    browser = opened(app, sheet)
    page = browser.get(f"/submissions/{sheet}/comments/1/objection").text
    assert f"/submissions/{sheet}/comments/1/amendment" in page
    browser.press(f"/submissions/{sheet}/comments/1/amendment", comment="Lots are too large.")
    assert acting.state(app, sheet) == "received"
    assert "Decisions of the moderators" not in browser.get(f"/submissions/{sheet}/status").text


def test_a_reply_that_is_pressed_twice_is_one_and_another_one_stays_on_the_page(
    app: Flask, sheet: str
) -> None:
    path = f"/moderation/objections/{say_unmet(app, sheet)}"
    second = moderator(app, world.MODERATOR_2)
    sent = second.form(path) | {"outcome": "upheld", "answer": "It is an insult."}  # type: ignore[attr-defined]
    answers = [second.post(path, data=sent) for _time in range(2)]
    assert [(one.status_code, one.location) for one in answers] == [(303, "/moderation?show=objections")] * 2
    other = second.post(path, data=sent | {"answer": "Another reply."})
    page = html.fromstring(other.data)
    kept = [one.text_content() for one in page.xpath("//section[h2='Your text']//dd")]
    assert (other.status_code, kept[-1]) == (409, "Another reply.")
    assert "You have already decided on this objection." in other.text
    with app.app_context():
        found = queries.objection(int(path.rpartition("/")[2]), acting.user(world.MODERATOR_2))
        assert found.answer == "It is an insult."
