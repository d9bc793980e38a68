"""A secretariat enters in a real browser what reached it: an ISO sheet, a letter and an email."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask
from sqlalchemy import func, select

from consult.core import clock
from consult.core.database import db
from consult.incoming_email import jobs
from consult.submissions.models import Comment, Submission
from tests import cast, world
from tests.attachments import making
from tests.comment_forms import forms
from tests.form_uploads.test_entering import ROWS
from tests.form_uploads.test_writing import ISO
from tests.incoming_email.emails import deliver, email, serving
from tests.look.glance import complaints_of, stumbles

AT = f"/consultations/{world.SLUG}"


def test_a_sheet_a_letter_and_an_email_become_submissions(app: Flask, chromium: Any, served: str) -> None:
    world.consultation(app)
    with serving(app) as port:
        deliver(port, email("Reports come too late for us."))
    jobs.read_all()
    with app.app_context():
        received = (clock.now() - timedelta(hours=30)).astimezone(ZoneInfo(world.load(world.SLUG).timezone))
    page = chromium.new_context(base_url=served).new_page()
    complaints = complaints_of(page)
    cast.sign_in_page(page, world.OFFICER)
    page.wait_for_url(lambda address: "/sign-in" not in address)

    page.goto(f"{AT}/entries/forms")
    sheet = forms.in_docx(ROWS, ISO)
    page.set_input_files("#file", {"name": sheet.name, "mimeType": "", "buffer": sheet.data})
    page.select_option("#channel", "letter")
    _date(page, received)
    page.get_by_role("button", name="Read file").click()
    page.locator("[value^='at:']").first.check()
    page.get_by_role("button", name="Submit 3 comments").click()
    page.get_by_text("3 comments submitted.").wait_for()
    assert stumbles(page) == []

    page.goto(f"{AT}/entries")
    page.select_option("#channel", "letter")
    _date(page, received)
    paper = {"name": "letter.pdf", "mimeType": "application/pdf", "buffer": making.pdf()}
    page.set_input_files("#file", paper)
    _who(page, "Growers of Kisumu")
    page.select_option("#type-1", "technical")
    page.fill("#comment-1", "Lots are too large.")
    assert stumbles(page) == []
    page.get_by_role("button", name="Submit comments").click()
    page.get_by_text("Submitted as").first.wait_for()

    page.goto(f"{AT}/entries/emails")
    page.get_by_role("link", name="Our comments").click()
    page.get_by_text("Reports come too late for us.").first.wait_for(state="attached")
    _who(page, "Seed Union")
    page.select_option("#type-1", "general")
    page.get_by_role("button", name="Submit comments").click()
    page.get_by_text("Submitted as").first.wait_for()
    assert stumbles(page) == []
    page.context.close()
    assert complaints == []
    with app.app_context():
        rows = (
            select(Submission.organisation, Submission.route, func.count(Comment.id))
            .join(Comment, Comment.submission_id == Submission.id)
            .group_by(Submission.id)
            .order_by(Submission.id)
        )
        assert [(one[0], one[1].value, one[2]) for one in db.session.execute(rows)] == [
            ("KE", "staff", 2), ("FR", "staff", 1), ("Growers of Kisumu", "staff", 1), ("Seed Union", "staff", 1),
        ]  # fmt: skip


def _date(page: Any, received: Any) -> None:
    page.fill("#received_day", received.date().isoformat())
    page.fill("#received_time", received.strftime("%H:%M"))


def _who(page: Any, organisation: str) -> None:
    page.check("input[name=capacity][value=organisation]")
    page.fill("#organisation", organisation)
    page.select_option("#category", "industry")
    page.check("input[name=attribution][value=organisation_only]")
