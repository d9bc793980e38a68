"""`python -m bench languages ADDRESS DATA`: every page of the running demonstration in every language, as pictures.

ADDRESS is that of `python3 -m consult run`, DATA its folder. Someone of each role follows every link, those in emails
and the forms that only ask too, and opens one page for each view, in each language and at each width. First they begin
what leads to other pages (bench/languages_begun.py). Prints what would hold a reader up
(see tests/look/glance.py), and every English message that is left on a page of another language. Exits with 1 where
something was found. At the end it names the pages that it did not open.
"""

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from lxml import html
from playwright.sync_api import Browser, sync_playwright
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter

from bench.languages_begun import LANGUAGE, Administrator, Officer, Stakeholder, Visitor
from config import Testing
from consult.app import create_app
from consult.setup import catalogues
from consult.setup.testing import browser
from consult.web import languages
from tests.look.glance import stumbles

WIDTHS = (1280, 375)

NOT_OPENED = {"accounts.sign_out"}

OF_EACH = 3
"""Pages of one view whose links are followed; the first one is looked at."""

FILES = {
    "attachments.public_file", "comment_forms.form_file", "consultations.document", "draft_submissions.continue_upload",
    "draft_submissions.copy", "draft_submissions.form_file", "draft_submissions.own_data", "draft_submissions.own_file",
    "draft_submissions.receipt_file", "draft_submissions.sent_copy", "draft_submissions.sent_file",
    "draft_submissions.sent_form_file", "drafts.figure", "drafts.import_figure", "incoming_email.original",
    "metrics.read", "moderation.copy_of_file", "moderation.original_file", "moderation.page_of_file", "portal.alive",
    "portal.calendar_file", "portal.calendar_of_one", "portal.feed", "portal.feed_of_one", "portal.ready",
    "portal.robots", "portal.sitemap", "reading.answers_file", "reading.attachments_file", "reading.comments_file",
    "reading.text_file", "summaries.dispositions", "summaries.draft_dispositions",
}  # fmt: skip
"""Views that answer with a file."""

PROSE = "bdi, code, [lang]:not(html), [dir=auto], .kept-text, .prose, textarea, input, script, style"
"""Parts of a page that people wrote, or that stand for themselves."""


def main(arguments: list[str]) -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m bench languages", description=__doc__)
    parser.add_argument("address")
    parser.add_argument("data", type=Path)
    parser.add_argument("--languages", default=",".join(Testing.LANGUAGES))
    parser.add_argument("--widths", default=",".join(map(str, WIDTHS)))
    parser.add_argument("--roles", default="", help="only these, by the beginning of their address; else all")
    parser.add_argument("--only", default="", help="only views whose name has one of these")
    parser.add_argument(
        "--lmtp", type=int, default=0, help="the port on which emails are taken, for the pages of these"
    )
    parser.add_argument("--domain", default="comments.example.org", help="that of the addresses for emails")
    parser.add_argument(
        "--reach", action="store_true", help="only say which pages are reached, and take no pictures"
    )
    parser.add_argument("--out", type=Path, required=True, help="the folder of the pictures")
    chosen = parser.parse_args(arguments)
    paths = create_app(Testing).url_map.bind("localhost")
    accounts = json.loads((chosen.data / "demo-accounts.json").read_text())
    found, seen = 0, 0
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=browser(), args=["--no-sandbox"])
        done: set[str] = set()
        files: set[str] = set()
        for account in [None, *accounts]:
            name = account["email"] if account else "visitor"
            if chosen.roles and not name.startswith(tuple(chosen.roles.split(","))):
                continue
            emails = (chosen.lmtp, chosen.domain)
            found_here, signed_in = _pages(chromium, chosen.address, paths, account, files, emails)
            pages = {
                view: path
                for view, path in found_here.items()
                if view not in done and any(part in view for part in chosen.only.split(","))
            }
            done |= pages.keys()
            print(f"{name}: {len(pages)} pages: {', '.join(sorted(pages))}", flush=True)
            if chosen.reach:
                continue
            for language in chosen.languages.split(","):
                for width in map(int, chosen.widths.split(",")):
                    folder = chosen.out / language / str(width)
                    folder.mkdir(parents=True, exist_ok=True)
                    window = Window(chromium, chosen.address, signed_in, language, width)
                    for view, path in pages.items():
                        lines = window.look(path, folder / f"{view}.png")
                        seen, found = seen + 1, found + len(lines)
                        for line in lines:
                            print(f"{language} {width} {view} {path}: {line}", flush=True)
                    window.close()
        chromium.close()
    if not chosen.roles and not chosen.only:
        views = {rule.endpoint for rule in paths.map.iter_rules() if "GET" in (rule.methods or ())}
        left = sorted(views - done - files - FILES)
        print(f"{len(left)} pages that nothing leads to: {', '.join(left)}")
    print(f"{seen} pages looked at, {found} findings")
    return int(bool(found))


_UNCOVERED = "document.querySelector('.workspace-foot')?.style.setProperty('position', 'static')"
"""The foot of the page of the text stays in sight: wherever the page is scrolled to, it covers a part of a link."""


class Window:
    """A browser of one person, in one language, of one width."""

    def __init__(self, chromium: Browser, address: str, signed_in: Any, language: str, width: int) -> None:
        """`signed_in`: the cookies of the person."""
        self.address, self.language = address, language
        scheme = "dark" if width < 500 else "light"
        self.context = chromium.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce",
            storage_state=signed_in,
        )  # fmt: skip
        self.page = self.context.new_page()
        self.english = _messages(language)

    def look(self, path: str, picture: Path) -> list[str]:
        """Take a picture of a page, and tell what is wrong with it."""
        answer = self.page.goto(f"{self.address}/{self.language}{path}")
        if answer is None or answer.status >= 400:
            return [f"status {answer.status if answer else 'none'}"]
        if "text/html" not in answer.headers.get("content-type", ""):
            return []
        self.page.evaluate(_UNCOVERED)
        found = stumbles(self.page)
        self.page.screenshot(path=picture, full_page=True)
        return found + [f"English: {words}" for words in sorted(self._english())]

    def _english(self) -> Iterator[str]:
        if self.language == languages.SOURCE:
            return
        texts = self.page.evaluate(
            """own => { const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
            for (let node = walk.nextNode(); node; node = walk.nextNode())
              if (!node.parentElement.closest(own)) found.push(node.data);
            return found; }""",
            PROSE,
        )
        for text in {" ".join(one.split()) for one in texts}:
            if text in self.english:
                yield text

    def close(self) -> None:
        """End it."""
        self.context.close()


def _messages(language: str) -> set[str]:
    """English messages whose translation is another text, and which translate no message ("Part" is French too)."""
    if language == languages.SOURCE:
        return set()
    path = catalogues.FOLDER / language / "LC_MESSAGES" / "messages.po"
    found: dict[str, bool] = {}
    translations = set()
    for message in catalogues.read_catalogue(path):
        translations.add(message.string)
        if isinstance(message.id, str) and message.id and re.search(r"[a-z]{3}", message.id):
            found[message.id] = found.get(message.id, True) and message.string != message.id
    return {words for words, is_other in found.items() if is_other} - translations


def sign_in(page: Any, address: str, account: dict[str, str]) -> None:
    """As someone of the demonstration."""
    page.goto(f"{address}/sign-in")
    page.fill("input[name=email]", account["email"])
    page.fill("input[name=password]", account["password"])
    page.press("input[name=password]", "Enter")
    page.wait_for_load_state()


def _pages(
    chromium: Browser,
    address: str,
    paths: MapAdapter,
    account: dict[str, str] | None,
    files: set[str],
    emails: tuple[int, str],
) -> tuple[dict[str, str], Any]:
    """View → the first path that leads to it, of everything that this person can reach, and their cookies. Views that
    answer with a file, or lead to another page, are added to `files`. `emails`: the port on which they are taken, and
    their domain."""
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    if account:
        sign_in(page, address, account)
    found: dict[str, str] = {}
    waiting = ["/", *_begun(page, address, account, emails)]
    tried: set[str] = set()
    opened = Counter[str]()
    for path in waiting:
        view = _view(paths, path)
        if view is None or opened[view] == OF_EACH or view in NOT_OPENED or path in tried:
            continue
        tried.add(path)
        answer = context.request.get(address + path)
        if answer.status != 200:
            continue
        if _view(paths, LANGUAGE.sub("/", urlsplit(answer.url).path)) != view:
            files.add(view)
            continue
        opened[view] += 1
        if "text/html" in answer.headers.get("content-type", ""):
            found.setdefault(view, path)
            waiting += _onward(html.fromstring(answer.body(), base_url=address + path), address)
        else:
            files.add(view)
    cookies = context.storage_state()
    context.close()
    return found, cookies


def _onward(page: Any, address: str) -> Iterator[str]:
    """The paths of this website to which the links and the asking forms of a page lead, without their language."""
    targets = [one.get("href") for one in page.iter("a") if one.get("href") and not one.get("hreflang")]
    targets += [_asked(page, form) for form in page.forms if form.method == "GET"]
    for one in targets:
        target = urlsplit(urljoin(page.base_url, one))
        if target.netloc == urlsplit(address).netloc:
            path = LANGUAGE.sub("/", target.path)
            yield path + (f"?{target.query}" if target.query else "")


def _asked(page: Any, form: Any) -> str:
    """Where a form that only asks leads, with its first box checked and its first button pressed."""
    fields = list(form.form_values())
    if form.get("id"):
        of_form = f"//*[@form='{form.get('id')}']"
        fields += [(one.get("name"), one.get("value")) for one in page.xpath(of_form)[:1]]
    fields += [(one.get("name"), one.get("value")) for one in form.xpath(".//button[@name]")[:1]]
    return f"{form.action or ''}?{urlencode([(name, value or '') for name, value in fields if name])}"


def _begun(page: Any, address: str, account: dict[str, str] | None, emails: tuple[int, str]) -> list[str]:
    """Paths to which only a form leads, after it was filled in by whom it is for."""
    if account is None:
        return Visitor(page, address).all(*emails)
    for role, kind in (("officer", Officer), ("administrator", Administrator), ("stakeholder", Stakeholder)):
        if account["role"].endswith(role):
            return kind(page, address).all()
    return []


def _view(paths: MapAdapter, path: str) -> str | None:
    try:
        return str(paths.match(urlsplit(path).path, method="GET")[0])
    except HTTPException:
        return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
