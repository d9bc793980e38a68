"""`python -m bench intake`: submissions taken a second by the whole application, and whether the outbox keeps up.

Everything runs as in production: the web server with two workers, a queue worker for each queue, the tick, durable
PostgreSQL, Valkey, a mail server that keeps a ledger. Prepared draft submissions of people from networks of their own
are submitted by 16 senders at once, each with an address that gets a receipt. Before that pgbench inserts rows durably,
as often as the machine can: what is taken is told as a ratio to that.
"""

import argparse
import json
import subprocess
import sys
import time
from pathlib import Path

from bench.deployment import HOST, Deployment, say
from bench.pages import Bench
from bench.servers import ROOT, cpu
from bench.sink import AT_ONCE
from consult.setup import environment

TAKEN = 250
"""Submissions that should be taken in a second."""

LAG = 2.0
"""Seconds after the last submission within which the outbox should be empty: it is worked off as fast as it fills."""

MISSED = "MISSED"


def main(arguments: list[str]) -> int:
    """The command; 1 where something waits too long or was not sent."""
    parser = argparse.ArgumentParser(prog="python -m bench intake", description=__doc__)
    parser.add_argument("--submissions", type=int, default=3_000)
    parser.add_argument("--senders", type=int, default=16)
    parser.add_argument("--comments", type=int, default=10_000, help="of the consultation before")
    chosen = parser.parse_args(arguments)
    print(f"consult on {ROOT}: {chosen.submissions} submissions", file=sys.stderr)
    with Deployment() as deployment:
        bench = Bench(deployment.servers, deployment.around, 0)
        slug = str(bench.inside("seed", "--comments", str(chosen.comments))["slug"])
        ready = _prepared(bench, slug, chosen.submissions)
        # the HTML of the comments before is right already, as on any site: no worker makes it again meanwhile
        environment.flask(deployment.around, "render-again", quiet=True)
        raw = bench.raw_inserts(chosen.senders)
        deployment.mail_mode(AT_ONCE)
        deployment.start()
        app = deployment.app()
        deployment.mind(120, lambda: deployment.waiting(app) == 0)
        before = _used(deployment)
        began = time.monotonic()
        command = ["bench.load", str(deployment.port), "/", "--requests", str(ready), "--seconds", "60"]
        load = subprocess.Popen(
            [sys.executable, "-m", *command, "--connections", str(chosen.senders)],
            env=deployment.around, cwd=ROOT, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        deployment.mind(120, lambda: load.poll() is not None)
        taken, waiting = time.monotonic(), deployment.waiting(app)
        told = json.loads(load.communicate()[0])
        deployment.mind(600, lambda: deployment.waiting(app) == 0)
        emptied = time.monotonic()
        spent = {name: used - before[name] for name, used in _used(deployment).items()}
        emails = map(json.loads, deployment.emails.read_text().splitlines())
        sent = sum(line["to"][0].startswith("sender") for line in emails)
        processes = deployment.ends
    count = told["statuses"].get("303", 0)
    if count < told["requests"] or processes:
        say(f"answers: {told['statuses']}; processes that ended: {processes}")
    rate = count / told["seconds"]
    print(f"{'durable inserts a second (pgbench)':<52}{raw:>10.0f}")
    print(f"{'P13 submissions taken a second':<52}{rate:>10.1f}   target {TAKEN}: {_kept(rate >= TAKEN)}")
    print(f"{'  against durable inserts':<52}{rate / raw:>10.4f}")
    print(f"{'  answered after, ms: median':<52}{told['p50']:>10.0f}")
    print(f"{'  answered after, ms: 99 of 100':<52}{told['p99']:>10.0f}")
    print(f"{'worked off a second':<52}{count / (emptied - began):>10.1f}")
    lag = emptied - taken
    print(
        f"{'P13 outbox empty, seconds after the last':<52}{lag:>10.1f}   target {LAG:g}: {_kept(lag <= LAG)}"
    )
    print(f"{'  deliveries and emails that waited then':<52}{waiting:>10}")
    print(f"{'receipts that the mail server has':<52}{sent:>10}   of {count}: {_kept(sent == count)}")
    print("processor time of a submission, ms")
    for name, seconds in sorted(spent.items(), key=lambda one: -one[1]):
        print(f"{'  ' + name:<52}{seconds / max(1, count) * 1000:>10.2f}")
    print(f"{'  together':<52}{sum(spent.values()) / max(1, count) * 1000:>10.2f}", flush=True)
    return int(count < told["requests"] or sent != count)


def _kept(is_kept: bool) -> str:
    return "kept" if is_kept else MISSED


def _prepared(bench: Bench, slug: str, count: int) -> Path:
    """The requests that submit so many drafts, as the proxy hands them on, each from a network of its own."""
    made = bench.inside("sheets", slug, "--count", str(count), "--with-email")
    for number, one in enumerate(made):
        network = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        one["headers"] = {"Host": HOST, "X-Forwarded-For": network, "X-Forwarded-Proto": "https"}
    ready = bench.servers.folder / "requests.jsonl"
    ready.write_text("\n".join(json.dumps(one) for one in made))
    return ready


def _used(deployment: Deployment) -> dict[str, float]:
    """Seconds of processor time until now, by process."""
    servers = deployment.servers
    assert servers.postgres is not None
    assert servers.valkey is not None
    pids = {name: process.pid for name, process in deployment.processes.items()}
    pids |= {"postgres": servers.postgres.pid, "valkey": servers.valkey.pid}
    return {name: cpu(pid) for name, pid in pids.items()}
