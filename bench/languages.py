"""`python -m bench languages ADDRESS DATA`: every page of the running demonstration in every language, as pictures.

ADDRESS is that of `python3 -m consult run`, DATA its folder. Someone of each role begins what leads to other pages
(bench/languages_begun.py), and follows every link, those in emails and the forms that only ask too. Of each view the
page with the most on it is opened in each language and at each width. Prints what would hold a reader up (see
tests/look/glance.py), and every English message that is left on a page of another language. Exits with 1 where
something was found. It names the views to which nothing leads.
"""

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from lxml import html
from playwright.sync_api import Browser, sync_playwright
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter

from bench.languages_begun import (
    LANGUAGE,
    Administrator,
    Moderator,
    Officer,
    Stakeholder,
    Visitor,
    without_language,
)
from config import Testing
from consult.app import create_app
from consult.setup import catalogues
from consult.setup.testing import browser, browser_environment
from consult.web import languages
from tests.look.glance import stumbles

WIDTHS = (1280, 375)

NOT_OPENED = {"accounts.sign_out"}

OF_EACH = 3
"""Pages of one view whose links are followed; the largest one is looked at."""

FILES = {
    "attachments.public_file", "comment_forms.form_file", "consultations.document", "draft_submissions.continue_upload",
    "draft_submissions.copy", "draft_submissions.form_file", "draft_submissions.own_data", "draft_submissions.own_file",
    "draft_submissions.receipt_file", "draft_submissions.sent_copy", "draft_submissions.sent_file",
    "draft_submissions.sent_form_file", "drafts.figure", "drafts.import_figure", "drafts.page_image",
    "incoming_email.original", "metrics.read", "moderation.copy_of_file", "moderation.original_file",
    "moderation.page_of_file", "moderation.proposed_copy_of_file", "portal.alive",
    "portal.calendar_file", "portal.calendar_of_one", "portal.feed", "portal.feed_of_one", "portal.ready",
    "portal.robots", "portal.sitemap", "reading.answers_file", "reading.attachments_file", "reading.comments_file",
    "reading.text_file", "staff_entries.file", "summaries.dispositions", "summaries.draft_dispositions",
}  # fmt: skip
"""Views that answer with a file."""

LEADING = {
    "consultations.preparation": "to the next step",
    "draft_submissions.attach": "to the draft submission",
    "draft_submissions.attach_sent": "to the status",
    "draft_submissions.describe": "to the draft submission",
    "notifications.notification": "to what it tells of",
}
"""Views that only lead to another page, and which."""

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
    parser.add_argument(
        "--again",
        action="store_true",
        help="the pages that earlier runs found, without looking for them anew",
    )
    parser.add_argument("--out", type=Path, required=True, help="the folder of the pictures")
    chosen = parser.parse_args(arguments)
    paths = create_app(Testing).url_map.bind("localhost")
    accounts = json.loads((chosen.data / "demo-accounts.json").read_text())
    seen = found = 0
    with sync_playwright() as play:
        chromium = play.chromium.launch(
            executable_path=browser(), args=["--no-sandbox"], env=browser_environment()
        )
        people = [one for one in (None, *accounts) if _name(one).startswith(tuple(chosen.roles.split(",")))]
        found_by = {_name(one): _kept(chromium, chosen, paths, one, accounts) for one in people}
        of_view = _fullest(found_by)
        if not chosen.roles:
            views = {rule.endpoint for rule in paths.map.iter_rules() if "GET" in (rule.methods or ())}
            elsewhere = {view for _pages_of, _cookies, others in found_by.values() for view in others}
            left = sorted(views - of_view.keys() - elsewhere - FILES - LEADING.keys())
            print(f"{len(of_view)} pages, {len(left)} to which nothing leads: {', '.join(left)}", flush=True)
        for name, (_found, signed_in, _others) in reversed(
            found_by.items()
        ):  # who enters a code has ten minutes
            pages = {view: path for view, (whose, path) in of_view.items() if whose == name}
            print(f"{name}: {len(pages)} pages: {', '.join(sorted(pages))}", flush=True)
            for lines in () if chosen.reach else _looked_at(chromium, chosen, pages, signed_in):
                seen, found = seen + 1, found + len(lines)
        chromium.close()
    print(f"{seen} pictures, {found} findings")
    return int(bool(found))


def _kept(
    chromium: Browser,
    chosen: argparse.Namespace,
    paths: MapAdapter,
    account: dict[str, str] | None,
    accounts: list[dict[str, str]],
) -> Any:
    """What `_pages` finds for someone, or has found before and is in their file."""
    kept = chosen.out / f"{_name(account)}.json"
    if not (chosen.again and kept.exists()):
        moderators = (
            _signed_in(chromium, chosen.address, one) for one in accounts if one["role"].endswith("moderator")
        )
        emails = (chosen.lmtp, chosen.domain)
        begin = partial(_begun, address=chosen.address, emails=emails, moderators=moderators)
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps(_pages(chromium, chosen.address, paths, account, begin)))
        print(f"{_name(account)} has followed the links", flush=True)
    return json.loads(kept.read_text())


def _looked_at(
    chromium: Browser, chosen: argparse.Namespace, pages: dict[str, str], signed_in: Any
) -> Iterator[list[str]]:
    """What is wrong with each page, in each language and at each width."""
    for language in chosen.languages.split(","):
        for width in map(int, chosen.widths.split(",")):
            folder = chosen.out / language / str(width)
            folder.mkdir(parents=True, exist_ok=True)
            window = Window(chromium, chosen.address, signed_in, language, width)
            for view, path in pages.items():
                if any(part in view for part in chosen.only.split(",")):
                    lines = window.look(path, folder / f"{view}.png")
                    for line in lines:
                        print(f"{language} {width} {view} {path}: {line}", flush=True)
                    yield lines
            window.close()


def _name(account: dict[str, str] | None) -> str:
    return account["email"] if account else "visitor"


def _fullest(found_by: dict[str, Any]) -> dict[str, tuple[str, str]]:
    """View → whose page of it is looked at, and its path: of the pages that were found, the one with the most on it."""
    fullest: dict[str, tuple[int, str, str]] = {}
    for name, (found, _cookies, _others) in found_by.items():
        for view, (size, path) in found.items():
            fullest[view] = max(fullest.get(view, (0, "", "")), (size, name, path))
    return {view: (name, path) for view, (_size, name, path) in fullest.items()}


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
        if without_language(self.page.url) != urlsplit(path).path:
            return [f"leads to {without_language(self.page.url)}"]
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


def _signed_in(chromium: Browser, address: str, account: dict[str, str] | None) -> Any:
    """A page of a new browser, without scripts."""
    page = chromium.new_context(java_script_enabled=False).new_page()
    if account:
        sign_in(page, address, account)
    return page


def _pages(
    chromium: Browser,
    address: str,
    paths: MapAdapter,
    account: dict[str, str] | None,
    begin: Callable[[Any, dict[str, str] | None], list[str]],
) -> tuple[dict[str, tuple[int, str]], Any, list[str]]:
    """What this person can reach after `begin`: view → how large its page is and the path that leads to it, of several
    pages the largest; their cookies; the views that answer with a file or lead to another page."""
    page = _signed_in(chromium, address, account)
    context = page.context
    found: dict[str, tuple[int, str]] = {}
    files: set[str] = set()
    waiting = ["/", *begin(page, account)]
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
        if _view(paths, without_language(answer.url)) != view:
            files.add(view)
            continue
        opened[view] += 1
        if "text/html" in answer.headers.get("content-type", ""):
            found[view] = max(found.get(view, (0, "")), (len(answer.body()), path))
            waiting += _onward(html.fromstring(answer.body(), base_url=address + path), address)
        else:
            files.add(view)
    cookies = context.storage_state()
    context.close()
    return found, cookies, sorted(files)


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


def _begun(
    page: Any,
    account: dict[str, str] | None,
    *,
    address: str,
    emails: tuple[int, str],
    moderators: Iterator[Any],
) -> list[str]:
    """Paths to which only a form leads, after it was filled in by whom it is for. `emails`: the port on which they are
    taken, and their domain; `moderators`: pages of browsers in which they are signed in."""
    if account is None:
        return Visitor(page, address).all(*emails, moderators)
    for role, kind in (("officer", Officer), ("moderator", Moderator), ("administrator", Administrator),
                       ("stakeholder", Stakeholder)):  # fmt: skip
        if account["role"].endswith(role):
            return kind(page, address, account).all()
    return []


def _view(paths: MapAdapter, path: str) -> str | None:
    try:
        return str(paths.match(urlsplit(path).path, method="GET")[0])
    except HTTPException:
        return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
