"""What somebody would stumble over on a page: what axe finds of WCAG 2.2 AA, and a page wider than its window."""

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = "rules => axe.run({runOnly: rules, resultTypes: ['violations']}).then(found => found.violations)"


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
    """One line for each stumbling stone on the page as it stands, once it has come whole, and for those that are there
    in the dark only.

    A press waits for the first byte of the answer; axe would meet half a document.
    """
    page.wait_for_load_state()
    page.evaluate(AXE_SCRIPT)
    found = [*page.evaluate(RUN, RULES), *_in_the_dark(page)]
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    stones = [f"{rule['id']}: {node['html'][:160]}" for rule in found for node in rule["nodes"]]
    return list(dict.fromkeys(stones)) + ([f"{wide} pixels too wide"] if wide > 0 else [])


def _in_the_dark(page: Any) -> Any:
    page.emulate_media(color_scheme="dark")
    found = page.evaluate(RUN, ["color-contrast", "link-in-text-block"])
    page.emulate_media(color_scheme="light")
    return found
