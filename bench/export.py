"""`python -m bench export`: what the file of all public comments costs (P7), beside COPY of the same columns.

Seeds one consultation by bulk insert (bench/crowd.py) and writes its CSV file, then has PostgreSQL write the same rows
with COPY, in turn, `--rounds` times. Printed is the processor time of each, application and PostgreSQL together, at
best, in milliseconds; their ratio; and what a bare Flask page takes on this machine now (`hello`), against which the
targets were set (0.145 ms). `--before FOLDER` writes the file with another clone, and compares the two byte by byte.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import psycopg

from bench.pages import Bench
from bench.search import SETTINGS
from bench.servers import ROOT, Web, family, precise, python, stage

TARGETS = {10_000: "≤ 150 ms", 1_000_000: "≤ 2 × COPY"}
HELLO = 0.145
"""Milliseconds of a bare page when the targets were set."""


def spent(run: Callable[[], object], postgres: int) -> float:
    """Milliseconds of processor time, of this process and PostgreSQL."""
    before, began = precise(family(postgres)), time.process_time()
    run()
    return (time.process_time() - began + precise(family(postgres)) - before) * 1000


def measure(rounds: int, postgres: int, path: Path) -> dict[str, float]:
    """Write the file and copy the rows, in turn; inside the application."""
    from sqlalchemy.dialects import postgresql  # noqa: PLC0415

    from bench import world  # noqa: PLC0415
    from config import Config  # noqa: PLC0415
    from consult.app import create_app  # noqa: PLC0415
    from consult.consultations import queries as consultations  # noqa: PLC0415
    from consult.reading import queries  # noqa: PLC0415
    from consult.reading.views import files  # noqa: PLC0415

    app = create_app(Config)

    def write() -> None:
        with app.app_context():
            files._write_comments(queries.Filters(), "csv", world.SLUG, "en", path)

    with app.app_context():
        rows = queries.filtered(consultations.public(world.SLUG).id, queries.Filters())
    ordered = rows.order_by(rows.selected_columns.place_order, rows.selected_columns.id)
    statement = ordered.compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True})  # type: ignore[no-untyped-call]

    with psycopg.connect(os.environ["DATABASE_URL"].replace("+psycopg", "")) as connection:

        def copy() -> None:
            with (
                connection.cursor() as cursor,
                cursor.copy(f"COPY ({statement}) TO STDOUT (FORMAT csv)".encode()) as out,
            ):
                for _piece in out:
                    pass

        write()
        copy()
        found = [(spent(write, postgres), spent(copy, postgres)) for _ in range(rounds)]
    return {
        "file": min(one for one, _ in found),
        "copy": min(one for _, one in found),
        "MB": path.stat().st_size / 1e6,
    }


def main(arguments: Sequence[str]) -> int:
    """The command; 1 where the file differs from that of the version before."""
    parser = argparse.ArgumentParser(
        prog="python -m bench export", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--comments", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--before", type=Path, help="another clone, measured as well")
    parser.add_argument("--measure", nargs=2, metavar=("POSTGRES", "FILE"), help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    if chosen.measure:
        print(json.dumps(measure(chosen.rounds, int(chosen.measure[0]), Path(chosen.measure[1]))))
        return 0
    print(f"consult on {ROOT}: {chosen.comments} comments, {chosen.rounds} rounds", file=sys.stderr)
    with stage(8000, SETTINGS) as (servers, around):
        python("-m", "bench", "search", "--only", "seed", "--comments", str(chosen.comments), around=around)
        web = Web(around, servers, "bench.hello:app")
        hello = Bench(servers, around, 2).measure(web, "/").cpu
        web.stop()
        print(f"{'':<4}{'':<42}{'ms':>9}{'scaled':>9}{'of COPY':>9}{'MB':>8}   target")
        print(f"{'':<4}{'hello':<42}{hello:>9.2f}{HELLO:>9.2f}", flush=True)
        assert servers.postgres is not None
        written = []
        for folder in [*([chosen.before.resolve()] if chosen.before else []), ROOT]:
            written.append(servers.folder / f"comments-{len(written)}.csv")
            asked = ("--rounds", str(chosen.rounds), "--measure", str(servers.postgres.pid), str(written[-1]))
            program = str(ROOT / "bench" / "export.py")
            told = json.loads(python(program, *asked, around=around, folder=folder).splitlines()[-1])
            what = f"CSV of {chosen.comments} comments" + ("" if folder == ROOT else ", the version before")
            scale, target = HELLO / hello, TARGETS.get(chosen.comments, "")
            print(f"P7  {what:<42}{told['file']:>9.0f}{told['file'] * scale:>9.0f}{told['file'] / told['copy']:>9.2f}"
                  f"{told['MB']:>8.1f}   {target}", flush=True)  # fmt: skip
        print(
            f"{'':<4}{'COPY of the same columns':<42}{told['copy']:>9.0f}{told['copy'] * scale:>9.0f}{1:>9.2f}"
        )
        are_same = len({one.read_bytes() for one in written}) == 1
    print(
        "the files are the same" if len(written) > 1 and are_same else "" if are_same else "the files DIFFER"
    )
    return 0 if are_same else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
