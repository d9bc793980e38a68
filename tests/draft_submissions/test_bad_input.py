"""Whatever is typed or put into an address, no page of draft submissions breaks, and nothing of it runs."""

from typing import Any

from flask import Flask

from tests import world
from tests.draft_submissions.walking import AT, ME, PLACE, SHEET, WORDS, begin, page

ADDRESSES = (
    "?question=0", "?question=-1", "?question=²", "?question=" + "9" * 30, "?block=" + "x" * 3000,
    "?quote=" + "y" * 3000 + "&general=1", "?_external=1&_scheme=ftp&slug=a&block=lot-size-1",
)  # fmt: skip
NUMBERS = (f"{SHEET}/comments/{'9' * 30}", f"{SHEET}/comments/0", "/submissions/'--/status")


def test_no_address_breaks_a_page(app: Flask, client: Any, clean: None) -> None:
    world.consultation(app)
    begin(client)
    found = {}
    for query in ADDRESSES:
        for path in (f"{SHEET}/comments/new", f"{AT}/take-part", f"{SHEET}/review"):
            found[path, query] = client.get(path + query).status_code
    assert set(found.values()) <= {200, 404}
    assert {path: client.get(path).status_code for path in NUMBERS} == dict.fromkeys(NUMBERS, 404)


def test_no_words_break_a_page_or_run_in_it(app: Flask, client: Any, clean: None) -> None:
    world.consultation(app)
    begin(client)
    form = client.form(PLACE) | WORDS
    for bad in ({"type": "nonsense"}, {"key": ""}, {"key": "x" * 65}, {"quote": "z" * 600}):
        assert client.post(PLACE, data=form | bad).status_code == 422
    attack = '<script>alert(1)</script> [x](javascript:alert(1)) <img src=x onerror="alert(1)"> a\x00b'
    assert client.post(PLACE, data=form | {"comment": attack, "proposal": attack}).status_code == 303
    for path in (SHEET, f"{SHEET}/text", f"{SHEET}/review", f"{SHEET}/comments/1"):
        shown = page(client.get(path))
        assert [word for word in ("<script>alert", "<img src=x", 'href="javascript') if word in shown] == []
    for changes in (
        {"capacity": "x"}, {"category": "government.nonsense"}, {"country": "XXX"}, {"on_behalf_of": ["XXX"]},
        {"language": "tlh"}, {"name": "n" * 500}, {"email": "a@b@c"},
    ):  # fmt: skip
        assert client.press(f"{AT}/take-part", **(ME | changes)).status_code == 422
    assert client.press(f"{SHEET}/review", consent="y", attribution="nonsense").status_code == 422
