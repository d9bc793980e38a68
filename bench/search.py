"""`python -m bench search`: how long searches and public lists take among a million comments, and downloads of them.

Seeds one consultation by bulk insert (bench/crowd.py), then asks the application for pages, each with an address of its
own, so that no kept page answers, and prints milliseconds per kind of question: the median and the longest of some,
processor time of the application and of PostgreSQL (which other work on the machine hardly changes), and whether that
is within what is promised. What PostgreSQL and the system have read stays read. Then it has the file of all comments
made (bench/downloads.py).
"""

import argparse
import logging
import os
import statistics
import sys
import time
from collections.abc import Iterator
from urllib.parse import quote

from bench import crowd, downloads
from bench.servers import ROOT, cpu, python, stage

SETTINGS = {"CONSULT_ENV": "test", "RATE_LIMITS": "0"}

LONGEST, NONE = 2000, 50
"""Milliseconds that a page may take at most; and the median of one that finds nothing."""

QUESTIONS = {
    "no match": crowd.ABSENT,
    "rare": crowd.RARE,
    "one of 20": crowd.FREQUENT,
    "in every comment": crowd.COMMON,
    "only in the oldest": crowd.EARLY,
    "two words, common": f"{crowd.COMMON} {crowd.FREQUENT}",
    "two words, rare": f"{crowd.RARE} word4999",
    "two words, no match": f"{crowd.RARE} {crowd.ABSENT}",
    "phrase, common": f'"{crowd.PHRASE}"',
    "phrase of common words, no match": '"shall standard"',
    "phrase, no match": f'"{crowd.ABSENT} standard"',
    "only in the oldest, in the order of the text": f"{crowd.EARLY}&sort=passage",
    "common and excluded": f"{crowd.COMMON} -{crowd.FREQUENT}",
    "everything excluded": f"-{crowd.COMMON}",
    "either of three": f"{crowd.COMMON} OR {crowd.FREQUENT} OR {crowd.EARLY}",
    "a hundred words": "word1 word2 " * 50,
    "one of 20, by type": f"{crowd.FREQUENT}&type=technical",
    "one of 20, by region": f"{crowd.FREQUENT}&region=Africa",
    "one of 20, by type and region": f"{crowd.FREQUENT}&type=technical&region=Africa",
    "one of 20, by clause, type and region": f"{crowd.FREQUENT}&clause={{clause}}&type=technical&region=Africa",
    "in every comment, by category": f"{crowd.COMMON}&category=government",
    "in every comment, by region": f"{crowd.COMMON}&region=Europe",
    "in every comment, by clause, type and region": f"{crowd.COMMON}&clause={{clause}}&type=technical&region=Africa",
    "only in the oldest, by type and region": f"{crowd.EARLY}&type=technical&region=Africa",
    "rare, by clause": f"{crowd.RARE}&clause={{clause}}",
    "no match, by type and region": f"{crowd.ABSENT}&type=technical&region=Africa",
    "phrase, by type and region": f'"{crowd.PHRASE}"&type=technical&region=Africa',
}
"""Kind of question → what is typed, with other filters behind it."""

LISTS = {
    "all, newest first": "comments?",
    "all, in the order of the text": "comments?sort=passage",
    "by type": "comments?type=editorial",
    "by category": "comments?category=government",
    "by region": "comments?region=Oceania",
    "by category, type and region": "comments?category=government&type=editorial&region=Oceania",
    "by clause": "comments?clause={clause}",
    "on the whole (none)": "comments?clause=general",
    "one place": "text/{block}?",
    "one place, by type": "text/{block}?type=editorial",
    "one clause": "text/{clause}?",
    "one clause, by type": "text/{clause}?type=editorial",
    "the text": "text?",
    "the figures": "statistics?",
    "search of consultations": "/consultations?q=seed",
}


def measure(rounds: int, postgres: int) -> None:
    """Ask each question `rounds` times and print how long it took; inside the application. `postgres`: its process."""
    from flask import Flask  # noqa: PLC0415

    from bench import world  # noqa: PLC0415
    from config import Config  # noqa: PLC0415
    from consult.app import create_app  # noqa: PLC0415

    app: Flask = create_app(Config)
    client = app.test_client()
    base = f"/consultations/{world.SLUG}/"
    client.get(
        f"{base}comments", base_url=str(app.config["PUBLIC_URL"])
    )  # the first page of a process reads templates
    for kind, path in _paths(base):
        took, status, before = [], 0, cpu(postgres, os.getpid())
        for number in range(rounds):
            began = time.perf_counter()
            answer = client.get(f"{path}&n={number}", base_url=str(app.config["PUBLIC_URL"]))
            answer.get_data()
            took.append((time.perf_counter() - began) * 1000)
            status = max(status, answer.status_code)
        spent = (cpu(postgres, os.getpid()) - before) / rounds * 1000
        print(_line(kind, status, statistics.median(took), max(took), spent), flush=True)


def _line(kind: str, status: int, median: float, longest: float, spent: float) -> str:
    is_kept = status == 200 and longest <= LONGEST and (median <= NONE or kind != "search: no match")
    said = "kept" if is_kept else MISSED
    return f"{kind:<54}{status:>5}{median:>10.0f}{longest:>10.0f}{spent:>10.0f}  {said}"


HEAD = f"{'':<53}{'status':>6}{'median ms':>10}{'longest':>10}{'processor':>10}"


MISSED = "MISSED"


def _paths(base: str) -> Iterator[tuple[str, str]]:
    places = {"clause": "s-1.3", "block": "s-1.3.p1"}
    for kind, typed in QUESTIONS.items():
        words, _and, more = typed.partition("&")
        yield f"search: {kind}", f"{base}comments?q={quote(words)}&{more}".format(**places)
    for kind, page in LISTS.items():
        yield f"list: {kind}", (page if page.startswith("/") else base + page).format(**places)


def seed(comments: int) -> None:
    """Found the world of the other benches and let the crowd in; inside the application."""
    from bench import world  # noqa: PLC0415
    from config import Config  # noqa: PLC0415
    from consult.app import create_app  # noqa: PLC0415
    from consult.core.database import db  # noqa: PLC0415
    from consult.submissions import tallies  # noqa: PLC0415

    with create_app(Config).app_context():
        consultation = world.found()
        identifier, version = consultation.id, consultation.version_id
        assert version is not None
        began = time.monotonic()
        crowd.fill(identifier, version, comments)
        print(f"seeded in {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
        logging.getLogger(
            "consult.submissions.tallies"
        ).disabled = True  # it says every count, for all were wrong
        tallies.recount(identifier)
        db.session.commit()
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("SET statement_timeout = 0")
            connection.exec_driver_sql("VACUUM ANALYZE")


def main(arguments: list[str]) -> int:
    """The command; 1 where something is not as promised."""
    parser = argparse.ArgumentParser(
        prog="python -m bench search", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--comments", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5, help="times that each question is asked")
    parser.add_argument("--only", choices=("seed", "measure"), help=argparse.SUPPRESS)
    parser.add_argument("--postgres", type=int, default=0, help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    if chosen.only:
        if chosen.only == "seed":
            seed(chosen.comments)
        else:
            measure(chosen.rounds, chosen.postgres)
        return 0
    print(f"consult on {ROOT}: {chosen.comments} comments, {chosen.rounds} rounds", file=sys.stderr)
    with stage(8000, SETTINGS) as (servers, around):
        size = ("--comments", str(chosen.comments), "--rounds", str(chosen.rounds))
        python("-m", "bench", "search", "--only", "seed", *size, around=around)
        print(HEAD, flush=True)
        assert servers.postgres is not None
        asked = ("--only", "measure", *size, "--postgres", str(servers.postgres.pid))
        told = python("-m", "bench", "search", *asked, around=around)
        print(told, end="", flush=True)
        is_kept = downloads.measure(servers, around)
    return 1 if MISSED in told or not is_kept else 0
