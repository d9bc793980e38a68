"""Words that published comments quote are marked in the text, and files say where they stand."""

import json
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from consult.core.database import db
from consult.documents.blocks import Kind
from consult.submissions.models import Comment
from tests import cast, world
from tests.draft_submissions.walking import SHEET, begin, discard, send
from tests.reading import steps
from tests.reading.steps import find, read, words

TEXT = f"/consultations/{world.SLUG}/text"
RICH = "A lot is <em>marked</em>, and a lot<sup>1</sup> is weighed."
CELLS = "<table><tr><th>Lot</th> <td>30 kg</td></tr></table>"
BLOCKS = (
    *world.BLOCKS,
    ("rich", Kind.PARAGRAPH, 0, "", "", RICH),
    ("cells", Kind.TABLE, 0, "", "", CELLS),
)


LOTS = (
    "<table><tr><th>Seed</th><th>Lot</th><th>Sample</th></tr> <tr><td>Wheat</td><td>30 000</td><td>1 000</td></tr>"
    " <tr><td>Beans</td><td>30 000</td><td>1 000</td></tr> <tr><td>Rape</td><td>9 000</td><td>100</td></tr></table>"
)


def _on(key: str, quote: str, **more: Any) -> dict[str, Any]:
    return {**world.COMMENT, "block_key": key, "proposal": "", "quote": quote, **more}


def _marks(page: Any, key: str) -> list[tuple[str, bool]]:
    return [(one.text, "quoted-more" in one.get("class")) for one in find(page, f"#{key} mark.quoted")]


def test_quoted_words_are_marked_and_the_rest_of_the_text_stays(app: Flask, client: FlaskClient) -> None:
    world.consultation(app, blocks=BLOCKS)
    plain = read(client, TEXT)
    assert (find(plain, "mark"), find(plain, ".quotation-switch")) == ([], [])
    quoted = [
        _on("lot-size-1", "lot shall not"), _on("lot-size-1", "shall not exceed"), _on("lot-size", "2.1 Maximum"),
        _on("rich", "is marked, and"), _on("rich", "lot1 is", quote_prefix="and a "), _on("cells", "Lot 30 kg"),
    ]  # fmt: skip
    steps.published(app, comments=quoted)
    world.submission(app, comments=[_on("scope-1", "draft sets")])
    page = read(client, TEXT)
    assert _marks(page, "lot-size-1") == [("lot ", False), ("shall not", True), (" exceed", False)]
    assert _marks(page, "lot-size") == [("Maximum", False)]
    assert [words for words, _more in _marks(page, "rich")] == ["is ", "marked", ", and", "lot", "1", " is"]
    assert _marks(page, "cells") == [("Lot", False), ("30 kg", False)]
    assert _marks(page, "scope-1") == []
    for key in ("lot-size-1", "rich", "cells"):
        assert words(page, f"#{key} .block-text") == words(plain, f"#{key} .block-text")
    assert "2 comments quote the marked words" in find(page, "#lot-size-1 .block-acts")[0].text_content()
    assert words(page, ".quotation-switch") == ["Mark the words that comments quote"]
    assert _marks(read(client, f"{TEXT}/rich"), "rich") == _marks(page, "rich")
    begin(client)
    own = {"type": "technical", "comment": "Why?", "quote": "draft sets"}
    assert client.press(f"{SHEET}/comments/new?block=scope-1", **own).status_code == 303
    workspace = read(client, f"{SHEET}/text")
    for key in ("lot-size-1", "lot-size", "rich", "cells"):
        assert _marks(workspace, key) == _marks(page, key)
    assert "2 comments quote the marked words" in find(workspace, "#lot-size-1 .block-acts")[0].text_content()
    assert [_marks(workspace, "scope-1"), _marks(read(client, TEXT), "scope-1")] == [
        [("draft sets", False)],
        [],
    ]
    assert words(workspace, ".quotation-switch") == ["Mark the words that comments quote"]


def test_files_say_where_a_quotation_stands(app: Flask, client: FlaskClient) -> None:
    world.consultation(app, blocks=BLOCKS)
    steps.published(app, comments=[_on("rich", "lot", quote_prefix="marked, and a"), _on("rich", "weighed")])
    rows = json.loads(client.get(f"/consultations/{world.SLUG}/comments.json").text)["rows"]
    for row, exact in zip(rows, ("lot", "weighed"), strict=True):
        quote, position = row["quote_selectors"]
        assert (quote["type"], quote["exact"]) == ("TextQuoteSelector", exact)
        assert quote["prefix"].endswith(" a " if exact == "lot" else " is ")
        assert (position["type"], position["end"] - position["start"]) == ("TextPositionSelector", len(exact))
    assert "quote_selectors" not in client.get(f"/consultations/{world.SLUG}/comments.csv").text


def test_the_place_of_selected_words_is_kept_until_they_are_public(app: Flask, client: Any) -> None:
    world.consultation(app, blocks=BLOCKS)
    slug = f"/consultations/{world.SLUG}"
    begin(client)
    path = f"{slug}/sheet/comments/new?block=rich&quote=lot&prefix=marked,+and+a"
    assert client.press(path, type="technical", comment="Which one?").status_code == 303
    send(client)
    with app.app_context():
        (kept,) = db.session.query(Comment.quote, Comment.quote_start).all()
        assert tuple(kept) == ("lot", len("A lot is marked, and a "))


def test_a_cell_that_is_chosen_is_the_one_that_is_quoted_wherever_it_is_shown(
    app: Flask, client: Any
) -> None:
    world.consultation(app, blocks=(*world.BLOCKS, ("lots", Kind.TABLE, 0, "", "", LOTS)))
    begin(client)
    path = f"{SHEET}/comments/new?block=lots"
    listed = find(read(client, path), "select[name=quote_part] option")
    labels = {one.get("value"): " ".join(one.text_content().split()) for one in listed}
    assert labels["row-0"] == "Headings of the columns: Seed Lot Sample"
    assert (labels["row-2"], labels["cell-2-2"]) == (
        "Row 2: Beans 30 000 1 000",
        "Row: Beans; column: Lot: 30 000",
    )
    told = {"type": "technical", "comment": "Too much."}
    for part in ("cell-2-2", "cell-3-3"):
        assert client.press(path, **told, quote_part=part).status_code == 303
    assert client.press(path, **told, quote_part="cell-9-9").status_code == 422
    discard(client)
    cells = ["Row: Beans; column: Lot", "Row: Rape; column: Sample"]
    assert [
        one for one in words(read(client, f"{SHEET}/review"), ".preview .meta") if "column" in one
    ] == cells
    reference = send(client)
    amendment = f"/submissions/{reference}/comments/1/amendment"
    assert words(read(client, amendment), "option[selected]")[0] == labels["cell-2-2"]
    steps.publish(app, reference, 1, 2)
    assert [
        one for one in words(read(client, f"/submissions/{reference}"), ".meta") if "column" in one
    ] == cells
    page = read(client, TEXT)
    rows = [
        [(mark.getparent().text or "", mark.text) for mark in row.iter("mark")]
        for row in find(page, "#lots tr")
    ]
    assert rows == [[], [], [("", "30 000")], [("", "100")]]
    assert client.press(amendment, quote_part="cell-1-2").status_code == 303
    assert words(read(client, amendment), "option[selected]")[0] == "Row: Wheat; column: Lot: 30 000"
    staff = app.test_client()
    cast.sign_in(staff, world.MODERATOR)
    asked = " ".join(" ".join(words(read(staff, f"/moderation/{reference}/1"), "main")).split())
    assert "Row: Wheat; column: Lot" in asked
    assert "Beans" in asked  # what changes is the cell alone, for the words are the same
    with app.app_context():
        starts = [one.quote_start for one in db.session.query(Comment).order_by(Comment.number)]
    steps.publish(app, reference, 1)
    with app.app_context():
        now = [one.quote_start for one in db.session.query(Comment).order_by(Comment.number)]
    assert now[0] < starts[0] and now[1] == starts[1]
