"""Whatever goes wrong, nothing that was typed is lost."""

from typing import Any

import pytest
from flask import Flask
from lxml import html

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
    assert sheets(app) == [("draft", 1)]
    assert "1 comment in your draft submission" in page(client.get(SHEET))


def test_a_form_that_lost_its_draft_asks_for_the_code_and_keeps_the_words(
    app: Flask, client: Any, slug: str
) -> None:
    begin(client)
    code = code_in(client.get(SHEET))
    form = client.form(PLACE) | WORDS | {"sheet": ""}
    client.delete_cookie("consult")
    answer = client.post(PLACE, data=form)
    assert answer.status_code == 422
    assert "This browser no longer has access to your draft submission." in page(answer)
    for words in WORDS.values():
        assert words in page(answer)

    wrong = client.post(PLACE, data=fields(html.fromstring(answer.get_data())) | {"code": "1" * 24})
    assert wrong.status_code == 422
    assert "No draft submission has this access code." in page(wrong)
    right = client.post(PLACE, data=fields(html.fromstring(wrong.get_data())) | {"code": code})
    assert right.status_code == 303
    assert sheets(app) == [("draft", 1)]


def test_a_change_that_lost_its_draft_asks_for_the_code_and_keeps_the_words(
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
    assert sheets(app) == [("draft", 1)]


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
    assert sheets(app) == [("draft", 1)]


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
    assert "This is longer than 20,000 characters. Shorten it" in page(answer)
    assert long.strip() in page(answer)


def test_an_empty_comment_says_so_beside_its_field(client: Any, slug: str) -> None:
    begin(client)
    answer = client.press(PLACE, **(WORDS | {"comment": "  ", "proposal": ""}))
    assert answer.status_code == 422
    assert "Enter your comment, or propose another wording." in page(answer)
    assert WORDS["rationale"] in page(answer)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"capacity": ""}, "Choose who you are commenting for."),
        ({"category": ""}, "Choose a category."),
        ({"organisation": ""}, "Enter the organisation or authority you are commenting for."),
        (
            {"capacity": "official_position", "country": ""},
            "Choose the country whose official position this is.",
        ),
        (
            {"capacity": "official_position", "name": ""},
            "Enter your name: official positions are published with it.",
        ),
        ({"email": "nobody"}, "Enter an email address in the form name@example.org."),
        ({"category": "other"}, "Enter your category."),
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
    nothing = form | {"comment": "", "proposal": ""}
    assert client.post(saving, data=nothing).json == {"saved": True, "complete": False}
    assert sheets(app) == [("draft", 0)]
    assert client.post(saving, data=form | {"comment": "Lots of"}).status_code == 204
    assert client.post(saving, data=form | {"comment": "Lots of 30 000"}).status_code == 204
    assert client.post(PLACE, data=form).status_code == 303
    assert sheets(app) == [("draft", 1)]
    assert WORDS["comment"] in page(client.get(SHEET))
    number = f"{SHEET}/comments/1"
    form = client.form(number)
    assert client.post(f"{number}?autosave=1", data=form | {"comment": "Better."}).status_code == 204
    assert "Better." in page(client.get(SHEET))


def test_saving_while_the_small_script_is_at_it_saves_what_was_pressed_last(
    app: Flask, client: Any, slug: str
) -> None:
    begin(client)
    form = client.form(PLACE) | WORDS
    script = app.test_client()  # its answer is under way: the browser has not heard of it yet
    script.set_cookie("consult", client.get_cookie("consult").value)
    assert script.post(f"{PLACE}&autosave=1", data=form | {"comment": "Lots of"}).status_code == 204
    assert client.post(PLACE, data=form).status_code == 303
    assert script.post(f"{PLACE}&autosave=1", data=form | {"comment": "Lots of 30"}).status_code == 409
    assert client.post(PLACE, data=form | {"comment": "Gone back for this."}).status_code == 409
    assert sheets(app) == [("draft", 1)]
    sheet = html.fromstring(client.get(SHEET).get_data())
    [comment], [begun] = sheet.find_class("comment"), sheet.find_class("unfinished")
    assert (WORDS["comment"] in comment.text_content(), "Gone back" in comment.text_content()) == (
        True,
        False,
    )
    assert "Gone back for this." in begun.text_content()


def test_what_was_changed_on_the_draft_is_not_written_over_by_the_page_it_began_on(
    app: Flask, client: Any, slug: str
) -> None:
    begin(client)
    form = client.form(PLACE) | WORDS
    assert client.post(f"{PLACE}&autosave=1", data=form).status_code == 204
    client.press(f"{SHEET}/comments/1", comment="Said better on its own page.")
    assert client.post(PLACE, data=form).status_code == 409
    assert "Said better on its own page." in page(client.get(SHEET))


@pytest.mark.parametrize(("left_out", "status"), [("seen", 409), ("attribution", 422), ("consent", 422)])
def test_nothing_is_sent_by_a_form_that_is_cut_off(
    app: Flask, client: Any, slug: str, left_out: str, status: int
) -> None:
    begin(client)
    client.press(WHOLE, comment="A word.")
    form = client.form(f"{SHEET}/review") | {"consent": "y"}
    without = {name: value for name, value in form.items() if name != left_out}
    assert client.post(f"{SHEET}/review", data=without).status_code == status
    assert sheets(app) == [("draft", 1)]
    assert client.post(f"{SHEET}/review", data=form).status_code == 303


@pytest.mark.parametrize("change", ["another comment", "other words", "a removal", "another sender"])
def test_nothing_is_sent_that_was_not_in_the_last_look(
    app: Flask, client: Any, slug: str, change: str
) -> None:
    begin(client)
    client.press(PLACE, **WORDS)
    client.press(WHOLE, comment="A word.")
    form = client.form(f"{SHEET}/review") | {"consent": "y"}
    if change == "another comment":
        client.post(f"{WHOLE}&autosave=1", data=client.form(WHOLE) | {"comment": "Typed in another tab."})
    elif change == "other words":
        client.press(f"{SHEET}/comments/1", comment="Typed in another tab.")
    elif change == "a removal":
        client.press(SHEET, _form="/comments/2/removal")
    else:
        client.press(f"{AT}/take-part", organisation="Typed in another tab.")
    told = client.post(f"{SHEET}/review", data=form)
    assert told.status_code == 409
    assert "Your draft submission has changed since you opened this page." in page(told)
    assert "Typed in another tab." in page(told) or change == "a removal"
    again = fields(html.fromstring(told.get_data()))
    assert "consent" not in again
    if change == "another comment":
        told = client.post(f"{SHEET}/review", data=again | {"consent": "y"})
        assert (told.status_code, "1 comment is not saved yet" in page(told)) == (409, True)
        client.press(f"{SHEET}/comments/3")
        again = client.form(f"{SHEET}/review")
    assert client.post(f"{SHEET}/review", data=again | {"consent": "y"}).status_code == 303
    assert [state for state, _number in sheets(app)] == ["submitted"]


def test_saving_the_same_words_again_changes_nothing_that_was_looked_at(
    app: Flask, client: Any, slug: str
) -> None:
    begin(client)
    client.press(PLACE, **WORDS)
    change = client.form(f"{SHEET}/comments/1")
    form = client.form(f"{SHEET}/review") | {"consent": "y"}
    assert client.post(f"{SHEET}/comments/1?autosave=1", data=change).status_code == 204
    assert client.post(f"{SHEET}/review", data=form).status_code == 303
