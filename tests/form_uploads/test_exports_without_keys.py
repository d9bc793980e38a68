"""An export of a person's own comments whose keys were deleted: uploaded again it doubles no comment."""

import re
from collections.abc import Sequence
from io import BytesIO
from typing import Any

import docx
import pytest
from flask import Flask
from python_calamine import CalamineWorkbook

from consult.documents.blocks import Source
from tests import world
from tests.comment_forms import forms
from tests.draft_submissions.walking import SHEET, begin, page
from tests.form_uploads.test_own_forms import COMMENT
from tests.form_uploads.test_quoted_places import BLOCKS
from tests.form_uploads.test_rows_without_keys import _row_with
from tests.form_uploads.test_writing import ISO, comments, counted, uploaded

TONNES = "Thirty tonnes are too much for a small laboratory."
CORRECTED = "Thirty tonnes are far too much for a small laboratory."
SAME = "This sentence is not clear to readers."
ASKED = "This row says the same as comments of your draft submission."


@pytest.fixture
def slug(app: Flask, clean: None) -> str:
    return world.consultation(app, blocks=BLOCKS)


def typed(client: Any, *said: dict[str, str]) -> None:
    """Comments that are typed on the pages: on the passage `on`, "" for the whole draft."""
    for one in said:
        fields = {"type": "technical", **one}
        on = fields.pop("on")
        address = f"{SHEET}/comments/new?{f'block={on}' if on else 'general=1'}"
        answer = client.press(address, **fields)
        assert answer.status_code == 303, page(answer)


EVERY = (
    {"on": "", "type": "general", "comment": "A clear draft."},
    {"on": "lot-size", "comment": "The clause is long."},
    {"on": "lot-size-1", "comment": TONNES},
    {"on": "lot-size-1", "type": "editorial", "comment": "Say which.", "quote": "seed"},
    {"on": "lot-size-1", "comment": "", "proposal": "A lot shall not exceed 20 000 kilograms of seed."},
    {"on": "lot-size-2", "comment": "", "proposal_kind": "delete"},
    {"on": "lots", "comment": "Too much of it.", "quote_part": "cell-2-2"},
    {"on": "lots-1", "comment": "Too many.", "quote": "no lot is opened", "quote_part": "words"},
)


def exported(client: Any, kind: str = "xlsx") -> list[list[str]]:
    """The rows of an export without the keys, below their headings."""
    data = client.get(f"{SHEET}/form.{kind}").data
    if kind == "xlsx":
        table = CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_name("Comments").to_python()
    else:
        [table] = [
            [[cell.text for cell in row.cells] for row in one.rows]
            for one in docx.Document(BytesIO(data)).tables
            if COMMENT in [cell.text for cell in one.rows[0].cells]
        ]
    kept = [at for at, cell in enumerate(table[0]) if cell != "Row key"]
    return [[re.sub(r"\s*·\w{11}\S*$", "", str(row[at])) for at in kept] for row in table]


def written(table: Sequence[Sequence[str]], kind: str = "xlsx") -> Source:
    rows = [list(row) for row in table]
    return forms.in_xlsx(rows) if kind == "xlsx" else forms.in_docx(rows[1:], rows[0])


def with_words(table: list[list[str]], before: str, after: str) -> list[list[str]]:
    return [[after if cell == before else cell for cell in row] for row in table]


def _replaces_one(app: Flask, client: Any, later: str, before: Sequence[Any]) -> None:
    """The corrected row of an upload replaces its comment, and the others change nothing."""
    assert counted(page(client.get(later))) == {
        "rows read": 8, "on a passage": 0, "replacing their comments": 1, "already added": 7, "rows left out": 0,
    }  # fmt: skip
    client.press(later, verb="add")
    assert [one for one in comments(app) if one not in before] == [("lot-size-1", "technical", CORRECTED)]
    assert len(comments(app)) == len(before)


@pytest.mark.parametrize("kind", ["xlsx", "docx"])
def test_an_export_without_keys_changes_nothing_and_an_edited_row_of_a_later_one_replaces(
    app: Flask, client: Any, slug: str, kind: str
) -> None:
    begin(client)
    typed(client, *EVERY)
    before, table = comments(app), exported(client, kind)
    rows = uploaded(client, written(table, kind))
    shown = page(client.get(rows))
    assert counted(shown) == {"rows read": 8, "on a passage": 0, "already added": 8, "rows left out": 0}
    assert shown.count("✓</span> Comment unchanged") == 8
    client.press(rows, verb="add")
    assert comments(app) == before
    later = uploaded(client, written(with_words(table, TONNES, CORRECTED), kind))
    _replaces_one(app, client, later, before)
    last = uploaded(client, written(table, kind))
    client.press(last, verb="add")
    assert len(comments(app)) == len(before)


def test_an_edited_row_is_asked_and_can_become_another_comment_on_its_own_clause(
    app: Flask, client: Any, slug: str
) -> None:
    begin(client)
    typed(client, *EVERY)
    before = comments(app)
    later = uploaded(client, written(with_words(exported(client), TONNES, CORRECTED)))
    shown = page(client.get(later))
    assert counted(shown)["like an earlier comment"] == 1
    assert "This row looks like your comment 3." in shown
    client.press(later, verb="add")
    assert comments(app) == before
    client.press(later, verb="save", **{_row_with(shown, "This row looks like"): "another"})
    assert counted(page(client.get(later)))["on a passage"] == 1
    client.press(later, verb="add")
    assert comments(app) == [*before, ("lot-size", "technical", CORRECTED)]
    again = uploaded(client, written([*with_words(exported(client), "Say which.", "Say which seed.")]))
    assert counted(page(client.get(again)))["already added"] == 8


def test_same_words_on_two_passages_stay_two_comments_and_one_row_of_them_asks(
    app: Flask, client: Any, slug: str
) -> None:
    begin(client)
    typed(client, {"on": "lot-size-1", "comment": SAME}, {"on": "lot-size-4", "comment": SAME})
    before, table = comments(app), exported(client)
    head, *both = table
    line = head.index("Line")
    unlined = [[*row[:line], "", *row[line + 1 :]] for row in both]
    one = uploaded(client, written([head, unlined[0]]))
    shown = page(client.get(one))
    assert ASKED in shown and counted(shown)["waiting for your choice"] == 1
    client.press(one, verb="add")
    assert comments(app) == before
    client.press(one, verb="add", **{"row-1": "at:lot-size-4"})
    assert comments(app) == before and counted(page(client.get(one)))["already added"] == 1
    two = uploaded(client, written([head, *unlined]))
    assert counted(page(client.get(two)))["already added"] == 2
    three = uploaded(client, written([head, *unlined, unlined[0]]))
    shown = page(client.get(three))
    assert (counted(shown)["already added"], counted(shown)["waiting for your choice"]) == (2, 1)
    client.press(three, verb="add", **{_row_with(shown, ASKED): "at:lot-size"})
    assert comments(app) == [*before, ("lot-size", "technical", SAME)]
    client.press(three, verb="add")
    assert len(comments(app)) == 3


@pytest.mark.parametrize("is_first", [True, False])
def test_a_similar_row_does_not_decide_which_of_two_comments_another_row_is(
    app: Flask, client: Any, slug: str, is_first: bool
) -> None:
    begin(client)
    several = ["", "", "1 and 3", "", "te", "Both say the same.", "", ""]
    client.press(uploaded(client, forms.in_csv([ISO, several])), verb="add", **{"row-1": "each"})
    typed(client, {"on": "lot-size-1", "comment": SAME}, {"on": "lot-size-4", "comment": SAME})
    before = comments(app)
    same = ["", "", "2.1", "", "te", SAME, "", ""]
    both = [same, [*same[:5], "This sentence is not clear to any readers.", "", ""]]
    table = [ISO, [*several[:5], "Both say the same thing.", "", ""], *(both if is_first else both[::-1])]
    rows = uploaded(client, forms.in_csv(table))
    shown = page(client.get(rows))
    assert counted(shown)["waiting for your choice"] == 1 and ASKED in shown
    liking = counted(shown)["like an earlier comment"]
    client.press(rows, verb="save", **{_row_with(shown, ASKED): "at:lot-size-1"})
    found = counted(page(client.get(rows)))
    assert (found["already added"], found["like an earlier comment"]) == (1, liking)
    client.press(rows, verb="add")
    assert comments(app) == before


def test_the_line_of_a_row_tells_which_of_two_comments_it_is(app: Flask, client: Any, slug: str) -> None:
    begin(client)
    typed(client, {"on": "lot-size-1", "comment": SAME}, {"on": "lot-size-4", "comment": SAME})
    before, (head, _first, second) = comments(app), exported(client)
    rows = uploaded(client, written([head, second]))
    shown = page(client.get(rows))
    assert counted(shown)["already added"] == 1 and "Comment 2" in shown
    client.press(rows, verb="add")
    assert comments(app) == before


@pytest.mark.parametrize(
    ("clause", "state"), [("3", "on a passage"), ("", "already added"), ("9.9", "already added")]
)
def test_a_row_on_another_clause_is_another_comment_and_one_that_names_none_is_the_same(
    app: Flask, client: Any, slug: str, clause: str, state: str
) -> None:
    begin(client)
    typed(client, {"on": "lot-size-1", "comment": SAME}, {"on": "lot-size", "comment": "Another point."})
    rows = uploaded(client, forms.in_csv([ISO, ["KE-1", "", clause, "", "te", SAME, "", ""]]))
    assert counted(page(client.get(rows)))[state] == 1
    client.press(rows, verb="add")
    assert len(comments(app)) == (3 if clause == "3" else 2)


def test_a_row_without_keys_stays_its_comment_when_it_came_with_keys_before(
    app: Flask, client: Any, slug: str
) -> None:
    begin(client)
    typed(client, *EVERY)
    own = Source("own.xlsx", client.get(f"{SHEET}/form.xlsx").data)
    client.press(uploaded(client, own), verb="add")
    before, table = comments(app), exported(client)
    later = uploaded(client, written(with_words(table, TONNES, CORRECTED)))
    _replaces_one(app, client, later, before)


def test_columns_that_are_read_again_leave_the_comments_on_their_passages(
    app: Flask, client: Any, slug: str
) -> None:
    begin(client)
    typed(client, {"on": "lot-size-1", "comment": TONNES}, {"on": "lot-size-4", "comment": SAME})
    before = comments(app)
    table = [["Wo", "Was", "Art"], ["2.1", CORRECTED, "te"], ["2.1", SAME, "te"]]
    said = {"column-0": "clause", "column-1": "comment", "column-2": "type"}
    columns = uploaded(client, forms.in_csv(table))
    rows = client.press(columns, **said).location
    assert counted(page(client.get(rows)))["already added"] == 1
    client.press(rows, verb="save", **{"row-1": "another"})
    rows = client.press(columns, **said).location
    assert counted(page(client.get(rows)))["already added"] == 1
    client.press(rows, verb="add")
    assert comments(app) == [*before, ("lot-size", "technical", CORRECTED)]
    client.press(columns, **said)
    client.press(rows, verb="add")
    assert len(comments(app)) == 3


def test_a_passage_that_is_chosen_on_the_page_of_a_row_doubles_no_comment(
    app: Flask, client: Any, slug: str
) -> None:
    begin(client)
    typed(client, {"on": "lot-size-1", "comment": TONNES}, {"on": "", "comment": SAME})
    before = comments(app)
    table = [
        ISO,
        ["", "", "2.2 and 3", "", "te", TONNES, "", ""],
        ["", "", "2.2 and 3", "", "te", SAME, "", ""],
    ]
    rows = uploaded(client, forms.in_csv(table))
    client.press(f"{rows}/rows/1", passage="at:lot-size-1")
    assert counted(page(client.get(rows)))["already added"] == 1
    client.press(rows, verb="whole")
    assert counted(page(client.get(rows)))["already added"] == 2
    client.press(rows, verb="add")
    assert comments(app) == before
