"""The commands of the kit: workers, the tick, the outbox."""

import json
import signal
import sys
import time
from dataclasses import asdict
from pathlib import Path

import click
from flask import Blueprint, current_app

from consult.core import (
    isolated,
    known_store,
    mail_delays,
    mail_states,
    outbox,
    rendering,
    tick,
    watchdog,
    worker,
)
from consult.core.events import Delivery
from consult.core.mail import Letter
from consult.core.mail_delays import MailDelay
from consult.core.processes import Process
from consult.core.queue import Urgency
from consult.web import backups, doctor, startup

bp = Blueprint("web", __name__, cli_group=None)
for command in backups.COMMANDS:
    bp.cli.add_command(command)


@bp.cli.command("worker")
@click.option(
    "--queue",
    "urgency",
    type=click.Choice([one.value for one in Urgency]),
    default=Urgency.EMAIL.value,
    show_default=True,
)
@click.option("--burst", is_flag=True, help="Stop when the queue is empty.")
def work(urgency: str, burst: bool) -> None:
    """Serve one queue. Each needs one process at least; start as many as there is work."""
    startup.refuse_other_store(current_app)
    if urgency == Urgency.JOBS:
        click.echo(isolated.told(), err=True)
    worker.work(Urgency(urgency), burst=burst)


@bp.cli.command("workers")
def work_all() -> None:
    """Serve every queue, with one process for each: for small installations."""
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
            process.look_after(lambda line: click.echo(f"consult: {line}", err=True))
    for process in processes:
        process.stop()
    for process in processes:
        process.wait(60)


@bp.cli.command("tick")
def lead() -> None:
    """Ask for the jobs of the clock. Start one or several: one of them leads, and is replaced when it falls silent."""
    startup.refuse_other_store(current_app)
    tick.tick()


@bp.cli.group("outbox")
def outbox_group() -> None:
    """What is to be told and to be sent, and could not be."""


@outbox_group.command("list")
@click.option("--json", "as_json", is_flag=True)
def list_troubled(as_json: bool) -> None:
    """Deliveries and emails that were given up, or failed and wait; no addresses, no words."""
    found = [_delivery(one) for one in outbox.troubled()] + [_email(one) for one in mail_states.troubled()]
    if as_json:
        click.echo(json.dumps({"troubled": found, "delays": [_delay(one) for one in mail_delays.delays()]}))
        return
    for one in found:
        click.echo("\t".join(str(value) for value in one.values()))
    for delay in mail_delays.delays():
        click.echo("\t".join(str(value) for value in _delay(delay).values()))


@outbox_group.command("retry")
@click.argument("names", nargs=-1)
@click.option("--json", "as_json", is_flag=True)
def retry(names: tuple[str, ...], as_json: bool) -> None:
    """Try again NAMES as `outbox list` shows them (delivery-7, email-8), or all that was given up."""
    kinds: dict[str, list[int]] = {"delivery": [], "email": []}
    for name in names:
        kind, _dash, number = name.partition("-")
        if kind not in kinds or not number.isdecimal():
            sys.exit(f"there is no {name}; names look like delivery-7 or email-8")
        kinds[kind].append(int(number))
    done = {
        "deliveries": outbox.retry(kinds["delivery"]) if kinds["delivery"] or not names else 0,
        "emails": mail_states.retry(kinds["email"]) if kinds["email"] or not names else 0,
    }
    click.echo(
        json.dumps(done) if as_json else "\n".join(f"{name}\t{number}" for name, number in done.items())
    )


def _delivery(one: Delivery) -> dict[str, object]:
    return {
        "name": f"delivery-{one.id}",
        "what": one.handler,
        "state": "given_up" if one.given_up_at else "waiting",
        "attempts": one.attempts,
        "due_at": one.due_at.isoformat(),
        "error": one.error,
    }


def _email(one: Letter) -> dict[str, object]:
    return {
        "name": f"email-{one.id}",
        "what": "email",
        "state": one.postage.value,
        "attempts": one.attempts,
        "due_at": one.due_at.isoformat(),
        "error": one.error,
    }


def _delay(one: MailDelay) -> dict[str, object]:
    return {
        "name": one.name or "mail server",
        "what": "away" if one.is_away else "slow" if one.name else "failing",
        "since": one.since.isoformat(),
        "until": one.until.isoformat(),
        "error": one.error,
    }


@bp.cli.command("render-again")
@click.option("--anew", is_flag=True, help="From the first row on, even where that was done before.")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
def render_again(anew: bool, as_json: bool) -> None:
    """Make stored HTML again from its text where it differs, and say how many rows did. The tick does the same."""
    found = rendering.render_all(anew)
    if as_json:
        click.echo(json.dumps([rendering.plain(report) for report in found]))
        return
    for one in found:
        click.echo(
            f"{one.name}: {one.checked} looked at, {one.differed} differed, {one.words_differed} of these in"
            f" their words, {one.doubtful} doubtful"
        )


@bp.cli.command("use-store")
def use_store() -> None:
    """Make the present store of files (STORAGE_URL, CONSULT_DATA) the database's, once all files were moved."""
    known_store.use()


@bp.cli.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
def examine(as_json: bool) -> None:
    """Check settings, servers, migrations, clock, deliveries, storage and space; status 1 where something is wrong."""
    found = doctor.examine(current_app)
    if as_json:
        click.echo(json.dumps([asdict(one) for one in found]))
    else:
        for one in found:
            click.echo(f"{'well ' if one.is_well else 'WRONG'}  {one.name:<11} {one.words}")
    sys.exit(0 if all(one.is_well for one in found) else 1)
