"""`python -m bench upkeep`: the processor time of each job of the clock, and whether it grows with finished work.

Seeds one open consultation and two sizes of finished ones (concluded, withdrawn, closed without a response; all of them
ended three years ago), runs every job until it finds nothing more to do, and then as often as the clock does in a day
(MOST times at most), each time at its moment of that day, while something happens in the open consultation every hour.
A job that the tick starts only where it has anything to do is not run then: what is measured is the tick's question.
Printed are the seconds of application and PostgreSQL in an hour at both sizes, and their ratio; with `--before FOLDER`
also those of another clone, which has this command, on the same database.
"""

import argparse
import json
import logging
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from bench.servers import ROOT, family, precise, python, stage

if TYPE_CHECKING:
    from consult.core.queue import PeriodicJob

SETTINGS = {"CONSULT_ENV": "test", "RATE_LIMITS": "0"}

MOST = 30
"""Runs of one job at each size, at most."""

TARGET = 0.5
"""Seconds an hour that checks, sweeps and phases may take together."""

HOUR, DAY = timedelta(hours=1), timedelta(days=1)

WORDS = 3
"""Words of a comment: no job of the clock reads them."""

LOOKING = (
    "consult.core.outbox.deliver_all", "consult.accounts.jobs", "consult.core.mail_sending", "consult.moderation.jobs",
    "consult.core.jobs.run_all", "consult.drafts.jobs.read_all", "consult.attachments.jobs.check_all",
    "consult.incoming_email.jobs.read_all",
)  # fmt: skip
"""Jobs that look for what waits."""

ALL_AT_ONCE = "the tick, which asks for all of these at once"
"""The row of what the tick really asks every few seconds; the others of its kind are what each would cost alone."""

AGAIN = timedelta(seconds=5)
"""How often it asks."""

Hourly = dict[str, float]
"""The seconds that each job takes in an hour, by its name."""

FINE = 0.01
"""Seconds an hour of which a ratio tells anything."""


def main(arguments: list[str]) -> int:
    """The command; 1 where the target is missed."""
    parser = argparse.ArgumentParser(prog="python -m bench upkeep", description=__doc__)
    parser.add_argument("--open", type=int, default=100_000, help="comments of the open consultation")
    parser.add_argument("--finished", default="100000,900000", help="comments of finished ones, at two sizes")
    parser.add_argument("--each", type=int, default=10_000, help="comments of one finished consultation")
    parser.add_argument("--before", type=Path, help="another clone with this command, measured as well")
    parser.add_argument("--only", default="", help="words in the names of jobs, with commas between")
    parser.add_argument("--seed", default="", help=argparse.SUPPRESS)
    parser.add_argument("--measure", type=int, default=0, help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    sizes = [int(size) for size in chosen.finished.split(",")]
    if chosen.seed:
        seed(chosen.open, chosen.each, *map(int, chosen.seed.split(",")))
        return 0
    if chosen.measure:
        print(json.dumps(measure(chosen.measure, chosen.only.split(","))))
        return 0
    folders = [chosen.before.resolve()] if chosen.before else []
    found: list[list[Hourly]] = [[] for _ in [*folders, ROOT]]
    with stage(8000, SETTINGS) as (servers, around):
        assert servers.postgres is not None
        command = ("-m", "bench", "upkeep")
        for first, end in zip([0, *sizes], sizes, strict=False):
            numbers = f"{first // chosen.each},{end // chosen.each}"
            size = ("--open", str(chosen.open), "--each", str(chosen.each))
            python(*command, *size, "--seed", numbers, around=around)
            for folder, of_version in zip([*folders, ROOT], found, strict=True):
                asked = ("--only", chosen.only, "--measure", str(servers.postgres.pid))
                told = python(*command, *asked, around=around, folder=folder)
                of_version.append(json.loads(told.splitlines()[-1]))
                print(f"measured {folder} with {end} comments in finished ones", file=sys.stderr, flush=True)
    for folder, of_version in zip([*folders, ROOT], found, strict=True):
        print(f"\n{folder}")
        is_met = _print(sizes, of_version)
    return int(not is_met)


@contextmanager
def _application() -> Iterator[None]:
    from config import Config  # noqa: PLC0415
    from consult.app import create_app  # noqa: PLC0415

    app = create_app(Config)
    logging.disable()
    with app.app_context():
        yield


def seed(open_comments: int, each: int, first: int, end: int) -> None:
    """Add the `first` to the `end` of the finished consultations, at first also the open one."""
    from bench import crowd, world  # noqa: PLC0415
    from consult.core import rendering  # noqa: PLC0415
    from consult.core.database import db  # noqa: PLC0415
    from consult.submissions import tallies  # noqa: PLC0415

    with _application():
        if not first:
            rendering.render_all()  # what the database makes is not what the application would make of it
            running = world.found()
            assert running.version_id is not None
            crowd.fill(running.id, running.version_id, open_comments, words=WORDS)
            tallies.recount(running.id)
            db.session.commit()
        _finish(each, first, end)


def measure(postgres: int, words: list[str]) -> Hourly:
    """Seconds that each job with one of `words` in its name takes in an hour; `postgres`: its process."""
    from consult.core.queue import periodic  # noqa: PLC0415

    with _application():
        jobs = [one for name, one in periodic().items() if any(word in name for word in words)]
        _settle(jobs)
        found = _spent(jobs, postgres)
        asked = [one for one in jobs if one.waits is not None and one.every <= AGAIN]
        return found | ({ALL_AT_ONCE: _asking(asked, postgres) * (HOUR / AGAIN)} if asked else {})


def _finish(each: int, first: int, end: int) -> None:
    """Have consultations end three years ago, with `each` comments, the `first` to the `end`."""
    from bench import crowd, world  # noqa: PLC0415
    from consult.consultations import actions as consultations  # noqa: PLC0415
    from consult.consultations.models import Consultation  # noqa: PLC0415
    from consult.core import clock  # noqa: PLC0415
    from consult.core.database import db  # noqa: PLC0415
    from consult.core.stale_check import NO_PAGE  # noqa: PLC0415
    from consult.submissions import tallies  # noqa: PLC0415

    then = clock.now() - timedelta(days=3 * 365)
    running = _running()
    for number in range(first, end):
        with clock.at(then):
            like = db.session.get_one(Consultation, running)
            made = world.another(like)
            identifier, version = made.id, made.version_id
            assert version is not None
            db.session.commit()
        with clock.at(then + timedelta(days=50)):
            crowd.fill(identifier, version, each, 10_000_000 + number * each, WORDS)
            made = db.session.get_one(Consultation, identifier)
            if number % 3 == 0:
                consultations.withdraw(made, "To measure.", by=made.author, seen=NO_PAGE)
        if number % 3 == 1:
            with clock.at(then + timedelta(days=90)):
                made = db.session.get_one(Consultation, identifier)
                consultations.conclude(made, by=made.author)
        tallies.recount(identifier)
        db.session.commit()


def _settle(jobs: "list[PeriodicJob]") -> None:
    """Run each job until it is done, and have the database tidy up."""
    from consult.core.database import db  # noqa: PLC0415
    from consult.core.queue import TIME  # noqa: PLC0415

    for one in [*jobs, *jobs]:  # what a job brings about is for one that may have come before it
        took = TIME
        while took >= TIME:  # then it left something for the next time
            began = time.monotonic()
            _run(one)
            took = time.monotonic() - began
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("SET statement_timeout = 0")
        connection.exec_driver_sql("VACUUM ANALYZE")


def _run(one: "PeriodicJob") -> None:
    from consult.core.queue import notifier  # noqa: PLC0415

    with notifier().context():
        one.job(*one.arguments)


def _running() -> int:
    """The id of the consultation that is open: the first."""
    from consult.consultations.models import Consultation  # noqa: PLC0415
    from consult.core.database import db  # noqa: PLC0415

    return int(db.session.execute(select(func.min(Consultation.id))).scalar_one())


def _spent(jobs: "list[PeriodicJob]", postgres: int) -> Hourly:
    from consult.core import clock  # noqa: PLC0415

    now, running = clock.now(), _running()
    found: Hourly = {}
    for one in jobs:
        if one.waits is not None and not _waits([one]):
            found[one.name] = _asking([one], postgres) * (HOUR / one.every)
            continue
        runs = min(MOST, int(DAY / one.every))
        spent, servers = 0.0, family(postgres)
        for number in range(1, runs + 1):
            with clock.at(now + number * one.every):
                if one.every >= HOUR:
                    _happens(running)
                before = _used(servers)
                _run(one)
                spent += _used(servers) - before
        found[one.name] = spent / runs * (HOUR / one.every)
    return found


def _asking(jobs: "list[PeriodicJob]", postgres: int) -> float:
    """Seconds of one question of the tick which of `jobs` have anything to do, once the statement is known."""
    for _ in range(10):
        _waits(jobs)
    servers = family(postgres)
    before = _used(servers)
    for _ in range(MOST):
        _waits(jobs)
    return (_used(servers) - before) / MOST


def _waits(jobs: "list[PeriodicJob]") -> bool:
    """Whether any of `jobs` has anything to do, as the tick asks."""
    from consult.core import tick  # noqa: PLC0415
    from consult.core.queue import notifier  # noqa: PLC0415

    with notifier().context():
        return len(tick.idle(jobs)) < len(jobs)


def _used(servers: list[int]) -> float:
    """Seconds of processor time of this process and of these of PostgreSQL until now."""
    return time.process_time() + precise(servers)


def _happens(consultation_id: int) -> None:
    """Something happens in the consultation that is open."""
    from consult.core.actions import action  # noqa: PLC0415
    from consult.core.events import record  # noqa: PLC0415

    action(record)("bench.happened", "bench", consultation=consultation_id)


def _print(sizes: list[int], found: list[Hourly]) -> bool:
    """Print a table; whether the target is met."""
    few, many = found[0], found[-1]
    heads = "".join(f"{f'{size:,}':>12}" for size in sizes)
    print(f"{'seconds an hour, with so many comments in finished ones':<64}{heads}{'ratio':>8}")
    together = {}
    for kind, is_upkeep in (("checks, sweeps and phases", True), ("looking for what waits", False)):
        names = [name for name in many if is_upkeep == _is_upkeep(name)]
        for name in names:
            _line(name, few[name], many[name])
        alone = [name for name in names if name != ALL_AT_ONCE]
        together[is_upkeep] = sum(many[name] for name in alone)
        _line(f"together: {kind}", sum(few[name] for name in alone), together[is_upkeep])
    is_met = together[True] <= TARGET
    print(f"P15 target: {TARGET:g} s an hour of checks, sweeps and phases: {'met' if is_met else 'NOT MET'}")
    return is_met


def _is_upkeep(name: str) -> bool:
    """Whether the clock alone starts this job; others only look, every few seconds, for what a worker did not hear."""
    return not name.startswith((*LOOKING, ALL_AT_ONCE))


def _line(name: str, few: float, many: float) -> None:
    ratio = f"{many / few:.2f}" if few >= FINE else "–"
    print(f"{name:<64}{few:>12.4f}{many:>12.4f}{ratio:>8}")
