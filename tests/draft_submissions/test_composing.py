"""Comments of a draft: on a place, on the whole, changed, removed."""

import re
from typing import Any

from flask import Flask
from lxml import html

from consult.submissions import actions, queries
from consult.submissions.lifecycle import Moderation
from tests.draft_submissions.walking import (
    AT,
    ME,
    PLACE,
    SHEET,
    WHOLE,
    WORDS,
    begin,
    discard,
    page,
    said,
    send,
    sheets,
)
from tests.pages import fields, fields_in


def test_a_place_is_shown_with_its_words_its_neighbours_and_the_words_chosen(client: Any, slug: str) -> None:
    begin(client)
    shown = page(client.get(f"{PLACE}&quote=30%20000%20kilograms"))
    assert "A lot shall not exceed 30 000 kilograms of seed." in shown
    beside = [client.press(PLACE, verb=verb).location for verb in ("before", "after")]
    assert beside == [f"{SHEET}/comments/new?block=lot-size", f"{SHEET}/comments/new?block=lot-size-2"]
    assert 'value="30 000 kilograms"' in shown
    assert client.get(f"{SHEET}/comments/new?block=nowhere").status_code == 404
    assert client.get(f"{SHEET}/comments/new?question=99").status_code == 404


def test_a_change_is_shown_as_a_redline_before_and_after_saving(app: Flask, client: Any, slug: str) -> None:
    begin(client)
    preview = client.press(PLACE, **WORDS, verb="preview")
    assert preview.status_code == 200
    assert "<del>" in page(preview)
    assert sheets(app) == [("draft", 1)]  # kept, as while it is typed
    client.press(f"{SHEET}/comments/1", **WORDS)
    assert re.search(r"<del>.*30.*</del><ins>.*25.*</ins>", page(client.get(SHEET)))


def test_a_change_of_the_whole_is_proposed_in_words(app: Flask, client: Any, slug: str) -> None:
    begin(client)
    assert "Proposed change" in page(client.get(WHOLE))
    assert 'name="proposal"' not in page(client.get(f"{SHEET}/comments/new?question=1"))
    change = "Add a clause on <moisture>."
    client.press(WHOLE, comment="One subject is missing.", proposal=change)
    for path in (SHEET, f"{SHEET}/review"):
        shown = page(client.get(path))
        assert re.search(
            r"Proposed change</p>\s*<blockquote[^>]*>Add a clause on &lt;moisture&gt;.", shown
        ), path
        assert "<ins>" not in shown
    assert change in client.get(f"{SHEET}/copy").get_data(as_text=True)
    reference = send(client)
    with app.app_context():
        (one,) = queries.comments_of(queries.by_reference(reference))
        actions.publish(one, state=Moderation.PUBLISHED, hidden={})
    for path in (f"/submissions/{reference}", f"{AT}/comments"):
        assert re.search(
            r"Proposed change</p>\s*<blockquote[^>]*>Add a clause on &lt;moisture", page(client.get(path))
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
    assert sheets(app) == [("draft", 0)]
    assert client.get(f"{SHEET}/comments/1").status_code == 404


ALIEN = "call me on 555 0199"
NOT_QUOTED = "The quotation is not in this passage. Choose words of the passage or leave the field empty."


def test_only_words_of_the_place_are_quoted(app: Flask, client: Any, slug: str) -> None:
    begin(client)
    for address in (PLACE, WHOLE, f"{SHEET}/comments/new?question=1"):
        refused = client.press(address, **(WORDS | {"quote": ALIEN}))
        assert refused.status_code == 422
        kept = fields(html.fromstring(refused.get_data()))
        assert (kept["quote"], kept["comment"]) == (ALIEN, WORDS["comment"])
        assert NOT_QUOTED in page(refused)
    form = client.form(PLACE) | WORDS
    assert client.post(f"{PLACE}&autosave=1", data=form | {"quote": ALIEN}).json == {
        "saved": True,
        "complete": False,
    }
    for _ in range(3):  # what was refused is kept, and not complete
        discard(client)
    assert sheets(app) == [("draft", 0)]
    assert client.post(PLACE, data=form | {"quote": "30 000\u00a0 kilo\u00adgrams"}).status_code == 303
    refused = client.press(f"{SHEET}/comments/1", quote=ALIEN, comment="Changed.")
    assert refused.status_code == 422
    assert (NOT_QUOTED in page(refused), "Changed." in page(refused)) == (True, True)
    discard(client)
    reference = send(client)
    for address in ("new?block=lot-size-1", "1/amendment"):
        refused = client.press(f"/submissions/{reference}/comments/{address}", **(WORDS | {"quote": ALIEN}))
        assert refused.status_code == 422
        assert NOT_QUOTED in page(refused)
    assert said(app, reference) == [WORDS["comment"]]
    assert ALIEN not in page(client.get(f"{WHOLE}&quote={ALIEN}"))


def test_someone_who_wants_to_comment_on_a_place_comes_back_to_it(client: Any, slug: str) -> None:
    asked = client.get(f"{PLACE}&quote=seed")
    assert asked.location == f"{AT}/take-part?block=lot-size-1&quote=seed"
    answer = client.press(asked.location, **ME)
    assert answer.location == f"{SHEET}/text?block=lot-size-1&quote=seed#lot-size-1"
    beside = html.fromstring(client.get(answer.location).get_data()).xpath("//*[@id='lot-size-1']//form")[-1]
    assert (beside.get("action"), fields_in(beside)["quote"]) == (PLACE, "seed")
