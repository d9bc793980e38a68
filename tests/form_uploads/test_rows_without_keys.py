"""Rows that a person added to a form, which have no key: uploaded any number of times they stay the same comments."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from lxml import html
from python_calamine import CalamineWorkbook

from consult.documents.blocks import Source
from tests.comment_forms import forms
from tests.draft_submissions.walking import SHEET, begin, page
from tests.form_uploads.test_own_forms import COMMENT, downloaded, filled
from tests.form_uploads.test_writing import ISO, comments, counted, uploaded
from tests.pages import fields

ADDED = "Say which sampler is meant, and by whom it is calibrated."
CORRECTED = "Say which sampler is meant, by whom it is calibrated and how often."


def added_to(
    data: bytes, said: Mapping[str, str], rows: Sequence[tuple[str, str]], kind: str = "technical"
) -> Source:
    """Our form with these comments, and with rows that a person added: clause and comment of each."""
    table = CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_name("Comments").to_python()
    head, *lines = ([str(cell) for cell in row] for row in table)
    at, type_at, clause_at = (head.index(one) for one in (COMMENT, "Comment type", "Clause"))
    for row in lines:
        for words, comment in said.items():
            if any(words in cell for cell in row):
                row[at], row[type_at] = comment, kind
    for clause, comment in rows:
        row = [""] * len(head)
        row[clause_at], row[type_at], row[at] = clause, kind, comment
        lines.append(row)
    return forms.in_xlsx([head, *lines])


def words(app: Flask) -> list[str]:
    return [said for _key, _type, said in comments(app)]


FILLED = {"Whole draft": "A clear draft.", "30 000": "Thirty tonnes are too much."}


def test_an_added_row_that_was_corrected_replaces_its_comment_however_often(
    app: Flask, client: Any, slug: str
) -> None:
    begin(client)
    form = downloaded(client, "xlsx")
    client.press(uploaded(client, added_to(form, FILLED, [("2.1", ADDED)])), verb="add")
    assert words(app) == [*FILLED.values(), ADDED]
    later = uploaded(client, added_to(form, FILLED, [("2.1", CORRECTED)]))
    shown = page(client.get(later))
    assert counted(shown) == {
        "rows read": 3, "on a passage": 0, "replacing their comments": 1, "already added": 2, "rows left out": 0,
    }  # fmt: skip
    assert "it was recognised as the row of your earlier comment" in shown and "<ins" in shown
    client.press(later, verb="add")
    assert words(app) == [*FILLED.values(), CORRECTED]
    assert counted(page(client.get(later)))["already added"] == 3
    same = uploaded(client, added_to(form, FILLED | {"stick sampler": "Why?"}, [("2.1", CORRECTED)]))
    assert counted(page(client.get(same))) == {"rows read": 4, "on a passage": 1, "already added": 3,
                                               "rows left out": 0}  # fmt: skip
    back = uploaded(client, added_to(form, FILLED, [("2.1", ADDED), ("2.1", "Another point.")]))
    assert counted(page(client.get(back))) == {
        "rows read": 4, "on a passage": 1, "older than their comments": 1, "already added": 2, "rows left out": 0,
    }  # fmt: skip
    client.press(back, verb="add", **{_row_with(page(client.get(back)), "This row is older"): "replace"})
    assert words(app) == [*FILLED.values(), ADDED, "Another point."]


def test_a_recognised_row_can_become_another_comment_instead(app: Flask, client: Any, slug: str) -> None:
    begin(client)
    form = downloaded(client, "xlsx")
    client.press(uploaded(client, added_to(form, FILLED, [("2.1", ADDED)])), verb="add")
    file = added_to(form, FILLED, [("2.1", CORRECTED)])
    later = uploaded(client, file)
    row = _row_with(page(client.get(later)), "how often")
    client.press(later, verb="save")  # what is chosen already is no new choice
    assert "Nothing was changed." in page(client.get(later))
    client.press(later, verb="add", **{row: "another"})
    assert words(app) == [*FILLED.values(), ADDED, CORRECTED]
    again = uploaded(client, added_to(form, FILLED | {"stick sampler": "Why?"}, [("2.1", CORRECTED)]))
    assert counted(page(client.get(again)))["on a passage"] == 1  # the new row alone
    client.press(again, verb="add")
    assert words(app) == [*FILLED.values(), ADDED, CORRECTED, "Why?"]


def test_a_row_that_may_be_an_earlier_one_asks_and_is_never_doubled(
    app: Flask, client: Any, slug: str
) -> None:
    begin(client)
    row = ["", "", "2.1", "", "te", ADDED, "", ""]
    client.press(uploaded(client, forms.in_csv([ISO, row])), verb="add")
    later = uploaded(client, forms.in_csv([ISO, [*row[:5], CORRECTED, *row[6:]]]))
    shown = page(client.get(later))
    assert counted(shown)["like an earlier comment"] == 1
    assert "This row looks like your comment 1." in shown
    client.press(later, verb="add")
    assert words(app) == [ADDED]
    third = uploaded(client, forms.in_csv([ISO, [*row[:5], CORRECTED, *row[6:]], [*row[:5], "New.", "", ""]]))
    assert (
        counted(page(client.get(third)))["like an earlier comment"] == 1
    )  # what was not chosen is asked again
    client.press(later, verb="add", **{"row-1": "replace"})
    assert words(app) == [CORRECTED]
    other = uploaded(client, forms.in_csv([ISO, [*row[:5], f"{CORRECTED} Once a year?", *row[6:]]]))
    client.press(other, verb="add", **{"row-1": "another"})
    assert words(app) == [CORRECTED, f"{CORRECTED} Once a year?"]


@pytest.mark.parametrize("kind", ["xlsx", "docx"])
def test_an_emptied_row_of_the_own_form_is_one_row_and_no_other(
    app: Flask, client: Any, slug: str, kind: str
) -> None:
    begin(client)
    lines = [["", "", "2.1", "", "te", one, "", ""] for one in ("Alpha.", "Beta.", "Gamma.")]
    client.press(uploaded(client, forms.in_csv([ISO, *lines])), verb="add")
    own = client.get(f"{SHEET}/form.{kind}").data
    later = uploaded(client, filled(own, kind, {"Alpha.": ""}))
    shown = page(client.get(later))
    assert counted(shown) == {
        "rows read": 3, "on a passage": 0, "already added": 2, "empty in this file": 1, "rows left out": 0
    }  # fmt: skip
    assert shown.count('class="form-state"') == 3
    client.press(
        later, verb="add", **{_row_with(shown, "This comment is in your draft submission"): "delete"}
    )
    assert words(app) == ["Beta.", "Gamma."]


@pytest.mark.parametrize("chosen", ["", "delete"])
def test_rows_that_are_gone_from_the_file_are_told_and_kept_unless_deleted(
    app: Flask, client: Any, slug: str, chosen: str
) -> None:
    begin(client)
    form = downloaded(client, "xlsx")
    client.press(uploaded(client, added_to(form, FILLED, [("2.1", ADDED), ("3", "Too short.")])), verb="add")
    later = uploaded(client, added_to(form, FILLED, [("3", "Too short.")]))
    shown = page(client.get(later))
    assert counted(shown) == {"rows read": 3, "on a passage": 0, "already added": 3, "rows left out": 0}
    section = shown.partition("Comments without a row in this file")[2]
    assert ADDED in section and "Too short." not in section
    more = {_row_with(section, ADDED): chosen} if chosen else {}
    client.press(later, verb="add", **more)
    left = [ADDED] if not chosen else []
    assert words(app) == [*FILLED.values(), *left, "Too short."]
    assert ("Comments without a row in this file" in page(client.get(later))) is not bool(chosen)


def test_rows_that_are_not_added_are_left_only_by_a_choice(app: Flask, client: Any, slug: str) -> None:
    begin(client)
    rows = [["KE-1", "", "2.1", "", "te", ADDED, "", ""], ["KE-2", "", "9.9", "", "te", "Nowhere.", "", ""]]
    client.press(uploaded(client, forms.in_csv([ISO, *rows])), verb="add")
    at = f"{SHEET}/review"
    assert "Submit without the 1 row that is not added" in page(client.get(at))
    told = client.press(at, consent="y")
    assert told.status_code == 422
    shown = html.fromstring(told.data)
    assert "Select the box to submit without these rows" in page(told)
    assert shown.xpath("//input[@id='without_rows']/@aria-invalid") == ["true"]
    assert shown.xpath("//input[@id='consent' and @checked]"), "what was chosen stays"
    # in another window a second file comes after the page was shown
    mine = fields(shown) | {"consent": "y", "without_rows": "y"}
    more = ["KE-3", "", "9.8", "", "te", "Nowhere either.", "", ""]
    uploaded(client, forms.in_csv([ISO, more]))
    again = client.post(at, data=mine)
    assert (again.status_code, "have changed since you opened this page" in page(again)) == (422, True)
    shown = html.fromstring(again.data)
    assert "Submit without the 2 rows that are not added" in page(again)
    assert not shown.xpath("//input[@id='without_rows' and @checked]")
    sent = client.post(at, data=fields(shown) | {"consent": "y", "without_rows": "y"})
    assert sent.status_code == 303
    receipt = page(client.get(sent.location))
    assert "2 rows of your uploaded forms were not submitted." in receipt


def test_the_review_asks_for_no_row_that_a_later_file_deleted_or_has_too(
    app: Flask, client: Any, slug: str
) -> None:
    def review() -> str:
        return page(client.get(f"{SHEET}/review"))

    begin(client)
    first = [["KE-1", "", "2.1", "", "te", ADDED, "", ""], ["KE-2", "", "3", "", "te", "Too short.", "", ""],
             ["KE-3", "", "9.9", "", "te", "Nowhere.", "", ""]]  # fmt: skip
    client.press(uploaded(client, forms.in_csv([ISO, *first])), verb="add")
    assert "1 row of your form is not in the draft submission" in review()  # that on no clause
    corrected = [first[0], ["KE-3", "", "1", "", "te", "Nowhere.", "", ""]]
    later = uploaded(
        client, forms.in_csv([ISO, *corrected[:1], ["", "", "", "", "", "", "", ""], corrected[1]])
    )
    section = page(client.get(later)).partition("Comments without a row in this file")[2]
    row = _row_with(section, "Too short.")
    client.press(later, verb="save", **{row: "delete"})
    shown = review()
    told = shown.count("1 row of your form is not in the draft submission")
    assert told == 2, "that of the later file alone, at the top and beside the button"
    assert "1 comment that you chose to delete is still in the draft submission" in shown
    client.press(later, verb="add")
    assert words(app) == [ADDED, "Nowhere."]
    shown = review()
    assert "of your form is" not in shown and "chose to delete" not in shown
    again = uploaded(client, forms.in_csv([ISO, *first]))  # the same file is the same upload
    assert "You deleted the comment of this row with a later file." in page(client.get(again))


def test_a_row_that_was_moved_to_another_clause_leaves_its_earlier_comment_told(
    app: Flask, client: Any, slug: str
) -> None:
    begin(client)
    form = downloaded(client, "xlsx")
    client.press(uploaded(client, added_to(form, FILLED, [("2.1", ADDED)])), verb="add")
    later = uploaded(client, added_to(form, FILLED, [("3", ADDED)]))
    shown = page(client.get(later))
    assert counted(shown)["on a passage"] == 1
    assert ADDED in shown.partition("Comments without a row in this file")[2]


def test_the_place_that_was_chosen_for_a_row_stays_when_its_words_are_corrected(
    app: Flask, client: Any, slug: str
) -> None:
    begin(client)
    form = downloaded(client, "xlsx")
    first = uploaded(client, added_to(form, FILLED, [("2.1 and 3", ADDED)]))
    client.press(first, verb="add", **{_row_with(page(client.get(first)), ADDED): "at:reports"})
    assert comments(app)[-1][0] == "reports"
    later = uploaded(client, added_to(form, FILLED, [("2.1 and 3", CORRECTED)]))
    assert counted(page(client.get(later)))["replacing their comments"] == 1
    client.press(later, verb="add")
    assert [comments(app)[-1], len(comments(app))] == [("reports", "technical", CORRECTED), 3]


def test_the_own_form_has_the_numbers_of_rows_as_their_writer_knows_them(
    app: Flask, client: Any, slug: str
) -> None:
    begin(client)
    client.press(f"{SHEET}/comments/new?general=1", type="general", comment="Written on the page.")
    assert _numbers(client) == {"Written on the page.": "1"}
    form = downloaded(client, "xlsx")
    client.press(uploaded(client, added_to(form, FILLED, [("2.1", ADDED)])), verb="add")
    before = _numbers(client)
    told = [f"No. {before[said]} of the form" for said in FILLED.values()]
    told.append(f"Row {before[ADDED]} of the file")
    assert all(one in page(client.get(SHEET)) for one in told)
    assert (before["Written on the page."], before["A clear draft."]) == ("", "1")
    assert len(set(before.values())) == 4 and int(before[ADDED]) > len(before)  # where it stands in the file
    own = Source("own.xlsx", client.get(f"{SHEET}/form.xlsx").data)
    again = uploaded(client, own)
    assert "is hidden in the file" not in page(client.get(again))  # of the keys it is no news
    client.press(again, verb="add")
    assert _numbers(client) == before
    assert all(one in page(client.get(SHEET)) for one in told)


def _numbers(client: Any) -> dict[str, str]:
    """What comments say in one's own form → the numbers of their rows."""
    data = BytesIO(client.get(f"{SHEET}/form.xlsx").data)
    head, *rows = CalamineWorkbook.from_filelike(data).get_sheet_by_name("Comments").to_python()
    at, number_at = head.index(COMMENT), head.index("#")
    return {str(row[at]): str(row[number_at]).removesuffix(".0") for row in rows if row[at]}


def test_the_form_says_what_becomes_of_added_rows(client: Any, slug: str) -> None:
    begin(client)
    file = downloaded(client, "xlsx")
    book = CalamineWorkbook.from_filelike(BytesIO(file))
    told = " ".join(str(cell) for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python()
                    for cell in row)  # fmt: skip
    assert (
        "A row that you added has no key: where it is not certain which comment it was, you are asked."
        in told
    )


def _row_with(shown: str, said: str) -> str:
    """The name of the choice in the row that says this."""
    rest = shown.partition('id="rows"')[2] or shown
    before, _said, after = rest.partition(said)
    inside = before.rpartition('id="row-')[2].partition('"')[0].partition("-")[0]
    return f"row-{inside}" if inside else after


@pytest.mark.parametrize("is_last", [True, False])
@pytest.mark.parametrize("address", ["general=1", "block=lot-size"])
def test_old_words_beside_the_edited_row_with_the_key_become_another_comment(
    app: Flask, client: Any, slug: str, address: str, is_last: bool
) -> None:
    begin(client)
    client.press(f"{SHEET}/comments/new?{address}", type="editorial", comment=ADDED)
    own = client.get(f"{SHEET}/form.xlsx").data
    client.press(uploaded(client, Source("own.xlsx", own)), verb="add")
    later = uploaded(client, with_old_words(own, CORRECTED, is_last=is_last))
    shown = page(client.get(later))
    assert counted(shown)["replacing their comments"] == 1
    client.press(later, verb="add")
    assert words(app) == [CORRECTED, ADDED]
    assert counted(page(client.get(later)))["already added"] == 2
    client.press(later, verb="add")
    assert words(app) == [CORRECTED, ADDED]


def test_old_words_of_an_uploaded_row_beside_its_edited_row_become_another_comment(
    app: Flask, client: Any, slug: str
) -> None:
    begin(client)
    form = downloaded(client, "xlsx")
    client.press(uploaded(client, added_to(form, {}, [("2.1", ADDED)])), verb="add")
    own = client.get(f"{SHEET}/form.xlsx").data
    later = uploaded(client, added_to(own, {ADDED: CORRECTED}, [("2.1", ADDED)]))
    client.press(later, verb="add")
    assert words(app) == [CORRECTED, ADDED]
    again = uploaded(client, added_to(own, {ADDED: CORRECTED}, [("2.1", ADDED), ("3", "More.")]))
    client.press(again, verb="add")
    assert words(app) == [CORRECTED, ADDED, "More."]


def with_old_words(own: bytes, corrected: str, *, is_last: bool) -> Source:
    """Our form with the first comment corrected, and a row without a key that says what it said."""
    table = CalamineWorkbook.from_filelike(BytesIO(own)).get_sheet_by_name("Comments").to_python()
    head, row, *rest = ([str(cell) for cell in line] for line in table)
    old = [*row[:-1], ""]
    row[head.index(COMMENT)] = corrected
    return forms.in_xlsx([head, row, *rest, old] if is_last else [head, old, row, *rest])
