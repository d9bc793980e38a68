"""Rows of a file that say what their comments said before another file, or the site, changed them."""

from typing import Any

import pytest
from flask import Flask

from consult.documents.blocks import Source
from tests.draft_submissions.walking import SHEET, begin, page
from tests.form_uploads.test_exports_without_keys import (
    CORRECTED,
    TONNES,
    exported,
    slug,
    typed,
    with_words,
    written,
)
from tests.form_uploads.test_own_forms import downloaded, filled
from tests.form_uploads.test_rows_without_keys import _row_with, words
from tests.form_uploads.test_writing import counted, uploaded

__all__ = ["slug"]

CLEAR = "The draft is clear and its examples are useful to us."
CLEARER = "The draft is very clear and its examples are useful to us."


@pytest.mark.parametrize("choice", ["", "replace"])
@pytest.mark.parametrize("kind", ["xlsx", "docx"])
def test_a_later_state_of_a_file_does_not_undo_what_another_file_changed(
    app: Flask, client: Any, slug: str, kind: str, choice: str
) -> None:
    begin(client)
    typed(client, {"on": "", "type": "general", "comment": CLEAR}, {"on": "lot-size-1", "comment": TONNES})
    own, table = client.get(f"{SHEET}/form.{kind}").data, exported(client)
    client.press(uploaded(client, written(table)), verb="add")
    client.press(uploaded(client, filled(own, kind, {TONNES: CORRECTED})), verb="add")
    assert words(app) == [CLEAR, CORRECTED]
    later = uploaded(client, written([*table, [""] * len(table[0])]))
    shown = page(client.get(later))
    assert counted(shown) == {
        "rows read": 2, "on a passage": 0, "older than their comments": 1, "already added": 1, "rows left out": 0,
    }  # fmt: skip
    assert "This row is older than comment 2, which stays as it is." in shown
    assert "<del" in shown
    client.press(later, verb="add", **({_row_with(shown, "This row is older"): choice} if choice else {}))
    assert words(app) == [CLEAR, TONNES if choice == "replace" else CORRECTED]
    assert counted(page(client.get(later))).get("older than their comments", 0) == (not choice)


def test_a_copy_of_an_empty_form_does_not_undo_what_a_later_copy_changed(
    app: Flask, client: Any, slug: str
) -> None:
    begin(client)
    form, said = downloaded(client, "xlsx"), {"Whole draft": CLEAR, "30 000": TONNES}
    client.press(uploaded(client, filled(form, "xlsx", said)), verb="add")
    client.press(uploaded(client, filled(form, "xlsx", said | {"30 000": CORRECTED})), verb="add")
    assert CORRECTED in words(app)
    later = uploaded(client, filled(form, "xlsx", said | {"Whole draft": CLEARER}))
    assert counted(page(client.get(later)))["older than their comments"] == words(app).count(CORRECTED)
    client.press(later, verb="add")
    assert CLEARER in words(app) and CORRECTED in words(app) and TONNES not in words(app)


def test_words_that_were_never_added_are_no_older_words(app: Flask, client: Any, slug: str) -> None:
    begin(client)
    typed(client, {"on": "", "type": "general", "comment": CLEAR}, {"on": "lot-size-1", "comment": TONNES})
    table = exported(client)
    client.press(uploaded(client, written(table)), verb="add")
    better = with_words(table, TONNES, CORRECTED)
    uploaded(client, written(better))
    later = uploaded(client, written(with_words(better, CLEAR, CLEARER)))
    assert counted(page(client.get(later)))["replacing their comments"] == 2


def test_older_words_of_an_export_are_shown_beside_the_comment_and_can_replace_it(
    app: Flask, client: Any, slug: str
) -> None:
    begin(client)
    typed(client, {"on": "", "type": "general", "comment": CLEAR})
    own = Source("own.xlsx", client.get(f"{SHEET}/form.xlsx").data)
    client.press(f"{SHEET}/comments/1", type="general", comment=CLEARER, language="en")
    rows = uploaded(client, own)
    shown = page(client.get(rows))
    assert "This row is older than comment 1, which stays as it is." in shown
    assert "Older than your comment" in shown and "<del" in shown
    client.press(rows, verb="add")
    assert words(app) == [CLEARER]
    script = {"HX-Request": "true"}
    for value, number in [("replace", 1), ("out", 0), ("replace", 1)]:
        client.post(rows, data=client.form(rows) | {"row-1": value}, headers=script)
        assert counted(page(client.get(rows))).get("replacing their comments", 0) == number
    client.press(rows, verb="add")
    assert words(app) == [CLEAR]
