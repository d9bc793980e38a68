"""Many posts at once: of the same thing, across the deadline, and around an extension.

`python -m bench races`. Anyone who posts keeps a ledger of what they were told; it is held against the rows. The exit
status is 1 where a promise was broken.
"""

import argparse
import json
import selectors
import signal
import socket
import threading
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Flask
from sqlalchemy import func, select, update

from bench.deployment import ARRIVAL, Deployment, Verdict, say
from bench.flow import Answer, Browser, Fields, GaveUp, Sheet
from consult.accounts import queries as people
from consult.consultations import actions as consultations
from consult.consultations.models import Consultation
from consult.core.database import db
from consult.core.errors import NotPossible
from consult.core.events import Delivery, Event
from consult.core.stale_check import NO_PAGE, form_version
from consult.draft_submissions import actions
from consult.draft_submissions.models import DraftSubmission
from consult.submissions import references, tallies
from consult.submissions.models import Comment, Submission
from tests import world

WAIT = 60.0
"""Seconds without any answer after which the bench gives up."""

_STAMP = b"t=@@@@@@@@@@"

stopping: list[int] = []
"""Told to stop (SIGTERM): what was done until then is judged."""

LEAD = 4.0
"""Seconds between the last preparation and the deadline."""


@dataclass
class Post:
    """One request: when it goes out, what it says, and what came back."""

    at: float
    request: bytes
    key: str = ""
    sent: float = 0.0
    answered: float = 0.0
    answer: Answer | None = None

    @property
    def status(self) -> int:
        """The status of the answer, or 0."""
        return self.answer.status if self.answer else 0

    @property
    def told(self) -> str:
        """The reference of the receipt it leads to, or ""."""
        parts = self.answer.to.split("/") if self.answer else []
        return parts[2] if parts[1:2] == ["submissions"] and len(parts) > 3 else ""


@dataclass
class Line:
    """One kept-alive connection."""

    sock: socket.socket
    post: Post | None = None
    got: bytearray = field(default_factory=bytearray)


class Volley:
    """Connections that send prepared requests, all at once or each at its moment."""

    def __init__(self, port: int, connections: int) -> None:
        self.port = port
        self.free = [self._open() for _ in range(connections)]

    def _open(self) -> Line:
        sock = socket.create_connection(("127.0.0.1", self.port), WAIT)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return Line(sock)

    def fire(self, posts: Sequence[Post]) -> None:
        """Send each at its moment on a connection of its own, and wait for every answer."""
        chooser = selectors.DefaultSelector()
        left = sorted(posts, key=lambda post: post.at, reverse=True)
        open_, last = 0, time.time()
        while left or open_:
            while left and left[-1].at <= time.time():
                self._send(chooser, left.pop())
                open_ += 1
            pause = max(0.0, left[-1].at - time.time()) if left else 0.5
            for key, _events in chooser.select(min(pause, 0.5)):
                line: Line = key.data
                if self._read(line):
                    chooser.unregister(line.sock)
                    self.free.append(line)
                    open_ -= 1
                    last = time.time()
            if open_ and time.time() - max([last, *(post.sent for post in posts)]) > WAIT:
                raise SystemExit(f"{open_} posts without an answer")
        chooser.close()

    def _send(self, chooser: selectors.BaseSelector, post: Post) -> None:
        line = self.free.pop() if self.free else self._open()
        line.post = post
        post.sent = round(time.time(), 6)  # the proxy, which we play, has the whole of it now
        line.sock.sendall(post.request.replace(_STAMP, f"t={post.sent:.6f}".encode(), 1))
        chooser.register(line.sock, selectors.EVENT_READ, line)

    def _read(self, line: Line) -> bool:
        piece = line.sock.recv(1 << 18)
        post = line.post
        assert post is not None
        if not piece:
            raise SystemExit("the server closed a connection")
        line.got += piece
        head, end, body = bytes(line.got).partition(b"\r\n\r\n")
        if not end:
            return False
        first, *rows = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value for name, _, value in (row.partition(": ") for row in rows)}
        if len(body) < int(headers["content-length"]):
            return False
        post.answered = time.time()
        post.answer = Answer(int(first.split()[1]), headers, body)
        line.got.clear()
        line.post = None
        return True

    def close(self) -> None:
        """Hang up."""
        for line in self.free:
            line.sock.close()


def request(browser: Browser, path: str, fields: Mapping[str, Any]) -> bytes:
    """The bytes of a POST as `browser` would send it."""
    body = urlencode(fields, doseq=True).encode()
    headers = browser.headers(body) | {ARRIVAL: _STAMP.decode()}
    rows = [f"POST {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*rows, f"Content-Length: {len(body)}", "", ""]).encode() + body


# -- twenty times the same -------------------------------------------------------------------------------------------


def same_key(deployment: Deployment, slug: str, keys: int, parallel: int, verdict: Verdict) -> None:
    """The first and the last step of `keys` drafts are posted `parallel` times at once, the comment twice."""
    volley = Volley(deployment.port, parallel)
    steps: Counter[str] = Counter()
    odd: Counter[str] = Counter()
    told: dict[str, set[str]] = {}
    done = 0
    for number in range(keys):
        if number % 100 == 0:
            say(f"{number} of {keys} keys")
        if stopping:
            say(f"told to stop after {number} of {keys} keys")
            break
        done += 1
        browser = Browser(deployment.port, f"10.{number // 250}.{number % 250}.1")
        sheet = Sheet(slug, comments=(f"Comment of sheet {number}.",))
        try:
            for step, form in sheet.steps(browser):
                posts = _at_once(volley, request(browser, *form), _times(step, parallel), step, odd)
                steps[step] += sum(
                    post.status == 303 and (step != "submit" or bool(post.told)) for post in posts
                )
                browser.take(posts[0].answer)
                told[sheet.key] = {post.told for post in posts}
        except GaveUp as trouble:
            odd[str(trouble)] += 1
    volley.close()
    _judge_keys(slug, done, parallel, steps, odd, told, verdict)


def _at_once(volley: Volley, sent: bytes, times: int, step: str, odd: Counter[str]) -> list[Post]:
    """The same request so many times at once; what met an outage is sent once more, and noted."""
    posts = [Post(0.0, sent) for _ in range(times)]
    volley.fire(posts)
    again = [post for post in posts if post.status >= 500]
    for post in again:
        odd[f"{step}: {post.status}, sent again"] += 1
    volley.fire(again)
    for post in posts:
        if post.answer is not None and post.status != 303:
            odd[f"{step}: {post.status} {post.answer.to or post.answer.heading}"] += 1
    return posts


def _times(step: str, parallel: int) -> int:
    return 2 if step == "comment" else parallel


def _judge_keys(
    slug: str, keys: int, parallel: int, steps: Counter[str], odd: Counter[str], told: dict[str, set[str]],
    verdict: Verdict,
) -> None:  # fmt: skip
    print(f"\nThe same key up to {parallel} times at once, {keys} keys")
    for step in ("begin", "comment", "submit"):
        times = _times(step, parallel)
        verdict.hold(f"{step}, {times} times at once: answered as if pressed once", steps[step], keys * times)
    mistakes = sum(count for what, count in odd.items() if " 500" in what)
    verdict.hold("nobody met an error page (500)", int(not mistakes), 1)
    for what, count in odd.most_common(5):
        print(f"          {count} × {what}")
    consultation_id = _id(slug)
    named = select(Submission.key, Submission.reference).where(Submission.consultation_id == consultation_id)
    rows = dict(db.session.execute(named).all())
    verdict.hold("one row for each key", len(rows), keys)
    verdict.hold(
        f"all {parallel} answers name the same reference, that of the row",
        sum(told.get(key) == {reference} for key, reference in rows.items()),
        keys,
    )
    counts = (
        _count(Comment.consultation_id == consultation_id),
        _count(Event.consultation_id == consultation_id, Event.name == "submissions.submitted"),
    )
    verdict.hold("one comment for each form", counts[0], keys)
    verdict.hold("told once that it was submitted", counts[1], keys)
    acknowledging = (
        select(func.count())
        .select_from(Delivery)
        .join(Event, Event.id == Delivery.event_id)
        .where(
            Event.consultation_id == consultation_id,
            Delivery.handler == "consult.submissions.jobs.acknowledge",
        )
    )
    verdict.hold("one receipt to be mailed", db.session.execute(acknowledging).scalar_one(), keys)
    verdict.hold("stored counts equal a recount", int(_counts_are_right(slug)), 1)


def _count(*conditions: Any) -> int:
    return db.session.execute(select(func.count()).where(*conditions)).scalar_one()


def _id(slug: str) -> int:
    return db.session.execute(select(Consultation.id).where(Consultation.slug == slug)).scalar_one()


def _counts_are_right(slug: str) -> bool:
    identifier = _id(slug)
    return tallies.of(identifier) == tallies.counted(identifier)


# -- across the deadline ---------------------------------------------------------------------------------------


@dataclass
class Round:
    """One deadline with posts around it."""

    slug: str
    accepts: bool
    posts: list[Post]
    extension: str = ""
    """What became of an extension that raced with the posts: "granted", "refused", or "" without one."""


def close_round(
    app: Flask, deployment: Deployment, number: int, count: int, extend: float | None = None
) -> Round:
    """Sheets ready to be sent, a deadline some seconds ahead, and a post for each around it.

    Half of the posts go out evenly in the two seconds around it, half in one burst just before. With `extend`, the
    deadline is moved so many seconds before it comes. The rule on late comments keeps them in even rounds, refuses
    them in odd ones; there is no grace time.
    """
    accepts = number % 2 == 0 and extend is None
    slug = f"{'extension' if extend is not None else 'closing'}-{number}"
    with app.app_context():
        world.consultation(app, slug, late={"accept": accepts, "grace_minutes": 0})
        keys = _sheets(slug, count)
        browser = Browser(deployment.port, f"10.200.{number}.1")
        token = browser.get("/sign-in").form()[1]["csrf_token"]
        closes = time.time() + LEAD
        moment = datetime.fromtimestamp(closes, UTC)
        db.session.execute(update(Consultation).where(Consultation.slug == slug).values(closes_at=moment))
        db.session.commit()
    posts = []
    for place, (key, seen) in enumerate(keys):
        at = closes - 1 + 2 * place / count if place % 2 else closes - 0.25 + 0.25 * place / count
        fields: Fields = {
            "csrf_token": token, "sheet": references.pass_of(key), "seen": seen,
            "attribution": "attributed", "consent": "y",
        }  # fmt: skip
        posts.append(Post(at, request(browser, f"/consultations/{slug}/sheet/review", fields), key))
    played = Round(slug, accepts, posts)
    extending = None
    if extend is not None:
        extending = threading.Thread(target=_extend, args=(app, played, closes - extend))
        extending.start()
    volley = Volley(deployment.port, min(count, 200))
    volley.fire(posts)
    volley.close()
    if extending is not None:
        extending.join()
    return played


def _sheets(slug: str, count: int) -> list[tuple[str, str]]:
    """Drafts with a comment, one press away from being submitted: (key, mark of what was looked at)."""
    consultation = world.load(slug)
    keys = [references.new_key() for _ in range(count)]
    found = []
    for key in keys:
        sheet = actions.begin(consultation, key=key, **world.WHO)
        actions.add_comment(sheet, key="1", **world.GENERAL)
        found.append((key, form_version(sheet, *actions.DRAFT_SUBMISSION)))
    return found


def _extend(app: Flask, played: Round, at: float) -> None:
    with app.app_context():
        consultation, officer = world.load(played.slug), people.by_email(world.OFFICER)
        assert officer is not None
        assert consultation.closes_at is not None
        later = consultation.closes_at + timedelta(days=7)
        db.session.commit()
        time.sleep(max(0.0, at - time.time()))
        try:
            consultations.extend(
                consultation, later, "Asked for by several members.", by=officer, seen=NO_PAGE
            )
        except NotPossible:
            played.extension = "refused"
        else:
            played.extension = "granted"


@dataclass
class Outcome:
    """What a post was told, beside its row and the deadline."""

    post: Post
    row: Submission | DraftSubmission
    closes: float
    accepts: bool

    @property
    def received(self) -> float:
        """The moment of receipt in the row, or 0.0."""
        return self.row.received_at.timestamp() if isinstance(self.row, Submission) else 0.0

    @property
    def outcome(self) -> str:
        """What became of it, in a word."""
        if not isinstance(self.row, Submission):
            return "refused"
        return "late" if self.row.is_late else "in time"

    @property
    def is_honest(self) -> bool:
        """What was told is what is in the row: a reference, or that it was not taken and the words are kept."""
        status = self.post.answer.status if self.post.answer else 0
        if isinstance(self.row, Submission):
            return status == 303 and self.post.told == self.row.reference
        return status == 409 and not self.post.told

    @property
    def is_right(self) -> bool:
        """It counts as the moment of receipt says; what was refused came after the deadline."""
        if isinstance(self.row, Submission):
            is_late = self.received >= self.closes
            return self.row.is_late == is_late and (self.accepts or not is_late)
        return not self.accepts and self.post.answered >= self.closes

    @property
    def is_fair(self) -> bool:
        """What reached the proxy in time is in time, and what came later is not, however long it waited in line."""
        is_in_time = isinstance(self.row, Submission) and not self.row.is_late
        return is_in_time == (self.post.sent < self.closes)


def judge_rounds(title: str, rounds: list[Round], verdict: Verdict) -> None:
    """Hold what was told against the rows and the clock."""
    outcomes: list[Outcome] = []
    right = twice = 0
    db.session.rollback()
    for played in rounds:
        consultation = db.session.execute(
            select(Consultation)
            .where(Consultation.slug == played.slug)
            .execution_options(populate_existing=True)
        ).scalar_one()
        assert consultation.closes_at is not None
        found = [
            row
            for kind in (DraftSubmission, Submission)
            for row in db.session.execute(
                select(kind).where(kind.consultation_id == consultation.id)
            ).scalars()
        ]
        rows = {row.key: row for row in found}
        twice += len(found) - len(rows)
        closes = consultation.closes_at.timestamp()
        outcomes += [Outcome(post, rows[post.key], closes, played.accepts) for post in played.posts]
        right += _counts_are_right(played.slug)
    waited = sorted(one.post.answered - one.post.sent for one in outcomes)
    kinds = Counter(one.outcome for one in outcomes)
    total = len(outcomes)
    print(
        f"\n{title}: {len(rounds)} rounds, {total} posts: " + ", ".join(f"{n} {k}" for k, n in kinds.items())
    )
    verdict.hold(
        "answered: received (303) or not taken (409)", sum(_is_answer(one) for one in outcomes), total
    )
    verdict.hold("what was submitted is no draft any more", int(not twice), 1)
    verdict.hold("what was told agrees with the row", sum(one.is_honest for one in outcomes), total)
    verdict.hold("classified by the moment of receipt", sum(one.is_right for one in outcomes), total)
    verdict.hold(
        "in time exactly what the proxy had before the closing", sum(one.is_fair for one in outcomes), total
    )
    references_ = Counter(one.row.reference for one in outcomes if isinstance(one.row, Submission))
    verdict.hold("one reference each", sum(n == 1 for n in references_.values()), len(references_))
    verdict.hold("stored counts equal a recount", right, len(rounds))
    for one in [
        one for one in outcomes if not all((_is_answer(one), one.is_honest, one.is_right, one.is_fair))
    ][:5]:
        print("          " + json.dumps(_facts(one)))
    queued = sum(one.post.sent < one.closes <= one.post.answered for one in outcomes)
    print(
        f"          answered after {waited[len(waited) // 2] * 1000:.0f} ms (median), {waited[-1] * 1000:.0f} ms"
        f" (worst); {queued} reached us before the closing and were answered after it"
    )


def _is_answer(one: Outcome) -> bool:
    return one.post.answer is not None and one.post.answer.status in {303, 409}


def _facts(one: Outcome) -> dict[str, Any]:
    answer = one.post.answer
    return {
        "status": answer.status if answer else None, "said": answer.heading if answer and answer.status != 303 else "",
        "is": type(one.row).__name__, "is_late": getattr(one.row, "is_late", None), "sent": one.post.sent - one.closes,
        "received": one.received - one.closes, "answered": one.post.answered - one.closes,
    }  # fmt: skip


EXTENSIONS = (0.5, 0.2, 0.05, 0.01, 0.002, 0.0)
"""Seconds before the deadline at which a deadline is moved."""


def main(arguments: list[str]) -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m bench races", description=__doc__)
    parser.add_argument("--keys", type=int, default=1000)
    parser.add_argument("--parallel", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=20, help="closing moments")
    parser.add_argument("--posts", type=int, default=200, help="around each closing moment")
    parser.add_argument(
        "--extensions", type=int, default=6, help="closing moments at which the deadline is moved"
    )
    parser.add_argument("--keep", type=Path, help="copy the logs to this folder")
    chosen = parser.parse_args(arguments)
    verdict = Verdict()
    signal.signal(signal.SIGTERM, lambda number, _frame: stopping.append(number))
    with Deployment(keep=chosen.keep) as deployment:
        app = deployment.app()
        deployment.start("web")
        if chosen.keys:
            slug = world.consultation(app, "same-key")
            with app.app_context():
                same_key(deployment, slug, min(chosen.keys, 5000), min(chosen.parallel, 64), verdict)
        rounds, moved = [], []
        for number in range(min(chosen.rounds, 100)):
            if stopping:
                break
            say(f"closing moment {number + 1} of {chosen.rounds}")
            rounds.append(close_round(app, deployment, number, min(chosen.posts, 500)))
        for number in range(min(chosen.extensions, 100)):
            if stopping:
                break
            say(f"extension {number + 1} of {chosen.extensions}")
            before = EXTENSIONS[number % len(EXTENSIONS)]
            moved.append(close_round(app, deployment, number, min(chosen.posts, 500), before))
        with app.app_context():
            if rounds:
                judge_rounds("Posts across the closing moment", rounds, verdict)
            if moved:
                judge_rounds("An extension among the posts", moved, verdict)
                verdicts = Counter(one.extension for one in moved)
                print("          extensions: " + ", ".join(f"{n} {how}" for how, n in verdicts.items()))
    return verdict.close()
