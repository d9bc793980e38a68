"""`python -m bench paired --before FOLDER`: two or more versions of consult beside each other on the same database.

For each page each version is loaded in turn, several times, so that other work on the machine meets all of them alike;
what is printed is the processor time of web server and PostgreSQL per request, and its ratio to the first version.
The versions must work with the same tables. FOLDER is another clone of the project with its `.venv`.
"""

import argparse
import http.client
import json
import statistics
import subprocess
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import psycopg

from bench.pages import SETTINGS, Bench
from bench.servers import ROOT, Web, cpu, stage

TEXT = "/consultations/{slug}/text"
PAGES = {
    "P1 text, kept": TEXT,
    "P2 text, made anew": TEXT + "?n={n}",
    "P2 first after a decision": TEXT,
    "P3 place, made anew": TEXT + "/{busiest}?n={n}",
    "P3 first after a decision": TEXT + "/{busiest}",
    "all comments": "/consultations/{slug}/comments?n={n}",
    "filter, a type": "/consultations/{slug}/comments?type=technical&n={n}",
    "filter, a category": "/consultations/{slug}/comments?category=industry&n={n}",
    "filter, a region": "/consultations/{slug}/comments?region=Africa&n={n}",
    "filter, two": "/consultations/{slug}/comments?type=technical&region=Africa&n={n}",
    "search, a common word": "/consultations/{slug}/comments?q=lot&n={n}",
    "search, a rare word": "/consultations/{slug}/comments?q=quarantine&n={n}",
    "search, a phrase": "/consultations/{slug}/comments?q=%22lot+sample%22&n={n}",
    "search, no match": "/consultations/{slug}/comments?q=zzyzx&n={n}",
    "P14 statistics": "/consultations/{slug}/statistics?n={n}",
    "P14 practice report": "/consultations/{slug}/practice?n={n}",
    "P14 practices": "/practices?n={n}",
    "P4 submission, sent": "",
    "P6 queue": "/moderation",
}
"""What is measured → its address; "{n}" is a number that is never used twice, so that no kept page answers."""

AFTER = {"P2 first after a decision", "P3 first after a decision"}
"""Rows for which the consultation gets a new stamp before each request."""

SENT = "P4 submission, sent"
"""The row whose requests are each sent once."""

SUBMISSIONS = 200
"""How many of them each version takes in each round."""

DECISIONS = 150
"""How often the consultation gets a new stamp in each round."""


def main(arguments: list[str]) -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m bench paired", description=__doc__)
    parser.add_argument(
        "--before", type=Path, action="append", required=True, help="another clone; several times"
    )
    parser.add_argument("--only", default="", help="words in the names of pages, with commas between")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument(
        "--seconds", type=float, default=2, help="of load on each page of each version in each round"
    )
    parser.add_argument("--comments", type=int, default=10_000)
    parser.add_argument("--pending", type=float, default=0.05, help="share of comments that wait")
    chosen = parser.parse_args(arguments)
    folders = [*(folder.resolve() for folder in chosen.before), ROOT]
    print("  ".join(f"[{number}] {folder}" for number, folder in enumerate(folders)), file=sys.stderr)
    with stage(8000, SETTINGS) as (servers, around):
        bench = Bench(servers, around, chosen.seconds)
        world = bench.inside("seed", "--comments", str(chosen.comments), "--pending", str(chosen.pending))
        cookie = bench.inside("moderator")
        webs = [Web(around | {"PYTHONPATH": str(folder)}, servers, folder=folder) for folder in folders]
        heads = "".join(f"{f'[{number}] ms':>10}{'ratio':>7}{'SQL':>5}" for number in range(len(folders)))
        print(f"{'processor time of a request':<28}{heads}", flush=True)
        chosen_pages = {
            name: address.replace("{slug}", world["slug"]).replace("{busiest}", world["busiest"])
            for name, address in PAGES.items()
            if not chosen.only or any(word in name for word in chosen.only.split(","))
        }
        cookies = {
            path: cookie if name.startswith("P6") else ""
            for name, path in chosen_pages.items()
            if name != SENT
        }
        drafts = _drafts(bench, world["slug"])
        try:
            counts = [_statements(bench, cookies, folder) for folder in folders]
            for name, path in chosen_pages.items():
                spent = _spent(bench, name, path, cookies.get(path, ""), webs, chosen.rounds, drafts)
                columns = "".join(
                    f"{ms:>10.2f}{ms / spent[0]:>7.2f}{'–' if name in AFTER or name == SENT else found[path]:>5}"
                    for ms, found in zip(spent, counts, strict=True)
                )
                print(f"{name:<28}{columns}", flush=True)
        finally:
            for web in webs:
                web.stop()
    return 0


def _spent(
    bench: Bench, name: str, path: str, cookie: str, webs: list[Web], rounds: int, drafts: Iterator[Path]
) -> list[float]:
    """Milliseconds of a request to each of `webs`."""
    seen: list[list[float]] = [[] for _ in webs]
    for _ in range(rounds):
        for web, found in zip(webs, seen, strict=True):
            if name in AFTER:
                found.append(_after_decisions(bench, web, path))
            elif name == SENT:
                found.append(bench.measure(web, "/", connections=8, requests=next(drafts)).cpu)
            else:
                found.append(bench.measure(web, path, connections=4, cookie=cookie).cpu)
    return [statistics.median(found) for found in seen]


def _drafts(bench: Bench, slug: str) -> Iterator[Path]:
    """Files with requests that send drafts."""
    for number in count():
        first = str(number * SUBMISSIONS)
        made = bench.inside("sheets", slug, "--count", str(SUBMISSIONS), "--first", first)
        ready = bench.servers.folder / f"requests-{number}.jsonl"
        ready.write_text("\n".join(map(json.dumps, made)))
        yield ready


def _after_decisions(bench: Bench, web: Web, path: str) -> float:
    """Milliseconds of a request after the consultation got a new stamp, without those of giving it one."""
    postgres = bench.servers.postgres
    assert postgres is not None
    url = bench.around["DATABASE_URL"].replace("postgresql+psycopg:", "postgresql:")
    client = http.client.HTTPConnection("127.0.0.1", web.port)
    spent = []
    with psycopg.connect(url, autocommit=True) as connection:
        for reads in (True, False):
            began = cpu(web.process.pid, postgres.pid)
            for _ in range(DECISIONS):
                connection.execute("UPDATE consultations SET stamp = nextval('consultation_stamps')")
                if reads:
                    client.request("GET", path, headers={"Accept-Encoding": "gzip"})
                    answer = client.getresponse()
                    answer.read()
                    if answer.status != 200:
                        raise SystemExit(f"{path} answered {answer.status}")
            spent.append(cpu(web.process.pid, postgres.pid) - began)
    client.close()
    return (spent[0] - spent[1]) / DECISIONS * 1000


def _statements(bench: Bench, cookies: dict[str, str], folder: Path) -> dict[str, int]:
    """Path → the SQL statements of a request in the version in `folder`."""
    found: dict[str, int] = {}
    around = bench.around | {"PYTHONPATH": str(folder)}
    for cookie in set(cookies.values()):
        paths = [path for path, its in cookies.items() if its == cookie]
        command = [sys.executable, "-m", "bench.inside", "statements", *paths, "--cookie", cookie]
        done = subprocess.run(command, env=around, cwd=folder, capture_output=True, text=True, check=True)
        found |= json.loads(done.stdout.splitlines()[-1])
    return found
