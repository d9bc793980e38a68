"""The commands of the kit: the worker and the tick."""

import click
from flask import Blueprint

from consult.core import queue

bp = Blueprint("web", __name__, cli_group=None)


@bp.cli.command("worker")
@click.option("--burst", is_flag=True, help="Stop when the queue is empty.")
def worker(burst: bool) -> None:
    """Work the queue: send letters, tell people, screen comments. Start as many as needed."""
    queue.work(burst=burst)


@bp.cli.command("tick")
def tick() -> None:
    """Ring for the jobs of the clock. Start one or several: an advisory lock lets one of them lead."""
    queue.tick()
