"""A filled form that someone who takes part uploads: read, corrected row by row, added, submitted."""

import re
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
import yaml
from flask import Flask
from lxml import html
from python_calamine import load_workbook
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from consult.comment_forms.models import CommentRow
from consult.core import clock
from consult.core.database import db
from consult.core.stale_check import StaleForm, form_version
from consult.documents.blocks import Source
from consult.draft_submissions.models import DraftComment
from consult.form_uploads import actions, queries
from consult.form_uploads.actions.correcting import SEEN
from consult.form_uploads.models import FormUpload, UploadedRow
from consult.submissions import queries as submitted
from consult.submissions.models import CommentType
from tests import cast, world
from tests.comment_forms import forms
from tests.draft_submissions.walking import AT, SHEET, begin, code_in, page, send
from tests.pages import fields

FORMS = f"{SHEET}/forms"
ISO = ["MB/NC", "Line number", "Clause/Subclause", "Paragraph/Figure/Table", "Type of comment", "Comments",
       "Proposed change", "Observations of the secretariat"]  # fmt: skip
ROWS = [
    ["KE-001", "12", "2.1", "", "te", "Thirty tonnes are too much.", "20 000 kilograms", ""],
    ["KE-002", "", "2.1 and 3", "", "ed", "Both say the same.", "", ""],
    ["KE-003", "", "Whole document", "", "xx", "A clear draft.", "", ""],
    ["KE-004", "", "3", "", "te", "", "", ""],
]


def upload(client: Any, file: Source, **more: Any) -> TestResponse:
    return client.press(FORMS, file=(BytesIO(file.data), file.name), **more)  # type: ignore[no-any-return]


def uploaded(client: Any, file: Source) -> str:
    """The address of the rows of a form that was uploaded just now."""
    answer = upload(client, file)
    assert answer.status_code == 303, page(answer)
    return str(answer.location)


def comments(app: Flask) -> list[tuple[str, str, str]]:
    with app.app_context():
        rows = db.session.execute(select(DraftComment).order_by(DraftComment.number)).scalars()
        return [(one.block_key, one.type.value, one.comment) for one in rows]


def test_rows_that_are_comments_say_so_with_the_number_of_the_comment(client: Any, slug: str) -> None:
    begin(client)
    client.press(uploaded(client, forms.in_csv([ISO, *ROWS[:1]])), verb="add")
    rows = uploaded(client, forms.in_csv([ISO, ["KE-009", *ROWS[2][1:4], "ed", *ROWS[2][5:]], *ROWS[:1]]))
    shown = html.fromstring(client.get(rows).data)
    said = [" ".join(one.text_content().split()) for one in shown.find_class("form-row")]
    assert "Comment 1" not in said[0]
    assert "Comment 1" in said[1] and "✓ Comment added" in said[1]
    mine = client.get(f"{SHEET}/form.xlsx").data
    own = html.fromstring(client.get(uploaded(client, Source("own.xlsx", mine))).data)
    [unchanged] = [" ".join(one.text_content().split()) for one in own.find_class("form-row")]
    assert "Comment 1" in unchanged and "✓ Comment unchanged" in unchanged


def test_rows_become_comments_of_the_draft_submission_and_keep_their_numbers(
    app: Flask, client: Any, slug: str
) -> None:
    answer = client.get(FORMS)
    assert answer.location == f"{AT}/take-part?form=1"
    begun = client.press(f"{AT}/take-part?form=1", **_me())
    assert begun.location == FORMS
    rows = uploaded(client, forms.in_docx(ROWS, ISO))
    shown = page(client.get(rows))
    assert "Recognised as: ISO/IEC/CEN/CENELEC 2012-03." in shown
    assert counted(shown) == {
        "rows read": 4,
        "on a passage": 1,
        "waiting for your choice": 2,
        "row left out": 1,
    }
    assert "The row names several clauses." in shown
    assert "The row has no comment and no proposed change." in shown
    assert "KE-001" in shown and "line 12" in shown
    answer = client.press(rows, verb="save", **{"row-2": "at:reports", "type-3": "editorial"})
    assert answer.status_code == 303
    assert counted(page(client.get(rows)))["on a passage"] == 2
    answer = client.press(rows, verb="add")
    assert "3 comments added to your draft submission." in page(client.get(answer.location))
    assert comments(app) == [
        ("lot-size", "technical", "Thirty tonnes are too much."),
        ("reports", "editorial", "Both say the same."),
        ("", "editorial", "A clear draft."),
    ]
    again = client.press(rows, verb="add")
    assert "Nothing was added" in page(client.get(again.location))
    assert len(comments(app)) == 3
    assert "No. KE-001 of the form" in page(client.get(SHEET))
    written = "No. KE-003 of the form, as written: Whole document, xx"
    review = page(client.get(f"{SHEET}/review"))
    assert written in review
    assert "clauses, pages and lines as your form names them" in review.partition("What stays private")[2]
    assert _clause_of(client.get(f"{SHEET}/form.xlsx").data, "A clear draft.") == "Whole document, xx"
    reference = send(client)
    assert "No. KE-002 of the form" in page(client.get(f"/submissions/{reference}/status"))
    with app.app_context():
        actions.settle()
        filed = submitted.by_reference(reference)
        assert filed.route.value == "web"
        kept = db.session.execute(select(CommentRow).order_by(CommentRow.row)).scalars()
        assert [(one.own_number, one.line, one.reference) for one in kept] == [
            ("KE-001", "12", "2.1"), ("KE-002", "", "2.1 and 3"), ("KE-003", "", "Whole document, xx"),
        ]  # fmt: skip
        assert db.session.execute(select(func.count()).select_from(FormUpload)).scalar_one() == 0
    for path in ("status", "copy"):
        assert written in page(client.get(f"/submissions/{reference}/{path}"))
    file = client.get(f"/submissions/{reference}/form.xlsx").data
    assert _clause_of(file, "A clear draft.") == "Whole document, xx"
    told = client.get(f"/submissions/{reference}/data.json").json["comments"]
    assert [one["row_of_form"]["own_number"] for one in told] == ["KE-001", "KE-002", "KE-003"]
    assert "as written:" not in page(app.test_client().get(f"/submissions/{reference}"))
    cast.sign_in(client, world.MODERATOR)
    assert written in page(client.get(f"/moderation/several?comment={reference}/3&verb=publish"))


def _clause_of(file: bytes, comment: str) -> str:
    """The clause in the row of a comment, in a form of our own."""
    book = load_workbook(BytesIO(file))
    rows = [row for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python()]
    [head] = [row for row in rows if "Clause" in row and "Comment" in row]
    [row] = [row for row in rows if comment in row]
    return str(row[head.index("Clause")])


def _me() -> dict[str, str]:
    from tests.draft_submissions.walking import ME

    return ME


def counted(shown: str) -> dict[str, int]:
    """The sum of a page: its words → its numbers."""
    total = re.search(r'class="form-sum">(.*?)</p>', shown)
    assert total, shown
    return {words.strip(): int(number) for number, words in re.findall(r">(\d+)</strong>([^<]*)<", total[1])}


def test_rows_whose_type_was_not_understood_wait_and_take_one_choice(
    app: Flask, client: Any, slug: str
) -> None:
    begin(client)
    lines = [["KE-1", "", "2.1", "", kind, f"Type {kind}.", "", ""] for kind in ("xx", "yy", "zz", "")]
    rows = uploaded(client, forms.in_csv([ISO, *lines]))
    assert counted(page(client.get(rows)))["waiting for your choice"] == 4
    shown = page(client.get(rows))
    assert "4 rows name no type of comment, or one that was not understood." in shown
    assert shown.index("Type of these rows") < shown.index("form-rows")
    client.press(rows, verb="add")
    assert comments(app) == []
    assert "Choose the comment type." in page(client.press(rows, verb="types"))
    client.press(rows, verb="save", **{"type-1": "general"})
    client.press(rows, verb="types", **{"type-all": "technical"})
    client.press(rows, verb="add")
    assert [kind for _key, kind, _said in comments(app)] == ["general", *["technical"] * 3]
    again = uploaded(client, forms.in_csv([ISO, *lines, ["KE-2", "", "3", "", "te", "One more.", "", ""]]))
    assert counted(page(client.get(again))) == {
        "rows read": 5, "on a passage": 1, "already added": 4, "rows left out": 0
    }  # fmt: skip


@pytest.mark.parametrize("verb", ["save", "add", "waiting", "whole"])
def test_the_type_of_all_rows_is_taken_with_every_button(
    app: Flask, client: Any, slug: str, verb: str
) -> None:
    begin(client)
    lines = [["KE-1", "", "2.1", "", kind, f"Type {kind}.", "", ""] for kind in ("xx", "yy", "")]
    rows = uploaded(client, forms.in_csv([ISO, *lines]))
    client.press(rows, verb=verb, **{"type-all": "technical", "type-2": "editorial"})
    client.press(rows, verb="add")
    assert [kind for _key, kind, _said in comments(app)] == ["technical", "editorial", "technical"]


def test_a_row_that_deletes_or_adds_a_passage_needs_no_type(app: Flask, client: Any, slug: str) -> None:
    begin(client)
    table = [["Clause", "Comment", "Proposed change"], ["3, paragraph 1", "", "Delete this passage"]]
    rows = uploaded(client, forms.in_csv([*table, ["3, paragraph 1", "Unclear.", ""]]))
    assert counted(page(client.get(rows))) == {
        "rows read": 2, "on a passage": 1, "waiting for your choice": 1, "rows left out": 0
    }  # fmt: skip
    client.press(rows, verb="add")
    assert [kind for _key, kind, _said in comments(app)] == ["substantive"]


def test_rows_that_are_placed_together_are_counted_first_and_wait_again_when_that_is_undone(
    app: Flask, client: Any, slug: str
) -> None:
    begin(client)
    several = [["", "", "2.1 and 3", "", "te", f"Comment {n}.", "", ""] for n in range(1, 4)]
    rows = uploaded(client, forms.in_csv([ISO, *several]))
    assert "Place all 3 rows that have no passage on the whole draft" in page(client.get(rows))
    client.press(rows, verb="save", **{"row-1": "whole"})
    client.press(rows, verb="whole")
    shown = page(client.get(rows))
    assert counted(shown)["on the whole draft"] == 3
    assert "Undo: have 2 rows wait for their place again" in shown
    client.press(rows, verb="wait")
    shown = page(client.get(rows))
    assert counted(shown) == {
        "rows read": 3, "on a passage": 0, "on the whole draft": 1, "waiting for your choice": 2, "rows left out": 0
    }  # fmt: skip
    assert "Undo" not in shown
    client.press(rows, verb="whole")
    client.press(rows, verb="add")
    assert "wait for their place again" not in page(client.get(rows))


def test_whom_a_row_names_is_shown_to_the_person_who_uploads_it(client: Any, slug: str) -> None:
    begin(client)
    table = [
        ["Clause", "Organisation", "Name", "Type", "Comment"],
        ["2.1", "Seed Union", "A. Person", "te", "No."],
    ]
    rows = uploaded(client, forms.in_csv(table))
    shown = page(client.get(rows))
    assert re.search(r"Who comments, as written: .*Seed Union.*A\. Person", shown)
    assert "the names in the rows are not submitted with them" in shown
    assert "Seed Union" in page(client.get(f"{rows}/rows/1"))
    client.press(f"{rows}/rows/1", verb="out")
    assert "the names in the rows" not in page(client.get(rows))


def test_the_same_file_again_is_the_same_upload_and_a_corrected_file_adds_only_what_is_new(
    app: Flask, client: Any, slug: str
) -> None:
    begin(client)
    file = forms.in_xlsx([ISO, *ROWS])
    rows = uploaded(client, file)
    client.press(rows, verb="save", **{"row-2": "whole", "type-3": "general"})
    client.press(rows, verb="add")
    answer = upload(client, file)
    assert (answer.status_code, answer.location) == (303, rows)
    assert "This file was uploaded before." in page(client.get(rows))
    more = [*ROWS, ["KE-005", "", "1", "", "ge", "One more.", "", ""]]
    later = uploaded(client, forms.in_csv([ISO, *more]))
    assert later != rows
    assert counted(page(client.get(later))) == {
        "rows read": 5,
        "on a passage": 1,
        "already added": 3,
        "row left out": 1,
    }
    client.press(later, verb="add")
    assert [said for _key, _type, said in comments(app)][3:] == ["One more."]


def test_what_was_chosen_is_saved_at_once_and_by_the_buttons_to_other_pages(
    app: Flask, client: Any, slug: str
) -> None:
    begin(client)
    several = [[f"KE-{n:03}", "", "2.1 and 3", "", "", f"Comment {n}.", "", ""] for n in range(1, 53)]
    rows = uploaded(client, forms.in_csv([ISO, *several]))
    waiting = f"{rows}?show=waiting"
    assert page(client.get(rows)).count("The row does not say the type of comment.") == 50
    token = {**_fields(client, waiting), "verb": ""}
    chosen_here = {"row-1": "whole", "type-1": "general", "row-2": "at:reports", "type-2": "editorial"}
    answer = client.post(waiting, data={**token, **chosen_here, "from": "51"})
    assert "show=waiting" in answer.location and "Comment 52." in page(client.get(answer.location))
    script, token = {"HX-Request": "true"}, _fields(client, answer.location)
    for chosen in ("out", "at:reports"):  # as arrow keys pass by what is not meant
        sent = {**token, "row-51": chosen, "type-51": "general"}
        answer = client.post(waiting, data=sent, headers=script)
        token = fields(html.fromstring(answer.get_data()))
    assert counted(page(answer)) == {"rows read": 52, "on a passage": 2, "on the whole draft": 1,
                                     "waiting for your choice": 49, "rows left out": 0}  # fmt: skip
    client.press(waiting, verb="save", **{"row-51": "out"})  # of another page, that shows what was before
    client.press(rows, verb="add")
    assert comments(app) == [
        ("", "general", "Comment 1."), ("reports", "editorial", "Comment 2."), ("reports", "general", "Comment 51."),
    ]  # fmt: skip


def test_rows_of_several_organisations_are_added_only_by_someone_who_says_that_they_are_theirs(
    app: Flask, client: Any, slug: str
) -> None:
    begin(client)
    several = [
        ["KE-001", "", "2.1", "", "te", "Ours.", "", ""],
        ["DE-001", "", "3", "", "te", "Theirs.", "", ""],
    ]
    rows = uploaded(client, forms.in_csv([ISO, *several]))
    shown = page(client.get(rows))
    assert "These rows name several organisations" in shown
    refused = client.press(rows, verb="add")
    assert (refused.status_code, comments(app)) == (422, [])
    assert "Nothing was added. Confirm that the rows are your comments" in page(refused)
    client.press(f"{rows}/rows/2", verb="out")
    assert "These rows name several organisations" not in page(client.get(rows))
    client.press(rows, verb="add")
    assert [said for _key, _type, said in comments(app)] == ["Ours."]


def test_an_eleventh_form_is_refused_and_none_leaves(client: Any, slug: str) -> None:
    begin(client)
    first, *_others = [
        uploaded(client, forms.in_csv([ISO, ["", "", "2.1", "", "te", f"Words {number}.", "", ""]]))
        for number in range(10)
    ]
    refused = upload(client, forms.in_csv([ISO, *ROWS]))
    assert refused.status_code == 409
    assert "You have uploaded ten forms. Remove one of them" in page(refused)
    assert client.get(first).status_code == 200
    client.press(first, verb="discard")
    uploaded(client, forms.in_csv([ISO, *ROWS]))


def test_what_someone_says_of_an_unknown_table_is_only_offered_to_others(
    app: Flask, client: Any, slug: str
) -> None:
    begin(client)
    table = [["Wo", "Was uns stört", "Besser"], ["2.1", "Zu viel.", "weniger"], ["3", "Zu lang.", ""]]
    columns = uploaded(client, forms.in_csv(table))
    assert columns.endswith("/columns")
    shown = page(client.get(columns))
    assert "Zu viel." in shown and "weniger" in shown
    wrong = client.press(columns, **{"column-0": "clause", "column-1": "ignored", "column-2": "ignored"})
    assert wrong.status_code == 422
    assert "Choose the column that holds the comments" in page(wrong)
    assert re.search(r'<option selected value="clause">', page(wrong))
    said = {"column-0": "clause", "column-1": "comment", "column-2": "proposal"}
    rows = client.press(columns, **said).location
    assert counted(page(client.get(rows))) == {
        "rows read": 2, "on a passage": 0, "waiting for your choice": 2, "rows left out": 0
    }  # fmt: skip
    other = app.test_client()
    begin(other)
    again = uploaded(other, forms.in_csv([*table, ["1", "Noch etwas.", ""]]))
    assert again.endswith("/columns")
    offered = re.findall(r'<option selected value="(\w+)">', page(other.get(again)))
    assert offered == ["clause", "comment", "proposal"]
    assert other.get(rows).status_code == 404  # the upload of someone else


def test_columns_that_are_read_again_double_no_comment_and_keep_what_a_person_changed(
    app: Flask, client: Any, slug: str
) -> None:
    begin(client)
    table = [["Wo", "Was", "Warum"], ["2.1", "Zu viel.", "Es ist zu viel."], ["3", "Zu lang.", "Es dauert."],
             ["2.1", "Noch etwas.", "So ist es."]]  # fmt: skip
    columns = uploaded(client, forms.in_csv(table))
    said = {"column-0": "clause", "column-1": "comment", "column-2": "ignored"}
    rows = client.press(columns, **said).location
    client.press(rows, verb="types", **{"type-all": "general"})
    client.press(f"{rows}/rows/1", passage="whole", comment="Viel zu viel.")
    client.press(f"{rows}/rows/3", verb="out")
    client.press(rows, verb="add")
    assert [one[2] for one in comments(app)] == ["Viel zu viel.", "Zu lang."]
    client.press(f"{rows}/rows/3", passage="whole")
    client.press(f"{rows}/rows/3", passage="whole", comment="Noch viel mehr.")
    client.press(columns, **said | {"column-2": "rationale"})
    assert counted(page(client.get(rows))) == {
        "rows read": 3, "on a passage": 0, "on the whole draft": 1, "different from their comments": 2, "rows left out": 0
    }  # fmt: skip
    assert "this row says something else than the comment that was made of it" in page(client.get(rows))
    client.press(rows, verb="add")
    assert comments(app)[2:] == [("", "general", "Noch viel mehr.")]
    assert ["So ist es." in (shown := page(client.get(SHEET))), "Es ist zu viel." in shown] == [True, False]
    client.press(rows, **{"row-1": "replace", "row-2": "out"}, verb="save")
    client.press(columns, **said | {"column-2": "rationale"})  # what was chosen stays chosen
    assert counted(page(client.get(rows)))["replacing their comments"] == 1
    client.press(rows, verb="add")
    assert [one[2] for one in comments(app)] == ["Viel zu viel.", "Zu lang.", "Noch viel mehr."]
    assert ["Es ist zu viel." in (shown := page(client.get(SHEET))), "Es dauert." in shown] == [True, False]
    assert counted(page(client.get(rows)))["already added"] == 3
    client.press(
        columns, **said | {"column-2": "proposal"}
    )  # a comment says again something else than its row
    assert counted(page(client.get(rows)))["different from their comments"] == 3


def test_a_form_that_was_removed_and_is_read_in_another_way_doubles_no_comment(
    app: Flask, client: Any, slug: str
) -> None:
    begin(client)
    file = forms.in_csv(
        [["Wo", "Was", "Warum"], ["2.1", "Zu viel.", "Es ist zu viel."], ["3", "Zu lang.", "Ja."]]
    )
    said = {"column-0": "clause", "column-1": "comment", "column-2": "ignored"}
    rows = client.press(uploaded(client, file), **said).location
    client.press(rows, verb="types", **{"type-all": "general"})
    client.press(f"{rows}/rows/2", verb="out")
    client.press(rows, verb="add")
    assert client.post(rows, data=client.form(rows) | {"verb": "discard"}).status_code == 303
    assert [client.get(rows).status_code, file.name in page(client.get(FORMS))] == [404, False]
    columns = uploaded(client, file)
    rows = client.press(columns, **said | {"column-2": "rationale"}).location
    client.press(rows, verb="types", **{"type-all": "general"})
    assert [
        counted(page(client.get(rows))).get(one) for one in ("different from their comments", "on a passage")
    ] == [1, 1]
    client.press(rows, verb="add")
    assert [one[2] for one in comments(app)] == ["Zu viel.", "Zu lang."]


def test_a_correction_that_waited_for_another_sees_it(app: Flask, slug: str) -> None:
    """Two windows save one row at once: each has read it before the first has saved."""
    begin(client := app.test_client())
    rows = uploaded(client, forms.in_csv([ISO, *ROWS]))
    with app.app_context():
        upload_of = db.session.execute(select(FormUpload)).scalar_one()
        row = queries.row_at(upload_of, 1)
        assert row.said["comment"] == "Thirty tonnes are too much."
        with ThreadPoolExecutor(1) as other:
            pressing = {"passage": "whole", "comment": "First.", "type": "technical"}
            other.submit(client.press, f"{rows}/rows/1", **pressing).result()
        with pytest.raises(StaleForm):
            actions.correct(
                upload_of, 1, world.load(slug), block_key="", type=CommentType.TECHNICAL, comment="Second.",
                proposal="", rationale="", seen=form_version(row, *SEEN),
            )  # fmt: skip


def test_a_row_is_corrected_on_its_page_and_nothing_typed_is_lost(app: Flask, client: Any, slug: str) -> None:
    begin(client)
    rows = uploaded(client, forms.in_ods([ISO, *ROWS]))
    typed = "Say by when.\nAnd to whom."
    wrong = client.press(f"{rows}/rows/4", passage="", comment=typed, proposal="", type="technical")
    assert wrong.status_code == 422
    assert "Choose the passage, or the whole draft." in page(wrong) and typed in wrong.text
    long = client.press(f"{rows}/rows/4", passage="whole", comment=typed, proposal="x" * 20_001)
    assert long.status_code == 422 and typed in long.text and "x" * 20_001 in long.text
    stale = _fields(client, f"{rows}/rows/4")
    taken = client.press(f"{rows}/rows/4", passage="at:reports-1", comment=typed, type="technical")
    assert taken.status_code == 303
    later = client.post(f"{rows}/rows/4", data=stale | {"passage": "whole", "comment": "Other words."})
    assert later.status_code == 409 and "Other words." in later.text and "Say by when." in later.text
    client.press(f"{rows}/rows/1", verb="out")
    assert counted(page(client.get(rows))) == {"rows read": 4, "on a passage": 1, "waiting for your choice": 2,
                                                "row left out": 1}  # fmt: skip
    client.press(rows, verb="whole", **{"type-3": "general"})
    client.press(rows, verb="add")
    assert ("reports-1", "technical", typed) in comments(app)
    assert len(comments(app)) == 3
    window = _fields(client, f"{rows}/rows/2")
    code = code_in(client.get(SHEET))
    with client.session_transaction() as session:
        session.clear()
    typed_late = {"sheet": "", "passage": "at:reports", "comment": "Typed after an hour."}
    lost = client.post(f"{rows}/rows/2", data=window | typed_late)
    assert lost.status_code == 422
    again = fields(html.fromstring(lost.get_data()))
    assert (again["comment"], again["passage"]) == ("Typed after an hour.", "at:reports")
    saved = client.post(f"{rows}/rows/2", data=again | {"code": code, "type": "technical"})
    assert saved.status_code == 303, page(saved)
    window = _fields(client, f"{rows}/rows/2")
    assert window["comment"] == "Typed after an hour."
    assert client.press(f"{SHEET}/review", consent="y").status_code == 303
    kept = client.post(f"{rows}/rows/2", data=window | {"comment": "Typed in another window."})
    assert (kept.status_code, "Typed in another window." in page(kept)) == (409, True)
    assert "Your text is kept on this page" in page(kept)


def _fields(client: Any, path: str) -> dict[str, Any]:
    return fields(html.fromstring(client.get(path).get_data()))


def test_choices_survive_a_token_that_does_not_hold_and_the_deadline(
    app: Flask, client: Any, clean: None
) -> None:
    closes_at = clock.now() + timedelta(days=2)
    world.consultation(app, closes_at=closes_at, late={"accept": False, "grace_minutes": 0})
    begin(client)
    rows = uploaded(client, forms.in_docx(ROWS, ISO))
    answer = client.press(
        rows, verb="save", csrf_token="old", **{"row-2": "at:reports", "type-3": "editorial"}
    )
    assert answer.status_code == 422
    assert re.search(r'value="editorial"\s+selected', page(answer))
    assert re.search(r'value="at:reports" checked', page(answer))
    with clock.at(closes_at + timedelta(hours=1)):
        closed = page(client.get(rows))
        assert "This consultation takes no more comments" in closed
        assert "to the draft submission</button>" not in closed
        assert client.press(rows, verb="save", **{"row-2": "at:reports"}).status_code == 303
        assert counted(page(client.get(rows)))["on a passage"] == 2


def test_a_passage_that_a_correction_removed_is_chosen_again(app: Flask, client: Any, slug: str) -> None:
    begin(client)
    rows = uploaded(client, forms.in_docx(ROWS, ISO))
    with app.app_context():
        row = db.session.execute(select(UploadedRow).where(UploadedRow.position == 1)).scalar_one()
        row.block_key = "gone"
        db.session.commit()
    answer = client.press(rows, verb="add", **{"type-3": "general"})
    shown = page(client.get(answer.location))
    assert "1 comment added" in shown and "1 row could not be added." in shown
    assert counted(shown)["waiting for your choice"] == 2


def _old() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)


def _merged() -> Source:
    document = docx.Document()
    table = document.add_table(3, 3)
    for cell, words in zip(table.rows[0].cells, ("Clause", "Comment", "Proposed change"), strict=True):
        cell.text = words
    table.cell(1, 0).merge(table.cell(2, 0)).text = "2.1"
    table.cell(1, 1).text, table.cell(2, 1).text = "One.", "Two."
    out = BytesIO()
    document.save(out)
    return Source("merged.docx", out.getvalue())


def _archive() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("notes.txt", "words")
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("empty.csv", b"", "The file is empty."),
        ("old.xls", _old(), "older Office file or a file with a password"),
        ("locked.docx", _old(), "older Office file or a file with a password"),
        ("a.png", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, "Use a Word document"),
        ("a.pdf", b"%PDF-1.7 words", "This is a PDF."),
        ("a.zip", _archive(), "Use a Word document"),
        ("a.docx", b"PK\x03\x04 nothing", "The file is damaged."),
        ("a.xlsx", forms.in_xlsx([ISO]).data, "The file has no rows under its headings."),
        ("words.csv", b"Only one column\nwords\n", "no table"),
        ("large.csv", b"x" * (10 * 1024 * 1024 + 1), "larger than 10 MB"),
        ("many.csv", forms.in_csv([ISO, *([ROWS[0]] * 2001)]).data, "more than 2,000 rows"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_says_why(
    client: Any, slug: str, name: str, data: bytes, why: str
) -> None:
    begin(client)
    answer = upload(client, Source(name, data))
    assert answer.status_code == 422
    assert why in page(answer)


def test_merged_cells_count_for_all_their_rows(client: Any, slug: str) -> None:
    begin(client)
    assert counted(page(client.get(uploaded(client, _merged())))) == {
        "rows read": 2, "on a passage": 0, "waiting for your choice": 2, "rows left out": 0
    }  # fmt: skip


@pytest.mark.realdata
def test_the_real_sheet_of_the_iso_form_and_a_real_matrix(
    app: Flask, client: Any, slug: str, realdata: Path
) -> None:
    sheet = realdata / "iso_commenter" / "comments.yaml"
    matrix = next((realdata / "uspki").glob("Comment_Matrix*.xlsx"), None)
    if not sheet.is_file() or matrix is None:
        pytest.skip(
            "iso_commenter/comments.yaml or uspki/Comment_Matrix….xlsx is not in the folder of real data"
        )
    begin(client)
    empty = upload(client, Source(matrix.name, matrix.read_bytes()))
    assert "The file has no rows under its headings." in page(empty)
    every = yaml.safe_load(sheet.read_text())["comments"]
    lines = [
        [one["id"], one["locality"].get("line_number") or "", one["locality"]["clause"] or "",
         one["locality"].get("element") or "", one["type"], one["comments"], one["proposed_change"] or "", ""]
        for one in every
    ]  # fmt: skip
    rows = uploaded(client, forms.in_docx(lines, ISO))
    found = counted(page(client.get(rows)))
    assert found.pop("rows read") == sum(found.values()) == 55
    client.press(rows, verb="whole")
    client.press(rows, verb="add", whose="mine")
    assert [said for _key, _type, said in comments(app)] == [line[5].strip() for line in lines]


def test_a_thousand_rows_are_paged(app: Flask, client: Any, slug: str) -> None:
    begin(client)
    many = [[f"KE-{n:04}", "", "2.1", "", "te", f"Comment number {n}.", "", ""] for n in range(1, 1001)]
    rows = uploaded(client, forms.in_csv([ISO, *many]))
    first, last = page(client.get(rows)), page(client.get(f"{rows}?page=20"))
    assert "Comment number 50." in first and "Comment number 51." not in first
    assert "Comment number 1000." in last
    after = re.search(r'name="from" value="(\d+)"', first)
    assert after and after[1] == "51"
    client.press(rows, verb="add")
    assert len(comments(app)) == 1000
