"""What a screen reader has to say of the main pages, in Arabic and in Chinese: Chromium's accessibility tree.

Every control has a name, in the letters of the page's language unless it is what someone wrote; landmarks of
one kind are told apart; what is wrong is said at its field.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from flask import Flask

from tests import world
from tests.reading import steps

LETTERS = {"ar": re.compile("[\u0621-\u064a]"), "zh": re.compile("[\u4e00-\u9fff]")}

CONTROLS = {"button", "link", "textbox", "searchbox", "combobox", "checkbox", "radio", "DisclosureTriangle"}
LANDMARKS = {"navigation", "complementary", "region", "search", "form", "main", "banner", "contentinfo"}

WRITTEN = (
    "function () { const own = '[lang]:not(html), [dir]:not(html), bdi, .reference, .number';"
    " return Boolean(this.getRootNode() !== document || this.closest(own) || this.querySelector && this.querySelector(own)); }"
)
"""Whether an element shows what someone wrote, or is the browser's own (the button of a date field)."""

REFERENCE = re.compile(r"[0-9A-Z]{3}(-[0-9A-Z]{3}){2}(/[0-9]+)?")

SAME = {"Consult", "CSV", "XLSX", "JSON", "SHA-256"}
"""Names that are the same in every language."""

PAGES = ("text", "comments", "statistics")


class Read(NamedTuple):
    """A node of the tree: its kind, name and description, whether it is invalid, and the element."""

    role: str
    name: str
    description: str
    is_invalid: bool
    element: int


def read_out(session: Any) -> Iterator[Read]:
    """What a screen reader meets on the page, in its order."""
    nodes = {one["nodeId"]: one for one in session.send("Accessibility.getFullAXTree")["nodes"]}

    def said(node: dict[str, Any], name: str) -> str:
        return str(node.get(name, {}).get("value", ""))

    def below(node: dict[str, Any]) -> Iterator[Read]:
        if not node["ignored"]:
            states = {one["name"]: one["value"].get("value") for one in node.get("properties", [])}
            yield Read(
                said(node, "role"), said(node, "name"), said(node, "description"),
                states.get("invalid") == "true", node.get("backendDOMNodeId", 0),
            )  # fmt: skip
        for child in node.get("childIds", []):
            if child in nodes:
                yield from below(nodes[child])

    yield from below(next(iter(nodes.values())))


def is_written(session: Any, node: Read) -> bool:
    """Whether the name of a node is what someone wrote."""
    found = session.send("DOM.resolveNode", {"backendNodeId": node.element})["object"]["objectId"]
    answer = session.send(
        "Runtime.callFunctionOn", {"objectId": found, "functionDeclaration": WRITTEN, "returnByValue": True}
    )
    return bool(answer["result"]["value"])


def troubles(session: Any, language: str) -> list[str]:
    """A line for each node that someone who listens could not make out."""
    found, landmarks = [], []
    for node in read_out(session):
        if node.role in LANDMARKS:
            landmarks.append((node.role, node.name))
        if node.role not in CONTROLS | LANDMARKS or (node.role in LANDMARKS and not node.name):
            continue
        if not node.name:
            found.append(f"{node.role} without a name")
        elif (
            re.search("[A-Za-z]{3}", REFERENCE.sub("", node.name))
            and not LETTERS[language].search(node.name)
            and not set(node.name.split()) <= SAME
            and not is_written(session, node)
        ):
            found.append(f"{node.role} in another language: {node.name}")
        if node.is_invalid and not LETTERS[language].search(node.description):
            found.append(f"{node.role} does not say what is wrong: {node.name}")
    twice = {one for one in landmarks if landmarks.count(one) > 1 and one[0] != "form"}
    unnamed = [one for one in landmarks if one in (("navigation", ""), ("complementary", ""))]
    return [*found, *(f"landmark twice: {one}" for one in sorted(twice)), *map(str, unnamed)]


@pytest.mark.parametrize("language", LETTERS)
def test_pages_can_be_read_out(app: Flask, chromium: Any, served: str, language: str) -> None:
    slug = world.consultation(app)
    steps.published(app, slug)
    context = chromium.new_context()
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Accessibility.enable")
    home = f"{served}/{language}"
    at = f"{home}/consultations/{slug}"
    found = {}
    for path in (home, f"{home}/consultations", f"{home}/sign-in", at, *(f"{at}/{one}" for one in PAGES)):
        page.goto(path)
        assert page.locator("html").get_attribute("lang") == language
        found[path] = troubles(session, language)
    context.close()
    assert {path: lines for path, lines in found.items() if lines} == {}


@pytest.mark.parametrize("language", LETTERS)
def test_the_form_of_a_comment_can_be_read_out_also_when_something_is_wrong(
    app: Flask, chromium: Any, served: str, language: str
) -> None:
    slug = world.consultation(app)
    context = chromium.new_context()
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Accessibility.enable")
    at = f"{served}/{language}/consultations/{slug}"
    found, wrong = {}, {}

    def listen(name: str) -> None:
        found[name] = troubles(session, language)
        wrong[name] = sum(node.is_invalid for node in read_out(session))

    def press() -> None:
        page.locator("main form button.button-primary").last.click()
        page.wait_for_load_state()

    page.goto(f"{at}/take-part")
    listen("who")
    press()
    listen("who, wrong")
    page.check("input[name=capacity][value=personal]")
    page.select_option("#category", "individual")
    page.fill("#name", "Wanjiru Kimani")
    press()
    page.goto(f"{at}/sheet/comments/new?block=lot-size-1")
    listen("comment")
    press()
    listen("comment, wrong")
    context.close()
    assert {name: lines for name, lines in found.items() if lines} == {}
    assert [wrong["who"], wrong["comment"]] == [0, 0]
    assert wrong["who, wrong"] >= 2
    assert wrong["comment, wrong"] >= 1
