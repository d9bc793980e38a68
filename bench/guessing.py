"""Does the time of an answer tell whether an address has an account? `python -m bench guessing`.

Resets, links for a new browser, sign-ups and wrong passwords are sent in random order for addresses that have an
account and for others, each from a network of its own, through the whole production set-up with its worker and mail
server. Printed are how the times lie, their ratio, and how often a known address took longer than an unknown one: of
two piles that cannot be told apart that is 50 %. Nothing is asserted: that the work is the same is tested
(tests/accounts/test_same_work.py).
"""

import argparse
import random
import statistics
import time
from bisect import bisect_left, bisect_right

from bench.deployment import Deployment, say
from bench.flow import Browser
from consult.accounts import actions as accounts

REQUESTS = {
    "reset": ("/password-reset", {}),
    "link for a browser": ("/sign-in/browser", {}),
    "sign-up": ("/sign-up", {"name": "Ines", "password": "seven green bicycles"}),
    "wrong password": ("/sign-in", {"password": "not this one at all"}),
}
PEOPLE = 40
"""Accounts; so many that no one of them is guessed at often enough to be delayed."""


def milliseconds(port: int, number: int, path: str, fields: dict[str, str], email: str) -> float:
    """How long one post took, in milliseconds."""
    browser = Browser(port, f"10.{number // 250 % 250}.{number % 250}.1")
    _to, form = browser.get(path).form()
    started = time.perf_counter()
    answer = browser.post(path, form | fields | {"email": email})
    took = (time.perf_counter() - started) * 1000
    if answer.status not in {200, 422}:
        raise SystemExit(f"{path} answered {answer.status}: {answer.heading}")
    return took


def longer(known: list[float], unknown: list[float]) -> float:
    """How often one of `known` is longer than one of `unknown`, from 0 to 1."""
    ordered = sorted(unknown)
    wins = sum(bisect_left(ordered, one) + bisect_right(ordered, one) for one in known) / 2
    return wins / (len(known) * len(unknown))


def table(name: str, known: list[float], unknown: list[float]) -> None:
    """One request: both piles and how they compare."""
    print(f"\n{name}: {len(known)} + {len(unknown)} samples, milliseconds")
    for whose, pile in (("known", known), ("unknown", unknown)):
        tenths = statistics.quantiles(pile, n=10)
        shape = " ".join(f"{one:7.1f}" for one in tenths)
        print(f"  {whose:<8} median {statistics.median(pile):6.1f}   tenths {shape}")
    ratio = statistics.median(known) / statistics.median(unknown)
    print(f"  ratio of medians {ratio:.3f}; a known one took longer in {longer(known, unknown):.1%} of pairs")


def main(arguments: list[str]) -> int:
    """Measure, and print."""
    parser = argparse.ArgumentParser(prog="python -m bench guessing", description=__doc__)
    parser.add_argument("--samples", type=int, default=300, help="of each kind of address and each request")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args(arguments)
    samples = min(chosen.samples, 2000)
    dice = random.Random(chosen.seed)
    plan = [(name, is_known) for name in REQUESTS for is_known in (True, False)] * samples
    dice.shuffle(plan)
    piles: dict[tuple[str, bool], list[float]] = {}
    with Deployment() as deployment:
        with deployment.app().app_context():
            for number in range(PEOPLE):
                accounts.register(
                    email=f"known{number}@example.org", name=f"Person {number}", password="a long river walk"
                )
        deployment.start()
        say(f"{len(plan)} posts")
        for number, (name, is_known) in enumerate(plan):
            path, fields = REQUESTS[name]
            email = f"{'known' if is_known else 'other'}{dice.randrange(PEOPLE)}@example.org"
            took = milliseconds(deployment.port, number, path, fields, email)
            piles.setdefault((name, is_known), []).append(took)
    for name in REQUESTS:
        table(name, piles[name, True], piles[name, False])
    return 0
