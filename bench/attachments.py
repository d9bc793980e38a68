"""`python -m bench attachments [--mutations N] [--seed N] [--posted N]`: hostile files for the checks of attachments.

Every kind of `tests/attachments/hostile.py` goes through the isolated process, as a worker has it checked. Then
mutations of good and hostile files (bytes changed, cut out, doubled, joined) are checked in processes with the same
limit of memory, some hundreds in each. Counted are refusals with a sentence, files taken, and everything else, which
must be 0; and the longest time of one. With `--posted` every kind and so many mutations are posted to the running
application instead.
"""

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Sequence

from bench import attachments_posted
from consult.documents.attached import checking, refusals, sandbox
from consult.documents.blocks import Unreadable
from consult.documents.upload_checks import MOST_BYTES
from tests.attachments import hostile

AT_ONCE = 500
"""Mutations of one process."""
LARGEST = 400_000
"""Bytes of a file that is mutated: larger ones say nothing more, and take longer to make."""


def mutated(chance: random.Random, files: Sequence[bytes]) -> bytes:
    """A file with some bytes changed, cut out, doubled, or joined with another."""
    data = bytearray(chance.choice(files))
    for _change in range(chance.choice((1, 2, 5, 20, 100))):
        at = chance.randrange(len(data)) if data else 0
        what = chance.randrange(6)
        if what <= 2 and data:
            data[at] = chance.randrange(256)
        elif what == 3:
            del data[at : at + chance.choice((1, 4, 64, 1024))]
        elif what == 4:
            data[at:at] = data[at : at + chance.choice((1, 4, 64, 1024))]
        else:
            other = chance.choice(files)
            begin = chance.randrange(len(other))
            data[at : at + chance.choice((0, 16))] = other[begin : begin + chance.choice((4, 64, 1024))]
    return bytes(data)


def part(seed: int, count: int) -> dict[str, object]:
    """Check `count` mutations in this process, under the limit of memory of the isolated one."""
    warnings.simplefilter("ignore")
    files = [make() for make, _what in (*hostile.GOOD.values(), *hostile.FILES.values())]
    files = [one for one in files if 0 < len(one) <= LARGEST]
    resource.setrlimit(resource.RLIMIT_AS, (sandbox.LIMITS.memory, sandbox.LIMITS.memory))
    chance, found, longest = random.Random(seed), Counter[str](), 0.0
    for _one in range(count):
        data = mutated(chance, files)
        began = time.process_time()
        try:
            checked = checking.check(data, "a.pdf")
            found["taken" if len(checked.public) <= sandbox.MOST_BYTES else "too large a copy"] += 1
        except Unreadable as trouble:
            found["refused"] += 1
            if not trouble.message:
                found["without a sentence"] += 1
        except MemoryError:
            found["out of memory"] += 1
        except Exception as trouble:  # noqa: BLE001 -- a fault of the checks
            found[f"failed: {type(trouble).__name__}"] += 1
        longest = max(longest, time.process_time() - began)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"found": found, "longest": longest, "peak_kb": peak}


def _kinds() -> tuple[int, list[str]]:
    """How many kinds were refused with their own sentence in the isolated process, and those that were not."""
    wrong, right = [], 0
    for name, (make, sentence) in hostile.FILES.items():
        with tempfile.TemporaryFile() as file:
            file.write(make()[: MOST_BYTES + 1])
            try:
                sandbox.check("a.pdf", file)
                wrong.append(f"{name}: taken")
            except Unreadable as trouble:
                if trouble.message in {sentence, refusals.NOT_CHECKED}:
                    right += 1
                else:
                    wrong.append(f"{name}: {trouble.message}")
    return right, wrong


def main(arguments: Sequence[str]) -> int:
    """Print the figures; 1 where anything but a refusal or a copy came of a file."""
    parser = argparse.ArgumentParser(prog="bench attachments")
    parser.add_argument("--mutations", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=60.0, help="no mutations are begun after so many")
    parser.add_argument("--part", type=int, default=0, help=argparse.SUPPRESS)
    parser.add_argument("--posted", type=int, default=0, help="mutations that are posted to the application")
    asked = parser.parse_args(arguments)
    if asked.posted:
        return attachments_posted.post(asked.posted, asked.seed, mutated, LARGEST)
    if asked.part:
        print(json.dumps(part(asked.seed, asked.part)))
        return 0
    warnings.simplefilter("ignore")
    right, wrong = _kinds()
    print(f"{right} of {len(hostile.FILES)} kinds were refused with a sentence by the isolated process")
    print("".join(f"  {line}\n" for line in wrong), end="")
    found, longest, peak, lost, began = Counter[str](), 0.0, 0, 0, time.monotonic()
    for number, at in enumerate(range(0, asked.mutations, AT_ONCE)):
        if time.monotonic() - began > asked.minutes * 60:
            print(f"  {asked.minutes:g} minutes are over: {at} of {asked.mutations} mutations were begun")
            break
        count = min(AT_ONCE, asked.mutations - at)
        command = [
            sys.executable,
            "-m",
            "bench",
            "attachments",
            "--part",
            str(count),
            "--seed",
            str(asked.seed + number),
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            lost += 1
            print(f"  the process of seed {asked.seed + number} ended with {done.returncode}")
            continue
        told = json.loads(done.stdout)
        found.update(told["found"])
        longest, peak = max(longest, told["longest"]), max(peak, told["peak_kb"])
    others = {name: count for name, count in found.items() if name not in {"taken", "refused"}}
    done_in, all_ = time.monotonic() - began, found["taken"] + found["refused"]
    print(
        f"{all_} of {asked.mutations} mutations: {found['refused']} refused, {found['taken']} taken, {others or 0} else"
    )
    print(
        f"processes lost {lost}; longest {longest:.2f} s of processor time, peak {peak / 1024:.0f} MB, {done_in:.0f} s"
    )
    return int(bool(wrong or others or lost))
