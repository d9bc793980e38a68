"""Two officers write in one entry: the words of the second are kept beside it until they choose."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from lxml import html
from sqlalchemy import select

from consult.accounts import actions as accounts
from consult.core import account_data, clock
from consult.core.database import db
from consult.staff_entries import actions
from consult.staff_entries.models import UnsavedText
from consult.submissions.models import Comment
from tests import cast, pages, world
from tests.draft_submissions.walking import page
from tests.moderation import acting
from tests.staff_entries.officers import SECOND, second
from tests.staff_entries.test_entering import ENTRIES, FIRST, WHO, entries

MINE = "Lots of this size spoil in the rain."


def texts(app: Flask) -> list[UnsavedText]:
    with app.app_context():
        return list(db.session.execute(select(UnsavedText).order_by(UnsavedText.id)).scalars())


@pytest.fixture
def officers(app: Flask, clean: None) -> tuple[Any, Any]:
    """Two officers of the organisation."""
    world.consultation(app)
    first = app.test_client()
    cast.sign_in(first, world.OFFICER)
    return first, second(app)


def begun(first: Any) -> str:
    return str(first.press(ENTRIES, **WHO, **FIRST, verb="more").location.partition("#")[0])


def refused(first: Any, other: Any, at: str) -> dict[str, Any]:
    """The second officer types after the first has saved; what the page of the second sends."""
    theirs: dict[str, Any] = other.form(at, _form=at)
    assert first.press(at, _form=at, **{"comment-2": "From the first."}, verb="more").status_code == 303
    told = other.post(f"{at}/typed", data=theirs | {"comment-1": MINE})
    assert (told.status_code, told.json) == (202, {"saved": False, "beside": True})
    return theirs | {"comment-1": MINE}


def test_words_that_an_entry_does_not_take_are_shown_beside_it_to_their_writer_alone(
    app: Flask, officers: tuple[Any, Any]
) -> None:
    first, other = officers
    at = begun(first)
    refused(first, other, at)
    assert entries(app)[0].typed["comment-1"] == ["Lots are too large."]
    assert MINE not in first.get(at).text + first.get(ENTRIES).text
    assert "Someone else changed the entry while you typed." in page(other.get(ENTRIES))
    again = other.get(at)
    assert f"{MINE}</textarea>" in again.text
    shown = page(again)
    assert (
        "Lots are too large." in shown
        and "From the first." in shown
        and "Your text is not in the entry" in shown
    )
    assert "Comment 1 · Comment" in shown and "Comment 2 · Comment" in shown
    form = pages.fields(html.fromstring(again.data), at)
    # what is typed on is kept beside, not in the entry, until a button is pressed
    assert other.post(f"{at}/typed", data=form | {"comment-1": MINE + " Often."}).status_code == 202
    assert entries(app)[0].typed["comment-1"] == ["Lots are too large."]
    assert [one.typed["comment-1"] for one in texts(app)] == [[MINE + " Often."]]
    assert other.post(at, data=form | {"comment-2": "From the first.", "verb": "later"}).status_code == 303
    typed = entries(app)[0].typed
    assert (typed["comment-1"], typed["comment-2"], texts(app)) == ([MINE], ["From the first."], [])
    assert "Your text is not in the entry" not in page(other.get(at))


def test_who_keeps_the_entry_deletes_their_own_text(app: Flask, officers: tuple[Any, Any]) -> None:
    first, other = officers
    at = begun(first)
    refused(first, other, at)
    form = pages.fields(html.fromstring(other.get(at).data), at)
    dropped = other.post(at, data=form | {"verb": "drop"}, follow_redirects=True)
    assert "Your unsaved text is deleted. The entry has not changed." in page(dropped)
    assert (texts(app), MINE in dropped.text) == ([], False)
    assert entries(app)[0].typed["comment-1"] == ["Lots are too large."]


def test_a_press_that_is_refused_keeps_the_words_too(app: Flask, officers: tuple[Any, Any]) -> None:
    first, other = officers
    at = begun(first)
    theirs = other.form(at, _form=at)
    assert first.press(at, _form=at, **{"comment-2": "From the first."}, verb="later").status_code == 303
    told = other.post(at, data=theirs | {"comment-1": MINE, "verb": "later"})
    assert (told.status_code, [one.typed["comment-1"] for one in texts(app)]) == (409, [[MINE]])
    form = pages.fields(html.fromstring(told.data), at)
    assert other.post(f"{at}/typed", data=form).status_code == 202
    assert entries(app)[0].typed["comment-1"] == ["Lots are too large."]
    assert other.post(at, data=form | {"verb": "later"}).status_code == 303
    assert (entries(app)[0].typed["comment-1"], texts(app)) == ([MINE], [])


@pytest.mark.parametrize("end", ["submit", "delete"])
def test_who_typed_is_told_when_the_entry_ends_and_their_text_leaves_later(
    app: Flask, officers: tuple[Any, Any], end: str
) -> None:
    first, other = officers
    at = begun(first)
    refused(first, other, at)
    if end == "submit":
        done = first.press(
            at, _form=at, verb="submit", **{"type-2": "general", "comment-2": "From the first."}
        )
        told = "without this text."
    else:
        done, told = first.press(at, _form="/deletion"), "The entry was deleted while you typed."
    assert done.status_code == 303, page(done)
    listed = other.get(ENTRIES)
    assert told in page(listed) and MINE in page(listed)
    assert MINE not in first.get(ENTRIES).text
    if end == "submit":
        assert MINE in page(other.get(at))
        with app.app_context():
            assert MINE not in db.session.execute(select(Comment.comment)).scalars().all()
    (text,) = texts(app)
    removal = f"{ENTRIES}/unsaved/{text.id}/removal"
    token = other.form(ENTRIES, _form=removal)
    assert first.post(removal, data=first.form(ENTRIES) | {"verb": ""}).status_code == 303
    assert texts(app), "another officer deletes nothing"
    with app.app_context():
        actions.forget_unsaved()
        assert texts(app)
        with clock.at(clock.now() + timedelta(days=31)):
            actions.forget_unsaved()
    assert texts(app) == []
    assert other.post(removal, data=token).status_code == 303


@pytest.mark.parametrize("is_first_kept", [False, True])
@pytest.mark.parametrize("end", ["submit", "delete"])
def test_what_is_typed_on_after_the_entry_ended_is_kept_and_told(
    app: Flask, officers: tuple[Any, Any], end: str, is_first_kept: bool
) -> None:
    first, other = officers
    at = begun(first)
    theirs: dict[str, Any] = refused(first, other, at) if is_first_kept else other.form(at, _form=at)
    if end == "submit":
        second_comment = {"type-2": "general", "comment-2": "From the first."}
        assert first.press(at, _form=at, verb="submit", **second_comment).status_code == 303
    else:
        assert first.press(at, _form="/deletion").status_code == 303
    told = other.post(f"{at}/typed", data=theirs | {"comment-1": MINE + " Often."})
    assert (told.status_code, told.json) == (202, {"saved": False, "beside": True})
    assert MINE + " Often." in page(other.get(ENTRIES))
    pressed = other.post(at, data=theirs | {"comment-1": MINE + " Always.", "verb": "later"})
    assert pressed.status_code == 409
    assert [one.typed["comment-1"] for one in texts(app)] == [[MINE + " Always."]]
    assert other.post(f"{at}/typed", data=theirs | {"csrf_token": ""}).status_code == 422
    assert MINE not in first.get(ENTRIES).text
    with app.app_context(), clock.at(clock.now() + timedelta(days=31)):
        actions.forget_unsaved()
    assert texts(app) == []


def test_what_an_open_entry_does_not_take_does_not_leave_by_itself(
    app: Flask, officers: tuple[Any, Any]
) -> None:
    first, other = officers
    refused(first, other, begun(first))
    with app.app_context(), clock.at(clock.now() + timedelta(days=31)):
        actions.forget_unsaved()
    assert [one.typed["comment-1"] for one in texts(app)] == [[MINE]]


def test_a_text_is_handed_out_to_its_writer_and_leaves_with_their_account(
    app: Flask, officers: tuple[Any, Any]
) -> None:
    first, other = officers
    refused(first, other, begun(first))
    with app.app_context():
        mine = account_data.personal_data(acting.user(SECOND))["staff_entries"]["unsaved_texts"]
        assert [one["typed"]["comment-1"] for one in mine] == [[MINE]]
        assert account_data.personal_data(acting.user(world.OFFICER))["staff_entries"]["unsaved_texts"] == []
        accounts.delete_account(acting.user(SECOND), keep_names=False)
    assert texts(app) == []


def test_the_words_of_a_second_officer_outlive_their_browser(
    app: Flask, officers: tuple[Any, Any], served: str, chromium: Any
) -> None:
    first, _second = officers
    at = begun(first)

    def window() -> Any:
        browser = chromium.new_context(base_url=served)
        opened = browser.new_page()
        cast.sign_in_page(opened, SECOND)
        opened.wait_for_url(lambda address: "/sign-in" not in address)
        opened.goto(at)
        return opened

    killed = window()
    killed.clock.install()
    assert first.press(at, _form=at, **{"comment-2": "From the first."}, verb="later").status_code == 303
    killed.fill("#comment-1", MINE)
    killed.clock.run_for(10_500)
    killed.locator("[data-autosave-status]:has-text('for you alone')").wait_for()
    killed.context.close()
    again = window()
    assert again.locator("#comment-1").input_value() == MINE
    again.get_by_role("button", name="Replace the entry with my text").click()
    again.wait_for_url("**/entries")
    again.context.close()
    assert (entries(app)[0].typed["comment-1"], texts(app)) == ([MINE], [])


@pytest.fixture
def windows(app: Flask, clean: None) -> tuple[Any, Any]:
    """Two browsers of one officer."""
    world.consultation(app)
    both = (app.test_client(), app.test_client())
    for one in both:
        cast.sign_in(one, world.OFFICER)
    return both


def test_two_windows_of_one_officer_keep_their_words_each(app: Flask, windows: tuple[Any, Any]) -> None:
    first, other = windows
    at = begun(first)
    theirs = refused(first, other, at)
    shown = [pages.fields(html.fromstring(one.get(at).data), at) for one in windows]
    assert shown[0]["page"] != shown[1]["page"] and MINE == shown[0]["comment-1"] == shown[1]["comment-1"]
    for one, form, words in zip(windows, shown, ["In the first.", "In the second."], strict=True):
        assert one.post(f"{at}/typed", data=form | {"comment-1": words}).status_code == 202
        assert one.post(f"{at}/typed", data=form | {"comment-1": words + " More."}).status_code == 202
    assert [one.typed["comment-1"] for one in texts(app)] == [
        ["In the first. More."],
        ["In the second. More."],
    ]
    assert other.post(f"{at}/typed", data=theirs | {"comment-1": "In the oldest."}).status_code == 202
    assert len(texts(app)) == 3
    opened = page(first.get(at))
    assert "You changed the entry in another window while you typed this text." in opened
    assert "2 more texts of yours are not in the entry." in opened
    # one of them is chosen; the others stay, and neither is overwritten
    assert first.post(at, data=shown[0] | {"comment-1": "In the first.", "verb": "later"}).status_code == 303
    assert entries(app)[0].typed["comment-1"] == ["In the first."]
    late = other.post(at, data=shown[1] | {"comment-1": "In the second.", "verb": "later"})
    assert (late.status_code, "In the first." in page(late), "In the second." in late.text) == (
        409,
        True,
        True,
    )
    assert entries(app)[0].typed["comment-1"] == ["In the first."]
    kept = {one.typed["comment-1"][0] for one in texts(app)}
    assert kept == {"In the second.", "In the oldest."}
    assert other.post(at, data=shown[1] | {"verb": "drop"}).status_code == 303
    assert [one.typed["comment-1"] for one in texts(app)] == [["In the oldest."]]


def test_a_text_is_deleted_only_as_its_window_has_shown_it(app: Flask, windows: tuple[Any, Any]) -> None:
    first, other = windows
    at = begun(first)
    theirs = refused(first, other, at)
    shown = pages.fields(html.fromstring(first.get(at).data), at)
    assert other.post(f"{at}/typed", data=theirs | {"comment-1": MINE + " Often."}).status_code == 202
    assert first.post(at, data=shown | {"verb": "drop"}).status_code == 303
    assert [one.typed["comment-1"] for one in texts(app)] == [[MINE + " Often."]]
    shown = pages.fields(html.fromstring(first.get(at).data), at)
    assert first.post(at, data=shown | {"verb": "drop"}).status_code == 303
    assert texts(app) == []


def test_a_window_that_is_closed_right_after_a_button_in_another_loses_nothing(
    app: Flask, windows: tuple[Any, Any]
) -> None:
    first, other = windows
    at = begun(first)
    theirs = other.form(at, _form=at)
    mine = first.form(at, _form=at)
    saved = first.post(at, data=mine | {"comment-2": "From the first.", "verb": "later"})
    assert saved.status_code == 303
    assert other.post(f"{at}/typed", data=theirs | {"comment-1": MINE}).status_code == 202
    late = first.post(f"{at}/typed", data=mine | {"comment-2": "From the"})  # on its way before the button
    assert (late.status_code, late.json) == (409, {"saved": False, "changed": True})
    assert [one.typed["comment-1"] for one in texts(app)] == [[MINE]]


def test_one_box_tells_of_both_texts_and_what_the_choices_do(app: Flask, officers: tuple[Any, Any]) -> None:
    first, other = officers
    at = begun(first)
    theirs = refused(first, other, at)
    pressed = other.post(at, data=theirs | {"comment-1": MINE, "verb": "later"})
    for told in (other.get(at), pressed):
        shown = html.fromstring(told.data)
        (box,) = shown.xpath("//*[contains(concat(' ', @class, ' '), ' notice-warn ')]")
        words = " ".join(box.text_content().split())
        assert "Someone else changed the entry while you typed." in words
        assert "The form below shows your text" in words
        assert "Comment 1 · Comment Lots are too large." in words
        buttons = [one.text_content() for one in box.xpath(".//button")]
        assert buttons == ["Replace the entry with my text", "Keep the entry and delete my text"]
        assert f"{MINE}</textarea>" in told.text


def test_two_tabs_of_one_officer_lose_nothing_that_was_typed(
    app: Flask, windows: tuple[Any, Any], served: str, chromium: Any
) -> None:
    first, other = windows
    at = begun(first)
    refused(first, other, at)
    browser = chromium.new_context(base_url=served)
    tabs = [browser.new_page(), browser.new_page()]
    cast.sign_in_page(tabs[0], world.OFFICER)
    tabs[0].wait_for_url(lambda address: "/sign-in" not in address)
    for one in tabs:
        one.goto(at)
        one.clock.install()
    for one, words in zip(tabs, ["In the first tab.", "In the second tab."], strict=True):
        one.fill("#comment-1", words)
        one.clock.run_for(10_500)
        one.locator("[data-autosave-status]:has-text('for you alone')").wait_for()
    browser.close()
    assert {one.typed["comment-1"][0] for one in texts(app)} == {"In the first tab.", "In the second tab."}
