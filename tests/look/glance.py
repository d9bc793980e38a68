"""What someone would stumble over on a page: what axe finds of WCAG 2.2 AA, and a page wider than its window."""

import time
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = (
    "rules => axe.run({runOnly: rules, resultTypes: ['violations'], preload: false, iframes: false})"
    ".then(found => found.violations)"
)
"""Without fetching style sheets once more, which no rule of these asks for; there are no frames."""

BROKEN_WORDS = """() => [...document.querySelectorAll(".facts dt")].flatMap(term => {
  const walk = document.createTreeWalker(term, NodeFilter.SHOW_TEXT), found = [];
  for (let node = walk.nextNode(); node; node = walk.nextNode())
    for (const word of node.data.matchAll(/\\S+/g)) {
      const range = document.createRange();
      range.setStart(node, word.index);
      range.setEnd(node, word.index + word[0].length);
      if (new Set([...range.getClientRects()].map(one => Math.round(one.top))).size > 1 && !word[0].includes("-"))
        found.push(word[0]);
    }
  return found;
})"""
"""Names of facts that do not fit into their column, so that a word of them is in two lines."""

POLICY = ("Content Security Policy", "Trusted", "Refused to", "violates")
"""Words with which Chromium says that the content policy forbade something."""


def complaints_of(page: Any) -> list[str]:
    """What the browser will complain about on this page: what its policy forbids, and errors of scripts."""
    found: list[str] = []

    def hear(message: Any) -> None:
        if any(words in message.text for words in POLICY):
            found.append(message.text)

    page.on("console", hear)
    page.on("pageerror", lambda error: found.append(str(error)))
    return found


def stumbles(page: Any) -> list[str]:
    """One line for each stumbling stone on the page as it stands, once it has come whole, by day or in the dark, as its
    window prefers.

    A test that clicked before waits for the page first (`click_through`); axe would meet half a document.
    """
    page.wait_for_load_state()
    page.evaluate(AXE_SCRIPT)
    found = page.evaluate(RUN, RULES)
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    stones = [f"{rule['id']}: {node['html'][:160]}" for rule in found for node in rule["nodes"]]
    stones += [f"broken inside a word: {words}" for words in page.evaluate(BROKEN_WORDS)]
    return stones + ([f"{wide} pixels too wide"] if wide > 0 else [])


def click_through(locator: Any) -> None:
    """Click what leads to another page, and wait for that page. A click alone returns while the old page still stands there."""
    with locator.page.expect_navigation():
        locator.click()


def wait_until(page: Any, expression: str, arg: object = None) -> None:
    """Wait until an expression, or a function of `arg`, is true. Playwright's own way evaluates it in the page, which the content policy forbids
    from the second try on."""
    end = time.monotonic() + 30
    while not page.evaluate(expression, arg):
        assert time.monotonic() < end, expression
        page.wait_for_timeout(50)
