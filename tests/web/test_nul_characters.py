"""A NUL is in nothing that the application reads, and nothing else is lost with it."""

import io
from typing import Any

import pytest
from flask import Flask, request
from flask.testing import FlaskClient

from tests import world
from tests.draft_submissions.walking import AT, ME, sheets


def read(app: Flask, data: dict[str, Any], kind: str = "") -> dict[str, Any]:
    """What a view would read of a form, names of files among it."""
    with app.test_request_context("/", method="POST", data=data, content_type=kind or None):
        return request.form.to_dict(flat=False) | {
            name: [file.filename for file in files] for name, files in request.files.lists()
        }


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data"])
def test_fields_are_read_without_it_in_their_order(app: Flask, kind: str) -> None:
    sent = {"comments": ["A/1\x00", "A/2"], "number:\x00k": "1", "text": "a\x00b\n c"}
    assert read(app, sent, kind) == {"comments": ["A/1", "A/2"], "number:k": ["1"], "text": ["ab\n c"]}


def test_names_of_files_are_read_without_it(app: Flask) -> None:
    sent = {"files": [(io.BytesIO(b"a\x00b"), "d\x00x.md"), (io.BytesIO(b"c"), "e.md")]}
    assert read(app, sent)["files"] == ["dx.md", "e.md"]


def test_a_form_with_it_is_taken_like_any_other(app: Flask, client: FlaskClient) -> None:
    world.consultation(app)
    form: dict[str, Any] = client.form(f"{AT}/take-part") | ME | {"sheet": "\x00"}  # type: ignore[attr-defined]
    assert client.post(f"{AT}/take-part", data=form).location == f"{AT}/sheet/text"
    assert sheets(app) == [("draft", 0)]


@pytest.mark.parametrize("address", ["/consultations?q=%00", "/consultations/%00"])
def test_an_address_with_it_is_refused(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 400
