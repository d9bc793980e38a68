"""What is too long is refused before anything works on it; at a field the page says so, and has what was typed."""

from collections.abc import Iterable
from typing import Any

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException
from wtforms import HiddenField, IntegerField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from consult.web.forms import Form
from consult.web.request_sizes import ADDRESS, FIELDS, HEADER, SLACK, VALUE, LimitedFields, beginning
from tests import cast, world

MEGABYTES = "7" * 2_000_000
KIMANI = {"name": "Wanjiru Kimani", "category": "individual", "country": "KEN", "capacity": "personal"}


class Busy(Exception):
    """Something worked on a text that is too long."""


OURS = "Enter at most 20 characters."


def _works(text: str | None) -> str | None:
    if text and len(text) > 3 * 20:
        raise Busy
    return text


class Sample(Form):
    """A form with fields of each sort, whose filters and checks complain of work."""

    title = StringField(
        "Title", [InputRequired(), Length(max=20, message="Of %(max)d at most.")], filters=[_works]
    )
    text = TextAreaField("Text", [Length(max=20)], filters=[_works])
    mark = HiddenField()
    number = IntegerField("Number", [InputRequired()])
    several = SelectMultipleField("Several", choices=["a", "b"])

    def validate_title(self, field: Any) -> None:
        """Never reached where anything is too long."""
        raise Busy


def filled(app: Flask, **sent: Any) -> Sample:
    with app.test_request_context(method="POST"):
        form = Sample(MultiDict({"title": "Lots", "number": "1", **sent}), meta={"csrf": False})
        assert not form.validate()
        return form


@pytest.mark.parametrize(
    ("name", "said"),
    [("title", "Of 20 at most."), ("text", OURS)],
)
def test_nothing_works_on_a_text_that_is_too_long_and_it_is_kept(app: Flask, name: str, said: str) -> None:
    form = filled(app, **{name: MEGABYTES})
    assert form.shown_errors() == [(name, said)]
    assert form[name].data == MEGABYTES


@pytest.mark.parametrize("much", [1001, SLACK * 1000 + 1])
def test_what_is_a_little_too_long_is_told_in_the_same_words_as_what_is_far_too_long(
    app: Flask, much: int
) -> None:
    class Titles(Form):
        long = StringField("Title", [Length(max=1000)])
        short = StringField("Title", [Length(max=1000, message="Of %(max)d at most.")])

    with app.test_request_context(method="POST"):
        form = Titles(MultiDict({"long": "x" * much, "short": "x" * much}), meta={"csrf": False})
        assert not form.validate()
    assert form.shown_errors() == [("long", OURS.replace("20", "1,000")), ("short", "Of 1000 at most.")]


@pytest.mark.parametrize(
    "sent",
    [{"mark": "x" * (VALUE + 1)}, {"number": "1" * 19}, {"several": ["a"] * 501}, {"several": ["a" * 201]}],
)
def test_what_no_one_types_is_left_away_when_it_is_too_long(app: Flask, sent: dict[str, Any]) -> None:
    form = filled(app, **sent)
    assert form.shown_errors() == [("", "This page sent more data than allowed. Reload the page.")]
    assert not form[next(iter(sent))].data


def test_what_cleaning_makes_short_enough_is_taken(app: Flask) -> None:
    with app.test_request_context(method="POST"):
        form = Sample(MultiDict({"title": "a" + " " * (20 * SLACK - 1), "number": "1"}), meta={"csrf": False})
        with pytest.raises(Busy):
            form.validate()
        assert form.title.data == "a"


PAGES = (
    ("/sign-in", "password"),
    ("/sign-in", "email"),
    ("/sign-up", "password"),
    ("/sign-up", "name"),
    ("/password-reset", "email"),
    ("/resume", "code"),
    ("/follow", "email"),
    (f"/consultations/{world.SLUG}/take-part", "organisation"),
)


@pytest.mark.parametrize(("path", "name"), PAGES)
def test_pages_say_what_is_too_long_at_its_field(
    app: Flask, client: FlaskClient, path: str, name: str
) -> None:
    world.consultation(app)
    page = client.press(path, **{name: MEGABYTES[:1_900_000]})  # type: ignore[attr-defined]
    assert (page.status_code, f'id="{name}-error"' in page.text) == (422, True)
    assert (MEGABYTES[:1_900_000] in page.text) == (name != "password")


def test_a_comment_that_is_too_long_is_kept_with_the_rest(app: Flask, client: FlaskClient) -> None:
    world.consultation(app)
    client.press(f"/consultations/{world.SLUG}/take-part", **KIMANI)  # type: ignore[attr-defined]
    path = f"/consultations/{world.SLUG}/sheet/comments/new?block=lot-size-1"
    page = client.press(path, type="technical", comment="My words.", proposal="a" * 100_000)  # type: ignore[attr-defined]
    assert (page.status_code, 'id="proposal-error"' in page.text) == (422, True)
    assert "My words." in page.text
    assert "a" * 100_000 in page.text


def test_a_code_that_is_too_long_loses_no_words(app: Flask, client: FlaskClient) -> None:
    world.consultation(app)
    typed = {"code": MEGABYTES[:500_000], "comment": "My words.", "type": "technical"}
    lost = client.post(f"/consultations/{world.SLUG}/sheet/comments/new?block=lot-size-1", data=typed)
    assert (
        lost.status_code,
        "No draft submission has this access code." in lost.text,
        "My words." in lost.text,
    ) == (
        422,
        True,
        True,
    )


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"data": {"verb": "x" * (VALUE + 1)}}, 413),
        ({"data": {"verb": "x" * VALUE}, "query_string": {"q": "x" * VALUE}}, 200),
        (
            {"data": "&".join(["a=1"] * (FIELDS + 1)), "content_type": "application/x-www-form-urlencoded"},
            413,
        ),
        ({"data": "a=" + "1" * 2_100_000, "content_type": "application/x-www-form-urlencoded"}, 413),
        ({"data": {str(number): "1" for number in range(500)}, "content_type": "multipart/form-data"}, 413),
        ({"data": {"a": "1" * 2_100_000}, "content_type": "multipart/form-data"}, 413),
    ],
)
def test_what_views_read_by_name_is_measured(app: Flask, sent: dict[str, Any], status: int) -> None:
    with app.test_request_context(method="POST", **sent):
        try:
            found = [request.form.get("verb"), request.form.getlist("verb"), request.args.get("q")]
        except HTTPException as refused:
            assert refused.code == status
        else:
            assert (len(found), status) == (3, 200)


def test_addresses_and_headers_are_measured_first(app: Flask, client: FlaskClient) -> None:
    assert client.get("/help?" + "a" * ADDRESS).status_code == 414
    assert client.get("/" + "a" * ADDRESS).status_code == 414
    for name in ("Accept-Language", "User-Agent", "If-None-Match"):
        assert client.get("/help", headers={name: "a" * (HEADER + 1)}).status_code == 431
    assert client.get("/help", headers={"Accept-Language": ",".join(["xx"] * 2_000)}).status_code == 200
    client.set_cookie(app.config["SESSION_COOKIE_NAME"], "a" * HEADER)
    assert client.get("/help").status_code == 431


def test_a_form_takes_no_fields_out_of_json(app: Flask, client: FlaskClient) -> None:
    cast.person(app, "amara@example.org")
    sent = client.form("/sign-in", email="amara@example.org", password=cast.PASSWORD)  # type: ignore[attr-defined]
    answer = client.post("/sign-in", json=sent)
    assert (answer.status_code, "amara@example.org" in answer.text) == (200, False)
    assert client.post("/sign-in", data=b"{" * 1_000_000, content_type="application/json").status_code == 200


def test_the_value_of_a_field_is_found_without_reading_the_others() -> None:
    class Unread(LimitedFields):
        def pairs(self) -> Iterable[tuple[str, Any]]:
            raise AssertionError("all fields are read for each one")

    sent = Unread([("row-1", "out"), ("row-1", "whole"), ("row-2", "x" * 99)])
    assert [beginning(sent, name, 10) for name in ("row-1", "row-2", "row-3")] == ["out", "x" * 10, ""]
    assert beginning(MultiDict([("a", "one"), ("a", "two")]), "a", 2) == "on"
