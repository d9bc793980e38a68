"""What people do with the machine of `python -m bench guide`: through nginx, with TLS and its certificate checked."""

import http.client
import json
import re
import socket
import ssl
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.flow import Answer, Browser, GaveUp, Ledger, Sheet, reference_in
from bench.staff import Moderator

SITE = "consult.example.org"
PATIENCE = 90.0
"""Seconds for something to come about."""


class _Line(http.client.HTTPSConnection):
    """A connection to the site that needs no name server."""

    def connect(self) -> None:
        plain = socket.create_connection(("127.0.0.1", 443), self.timeout)
        self.sock = self._context.wrap_socket(plain, server_hostname=SITE)  # type: ignore[attr-defined]


@dataclass
class Visitor(Browser):
    """A browser that knows the site by its name and trusts its certificate alone."""

    certificate: Path = Path()

    def headers(self, body: bytes | None) -> dict[str, str]:
        """What a browser sends, and nothing that a proxy would add."""
        plain = {name: value for name, value in super().headers(body).items() if not name.startswith("X-")}
        return plain | {"Host": SITE, "Referer": f"https://{SITE}/"}

    def _ask(self, method: str, path: str, body: bytes | None) -> Answer:
        assert isinstance(self.port, int)
        if self.port not in self.connections:
            context = ssl.create_default_context(cafile=str(self.certificate))
            self.connections[self.port] = _Line(SITE, 443, timeout=self.wait, context=context)
        return super()._ask(method, path, body)


def visitor(certificate: Path) -> Visitor:
    """Someone new."""
    return Visitor(443, certificate=certificate)


def until(what: str, done: Any, seconds: float = PATIENCE) -> Any:
    """What `done` gives once it is something. SystemExit where that takes too long."""
    ends = time.monotonic() + seconds
    while not (found := done()):
        if time.monotonic() > ends:
            raise SystemExit(f"{what}: not within {seconds:.0f} s")
        time.sleep(0.3)
    return found


def submit(certificate: Path, slug: str, email: str, words: str) -> str:
    """Take part; the reference."""
    browser, sheet = visitor(certificate), Sheet(slug, email, (words,))
    answer = sheet.press(browser, sheet.compose(browser), "submit")
    reference = reference_in(answer)
    if reference.encode() not in browser.get(answer.to).body:
        raise GaveUp(f"the receipt of {reference} does not show it")
    return reference


def emails(ledger: Path, to: str) -> list[str]:
    """The words of the emails that the mail server took for `to`."""
    lines = [json.loads(line) for line in ledger.read_text().splitlines()] if ledger.exists() else []
    return [line["text"] for line in lines if to in line["to"]]


def moderator(slug: str, ledger: Path) -> Moderator:
    """A moderator who has not signed in yet."""
    return Moderator((443,), slug, Ledger(ledger))


@dataclass
class Hammer:
    """Readers and people who submit, without a pause, and what they met. Readers ask for a page, for the assets that it
    names, and for all assets that any page ever named."""

    certificate: Path
    slug: str
    met: Counter[str] = field(default_factory=Counter)
    styles: list[str] = field(default_factory=list)
    references: list[str] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> "Hammer":
        self.threads = [threading.Thread(target=work, daemon=True) for work in (self._read, self._take_part)]
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        for thread in self.threads:
            thread.join(60)

    def _get(self, path: str) -> bytes:
        browser = visitor(self.certificate)
        try:
            answer = browser.get(path)
        except Exception as trouble:  # noqa: BLE001 -- whatever it is, it is counted
            self.met[f"GET {path}: {type(trouble).__name__} {trouble}"] += 1
            return b""
        self.met[f"{answer.status}" if answer.status == 200 else f"GET {path}: {answer.status}"] += 1
        return answer.body

    def _read(self) -> None:
        while not self.stopping.is_set():
            page = self._get(f"/consultations/{self.slug}").decode()
            for style in re.findall(r'href="(/assets/[^"]+\.css)"', page):
                if style not in self.styles:
                    self.styles.append(style)
            for style in self.styles:
                self._get(style)
            self._get("/readyz")
            self.stopping.wait(0.1)

    def _take_part(self) -> None:
        while not self.stopping.is_set():
            number = len(self.references)
            sheet = Sheet(
                self.slug, f"rolling{number}@birds.example", (f"Sent while it was upgraded {number}.",)
            )
            sheet.mishap = lambda what, why: self.met.update([f"{what}: {why}"])
            browser = visitor(self.certificate)
            try:
                self.references.append(reference_in(sheet.press(browser, sheet.compose(browser), "submit")))
            except GaveUp as trouble:
                self.met[f"gave up: {trouble}"] += 1
            self.stopping.wait(6)  # one network may begin 120 drafts an hour
