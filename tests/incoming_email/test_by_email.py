"""Comments that are sent by email: a filled form that its sender confirms, and any other email, which an officer
completes. Taken by a real LMTP server."""

import re
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from flask import Flask
from lxml import html
from sqlalchemy import func, select, update

from consult.attachments.models import Attachment
from consult.comment_forms.models import Channel, FormFile
from consult.core import clock
from consult.core.database import db
from consult.documents.blocks import Source
from consult.draft_submissions.models import DraftSubmission
from consult.form_uploads.actions import settle
from consult.form_uploads.models import FormUpload
from consult.incoming_email import actions, addresses, jobs, queries, taking
from consult.incoming_email.models import EmailState, IncomingEmail
from consult.staff_entries.models import Entry
from consult.submissions import queries as submissions
from consult.submissions.models import Comment, Submission
from tests import cast, questionnaires, world
from tests.attachments import making
from tests.comment_forms import forms
from tests.draft_submissions.walking import AT, SHEET, page, send
from tests.form_uploads.test_writing import ISO, ROWS
from tests.incoming_email.emails import ADDRESS, ME, answers, deliver, email, link_in, serving
from tests.pages import fields

LIST = f"{AT}/entries/emails"


def states(app: Flask) -> list[str]:
    with app.app_context():
        rows = db.session.execute(select(IncomingEmail.state).order_by(IncomingEmail.id)).scalars()
        return [one.value for one in rows]


def count(app: Flask, model: Any) -> int:
    with app.app_context():
        return db.session.execute(select(func.count()).select_from(model)).scalar_one()


def test_a_form_by_email_is_reviewed_confirmed_and_submitted_once(app: Flask, client: Any) -> None:
    world.consultation(app)
    assert ADDRESS in client.get(AT).text
    sent = email(files=(forms.in_docx(ROWS, ISO),))
    with serving(app) as port:
        assert deliver(port, sent)[0] == 250
        assert deliver(port, sent)[0] == 250  # the same email again, as after a crash
    assert states(app) == ["stored"]
    jobs.read_all()
    jobs.read_all()
    (told,) = answers(app)
    assert told.subject.startswith("Review your comments")
    assert "read 4 rows of comments in the attached files" in " ".join(told.text.split())
    assert "Our comments" not in told.text  # a stranger may have written them under this address
    assert (count(app, DraftSubmission), count(app, Submission)) == (0, 0)  # it was not confirmed

    link = link_in(told.text)
    other = link.replace(link[-8:], "0" * 8)
    assert client.get(other).status_code == 404
    shown = page(client.get(link))
    assert "4 rows read" in shown
    assert "Until then an officer of the organisation can enter its comments." in shown
    assert ME in shown
    details = client.press(link)
    assert "/take-part?form=" in details.location
    who = page(client.get(details.location))
    assert 'value="Wanjiru Kimani"' in who
    assert "Your filled comment form is uploaded." in who
    rows = client.press(details.location, capacity="personal", category="individual", language="en")
    assert rows.location.startswith(f"{SHEET}/forms/"), page(rows)
    assert "Thirty tonnes are too much." in client.get(rows.location).text
    client.press(rows.location, verb="add", **{"type-3": "general"})
    reference = send(client, without_rows="y")  # two rows wait for their place
    assert (count(app, Submission), count(app, Comment)) == (1, 2)
    with app.app_context():
        settle()
        filed = submissions.by_reference(reference)
        assert (filed.email, bool(filed.email_confirmed_at)) == (ME, True)  # the link has confirmed it
        assert db.session.execute(select(FormFile.channel)).scalars().all() == [Channel.EMAIL]
        number = db.session.execute(select(Comment.number).limit(1)).scalar_one()
    assert "Confirm your email address" not in client.get(f"/submissions/{reference}/receipt").text
    assert "A moderator decides on your request." in page(client.get(f"/submissions/{reference}/status"))
    moderator = app.test_client()
    cast.sign_in(moderator, world.MODERATOR)
    assert "By email in a filled form" in moderator.get(f"/moderation/{reference}/{number}").text

    again = app.test_client()
    assert "/submissions/" in str(again.press(link, follow=True).request.path)
    assert (count(app, Submission), states(app)) == (1, ["confirmed"])


def test_a_corrected_form_of_the_same_sender_joins_the_draft_that_is_open(app: Flask, client: Any) -> None:
    world.consultation(app)
    with serving(app) as port:
        for number in (1, 2, 3):
            file = forms.in_docx(ROWS[: number + 1], ISO)
            deliver(port, email(files=(file,), Message_ID=f"<{number}@growers.example>"))
    jobs.read_all()
    first, second, third = (link_in(one.text) for one in answers(app))
    who = {"capacity": "personal", "category": "individual", "language": "en"}
    for link in (first, second):
        rows = client.press(client.press(link).location, **who)
        assert rows.location.startswith(f"{SHEET}/forms/"), page(rows)
    assert count(app, DraftSubmission) == 1
    client.press(rows.location, verb="add")
    reference = send(client, without_rows="y")
    assert "/submissions/" in str(client.press(second, follow=True).request.path)
    assert (count(app, DraftSubmission), count(app, Submission)) == (0, 1)
    told = page(client.get(third))
    assert "You already submitted comments from an earlier email" in told and reference in told
    assert "You already submitted" not in page(client.get(first))


def test_what_a_form_brings_along_is_told_and_stays_for_officers(app: Flask, client: Any) -> None:
    world.consultation(app)
    tables = tuple(
        Source(f"{name}.csv", f"Clause,Comment\n1,Words of {name}\n".encode())
        for name in ("a", "b", "c", "d")
    )
    with serving(app) as port:
        deliver(port, email("See also our letter.", files=(*tables, Source("letter.pdf", making.pdf()))))
    jobs.read_all()
    (told,) = answers(app)
    words = " ".join(told.text.split())
    assert "Some files of your email are not part of your comments." in words
    assert "The text of your email is not part of your comments." in words
    link = link_in(told.text)
    assert "d.csv and letter.pdf" in page(client.get(link))
    client.press(link)
    officer = app.test_client()
    cast.sign_in(officer, world.OFFICER)
    with app.app_context():
        kept = db.session.execute(select(IncomingEmail)).scalar_one()
    assert f"{LIST}/{kept.reference}" in officer.get(LIST).text
    shown = page(officer.get(f"{LIST}/{kept.reference}"))
    assert "See also our letter." in shown
    assert shown.count("Read as a comment form") == 3
    assert shown.count("Not part of the comments") == 2
    assert b"d.csv" in officer.get(f"{LIST}/{kept.reference}/original").data


def test_an_officer_enters_a_form_whose_sender_does_not_confirm_it(app: Flask, client: Any) -> None:
    world.consultation(app)
    with serving(app) as port:
        deliver(
            port,
            email(
                "See also our letter.", files=(forms.in_docx(ROWS, ISO), Source("letter.pdf", making.pdf()))
            ),
        )
    jobs.read_all()
    (told,) = answers(app)
    link = link_in(told.text)
    opened = client.form(link)  # the sender has the page open
    officer = app.test_client()
    cast.sign_in(officer, world.OFFICER)
    with app.app_context():
        kept = db.session.execute(select(IncomingEmail)).scalar_one()
    mine = f"{LIST}/{kept.reference}"
    rows = officer.press(mine, _form="/forms")
    assert rows.status_code == 303
    shown = page(officer.get(rows.location))
    assert ["4 rows read" in re.sub(r"<[^>]+>", "", shown), "KE-001" in shown] == [True, True]
    assert client.post(link, data=opened).status_code == 404
    assert "An officer of the organisation enters the comments of this email" in page(client.get(link))
    assert states(app) == ["to_complete"]
    rest = page(officer.get(mine))
    assert ["See also our letter." in rest, "letter.pdf" in rest, "among the uploaded forms" in rest] == [
        True
    ] * 3
    again = officer.post(
        f"{mine}/forms", data={"csrf_token": officer.form(mine)["csrf_token"]}, follow_redirects=True
    )
    assert "Nothing was changed." in page(again)
    with app.app_context():
        upload = db.session.execute(select(FormUpload)).scalar_one()
        assert (upload.channel, upload.received_at, upload.draft_key) == ("email", kept.received_at, "")


def test_an_unknown_table_of_an_email_is_entered_as_a_form(app: Flask, client: Any) -> None:
    world.consultation(app)
    table = Source("unknown.csv", b"Where,Remark of ours\n1,Lots are too large\n")
    letter = Source("letter.docx", making.word())
    with serving(app) as port:
        deliver(port, email("See the table.", files=(table, letter)))
    jobs.read_all()
    assert states(app) == ["to_complete"]
    cast.sign_in(client, world.OFFICER)
    with app.app_context():
        came = db.session.execute(select(IncomingEmail)).scalar_one()
    mine = f"{LIST}/{came.reference}"
    shown = page(client.get(mine))
    assert "Enter this table" in shown
    assert "Files of this kind cannot be attached" not in shown
    assert "Complete the email" not in shown
    typed = {"comment-1": "My own words."}
    number = re.findall(r'value="table (\d+)"[^>]*>Enter this table<[^>]*>: unknown', shown)[0]
    columns = client.press(mine, _form=came.reference, **typed, verb=f"table {number}")
    assert columns.location.endswith("/columns"), page(columns)
    assert "Remark of ours" in page(client.get(columns.location))
    client.press(mine, _form=came.reference, verb=f"table {number}")
    assert count(app, FormUpload) == 1
    with app.app_context():
        upload = db.session.execute(select(FormUpload)).scalar_one()
        assert (upload.channel, upload.received_at, upload.draft_key) == ("email", came.received_at, "")
    again = page(client.get(mine))
    assert ["Entered as a comment form." in again, "My own words." in again] == [True, True]
    other = "1" if number == "0" else "0"
    refused = client.press(mine, _form=came.reference, verb=f"table {other}")
    assert (refused.status_code, count(app, FormUpload)) == (422, 1)
    old = client.form(mine, _form="/completion")
    assert client.press(
        mine, _form=came.reference, **{"comment-1": "Saved meanwhile."}, verb="later"
    ).location
    told = client.post(f"{mine}/completion", data=old)
    assert (told.status_code, "Other words were saved in this entry" in page(told)) == (409, True)
    unmarked = client.post(f"{mine}/completion", data={"csrf_token": old["csrf_token"]})
    assert (unmarked.status_code, states(app), count(app, Entry)) == (409, ["to_complete"], 1)
    done = client.press(mine, _form="/completion", follow=True)
    assert "Email completed." in page(done)
    assert (states(app), count(app, Entry)) == (["completed"], 0)
    assert b"unknown.csv" in client.get(f"{mine}/original").data


def test_a_form_for_a_questionnaire_goes_to_an_officer(app: Flask, client: Any, clean: None) -> None:
    slug = questionnaires.asking(app, is_questionnaire=True)
    with serving(app) as port:
        deliver(port, email(files=(forms.in_docx(ROWS, ISO),)), to=f"{slug}@comments.example.org")
    jobs.read_all()
    assert states(app) == ["to_complete"]
    assert [one.subject.startswith("Email received") for one in answers(app)] == [True]
    cast.sign_in(client, world.OFFICER)
    with app.app_context():
        came = db.session.execute(select(IncomingEmail)).scalar_one()
    path = f"/consultations/{slug}/entries/emails/{came.reference}"
    assert ".docx" in page(client.get(path))
    who = {"capacity": "personal", "category": "individual", "attribution": "anonymous_to_public"}
    done = client.press(
        path, _form=came.reference, **who, **{"type-1": "general"}, verb="submit", follow=True
    )
    assert "Submitted as" in page(done), page(done)


def test_an_officer_completes_another_email_and_closes_one(app: Flask, client: Any) -> None:
    world.consultation(app)
    with serving(app) as port:
        deliver(port, email("Dear all,\n\nlots are too large.\n\nReports come late.", Subject="Lots"))
        deliver(port, email("Buy now.", Subject="Offer", Message_ID="<2@x.example>"), sender="x@shop.example")
    jobs.read_all()
    assert [one.subject.startswith("Email received") for one in answers(app)] == [True, True]
    assert client.get(LIST).status_code in {302, 303}
    cast.sign_in(client, world.OFFICER)
    assert "entries/emails" in client.get(AT).text
    listed = client.get(LIST).text
    assert listed.index("Lots") < listed.index("Offer")
    with app.app_context():
        first, second = db.session.execute(select(IncomingEmail).order_by(IncomingEmail.id)).scalars()
        arrived = first.received_at
    one, two = (f"{LIST}/{found.reference}" for found in (first, second))
    original = client.get(f"{one}/original")
    assert original.headers["Content-Disposition"].startswith("attachment")
    assert b"lots are too large" in original.data

    who = {"capacity": "personal", "category": "individual", "attribution": "anonymous_to_public"}
    first_comment = {"comment-1": "Lots are too large.", "passage-1": "lot-size"}
    other_page = client.form(one, _form=first.reference) | {"comment-1": "Typed on another page."}
    empty = client.press(
        one, _form=first.reference, **who, **first_comment, name="", organisation="", verb="submit"
    )
    assert empty.status_code == 422
    assert "Enter the name of the organisation or of the person." in page(empty)
    more = client.press(
        one, _form=first.reference, **who, **first_comment, name="Wanjiru Kimani", verb="more"
    )
    assert more.location.endswith("#comment-2")
    assert "Not submitted" not in client.get(f"{AT}/entries").text  # an email is listed by itself
    second_comment = {
        "type-1": "technical",
        "passage-2": "",
        "type-2": "general",
        "comment-2": "Reports come late.",
    }
    done = client.press(one, _form=first.reference, follow=True, **second_comment, verb="submit")
    assert "Submitted as" in page(done), page(done)
    with app.app_context():
        filed = db.session.execute(select(Submission)).scalar_one()
        assert (filed.name, filed.email, filed.received_at) == ("Wanjiru Kimani", ME, arrived)
        entry = db.session.execute(select(Entry)).scalar_one()
        assert (entry.channel, entry.submission_id, set(entry.typed)) == (Channel.EMAIL, filed.id, {"page"})
        kept = db.session.execute(select(Attachment)).scalar_one()
        assert (kept.name, kept.is_record) == ("email.txt", True)
        said = select(Comment.block_key, Comment.comment).order_by(Comment.number)
        assert [tuple(row) for row in db.session.execute(said)] == [
            ("lot-size", "Lots are too large."), ("", "Reports come late."),
        ]  # fmt: skip
    assert "before" in page(client.get(one, follow_redirects=True))
    assert (
        "Completed emails" not in client.get(LIST).text and client.get(f"{one}/original").status_code == 404
    )
    assert filed.reference in client.get(f"{AT}/entries/{entry.reference}").text
    late = client.post(one, data=other_page)
    assert (late.status_code, "What you typed on this page was not added." in page(late)) == (409, True)
    assert "Typed on another page." in late.text

    other_page = client.form(two, _form=second.reference) | {"comment-1": "Typed on another page."}
    assert client.press(f"{two}", _form="/closing").status_code == 422
    assert "Email closed." in page(client.press(two, _form="/closing", reason="spam", follow=True))
    with app.app_context():
        left = db.session.execute(select(IncomingEmail).order_by(IncomingEmail.id)).scalars().all()
        assert [(found.state.value, found.text) for found in left] == [("completed", ""), ("closed", "")]
    late = client.post(two, data=other_page)
    assert (late.status_code, "Your text is kept for you alone" in page(late)) == (409, True)
    assert "Typed on another page." in late.text
    typed = client.post(f"{two}/typed", data=other_page | {"comment-1": "Typed on and on."})
    assert typed.status_code == 202
    listed = page(client.get(LIST))
    assert "Typed on and on." in listed
    other = app.test_client()
    cast.sign_in(other, world.MODERATOR)
    assert other.get(LIST).status_code == 403


def _for_officer(app: Flask, client: Any, message: EmailMessage) -> IncomingEmail:
    """An email that has arrived, for an officer who is signed in."""
    world.consultation(app)
    with serving(app) as port:
        deliver(port, message)
    jobs.read_all()
    cast.sign_in(client, world.OFFICER)
    with app.app_context():
        return db.session.execute(select(IncomingEmail)).scalar_one()


def test_what_an_officer_types_of_an_email_is_kept_without_a_button(app: Flask, client: Any) -> None:
    came = _for_officer(app, client, email("Lots are too large."))
    one = f"{LIST}/{came.reference}"
    assert f'data-autosave="{one}/typed"' in client.get(one).text
    assert "Begun" not in page(client.get(LIST))
    typed = client.form(one, _form=came.reference) | {"organisation": "Growers of Kisumu"}
    kept = client.post(f"{one}/typed", data=typed)
    assert (kept.status_code, kept.json) == (200, {"saved": True, "complete": False, "at": one})
    assert "Growers of Kisumu" in client.get(one).text
    listed = page(client.get(LIST))
    assert "Begun" in listed and "Ines Okafor" in listed and "1 comment" in listed
    assert states(app) == ["to_complete"]
    assert client.press(one, _form="/closing", reason="spam").status_code == 303
    assert client.post(f"{one}/typed", data=typed).status_code == 202  # kept for this officer alone


def test_an_email_is_closed_only_as_the_page_shows_what_is_entered_of_it(app: Flask, client: Any) -> None:
    came = _for_officer(app, client, email("Lots are too large."))
    one = f"{LIST}/{came.reference}"
    other = app.test_client()
    cast.sign_in(other, world.OFFICER)
    old = other.form(one, _form="/closing") | {"reason": "spam"}
    typed = client.form(one, _form=came.reference) | {"organisation": "Growers of Kisumu"}
    assert client.post(one, data=typed | {"verb": "later"}).status_code == 303
    told = other.post(f"{one}/closing", data=old)
    assert (told.status_code, "Other words were saved in this entry" in page(told)) == (409, True)
    again = fields(html.fromstring(told.data), "/closing") | {"reason": "spam"}
    for mark in ("seen", "page"):
        unmarked = {key: value for key, value in again.items() if key != mark}
        assert other.post(f"{one}/closing", data=unmarked).status_code == 409
    assert "Growers of Kisumu" in client.get(one).text
    assert states(app) == ["to_complete"]
    assert other.post(f"{one}/closing", data=again).status_code == 303
    assert states(app) == ["closed"]


def test_what_surrounds_the_comment_of_an_email_is_left_out_and_brought_back_with_one_press(
    app: Flask, client: Any
) -> None:
    came = _for_officer(
        app, client, email("Dear Ms Okafor,\n\nLots are too large.\n\nKind regards,\nWanjiru Kimani")
    )
    one = f"{LIST}/{came.reference}"
    form = client.form(one, _form=came.reference)
    assert form["comment-1"] == "Lots are too large."
    shown = page(client.get(one))
    assert "Not in comment 1" in shown and shown.count("Dear Ms Okafor,") == 2, (
        "in the original, and as left out"
    )
    typed = {"comment-1": "Lots are much too large.", "verb": "restore"}
    assert client.post(one, data=form | typed).location == f"{one}#comment-1"
    whole = "Dear Ms Okafor,\n\nLots are much too large.\n\nKind regards,\nWanjiru Kimani"
    assert client.form(one, _form=came.reference)["comment-1"].replace("\r", "") == whole
    assert "Not in comment 1" not in client.get(one).text


def test_the_passage_that_an_email_names_alone_is_proposed(app: Flask, client: Any) -> None:
    came = _for_officer(
        app, client, email("Dear all,\n\nClause 2.1 is too strict.\n\nKind regards,\nWanjiru")
    )
    one = f"{LIST}/{came.reference}"
    assert client.form(one, _form=came.reference)["passage-1"]
    told = page(client.get(one))
    assert "The text names “<bdi>Clause 2.1</bdi>”. Choose another passage if the text is about" in told
    client.press(one, _form=came.reference, verb="later", **{"passage-1": ""})
    assert client.form(one, _form=came.reference)["passage-1"] == ""
    assert "Choose this passage" in page(client.get(one))


def test_attachments_of_an_email_are_checked_and_attached_where_the_officer_says_so(
    app: Flask, client: Any, work: Any
) -> None:
    world.consultation(app)
    files = (
        Source("position.pdf", making.pdf()), Source("broken.pdf", b"%PDF-1.7 broken"), Source("run.exe", b"MZ"),
        Source("notes.txt", b"Notes of the group."), Source("empty.txt", b""),
    )  # fmt: skip
    with serving(app) as port:
        deliver(port, email("See the files.", files=files))
    jobs.read_all()
    work()
    cast.sign_in(client, world.OFFICER)
    with app.app_context():
        waiting = db.session.execute(select(IncomingEmail)).scalar_one()
        kept = {one.name: one for one in db.session.execute(select(Attachment)).scalars()}
    assert set(kept) == {"position.pdf", "broken.pdf", "notes.txt"}
    one = f"{LIST}/{waiting.reference}"
    shown = page(client.get(one))
    assert shown.count('name="attached"') == 2
    assert "The file is damaged." in shown
    assert "Files of this kind cannot be attached." in shown
    assert "run.exe" in shown
    assert "empty.txt" in shown
    who = {"capacity": "personal", "category": "individual", "attribution": "anonymous_to_public"}
    done = client.press(
        one, _form=waiting.reference, **who, **{"type-1": "general"},
        attached=[kept["position.pdf"].reference], verb="submit",
    )  # fmt: skip
    assert done.status_code == 303, page(done)
    with app.app_context():
        rows = select(Attachment.name, Attachment.is_record).where(Attachment.submission_id.is_not(None))
        assert sorted(map(tuple, db.session.execute(rows))) == [
            ("email.txt", True), ("notes.txt", True), ("position.pdf", False),
        ]  # fmt: skip
    assert f"{waiting.reference}" in client.get(LIST).text
    left = client.get(one)
    assert "run.exe" in page(left) and f"{waiting.reference}/original" in left.text
    assert b"run.exe" in client.get(f"{one}/original").data
    with clock.at(clock.now() + queries.SETTLED + timedelta(hours=1)), app.app_context():
        actions.forget_old()
    assert client.get(f"{one}/original").status_code == 404


def test_emails_to_complete_name_the_address_where_there_is_one(app: Flask, client: Any) -> None:
    world.consultation(app)
    cast.sign_in(client, world.OFFICER)
    said = "that no officer completes are deleted after 180 days."
    assert f"Emails to <bdi>{ADDRESS}</bdi> {said}" in page(client.get(LIST))
    domain, imap_url = addresses.domain(), addresses.imap_url()
    try:
        addresses.wire("", "")
        assert f"Emails {said}" in page(client.get(LIST))
    finally:
        addresses.wire(domain, imap_url)


def test_officers_hear_once_a_day_that_emails_wait(app: Flask, client: Any, work: Any) -> None:
    world.consultation(app)
    cast.sign_in(client, world.OFFICER)

    def told() -> list[str]:
        jobs.tell_officers()
        work()
        return sorted(one.subject for one in answers(app, world.OFFICER) if "for an officer" in one.subject)

    assert told() == []
    with serving(app) as port:
        deliver(port, email(Message_ID="<1@growers.example>"))
        deliver(port, email(Message_ID="<2@growers.example>"))
        jobs.read_all()
        assert [one.partition(":")[0] for one in told()] == ["2 emails wait for an officer"]
        deliver(port, email(Message_ID="<3@growers.example>"))
        jobs.read_all()
    assert len(told()) == 1
    assert "3 emails wait for an officer" in page(client.get("/dashboard"))
    assert 'Emails to complete</a> <span class="count number">3<' in page(client.get(AT))
    with clock.at(clock.now() + timedelta(hours=25)):
        assert [one.partition(":")[0] for one in told()] == [
            "2 emails wait for an officer", "3 emails wait for an officer",
        ]  # fmt: skip
        assert len(told()) == 2


def test_nothing_answers_a_program_and_no_one_else_is_taken(app: Flask, clean: None) -> None:
    closes_at = clock.now() + timedelta(days=5)
    world.consultation(app, closes_at=closes_at, late={"accept": False, "grace_minutes": 0})
    with serving(app) as port:
        bounce = email(Message_ID="<a@x.example>", Auto_Submitted="auto-replied")
        assert deliver(port, bounce)[0] == 250
        assert deliver(port, email(Message_ID="<b@x.example>"), sender="")[0] == 250
        assert deliver(port, email(Message_ID="<c@x.example>", X_Loop=ADDRESS))[0] == 250
        scan = email(
            Message_ID="<s@x.example>", Auto_Submitted="auto-generated", From="copier@ministry.example"
        )
        assert deliver(port, scan, sender="copier@ministry.example")[0] == 250
        listed = email(Message_ID="<d@x.example>", List_Id="<seeds.lists.example>")
        assert deliver(port, listed)[0] == 250
        assert deliver(port, email(), to="nothing@comments.example.org")[0] == 550
        assert deliver(port, email(), to="someone@elsewhere.example")[0] == 550
        assert deliver(port, (b"x" * 70 + b"\n") * 360_000)[0] == 552
        for number in range(taking.MOST_OF_SENDER - 3):
            assert deliver(port, email(Message_ID=f"<{number}@growers.example>"))[0] == 250
        assert deliver(port, email(Message_ID="<last@growers.example>"))[0] == 450
    with clock.at(closes_at + timedelta(days=1)), app.app_context():
        assert taking.answer(ADDRESS, "other@x.example").words.startswith("550")
    for _turn in range(3):  # each reads for as long as it may
        jobs.read_all()
    assert states(app) == ["ignored"] * 3 + ["to_complete"] * (taking.MOST_OF_SENDER - 1)
    assert answers(app, "copier@ministry.example") == []
    assert len(answers(app)) <= taking.MOST_OF_SENDER - 3


def test_reports_of_servers_and_one_busy_sender_keep_no_one_else_out(app: Flask, clean: None) -> None:
    world.consultation(app)
    with serving(app) as port:
        told = [
            deliver(port, email(Message_ID=f"<{number}@x.example>"), sender="")[0]
            for number in range(taking.MOST_OF_NO_SENDER + 1)
        ]
        assert told == [250] * taking.MOST_OF_NO_SENDER + [450]
        for name in ("a", "b"):
            assert deliver(port, email(Message_ID=f"<{name}@x.example>"), sender="busy@x.example")[0] == 250
        assert deliver(port, email(Message_ID="<c@x.example>"))[0] == 250
    with app.app_context():
        senders = dict(db.session.execute(select(IncomingEmail.id, IncomingEmail.return_path)).all())
        assert [senders[one] for one in queries.waiting()][:4] == ["", "busy@x.example", ME, ""]
        assert queries.sent_to_since(queries.addressed(ADDRESS).id, clock.now() - timedelta(hours=1)) == 3


def test_answers_are_in_the_language_of_the_email_or_say_so_in_others(app: Flask, client: Any) -> None:
    world.consultation(app)
    french = (
        "Trente tonnes sont beaucoup trop pour un lot de semences. Nous proposons de réduire cette limite."
    )
    with serving(app) as port:
        deliver(port, email(french, Subject="Nos observations"))
        deliver(
            port, email(french, Message_ID="<2@x.example>", Content_Language="en-US"), sender="a@x.example"
        )
        deliver(port, email("7 > 5.", Subject="1.2", Message_ID="<3@x.example>"), sender="b@x.example")
    jobs.read_all()
    first, second, third = (" ".join(one.text.split()) for one in answers(app))
    assert "Nous avons reçu votre courriel." in first
    assert "We received" not in first
    assert "Nous avons reçu votre courriel." in second
    assert "decides whether to submit" in third
    assert "/fr/consultations/" in third
    cast.sign_in(client, world.OFFICER)
    with app.app_context():
        written = db.session.execute(select(IncomingEmail).order_by(IncomingEmail.id)).scalars().first()
    shown = client.get(f"{LIST}/{written.reference}").text
    assert '<option selected value="fr">' in shown


def test_what_no_one_confirms_or_completes_leaves(app: Flask, clean: None) -> None:
    world.consultation(app)
    with serving(app) as port:
        deliver(port, email(files=(forms.in_docx(ROWS, ISO),)))
        deliver(port, email(Message_ID="<2@growers.example>"))
        deliver(port, b"Content-Type: message/rfc822\n\n" * 100 + b"x")
    jobs.read_all()
    assert states(app) == ["form", "to_complete", "to_complete"]  # the last could not be read
    for days, left in ((13, 3), (15, 2), (181, 0)):
        with clock.at(clock.now() + timedelta(days=days)), app.app_context():
            actions.forget_old()
        assert count(app, IncomingEmail) == left


def test_an_email_that_stops_its_reader_goes_to_an_officer(app: Flask, clean: None) -> None:
    world.consultation(app)
    with serving(app) as port:
        deliver(port, email())
    with app.app_context():
        db.session.execute(update(IncomingEmail).values(attempts=3))
        db.session.commit()
    jobs.read_all()
    assert states(app) == [EmailState.TO_COMPLETE.value]
    assert answers(app) == []


@pytest.mark.parametrize("words", ["doctor"])
def test_the_doctor_says_what_waits(app: Flask, clean: None, words: str) -> None:
    from consult.incoming_email import health

    world.consultation(app)
    with serving(app) as port:
        deliver(port, email())
    with app.app_context():
        assert health.check() == (True, "emails for comments.example.org: 1 not read yet, 0 for officers")
