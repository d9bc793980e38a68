"""What people were told while things failed, held against rows, public pages, emails and logs (see faults.py)."""

import json
import re
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from redis import Redis
from sqlalchemy import func, select

from bench.deployment import HOST, Deployment, Verdict
from bench.flow import KEPT, Browser, patiently
from consult.consultations import queries as consulted
from consult.core.database import db
from consult.core.events import Delivery
from consult.core.mail import Email, EmailStatus
from consult.moderation.models import Decision, PendingDecision
from consult.responses.models import CommentResponse
from consult.submissions import tallies
from consult.submissions.lifecycle import VISIBLE, State
from consult.submissions.models import Comment, CommentVersion, Submission

DRAIN = 120.0
"""Seconds in which everyone must have been told, once the faults are over."""

_TOKEN = re.compile(r"word\d+x\d+x[12]end(?: said anew)?")
_REFERENCE = re.compile(r"\b[2-9A-Z]{3}-[2-9A-Z]{3}-[2-9A-Z]{3}\b")


@dataclass
class Fault:
    """Something that was done to the deployment, and when."""

    name: str
    at: float
    answered: float | None = None
    """Seconds until a submission pressed after it was acknowledged."""
    mailed: float | None = None
    """Seconds until an email posted after it was sent."""


@dataclass
class Ledgers:
    """The ledgers, read. Lines of people go by the key of what they sent, lines of staff by the comment."""

    lines: dict[str, dict[str, list[dict[str, Any]]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )
    receipts: Counter[bool] = field(default_factory=Counter)
    mishaps: Counter[str] = field(default_factory=Counter)
    gave_up: list[str] = field(default_factory=list)
    emails: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))

    def last(self, what: str) -> dict[str, dict[str, Any]]:
        """The last line of this kind for each key or comment."""
        return {name: lines[-1] for name, lines in self.lines[what].items()}


def read(deployment: Deployment) -> Ledgers:
    """What people, staff and the mail server wrote down."""
    told = Ledgers()
    for line in [*_lines(deployment.folder / "people.jsonl"), *_lines(deployment.folder / "staff.jsonl")]:
        match line["what"]:
            case "receipt":
                told.receipts[line["shows"]] += 1
            case "mishap" | "staff met":
                told.mishaps[f"{line['step']}: {line['why']}"] += 1
            case "gave up" | "staff gave up":
                told.gave_up.append(line["why"])
            case what:
                told.lines[what][line.get("key") or line["comment"]].append(line)
    for line in _lines(deployment.emails):
        told.emails[line["id"]].append(line)
    return told


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    if path.exists():
        yield from map(json.loads, path.read_text().splitlines())


def waiting() -> tuple[int, int]:
    """Deliveries and emails that still wait."""
    db.session.rollback()
    deliveries = select(func.count()).where(Delivery.done_at.is_(None))
    emails = select(func.count()).where(Email.status != EmailStatus.SENT)
    return db.session.execute(deliveries).scalar_one(), db.session.execute(emails).scalar_one()


def undecided() -> int:
    """Decisions that still wait to take effect."""
    db.session.rollback()
    rows = select(func.count()).select_from(PendingDecision).where(PendingDecision.outcome.is_(None))
    return db.session.execute(rows).scalar_one()


def judge(
    deployment: Deployment, slug: str, told: Ledgers, faults: list[Fault], drained: float | None
) -> int:
    """Hold what people were told against everything there is."""
    verdict = Verdict()
    db.session.rollback()
    print("\nWhat people were told, held against rows, pages, emails and logs")
    _answers(verdict, told)
    _submissions(verdict, told)
    _amendments(verdict, told)
    _staff(verdict, told)
    consultation = consulted.get(slug, None)
    stored, true = tallies.of(consultation.id), tallies.counted(consultation.id)
    axes = stored.keys() | true.keys()
    verdict.hold("stored counts equal a recount", sum(stored.get(a) == true.get(a) for a in axes), len(axes))
    _public_pages(verdict, deployment, slug)
    emails = list(db.session.execute(select(Email)).scalars())
    _emails(verdict, told, emails, len(faults))
    _outbox(verdict, drained)
    _secrets(verdict, deployment, told)
    table(faults, told, emails)
    return verdict.close()


def _answers(verdict: Verdict, told: Ledgers) -> None:
    """What the pages said while things failed."""
    errors = sum(count for what, count in told.mishaps.items() if what.endswith(": 500"))
    verdict.hold("nobody met an error page (500)", int(not errors), 1, f"({errors} times)" if errors else "")
    excuses: Counter[str] = Counter()
    for what, count in told.mishaps.items():
        if " 503 " in what:
            excuses[what.partition(" 503 ")[2]] += count
    verdict.hold("pages that excused themselves (503) kept every word", excuses[KEPT], excuses.total())
    verdict.hold("the receipt's page shows the reference", told.receipts[True], told.receipts.total())
    verdict.hold("nobody gave up", int(not told.gave_up), 1, "; ".join(told.gave_up[:3])[:400])


def _submissions(verdict: Verdict, told: Ledgers) -> None:
    """What was acknowledged is there once, as it was said."""
    pressed, received = told.last("pressed"), told.last("received")
    sent = select(Submission)
    rows = {row.key: row for row in db.session.execute(sent).scalars()}
    verdict.hold("somebody took part", int(len(received) > 20), 1)
    verdict.hold(
        "acknowledged: in the database, under the reference that was told",
        sum(key in rows and rows[key].reference == line["reference"] for key, line in received.items()),
        len(received),
    )
    verdict.hold(
        "whoever asked again was told the same reference",
        sum(len({line["reference"] for line in lines}) == 1 for lines in told.lines["received"].values()),
        len(received),
    )
    firsts = select(CommentVersion.comment, Comment.submission_id).join(
        Comment, Comment.id == CommentVersion.comment_id
    )
    said: dict[int, list[str]] = defaultdict(list)
    for words, submission in db.session.execute(
        firsts.where(CommentVersion.edition == 1).order_by(Comment.number)
    ):
        said[submission].append(words)
    verdict.hold(
        "acknowledged: with the sender's words, each comment once",
        sum(key in rows and said[rows[key].id] == pressed[key]["words"] for key in received),
        len(received),
    )
    ours = [key for key, row in rows.items() if "@post.example" in row.email]
    verdict.hold("submitted: somebody pressed the button", sum(key in pressed for key in ours), len(ours))
    verdict.hold("pressed: in the end acknowledged", len(received), len(pressed))


def _amendments(verdict: Verdict, told: Ledgers) -> None:
    """What was said again or withdrawn."""
    amended, withdrawn = told.last("amended"), told.last("withdrawn")
    first = (
        select(Submission.key, Comment)
        .join(Comment, Comment.submission_id == Submission.id)
        .where(Comment.number == 1)
    )
    comments = dict(db.session.execute(first).all())
    verdict.hold(
        "amendments acknowledged: the comment says it, with each edition kept once",
        sum(
            comments[key].comment == line["words"] and _editions(comments[key]) == comments[key].edition
            for key, line in amended.items()
        ),
        len(amended),
    )
    states = dict(db.session.execute(select(Submission.key, Submission.state)).all())
    verdict.hold(
        "withdrawals acknowledged: nothing of it is shown",
        sum(states[key] == State.WITHDRAWN and comments[key].shown_comment is None for key in withdrawn),
        len(withdrawn),
    )
    undone = [key for key, state in states.items() if state == State.WITHDRAWN]
    asked = told.lines["withdrawing"]
    verdict.hold("withdrawn: somebody asked for it", sum(key in asked for key in undone), len(undone))


def _editions(comment: Comment) -> int:
    kept = select(func.count()).where(CommentVersion.comment_id == comment.id)
    return db.session.execute(kept).scalar_one()


def _staff(verdict: Verdict, told: Ledgers) -> None:
    """What moderator and officer were told was done."""
    decided = {name: len(lines) for name, lines in told.lines["decided"].items()}
    made: Counter[str] = Counter()
    named = select(Submission.reference, Comment.number, Decision.verb).select_from(Decision)
    named = named.join(Comment, Comment.id == Decision.comment_id).join(
        Submission, Submission.id == Comment.submission_id
    )
    last: dict[str, str] = {}
    for reference, number, verb in db.session.execute(named.order_by(Decision.id)):
        made[f"{reference}/{number}"] += 1
        last[f"{reference}/{number}"] = verb
    verdict.hold("every decision has taken effect or lapsed", int(undecided() == 0), 1)
    verdict.hold(
        "decisions acknowledged: each is there",
        sum(made[name] >= count for name, count in decided.items()),
        len(decided),
    )
    verdict.hold(
        "the last decision is the one that was acknowledged last",
        sum(last.get(name) == line["verb"] for name, line in told.last("decided").items()),
        len(decided),
    )
    answered, pressed = told.last("answered"), told.lines["answering"]
    texts = {
        f"{reference}/{number}": text
        for reference, number, text in db.session.execute(
            select(Submission.reference, Comment.number, CommentResponse.text)
            .select_from(CommentResponse)
            .join(Comment, Comment.id == CommentResponse.comment_id)
            .join(Submission, Submission.id == Comment.submission_id)
        )
    }
    verdict.hold(
        "responses to comments acknowledged: the text is there",
        sum(texts.get(name) in _since(line["text"], pressed[name]) for name, line in answered.items()),
        len(answered),
    )


def _since(text: str, pressed: list[dict[str, Any]]) -> list[str]:
    """What was acknowledged last, and what was pressed afterwards and may have been taken."""
    texts = [line["text"] for line in pressed]
    return texts[texts.index(text) :]


def _public_pages(verdict: Verdict, deployment: Deployment, slug: str) -> None:
    """Both nodes show the comments that are public, and no word of any other."""
    visible = select(Comment.shown_text).join(Submission, Submission.id == Comment.submission_id)
    visible = visible.where(Comment.moderation.in_(VISIBLE), Submission.consultation.has(slug=slug))
    right = Counter(
        token for words in db.session.execute(visible).scalars() for token in _TOKEN.findall(words or "")
    )
    for number, port in enumerate(deployment.ports, 1):
        shown = Counter(token for page in _pages(port, slug) for token in _TOKEN.findall(page))
        wrong = sum((shown - right).values()) + sum((right - shown).values())
        verdict.hold(
            f"node {number} shows the public comments, once each", right.total() - wrong, right.total()
        )


def _pages(port: int, slug: str) -> Iterator[str]:
    """The pages of the list of comments, from the first to the last, their words without markup."""
    browser, path = Browser(port), f"/consultations/{slug}/comments"
    while path:
        answer = patiently(lambda at=path: browser.get(at), "comments", lambda _what, _why: None)  # type: ignore[misc]
        text = answer.body.decode()
        yield re.sub(r"<[^>]+>", "", text)
        following = re.search(r'href="([^"]+)"[^>]*rel="next"|rel="next"[^>]*href="([^"]+)"', text)
        path = (following[1] or following[2]).replace("&amp;", "&") if following else ""


def _emails(verdict: Verdict, told: Ledgers, emails: list[Email], faults: int) -> None:
    """Everyone got their email, with what is theirs and nothing else."""
    received, pressed = told.last("received"), told.last("pressed")
    receipts: Counter[str] = Counter(one.to for one in emails if one.key.startswith("received "))
    verdict.hold(
        "acknowledged: one email with the receipt",
        sum(receipts[pressed[key]["email"]] == 1 for key in received),
        len(received),
    )
    ids = {one.id: f"<{one.message_id}@{HOST}>" for one in emails}
    verdict.hold("emails are marked sent", sum(one.status == EmailStatus.SENT for one in emails), len(emails))
    verdict.hold(
        "emails reached the mail server", sum(bool(told.emails[name]) for name in ids.values()), len(ids)
    )
    known = set(ids.values())
    taken = [name for name, lines in told.emails.items() if lines]
    verdict.hold(
        "the mail server saw no email that there is not", sum(name in known for name in taken), len(taken)
    )
    again = sum(len(told.emails[name]) - 1 for name in ids.values() if told.emails[name])
    cut = sum(line["cut"] for lines in told.emails.values() for line in lines)
    verdict.hold(
        "an email goes out again only where its sending was cut off",
        int(again <= cut + faults),
        1,
        f"({again} times with the same Message-ID; cut off by the mail server {cut}, by other faults at most {faults})",
    )
    own = {pressed[key]["email"]: line["reference"] for key, line in received.items()}
    written = [line for lines in told.emails.values() for line in lines if line["to"][0] in own]
    verdict.hold(
        "an email names the reference of its reader and of nobody else",
        sum(set(_REFERENCE.findall(line["text"])) == {own[line["to"][0]]} for line in written),
        len(written),
    )


def _outbox(verdict: Verdict, drained: float | None) -> None:
    deliveries, unsent = waiting()
    total = db.session.execute(select(func.count()).select_from(Delivery)).scalar_one()
    verdict.hold("the outbox is empty: deliveries done", total - deliveries, total)
    in_time = drained is not None and drained <= DRAIN
    waits = f"({deliveries} deliveries and {unsent} emails wait)"
    note = f"({drained:.1f} s)" if drained is not None else waits
    verdict.hold(f"it was empty within {DRAIN:.0f} s", int(in_time), 1, note)
    left = select(Delivery.handler, Delivery.attempts, Delivery.error, func.count())
    kinds = left.where(Delivery.done_at.is_(None)).group_by(
        Delivery.handler, Delivery.attempts, Delivery.error
    )
    for handler, attempts, error, count in db.session.execute(kinds):
        print(f"          {count} × {handler}, {attempts} attempts: {error[:300]}")


def _secrets(verdict: Verdict, deployment: Deployment, told: Ledgers) -> None:
    """No word, address or key of anyone stands in a log or in Valkey."""
    secrets = [re.compile(rb"word\d+x\d+x[12]end"), re.compile(rb"person-\d+-\d+@post\.example")]
    secrets += [re.compile(re.escape(key.encode())) for key in told.last("received")]
    logs = {path.name: path.read_bytes() for path in deployment.folder.glob("*.log")}
    places = logs | {"Valkey": b"\n".join(_kept_in_valkey(deployment))}
    leaking = [name for name, text in places.items() if any(one.search(text) for one in secrets)]
    verdict.hold(
        "no log and no queue holds anybody's words, address or key",
        len(places) - len(leaking),
        len(places),
        " ".join(leaking),
    )


def _kept_in_valkey(deployment: Deployment) -> Iterator[bytes]:
    server = Redis.from_url(deployment.around["REDIS_URL"])
    for name in server.scan_iter(count=1000):
        yield name
        yield server.dump(name) or b""


def table(faults: list[Fault], told: Ledgers, emails: list[Email]) -> None:
    """What each fault did, in seconds, and what people met with."""
    received = [line for lines in told.lines["received"].values() for line in lines]
    answers = sorted((line["at"] - line["seconds"], line["at"]) for line in received)
    sent = sorted((one.posted_at.timestamp(), one.sent_at.timestamp()) for one in emails if one.sent_at)
    for fault in faults:
        fault.answered = min((end - fault.at for begun, end in answers if begun >= fault.at), default=None)
        fault.mailed = min((end - fault.at for begun, end in sent if begun >= fault.at), default=None)
    print(
        "\nSeconds until it worked again: a submission pressed afterwards acknowledged, an email posted afterwards sent"
    )
    print(
        f"  {'fault':<40} {'times':>5} {'acknowledged median':>20} {'worst':>7} {'mailed median':>14} {'worst':>7}"
    )
    for name in sorted({fault.name for fault in faults}):
        own = [fault for fault in faults if fault.name == name]
        cells = []
        for values in ([f.answered for f in own], [f.mailed for f in own]):
            known = [value for value in values if value is not None]
            cells += [f"{statistics.median(known):.2f}", f"{max(known):.2f}"] if known else ["-", "-"]
        print(f"  {name:<40} {len(own):>5} {cells[0]:>20} {cells[1]:>7} {cells[2]:>14} {cells[3]:>7}")
    _waits("submissions acknowledged; pressing took", [line["seconds"] for line in received])
    _waits("receipts; from posting to sending", [b - a for a, b in sent])
    print("requests that had to be sent again, by step and reason:")
    for what, count in sorted(told.mishaps.items()):
        print(f"  {what:<60} {count}")
    print()


def _waits(what: str, seconds: list[float]) -> None:
    if seconds:
        ordered = sorted(seconds)
        print(
            f"\n{len(ordered)} {what} {statistics.median(ordered):.3f} s (median),"
            f" {ordered[len(ordered) * 95 // 100]:.3f} s (95 %), {ordered[-1]:.1f} s (worst)"
        )
