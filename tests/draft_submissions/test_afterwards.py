"""After submitting: amending, withdrawing, and who may see where things stand."""

from typing import Any

import pytest
from flask import Flask
from lxml import html

from consult.accounts import queries as people
from consult.consultations import actions as consulting
from consult.core import clock
from consult.core.stale_check import NO_PAGE
from consult.submissions import actions, queries
from consult.submissions.admission import PROMPT, Admission, unchangeable
from consult.submissions.lifecycle import Moderation, State
from tests import cast, world
from tests.draft_submissions.walking import (
    AT,
    ME,
    PLACE,
    SHEET,
    WHOLE,
    WORDS,
    begin,
    page,
    said,
    send,
    sheets,
)


def test_amending_keeps_what_was_said_before(app: Flask, client: Any, slug: str) -> None:
    begin(client)
    client.press(PLACE, **WORDS)
    reference = send(client)
    base = f"/submissions/{reference}"
    assert "earlier version" not in page(client.get(f"{base}/comments/1/amendment"))
    form = client.form(f"{base}/comments/1/amendment")
    assert form["comment"] == WORDS["comment"]
    answer = client.press(f"{base}/comments/1/amendment", comment="25 000 is enough.")
    assert answer.location == f"{base}/status"
    again = page(client.get(f"{base}/comments/1/amendment"))
    assert "1 earlier version is kept" in again
    assert WORDS["comment"] in again
    empty = client.press(f"{base}/comments/1/amendment", comment="", proposal="")
    assert empty.status_code == 422


def test_adding_and_withdrawing_one_comment_and_then_everything(app: Flask, client: Any, slug: str) -> None:
    begin(client)
    client.press(WHOLE, comment="First.")
    reference = send(client)
    base = f"/submissions/{reference}"
    form = client.form(f"{base}/comments/new?block=scope-1") | WORDS
    path = f"{base}/comments/new?block=scope-1"
    assert [client.post(path, data=form).status_code for _ in range(2)] == [303, 303]
    assert said(app, reference) == [WORDS["comment"], "First."]
    assert client.press(f"{base}/comments/1/withdrawal").status_code == 422
    assert client.press(f"{base}/comments/1/withdrawal", confirm="y").location == f"{base}/status"
    assert "Withdrawn by the submitter" in page(client.get(f"{base}/status"))
    assert client.press(f"{base}/withdrawal", confirm="y").location == f"{base}/status"
    assert sheets(app) == [("withdrawn", 2)]
    assert "You withdrew this submission." in page(client.get(f"{base}/status"))
    with app.app_context():
        assert queries.totals(world.load().id).withdrawn == 2


def test_after_the_closing_the_words_of_a_change_come_back(app: Flask, client: Any, strict: Any) -> None:
    begin(client)
    client.press(WHOLE, comment="First.")
    reference = send(client)
    base = f"/submissions/{reference}"
    form = client.form(f"{base}/comments/1/amendment") | {"comment": "Too late."}
    leaving = client.form(f"{base}/withdrawal") | {"confirm": "y"}
    with clock.at(strict):
        assert client.get(f"{base}/comments/1/amendment").location == f"{base}/status"
        assert "Submissions can no longer be changed." in page(client.get(f"{base}/status"))
        answer = client.post(f"{base}/comments/1/amendment", data=form)
        assert answer.status_code == 409
        assert "Too late." in page(answer)
        assert client.post(f"{base}/withdrawal", data=leaving).status_code == 409
        assert "Submissions can no longer be changed." in page(client.get(f"{base}/status"))
    assert said(app, reference) == ["First."]


def test_a_withdrawn_consultation_is_not_said_to_be_past_its_deadline(
    app: Flask, client: Any, slug: str
) -> None:
    begin(client)
    client.press(WHOLE, comment="First.")
    reference = send(client)
    base = f"/submissions/{reference}"
    form = client.form(f"{base}/comments/1/amendment") | {"comment": "Once more."}
    with app.app_context():
        by = people.by_email(world.OFFICER)
        assert by is not None
        consulting.withdraw(world.load(), "The draft was withdrawn.", by=by, seen=NO_PAGE)
    assert client.get(f"{base}/comments/1/amendment").location == f"{base}/status"
    told = page(client.get(f"{base}/status"))
    answer = page(client.post(f"{base}/comments/1/amendment", data=form))
    for found in (told, answer):
        assert "This consultation has ended. Submissions can no longer be changed." in found
        assert "The deadline has passed" not in found
    assert "Once more." in answer


@pytest.mark.parametrize("how", Admission)
def test_every_admission_says_whether_and_why_not_a_submission_can_be_changed(how: Admission) -> None:
    assert (unchangeable(how) == "") == (how in PROMPT)
    assert ("deadline has passed" in unchangeable(how)) == (how in {Admission.LATE, Admission.REFUSED})


def test_the_status_tells_where_each_comment_stands(app: Flask, client: Any, slug: str) -> None:
    begin(client)
    client.press(PLACE, **WORDS)
    client.press(WHOLE, comment="We welcome the draft.")
    reference = send(client)
    with app.app_context():
        first, second = queries.comments_of(queries.by_reference(reference))
        actions.hide(first, state=Moderation.WITHHELD, reason="personal_data")
        actions.publish(second, state=Moderation.PUBLISHED, hidden={})
    status = page(client.get(f"/submissions/{reference}/status"))
    assert "Not published" in status
    assert "Reason: Personal data" in status
    assert f"/submissions/{reference}/comments/1/objection" in status
    assert f"/submissions/{reference}/comments/2/objection" not in status


def test_no_one_else_opens_a_submission(app: Flask, client: Any, slug: str) -> None:
    begin(client)
    client.press(WHOLE, comment="Mine.")
    reference = send(client)
    base = f"/submissions/{reference}"
    stranger: Any = app.test_client()
    for path in (
        "receipt",
        "status",
        "copy",
        "withdrawal",
        "comments/1/amendment",
        "comments/1/withdrawal",
        "comments/new",
    ):
        answer = stranger.get(f"{base}/{path}")
        assert (answer.status_code, answer.location) == (303, f"/resume?next={base}/{path}")
        if path not in {"receipt", "status", "copy"}:
            assert stranger.post(f"{base}/{path}", data={}).status_code == 403
    assert stranger.get("/submissions/AAA-AAA-AAA/status").status_code == 404
    assert sheets(app) == [(State.SUBMITTED.value, 1)]


def test_a_draft_begun_with_an_account_is_no_one_elses_on_the_same_computer(
    app: Flask, client: Any, slug: str
) -> None:
    for email in ("one@example.org", "two@example.org"):
        cast.person(app, email)
    cast.sign_in(client, "one@example.org")
    begin(client)
    client.press(WHOLE, comment="Private.")
    cast.sign_in(client, "two@example.org")
    assert client.get(SHEET).location == f"{AT}/take-part"


def test_an_account_lists_what_it_began_and_sent(app: Flask, client: Any, slug: str) -> None:
    cast.person(app, "wanjiru@growers.example")
    assert client.get("/account/submissions").location == "/sign-in?next=/account/submissions"
    cast.sign_in(client, "wanjiru@growers.example")
    assert "No submissions yet." in page(client.get("/account/submissions"))
    begin(client)
    client.press(WHOLE, comment="First.")
    assert 'href="/consultations/sampling-of-seed-lots/sheet"' in page(client.get("/account/submissions"))
    reference = send(client)
    world.submission(app)
    listed = page(client.get("/account/submissions"))
    assert (f"/submissions/{reference}/status" in listed, "1 comment" in listed) == (True, True)
    assert listed.count("/status") == 1


def test_the_receipt_comes_back_where_its_code_cannot_be_mailed(
    app: Flask, client: Any, slug: str, limited: None
) -> None:
    begin(client, email="")
    client.press(WHOLE, comment="First.")
    reference = send(client)
    receipt = f"/submissions/{reference}/receipt"
    form = client.form(receipt, _form="/code")
    answers = [client.post(f"{SHEET}/code", data=form | {"email": "nowhere"})]
    answers += [client.post(f"{SHEET}/code", data=form | {"csrf_token": "old", "email": "me@example.org"})]
    asked = [client.post(f"{SHEET}/code", data=form | {"email": f"me{n}@example.org"}) for n in range(6)]
    assert [(one.status_code, one.location) for one in asked[:5]] == [(303, receipt)] * 5
    answers.append(asked[5])
    assert [one.status_code for one in answers] == [422, 422, 429]
    for one in answers:
        shown = html.fromstring(one.data)
        assert shown.xpath("//h1")[0].text_content().strip() == f"Received: {reference}"
        assert shown.xpath("count(//*[@id='error-summary']//li)") == 1
        assert "Review and submit" not in one.text


def test_the_receipt_names_its_submitter_and_comments_have_one_number_on_every_page(
    app: Flask, client: Any, slug: str
) -> None:
    begin(client)
    client.press(PLACE, **WORDS)
    client.press(WHOLE, type="general", comment="A clear draft.")
    client.press(SHEET, _form="/comments/1/removal")
    for path in (f"{SHEET}/review", SHEET, f"{SHEET}/copy"):
        shown = page(client.get(path))
        assert ("Comment 2" in shown, "Comment 1" in shown) == (True, False)
    reference = send(client)
    receipt = page(client.get(f"/submissions/{reference}/receipt"))
    assert all(words in receipt for words in (ME["organisation"], ME["name"], "Kenya"))
    assert "We are sending the receipt to" in receipt and "we send no email but the receipt to it" in receipt
    assert "no other email" not in receipt, "the receipt is one"
    assert "we send no other email to it" in page(client.get(f"/submissions/{reference}/status"))
    assert "-- Comment 2: Whole draft" in page(client.get(f"/submissions/{reference}/copy"))
    assert "Comment 2" in page(client.get(f"/submissions/{reference}/status"))
