"""Comments on the page of the text: what the server answers where htmx asks for a part of it."""

import gzip
import json
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from consult.core import markup
from tests.draft_submissions.walking import AT, PLACE, SHEET, WORDS, begin, page, send, sheets
from tests.pages import fields

PART = {"HX-Request": "true"}


def _form(client: Any, path: str = PLACE) -> dict[str, Any]:
    """The form that is put beside the passage."""
    answer = client.get(path, headers=PART)
    assert (answer.status_code, "<html" in answer.text) == (200, False)
    return fields(html.fromstring(answer.get_data()))


def test_a_comment_is_opened_saved_changed_and_removed_in_place(app: Flask, client: Any, slug: str) -> None:
    begin(client)
    assert "trusted-types default" in client.get(f"{SHEET}/text").headers["Content-Security-Policy"]
    form = _form(client) | {"place": "lot-size-1"}
    wrong = client.post(PLACE, data=form | {"comment": "No type."}, headers=PART)
    assert (wrong.status_code, wrong.headers["HX-Retarget"], wrong.headers["HX-Reswap"]) == (
        422,
        "#writing",
        "outerHTML",
    )
    assert 'role="alert"' in page(wrong)
    saved = page(client.post(PLACE, data=form | WORDS, headers=PART))
    assert [
        words in saved for words in ("Your comment 1", "<ins>", "Comment saved", "1 comment in your")
    ] == [True] * 4
    change = f"{SHEET}/comments/1"
    changed = _form(client, change) | {"place": "lot-size-1", "comment": "", "verb": "back"}
    assert "Your comment 1" in page(
        client.post(change, data=changed, headers=PART)
    )  # a proposal alone is enough
    token = {"csrf_token": form["csrf_token"], "place": "lot-size-1"}
    removed = page(client.post(f"{change}/removal", data=token, headers=PART))
    assert ("Your comment 1" in removed, "No comments yet" in removed) == (False, True)
    assert sheets(app) == [("draft", 0)]


def test_what_is_not_complete_stays_below_its_passage(client: Any, slug: str) -> None:
    begin(client)
    form = _form(client) | {"comment": "Half a thought.", "place": "lot-size-1", "verb": "back"}
    left = page(client.post(PLACE, data=form, headers=PART))
    assert [words in left for words in ("Not complete", "Half a thought.")] == [True, True]
    assert _form(client)["comment"] == "Half a thought."


def test_the_type_of_the_next_comment_is_that_of_the_last_and_an_untouched_form_leaves_nothing(
    client: Any, slug: str
) -> None:
    begin(client)
    client.press(PLACE, **WORDS)
    other = f"{SHEET}/comments/new?block=lot-size-2"
    form = _form(client, other) | {"place": "lot-size-2", "verb": "back"}
    assert form["type"] == WORDS["type"]
    assert "The type of your previous comment is chosen." in client.get(other, headers=PART).text
    assert "own-comment" not in page(client.post(other, data=form, headers=PART))


def test_a_button_leads_on_to_a_line_that_is_typed(client: Any, slug: str) -> None:
    begin(client)
    form = client.form(PLACE) | WORDS | {"verb": "line"}
    assert client.post(PLACE, data=form | {"line": "5"}).location == f"{SHEET}/comments/new?block=lot-size-3"
    assert client.post(PLACE, data=form | {"line": "²"}).location == f"{SHEET}/text?at=lot-size-1#lot-size-1"


def test_the_page_leads_to_the_questions_and_asks_to_select_words_only_where_scripts_run(
    client: Any, slug: str
) -> None:
    begin(client)
    text = html.fromstring(client.get(f"{SHEET}/text?block=scope-1").get_data())
    assert len(text.xpath(f"//a[@href='{SHEET}/questions']")) == 2
    hints = [
        one
        for one in text.iter("p", "span")
        if "elect words" in (one.text or "") or "select them" in (one.text or "")
    ]
    assert [one.get("hidden") is not None for one in hints] == [True, True]
    alone = page(client.get(PLACE))
    assert ("select words" in alone, "Save and go to the next passage" in alone) == (False, True)


def test_without_a_draft_the_browser_goes_where_the_page_leads(client: Any, slug: str) -> None:
    assert client.get(PLACE, headers=PART).headers["HX-Redirect"] == f"{AT}/take-part?block=lot-size-1"
    begin(client)
    client.press(PLACE, **WORDS)
    reference = send(client)
    add = f"/submissions/{reference}/comments/new?block=lot-size-1"
    assert client.get(PLACE, headers=PART).headers["HX-Redirect"] == add
    assert client.get(f"{SHEET}/text?block=lot-size-1").location == add


HOSTILE = (
    '<img src=x hx-get="/account" hx-trigger="load" hx-on:click="x()"><script>x()</script>'
    '<a href="https://elsewhere.example/" data-hx-boost="true" onclick="x()">here</a>'
)
"""What would ask for another page, or run, if it became elements with these attributes."""


def _acting(answer: Any) -> list[tuple[str, str]]:
    """(name of the element, its id or parent's class) of all that htmx or the browser would act on."""
    root = html.fromstring(answer.get_data())
    return [
        (one.tag, one.get("id") or one.getparent().get("class"))
        for one in root.iter(html.etree.Element)
        if any(name.startswith(("hx-", "data-hx-", "on")) for name in one.attrib)
        or (one.tag == "script" and not str(one.get("src", "")).startswith("/assets/"))
    ]


def test_nothing_that_anyone_typed_or_imported_acts_on_the_page(app: Flask, client: Any, slug: str) -> None:
    clean = markup.document(f"<p hx-get='/account' onclick='x()'>Words{HOSTILE}</p>")
    assert [word in clean for word in ("hx-", "onclick", "script", "data-")] == [False] * 4
    begin(client)
    client.press(PLACE, **WORDS | {"comment": HOSTILE, "proposal": HOSTILE, "rationale": HOSTILE})
    form = _form(client, f"{SHEET}/comments/1") | {"place": "lot-size-1", "comment": f"Again {HOSTILE}"}
    assert _acting(client.post(f"{SHEET}/comments/1", data=form, headers=PART)) == [
        ("span", "own-count"),
        ("p", "own-told"),
    ]
    text = client.get(f"{SHEET}/text?block=lot-size-2")
    assert _acting(text) == [("div", "redline")]
    head = html.fromstring(text.get_data()).xpath("string(//meta[@name='htmx-config']/@content)")
    config = json.loads(head)
    names = ("allowEval", "allowScriptTags", "historyEnabled", "selfRequestsOnly")
    assert [config[name] for name in names] == [False, False, False, True]
    assert ".block-text" in config["disableSelector"]


def test_the_page_is_compressed_unless_its_address_says_words(app: Flask, client: Any, slug: str) -> None:
    begin(client)
    packs = {"Accept-Encoding": "gzip"}
    plain = FlaskClient(app, app.response_class)
    plain.set_cookie("consult", client.get_cookie("consult").value)
    for path in ("text", "text?block=lot-size-1"):
        answer = plain.get(f"{SHEET}/{path}", headers=packs)
        assert "Maximum lot size" in gzip.decompress(answer.get_data()).decode(), path
    for path in ("text?block=other", "text?block=lot-size-1&quote=kilograms", "text?more=1"):
        assert "Content-Encoding" not in plain.get(f"{SHEET}/{path}", headers=packs).headers, path
    assert "Content-Encoding" not in plain.get(f"{SHEET}/text").headers
