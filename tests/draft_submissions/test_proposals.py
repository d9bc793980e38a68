"""A passage is to be deleted, or to have a new one after it: what its writer, moderators and the public read of that."""

import re
from typing import Any

from flask import Flask
from lxml import html

from consult.core.database import db
from consult.documents.blocks import Kind
from consult.submissions.models import Comment, CommentVersion
from tests import cast, world
from tests.draft_submissions.walking import AT, PLACE, SHEET, begin, page, send
from tests.pages import fields
from tests.reading import steps

ORIGINAL = "A lot shall not exceed 30 000 kilograms of seed."
NEW = "Sub-lots are marked."
DELETED, ADDED = "Delete this passage", "Add a new passage after this one"


def _kinds(app: Flask, model: Any) -> list[tuple[str, str]]:
    with app.app_context():
        rows = db.session.query(model.proposal_kind, model.proposal).order_by(model.id).all()
        return [(kind.value, words) for kind, words in rows]


def test_a_deletion_and_a_new_passage_are_read_by_everyone(app: Flask, client: Any, slug: str) -> None:
    begin(client)
    assert client.press(PLACE, type="technical", proposal_kind="delete").status_code == 303
    other = f"{SHEET}/comments/new?block=scope-2"
    form = client.form(other) | {"type": "technical", "proposal_kind": "insert"}
    wrong = client.post(other, data=form)
    assert (wrong.status_code, "Enter the new passage." in page(wrong)) == (422, True)
    shown = page(
        client.post(other, data=form | {"proposal": f"{form['proposal']}\n\n{NEW}", "verb": "preview"})
    )
    assert "<ins>" in shown
    assert client.press(f"{SHEET}/comments/2", proposal=NEW).status_code == 303
    assert client.form(f"{SHEET}/comments/1")["proposal_kind"] == "delete"
    for path in (SHEET, f"{SHEET}/text", f"{SHEET}/review"):
        text = page(client.get(path))
        assert [DELETED in text, ADDED in text, "<del>" in text, "<ins>" in text] == [True] * 4, path
    copy = client.get(f"{SHEET}/copy").text
    assert [DELETED in copy, ADDED in copy, NEW in copy] == [True] * 3
    reference = send(client)
    stored = [("delete", ""), ("insert", NEW)]
    assert (_kinds(app, Comment), _kinds(app, CommentVersion)) == (stored, stored)
    staff = app.test_client()
    cast.sign_in(staff, world.MODERATOR)
    queue = page(staff.get("/moderation"))
    assert ["<del>" in queue, "<ins>" in queue] == [True, True]
    for number, label in ((1, DELETED), (2, ADDED)):
        assert label in page(staff.get(f"/moderation/{reference}/{number}"))
        steps.publish(app, reference, number)
    for key, label in (("lot-size-1", DELETED), ("scope-2", ADDED)):
        assert label in page(client.get(f"{AT}/text/{key}"))
    exported = client.get(f"{AT}/comments.csv").text
    assert [DELETED in exported, f"{ADDED}: {NEW}" in exported] == [True, True]


TABLE = "<table><tr><th>Seed</th><th>Limit</th></tr><tr><td>Maize</td><td>40 000</td></tr></table>"
TWO = "Samples are drawn by hand. They are kept for a year."
BLOCKS = (
    ("scope", Kind.HEADING, 1, "1", "Scope", ""),
    ("limits", Kind.TABLE, 0, "Table 1", "Limits", TABLE),
    ("kept", Kind.PARAGRAPH, 0, "", "", TWO),
    ("more", Kind.PARAGRAPH, 0, "", "", TWO),
)
CELL, SENTENCE = "40 000", "They are kept for a year."


def _changes(text: str) -> list[tuple[str, str]]:
    return re.findall(r"<(del|ins)><span[^>]*>[^<]*</span>(.*?)<span", " ".join(text.split()))


def test_what_is_proposed_for_a_cell_or_a_sentence_changes_and_deletes_that_alone(
    app: Flask, client: Any, clean: None
) -> None:
    world.consultation(app, blocks=BLOCKS)
    begin(client)
    at = f"{SHEET}/comments/new?block="
    form = client.form(f"{at}limits") | {"quote_part": "cell-1-2"}
    begun = client.post(
        f"{at}limits", data=form | {"verb": "preview"}
    )  # as without scripts, before anything else is said
    assert (begun.status_code, "error-summary" in begun.text) == (200, False)
    sent = fields(html.fromstring(begun.get_data())) | {"type": "technical", "comment": "Why?"}
    assert (sent["proposal"], sent["proposal_of"]) == (CELL, CELL)
    assert client.post(f"{at}limits", data=sent | {"verb": "preview"}).status_code == 200
    assert client.press(f"{SHEET}/comments/1", proposal="45 000").status_code == 303
    assert (
        client.press(
            f"{at}kept", type="technical", quote_part="sentence-2", proposal_kind="delete"
        ).status_code
        == 303
    )
    typed = TWO.replace("a year", "two years")  # into the field that began with the passage
    assert (
        client.press(f"{at}more", type="technical", quote_part="sentence-2", proposal=typed).status_code
        == 303
    )
    form = client.form(f"{SHEET}/comments/3")
    assert (form["proposal"], form["proposal_of"]) == ("They are kept for two years.", SENTENCE)
    expected = [("del", "40"), ("ins", "45"), ("del", SENTENCE), ("del", "a year"), ("ins", "two years")]
    for path in (SHEET, f"{SHEET}/text", f"{SHEET}/review"):
        shown = client.get(path).text
        assert (_changes(shown), "Column:" in shown or "; column:" in shown) == (expected, True), path
    reference = send(client)
    kinds = [("change_quotation", "45 000"), ("delete_quotation", ""), ("change_quotation", form["proposal"])]
    assert (_kinds(app, Comment), _kinds(app, CommentVersion)) == (kinds, kinds)
    staff = app.test_client()
    cast.sign_in(staff, world.MODERATOR)
    assert _changes(staff.get("/moderation").text) == expected
    for number in (1, 2, 3):
        shown = _changes(staff.get(f"/moderation/{reference}/{number}").text)
        assert shown and set(shown) <= set(expected), number
    steps.publish(app, reference, 1, 2, 3)
    assert sorted(_changes(client.get(f"{AT}/comments").text)) == sorted(expected)  # newest first
    exported = client.get(f"{AT}/comments.csv").text
    said = (f"Replace these words: “{CELL}” → 45 000", f"Delete these words: “{SENTENCE}”")
    assert [words in exported for words in said] == [True, True]


def test_a_deletion_needs_no_type_and_a_new_passage_says_what_is_asked(
    app: Flask, client: Any, slug: str
) -> None:
    begin(client)
    other = f"{SHEET}/comments/new?block=scope-2"
    shown = page(client.post(other, data=client.form(other) | {"proposal_kind": "insert", "verb": "preview"}))
    field = shown[shown.index('<label for="proposal"') :][:400]
    assert ("New passage" in field, "Enter the words of the new passage." in field) == (True, True)
    assert ("optional" in field, "If you do not change it" in field) == (False, False)
    assert client.press(PLACE, proposal_kind="change", comment="Why?").status_code == 422
    assert client.press(PLACE, proposal_kind="delete").status_code == 303
    assert client.form(f"{SHEET}/comments/1")["type"] == "substantive"


def test_an_amendment_can_take_a_deletion_back(app: Flask, client: Any, slug: str) -> None:
    begin(client)
    client.press(PLACE, type="technical", proposal_kind="delete")
    reference = steps.publish(app, send(client), 1)
    amend = f"/submissions/{reference}/comments/1/amendment"
    assert client.form(amend)["proposal_kind"] == "delete"
    assert client.press(amend, proposal_kind="change", proposal=f"{ORIGINAL} Or less.").status_code == 303
    assert _kinds(app, CommentVersion) == [("delete", ""), ("change", f"{ORIGINAL} Or less.")]
    assert DELETED in page(client.get(f"{AT}/text/lot-size-1"))
    steps.publish(app, reference, 1)
    assert DELETED not in page(client.get(f"{AT}/text/lot-size-1"))
    assert _kinds(app, Comment) == [("change", f"{ORIGINAL} Or less.")]
