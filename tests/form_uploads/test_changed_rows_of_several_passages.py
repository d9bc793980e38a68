"""A row of several clauses that is changed in its file: one certainty and one choice for the row and its copies."""

from typing import Any

import pytest
from flask import Flask

from tests.comment_forms import forms
from tests.draft_submissions.walking import SHEET, begin, page
from tests.form_uploads.test_rows_of_several_passages import BOTH, ONE, placed
from tests.form_uploads.test_writing import ISO, counted, uploaded

CHANGED = [*BOTH[:5], "Both say the same thing.", "", ""]
SECOND = ["KE-003", "", "1", "", "te", "The scope should name tree seed first.", "", ""]
OTHER = "Both passages say something else now."


def added(client: Any, row: list[str] = BOTH) -> None:
    client.press(uploaded(client, forms.in_csv([ISO, row, ONE])), verb="add", **{"row-1": "each"})


def corrected_on_the_site(client: Any, number: int, words: str = OTHER) -> None:
    client.press(f"{SHEET}/comments/{number}", type="technical", comment=words, language="en")


@pytest.mark.parametrize("number", [1, 2])
@pytest.mark.parametrize("choice", ["", "out", "replace"])
def test_a_row_of_which_one_comment_was_changed_on_the_site_is_asked_once_and_whole(
    app: Flask, client: Any, slug: str, number: int, choice: str
) -> None:
    begin(client)
    added(client)
    corrected_on_the_site(client, number)
    before = placed(app)
    later = uploaded(client, forms.in_csv([ISO, CHANGED, ONE]))
    shown = page(client.get(later))
    assert "replacing their comments" not in counted(shown)
    assert counted(shown)["different from their comments"] == 2
    assert shown.count('value="replace"') == 1
    assert shown.count("One choice counts for all passages of this row.") == 2
    client.press(later, verb="add", **({_asked_in(shown): choice} if choice else {}))
    said = [("lot-size", CHANGED[5]), ("reports", CHANGED[5]), ("scope", ONE[5])]
    assert placed(app) == (said if choice == "replace" else before)
    left = counted(page(client.get(later)))
    assert left.get("different from their comments", 0) == (0 if choice else 2)


def test_a_choice_that_a_script_sends_counts_for_the_copies_and_can_be_changed(
    app: Flask, client: Any, slug: str
) -> None:
    begin(client)
    added(client)
    corrected_on_the_site(client, 2)
    later = uploaded(client, forms.in_csv([ISO, CHANGED, ONE]))
    script = {"HX-Request": "true"}
    for value, state in [("replace", "replacing their comments"), ("out", "rows left out"),
                         ("replace", "replacing their comments")]:  # fmt: skip
        answer = client.post(later, data=client.form(later) | {"row-1": value}, headers=script)
        assert 'id="row-1000001-status"' in page(answer)
        assert counted(page(client.get(later)))[state] == 2
    client.press(later, verb="add")
    assert [words for _key, words in placed(app)] == [CHANGED[5], CHANGED[5], ONE[5]]


@pytest.mark.parametrize("number", [1, 2])
def test_a_comment_that_was_deleted_on_the_site_leaves_one_certainty(
    app: Flask, client: Any, slug: str, number: int
) -> None:
    begin(client)
    added(client)
    client.press(SHEET, _form=f"/comments/{number}/removal")
    assert len(placed(app)) == 2
    client.press(uploaded(client, forms.in_csv([ISO, CHANGED, ONE])), verb="add", **{"row-1": "each"})
    assert sorted(placed(app)) == [("lot-size", CHANGED[5]), ("reports", CHANGED[5]), ("scope", ONE[5])]


@pytest.mark.parametrize("choice", ["replace", "out"])
@pytest.mark.parametrize("clauses", ["2.1, 2.2 and 3", "2.2, 2.1 and 3"])
def test_a_longer_list_of_clauses_is_asked_with_its_new_part(
    app: Flask, client: Any, slug: str, clauses: str, choice: str
) -> None:
    begin(client)
    added(client)
    corrected_on_the_site(client, 2)
    later = uploaded(client, forms.in_csv([ISO, [*BOTH[:2], clauses, *CHANGED[3:]], ONE]))
    client.press(later, verb="save", **{"row-1": "each"})
    shown = page(client.get(later))
    assert shown.count('value="replace"') == 1
    assert (counted(shown)["on a passage"], counted(shown)["like an earlier comment"]) == (0, 3)
    client.press(later, verb="add")
    assert len(placed(app)) == 3
    client.press(later, verb="add", **{_asked_in(shown): choice})
    new, now = CHANGED[5], sorted(placed(app))
    replaced = [("instruments", new), ("lot-size", new), ("reports", new), ("scope", ONE[5])]
    kept = [("lot-size", BOTH[5]), ("reports", OTHER), ("scope", ONE[5])]
    assert now == (replaced if choice == "replace" else kept)
    client.press(later, verb="add")
    assert sorted(placed(app)) == now


@pytest.mark.parametrize("choice", ["replace", "another", "out"])
@pytest.mark.parametrize(("clauses", "parts"), [("2.1 and 3", 2), ("2.2, 2.1 and 3", 3)])
def test_a_row_that_only_resembles_is_asked_with_all_its_copies(
    app: Flask, client: Any, slug: str, clauses: str, parts: int, choice: str
) -> None:
    begin(client)
    added(client)
    before = placed(app)
    later = uploaded(client, forms.in_csv([ISO, [*BOTH[:2], clauses, *CHANGED[3:]]]))
    if 'value="each"' in page(client.get(later)):
        client.press(later, verb="save", **{"row-1": "each"})
    shown = page(client.get(later))
    assert counted(shown)["like an earlier comment"] == parts and shown.count('value="another"') == 1
    client.press(later, verb="add", **{_asked_in(shown): choice})
    new = [(key, CHANGED[5]) for key in ("instruments", "lot-size", "reports")][-parts:]
    expected = {"replace": [*new, before[2]], "another": [*before, *new], "out": before}[choice]
    assert sorted(placed(app)) == sorted(expected)
    assert "like an earlier comment" not in counted(page(client.get(later)))


def _asked_in(shown: str) -> str:
    """The name of the choice."""
    return next(one for one in ("row-1", "row-1000001") if f'id="{one}-replace"' in shown)


@pytest.mark.parametrize("clauses", ["2.1", "3"])
def test_a_shorter_list_of_clauses_leaves_the_other_comment_and_doubles_none(
    app: Flask, client: Any, slug: str, clauses: str
) -> None:
    begin(client)
    added(client)
    later = uploaded(client, forms.in_csv([ISO, [*BOTH[:2], clauses, *CHANGED[3:]], ONE]))
    shown = page(client.get(later))
    assert "Comments without a row in this file" in shown
    client.press(later, verb="add")
    assert len(placed(app)) == 3


@pytest.mark.parametrize("choice", ["out", "replace"])
@pytest.mark.parametrize("number", [1, 2])
def test_the_choice_for_a_row_counts_for_all_its_passages_when_its_file_comes_again(
    app: Flask, client: Any, slug: str, number: int, choice: str
) -> None:
    begin(client)
    added(client)
    corrected_on_the_site(client, number)
    later = uploaded(client, forms.in_csv([ISO, CHANGED, ONE]))
    client.press(later, verb="add", **{_asked_in(page(client.get(later))): choice})
    before = placed(app)
    again = uploaded(client, forms.in_csv([ISO, CHANGED, ONE, SECOND]))
    shown = counted(page(client.get(again)))
    asked = {"different from their comments", "like an earlier comment", "replacing their comments"}
    assert not asked & shown.keys()
    client.press(again, verb="add")
    assert placed(app) == [*before, ("scope", SECOND[5])]


def test_a_comment_is_not_missing_while_a_row_waits_that_names_its_clause(
    app: Flask, client: Any, slug: str
) -> None:
    begin(client)
    added(client)
    before = placed(app)
    later = uploaded(client, forms.in_csv([ISO, [*BOTH[:2], "2.1, 2.2 and 3", *BOTH[3:]], ONE]))
    shown = page(client.get(later))
    assert counted(shown)["waiting for your choice"] == 1
    assert "gone-title" not in shown
    client.press(later, verb="add", **{"row-1": "each"})
    assert sorted(placed(app)) == sorted([*before, ("instruments", BOTH[5])])
    without = uploaded(client, forms.in_csv([ISO, [*BOTH[:2], "2.1", *BOTH[3:]], ONE]))
    assert "gone-title" in page(client.get(without))
