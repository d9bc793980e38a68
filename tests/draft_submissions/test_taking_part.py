"""Stories of taking part, over HTTP and without JavaScript."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from lxml import html

from consult.core import clock
from consult.core.database import db
from consult.draft_submissions.models import DraftSubmission
from consult.organisations.rules import PolicyKind
from consult.submissions import actions, queries
from consult.submissions.models import Attribution, Route
from consult.submissions.rules import NewComment
from consult.web.rate_limits import caller, limit
from tests import cast, world
from tests.conftest import Sink
from tests.draft_submissions import walking
from tests.draft_submissions.walking import (
    AT,
    ME,
    PLACE,
    SHEET,
    WHOLE,
    WORDS,
    begin,
    code_in,
    page,
    said,
    send,
    sheets,
)
from tests.pages import fields, form_of
from tests.reading import steps


def test_without_an_account_from_the_first_page_to_the_receipt(
    app: Flask, client: Any, slug: str, work: Any
) -> None:
    begin(client)
    assert client.get(f"{SHEET}/text").status_code == 200
    saved = client.press(PLACE, **WORDS)
    assert (saved.status_code, saved.location) == (303, f"{SHEET}/text?at=lot-size-1#lot-size-1")
    client.press(WHOLE, comment="We welcome the draft.")
    client.press(f"{SHEET}/comments/new?question=2", comment="Teff is missing.")
    sheet = client.get(SHEET)
    assert "2 comments in your draft submission" in page(sheet)
    assert "1 of 2 questions answered" in page(sheet)
    code = code_in(sheet)
    review = page(client.get(f"{SHEET}/review"))
    assert "<bdi>Wanjiru Kimani</bdi>" in review
    assert "Question 2: <bdi>Which species are missing?</bdi>" in review
    assert "wanjiru@growers.example" not in public_part(review)
    reference = send(client)
    receipt = client.get(f"/submissions/{reference}/receipt")
    assert "Received on time" in page(receipt)
    assert code_in(receipt) == code
    work()
    [letter] = [one for one in cast.letters(app, "wanjiru@growers.example") if reference in one[1]]
    assert code not in letter[2]
    assert "25 000" not in letter[2]
    assert cast.link_in(letter) == f"/en/submissions/{reference}/status"
    with app.app_context():
        sent = queries.by_reference(reference)
        rules = {kind.value for kind in PolicyKind}
        assert (set(sent.consent_policies), sent.consented_at) == (rules, sent.received_at)


@pytest.mark.parametrize(("address", "draft", "wishes", "shown"), [
    ("", "ja", "de", "ja"), ("", "en", "xx, de", "en"),  # a page in no language that was chosen
    ("", "fr", "de, en;q=0.5", "en"), ("/fr", "ar", "de", "fr"), ("/fr", "en", "de, en", "fr"),
])  # fmt: skip
def test_the_language_is_first_that_of_the_page_which_was_chosen_then_that_of_the_draft(
    app: Flask, client: Any, address: str, draft: str, wishes: str, shown: str
) -> None:
    world.consultation(app, language=draft)
    page = client.get(f"{address}{AT}/take-part", headers={"Accept-Language": wishes})
    form = html.fromstring(page.get_data())
    assert fields(form)["language"] == shown
    offered = [option.get("value") for option in form.xpath("//select[@name='language']/option")]
    assert ("de" in offered, "xx" in offered) == (True, False)


def test_without_name_address_and_account(app: Flask, client: Any, slug: str) -> None:
    begin(client, capacity="personal", category="individual", organisation="", name="", email="", country="")
    client.press(WHOLE, comment="A word.")
    review = page(client.get(f"{SHEET}/review"))
    assert "With my name" not in review
    assert "Name not published" in review
    reference = send(client)
    assert "No email address was given" in page(client.get(f"/submissions/{reference}/receipt"))


def test_who_gives_no_name_is_asked_once_how_the_organisation_is_shown(client: Any, slug: str) -> None:
    begin(client, name="")
    client.press(WHOLE, comment="A word.")
    review = page(client.get(f"{SHEET}/review"))
    assert (review.count("With the organisation only"), review.count("With my name")) == (1, 0)


def test_with_an_account_nothing_known_is_asked_again(app: Flask, client: Any, slug: str) -> None:
    cast.person(app, "amara@example.org")
    cast.sign_in(client, "amara@example.org")
    client.press("/account/stakeholder", **{k: v for k, v in ME.items() if k not in {"language", "email"}})
    form = client.form(f"{AT}/take-part")
    assert {name: form[name] for name in ("name", "organisation", "category", "country", "capacity")} == {
        name: ME[name] for name in ("name", "organisation", "category", "country", "capacity")
    }
    assert "email" not in form
    client.press(f"{AT}/take-part")
    client.press(WHOLE, comment="From my account.")
    other = app.test_client()
    cast.sign_in(other, "amara@example.org")
    assert "From my account." in page(other.get(SHEET))  # type: ignore[arg-type]
    reference = send(other)
    receipt = page(client.get(f"/submissions/{reference}/receipt"))
    assert "We are sending the receipt to <bdi>amara@example.org</bdi>." in receipt


def test_going_on_with_the_code_on_another_device(app: Flask, client: Any, slug: str) -> None:
    begin(client)
    client.press(WHOLE, comment="Begun at home.")
    code = code_in(client.get(SHEET))
    other: Any = app.test_client()
    assert other.get(SHEET).location == f"{AT}/take-part"
    arabic = code.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    opened = other.press("/resume", code=arabic)
    assert (opened.status_code, opened.location) == (303, SHEET)
    assert "Begun at home." in page(other.get(SHEET))
    reference = send(other)
    third: Any = app.test_client()
    asked = third.get(f"/submissions/{reference}/status")
    assert (asked.status_code, asked.location) == (303, f"/resume?next=/submissions/{reference}/status")
    there = third.press(asked.location, code=code)
    assert there.location == f"/submissions/{reference}/status"
    assert "Begun at home." in page(third.get(there.location))


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("123", "An access code has 24 digits"),
        ("1" * 24, "There is a typing mistake in this access code"),
        ("", "Enter the access code"),
    ],
)
def test_a_wrong_code_is_told(client: Any, slug: str, typed: str, sentence: str) -> None:
    answer = client.press("/resume", code=typed)
    assert answer.status_code == 422
    assert sentence in page(answer)


def test_an_office_behind_one_address_opens_its_drafts_and_someone_who_guesses_there_is_stopped(
    app: Flask, client: Any, slug: str, limited: None
) -> None:
    begin(client)
    code = code_in(client.get(SHEET))
    form = client.form("/resume")
    assert {client.post("/resume", data=form | {"code": code}).status_code for _colleague in range(25)} == {
        303
    }
    with app.test_request_context(environ_base={"REMOTE_ADDR": "127.0.0.1"}):
        for _guess in range(199):
            limit("200 per hour", "resume", caller())
    wrong = [client.post("/resume", data=form | {"code": "1" * 24}).status_code for _guess in range(2)]
    assert wrong == [422, 429]
    assert client.post("/resume", data=form | {"code": code}).status_code == 303
    lost = client.form(PLACE) | WORDS | {"sheet": "", "code": "1" * 24}
    client.delete_cookie("consult")
    answer = client.post(PLACE, data=lost)
    assert (answer.status_code, "Too many attempts" in page(answer), WORDS["comment"] in page(answer)) == (
        422,
        True,
        True,
    )


@pytest.mark.parametrize("where", ["sheet", "receipt", "status"])
def test_on_a_computer_that_others_use_the_browser_is_made_to_forget_the_draft(
    app: Flask, client: Any, slug: str, where: str
) -> None:
    begin(client)
    client.press(WHOLE, comment="Begun in a library.")
    code = code_in(client.get(SHEET))
    path = SHEET if where == "sheet" else f"/submissions/{send(client)}/{where}"
    answer = client.press(path, _form="/sign-out")
    assert (answer.location, answer.headers["Clear-Site-Data"]) == ("/", '"cache"')
    assert "This browser has forgotten your submissions." in page(client.get("/"))
    gone = client.get(path).location
    assert gone == (f"{AT}/take-part" if where == "sheet" else f"/resume?next={path}")
    assert client.press("/resume", code=code).status_code == 303
    assert "Begun in a library." in page(client.get(f"{path.replace('receipt', 'status')}"))


def test_someone_with_an_account_signs_out_instead(app: Flask, client: Any, slug: str) -> None:
    cast.person(app, "wanjiru@growers.example")
    cast.sign_in(client, "wanjiru@growers.example")
    begin(client)
    assert "Forget my submissions in this browser" not in page(client.get(SHEET))
    left = client.press("/account", _form="/sign-out", follow=True)
    assert "has forgotten your submissions" not in page(left)


def test_a_code_leads_only_to_pages_of_its_own_draft(client: Any, slug: str) -> None:
    begin(client)
    code = code_in(client.get(SHEET))
    for wanted in (
        "https://elsewhere.example/",
        "//elsewhere.example",
        "/account",
        "/submissions/AAA-AAA-AAA/status",
    ):
        assert client.press(f"/resume?next={wanted}", code=code).location == SHEET


def test_the_code_is_mailed_when_asked_for(app: Flask, client: Any, slug: str) -> None:
    begin(client, email="")
    code = code_in(client.get(SHEET))
    assert "Enter an email address for the code" in page(client.get(SHEET))
    answer = client.press(SHEET, _form="/code", email="not an address")
    assert answer.status_code == 422
    begin(client, email="ada@example.org")
    assert "Email the code to <bdi>ada@example.org</bdi>" in page(client.get(SHEET))
    assert client.form(SHEET, _form="/code")["email"] == "ada@example.org"
    client.press(SHEET, _form="/code", email="me@example.org")
    [letter] = cast.letters(app, "me@example.org")
    assert code in letter[2]


def test_a_code_that_did_not_come_is_mailed_again(app: Flask, client: Any, slug: str) -> None:
    begin(client, email="")
    for _again in range(2):
        answer = client.press(SHEET, _form="/code", email="me@example.org", follow=True)
        assert "We are sending the access code" in page(answer)
    assert len(cast.letters(app, "me@example.org")) == 1  # pressed twice, in a minute that has not gone
    with clock.at(clock.now() + timedelta(minutes=2)):
        client.press(SHEET, _form="/code", email="me@example.org")
    assert len(cast.letters(app, "me@example.org")) == 2


def test_a_code_is_not_kept_once_it_was_mailed(
    app: Flask, client: Any, slug: str, sink: Sink, work: Any
) -> None:
    begin(client, email="")
    code = code_in(client.get(SHEET))
    client.press(SHEET, _form="/code", email="me@example.org")
    work()
    taken = [message for recipients, message in sink.taken if recipients == ["me@example.org"]]
    assert [code in message.get_content() for message in taken] == [True]
    assert [text for _to, _subject, text in cast.letters(app, "me@example.org")] == [""]


def test_no_more_than_a_few_emails_an_hour_go_to_an_address_that_may_be_a_strangers(
    app: Flask, client: Any, slug: str, work: Any
) -> None:
    victim, mine = "victim@elsewhere.example", walking.ME["email"]
    with clock.at(clock.now()):
        sent = []
        for number in range(6):
            browser = app.test_client()
            sent.append((browser, walking.whole(browser, email=victim if number else victim.upper())))
        browser, reference = sent[-1]
        assert "so no receipt was sent for this submission" in page(
            browser.get(f"/submissions/{reference}/receipt")
        )
        assert "so no receipt was sent" not in page(sent[0][0].get(f"/submissions/{sent[0][1]}/receipt"))
        walking.whole(client, email=mine)
        with app.app_context():  # whom the secretariat enters gave it their address
            actions.file(
                world.load().id, key="entered-by-staff", who=world.WHO | {"email": victim}, received_at=clock.now(),
                comments=[NewComment(**world.GENERAL)], attribution=Attribution.ATTRIBUTED, route=Route.STAFF,
            )  # fmt: skip
        work()
    assert (_receipts(app, victim), _receipts(app, mine)) == (6, 1)
    with clock.at(clock.now() + timedelta(hours=1, seconds=1)):
        walking.whole(app.test_client(), email=victim)
        work()
    assert _receipts(app, victim) == 7


def _receipts(app: Flask, email: str) -> int:
    return sum(to.lower() == email and "We have received" in text for to, _subject, text in cast.letters(app))


def _strangers_had_codes_mailed(app: Flask, email: str) -> None:
    """From two networks, as many as are taken in an hour."""
    for network, count in (("198.51.100.0/24", 3), ("203.0.113.0/24", 2)):
        with app.test_request_context():
            for _sheet in range(count):
                limit("3 per hour", "mail-code", email, network)
                limit("5 per hour", "mail-code", email)


def test_codes_for_one_address_are_asked_for_a_few_times_an_hour_and_fewer_by_one_network(
    app: Flask, client: Any, slug: str, limited: None
) -> None:
    begin(client, email="")
    one, another = "victim@elsewhere.example", "another@elsewhere.example"
    asked = [client.press(SHEET, _form="/code", email=one).status_code for _again in range(4)]
    assert asked == [303, 303, 303, 429]
    _strangers_had_codes_mailed(app, another)
    refused = client.press(SHEET, _form="/code", email=another)
    assert (refused.status_code, "so no email is sent now" in page(refused)) == (429, True)
    assert f'value="{another}"' in refused.text
    assert app.test_client().press("/resume", code=code_in(refused)).location == SHEET


def test_strangers_who_have_codes_mailed_to_an_address_keep_its_owner_from_none(
    app: Flask, client: Any, slug: str, limited: None
) -> None:
    owner = "owner@growers.example"
    _strangers_had_codes_mailed(app, owner)
    cast.person(app, owner)
    cast.sign_in(client, owner)
    begin(client, email="")
    assert client.press(SHEET, _form="/code", email=owner.upper()).status_code == 303
    client.press("/account", _form="/sign-out")
    begin(client, email="")
    assert client.press(SHEET, _form="/code", email=owner).status_code == 303  # by the browser that we know


@pytest.mark.parametrize("way", ["signed in", "known browser"])
def test_someone_who_begins_many_drafts_keeps_no_one_whom_we_know_at_the_same_address_from_taking_part(
    app: Flask, client: Any, slug: str, limited: None, way: str
) -> None:
    person = cast.person(app, "colleague@post.example")
    colleague = app.test_client()
    cast.sign_in(colleague, "colleague@post.example")
    if way == "known browser":
        colleague.press("/account", _form="/sign-out")
    with app.test_request_context(environ_base={"REMOTE_ADDR": "127.0.0.1"}):
        for _sheet in range(120):
            limit("120 per hour", "begin", caller())
    refused = client.press(f"{AT}/take-part", **ME)
    assert (
        refused.status_code,
        "Your network has reached the limit" in page(refused),
        ME["name"] in page(refused),
    ) == (
        429,
        True,
        True,
    )
    begin(colleague)
    with app.test_request_context():
        for _sheet in range(119):
            limit("120 per hour", "begin", f"person {person}")
    assert colleague.press(f"{AT}/take-part?another=1", **ME).status_code == 429


# -- once, whatever happens ------------------------------------------------------------------------------------------


def test_pressing_twice_makes_one_draft_one_comment_one_submission(
    app: Flask, client: Any, slug: str
) -> None:
    form = client.form(f"{AT}/take-part") | ME
    first, second = client.post(f"{AT}/take-part", data=form), client.post(f"{AT}/take-part", data=form)
    assert (first.location, second.location) == (f"{SHEET}/text", f"{SHEET}/text")
    form = client.form(PLACE) | WORDS
    assert [client.post(PLACE, data=form).status_code for _ in range(2)] == [303, 303]
    form = client.form(f"{SHEET}/review") | {"consent": "y"}
    places = {client.post(f"{SHEET}/review", data=form).location for _ in range(3)}
    assert len(places) == 1
    assert sheets(app) == [("submitted", 1)]


def test_a_lost_answer_and_a_second_press_begin_one_draft(app: Flask, client: Any, slug: str) -> None:
    form = client.form(f"{AT}/take-part") | ME
    cookie = client.get_cookie("consult")
    client.post(f"{AT}/take-part", data=form)
    client.set_cookie("consult", cookie.value)  # the answer with the new cookie never arrived
    client.post(f"{AT}/take-part", data=form)
    assert sheets(app) == [("draft", 0)]
    assert client.get(SHEET).status_code == 200


def test_going_back_and_sending_other_words_keeps_both(app: Flask, client: Any, slug: str) -> None:
    begin(client)
    form = client.form(PLACE) | WORDS
    client.post(PLACE, data=form)
    again = client.post(PLACE, data=form | {"comment": "A second thought."})
    assert again.status_code == 409
    assert "A second thought." in page(again)
    assert "Another comment was saved from this page before" in page(again)
    assert sheets(app) == [("draft", 1)]

    fresh = fields(html.fromstring(again.get_data()))
    assert client.post(PLACE, data=fresh).status_code == 303
    assert sheets(app) == [("draft", 2)]


def test_after_sending_the_old_pages_lead_to_what_was_sent(app: Flask, client: Any, slug: str) -> None:
    begin(client)
    client.press(WHOLE, comment="First.")
    late_form = client.form(WHOLE) | {"comment": "Typed in another tab."}
    reference = send(client)
    for path in (SHEET, f"{AT}/take-part"):
        assert client.get(path).location == f"/submissions/{reference}/status"
    assert client.get(f"{SHEET}/review").location == f"/submissions/{reference}/receipt"
    kept = client.post(WHOLE, data=late_form)
    assert kept.status_code == 409
    assert "Typed in another tab." in page(kept)
    assert said(app, reference) == ["First."]

    shown = html.fromstring(kept.get_data())
    added = client.post(form_of(shown).get("action"), data=fields(shown))
    assert added.location == f"/submissions/{reference}/status"
    assert said(app, reference) == ["First.", "Typed in another tab."]


def test_another_submission_can_be_begun(app: Flask, client: Any, slug: str) -> None:
    begin(client)
    client.press(WHOLE, comment="First.")
    first = send(client)
    answer = client.press(f"{AT}/take-part?another=1", **(ME | {"name": "Otieno Ouma"}))
    assert answer.location == f"{SHEET}/text"
    client.press(WHOLE, comment="Second.")
    assert send(client) != first
    assert sheets(app) == [("submitted", 1), ("submitted", 1)]
    assert client.get(f"/submissions/{first}/status").status_code == 200


# -- how one is shown ------------------------------------------------------------------------------------------------


def test_the_last_look_shows_what_the_public_will_see(app: Flask, client: Any, slug: str) -> None:
    begin(client)
    client.press(PLACE, **WORDS)
    looks = {
        one: public_part(
            page(client.get(f"{SHEET}/review?attribution={one}")).split("What the public will see")[1]
        )
        for one in Attribution
    }
    assert ["Wanjiru" in look for look in looks.values()] == [True, False, False, False]
    assert ["Highlands" in look for look in looks.values()] == [True, True, False, False]
    assert ["Kenya" in look for look in looks.values()] == [True, True, False, False]
    assert "neither published nor quoted" in looks[Attribution.CONFIDENTIAL]
    reference = send(client, attribution="anonymous_to_public")
    with app.app_context():
        assert queries.by_reference(reference).attribution == Attribution.ANONYMOUS_TO_PUBLIC


@pytest.mark.parametrize("shown_as", ["attributed", "organisation_only", "anonymous_to_public"])
@pytest.mark.parametrize(
    "changes", [{}, {"category": "other", "category_other": "Seed library"}], ids=["subcategory", "other"]
)
def test_the_last_look_tells_of_the_sender_what_the_public_page_tells(
    app: Flask, client: Any, slug: str, shown_as: str, changes: dict[str, str]
) -> None:
    begin(client, **changes)
    client.press(PLACE, **WORDS)
    look = client.get(f"{SHEET}/review?attribution={shown_as}")
    reference = send(client, attribution=shown_as)
    steps.publish(app, reference)
    public = client.get(f"/submissions/{reference}")
    told, is_told = facts(look), facts(public)
    assert told.pop("Name") == html.fromstring(public.get_data()).findtext(".//h1").strip()
    assert told == {term: words for term, words in is_told.items() if term not in {"Attribution", "Received"}}


def public_part(words: str) -> str:
    """A page without what stays private."""
    tree = html.fromstring(words)
    for one in tree.find_class("stays-private"):
        one.drop_tree()
    return html.tostring(tree, encoding="unicode")


def facts(answer: Any) -> dict[str, str]:
    """What a page tells in terms and words, but for what stays private."""
    rows = html.fromstring(public_part(page(answer))).xpath("//dl[@class='facts']/div")
    return {row.findtext("dt"): " ".join(row.find("dd").text_content().split()) for row in rows}


def test_what_other_means_goes_with_the_category(app: Flask, client: Any, slug: str) -> None:
    begin(client, category="other", category_other="Seed library")
    client.press(f"{AT}/take-part", category="industry")
    with app.app_context():
        found = db.session.query(DraftSubmission).one()
        assert (found.category, found.category_other) == ("industry", "")


def test_an_official_position_is_always_shown_with_its_name(app: Flask, client: Any, slug: str) -> None:
    begin(client, capacity="official_position", category="government")
    client.press(WHOLE, comment="The position of Kenya.")
    review = client.get(f"{SHEET}/review?attribution=anonymous_to_public")
    assert "An official position is always published with a name." in page(review)
    refused = client.press(f"{SHEET}/review", consent="y", attribution="anonymous_to_public")
    assert refused.status_code == 422
    reference = send(client)
    with app.app_context():
        assert queries.by_reference(reference).attribution == Attribution.ATTRIBUTED


def test_one_submission_speaks_for_several_countries(app: Flask, client: Any, slug: str) -> None:
    begin(client, capacity="on_behalf", on_behalf_of=["KEN", "UGA"])
    client.press(WHOLE, comment="We three agree.")
    assert "Kenya and Uganda" in page(client.get(f"{SHEET}/review"))
    reference = send(client)
    with app.app_context():
        assert queries.by_reference(reference).on_behalf_of == ["KEN", "UGA"]


def test_nothing_is_sent_without_consent_or_without_a_comment(app: Flask, client: Any, slug: str) -> None:
    begin(client)
    empty = page(client.get(f"{SHEET}/review"))
    assert "No comments to submit" in empty
    assert "Step 3 of 4" in empty  # with the questions
    assert "Step 1 of 4" in page(client.get(f"{AT}/take-part"))
    shown = steps.words(steps.read(client, f"{SHEET}/forms"), ".steps li")
    assert [one.split(" (")[0] for one in shown] == [
        "✓ Your details", "● Comments", "○ Questions", "○ Review and submit",
    ]  # fmt: skip
    client.press(WHOLE, comment="A word.")
    answer = client.press(f"{SHEET}/review")
    assert answer.status_code == 422
    assert "Select the box" in page(answer)
    assert sheets(app) == [("draft", 1)]


def test_before_a_bracket_that_brings_its_own_space_there_is_no_other(
    app: Flask, clean: None, client: Any
) -> None:
    world.consultation(app)
    chinese, english = (client.get(f"/{code}{AT}/take-part").text for code in ("zh", "en"))
    assert re.search(r'\S<span\s+class="optional">（选填）', chinese)
    assert not re.search(r'\s<span\s+class="optional">', chinese)
    assert re.search(r' <span\s+class="optional">\(optional\)', english)


def test_an_address_is_asked_for_what_it_is_used_for(app: Flask, clean: None, client: Any) -> None:
    """There is no email about a comment that is published as it is."""
    world.consultation(app)
    for address in (f"{AT}/take-part", "/privacy"):
        shown = page(client.get(address))
        assert "to tell you when a comment of yours is redacted, withheld or removed" in shown, address
        assert "decisions on your comments" not in shown, address
