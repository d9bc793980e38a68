"""`python -m bench sanitising`: how long text takes to be made clean HTML when it is written (P12).

Texts of 2 KB, each with words of its own, HTML, links and marks, go through core/markup.py in one thread and in several
at once. Printed is the processor time of a text: of the sanitiser itself, which has a target; and of all that is done
when a comment or the words of staff are kept (paragraphs, links, marks, then the sanitiser). And how many came out with
words of another one or without their own. Nothing is cleaned when it is read. `mixing` does the same through the whole
application.
"""

import argparse
import re
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from bench.servers import ROOT
from consult.core import markup

TARGET, SIZE = 0.1, 2048
"""Milliseconds for a text of so many characters."""

_OWN = re.compile(r"w(\d+)x")


def _sanitised(html: str) -> str:
    return markup._clean(html, markup._PROSE_TAGS)


KINDS: dict[str, tuple[Callable[[str], str], float | None]] = {
    "sanitising": (_sanitised, TARGET),
    "all of a comment": (markup.comment, None),
    "all of words of staff": (markup.prose, None),
}
"""What is done, and the target."""


def text(number: int) -> str:
    """One whose words begin with its number."""
    lines = []
    while sum(map(len, lines)) < SIZE:
        at = len(lines)
        address = f" https://example.org/w{number}x{at}?a=1 <script>w{number}x</script>" if at == 2 else ""
        lines.append(
            f"<p>w{number}x{at} the lot & its <b>sample</b> shall be taken within ten days of arrival, and no later;"
            f" *otherwise* the report says so, and the lot w{number}x{at} is sampled again{address}.</p>\n\n"
        )
    return "".join(lines)[:SIZE]


def measure(clean: Callable[[str], str], texts: Sequence[str], threads: int) -> tuple[float, int]:
    """Milliseconds of processor time of a text; and how many are mixed with another."""
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(clean, texts[: threads * 2]))
        began = time.process_time()
        made = list(pool.map(clean, texts))
        spent = (time.process_time() - began) / len(texts) * 1000
    return spent, sum(set(_OWN.findall(one)) != {str(number)} for number, one in enumerate(made))


def main(arguments: Sequence[str]) -> int:
    """The command; 1 where a text is mixed with another."""
    parser = argparse.ArgumentParser(prog="python -m bench sanitising", description=__doc__)
    parser.add_argument("--texts", type=int, default=2_000)
    parser.add_argument("--rounds", type=int, default=5)
    chosen = parser.parse_args(arguments)
    print(f"consult on {ROOT}: {chosen.texts} texts of {SIZE} characters", file=sys.stderr)
    texts, mixed = [text(number) for number in range(chosen.texts)], 0
    print(f"{'':<4}{'':<42}{'ms':>9}{'mixed':>9}   target")
    for what, (clean, target) in KINDS.items():
        for threads in (1, 8):
            found = [measure(clean, texts, threads) for _ in range(chosen.rounds)]
            mixed += (wrong := sum(one for _, one in found))
            best, row = min(found)[0], f"{what} of 2 KB, {threads} thread{'s' * (threads > 1)}"
            wanted = "0 mixed" if target is None else f"≤ {target:g} ms, 0 mixed"
            verdict = "NOT MET" if wrong or (target is not None and best > target) else "met"
            print(f"P12 {row:<42}{best:>9.3f}{wrong:>9}   {wanted:<20}{verdict}", flush=True)
    return 1 if mixed else 0
