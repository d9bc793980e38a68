"""Stories of taking part, over HTTP and without JavaScript."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from lxml import html
from werkzeug.test import TestResponse

from consult.core import clock
from consult.core.database import db
from consult.organisations.models import PolicyKind
from consult.submissions import actions, queries
from consult.submissions.lifecycle import Moderation, State
from consult.submissions.models import Attribution, Submission
from tests import cast, world
from tests.pages import fields, form_of

ME = {
    "capacity": "organisation", "category": "industry.business_association", "organisation": "Seed Growers of the Highlands",
    "name": "Wanjiru Kimani", "country": "KEN", "language": "en", "email": "wanjiru@growers.example",
}  # fmt: skip
AT = f"/consultations/{world.SLUG}"
SHEET = f"{AT}/sheet"
WORDS = {
    "type": "substantive", "comment": "Lots of 30 000 kilograms are too large.",
    "proposal": "A lot shall not exceed 25 000 kilograms of seed.", "rationale": "Stores hold 25 tonnes.",
}  # fmt: skip
PLACE = f"{SHEET}/comments/new?block=lot-size-1"
WHOLE = f"{SHEET}/comments/new?general=1"


@pytest.fixture
def slug(app: Flask, clean: None) -> str:
    return world.consultation(app)


def page(answer: TestResponse) -> str:
    return " ".join(answer.get_data(as_text=True).split())


def code_in(answer: TestResponse) -> str:
    return str(re.findall(r'class="code"[^>]*><bdi dir="ltr">([\d ]+)<', page(answer))[0])


def begin(client: Any, **changes: Any) -> None:
    answer = client.press(f"{AT}/take-part", **(ME | changes))
    assert (answer.status_code, answer.location) == (303, f"{SHEET}/text"), page(answer)


def send(client: Any, **changes: Any) -> str:
    answer = client.press(f"{SHEET}/review", consent="y", **changes)
    assert answer.status_code == 303, page(answer)
    return str(re.fullmatch(r"/submissions/(.{11})/receipt", answer.location)[1])  # type: ignore[index]


def sheets(app: Flask) -> list[tuple[str, int]]:
    """(state, number of comments) of every sheet there is."""
    with app.app_context():
        rows = db.session.query(Submission).order_by(Submission.id).all()
        return [(row.state.value, len(queries.comments_of(row))) for row in rows]


def said(app: Flask, reference: str) -> list[str]:
    with app.app_context():
        return [c.comment for c in queries.comments_of(queries.by_reference(reference))]


# -- the whole way ---------------------------------------------------------------------------------------------------


def test_without_an_account_from_the_first_page_to_the_receipt(
    app: Flask, client: Any, slug: str, work: Any
) -> None:
    begin(client)
    assert client.get(f"{SHEET}/text").status_code == 200
    saved = client.press(PLACE, **WORDS)
    assert (saved.status_code, saved.location) == (303, f"{SHEET}/text#lot-size-1")
    client.press(WHOLE, comment="We welcome the draft.")
    client.press(f"{SHEET}/comments/new?question=2", comment="Teff is missing.")
    sheet = client.get(SHEET)
    assert "3 comments on your sheet" in page(sheet)
    code = code_in(sheet)
    review = page(client.get(f"{SHEET}/review"))
    assert "<bdi>Wanjiru Kimani</bdi>" in review
    assert "Question 2: Which species are missing?" in review
    assert "wanjiru@growers.example" not in review
    reference = send(client)
    receipt = client.get(f"/submissions/{reference}/receipt")
    assert "Received in time" in page(receipt)
    assert code_in(receipt) == code
    work()
    [letter] = [one for one in cast.letters(app, "wanjiru@growers.example") if reference in one[1]]
    assert code not in letter[2]
    assert "25 000" not in letter[2]
    assert cast.link_in(letter) == f"/submissions/{reference}/status"
    with app.app_context():
        sent = queries.by_reference(reference)
        rules = {kind.value for kind in PolicyKind}
        assert (set(sent.consent_policies), sent.consented_at) == (rules, sent.received_at)


def test_without_name_address_and_account(app: Flask, client: Any, slug: str) -> None:
    begin(client, capacity="personal", category="individual", organisation="", name="", email="", country="")
    client.press(WHOLE, comment="A word.")
    review = page(client.get(f"{SHEET}/review"))
    assert "With my name" not in review
    assert "Name not published" in review
    reference = send(client)
    assert "No address was given" in page(client.get(f"/submissions/{reference}/receipt"))


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
    assert "goes to" not in page(client.get(f"/submissions/{reference}/receipt"))
    assert "amara@example.org" in page(client.get(f"/submissions/{reference}/receipt"))


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
    [("123", "A code has 24 digits"), ("1" * 24, "No sheet has this code"), ("", "Enter the code")],
)
def test_a_wrong_code_is_told(client: Any, slug: str, typed: str, sentence: str) -> None:
    answer = client.press("/resume", code=typed)
    assert answer.status_code == 422
    assert sentence in page(answer)


def test_a_code_leads_only_to_pages_of_its_own_sheet(client: Any, slug: str) -> None:
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
    answer = client.press(SHEET, _form="/code", email="not an address")
    assert answer.status_code == 422
    client.press(SHEET, _form="/code", email="me@example.org")
    [letter] = cast.letters(app, "me@example.org")
    assert code in letter[2]


# -- once, whatever happens ------------------------------------------------------------------------------------------


def test_pressing_twice_makes_one_sheet_one_comment_one_submission(
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


def test_a_lost_answer_and_a_second_press_begin_one_sheet(app: Flask, client: Any, slug: str) -> None:
    form = client.form(f"{AT}/take-part") | ME
    cookie = client.get_cookie("consult")
    client.post(f"{AT}/take-part", data=form)
    client.set_cookie("consult", cookie.value)  # the answer with the new cookie never arrived
    client.post(f"{AT}/take-part", data=form)
    assert sheets(app) == [("composing", 0)]
    assert client.get(SHEET).status_code == 200


def test_going_back_and_sending_other_words_keeps_both(app: Flask, client: Any, slug: str) -> None:
    begin(client)
    form = client.form(PLACE) | WORDS
    client.post(PLACE, data=form)
    again = client.post(PLACE, data=form | {"comment": "A second thought."})
    assert again.status_code == 409
    assert "A second thought." in page(again)
    assert "another comment was saved before" in page(again)
    assert sheets(app) == [("composing", 1)]

    fresh = fields(html.fromstring(again.get_data()))
    assert client.post(PLACE, data=fresh).status_code == 303
    assert sheets(app) == [("composing", 2)]


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


# -- nothing typed is lost -------------------------------------------------------------------------------------------


def test_an_expired_token_brings_every_word_back_and_one_press_sends_it(
    app: Flask, client: Any, slug: str
) -> None:
    begin(client)
    form = client.form(PLACE) | WORDS
    client.delete_cookie("consult")
    answer = client.post(PLACE, data=form)
    assert answer.status_code == 422
    for words in WORDS.values():
        assert words in page(answer)

    assert client.post(PLACE, data=fields(html.fromstring(answer.get_data()))).status_code == 303
    assert sheets(app) == [("composing", 1)]
    assert "1 comment on your sheet" in page(client.get(SHEET))


def test_a_form_that_lost_its_sheet_asks_for_the_code_and_keeps_the_words(
    app: Flask, client: Any, slug: str
) -> None:
    begin(client)
    code = code_in(client.get(SHEET))
    form = client.form(PLACE) | WORDS | {"sheet": ""}
    client.delete_cookie("consult")
    answer = client.post(PLACE, data=form)
    assert answer.status_code == 422
    assert "This browser does not know your sheet any more." in page(answer)
    for words in WORDS.values():
        assert words in page(answer)

    wrong = client.post(PLACE, data=fields(html.fromstring(answer.get_data())) | {"code": "1" * 24})
    assert wrong.status_code == 422
    assert "No sheet has this code." in page(wrong)
    right = client.post(PLACE, data=fields(html.fromstring(wrong.get_data())) | {"code": code})
    assert right.status_code == 303
    assert sheets(app) == [("composing", 1)]


def test_a_change_that_lost_its_sheet_asks_for_the_code_and_keeps_the_words(
    app: Flask, client: Any, slug: str
) -> None:
    begin(client)
    client.press(PLACE, **WORDS)
    code = code_in(client.get(SHEET))
    changed = WORDS | {"comment": "Changed meanwhile."}
    form = client.form(f"{SHEET}/comments/1") | changed | {"sheet": ""}
    client.delete_cookie("consult")
    answer = client.post(f"{SHEET}/comments/1", data=form)
    assert answer.status_code == 422
    for words in changed.values():
        assert words in page(answer)
    again = fields(html.fromstring(answer.get_data())) | {"code": code}
    assert client.post(f"{SHEET}/comments/1", data=again).status_code == 303
    assert "Changed meanwhile." in page(client.get(SHEET))
    assert sheets(app) == [("composing", 1)]


def test_an_expired_token_on_an_amendment_needs_one_more_press(app: Flask, client: Any, slug: str) -> None:
    begin(client)
    client.press(WHOLE, comment="First.")
    reference = send(client)
    for path, changes in (
        ("comments/1/amendment", {"comment": "Second thoughts."}),
        ("comments/new?block=scope-1", WORDS),
        ("comments/1/withdrawal", {"confirm": "y"}),
        ("withdrawal", {"confirm": "y"}),
    ):
        here = f"/submissions/{reference}/{path}"
        form = client.form(here) | changes
        client.delete_cookie("consult")
        answer = client.post(here, data=form)
        assert answer.status_code == 422
        again = client.post(here, data=fields(html.fromstring(answer.get_data())))
        assert again.location == f"/submissions/{reference}/status"
        assert client.get(again.location).status_code == 200
    assert sheets(app) == [("withdrawn", 2)]
    assert said(app, reference) == [WORDS["comment"], "Second thoughts."]


def test_a_place_that_is_gone_keeps_the_words(app: Flask, client: Any, slug: str) -> None:
    begin(client)
    form = client.form(PLACE) | WORDS
    answer = client.post(f"{SHEET}/comments/new?block=gone", data=form)
    assert answer.status_code == 409
    for words in WORDS.values():
        assert words in page(answer)
    shown = html.fromstring(answer.get_data())
    assert client.post(form_of(shown).get("action"), data=fields(shown)).status_code == 303
    assert sheets(app) == [("composing", 1)]


def test_an_expired_token_on_the_first_page_keeps_every_field(client: Any, slug: str) -> None:
    form = client.form(f"{AT}/take-part") | ME
    client.delete_cookie("consult")
    answer = client.post(f"{AT}/take-part", data=form)
    assert answer.status_code == 422

    shown = fields(html.fromstring(answer.get_data()))
    assert {name: shown[name] for name in ME} == ME
    assert client.post(f"{AT}/take-part", data=shown).status_code == 303


def test_an_expired_token_at_the_last_step_needs_one_more_press(app: Flask, client: Any, slug: str) -> None:
    begin(client)
    client.press(WHOLE, comment="A word.")
    form = client.form(f"{SHEET}/review") | {"consent": "y"}
    client.delete_cookie("consult")
    answer = client.post(f"{SHEET}/review", data=form)
    assert answer.status_code == 422

    assert client.post(f"{SHEET}/review", data=fields(html.fromstring(answer.get_data()))).status_code == 303
    assert sheets(app) == [("submitted", 1)]


@pytest.mark.parametrize("part", ["comment", "proposal", "rationale"])
def test_too_long_a_text_comes_back_whole(client: Any, slug: str, part: str) -> None:
    begin(client)
    long = "word " * 4001
    answer = client.press(PLACE, **(WORDS | {part: long}))
    assert answer.status_code == 422
    assert "This is longer than 20000 characters" in page(answer)
    assert long.strip() in page(answer)


def test_an_empty_comment_says_so_beside_its_field(client: Any, slug: str) -> None:
    begin(client)
    answer = client.press(PLACE, **(WORDS | {"comment": "  "}))
    assert answer.status_code == 422
    assert "Write your comment." in page(answer)
    assert WORDS["rationale"] in page(answer)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"capacity": ""}, "Choose for whom you comment."),
        ({"category": ""}, "Choose a category."),
        ({"organisation": ""}, "Enter the organisation or authority for which you comment."),
        ({"capacity": "official_position", "country": ""}, "Choose the country whose position this is."),
        ({"capacity": "official_position", "name": ""}, "An official position is given with a name."),
        ({"email": "nobody"}, "Enter an e-mail address in the form name@example.org."),
        ({"category": "other"}, "Say what the category is."),
    ],
)
def test_what_is_missing_of_who_you_are_is_told(
    app: Flask, client: Any, slug: str, changes: dict[str, str], sentence: str
) -> None:
    answer = client.press(f"{AT}/take-part", **(ME | changes))
    assert answer.status_code == 422
    assert sentence in page(answer)
    assert sheets(app) == []


def test_saving_while_typing_keeps_one_comment(app: Flask, client: Any, slug: str) -> None:
    begin(client)
    form = client.form(PLACE) | WORDS
    saving = f"{PLACE}&autosave=1"
    assert client.post(saving, data=form | {"comment": ""}).status_code == 422
    assert sheets(app) == [("composing", 0)]
    assert client.post(saving, data=form | {"comment": "Lots of"}).status_code == 204
    assert client.post(saving, data=form | {"comment": "Lots of 30 000"}).status_code == 204
    assert client.post(PLACE, data=form).status_code == 303
    assert sheets(app) == [("composing", 1)]
    assert WORDS["comment"] in page(client.get(SHEET))
    number = f"{SHEET}/comments/1"
    form = client.form(number)
    assert client.post(f"{number}?autosave=1", data=form | {"comment": "Better."}).status_code == 204
    assert "Better." in page(client.get(SHEET))


# -- comments --------------------------------------------------------------------------------------------------------


def test_a_place_is_shown_with_its_words_its_neighbours_and_the_words_chosen(client: Any, slug: str) -> None:
    begin(client)
    shown = page(client.get(f"{PLACE}&quote=30%20000%20kilograms"))
    assert "A lot shall not exceed 30 000 kilograms of seed." in shown
    assert f'href="{SHEET}/comments/new?block=lot-size" rel="prev"' in shown
    assert f'href="{SHEET}/comments/new?block=lot-size-2" rel="next"' in shown
    assert 'value="30 000 kilograms"' in shown
    assert client.get(f"{SHEET}/comments/new?block=nowhere").status_code == 404
    assert client.get(f"{SHEET}/comments/new?question=99").status_code == 404


def test_a_change_is_shown_as_a_redline_before_and_after_saving(app: Flask, client: Any, slug: str) -> None:
    begin(client)
    preview = client.press(PLACE, **WORDS, verb="preview")
    assert preview.status_code == 200
    assert "<del>" in page(preview)
    assert sheets(app) == [("composing", 0)]
    client.press(PLACE, **WORDS)
    assert re.search(r"<del>.*30.*</del><ins>.*25.*</ins>", page(client.get(SHEET)))


def test_a_change_of_the_whole_is_proposed_in_words(app: Flask, client: Any, slug: str) -> None:
    begin(client)
    assert "What should change" in page(client.get(WHOLE))
    assert 'name="proposal"' not in page(client.get(f"{SHEET}/comments/new?question=1"))
    change = "Add a clause on <moisture>."
    client.press(WHOLE, comment="One subject is missing.", proposal=change)
    for path in (SHEET, f"{SHEET}/review"):
        shown = page(client.get(path))
        assert re.search(r"Proposed change</p><blockquote[^>]*>Add a clause on &lt;moisture&gt;.", shown), (
            path
        )
        assert "<ins>" not in shown
    assert change in client.get(f"{SHEET}/copy").get_data(as_text=True)
    reference = send(client)
    with app.app_context():
        (one,) = queries.comments_of(queries.by_reference(reference))
        actions.show(one, state=Moderation.PUBLISHED, hidden={})
    for path in (f"/submissions/{reference}", f"{AT}/comments"):
        assert re.search(
            r"Proposed change</p><blockquote[^>]*>Add a clause on &lt;moisture", page(client.get(path))
        ), path
    client.press(f"/submissions/{reference}/comments/1/amendment", proposal="Add a clause on water.")
    assert "Proposed change" in page(client.get(f"/submissions/{reference}/comments/1/amendment"))


def test_words_left_as_they_are_propose_nothing(client: Any, slug: str) -> None:
    begin(client)
    form = client.form(PLACE) | {"type": "general", "comment": "Fine as it is."}
    assert form["proposal"] == "A lot shall not exceed 30 000 kilograms of seed."
    client.post(PLACE, data=form)
    assert "Proposed wording" not in page(client.get(SHEET))


def test_a_comment_is_changed_and_removed_before_it_is_sent(app: Flask, client: Any, slug: str) -> None:
    begin(client)
    client.press(PLACE, **WORDS)
    assert client.press(f"{SHEET}/comments/1", comment="Changed.").location == SHEET
    assert "Changed." in page(client.get(SHEET))
    assert client.press(SHEET, _form="/comments/1/removal").location == SHEET
    assert sheets(app) == [("composing", 0)]
    assert client.get(f"{SHEET}/comments/1").status_code == 404


ALIEN = "call me on 555 0199"
NOT_QUOTED = "These words are not in this place of the text; choose words of it or leave the field empty."


def test_only_words_of_the_place_are_quoted(app: Flask, client: Any, slug: str) -> None:
    begin(client)
    for address in (PLACE, WHOLE, f"{SHEET}/comments/new?question=1"):
        refused = client.press(address, **(WORDS | {"quote": ALIEN}))
        assert refused.status_code == 422
        kept = fields(html.fromstring(refused.get_data()))
        assert (kept["quote"], kept["comment"]) == (ALIEN, WORDS["comment"])
        assert NOT_QUOTED in page(refused)
    form = client.form(PLACE) | WORDS
    assert client.post(f"{PLACE}&autosave=1", data=form | {"quote": ALIEN}).status_code == 422
    assert sheets(app) == [("composing", 0)]
    assert client.post(PLACE, data=form | {"quote": "30 000\u00a0 kilo\u00adgrams"}).status_code == 303
    refused = client.press(f"{SHEET}/comments/1", quote=ALIEN, comment="Changed.")
    assert refused.status_code == 422
    assert (NOT_QUOTED in page(refused), "Changed." in page(refused)) == (True, True)
    reference = send(client)
    for address in ("new?block=lot-size-1", "1/amendment"):
        refused = client.press(f"/submissions/{reference}/comments/{address}", **(WORDS | {"quote": ALIEN}))
        assert refused.status_code == 422
        assert NOT_QUOTED in page(refused)
    assert said(app, reference) == [WORDS["comment"]]
    assert ALIEN not in page(client.get(f"{WHOLE}&quote={ALIEN}"))


def test_somebody_who_wants_to_comment_on_a_place_comes_back_to_it(client: Any, slug: str) -> None:
    asked = client.get(f"{PLACE}&quote=seed")
    assert asked.location == f"{AT}/take-part?block=lot-size-1&quote=seed"
    answer = client.press(asked.location, **ME)
    assert answer.location == f"{PLACE}&quote=seed"


# -- how one is shown ------------------------------------------------------------------------------------------------


def test_the_last_look_shows_what_the_public_will_see(app: Flask, client: Any, slug: str) -> None:
    begin(client)
    client.press(PLACE, **WORDS)
    looks = {
        one: page(client.get(f"{SHEET}/review?attribution={one}")).split("What the public will see")[1]
        for one in Attribution
    }
    assert ["Wanjiru" in look for look in looks.values()] == [True, False, False, False]
    assert ["Highlands" in look for look in looks.values()] == [True, True, False, False]
    assert ["Kenya" in look for look in looks.values()] == [True, True, False, False]
    assert "neither published nor quoted" in looks[Attribution.CONFIDENTIAL]
    reference = send(client, attribution="anonymous_to_public")
    with app.app_context():
        assert queries.by_reference(reference).attribution == Attribution.ANONYMOUS_TO_PUBLIC


def test_an_official_position_is_always_shown_with_its_name(app: Flask, client: Any, slug: str) -> None:
    begin(client, capacity="official_position", category="government")
    client.press(WHOLE, comment="The position of Kenya.")
    review = client.get(f"{SHEET}/review?attribution=anonymous_to_public")
    assert "An official position is always shown with its name." in page(review)
    refused = client.press(f"{SHEET}/review", consent="y", attribution="anonymous_to_public")
    assert refused.status_code == 422
    reference = send(client)
    with app.app_context():
        assert queries.by_reference(reference).attribution == Attribution.ATTRIBUTED


def test_one_submission_speaks_for_several_countries(app: Flask, client: Any, slug: str) -> None:
    begin(client, capacity="on_behalf", on_behalf_of=["KEN", "UGA"])
    client.press(WHOLE, comment="We three agree.")
    assert "Kenya, Uganda" in page(client.get(f"{SHEET}/review"))
    reference = send(client)
    with app.app_context():
        assert queries.by_reference(reference).on_behalf_of == ["KEN", "UGA"]


def test_nothing_is_sent_without_consent_or_without_a_comment(app: Flask, client: Any, slug: str) -> None:
    begin(client)
    empty = page(client.get(f"{SHEET}/review"))
    assert "There is no comment to send yet" in empty
    assert "Step 2 of 3" in empty
    client.press(WHOLE, comment="A word.")
    answer = client.press(f"{SHEET}/review")
    assert answer.status_code == 422
    assert "Tick the box" in page(answer)
    assert sheets(app) == [("composing", 1)]


# -- the closing -----------------------------------------------------------------------------------------------------


@pytest.fixture
def strict(app: Flask, clean: None) -> Any:
    """A consultation whose rules take no late comments; the moment of its closing."""
    closes_at = clock.now() + timedelta(days=2)
    world.consultation(app, closes_at=closes_at, late={"accept": False, "grace_minutes": 0})
    return closes_at


def test_where_the_rule_refuses_nothing_is_lost_and_everything_is_said(
    app: Flask, client: Any, strict: Any
) -> None:
    begin(client)
    client.press(WHOLE, comment="Written in time.")
    code = code_in(client.get(SHEET))
    form = client.form(f"{SHEET}/review") | {"consent": "y"}
    with clock.at(strict):
        answer = client.post(f"{SHEET}/review", data=form)
        assert answer.status_code == 409
        assert "Your comments were not received as a submission" in page(answer)
        assert "Written in time." in page(answer)
        assert code_in(answer) == code
        typed = client.press(WHOLE, comment="Still typing.")
        assert typed.status_code == 303
        copy = client.get(f"{SHEET}/copy")
        assert copy.mimetype == "text/plain"
        assert "Written in time." in copy.get_data(as_text=True)
        other: Any = app.test_client()
        opened = other.get(other.press("/resume", code=code).location)
        assert "This consultation takes no comments any more" in page(opened)
        newcomer: Any = app.test_client()
        assert "This consultation has closed" in page(newcomer.get(f"{AT}/take-part"))
    assert sheets(app) == [("composing", 2)]


def test_just_before_the_closing_is_in_time(app: Flask, client: Any, strict: Any) -> None:
    begin(client)
    client.press(WHOLE, comment="In time.")
    form = client.form(f"{SHEET}/review") | {"consent": "y"}
    with clock.at(strict - timedelta(microseconds=1)):
        assert client.post(f"{SHEET}/review", data=form).status_code == 303
    assert sheets(app) == [("submitted", 1)]


def test_late_is_kept_and_marked_and_within_the_grace_it_counts(app: Flask, client: Any, clean: None) -> None:
    closes_at = clock.now() + timedelta(days=2)
    world.consultation(app, closes_at=closes_at, late={"accept": True, "grace_minutes": 10})
    found = []
    for minutes in (9, 10):
        browser: Any = app.test_client()
        begin(browser)
        browser.press(WHOLE, comment="At last.")
        with clock.at(closes_at + timedelta(minutes=minutes)):
            reference = send(browser)
            receipt = page(browser.get(f"/submissions/{reference}/receipt"))
        with app.app_context():
            found.append(
                (
                    queries.by_reference(reference).is_late,
                    "marked as late" in receipt,
                    "counts as in time" in receipt,
                )
            )
    assert found == [(False, False, True), (True, True, False)]


@pytest.mark.parametrize(
    ("how", "sentence"),
    [({"opens_at": timedelta(days=1)}, "Not open yet"), ({"mode": "inform"}, "Comments are not asked for")],
)
def test_where_nothing_can_be_sent_the_page_says_why(
    app: Flask, client: Any, clean: None, how: dict[str, Any], sentence: str
) -> None:
    from consult.consultations.models import Mode

    chosen = {"opens_at": clock.now() + how["opens_at"]} if "opens_at" in how else {"mode": Mode.INFORM}
    world.consultation(app, **chosen)  # type: ignore[arg-type]
    assert sentence in page(client.get(f"{AT}/take-part"))
    assert sheets(app) == []


def test_what_is_not_public_is_not_there(app: Flask, client: Any, clean: None) -> None:
    world.consultation(app, announce=False)
    for path in (
        f"{AT}/take-part",
        SHEET,
        f"{SHEET}/text",
        PLACE,
        f"{SHEET}/review",
        "/consultations/none/take-part",
    ):
        assert client.get(path).status_code == 404


# -- afterwards ------------------------------------------------------------------------------------------------------


def test_amending_keeps_what_was_said_before(app: Flask, client: Any, slug: str) -> None:
    begin(client)
    client.press(PLACE, **WORDS)
    reference = send(client)
    base = f"/submissions/{reference}"
    form = client.form(f"{base}/comments/1/amendment")
    assert form["comment"] == WORDS["comment"]
    answer = client.press(f"{base}/comments/1/amendment", comment="25 000 is enough.")
    assert answer.location == f"{base}/status"
    again = page(client.get(f"{base}/comments/1/amendment"))
    assert "2 editions so far" in again
    assert WORDS["comment"] in again
    empty = client.press(f"{base}/comments/1/amendment", comment="")
    assert empty.status_code == 422


def test_adding_and_withdrawing_one_comment_and_then_everything(app: Flask, client: Any, slug: str) -> None:
    begin(client)
    client.press(WHOLE, comment="First.")
    reference = send(client)
    base = f"/submissions/{reference}"
    form = client.form(f"{base}/comments/new?block=scope-1") | WORDS
    path = f"{base}/comments/new?block=scope-1"
    assert [client.post(path, data=form).status_code for _ in range(2)] == [303, 303]
    assert said(app, reference) == [WORDS["comment"], "First."]
    assert client.press(f"{base}/comments/1/withdrawal").status_code == 422
    assert client.press(f"{base}/comments/1/withdrawal", confirm="y").location == f"{base}/status"
    assert "Withdrawn by its sender" in page(client.get(f"{base}/status"))
    assert client.press(f"{base}/withdrawal", confirm="y").location == f"{base}/status"
    assert sheets(app) == [("withdrawn", 2)]
    assert "You took it back." in page(client.get(f"{base}/status"))
    with app.app_context():
        assert queries.totals(world.load().id).withdrawn == 2


def test_after_the_closing_the_words_of_a_change_come_back(app: Flask, client: Any, strict: Any) -> None:
    begin(client)
    client.press(WHOLE, comment="First.")
    reference = send(client)
    base = f"/submissions/{reference}"
    form = client.form(f"{base}/comments/1/amendment") | {"comment": "Too late."}
    leaving = client.form(f"{base}/withdrawal") | {"confirm": "y"}
    with clock.at(strict):
        answer = client.post(f"{base}/comments/1/amendment", data=form)
        assert answer.status_code == 409
        assert "Too late." in page(answer)
        assert client.post(f"{base}/withdrawal", data=leaving).status_code == 409
        assert "what was submitted stays as it is" in page(client.get(f"{base}/status"))
    assert said(app, reference) == ["First."]


def test_the_status_tells_where_each_comment_stands(app: Flask, client: Any, slug: str) -> None:
    begin(client)
    client.press(PLACE, **WORDS)
    client.press(WHOLE, comment="We welcome the draft.")
    reference = send(client)
    with app.app_context():
        first, second = queries.comments_of(queries.by_reference(reference))
        actions.hide(first, state=Moderation.WITHHELD, reason="personal_data")
        actions.show(second, state=Moderation.PUBLISHED, hidden={})
    status = page(client.get(f"/submissions/{reference}/status"))
    assert "Not published" in status
    assert "Reason: Personal data" in status
    assert f"/submissions/{reference}/comments/1/contest" in status
    assert f"/submissions/{reference}/comments/2/contest" not in status


def test_nobody_else_opens_a_submission(app: Flask, client: Any, slug: str) -> None:
    begin(client)
    client.press(WHOLE, comment="Mine.")
    reference = send(client)
    base = f"/submissions/{reference}"
    stranger: Any = app.test_client()
    for path in (
        "receipt",
        "status",
        "copy",
        "withdrawal",
        "comments/1/amendment",
        "comments/1/withdrawal",
        "comments/new",
    ):
        answer = stranger.get(f"{base}/{path}")
        assert (answer.status_code, answer.location) == (303, f"/resume?next={base}/{path}")
        if path not in {"receipt", "status", "copy"}:
            assert stranger.post(f"{base}/{path}", data={}).status_code == 403
    assert stranger.get("/submissions/AAA-AAA-AAA/status").status_code == 404
    assert sheets(app) == [(State.SUBMITTED.value, 1)]


def test_a_sheet_begun_with_an_account_is_nobody_elses_on_the_same_computer(
    app: Flask, client: Any, slug: str
) -> None:
    for email in ("one@example.org", "two@example.org"):
        cast.person(app, email)
    cast.sign_in(client, "one@example.org")
    begin(client)
    client.press(WHOLE, comment="Private.")
    cast.sign_in(client, "two@example.org")
    assert client.get(SHEET).location == f"{AT}/take-part"
