"""After submitting: the receipt as a PDF that can be checked, a link that is safe to share, the data to keep."""

import hashlib
import re
from io import BytesIO
from typing import Any

import pypdfium2
from flask import Flask

from consult.submissions import queries, receipt_marks, references
from tests.draft_submissions.walking import ME, PLACE, SHEET, WORDS, begin, code_in, page, send


def _submit(client: Any) -> str:
    begin(client)
    client.press(PLACE, **WORDS)
    return send(client)


def test_the_review_shows_what_stays_private(client: Any, slug: str) -> None:
    begin(client)
    client.press(PLACE, **WORDS)
    for attribution, private in (
        ("attributed", {ME["email"]}),
        ("anonymous_to_public", {ME["email"], ME["name"], ME["organisation"], "Kenya"}),
    ):
        shown = page(client.get(f"{SHEET}/review?attribution={attribution}"))
        public, _heading, rest = shown.partition("What stays private")
        rest = rest.partition("</dl>")[0]
        public = public.partition("What the public will see")[2]
        assert all(words in rest and words not in public for words in private)


def test_a_receipt_is_a_file_that_anyone_can_check_until_something_changes(
    app: Flask, client: Any, slug: str
) -> None:
    begin(client)
    client.press(PLACE, **WORDS)
    client.press(SHEET, _form="/sheet/attachments", file=(BytesIO(b"our notes"), "notes.txt"))
    reference = send(client)
    made = client.get(f"/submissions/{reference}/receipt.pdf")
    assert made.mimetype == "application/pdf"
    with app.app_context():
        found = queries.by_reference(reference)
        [comment] = queries.comments_of(found)
        signature = receipt_marks.signature(found, [comment])
    assert made.data.startswith(b"%PDF-")
    printed = " ".join(one.get_textpage().get_text_bounded() for one in pypdfium2.PdfDocument(made.data))
    told = " ".join(printed.split())
    assert "Reasons Stores hold 25 tonnes." in told, told
    assert re.search(r" UTC \(to the second: [\d:]{8} UTC\)", told), told
    assert "notes.txt (9 bytes)" in told and hashlib.sha256(b"our notes").hexdigest()[:20] in told, told
    assert all(sign in made.data for sign in (b"/MarkInfo", b"/StructTreeRoot", signature.encode()))

    check = f"/submissions/{reference}/receipts/{signature}"
    stranger = app.test_client()
    assert "This receipt is genuine" in page(stranger.get(check))
    assert stranger.get(check[:-1] + ("0" if check[-1] != "0" else "1")).status_code == 404
    assert all(ME[name] not in page(stranger.get(check)) for name in ("name", "organisation", "email"))
    client.press(f"/submissions/{reference}/comments/1/amendment", comment="Said better.")
    assert stranger.get(check).status_code == 404


def test_a_status_link_shows_nothing_private_changes_nothing_and_ends(
    app: Flask, client: Any, slug: str
) -> None:
    reference = _submit(client)
    status = f"/submissions/{reference}/status"
    client.press(status, _form="/status-link")
    with app.app_context():
        token = queries.status_link(queries.by_reference(reference))
    stranger: Any = app.test_client()
    shown = stranger.get(f"/status/{token}")
    assert reference in page(shown) and "noindex" in page(shown)
    private = [ME[name] for name in ("name", "organisation", "email")] + [WORDS["comment"]]
    assert not any(words in page(shown) for words in private)
    assert f"/submissions/{reference}" not in page(shown)
    assert stranger.get(status).status_code == 303
    assert "Edit or add comments" in page(client.get(status))
    client.press(status, _form="/status-link/end")
    assert stranger.get(f"/status/{token}").status_code == 404
    client.press(status, _form="/status-link")
    assert stranger.get(f"/status/{token}").status_code == 404


def test_a_submitter_downloads_everything_that_is_held(client: Any, slug: str) -> None:
    reference = _submit(client)
    client.press(f"/submissions/{reference}/comments/1/amendment", comment="Said better.")
    data = client.get(f"/submissions/{reference}/data.json").json
    assert data["email"] == ME["email"]
    assert [one["comment"] for one in data["comments"]] == ["Said better."]
    assert WORDS["comment"] in str(data["editions"])


def test_a_typing_mistake_in_a_code_is_named(app: Flask, client: Any, slug: str) -> None:
    begin(client)
    code = code_in(client.get(SHEET))
    wrong = code[:-1] + str((int(code[-1]) + 1) % 10)
    other: Any = app.test_client()
    assert "There is a typing mistake in this access code" in page(other.press("/resume", code=wrong))
    deleted = references.code_of(references.new_key_of_draft("another"))
    assert "has this access code any more" in page(other.press("/resume", code=deleted))
    assert other.press("/resume", code=code.replace(" ", "-")).status_code == 303
