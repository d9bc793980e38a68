"""How long emails wait: after the mail server was away, and on a day without faults.

The production processes, and a mail server that keeps a ledger. First it says that it is busy while people submit, and
then takes emails again; then people submit one by one.
"""

import argparse
import json
import statistics
import time

from flask import Flask

from bench.deployment import Deployment, Verdict, say
from tests import world

DRAINED = 60.0
"""Seconds within which everything has left once the mail server is there again."""

RECEIPT = 15.0
"""Seconds within which 95 of 100 receipts are sent on a day without faults."""


def main(arguments: list[str]) -> int:
    """Measure both; the exit status says whether both targets are met."""
    parser = argparse.ArgumentParser(prog="python -m bench emails", description=__doc__)
    parser.add_argument("--waiting", type=int, default=500, help="submissions while the server is away (500)")
    parser.add_argument(
        "--outage", type=float, default=120.0, help="seconds that the server stays away after them (120)"
    )
    parser.add_argument("--receipts", type=int, default=60, help="submissions without faults (60)")
    parser.add_argument("--pause", type=float, default=1.0, help="seconds between those (1)")
    chosen = parser.parse_args(arguments)
    verdict = Verdict()
    with Deployment() as deployment:
        app = deployment.app()
        world.consultation(app)
        deployment.start()
        deployment.mind(120, lambda: deployment.waiting(app) == 0)
        _after_an_outage(deployment, app, chosen.waiting, chosen.outage, verdict)
        _without_faults(deployment, app, chosen.receipts, chosen.pause, verdict)
    return verdict.close()


def _after_an_outage(deployment: Deployment, app: Flask, count: int, outage: float, verdict: Verdict) -> None:
    deployment.mail_mode("busy")
    references = [world.submission(app, email=f"waiting{number}@birds.example") for number in range(count)]
    deployment.mind(outage)
    count_waiting = deployment.waiting(app)
    say(f"{count_waiting} emails wait; the mail server is there again")
    verdict.hold("all of them waited", int(count_waiting >= count), 1, f"({count_waiting})")
    deployment.mail_mode("")
    began = time.monotonic()
    deployment.mind(300, lambda: deployment.waiting(app) == 0)
    seconds = time.monotonic() - began
    sent = _sent(deployment)
    verdict.hold(
        "receipts that waited for the mail server reached it", sum(one in sent for one in references), count
    )
    verdict.hold(
        f"sent within {DRAINED:.0f} s",
        int(seconds <= DRAINED),
        1,
        f"({count_waiting} emails, {seconds:.1f} s)",
    )


def _without_faults(deployment: Deployment, app: Flask, count: int, pause: float, verdict: Verdict) -> None:
    pressed: dict[str, float] = {}
    for number in range(count):
        at = time.time()
        pressed[world.submission(app, email=f"quiet{number}@birds.example")] = at
        deployment.mind(pause)
    deployment.mind(60, lambda: deployment.waiting(app) == 0)
    sent = _sent(deployment)
    verdict.hold("receipts reached the mail server", sum(one in sent for one in pressed), count)
    waits = [sent[one] - at for one, at in pressed.items() if one in sent]
    if len(waits) < 2:
        return
    median, late = statistics.median(waits), statistics.quantiles(waits, n=20)[-1]
    verdict.hold(
        f"95 of 100 within {RECEIPT:.0f} s", int(late <= RECEIPT), 1,
        f"(median {median:.2f} s, 95th {late:.2f} s, longest {max(waits):.2f} s)",
    )  # fmt: skip


def _sent(deployment: Deployment) -> dict[str, float]:
    """Reference → when its receipt was first taken, in seconds since 1970."""
    found: dict[str, float] = {}
    for line in map(json.loads, deployment.emails.read_text().splitlines()):
        for word in str(line["text"]).split():
            found.setdefault(word.strip(".,"), line["at"])
    return found
