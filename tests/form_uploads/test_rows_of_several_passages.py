"""A row that names several clauses becomes one comment on each, or one about all of them, as its writer chooses."""

import re
from typing import Any

import pytest
from flask import Flask

from tests.comment_forms import forms
from tests.draft_submissions.walking import begin, page
from tests.form_uploads.test_writing import ISO, comments, counted, uploaded

BOTH = ["KE-001", "", "2.1 and 3", "", "te", "Both say the same.", "", ""]
ONE = ["KE-002", "", "1", "", "te", "Clear.", "", ""]


def placed(app: Flask) -> list[tuple[str, str]]:
    return [(key, said) for key, _type, said in comments(app)]


def test_a_row_becomes_a_comment_on_each_of_its_clauses_and_the_sum_says_so(
    app: Flask, client: Any, slug: str
) -> None:
    begin(client)
    rows = uploaded(client, forms.in_csv([ISO, BOTH, ONE]))
    shown = page(client.get(rows))
    assert re.search(r"One comment on each of these passages: \W*(?:<\w+>)?2\.1.*?, .*?3.*?</label>", shown)
    assert "One comment about all of them, on this passage: " in shown
    client.press(rows, verb="save", **{"row-1": "each"})
    assert counted(page(client.get(rows))) == {
        "rows read": 2, "more comment of rows that name several passages": 1, "on a passage": 3, "rows left out": 0,
    }  # fmt: skip
    client.press(rows, verb="save", **{"row-1": "at:reports", "was-1": "each"})
    assert counted(page(client.get(rows))) == {"rows read": 2, "on a passage": 2, "rows left out": 0}
    client.press(rows, verb="add", **{"row-1": "each", "was-1": "at:reports"})
    said = [("lot-size", BOTH[5]), ("reports", BOTH[5])]
    assert [placed(app)[:2], len(comments(app))] == [said, 3]
    client.press(rows, verb="add")
    assert len(comments(app)) == 3
    again = uploaded(client, forms.in_csv([ISO, BOTH, ONE, ["KE-003", *ONE[1:5], "More.", "", ""]]))
    assert counted(page(client.get(again))) == {
        "rows read": 3, "more comment of rows that name several passages": 1, "on a passage": 1, "already added": 3,
        "rows left out": 0,
    }  # fmt: skip
    assert "Comments without a row in this file" not in page(client.get(again))


def test_a_corrected_row_on_several_clauses_doubles_no_comment(app: Flask, client: Any, slug: str) -> None:
    begin(client)
    client.press(uploaded(client, forms.in_csv([ISO, BOTH, ONE])), verb="add", **{"row-1": "each"})
    corrected = [*BOTH[:5], "Both say the same thing.", "", ""]
    later = uploaded(client, forms.in_csv([ISO, corrected, ONE]))
    shown = page(client.get(later))
    client.press(later, verb="add")
    assert counted(shown) == {
        "rows read": 2, "more comment of rows that name several passages": 1, "on a passage": 0,
        "replacing their comments": 2, "already added": 1, "rows left out": 0,
    }  # fmt: skip
    said = "Both say the same thing."
    assert placed(app) == [("lot-size", said), ("reports", said), ("scope", ONE[5])]
    last = [*BOTH[:5], "Both say the same thing twice.", "", ""]
    client.press(uploaded(client, forms.in_csv([ISO, last, ONE])), verb="add")
    said = "Both say the same thing twice."
    assert placed(app) == [("lot-size", said), ("reports", said), ("scope", ONE[5])]
    assert len(comments(app)) == 3


@pytest.mark.parametrize("clauses", ["2.1 and 3", "3 and 2.1"])
def test_a_row_with_the_same_words_on_one_clause_more_doubles_no_comment(
    app: Flask, client: Any, slug: str, clauses: str
) -> None:
    begin(client)
    alone = [*BOTH[:2], "2.1", *BOTH[3:]]
    client.press(uploaded(client, forms.in_csv([ISO, alone, ONE])), verb="add")
    later = uploaded(client, forms.in_csv([ISO, [*BOTH[:2], clauses, *BOTH[3:]], ONE]))
    client.press(later, verb="save", **{"row-1": "each"})
    assert counted(page(client.get(later))) == {
        "rows read": 2, "more comment of rows that name several passages": 1, "on a passage": 1, "already added": 2,
        "rows left out": 0,
    }  # fmt: skip
    assert "Comments without a row in this file" not in page(client.get(later))
    client.press(later, verb="add")
    assert sorted(placed(app)) == [("lot-size", BOTH[5]), ("reports", BOTH[5]), ("scope", ONE[5])]
    shown = page(client.get(later))
    assert counted(shown)["already added"] == 3 and "Comments without a row in this file" not in shown


def test_columns_that_are_read_again_keep_a_row_on_each_of_its_clauses(
    app: Flask, client: Any, slug: str
) -> None:
    begin(client)
    table = [["Wo", "Was", "Warum"], ["2.1 and 3", "Zu viel.", "Darum."]]
    said = {"column-0": "clause", "column-1": "comment", "column-2": "ignored"}
    columns = uploaded(client, forms.in_csv(table))
    rows = client.press(columns, **said).location
    client.press(rows, verb="types", **{"type-all": "general", "row-1": "each"})
    client.press(rows, verb="add")
    before = placed(app)
    assert [key for key, _said in before] == ["lot-size", "reports"]
    client.press(columns, **said)
    client.press(rows, verb="add")
    assert placed(app) == before


def test_a_choice_of_the_place_stays_while_the_row_waits_for_its_type(client: Any, slug: str) -> None:
    begin(client)
    rows = uploaded(client, forms.in_csv([["Clause", "Comment"], ["2.1 and 3", "Both say the same."]]))
    client.press(rows, verb="save", **{"row-1": "each"})
    assert 'name="was-1" value="each"' in page(client.get(rows))


def test_words_of_a_copy_stay_while_other_choices_are_passed(app: Flask, client: Any, slug: str) -> None:
    begin(client)
    rows = uploaded(client, forms.in_csv([ISO, BOTH, ONE]))
    client.press(rows, verb="save", **{"row-1": "each"})
    client.press(f"{rows}/rows/1000001", comment="On the reports something else.")
    client.press(rows, verb="save", **{"row-1": "at:nowhere", "was-1": "each"})
    assert counted(page(client.get(rows)))["on a passage"] == 3  # what is not offered changes nothing
    client.press(rows, verb="save", **{"row-1": "at:reports", "was-1": "each"})
    assert counted(page(client.get(rows)))["on a passage"] == 2
    client.press(rows, verb="save", **{"row-1": "each", "was-1": "at:reports"})
    client.press(rows, verb="add")
    assert placed(app) == [
        ("lot-size", BOTH[5]), ("reports", "On the reports something else."), ("scope", ONE[5])
    ]  # fmt: skip


def test_a_row_that_is_left_out_on_its_page_leaves_its_copies_out(app: Flask, client: Any, slug: str) -> None:
    begin(client)
    rows = uploaded(client, forms.in_csv([ISO, BOTH, ONE]))
    client.press(rows, verb="save", **{"row-1": "each"})
    client.press(f"{rows}/rows/1", verb="out")
    assert counted(page(client.get(rows))) == {"rows read": 2, "on a passage": 1, "row left out": 1}
    client.press(rows, verb="add")
    assert placed(app) == [("scope", ONE[5])]


@pytest.mark.parametrize(("clauses", "count"), [("1, 2.1 and 3", 3), ("3 and 2.1", 2)])
def test_a_comment_on_each_clause_of_a_later_state_doubles_no_comment(
    app: Flask, client: Any, slug: str, clauses: str, count: int
) -> None:
    begin(client)
    other = ["KE-002", "", "4", "", "te", "Clear.", "", ""]
    client.press(uploaded(client, forms.in_csv([ISO, BOTH, other])), verb="add", **{"row-1": "each"})
    before = placed(app)
    later = uploaded(client, forms.in_csv([ISO, [*BOTH[:2], clauses, *BOTH[3:]], other]))
    client.press(later, verb="save", **{"row-1": "each"})
    assert "Comments without a row in this file" not in page(client.get(later))
    client.press(later, verb="add")
    said = [key for key, words in placed(app) if words == BOTH[5]]
    assert set(placed(app)) >= set(before)
    assert len(said) == len(set(said)) == count
