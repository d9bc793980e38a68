"""Does anything that is not public come out? `python -m bench canaries`.

A canary is a word that stands in one place alone: a name that is not to be shown, an address, a comment that was
withheld, a note, a key. Several hundred are planted; then everything a stranger can fetch is fetched from the running
application, page by page and file by file, as a visitor, as someone with an account and as staff of another
organisation. Faults are caused with canaries in every field. Every byte that came back, every log and everything in
Valkey is searched. The exit status is 1 where one was found.
"""

import argparse
import re
import signal
import time
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from urllib.parse import urljoin, urlsplit

from flask import Flask
from redis import Redis

from bench.deployment import Deployment, Verdict, say
from bench.flow import Browser, NoAnswer
from consult.accounts import queries as people
from consult.accounts.models import User
from consult.consultations import actions as consultations
from consult.consultations import queries as consulted
from consult.consultations.models import AuthoredQuestion
from consult.core import clock
from consult.core.stale_check import NO_PAGE
from consult.draft_submissions import actions as drafting
from consult.moderation import actions as moderation
from consult.moderation.models import Reason
from consult.moderation.spans import of_words
from consult.notifications import actions as following
from consult.organisations import actions as organisations
from consult.organisations import queries as founded
from consult.organisations.models import Role
from consult.responses import actions as responses
from consult.stakeholders.models import Category
from consult.submissions import actions as submissions
from consult.submissions import queries as sent
from consult.submissions import references
from consult.submissions.models import Attribution
from tests import cast, world

MOST_PAGES = 1500
"""Pages that one reader fetches at most."""

STRANGER = "stranger@elsewhere.example"
FOREIGN = "staff@barges.example"

_CANARY = re.compile(rb"canary[0-9]{4}[a-z]+", re.IGNORECASE)
_LINK = re.compile(r'(?:href|src|action)="([^"#]+)')


class Book:
    """Gives out canaries and knows where each was planted."""

    def __init__(self) -> None:
        self.planted: dict[str, str] = {}

    def __call__(self, where: str) -> str:
        """A new canary for this place."""
        word = f"canary{len(self.planted):04d}{re.sub('[^a-z]', '', where)}"
        self.planted[word] = where
        return word


def plant(app: Flask, book: Book, times: int) -> tuple[str, str]:
    """A world full of canaries; the addresses of its open and its closed consultation."""
    now = clock.now()
    slug = world.consultation(app)
    closed = world.consultation(app, "reports-of-laboratories", open=False)
    for email in (STRANGER, FOREIGN):
        cast.person(app, email, "A Person")
    cast.organisation(app, "barges", name="River Transport Union", **{role.value: [FOREIGN] for role in Role})
    for _ in range(times):
        for address, at in ((slug, now - timedelta(days=1)), (closed, now - timedelta(days=20))):
            _senders(app, book, address, at)
        _secretariat(app, book, slug, closed)
    return slug, closed


def _senders(app: Flask, book: Book, slug: str, at: datetime) -> None:
    """Submissions of everyone who is not to be known, and words that are not to be read."""

    def sent_as(way: str, attribution: Attribution = Attribution.ATTRIBUTED, **who: str) -> str:
        words = {part: f"{book(way + part)} here." for part in ("comment", "proposal", "rationale")}
        words = {} if way == "anonymous" else words
        address = f"{book('email')}@post.example"
        comments = [world.COMMENT | words]
        return world.submission(
            app, slug, at=at, attribution=attribution, comments=comments, email=address, **who
        )

    def nobody() -> dict[str, str]:
        return {"name": book("name"), "organisation": book("organisation")}

    ways = {
        "anonymous": sent_as("anonymous", Attribution.ANONYMOUS_TO_PUBLIC, **nobody()),
        "confidential": sent_as("confidential", Attribution.CONFIDENTIAL, **nobody()),
        **{way: sent_as(way) for way in ("withheld", "removed", "withdrawn", "waiting", "redacted")},
    }
    with app.app_context(), clock.at(at + timedelta(hours=1)):
        moderator = _person(world.MODERATOR)
        for way, reference in ways.items():
            submission = sent.by_reference(reference)
            comment = sent.comments_of(submission)[0]
            moderation.note(comment, book("note"), by=moderator)
            if way == "anonymous":
                moderation.publish(comment, by=moderator, seen=NO_PAGE)
            elif way == "withheld":
                moderation.withhold(
                    comment, Reason.OFF_TOPIC, by=moderator, seen=NO_PAGE, explanation=book("explanation")
                )
                moderation.object_to(comment, book("objection"))
            elif way == "removed":
                moderation.publish(comment, by=moderator, seen=NO_PAGE)
                moderation.remove(comment, Reason.COPYRIGHT, by=moderator, seen=NO_PAGE)
            elif way == "withdrawn":
                moderation.publish(comment, by=moderator, seen=NO_PAGE)
                submissions.withdraw(submission)
            elif way == "redacted":
                texts = comment.texts
                spans = [
                    span
                    for text in texts.values()
                    for span in of_words(text.split()[0], Reason.PERSONAL_DATA, texts)
                ]
                moderation.redact(comment, spans, by=moderator, seen=NO_PAGE)


def _secretariat(app: Flask, book: Book, slug: str, closed: str) -> None:
    """What is being prepared, and who follows."""
    with app.app_context():
        officer, organisation = _person(world.OFFICER), founded.get("seeds")
        made = consultations.prepare(organisation, title=book("title"), by=officer, purpose=book("purpose"))
        consultations.add_question(made, AuthoredQuestion(book("question")), by=officer)
        organisations.invite(
            organisation, email=f"{book('invited')}@post.example", roles=[Role.OFFICER], by=officer
        )
        consultation = consulted.get(closed, None)
        issue = responses.open_issue(consultation, title=book("issue"), views=book("views"), by=officer)
        responses.change_issue(
            issue, response=book("response"), change=book("change"), by=officer, seen=NO_PAGE
        )
        consultation = consulted.get(slug, None)
        following.follow(f"{book('follower')}@post.example", language="en", consultation=consultation)
        draft = drafting.begin(
            consulted.get(slug, None), key=references.new_key(), name=book("unsent"), organisation=book("unsent"),
            category=Category.INDUSTRY, country="KEN", email=f"{book('unsent')}@post.example",
        )  # fmt: skip
        unsent = world.GENERAL | {"comment": book("unsent")}
        drafting.add_comment(draft, key=references.new_key(), **unsent)


def _person(email: str) -> User:
    found = people.by_email(email)
    assert found is not None
    return found


class Reader:
    """Fetches everything that its pages lead to, and keeps every byte that came back."""

    def __init__(self, port: int, email: str = "") -> None:
        self.browser = Browser(port, "192.0.2.9")
        self.email = email
        self.fetched: dict[str, bytes] = {}

    def read(self, first: list[str]) -> None:
        """From these addresses on, whatever is linked, once each."""
        if self.email:
            action, form = self.browser.get("/sign-in").form()
            self.browser.post(action or "/sign-in", form | {"email": self.email, "password": cast.PASSWORD})
        left = deque(first)
        seen = set(first)
        while left and len(self.fetched) < MOST_PAGES:
            path = left.popleft()
            try:
                answer = self.browser.get(path)
            except NoAnswer:
                continue
            self.fetched[path] = answer.body + str(answer.headers).encode()
            kind = answer.headers.get("content-type", "")
            links = (
                _links(path, answer.body.decode(errors="replace"))
                if "html" in kind or "xml" in kind
                else iter(())
            )
            for link in [*links, *([answer.to] if answer.to else [])]:
                if link not in seen:
                    seen.add(link)
                    left.append(link)


def _links(path: str, text: str) -> Iterator[str]:
    for found in _LINK.findall(text):
        parts = urlsplit(urljoin(f"https://here{path}", found.replace("&amp;", "&")))
        if parts.netloc == "here" or parts.netloc.startswith("consult."):
            yield f"{parts.path}?{parts.query}" if parts.query else parts.path


def _cause_faults(deployment: Deployment, book: Book, slug: str) -> None:
    """Canaries in every field of requests that fail: refused, malformed, during an outage."""
    browser = Browser(deployment.port, "192.0.2.10")
    _nonsense(browser, book, slug)
    assert deployment.servers.postgres is not None
    deployment.servers.postgres.send_signal(signal.SIGKILL)
    time.sleep(0.3)
    _nonsense(browser, book, slug)
    deployment.mind(8)
    assert deployment.servers.valkey is not None
    deployment.servers.valkey.send_signal(signal.SIGKILL)
    _nonsense(browser, book, slug)
    deployment.mind(5)


FORMS = ("/sign-in", "/sign-up", "/password-reset", "/resume")
FIELDS = ("name", "email", "password", "code", "comment", "organisation", "key", "csrf_token")


def _nonsense(browser: Browser, book: Book, slug: str) -> None:
    """Forms whose every field holds a canary, and addresses with one in their query."""
    for path in (*FORMS, f"/consultations/{slug}/take-part", f"/consultations/{slug}/follow"):
        with suppress(NoAnswer):
            browser.post(path, {name: book("posted") for name in FIELDS})
        with suppress(NoAnswer):
            browser.get(f"{path}?q={book('asked')}&next=/{book('asked')}")


PAGES = ("/", "/consultations", "/organisations", "/calendar", "/sitemap.xml", "/robots.txt", "/feed.xml", "/help",
         "/privacy", "/developers")  # fmt: skip
OF_CONSULTATIONS = ("", "/text", "/comments", "/comments.csv", "/statistics", "/response", "/record", "/practices",
                    "/response/dispositions.csv", "/response/dispositions.xlsx")  # fmt: skip


def main(arguments: list[str]) -> int:
    """Plant, fetch, cause faults, search."""
    parser = argparse.ArgumentParser(prog="python -m bench canaries", description=__doc__)
    parser.add_argument("--times", type=int, default=3, help="how often each kind of canary is planted")
    chosen = parser.parse_args(arguments)
    verdict, book = Verdict(), Book()
    with Deployment() as deployment:
        app = deployment.app()
        slug, closed = plant(app, book, max(1, min(chosen.times, 20)))
        deployment.start()
        deployment.mind(15)  # emails are sent, comments are screened
        first = [
            *PAGES,
            *(f"/consultations/{one}{page}" for one in (slug, closed) for page in OF_CONSULTATIONS),
        ]
        readers = [
            Reader(deployment.port),
            Reader(deployment.port, STRANGER),
            Reader(deployment.port, FOREIGN),
        ]
        for reader in readers:
            say(f"{reader.email or 'a visitor'} reads")
            reader.read(first)
        _cause_faults(deployment, book, slug)
        places = {
            f"{reader.email or 'visitor'} {path}": body
            for reader in readers
            for path, body in reader.fetched.items()
        }
        places |= {f"log {path.name}": path.read_bytes() for path in deployment.folder.glob("*.log")}
        server = Redis.from_url(deployment.around["REDIS_URL"])
        places["Valkey"] = b"\n".join(
            name + (server.dump(name) or b"") for name in server.scan_iter(count=1000)
        )
    print(
        f"\n{len(book.planted)} canaries; {len(places)} pages, files and logs, {sum(map(len, places.values()))} bytes"
    )
    found = {
        (place, word.decode().lower()) for place, text in places.items() for word in _CANARY.findall(text)
    }
    for place, word in sorted(found)[:40]:
        print(f"          {word} ({book.planted.get(word, '?')}) in {place}")
    verdict.hold("at least 200 canaries were planted", min(len(book.planted), 200), 200)
    verdict.hold("readers fetched pages", sum(len(reader.fetched) > 20 for reader in readers), len(readers))
    verdict.hold(
        "canaries that are nowhere",
        len(book.planted) - len({word for _place, word in found}),
        len(book.planted),
    )
    return verdict.close()
