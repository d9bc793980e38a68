"""A passage is to be deleted, or to have a new one after it: what its writer, moderators and the public read of that."""

from typing import Any

from flask import Flask

from consult.core.database import db
from consult.documents.blocks import Kind
from consult.submissions.models import Comment, CommentVersion
from tests import cast, world
from tests.draft_submissions.walking import AT, PLACE, SHEET, begin, page, send
from tests.reading import deeds

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
        deeds.publish(app, reference, number)
    for key, label in (("lot-size-1", DELETED), ("scope-2", ADDED)):
        assert label in page(client.get(f"{AT}/text/{key}"))
    exported = client.get(f"{AT}/comments.csv").text
    assert [DELETED in exported, f"{ADDED}: {NEW}" in exported] == [True, True]


def test_a_term_and_its_meaning_stay_apart_from_the_first_words_to_the_redline(
    app: Flask, client: Any, clean: None
) -> None:
    term = ("lot", Kind.PARAGRAPH, 0, "", "", "<strong>lot</strong><br> a quantity of seed of one kind")
    world.consultation(app, blocks=(*world.BLOCKS, term))
    begin(client)
    place = f"{SHEET}/comments/new?block=lot"
    form = client.form(place) | {"type": "technical"}
    start = form["proposal"].replace("\r\n", "\n")
    assert start == "lot\na quantity of seed of one kind"
    for same in (
        start.replace("\n", "\r\n"),
        start.replace("\n", " "),
    ):  # as browsers send it, and as it was before
        assert "<ins>" not in page(client.post(place, data=form | {"proposal": same, "verb": "preview"}))
        assert client.post(place, data=form | {"proposal": same}).status_code == 422, "nothing is proposed"
    changed = start.replace("of one kind", "of one variety").replace("\n", "\r\n")
    shown = client.post(place, data=form | {"proposal": changed, "verb": "preview"}).text
    assert "lot\na quantity of seed of one " in shown
    assert client.post(place, data=form | {"proposal": changed}).status_code == 303
    reference = send(client)
    deeds.publish(app, reference, 1)
    assert "lot\na quantity of seed of one <del>" in client.get(f"{AT}/text/lot").text


def test_an_amendment_can_take_a_deletion_back(app: Flask, client: Any, slug: str) -> None:
    begin(client)
    client.press(PLACE, type="technical", proposal_kind="delete")
    reference = deeds.publish(app, send(client), 1)
    amend = f"/submissions/{reference}/comments/1/amendment"
    assert client.form(amend)["proposal_kind"] == "delete"
    assert client.press(amend, proposal_kind="change", proposal=f"{ORIGINAL} Or less.").status_code == 303
    assert _kinds(app, CommentVersion) == [("delete", ""), ("change", f"{ORIGINAL} Or less.")]
    assert DELETED in page(client.get(f"{AT}/text/lot-size-1"))
    deeds.publish(app, reference, 1)
    assert DELETED not in page(client.get(f"{AT}/text/lot-size-1"))
    assert _kinds(app, Comment) == [("change", f"{ORIGINAL} Or less.")]
