"""People who take part: the real pages over HTTP, with their forms, tokens and cookies, and without JavaScript.

`python -m bench.flow PORTS SLUG LEDGER` lets several people submit one after the other, each with retry under the same
key, until it is told to stop; some then say a comment differently, or take all of it back. PORTS are those of the web
nodes, "8001,8002": each request goes to one of them by chance. It keeps a ledger of what people were told.
"""

import argparse
import http.client
import json
import random
import secrets
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from lxml import html

from bench.deployment import HOST

Fields = dict[str, str | list[str]]

KEPT = "with every word kept"
LOST = "with something lost"
"""What a page that excuses itself does with the form it was sent."""

PATIENCE = 120.0
"""Seconds after which someone gives up on one request, and the bench with them."""


class NoAnswer(Exception):
    """The connection broke, or nothing came in time: no one knows what became of the request."""


class GaveUp(Exception):
    """An answer that no patience mends."""


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def to(self) -> str:
        """The path it redirects to, or ""."""
        return urlsplit(self.headers.get("location", "")).path

    @property
    def heading(self) -> str:
        """What the page says in its h1 and its error summary."""
        page: Any = html.fromstring(self.body or b"<p></p>")
        said = [*page.iter("h1"), *(part for part in page.iter() if part.get("role") == "alert")]
        return " | ".join(" ".join(part.text_content().split()) for part in said)[:400]

    def form(self, action: str = "") -> tuple[str, Fields]:
        """Where the last POST form of the page's main part (whose action ends with `action`) goes, and its fields."""
        page = html.fromstring(self.body)
        forms = [one for one in page.iter("form") if (one.get("method") or "").lower() == "post"]
        inside = [one for one in forms if any(over.tag == "main" for over in one.iterancestors())]
        chosen = [one for one in inside or forms if urlsplit(one.get("action") or "").path.endswith(action)]
        if not chosen:
            raise GaveUp(f"no form to {action!r}: {self.status} {self.heading}")
        sent: Fields = {}
        for name, value in _fields(chosen[-1]):
            if name in sent:
                before = sent[name]
                sent[name] = [*(before if isinstance(before, list) else [before]), value]
            else:
                sent[name] = value
        return chosen[-1].get("action") or "", sent


def _fields(form: Any) -> Iterator[tuple[str, str]]:
    for one in form.iter("input", "textarea", "select"):
        name, kind = one.get("name"), one.get("type")
        if not name or kind in {"submit", "button", "file"}:
            continue
        if one.tag == "select":
            options = list(one.iter("option"))
            chosen = [option for option in options if option.get("selected") is not None]
            if one.get("multiple") is None:
                chosen = chosen or options[:1]
            for option in chosen:
                yield name, option.get("value", "")
        elif one.tag == "textarea":
            yield name, (one.text_content() or "").removeprefix("\n")
        elif kind not in {"checkbox", "radio"} or one.get("checked") is not None:
            yield name, one.get("value", "on")


@dataclass
class Browser:
    """One person's browser: kept-alive connections and cookies. `address` is where the proxy saw them come from; of
    several ports, those of the nodes behind it, it takes one by chance for each request."""

    port: int | tuple[int, ...]
    address: str = "192.0.2.1"
    wait: float = 20.0
    cookies: dict[str, str] = field(default_factory=dict)
    connections: dict[int, http.client.HTTPConnection] = field(default_factory=dict)

    def get(self, path: str) -> Answer:
        """Fetch a page. Raises NoAnswer."""
        return self._ask("GET", path, None)

    def post(self, path: str, fields: Mapping[str, str | list[str]]) -> Answer:
        """Send a form. Raises NoAnswer."""
        return self._ask("POST", path, urlencode(fields, doseq=True).encode())

    def headers(self, body: bytes | None) -> dict[str, str]:
        """What is sent with a request."""
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = {
            "Host": HOST,
            "X-Forwarded-For": self.address,
            "X-Forwarded-Proto": "https",
            "Referer": f"https://{HOST}/",
            "Accept-Language": "en",
        }
        if cookies:
            sent["Cookie"] = cookies
        if body is not None:
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        return sent

    def _ask(self, method: str, path: str, body: bytes | None) -> Answer:
        port = random.choice(self.port) if isinstance(self.port, tuple) else self.port
        connection = self.connections.get(port)
        if connection is None:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=self.wait)
            self.connections[port] = connection
        try:
            connection.request(method, path, body, self.headers(body))
            came = connection.getresponse()
            answer = Answer(came.status, {}, came.read())
        except (OSError, http.client.HTTPException) as trouble:
            connection.close()
            del self.connections[port]
            raise NoAnswer(type(trouble).__name__) from trouble
        answer.headers.update({name.lower(): value for name, value in came.getheaders()})
        self.take(answer)
        return answer

    def take(self, answer: Answer | None) -> None:
        """Keep the cookie that an answer sets: there is one, the session."""
        if answer is None:
            return
        for cookie in SimpleCookie(answer.headers.get("set-cookie", "")).values():
            self.cookies[cookie.key] = cookie.value


class Ledger:
    """What people were told, a line of JSON each, written before they go on."""

    def __init__(self, path: Path) -> None:
        self.file = path.open("a", buffering=1)
        self.lock = threading.Lock()

    def write(self, what: str, **facts: Any) -> None:
        """One line."""
        with self.lock:
            self.file.write(json.dumps({"what": what, "at": time.time(), **facts}) + "\n")


Mishap = Callable[[str, str], None]


def patiently(ask: Callable[[], Answer], what: str, mishap: Mishap) -> Answer:
    """Ask until there is an answer that is about the question: the same request again after a pause.

    `mishap(what, why)` is told of each answer that was none. Raises GaveUp after PATIENCE.
    """
    since = time.monotonic()
    while True:
        try:
            answer = ask()
        except NoAnswer as trouble:
            why = str(trouble)
        else:
            if answer.status < 500 and answer.status != 429:
                return answer
            why = str(answer.status)
        mishap(what, why)
        if time.monotonic() - since > PATIENCE:
            raise GaveUp(f"{what}: {why}")
        time.sleep(0.2 + random.random() * 0.3)


@dataclass
class Sheet:
    """What someone sends: who they are and their comments."""

    slug: str
    email: str = ""
    comments: tuple[str, ...] = ()
    key: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    mishap: Mishap = lambda _what, _why: None
    """Told of each request that had to be sent again."""

    def steps(self, browser: Browser) -> Iterator[tuple[str, tuple[str, Fields]]]:
        """Each step as its name and what is to be posted; anyone who asks for the next one has posted it."""
        path = f"/consultations/{self.slug}"
        who = WHO | {"email": self.email}
        address, form = self.filled(browser, f"{path}/take-part", who, "begin")
        self.key = str(
            form["key"]
        )  # issued to this browser: with one of our own a repeat would not be let in
        yield "begin", (address, form)
        for words in self.comments:
            wishes: Fields = {"comment": words, "type": "general"}
            yield "comment", self.filled(browser, f"{path}/sheet/comments/new?general=1", wishes, "comment")
        yield "submit", self.final(browser)

    def compose(self, browser: Browser) -> tuple[str, Fields]:
        """Take part, write the comments, open the review; what pressing "submit" would send, and where."""
        for step, form in self.steps(browser):
            if step == "submit":
                return form
            answer = self.press(browser, form, step)
            if answer.status != 303:
                raise GaveUp(f"{step}: {answer.status} {answer.heading}")
        raise AssertionError("there is a last step")

    def final(self, browser: Browser) -> tuple[str, Fields]:
        """The form of the review, filled in."""
        page = f"/consultations/{self.slug}/sheet/review"
        return self.filled(browser, page, {"attribution": "attributed", "consent": "y"}, "review")

    def press(self, browser: Browser, form: tuple[str, Fields], step: str) -> Answer:
        """Send a form until there is an answer: the same again, or with the button of the page that excuses itself."""
        shown = [form]

        def post() -> Answer:
            answer = browser.post(*shown[0])
            if answer.status == 503:
                try:
                    shown[0] = answer.form()
                except GaveUp:
                    self.mishap(step, "503 without the form")
                else:
                    self.mishap(step, f"503 {KEPT if _as_typed(shown[0]) == form else LOST}")
            return answer

        return patiently(post, step, self.mishap)

    def filled(self, browser: Browser, page: str, wishes: Fields, what: str) -> tuple[str, Fields]:
        """The form of a page as it stands there, with these wishes; where it goes, and what is sent."""
        answer = patiently(lambda: browser.get(page), what, self.mishap)
        if answer.status != 200:
            raise GaveUp(f"{what}: {answer.status} {answer.to} {answer.heading}")
        action, fields = answer.form()
        return action or page, fields | wishes


def _as_typed(form: tuple[str, Fields]) -> tuple[str, Fields]:
    """A form without what the page adds that excuses itself: when it had first arrived."""
    path, fields = form
    return path, {name: value for name, value in fields.items() if name != "first_arrival"}


WHO: Fields = {
    "name": "Wanjiru Kimani",
    "organisation": "Seed Growers of the Highlands",
    "category": "industry",
    "subcategory": "business_association",
    "country": "KEN",
    "capacity": "organisation",
}
"""Who sends, for the form of the first step."""


def reference_in(answer: Answer) -> str:
    """The reference that the address of the receipt names. Raises GaveUp where it leads elsewhere."""
    parts = answer.to.split("/")
    if parts[1:2] != ["submissions"] or len(parts) < 4:
        raise GaveUp(f"submit: {answer.status} {answer.to} {answer.heading}")
    return parts[2]


class Person(threading.Thread):
    """Someone who submits one draft after the other."""

    def __init__(self, number: int, ports: tuple[int, ...], slug: str, ledger: Ledger, pause: float) -> None:
        super().__init__(daemon=True)
        self.number, self.ports, self.slug = number, ports, slug
        self.ledger, self.pause = ledger, pause
        self.stopping = threading.Event()

    def run(self) -> None:
        """Until told to stop."""
        count = 0
        while not self.stopping.is_set():
            count += 1
            self._one(count)
            self.stopping.wait(self.pause * (0.5 + random.random()))

    def _one(self, count: int) -> None:
        name = f"{self.number}-{count}"
        words = tuple(
            f"Comment {token(name, which)}: les semences «ámbar» и 种子.\n\nTwo lines." for which in (1, 2)
        )
        sheet = Sheet(self.slug, f"person-{name}@post.example", words)
        sheet.mishap = lambda what, why: self.ledger.write("mishap", key=sheet.key, step=what, why=why)
        browser = Browser(self.ports, f"10.{self.number}.{count // 100 % 250}.{count % 250}")
        try:
            form = sheet.compose(browser)
            began = time.time()
            self.ledger.write("pressed", key=sheet.key, words=words, email=sheet.email)
            answer = sheet.press(browser, form, "submit")
            reference = reference_in(answer)
            self.ledger.write("received", key=sheet.key, reference=reference, seconds=time.time() - began)
            receipt = patiently(lambda: browser.get(answer.to), "receipt", sheet.mishap)
            self.ledger.write(
                "receipt", key=sheet.key, shows=receipt.status == 200 and reference.encode() in receipt.body
            )
            if random.random() < 0.3:
                self._amend(browser, sheet, reference, f"Comment {token(name, 1)} said anew.")
            if random.random() < 0.1:
                self._withdraw(browser, sheet, reference)
        except GaveUp as trouble:
            self.ledger.write("gave up", key=sheet.key, why=str(trouble))

    def _amend(self, browser: Browser, sheet: Sheet, reference: str, words: str) -> None:
        """Say the first comment differently."""
        page = f"/submissions/{reference}/comments/1/amendment"
        form = sheet.filled(browser, page, {"comment": words}, "amend")
        self.ledger.write("amending", key=sheet.key, words=words)
        answer = sheet.press(browser, form, "amend")
        if answer.status != 303:
            raise GaveUp(f"amend: {answer.status} {answer.heading}")
        self.ledger.write("amended", key=sheet.key, words=words)

    def _withdraw(self, browser: Browser, sheet: Sheet, reference: str) -> None:
        """Take the whole submission back."""
        form = sheet.filled(browser, f"/submissions/{reference}/withdrawal", {"confirm": "y"}, "withdraw")
        self.ledger.write("withdrawing", key=sheet.key)
        answer = sheet.press(browser, form, "withdraw")
        if answer.status not in {303, 409}:  # sent again after a lost answer it is withdrawn already
            raise GaveUp(f"withdraw: {answer.status} {answer.heading}")
        self.ledger.write("withdrawn", key=sheet.key)


def token(sheet: str, which: int) -> str:
    """A word that stands in one comment alone."""
    return f"word{sheet.replace('-', 'x')}x{which}end"


def main() -> int:
    """People, until told to stop; then each finishes the draft in hand."""
    parser = argparse.ArgumentParser(prog="python -m bench.flow", description=__doc__)
    parser.add_argument("ports")
    parser.add_argument("slug")
    parser.add_argument("ledger", type=Path)
    parser.add_argument("--people", type=int, default=8)
    parser.add_argument("--pause", type=float, default=1.0, help="seconds between two sheets of one person")
    chosen = parser.parse_args()
    ledger = Ledger(chosen.ledger)
    ports = tuple(int(port) for port in chosen.ports.split(","))
    people = [
        Person(number, ports, chosen.slug, ledger, chosen.pause) for number in range(min(chosen.people, 32))
    ]
    for person in people:
        person.start()
    signal.sigwait({signal.SIGTERM, signal.SIGINT})
    for person in people:
        person.stopping.set()
    for person in people:
        person.join(PATIENCE + 30)
    return int(any(person.is_alive() for person in people))


if __name__ == "__main__":
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})
    sys.exit(main())
