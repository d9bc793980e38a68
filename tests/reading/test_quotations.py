"""Words that published comments quote are marked in the text, and files say where they stand."""

import json
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from consult.core.database import db
from consult.documents.blocks import Kind
from consult.submissions.models import Comment
from tests import world
from tests.draft_submissions.walking import SHEET, begin, send
from tests.reading import deeds
from tests.reading.deeds import find, read, words

TEXT = f"/consultations/{world.SLUG}/text"
RICH = "A lot is <em>marked</em>, and a lot<sup>1</sup> is weighed."
CELLS = "<table><tr><th>Lot</th> <td>30 kg</td></tr></table>"
BLOCKS = (
    *world.BLOCKS,
    ("rich", Kind.PARAGRAPH, 0, "", "", RICH),
    ("cells", Kind.TABLE, 0, "", "", CELLS),
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
    deeds.published(app, comments=quoted)
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
    deeds.published(app, comments=[_on("rich", "lot", quote_prefix="marked, and a"), _on("rich", "weighed")])
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
