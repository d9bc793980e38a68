"""Tests in a browser wait for the page that a click leads to. A click returns before that page has come: what is read then
may be of the old page, and opening an address stops the request that the click began."""

import ast
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
OF_THE_NEXT_PAGE = ("goto", "title", "app_context", "stumbles", "look")
"""Calls after which only the next page can be meant: it is opened instead, its title read, its rows looked for in the
database, or it is looked at."""


def _names(statement: ast.stmt) -> set[str]:
    """What is called in the first line of a statement."""
    head = ast.With(statement.items, []) if isinstance(statement, ast.With) else statement
    called = (one.func for one in ast.walk(head) if isinstance(one, ast.Call))
    return {getattr(func, "attr", getattr(func, "id", "")) for func in called}


def not_waited_for(source: str) -> Iterator[int]:
    """Lines with a click that is followed at once by what needs the next page."""
    for node in ast.walk(ast.parse(source)):
        body = getattr(node, "body", None)
        for clicked, following in pairwise(body) if isinstance(body, list) else ():
            is_click = isinstance(clicked, ast.Expr) and "click" in _names(clicked)
            if is_click and _names(following) & set(OF_THE_NEXT_PAGE):
                yield clicked.lineno


def test_no_browser_test_reads_the_next_page_without_waiting_for_it() -> None:
    found = {
        f"{path.relative_to(TESTS)}:{line}"
        for path in sorted(TESTS.rglob("*.py"))
        for line in not_waited_for(path.read_text("utf-8"))
    }
    assert found == set()


@pytest.mark.parametrize("following", ["page.goto(at)", "look('text')", "assert page.title() == 'Text'"])
def test_a_click_without_waiting_is_found(following: str) -> None:
    assert list(not_waited_for(f"def test() -> None:\n    page.locator('a').click()\n    {following}\n")) == [
        2
    ]
