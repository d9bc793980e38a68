"""Pages of rows that are older than the rows: what they send changes nothing unseen, and what was chosen in them stays."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from lxml import html
from sqlalchemy import func, select

from consult.core import jobs
from consult.core.database import db
from consult.form_uploads.models import UploadedRow
from consult.submissions.models import Comment
from tests import cast, world
from tests.comment_forms import forms
from tests.draft_submissions.walking import SHEET, begin, page
from tests.form_uploads.test_entering import entered
from tests.form_uploads.test_writing import ISO, comments, counted, uploaded
from tests.pages import fields

LINES = [
    ["KE-1", "", "2.1 and 3", "", "te", "Both are unclear.", "", ""],
    ["KE-2", "", "2.1 and 3", "", "te", "Both are long.", "", ""],
    ["KE-3", "", "2.1", "", "te", "Too much.", "Twenty tonnes", ""],
]
SCRIPT = {"HX-Request": "true"}
COLUMNS_READ = "The columns of this form were read again after you opened this page."
ROWS_CHANGED = "Rows of this form were changed after you opened this page."
ROW_CHANGED = "This row was changed after you opened this page. Your choice was not saved."
NO_MARK = "The form does not say which version it shows."


@pytest.fixture
def officer(app: Flask, slug: str) -> Any:
    return _officer(app)


def _officer(app: Flask) -> Any:
    client = app.test_client()
    cast.sign_in(client, world.OFFICER)
    return client


def _again(answer: Any) -> dict[str, Any]:
    """What a browser would send from the page that was answered."""
    return fields(html.fromstring(answer.data))


def _stored(app: Flask) -> list[tuple[Any, ...]]:
    """Every row, with what becomes of it."""
    names = ("position", "certainty", "block_key", "left_out", "said")
    rows = select(*(getattr(UploadedRow, name) for name in names)).order_by(UploadedRow.position)
    with app.app_context():
        return [tuple(one) for one in db.session.execute(rows)]


def _submitted(app: Flask) -> int:
    with app.app_context():
        return db.session.execute(select(func.count(Comment.id))).scalar_one()


def test_nothing_is_submitted_that_a_colleague_has_mapped_since(app: Flask, officer: Any) -> None:
    rows = entered(officer, forms.in_csv([ISO, *LINES]))
    old = officer.form(rows) | {"row-1": "at:reports", "verb": "add"}
    colleague = _officer(app)
    mapped = colleague.press(f"{rows}/columns", **{"column-6": "ignored"})
    assert mapped.status_code == 303
    before = _stored(app)
    told = officer.post(rows, data=old)
    assert (told.status_code, COLUMNS_READ in page(told), _submitted(app)) == (409, True, 0)
    assert _stored(app) == before
    again = _again(told)
    assert again["row-1"] == "at:reports"
    assert officer.post(rows, data=again | {"verb": "add"}).status_code == 303
    assert _submitted(app) == 2


def test_a_choice_stays_with_its_row_where_that_has_another_number_now(app: Flask, officer: Any) -> None:
    lines = [["Organisation", "Body", "Clause", "Type", "Comment"]]
    lines += [[f"O{n}", f"B{9 - n}", "2.1 and 3", "te", f"Comment {n}."] for n in (1, 2, 3)]
    lines += [["O9", "B8", "2.1 and 3", "te", "Comment 9."]]
    rows = entered(officer, forms.in_csv(lines))
    old = officer.form(rows)
    assert [one[4]["comment"] for one in _stored(app)] == [f"Comment {n}." for n in (1, 2, 3, 9)]
    _officer(app).press(f"{rows}/columns", **{"column-0": "ignored", "column-1": "organisation"})
    now = [one[4]["comment"] for one in _stored(app)]
    assert now == [f"Comment {n}." for n in (1, 9, 2, 3)]
    before = _stored(app)
    told = officer.post(rows, data=old | {"row-3": "at:reports", "verb": "save"})
    assert (told.status_code, _stored(app)) == (409, before)
    again = _again(told)
    assert {name: again.get(name) for name in ("row-3", "row-4")} == {"row-3": None, "row-4": "at:reports"}
    assert ROW_CHANGED in page(told)
    officer.post(rows, data=again | {"verb": "save"})
    assert [one[4]["comment"] for one in _stored(app) if one[2] == "reports"] == ["Comment 3."]


@pytest.mark.parametrize("verb", ["save", "add", "whole", "types", "discard", "waiting"])
def test_a_page_that_does_not_say_what_it_shows_changes_nothing(app: Flask, officer: Any, verb: str) -> None:
    rows = entered(officer, forms.in_csv([ISO, *LINES]))
    sent = officer.form(rows) | {"row-1": "whole", "type-all": "editorial", "verb": verb}
    before = _stored(app)
    for missing in ("seen", "seen-1"):
        told = officer.post(rows, data={name: value for name, value in sent.items() if name != missing})
        assert (told.status_code, NO_MARK in page(told)) == (409, True), missing
        assert (_stored(app), _submitted(app), _again(told)["row-1"]) == (before, 0, "whole")
        again = _again(told)
        assert again["type-all"] == "editorial" if "type-all" in again else True


@pytest.mark.parametrize("verb", ["whole", "wait", "discard", "add"])
def test_what_is_done_with_all_rows_needs_the_rows_that_were_shown(
    app: Flask, officer: Any, verb: str
) -> None:
    rows = entered(officer, forms.in_csv([ISO, *LINES]))
    officer.press(rows, verb="whole")
    officer.press(f"{rows}/rows/2", verb="out")
    old = officer.form(rows)
    _officer(app).press(f"{rows}/rows/3", comment="Corrected by a colleague.")
    before = _stored(app)
    told = officer.post(rows, data=old | {"verb": verb})
    assert (told.status_code, ROWS_CHANGED in page(told)) == (409, True)
    assert (_stored(app), _submitted(app)) == (before, 0)


def test_two_officers_choose_of_different_rows_at_once(app: Flask, officer: Any) -> None:
    rows = entered(officer, forms.in_csv([ISO, *LINES]))
    ready = Barrier(2)
    by = {1: (officer, "at:reports"), 2: (_officer(app), "whole")}
    sent = {at: client.form(rows) | {f"row-{at}": value} for at, (client, value) in by.items()}

    def choose(at: int) -> Any:
        ready.wait()
        return by[at][0].post(rows, data=sent[at], headers=SCRIPT)

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(choose, by))
    assert [one.status_code for one in answers] == [200, 200]
    assert [one[1:3] for one in _stored(app)[:2]] == [("placed", "reports"), ("whole", "")]
    late = next(at for at, one in zip(by, answers, strict=True) if _again(one)["seen"] == sent[at]["seen"])
    told = by[late][0].post(rows, data=sent[late] | _again(answers[late - 1]) | {"verb": "add"})
    assert (told.status_code, _submitted(app)) == (409, 0)


def test_of_two_choices_for_one_row_at_once_one_counts_and_the_other_is_told(
    app: Flask, officer: Any
) -> None:
    rows = entered(officer, forms.in_csv([ISO, *LINES]))
    clients, ready = [officer, _officer(app)], Barrier(2)
    sent = [client.form(rows) for client in clients]
    values = ["at:reports", "whole"]

    def choose(number: int) -> Any:
        ready.wait()
        return clients[number].post(rows, data=sent[number] | {"row-1": values[number]}, headers=SCRIPT)

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(choose, (0, 1)))
    assert sorted(one.status_code for one in answers) == [200, 409]
    late = next(number for number, one in enumerate(answers) if one.status_code == 409)
    kept = {"at:reports": "reports", "whole": ""}[values[1 - late]]
    assert _stored(app)[0][2] == kept
    told = clients[late].post(rows, data=sent[late] | {"row-1": values[late], "verb": "save"})
    assert (told.status_code, ROW_CHANGED in page(told), _stored(app)[0][2]) == (409, True, kept)
    assert clients[late].post(rows, data=_again(told) | {"verb": "save"}).status_code == 303
    assert _stored(app)[0][2] == {"at:reports": "reports", "whole": ""}[values[late]]


def test_a_script_takes_the_marks_from_the_answer(app: Flask, officer: Any) -> None:
    rows = entered(officer, forms.in_csv([ISO, *LINES]))
    sent = officer.form(rows)
    for value in ("at:reports", "whole", "out"):
        answer = officer.post(rows, data=sent | {"row-1": value}, headers=SCRIPT)
        assert answer.status_code == 200
        sent |= {name: one for name, one in _again(answer).items() if name in {"seen", "seen-1"}}
    assert sent["seen"] == officer.form(rows)["seen"]
    assert officer.post(rows, data=sent | {"row-1": "out", "verb": "add"}).status_code == 303
    assert _submitted(app) == 1


def test_a_second_tab_of_one_person_keeps_what_was_chosen_in_the_first(
    app: Flask, client: Any, slug: str
) -> None:
    begin(client)
    rows = uploaded(client, forms.in_csv([ISO, *LINES]))
    first = client.form(rows)
    client.press(f"{rows}/rows/2", comment="Corrected in the second tab.", passage="whole")
    saved = client.post(rows, data=first | {"row-1": "at:reports", "verb": "save"})
    assert saved.status_code == 303  # of another row
    told = client.post(rows, data=first | {"row-1": "at:reports", "row-2": "at:reports", "verb": "add"})
    assert (told.status_code, comments(app)) == (409, [])
    assert client.press(rows, verb="add").status_code == 303
    assert [said for _key, _type, said in comments(app)] == [
        "Both are unclear.", "Corrected in the second tab.", "Too much.",
    ]  # fmt: skip


def test_a_comment_that_was_deleted_in_another_tab_is_not_added_again_unseen(
    app: Flask, client: Any, slug: str
) -> None:
    begin(client)
    rows = uploaded(client, forms.in_csv([ISO, *LINES]))
    client.press(rows, verb="add")
    old = client.form(rows)
    client.press(SHEET, _form="/comments/1/removal")
    told = client.post(rows, data=old | {"row-1": "whole", "verb": "add"})
    assert (told.status_code, comments(app)) == (409, [])


def test_one_type_for_all_rows_is_not_that_of_rows_that_the_command_has_imported(
    app: Flask, officer: Any, slug: str, tmp_path: Path
) -> None:
    untyped = [
        ["KE-1", "", "2.1", "", "xx", "Too much.", "", ""],
        ["KE-2", "", "3", "", "yy", "Late.", "", ""],
    ]
    file = forms.in_csv([ISO, *untyped])
    rows = entered(officer, file)
    sent = officer.form(rows) | {"type-all": "editorial", "verb": "types"}
    path = tmp_path / file.name
    path.write_bytes(file.data)
    done = app.test_cli_runner().invoke(args=["submissions", "import", str(path), "--consultation", slug])
    assert done.exit_code == 0, done.output
    assert _submitted(app) == 2
    before = _stored(app)
    for data in (sent, officer.form(rows) | {"type-all": "editorial", "verb": "types"}):
        officer.post(rows, data=data)
        assert _stored(app) == before


def test_a_row_is_left_out_only_where_it_is_the_row_that_was_shown(app: Flask, officer: Any) -> None:
    rows = entered(officer, forms.in_csv([ISO, *LINES]))
    at = f"{rows}/rows/3"
    old = officer.form(at)
    _officer(app).press(at, comment="Corrected by a colleague.")
    told = officer.post(at, data=old | {"verb": "out"})
    assert (told.status_code, "Corrected by a colleague." in page(told)) == (409, True)
    assert _stored(app)[2][3] == ""
    unmarked = {name: value for name, value in officer.form(at).items() if name != "seen"}
    assert officer.post(at, data=unmarked | {"verb": "out"}).status_code == 409
    assert officer.post(at, data=_again(told) | {"verb": "out"}).status_code == 303
    assert _stored(app)[2][3] != ""


def test_a_correction_is_of_its_row_where_that_has_another_number_now(app: Flask, officer: Any) -> None:
    lines = [["Organisation", "Body", "Clause", "Type", "Comment"]]
    lines += [
        ["O1", "B1", "2.1", "te", "One."],
        ["O2", "B2", "3", "te", "Two."],
        ["O3", "B1", "3", "te", "Three."],
    ]
    rows = entered(officer, forms.in_csv(lines))
    old = officer.form(f"{rows}/rows/2")
    _officer(app).press(f"{rows}/columns", **{"column-0": "ignored", "column-1": "organisation"})
    assert [one[4]["comment"] for one in _stored(app)] == ["One.", "Three.", "Two."]
    told = officer.post(f"{rows}/rows/2", data=old | {"comment": "Two, corrected."})
    if told.status_code == 409:
        told = officer.post(f"{rows}/rows/2", data=_again(told))
    assert told.status_code == 303
    assert [one[4]["comment"] for one in _stored(app)] == ["One.", "Three.", "Two, corrected."]


def test_columns_are_not_mapped_over_what_a_colleague_has_said_of_them(app: Flask, officer: Any) -> None:
    rows = entered(officer, forms.in_csv([ISO, *LINES]))
    at = f"{rows}/columns"
    old = officer.form(at)
    _officer(app).press(at, **{"column-6": "ignored"})
    before = _stored(app)
    told = officer.post(at, data=old | {"column-5": "rationale"})
    assert (told.status_code, "Current version" in page(told), _stored(app)) == (409, True, before)
    unmarked = {name: value for name, value in officer.form(at).items() if name != "seen"}
    assert officer.post(at, data=unmarked).status_code == 409
    assert officer.post(at, data=_again(told)).status_code == 303
    assert _stored(app) != before


def test_a_job_submits_only_rows_that_are_what_they_were_when_it_began(app: Flask, officer: Any) -> None:
    many = [[f"Group {n % 90}", "", "2.1", "", "te", f"Comment {n}.", "", ""] for n in range(400)]
    rows = entered(officer, forms.in_csv([ISO, *many]))
    answer = officer.press(rows, verb="add")
    assert answer.location.startswith("/jobs/")
    assert _officer(app).press(f"{rows}/rows/1", comment="Corrected meanwhile.").status_code == 303
    jobs.run_all()
    shown = page(officer.get(answer.location))
    assert "89 of 90 done." in shown
    assert "These rows were changed after someone chose to submit them." in shown
    left = counted(page(officer.get(rows)))["on a passage"]
    assert (left, _submitted(app)) == (5, 395)
    officer.press(rows, verb="add")
    jobs.run_all()
    assert _submitted(app) == 400
