"""Two pages of one comment: neither writes over what the other has saved, unless someone wants it to."""

from typing import Any

import pytest
from flask import Flask
from lxml import html
from sqlalchemy import select

from consult.core.database import db
from consult.draft_submissions import actions as drafting
from consult.draft_submissions import queries as drafted
from consult.draft_submissions.models import DraftComment, DraftSubmission, UnfinishedComment
from consult.submissions import actions, queries
from consult.submissions.lifecycle import Moderation
from consult.submissions.models import Comment, CommentVersion, Submission
from tests.draft_submissions.walking import AT, ME, PLACE, SHEET, WORDS, begin, page, said, send
from tests.pages import fields
from tests.racing import pressed_twice

CHANGE = f"{SHEET}/comments/1"
NEWER, OLDER = "Saved in the newer window.", "Typed in the older window."
LATER = "Keep both texts, decide later and go back"


def comments(app: Flask) -> list[str]:
    """What the comments of the draft say, or of the submission."""
    with app.app_context():
        rows = [select(one.comment).order_by(one.id) for one in (DraftComment, Comment)]
        return [said for row in rows for said in db.session.execute(row).scalars()]


def kept(app: Flask) -> list[str]:
    with app.app_context():
        words = select(UnfinishedComment.words["comment"].astext).order_by(UnfinishedComment.id)
        return list(db.session.execute(words).scalars())


def form_in(answer: Any) -> dict[str, Any]:
    return fields(html.fromstring(answer.get_data()))


@pytest.fixture
def windows(client: Any, slug: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The forms of two windows that were opened with the same comment of a draft."""
    begin(client)
    client.press(PLACE, **WORDS)
    return client.form(CHANGE) | {"comment": NEWER}, client.form(CHANGE) | {"comment": OLDER}


@pytest.mark.parametrize("query", ["", "?autosave=1"])
def test_the_older_window_keeps_its_words_beside_what_the_newer_one_saved(
    app: Flask, client: Any, windows: Any, query: str
) -> None:
    newer, older = windows
    assert client.post(f"{CHANGE}{query}", data=newer).status_code in {204, 303}
    answer = client.post(f"{CHANGE}?autosave=1", data=older)
    assert (answer.status_code, answer.json) == (202, {"saved": True, "complete": False})
    assert (comments(app), kept(app)) == ([NEWER], [OLDER])
    pressed = client.post(CHANGE, data=older)
    assert pressed.status_code == 409
    assert [words in page(pressed) for words in (NEWER, OLDER, "Replace the saved comment", LATER)] == [
        True
    ] * 4
    assert (comments(app), kept(app)) == ([NEWER], [OLDER])


@pytest.mark.parametrize("pressed", [{}, {"verb": "preview"}, {"verb": "back"}, {"verb": "drop"}])
def test_a_comment_that_is_removed_while_both_are_shown_leaves_the_words_on_the_page(
    app: Flask, client: Any, windows: Any, pressed: dict[str, str]
) -> None:
    newer, older = windows
    client.post(CHANGE, data=newer)
    shown = form_in(client.post(CHANGE, data=older))
    assert shown["beside"]
    client.press(SHEET, _form="comments/1/removal")
    where = f"{CHANGE}/typed/removal" if pressed.get("verb") == "drop" else CHANGE
    answer = client.post(where, data=shown | pressed)
    assert (answer.status_code, "was removed" in page(answer), OLDER in page(answer)) == (409, True, True)
    left = form_in(answer)
    assert not left["beside"]
    assert client.post(f"{SHEET}/comments/new?general=1", data=left).status_code == 303
    assert comments(app) == [OLDER]


def test_an_autosave_that_comes_after_its_page_was_saved_writes_nothing_over(
    app: Flask, client: Any, windows: Any
) -> None:
    form, _other = windows
    for words in ("v1", "v1 and more"):
        assert client.post(f"{CHANGE}?autosave=1", data=form | {"comment": words}).status_code == 204
    assert client.post(CHANGE, data=form | {"comment": "v2 final"}).status_code == 303
    assert client.post(f"{CHANGE}?autosave=1", data=form | {"comment": "v1 late"}).status_code == 202
    assert (comments(app), kept(app)) == (["v2 final"], ["v1 late"])
    assert client.post(CHANGE, data=form | {"comment": "v3, after going back"}).status_code == 303
    assert comments(app) == ["v3, after going back"]


@pytest.mark.parametrize("verb", ["", "after"])
def test_a_change_that_was_saved_by_a_button_is_not_taken_for_one_that_is_still_typed(
    app: Flask, client: Any, windows: Any, verb: str
) -> None:
    form, _other = windows
    client.post(f"{CHANGE}?autosave=1", data=form | {"comment": "v1"})
    assert client.get(PLACE).location == CHANGE
    assert (
        client.post(CHANGE, data=form | {"comment": "v2"} | ({"verb": verb} if verb else {})).status_code
        == 303
    )
    assert client.get(PLACE).status_code == 200


def test_a_page_goes_on_saving_after_it_showed_the_change(app: Flask, client: Any, windows: Any) -> None:
    form, _other = windows
    shown = client.post(CHANGE, data=form | {"comment": "v1", "verb": "preview"})
    assert client.post(f"{CHANGE}?autosave=1", data=form_in(shown) | {"comment": "v2"}).status_code == 204
    assert (comments(app), kept(app)) == (["v2"], [])


def test_on_the_page_that_shows_both_one_is_chosen(app: Flask, client: Any, windows: Any) -> None:
    newer, older = windows
    client.post(CHANGE, data=newer)
    both = form_in(client.post(CHANGE, data=older))
    assert client.post(f"{CHANGE}?autosave=1", data=both | {"comment": "And more."}).status_code == 202
    assert client.post(CHANGE, data=both | {"comment": "And more.", "verb": "preview"}).status_code == 409
    assert client.post(CHANGE, data=both | {"comment": "And more.", "verb": "back"}).status_code == 303
    assert (comments(app), kept(app)) == ([NEWER], ["And more."])
    assert client.press(f"{SHEET}/review", consent="y").status_code == 409
    assert client.post(CHANGE, data=both).status_code == 303
    assert (comments(app), kept(app)) == ([OLDER], [])


def test_or_the_other_is_chosen(app: Flask, client: Any, windows: Any) -> None:
    newer, older = windows
    client.post(CHANGE, data=newer)
    both = form_in(client.post(CHANGE, data=older))
    drop = f"{CHANGE}/typed/removal"
    stale = client.post(drop, data=both | {"verb": "drop", "csrf_token": "old"})
    assert (stale.status_code, NEWER in page(stale), OLDER in page(stale)) == (422, True, True)
    assert kept(app) == [OLDER]
    again = html.fromstring(stale.get_data())
    [button] = [one for one in again.iter("button") if one.get("value") == "drop"]
    assert button.get("formaction") == drop
    assert client.post(drop, data=fields(again) | {"verb": "drop"}).status_code == 303
    assert (comments(app), kept(app)) == ([NEWER], [])


def test_what_is_beside_is_opened_with_both_and_still_does_not_write_over_anything_by_itself(
    app: Flask, client: Any, windows: Any
) -> None:
    newer, older = windows
    client.post(CHANGE, data=newer)
    client.post(f"{CHANGE}?autosave=1", data=older)
    opened = client.get(CHANGE)
    assert [words in page(opened) for words in (NEWER, OLDER, "Current version")] == [True] * 3
    form = form_in(opened)
    assert client.post(f"{CHANGE}?autosave=1", data=form | {"comment": "Third."}).status_code == 202
    assert (comments(app), kept(app)) == ([NEWER], ["Third."])
    assert client.post(CHANGE, data=form | {"comment": "Third."}).status_code == 303
    assert (comments(app), kept(app)) == (["Third."], [])


def test_what_is_shown_is_written_over_and_nothing_newer(app: Flask, client: Any, windows: Any) -> None:
    newer, older = windows
    client.post(CHANGE, data=newer)
    both = form_in(client.post(CHANGE, data=older))
    client.post(CHANGE, data=newer | {"comment": "Newer still."})
    again = client.post(CHANGE, data=both)
    assert (again.status_code, "Newer still." in page(again)) == (409, True)
    assert comments(app) == ["Newer still."]


def test_one_page_is_saved_again_and_again(app: Flask, client: Any, windows: Any) -> None:
    _newer, form = windows
    for query, verb, status in (
        ("?autosave=1", "", 204),
        ("?autosave=1", "", 204),
        ("", "preview", 200),
        ("", "back", 303),
        ("", "", 303),  # gone back to by the browser, and pressed again
        ("", "", 303),
    ):
        words = f"Saved with {query} {verb}."
        answer = client.post(f"{CHANGE}{query}", data=form | {"comment": words, "verb": verb})
        assert (answer.status_code, comments(app)) == (status, [words])
    client.post(f"{CHANGE}?autosave=1", data=form | {"comment": "", "proposal": ""})
    assert kept(app) == [""]
    opened = client.get(CHANGE)
    assert "Current version" not in page(opened)
    assert client.post(CHANGE, data=form_in(opened) | {"comment": "Whole."}).status_code == 303
    assert (comments(app), kept(app)) == (["Whole."], [])


def test_an_older_window_on_which_nothing_was_typed_keeps_nothing(
    app: Flask, client: Any, windows: Any
) -> None:
    newer, older = windows
    client.post(CHANGE, data=newer)
    untouched = older | {"comment": WORDS["comment"]}
    assert client.post(CHANGE, data=untouched | {"verb": "back"}).status_code == 303
    assert client.post(CHANGE, data=untouched).status_code == 409
    assert (comments(app), kept(app)) == ([NEWER], [])


def test_the_same_words_in_both_windows_are_no_question(app: Flask, client: Any, windows: Any) -> None:
    newer, older = windows
    client.post(CHANGE, data=newer)
    assert client.post(CHANGE, data=older | {"comment": NEWER}).status_code == 303
    assert (comments(app), kept(app)) == ([NEWER], [])


def test_a_page_that_does_not_say_what_it_was_opened_with_writes_over_nothing(
    app: Flask, client: Any, windows: Any
) -> None:
    newer, _older = windows
    for told in ("", "-", "x" * 40):
        assert client.post(CHANGE, data=newer | {"seen": told}).status_code == 409
        assert client.post(f"{CHANGE}?autosave=1", data=newer | {"seen": told}).status_code == 202
    assert (comments(app), kept(app)) == ([WORDS["comment"]], [NEWER])


def test_the_page_on_which_a_comment_was_begun_keeps_its_words_beside_what_was_saved_since(
    app: Flask, client: Any, slug: str
) -> None:
    begin(client)
    first = client.form(PLACE) | WORDS
    assert client.post(f"{PLACE}&autosave=1", data=first).status_code == 204
    client.press(CHANGE, comment=NEWER)
    assert client.post(f"{PLACE}&autosave=1", data=first | {"comment": OLDER}).status_code == 202
    assert (comments(app), kept(app)) == ([NEWER], [OLDER])
    assert [words in page(client.get(CHANGE)) for words in (NEWER, OLDER)] == [True, True]


def test_three_windows_keep_three_texts(app: Flask, client: Any, windows: Any) -> None:
    newer, older = windows
    third = client.form(CHANGE) | {"comment": "Typed in the third."}
    client.post(CHANGE, data=newer)
    for form in (older, third, older | {"comment": f"{OLDER} More."}):
        assert client.post(f"{CHANGE}?autosave=1", data=form).status_code == 202
    assert (comments(app), kept(app)) == ([NEWER], [f"{OLDER} More.", "Typed in the third."])
    sheet = html.fromstring(client.get(SHEET).get_data())
    [listed] = sheet.find_class("unfinished")
    assert listed.text_content().count("Another page has saved a different text.") == 2
    ways = [link.get("href") for link in listed.iter("a")]
    assert [client.form(way)["comment"] for way in ways] == [f"{OLDER} More.", "Typed in the third."]


@pytest.mark.parametrize("is_published", [False, True])
def test_two_windows_amend_the_same_comment(app: Flask, client: Any, slug: str, is_published: bool) -> None:
    begin(client)
    client.press(PLACE, **WORDS)
    reference = send(client)
    path = f"/submissions/{reference}/comments/1/amendment"
    if is_published:
        with app.app_context():
            actions.publish(queries.comment(reference, 1), state=Moderation.PUBLISHED, hidden={})
    newer, older = client.form(path) | {"comment": NEWER}, client.form(path) | {"comment": OLDER}
    assert client.post(path, data=newer).status_code == 303
    assert client.post(f"{path}/typed?autosave=1", data=older).status_code == 200
    pressed = client.post(path, data=older)
    assert pressed.status_code == 409
    assert [words in page(pressed) for words in (NEWER, OLDER, "Submit this text instead")] == [True] * 3
    assert [words in page(client.get(path)) for words in (NEWER, OLDER, "Current version")] == [True] * 3

    def editions() -> list[str]:
        with app.app_context():
            rows = select(CommentVersion.comment).order_by(CommentVersion.edition)
            return list(db.session.execute(rows).scalars())

    assert (editions(), kept(app)) == ([WORDS["comment"], NEWER], [OLDER])
    dropped = client.post(f"{path}/typed", data=client.form(path) | {"verb": "drop"})
    assert (dropped.location, kept(app)) == (f"/submissions/{reference}/status", [])
    assert client.post(path, data=form_in(pressed)).status_code == 303
    assert (editions(), kept(app)) == ([WORDS["comment"], NEWER, OLDER], [])
    assert (said(app, reference) == [WORDS["comment"]]) == is_published


@pytest.mark.parametrize("is_sent", [False, True])
def test_two_windows_at_once(app: Flask, client: Any, slug: str, is_sent: bool) -> None:
    begin(client)
    client.press(PLACE, **WORDS)
    if is_sent:
        send(client)
    with app.app_context():
        owner = Submission if is_sent else DraftSubmission
        [key] = db.session.execute(select(owner.key)).scalars()
        first = drafted.numbered(drafted.opened_by_key(key), 1)
        mark, kind = drafted.said_mark(first), first.type

    def save(words: str, form: str) -> str:
        one = drafted.numbered(drafted.opened_by_key(key), 1)
        change = actions.change_comment if is_sent else drafting.change_comment
        change(one, type=kind, quote="", comment=words, proposal="", rationale="", key=form, seen=mark)
        return "saved"

    outcomes = pressed_twice(app, lambda: save(NEWER, "a" * 20), lambda: save(OLDER, "b" * 20))
    assert (outcomes, comments(app)) == (["saved", "StaleForm"], [NEWER])


def test_details_typed_before_another_window_submitted_are_said_not_to_be_saved(
    app: Flask, client: Any, slug: str
) -> None:
    begin(client)
    client.press(PLACE, **WORDS)
    older = client.form(f"{AT}/take-part") | {"name": "Another Name"}
    reference = send(client)
    answer = client.post(f"{AT}/take-part", data=older)
    assert (answer.status_code, answer.location) == (303, f"/submissions/{reference}/status")
    told = html.fromstring(client.get(answer.location).data).xpath("//*[starts-with(@class, 'told-message')]")
    assert [" ".join(one.text_content().split()) for one in told][-1:] == [
        "■ The submission was already made. The details you entered were not saved."
    ]
    with app.app_context():
        assert queries.by_reference(reference).name == ME["name"]
    assert client.get(f"{AT}/take-part").location == f"/submissions/{reference}/status"
    assert "were not saved" not in client.get(f"/submissions/{reference}/status").text
