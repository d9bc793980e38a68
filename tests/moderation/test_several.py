"""Several comments chosen in the queue and decided on together, after what will happen was shown."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from consult.core import clock
from consult.moderation import actions, jobs, undo_period
from consult.moderation.models import Reason
from consult.moderation.spans import of_words
from consult.submissions.models import Attribution
from tests import cast, world
from tests.moderation import acting
from tests.pages import fields, fields_in, form_of


@pytest.fixture
def our_slug(app: Flask, client: FlaskClient) -> str:
    """An open consultation; the client is its first moderator's."""
    slug = world.consultation(app)
    cast.sign_in(client, world.MODERATOR)
    return slug


@pytest.fixture
def waits() -> Iterator[None]:
    """Decisions take effect a little later."""
    undo_period.wire(30)
    yield
    undo_period.wire(0)


def path(references: list[str], verb: str, more: str = "") -> str:
    """The address that the form of the queue leads to."""
    chosen = "&".join(f"comment={reference}/1" for reference in references)
    return f"/moderation/several?{chosen}&verb={verb}{more}"


def rows(page: str) -> dict[str, str]:
    """Reference → what will happen, of each line."""
    found = {}
    for row in html.fromstring(page).xpath("//tbody/tr"):
        found[row.findtext(".//a")] = " ".join(" ".join(row[1].itertext()).split())
    return found


def test_the_queue_offers_a_box_for_each_that_can_be_chosen_and_chooses_all_without_a_script(
    app: Flask, client: FlaskClient, our_slug: str
) -> None:
    first, second = (world.submission(app, comments=[world.GENERAL]) for _ in range(2))
    world.submission(app, organisation="Seed Testing Secretariat")
    for address, checked in (("/moderation", 0), ("/moderation?choose=all", 2)):
        page = html.fromstring(client.get(address).get_data())
        boxes = page.xpath("//input[@data-choose]")
        assert [box.get("value") for box in boxes] == [f"{first}/1", f"{second}/1"]
        assert {box.get("form") for box in boxes} == {"several"}
        assert sum(box.get("checked") is not None for box in boxes) == checked
    assert "data-choose" not in client.get("/moderation?show=decided").text


def test_what_will_happen_is_shown_and_then_happens_in_one_action(
    app: Flask, client: Any, our_slug: str, work: Callable[[], None]
) -> None:
    two = world.submission(app, comments=[world.GENERAL] * 2, email="two@growers.example")
    one = world.submission(app, comments=[world.COMMENT], email="one@growers.example")
    address = path([two, one], "withhold", f"&comment={two}/2")
    page = client.get(address).text
    assert rows(page) == dict.fromkeys((f"{two}/1", f"{one}/1", f"{two}/2"), "→ to be withheld")
    assert "This decides on all 3 comments below." in page
    assert "<ins>" in page
    wrong = client.press(address)
    assert (wrong.status_code, "Choose a reason from the list." in wrong.text) == (422, True)
    answer = client.press(address, reason="off_topic", explanation="It is about cars.", follow=True)
    assert "3 comments decided." in answer.text
    for name, number in ((two, 1), (two, 2), (one, 1)):
        assert acting.decisions(app, name, number) == [("withhold", "received", "withheld", "off_topic")]
    work()
    told = {
        to: [text for _to, subject, text in cast.letters(app, to) if "Not published" in subject]
        for to in ("two@growers.example", "one@growers.example")
    }
    assert {to: len(texts) for to, texts in told.items()} == {
        "two@growers.example": 1,
        "one@growers.example": 1,
    }
    assert "The same decision applies to 1 more comment of your submission." in told["two@growers.example"][0]
    assert "It is about cars." in told["one@growers.example"][0]


def test_the_signals_of_all_are_counted_first_and_lead_to_their_comments(
    app: Flask, client: Any, our_slug: str, work: Callable[[], None]
) -> None:
    def saying(words: str) -> str:
        return world.submission(app, comments=[world.GENERAL | {"comment": words}])

    phone, both = saying("Call me: +41 22 730 51 11."), saying("OR WRITE TO ME AT MY ADDRESS: ME@EXAMPLE.ORG")
    plain = saying("Thirty tonnes are too much for our stores.")
    work()
    page = html.fromstring(client.get(path([phone, both, plain], "publish")).get_data())
    (notice,) = page.xpath("//*[contains(@class, 'notice-warn')]")
    told = " ".join(notice.text_content().split())
    assert "2 of 3 comments have signals" in told
    assert f"personal data (2): {phone}/1 and {both}/1" in told
    assert f"capitals (1): {both}/1" in told
    assert [link.get("href") for link in notice.iter("a")] == [f"#c-{one}-1" for one in (phone, both, both)]
    assert all(page.xpath("//tr[@id=$id]", id=link.get("href")[1:]) for link in notice.iter("a"))
    assert "have signals" not in client.get(path([plain], "publish")).text


def test_the_preview_has_all_words_and_who_else_looks(app: Flask, client: Any, our_slug: str) -> None:
    long = "A long word. " * 60 + "The last word."
    said = world.COMMENT | {"comment": long, "rationale": "And why."}
    one = world.submission(app, comments=[said])
    other = app.test_client()
    cast.sign_in(other, world.MODERATOR_2)
    other.get(f"/moderation/{one}/1")
    other.press(f"/moderation/{one}/1", _form="/claim")
    page = " ".join(html.fromstring(client.get(path([one], "publish")).text).text_content().split())
    assert [words in page for words in ("The last word.", "And why.", "claimed by ")] == [True] * 3


def test_what_cannot_be_decided_is_named_with_its_reason_and_left_out(
    app: Flask, client: Any, our_slug: str
) -> None:
    plain = world.submission(app, comments=[world.GENERAL])
    own = world.submission(app, organisation="Seed Testing Secretariat")
    confidential = world.submission(app, comments=[world.GENERAL], attribution=Attribution.CONFIDENTIAL)
    done = acting.bring(app, "published")
    hidden = acting.bring(app, "published_redacted")
    acting.act(app, hidden, "remove")
    page = client.get(path([plain, own, confidential, done, hidden], "publish")).text
    assert rows(page) == {
        f"{plain}/1": "→ to be published",
        f"{own}/1": "▲ left out You cannot decide on your own comments, on comments of your organisation, or in another organisation's consultation.",
        f"{confidential}/1": "▲ left out The submitter asked that nothing of this is published.",
        f"{done}/1": "▲ left out Not possible in this state: published.",
        f"{hidden}/1": "▲ left out Words of this comment are redacted. Decide on this comment alone.",
    }
    assert "This decides on 1 of the comments below." in page
    client.press(path([plain, own, confidential, done, hidden], "publish"))
    assert acting.state(app, plain) == "published"
    assert [acting.state(app, one) for one in (own, confidential, hidden)] == [
        "received",
        "received",
        "removed_after_publication",
    ]


def test_what_changed_meanwhile_is_shown_and_not_decided_on(app: Flask, client: Any, our_slug: str) -> None:
    kept, amended, decided = (world.submission(app, comments=[world.GENERAL]) for _ in range(3))
    address = path([kept, amended, decided], "withhold")
    form = client.form(address) | {"reason": "off_topic", "explanation": "It is about cars."}
    acting.change_words(app, amended, "Another word.")
    acting.act(app, decided, "publish", by=world.MODERATOR_2)
    answer = client.post("/moderation/several", data=form)
    assert answer.status_code == 409
    assert "2 comments were not decided" in answer.text
    assert "The decision was made for 1 other comment." in answer.text
    assert "The submitter changed this comment after you opened it." in answer.text
    assert "Another moderator decided on this comment after you opened it." in answer.text
    assert "Another word." in answer.text
    assert "It is about cars." in answer.text
    assert [acting.state(app, one) for one in (kept, amended, decided)] == [
        "withheld",
        "received",
        "published",
    ]
    assert client.post("/moderation/several", data=form).status_code == 409
    assert len(acting.decisions(app, kept)) == 1


def test_they_are_undone_together(app: Flask, client: Any, our_slug: str, waits: None) -> None:
    chosen = [world.submission(app, comments=[world.GENERAL]) for _ in range(3)]
    client.press(path(chosen, "publish"))
    page = client.get("/moderation").text
    assert "and 2 more" in page
    assert "No pending comments" in page
    client.press("/moderation", _form="/undo")
    assert "3 pending comments" in client.get("/moderation").text
    client.press(path(chosen, "publish"))
    with clock.at(clock.now() + timedelta(minutes=1)):
        jobs.decide_due()
    assert [acting.state(app, one) for one in chosen] == ["published"] * 3


def test_nothing_chosen_and_what_no_one_may_see_are_said(app: Flask, client: Any, our_slug: str) -> None:
    assert "No comments are selected." in client.get("/moderation/several?verb=publish").text
    cast.person(app, "else@barges.example", "Else")
    cast.organisation(app, "barges", moderator=["else@barges.example"])
    other = app.test_client()
    cast.sign_in(other, "else@barges.example")
    reference = world.submission(app, comments=[world.GENERAL])
    page = other.get(path([reference], "publish")).text
    assert "1 selected comment was not found." in page
    assert world.GENERAL["comment"] not in page
    broken = client.form(path([reference], "publish")) | {"shown": "nonsense"}
    refused = client.post("/moderation/several", data=broken)
    assert (refused.status_code, acting.state(app, reference)) == (422, "received")


def test_hidden_words_stay_hidden_by_whatever_is_decided_together(app: Flask, our_slug: str) -> None:
    reference = world.submission(app)
    with app.app_context():
        one, by = acting.comment(reference), acting.user()
        actions.redact(
            one, of_words("lots", Reason.PERSONAL_DATA, one.texts), by=by, seen=actions.review_token(one)
        )
        actions.remove(one, Reason.OFF_TOPIC, by=by, seen=actions.review_token(one))
        made = actions.make_decisions(
            [one], actions.RequestedDecision("publish"), by=by, seen={one.id: actions.review_token(one)}
        )
        assert [str(trouble) for _one, trouble in made.refused] == [
            "Words of this comment are redacted. Decide on this comment alone."
        ]


def _boxes(page: str) -> dict[str, bool]:
    """Reference of each comment that the queue offers → whether its box is checked."""
    found = html.fromstring(page).xpath("//input[@data-choose]")
    return {box.get("value"): box.get("checked") is not None for box in found}


def _back(page: str) -> str:
    """Where "Cancel" leads, of a page that asks before it publishes."""
    [link] = html.fromstring(page).xpath("//a[normalize-space()='Cancel']/@href")
    return str(link)


def test_going_back_from_publishing_keeps_what_was_selected_the_filter_and_the_page(
    app: Flask, client: Any, our_slug: str
) -> None:
    every = [world.submission(app, comments=[world.GENERAL]) for _ in range(60)]
    first = html.fromstring(client.get("/moderation?type=general").text)
    [after] = first.xpath("//nav[@class='pager']//a[@rel='next']/@href")
    second = html.fromstring(client.get(after).text)
    form = next(one for one in second.iter("form") if one.get("id") == "several")
    kept = {one.get("name"): one.get("value") for one in form.iter("input") if one.get("type") == "hidden"}
    chosen = [f"{one}/1" for one in every[-3:-1]]
    asked = client.get("/moderation/several", query_string={**kept, "verb": "publish", "comment": chosen})
    back = _back(asked.text)
    there = client.get(back)
    assert [name for name, is_checked in _boxes(there.text).items() if is_checked] == chosen
    assert list(_boxes(there.text)) == list(_boxes(client.get(after).text))
    assert "type=general" in back
    [crumb] = html.fromstring(asked.text).xpath("//nav//a[normalize-space()='Moderation']/@href")[-1:]
    assert crumb == back


def test_going_back_from_withholding_keeps_the_reason_and_the_explanation(
    app: Flask, client: Any, our_slug: str
) -> None:
    one, two, other = (world.submission(app, comments=[world.GENERAL]) for _ in range(3))
    address = path([one, two], "withhold", "&type=general")
    asked = html.fromstring(client.get(address).text)
    [button] = asked.xpath("//button[normalize-space()='Cancel']")
    typed = {"reason": "off_topic", "explanation": "It is about cars."}
    queue = client.post(button.get("formaction"), data=client.form(address) | typed)
    assert queue.status_code == 200
    assert _boxes(queue.text) == {f"{one}/1": True, f"{two}/1": True, f"{other}/1": False}
    form = next(each for each in html.fromstring(queue.text).iter("form") if each.get("id") == "several")
    assert form.get("method") == "post" and "type=general" in form.get("action")
    sent = fields_in(form) | {"verb": "withhold", "comment": [f"{one}/1", f"{other}/1"]}
    again = client.post(form.get("action"), data=sent)
    assert again.status_code == 200
    assert list(rows(again.text)) == [f"{one}/1", f"{other}/1"]
    kept = _fields_of(again.text)
    assert (kept["reason"], kept["explanation"]) == ("off_topic", "It is about cars.")
    assert [acting.state(app, each) for each in (one, two, other)] == ["received"] * 3
    client.post(_action_of(again.text), data=kept)
    assert [acting.state(app, each) for each in (one, two, other)] == ["withheld", "received", "withheld"]


def _fields_of(page: str) -> dict[str, Any]:
    """What a browser would send for the form of a page of several comments."""
    return fields(html.fromstring(page), None)


def _action_of(page: str) -> str:
    """Where that form is sent."""
    return str(form_of(html.fromstring(page)).get("action"))
