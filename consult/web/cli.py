"""The commands of the kit: the worker and the tick."""

import json

import click
from flask import Blueprint

from consult.core import queue, rendering

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
