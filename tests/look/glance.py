"""What somebody would stumble over on a page: what axe finds of WCAG 2.2 AA, and a page wider than its window."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def stumbles(page: Any) -> list[str]:
    """One line for each stumbling stone on the page as it stands."""
    found = [
        f"{rule['id']}: {node['html'][:160]}"
        for rule in Axe().run(page, options={"runOnly": RULES}).response["violations"]
        for node in rule["nodes"]
    ]
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return found + ([f"{wide} pixels too wide"] if wide > 0 else [])
