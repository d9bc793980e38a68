"""Pictures of the running demo for the README: `.venv/bin/python -m consult.setup.screenshots [ADDRESS]`.

Needs the environment of `python3 -m consult test`, and `python3 -m consult run` in another window. Writes small PNG
files into docs/screenshots/.
"""

import io
import json
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from consult.setup import environment
from consult.setup.environment import ROOT, say
from consult.setup.testing import browser, browser_environment

SEED, CARRIERS = (
    "sampling-of-seed-lots-for-health-testing",
    "temperature-monitoring-devices-for-vaccine-carriers",
)
SUPPLIES = "reporting-of-microbial-results-from-small-water-supplies"
WIDE, SMALL = {"width": 1280, "height": 860}, {"width": 390, "height": 780}

PICTURES: tuple[tuple[str, str, str, str, dict[str, Any]], ...] = (
    ("front", "/", "", "", {"viewport": WIDE}),
    ("text", f"/consultations/{SEED}/text#s-4.1", "", "", {"viewport": WIDE}),
    (
        "queue",
        "/moderation",
        "text=Review the first comment",
        "moderator@cold-chain.example",
        {"viewport": WIDE},
    ),
    (
        "workbench",
        f"/consultations/{CARRIERS}/responses",
        "",
        "officer@cold-chain.example",
        {"viewport": WIDE},
    ),
    ("response", f"/consultations/{SUPPLIES}/response", "", "", {"viewport": WIDE}),
    ("small-dark", "/", "text=جودة", "", {"viewport": SMALL, "color_scheme": "dark"}),
)
"""Name, path, what is pressed there, who looks (an address of the demo, or no one), and the window."""

COLOURS = 64
"""A page has few; fewer make small files."""


def main(address: str, folder: Path) -> None:
    """Take all pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as play:
        chromium = play.chromium.launch(
            executable_path=browser(), args=["--no-sandbox"], env=browser_environment()
        )
        for name, path, press, who, window in PICTURES:
            target = folder / f"{name}.png"
            target.write_bytes(_small(_picture(chromium, address + path, press, who, window)))
            say(f"{target.relative_to(ROOT)}: {target.stat().st_size // 1024} kB")
        chromium.close()


def _picture(chromium: Browser, url: str, press: str, who: str, window: dict[str, Any]) -> bytes:
    context = chromium.new_context(**window)
    page = context.new_page()
    if who:
        page.goto(urljoin(url, "/sign-in"))
        page.fill("input[name=email]", who)
        page.fill("input[name=password]", _password())
        page.press("input[name=password]", "Enter")
        page.wait_for_load_state()
    page.goto(url)
    if press:
        page.click(press)
    page.wait_for_load_state("networkidle")
    taken = page.screenshot()
    context.close()
    return taken


def _password() -> str:
    """Everyone's in the demo of the usual data folder."""
    return str(json.loads((environment.data_folder() / "demo-accounts.json").read_text())[0]["password"])


def _small(png: bytes) -> bytes:
    out = io.BytesIO()
    Image.open(io.BytesIO(png)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(
        out, "PNG", optimize=True
    )
    return out.getvalue()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000", ROOT / "docs" / "screenshots")
