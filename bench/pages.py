"""`python -m bench pages`: how consult does against its targets on this machine, as ratios against `hello`.

Compare cpu per request (server and database, without the client) and SQL statements: both hardly move with noise.
Requests per second are only told as a ratio against `hello`, a bare Flask word on the same server program in the same
run. See bench/README.md.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from bench.servers import ROOT, Web, cpu, family, memory, python, stage
from consult.embedded import Servers, postgres_binaries

SETTINGS = {"CONSULT_ENV": "test", "RATE_LIMITS": "0"}


@dataclass(frozen=True)
class Target:
    """One row of the table of targets; None where nothing is promised."""

    name: str
    what: str
    ratio: float | None
    cpu: float
    sql: int | None = None


TARGETS = {
    "P1": Target("P1", "text of 100 clauses, from the cache", 0.20, 0.8, 1),
    "P2": Target("P2", "the same, made anew", None, 2.3, 3),
    "P3": Target("P3", "one place with 50 comments, made anew", None, 2.5, 3),
    "P4": Target("P4", "a submission, sent (against raw inserts)", None, 4.0, 6),
    "P5": Target("P5", "a text read, and a submission sent", None, 5.3, 7),
    "P6": Target("P6", "moderators' queue of 50", None, 3.5),
}


@dataclass(frozen=True)
class Measurement:
    """What was seen."""

    rate: float
    cpu: float
    p50: float
    p99: float
    size: int


Seen = dict[str, tuple[float, int | None]]
"""Name of a row → its processor time and its statements."""

GROWTH = 1.10
"""P8: how much more a row may take with many more comments, and with as many statements."""


class Bench:
    """One run: the servers, the world, what was measured so far."""

    def __init__(self, servers: Servers, around: dict[str, str], seconds: float) -> None:
        self.servers = servers
        self.around = around
        self.seconds = seconds
        self.first = 0
        self.seen: Seen = {}

    def inside(self, *arguments: str) -> Any:
        """What the application answers."""
        return json.loads(python("-m", "bench.inside", *arguments, around=self.around).splitlines()[-1])

    def measure(
        self, web: Web, path: str, *, connections: int = 8, cookie: str = "", requests: Path | None = None
    ) -> Measurement:
        """Load one page; a short warm-up first, but where each request can be sent only once."""
        headers = ["--header", "Accept-Encoding: gzip"] + (
            ["--header", f"Cookie: {cookie}"] if cookie else []
        )
        if requests is None:
            self._load(web, path, 1.0, connections, headers)
            seconds, more = self.seconds, headers
        else:
            seconds, more = 60.0, ["--requests", str(requests)]
        postgres = self.servers.postgres
        assert postgres is not None
        before = cpu(web.process.pid, postgres.pid)
        found = self._load(web, path, seconds, connections, more)
        spent = cpu(web.process.pid, postgres.pid) - before
        wrong = {status: count for status, count in found["statuses"].items() if status not in {"200", "303"}}
        if wrong:
            raise SystemExit(f"{path} answered {wrong}")
        count = found["requests"]
        return Measurement(
            count / found["seconds"], spent / count * 1000, found["p50"], found["p99"], found["bytes"]
        )

    def _load(self, web: Web, path: str, seconds: float, connections: int, more: list[str]) -> Any:
        self.first += 1_000_000
        command = [
            "-m",
            "bench.load",
            str(web.port),
            path,
            "--seconds",
            str(seconds),
            "--connections",
            str(connections),
        ]
        return json.loads(python(*command, "--first", str(self.first), *more, around=self.around))

    def raw_inserts(self, connections: int = 16) -> float:
        """Durable single-row inserts a second: the most that PostgreSQL takes here."""
        name, folder = "consult", str(self.servers.postgres_socket_folder)
        base = [str(postgres_binaries() / "psql"), "-q", "-h", folder, "-U", "consult", "-d", name]
        table = "CREATE TABLE IF NOT EXISTS bench_raw (id bigint GENERATED ALWAYS AS IDENTITY, words text)"
        subprocess.run([*base, "-c", table], check=True, stdout=subprocess.DEVNULL)
        script = Path(tempfile.mkdtemp(dir=self.servers.folder)) / "insert.sql"
        script.write_text(f"INSERT INTO bench_raw (words) VALUES ('{'x' * 800}');\n")
        command = [
            str(postgres_binaries() / "pgbench"), "-n", "-h", folder, "-U", "consult", "-f", str(script),
            "-c", str(connections), "-j", "2", "-T", "3", name,
        ]  # fmt: skip
        told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        return float(next(line for line in told.splitlines() if line.startswith("tps")).split()[2])

    def tell(self, name: str, found: Measurement, against: float, sql: int | None) -> None:
        """Print one row: what was seen, what was promised, whether it holds."""
        target = TARGETS[name]
        self.seen[name] = found.cpu, sql
        ratio = found.rate / against
        met = [found.cpu <= target.cpu, target.ratio is None or ratio >= target.ratio]
        met += [sql <= target.sql] if target.sql is not None and sql is not None else []
        wanted = (f"≥ {target.ratio:g}, " if target.ratio else "") + f"≤ {target.cpu:g} ms"
        wanted += f", ≤ {target.sql} SQL" if target.sql else ""
        verdict = "met" if all(met) else "NOT MET"
        print(
            f"{name:<4}{target.what:<42}{ratio:>7.3f}{found.cpu:>9.2f}{sql if sql is not None else '–':>6}"
            f"{found.p50:>8.1f}{found.p99:>8.1f}{found.size / 1024:>8.1f}   {wanted:<28}{verdict}",
            flush=True,
        )


def pages(chosen: argparse.Namespace, comments: int) -> Seen:
    """P1 to P3 and P6: pages read; then P4 and P5."""
    with stage(8000, SETTINGS) as (servers, around):
        bench = Bench(servers, around, chosen.seconds)
        world = bench.inside("seed", "--comments", str(comments), "--pending", str(chosen.pending))
        text = f"/consultations/{world['slug']}/text"
        place = f"{text}/{world['busiest']}"
        cookie = bench.inside("moderator") if "P6" in chosen.only else ""
        paths = {
            "P1": (text, ""), "P2": (text + "?n={n}", ""), "P3": (place + "?n={n}", ""), "P6": ("/moderation", cookie),
        }  # fmt: skip
        hello = _served(around, servers, "bench.hello:app", lambda web: bench.measure(web, "/"))
        print(f"{'':<4}{'':<42}{'ratio':>7}{'cpu ms':>9}{'SQL':>6}{'p50 ms':>8}{'p99 ms':>8}{'KB':>8}")
        print(
            f"{'':<4}{'hello':<42}{1:>7.3f}{hello.cpu:>9.2f}{'–':>6}{hello.p50:>8.1f}{hello.p99:>8.1f}",
            flush=True,
        )
        wanted = [name for name in paths if name in chosen.only]

        def read(web: Web) -> None:
            for name in wanted:
                path, cookie = paths[name]
                sql = bench.inside("statements", path, "--cookie", cookie)[path]
                path = "/{language}" + path if chosen.languages else path
                bench.tell(name, bench.measure(web, path, cookie=cookie), hello.rate, sql)
            workers = family(web.process.pid)[1:]
            print(f"    memory of the {len(workers)} processes of the web server, MB: "
                  f"{', '.join(f'{memory(pid):.0f}' for pid in workers)}", flush=True)  # fmt: skip

        _served(around, servers, "wsgi:app", read)
        if {"P4", "P5"} & set(chosen.only):
            _submit(bench, chosen, world["slug"], text)
    return bench.seen | {"hello": (hello.cpu, None)}


def _tell_growth(few: Seen, many: Seen, sizes: str) -> None:
    """P8: each row with many comments beside the same with few, both as ratios to `hello` of their own run."""
    pace = few["hello"][0] / many["hello"][0]
    for name, (cpu_ms, sql) in many.items():
        if name != "hello":
            ratio = cpu_ms / few[name][0] * pace
            verdict = "met" if ratio <= GROWTH and sql == few[name][1] else "NOT MET"
            told = f"{few[name][1]} and {sql} SQL"
            print(
                f"P8  {name + ', ' + sizes:<42}{ratio:>7.3f}   {told:<20}≤ {GROWTH:g}, equal SQL   {verdict}"
            )


def _submit(bench: Bench, chosen: argparse.Namespace, slug: str, text: str) -> None:
    """P4 and P5: submissions sent, alone and each after a text was read."""
    raw, count = bench.raw_inserts(), chosen.submissions
    read = {"path": text, "cookie": "", "headers": {"Accept-Encoding": "gzip"}}
    sql = bench.inside("submitting", slug, "--first", str(2 * count))

    def send(web: Web, name: str, first: int) -> None:
        made = bench.inside("sheets", slug, "--count", str(count), "--first", str(first))
        requests = made if name == "P4" else [one for sent in made for one in (read, sent)]
        ready = bench.servers.folder / "requests.jsonl"
        ready.write_text("\n".join(map(json.dumps, requests)))
        found, each = bench.measure(web, "/", connections=16, requests=ready), len(requests) // count
        whole = replace(found, rate=found.rate / each, cpu=found.cpu * each, size=found.size * each)
        bench.tell(name, whole, raw, sql if name == "P4" else sql + bench.inside("statements", text)[text])

    for name, first in (("P4", 0), ("P5", count)):
        if name in chosen.only:
            _served(bench.around, bench.servers, "wsgi:app", partial(send, name=name, first=first))


def _served(around: dict[str, str], servers: Servers, module: str, use: Callable[[Web], Any]) -> Any:
    web = Web(around, servers, module)
    try:
        return use(web)
    finally:
        web.stop()


def main(arguments: list[str]) -> int:
    """The command."""
    parser = argparse.ArgumentParser(
        prog="python -m bench pages", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--only", default="P1,P2,P3,P4,P5,P6", type=lambda text: text.split(","))
    parser.add_argument("--seconds", type=float, default=4, help="of load on each page, at most 60")
    parser.add_argument("--comments", type=int, default=10_000)
    parser.add_argument("--larger", type=int, default=0, help="comments of a second run, for growth (P8)")
    parser.add_argument(
        "--pending", type=float, default=0.05, help="share of comments that wait for a moderator"
    )
    parser.add_argument("--submissions", type=int, default=1_000, help="sent for P4")
    parser.add_argument("--languages", action="store_true", help="each page in six languages in turn")
    chosen = parser.parse_args(arguments)
    print(f"consult on {ROOT}: {chosen.comments} comments, {chosen.seconds:g} s a page", file=sys.stderr)
    seen = pages(chosen, chosen.comments)
    if chosen.larger:
        _tell_growth(seen, pages(chosen, chosen.larger), f"{chosen.comments} → {chosen.larger} comments")
    return 0
