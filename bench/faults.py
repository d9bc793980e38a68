"""Everything that can fail fails in turn while people take part and staff work; then what people were told is judged.

`python -m bench faults --minutes 8 --kills 60`. Two web nodes stand behind the proxy that we play. People submit, say
comments differently and withdraw; a moderator publishes and withholds, an officer responds to comments. Anyone who does
something keeps a ledger of what they were told; the mail server keeps one of what it took. The order of faults is by
chance (`--seed`), each kind equally often. The exit status is 1 where a promise was broken.
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from flask import Flask

from bench.deployment import ROOT, Deployment, say
from bench.faults_judged import DRAIN, Fault, judge, read, undecided, waiting
from bench.sink import MODES
from consult.accounts import queries as people
from consult.core import clock
from consult.core.database import db
from consult.core.stale_check import NO_PAGE
from consult.moderation import actions as moderation
from consult.submissions import queries as submitted
from tests import world

HANG = 10.0
"""Seconds that a server hangs, or the mail server fails."""

ANSWERED = 12
"""Comments of the closed consultation, which the officer answers."""


def _signal(pid: int, sign: signal.Signals = signal.SIGKILL) -> None:
    try:
        if pid:
            os.kill(pid, sign)
    except ProcessLookupError:
        say(f"{pid} was gone already")


class Saboteur:
    """Makes each part of a deployment fail."""

    def __init__(self, deployment: Deployment, dice: random.Random) -> None:
        self.deployment = deployment
        self.dice = dice
        self.ways: dict[str, Callable[[], None]] = {
            "kill one web worker": self.web_worker,
            "kill the whole web server of a node": self.web,
            "freeze one web worker": self.freeze_web_worker,
            "kill a queue worker and its job": self.worker_and_job,
            "kill a queue worker, its job lives": self.worker,
            "kill the job of a queue worker": self.job,
            "freeze a queue worker and its job": self.freeze_worker,
            "kill Valkey": self.valkey,
            "freeze Valkey for 10 s": self.freeze_valkey,
            "kill PostgreSQL": self.postgres,
            "kill one PostgreSQL backend": self.backend,
            "freeze PostgreSQL for 5 s": self.freeze_postgres,
            "kill the tick": self.tick,
            "freeze the tick": self.freeze_tick,
            "freeze the mail server for 10 s": self.freeze_mail,
            **{f"mail server: {mode}": self._mail(mode) for mode in MODES},
        }

    def order(self, number: int, only: str = "") -> Iterator[str]:
        """So many faults by chance, each as often as the others."""
        names = [name for name in self.ways if only in name]
        while number > 0:
            self.dice.shuffle(names)
            yield from names[:number]
            number -= len(names)

    def _web(self) -> str:
        return self.dice.choice(self.deployment.webs)

    def web_worker(self) -> None:
        """One of the processes of a node that answer requests."""
        _signal(self.dice.choice(self.deployment.children(self._web())))

    def freeze_web_worker(self) -> None:
        """It is there and does nothing any more."""
        _signal(self.dice.choice(self.deployment.children(self._web())), signal.SIGSTOP)

    def web(self) -> None:
        """The web server of a node and its workers at once."""
        os.killpg(self.deployment.processes[self._web()].pid, signal.SIGKILL)

    def worker_and_job(self) -> None:
        """A queue worker and what it is doing."""
        worker = self._worker()
        job = self._job(worker)
        _signal(self.deployment.processes[worker].pid)
        _signal(job)

    def worker(self) -> None:
        """A queue worker; what it is doing goes on."""
        worker = self._worker()
        self._job(worker)
        _signal(self.deployment.processes[worker].pid)

    def job(self) -> None:
        """What a queue worker is doing."""
        _signal(self._job(self._worker()))

    def freeze_worker(self) -> None:
        """A queue worker and what it is doing stand still, for good."""
        worker = self._worker()
        _signal(self._job(worker), signal.SIGSTOP)
        _signal(self.deployment.processes[worker].pid, signal.SIGSTOP)

    def _worker(self) -> str:
        """One of the workers that always have something to do while people take part."""
        return self.dice.choice(["worker-email", "worker-screening"])

    def _job(self, worker: str) -> int:
        """The process that does the worker's present job, as soon as there is one."""
        ends = time.monotonic() + 10
        while time.monotonic() < ends:
            jobs = self.deployment.children(worker)
            if jobs:
                return jobs[-1]
            time.sleep(0.002)
        say("the worker had nothing to do for 10 seconds")
        return 0

    def tick(self) -> None:
        """The clock's jobs."""
        _signal(self.deployment.processes["tick"].pid)

    def freeze_tick(self) -> None:
        """It keeps its lease until that runs out; anyone who looks after processes replaces it."""
        _signal(self.deployment.processes["tick"].pid, signal.SIGSTOP)

    def valkey(self) -> None:
        """The queue server, with everything in it."""
        assert self.deployment.servers.valkey is not None
        self.deployment.servers.valkey.kill()

    def freeze_valkey(self) -> None:
        """The queue server takes connections and answers nothing."""
        assert self.deployment.servers.valkey is not None
        with self._frozen(self.deployment.servers.valkey.pid):
            self.deployment.mind(HANG)

    def postgres(self) -> None:
        """The database server."""
        assert self.deployment.servers.postgres is not None
        self.deployment.servers.postgres.kill()

    def freeze_postgres(self) -> None:
        """All processes of the database server stand still."""
        assert self.deployment.servers.postgres is not None
        pids = self.deployment.family(self.deployment.servers.postgres.pid)
        for pid in pids:
            _signal(pid, signal.SIGSTOP)
        self.deployment.mind(HANG / 2)
        for pid in pids:
            _signal(pid, signal.SIGCONT)

    def backend(self) -> None:
        """One connection's process of the database: then PostgreSQL throws out everyone and recovers."""
        with db.engine.connect() as own:
            rows = own.exec_driver_sql(
                "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
            ).scalars()
            pids = list(rows)
        if pids:
            _signal(self.dice.choice(pids))

    def freeze_mail(self) -> None:
        """The mail server takes connections and answers nothing."""
        with self._frozen(self.deployment.processes["mail"].pid):
            self.deployment.mind(HANG)

    def _mail(self, mode: str) -> Callable[[], None]:
        def fail() -> None:
            self.deployment.mail_mode(mode)
            self.deployment.mind(HANG)
            self.deployment.mail_mode("")

        return fail

    @contextmanager
    def _frozen(self, pid: int) -> Iterator[None]:
        _signal(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            _signal(pid, signal.SIGCONT)


def main(arguments: list[str]) -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m bench faults", description=__doc__)
    parser.add_argument("--minutes", type=float, default=2)
    parser.add_argument("--kills", type=int, default=21, help="faults of all kinds")
    parser.add_argument("--people", type=int, default=12)
    parser.add_argument(
        "--pause", type=float, default=2.0, help="seconds between two submissions of one person"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="only faults with these words in their name")
    parser.add_argument("--keep", type=Path, help="copy the ledgers and logs to this folder")
    chosen = parser.parse_args(arguments)
    with Deployment(keep=chosen.keep, nodes=2) as deployment:
        app = deployment.app()
        slug = world.consultation(app)
        closed = _closed(app)
        deployment.start()
        with app.app_context():
            return play(deployment, slug, closed, chosen)


def _closed(app: Flask) -> str:
    """A consultation that takes no comments any more, with comments that are published."""
    slug = world.consultation(app, "reports-of-laboratories", open=False)
    references = [
        world.submission(app, slug, at=clock.now() - timedelta(days=20)) for _ in range(ANSWERED // 2)
    ]
    with app.app_context():
        moderator = people.by_email(world.MODERATOR)
        assert moderator is not None
        for reference in references:
            for comment in submitted.comments_of(submitted.by_reference(reference)):
                moderation.publish(comment, by=moderator, seen=NO_PAGE)
    return slug


def _started(deployment: Deployment, *command: str) -> subprocess.Popen[str]:
    ports = ",".join(map(str, deployment.ports))
    return subprocess.Popen(
        [sys.executable, "-m", command[0], ports, *command[1:]], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )


def play(deployment: Deployment, slug: str, closed: str, chosen: argparse.Namespace) -> int:
    """Let people take part, make parts of the deployment fail, wait, judge."""
    staff = _started(deployment, "bench.staff", slug, closed, str(deployment.folder / "staff.jsonl"))
    assert staff.stdout is not None
    if not staff.stdout.readline():
        raise SystemExit("the staff could not sign in")
    crowd = ("--people", str(chosen.people), "--pause", str(chosen.pause))
    public = _started(deployment, "bench.flow", slug, str(deployment.folder / "people.jsonl"), *crowd)
    saboteur, faults = Saboteur(deployment, random.Random(chosen.seed)), list[Fault]()
    try:
        deployment.mind(5)
        ends = time.monotonic() + min(chosen.minutes, 30) * 60
        for number, name in enumerate(saboteur.order(chosen.kills, chosen.only)):
            left = ends - time.monotonic()
            deployment.mind(max(0.5, left / (chosen.kills - number) * (0.6 + 0.4 * saboteur.dice.random())))
            say(f"{number + 1} of {chosen.kills}: {name}")
            faults.append(Fault(name, time.time()))
            saboteur.ways[name]()
        deployment.mind(max(5.0, ends - time.monotonic()))
        drained = _finish(deployment, [public, staff])
    finally:
        public.kill()
        staff.kill()
    return judge(deployment, slug, read(deployment), faults, drained)


def _finish(deployment: Deployment, working: list[subprocess.Popen[str]]) -> float | None:
    """Let everyone finish what is in hand; seconds until everyone had been told, None where that did not come."""
    say("people and staff finish what they do")
    for process in working:
        process.send_signal(signal.SIGTERM)
        deployment.mind(240, lambda ended=process: ended.poll() is not None)  # type: ignore[misc]
    say(f"waiting until decisions take effect: {undecided()}")
    deployment.mind(DRAIN, _has_decided)
    began = time.monotonic()
    say(f"waiting until everybody has been told; deliveries and emails that wait: {waiting()}")
    deployment.mind(DRAIN * 1.5, _is_empty)
    drained = time.monotonic() - began if waiting() == (0, 0) else None
    deployment.mind(2)
    return drained


def _has_decided() -> bool:
    time.sleep(0.4)
    return undecided() == 0


def _is_empty() -> bool:
    time.sleep(0.4)
    return waiting() == (0, 0)
