"""A form with the rows of many stakeholders that an officer enters: reviewed, submitted, at once or by a job."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from lxml import html
from sqlalchemy import func, select

from consult.comment_forms.models import Channel, CommentRow, FormFile
from consult.core import clock, jobs
from consult.core.database import db
from consult.documents.blocks import Source
from consult.form_uploads.models import UploadedRow
from consult.stakeholders import actions as stakeholders
from consult.stakeholders.models import Category
from consult.submissions.models import Comment, Route, Submission
from tests import cast, paged, world
from tests.comment_forms import forms
from tests.draft_submissions.walking import AT, page
from tests.form_uploads.test_writing import ISO, counted
from tests.moderation import acting
from tests.pages import fields

ENTRIES = f"{AT}/entries"
FORMS = f"{ENTRIES}/forms"
ROWS = [
    ["KE-001", "12", "2.1", "", "te", "Thirty tonnes are too much.", "20 000 kilograms", ""],
    ["FR-001", "", "Whole document", "", "ge", "A clear draft.", "", ""],
    ["KE-002", "", "2.1 and 3", "", "ed", "Both say the same.", "", ""],
    ["FR-002", "", "3", "", "te", "", "", ""],
]


@pytest.fixture
def officer(app: Flask, slug: str) -> Any:
    client = app.test_client()
    cast.sign_in(client, world.OFFICER)
    return client


def entered(client: Any, file: Source, **said: Any) -> str:
    answer = client.press(FORMS, file=(BytesIO(file.data), file.name), **said)
    assert answer.status_code == 303, page(answer)
    return str(answer.location)


def _submissions() -> list[tuple[str, str, int]]:
    rows = (
        select(Submission.organisation, Submission.route, func.count(Comment.id))
        .join(Comment, Comment.submission_id == Submission.id)
        .group_by(Submission.id)
        .order_by(Submission.id)
    )
    return [(one[0], one[1].value, one[2]) for one in db.session.execute(rows)]


def test_an_officer_reviews_the_rows_by_stakeholder_and_submits_them(app: Flask, officer: Any) -> None:
    assert "entries/forms" in officer.get(AT).text
    with app.app_context():
        received = clock.now() - timedelta(hours=3)
    rows = entered(
        officer, forms.in_docx(ROWS, ISO), channel="letter", received_day=received.date().isoformat(),
        received_time=received.strftime("%H:%M"),
    )  # fmt: skip
    shown = page(officer.get(rows))
    assert shown.index("Thirty tonnes") < shown.index("Both say the same.") < shown.index("A clear draft.")
    assert counted(shown) == {
        "rows read": 4, "on a passage": 1, "on the whole draft": 1, "waiting for your choice": 1, "row left out": 1
    }  # fmt: skip
    told = officer.press(rows, verb="add", **{"row-2": "at:reports"}, follow=True)
    assert "3 comments submitted." in page(told)
    with app.app_context():
        assert _submissions() == [("KE", "staff", 2), ("FR", "staff", 1)]
        file = db.session.execute(select(FormFile)).scalar_one()
        assert file.channel is Channel.LETTER
        assert file.received_at < clock.now() - timedelta(hours=2)
        kept = db.session.execute(select(CommentRow.own_number).order_by(CommentRow.row)).scalars().all()
        assert kept == ["KE-001", "FR-001", "KE-002"]
    assert counted(page(officer.get(rows)))["already added"] == 3
    again = officer.press(rows, verb="add", follow=True)
    assert "Nothing was submitted" in page(again)
    path_of_command = forms.in_csv([ISO, *ROWS])
    later = entered(officer, path_of_command)
    assert counted(page(officer.get(later)))["already added"] == 3  # in whatever file


def test_later_rows_join_the_submission_of_their_stakeholder_and_nameless_ones_wait_for_one(
    app: Flask, officer: Any
) -> None:
    nameless = ["", "", "3", "", "te", "No one says this.", "", ""]
    rows = entered(officer, forms.in_csv([ISO, *ROWS, nameless]))
    officer.press(rows, verb="add")
    with app.app_context():
        assert _submissions() == [("KE", "staff", 1), ("FR", "staff", 1)]
    officer.press(rows, verb="add", **{"row-2": "at:reports"})
    with app.app_context():
        assert _submissions() == [("KE", "staff", 2), ("FR", "staff", 1)]
        reference = db.session.execute(select(Submission.reference).order_by(Submission.id)).scalars().first()
    shown = page(officer.get(rows))
    assert counted(shown)["waiting for your choice"] == 1
    assert "Say for whom these rows speak." in shown
    assert f'Submission <span class="reference">{reference}</span>' in shown
    wrong = officer.press(f"{rows}/stakeholders/5", category="government")
    assert wrong.status_code == 422
    assert "Enter the name of the organisation or of the person." in page(wrong)
    said = {"organisation": "Water board", "category": "government", "country": "KEN"}
    assert officer.press(f"{rows}/stakeholders/5", **said).status_code == 303
    assert "Kenya" in page(officer.get(rows))
    officer.press(rows, verb="add")
    with app.app_context():
        assert _submissions() == [("KE", "staff", 2), ("FR", "staff", 1), ("Water board", "staff", 1)]


def test_rows_that_the_command_has_imported_meanwhile_cannot_be_changed_from_an_open_page(
    app: Flask, officer: Any, slug: str, tmp_path: Path
) -> None:
    both = ["KE-004", "", "2.1 and 3", "", "te", "Both are unclear.", "", ""]
    file = forms.in_csv([ISO, *ROWS, both])
    rows = entered(officer, file)
    sent = officer.form(rows) | {"row-2": "each", "row-3": "at:reports", "verb": "save"}
    path = tmp_path / file.name
    path.write_bytes(file.data)
    done = app.test_cli_runner().invoke(args=["submissions", "import", str(path), "--consultation", slug])
    assert done.exit_code == 0, done.output
    with app.app_context():
        before = _submissions()
        ways = select(UploadedRow.position, UploadedRow.certainty, UploadedRow.block_key).order_by(
            UploadedRow.position
        )
        shown = [tuple(one) for one in db.session.execute(ways)]
    for verb in ("save", "whole", "add"):
        officer.post(rows, data=sent | {"verb": verb})
        with app.app_context():
            assert [tuple(one) for one in db.session.execute(ways)] == shown, verb
            assert _submissions() == before, verb


def test_a_row_that_is_corrected_and_submitted_later_keeps_its_line(app: Flask, clean: None) -> None:
    world.consultation(app, blocks=paged.parsed())
    officer = app.test_client()
    cast.sign_in(officer, world.OFFICER)
    lines = [
        ["Organisation", "Clause", "Page", "Line", "Type", "Comment"],
        ["Seed Union", "", "1", "12", "te", "This line is too long."],
        ["Seed Union", "9.9", "", "12", "te", "This line is not clear."],
    ]
    rows = entered(officer, forms.in_csv(lines))
    officer.press(rows, verb="add")
    assert officer.press(f"{rows}/rows/2", passage="at:page-1.p1").status_code == 303
    officer.press(rows, verb="add")
    with app.app_context():
        assert _submissions() == [("Seed Union", "staff", 2)]
        kept = db.session.execute(select(Comment.comment, Comment.page_part).order_by(Comment.number)).all()
    assert [tuple(one) for one in kept] == [
        ("This line is too long.", "line=12"), ("This line is not clear.", "line=12"),
    ]  # fmt: skip


def test_stakeholders_who_send_the_same_words_are_submissions_of_their_own(app: Flask, officer: Any) -> None:
    lines = [
        ["Clause", "Comment", "Why"],
        ["2.1", "We support the draft.", "It is clear."],
        ["3", "Too late.", ""],
    ]
    first = forms.in_csv(lines)
    for country, file in (("Country A", first), ("Country B", Source("b.csv", first.data + b"\r\n"))):
        rows = entered(officer, file)
        assert counted(page(officer.get(rows))) == {
            "rows read": 2, "on a passage": 0, "waiting for your choice": 2, "rows left out": 0
        }  # fmt: skip
        officer.press(rows, verb="types", **{"type-all": "general"})
        officer.press(f"{rows}/rows/2", verb="out")
        officer.press(f"{rows}/stakeholders/1", organisation=country, category="government")
        assert "1 comment submitted." in page(officer.press(rows, verb="add", follow=True))
    both = [("Country A", "staff", 1), ("Country B", "staff", 1)]
    with app.app_context():
        assert _submissions() == both
    columns = {"column-0": "clause", "column-1": "comment", "column-2": "ignored"}
    officer.press(f"{rows}/columns", **columns)
    again = page(officer.press(rows, verb="add", follow=True))
    assert "Nothing was submitted" in again and "Country B" in again
    officer.press(rows, verb="discard")
    rows = entered(officer, Source("b.csv", first.data + b"\r\n"))  # read by the mapping of before
    assert counted(page(officer.get(rows)))["already added"] == 1
    with app.app_context():
        assert _submissions() == both


def test_a_form_cannot_be_received_in_the_future_and_nothing_is_lost(officer: Any) -> None:
    file = forms.in_csv([ISO, *ROWS])
    wrong = officer.press(
        FORMS, file=(BytesIO(file.data), file.name), channel="meeting", received_day="2099-01-01",
        received_time="10:00",
    )  # fmt: skip
    assert wrong.status_code == 422
    assert "The date of receipt is in the future." in page(wrong)
    assert "2099-01-01" in wrong.text
    early = officer.press(
        FORMS, file=(BytesIO(file.data), file.name), received_day="0001-01-01", received_time="00:00"
    )
    assert (early.status_code, "between the years 2000 and 2100" in page(early)) == (422, True)
    early = officer.press(FORMS, file=(BytesIO(file.data), file.name), received_day="2001-01-01")
    assert (early.status_code, "was not open yet on this date" in page(early)) == (422, True)
    rows = entered(officer, file, channel="meeting")
    assert "Meeting" in page(officer.get(rows))
    assert officer.press(f"{rows}/receipt", received_day="2001-01-01").status_code == 422
    assert officer.press(f"{rows}/receipt", channel="letter").status_code == 303
    assert "Post" in page(officer.get(rows))


def test_the_receipt_of_a_form_is_kept_where_its_file_is_uploaded_again(app: Flask, officer: Any) -> None:
    file = forms.in_csv([ISO, *ROWS])
    with app.app_context():
        received = (clock.now() - timedelta(days=3)).replace(hour=9, minute=0)
    day = received.date().isoformat()
    rows = entered(officer, file, channel="letter", received_day=day, received_time="09:00")
    stated = officer.form(f"{rows}/receipt")
    sent = officer.press(FORMS, file=(BytesIO(file.data), file.name), channel="meeting", follow=True)
    told = page(sent)
    assert (
        "The receipt that was entered before is kept: Post," in told and "You can change the receipt" in told
    )
    assert f"{rows}/receipt" in sent.text
    now = officer.form(f"{rows}/receipt")
    for name in ("channel", "received_day", "received_time", "language"):
        assert now[name] == stated[name]
    assert (now["channel"], now["received_day"], now["received_time"]) == ("letter", day, "09:00")


def test_the_time_of_the_page_does_not_count_for_another_day(app: Flask, officer: Any) -> None:
    """An officer who changes the day alone has stated no time, and on the day of a deadline the time decides."""
    file = forms.in_csv([ISO, *ROWS])
    with app.app_context():
        before = (clock.now() - timedelta(days=3)).date().isoformat()
    begun = officer.form(FORMS) | {"channel": "letter", "received_day": before}
    asked = officer.post(FORMS, data=begun | {"file": (BytesIO(file.data), file.name)})
    assert (asked.status_code, "The time on the page was that of another day." in page(asked)) == (422, True)
    again = fields(html.fromstring(asked.data))
    assert (again["received_day"], again["received_time"], again["channel"]) == (before, "", "letter")
    again["received_time"] = begun["received_time"]  # it may have been at this time of day all the same
    taken = officer.post(FORMS, data=again | {"file": (BytesIO(file.data), file.name)})
    assert taken.status_code == 303
    assert "The time on the page" not in page(officer.get(f"{taken.location}/receipt"))
    corrected = officer.press(f"{taken.location}/receipt", received_day=before)
    assert corrected.status_code == 303  # of a time that was stated no one asks
    entry = {
        "capacity": "personal",
        "name": "Wanjiru Kimani",
        "category": "industry",
        "comment-1": "Too large.",
    }
    told = officer.press(ENTRIES, **entry, **{"type-1": "general"}, received_day=before, verb="submit")
    assert (told.status_code, "Enter the time of receipt." in page(told)) == (422, True)


def test_two_officers_do_not_undo_what_the_other_says_of_receipt_and_stakeholders(
    app: Flask, officer: Any
) -> None:
    nameless = ["", "", "3", "", "te", "No one says this.", "", ""]
    rows = entered(officer, forms.in_csv([ISO, *ROWS, nameless]))
    other = app.test_client()
    cast.sign_in(other, world.OFFICER)
    receipt, stakeholder = f"{rows}/receipt", f"{rows}/stakeholders/5"
    theirs = {at: other.form(at) for at in (receipt, stakeholder)}
    assert officer.press(receipt, channel="letter").status_code == 303
    told = other.post(receipt, data=theirs[receipt] | {"language": "fr"})
    assert (told.status_code, "Someone changed this after you opened it." in told.text) == (409, True)
    assert other.post(receipt, data=fields(html.fromstring(told.data))).status_code == 303
    now = officer.form(receipt)
    assert (now["channel"], now["language"]) == ("letter", "fr")
    assert officer.press(stakeholder, organisation="Alpha", category="industry").status_code == 303
    told = other.post(
        stakeholder, data=theirs[stakeholder] | {"organisation": "Beta", "category": "academia"}
    )
    assert (told.status_code, "Alpha" in page(told), 'value="Beta"' in told.text) == (409, True, True)
    assert "Alpha" in page(officer.get(rows)) and "Beta" not in page(officer.get(rows))
    unmarked = {name: value for name, value in now.items() if name != "seen"}
    assert officer.post(receipt, data=unmarked | {"channel": "meeting"}).status_code == 409
    assert officer.form(receipt)["channel"] == "letter"


def test_a_stakeholder_that_was_corrected_on_an_old_page_is_not_that_of_other_rows(
    app: Flask, officer: Any
) -> None:
    lines = [["Organisation", "Body", "Clause", "Type", "Comment"]]
    lines += [[f"O{n}", f"B{9 - n % 2}", "2.1", "te", f"Comment {n}."] for n in range(4)]
    rows = entered(officer, forms.in_csv(lines))
    old = officer.form(f"{rows}/stakeholders/2")
    assert old["organisation"] == "O1"
    officer.press(f"{rows}/columns", **{"column-0": "ignored", "column-1": "organisation"})
    told = officer.post(f"{rows}/stakeholders/2", data=old | {"organisation": "O1 corrected"})
    assert (told.status_code, "Current version" in page(told)) == (409, True)
    again = fields(html.fromstring(told.data))
    assert (again["organisation"], again["place"]) == ("O1 corrected", old["place"])
    assert "O1 corrected" not in page(officer.get(rows))


def test_what_came_after_the_deadline_is_refused_by_the_rule(app: Flask, clean: None) -> None:
    closes_at = clock.now() + timedelta(days=2)
    world.consultation(app, closes_at=closes_at, late={"accept": False, "grace_minutes": 0})
    with clock.at(closes_at + timedelta(days=1)):
        client = app.test_client()
        cast.sign_in(client, world.OFFICER)
        rows = entered(client, forms.in_csv([ISO, *ROWS]))
        told = client.press(rows, verb="add", follow=True)
        assert "comments submitted" not in page(told)
        with app.app_context():
            assert _submissions() == []
        early = closes_at - timedelta(hours=25)
        rows = entered(
            client, forms.in_docx(ROWS, ISO), received_day=early.date().isoformat(),
            received_time=early.strftime("%H:%M"),
        )  # fmt: skip
        client.press(rows, verb="add")
        with app.app_context():
            assert _submissions() == [("KE", Route.STAFF.value, 1), ("FR", "staff", 1)]


def test_many_rows_are_submitted_by_a_job(app: Flask, officer: Any) -> None:
    many = [[f"Group {n % 90}", "", "2.1", "", "te", f"Comment {n}.", "", ""] for n in range(400)]
    rows = entered(officer, forms.in_csv([ISO, *many]))
    answer = officer.press(rows, verb="add")
    assert answer.location.startswith("/jobs/")
    jobs.run_all()
    assert "90 of 90 done." in page(officer.get(answer.location))
    with app.app_context():
        found = _submissions()
        assert (len(found), sum(one[2] for one in found)) == (90, 400)
    assert counted(page(officer.get(rows)))["already added"] == 400


def test_a_form_is_not_discarded_while_a_job_submits_its_rows(app: Flask, officer: Any) -> None:
    many = [[f"Group {n % 90}", "", "2.1", "", "te", f"Comment {n}.", "", ""] for n in range(400)]
    rows = entered(officer, forms.in_csv([ISO, *many]))
    answer = officer.press(rows, verb="add")
    refused = officer.press(rows, verb="discard")
    assert (refused.status_code, "The rows of this form are being submitted." in page(refused)) == (409, True)
    other = app.test_client()
    cast.sign_in(other, world.OFFICER)
    assert other.press(rows, verb="discard").status_code == 409
    jobs.run_all()
    assert "90 of 90 done." in page(officer.get(answer.location))
    with app.app_context():
        assert sum(one[2] for one in _submissions()) == 400
    assert officer.press(rows, verb="discard").status_code == 303
    assert officer.get(rows).status_code == 404


def test_the_receipt_does_not_change_while_a_job_submits_the_rows(app: Flask, officer: Any) -> None:
    many = [[f"Group {n % 90}", "", "2.1", "", "te", f"Comment {n}.", "", ""] for n in range(400)]
    file = forms.in_csv([ISO, *many])
    rows = entered(officer, file, channel="letter")
    answer = officer.press(rows, verb="add")
    refused = officer.press(f"{rows}/receipt", channel="meeting")
    assert (refused.status_code, "The receipt was not changed." in page(refused)) == (409, True)
    assert fields(html.fromstring(refused.data))["channel"] == "meeting"
    assert entered(officer, file, channel="meeting") == rows  # the same file again
    jobs.run_all()
    assert "90 of 90 done." in page(officer.get(answer.location))
    with app.app_context():
        assert {one.channel for one in db.session.execute(select(FormFile)).scalars()} == {Channel.LETTER}
    assert officer.press(f"{rows}/receipt", channel="meeting").status_code == 303


def test_officers_of_other_organisations_find_nothing(app: Flask, officer: Any) -> None:
    rows = entered(officer, forms.in_csv([ISO, *ROWS]))
    other = app.test_client()
    cast.sign_in(other, world.MODERATOR)
    assert other.get(rows).status_code == 403
    assert app.test_client().get(rows).status_code in {302, 303}


def test_a_country_that_is_not_understood_is_asked_and_one_country_is_one_submission(
    app: Flask, officer: Any
) -> None:
    head = ["Country", "Organisation", "Section", "Type of comment", "Comment"]
    table = [
        head, ["Germany", "Germany", "Whole document", "general", "Too long."],
        ["DE", "DE", "Whole document", "general", "Too short."],
        ["Atlantis", "Water board", "Whole document", "general", "Too deep."],
    ]  # fmt: skip
    rows = entered(officer, forms.in_csv(table))
    shown = page(officer.get(rows))
    assert "Atlantis" in shown and "Until then these rows are not submitted." in shown
    officer.press(rows, verb="add")
    with app.app_context():
        assert _submissions() == [("Germany", "staff", 2)]
    said = {"organisation": "Water board", "category": "government", "country": ""}
    assert officer.press(f"{rows}/stakeholders/3", **said).status_code == 303
    assert "Until then these rows are not submitted." not in page(officer.get(rows))
    officer.press(rows, verb="add")
    with app.app_context():
        assert _submissions() == [("Germany", "staff", 2), ("Water board", "staff", 1)]


def test_rows_have_the_subcategories_of_the_organisation_and_what_other_means(
    app: Flask, officer: Any
) -> None:
    with app.app_context():
        organisation = world.load(world.SLUG).organisation
        bank = stakeholders.add_subcategory(
            organisation, Category.ACADEMIA, "Seed bank", by=acting.user(world.OFFICER)
        )
        bank.translations = bank.translations.having("label", "fr", "Banque de semences", "Seed bank")
        db.session.commit()
    head = ["Organisation", "Organization Type", "Section", "Type of comment", "Comment"]
    said = ["Banque de semences", "Other: beekeepers", "Cooperative", "Guild", ""]
    table = [
        head,
        *([f"Body {n}", kind, "Whole document", "general", f"Words {n}."] for n, kind in enumerate(said)),
    ]
    rows = entered(officer, forms.in_csv(table))
    shown = page(officer.get(rows))
    assert "Academia · Seed bank" in shown and "Other · beekeepers" in shown
    assert "Industry · Cooperative" in shown
    assert shown.count("The category that this row names is not in the list.") == 1
    form = officer.get(f"{rows}/stakeholders/4")
    offered = {one.get("value") for one in html.fromstring(form.data).xpath("//*[@id='category']//option")}
    entry = html.fromstring(officer.get(ENTRIES).data)
    assert offered == {one.get("value") for one in entry.xpath("//*[@id='category']//option")}
    assert "academia.Seed bank" in offered
    officer.press(f"{rows}/stakeholders/4", category="academia.Seed bank")
    officer.press(f"{rows}/stakeholders/5", category="other", category_other="Guild of millers")
    again = officer.form(f"{rows}/stakeholders/5")
    assert (again["category"], again["category_other"]) == ("other", "Guild of millers")
    refused = officer.press(f"{rows}/stakeholders/5", category="academia.Guild")
    assert refused.status_code == 422
    assert "is not in the list" not in page(officer.get(rows))
    officer.press(rows, verb="add")
    with app.app_context():
        found = db.session.execute(select(Submission).order_by(Submission.organisation)).scalars()
        assert [(one.category, one.subcategory, one.category_other) for one in found] == [
            ("academia", "Seed bank", ""), ("other", "", "beekeepers"), ("industry", "cooperative", ""),
            ("academia", "Seed bank", ""), ("other", "", "Guild of millers"),
        ]  # fmt: skip
