"""A restore drill: people submit, a backup is made, people ask to be forgotten, the database is lost and restored.

Twice: from `flask backup`, and from a base backup with the archived write-ahead log, to a moment. On the production
processes with durable servers of their own, and a mail server that keeps a ledger.
"""

import argparse
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import text

from bench.deployment import Deployment, Verdict, say
from consult.accounts import queries as people
from consult.accounts.models import User
from consult.core import clock
from consult.core.database import db
from consult.core.stale_check import NO_PAGE
from consult.embedded import postgres_binaries
from consult.moderation import actions as moderation
from consult.moderation.models import Reason
from consult.notifications import actions as following
from consult.setup import environment, unprivileged_user
from consult.submissions import actions as submissions
from consult.submissions import queries as sheets
from tests import world

DRAIN = 120.0
"""Seconds for every email to leave."""


def main(arguments: list[str]) -> int:
    """Run both drills; the exit status says whether every promise was kept."""
    parser = argparse.ArgumentParser(prog="python -m bench restore", description=__doc__)
    parser.add_argument("--people", type=int, default=60, help="who submit before the backup (60)")
    parser.add_argument("--only", choices=DRILLS, help="one of the two")
    chosen = parser.parse_args(arguments)
    if chosen.only is None:  # each in a process of its own: settings are read once in each
        command = [sys.executable, "-m", "bench", "restore", "--people", str(chosen.people), "--only"]
        return max(subprocess.run([*command, name], check=False).returncode for name in DRILLS)
    print(f"\nrestore from {chosen.only}")
    verdict = Verdict()
    with Deployment(archive=True) as deployment:
        DRILLS[chosen.only](deployment, Story(deployment.app(), chosen.people), verdict)
    return verdict.close()


class Story:
    """What people do before and after the moment that is restored; each fourth of them does something else."""

    def __init__(self, app: Flask, count: int) -> None:
        self.app = app
        self.count = count
        self.before: list[str] = []
        self.later: list[str] = []

    def begin(self) -> None:
        """Everyone submits, and all of it is published."""
        world.consultation(self.app, closes_at=clock.now() + timedelta(days=10))
        for number in range(self.count):
            words = {**world.GENERAL, "comment": f"Words of person {number}, wordmark{number:05}."}
            self.before.append(
                world.submission(self.app, email=f"person{number}@birds.example", comments=[words])
            )
        self.each(lambda number, reference: self._publish(reference))

    def _publish(self, reference: str) -> None:
        moderation.publish(sheets.comment(reference, 1), by=_moderator(), seen=NO_PAGE)

    def change(self) -> None:
        """Addresses are forgotten, comments withdrawn, removed and redacted; others submit."""
        verbs = (self._stop, self._withdraw, self._remove, self._amend)
        self.each(lambda number, reference: verbs[number % len(verbs)](reference))
        self.later = [
            world.submission(self.app, email=f"later{number}@birds.example")
            for number in range(self.count // 4)
        ]

    @staticmethod
    def _stop(reference: str) -> None:
        following.stop_emails(sheets.by_reference(reference))

    @staticmethod
    def _withdraw(reference: str) -> None:
        submissions.withdraw(sheets.by_reference(reference))

    @staticmethod
    def _remove(reference: str) -> None:
        moderation.remove(sheets.comment(reference, 1), Reason.OFF_TOPIC, by=_moderator(), seen=NO_PAGE)

    @staticmethod
    def _amend(reference: str) -> None:
        one = sheets.comment(reference, 1)
        submissions.change_comment(
            one, type=one.type, quote="", comment="Now other words.", proposal="", rationale=""
        )

    def each(self, do: Callable[[int, str], None]) -> None:
        """Do something for everyone who was there before."""
        for number, reference in enumerate(self.before):
            with self.app.app_context():
                do(number, reference)

    def judge(self, report: dict[str, Any], verdict: Verdict) -> None:
        """What has to hold of a restored database, and of the report."""
        with self.app.app_context():
            rows = db.session.execute(
                text(
                    "SELECT s.reference, s.email, s.state, c.moderation, c.shown_text FROM submissions s"
                    " JOIN comments c ON c.submission_id = s.id"
                )
            ).all()
        found = {row.reference: row for row in rows}
        fourth = [[found[one] for one in self.before[place::4]] for place in range(4)]
        verdict.hold("everybody who had submitted is there", len(found), len(self.before))
        verdict.hold(
            "forgotten addresses stay forgotten", sum(not one.email for one in fourth[0]), len(fourth[0])
        )
        for place, what in ((1, "withdrawn"), (2, "removed"), (3, "amended")):
            hidden = sum(one.shown_text is None for one in fourth[place])
            verdict.hold(f"what was {what} is not public again", hidden, len(fourth[place]))
        lost = {one["subject"] for one in report["lost"] if one["event"] == "submissions.submitted"}
        verdict.hold(
            "the report names what was acknowledged later", len(lost & set(self.later)), len(self.later)
        )
        verdict.hold("and nothing else", len(lost), len(self.later))


def _moderator() -> User:
    found = people.by_email(world.MODERATOR)
    assert found is not None
    return found


def _from_backup(deployment: Deployment, story: Story, verdict: Verdict) -> None:
    story.begin()
    deployment.start()
    _drain(deployment, story)
    made = _flask(deployment, "backup", str(deployment.folder / "backups")).strip()
    story.change()
    _drain(deployment, story)
    before = _message_ids(deployment)
    deployment.stop("web", "tick", *(name for name in deployment.processes if name.startswith("worker")))
    say("the database is lost")
    _lose(deployment, story)
    report = _json(_flask(deployment, "restore", made, "--json"))
    _afterwards(deployment, story, verdict, report, before)


def _to_a_moment(deployment: Deployment, story: Story, verdict: Verdict) -> None:
    story.begin()
    deployment.start()
    _drain(deployment, story)
    base = deployment.folder / "base"
    program = str(postgres_binaries() / "pg_basebackup")
    owner = [
        "-h",
        str(deployment.servers.postgres_socket_folder),
        "-U",
        "postgres",
        "--checkpoint=fast",
        "-X",
        "none",
        "-D",
        str(base),
    ]
    subprocess.run([program, *owner], check=True, stderr=subprocess.DEVNULL)
    with story.app.app_context():
        moment = str(db.session.execute(text("SELECT clock_timestamp()")).scalar_one())
    time.sleep(1)
    story.change()
    _drain(deployment, story)
    with_owner = [
        str(postgres_binaries() / "psql"),
        "-q",
        "-h",
        str(deployment.servers.postgres_socket_folder),
        "-U",
        "postgres",
        "-d",
        "consult",
    ]
    subprocess.run([*with_owner, "-c", "SELECT pg_switch_wal()"], check=True, stdout=subprocess.DEVNULL)
    before = _message_ids(deployment)
    deployment.stop("web", "tick", *(name for name in deployment.processes if name.startswith("worker")))
    say(f"the database is lost, and goes on from the base backup up to {moment}")
    _lose(deployment, story, base, moment)
    _await_promotion(story)
    report = _json(_flask(deployment, "restored", "--json"))
    _afterwards(deployment, story, verdict, report, before)


def _lose(deployment: Deployment, story: Story, base: Path | None = None, moment: str = "") -> None:
    """The database is gone; in its place comes a new one, or one that recovers from `base` up to `moment`."""
    with story.app.app_context():
        db.engine.dispose()
    deployment.servers.stop()
    data = deployment.folder / "postgres"
    shutil.rmtree(data)
    if base is not None:
        base.rename(data)
        (data / "recovery.signal").touch()
        for path in [data, *data.rglob("*")]:
            shutil.chown(
                path,
                *(("nobody", "nogroup") if unprivileged_user.is_root() else (path.owner(), path.group())),
            )
    deployment.servers.target = moment
    deployment.servers.start()


def _await_promotion(story: Story) -> None:
    until = time.monotonic() + 60
    with story.app.app_context():
        while db.session.execute(text("SELECT pg_is_in_recovery()")).scalar_one():
            if time.monotonic() > until:
                raise SystemExit("the database does not come out of recovery")
            db.session.rollback()
            time.sleep(0.2)


def _afterwards(
    deployment: Deployment, story: Story, verdict: Verdict, report: dict[str, Any], before: list[str]
) -> None:
    """Look at it, start everything again, write more, and look at the emails."""
    story.judge(report, verdict)
    again = _json(_flask(deployment, "restored", "--json"))
    verdict.hold("done again, it finds nothing more", sum(again["erased_again"].values()), 0)
    deployment.start(*(name for name in deployment.commands if name != "mail"))
    with story.app.app_context():
        db.session.execute(text("UPDATE letters SET due_at = now() WHERE postage = 'waiting'"))
        db.session.commit()
    for number in range(20):
        world.submission(story.app, email=f"afterwards{number}@birds.example")
    _drain(deployment, story)
    after = _message_ids(deployment)[len(before) :]
    verdict.hold("emails left after the restore", int(len(after) >= 20), 1, f"({len(after)})")
    verdict.hold("no Message-ID is reused", len(set(after) - set(before)), len(set(after)))
    csv = deployment.get(f"/consultations/{world.SLUG}/comments.csv")
    hidden = [number for number in range(story.count) if number % 4 in {1, 2, 3}]
    shown = [number for number in hidden if f"wordmark{number:05}" in csv]
    verdict.hold("the public download has none of the hidden words", len(hidden) - len(shown), len(hidden))
    verdict.hold("and has the others", csv.count("wordmark"), story.count - len(hidden))


def _drain(deployment: Deployment, story: Story) -> None:
    """Wait until everything that is to be told was told."""
    deployment.mind(DRAIN, lambda: deployment.waiting(story.app) == 0)
    if deployment.waiting(story.app):
        raise SystemExit(f"emails wait too long: {_waiting(story)}")


def _waiting(story: Story) -> list[str]:
    """What was not told: the handlers that wait and the emails that wait, with the last error of each."""
    handlers = text(
        "SELECT handler, count(*), max(error) FROM deliveries WHERE done_at IS NULL AND given_up_at IS NULL GROUP BY 1"
    )
    emails = text(
        "SELECT postage, count(*), max(error) FROM letters WHERE postage IN ('waiting', 'sending') GROUP BY 1"
    )
    with story.app.app_context():
        return [str(tuple(row)) for one in (handlers, emails) for row in db.session.execute(one)]


def _message_ids(deployment: Deployment) -> list[str]:
    if not deployment.emails.exists():
        return []
    return [json.loads(line)["id"] for line in deployment.emails.read_text().splitlines()]


def _flask(deployment: Deployment, *arguments: str) -> str:
    command = [sys.executable, "-m", "flask", *arguments]
    done = subprocess.run(
        command, env=deployment.around, cwd=environment.ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"flask {arguments[0]}: {done.stdout[-1000:]}{done.stderr[-2000:]}")
    return done.stdout


def _json(said: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(said[said.index("{") :])
    return found


DRILLS = {"backup": _from_backup, "archive": _to_a_moment}
