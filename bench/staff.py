"""A moderator and an officer at work over HTTP: `python -m bench.staff PORTS SLUG CLOSED LEDGER`.

The moderator publishes and withholds what arrives in the consultation SLUG; the officer answers the comments of CLOSED,
which takes none any more, again and again. Both keep a ledger of what they were told. They sign in with a password and
a code, as production wants it, and say "signed in" on stdout once they have.
"""

import argparse
import random
import signal
import sys
import threading
from pathlib import Path
from urllib.parse import quote, urlsplit

import pyotp
from lxml import html

from bench.flow import Answer, Browser, Fields, GaveUp, Ledger, patiently
from tests import cast, world


class Member(threading.Thread):
    """Someone of the secretariat, who goes on working until told to stop."""

    email = ""
    secret = ""
    """Of their authenticator, once it is set up."""

    def __init__(self, ports: tuple[int, ...], slug: str, ledger: Ledger) -> None:
        super().__init__(daemon=True)
        self.browser = Browser(ports, "192.0.2.77")
        self.slug, self.ledger = slug, ledger
        self.stopping = threading.Event()

    def sign_in(self) -> None:
        """With a password, and a code of an authenticator that is set up on the way, the first time."""
        action, form = self.browser.get("/sign-in").form()
        self.browser.post(action or "/sign-in", form | {"email": self.email, "password": cast.PASSWORD})
        if self.secret:
            _action, form = self.browser.get("/sign-in/code").form("/sign-in/code")
            code = {"code": pyotp.TOTP(self.secret).now()}
            answer = self.browser.post("/sign-in/code", form | code)
            if answer.status != 303:
                raise SystemExit(f"{self.email} could not sign in again: {answer.status} {answer.heading}")
            return
        page = self.browser.get("/account/second-factor")
        secret = "".join(
            html.fromstring(page.body).xpath("string(//code[contains(@class, 'secret')])").split()
        )
        action, form = page.form()
        answer = self.browser.post(
            action or "/account/second-factor", form | {"code": pyotp.TOTP(secret).now()}
        )
        if not secret or answer.status >= 400:
            raise SystemExit(f"{self.email} could not sign in: {answer.status} {answer.heading}")
        self.secret = secret

    def run(self) -> None:
        """One piece of work after the other."""
        while not self.stopping.is_set():
            try:
                self.work()
            except GaveUp as trouble:
                self.ledger.write("staff gave up", why=f"{self.email}: {trouble}")
            self.stopping.wait(0.3 + random.random())

    def work(self) -> None:
        """What they do."""
        raise NotImplementedError

    def get(self, path: str) -> Answer:
        """A page, however often it has to be asked for."""
        return patiently(lambda: self.browser.get(path), path, lambda what, why: self._met("GET", why))

    def post(self, path: str, fields: Fields) -> Answer:
        """The same form until there is an answer about it."""
        return patiently(
            lambda: self.browser.post(path, fields), path, lambda what, why: self._met("POST", why)
        )

    def _met(self, what: str, why: str) -> None:
        self.ledger.write("staff met", step=f"{type(self).__name__} {what}", why=why)


class Moderator(Member):
    """Publishes four comments of five, and withholds the fifth."""

    email = world.MODERATOR

    def work(self) -> None:
        """Decide on one of the comments that wait."""
        page = html.fromstring(self.get(f"/moderation?consultation={self.slug}").body)
        waiting = [link.get("href") for link in page.xpath("//*[@class='queue-line']/a")]
        if not waiting:
            return
        review = self.get(random.choice(waiting[:10]))
        if review.status != 200:
            return
        verb = "withholding" if random.random() < 0.2 else "publish"
        action, form = review.form(f"/{verb}")
        reason = next((name for name in form if name.endswith("reason")), "")
        answer = self.post(action, form | ({reason: "off_topic"} if reason else {}))
        reference = "/".join(urlsplit(action).path.split("/")[2:4])
        told = {303: "decided", 409: "overtaken"}.get(answer.status)
        if told is None:
            raise GaveUp(f"{verb}: {answer.status} {answer.heading}")
        self.ledger.write(told, comment=reference, verb="withhold" if reason else "publish")


class Officer(Member):
    """Answers comments, each several times in other words."""

    email = world.OFFICER

    def work(self) -> None:
        """Answer one comment again."""
        path = f"/consultations/{self.slug}/responses"
        page = html.fromstring(self.get(path).body)
        comments = sorted({one.get("value") for one in page.xpath("//input[@name='comments']")})
        if not comments:
            raise GaveUp("there is no comment to answer")
        chosen = random.choice(comments)
        text = f"We looked into it: {random.randrange(10**12)}."
        form = self.get(f"{path}?comment={quote(chosen, safe='')}").form()
        wishes: Fields = {"comments": chosen, "disposition": "noted", "text": text}
        self.ledger.write("answering", comment=chosen, text=text)
        answer = self.post(form[0] or f"{path}?comment={quote(chosen, safe='')}", form[1] | wishes)
        if answer.status != 303:
            raise GaveUp(f"answer: {answer.status} {answer.heading}")
        self.ledger.write("answered", comment=chosen, text=text)


def main() -> int:
    """Sign in, work until told to stop, finish what is in hand."""
    parser = argparse.ArgumentParser(prog="python -m bench.staff", description=__doc__)
    parser.add_argument("ports")
    parser.add_argument("slug")
    parser.add_argument("closed")
    parser.add_argument("ledger", type=Path)
    chosen = parser.parse_args()
    ports = tuple(int(port) for port in chosen.ports.split(","))
    ledger = Ledger(chosen.ledger)
    members = [Moderator(ports, chosen.slug, ledger), Officer(ports, chosen.closed, ledger)]
    for member in members:
        member.sign_in()
    print("signed in", flush=True)
    for member in members:
        member.start()
    signal.sigwait({signal.SIGTERM, signal.SIGINT})
    for member in members:
        member.stopping.set()
    for member in members:
        member.join(180)
    return 0


if __name__ == "__main__":
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})
    sys.exit(main())
