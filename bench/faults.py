"""Servers and processes are killed in turn while people submit; then what people were told is held against the rows.

`python -m bench faults --minutes 2 --kills 20`. Whoever submits keeps a ledger of what they were told; the mail server
keeps one of what it took. The exit status is 1 where a promise was broken.
"""

import argparse
import json
import os
import random
import signal
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from bench.flow import KEPT
from bench.house import HOST, ROOT, House, Verdict, say
from consult.consultations import queries as consulted
from consult.core.database import db
from consult.core.events import Delivery
from consult.core.mail import Letter, Postage
from consult.submissions import tallies
from consult.submissions.lifecycle import State
from consult.submissions.models import Comment, CommentEdition, Submission
from tests import world

DRAIN = 120.0
"""Seconds in which everybody must have been told, once the killing is over."""

HANG = 10.0
"""Seconds that Valkey hangs, or the mail server is away."""


@dataclass
class Fault:
    """Something that was done to the house, and when."""

    name: str
    at: float
    answered: float | None = None
    """Seconds until a submission pressed after it was acknowledged."""
    mailed: float | None = None
    """Seconds until a letter posted after it was sent."""


def _kill(pid: int, sign: signal.Signals = signal.SIGKILL) -> None:
    try:
        if pid:
            os.kill(pid, sign)
    except ProcessLookupError:
        say(f"{pid} was gone already")


class Saboteur:
    """Knows how to hurt each part of a house."""

    def __init__(self, house: House, dice: random.Random) -> None:
        self.house = house
        self.dice = dice
        self.ways: dict[str, Callable[[], None]] = {
            "kill one web worker": self.web_worker,
            "kill queue worker and its horse": self.worker_and_horse,
            "kill Valkey": self.valkey,
            "kill PostgreSQL": self.postgres,
            "kill the whole web server": self.web,
            "kill queue worker, horse lives": self.worker,
            "stop the mail server for 10 s": self.mail_away,
            "kill one PostgreSQL backend": self.backend,
            "kill the horse alone": self.horse,
            "hang Valkey for 10 s": self.hang_valkey,
            "kill the tick": self.tick,
        }

    def web_worker(self) -> None:
        """One of the two processes that answer requests."""
        _kill(self.dice.choice(self.house.children("web")))

    def web(self) -> None:
        """The web server and its workers at once."""
        os.killpg(self.house.processes["web"].pid, signal.SIGKILL)

    def worker_and_horse(self) -> None:
        """A worker and what it is doing."""
        worker = self._worker()
        horse = self._horse(worker)
        _kill(self.house.processes[worker].pid)
        _kill(horse)

    def worker(self) -> None:
        """A worker; what it is doing goes on."""
        worker = self._worker()
        self._horse(worker)
        _kill(self.house.processes[worker].pid)

    def horse(self) -> None:
        """What a worker is doing."""
        _kill(self._horse(self._worker()))

    def _worker(self) -> str:
        """One of the workers that always have something to do while people submit."""
        return self.dice.choice(["worker-email", "worker-screening"])

    def _horse(self, worker: str) -> int:
        """The process that does the worker's present job, as soon as there is one."""
        ends = time.monotonic() + 10
        while time.monotonic() < ends:
            horses = self.house.children(worker)
            if horses:
                return horses[-1]
            time.sleep(0.002)
        say("the worker had nothing to do for 10 seconds")
        return 0

    def tick(self) -> None:
        """The clock's jobs."""
        _kill(self.house.processes["tick"].pid)

    def valkey(self) -> None:
        """The queue server, with everything in it."""
        assert self.house.servers.valkey is not None
        self.house.servers.valkey.kill()

    def hang_valkey(self) -> None:
        """The queue server takes connections and answers nothing."""
        process = self.house.servers.valkey
        assert process is not None
        process.send_signal(signal.SIGSTOP)
        self.house.mind(HANG)
        process.send_signal(signal.SIGCONT)

    def postgres(self) -> None:
        """The database server."""
        assert self.house.servers.postgres is not None
        self.house.servers.postgres.kill()

    def backend(self) -> None:
        """One connection's process of the database: then PostgreSQL throws out everybody and recovers."""
        with db.engine.connect() as own:
            rows = own.exec_driver_sql(
                "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
            ).scalars()
            pids = list(rows)
        if pids:
            _kill(self.dice.choice(pids))

    def mail_away(self) -> None:
        """The mail server answers nothing for a while."""
        process = self.house.processes["mail"]
        process.send_signal(signal.SIGSTOP)
        self.house.mind(HANG)
        process.send_signal(signal.SIGCONT)


@dataclass
class Told:
    """The ledgers, read."""

    pressed: dict[str, dict[str, Any]] = field(default_factory=dict)
    received: dict[str, dict[str, Any]] = field(default_factory=dict)
    receipts: Counter[bool] = field(default_factory=Counter)
    mishaps: Counter[str] = field(default_factory=Counter)
    gave_up: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    letters: Counter[str] = field(default_factory=Counter)


def read(ledger: Path, letters: Path) -> Told:
    """What people and the mail server wrote down."""
    told = Told()
    for line in map(json.loads, ledger.read_text().splitlines()):
        match line["what"]:
            case "pressed":
                told.pressed[line["key"]] = line
            case "received":
                if told.received.get(line["key"], line)["reference"] != line["reference"]:
                    told.twice.append(line["key"])
                told.received[line["key"]] = line
            case "receipt":
                told.receipts[line["shows"]] += 1
            case "mishap":
                told.mishaps[f"{line['step']}: {line['why']}"] += 1
            case _:
                told.gave_up.append(line["why"])
    for line in map(json.loads, letters.read_text().splitlines() if letters.exists() else []):
        told.letters[line["id"]] += 1
    return told


def waiting() -> tuple[int, int]:
    """Deliveries and letters that still wait."""
    db.session.rollback()
    deliveries = select(func.count()).where(Delivery.done_at.is_(None))
    letters = select(func.count()).where(Letter.postage != Postage.SENT)
    return db.session.execute(deliveries).scalar_one(), db.session.execute(letters).scalar_one()


def judge(slug: str, told: Told, faults: list[Fault], drained: float | None) -> int:
    """Hold what people were told against the rows."""
    verdict = Verdict()
    rows = {
        row.key: row
        for row in db.session.execute(select(Submission).where(Submission.state == State.SUBMITTED)).scalars()
    }
    by_reference = Counter(row.reference for row in rows.values())
    keys: Counter[str] = Counter(db.session.execute(select(Submission.key)).scalars())
    acknowledged = told.received
    print("\nWhat people were told, held against the rows")
    verdict.hold("somebody took part", int(bool(acknowledged)), 1)
    errors = sum(count for what, count in told.mishaps.items() if what.endswith(": 500"))
    verdict.hold("nobody met an error page (500)", int(not errors), 1, f"({errors} times)" if errors else "")
    excuses = {what.partition(" 503 ")[2]: 0 for what in told.mishaps if " 503 " in what}
    for what, count in told.mishaps.items():
        if " 503 " in what:
            excuses[what.partition(" 503 ")[2]] += count
    verdict.hold(
        "pages that excused themselves (503) kept every word", excuses.get(KEPT, 0), sum(excuses.values())
    )
    verdict.hold(
        "acknowledged: in the database, under the reference that was told",
        sum(
            key in rows and rows[key].reference == line["reference"] and by_reference[line["reference"]] == 1
            for key, line in acknowledged.items()
        ),
        len(acknowledged),
    )
    said: dict[int, list[str]] = {}
    for submission_id, comment, edition in db.session.execute(
        select(Comment.submission_id, Comment.comment, CommentEdition.comment)
        .join(CommentEdition, CommentEdition.comment_id == Comment.id)
        .order_by(Comment.submission_id, Comment.number)
    ):
        said.setdefault(submission_id, []).append(comment if comment == edition else "different")
    verdict.hold(
        "acknowledged: with the sender's words, each comment once",
        sum(key in rows and said.get(rows[key].id) == told.pressed[key]["words"] for key in acknowledged),
        len(acknowledged),
    )
    verdict.hold("a key has one row", sum(count == 1 for count in keys.values()), len(keys))
    verdict.hold(
        "a sheet has one reference, whoever asked how often",
        len(acknowledged) - len(told.twice),
        len(acknowledged),
    )
    verdict.hold("the receipt's page shows the reference", told.receipts[True], told.receipts.total())
    verdict.hold(
        "submitted in the database: somebody pressed the button",
        sum(key in told.pressed for key in rows),
        len(rows),
    )
    verdict.hold(
        "pressed in the end acknowledged", len(acknowledged), len(told.pressed), "; ".join(told.gave_up[:3])
    )
    consultation = consulted.get(slug, None)
    stored, true = tallies.of(consultation.id), tallies.counted(consultation.id)
    axes = stored.keys() | true.keys()
    verdict.hold("stored counts equal a recount", sum(stored.get(a) == true.get(a) for a in axes), len(axes))
    letters = list(db.session.execute(select(Letter)).scalars())
    receipts: Counter[str] = Counter(one.to for one in letters if one.key.startswith("received "))
    verdict.hold(
        "acknowledged: one letter with the receipt",
        sum(receipts[told.pressed[key]["email"]] == 1 for key in acknowledged),
        len(acknowledged),
    )
    ids = {one.id: f"<{one.message_id}@{HOST}>" for one in letters}
    verdict.hold("letters are marked sent", sum(one.postage == Postage.SENT for one in letters), len(letters))
    verdict.hold(
        "letters reached the mail server", sum(told.letters[name] > 0 for name in ids.values()), len(ids)
    )
    verdict.hold(
        "the mail server saw no letter that there is not",
        sum(name in set(ids.values()) for name in told.letters),
        len(told.letters),
    )
    repeats = [one for one in letters if told.letters[ids[one.id]] > 1]
    natural = [one for one in repeats if one.attempts > 1 or one.error]
    verdict.hold(
        "a letter is sent twice only where its first sending was cut off",
        len(natural),
        len(repeats),
        f"(repeats with the same Message-ID: {len(repeats)} of {len(letters)} letters)",
    )
    deliveries, unsent = waiting()
    total = db.session.execute(select(func.count()).select_from(Delivery)).scalar_one()
    verdict.hold("the outbox is empty: deliveries done", total - deliveries, total)
    verdict.hold(
        f"it was empty within {DRAIN:.0f} s",
        int(drained is not None and drained <= DRAIN),
        1,
        f"({drained:.1f} s)"
        if drained is not None
        else f"({deliveries} deliveries and {unsent} letters wait)",
    )
    table(faults, told, letters)
    return verdict.close()


def table(faults: list[Fault], told: Told, letters: list[Letter]) -> None:
    """What each fault did, in seconds, and what people met with."""
    answers = sorted((line["at"] - line["seconds"], line["at"]) for line in told.received.values())
    sent = sorted((one.posted_at.timestamp(), one.sent_at.timestamp()) for one in letters if one.sent_at)
    for fault in faults:
        fault.answered = min((end - fault.at for begun, end in answers if begun >= fault.at), default=None)
        fault.mailed = min((end - fault.at for begun, end in sent if begun >= fault.at), default=None)
    print(
        "\nSeconds until it worked again: a submission pressed afterwards acknowledged, a letter posted afterwards sent"
    )
    print(
        f"  {'fault':<36} {'times':>5} {'acknowledged median':>20} {'worst':>7} {'mailed median':>14} {'worst':>7}"
    )
    for name in dict.fromkeys(fault.name for fault in faults):
        own = [fault for fault in faults if fault.name == name]
        cells = []
        for values in ([f.answered for f in own], [f.mailed for f in own]):
            known = [value for value in values if value is not None]
            cells += [f"{statistics.median(known):.2f}", f"{max(known):.2f}"] if known else ["-", "-"]
        print(f"  {name:<36} {len(own):>5} {cells[0]:>20} {cells[1]:>7} {cells[2]:>14} {cells[3]:>7}")
    took = sorted(line["seconds"] for line in told.received.values())
    if took:
        print(
            f'\n{len(took)} submissions acknowledged; pressing "submit" took'
            f" {statistics.median(took):.3f} s (median), {took[len(took) * 95 // 100]:.3f} s (95 %),"
            f" {took[-1]:.1f} s (worst)"
        )
    print("requests that had to be sent again, by step and reason:")
    for what, count in sorted(told.mishaps.items()):
        print(f"  {what:<40} {count}")
    print()


def main(arguments: list[str]) -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m bench faults", description=__doc__)
    parser.add_argument("--minutes", type=float, default=2)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--people", type=int, default=12)
    parser.add_argument("--pause", type=float, default=2.0, help="seconds between two sheets of one person")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="only faults with these words in their name")
    parser.add_argument("--keep", type=Path, help="copy the ledgers and logs to this folder")
    chosen = parser.parse_args(arguments)
    with House(keep=chosen.keep) as house:
        app = house.app()
        slug = world.consultation(app)
        house.start()
        with app.app_context():
            return play(house, slug, chosen)


def play(house: House, slug: str, chosen: argparse.Namespace) -> int:
    """Let people submit, hurt the house, wait, judge."""
    dice = random.Random(chosen.seed)
    ledger = house.folder / "people.jsonl"
    people = subprocess.Popen(
        [sys.executable, "-m", "bench.flow", str(house.port), slug, str(ledger),
         "--people", str(chosen.people), "--pause", str(chosen.pause)],
        cwd=ROOT,
    )  # fmt: skip
    saboteur = Saboteur(house, dice)
    ways = [name for name in saboteur.ways if chosen.only in name]
    faults: list[Fault] = []
    try:
        house.mind(5)
        ends = time.monotonic() + min(chosen.minutes, 30) * 60
        for number in range(chosen.kills):
            left = ends - time.monotonic()
            house.mind(max(0.5, left / (chosen.kills - number) * (0.6 + 0.4 * dice.random())))
            name = ways[number % len(ways)]
            say(f"{number + 1} of {chosen.kills}: {name}")
            faults.append(Fault(name, time.time()))
            saboteur.ways[name]()
        house.mind(max(5.0, ends - time.monotonic()))
        say("people finish their sheets")
        people.send_signal(signal.SIGTERM)
        house.mind(180, lambda: people.poll() is not None)
        began = time.monotonic()
        say(f"waiting until everybody has been told; deliveries and letters that wait: {waiting()}")
        house.mind(DRAIN * 1.5, _is_empty)
        drained = time.monotonic() - began if waiting() == (0, 0) else None
        house.mind(2)
    finally:
        people.kill()
    return judge(slug, read(ledger, house.letters), faults, drained)


def _is_empty() -> bool:
    time.sleep(0.4)
    return waiting() == (0, 0)
