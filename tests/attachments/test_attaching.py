"""From choosing a file to its deletion: the stories of a submitter, a moderator and the public."""

import hashlib
import io
import re
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from consult.attachments import actions, queries, virus_scan
from consult.attachments.lifecycle import State
from consult.attachments.limits import Limits
from consult.attachments.models import Attachment
from consult.core import clock, journal, storage
from consult.core.database import db
from consult.submissions import actions as filing
from consult.submissions import queries as submitted
from tests import cast, pages, world
from tests.attachments import making
from tests.comment_forms import forms
from tests.draft_submissions import walking
from tests.draft_submissions.walking import SHEET, WHOLE
from tests.look.glance import wait_until


def attach(client: FlaskClient, name: str, data: bytes, description: str = "") -> Any:
    return client.press(
        SHEET, _form="/sheet/attachments", file=(io.BytesIO(data), name), description=description
    )


def begun(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        for key in storage.store().keys("attached-"):  # of tests before
            storage.remove(key)
    world.consultation(app)
    walking.begin(client)
    client.press(WHOLE, type="general", comment="See the file.")


def stored(app: Flask) -> list[str]:
    with app.app_context():
        return storage.store().keys("attached-")


def all_of(app: Flask) -> list[Attachment]:
    with app.app_context():
        return list(db.session.query(Attachment).order_by(Attachment.id))


def submit(
    app: Flask, client: FlaskClient, work: Callable[[], None], data: bytes = b"", name: str = "data.pdf"
) -> str:
    """A submission with one attachment that was checked; its reference."""
    begun(app, client)
    assert attach(client, name, data or making.pdf(), "Our measurements").status_code == 303
    work()
    return walking.send(client)


def confirm(reference: str) -> None:
    """The submitter confirms their address."""
    submission = submitted.by_reference(reference)
    filing.confirm_address(submission, filing.link_to_confirm(submission).rsplit("/", 1)[-1])


def test_limits_are_shown_and_a_refused_file_keeps_what_was_typed(app: Flask, client: FlaskClient) -> None:
    begun(app, client)
    page = client.get(SHEET).text
    assert "The limit is 10 MB for one file and 30 MB for all." in page
    for name, data, sentence in (
        ("a.exe", b"MZ", "Choose a PDF, Word (.docx)"),
        ("a.pdf", b"", "The file is empty."),
        ("a.pdf", b"%PDF-" + bytes(10_000_001), "The file is larger than the limit for one file."),
    ):
        answer = attach(client, name, data, "Our measurements")
        assert answer.status_code == 422
        assert sentence in answer.text and 'value="Our measurements"' in answer.text
    assert client.press(SHEET, _form="/sheet/attachments", description="x").status_code == 422
    assert all_of(app) == [] and stored(app) == []
    for number in range(4):
        attach(client, f"{number}.txt", f"text {number}".encode())
    attach(client, "again.txt", b"text 0", "The same file")
    assert all_of(app)[0].description == "The same file"
    assert "You can attach 1 file:" in client.get(SHEET).text  # one more
    attach(client, "4.txt", b"text 4")
    assert [one.name for one in all_of(app)] == ["0.txt", "1.txt", "2.txt", "3.txt", "4.txt"]
    assert "You can attach at most 5 files. Remove one to attach another." in client.get(SHEET).text


def test_a_page_that_refused_a_file_can_be_loaded_again_and_a_limit_keeps_what_was_typed(
    app: Flask, client: FlaskClient, limited: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun(app, client)
    assert attach(client, "a.exe", b"MZ").status_code == 422
    again = client.get(f"{SHEET}/attachments")
    assert (again.status_code, again.location) == (303, f"{SHEET}#attachments")
    monkeypatch.setattr("consult.draft_submissions.views.attachments.UPLOADS", "1 per hour")
    window = client.get(SHEET)
    assert attach(client, "a.txt", b"text a").status_code == 303
    answer = attach(client, "b.txt", b"text b", "Our measurements")
    assert (answer.status_code, 'value="Our measurements"' in answer.text) == (429, True)
    assert "Too many attempts. Wait a few minutes and try again." in answer.text
    reference = walking.send(client)
    (form,) = [one for one in html.fromstring(window.text).forms if one.action.endswith("/sheet/attachments")]
    typed = dict(form.form_values()) | {"file": (io.BytesIO(b"text c"), "c.txt"), "description": "Late file"}
    late = client.post(form.action, data=typed)
    assert (late.status_code, 'value="Late file"' in late.text) == (409, True)
    assert "The submission was already made." in late.text
    assert f"/submissions/{reference}/attachments" in late.text


def test_a_file_whose_content_is_not_what_its_name_says_is_named_anew(
    app: Flask, client: FlaskClient, work: Any
) -> None:
    begun(app, client)
    attach(client, "fake.pdf", b"hello!")
    work()
    shown = walking.page(client.get(SHEET))
    assert "The name was changed from fake.pdf, because the content of the file is TXT." in shown
    assert 'Edit description<span class="unseen">: fake.txt' in shown
    assert "6 bytes" in shown
    assert re.search(r"6\soctets", client.get(f"/fr{SHEET}").text)
    review = walking.page(client.get(f"{SHEET}/review"))
    (one,) = all_of(app)
    assert one.public_name in review and "The name of your file stays private: fake.txt" in review


def test_a_refused_file_takes_no_place_and_says_what_it_is_and_what_to_attach(
    app: Flask, client: FlaskClient, work: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun(app, client)
    page = b"<!DOCTYPE html><title>Our comments</title><p>See clause 4.</p>"
    for name in ("fake.pdf", "page.txt"):
        attach(client, name, page + name.encode())
    assert "You can attach 3 files:" in client.get(SHEET).text
    work()
    shown = client.get(SHEET).text
    assert "You can attach 5 files:" in shown
    told = "The content of the file is a web page (HTML). Open the file in a browser, print it as a PDF, and attach"
    assert shown.count(told) == 2
    monkeypatch.setattr(
        "consult.draft_submissions.views.attachments.limits", lambda _: Limits(5, 1 << 20, len(page) + 4)
    )
    assert attach(client, "more.txt", bytes([65]) * len(page)).status_code == 303


def test_a_file_is_checked_described_and_removed(app: Flask, client: FlaskClient, work: Any) -> None:
    begun(app, client)
    attach(client, "../../etc/Größe\u202e.docx", making.word())
    attach(
        client,
        "report.pdf",
        making.pdf(OpenAction=making.pikepdf.Dictionary(S=making.pikepdf.Name.JavaScript, JS="1")),
    )
    assert client.get(SHEET).text.count("Being checked") == 2
    work()
    good, bad = all_of(app)
    assert (good.name, good.kind, good.state) == ("Größe .docx", "docx", State.READY)
    assert (bad.state, bad.original_key) == (State.REFUSED, "")
    page = client.get(SHEET).text
    assert "The file contains a script or a command" in page and "Not accepted" in page
    client.press(SHEET, _form=f"{good.reference}/description", description="Tables")
    got = client.get(f"{SHEET}/attachments/{good.reference}")
    assert got.get_data() == making.word() or hashlib.sha256(got.get_data()).hexdigest() == good.sha256
    assert got.headers["Content-Disposition"].startswith("attachment;")
    assert got.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert len(stored(app)) == 2
    client.press(SHEET, _form=f"{good.reference}/removal")
    assert [one.reference for one in all_of(app)] == [bad.reference] and stored(app) == []
    stranger = app.test_client()
    assert stranger.get(f"{SHEET}/attachments/{bad.reference}").status_code == 303


def test_a_file_goes_from_the_submitter_to_the_public(app: Flask, client: FlaskClient, work: Any) -> None:
    reference = submit(app, client, work)
    [one] = all_of(app)
    assert one.sha256 in client.get(f"/submissions/{reference}/receipt").text
    public = app.test_client()
    address = f"/files/{one.reference}/data.pdf"
    assert public.get(address).status_code == 404
    assert "data.pdf" not in public.get(f"/submissions/{reference}").text
    moderator = app.test_client()
    cast.sign_in(moderator, world.MODERATOR)
    assert "1 attachment to decide" in moderator.get("/moderation").text
    assert reference in moderator.get("/moderation/attachments").text
    pages = f"/moderation/{reference}/attachments"
    original = moderator.get(f"/moderation/attachments/{one.reference}/original").get_data()
    assert hashlib.sha256(original).hexdigest() == one.sha256
    assert moderator.press(pages, _form="/publish", follow=True).text.count("File published.") == 1
    got = public.get(address)
    assert (got.status_code, got.mimetype) == (200, "application/pdf")
    assert got.headers["Content-Disposition"].startswith("attachment;")
    assert (got.headers["X-Content-Type-Options"], got.headers["Cache-Control"]) == ("nosniff", "no-store")
    assert got.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert making.CANARY.encode() in original and making.CANARY.encode() not in got.get_data()
    assert public.get(f"/files/{one.reference}/other.html").location == address
    page = public.get(f"/submissions/{reference}").text
    assert address in page and "Our measurements" in page
    wrong = moderator.press(pages, _form="/withhold")
    assert wrong.status_code == 422 and "Choose a reason from the list." in wrong.text
    moderator.press(pages, _form="/withhold", reason="personal_data", explanation="Page 1 has a name.")
    with app.app_context():
        confirm(reference)
    work()
    [told] = [one[2] for one in cast.letters(app) if one[1] == f"File removed: your submission {reference}"]
    assert "Reason: Personal data" in told and "Page 1 has a name." in told and "File: data.pdf (" in told
    assert f"/submissions/{reference}/status" in told and "object to it here" in told
    assert public.get(address).status_code == 404
    assert "data.pdf" not in public.get(f"/submissions/{reference}").text
    status = client.get(f"/submissions/{reference}/status").text
    assert "Personal data" in status and "Page 1 has a name." in status
    with app.app_context():
        assert actions.hide_again([{"ids": [one.id]}]) == 0
    assert (
        moderator.press(pages, _form="/erase", reason="copyright", follow=True).text.count("File deleted.")
        == 1
    )
    assert stored(app) == [] and all_of(app)[0].name == ""
    assert moderator.get(f"/moderation/attachments/{one.reference}/original").status_code == 404


def test_a_moderator_reads_the_words_of_files_with_their_signals(
    app: Flask, client: FlaskClient, work: Any
) -> None:
    begun(app, client)
    book = forms.in_xlsx([["Contact", "wanjiru.kimani@growers.example", "4125"]])
    for name, data in (
        ("a.txt", b"Call me: +41 22 791 21 11\nThank you."),
        ("b.docx", making.word()),
        (
            "c.odt",
            making.open_document("<text:p>Write to <text:span>otieno</text:span>@growers.example</text:p>"),
        ),
        ("d.xlsx", book.data),
        ("e.pdf", making.written_pdf("Phone: +41 22 791 21 11")),
    ):
        assert attach(client, name, data).status_code == 303
    work()
    assert [one.state for one in all_of(app)] == [State.READY] * 5
    reference = walking.send(client)
    moderator = app.test_client()
    cast.sign_in(moderator, world.MODERATOR)
    shown = walking.page(moderator.get(f"/moderation/{reference}/attachments"))
    assert shown.count('<mark class="signal" title="Phone number">+41 22 791 21 11</mark>') == 2
    for words in ("otieno@growers.example", "wanjiru.kimani@growers.example"):
        assert f'<mark class="signal" title="Email address">{words}</mark>' in shown
    assert "The lots are too large." in shown and "Really?" in shown and "4125" in shown
    assert "Thank you." in shown
    with app.app_context():
        actions.erase(db.session.get(Attachment, all_of(app)[0].id))
        assert all_of(app)[0].words == ""


def test_a_redacted_copy_takes_the_place_of_the_file(app: Flask, client: FlaskClient, work: Any) -> None:
    reference = submit(app, client, work, making.picture(size=(100, 100)), "site.png")
    [one] = all_of(app)
    moderator = app.test_client()
    cast.sign_in(moderator, world.MODERATOR)
    path = f"/moderation/attachments/{one.reference}/redaction"
    assert moderator.get(f"/moderation/attachments/{one.reference}/pages/1.png").status_code == 404
    assert "The images of the pages are being prepared." in moderator.get(path).text
    work()
    assert len(stored(app)) == 3
    assert (
        moderator.get(f"/moderation/attachments/{one.reference}/pages/1.png")
        .get_data()
        .startswith(b"\x89PNG")
    )
    assert moderator.get(f"/moderation/attachments/{one.reference}/pages/2.png").status_code == 404
    no_area = ("1 0 0 0 0", "1 0 0 10 0", "1 1000 0 10 10", "1 0 0 100 100\n1 0 0 0 10")
    for boxes in ("", "2 0 0 10 10", "1 0 0 10", "1 0 0 10 1001", "words", *no_area):
        wrong = moderator.press(path, _form="/redaction", boxes=boxes)
        assert wrong.status_code == 422 and "Enter at least one rectangle" in wrong.text
    for boxes in ("1 0 0 100 100", "1 0 0 500 500\n"):
        looked = moderator.press(path, _form="/redaction", boxes=boxes, follow=True)
        assert "Nothing is published yet." in looked.text and "1 rectangle" in looked.text
    assert '<rect x="0" y="0" width="500" height="500"/>' in looked.text
    assert len(stored(app)) == 4, "an earlier preview leaves the store"
    preview = f"{path}/preview"
    previewed = moderator.get(f"{preview}/file").get_data()
    assert app.test_client().get(f"/files/{one.reference}/site.pdf").status_code == 404
    assert moderator.press(preview).status_code == 422
    answer = moderator.press(preview, reason="personal_data", follow=True)
    assert "Redacted file published." in answer.text and "Published with redactions" in answer.text
    copy = app.test_client().get(f"/files/{one.reference}/site.pdf")
    assert (copy.mimetype, copy.get_data()[:5]) == ("application/pdf", b"%PDF-")
    assert copy.get_data() == previewed
    listed = app.test_client().get(f"/consultations/{world.SLUG}/attachments.json").get_json()
    [row] = listed["rows"]
    assert (row["name"], row["sha256"]) == ("site.pdf", hashlib.sha256(copy.get_data()).hexdigest())
    assert row["address"] == f"http://localhost/files/{one.reference}/site.pdf"
    assert "Personal data" in client.get(f"/submissions/{reference}/status").text
    pages = f"/moderation/{reference}/attachments"
    restored = moderator.press(pages, _form="/restore", follow=True)
    assert "The whole file is published." in restored.text
    assert app.test_client().get(f"/files/{one.reference}/site.png").mimetype == "image/png"
    assert len(stored(app)) == 3
    with app.app_context():
        actions.forget_originals([one.id])
    assert len(stored(app)) == 1, "images of the pages go with the original"


def test_a_page_to_redact_fits_on_the_screen_and_is_drawn_on_in_its_full_size_too(
    app: Flask, client: FlaskClient, work: Any, served: str, chromium: Any
) -> None:
    submit(app, client, work, making.picture(size=(1600, 2000)), "site.png")
    [one] = all_of(app)
    context = chromium.new_context(base_url=served, viewport={"width": 1280, "height": 800})
    window = context.new_page()
    cast.sign_in_page(window, world.MODERATOR)
    window.wait_for_url(lambda address: "/sign-in" not in address)
    window.goto(f"/moderation/attachments/{one.reference}/redaction")
    work()
    window.reload()
    image = window.locator(".page-image img")
    image.scroll_into_view_if_needed()
    wait_until(window, "document.querySelector('.page-image img').naturalHeight > 0")
    window.fill("[name=boxes]", "1 0 0 500 500")
    for is_full in (False, True):
        window.locator("#zoom").set_checked(is_full)
        size, drawn = image.bounding_box(), window.locator(".page-box").bounding_box()
        assert (size["height"] < 800) is not is_full
        assert abs(drawn["height"] - size["height"] / 2) < 2 and abs(drawn["width"] - size["width"] / 2) < 2
    context.close()


def test_two_moderators_do_not_replace_each_others_redacted_copy_unseen(
    app: Flask, client: FlaskClient, work: Any
) -> None:
    submit(app, client, work, making.picture(size=(100, 100)), "site.png")
    [one] = all_of(app)
    first, second = app.test_client(), app.test_client()
    cast.sign_in(first, world.MODERATOR)
    cast.sign_in(second, world.MODERATOR_2)
    path = f"/moderation/attachments/{one.reference}/redaction"
    first.get(path)
    work()
    mine = {at: at.form(path, _form="/redaction") for at in (first, second)}
    uploading = second.form(path, _form="/copy")
    for boxes in (
        "1 0 0 100 100",
        "1 0 0 200 200",
    ):  # again after the way back from the preview: of one's own
        assert first.post(path, data=mine[first] | {"boxes": boxes}).status_code == 303
    told = second.post(path, data=mine[second] | {"boxes": "1 9 9 90 90"})
    assert (told.status_code, "Someone else prepared a redacted copy" in told.text) == (422, True)
    assert "1 9 9 90 90</textarea>" in told.text and f"{path}/preview" in told.text
    copy = {"file": (io.BytesIO(making.picture(size=(50, 50))), "mine.png")}
    refused = second.post(f"{path}/copy", data=uploading | copy)
    assert (refused.status_code, "Someone else prepared a redacted copy" in refused.text) == (422, True)
    assert all_of(app)[0].proposed.boxes == [[1, 0, 0, 200, 200]]
    assert "1 0 0 200 200</textarea>" in second.get(path).text
    again = pages.fields(html.fromstring(told.data), "/redaction") | {"boxes": "1 9 9 90 90"}
    assert second.post(path, data=again).status_code == 303
    assert all_of(app)[0].proposed.boxes == [[1, 9, 9, 90, 90]]


def test_a_redacted_copy_made_by_the_secretariat_takes_the_place_of_a_text_document(
    app: Flask, client: FlaskClient, work: Any
) -> None:
    reference = submit(app, client, work, b"Our lots. Anna Private, 12 Field Road.", "lots.txt")
    [one] = all_of(app)
    moderator, public = app.test_client(), app.test_client()
    cast.sign_in(moderator, world.MODERATOR)
    path = f"/moderation/attachments/{one.reference}/redaction"
    assert "Redact on the pages" not in moderator.get(path).text
    assert moderator.get(f"{path}/preview").location == path

    def upload(data: bytes, name: str) -> Any:
        return moderator.press(path, _form="/copy", follow=True, file=(io.BytesIO(data), name))

    for data, name, sentence in (
        (b"", "lots.txt", "The file is empty."),
        (b"MZ", "lots.exe", "Choose a PDF, Word (.docx)"),
        (b"Our lots. Anna Private, 12 Field Road.", "copy.txt", "This is the original file."),
        (making.word(), "lots.docx", "What was redacted could still be in it."),
        (
            making.changed(making.word(), word__vbaProject_dot_bin=b"a"),
            "lots.docx",
            "The file contains macros.",
        ),
    ):
        wrong = upload(data, name)
        assert wrong.status_code == 422 and sentence in wrong.text, sentence
    assert "PDF</bdi> ·" in upload(making.pdf(), "lots.pdf").text
    drawn = moderator.get(f"{path}/preview/file").get_data()
    assert making.CANARY.encode() not in making.bytes_within(drawn), (
        "a PDF is published as images of its pages"
    )
    assert "Redacted copy made by the secretariat" in upload(b"Our lots. [...]", "lots.txt").text
    first = moderator.form(f"{path}/preview") | {"reason": "personal_data"}
    upload(b"Our lots. [redacted]", "lots.txt")
    assert moderator.post(f"{path}/preview", data=first).status_code == 409, "another copy than was looked at"
    moderator.press(f"{path}/preview", reason="personal_data")
    got = public.get(f"/files/{one.reference}/lots.txt")
    assert (got.status_code, got.get_data()) == (200, b"Our lots. [redacted]")
    assert "Redacted copy made by the secretariat" in public.get(f"/submissions/{reference}").text
    [row] = public.get(f"/consultations/{world.SLUG}/attachments.json").get_json()["rows"]
    assert (row["redacted"], row["made_by_secretariat"]) == ("yes", "yes")
    original = moderator.get(f"/moderation/attachments/{one.reference}/original").get_data()
    assert b"12 Field Road" in original and len(stored(app)) == 2


def test_a_moderator_of_another_organisation_and_the_submitters_own_cannot_decide(
    app: Flask, client: FlaskClient, work: Any
) -> None:
    reference = submit(app, client, work)
    [one] = all_of(app)
    cast.person(app, "elsewhere@other.example")
    cast.organisation(app, "other", moderator=["elsewhere@other.example"])
    other = app.test_client()
    cast.sign_in(other, "elsewhere@other.example")
    for path in (f"/moderation/{reference}/attachments", f"/moderation/attachments/{one.reference}/original",
                 f"/moderation/attachments/{one.reference}/copy"):  # fmt: skip
        assert other.get(path).status_code == 404


def test_a_submission_without_a_name_publishes_no_name_of_a_file(
    app: Flask, client: FlaskClient, work: Any
) -> None:
    begun(app, client)
    attach(client, "Anna Private data.pdf", making.pdf(), "By Anna Private")
    work()
    reference = walking.send(client, attribution="anonymous_to_public")
    [one] = all_of(app)
    moderator, public = app.test_client(), app.test_client()
    cast.sign_in(moderator, world.MODERATOR)
    pages = f"/moderation/{reference}/attachments"
    assert 'value="attachment-1"' in moderator.get(pages).text
    moderator.press(pages, _form="/publish")
    assert public.get(f"/files/{one.reference}/attachment-1.pdf").status_code == 200
    too_long = moderator.press(pages, _form="/text", name="Data", description="x" * 501)
    assert too_long.status_code == 422 and 'value="Data"' in too_long.text
    saved = moderator.press(pages, _form="/text", name="Field data", description="Measures", follow=True)
    assert "Name and description for the public saved." in saved.text
    address = f"/files/{one.reference}/Field%20data.pdf"
    assert public.get(f"/files/{one.reference}/Anna%20Private%20data.pdf").location == address
    for path in (f"/submissions/{reference}", f"/consultations/{world.SLUG}/attachments.csv"):
        page = public.get(path).text
        assert "Field data.pdf" in page and "Measures" in page and "Anna" not in page
    with app.app_context():
        filing.remove_name(submitted.by_reference(reference), with_organisation=False)
    [one] = all_of(app)
    assert (one.public_name, one.public_description) == ("attachment-1.pdf", "")
    assert (one.name, one.description) == ("Anna Private data.pdf", "By Anna Private")


def test_a_file_that_comes_after_submitting_in_another_window_leaves_what_was_typed(
    app: Flask, client: FlaskClient
) -> None:
    begun(app, client)
    open_before = client.form(SHEET, _form="/sheet/attachments")
    reference = walking.send(client)
    typed = open_before | {"file": (io.BytesIO(b"text"), "a.txt"), "description": "Typed before"}
    told = client.post(f"{SHEET}/attachments", data=typed)
    assert told.status_code == 409 and "The submission was already made." in told.text
    assert 'value="Typed before"' in told.text and f"/submissions/{reference}/attachments" in told.text
    assert all_of(app) == []


def test_no_one_reads_a_description_that_no_moderator_saw(app: Flask, client: FlaskClient, work: Any) -> None:
    data = making.pdf()
    reference = submit(app, client, work, data)
    status, pages = f"/submissions/{reference}/status", f"/moderation/{reference}/attachments"
    moderator, public = app.test_client(), app.test_client()
    cast.sign_in(moderator, world.MODERATOR)

    def again(description: str) -> Any:
        return client.press(
            status,
            _form=f"{reference}/attachments",
            description=description,
            file=(io.BytesIO(data), "data.pdf"),
        )

    [one] = all_of(app)
    publish = f"/moderation/attachments/{one.reference}/publish"
    seen = moderator.form(pages, _form="/publish")
    assert again("Measures of 2026").status_code == 303
    assert moderator.post(publish, data=seen).status_code == 409, "another description than was looked at"
    assert moderator.press(pages, _form="/publish").status_code == 303
    told = again("Jane Roe took bribes")
    assert told.status_code == 422 and "a moderator has decided on it" in told.text
    assert 'value="Jane Roe took bribes"' in told.text
    assert again("").status_code == again("Measures of 2026").status_code == 303
    with app.app_context():
        db.session.get_one(Attachment, one.id).description = "Jane Roe took bribes"
        db.session.commit()
    for path in (f"/submissions/{reference}", f"/consultations/{world.SLUG}/attachments.csv"):
        page = public.get(path).text
        assert "Measures of 2026" in page and "bribes" not in page


def test_a_file_that_is_refused_after_submitting_is_told(app: Flask, client: FlaskClient, work: Any) -> None:
    begun(app, client)
    attach(client, "report.docx", making.changed(making.word(), word__vbaProject_dot_bin=b"a"))
    assert "Some files are still being checked." in client.get(f"{SHEET}/review").text
    reference = walking.send(client)
    with app.app_context():
        confirm(reference)
    work()
    [text] = [text for _to, subject, text in cast.letters(app) if subject.startswith("File not accepted")]
    assert "The file contains macros." in text and "File: report.docx (" in text
    moderator = app.test_client()
    cast.sign_in(moderator, world.MODERATOR)
    for page in (
        client.get(f"/submissions/{reference}/status"),
        moderator.get(f"/moderation/{reference}/attachments"),
    ):
        assert "Not accepted" in page.text and "The file contains macros." in page.text


def test_withdrawing_deletes_the_files_and_a_restore_deletes_them_again(
    app: Flask, client: FlaskClient, work: Any
) -> None:
    reference = submit(app, client, work)
    assert len(stored(app)) == 2
    asked = walking.page(client.get(f"/submissions/{reference}/withdrawal"))
    assert "1 file is deleted, and so is any published copy of it." in asked and "data.pdf" in asked
    with app.app_context():
        filing.withdraw(submitted.by_reference(reference))
    [one] = all_of(app)
    assert stored(app) == [] and (one.state, one.name, one.description) == (State.ERASED, "", "")
    told = walking.page(client.get(f"/submissions/{reference}/status"))
    assert "Its comments are not public." in told and "Your answers are withdrawn." not in told
    assert len(one.sha256) == 64, "the receipt can still be read"
    with app.app_context():
        found = db.session.get_one(Attachment, one.id)
        found.state, found.original_key = State.READY, storage.put_random(io.BytesIO(b"restored"))
        db.session.commit()
        assert actions.erase_again([{"ids": [one.id]}]) == 1
        assert actions.erase_again([{"ids": [one.id]}]) == 0
    assert stored(app) == []


def test_a_file_that_is_refused_after_submitting_counts_nowhere_as_attached(
    app: Flask, client: FlaskClient, work: Any
) -> None:
    begun(app, client)
    script = making.pikepdf.Dictionary(S=making.pikepdf.Name.JavaScript, JS="1")
    attach(client, "report.pdf", making.pdf(OpenAction=script))
    reference = walking.send(client)
    moderator = app.test_client()
    cast.sign_in(moderator, world.MODERATOR)
    counted = (f"/moderation/{reference}/1", f"/moderation/{reference}")
    assert ["1 attachment<" in moderator.get(path).text for path in counted] == [True, True]
    work()
    assert ["1 attachment<" in moderator.get(path).text for path in counted] == [False, False]
    copy = walking.page(client.get(f"/submissions/{reference}/copy"))
    assert "report.pdf" in copy and "[Not accepted]" in copy


def test_a_submitter_deletes_a_file_after_submitting(app: Flask, client: FlaskClient, work: Any) -> None:
    reference = submit(app, client, work)
    [one] = all_of(app)
    answer = client.press(f"/submissions/{reference}/status", _form=f"{one.reference}/deletion", follow=True)
    assert "File deleted." in answer.text and stored(app) == []


def test_an_earlier_decision_is_not_named_as_the_reason_why_a_submitter_deleted_a_file(
    app: Flask, client: FlaskClient, work: Any
) -> None:
    reference = submit(app, client, work)
    moderator = app.test_client()
    cast.sign_in(moderator, world.MODERATOR)
    status = f"/submissions/{reference}/status"
    pages = ((moderator, f"/moderation/{reference}/attachments"), (client, status))

    def named() -> list[bool]:
        return ["It is not about seed lots." in at.get(path).text for at, path in pages]

    moderator.press(
        pages[0][1], _form="/withhold", reason="off_topic", explanation="It is not about seed lots."
    )
    assert named() == [True, True]
    [one] = all_of(app)
    client.press(status, _form=f"{one.reference}/deletion")
    assert named() == [False, False]


def test_a_submitter_adds_a_file_after_submitting_until_the_deadline(
    app: Flask, client: FlaskClient, work: Any
) -> None:
    reference = submit(app, client, work)
    path = f"/submissions/{reference}/status"
    for name, data, sentence in (
        ("a.exe", b"MZ", "Choose a PDF, Word (.docx)"),
        ("a.pdf", b"", "The file is empty."),
    ):
        more = {"file": (io.BytesIO(data), name), "description": "Our second table"}
        wrong = client.press(path, _form="/attachments", **more)
        assert wrong.status_code == 422
        assert sentence in wrong.text and 'value="Our second table"' in wrong.text
    for _twice in range(2):
        more = {"file": (io.BytesIO(b"more"), "more.txt"), "description": "Our second table"}
        assert "File attached." in client.press(path, _form="/attachments", follow=True, **more).text
    work()
    _first, second = all_of(app)
    assert (second.name, second.state, second.publication) == ("more.txt", State.READY, "pending")
    assert second.filed_at is not None
    sent = {"file": (io.BytesIO(b"late"), "late.txt"), **client.form(path)}
    with app.app_context():
        closes_at = submitted.by_reference(reference).consultation.closes_at
    with clock.at(closes_at + timedelta(hours=1)):
        assert "Attach file" not in client.get(path).text
        late = client.post(f"/submissions/{reference}/attachments", data=sent)
        assert late.status_code == 422 and "The deadline has passed." in late.text
    assert len(all_of(app)) == 2


def test_a_description_comes_back_where_no_file_can_be_attached_any_more(
    app: Flask, client: FlaskClient, work: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def limited(number: int) -> None:
        for module in ("attachments", "submitted", "draft_submission"):
            monkeypatch.setattr(
                f"consult.draft_submissions.views.{module}.limits", lambda _: Limits(number, 1 << 20, 1 << 20)
            )

    def typed(form: dict[str, str]) -> dict[str, Any]:
        return form | {"file": (io.BytesIO(b"more"), "more.txt"), "description": "Our second table"}

    begun(app, client)
    assert attach(client, "first.pdf", making.pdf()).status_code == 303
    draft = client.form(SHEET, _form="/sheet/attachments")
    limited(1)
    told = client.post(f"{SHEET}/attachments", data=typed(draft))
    assert (told.status_code, "Our second table</dd>" in told.text) == (422, True)
    limited(5)
    work()
    reference = walking.send(client)
    path = f"/submissions/{reference}"
    sent = client.form(f"{path}/status", _form="/attachments")
    for refused in ("the limit", "withdrawn"):
        limited(1 if refused == "the limit" else 5)
        told = client.post(f"{path}/attachments", data=typed(sent))
        assert (told.status_code, "Our second table</dd>" in told.text) == (422, True), refused
        assert "more.txt" not in told.text and "False</dd>" not in told.text
        with app.app_context():
            if refused == "the limit":
                filing.withdraw(submitted.by_reference(reference))
    assert len(all_of(app)) == 1


def test_a_submitter_objects_once_and_another_moderator_settles(
    app: Flask, client: FlaskClient, work: Any
) -> None:
    reference = submit(app, client, work, making.picture(size=(100, 100)), "site.png")
    [one] = all_of(app)
    with app.app_context():
        confirm(reference)
    first, second = app.test_client(), app.test_client()
    cast.sign_in(first, world.MODERATOR)
    cast.sign_in(second, world.MODERATOR_2)
    pages = f"/moderation/{reference}/attachments"
    objection = f"/submissions/{reference}/attachments/{one.reference}/objection"
    assert "There is no decision against this file." in client.get(objection).text
    first.press(pages, _form="/withhold", reason="off_topic")
    assert objection in client.get(f"/submissions/{reference}/status").text
    assert "Enter the reason for your objection." in client.press(objection, text="").text
    again = client.form(objection) | {"text": "Again."}
    sent = client.press(objection, text="It is about clause 6.3.", follow=True)
    assert "Objection received." in sent.text and "We have received your objection." in sent.text
    assert "We have already received your objection." in client.post(objection, data=again).text
    review = f"/moderation/attachments/{one.reference}/objection"
    queue = second.get("/moderation?show=objections").text
    assert "1 pending objection to a decision on a file" in queue and "1 pending objection<" in queue
    assert "attachment to decide" not in queue, "it is one thing to do"
    assert review in second.get("/moderation/attachments").text
    assert "Another moderator must review this" in first.get(review).text
    assert "It is about clause 6.3." in second.get(review).text
    assert second.press(review, outcome="changed", answer="").status_code == 422
    second.press(review, outcome="changed", answer="You are right.")
    assert all_of(app)[0].publication == "published"
    assert "You are right." in client.get(f"/submissions/{reference}/status").text
    work()
    letters = cast.letters(app)
    assert sum("File: site.png (" in text for _to, _subject, text in letters) == 2
    subjects = [subject for _to, subject, _text in letters]
    assert f"File not published: your submission {reference}" in subjects
    first.press(pages, _form="/erase", reason="off_topic")
    work()
    [told] = [text for _to, subject, text in cast.letters(app) if subject.startswith("File deleted")]
    assert one.sha256 in told, "the receipt says which file this was"
    assert ": .png" not in client.get(f"/submissions/{reference}/status").text
    assert f"Objection decided: your submission {reference}" in subjects


def test_originals_are_deleted_by_the_rule_and_public_copies_stay(
    app: Flask, client: FlaskClient, work: Any
) -> None:
    submit(app, client, work)
    [one] = all_of(app)
    with app.app_context():
        actions.publish(db.session.get_one(Attachment, one.id))
    with app.app_context(), clock.at(clock.now() + timedelta(days=30 + 366)):
        filing.forget_people()
        found = db.session.get_one(Attachment, one.id)
        assert (found.original_key, bool(found.public_key)) == ("", True)
    assert len(stored(app)) == 1


def test_files_of_a_draft_that_is_deleted_and_files_of_no_row_go(
    app: Flask, client: FlaskClient, work: Any
) -> None:
    begun(app, client)
    attach(client, "a.txt", b"words")
    with app.app_context():
        db.session.execute(db.text("DELETE FROM draft_submissions"))
        db.session.commit()
        actions.sweep_orphans()
        storage.put_random(io.BytesIO(b"lost"))
    assert all_of(app) == [] and len(stored(app)) == 1
    with app.app_context():
        for path in Path(app.config["DATA_DIR"]).glob("files/at/attached-*"):
            import os

            os.utime(path, (0, 0))
        assert actions.sweep_files() == 1
    assert stored(app) == []


class Clamd:
    """Answers as clamd does, to find a word."""

    def __init__(self, path: Path) -> None:
        import socket

        self.server = socket.socket(socket.AF_UNIX)
        self.server.bind(str(path))
        self.server.listen()
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                there, _who = self.server.accept()
            except OSError:
                return
            with there, there.makefile("rb") as said:
                command = b"".join(iter(lambda said=said: said.read(1), b"\0"))
                data = b""
                while command == b"zINSTREAM" and (size := int.from_bytes(said.read(4))):
                    data += said.read(size)
                there.sendall(b"stream: Test.Virus FOUND\0" if b"virus" in data else b"stream: OK\0")


@pytest.fixture
def scanned(app: Flask) -> Any:
    yield
    virus_scan.wire("", is_required=False)


def test_nothing_is_delivered_before_the_virus_scan(
    app: Flask, client: FlaskClient, work: Any, scanned: None, tmp_path: Path
) -> None:
    virus_scan.wire(str(tmp_path / "clamd"), is_required=True)
    begun(app, client)
    attach(client, "a.txt", b"harmless")
    attach(client, "b.txt", b"a virus")
    work()
    page = client.get(SHEET).text
    assert page.count("Waiting for the virus scan") == 2
    first, _second = all_of(app)
    assert client.get(f"{SHEET}/attachments/{first.reference}").status_code == 404
    assert not virus_scan.check()[0]
    with app.app_context(), pytest.raises(Exception, match="not checked yet"):
        actions.publish(db.session.get_one(Attachment, first.id))
    server = Clamd(tmp_path / "clamd")
    with clock.at(clock.now() + timedelta(minutes=1)), app.app_context():
        from consult.attachments import jobs

        jobs.check_all()
    server.server.close()
    first, second = all_of(app)
    assert first.scanned_at is not None and second.state == State.REFUSED
    assert "The virus scan found harmful software in the file." in client.get(SHEET).text
    got = client.get(f"{SHEET}/attachments/{first.reference}")
    assert (got.status_code, got.headers["Content-Type"]) == (200, "text/plain; charset=utf-8")


def test_public_copies_have_a_host_of_their_own(app: Flask, client: FlaskClient, work: Any) -> None:
    from consult.attachments import addresses

    submit(app, client, work)
    [one] = all_of(app)
    with app.app_context():
        actions.publish(db.session.get_one(Attachment, one.id))
    app.config["FILES_URL"] = "http://files.example"
    addresses.wire("http://files.example")
    try:
        path = f"/files/{one.reference}/attachment-1.pdf"
        assert client.get(path).location == f"http://files.example{path}"
        assert client.get(path, headers={"Host": "files.example"}).status_code == 200
        assert client.get("/", headers={"Host": "files.example"}).status_code == 404
    finally:
        app.config["FILES_URL"] = ""
        addresses.wire("")


def test_the_smaller_of_waiting_files_comes_first(app: Flask, client: FlaskClient) -> None:
    begun(app, client)
    attach(client, "large.txt", b"large " * 1000)
    attach(client, "small.txt", b"small")
    with app.app_context():
        large, small = db.session.query(Attachment).order_by(Attachment.id)
        assert list(queries.waiting()) == [small.id, large.id]


def test_what_erases_is_known_to_the_journal() -> None:
    assert {"attachments.erased", "attachments.originals", "attachments.hidden"} <= set(journal._again)


def test_links_of_a_page_have_the_hash(app: Flask, client: FlaskClient, work: Any) -> None:
    reference = submit(app, client, work)
    page = html.fromstring(client.get(f"/submissions/{reference}/status").get_data())
    assert re.fullmatch("[0-9a-f]{64}", page.xpath("string(//bdi[@class='digest'])"))
