"""Uploads in parts, as the script of the page sends them: tus 1.0, its core and its extension Creation."""

import base64
import hashlib
from datetime import timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from consult.attachments import actions
from consult.attachments.lifecycle import State
from consult.core import clock
from tests.attachments import making
from tests.attachments.test_attaching import all_of, attach, begun, stored
from tests.draft_submissions import walking
from tests.draft_submissions.walking import SHEET


def head(client: FlaskClient, sheet: str = SHEET) -> dict[str, str]:
    page = html.fromstring(client.get(sheet).get_data())
    token = page.xpath("string(//form[@data-upload]//input[@name='csrf_token']/@value)")
    return {"Tus-Resumable": "1.0.0", "X-CSRF-Token": token}


SAID = "Our measurements"


def begin(
    client: FlaskClient,
    name: str,
    size: int,
    sha256: str = "",
    said: str = SAID,
    sheet: str = SHEET,
    **more: str,
) -> Any:
    words = {"filename": name, "description": said, "sha256": sha256}
    metadata = ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in words.items())
    headers = head(client, sheet) | {"Upload-Length": str(size), "Upload-Metadata": metadata} | more
    return client.post(f"{sheet}/uploads", headers=headers)


def part(client: FlaskClient, where: str, offset: int, data: bytes, sheet: str = SHEET, **more: str) -> Any:
    kind = {"Content-Type": "application/offset+octet-stream", "Upload-Offset": str(offset)}
    return client.patch(where, data=data, headers=head(client, sheet) | kind | more)


def test_a_file_that_was_cut_off_goes_on_and_is_checked_once_it_is_whole(
    app: Flask, client: FlaskClient, work: Any
) -> None:
    begun(app, client)
    data = making.word()
    answer = begin(client, "data.docx", len(data), hashlib.sha256(data).hexdigest())
    assert (answer.status_code, answer.headers["Tus-Resumable"]) == (201, "1.0.0")
    where = answer.headers["Location"]
    assert part(client, where, 0, data[:1000]).headers["Upload-Offset"] == "1000"
    assert part(client, where, 500, data[500:]).status_code == 409
    told = client.head(where, headers={"Tus-Resumable": "1.0.0"})
    assert (told.headers["Upload-Offset"], told.headers["Upload-Length"]) == ("1000", str(len(data)))
    assert told.headers["Cache-Control"] == "no-store"
    assert "Upload not complete" in client.get(SHEET).text
    assert part(client, where, 1000, data[1000:]).status_code == 204
    assert part(client, where, len(data), b"more").status_code == 404
    work()
    [one] = all_of(app)
    assert (one.state, one.sha256, one.description) == (
        State.READY,
        hashlib.sha256(data).hexdigest(),
        "Our measurements",
    )
    assert len(stored(app)) == 2


def test_what_the_rules_refuse_is_refused_before_it_is_sent(app: Flask, client: FlaskClient) -> None:
    begun(app, client)
    for name, size in (("a.exe", 10), ("a.pdf", 0), ("a.pdf", 10_000_001)):
        assert begin(client, name, size).status_code == 400
    assert begin(client, "a.pdf", 10, **{"X-CSRF-Token": "no"}).status_code == 403
    assert begin(client, "a.pdf", 10, **{"Tus-Resumable": "0.2.2"}).status_code == 412
    assert begin(client, "a.pdf", 10, **{"Upload-Length": "-1"}).status_code == 400
    assert begin(client, "a.pdf", 10, **{"Upload-Metadata": "filename ***"}).status_code == 400
    assert all_of(app) == []
    where = begin(client, "a\x00\u202e.txt", 10, said="Of\x00 \u202eours\n\x1b now").headers["Location"]
    assert [(one.name, one.description) for one in all_of(app)] == [("a .txt", "Of ours now")]
    assert part(client, where, 0, b"x" * 11).status_code == 409
    assert part(client, where, 0, b"x", **{"Content-Type": "text/plain"}).status_code == 415
    assert app.test_client().head(where, headers={"Tus-Resumable": "1.0.0"}).status_code == 404


def test_a_file_that_is_not_whole_is_not_submitted_and_its_parts_go(app: Flask, client: FlaskClient) -> None:
    begun(app, client)
    where = begin(client, "a.txt", 10).headers["Location"]
    part(client, where, 0, b"half ")
    assert len(stored(app)) == 1
    reference = walking.send(client)
    assert "a.txt" not in client.get(f"/submissions/{reference}/status").text
    with app.app_context():
        actions.sweep_orphans()
    assert all_of(app) == [] and stored(app) == []


def test_two_tabs_send_one_file_and_another_file_than_promised_is_removed(
    app: Flask, client: FlaskClient, work: Any
) -> None:
    begun(app, client)
    first, second = (begin(client, "a.txt", 10, said=said).headers["Location"] for said in ("One", "Two"))
    for where in (first, second):
        assert part(client, where, 0, b"0123").status_code == 204
    assert part(client, first, 4, b"456789").status_code == 204
    assert part(client, second, 4, b"456789").status_code == 204
    assert client.head(first, headers=head(client)).headers["Upload-Offset"] == "10"
    assert client.head(second, headers=head(client)).status_code == 404, "it is attached already"
    assert [one.description for one in all_of(app)] == ["Two"] and len(stored(app)) == 1
    wrong = begin(client, "b.txt", 3, hashlib.sha256(b"abc").hexdigest()).headers["Location"]
    assert part(client, wrong, 0, b"abd").status_code == 460
    assert len(all_of(app)) == 1 and len(stored(app)) == 1
    assert begin(client, "b.txt", 3, "abc").status_code == 400
    kept = head(client)
    for number in range(4):
        assert begin(client, f"{number}.txt", 3).status_code == 201
    told = begin(client, "c.txt", 3, **kept)
    assert told.status_code == 400 and "You can attach at most 5 files." in told.text
    attach(client, "0.txt", b"now")  # the page without its script sends whole what did not arrive in parts
    assert [one.state for one in all_of(app)].count(State.RECEIVING) == 3 and len(all_of(app)) == 5


def test_an_upload_that_did_not_end_goes_after_a_day(app: Flask, client: FlaskClient) -> None:
    begun(app, client)
    answer = begin(client, "a.txt", 10)
    where = answer.headers["Location"]
    assert answer.headers["Upload-Expires"].endswith("GMT")
    part(client, where, 0, b"half ")
    with clock.at(clock.now() + timedelta(hours=25)):
        assert client.head(where, headers={"Tus-Resumable": "1.0.0"}).status_code == 404
        assert part(client, where, 5, b"whole").status_code == 404
        with app.app_context():
            actions.sweep_orphans()
    assert all_of(app) == [] and stored(app) == []


def test_the_page_sends_a_large_file_in_parts_and_goes_on_after_an_outage(
    app: Flask, client: FlaskClient, served: str, chromium: Any
) -> None:
    begun(app, client)
    cookie = client.get_cookie("consult")
    assert cookie is not None
    window = chromium.new_context()
    window.add_cookies([{"name": "consult", "value": cookie.value, "url": served}])
    page, failed = window.new_page(), []

    def unreliable(route: Any) -> None:
        if len(failed) < 2:
            failed.append(route.abort())
        else:
            route.continue_()

    page.route("**/uploads/*", unreliable)
    page.goto(served + SHEET)
    data = b"words of a long text\n" * 150_000
    file = page.get_by_label("File", exact=True)
    page.evaluate("document.querySelector('form[data-upload]').dataset.most = '1000'")
    file.set_input_files([{"name": "long.txt", "mimeType": "text/plain", "buffer": b"a" * 1001}])
    page.get_by_text("The file is larger than the limit for one file.").wait_for()
    page.get_by_role("button", name="Attach file").click()
    assert file.get_attribute("aria-invalid") == "true"
    assert page.evaluate("document.activeElement.id") == "file"  # and nothing was sent
    page.evaluate("document.querySelector('form[data-upload]').dataset.most = '10000000'")
    file.set_input_files([{"name": "long.txt", "mimeType": "text/plain", "buffer": data}])
    page.get_by_role("button", name="Attach file").click()
    page.get_by_text("The connection was lost. The upload continues by itself.").wait_for()
    page.get_by_text("Being checked").wait_for(timeout=30_000)
    assert len(failed) == 2 and page.url.endswith(f"{SHEET}#attachments")
    [one] = all_of(app)
    assert (one.size, one.sha256) == (len(data), hashlib.sha256(data).hexdigest())
    window.close()
