"""The commands of the web package: workers, the tick, the doctor."""

import json
import logging
import signal
import sys
import time
from dataclasses import asdict
from importlib import import_module
from pathlib import Path

import click
from flask import Blueprint, current_app

from consult.core import isolated_calls, rendering, store_identity, tick, watchdog, worker
from consult.core.commands import Command, tell
from consult.core.processes import Process
from consult.core.queue import Urgency
from consult.web import backups, doctor, outbox_commands, startup, templates

log = logging.getLogger(__name__)

bp = Blueprint("web", __name__, cli_group=None)
for command in (*backups.COMMANDS, outbox_commands.outbox_group, outbox_commands.mail_group):
    bp.cli.add_command(command)


@bp.cli.command("worker")
@click.option(
    "--queue",
    "urgency",
    type=click.Choice([one.value for one in Urgency]),
    default=Urgency.EMAIL.value,
    show_default=True,
    help="The queue.",
)
@click.option("--burst", is_flag=True, help="Stop when the queue is empty.")
def work(urgency: str, burst: bool) -> None:
    """Start a worker for one queue. Each queue needs at least one worker."""
    startup.refuse_other_store(current_app)
    if urgency == Urgency.JOBS:
        log.info("%s", isolated_calls.measures_in_words())
    if urgency == Urgency.EMAIL:
        # each job is a process of its own, which has what this one loaded
        templates.load_compiled(current_app)
    if urgency == Urgency.SCREENING:
        for name in _FOR_SCREENING:
            import_module(name)
    worker.work(Urgency(urgency), burst=burst)


_FOR_SCREENING = ("phonenumbers", "rapidfuzz.distance", "rensa")
"""Modules that are imported where they are used, which is in workers alone: here once, and not in each job."""


@bp.cli.command("workers")
def work_all() -> None:
    """Start one worker for each queue, for small installations."""
    startup.refuse_other_store(current_app)
    stopping: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda got, _frame: stopping.append(got))
    processes = [
        Process(
            f"worker-{urgency}",
            [sys.executable, "-m", "flask", "worker", "--queue", urgency],
            None,
            Path.cwd(),
        )
        for urgency in Urgency
    ]
    for process in processes:
        process.start()
    while not stopping:
        time.sleep(0.2)
        watchdog.alive()
        for process in processes:
            process.look_after(log.warning)
    for process in processes:
        process.stop()
    for process in processes:
        process.wait(60)


@bp.cli.command("tick")
def lead() -> None:
    """Start scheduled jobs when they are due. Of several processes one leads; another replaces it when it stops."""
    startup.refuse_other_store(current_app)
    tick.tick()


@bp.cli.command("render-again", cls=Command)
@click.option(
    "--from-start",
    "--anew",
    "from_start",
    is_flag=True,
    help="Begin at the first row, even if an earlier run was completed or stopped.",
)
def render_again(from_start: bool, as_json: bool) -> None:
    """Render stored HTML again from its text where it differs, and report how many rows did. The tick does the same."""
    found = rendering.render_all(from_start)
    if as_json:
        click.echo(json.dumps([rendering.plain(report) for report in found]))
        return
    for one in found:
        click.echo(
            f"{one.name}: {one.checked} checked, {one.differed} differed, {one.words_differed} of these in"
            f" their words, {one.doubtful} doubtful"
        )


@bp.cli.command("use-store", cls=Command)
def use_store(as_json: bool) -> None:
    """Record the current file store (STORAGE_URL or CONSULT_DATA) in the database, after all files were moved to it."""
    name = store_identity.use()
    tell({"store": name}, [f"the store of the database: {name}"], as_json=as_json)


@bp.cli.command("doctor", cls=Command)
def examine(as_json: bool) -> None:
    """Check settings, servers, migrations, clock, deliveries, storage and space. Exit status 1: something is wrong."""
    found = doctor.examine(current_app)
    lines = (f"{'well ' if one.is_well else 'WRONG'}  {one.name:<11} {one.words}" for one in found)
    tell([asdict(one) for one in found], lines, as_json=as_json)
    sys.exit(0 if all(one.is_well for one in found) else 1)
