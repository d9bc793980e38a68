"""`python -m bench start`: what a web process costs before its first answer (P9).

Printed are, each at best of `--rounds`: the processor time in which the web server imports what the application
consists of (without `rich`, which only packages of the tests bring); the processor time of all its processes from its
start to its first answer; and the memory that one process has then: its RSS, and what it shares with no other. A bare
Flask page (`hello`) tells how fast the machine is now: scaled is what would have been seen when the targets were set.
"""

import argparse
import http.client
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from bench.pages import SETTINGS, Bench
from bench.servers import ROOT, Web, cpu, family, memory, python, stage

IMPORT = """
import sys, time
sys.modules["rich"] = None  # a package of the tests, which structlog imports where it is there
from consult.server import __main__ as server
server._load_modules()
print(time.process_time())
"""
"""As the web server does before it forks; with the start of Python itself."""

TARGETS = {"import": (0.9, "s"), "cold start": (1.5, "s"), "memory": (110.0, "MB")}
HELLO = 0.145
"""Milliseconds of a bare page when the targets were set."""


def _own(pid: int) -> float:
    """The memory that a process shares with no other, in megabytes."""
    told = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return sum(int(line.split()[1]) for line in told.splitlines() if line.startswith("Private_")) / 1024


def _started(around: dict[str, str], bench: Bench) -> tuple[float, float, float]:
    """Processor time to the first answer, and the memory of the largest process then: all, and its own."""
    web = Web(around, bench.servers)
    try:
        line = http.client.HTTPConnection("127.0.0.1", web.port, timeout=60)
        line.request("GET", "/")
        answer = line.getresponse()
        answer.read()
        spent = cpu(web.process.pid)
        if answer.status >= 500:
            raise SystemExit(f"/ answered {answer.status}")
        time.sleep(1)
        largest = max(family(web.process.pid)[1:], key=memory)
        return spent, memory(largest), _own(largest)
    finally:
        web.stop()


def main(arguments: Sequence[str]) -> int:
    """The command."""
    parser = argparse.ArgumentParser(
        prog="python -m bench start", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=5)
    chosen = parser.parse_args(arguments)
    print(f"consult on {ROOT}: {chosen.rounds} rounds", file=sys.stderr)
    with stage(8000, SETTINGS) as (servers, around):
        bench = Bench(servers, around, 2)
        web = Web(around, servers, "bench.hello:app")
        hello = bench.measure(web, "/").cpu
        web.stop()
        imports = min(float(python("-c", IMPORT, around=around).split()[-1]) for _ in range(chosen.rounds))
        starts = [_started(around, bench) for _ in range(chosen.rounds)]
    scale = HELLO / hello
    print(f"{'':<4}{'':<42}{'seen':>9}{'scaled':>9}   target")
    print(f"{'':<4}{'hello, ms':<42}{hello:>9.2f}{HELLO:>9.2f}")
    cold, all_, own = (min(found) for found in zip(*starts, strict=True))
    for name, what, seen, by in (
        ("import", "import of the web server, processor s", imports, scale),
        ("cold start", "start to the first answer, processor s", cold, scale),
        ("memory", f"a process then, MB ({own:.0f} of its own)", all_, 1.0),
    ):
        wanted, unit = TARGETS[name]
        verdict = "met" if seen * by <= wanted else "NOT MET"
        print(f"P9  {what:<42}{seen:>9.2f}{seen * by:>9.2f}   ≤ {wanted:g} {unit:<12}{verdict}", flush=True)
    return 0
